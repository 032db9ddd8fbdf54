//! What a letter may never do, whatever its values are.

use super::check::check;
use super::families::FAMILIES;
use super::problem::RenderProblem;
use super::registry::FellBack;
use super::registry::Registry;
use super::views::{Facts, Home, View, Words, direction};
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

fn note(change: impl FnOnce(&mut Facts)) -> View {
    let mut note = View::sample("positive-note", []);
    change(&mut note.facts);
    note
}

/// A letter of one wording.
fn letter(subject: &str, text: &str) -> String {
    format!("Subject: {subject}\n\n{text}")
}

fn english(registry: &Registry, view: &View) -> Result<super::letter::Rendered, RenderProblem> {
    registry.render("positive-note", &language("en"), &language("en"), 0, view)
}

#[test]
fn the_shipped_templates_have_no_problem() {
    let registry = shipped();
    assert_eq!(check(&registry, &FAMILIES), []);
    let known: Vec<&str> = super::needs::LETTERS.iter().map(|(name, _)| *name).collect();
    assert_eq!(registry.names().collect::<Vec<_>>(), known);
    for template in registry.names() {
        let (english, notes) = (registry.wordings(template, &language("en")), template.starts_with("positive-note"));
        assert!(english >= if notes { 5 } else { 1 }, "{template}");
    }
}

#[test]
fn shipped_letters_are_short_begin_with_the_child_and_are_plain_pages() {
    let registry = shipped();
    for template in registry.names() {
        for tag in registry.languages(template) {
            for wording in 0..registry.wordings(template, tag) {
                let mut view = View::sample(template, []);
                view.facts.moments[0].language = tag.clone();
                view.facts.values_language = tag.clone();
                let mail = registry.render(template, tag, &language("en"), wording, &view).unwrap();
                assert!(mail.subject.starts_with("Leo"), "{}", mail.subject);
                assert!(mail.subject.chars().count() <= 60, "{}", mail.subject);
                let html = mail.html.unwrap();
                assert!(html.len() < 18 * 1024);
                assert!(html.contains(&format!("<html lang=\"{tag}\" dir=\"{}\"", direction(tag))), "{html}");
                assert!(!html.contains("<img") && !html.contains("href") && !html.contains("<svg"));
            }
        }
    }
}

#[test]
fn the_wordings_of_a_note_share_no_sentence() {
    let registry = shipped();
    for template in registry.names().filter(|name| name.starts_with("positive-note")) {
        for tag in registry.languages(template) {
            let mut view = View::sample(template, []);
            view.facts.moments = vec![Words { text: "X".into(), language: tag.clone(), translation: None }];
            let mut seen: Vec<String> = Vec::new();
            for wording in 0..registry.wordings(template, tag) {
                let mail = registry.render(template, tag, &language("en"), wording, &view).unwrap();
                let body: Vec<&str> = mail.text.lines().skip(1).collect();
                let ends = ['.', '?', ':', '。', '？', '：', '؟'];
                let sentences = body.iter().flat_map(|line| line.split(ends)).map(str::trim);
                for sentence in sentences.filter(|sentence| sentence.chars().count() > 48) {
                    assert!(!seen.iter().any(|earlier| earlier == sentence), "{template} {tag}: {sentence}");
                    seen.push(sentence.to_owned());
                }
            }
        }
    }
}

#[test]
fn a_wording_beyond_the_last_starts_over() {
    let registry = shipped();
    let subject = |wording| {
        let view = View::sample("positive-note", []);
        registry.render("positive-note", &language("en"), &language("en"), wording, &view).unwrap().subject
    };
    assert_eq!(subject(0), subject(5));
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
        let escaped = crate::render::blocks::escape(hostile);
        assert!(html.contains(&format!("Hello Ana {escaped},")), "{html}");
        assert!(html.contains(&format!("one {escaped}<br>two")), "{html}");
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
    let registry =
        with(&[("note/es.hbs", "Subject: {{child}}\n\nHola, {{guardian}}:\n\n{{> words}}\n\n{{> own-words/es}}\n")]);
    let view = View::sample("note", []);
    let mail = registry.render("note", &language("ar"), &language("es"), 0, &view).unwrap();
    assert_eq!(mail.fell_back, Some(FellBack::NoVersion));
    assert_eq!(mail.language_used, language("es"));
    assert_eq!(mail.language_note(&language("ar")).unwrap(), "no Arabic version; goes in Spanish");
    assert!(mail.text.starts_with("هذه الرسالة مكتوبة باللغة الإسبانية. "), "{}", mail.text);
    let html = mail.html.unwrap();
    assert!(html.contains("<html lang=\"es\" dir=\"ltr\""), "{html}");
    let note = html.split_once("<p class=\"note\"").unwrap().1.split('>').next().unwrap();
    assert!(note.contains("lang=\"ar\"") && note.contains("dir=\"rtl\""), "{html}");
    // The teacher's words are English in a Spanish letter, and are said to be.
    let quoted = html.split_once("<table class=\"words\"").unwrap().1.split('>').next().unwrap();
    assert!(quoted.contains("lang=\"en\"") && quoted.contains("dir=\"ltr\""), "{html}");
    assert!(mail.text.contains("Estas son mis propias palabras, en inglés."));
}

