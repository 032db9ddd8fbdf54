//! Every template, language and wording as a reader gets it. The snapshots are read by people: they are the letters.

use super::registry::Registry;
use super::views::{View, Words};
use crate::domain::language::Language;

fn language(tag: &str) -> Language {
    Language::parse(tag).unwrap()
}

fn sample(template: &str, tag: &str) -> View {
    let mut view = View::sample(template, []);
    if let View::PositiveNote(note) = &mut view {
        note.moments = vec![words_in(tag)];
    }
    if let (View::WeeklyUpdate(update), "es") = (&mut view, tag) {
        update.language = language("es");
        update.this_week = "Medimos la sombra del asta de la bandera y escribimos nuestras primeras cartas.".into();
        update.next_week = "Empezamos con las fracciones. El miércoles nos visitan los bomberos.".into();
        update.at_home = "Corten una manzana en mitades y en cuartos y hablen de las partes.".into();
    }
    view
}

fn words_in(tag: &str) -> Words {
    let spanish = "Leo ayudó a un compañero nuevo a encontrar la biblioteca y no se fue hasta que todo quedó claro.";
    if tag == "es" {
        Words { text: spanish.into(), language: language("es"), translation: None }
    } else {
        Words::sample()
    }
}

#[test]
fn every_letter_reads_as_approved() {
    let registry = Registry::new(Vec::new()).unwrap();
    for template in registry.names() {
        for letter in registry.languages(template) {
            for wording in 0..registry.wordings(template, letter) {
                let view = sample(template, letter.as_str());
                let mail = registry.render(template, letter, letter, wording, &view).unwrap();
                let name = format!("{template}.{letter}.{}", wording + 1);
                insta::assert_snapshot!(name.clone(), format!("Subject: {}\n\n{}", mail.subject, mail.text));
                insta::assert_snapshot!(format!("{name}.html"), mail.html.unwrap());
            }
        }
    }
}

#[test]
fn letters_about_two_children_and_in_two_languages_read_as_approved() {
    let registry = Registry::new(Vec::new()).unwrap();
    let mut pages = String::new();
    for template in registry.names() {
        for letter in registry.languages(template) {
            for wording in 0..registry.wordings(template, letter) {
                let mut view = View::sample(template, []);
                view.home_mut().children = vec!["Leo".into(), "Isabel".into()];
                let mail = registry.render(template, letter, letter, wording, &view).unwrap();
                pages += &format!("=== {template} {letter} {}\n{}\n\n{}\n", wording + 1, mail.subject, mail.text);
            }
        }
    }
    insta::assert_snapshot!("two-children", pages);
}

#[test]
fn a_letter_in_the_schools_language_says_so_in_the_readers_own() {
    let registry = Registry::new(Vec::new()).unwrap();
    let mut tops = String::new();
    for reader in ["es", "fr", "pt", "zh", "vi", "ar", "ru", "so"] {
        let school = if reader == "es" { "es" } else { "en" };
        let mail =
            registry.render("welcome", &language(reader), &language(school), 0, &View::sample("welcome", [])).unwrap();
        let sentence = mail.text.lines().next().unwrap();
        tops += &format!("{reader} fell_back={} in {}: {sentence}\n", mail.fell_back, mail.language_used);
    }
    insta::assert_snapshot!("fallback", tops);
}
