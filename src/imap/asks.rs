//! The commands that fetching is made of, and what their answers hold. Pure.

use super::asking::{Answer, Ask, Item};
use super::lean;
use super::names;
use super::source::SMALL;
use jiff::Timestamp;
use std::collections::{BTreeMap, HashMap};

/// The largest piece of a mail asked for at once.
pub(super) const CHUNK: u64 = 1 << 20;
/// Pieces in one answer: the parser holds an answer as a whole.
pub(super) const CHUNKS: u64 = 4;
/// Small mails in one command: by number, by octets, and by the length of the command (servers take 8,000 octets).
const BATCH: usize = 200;
const BATCH_OCTETS: u64 = 1 << 20;
const SET_LENGTH: usize = 2000;

/// What is known of a mail before it is fetched.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Meta {
    pub(super) size: u64,
    pub(super) date: Timestamp,
}

pub(super) type Metas = BTreeMap<u64, Meta>;

/// How one large mail is fetched.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Large {
    Lean(lean::Plan),
    /// The beginning as it stands.
    Head,
    /// All of it in one answer.
    Whole,
    /// All of it in several answers, one after the other.
    Pieces,
}

/// The UIDs in as many commands as it takes.
pub(super) fn asks(uids: &[u64], most: usize, items: &str, needed: usize) -> Vec<Ask> {
    let mut asks: Vec<Ask> = Vec::new();
    for part in uids.chunks(most) {
        // The length of a set is known only once it is written: halve until it fits.
        let mut parts = vec![part];
        while let Some(part) = parts.pop() {
            if part.len() > 1 && names::sequence_set(part).len() > SET_LENGTH {
                let (first, second) = part.split_at(part.len() / 2);
                parts.extend([second, first]);
            } else {
                asks.push(Ask { uids: part.to_vec(), items: items.to_owned(), needed });
            }
        }
    }
    asks
}

/// In UID order: runs of small mails in batches, each large mail in a command of its own between them.
pub(super) fn body_asks(metas: &Metas, plans: &HashMap<u64, Large>) -> Vec<Ask> {
    let mut all = Vec::new();
    let (mut batch, mut octets) = (Vec::new(), 0);
    let flush = |batch: &mut Vec<u64>, octets: &mut u64, all: &mut Vec<Ask>| {
        all.extend(asks(&std::mem::take(batch), BATCH, "(UID BODY.PEEK[])", 1));
        *octets = 0;
    };
    for (uid, meta) in metas {
        let Some(plan) = plans.get(uid) else {
            if octets + meta.size > BATCH_OCTETS || batch.len() >= BATCH {
                flush(&mut batch, &mut octets, &mut all);
            }
            batch.push(*uid);
            octets += meta.size;
            continue;
        };
        flush(&mut batch, &mut octets, &mut all);
        all.push(match plan {
            Large::Lean(plan) => lean_ask(*uid, plan),
            Large::Head => head_ask(*uid),
            // One octet more than there is: an answer that comes short shows that the mail is complete.
            Large::Whole => chunk_ask(*uid, 0, CHUNKS.min(meta.size / CHUNK + 1)),
            Large::Pieces => continue,
        });
    }
    flush(&mut batch, &mut octets, &mut all);
    all
}

fn lean_ask(uid: u64, plan: &lean::Plan) -> Ask {
    let sections: Vec<String> =
        plan.sections().iter().map(|s| format!("BODY.PEEK[{}]<0.{}>", s.name, s.limit)).collect();
    Ask { uids: vec![uid], items: format!("(UID {})", sections.join(" ")), needed: sections.len() }
}

pub(super) fn head_ask(uid: u64) -> Ask {
    let items = format!("(UID BODY.PEEK[HEADER]<0.{SMALL}> BODY.PEEK[TEXT]<0.{SMALL}>)");
    Ask { uids: vec![uid], items, needed: 2 }
}

pub(super) fn chunk_ask(uid: u64, from: u64, chunks: u64) -> Ask {
    let pieces: Vec<String> = (0..chunks).map(|n| format!("BODY.PEEK[]<{}.{CHUNK}>", from + n * CHUNK)).collect();
    Ask { uids: vec![uid], needed: pieces.len(), items: format!("(UID {})", pieces.join(" ")) }
}

pub(super) fn meta(answer: &Answer) -> Meta {
    let mut meta = Meta { size: u64::MAX, date: Timestamp::UNIX_EPOCH };
    for item in &answer.items {
        match item {
            Item::Size(octets) => meta.size = *octets,
            Item::Date(date) => meta.date = *date,
            _ => {}
        }
    }
    meta
}

