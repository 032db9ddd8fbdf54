//! What must hold whatever went wrong, asked of the state and of what arrived.

use super::mailbox::Mailbox;
use super::process::Lay;
use crate::world::World;
use homeroom::ids::ContentHash;
use homeroom::store::health;
use std::collections::{HashMap, HashSet};

fn hex(hash: &ContentHash) -> String {
    data_encoding::HEXUPPER.encode(&hash.0)
}

/// Each of these is stored where it lies, or is counted among those that the server would not hand over. A folder that
/// could not be looked at is told of.
pub fn all_stored(world: &World, lay: &[Lay], known: &mut HashSet<Lay>) {
    let told = world.class().store.read(|tx| health::with_prefix(tx, "problem:folder:")).unwrap();
    for mail in lay {
        if known.contains(mail) {
            continue;
        }
        if told.iter().any(|(name, ..)| name.ends_with(&mail.folder.to_lowercase())) {
            continue;
        }
        let folder = format!(
            "(SELECT id FROM folder WHERE name = '{}' AND uidvalidity = {} AND id = (SELECT max(g.id) FROM folder g
              WHERE g.name = folder.name))",
            mail.folder, mail.life
        );
        let row = world.rows(&format!(
            "SELECT (SELECT hex(i.content_hash) FROM location l JOIN inbound i ON i.id = l.inbound
                     WHERE l.folder = {folder} AND l.uid = {uid} AND l.gone_at IS NULL),
                    EXISTS (SELECT 1 FROM unfetched u WHERE u.folder = {folder} AND u.uid = {uid})",
            uid = mail.uid
        ));
        let (stored, failed) = (&row[0][0], row[0][1] == "1");
        assert!(*stored == hex(&mail.hash) || (stored.is_empty() && failed), "not stored: {mail:?}, but {stored:?}");
        if !failed {
            known.insert(mail.clone());
        }
    }
}

/// The ledger's difference is what the server would not hand over, no more; whether there is none.
pub fn ledger_tells(world: &World) -> bool {
    let failed = world.rows(
        "SELECT f.name, f.on_server - (SELECT count(*) FROM location l WHERE l.folder = f.id AND l.gone_at IS NULL),
                (SELECT count(*) FROM unfetched u WHERE u.folder = f.id)
         FROM folder f WHERE f.id = (SELECT max(g.id) FROM folder g WHERE g.name = f.name)",
    );
    failed.iter().for_each(|row| assert_eq!(row[1], row[2], "{} has mail that nobody knows of", row[0]));
    failed.iter().all(|row| row[2] == "0")
}

/// Nothing is stored that was never on the server, a mail cut short least of all.
pub fn nothing_made_up(world: &World, mailbox: &Mailbox) {
    let there: HashSet<String> = mailbox.contents.iter().map(hex).collect();
    for hash in world.rows("SELECT hex(content_hash) FROM inbound").concat() {
        assert!(there.contains(&hash), "stored, and never on the server: {hash}");
    }
}

/// Each mail in exactly one state, and why.
pub fn all_understood(world: &World) {
    let open = world.rows(
        "SELECT id, state, reason FROM inbound WHERE state = 'received' OR (state <> 'placed' AND trim(reason) = '')",
    );
    assert!(open.is_empty(), "stored, and not understood: {open:?}");
}

/// What arrived is not taken for unsent, and what is taken for sent arrived.
pub fn outgoing_is_true(world: &World) {
    let mut arrived: HashMap<(&str, &str), usize> = HashMap::new();
    for arrival in &world.arrived {
        *arrived.entry((arrival.mail.message_id.as_str(), arrival.mail.recipient.as_str())).or_default() += 1;
    }
    let rows = world.rows(
        "SELECT message_id, recipient, state, audience, id,
                EXISTS (SELECT 1 FROM delivery_report d WHERE d.outbox = outbox.id AND d.fate = 'failed') FROM outbox",
    );
    for row in &rows {
        let [id, to, state, audience, number, reported] = &row[..] else { unreachable!() };
        let times = arrived.get(&(id.as_str(), to.as_str())).copied().unwrap_or(0);
        let family = audience == "family";
        assert!(times <= if family { 1 } else { 3 }, "mail {number} arrived {times} times");
        assert!(state != "sent" || times > 0, "mail {number} was sent, and never arrived");
        let known = matches!(state.as_str(), "sent" | "unknown") || (state == "failed" && reported == "1");
        assert!(times == 0 || known || !family, "mail {number} arrived, and is {state}");
    }
    assert!(arrived.len() <= rows.len());
}

/// Nothing is left that is due, and nothing that waits without end.
pub fn nothing_waits(world: &World) {
    let (now, day) = (world.clock_says().as_millisecond(), 24 * 3_600_000_i64);
    let waits = world.rows(&format!(
        "SELECT id, template, attempts, reason FROM outbox
         WHERE state = 'sending' OR (state = 'queued' AND (next_attempt <= {now} OR created_at < {now} - 6 * {day}))"
    ));
    assert!(waits.is_empty(), "mail that waits for nothing: {waits:?}");
    let failed = world.rows(
        "SELECT folder, uid, attempts FROM unfetched u WHERE folder IN
        (SELECT max(id) FROM folder GROUP BY name)",
    );
    assert!(failed.is_empty(), "mail that was never fetched: {failed:?}");
    let told = world.rows("SELECT name, value FROM health WHERE name LIKE 'problem:%'");
    assert!(told.is_empty(), "trouble that is over: {told:?}");
}

/// A copy of each sent mail lies in Sent, once.
pub fn copies_are_filed(world: &World, mailbox: &Mailbox) {
    let mut copies: HashMap<&str, usize> = HashMap::new();
    for id in mailbox.seen("Sent").filter_map(|(_, mail)| mail.message_id.as_deref()) {
        *copies.entry(id.trim_matches(['<', '>'])).or_default() += 1;
    }
    for id in world.rows("SELECT message_id FROM outbox WHERE audience = 'family'").concat() {
        let times = copies.get(id.as_str()).copied().unwrap_or(0);
        assert!(times <= 1, "{times} copies of {id}");
    }
    assert_eq!(
        world.value("SELECT count(*) FROM outbox WHERE sent_copy = 0 AND state = 'sent'"),
        "0",
        "a copy is owed"
    );
}
