//! The facts of a class, pure: people, rights, days, contacts. No I/O, no clock.

pub mod address;
pub mod audit;
pub mod calendar;
pub mod class;
pub mod command;
pub mod contact;
pub mod crontab;
pub mod hard;
pub mod ical;
pub mod language;
pub mod letter;
pub mod life;
pub mod mail;
pub mod note;
pub mod outbox;
pub mod pause;
pub mod plan;
pub mod preference;
pub mod promise;
pub mod question;
pub mod receipt;
pub mod roster;
pub mod said;
