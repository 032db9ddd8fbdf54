//! Mails built to hurt a reader: each is large or deep or many in one way.

/// A name, and what makes the mail: only one of them is in memory at a time.
pub type Case = (&'static str, fn() -> Vec<u8>);

const HEAD: &str = "From: Ana <ana@families.test>\r\nTo: room12@school.test\r\nSubject: Leo\r\n\
    Message-ID: <m1@families.test>\r\nDate: Mon, 2 Mar 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\n";
const PLAIN: &str = "Content-Type: text/plain; charset=utf-8\r\n\r\n";
const HTML: &str = "Content-Type: text/html; charset=utf-8\r\n\r\n";
const MEGABYTE: usize = 1_000_000;

#[rustfmt::skip]
pub fn mails() -> impl Iterator<Item = Case> {
    [
        ("25 MB with attachments", with_attachments as fn() -> Vec<u8>),
        ("50,000 nested multiparts", || nested(50_000)),
        ("49 nested multiparts, 20 MB within", deep_and_large),
        ("3,000 nested message/rfc822", || mail("", &"Content-Type: message/rfc822\r\n\r\n".repeat(3_000))),
        ("40 nested message/rfc822, 20 MB within", messages_with_much_within),
        ("1,000,000 headers", || mail(&"X-Y: z\r\n".repeat(1_000_000), &plain("hi"))),
        ("900 headers of 500 bytes", || mail(&format!("X-Y: {}\r\n", "z".repeat(500)).repeat(900), &plain("hi"))),
        ("a header line of 10 MB", || mail(&format!("X-Y: {}\r\n", "z".repeat(10 * MEGABYTE)), &plain("hi"))),
        ("a subject of 10 MB", || mail(&format!("Subject: {}\r\n", "z ".repeat(5 * MEGABYTE)), &plain("hi"))),
        ("1,000,000 addresses in To", || mail(&format!("To: {}x@x.test\r\n", "a@x.test,\r\n ".repeat(1_000_000)), &plain("hi"))),
        ("60 KB of References", || mail(&format!("References: {}\r\n", "<a@b.test> ".repeat(5_500)), &plain("hi"))),
        ("100,000 parts", || parts(100_000, "\r\nx\r\n")),
        ("999 parts of text", || parts(999, &format!("\r\n{}\r\n", "x\r\n".repeat(8_000)))),
        ("999 parts of HTML", || parts(999, &format!("Content-Type: text/html\r\n\r\n{}\r\n", "<p>x</p>\r\n".repeat(2_000)))),
        ("999 parts of quoted-printable", || parts(999, &format!("Content-Transfer-Encoding: quoted-printable\r\n\r\n{}\r\n", "=C3=A9=\r\n".repeat(2_000)))),
        ("no final boundary, 24 MB", unfinished),
        ("a boundary of 0 bytes", || with_boundary("")),
        ("a boundary of 10,000 bytes", || with_boundary(&"b".repeat(10_000))),
        ("boundaries that are almost right, 24 MB", almost_boundaries),
        ("50,000 RFC 2231 continuations", continuations),
        ("100,000 encoded words", || mail(&format!("Subject: {}\r\n", "=?utf-8?q?=C3=A9?=\r\n ".repeat(100_000)), &plain("hi"))),
        ("64 KB of encoded words without an end", || mail(&format!("Subject: {}\r\n", "=?utf-8?q?".repeat(6_000)), &plain("hi"))),
        ("comments 100,000 deep", || mail(&format!("To: {}x{}\r\n", "(".repeat(100_000), ")".repeat(100_000)), &plain("hi"))),
        ("comments 30,000 deep", || mail(&format!("To: {}x{}\r\n", "(".repeat(30_000), ")".repeat(30_000)), &plain("hi"))),
        ("a body of one line, 24.9 MB", || mail("", &plain(&"word ".repeat(4_980_000)))),
        ("a body of one word, 24.9 MB", || mail("", &plain(&"x".repeat(24_900_000)))),
        ("a body of empty lines, 24.9 MB", || mail("", &plain(&"\r\n".repeat(12_450_000)))),
        ("a body in windows-1252, 24.9 MB", in_old_charset),
        ("a body in ISO-2022-JP, 24.9 MB", in_japanese),
        ("base64 of one line, 24.9 MB", || mail("", &format!("Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n{}", "YWJj".repeat(6_200_000)))),
        ("quoted-printable, 24.9 MB", || mail("", &format!("Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{}", "=C3=A9=\r\n".repeat(2_700_000)))),
        ("uuencoded, 24 MB", || mail("", &plain(&format!("begin 644 a.txt\r\n{}`\r\nend\r\n", "M86%A86%A86%A86%A86%A86%A86%A86%A86%A86%A86%A86%A86%A86%A86%A\r\n".repeat(380_000))))),
        ("HTML of 5 MB, 1,000,000 nested tags", || mail("", &format!("{HTML}{}x", "<div>".repeat(1_000_000)))),
        ("HTML of 24.9 MB, nested tags", || mail("", &format!("{HTML}{}x", "<div>".repeat(4_900_000)))),
        ("HTML of 5 MB, nested tables", || mail("", &format!("{HTML}{}x", "<table><tr><td>".repeat(333_000)))),
        ("HTML of 5 MB, nested quotes", || mail("", &format!("{HTML}{}x", "<blockquote type=cite>".repeat(220_000)))),
        ("HTML of 5 MB, nested lists", || mail("", &format!("{HTML}{}x", "<ul><li>".repeat(620_000)))),
        ("HTML of 5 MB, one wide table", || mail("", &format!("{HTML}<table><tr>{}</table>", "<td>x".repeat(1_000_000)))),
        ("HTML of 5 MB, tags never closed", || mail("", &format!("{HTML}{}", "<a b=\"".repeat(800_000)))),
        ("HTML of 5 MB, comments", || mail("", &format!("{HTML}{}", "<!--".repeat(1_250_000)))),
        ("HTML of 5 MB, entities", || mail("", &format!("{HTML}{}", "&nbsp;&amp".repeat(500_000)))),
        ("HTML of 24.9 MB, paragraphs", || mail("", &format!("{HTML}{}", "<p>Leo has a cold.</p>\r\n".repeat(1_030_000)))),
        ("HTML of 24.9 MB, one word", || mail("", &format!("{HTML}{}", "x".repeat(24_900_000)))),
        ("100,000 quoted lines", || mail("", &plain(&format!("Thanks\r\n{}", "> Leo read a book today.\r\n".repeat(100_000))))),
        ("quotes 100,000 deep", || mail("", &plain(&format!("Thanks\r\n{} x\r\n", ">".repeat(100_000))))),
        ("quotes that deepen, 1,000 lines", || mail("", &plain(&(0..1_000).map(|n| format!("{}x\r\n", "> ".repeat(n))).collect::<String>()))),
        ("attributions alone, 24 MB", || mail("", &plain(&"On Mon, Mar 2, 2026 at 10:00 AM Ms Rivera <r@s.test> wrote:\r\n".repeat(390_000)))),
        ("a delivery report of 24 MB", || report(&"Final-Recipient: rfc822; a@b.test\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n".repeat(330_000))),
        ("the words of a report, 24 MB", || mail("X-Failed-Recipients: a@b.test\r\n", &plain(&"<ana@families.test>: host said 550 5.1.1 user unknown\r\n".repeat(440_000)))),
        ("one octet of 0, 24.9 MB", || vec![0; 24_900_000]),
        ("line ends alone, 24.9 MB", || vec![b'\n'; 24_900_000]),
        ("40 MB, above the cap", || mail("", &plain(&"Leo has a cold.\r\n".repeat(2_350_000)))),
    ]
    .into_iter()
}

fn mail(more: &str, rest: &str) -> Vec<u8> {
    format!("{HEAD}{more}{rest}").into_bytes()
}

fn plain(text: &str) -> String {
    format!("{PLAIN}{text}")
}

/// A letter, a picture and a scan, as phones send them.
fn with_attachments() -> Vec<u8> {
    let line = format!("{}\r\n", "QUJD".repeat(19));
    let attached = |name: &str, kind: &str| {
        format!(
            "--b\r\nContent-Type: {kind}; name=\"{name}\"\r\nContent-Disposition: attachment; filename=\"{name}\"\r\n\
             Content-Transfer-Encoding: base64\r\n\r\n{}",
            line.repeat(160_000)
        )
    };
    let letter = "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nThe pictures of the trip.\r\n\r\nAna\r\n";
    let body =
        format!("{letter}{}{}--b--\r\n", attached("trip.jpg", "image/jpeg"), attached("form.pdf", "application/pdf"));
    mail("Content-Type: multipart/mixed; boundary=b\r\n\r\n", &body)
}

fn nested(depth: usize) -> Vec<u8> {
    let levels: String =
        (0..depth).map(|i| format!("Content-Type: multipart/mixed; boundary=b{i}x\r\n\r\n--b{i}x\r\n")).collect();
    mail("", &levels)
}

fn deep_and_large() -> Vec<u8> {
    let mut raw = nested(49);
    raw.extend_from_slice(PLAIN.as_bytes());
    raw.extend_from_slice("--x\r\n".repeat(4 * MEGABYTE).as_bytes());
    raw
}

fn messages_with_much_within() -> Vec<u8> {
    let levels = "Content-Type: message/rfc822\r\n\r\n".repeat(40);
    mail("", &format!("{levels}{}", plain(&"Leo has a cold.\r\n".repeat(1_170_000))))
}

fn parts(count: usize, part: &str) -> Vec<u8> {
    let parts = format!("--b\r\n{part}").repeat(count);
    mail("Content-Type: multipart/mixed; boundary=b\r\n\r\n", &format!("{parts}--b--\r\n"))
}

fn unfinished() -> Vec<u8> {
    let text = "Leo has a cold.\r\n".repeat(1_410_000);
    mail("Content-Type: multipart/mixed; boundary=b\r\n\r\n", &format!("--b\r\n{}", plain(&text)))
}

fn with_boundary(boundary: &str) -> Vec<u8> {
    let body = format!("--{boundary}\r\n{}", plain("hi\r\n")).repeat(900);
    mail(&format!("Content-Type: multipart/mixed; boundary=\"{boundary}\"\r\n\r\n"), &body)
}

fn almost_boundaries() -> Vec<u8> {
    let boundary = "-".repeat(60);
    let almost = format!("{}\r\n", "-".repeat(59)).repeat(390_000);
    let head = format!("Content-Type: multipart/mixed; boundary=\"{boundary}b\"\r\n\r\n--{boundary}b\r\n");
    mail(&head, &plain(&almost))
}

fn continuations() -> Vec<u8> {
    let pieces: String = (0..50_000).map(|i| format!(";\r\n filename*{i}*=utf-8''a")).collect();
    mail(&format!("Content-Disposition: attachment{pieces}\r\n"), &plain("hi"))
}

fn in_old_charset() -> Vec<u8> {
    let mut raw = mail("", "Content-Type: text/plain; charset=windows-1252\r\n\r\n");
    raw.resize(24_900_000, 0x80);
    raw
}

fn in_japanese() -> Vec<u8> {
    mail(
        "",
        &format!("Content-Type: text/plain; charset=iso-2022-jp\r\n\r\n{}", "\u{1b}$B%+\u{1b}(B".repeat(3_110_000)),
    )
}

fn report(fields: &str) -> Vec<u8> {
    let body = format!(
        "--b\r\n\r\nIt was not delivered.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n{fields}--b--\r\n"
    );
    mail("Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n", &body)
}
