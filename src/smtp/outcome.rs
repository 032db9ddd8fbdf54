//! What became of one mail, said so that nobody has to read a server's prose to decide.

use std::fmt;

/// The most characters of a server's text that are kept.
const MAX_TEXT: usize = 300;

/// Where in the conversation something happened, in the order of RFC 5321 §3.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Stage {
    /// Name look-up, TCP, TLS and the server's greeting.
    Connect,
    /// EHLO and STARTTLS.
    Hello,
    /// AUTH.
    Auth,
    /// MAIL FROM.
    Mail,
    /// RCPT TO: the only stage that speaks about the recipient alone.
    Rcpt,
    /// DATA and the body, up to the final dot.
    Data,
    /// From the final dot on: from here the server may have taken the mail.
    Dot,
}

impl Stage {
    pub const ALL: [Stage; 7] =
        [Stage::Connect, Stage::Hello, Stage::Auth, Stage::Mail, Stage::Rcpt, Stage::Data, Stage::Dot];

    /// The word in the store and in logs.
    pub fn word(self) -> &'static str {
        match self {
            Stage::Connect => "connect",
            Stage::Hello => "hello",
            Stage::Auth => "auth",
            Stage::Mail => "mail",
            Stage::Rcpt => "rcpt",
            Stage::Data => "data",
            Stage::Dot => "dot",
        }
    }

    pub fn read(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.word() == word)
    }
}

/// A server's reply (RFC 5321 §4.2), made safe to keep and to show.
///
/// `Debug` shows the codes alone: servers like to repeat the recipient's address in the text, and logs must not.
#[derive(Clone, PartialEq, Eq)]
pub struct Reply {
    /// Three digits, 200 to 599.
    pub code: u16,
    /// RFC 3463 (`5.1.1`), where the server gave one that fits its code.
    pub enhanced: Option<String>,
    /// The server's words on one line: no control, bidi or invisible characters, at most 300 characters.
    pub text: String,
}

impl Reply {
    /// Cleans `text`, and takes the enhanced status off its front and off the front of its continuation lines.
    pub fn new<'a>(code: u16, lines: impl IntoIterator<Item = &'a str>) -> Self {
        let mut enhanced: Option<String> = None;
        let mut text = String::new();
        for line in lines {
            let line = line.trim();
            let (first, rest) = line.split_once(' ').unwrap_or((line, ""));
            let said = if is_enhanced(code, first) { rest } else { line };
            if said.len() != line.len() && enhanced.is_none() {
                enhanced = Some(first.to_owned());
            }
            text.push_str(said);
            text.push(' ');
        }
        Self { code, enhanced, text: one_line(&text) }
    }

    pub fn is_transient(&self) -> bool {
        (400..500).contains(&self.code)
    }

    pub fn is_permanent(&self) -> bool {
        (500..600).contains(&self.code)
    }

    /// The server is about to hang up (RFC 5321 §3.8).
    pub fn is_closing(&self) -> bool {
        self.code == 421 || self.code == 221
    }

    /// The same reply with every word that looks like an address, and every trace of `secret`, taken out.
    pub(super) fn masked(mut self, secret: &str) -> Self {
        if !secret.is_empty() && self.text.contains(secret) {
            self.text = "(the server repeated the password; its words are not shown)".to_owned();
        }
        let words: Vec<&str> =
            self.text.split(' ').map(|word| if word.contains('@') { "‹address›" } else { word }).collect();
        self.text = words.join(" ");
        self
    }

    /// `550 5.1.1 No such user`: for the teacher's and IT's eyes, never for logs.
    pub fn words(&self) -> String {
        [self.code.to_string().as_str(), self.enhanced.as_deref().unwrap_or(""), self.text.as_str()]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Reply({} {})", self.code, self.enhanced.as_deref().unwrap_or("-"))
    }
}

/// Why a stage did not end well.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Trouble {
    /// The server said no.
    Reply(Reply),
    /// It said nothing within the stage's deadline.
    Timeout,
    /// The connection ended.
    Lost,
    /// What it said is no SMTP, or no answer to what was asked.
    Garbled,
    /// Something on this machine: a full disk, a program that cannot be started. In words for people.
    Local(String),
}

impl Trouble {
    /// In words for people; holds the server's text.
    pub fn words(&self) -> String {
        match self {
            Trouble::Reply(reply) => reply.words(),
            Trouble::Timeout => "no answer in time".to_owned(),
            Trouble::Lost => "the connection was lost".to_owned(),
            Trouble::Garbled => "the server's answer makes no sense".to_owned(),
            Trouble::Local(words) => words.clone(),
        }
    }
}

