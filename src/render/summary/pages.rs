//! Pages for people with a browser, and how large they are.

use super::samples::{busy, children, flooded, quiet, waiting};
use super::tests::rendered;
use super::view::*;
use crate::domain::language::Language;
use crate::render::letter::Rendered;
use crate::render::receipt;

/// What a mail may have before mail programs cut it, with room for what is added on the way.
const MOST: usize = 18 * 1024;

/// Longer than a press on a button really is (a key of 36 letters, an address, a subject): 150 octets.
fn button(label: &str) -> Button {
    let href = format!("mailto:room12+t.{}@lincoln-school.test?subject={label}%2012", "k".repeat(95));
    Button { label: label.into(), href }
}

fn buttons(labels: [&str; 3]) -> Vec<Button> {
    labels.map(button).to_vec()
}

fn with_buttons(mut day: SummaryView) -> SummaryView {
    day.foot.answer = AnswerWay::Mail;
    day.waiting.iter_mut().for_each(|w| w.buttons = buttons(["Reply", "Thanks", "Later"]));
    day.questions.iter_mut().for_each(|q| q.buttons = buttons(["Leo", "Mia", "Done"]));
    day.drafts.iter_mut().for_each(|d| d.buttons = buttons(["Ok", "Edit", "No"]));
    day.promises.iter_mut().for_each(|p| p.buttons = vec![button("Kept"), button("Later")]);
    day.departures.iter_mut().for_each(|d| d.buttons = vec![button("Stop")]);
    day
}

/// Thirty children on a Friday on which everything came together.
fn friday() -> SummaryView {
    let mut day = with_buttons(flooded());
    day.date = jiff::civil::date(2026, 3, 13);
    let rows = children().into_iter().cycle().take(30).enumerate();
    day.children = rows.map(|(i, row)| ChildRow { child: format!("{} {i}", row.child), ..row }).collect();
    day
}

/// Families who write from right to left, to a teacher who does not.
fn arabic() -> SummaryView {
    let mut day = with_buttons(busy());
    let text = "السلام عليكم، ليو (Leo) عنده حرارة 38.5 اليوم ولن يحضر إلى المدرسة.\nهل هناك واجب في الصفحة 12؟\nشكرا";
    day.waiting = vec![waiting("Leo", "سمير حداد", text, "ar", 1), waiting("Omar", "Samir Haddad", "شكراً!", "ar", 0)];
    day.waiting.iter_mut().for_each(|w| w.buttons = buttons(["Reply", "Thanks", "Later"]));
    day.questions.iter_mut().for_each(|q| q.words.text = text.into());
    let arabic = Language::parse("ar").unwrap();
    let letter = "مرحباً سمير حداد،\n\nعندي خبر جيد عن ليو (Leo). هذا ما كتبته في المدرسة:\n\n“Leo explained fractions to two classmates.”\n\nمع أطيب التحيات،\nMs. Alvarez";
    for version in day.drafts.iter_mut().flat_map(|draft| draft.versions.iter_mut()) {
        version.language = arabic.clone();
        version.subject = "ليو: خبر جيد من المدرسة".into();
        version.text = letter.into();
    }
    day
}

fn days() -> Vec<(&'static str, SummaryView)> {
    let since = Some(quiet().date.at(6, 38, 0, 0));
    let troubles = vec![Trouble::MailboxUnread { since }, Trouble::CannotSend { since: quiet().date.at(6, 38, 0, 0) }];
    let troubled = SummaryView { troubles, more_strangers: 998, ..busy() };
    vec![
        ("quiet", quiet()),
        ("busy", with_buttons(busy())),
        ("arabic", arabic()),
        ("troubled", with_buttons(troubled)),
        ("flooded", with_buttons(flooded())),
        ("friday", friday()),
    ]
}

/// `cargo test sizes_of_summaries -- --nocapture` shows them.
#[test]
fn sizes_of_summaries_leave_room_in_eighteen_kilobytes() {
    for (name, view) in days() {
        for tag in ["en", "es", "fr"] {
            let mail = rendered(&view, tag);
            let html = mail.html.unwrap().len();
            println!("{name:9} {tag}  HTML {html:6}  text {:6}", mail.text.len());
            assert!(html < MOST, "{name} {tag}: {html}");
        }
    }
}

/// For people with a browser: `HOMEROOM_PAGES=folder cargo test pages_to_look_at`.
#[test]
fn pages_to_look_at_are_written_where_asked() {
    let Some(folder) = std::env::var_os("HOMEROOM_PAGES").map(std::path::PathBuf::from) else { return };
    std::fs::create_dir_all(&folder).unwrap();
    let write = |name: &str, mail: Rendered| std::fs::write(folder.join(name), mail.html.unwrap()).unwrap();
    for tag in ["en", "es", "fr"] {
        for (name, view) in days() {
            write(&format!("summary-{name}.{tag}.html"), rendered(&view, tag));
        }
        write(&format!("receipt.{tag}.html"), receipt::sample(&Language::parse(tag).unwrap()));
    }
    let registry = crate::render::registry::Registry::new(Vec::new()).unwrap();
    for template in registry.names() {
        for reader in ["en", "es", "ar"] {
            let (reader, school) = (Language::parse(reader).unwrap(), Language::english());
            let view = crate::render::views::View::sample(template, []);
            write(&format!("{template}.{reader}.html"), registry.render(template, &reader, &school, 0, &view).unwrap());
        }
    }
}
