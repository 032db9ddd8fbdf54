//! Nothing a stranger can write into a stamp, or around it, makes him another sender.
#![no_main]

use homeroom::domain::address::EmailAddress;
use homeroom::message::auth::{Authenticity, ID_LESS, Misalignment, authenticity};
use libfuzzer_sys::fuzz_target;

const FROM: &str = "From: Ms. Rivera <teacher@school.test>";
const PASSED: &str = "mx.trusted.test; dmarc=pass header.from=school.test";
const FOREIGN: &str = "mx.other.test; dmarc=pass header.from=school.test; dkim=pass header.d=school.test";

fuzz_target!(|octets: &[u8]| {
    judge(octets, "mx.trusted.test");
    judge(octets, ID_LESS);
    let text = String::from_utf8_lossy(octets);
    let stamps: Vec<&str> = text.lines().collect();
    let verdict = judged(&stamps, FROM);
    the_topmost_stamp_decides(&stamps, verdict);
    aligned_is_said_in_words(&text, verdict);
    a_second_sender_is_nobody(&stamps);
    an_echo_proves_nothing(&text);
});

fn judge(raw: &[u8], trusted: &str) -> Authenticity {
    let teacher = EmailAddress::parse("teacher@school.test").expect("an address");
    authenticity(raw, &teacher, &[trusted.to_owned()])
}

fn judged(stamps: &[&str], from: &str) -> Authenticity {
    let stamps: String = stamps.iter().map(|stamp| format!("Authentication-Results: {stamp}\r\n")).collect();
    judge(format!("{stamps}{from}\r\n\r\nok 3\r\n").as_bytes(), "mx.trusted.test")
}

fn the_topmost_stamp_decides(stamps: &[&str], verdict: Authenticity) {
    for below in [PASSED, FOREIGN] {
        let with_one_below = judged(&[stamps, &[below]].concat(), FROM);
        if verdict != Authenticity::NoTrustedStamp || below == FOREIGN {
            assert_eq!(with_one_below, verdict);
        }
    }
    assert_eq!(judged(&[&[FOREIGN], stamps].concat(), FROM), verdict, "a foreign stamp above says nothing");
    assert_eq!(judged(&[&["mx.trusted.test; dmarc=fail"], stamps].concat(), FROM), not(Misalignment::DmarcNotPassed));
}

/// The verdict and the domain stand in the stamp; quoting is all that may part their letters.
fn aligned_is_said_in_words(text: &str, verdict: Authenticity) {
    let letters = text.replace(['"', '\\'], "").to_ascii_lowercase();
    let said = ["pass", "school.test", "mx.trusted.test"].iter().all(|words| letters.contains(words));
    assert!(said || verdict != Authenticity::Aligned);
}

fn a_second_sender_is_nobody(stamps: &[&str]) {
    for from in [format!("{FROM}\r\nFrom: evil@x.test"), format!("From: evil@x.test\r\n{FROM}"), String::new()] {
        let verdict = judged(&[&[PASSED], stamps].concat(), &from);
        assert_eq!(verdict, not(Misalignment::SenderUnclear));
    }
}

/// A receiver repeats what a stranger called himself, in a comment or a quoted string as the grammar has it.
fn an_echo_proves_nothing(text: &str) {
    let echo = |escaped: &[char]| -> String {
        let one_line = text.chars().filter(|c| !matches!(c, '\r' | '\n'));
        one_line.flat_map(|c| escaped.contains(&c).then_some('\\').into_iter().chain([c])).collect()
    };
    let comment = echo(&['(', ')', '\\']);
    let quoted = echo(&['"', '\\']);
    for stamp in [
        format!("mx.trusted.test; spf=pass ({comment}) smtp.mailfrom=x.test; dmarc=fail header.from=school.test"),
        format!("mx.trusted.test; spf=pass smtp.mailfrom=\"{quoted}\"@x.test; dmarc=fail header.from=school.test"),
        format!("mx.trusted.test; dkim=pass header.d=x.test header.s=\"{quoted}\" ({comment})"),
        format!("mx.trusted.test ({comment}); none"),
    ] {
        assert!(matches!(judged(&[&stamp], FROM), Authenticity::NotAligned(_)), "{stamp}");
    }
}

fn not(why: Misalignment) -> Authenticity {
    Authenticity::NotAligned(why)
}
