//! The school's own translation service, asked over HTTP as LibreTranslate is (`POST /translate`).
//!
//! One question a connection, everything within one deadline, an answer of limited size. The edge knows no class and no
//! child: the text it is given has no names in it. Only this room names hyper.

mod client;

pub use client::{Client, Endpoint, TranslateError};

#[cfg(test)]
mod tests;
