//! Keys that were changed, guessed, made for somebody else or put where none belongs.

use super::letter::{Expected, Letter, with_key};
use super::{RIVERA, ROY, Room};
use data_encoding::BASE32_NOPAD;
use homeroom::cli::demo::cast::CLASS_ADDRESS;
use homeroom::domain::address::EmailAddress;
use homeroom::domain::command::Verb;
use homeroom::message::key::lines::MasterKeys;
use homeroom::message::key::{Key, Keyring, Purpose, in_subject, mint};

pub fn letters(room: &Room) -> Vec<Letter> {
    let mut letters = changed(room);
    letters.extend(of_others(room));
    letters.extend(of_families(room));
    letters.extend(elsewhere(room));
    letters.extend(old(room));
    letters
}

fn forged(room: &Room, trap: &'static str, name: &str, token: &str) -> Letter {
    Letter::good(room, trap, name).key(token).without_reference().expects(Expected::Doubt("key_forged"))
}

/// Every octet of what a key says and of its MAC.
fn changed(room: &Room) -> Vec<Letter> {
    let token = room.token(Purpose::Press(Verb::No), RIVERA, room.today());
    let octets = BASE32_NOPAD.decode(token.to_ascii_uppercase().as_bytes()).unwrap();
    let with = |place: usize, octet: u8| {
        let mut other = octets.clone();
        other[place] = octet;
        BASE32_NOPAD.encode(&other).to_ascii_lowercase()
    };
    let mac = octets.len() - 16;
    let mut letters = vec![
        forged(room, "D8 71", "a button for another verb", &with(0, 16)),
        forged(room, "D8 71", "a button made the key of a summary", &with(0, 2)),
        forged(room, "D8 71", "a button made the answer to a question", &with(0, 3)),
        forged(room, "D8 71", "a longer life", &with(1, octets[1] + 1)),
        forged(room, "D8 71", "a day longer", &with(2, octets[2].wrapping_add(1))),
        forged(room, "D8 71", "another item", &with(3, 2)),
        forged(room, "D8 71", "another day's summary", &with(5, octets[5].wrapping_add(1))),
        forged(room, "D8 71", "no MAC but noughts", &BASE32_NOPAD.encode(&[&octets[..mac], &[0; 16]].concat())),
    ];
    for place in [0, 7, 15] {
        let name = format!("octet {place} of the MAC");
        letters.push(forged(room, "D8 71", &name, &with(mac + place, octets[mac + place] ^ 1)));
    }
    // No key at all, so that the mail is the teacher's without one; what asks for items needs one.
    for (name, token) in [
        ("a key cut short", &token[..20]),
        ("a number for a key", "123"),
        ("a key of blanks", "aaaaaaaa"),
        ("the name of a row", "outbox.7"),
    ] {
        letters.push(asks(room, "D8 71", name).key(token).without_reference());
    }
    letters
}

/// What harms if it is done, and is not without a key.
fn asks(room: &Room, trap: &'static str, name: &str) -> Letter {
    Letter::good(room, trap, name)
        .body("ok all\nreply 1: yes\nthanks 1\nadd evil@evil.test to Leo mother\n")
        .expects(Expected::Sender)
}

fn of_others(room: &Room) -> Vec<Letter> {
    let today = room.today();
    let key = Key::made(Purpose::Teacher, room.summary.0, 0, today);
    let owner = EmailAddress::parse(RIVERA);
    let by = |keyring: &Keyring| mint(keyring, &key, owner.as_ref());
    let other = MasterKeys::begin(today, [5; 32]).keyring();
    let mut letters = vec![
        forged(room, "D8 71", "made with another secret", &by(&other)),
        forged(room, "D8 71", "made with another secret for this class", &by(&other.of_class("room-12", [0; 16]))),
        forged(room, "D8 71", "made with the key of no secret", &by(&Keyring::new([0; 32], Vec::new()))),
        forged(room, "D9 72", "made for nobody", &mint(&room.world.class().keys, &key, None)),
        forged(room, "D9 72", "made for a guardian", &room.token(Purpose::Teacher, super::SAMIR, today)),
        forged(room, "D9 72", "made for her private address", &room.token(Purpose::Teacher, "rivera@home.test", today)),
    ];
    for purpose in [Purpose::Teacher, Purpose::Press(Verb::Ok), Purpose::Press(Verb::Reply), Purpose::Choice] {
        let token = room.token(purpose, ROY, today);
        let name = format!("Ms. Roy's {purpose:?} key");
        let letter = Letter::good(room, "D10 72", &name).key(&token).without_reference();
        letters.push(letter.expects(Expected::Doubt("key_of_another")));
    }
    letters
}

/// The teacher's own mail with the key of a letter to a family.
fn of_families(room: &Room) -> Vec<Letter> {
    let thread = room.token(Purpose::Thread, super::SAMIR, room.today());
    vec![
        asks(room, "D9 72", "the key of a family's thread").key(&thread).without_reference(),
        asks(room, "D9 72", "an answer to a family's letter").to(CLASS_ADDRESS).answers(&room.letter.1),
        asks(room, "D9 72", "both").key(&thread).answers(&room.letter.1),
        asks(room, "D9 72", "in the subject").to(CLASS_ADDRESS).without_reference().subject(&in_subject(&thread)),
    ]
}

/// Keys are looked for in three places, and in no other.
fn elsewhere(room: &Room) -> Vec<Letter> {
    let token = room.token(Purpose::Teacher, RIVERA, room.today());
    let bare = |name: &str| asks(room, "D15 72", name).without_key();
    let marked = in_subject(&token);
    vec![
        bare("in the text").body(&format!("ok all\n{marked}\n")),
        bare("in the name of the recipient").to(&format!("\"{marked}\" <{CLASS_ADDRESS}>")),
        bare("in another mailbox's sub-address")
            .to(&format!("{CLASS_ADDRESS}, {}", with_key(&token).replace("room12", "room13"))),
        bare("in another domain's")
            .to(&format!("{CLASS_ADDRESS}, {}", with_key(&token).replace("school.test", "evil.test"))),
        bare("in a field of its own").line(&format!("X-Homeroom-Key: {token}")),
        bare("without brackets in the subject").subject(&format!("Re: t.{token}")),
        bare("under another mark").to(&with_key(&token).replace("+t.", "+k.")),
    ]
}

/// Mail that is older than it says, or says nothing: it may be one that was obeyed long ago.
fn old(room: &Room) -> Vec<Letter> {
    let bare = |name: &str| {
        let letter = Letter::good(room, "D13 75", name).without_key().body("hold all\nnote Leo: again\n");
        letter.expects(Expected::Doubt("too_old"))
    };
    let mut letters = vec![bare("no date").undated()];
    for date in [
        "Tue, 10 Nov 2026 07:00:00 -0500",
        "Thu, 1 Jan 1970 00:00:00 +0000",
        "Fri, 31 Dec 9999 23:59:59 +0000",
        "Tue, 17 Nov 2026 07:29:00 -0500",
        "yesterday",
        "",
    ] {
        letters.push(bare(&format!("dated {date}")).dated(date));
    }
    let made = jiff::civil::date(2026, 10, 1);
    for purpose in [Purpose::Teacher, Purpose::Press(Verb::Ok), Purpose::Choice] {
        let letter = Letter::good(room, "D14 75", &format!("{purpose:?} of six weeks ago"));
        let token = room.token(purpose, RIVERA, made);
        letters.push(letter.key(&token).without_reference().expects(Expected::Doubt("key_expired")));
    }
    letters
}
