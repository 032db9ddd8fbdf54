//! Days to try the summary with: a busy one, a quiet one, a flood.

use super::view::*;
use crate::domain::language::Language;
use crate::domain::outbox::NextStep;
use jiff::civil::{date, time};

fn language(tag: &str) -> Language {
    Language::parse(tag).unwrap()
}

fn names(list: &[&str]) -> Vec<String> {
    list.iter().map(|name| (*name).to_owned()).collect()
}

pub fn words(text: &str, tag: &str) -> FamilyWords {
    FamilyWords { text: text.into(), more_below: false, marks: Vec::new(), language: Language::parse(tag) }
}

pub fn waiting(child: &str, guardian: &str, text: &str, tag: &str, school_days: u32) -> Waiting {
    Waiting {
        children: names(&[child]),
        from: Sender::Guardian(guardian.into()),
        home: None,
        words: words(text, tag),
        school_days,
        urgent: false,
        buttons: Vec::new(),
    }
}

pub fn draft(child: &str) -> Draft {
    let version = |guardian: &str, home: Option<&str>, tag: &str, subject: &str, text: &str| DraftVersion {
        guardian: guardian.into(),
        home: home.map(str::to_owned),
        language: language(tag),
        instead_of: None,
        subject: subject.into(),
        text: text.into(),
    };
    let english = format!(
        "Hello Ngozi Okafor,\n\nI have good news about {child}. This is what I wrote down at school:\n\n“{child} explained \
         fractions to two classmates with an orange.”\n\nIt made me happy, and I wanted you to know it too.\n\nWarm \
         wishes,\nMs. Alvarez\nRoom 12, Lincoln School\n"
    );
    let spanish = format!(
        "Hola, Daniel Okafor:\n\nTengo buenas noticias de {child}. Esto es lo que anoté en la escuela:\n\n“{child} explained \
         fractions to two classmates with an orange.”\n\nSon mis propias palabras, en inglés.\n\nUn saludo cordial,\nMs. \
         Alvarez\nRoom 12, Lincoln School\n"
    );
    Draft {
        about: DraftAbout::Child(child.into()),
        versions: vec![
            version("Ngozi Okafor", Some("A"), "en", &format!("{child}: good news from school"), &english),
            version("Daniel Okafor", Some("B"), "es", &format!("{child}: buenas noticias de la escuela"), &spanish),
        ],
        photos: Vec::new(),
        names: Vec::new(),
        hard_first: false,
        hard: None,
        otherwise: None,
        buttons: Vec::new(),
    }
}

pub fn quiet() -> SummaryView {
    SummaryView {
        class: "Room 12".into(),
        date: date(2026, 3, 12),
        troubles: Vec::new(),
        inbox: Inbox::default(),
        waiting: Vec::new(),
        questions: Vec::new(),
        more_strangers: 0,
        drafts: Vec::new(),
        promises: Vec::new(),
        put_off: PutOff::default(),
        steps: Vec::new(),
        departures: Vec::new(),
        changes: Vec::new(),
        foot: Foot {
            ledger: Some(Count { on_server: 214, stored: 214 }),
            last_fetch: Some(date(2026, 3, 12).at(6, 58, 0, 0)),
            held_for_quiet_hours: 0,
            answer: AnswerWay::Teach,
        },
        children: Vec::new(),
    }
}

pub fn busy() -> SummaryView {
    let mut omar = waiting(
        "Omar",
        "Samir Haddad",
        "السلام عليكم، عمر لا يريد الذهاب إلى المدرسة.\nهل يمكننا أن نتحدث اليوم؟",
        "ar",
        0,
    );
    omar.urgent = true;
    let mut maya = waiting(
        "Maya",
        "Daniel Okafor",
        "Thanks for the note!\n\n\nOne question: does Maya need her boots on Friday?\nAnd who picks her up?",
        "en",
        1,
    );
    maya.home = Some("B".into());
    let leo = waiting(
        "Leo",
        "Ana Martínez",
        "Buenos días, maestra. Leo no entendió la tarea de las fracciones y ayer lloró mucho en casa porque piensa que es el único. ¿Qué podemos hacer para ayudarle? Yo trabajo hasta las seis, pero mi hermana puede ir a la escuela cualquier tarde.",
        "es",
        3,
    );
    SummaryView {
        inbox: Inbox { came_in: 14, placed: 11, unsure: 1, unknown_sender: 1, ignored: 1, ..Inbox::default() },
        waiting: vec![omar, leo, maya],
        questions: questions(),
        drafts: vec![draft("Maya"), {
            let mut one = draft("Zoë");
            one.versions.truncate(1);
            one.versions[0].instead_of = Some(language("vi"));
            one
        }],
        promises: vec![Promise {
            child: Some("Leo".into()),
            matter: Matter::Promised,
            what: "call Ana about the reading group".into(),
            due: date(2026, 3, 10),
            late_school_days: 2,
            buttons: Vec::new(),
        }],
        steps: steps(),
        departures: vec![Departure {
            at: time(15, 30, 0, 0),
            job: "friday-good-news".into(),
            families: 4,
            children: names(&["Leo", "Maya", "Mia", "Zoë"]),
            buttons: Vec::new(),
        }],
        changes: changes(),
        children: children(),
        foot: Foot { held_for_quiet_hours: 2, ..quiet().foot },
        ..quiet()
    }
}

