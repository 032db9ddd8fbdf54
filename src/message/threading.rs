//! What ties mails together: ids they name and subjects that say the same.

use super::{parameters, transfer};
use crate::domain::address::is_invisible;
use crate::ids::MessageId;
use std::borrow::Cow;

/// More ids than this are no conversation but an attack or a broken program.
pub const MAX_IDS: usize = 200;

/// What programs put before a subject when they answer or forward, in lower case, without the colon.
#[rustfmt::skip]
const PREFIXES: [&str; 58] = [
    "re", "fw", "fwd", "aw", "wg", "antw", "antwort", "rv", "res", "resp", "enc", "tr", "réf", "ref", "sv", "vs",
    "vb", "vl", "vá", "továbbítás", "doorst", "odp", "pd", "ynt", "ilt", "i̇lt", "ilt", "ri", "rif", "r", "i", "bls",
    "trs", "fs", "ha", "na", "atb", "rép", "转发", "转寄", "轉寄", "回复", "回覆", "答复", "答覆", "回信", "返信", "転送", "답장", "회신",
    "전달", "отв", "ответ", "на", "пер", "trl", "رد", "תגובה",
];

/// Those of them that say that a mail was passed on.
#[rustfmt::skip]
const FORWARDS: [&str; 21] = [
    "fw", "fwd", "wg", "rv", "enc", "tr", "vs", "vb", "vl", "továbbítás", "doorst", "pd", "i̇lt", "ilt", "i", "trs", "fs",
    "转发", "转寄", "轉寄", "転送",
];

/// The subject as a conversation knows it: reply and forward marks stripped, case and blanks folded.
pub fn fold_subject(subject: &str) -> String {
    let lowered: String = subject.chars().filter(|c| !is_invisible(*c)).flat_map(char::to_lowercase).collect();
    let mut rest = lowered.trim();
    while let Some(shorter) = without_mark(rest) {
        rest = shorter.trim_start();
    }
    let mut folded = String::with_capacity(rest.len());
    for word in rest.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(word);
    }
    folded
}

/// The subject of an answer: that of what is answered, since mail programs thread by it.
pub fn reply_subject(subject: &str) -> String {
    let bare = subject.trim();
    if bare.is_empty() {
        return "Re:".to_owned();
    }
    if bare.get(..3).is_some_and(|re| re.eq_ignore_ascii_case("re:")) { bare.to_owned() } else { format!("Re: {bare}") }
}

/// Whether the subject starts with a mark of an answer or a forwarded mail.
pub fn has_reply_mark(subject: &str) -> bool {
    without_mark(&subject.trim_start().to_lowercase()).is_some()
}

/// Whether the last who touched the subject passed the mail on, rather than answer it.
pub fn has_forward_mark(subject: &str) -> bool {
    let lowered: String = subject.chars().filter(|c| !is_invisible(*c)).flat_map(char::to_lowercase).collect();
    let mut rest = lowered.trim();
    while let Some((mark, after)) = split_mark(rest) {
        // A gateway's tag says nothing of either.
        if !mark.is_empty() {
            return FORWARDS.contains(&mark);
        }
        rest = after.trim_start();
    }
    false
}

fn without_mark(subject: &str) -> Option<&str> {
    split_mark(subject).map(|(_, after)| after)
}

/// Takes one mark off: `re:`, `re[2]:`, `re(3):`, `回复：`, and the tags gateways set before mail from outside, whose mark
/// is empty.
fn split_mark(subject: &str) -> Option<(&str, &str)> {
    for tag in ["[external]", "[ext]", "[extern]", "[externe]", "[externo]", "(external)", "external:", "*external*"] {
        if let Some(rest) = subject.strip_prefix(tag) {
            return Some(("", rest));
        }
    }
    let (before, after) = subject.split_once([':', '：'])?;
    let mark = match before.trim_end().split_once(['[', '(', '^']) {
        Some((mark, count)) => {
            let count = count.trim_end_matches([']', ')']);
            (!count.is_empty() && count.bytes().all(|b| b.is_ascii_digit())).then_some(mark)?
        }
        None => before,
    };
    PREFIXES.contains(&mark.trim()).then_some((mark.trim(), after))
}

