//! Stamps that do not vouch for the teacher, however much of what they hold looks as if.

use super::Room;
use super::letter::{Expected, GOOD_STAMP, Letter};

const PASS: &str = "dmarc=pass header.from=school.test";

pub fn letters(room: &Room) -> Vec<Letter> {
    let mut letters = Vec::new();
    let mut add = |trap, lines: &[&str], word| {
        let name = lines.join(" | ");
        letters.push(Letter::good(room, trap, &name).stamps(lines).expects(Expected::Doubt(word)));
    };
    add("D1", &[], "no_stamp");
    // Nobody that is trusted wrote it.
    for id in [
        "mx.google.com",
        "mx.school.test.evil.test",
        "mx-school.test",
        "school.test",
        "exchange-online",
        "mx.school.tes",
        "\"\"",
        "mx.school.test@evil.test",
        "evil.test mx.school.test",
    ] {
        add("D4 64", &[&format!("Authentication-Results: {id}; {PASS}")], "no_stamp");
    }
    add("D4 65", &[&format!("Authentication-Results: {PASS}")], "no_stamp");
    add(
        "D4 65",
        &[
            "Authentication-Results: spf=pass smtp.mailfrom=school.test; dkim=pass header.d=school.test; dmarc=pass action=none header.from=school.test; compauth=pass reason=100",
        ],
        "no_stamp",
    );
    for name in [
        "X-Authentication-Results",
        "ARC-Authentication-Results",
        "Authentication-Results ",
        "Authentication-Results\t",
        "X-Original-Authentication-Results",
    ] {
        add("D4 63", &[&format!("{name}: mx.school.test; {PASS}")], "no_stamp");
    }
    add("D4", &["Received-SPF: pass (mx.school.test: domain of rivera@school.test)"], "no_stamp");
    add("D4", &["ARC-Authentication-Results: i=1; mx.school.test; dmarc=pass header.from=school.test"], "no_stamp");
    // The true one stands above it.
    for (truth, word) in [
        ("dmarc=fail header.from=school.test", "dmarc_not_passed"),
        ("dmarc=none header.from=school.test", "dmarc_not_passed"),
        ("none", "no_verdict"),
        ("spf=pass smtp.mailfrom=evil.test", "no_verdict"),
    ] {
        add("D4 63", &[&format!("Authentication-Results: mx.school.test; {truth}"), GOOD_STAMP], word);
    }
    add(
        "D4 63",
        &[
            "Authentication-Results: mx.other.test; dmarc=pass header.from=school.test",
            "Authentication-Results: mx.school.test; dmarc=fail header.from=school.test",
            GOOD_STAMP,
        ],
        "dmarc_not_passed",
    );
    add("D4 63", &["Authentication-Results: (what is this", GOOD_STAMP], "stamp_unreadable");
    for (trap, value, word) in VALUES {
        add(trap, &[&format!("Authentication-Results: mx.school.test; {value}")], word);
    }
    letters
}

