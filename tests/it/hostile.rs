//! Mails that would have homeroom do what only the teacher may: none of them changes anything but that it came.
//!
//! Each is the one good mail of [`letter::Letter::good`] with something changed, so that what is missing is what it is
//! about. All of the state is looked at before and after. That the same mails would act if nothing were changed is a test
//! of its own, without which all others would hold of a homeroom that cannot be commanded at all.

mod changed;
mod content;
mod files;
mod floods;
mod heavy;
mod keys;
pub mod letter;
mod machines;
mod people;
mod senders;
mod stamps;
pub mod state;

use crate::school::mail::plain;
use crate::world::World;
use crate::world::settings::Settings;
use homeroom::cli::demo::cast::CLASS_ADDRESS;
use homeroom::cli::demo::script::Folder;
use homeroom::decide::authority::{Authority, Doubt};
use homeroom::domain::address::EmailAddress;
use homeroom::domain::command::Verb;
use homeroom::domain::mail::FolderRole;
use homeroom::ids::InboundId;
use homeroom::message::inbound::understand_by;
use homeroom::message::key::{Key, Purpose, day_number, mint};
use homeroom::service::authority;
use homeroom::store::inbound::Received;
use jiff::civil::Date;
use letter::{Expected, Letter};
use state::May;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

pub const RIVERA: &str = "rivera@school.test";
pub const ROY: &str = "roy@school.test";
pub const SAMIR: &str = "samir.haddad@families.test";

/// A class on a Friday morning: letters wait for an ok, a family waits for an answer, and the summary that numbers them
/// has reached both teachers.
pub struct Room {
    pub world: World,
    /// Of the summary to Ms. Rivera.
    pub summary: (i64, String),
    /// Of a letter to Samir Haddad.
    pub letter: (i64, String),
}

impl Room {
    pub fn new() -> Self {
        Self::with(Settings::cast())
    }

    pub fn with(settings: Settings) -> Self {
        let mut world = World::with(settings.with_ms_roy(), "2026-11-08T06:00:00-05:00");
        for time in ["2026-11-08T06:00:00", "2026-11-08T16:05:00", "2026-11-09T07:05:00"] {
            world.at(time).step().unwrap();
        }
        world.at("2026-11-12T10:00:00");
        let question = "Does Omar need his swimming things tomorrow?";
        world.deliver(Folder::Inbox, &plain(SAMIR, CLASS_ADDRESS, "Swimming", question));
        for time in ["2026-11-12T10:01:00", "2026-11-13T06:31:00", "2026-11-13T07:05:00", "2026-11-13T07:30:00"] {
            world.at(time).step().unwrap();
        }
        let of = |world: &World, filter: &str| {
            let row = world
                .rows(&format!("SELECT id, message_id FROM outbox WHERE {filter} AND state = 'sent' ORDER BY id DESC"))
                .remove(0);
            (row[0].parse().unwrap(), row[1].clone())
        };
        let summary = of(&world, &format!("template = 'summary' AND recipient = '{RIVERA}'"));
        let letter = of(&world, &format!("recipient = '{SAMIR}'"));
        Self { world, summary, letter }
    }

    pub fn today(&self) -> Date {
        self.world.local().date()
    }

    /// A token made with the class's own keys.
    pub fn token(&self, purpose: Purpose, owner: &str, made: Date) -> String {
        let id = match purpose {
            Purpose::Thread => self.letter.0,
            Purpose::Teacher => self.summary.0,
            Purpose::Press(_) => day_number(self.today()),
            Purpose::Choice => 1,
        };
        let part = u8::from(matches!(purpose, Purpose::Press(_) | Purpose::Choice));
        self.mint(&Key::made(purpose, id, part, made), owner)
    }

    pub fn mint(&self, key: &Key, owner: &str) -> String {
        mint(&self.world.class().keys, key, EmailAddress::parse(owner).as_ref())
    }

    pub fn authority(&self, letter: &Letter) -> Authority {
        let (class, now) = (self.world.class(), self.world.clock_says());
        let raw = letter.bytes();
        let reading = understand_by(&raw, class.reading_rules());
        let role = match letter.folder {
            Folder::Inbox => FolderRole::Inbox,
            Folder::Sent => FolderRole::Sent,
            Folder::Junk => FolderRole::Junk,
        };
        let mail = Received { id: InboundId(i64::MAX), role, received_at: now, attempts: 0, raw, verdict: None };
        let verdict = authority::verdict(class, &mail, &reading).unwrap();
        class.store.read(|tx| authority::of(tx, class, &mail, (&reading, verdict), now)).unwrap().authority
    }