/// Shorter ids than this are no ids but a counter or a slip, and could join strangers.
const LEAST: usize = 6;

/// The ids of a field's value as it stands, line folding included. Programs fold inside an id, and write a whole field
/// as encoded words, in quoted-printable or as HTML.
pub fn ids_in_field(value: &str) -> Vec<MessageId> {
    let mut unfolded = String::with_capacity(value.len());
    let mut inside = false;
    for (at, line) in value.split('\n').enumerate() {
        let line = line.trim_end_matches('\r');
        let line = if at == 0 { line } else { line.trim_start_matches([' ', '\t']) };
        if at > 0 && !inside {
            unfolded.push(' ');
        }
        inside =
            line.rfind('<').map_or(inside && !line.contains('>'), |open| line.rfind('>').is_none_or(|end| end < open));
        unfolded.push_str(line);
    }
    if unfolded.contains("=?") {
        unfolded = parameters::words(&unfolded);
    } else if !unfolded.contains('@') && unfolded.contains("=40") {
        unfolded = String::from_utf8_lossy(&transfer::quoted_printable(unfolded.as_bytes())).into_owned();
    }
    if unfolded.contains("&lt;") {
        unfolded = unfolded.replace("&lt;", "<").replace("&gt;", ">");
    }
    let mut ids = ids_in(&unfolded);
    ids.retain(|id| id.as_str().len() >= LEAST);
    ids
}

/// The well-formed ids of a Message-ID, In-Reply-To or References header (RFC 5322 §3.6.4), in order, each once.
/// What is not in angle brackets counts only where a header holds nothing else: some programs leave the brackets out.
/// What stands in comments is for people (RFC 822 §4.6.2).
pub fn ids_in(value: &str) -> Vec<MessageId> {
    let mut ids: Vec<MessageId> = Vec::new();
    let mut keep = |text: &str| {
        if ids.len() < MAX_IDS
            && let Some(id) = MessageId::parse(text)
            && !ids.contains(&id)
        {
            ids.push(id);
        }
    };
    let bare = without_comments(value);
    if bare.contains('<') {
        for piece in bare.split('<').skip(1) {
            // A bracket that never closes ends its id at the next blank.
            let id = piece.split_once('>').map_or_else(|| piece.split_whitespace().next(), |(id, _)| Some(id));
            id.into_iter().for_each(&mut keep);
        }
    } else {
        bare.split([' ', '\t', ',', '\r', '\n']).for_each(|word| keep(word.trim_matches(['"', ';'])));
    }
    ids
}