pub fn stranger(name: &str, address: &str) -> Stranger {
    let some = |text: &str| Some(text.to_owned()).filter(|t| !t.is_empty());
    Stranger { name: some(name), address: some(address) }
}

fn questions() -> Vec<Question> {
    vec![
        Question {
            asks: Asks::WhichChild { guardian: "Ana Martínez".into(), children: names(&["Leo", "Mia"]) },
            words: words("Hoy sale a las dos, por favor.", "es"),
            buttons: Vec::new(),
        },
        Question {
            asks: Asks::WhoIsIt(stranger("Pat", "pat.q@elsewhere.test")),
            words: words("Hi, this is Pat, I have a new address.", "xx-"),
            buttons: Vec::new(),
        },
    ]
}

fn steps() -> Vec<Step> {
    vec![
        Step { child: "Wei".into(), guardian: Some("Li Na".into()), home: None, reason: Reason::NoContactFor(16) },
        Step { child: "Linh".into(), guardian: Some("Hoa Trần".into()), home: None, reason: Reason::NoEmail },
        Step { child: "Maya".into(), guardian: None, home: None, reason: Reason::OnlyOtherHomeReached },
    ]
}

/// A mail to Leo's mother came back.
pub fn bounced(cause: BounceCause, aftermath: Aftermath) -> Change {
    Change::Bounced { child: "Leo".into(), guardian: "Ana Martínez".into(), cause, aftermath }
}

pub fn changes() -> Vec<Change> {
    let (child, guardian) = (|| "Leo".to_owned(), || "Ana Martínez".to_owned());
    let problem = |name: &str| crate::render::problem::RenderProblem::MissingValue { name: name.into() };
    vec![
        bounced(BounceCause::NoSuchAddress, Aftermath::Doubtful(NextStep::AskForAddress)),
        bounced(BounceCause::MailboxFull, Aftermath::Doubtful(NextStep::WaitAndSee)),
        Change::BackOn { child: child(), guardian: guardian(), date: date(2026, 3, 16) },
        Change::ClosedDays { from: date(2026, 3, 19), to: date(2026, 3, 20), name: Some("Conferences".into()) },
        Change::BarredWrote { child: "Zoë".into(), guardian: "Robin Vale".into() },
        Change::InJunk { child: child(), guardian: guardian() },
        Change::NotWritten {
            template: "weekly-update".into(),
            problem: problem("at_home"),
            to: vec![format!("{} ({})", guardian(), child())],
        },
        Change::Untranslated {
            template: "birthday".into(),
            language: language("vi"),
            not_approved: false,
            families: 1,
        },
        Change::Quarantined(1),
    ]
}

pub fn children() -> Vec<ChildRow> {
    let row = |child: &str, last_contact, good, hard, homes_reached, homes, standing| ChildRow {
        child: child.into(),
        last_contact,
        good,
        hard,
        homes_reached,
        homes,
        standing,
    };
    vec![
        row("Leo", Some(0), 4, 1, 1, 1, Standing::Fresh),
        row("Linh", None, 0, 0, 0, 1, Standing::Unreachable),
        row("Maya", Some(12), 2, 0, 1, 2, Standing::Due),
        row("Wei", Some(16), 0, 2, 1, 1, Standing::Overdue),
    ]
}

/// More than fits, with buttons everywhere.
pub fn flooded() -> SummaryView {
    let button = |label: &str| Button {
        label: label.into(),
        href: format!("mailto:room12+t.{}@school.test?subject={label}", "k".repeat(44)),
    };
    let buttons = vec![
        button("Reply"),
        button("Thanks"),
        button("Later"),
        button("Fourth"),
        Button { label: "x".into(), href: "javascript:alert(1)".into() },
    ];
    let mut day = busy();
    let long = "Tengo una pregunta sobre la tarea de matemáticas y sobre la excursión. ".repeat(9);
    day.class = "Class 4b of Ms Alvarez and Mr Johansson-Whittaker".into();
    day.inbox = Inbox { came_in: 40, placed: 40, ..Inbox::default() };
    day.waiting = (1..=9).map(|n| waiting(&format!("Child{n}"), "Ana Martínez", &long, "es", 9 - n)).collect();
    day.questions = (0..4).flat_map(|_| questions()).collect();
    day.drafts = (1..=6).map(|n| draft(&format!("Child{n}"))).collect();
    day.promises = (0..5).flat_map(|_| busy().promises).collect();
    day.departures = (0..2).flat_map(|_| busy().departures).collect();
    day.departures[0].children = (1..=24).map(|n| format!("Child{n}")).collect();
    day.children = Vec::new();
    day.waiting.iter_mut().for_each(|w| w.buttons = buttons.clone());
    day.questions.iter_mut().for_each(|q| q.buttons = buttons.clone());
    day.drafts.iter_mut().for_each(|d| d.buttons = buttons.clone());
    day.promises.iter_mut().for_each(|p| p.buttons = buttons.clone());
    day.departures.iter_mut().for_each(|d| d.buttons = buttons.clone());
    day
}
