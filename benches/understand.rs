//! How long it takes to understand one mail. `cargo bench --bench understand`.

use divan::{Bencher, black_box};
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

/// A mail built to hurt: 50,000 nested parts.
#[divan::bench]
fn fifty_thousand_nested_parts(bencher: Bencher<'_, '_>) {
    let raw: String =
        (0..50_000).map(|i| format!("Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n")).collect();
    bencher.bench(|| understand(black_box(raw.as_bytes())));
}
