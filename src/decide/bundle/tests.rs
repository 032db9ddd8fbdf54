use super::*;
use crate::ids::{HouseholdId, StudentId};
use proptest::prelude::*;

fn words(subject: &str, text: &str) -> Words {
    Words { subject: subject.to_owned(), text: text.to_owned() }
}

#[test]
fn three_reminders_merge_under_one_greeting_and_one_closing() {
    let parts = [
        words("Leo: the reading log", "Hello Ana,\n\nPlease bring it.\n\nThank you for reading,\nMs. Roy\nRoom 12\n"),
        words("Leo: swimming?", "Dear Ana,\n\nPlease bring:\n- a towel\n\nWarm wishes,\nMs. Roy\nRoom 12\n"),
        words("Leo: photo day.", "Hello Ana,\n\nOn Friday.\n\nAt nine.\n\nWarm wishes,\nMs. Roy\nRoom 12\n"),
    ];
    let joined = join(&parts, &["Ana"], &Language::english());
    assert_eq!(joined.subject, "Leo: the reading log; swimming?; photo day.");
    assert_eq!(
        joined.text,
        "Hello Ana,\n\nthe reading log:\nPlease bring it.\n\nswimming?:\nPlease bring:\n- a towel\n\n\
         photo day:\nOn Friday.\n\nAt nine.\n\nWarm wishes,\nMs. Roy\nRoom 12\n"
    );
}

#[test]
fn merged_words_that_are_no_greeting_and_no_closing_stay() {
    let parts = [
        words("The log", "Good evening,\n\none\n\nMs. Roy"),
        words("Leo: swimming", "Good evening,\nwe swim.\n\nMr. Park\nOffice\n"),
    ];
    let joined = join(&parts, &["Ana"], &Language::parse("zh").unwrap());
    assert_eq!(joined.subject, "The log; Leo: swimming");
    assert_eq!(
        joined.text,
        "The log：\nGood evening,\n\none\n\nMs. Roy\n\nLeo: swimming：\nGood evening,\nwe swim.\n\nMr. Park\nOffice\n"
    );
}

#[test]
fn a_merged_subject_stays_short() {
    let long = "a very long subject ".repeat(5);
    let parts = [words(&format!("Leo: {long}"), "x"), words(&format!("Leo: {long}"), "y"), words("Leo: z", "z")];
    let subject = join(&parts, &[], &Language::english()).subject;
    assert_eq!(subject, format!("Leo: {} (+2)", long.trim()));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn merging_never_crosses_a_home_a_language_or_a_guardian(rows in prop::collection::vec((0usize..2, 0usize..2, 0usize..2, 0usize..2), 0..24)) {
        let addresses = ["ana@x.test", "ben@x.test"].map(|a| EmailAddress::parse(a).unwrap());
        let homes = ["A", "B"].map(|h| Home { student: StudentId::new("S1"), household: HouseholdId::new(h) });
        let languages = ["en", "es"].map(|l| Language::parse(l).unwrap());
        let names = ["Ana", "Ben"];
        let reader = |row: &(usize, usize, usize, usize)| Reader {
            to: &addresses[row.0], to_name: Some(names[row.3]), home: &homes[row.1],
            guardian: Some(names[row.3]), language: &languages[row.2],
        };
        let waiting = (0i64..).zip(&rows).map(|(id, row)| (OutboxId(id), reader(row)));
        let found = bundles(waiting);
        let all: Vec<OutboxId> = found.concat();
        let mut once = all.clone();
        once.sort_unstable();
        once.dedup();
        prop_assert_eq!(once.len(), all.len());
        for bundle in &found {
            prop_assert!(bundle.len() > 1);
            prop_assert!(bundle.iter().all(|id| rows[id.0 as usize] == rows[bundle[0].0 as usize]));
        }
        for (id, row) in rows.iter().enumerate() {
            let alike = rows.iter().filter(|other| *other == row).count();
            prop_assert_eq!(alike > 1, all.contains(&OutboxId(id as i64)));
        }
    }

    #[test]
    fn merging_keeps_every_line_of_every_letter(bodies in prop::collection::vec("([a-z]{1,6}[.:]?\n{1,2}){0,5}", 2..5)) {
        let parts: Vec<Words> = bodies.iter().map(|body| words("Leo: s", &format!("Hello Ana,\n\n{body}\n\nBye,\nMs. Roy\n"))).collect();
        let text = join(&parts, &["Ana"], &Language::english()).text;
        let lines = |text: &str| text.lines().filter(|l| !l.trim().is_empty()).map(str::to_owned).collect::<Vec<_>>();
        let mut expected = vec!["Hello Ana,".to_owned()];
        for body in &bodies {
            expected.push("s:".to_owned());
            expected.extend(lines(body));
        }
        expected.extend(["Bye,".to_owned(), "Ms. Roy".to_owned()]);
        prop_assert_eq!(lines(&text), expected);
    }
}
