//! The good mail, and what can be changed in it.

use super::{RIVERA, Room};
use homeroom::cli::demo::cast::CLASS_ADDRESS;
use homeroom::cli::demo::script::Folder;
use homeroom::message::key::Purpose;

/// What becomes of it.
#[derive(Clone, Copy)]
pub enum Expected {
    /// No authority, for whatever reason.
    Refused,
    /// For this one.
    Doubt(&'static str),
    /// It is the teacher's, without a key: what it asks for needs one.
    Sender,
    /// It is the teacher's with a key: what it holds is no command.
    Keyed,
}

pub const GOOD_STAMP: &str =
    "Authentication-Results: mx.school.test; dmarc=pass (p=QUARANTINE) header.from=school.test";
/// What would be seen if it was obeyed.
pub const COMMANDS: &str = "note Leo: the hostile mail was obeyed\nok all\n";
pub const GOOD_FROM: &str = "From: Ms. Rivera <rivera@school.test>";

#[derive(Clone)]
pub struct Letter {
    /// The number of the trap, or `D` and that of the hostile mail.
    pub trap: &'static str,
    pub name: String,
    pub folder: Folder,
    pub expected: Expected,
    /// A guardian's, and so placed with a child and counted as contact.
    pub is_familys: bool,
    stamps: Vec<String>,
    from: Vec<String>,
    to: String,
    subject: String,
    answers: Option<String>,
    date: Option<String>,
    more: Vec<String>,
    content: String,
    body: String,
    /// The mail as it comes, where that is none of the above.
    whole: Option<Vec<u8>>,
}

impl Letter {
    /// Ms. Rivera answers her summary: the school's server vouches for her, and the address bears her key.
    pub fn good(room: &Room, trap: &'static str, name: &str) -> Self {
        let token = room.token(Purpose::Teacher, RIVERA, room.today());
        Self {
            trap,
            name: name.to_owned(),
            folder: Folder::Inbox,
            expected: Expected::Refused,
            is_familys: false,
            stamps: vec![GOOD_STAMP.to_owned()],
            from: vec![GOOD_FROM.to_owned()],
            to: with_key(&token),
            subject: "Re: Room 12, Fri 13 Nov".to_owned(),
            answers: Some(room.summary.1.clone()),
            date: Some(room.world.local().strftime("%a, %d %b %Y %H:%M:%S %z").to_string()),
            more: Vec::new(),
            content: "Content-Type: text/plain; charset=utf-8".to_owned(),
            body: COMMANDS.replace('\n', "\r\n"),
            whole: None,
        }
    }

    pub fn folder(self, folder: Folder) -> Self {
        Self { folder, ..self }
    }

    pub fn expects(self, expected: Expected) -> Self {
        Self { expected, ..self }
    }

    pub fn of_a_family(self) -> Self {
        Self { is_familys: true, ..self }
    }

    /// Whole header lines, from the top.
    pub fn stamps(self, stamps: &[&str]) -> Self {
        Self { stamps: stamps.iter().map(|s| (*s).to_owned()).collect(), ..self }
    }

    /// Whole header lines.
    pub fn with_from_lines(self, lines: &[&str]) -> Self {
        Self { from: lines.iter().map(|s| (*s).to_owned()).collect(), ..self }
    }

    pub fn from(self, value: &str) -> Self {
        Self { from: vec![format!("From: {value}")], ..self }
    }

    pub fn to(self, to: &str) -> Self {
        Self { to: to.to_owned(), ..self }
    }

    pub fn key(self, token: &str) -> Self {
        self.to(&with_key(token))
    }

    pub fn without_key(self) -> Self {
        self.to(CLASS_ADDRESS).without_reference()
    }

    pub fn subject(self, subject: &str) -> Self {
        Self { subject: subject.to_owned(), ..self }
    }

    pub fn answers(self, id: &str) -> Self {
        Self { answers: Some(id.to_owned()), ..self }
    }

    pub fn without_reference(self) -> Self {
        Self { answers: None, ..self }
    }

    pub fn dated(self, date: &str) -> Self {
        Self { date: Some(date.to_owned()), ..self }
    }

    pub fn undated(self) -> Self {
        Self { date: None, ..self }
    }

    /// One more header line.
    pub fn line(mut self, line: &str) -> Self {
        self.more.push(line.to_owned());
        self
    }

    pub fn body(self, body: &str) -> Self {
        Self { body: body.replace('\n', "\r\n"), ..self }
    }

    pub fn html(self, page: &str) -> Self {
        Self { content: "Content-Type: text/html; charset=utf-8".to_owned(), ..self }.body(page)
    }

    /// The field that says what the body is.
    pub fn content(self, line: &str) -> Self {
        Self { content: line.to_owned(), ..self }
    }

    /// Instead of all that was said so far.
    pub fn whole(self, raw: Vec<u8>) -> Self {
        Self { whole: Some(raw), ..self }
    }

    /// A part for each, in `multipart/KIND`: its type, and what stands in it.
    pub fn parts(self, kind: &str, parts: &[(&str, &str)]) -> Self {
        let parts = parts.iter().map(|(head, text)| format!("--b\nContent-Type: {head}\n\n{text}\n"));
        let body = parts.collect::<String>() + "--b--\n";
        Self { content: format!("Content-Type: multipart/{kind}; boundary=b"), ..self }.body(&body)
    }

    pub fn bytes(&self) -> Vec<u8> {
        self.whole.clone().unwrap_or_else(|| self.text().into_bytes())
    }

    pub fn text(&self) -> String {
        let mut lines = vec![
            "Return-Path: <sender@relay.test>".to_owned(),
            "Received: from relay.test (relay.test [192.0.2.9]) by mx.school.test; Fri, 13 Nov 2026 07:29:30 -0500"
                .to_owned(),
        ];
        lines.extend(self.stamps.iter().cloned());
        lines.extend(self.from.iter().cloned());
        lines.push(format!("To: {}", self.to));
        lines.push(format!("Subject: {}", self.subject));
        lines.extend(self.date.iter().map(|date| format!("Date: {date}")));
        // Each mail is another one, and the same at each call.
        let number = format!("{}{}", self.trap, self.name)
            .bytes()
            .fold(7_u64, |n, b| n.wrapping_mul(31).wrapping_add(u64::from(b)));
        if !self.more.iter().any(|line| line.starts_with("Message-ID:")) {
            lines.push(format!("Message-ID: <hostile.{number}@relay.test>"));
        }
        lines
            .extend(self.answers.iter().flat_map(|id| [format!("In-Reply-To: <{id}>"), format!("References: <{id}>")]));
        lines.extend(self.more.iter().cloned());
        lines.extend(["MIME-Version: 1.0".to_owned(), self.content.clone(), String::new(), self.body.clone()]);
        lines.join("\r\n")
    }
}

pub fn with_key(token: &str) -> String {
    CLASS_ADDRESS.replacen('@', &format!("+t.{token}@"), 1)
}
