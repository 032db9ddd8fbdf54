//! The mailbox: bytes out, cursor in. IMAP over async-imap, or a Maildir on this host.
//!
//! Nothing here changes a mailbox (EXAMINE and PEEK only, no flags, no moves) but one thing: a copy of what homeroom
//! sent may be filed in Sent. Nothing here understands mail or decides anything; [`source::Source`] is the whole door.
//!
//! async-imap is used for its parser and its login; commands, their answers and their deadlines are our own
//! (`session`), because the crate reports a refused or cut command as success.

pub mod account;
pub mod error;
pub mod source;
pub mod uid_set;
pub mod sync_plan;
pub mod maildir;
mod mime;
mod lean;
mod names;
mod guard;
mod connect;
mod session;
mod folders;
mod asking;
mod asks;
mod fetch;
mod watch;
mod append;
mod server;
#[cfg(test)]
mod tests;
