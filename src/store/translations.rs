//! What the translation service made of a teacher's words; also that it was asked and gave nothing, so that no words are
//! asked about twice.

use super::Result;
use super::sql::ms;
use crate::domain::language::Language;
use crate::ids::ContentHash;
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction, params};

/// Some words and the language they are wanted in.
#[derive(Clone, PartialEq, Eq)]
pub struct Wanted {
    pub text: String,
    pub from: Language,
    pub to: Language,
}

impl Wanted {
    /// The same words in the same two languages, wherever they stand.
    fn key(&self) -> [u8; 32] {
        ContentHash::of(format!("{}\0{}", self.from.primary(), self.text).as_bytes()).0
    }
}

/// Whether the service has been asked.
pub fn is_answered(tx: &Transaction<'_>, wanted: &Wanted) -> Result<bool> {
    Ok(tx
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM translation WHERE words = ?1 AND language = ?2)")?
        .query_row(params![&wanted.key()[..], wanted.to.primary()], |r| r.get(0))?)
}

/// The translation, if there is one.
pub fn of(tx: &Transaction<'_>, wanted: &Wanted) -> Result<Option<String>> {
    let answer: Option<Option<String>> = tx
        .prepare_cached("SELECT text FROM translation WHERE words = ?1 AND language = ?2")?
        .query_row(params![&wanted.key()[..], wanted.to.primary()], |r| r.get(0))
        .optional()?;
    Ok(answer.flatten())
}

/// Notes what came back; `None`: nothing that could be used.
pub fn answered(tx: &Transaction<'_>, wanted: &Wanted, text: Option<&str>, at: Timestamp) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO translation (words, language, text, at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (words, language) DO UPDATE SET text = coalesce(excluded.text, text), at = excluded.at",
    )?
    .execute(params![&wanted.key()[..], wanted.to.primary(), text, ms(at)])?;
    Ok(())
}
