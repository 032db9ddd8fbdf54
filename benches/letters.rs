//! What writing letters costs: `cargo bench --bench letters`.

use divan::Bencher;
use homeroom::domain::language::Language;
use homeroom::render::registry::Registry;
use homeroom::render::summary::numbering::{Numbers, shown};
use homeroom::render::summary::render_summary;
use homeroom::render::summary::view::{
    AnswerWay, Button, ChildRow, Draft, DraftAbout, DraftVersion, FamilyWords, Foot, Inbox, PutOff, Sender, Standing,
    SummaryView, Waiting,
};
use homeroom::render::views::View;

fn main() {
    divan::main();
}

/// All templates, read and checked: the start of every command.
#[divan::bench(sample_count = 20)]
fn all_templates_read() -> Registry {
    Registry::new(Vec::new()).expect("templates")
}

/// One note in eight languages, text and page. To take less than 2 ms.
#[divan::bench]
fn one_note_in_eight_languages(bencher: Bencher<'_, '_>) {
    let registry = Registry::new(Vec::new()).expect("templates");
    let view = View::sample("positive-note", []);
    let languages = ["en", "es", "fr", "pt", "zh", "vi", "ar", "ru"].map(|tag| Language::parse(tag).expect("a tag"));
    bencher.bench(|| {
        for language in &languages {
            registry.render("positive-note", language, &languages[0], 0, &view).expect("a letter");
        }
    });
}

/// A summary for thirty children on a Friday: more waits than is shown, all with buttons. To take less than 5 ms.
#[divan::bench]
fn a_summary_for_thirty_children(bencher: Bencher<'_, '_>) {
    let (view, french) = (friday(), Language::parse("fr").expect("a tag"));
    let numbers: Numbers = shown(&view).into_iter().zip(1..).collect();
    bencher.bench(|| render_summary(&view, &numbers, &french));
}

fn friday() -> SummaryView {
    let words = "Tengo una pregunta sobre la tarea de matemáticas y sobre la excursión. ".repeat(9);
    let button = |label: &str| Button {
        label: label.into(),
        href: format!("mailto:room12+t.{}@school.test?subject={label}", "k".repeat(90)),
    };
    let buttons = vec![button("Reply"), button("Thanks"), button("Later")];
    let waiting = |n: u32| Waiting {
        children: vec![format!("Child{n}")],
        from: Sender::Guardian("Ana Martínez".into()),
        home: None,
        words: FamilyWords {
            text: words.clone(),
            more_below: false,
            marks: Vec::new(),
            language: Language::parse("es"),
        },
        school_days: n,
        urgent: false,
        buttons: buttons.clone(),
    };
    let draft = |n: u32| Draft {
        about: DraftAbout::Child(format!("Child{n}")),
        versions: vec![DraftVersion {
            guardian: "Ana Martínez".into(),
            home: None,
            language: Language::english(),
            instead_of: None,
            subject: "Good news from school".into(),
            text: "I have good news. This is what I wrote down at school today.\n\n".repeat(12),
        }],
        photos: Vec::new(),
        hard_first: false,
        hard: None,
        names: Vec::new(),
        otherwise: None,
        buttons: buttons.clone(),
    };
    let row = |n: u32| ChildRow {
        child: format!("Child{n}"),
        last_contact: Some(n),
        good: 2,
        hard: 1,
        homes_reached: 1,
        homes: 2,
        standing: Standing::Due,
    };
    SummaryView {
        class: "Room 12".into(),
        date: jiff::civil::date(2026, 3, 13),
        troubles: Vec::new(),
        inbox: Inbox { came_in: 40, placed: 40, ..Inbox::default() },
        waiting: (1..=9).map(waiting).collect(),
        questions: Vec::new(),
        more_strangers: 0,
        drafts: (1..=6).map(draft).collect(),
        promises: Vec::new(),
        put_off: PutOff::default(),
        steps: Vec::new(),
        departures: Vec::new(),
        changes: Vec::new(),
        foot: Foot { ledger: None, last_fetch: None, held_for_quiet_hours: 0, answer: AnswerWay::Mail },
        children: (1..=30).map(row).collect(),
    }
}
