//! All of the state before and after, and what of it a mail that is only recorded may change.

use super::{RIVERA, ROY, SAMIR};
use crate::world::World;
use std::collections::{BTreeMap, BTreeSet};

type Row = Vec<String>;
pub type Picture = BTreeMap<String, BTreeSet<Row>>;

/// Every row of every table.
pub fn picture(world: &World) -> Picture {
    let tables = world.rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
    let rows = |table: &Row| world.rows(&format!("SELECT * FROM {}", table[0])).into_iter().collect();
    tables.iter().map(|table| (table[0].clone(), rows(table))).collect()
}

/// What a mail may leave beside itself.
#[derive(Clone, Copy)]
pub struct May {
    /// It is a guardian's: it lies with a child and is contact, and what it asks for is noted for a person to look at,
    /// and confirmed to this guardian alone.
    pub family: bool,
    /// The teacher is told at her registered address.
    pub tell: bool,
    /// It is the teacher's: what it says is heard and answered, and kept as a note where it is no command.
    pub heard: bool,
}

/// The mail itself, and what is noted of the looking.
const RECORD: [&str; 7] = ["inbound", "raw", "location", "reading", "folder", "health", "log"];
const OF_A_FAMILY: [&str; 5] = ["thread", "topic", "placement", "contact", "preference_request"];
const HEARD: [&str; 4] = ["command", "command_mark", "asked_back", "private_note"];
const TOLD: [&str; 3] = ["outbox", "outbox_content", "life"];

pub fn assert_only_recorded(before: &Picture, after: &Picture, may: May, told: &str) {
    assert_recorded_and_told(before, after, may, 1, told);
}

/// The same of many mails, about which so many may be told.
pub fn assert_recorded_and_told(before: &Picture, after: &Picture, may: May, most: usize, told: &str) {
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>(), "{told}");
    for (table, rows) in before {
        let now = &after[table];
        let gone: Vec<&Row> = rows.difference(now).collect();
        let new: Vec<&Row> = now.difference(rows).collect();
        if gone.is_empty() && new.is_empty() {
            continue;
        }
        let table = table.as_str();
        let allowed = RECORD.contains(&table)
            || (may.family && OF_A_FAMILY.contains(&table))
            || (may.heard && HEARD.contains(&table))
            || ((may.tell || may.family) && TOLD.contains(&table));
        assert!(allowed, "{told}: {table} changed: {new:?} for {gone:?}");
        if table == "outbox" || table == "outbox_content" {
            assert!(gone.is_empty() && new.len() <= most, "{told}: {table}: {new:?} for {gone:?}");
        }
        if table == "outbox" {
            let readers: &[&str] = match (may.family, may.tell) {
                (true, false) => &[SAMIR],
                (true, true) => &[SAMIR, RIVERA, ROY],
                (false, _) => &[RIVERA, ROY],
            };
            let to_a_reader = |row: &&Row| row.iter().any(|cell| readers.contains(&cell.as_str()));
            assert!(new.iter().all(to_a_reader), "{told}: {new:?}");
        }
        if table == "private_note" {
            assert!(!new.iter().flat_map(|row| row.iter()).any(|cell| cell.contains("obeyed")), "{told}: {new:?}");
        }
        if table == "contact" {
            assert!(gone.is_empty() && new.iter().all(|row| !row.contains(&"to_family".to_owned())), "{told}: {new:?}");
        }
    }
}
