//! What ties mails together: ids they name and subjects that say the same.

use crate::domain::address::is_invisible;
use crate::ids::MessageId;

/// More ids than this are no conversation but an attack or a broken program.
const MAX_IDS: usize = 200;

/// What programs put before a subject when they answer or forward, in lower case, without the colon.
#[rustfmt::skip]
const PREFIXES: [&str; 58] = [
    "re", "fw", "fwd", "aw", "wg", "antw", "antwort", "rv", "res", "resp", "enc", "tr", "réf", "ref", "sv", "vs",
    "vb", "vl", "vá", "továbbítás", "doorst", "odp", "pd", "ynt", "ilt", "i̇lt", "ilt", "ri", "rif", "r", "i", "bls",
    "trs", "fs", "ha", "na", "atb", "rép", "转发", "转寄", "轉寄", "回复", "回覆", "答复", "答覆", "回信", "返信", "転送", "답장", "회신",
    "전달", "отв", "ответ", "на", "пер", "trl", "رد", "תגובה",
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

/// Whether the subject starts with a mark of an answer or a forwarded mail.
pub fn has_reply_mark(subject: &str) -> bool {
    without_mark(&subject.trim_start().to_lowercase()).is_some()
}

/// Takes one mark off: `re:`, `re[2]:`, `re(3):`, `回复：`, and the tags gateways set before mail from outside.
fn without_mark(subject: &str) -> Option<&str> {
    for tag in ["[external]", "[ext]", "[extern]", "[externe]", "[externo]", "(external)", "external:", "*external*"] {
        if let Some(rest) = subject.strip_prefix(tag) {
            return Some(rest);
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
    PREFIXES.contains(&mark.trim()).then_some(after)
}

/// The well-formed ids of a Message-ID, In-Reply-To or References header (RFC 5322 §3.6.4), in order, each once.
/// What is not in angle brackets counts only where a header holds nothing else: some programs leave the brackets out.
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
    if value.contains('<') {
        for piece in value.split('<').skip(1) {
            if let Some((id, _)) = piece.split_once('>') {
                keep(id);
            }
        }
    } else {
        value.split([' ', '\t', ',', '\r', '\n']).for_each(|word| keep(word.trim_matches(['"', ';'])));
    }
    ids
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