/// The value without what stands in round brackets. Where one never closes, all of it stays.
fn without_comments(value: &str) -> Cow<'_, str> {
    if !value.contains('(') {
        return value.into();
    }
    let mut bare = String::with_capacity(value.len());
    let (mut depth, mut inside) = (0_usize, false);
    for c in value.chars() {
        match c {
            '(' if !inside => depth += 1,
            ')' if !inside && depth > 0 => depth -= 1,
            c if depth == 0 => {
                inside = c == '<' || (inside && c != '>');
                bare.push(c);
            }
            _ => {}
        }
    }
    if depth == 0 { bare.into() } else { value.into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::inbound::understand;

    #[test]
    fn marks_case_and_blanks_are_folded() {
        for subject in [
            "Good news about Leo",
            "Re: Good news about Leo",
            "RE: Fwd: good  news ABOUT leo",
            "AW: WG: Good news about Leo",
            "Re[2]: Good news about Leo",
            "RE(3): Good news about Leo",
            "回复：Good news about Leo",
            "TR : Good news about Leo",
            "[EXTERNAL] Re: Good news about Leo ",
            "R: I: Good news about Leo",
            "Odp: Good news about Leo",
            "Re:Re: Good\u{200b} news\r\n about Leo",
        ] {
            assert_eq!(fold_subject(subject), "good news about leo", "{subject:?}");
        }
    }

    #[test]
    fn a_word_with_a_colon_is_no_mark() {
        assert_eq!(fold_subject("Trip: Friday"), "trip: friday");
        assert_eq!(fold_subject("Re: Leo: math"), "leo: math");
        assert!(!has_reply_mark("Request: lunch"));
        assert!(has_reply_mark("Antw: lunch"));
    }

    #[test]
    fn ids_are_strict_and_each_comes_once() {
        let ids = |value: &str| ids_in(value).into_iter().map(|id| id.as_str().to_owned()).collect::<Vec<_>>();
        assert_eq!(ids("<a@x> <b@x>\r\n\t<a@x>"), ["a@x", "b@x"]);
        assert_eq!(ids("<a@x><b@x>"), ["a@x", "b@x"]);
        assert_eq!(ids("<> <@> <a b@x> <c@x\r\nDELETE> <d@x>"), ["d@x"]);
        assert_eq!(ids("Your mail of Monday <a@x> (by me)"), ["a@x"]);
        assert_eq!(ids("a@x b@x"), ["a@x", "b@x"]);
        assert_eq!(ids(""), Vec::<String>::new());
        assert_eq!(ids(&"<a@x> ".repeat(1_000_000)), ["a@x"]);
    }

    #[test]
    fn ids_are_found_in_whatever_form_a_program_writes_them() {
        let long = format!("<{}\r\n {}@x.test>", "a".repeat(70), "b".repeat(10));
        let joined = format!("{}{}@x.test", "a".repeat(70), "b".repeat(10));
        for (value, expected) in [
            ("<id.1@x.test> from \"Ana\" on Tue, 3 Mar 2026", &["id.1@x.test"][..]),
            ("Your message of \"Tue, 3 Mar 2026 10:00:00 +0100\" <id.1@x.test>", &["id.1@x.test"]),
            ("id.1@x.test", &["id.1@x.test"]),
            ("id.1@x.test, id.2@x.test", &["id.1@x.test", "id.2@x.test"]),
            ("<id.1@x.test>,<id.2@x.test>, <id.3@x.test>", &["id.1@x.test", "id.2@x.test", "id.3@x.test"]),
            (&long, &[&joined]),
            ("\r\n <id.1@x.test>\r\n\t<id.2@x.test>", &["id.1@x.test", "id.2@x.test"]),
            ("< id.1@x.test >", &["id.1@x.test"]),
            ("(about <other@x.test>) <id.1@x.test> (mine)", &["id.1@x.test"]),
            ("<id(1@x.test> (unclosed", &["id(1@x.test"]),
            ("=?utf-8?Q?=3Cid=2E1=40x=2Etest=3E?=", &["id.1@x.test"]),
            (
                "=?us-ascii?q?=3Cid.1=40x.test=3E?=\r\n =?us-ascii?q?_=3Cid.2=40x.test=3E?=",
                &["id.1@x.test", "id.2@x.test"],
            ),
            ("=3Cid.1=40x.test=3E", &["id.1@x.test"]),
            ("&lt;id.1@x.test&gt;", &["id.1@x.test"]),
            ("<id.1@x.test <id.2@x.test>", &["id.1@x.test", "id.2@x.test"]),
            ("\"<id.1@x.test>\"", &["id.1@x.test"]),
            ("<ID.1@X.Test> <id.1@x.test>", &["ID.1@X.Test", "id.1@x.test"]),
            ("<1@x> <> <@> plain", &[]),
        ] {
            let found: Vec<String> = ids_in_field(value).iter().map(|id| id.as_str().to_owned()).collect();
            assert_eq!(found, expected, "{value}");
        }
    }

    #[test]
    fn a_mail_that_names_an_address_names_no_other() {
        let mail = understand(
            b"From: Ana <ana@families.test>\r\nTo: room12@school.test\r\nMessage-ID: <Ana@families.test>\r\n\
              In-Reply-To: Message from Room 12 <room12@school.test> of \"Tue\" <id.1@school.test>\r\n\
              In-Reply-To: <id.2@school.test>\r\nReferences: <ana@families.test>\r\n\r\nhi",
        );
        let ids = |ids: &[MessageId]| ids.iter().map(|id| id.as_str().to_owned()).collect::<Vec<_>>();
        assert_eq!(ids(&mail.in_reply_to), ["id.1@school.test", "id.2@school.test"]);
        assert_eq!(mail.references, []);
    }
}