    /// The mail comes, is understood, and nothing follows from it.
    pub fn meets(&mut self, letter: &Letter) {
        let told = format!("{}: {}", letter.trap, letter.name);
        let authority = self.authority(letter);
        match letter.expected {
            Expected::Refused => assert!(matches!(authority, Authority::None(_)), "{told}: {authority:?}"),
            Expected::Doubt(word) => match authority {
                Authority::None(doubt) => assert_eq!(doubt.word(), word, "{told}"),
                other => panic!("{told}: {other:?}"),
            },
            Expected::Sender => assert_eq!(authority, Authority::Sender, "{told}"),
            Expected::Keyed => assert!(matches!(authority, Authority::Keyed(_)), "{told}: {authority:?}"),
        }
        let before = state::picture(&self.world);
        self.world.deliver(letter.folder, &letter.bytes());
        self.world.sweep().unwrap();
        assert_eq!(self.world.understand().unwrap(), 1, "{told}: one mail");
        let after = state::picture(&self.world);
        let left = self.world.value("SELECT count(*) FROM inbound WHERE state = 'received'");
        assert_eq!(left, "0", "{told}: it is understood");
        let may = match authority {
            Authority::None(doubt) => May { family: letter.is_familys, tell: doubt.concerns_a_teacher(), heard: false },
            Authority::Sender | Authority::Keyed(_) => May { family: false, tell: true, heard: true },
        };
        state::assert_only_recorded(&before, &after, may, &told);
    }

    /// All of them, and what leaves afterwards.
    pub fn meets_all(&mut self, letters: Vec<Letter>) -> Counts {
        let mut counts = Counts::new();
        let mut failed = Vec::new();
        for letter in &letters {
            if catch_unwind(AssertUnwindSafe(|| self.meets(letter))).is_err() {
                failed.push(format!("{}: {}", letter.trap, letter.name));
            }
            *counts.entry(letter.trap).or_default() += 1;
        }
        assert!(failed.is_empty(), "{failed:#?}");
        let before = self.world.arrived.len();
        self.world.send().unwrap();
        let told: Vec<&str> = self.world.arrived[before..].iter().map(|a| a.mail.recipient.as_str()).collect();
        assert!(told.iter().all(|to| [RIVERA, ROY, SAMIR].contains(to)), "only those who asked are told: {told:?}");
        counts
    }
}

pub type Counts = BTreeMap<&'static str, usize>;

fn table(room: &Room) -> Vec<Vec<Letter>> {
    vec![
        senders::letters(room),
        stamps::letters(room),
        keys::letters(room),
        people::letters(room),
        content::letters(room),
        machines::letters(room),
        files::letters(room),
        heavy::letters(room),
    ]
}

/// Prints how many there are of each trap: see `--no-capture`.
#[test]
fn no_hostile_mail_changes_anything_but_that_it_came() {
    let mut room = Room::new();
    let mut counts = Counts::new();
    for letters in table(&room) {
        for (trap, count) in room.meets_all(letters) {
            *counts.entry(trap).or_default() += count;
        }
    }
    let total: usize = counts.values().sum();
    for (trap, count) in &counts {
        println!("{count:4}  {trap}");
    }
    println!("{total:4}  in all");
    assert!(total >= 150, "{total}");
    let told = room.world.rows("SELECT recipient, count(*) FROM outbox WHERE template = 'notice' GROUP BY recipient");
    assert!(told.iter().all(|row| row[1] == "1"), "once a day each: {told:?}");
}

#[test]
fn every_mail_of_the_table_is_another_one() {
    let room = Room::new();
    let mut seen = std::collections::BTreeSet::new();
    for letter in table(&room).into_iter().flatten() {
        assert!(seen.insert((letter.trap, letter.name.clone())), "{}: {} twice", letter.trap, letter.name);
    }
}

/// What the table changes, unchanged: the teacher's own mail has all three.
#[test]
fn the_same_mail_unchanged_is_the_teachers() {
    let room = Room::new();
    let good = Letter::good(&room, "control", "an answer to the summary");
    for letter in [
        good.clone(),
        good.clone().key(&room.token(Purpose::Teacher, RIVERA, room.today()).to_uppercase()),
        good.clone().key(&room.token(Purpose::Choice, RIVERA, room.today())),
        // Where sub-addresses are missing it rides in the subject, or in what the mail answers.
        good.clone().to(CLASS_ADDRESS),
        good.clone()
            .to(CLASS_ADDRESS)
            .without_reference()
            .subject(&format!("Re: ok 1 [t.{}]", room.token(Purpose::Teacher, RIVERA, room.today()))),
    ] {
        assert!(matches!(room.authority(&letter), Authority::Keyed(_)), "{}", letter.text());
    }
    let keyless = good.clone().to(CLASS_ADDRESS).without_reference();
    assert_eq!(room.authority(&keyless), Authority::Sender);
    assert_eq!(room.authority(&good.clone().folder(Folder::Junk)), Authority::None(Doubt::NotInInbox));
}

