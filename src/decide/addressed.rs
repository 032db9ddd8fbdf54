//! What the address says that a mail was written to: `room12+good@…` is the verb of its first line.

use crate::domain::address::EmailAddress;
use crate::domain::command::Verb;
use crate::message::Understood;

/// The verb in the class's own address, wherever it stands among the recipients. `verb_of` knows the words of all
/// languages, with accents or without. Two addresses that differ say nothing.
pub fn verb(mail: &Understood, class: &EmailAddress, verb_of: impl Fn(&str) -> Option<Verb>) -> Option<Verb> {
    let own = mail.delivered_to.iter().filter(|a| a.mailbox() == class.mailbox());
    let mut verbs = own.filter_map(|address| verb_of(address.sub_address()?));
    let first = verbs.next()?;
    verbs.all(|other| other == first).then_some(first)
}

/// The lines to be read as commands: with the verb of the address before the first one, where that begins with no verb.
/// Of a mail without any words the subject is the first line. `written` is what may be read as commands in it.
pub fn lines(verb: Verb, written: &str, subject: &str, verb_of: impl Fn(&str) -> Option<Verb>) -> String {
    let said = if written.trim().is_empty() { subject.trim() } else { written.trim_start() };
    let first = said.split(|c: char| c.is_whitespace() || matches!(c, ':' | ',')).next().unwrap_or_default();
    if !first.is_empty() && verb_of(first).is_some() {
        return said.to_owned();
    }
    format!("{} {said}", verb.word()).trim_end().to_owned()
}

/// Everyone in To, Cc and the Bcc that the sender's own copy has, whose address can be read, each once.
pub(super) fn recipients(mail: &Understood) -> Vec<EmailAddress> {
    let mut found: Vec<EmailAddress> = Vec::new();
    let named = mail.to.iter().chain(&mail.cc).filter_map(|text| EmailAddress::parse(text));
    for address in named.chain(mail.delivered_to.iter().cloned()) {
        if !found.contains(&address) {
            found.push(address);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::inbound::understand;

    fn of_word(word: &str) -> Option<Verb> {
        match word {
            "bien" => Some(Verb::Good),
            "plus-tard" => Some(Verb::Later),
            word => Verb::read(&word.to_lowercase()),
        }
    }

    fn read(headers: &str, body: &str) -> Option<String> {
        let mail = understand(format!("From: r@school.test\r\n{headers}\r\n\r\n{body}").as_bytes());
        let class = EmailAddress::parse("room12@school.test").unwrap();
        let verb = verb(&mail, &class, of_word)?;
        Some(lines(verb, &mail.reply_text, &mail.subject, of_word))
    }

    #[test]
    fn the_address_is_the_verb_of_the_first_line() {
        for (headers, body, expected) in [
            ("To: room12+good@school.test", "Leo: helped a friend", Some("good Leo: helped a friend")),
            ("To: Room12+GOOD@School.test", "Leo: helped a friend", Some("good Leo: helped a friend")),
            ("To: room12+bien@school.test", "Leo: a aidé", Some("good Leo: a aidé")),
            ("To: room12+plus-tard@school.test", "2 fri", Some("later 2 fri")),
            ("To: ana@x.test\r\nCc: room12+log@school.test", "Leo called Ana", Some("log Leo called Ana")),
            ("To: ana@x.test\r\nBcc: room12+note@school.test", "Leo: tired", Some("note Leo: tired")),
            ("To: ana@x.test\r\nDelivered-To: room12+note@school.test", "Leo: tired", Some("note Leo: tired")),
            ("To: room12+help@school.test", "", Some("help")),
            ("To: room12+good@school.test\r\nSubject: Leo: helped", "", Some("good Leo: helped")),
            ("To: room12+good@school.test\r\nSubject: good Leo: helped", "", Some("good Leo: helped")),
            ("To: room12+note@school.test\r\nSubject: today", "good Leo: helped", Some("good Leo: helped")),
            ("To: room12+good@school.test, room12+note@school.test", "Leo: x", None),
            ("To: room12+good@school.test\r\nDelivered-To: room12+good@school.test", "Leo: x", Some("good Leo: x")),
            ("To: room12@school.test", "Leo: x", None),
            ("To: room12+t.abcdef@school.test", "Leo: x", None),
            ("To: room13+good@school.test", "Leo: x", None),
            ("To: room12+good@elsewhere.test", "Leo: x", None),
        ] {
            assert_eq!(read(headers, body).as_deref(), expected, "{headers} {body}");
        }
    }
}