/// A mail that no server may be given as it stands. Trying again cannot help.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unsendable {
    /// A CR without LF or an LF without CR: the road by which one mail becomes two (CVE-2023-51764).
    BareLineEnd,
    /// A line above 998 octets (RFC 5322 §2.1.1).
    LongLine,
    /// An address that cannot stand in an envelope.
    Address,
    /// A non-ASCII address, and the server has no SMTPUTF8 (RFC 6531).
    NeedsSmtpUtf8,
    /// A non-ASCII body, and the server has no 8BITMIME (RFC 6152).
    Needs8BitMime,
}

impl Unsendable {
    pub fn words(self) -> &'static str {
        match self {
            Unsendable::BareLineEnd => "the mail holds a broken line end and was not sent",
            Unsendable::LongLine => "the mail holds a line above 998 characters and was not sent",
            Unsendable::Address => "the address cannot be used as it stands",
            Unsendable::NeedsSmtpUtf8 => "the mail server does not take addresses with accented letters",
            Unsendable::Needs8BitMime => "the mail server does not take this mail's encoding",
        }
    }
}

/// What became of one mail to one recipient.
#[derive(Clone, PartialEq, Debug)]
pub enum Outcome {
    /// The server has taken the mail and answers for it from now on.
    Accepted { reply: Reply },
    /// Surely not taken; worth trying again.
    Deferred { stage: Stage, trouble: Trouble },
    /// Surely not taken; the server refuses it for good.
    Rejected { stage: Stage, reply: Reply },
    /// The final dot went out and no clean answer came: it may have been taken. Never to be sent again blindly.
    Unknown { trouble: Trouble },
    /// There was no connection or no login: surely not sent, and neither this mail nor its recipient is to blame.
    NoConnection { error: super::error::ConnectError },
    /// Nothing was asked of the server: the mail itself is wrong.
    Unsendable { why: Unsendable },
}

impl Outcome {
    /// For a stage before the final dot has been answered.
    pub(super) fn of(stage: Stage, trouble: Trouble) -> Self {
        match trouble {
            Trouble::Reply(reply) if reply.is_permanent() => Outcome::Rejected { stage, reply },
            trouble => Outcome::Deferred { stage, trouble },
        }
    }
}

/// RFC 3463 §2: class fitting the reply code, then one to three digits twice.
fn is_enhanced(code: u16, word: &str) -> bool {
    let mut parts = word.split('.');
    let class = parts.next().and_then(|class| class.parse::<u16>().ok());
    let number =
        |part: Option<&str>| part.is_some_and(|p| (1..=3).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_digit()));
    class == Some(code / 100) && number(parts.next()) && number(parts.next()) && parts.next().is_none()
}

/// One line without control, bidi or invisible characters, blanks folded, at most [`MAX_TEXT`] characters.
pub(super) fn one_line(text: &str) -> String {
    let hidden = |c: char| {
        matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    let shown: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).filter(|c| !hidden(*c)).collect();
    let folded = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    match folded.char_indices().nth(MAX_TEXT) {
        Some((end, _)) => format!("{}…", folded.get(..end).unwrap_or_default()),
        None => folded,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_of_several_lines_reads_as_one_sentence() {
        let reply = Reply::new(550, ["5.7.25 The address has no", "5.7.25 PTR record,", "sorry"]);
        assert_eq!(reply.enhanced.as_deref(), Some("5.7.25"));
        assert_eq!(reply.text, "The address has no PTR record, sorry");
        assert_eq!(reply.words(), "550 5.7.25 The address has no PTR record, sorry");
    }

    #[test]
    fn an_enhanced_status_that_contradicts_its_code_is_text() {
        for (code, line) in [(550, "4.7.1 later"), (550, "5.1 short"), (550, "5.1.1.1 long"), (250, "2.x.0 odd")] {
            let reply = Reply::new(code, [line]);
            assert_eq!((reply.enhanced, reply.text.as_str()), (None, line));
        }
        assert_eq!(Reply::new(250, ["2.1.5"]).enhanced.as_deref(), Some("2.1.5"));
    }

    #[test]
    fn text_is_cleaned_and_bounded() {
        let reply = Reply::new(550, ["a\u{7}b\u{202e}c\r\nd\te"]);
        assert_eq!(reply.text, "a bc d e");
        assert_eq!(Reply::new(550, ["é".repeat(5000).as_str()]).text.chars().count(), MAX_TEXT + 1);
    }

    #[test]
    fn debug_shows_no_text_and_masking_no_address_or_password() {
        let reply = Reply::new(535, ["5.7.8 authentication of <class@school.test> failed"]);
        assert!(!format!("{reply:?}").contains("school"));
        assert_eq!(reply.clone().masked("pw").text, "authentication of ‹address› failed");
        assert!(!reply.masked("failed").text.contains("failed"));
    }

    #[test]
    fn every_stage_is_read_back_from_its_word() {
        for stage in Stage::ALL {
            assert_eq!(Stage::read(stage.word()), Some(stage));
        }
    }
}
