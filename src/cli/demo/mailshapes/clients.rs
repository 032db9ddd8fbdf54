//! Headers and parts: a draft as the bytes its program sends and the school's server keeps.

use super::bodies::{self, Body};
use super::encode::{header_text, mailbox, text_part};
use super::{Arrival, CLASS_ADDRESS, Draft, Shape};
use data_encoding::{BASE64, BASE64URL_NOPAD, HEXLOWER, HEXUPPER};
use fastrand::Rng;
use jiff::Zoned;

/// The whole mail.
pub fn assemble(draft: &Draft, seed: u64) -> Vec<u8> {
    let mut rng = Rng::with_seed(seed);
    let domain = domain_of(draft.from.address);
    let mut out = match draft.arrival {
        Arrival::Own => String::new(),
        Arrival::Aligned => received(draft.from.address, draft.to_address, domain, true, draft.date, &mut rng),
        Arrival::Forged => received(draft.from.address, draft.to_address, domain, false, draft.date, &mut rng),
    }
    .into_bytes();
    out.extend(headers(draft, &mut rng).into_bytes());
    let content = bodies::body(draft);
    out.extend(parts(draft, &content, &mut rng));
    out
}

pub fn domain_of(address: &str) -> &str {
    address.rsplit_once('@').map_or(address, |(_, domain)| domain)
}

/// The date as RFC 5322 §3.3 writes it.
pub fn date_text(date: &Zoned) -> String {
    // A year that the form cannot hold does not occur in a made-up class.
    jiff::fmt::rfc2822::to_string(date).unwrap_or_default()
}

/// What the school's server puts on top of a mail from outside: the envelope, the hop, the verdict of RFC 8601.
pub fn received(from: &str, to: &str, domain: &str, aligned: bool, date: &Zoned, rng: &mut Rng) -> String {
    let at = date_text(date);
    let queue = hex(rng, 5);
    let host =
        if aligned { format!("mail.{domain}") } else { format!("vps-{}.hosting.test", hex(rng, 3).to_lowercase()) };
    let address = if aligned { "192.0.2.25".to_owned() } else { format!("203.0.113.{}", rng.u8(2..250)) };
    let verdict = if aligned {
        format!(
            "dkim=pass (2048-bit key) header.d={domain} header.i=@{domain} header.s=s2026;\r\n\tspf=pass \
             smtp.mailfrom={from};\r\n\tdmarc=pass (p=quarantine) header.from={domain}"
        )
    } else {
        format!("dkim=none;\r\n\tspf=fail smtp.mailfrom={from};\r\n\tdmarc=fail (p=quarantine) header.from={domain}")
    };
    let mut text = format!(
        "Return-Path: <{from}>\r\nX-Original-To: {to}\r\nDelivered-To: {CLASS_ADDRESS}\r\n\
         Received: from {host} ({host} [{address}])\r\n\tby mx.school.test (Postfix) with ESMTPS id {queue}\r\n\
         \tfor <{to}>; {at}\r\nAuthentication-Results: mx.school.test;\r\n\t{verdict}\r\n"
    );
    if aligned {
        text.push_str(&format!(
            "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d={domain};\r\n\ts=s2026; \
             h=from:to:subject:date:message-id;\r\n\tbh={};\r\n\tb={}\r\n",
            BASE64.encode(&bytes(rng, 32)),
            BASE64.encode(&bytes(rng, 48))
        ));
    }
    text
}

/// The header lines that the program writes, in its order, up to but without the Content-Type of the whole.
fn headers(d: &Draft, rng: &mut Rng) -> String {
    let charset = d.from.shape.charset(d.from.language);
    let h = Heads {
        id: message_id(d, rng),
        references: references(d),
        answers: d.original.map(|o| o.message_id.as_str()).filter(|id| !id.is_empty()),
        from: mailbox(d.from.name, d.from.address, charset),
        to: mailbox(d.to_name, d.to_address, charset),
        subject: header_text(d.subject, charset),
        date: date_text(d.date),
    };
    let mut lines = Lines::default();
    match d.from.shape {
        Shape::Gmail => gmail(&h, &mut lines),
        Shape::Outlook => outlook(&h, d, rng, &mut lines),
        Shape::AppleMail | Shape::IPhone => apple(&h, d, &mut lines),
        Shape::Yahoo => yahoo(&h, &mut lines),
        Shape::Thunderbird => thunderbird(&h, d, &mut lines),
        Shape::Samsung => samsung(&h, &mut lines),
        Shape::QqMail => qq_mail(&h, rng, &mut lines),
    }
    lines.0
}

