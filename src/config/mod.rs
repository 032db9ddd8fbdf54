//! Configuration: what IT and the teacher wrote, checked whole before anything runs.
//!
//! [`load`] reads `homeroom.toml`, every class file beside it, their rosters, calendars and secrets, and either gives a
//! [`resolved::Configuration`] of checked values or *every* problem of all files at once, each with its file, its line,
//! what is wrong and what to write instead. No problem's text names a person, an address or a secret: it may end in a
//! journal.

pub mod problem;
pub mod files;
pub mod keys;
pub mod document;
pub mod value;
pub mod fill;
pub mod secrets;
pub mod roster_columns;
pub mod roster_cells;
pub mod roster_students;
pub mod roster_csv;
pub mod roster_guardians;
pub mod import;
pub mod resolved;
pub mod calendar;
pub mod urgent;
pub mod school;
pub mod mail;
pub mod alerts;
pub mod translation;
pub mod jobs;
pub mod contact;
pub mod class_file;
pub mod load;

#[cfg(test)]
mod tests;
