//! The good mail cut off at every place, or with one octet of it changed: it is stored and has its state, and it does no
//! more than what is whole of it may.

use super::letter::{Expected, GOOD_STAMP, Letter};
use super::state::{May, assert_recorded_and_told, picture};
use super::{RIVERA, Room, SAMIR};
use crate::school::mail::plain;
use homeroom::cli::demo::cast::CLASS_ADDRESS;
use homeroom::cli::demo::script::Folder;
use homeroom::decide::authority::Authority;
use homeroom::message::key::Purpose;

/// Her key rides in To alone.
fn good(room: &Room) -> Letter {
    Letter::good(room, "D25", "changed").without_reference()
}

/// Where the header ends.
fn body_at(raw: &[u8]) -> usize {
    raw.windows(4).position(|four| four == b"\r\n\r\n").unwrap() + 4
}

/// All of them come at once, with a father's mail in their midst; the teacher may get so many mails about them.
fn come(room: &mut Room, mails: &[Vec<u8>], most: usize) {
    let before = picture(&room.world);
    let (first, second) = mails.split_at(mails.len() / 2);
    let father = plain(SAMIR, CLASS_ADDRESS, "Neighbour", "Omar forgot his boots.");
    for raw in first.iter().chain([&father]).chain(second) {
        room.world.deliver(Folder::Inbox, raw);
    }
    room.world.sweep().unwrap();
    assert_eq!(room.world.understand().unwrap(), mails.len() + 1, "none is lost");
    assert_eq!(room.world.value("SELECT count(*) FROM inbound WHERE state = 'received'"), "0");
    let placed = "SELECT state FROM inbound WHERE id = (SELECT inbound FROM reading WHERE subject = 'Neighbour')";
    assert_eq!(room.world.value(placed), "placed", "and no neighbour");
    let may = May { family: true, tell: true, heard: true };
    assert_recorded_and_told(&before, &picture(&room.world), may, most, "changed");
    println!("{:4}  D25, all at once", mails.len());
}

/// What nobody can see of a mail that ends with a whole line is that it went on; only a signature shows it, and
/// `dkim` has a test of that.
#[test]
fn a_mail_that_is_cut_off_commands_by_what_is_whole_of_it() {
    let room = Room::new();
    let text = good(&room).text();
    let key = room.token(Purpose::Teacher, RIVERA, room.today());
    let needed = [GOOD_STAMP, "<rivera@school.test", &key];
    let mut keyed = 0;
    for end in (0..=text.len()).filter(|end| text.is_char_boundary(*end)) {
        let cut = &text[..end];
        if matches!(room.authority(&good(&room).whole(cut.into())), Authority::Keyed(_)) {
            assert!(needed.iter().all(|part| cut.contains(part)), "{cut}");
            keyed += 1;
        }
    }
    assert!(keyed > 0 && keyed < text.len() / 2, "{keyed} of {}", text.len());
}

#[test]
fn a_mail_that_is_cut_off_above_its_text_does_nothing() {
    let mut room = Room::new();
    let raw = good(&room).bytes();
    let cuts: Vec<Vec<u8>> = (1..=body_at(&raw)).map(|end| raw[..end].to_vec()).collect();
    // Of a field that is cut before its colon nobody knows that it is none of her words; she is told what was not understood.
    // The last field is the Message-ID: as many cuts as its name has letters before the hyphen, and the cut below it.
    const TOLD: usize = 8;
    come(&mut room, &cuts, TOLD);
}

#[test]
fn no_octet_that_is_changed_makes_a_mail_the_teachers() {
    let mut room = Room::new();
    let posed =
        good(&room).stamps(&["Authentication-Results: mx.school.test; dmarc=fail header.from=school.test"]).bytes();
    let changed = |mask: u8| {
        let posed = &posed;
        (0..posed.len()).map(move |at| {
            let mut raw = posed.clone();
            raw[at] ^= mask;
            raw
        })
    };
    for raw in [0x01, 0x20, 0x80].into_iter().flat_map(changed) {
        let authority = room.authority(&good(&room).whole(raw.clone()));
        assert!(matches!(authority, Authority::None(_)), "{authority:?}: {}", String::from_utf8_lossy(&raw));
    }
    let all: Vec<Vec<u8>> = changed(0x01).collect();
    come(&mut room, &all, 1);
}

/// Capitals say nothing in a stamp, a domain and a key; all else does.
#[test]
fn every_octet_of_what_vouches_counts() {
    let room = Room::new();
    let text = good(&room).text();
    assert!(matches!(room.authority(&good(&room)), Authority::Keyed(_)));
    let key = room.token(Purpose::Teacher, RIVERA, room.today());
    let parts = ["mx.school.test; dmarc=pass", "header.from=school.test", "From:", "rivera@school.test", &key];
    for part in parts {
        let begin = text.rfind(part).unwrap();
        for at in begin..begin + part.len() {
            let mut raw = text.clone().into_bytes();
            raw[at] ^= 0x01;
            let authority = room.authority(&good(&room).whole(raw).expects(Expected::Refused));
            assert!(!matches!(authority, Authority::Keyed(_)), "{part:?} at {}: {authority:?}", at - begin);
        }
    }
}