/// What every program writes, each in its own order.
struct Heads<'a> {
    id: String,
    references: String,
    /// The Message-ID of the mail that is answered.
    answers: Option<&'a str>,
    from: String,
    to: String,
    subject: String,
    date: String,
}

impl Heads<'_> {
    fn threading(&self, lines: &mut Lines) {
        if let Some(id) = self.answers {
            lines.push("References", &self.references);
            lines.push("In-Reply-To", id);
        }
    }
}

fn gmail(h: &Heads<'_>, lines: &mut Lines) {
    lines.push("MIME-Version", "1.0");
    h.threading(lines);
    lines.all(&[("From", &h.from), ("Date", &h.date), ("Message-ID", &h.id), ("Subject", &h.subject), ("To", &h.to)]);
}

fn outlook(h: &Heads<'_>, d: &Draft, rng: &mut Rng, lines: &mut Lines) {
    let charset = d.from.shape.charset(d.from.language);
    lines.all(&[("From", &h.from), ("To", &h.to), ("Subject", &h.subject)]);
    lines.push("Thread-Topic", &header_text(d.original.map_or(d.subject, |o| topic(&o.subject)), charset));
    lines.push("Thread-Index", &thread_index(d, rng));
    lines.all(&[("Date", &h.date), ("Message-ID", &h.id)]);
    h.threading(lines);
    lines.push("Accept-Language", &format!("{}, en-US", d.from.language));
    lines.push("Content-Language", d.from.language);
    lines.push("X-MS-Has-Attach", "");
    lines.push("MIME-Version", "1.0");
}

fn apple(h: &Heads<'_>, d: &Draft, lines: &mut Lines) {
    let phone = d.from.shape == Shape::IPhone;
    lines.push("From", &h.from);
    lines.push("Mime-Version", if phone { "1.0 (1.0)" } else { "1.0 (Mac OS X Mail 16.0 \\(3826.200.121\\))" });
    lines.all(&[("Subject", &h.subject), ("Date", &h.date), ("Message-Id", &h.id)]);
    h.threading(lines);
    lines.push("To", &h.to);
    lines.push("X-Mailer", if phone { "iPhone Mail (22G86)" } else { "Apple Mail (2.3826.200.121)" });
}

fn yahoo(h: &Heads<'_>, lines: &mut Lines) {
    lines.all(&[("Date", &h.date), ("From", &h.from), ("To", &h.to), ("Message-ID", &h.id)]);
    h.threading(lines);
    lines.push("Subject", &h.subject);
    lines.push("MIME-Version", "1.0");
    lines.push("X-Mailer", "WebService/1.1.24652 YMailNovation");
}

fn thunderbird(h: &Heads<'_>, d: &Draft, lines: &mut Lines) {
    lines.all(&[("Message-ID", &h.id), ("Date", &h.date), ("MIME-Version", "1.0")]);
    lines.push("User-Agent", "Mozilla Thunderbird");
    lines.all(&[("Subject", &h.subject), ("To", &h.to)]);
    h.threading(lines);
    lines.push("Content-Language", d.from.language);
    lines.push("From", &h.from);
}

fn samsung(h: &Heads<'_>, lines: &mut Lines) {
    lines.all(&[("Date", &h.date), ("Subject", &h.subject), ("Message-ID", &h.id), ("Importance", "normal")]);
    lines.all(&[("From", &h.from), ("To", &h.to)]);
    h.threading(lines);
    lines.push("MIME-Version", "1.0");
}

fn qq_mail(h: &Heads<'_>, rng: &mut Rng, lines: &mut Lines) {
    lines.push("X-QQ-FEAT", &BASE64.encode(&bytes(rng, 24)));
    h.threading(lines);
    lines.push("X-QQ-MIME", "TCMime 1.0 by Tencent");
    lines.push("X-Mailer", "QQMail 2.x");
    lines.all(&[("From", &h.from), ("To", &h.to), ("Subject", &h.subject), ("Mime-Version", "1.0")]);
    lines.all(&[("Date", &h.date), ("X-Priority", "3"), ("Message-ID", &h.id)]);
}

/// Content-Type of the whole and everything below it.
fn parts(d: &Draft, body: &Body, rng: &mut Rng) -> Vec<u8> {
    let (shape, language) = (d.from.shape, d.from.language);
    let (charset, transfer) = (shape.charset(language), shape.transfer(language));
    let flowed = if shape == Shape::Thunderbird { "; format=flowed" } else { "" };
    let text = text_part("text/plain", flowed, &body.text, charset, transfer);
    let Some(html) = &body.html else { return text };
    let boundary = boundary(shape, rng);
    let mut out = format!("Content-Type: multipart/alternative;\r\n\tboundary=\"{boundary}\"\r\n\r\n").into_bytes();
    if matches!(shape, Shape::QqMail) {
        out.extend(b"This is a multi-part message in MIME format.\r\n\r\n");
    }
    for part in [text, text_part("text/html", "", html, charset, transfer)] {
        out.extend(format!("--{boundary}\r\n").bytes());
        out.extend(part);
        out.extend(b"\r\n");
    }
    out.extend(format!("--{boundary}--\r\n").bytes());
    out
}

