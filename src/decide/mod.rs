//! (facts, now) → decision. No I/O, no clock, no async, and nothing here can fail: what cannot be decided is itself a
//! decision (ask the teacher, hold, skip and tell).

pub mod retry;
