//! Every template, language and wording as a reader gets it. The snapshots are read by people: they are the letters.

use super::families::FAMILIES;
use super::letter::Rendered;
use super::registry::Registry;
use super::views::{View, Words};
use crate::domain::language::Language;

fn language(tag: &str) -> Language {
    Language::parse(tag).unwrap()
}

/// A page of one template in one language: each wording as the first family gets it, then what is different for the
/// others, line by line.
fn page(registry: &Registry, template: &str, letter: &Language) -> String {
    let mut page = String::new();
    for wording in 0..registry.wordings(template, letter) {
        let [mine, others @ ..] = FAMILIES.map(|family| {
            let view = family.reads(View::sample(template, []), letter);
            let mail = registry.render(template, letter, letter, wording, &view).unwrap();
            (family.what, format!("Subject: {}\n\n{}", mail.subject, mail.text))
        });
        page += &format!("=== {}\n{}", wording + 1, mine.1);
        for (what, mail) in others {
            page += &format!("--- {what}\n");
            let changed = mail.lines().zip(mine.1.lines()).filter(|(line, first)| line != first);
            changed.for_each(|(line, _)| page += &format!("{line}\n"));
            assert_eq!(mail.lines().count(), mine.1.lines().count(), "{template} {letter} {what}");
        }
    }
    page
}

#[test]
fn every_letter_reads_as_approved() {
    let registry = Registry::new(Vec::new()).unwrap();
    for template in registry.names() {
        for letter in registry.languages(template) {
            insta::assert_snapshot!(format!("{template}.{letter}"), page(&registry, template, letter));
        }
    }
}

#[test]
fn the_html_of_a_letter_reads_as_approved() {
    let registry = Registry::new(Vec::new()).unwrap();
    let html = |template: &str, reader: &str, words: &str| {
        let mut view = View::sample(template, []);
        view.facts.values_language = language(words);
        view.facts.moments = vec![
            Words {
                text: "Leo <shared> his \"pear\" & more.\nAnd again.".into(),
                language: language(words),
                translation: None,
            },
            Words { text: "ساعد ليو زميله".into(), language: language("ar"), translation: None },
        ];
        let mail = registry.render(template, &language(reader), &language("en"), 0, &view).unwrap();
        let Rendered { html, subject, .. } = mail;
        format!("{subject}\n\n{}", html.unwrap())
    };
    insta::assert_snapshot!("html.positive-note", html("positive-note", "en", "en"));
    insta::assert_snapshot!("html.event-reminder", html("event-reminder", "en", "ar"));
    insta::assert_snapshot!("html.welcome.fallback", html("welcome", "ur", "en"));
}

#[test]
fn a_letter_in_the_schools_language_says_so_in_the_readers_own() {
    let only_one = |tag: &str| vec![(format!("note/{tag}.hbs"), "Subject: x\n\nHello {{guardian}}".to_owned())];
    let mut tops = String::new();
    for reader in ["es", "fr", "pt", "zh", "vi", "ar", "ru", "so"] {
        let school = if reader == "es" { "es" } else { "en" };
        let other = if reader == "es" { "en" } else { reader };
        let registry = Registry::new(only_one(school)).unwrap();
        let mail = registry.render("note", &language(other), &language(school), 0, &View::sample("note", [])).unwrap();
        let sentence = mail.text.lines().next().unwrap();
        let note = mail.language_note(&language(other)).unwrap();
        tops += &format!("{other}: {sentence}\n    ({note})\n");
    }
    insta::assert_snapshot!("fallback", tops);
}
