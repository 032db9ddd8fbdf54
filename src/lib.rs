//! homeroom keeps a teacher in steady, personal contact with every family of a class.
//!
//! The modules are listed in reading order; each may use only those that ARCHITECTURE.md's table allows
//! (`tests/it/architecture.rs` holds the table against the source).
//!
//! Three straight lines meet in the store and nowhere else:
//!
//! ```text
//! mailbox → imap → raw mail stored → message (understand) → decide → effects applied
//! clock   → decide::due → facts → decide → effects applied
//! outbox  → decide::release → smtp (by stage) → decide::retry → stored
//! ```
//!
//! `domain`, `message`, `decide` and `render` are pure: no clock, no disk, no network. `imap`, `smtp`, `translate`, `dkim` and
//! `store` are thin edges. `service` is the only place where they meet; `cli` is how people reach it.
#![forbid(unsafe_code)]
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::string_slice,
        clippy::panic,
        clippy::disallowed_methods
    )
)]

pub mod ids;
pub mod clock;
pub mod failpoint;
pub mod domain;
pub mod message;
pub mod decide;
pub mod store;
pub mod render;
pub mod imap;
pub mod smtp;
pub mod translate;
pub mod dkim;
pub mod config;
pub mod service;
pub mod cli;