/// And it is obeyed, which no other of the table is; but once, however often it comes.
#[test]
fn the_same_mail_unchanged_is_obeyed_once() {
    let mut room = Room::new();
    let drafts = |room: &Room| room.world.states("state = 'draft'").len();
    let notes = |room: &Room| room.world.value("SELECT count(*) FROM private_note WHERE text LIKE '%obeyed%'");
    assert!(drafts(&room) > 0 && notes(&room) == "0");
    let good = Letter::good(&room, "control", "an answer to the summary");
    room.world.deliver(Folder::Inbox, &good.bytes());
    room.world.sweep().unwrap();
    room.world.understand().unwrap();
    assert_eq!((drafts(&room), notes(&room).as_str()), (0, "1"));
    // The same words under the same key, as another mail.
    for name in ["sent again", "and again from another program"] {
        room.meets(&Letter::good(&room, "D13 75", name).expects(Expected::Keyed));
    }
    let before = state::picture(&room.world);
    room.world.mailbox.renumber();
    room.world.mailbox.reconcile = true;
    room.world.sweep().unwrap();
    assert_eq!(room.world.understand().unwrap(), 0, "the folder was numbered anew");
    let may = May { family: false, tell: false, heard: false };
    state::assert_only_recorded(&before, &state::picture(&room.world), may, "numbered anew");
    assert_eq!(notes(&room), "1");
}

#[test]
fn a_button_acts_once() {
    let mut room = Room::new();
    let token = room.token(Purpose::Press(Verb::Ok), RIVERA, room.today());
    let press = |room: &Room, name: &str| {
        let letter = Letter::good(room, "D13 75", name).key(&token).without_reference();
        letter.body("\n").expects(Expected::Keyed)
    };
    let before = state::picture(&room.world);
    let first = press(&room, "pressed");
    room.world.deliver(Folder::Inbox, &first.bytes());
    room.world.sweep().unwrap();
    room.world.understand().unwrap();
    assert_ne!(before["outbox"], state::picture(&room.world)["outbox"], "it acts or says why not");
    assert_eq!(room.world.value("SELECT count(*) FROM command"), "1");
    for name in ["pressed again", "and again"] {
        let letter = press(&room, name);
        room.meets(&letter);
    }
}

#[test]
fn keys_end_with_their_time_with_a_restore_with_the_state_and_with_the_key_file() {
    let mut room = Room::new();
    let good = Letter::good(&room, "D14", "a key of two weeks ago");
    room.world.at("2026-11-27T09:00:00");
    assert!(matches!(room.authority(&good), Authority::Keyed(_)), "its last day");
    room.world.at("2026-11-28T09:00:00");
    room.meets(&good.clone().dated("Sat, 28 Nov 2026 08:59:00 -0500").expects(Expected::Doubt("key_expired")));

    let press = room.token(Purpose::Press(Verb::Ok), RIVERA, room.today());
    let choice = room.token(Purpose::Choice, RIVERA, room.today());
    let now = room.world.clock_says();
    room.world.class().store.write(|tx| homeroom::store::life::end_hold(tx, now)).unwrap();
    for (name, token) in [("a button of the lost life", press), ("an answer of the lost life", choice)] {
        let letter = Letter::good(&room, "D14", name).key(&token).without_reference();
        room.meets(&letter.expects(Expected::Doubt("earlier_life")));
    }
    room.world.set_clock_on(jiff::SignedDuration::from_mins(-5));
    let came_before = Letter::good(&room, "D14", "it came before homeroom went on");
    room.meets(&came_before.expects(Expected::Doubt("earlier_life")));
    room.world.set_clock_on(jiff::SignedDuration::from_mins(10));

    let fresh = Letter::good(&room, "D14", "a key that is gone with its file");
    assert!(matches!(room.authority(&fresh), Authority::Keyed(_)));
    let rotated = |state: &std::path::Path| {
        homeroom::store::key_file::rotate(state, [9; 32], jiff::civil::date(2026, 11, 28)).unwrap().unwrap();
    };
    room.world.while_stopped(rotated);
    assert!(matches!(room.authority(&fresh), Authority::Keyed(_)), "a rotation breaks no mail of yesterday's");
    room.world.while_stopped(|state| std::fs::remove_file(state.join("homeroom.key")).unwrap());
    room.meets(&fresh.expects(Expected::Doubt("key_forged")));
}

#[test]
fn a_backup_holds_no_key() {
    let room = Room::new();
    let file = room.world.path("backup.sqlite3");
    let owner = homeroom::store::care::Owner { class: "room-12", address: CLASS_ADDRESS };
    homeroom::store::care::backup(&room.world.class().store, &file, owner, room.world.clock_says()).unwrap();
    let keys = std::fs::read_to_string(room.world.path("state/homeroom.key")).unwrap();
    let secret = keys.lines().last().unwrap().split(' ').next_back().unwrap().to_owned();
    let octets = data_encoding::BASE32_NOPAD.decode(secret.as_bytes()).unwrap();
    let (backup, state) =
        (std::fs::read(&file).unwrap(), std::fs::read(room.world.path("state/room-12.sqlite3")).unwrap());
    for (name, bytes) in [("backup", backup), ("state", state)] {
        for wanted in [octets.as_slice(), secret.as_bytes()] {
            assert!(!bytes.windows(wanted.len()).any(|window| window == wanted), "{name}");
        }
    }
}
