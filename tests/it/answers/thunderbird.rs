//! Thunderbird, as text and as HTML.

use super::programs::{thunderbird_below, thunderbird_html, thunderbird_text};
use super::{Answer, Program};

pub const TABLES: &[(&str, Program, &[Answer])] = &[
    ("Thunderbird text", thunderbird_text, TEXT),
    ("Thunderbird text, below", thunderbird_below, BELOW),
    ("Thunderbird HTML", thunderbird_html, PAGE),
];

const TEXT: &[Answer] = &[
    ("ok 4", &["ok 4"]),
    // The program breaks a flowed line behind a blank.
    (
        "reply 2: Thank you for your long and kind letter, Ana. I will speak with \nLeo tomorrow and call you then.",
        &["reply 2|Thank you for your long and kind letter, Ana. I will speak with Leo tomorrow and call you then."],
    ),
    // What is wrapped without one may begin with a verb.
    (
        "reply 2: He may come at any time in the morning, and of course his sister\nis welcome too.",
        &["reply 2|He may come at any time in the morning, and of course his sister is welcome too."],
    ),
    (
        "reply 2: He can read very well, which is nice to see for a boy who\nis 6 years old and new here.\nok 4",
        &["reply 2|He can read very well, which is nice to see for a boy who is 6 years old and new here.", "ok 4"],
    ),
    (
        "reply 2: We meet in the hall, then go on to the library which is in room\nno 5 on the first floor",
        &["reply 2|We meet in the hall, then go on to the library which is in room no 5 on the first floor"],
    ),
    (
        "reply 2: There are several things that I would like to tell you about it:\nok 4",
        &["reply 2|There are several things that I would like to tell you about it:", "ok 4"],
    ),
    ("ok 4\n\n-- \nMaria Alvarez\nok 5", &["ok 4"]),
    ("good Leo: shared\n\nand helped\n\ngood Maya: read", &["good Leo|shared // and helped", "good Maya|read"]),
    ("réponse 2 : oui\nok 4", &["reply 2|oui", "ok 4"]),
    ("nota: comprar pegamento", &["note -|comprar pegamento"]),
];

const BELOW: &[Answer] = &[
    ("ok 4", &["ok 4"]),
    ("ok 4\nreply 2: Yes, of course", &["ok 4", "reply 2|Yes, of course"]),
    ("sí 4", &["ok 4"]),
    ("Thanks!", &[]),
];

const PAGE: &[Answer] = &[
    ("ok 4", &["ok 4"]),
    ("ok 4\nno 5", &["ok 4", "no 5"]),
    ("good Leo: shared his snack", &["good Leo|shared his snack"]),
    ("oui 4", &["ok 4"]),
    ("Hello!\n\nThe pupils were wonderful today", &["? The pupils were wonderful today"]),
];
