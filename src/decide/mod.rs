//! (facts, now) → decision. No I/O, no clock, no async, and nothing here can fail: what cannot be decided is itself a
//! decision (ask the teacher, hold, skip and tell).

pub mod addressed;
pub mod alarm;
pub mod audience;
pub mod audit;
pub mod authority;
pub mod bundle;
pub mod clock_sense;
pub mod command;
pub mod contact_flags;
pub mod cover;
pub mod due;
pub mod effect;
pub mod follow_up;
pub mod forwarded;
pub mod grammar;
pub mod in_doubt;
pub mod inbound;
pub mod lost_life;
pub mod matching;
pub mod names;
pub mod offered;
pub mod photo;
pub mod preference;
pub mod promise;
pub mod reachability;
pub mod reconnect;
pub mod release;
pub mod suggestions;
pub mod retry;
pub mod rights;
pub mod stall;
pub mod urgent;
pub mod week;
pub mod why_silent;
pub mod when;