#[test]
fn a_vital_letter_goes_out_only_in_words_that_somebody_approved() {
    let vital = "Vital: yes\nSubject: {{child}}\n\nHello {{guardian}},\n";
    let approved = "Approved: 2026-08-20, Ms. Roy\nSubject: {{child}}\n\nBonjour {{guardian}},\n";
    let registry = with(&[
        ("lockdown/en.hbs", vital),
        ("lockdown/es.hbs", "Subject: {{child}}\n\nHola, {{guardian}}:\n"),
        ("lockdown/fr.hbs", approved),
    ]);
    let choose = |reader: &str, school: &str| {
        let choice = registry.choose("lockdown", &language(reader), &language(school)).unwrap();
        (choice.language.to_string(), choice.fell_back)
    };
    assert!(registry.is_vital("lockdown") && !registry.is_vital("welcome"));
    assert_eq!(choose("es", "en"), ("en".into(), Some(FellBack::NotApproved)));
    assert_eq!(choose("fr-ca", "en"), ("fr".into(), None));
    assert_eq!(choose("en", "en"), ("en".into(), None));
    assert_eq!(choose("ko", "en"), ("en".into(), Some(FellBack::NoVersion)));
    // The school's own language is the original, which it wrote itself.
    assert_eq!(choose("es", "es"), ("es".into(), None));
    assert_eq!(choose("en", "es"), ("es".into(), Some(FellBack::NotApproved)));
    let view = View::sample("lockdown", []);
    let mail = registry.render("lockdown", &language("es"), &language("en"), 0, &view).unwrap();
    assert_eq!(mail.language_note(&language("es")).unwrap(), "the Spanish version is not approved; goes in English");
    assert!(mail.text.starts_with("Esta carta está escrita en inglés."), "{}", mail.text);
}

#[test]
fn a_regional_reader_gets_the_language_without_any_remark() {
    let registry = shipped();
    let view = View::sample("welcome", []);
    let mail = registry.render("welcome", &language("es-mx"), &language("en"), 0, &view).unwrap();
    assert_eq!((mail.language_used.as_str(), mail.fell_back), ("es", None));
    assert!(mail.text.starts_with("Hola, Ana"));
}

#[test]
fn a_school_language_without_templates_leaves_english() {
    let mail = shipped().render("welcome", &language("tr"), &language("de"), 0, &View::sample("welcome", [])).unwrap();
    assert_eq!((mail.language_used.as_str(), mail.fell_back), ("en", Some(FellBack::NoVersion)));
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
        ("birthday/en.hbs", "\u{feff}Subject: {{child}}: hooray\r\n\r\nHi {{guardian}},\r\n\r\nhooray.\r\n"),
        ("birthday/ko.hbs", &letter("{{child}}!", "{{guardian}},\n\n{{date}}\n")),
        (".DS_Store", "x"),
        ("birthday/en.hbs~", "old"),
    ]);
    assert_eq!(check(&registry, &FAMILIES), []);
    let view = View::sample("birthday", []);
    let mail = registry.render("birthday", &language("en"), &language("en"), 0, &view).unwrap();
    assert_eq!((mail.subject.as_str(), mail.text.as_str()), ("Leo: hooray", "Hi Ana Martínez,\n\nhooray.\n"));
    assert!(mail.html.unwrap().contains(">hooray.</p>"), "the HTML is made of the same words");
    assert_eq!(registry.wordings("birthday", &language("en")), 1);
    let korean = registry.render("birthday", &language("ko-kr"), &language("en"), 0, &view).unwrap();
    assert_eq!(korean.text, "Ana Martínez,\n\n11월 27일 금요일\n");
}

