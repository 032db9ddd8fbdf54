//! What a letter may never do, whatever its values are.

use super::check::check;
use super::problem::RenderProblem;
use super::registry::Registry;
use super::views::{Facts, Home, PositiveNote, View, Words};
use crate::domain::language::Language;
use proptest::prelude::*;
use std::collections::BTreeMap;

fn language(tag: &str) -> Language {
    Language::parse(tag).unwrap()
}

fn shipped() -> Registry {
    Registry::new(Vec::new()).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

fn with(files: &[(&str, &str)]) -> Registry {
    let own = files.iter().map(|(path, source)| ((*path).to_owned(), (*source).to_owned())).collect();
    Registry::new(own).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

/// `file:line what` of each problem.
fn problems(files: &[(&str, &str)]) -> Vec<String> {
    let own = files.iter().map(|(path, source)| ((*path).to_owned(), (*source).to_owned())).collect();
    let found = Registry::new(own).err().expect("these templates have problems");
    assert!(found.iter().all(|p| !p.instead.is_empty()));
    found.iter().map(|p| format!("{}:{} {}", p.file, p.line.unwrap_or(0), p.what)).collect()
}

fn note(change: impl FnOnce(&mut PositiveNote)) -> View {
    let mut note = PositiveNote::sample();
    change(&mut note);
    View::PositiveNote(note)
}

fn english(registry: &Registry, view: &View) -> Result<super::letter::Rendered, RenderProblem> {
    registry.render("positive-note", &language("en"), &language("en"), 0, view)
}

#[test]
fn the_shipped_templates_have_no_problem() {
    let registry = shipped();
    assert_eq!(check(&registry), []);
    assert_eq!(
        registry.names().collect::<Vec<_>>(),
        ["birthday", "positive-note", "reading-log-reminder", "weekly-update", "welcome"]
    );
    for template in registry.names() {
        assert_eq!(registry.languages(template).map(Language::as_str).collect::<Vec<_>>(), ["en", "es"]);
    }
    assert_eq!(registry.wordings("positive-note", &language("es")), 3);
}

#[test]
fn shipped_letters_are_short_begin_with_the_child_and_offer_an_answer() {
    let registry = shipped();
    for template in registry.names() {
        for tag in ["en", "es"] {
            for wording in 0..registry.wordings(template, &language(tag)) {
                let mut view = View::sample(template, []);
                if let View::PositiveNote(note) = &mut view {
                    note.moments[0].language = language(tag);
                }
                let mail = registry.render(template, &language(tag), &language("en"), wording, &view).unwrap();
                assert!(mail.subject.starts_with("Leo"), "{}", mail.subject);
                assert!(mail.subject.chars().count() <= 60, "{}", mail.subject);
                let words = mail.text.split_whitespace().count();
                assert!(words < 120, "{template} {tag} {wording}: {words} words");
                let invitation = if tag == "es" { "responda a este correo" } else { "reply to this mail" };
                assert!(mail.text.to_lowercase().contains(invitation), "{template} {tag} {wording}");
                let html = mail.html.unwrap();
                assert!(html.len() < 18 * 1024);
                assert!(html.contains(&format!("<html lang=\"{tag}\" dir=\"ltr\">")));
                assert!(!html.contains("<img") && !html.contains("href") && !html.contains("<svg"));
            }
        }
    }
}

#[test]
fn the_wordings_of_a_note_share_no_sentence() {
    let registry = shipped();
    for tag in ["en", "es"] {
        let sentences = |wording| {
            let mail = registry
                .render(
                    "positive-note",
                    &language(tag),
                    &language("en"),
                    wording,
                    &note(|n| n.moments[0] = Words { text: "X".into(), language: language(tag), translation: None }),
                )
                .unwrap();
            let body = mail.text.lines().skip(1).filter(|l| l.len() > 30).map(str::to_owned).collect::<Vec<_>>();
            body.iter().flat_map(|l| l.split(['.', '?', ':'])).map(|s| s.trim().to_owned()).collect::<Vec<_>>()
        };
        let (one, two, three) = (sentences(0), sentences(1), sentences(2));
        let common = |a: &[String], b: &[String]| {
            a.iter().filter(|s| s.len() > 40 && b.contains(s)).cloned().collect::<Vec<_>>()
        };
        assert_eq!(common(&one, &two), Vec::<String>::new());
        assert_eq!(common(&one, &three), Vec::<String>::new());
        assert_eq!(common(&two, &three), Vec::<String>::new());
    }
}

#[test]
fn a_wording_beyond_the_last_starts_over() {
    let registry = shipped();
    let subject = |wording| {
        let view = View::sample("positive-note", []);
        registry.render("positive-note", &language("en"), &language("en"), wording, &view).unwrap().subject
    };
    assert_eq!(subject(0), subject(3));
    assert_ne!(subject(0), subject(1));
}

#[test]
fn a_missing_or_empty_value_holds_the_letter_and_is_named() {
    let registry = shipped();
    let cases: Vec<(View, &str)> = vec![
        (note(|n| n.home.guardian = String::new()), "guardian"),
        (note(|n| n.home.guardian = " \u{200b}\u{a0}".into()), "guardian"),
        (note(|n| n.home.guardian = "-".into()), "guardian"),
        (note(|n| n.home.children.clear()), "child"),
        (note(|n| n.home.children = vec!["Leo".into(), "".into()]), "child"),
        (note(|n| n.home.teacher = "  ".into()), "teacher"),
        (note(|n| n.home.school = String::new()), "school"),
        (note(|n| n.moments.clear()), "moments"),
        (note(|n| n.moments[0].text = "\n \u{feff}\n".into()), "text"),
    ];
    for (view, name) in cases {
        assert_eq!(english(&registry, &view), Err(RenderProblem::MissingValue { name: name.into() }), "{name}");
    }
}

#[test]
fn a_weekly_update_without_the_teachers_words_is_held() {
    let values =
        BTreeMap::from([("this_week".to_owned(), "We read.".to_owned()), ("next_week".to_owned(), "\n".to_owned())]);
    let facts = Facts {
        home: Home::sample(),
        moments: Vec::new(),
        values,
        values_language: language("en"),
        due: jiff::civil::date(2026, 11, 30),
        occasion: jiff::civil::date(2026, 11, 27),
    };
    let view = View::of("weekly-update", facts);
    let held = shipped().render("weekly-update", &language("en"), &language("en"), 0, &view);
    assert_eq!(held, Err(RenderProblem::MissingValue { name: "next_week".into() }));
}

#[test]
fn what_people_typed_is_shown_as_they_typed_it() {
    let registry = shipped();
    for hostile in [
        "{{secret}}",
        "{{#each moments}}{{/each}}",
        "{{> words}}",
        "${x} \\{{child}}",
        "<script>alert(1)</script>",
        "O'Neil \"Bo\" & Söhne <b>",
        "}}{{",
        "ליאו",
        "👩‍👧 Zoë",
    ] {
        let view = note(|n| {
            n.home.children = vec![format!("Leo {hostile}")];
            n.home.guardian = format!("Ana {hostile}");
            n.moments[0].text = format!("one {hostile}\r\ntwo");
        });
        let mail = english(&registry, &view).unwrap();
        assert!(mail.subject.starts_with(&format!("Leo {hostile}")), "{}", mail.subject);
        assert!(mail.text.contains(&format!("Hello Ana {hostile},")));
        assert!(mail.text.contains(&format!("“one {hostile}\ntwo”")));
        let html = mail.html.unwrap();
        let escaped = handlebars::html_escape(hostile);
        assert!(html.contains(&format!("Hello Ana {escaped},")), "{html}");
        assert!(html.contains(&format!("one {escaped}<br>\ntwo")), "{html}");
        assert!(!html.contains("<script>") && !html.contains("<b>"));
    }
}

#[test]
fn a_line_break_never_reaches_a_subject() {
    let registry = shipped();
    for name in ["Leo\r\nBcc: x@y.test", "Leo\nx", "Leo\u{2028}x", "Leo\u{85}x"] {
        let held = english(&registry, &note(|n| n.home.children = vec![name.into()]));
        match held {
            Err(problem) => assert_eq!(problem, RenderProblem::LineBreakInSubject, "{name:?}"),
            Ok(mail) => assert!(!mail.subject.contains(|c: char| c.is_control()), "{:?}", mail.subject),
        }
    }
    let long = english(&registry, &note(|n| n.home.children = vec!["x".repeat(5000)]));
    assert_eq!(long, Err(RenderProblem::SubjectTooLong { limit: 200 }));
}

#[test]
fn a_reader_of_another_language_is_told_so_and_reads_the_right_direction() {
    let registry = shipped();
    let view = View::sample("positive-note", []);
    let mail = registry.render("positive-note", &language("ar"), &language("es"), 0, &view).unwrap();
    assert!(mail.fell_back);
    assert_eq!(mail.language_used, language("es"));
    assert!(mail.text.starts_with("هذه الرسالة مكتوبة باللغة الإسبانية. "), "{}", mail.text);
    let html = mail.html.unwrap();
    assert!(html.contains("<html lang=\"es\" dir=\"ltr\">"));
    assert!(html.contains("<p lang=\"ar\" dir=\"rtl\""));
    // The teacher's words are English in a Spanish letter, and are said to be.
    assert!(html.contains("<table role=\"presentation\" lang=\"en\" dir=\"ltr\""));
    assert!(mail.text.contains("Son mis propias palabras, en inglés."));
}

#[test]
fn a_regional_reader_gets_the_language_without_any_remark() {
    let registry = shipped();
    let view = View::sample("welcome", []);
    let mail = registry.render("welcome", &language("es-mx"), &language("en"), 0, &view).unwrap();
    assert_eq!((mail.language_used.as_str(), mail.fell_back), ("es", false));
    assert!(mail.text.starts_with("Hola, Ana"));
}

#[test]
fn a_school_language_without_templates_leaves_english() {
    let mail = shipped().render("welcome", &language("tr"), &language("de"), 0, &View::sample("welcome", [])).unwrap();
    assert_eq!((mail.language_used.as_str(), mail.fell_back), ("en", true));
    assert!(mail.text.starts_with("This letter is written in English."));
}

#[test]
fn an_unknown_template_is_told() {
    let held = shipped().render("nope", &language("en"), &language("en"), 0, &View::sample("nope", []));
    assert_eq!(held, Err(RenderProblem::NoTemplate { template: "nope".into() }));
}

#[test]
fn the_schools_own_file_takes_the_place_of_the_shipped_one() {
    let registry = with(&[
        ("birthday/en/subject.hbs", "\u{feff}{{child}}: hooray\r\n"),
        ("birthday/fr/subject.hbs", "{{child}} : joyeux anniversaire"),
        ("birthday/fr/body.txt.hbs", "Bonjour {{guardian}},\r\n\r\nle {{date}}\r\n"),
        ("positive-note/en/4/subject.hbs", "{{child}}: four"),
        ("positive-note/en/4/body.txt.hbs", "Dear {{guardian}},\n\n{{> words}}\n"),
        (".DS_Store", "x"),
        ("birthday/en/subject.hbs~", "old"),
    ]);
    assert_eq!(check(&registry), []);
    let view = View::sample("birthday", []);
    let mail = registry.render("birthday", &language("en"), &language("en"), 0, &view).unwrap();
    assert_eq!(mail.subject, "Leo: hooray");
    assert!(mail.html.unwrap().contains("birthday"), "only the subject was replaced");
    let french = registry.render("birthday", &language("fr-ca"), &language("en"), 0, &view).unwrap();
    assert_eq!(french.text, "Bonjour Ana Martínez,\n\nle vendredi 27 novembre\n");
    assert_eq!(french.html, None);
    assert_eq!(registry.wordings("positive-note", &language("en")), 4);
}

#[test]
fn a_rewritten_text_leaves_no_shipped_html_that_says_something_else() {
    let registry = with(&[("birthday/en/body.txt.hbs", "Hi {{guardian}},\n\nhooray.\n")]);
    let mail = registry.render("birthday", &language("en"), &language("en"), 0, &View::sample("birthday", [])).unwrap();
    assert_eq!((mail.text.as_str(), mail.html), ("Hi Ana Martínez,\n\nhooray.\n", None));
    let told = problems(&[("birthday/en/body.html.hbs", "<p>Hi {{guardian}},</p>")]);
    assert_eq!(told, ["birthday/en/body.html.hbs:0 the text part would still say the shipped words"]);
}

#[test]
fn a_template_of_the_schools_own_gets_the_values_of_its_job() {
    let registry = with(&[
        ("trip/en/subject.hbs", "{{child}}: trip to {{values.place}}"),
        (
            "trip/en/body.txt.hbs",
            "Hello {{guardian}},\n\nwe go to {{values.place}} on {{due}}.{{#if values.bring}} Bring {{values.bring}}.{{/if}}\n",
        ),
        ("trip/en/body.html.hbs", "<p>Hello {{guardian}},</p><p>{{lines values.place}}</p>"),
    ]);
    assert_eq!(check(&registry), []);
    let facts = |place: &str| Facts {
        home: Home::sample(),
        moments: Vec::new(),
        values: BTreeMap::from([("place".to_owned(), place.to_owned())]),
        values_language: language("en"),
        due: jiff::civil::date(2026, 11, 30),
        occasion: jiff::civil::date(2026, 11, 27),
    };
    let render =
        |place: &str| registry.render("trip", &language("en"), &language("en"), 0, &View::of("trip", facts(place)));
    assert_eq!(render("O'Hare").unwrap().text, "Hello Ana Martínez,\n\nwe go to O'Hare on Monday, November 30.\n");
    assert_eq!(render("").unwrap_err(), RenderProblem::MissingValue { name: "values.place".into() });
}

#[test]
fn broken_templates_are_told_all_at_once_with_file_and_line() {
    let told = problems(&[
        ("birthday/en/subject.hbs", "{{child}: hooray"),
        ("birthday/en/body.txt.hbs", "Hello {{gaurdian}},\n\n{{#if sevral}}x{{/if}}\n{{> wrods}}\n{{shout child}}\n"),
        ("birthday/es/body.txt.hbs", "Hola, {guardian}:\n\nuno\n\\{{child}}\n"),
        ("birthday/es/body.html.hbs", "<p>Hola</p>\n<a href=\"{{child}}\">x</a>\n{{{child}}}\n<img src=\"x\">\n"),
        ("welcome/en/subject.hbs", "one\ntwo"),
        ("welcome/English/subject.hbs", "x"),
        ("../secrets/en/subject.hbs", "x"),
        ("welcome/en/body.hbs", "x"),
        ("trip/en/3/subject.hbs", "x"),
        ("partials/layout.html.hbs", "<html>{{{content}}}</html>"),
    ]);
    insta::assert_snapshot!("broken-templates", told.join("\n"));
}

#[test]
fn a_greeting_that_a_template_leaves_empty_is_held() {
    for body in [
        "Dear {{#if words_in}}{{guardian}}{{/if}} ,\n\nx",
        "Hola, {{#if words_in}}{{guardian}}{{/if}}:\n\nx",
        "{{#if words_in}}{{guardian}}{{/if}},\nx",
    ] {
        let registry = with(&[("positive-note/en/body.txt.hbs", body)]);
        assert_eq!(
            english(&registry, &View::sample("positive-note", [])),
            Err(RenderProblem::EmptySalutation),
            "{body}"
        );
    }
    let registry = with(&[("positive-note/en/body.txt.hbs", "{{#if words_in}}x{{/if}}")]);
    assert_eq!(english(&registry, &View::sample("positive-note", [])), Err(RenderProblem::EmptyText));
    let registry = with(&[("positive-note/en/subject.hbs", "{{#if words_in}}x{{/if}}\n")]);
    assert_eq!(english(&registry, &View::sample("positive-note", [])), Err(RenderProblem::EmptySubject));
}

#[test]
fn words_in_a_language_written_from_right_to_left_keep_their_direction() {
    let view = note(|n| {
        n.moments =
            vec![Words { text: "ساعد ليو زميله".into(), language: language("ar"), translation: None }]
    });
    let mail = english(&shipped(), &view).unwrap();
    assert!(mail.text.contains("These are my own words, in Arabic."));
    assert!(mail.html.unwrap().contains("lang=\"ar\" dir=\"rtl\""));
}

static SHIPPED: std::sync::LazyLock<Registry> = std::sync::LazyLock::new(shipped);

/// (children, guardian): families as they are.
const FAMILIES: [(&[&str], &str); 12] = [
    (&["Leo"], "Ana Martínez"),
    (&["Leo", "Mia"], "Ana Martínez"),
    (&["Leo", "Isabel", "Íñigo"], "Ana & Tomás"),
    (&["Caoimhe"], "Sinéad O'Neil"),
    (&["عمر"], "سمير حداد"),
    (&["William"], "李娜"),
    (&["Linh"], "Hoa Trần"),
    (&["Zoë"], "P."),
    (&["X Æ"], "Dr. J. R. Smith, Jr"),
    (&["Anne-Marie"], "van der Berg-Østergård"),
    (&["María José"], "\"Lola\" <Dolores> Ruiz"),
    (&["Wolfeschlegelsteinhausenbergerdorff"], "Oluwaseun Oluwadamilola Adeyemi-Babatunde"),
];

#[test]
fn every_letter_is_right_for_every_family() {
    for (children, guardian) in FAMILIES {
        for template in SHIPPED.names() {
            for letter in SHIPPED.languages(template) {
                for wording in 0..SHIPPED.wordings(template, letter) {
                    let mut view = View::sample(template, []);
                    view.home_mut().children = children.iter().map(|c| (*c).to_owned()).collect();
                    view.home_mut().guardian = guardian.to_owned();
                    let mail = SHIPPED.render(template, letter, letter, wording, &view).unwrap();
                    let joined = crate::render::names::and(&view.home().children, letter);
                    assert!(mail.subject.starts_with(&format!("{joined}: ")), "{}", mail.subject);
                    let salutation = mail.text.lines().next().unwrap();
                    let ends = if letter.as_str() == "es" { [", ", ":"] } else { [" ", ","] };
                    assert!(salutation.ends_with(&format!("{}{guardian}{}", ends[0], ends[1])), "{salutation}");
                    for odd in ["  ", " ,", " .", " :", "..", "{{", "}}", "&#", "&amp;", "\n\n\n", "[", "null"] {
                        assert!(!mail.text.contains(odd), "{odd:?} in {}", mail.text);
                    }
                    let html = mail.html.unwrap();
                    assert!(!html.contains("{{") && !html.contains("<Dolores>") && !html.contains("<p></p>"));
                }
            }
        }
    }
}

#[test]
fn a_school_may_have_pieces_of_its_own_and_other_countries_forms() {
    let registry = with(&[
        ("partials/foot.txt.hbs", "{{teacher}}, {{school}}\n"),
        ("welcome/pt-br/subject.hbs", "{{child}}: boas-vindas"),
        (
            "welcome/pt-br/body.txt.hbs",
            "Olá, {{guardian}}:\n\n{{#each children as |c|}}({{c}}){{/each}}\n\n{{> foot}}\n",
        ),
    ]);
    assert_eq!(check(&registry), []);
    let mail = registry.render("welcome", &language("pt"), &language("en"), 0, &View::sample("welcome", [])).unwrap();
    assert_eq!((mail.language_used.as_str(), mail.fell_back), ("pt-br", false));
    assert_eq!(mail.text, "Olá, Ana Martínez:\n\n(Leo)\n\nMs. Alvarez, Lincoln School\n");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn no_name_and_no_words_break_a_letter(name in "\\PC{0,40}", words in "(?s).{0,200}") {
        let view = note(|n| {
            n.home.children = vec![name.clone()];
            n.home.guardian = name.clone();
            n.moments[0].text = words.clone();
        });
        match english(&SHIPPED, &view) {
            Ok(mail) => {
                prop_assert!(!mail.subject.contains(['\r', '\n', '\0']));
                prop_assert!(mail.subject.starts_with(name.trim()));
                let salutation = mail.text.lines().next().unwrap().to_owned();
                prop_assert!(salutation.chars().filter(|c| c.is_alphanumeric()).count() > "Hello".len());
                prop_assert_eq!(mail.html.unwrap().matches("<table").count(), 2);
            }
            Err(problem) => prop_assert!(
                !matches!(problem, RenderProblem::Template { .. } | RenderProblem::NoTemplate { .. }),
                "{}",
                problem
            ),
        }
    }
}

#[test]
fn a_letter_is_written_quickly() {
    let start = std::time::Instant::now();
    let registry = shipped();
    println!("all templates read and checked: {:?}", start.elapsed());
    let view = View::sample("positive-note", []);
    let start = std::time::Instant::now();
    for wording in 0..300 {
        registry.render("positive-note", &language("es"), &language("en"), wording, &view).unwrap();
    }
    let each = start.elapsed() / 300;
    println!("one note, text and HTML: {each:?}");
    assert!(each.as_millis() < 20);
}

#[test]
fn a_letter_knows_from_when_on_its_words_are_untrue() {
    let registry = with(&[
        ("trip/en/subject.hbs", "{{child}}: the trip"),
        ("trip/en/body.txt.hbs", "Hello {{guardian}},\n\nwe go on {{due}}.\n"),
        ("walk/en/subject.hbs", "{{child}}: the walk"),
        ("walk/en/body.txt.hbs", "Hello {{guardian}},\n\nwe go one of these days.\n"),
        ("reading-log-reminder/fr/subject.hbs", "{{child}} : le journal"),
        ("reading-log-reminder/fr/body.txt.hbs", "Bonjour {{guardian}},\n\npensez au journal de lecture.\n"),
    ]);
    let (noon, midnight) = ("2026-11-30T12:00:00", "2026-11-28T00:00:00");
    for (template, reader, expected) in [
        ("reading-log-reminder", "en", Some(noon)),
        ("reading-log-reminder", "es", Some(noon)),
        ("reading-log-reminder", "vi", Some(noon)),
        ("reading-log-reminder", "fr", None),
        ("birthday", "en", Some(midnight)),
        ("birthday", "ar", Some(midnight)),
        ("positive-note", "en", None),
        ("weekly-update", "es", None),
        ("welcome", "en", None),
        ("trip", "es", Some(noon)),
        ("walk", "en", None),
    ] {
        let view = View::sample(template, []);
        let letter = registry.render(template, &language(reader), &language("en"), 0, &view).unwrap();
        let expected = expected.map(|wall| wall.parse().unwrap());
        assert_eq!(view.untrue_from(&letter), expected, "{template} for {reader}: {}", letter.text);
    }
}
