//! Mail out: by SMTP, into a Maildir, through a sendmail program, or into memory.
//!
//! The only user of lettre's transport. [`submitter::Submitter`] hands over one prepared mail to one recipient and says
//! what became of it; it decides nothing and remembers nothing. The caller commits "the dot is about to go out" in the
//! call-back it passes in, so that a crash can be judged afterwards.

pub mod account;
pub mod connect;
pub mod error;
pub mod maildir;
pub mod memory;
pub mod outcome;
pub mod sendmail;
pub mod submit;
pub mod submitter;

pub mod tls;
mod wire;

#[cfg(test)]
mod letter_tests;
#[cfg(test)]
mod script;
#[cfg(test)]
mod stage_tests;
#[cfg(test)]
mod tls_tests;
