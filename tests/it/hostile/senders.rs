//! Who From says it is: shapes that one program reads as the teacher and another as somebody else.

use super::Room;
use super::letter::{Expected, GOOD_FROM, Letter};

pub fn letters(room: &Room) -> Vec<Letter> {
    let mut letters = Vec::new();
    for (trap, lines) in [
        // Several From fields, in every order.
        ("D2 63", &["From: evil@evil.test", GOOD_FROM][..]),
        ("D2 63", &[GOOD_FROM, "From: evil@evil.test"]),
        ("D2 63", &[GOOD_FROM, GOOD_FROM]),
        ("D2 63", &[GOOD_FROM, "from: evil@evil.test"]),
        ("D2 63", &["FROM:evil@evil.test", GOOD_FROM]),
        ("D2 63", &[GOOD_FROM, "From : evil@evil.test"]),
        ("D2 63", &["From : evil@evil.test", GOOD_FROM]),
        ("D2 63", &["From: ", GOOD_FROM]),
        ("D2 63", &[GOOD_FROM, "Subject: x", "From: evil@evil.test", "From: other@evil.test"]),
        // A field that is From to some programs alone.
        ("D3", &["From : Ms. Rivera <rivera@school.test>"]),
        ("D3", &["From\t: rivera@school.test"]),
        ("D3", &["X-From: rivera@school.test"]),
        ("D3", &[]),
        // Fields that say who else it might be.
        ("D3 62", &["From: evil@evil.test", "Reply-To: Ms. Rivera <rivera@school.test>"]),
        ("D3 62", &["From: evil@evil.test", "Sender: rivera@school.test"]),
        ("D3 62", &["From: evil@evil.test", "Resent-From: rivera@school.test"]),
        ("D3 62", &["From: evil@evil.test", "X-Original-From: rivera@school.test"]),
        ("D3 62", &["From: evil@evil.test", "X-Google-Original-From: rivera@school.test"]),
        ("D3 62", &["From: evil@evil.test", "Disposition-Notification-To: rivera@school.test"]),
        ("D3 62", &["Reply-To: rivera@school.test"]),
    ] {
        let name = format!("{lines:?}");
        letters.push(Letter::good(room, trap, &name).with_from_lines(lines));
    }
    for value in SHAPES {
        letters.push(Letter::good(room, "D6 74", &format!("{value:?}")).from(value).expects(Expected::Refused));
    }
    letters
}

/// Each of them holds the teacher's address for somebody, and none is it.
const SHAPES: [&str; 37] = [
    "<evil@evil.test> rivera@school.test",
    "<evil@evil.test> <rivera@school.test>",
    "rivera@school.test <evil@evil.test>",
    "\"rivera@school.test\" <evil@evil.test>",
    "\"Ms. Rivera <rivera@school.test>\" <evil@evil.test>",
    "rivera@school.test, evil@evil.test",
    "evil@evil.test, rivera@school.test",
    "Ms. Rivera <rivera@school.test>, <evil@evil.test>",
    "rivera@school.test evil@evil.test",
    "rivera@school.test;evil@evil.test",
    "Staff: rivera@school.test;",
    "Staff: rivera@school.test, evil@evil.test;",
    "Staff:;",
    "<@evil.test:rivera@school.test>",
    "<@evil.test,@relay.test:rivera@school.test>",
    "\"rivera\"@school.test",
    "\"evil\"rivera@school.test",
    "<\"evil\"rivera@school.test>",
    "\"rivera@school.test\"@evil.test",
    "rivera@school.test@evil.test",
    "rivera(evil)@school.test",
    "rivera@school(evil).test",
    "riv(x)era@school.test",
    "rivera@school.test.evil.test",
    "rivera@evil.school.test",
    "rivera+evil@school.test",
    "rivera@school.test (never closed",
    "\"never closed rivera@school.test",
    "=?utf-8?q?rivera=40school.test?=",
    "=?utf-8?b?cml2ZXJhQHNjaG9vbC50ZXN0?= <evil@evil.test>",
    "=?utf-8?q?Ms=2E_Rivera_=3Crivera=40school=2Etest=3E?= <evil@evil.test>",
    "\u{202e}tset.loohcs@arevir <evil@evil.test>",
    "riv\u{200b}era@school.test",
    "rivera@scho\u{200d}ol.test",
    "\u{ff52}ivera@school.test",
    "riv\u{435}ra@school.test",
    "rivera@sch\u{43e}ol.test",
];
