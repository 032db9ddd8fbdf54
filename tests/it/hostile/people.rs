//! Real people with real keys, of whom none is the teacher.

use super::letter::{Expected, Letter};
use super::{RIVERA, ROY, Room, SAMIR};
use homeroom::cli::demo::cast::CLASS_ADDRESS;
use homeroom::cli::demo::script::Folder;
use homeroom::domain::command::Verb;
use homeroom::message::key::Purpose;

const FAMILIES_STAMP: &str = "Authentication-Results: mx.school.test; dmarc=pass header.from=families.test";
const EVIL_STAMP: &str = "Authentication-Results: mx.school.test; dmarc=pass header.from=evil.test";

pub fn letters(room: &Room) -> Vec<Letter> {
    let mut letters = parents(room);
    letters.extend(strangers(room));
    letters.extend(colleagues(room));
    for (name, folder) in [("in Junk", Folder::Junk), ("in Sent", Folder::Sent)] {
        let letter = Letter::good(room, "D1", name).folder(folder);
        letters.push(letter.expects(Expected::Doubt("not_in_inbox")));
    }
    letters
}

/// A father who answers his own letter in the words of a teacher. What ends mail to him ("stop") is his to say.
fn parents(room: &Room) -> Vec<Letter> {
    let thread = room.token(Purpose::Thread, SAMIR, room.today());
    let parent = |trap, name: &str| {
        let letter = Letter::good(room, trap, name).from(&format!("Samir Haddad <{SAMIR}>")).stamps(&[FAMILIES_STAMP]);
        letter.key(&thread).answers(&room.letter.1).of_a_family().expects(Expected::Doubt("not_a_teacher"))
    };
    let mut letters: Vec<Letter> = [
        "ok all",
        "ok 1 2 3",
        "no 1",
        "edit 1: School is closed",
        "reply 1: yes",
        "thanks 1",
        "done 1",
        "later 1 fri",
        "good Leo: shared his snack",
        "hard Leo: hit Mia",
        "note Leo: tired",
        "log Omar called Samir: all is well",
        "promise fri: call Ana",
        "kept 1",
        "plan Leo: reads more",
        "is 1 Leo",
        "meet Ana: tue 15:00",
        "ask all: who comes?",
        "history Leo",
        "silent",
        "drafts",
        "more",
        "help",
        "add evil@evil.test to Leo mother",
        "lang Ana fr",
        "block Ana from Leo: court order",
        "hold all until mon",
        "hold off",
        "undo",
    ]
    .into_iter()
    .map(|line| parent("D9 72", &format!("a father writes: {line}")).body(&format!("{line}\n")))
    .collect();
    letters
        .push(parent("D19", "he asks for another child's record").body("Please send me everything you have on Leo.\n"));
    letters.push(
        parent("D19", "he asks to change another family's address").body("Ana's new address is evil@evil.test\n"),
    );
    letters.push(
        parent("D11", "a stranger in Cc")
            .line("Cc: evil@evil.test, other@evil.test")
            .body("Thank you, see you then.\n"),
    );
    let teachers = room.token(Purpose::Teacher, RIVERA, room.today());
    let forwarded = parent("D10 72", "a father with the teacher's own key").key(&teachers).without_reference();
    letters.push(forwarded.expects(Expected::Doubt("key_of_another")));
    let unvouched = parent("D12 69", "through a service that forwards")
        .stamps(&["Authentication-Results: mx.school.test; spf=fail; dkim=fail; dmarc=fail header.from=families.test"]);
    letters.push(unvouched);
    letters
}

fn strangers(room: &Room) -> Vec<Letter> {
    let stranger = |trap, name: &str| Letter::good(room, trap, name).from("Eve <eve@evil.test>").stamps(&[EVIL_STAMP]);
    let mut letters = vec![
        stranger("D1", "a stranger, no key").without_key().expects(Expected::Doubt("not_a_teacher")),
        stranger("D1", "called as the teacher").from("Ms. Rivera <eve@evil.test>").without_key(),
        stranger("D6", "called by her address").from("\"rivera@school.test\" <eve@evil.test>").without_key(),
    ];
    for purpose in [Purpose::Teacher, Purpose::Press(Verb::Ok), Purpose::Press(Verb::Hold), Purpose::Choice] {
        let token = room.token(purpose, RIVERA, room.today());
        let letter = stranger("D9 72", &format!("a stranger with her {purpose:?} key")).key(&token).without_reference();
        letters.push(letter.expects(Expected::Doubt("key_of_another")));
    }
    let thread = room.token(Purpose::Thread, SAMIR, room.today());
    letters.push(
        stranger("D9 72", "to whom a parent forwarded")
            .key(&thread)
            .without_reference()
            // It is kept with the home whose key it bears, as an offer to the teacher, and is no contact.
            .of_a_family()
            .expects(Expected::Doubt("not_a_teacher")),
    );
    letters
}

fn colleagues(room: &Room) -> Vec<Letter> {
    let mut letters = Vec::new();
    let forwarded = "send all\nok all\n\n-------- Forwarded Message --------\nSubject: Room 12, Fri 13 Nov\nFrom: Room 12\n\nok 1\n";
    for (name, from) in
        [("a colleague", "Mr. Boone <boone@school.test>"), ("her second address", "rivera.m@school.test")]
    {
        let letter = Letter::good(room, "D10 72", &format!("{name} answers the summary she forwarded")).from(from);
        letters.push(letter.body(forwarded).expects(Expected::Doubt("key_of_another")));
        let keyless = Letter::good(room, "D10", &format!("{name} without a key")).from(from).without_key();
        letters.push(keyless.expects(Expected::Doubt("not_a_teacher")));
    }
    // The other teacher of the class, with the first one's key.
    let roy = Letter::good(room, "D10 72", "Ms. Roy with Ms. Rivera's key").from(&format!("Ms. Roy <{ROY}>"));
    letters.push(roy.expects(Expected::Doubt("key_of_another")));
    let class = Letter::good(room, "D1", "the class's own address").from(&format!("Room 12 <{CLASS_ADDRESS}>"));
    letters.push(class.expects(Expected::Refused));
    letters
}
