//! How values stand in the file.

use super::{Result, StoreError};
use crate::domain::address::EmailAddress;
use crate::ids::{HouseholdId, StudentId};
use jiff::Timestamp;
use jiff::civil::DateTime;

pub(super) fn ms(at: Timestamp) -> i64 {
    at.as_millisecond()
}

pub(super) fn instant(ms: i64) -> Result<Timestamp> {
    Timestamp::from_millisecond(ms).map_err(|_| StoreError::Damaged("an instant out of range"))
}

pub(super) fn optional_instant(ms: Option<i64>) -> Result<Option<Timestamp>> {
    ms.map(instant).transpose()
}

/// Local times stand as `2026-11-20T15:30:00`, which sorts as it reads.
pub(super) fn slot_text(slot: DateTime) -> String {
    slot.strftime("%Y-%m-%dT%H:%M:%S").to_string()
}

pub(super) fn slot(text: &str) -> Result<DateTime> {
    text.parse().map_err(|_| StoreError::Damaged("a local time"))
}

pub(super) fn address(text: &str) -> Result<EmailAddress> {
    EmailAddress::parse(text).ok_or(StoreError::Damaged("an address"))
}

/// A closed set of words, read back.
pub(super) fn word<T>(text: &str, read: impl Fn(&str) -> Option<T>) -> Result<T> {
    read(text).ok_or(StoreError::Damaged("a word of a closed set"))
}

pub(super) fn student(text: String) -> StudentId {
    StudentId::new(text)
}

pub(super) fn household(text: String) -> HouseholdId {
    HouseholdId::new(text)
}

/// Rows whose columns need more checking than SQLite's own types give.
pub(super) fn collect<T>(rows: impl Iterator<Item = rusqlite::Result<Result<T>>>) -> Result<Vec<T>> {
    rows.map(|row| row.map_err(StoreError::from).and_then(|checked| checked)).collect()
}