#[derive(Default)]
pub struct Lines(pub String);

impl Lines {
    pub fn push(&mut self, name: &str, value: &str) {
        self.0.push_str(name);
        self.0.push(':');
        if !value.is_empty() {
            self.0.push(' ');
            self.0.push_str(value);
        }
        self.0.push_str("\r\n");
    }
    pub fn all(&mut self, fields: &[(&str, &str)]) {
        for (name, value) in fields {
            self.push(name, value);
        }
    }
}

/// All ids of the conversation, oldest first, one a line (RFC 5322 §3.6.4).
fn references(d: &Draft) -> String {
    let Some(o) = d.original else { return String::new() };
    let mut ids: Vec<&str> = o.references.iter().map(String::as_str).collect();
    ids.push(&o.message_id);
    ids.join("\r\n ")
}

fn topic(subject: &str) -> &str {
    subject.split_once(": ").filter(|(prefix, _)| prefix.eq_ignore_ascii_case("re")).map_or(subject, |(_, rest)| rest)
}

fn message_id(d: &Draft, rng: &mut Rng) -> String {
    let domain = domain_of(d.from.address);
    let stamp = d.date.timestamp();
    let left_and_host = match d.from.shape {
        Shape::Gmail => format!("CA{}=g@mail.gmail.test", BASE64URL_NOPAD.encode(&bytes(rng, 38))),
        Shape::Outlook => {
            let server = format!("BL1PR{:02}MB{}", rng.u8(1..20), rng.u16(1000..9999));
            format!("{server}{}@{server}.namprd.prod.outlook.test", hex(rng, 13))
        }
        Shape::AppleMail | Shape::IPhone => format!("{}@{domain}", uuid(rng).to_uppercase()),
        Shape::Thunderbird => format!("{}@{domain}", uuid(rng)),
        Shape::Yahoo => {
            format!("{}.{}.{}@mail.yahoo.test", rng.u32(1_000_000..), rng.u32(1_000_000..), stamp.as_millisecond())
        }
        Shape::Samsung => format!("{}.{}@email.android.test", hex(rng, 8).to_lowercase(), stamp.as_millisecond()),
        Shape::QqMail => format!("tencent_{}@qq.test", hex(rng, 18)),
    };
    format!("<{left_and_host}>")
}

/// Twenty-two octets, and five more for an answer.
fn thread_index(d: &Draft, rng: &mut Rng) -> String {
    let mut index = vec![1, 0xdd];
    index.extend(bytes(rng, if d.original.is_some() { 25 } else { 20 }));
    BASE64.encode(&index)
}

fn boundary(shape: Shape, rng: &mut Rng) -> String {
    match shape {
        Shape::Gmail => format!("000000000000{}", hex(rng, 8).to_lowercase()),
        Shape::Outlook => format!("_000_{}_", hex(rng, 16)),
        Shape::AppleMail | Shape::IPhone => format!("Apple-Mail={}", uuid(rng).to_uppercase()),
        Shape::Yahoo => format!("----=_Part_{}_{}.{}", rng.u32(..), rng.u32(..), rng.u32(..)),
        Shape::Samsung => format!("--_com.samsung.android.email_{}", rng.u64(..)),
        Shape::QqMail => format!("----=_NextPart_{}_{}", hex(rng, 4), hex(rng, 4)),
        Shape::Thunderbird => format!("------------{}", hex(rng, 12)),
    }
}

pub fn bytes(rng: &mut Rng, count: usize) -> Vec<u8> {
    let mut bytes = vec![0; count];
    rng.fill(&mut bytes);
    bytes
}

pub fn hex(rng: &mut Rng, octets: usize) -> String {
    HEXUPPER.encode(&bytes(rng, octets))
}

fn uuid(rng: &mut Rng) -> String {
    let part = |rng: &mut Rng, octets| HEXLOWER.encode(&bytes(rng, octets));
    format!("{}-{}-4{}-{}-{}", part(rng, 4), part(rng, 2), &hexdigits(rng), part(rng, 2), part(rng, 6))
}

fn hexdigits(rng: &mut Rng) -> String {
    (0..3).map(|_| char::from_digit(rng.u32(0..16), 16).unwrap_or('0')).collect()
}