pub(super) fn section<'a>(answer: &'a Answer, wanted: &str) -> Option<&'a [u8]> {
    answer.items.iter().find_map(|item| match item {
        // A part without a MIME header is given as NIL by some servers and as an empty string by others.
        Item::Section { name, origin: 0, data } if name == wanted && wanted.ends_with(".MIME") => {
            Some(data.as_deref().unwrap_or_default())
        }
        Item::Section { name, origin: 0, data } if name == wanted => data.as_deref(),
        _ => None,
    })
}

pub(super) fn piece(answer: &Answer, from: u64) -> Option<&[u8]> {
    answer.items.iter().find_map(|item| match item {
        Item::Section { name, origin, data } if name.is_empty() && u64::from(*origin) == from => data.as_deref(),
        _ => None,
    })
}

/// Headers and the first of the text as they stand. A header that was cut has no text after it.
pub(super) fn beginning(answer: &Answer) -> Option<Vec<u8>> {
    let header = section(answer, "HEADER")?;
    let text = if (header.len() as u64) < SMALL { section(answer, "TEXT").unwrap_or_default() } else { &[] };
    Some([header, text].concat())
}

/// A small mail, moved out of its answer.
pub(super) fn whole(answer: Answer) -> Option<Vec<u8>> {
    answer.items.into_iter().find_map(|item| match item {
        Item::Section { name, origin: 0, data } if name.is_empty() => data,
        _ => None,
    })
}

/// All pieces in their order, if the last of them comes short and so ends the mail.
pub(super) fn complete(answer: &Answer) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    for n in 0..CHUNKS {
        let piece = piece(answer, n * CHUNK)?;
        bytes.extend_from_slice(piece);
        if (piece.len() as u64) < CHUNK {
            return Some(bytes);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meta(size: u64) -> Meta {
        Meta { size, date: Timestamp::UNIX_EPOCH }
    }

    #[test]
    fn small_mails_share_a_command_up_to_a_megabyte_and_large_ones_stand_alone() {
        let metas: Metas = [(1, 10), (2, 20), (3, 900_000), (4, 200_000), (5, 200_000), (6, 9 << 20), (7, 5)]
            .into_iter()
            .map(|(uid, size)| (uid, meta(size)))
            .chain((100..400).map(|uid| (uid, meta(1))))
            .collect();
        let plans = HashMap::from([(3, Large::Whole), (6, Large::Pieces)]);
        let asks: Vec<(usize, u64)> = body_asks(&metas, &plans).iter().map(|a| (a.uids.len(), a.uids[0])).collect();
        assert_eq!(asks, [(2, 1), (1, 3), (2, 4), (200, 7), (101, 299)]);
        let heavy: Metas = (1..=12).map(|uid| (uid, meta(250_000))).collect();
        assert_eq!(body_asks(&heavy, &HashMap::new()).iter().map(|a| a.uids.len()).collect::<Vec<_>>(), [4, 4, 4]);
    }

    #[test]
    fn no_command_is_longer_than_servers_take() {
        let scattered: Vec<u64> = (0..1000).map(|n| 4_000_000_000 + n * 3).collect();
        let asks = asks(&scattered, 1000, "(UID)", 1);
        assert!(asks.iter().all(|a| names::sequence_set(&a.uids).len() <= SET_LENGTH));
        assert_eq!(asks.into_iter().flat_map(|a| a.uids).collect::<Vec<_>>(), scattered);
    }

    fn pieces(pieces: &[(u32, usize)]) -> Answer {
        let section = |(origin, octets): &(u32, usize)| Item::Section {
            name: String::new(),
            origin: *origin,
            data: Some(vec![b'x'; *octets]),
        };
        Answer { uid: 1, items: pieces.iter().map(section).collect() }
    }

    #[test]
    fn a_mail_is_complete_when_a_piece_comes_short() {
        let full = CHUNK as usize;
        for (given, expected) in [
            (&[(0, 7)][..], Some(7)),
            (&[(0, full), (CHUNK as u32, 0)], Some(full)),
            (&[(CHUNK as u32, 3), (0, full)], Some(full + 3)),
            (&[(0, full)], None),
            (&[(5, 7)], None),
        ] {
            assert_eq!(complete(&pieces(given)).map(|b| b.len()), expected, "{given:?}");
        }
    }
}
