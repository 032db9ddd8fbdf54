//! Words on a page: letters to families and the teacher's summary, as text and HTML.
//!
//! Pure: the shipped templates are part of the program, a school's own are handed in as text. A letter is a function of
//! one [`views::View`], that is of one home; nothing about another home can be said in it. The templates' words are
//! trusted only as far as [`lint`] reads them; everything a person typed is a value and appears as it was typed.

pub mod problem;
pub mod languages;
pub mod names;
pub mod dates;
pub mod needs;
pub mod views;
pub mod source;
pub mod blocks;
mod engine;
pub mod shipped;
pub mod lint;
pub mod receipt;
pub mod registry;
pub mod letter;
pub mod families;
pub mod urgent;
pub mod hard;
pub mod measure;
pub mod check;
pub mod summary;
#[cfg(test)]
mod letter_tests;
#[cfg(test)]
mod golden_tests;
