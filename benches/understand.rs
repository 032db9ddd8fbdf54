//! How long it takes to understand one mail. `cargo bench --bench understand`.

use divan::{Bencher, black_box};
use homeroom::decide::grammar;
use homeroom::message::answer;
use homeroom::message::inbound::understand;

const REPLY: &[u8] = include_bytes!("../tests/corpus/reply-gmail-8k.eml");
const BOUNCE: &[u8] = include_bytes!("../tests/corpus/bounce-standard-unknown.eml");
const HTML: &[u8] = include_bytes!("../tests/corpus/reply-html-only-outlook.eml");

fn main() {
    divan::main();
}

/// An ordinary reply of 8 KB: text and HTML, a quoted history, Spanish. To stay under 150 µs.
#[divan::bench]
fn reply_of_8_kb(bencher: Bencher<'_, '_>) {
    bencher.bench(|| understand(black_box(REPLY)));
}

#[divan::bench]
fn delivery_report(bencher: Bencher<'_, '_>) {
    bencher.bench(|| understand(black_box(BOUNCE)));
}

#[divan::bench]
fn reply_in_html_alone(bencher: Bencher<'_, '_>) {
    bencher.bench(|| understand(black_box(HTML)));
}

/// A teacher's answer of eight commands, from an understood mail to commands. To stay under 100 µs.
#[divan::bench]
fn commands_of_an_answer(bencher: Bencher<'_, '_>) {
    let quoted = "> 1. Leo: Ana Martínez, in Spanish, waits 3 school days\r\n".repeat(80);
    let raw = format!(
        "From: Maria Alvarez <alvarez@school.test>\r\nSubject: Re: Room 12\r\n\r\nHi,\r\n\r\nok 4 5\r\nno 6\r\n\
         reply 2: Thank you for your letter, Ana.\r\nI will call you at four.\r\ngood Leo (kindness): shared his snack\r\n\
         log Leo called Ana: all is well\r\npromise fri: call Ana\r\nmás tarde 3 lunes\r\nplan Leo step home: read by 12 may\r\n\r\n\
         Thanks!\r\nMaria\r\n\r\nOn Thu, Mar 12, 2026 at 7:00 AM Room 12 <room12@school.test> wrote:\r\n\r\n{quoted}"
    );
    let mail = understand(raw.as_bytes());
    assert_eq!(grammar::read(&answer::lines(&mail)).len(), 8);
    bencher.bench(|| grammar::read(&answer::lines(black_box(&mail))));
}

/// A mail built to hurt: 50,000 nested parts.
#[divan::bench]
fn fifty_thousand_nested_parts(bencher: Bencher<'_, '_>) {
    let raw: String =
        (0..50_000).map(|i| format!("Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n")).collect();
    bencher.bench(|| understand(black_box(raw.as_bytes())));
}