#[test]
fn what_a_template_says_is_shown_as_it_says_it_in_html_too() {
    let registry = with(&[(
        "birthday/en.hbs",
        &letter("x", "Hi {{guardian}},\n\nTom & <b>Jerry</b>{{#if several}}{{else}} < 5{{/if}}\n"),
    )]);
    let mail = registry.render("birthday", &language("en"), &language("en"), 0, &View::sample("birthday", [])).unwrap();
    assert!(mail.text.contains("Tom & <b>Jerry</b> < 5"));
    let html = mail.html.unwrap();
    assert!(html.contains("Tom &amp; &lt;b&gt;Jerry&lt;/b&gt; &lt; 5"), "{html}");
}

#[test]
fn a_mail_made_of_finished_words_has_its_page() {
    let page =
        shipped().page_of("Two things", "Hello Ana,\n\nLeo: the walk\n\n1. a < b\n2. c\n", &language("ar")).unwrap();
    assert!(
        page.contains("dir=\"rtl\"") && page.contains(">a &lt; b</li>") && page.contains("<title>Two things</title>"),
        "{page}"
    );
}

#[test]
fn a_template_of_the_schools_own_gets_the_values_of_its_job() {
    let registry = with(&[(
        "trip/en.hbs",
        &letter(
            "{{child}}: trip to {{values.place}}",
            "Hello {{guardian}},\n\nwe go to {{values.place}} on {{values.on}}.{{#if values.bring}} Bring {{values.bring}}.{{/if}}\n\n{{lines values.place}}\n",
        ),
    )]);
    assert_eq!(check(&registry, &FAMILIES), []);
    let facts = |place: &str| Facts {
        home: Home::sample(),
        moments: Vec::new(),
        values: BTreeMap::from([("place".to_owned(), place.to_owned()), ("on".to_owned(), "2026-11-30".to_owned())]),
        values_language: language("en"),
        due: jiff::civil::date(2026, 11, 30),
        occasion: jiff::civil::date(2026, 11, 27),
    };
    let render =
        |place: &str| registry.render("trip", &language("en"), &language("en"), 0, &View::of("trip", facts(place)));
    let mail = render("O'Hare").unwrap();
    assert_eq!(mail.text, "Hello Ana Martínez,\n\nwe go to O'Hare on Monday, November 30.\n\nO'Hare\n");
    assert!(
        mail.html.unwrap().contains("<p lang=\"en\" dir=\"ltr\""),
        "the teacher's words say what language they are in"
    );
    assert_eq!(render("").unwrap_err(), RenderProblem::MissingValue { name: "values.place".into() });
}

#[test]
fn broken_templates_are_told_all_at_once_with_file_and_line() {
    let told = problems(&[
        (
            "birthday/en.hbs",
            "Subject: {{child}: hooray\n\nHello {{gaurdian}},\n\n{{#if sevral}}x{{/if}}\n{{> wrods}}\n{{shout child}}\n\n\
             Subject: {{{child}}}\n\nHello {{guardian}},\n{{date\n",
        ),
        (
            "birthday/es.hbs",
            "Vitall: yes\nSubject: x\nHola, {guardian}:\n\nuno\n\\{{child}}\n{{{child}}}\n{{> layout}}\n",
        ),
        ("partials/piece.html.hbs", "<p>Hola</p>\n<a href=\"{{child}}\">x</a>\n{{{child}}}\n<img src=\"x\">\n"),
        ("welcome/English.hbs", "x"),
        ("../secrets/en.hbs", "x"),
        ("welcome/en/body.hbs", "x"),
        ("trip/en.hbs", ""),
        ("partials/foot.txt.hbs", "x"),
        ("partials/layout.html.hbs", "<html>{{{content}}}</html>"),
    ]);
    insta::assert_snapshot!("broken-templates", told.join("\n"));
}

#[test]
fn a_greeting_that_a_template_leaves_empty_is_held() {
    let written = |subject: &str, body: &str| {
        let registry = with(&[("positive-note/en.hbs", &letter(subject, body))]);
        english(&registry, &View::sample("positive-note", []))
    };
    for body in [
        "Dear {{#if words_in}}{{guardian}}{{/if}} ,\n\nx",
        "Hola, {{#if words_in}}{{guardian}}{{/if}}:\n\nx",
        "{{#if words_in}}{{guardian}}{{/if}},\nx",
    ] {
        assert_eq!(written("x", body), Err(RenderProblem::EmptySalutation), "{body}");
    }
    assert_eq!(written("x", "{{#if words_in}}x{{/if}}"), Err(RenderProblem::EmptyText));
    assert_eq!(written("{{#if words_in}}x{{/if}}", "Hello {{guardian}},\n"), Err(RenderProblem::EmptySubject));
}

