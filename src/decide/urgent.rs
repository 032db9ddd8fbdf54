//! Words of the school's list with which a family's mail is passed on at once. A word stands there or it does not: nothing
//! is scored, and what stands in the quoted history is not new.

use super::names::Words;
use crate::domain::class::Class;
use crate::domain::mail::FolderRole;
use crate::domain::roster::Guardianship;
use crate::message::{Kind, Understood};
use jiff::{SignedDuration, Timestamp};

/// What lay in the mailbox for longer when it is first read has been seen by somebody.
const FRESH: SignedDuration = SignedDuration::from_hours(72);

/// What a teacher is told at once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Urgent<'a> {
    /// As the school's list has it.
    pub word: &'a str,
    pub guardian: &'a str,
    /// All children of the sender's in the class, by the names they are called.
    pub children: Vec<&'a str>,
    /// A court order bars the sender from one of them.
    pub barred: bool,
}

/// The first word of the list that stands in the subject or the new text: whole words, whatever the case, the accents and
/// the width of the letters.
pub fn word<'a>(list: &'a [String], subject: &str, new_text: &str) -> Option<&'a str> {
    if list.is_empty() {
        return None;
    }
    let (subject, text) = (Words::of(subject), Words::of(new_text));
    list.iter().find(|word| subject.mention(word).is_some() || text.mention(word).is_some()).map(String::as_str)
}

/// Whether this mail is passed on at once: of a family of the class list, written by a person, whatever becomes of it.
pub fn urgent<'a>(
    list: &'a [String],
    class: &'a Class,
    (role, received_at, mail): (FolderRole, Timestamp, &Understood),
    now: Timestamp,
) -> Option<Urgent<'a>> {
    let by_person = matches!(mail.kind, Kind::Mail | Kind::Reply | Kind::Unsubscribe);
    if list.is_empty() || role == FolderRole::Sent || !by_person || now.duration_since(received_at) > FRESH {
        return None;
    }
    let from = mail.from.as_ref()?;
    let roster = &class.roster;
    let barred: Vec<&Guardianship> = roster.blocked_rows_of(from).collect();
    let mut rows: Vec<&Guardianship> = roster.rows_of(from).collect();
    rows.extend(barred.iter().filter(|row| !rows.iter().any(|known| known.student == row.student)).collect::<Vec<_>>());
    let guardian = rows.first()?.name.as_str();
    let word = word(list, &mail.subject, &mail.reply_text)?;
    let children = rows.iter().filter_map(|row| roster.student(&row.student)).map(|student| student.called()).collect();
    Some(Urgent { word, guardian, children, barred: !barred.is_empty() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_words_are_found_in_every_script_and_parts_of_words_are_not() {
        let list: Vec<String> = [
            "ambulance",
            "ran away",
            "suicidio",
            "se escapó",
            "urgence",
            "emergência",
            "自杀",
            "cấp cứu",
            "إسعاف",
            "скорая помощь",
        ]
        .map(str::to_owned)
        .to_vec();
        for (text, expected) in [
            ("The AMBULANCE is here", Some("ambulance")),
            ("He ran\naway last night", Some("ran away")),
            ("He ran  away!", Some("ran away")),
            ("Leo se escapo anoche", Some("se escapó")),
            ("SUICIDIO", Some("suicidio")),
            ("C'est une urgence.", Some("urgence")),
            ("EMERGENCIA", Some("emergência")),
            ("他说要自杀。", Some("自杀")),
            ("Cháu đang CẤP CỨU", Some("cấp cứu")),
            ("نحتاج إسعاف الآن", Some("إسعاف")),
            ("Скорая  помощь едет", Some("скорая помощь")),
            ("ａｍｂｕｌａｎｃｅ", Some("ambulance")),
            ("two ambulances in his picture book", None),
            ("he ran far away", None),
            ("urgences", None),
            ("All is well.", None),
            ("", None),
        ] {
            assert_eq!(word(&list, "", text), expected, "{text}");
            assert_eq!(word(&list, text, ""), expected, "in the subject: {text}");
        }
        assert_eq!(word(&[], "ambulance", "ambulance"), None);
    }
}