/// What the school's own server may write of a stranger who chooses his words well.
const VALUES: [(&str, &str, &str); 44] = [
    // Direct Send, a domain without a policy, a forwarder's broken signature.
    (
        "D7 68",
        "spf=fail smtp.mailfrom=school.test; dkim=none; dmarc=fail action=none header.from=school.test",
        "dmarc_not_passed",
    ),
    (
        "D7 68",
        "spf=none; dkim=none (message not signed); dmarc=none action=none header.from=school.test",
        "dmarc_not_passed",
    ),
    ("D7 68", "spf=softfail smtp.mailfrom=school.test; compauth=pass reason=130", "no_verdict"),
    ("D7 68", "dmarc=bestguesspass action=none header.from=school.test", "dmarc_not_passed"),
    ("D7 68", "none", "no_verdict"),
    (
        "D12 69",
        "arc=pass (i=1 dmarc=pass fromdomain=school.test); dmarc=fail header.from=school.test",
        "dmarc_not_passed",
    ),
    ("D12 69", "arc=pass; dkim=fail header.d=school.test; spf=fail", "no_verdict"),
    ("D12 69", "dmarc=temperror header.from=school.test", "dmarc_not_passed"),
    ("D12 69", "dmarc=permerror header.from=school.test", "dmarc_not_passed"),
    ("67", "dmarc=none (several From domains) header.from=school.test", "dmarc_not_passed"),
    ("67", "dmarc=skipped header.from=school.test", "dmarc_not_passed"),
    // Another domain passed.
    ("66", "dmarc=pass header.from=evil.test", "other_domain"),
    ("66", "dmarc=pass header.from=school.test.evil.test", "other_domain"),
    ("66", "dmarc=pass header.from=evil-school.test", "other_domain"),
    ("66", "dmarc=pass", "other_domain"),
    ("66", "dmarc=pass smtp.mailfrom=school.test", "other_domain"),
    ("66", "dmarc=pass header.d=school.test", "other_domain"),
    ("66", "dmarc=pass policy.from=school.test", "other_domain"),
    ("66", "dmarc=pass header.from=school.test header.from=evil.test", "other_domain"),
    ("66", "dmarc=pass header.from=evil.test header.from=school.test", "other_domain"),
    ("66", "dmarc=pass; spf=pass header.from=school.test", "other_domain"),
    ("66", "dmarc=pass (header.from=school.test)", "other_domain"),
    // Two verdicts.
    ("66", "dmarc=fail header.from=school.test; dmarc=pass header.from=school.test", "several_verdicts"),
    ("66", "dmarc=pass header.from=evil.test; dmarc=pass header.from=school.test", "several_verdicts"),
    (
        "66",
        "dmarc=fail header.from=school.test, mx.school.test; dmarc=pass header.from=school.test",
        "stamp_unreadable",
    ),
    ("66", "dmarc/1=fail header.from=school.test; dmarc=pass header.from=school.test", "several_verdicts"),
    ("66", "dmarc=pass header.from=school.test; DMARC=fail header.from=school.test", "several_verdicts"),
    // The sender's own words, echoed.
    ("D5 66", "spf=pass smtp.mailfrom=\"a) dmarc=pass header.from=school.test (b\"@evil.test", "no_verdict"),
    ("D5 66", "spf=pass smtp.mailfrom=\"x; dmarc=pass header.from=school.test\"", "no_verdict"),
    ("D5 66", "spf=pass smtp.mailfrom=\"x\\\"; dmarc=pass header.from=school.test; y=\\\"\"@evil.test", "no_verdict"),
    ("D5 66", "spf=fail (sender said: dmarc=pass header.from=school.test) smtp.mailfrom=evil.test", "no_verdict"),
    (
        "D5 66",
        "spf=fail (a (b (c) dmarc=pass header.from=school.test) ; dmarc=pass header.from=school.test) x.y=z",
        "no_verdict",
    ),
    ("D5 66", "spf=fail (a\\) dmarc=pass header.from=school.test) smtp.mailfrom=evil.test", "no_verdict"),
    (
        "D5 66",
        "spf=pass (a) dmarc=pass (b) smtp.mailfrom=x@evil.test; dmarc=fail header.from=school.test",
        "dmarc_not_passed",
    ),
    ("D5 66", "spf=fail reason=\"dmarc=pass header.from=school.test\" smtp.mailfrom=evil.test", "no_verdict"),
    ("D5 66", "(never closed dmarc=pass header.from=school.test", "stamp_unreadable"),
    ("D5 66", "dmarc=pass) header.from=school.test", "stamp_unreadable"),
    ("D5 66", "dmarc=pass header.from=\"school.test", "stamp_unreadable"),
    ("D5 66", "dmarc == pass header.from=school.test", "stamp_unreadable"),
    ("D5 66", "\"dmarc\"=pass header.from=school.test", "stamp_unreadable"),
    // Signatures of others.
    ("66", "dkim=pass header.d=evil.test", "no_verdict"),
    ("66", "dkim=pass header.d=test", "no_verdict"),
    ("66", "dkim=pass header.i=@evil.test header.s=school.test", "no_verdict"),
    ("66", "dkim=fail header.d=school.test; dkim=pass header.d=evilschool.test", "no_verdict"),
];
