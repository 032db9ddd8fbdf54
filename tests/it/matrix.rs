//! The matrix of faults: every moment at which mail could be lost or doubled meets every fault that happens there in
//! practice, each with several seeds.
//!
//! **L0** nothing is lost, **D0** nothing doubled, **U** at most the one mail that was on its way is unknown and named,
//! **T** told (`status`, the summary) within 15 minutes, **B** memory and time stay within bounds.
//!
//! | variable | what it does |
//! |---|---|
//! | `HOMEROOM_MATRIX_SEEDS=20` | so many seeds a cell, in place of the few of an ordinary run |
//! | `HOMEROOM_MATRIX_SEED=7` | this seed alone, as a failing cell names it |
//!
//! Each cell leaves its row in the folder `matrix` below the target's `tmp`; `tests/matrix/run` runs all and prints the
//! table.

mod clocks;
mod commands;
mod frame;
mod killed;
mod kills;
mod mailbox;
mod real;
mod real_mailbox;
mod sending;
mod sending_real;
mod state;
mod waiting;