#[test]
fn a_date_that_is_none_holds_the_letter() {
    let mut view = View::sample("event-reminder", []);
    view.facts.values.insert("on".to_owned(), "next Friday".to_owned());
    let held = shipped().render("event-reminder", &language("en"), &language("en"), 0, &view);
    assert_eq!(held, Err(RenderProblem::NoDate { name: "on".into() }));
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

#[test]
fn every_letter_is_right_for_every_family() {
    for family in FAMILIES {
        for template in SHIPPED.names() {
            for letter in SHIPPED.languages(template) {
                for wording in 0..SHIPPED.wordings(template, letter) {
                    let view = family.reads(View::sample(template, []), letter);
                    let mail = SHIPPED.render(template, letter, letter, wording, &view).unwrap();
                    let joined = crate::render::names::and(&view.home().children, letter);
                    assert!(mail.subject.contains(&joined), "{}", mail.subject);
                    let salutation = mail.text.lines().next().unwrap();
                    assert!(salutation.contains(&view.home().guardian), "{salutation}");
                    for odd in ["  ", " ,", " .", "..", "{{", "}}", "&#", "&amp;", "\n\n\n", "[", "null"] {
                        assert!(!mail.text.contains(odd), "{odd:?} in {}", mail.text);
                    }
                    let html = mail.html.unwrap();
                    assert!(!html.contains("{{") && !html.contains("<p></p>"));
                }
            }
        }
    }
}

#[test]
fn a_school_may_have_pieces_of_its_own_and_other_countries_forms() {
    let registry = with(&[
        ("partials/foot.hbs", "{{teacher}}, {{school}}\n"),
        (
            "note/pt-br.hbs",
            &letter(
                "{{child}}: boas-vindas",
                "Olá, {{guardian}}:\n\n{{#each children as |c|}}({{c}}){{/each}}\n\n{{> foot}}\n",
            ),
        ),
    ]);
    assert_eq!(check(&registry, &FAMILIES), []);
    let mail = registry.render("note", &language("pt"), &language("en"), 0, &View::sample("note", [])).unwrap();
    assert_eq!((mail.language_used.as_str(), mail.fell_back), ("pt-br", None));
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
                prop_assert_eq!(mail.html.unwrap().matches("<table").count(), 3);
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
        ("trip/en.hbs", &letter("{{child}}: the trip", "Hello {{guardian}},\n\nwe go on {{due}}.\n")),
        ("walk/en.hbs", &letter("{{child}}: the walk", "Hello {{guardian}},\n\nwe go one of these days.\n")),
        ("reading-log-reminder/ko.hbs", &letter("{{child}}", "{{guardian}},\n\nx.\n")),
    ]);
    let (noon, midnight) = ("2026-11-30T12:00:00", "2026-11-28T00:00:00");
    for (template, reader, expected) in [
        ("reading-log-reminder", "en", Some(noon)),
        ("reading-log-reminder", "es", Some(noon)),
        ("reading-log-reminder", "vi", Some(noon)),
        ("reading-log-reminder", "ko", None),
        ("event-reminder", "en", Some("2026-12-03T18:00:00")),
        ("conference-invitation", "en", Some("2026-12-02T00:00:00")),
        ("follow-up", "en", None),
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

#[test]
fn a_translation_stands_below_the_words_and_says_that_a_machine_made_it() {
    let registry = shipped();
    for (tag, machine) in [("es", "la hizo una computadora"), ("ar", "بالحاسوب"), ("zh", "电脑翻译")] {
        let reader = language(tag);
        let moments = || {
            let said =
                Words {
                    text: "Leo <read>.".into(), language: language("en"), translation: Some("«T» & t\nu".into())
                };
            vec![said, Words { text: "And sang.".into(), language: language("en"), translation: None }]
        };
        for template in ["positive-note", "positive-note-effort"] {
            let view = View::of(template, Facts { moments: moments(), ..note(|_| {}).facts });
            let mail = registry.render(template, &reader, &language("en"), 0, &view).unwrap();
            let at = |words: &str| mail.text.find(words).unwrap_or_else(|| panic!("{words} in {}", mail.text));
            assert!(at("Leo <read>.") < at("And sang.") && at("And sang.") < at("“«T» & t\nu”"), "{}", mail.text);
            assert!(at("“«T» & t") < at(machine), "{}", mail.text);
            assert!(!mail.text.contains("\n\n\n"), "{}", mail.text);
            let html = mail.html.unwrap();
            assert!(html.contains("«T» &amp; t<br>u") && html.contains(machine), "{html}");
            let plain = View::of(template, Facts { moments: vec![Words::sample()], ..note(|_| {}).facts });
            let plain = registry.render(template, &reader, &language("en"), 0, &plain).unwrap();
            assert!(!plain.text.contains(machine), "nothing is said where nothing was translated");
        }
    }
}
