//! What a teacher asked to be shown, each as a mail of its own to the registered address.

use super::answer::in_thread;
use crate::decide::command::find_child;
use crate::decide::effect::Effect;
use crate::domain::class::Teacher;
use crate::domain::command::Command;
use crate::ids::MessageId;
use crate::render::receipt::{Past, PastPlan, render_help, render_history};
use crate::service::open::OpenClass;
use crate::service::summary::{self, Part};
use crate::store::{self, Tx, contacts};
use jiff::Timestamp;

/// So many contacts of one child are a history; the rest is in `homeroom contacts`.
const MOST: usize = 40;

pub(super) fn effects(
    tx: &Tx<'_>,
    class: &OpenClass,
    teacher: &Teacher,
    answers: Option<&MessageId>,
    asked: &[Command],
    now: Timestamp,
) -> store::Result<Vec<Effect>> {
    let mut effects = Vec::new();
    for (place, command) in asked.iter().enumerate() {
        let (letter, numbers) = match command {
            Command::Help => (render_help(&teacher.language), None),
            Command::History { child } => (history(tx, class, teacher, child)?, None),
            Command::Silent => summary::part(tx, class, teacher, Part::Silent, now)?,
            Command::Drafts => summary::part(tx, class, teacher, Part::Drafts, now)?,
            _ => summary::part(tx, class, teacher, Part::All, now)?,
        };
        effects.extend(numbers);
        let meaning = format!("shown:{}:{place}:{}", answers.map_or("", |id| id.as_str()), now.as_millisecond());
        let thread = answers.cloned().into_iter().collect();
        effects.push(Effect::Enqueue(Box::new(in_thread(teacher, "shown", meaning, letter, thread, now))));
    }
    Ok(effects)
}

fn history(
    tx: &Tx<'_>,
    class: &OpenClass,
    teacher: &Teacher,
    child: &str,
) -> store::Result<crate::render::letter::Rendered> {
    let (mut past, mut plans) = (Vec::new(), Vec::new());
    let mut called = child.to_owned();
    if let Ok(student) = find_child(class.class(), child) {
        called = student.called().to_owned();
        let day = |at: Timestamp| class.local(at).date();
        plans = store::plans::of(tx, &student.id)?.into_iter().map(|plan| PastPlan::of(plan, day)).collect();
        let of_child = |contact: &crate::domain::contact::Contact| contact.student == student.id;
        for contact in contacts::all(tx)?.into_iter().filter(of_child).rev().take(MOST) {
            past.push(Past {
                at: class.local(contact.at).datetime(),
                guardian: contact.guardian.clone(),
                home: contact.household.to_string(),
                direction: contact.direction,
                channel: contact.channel,
                tone: contact.tone,
                personal: contact.personal,
            });
        }
    }
    Ok(render_history(&called, &plans, &past, &teacher.language))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide::grammar::{Line, labelled, read_text};
    use crate::domain::hard::{Blank, Part};
    use crate::domain::language::Language;
    use crate::render::summary::words::Tongue;

    /// So are the labels that receipts and the summary show.
    #[test]
    fn labels_that_are_shown_are_understood() {
        let parts = Blank::ALL.map(Part::Blank).into_iter().chain([Part::Reader]);
        for (part, tag) in parts.flat_map(|part| ["en", "es", "fr"].map(|tag| (part, tag))) {
            let shown = Tongue::of(&Language::parse(tag).unwrap()).labelled(part, "words: 3");
            assert_eq!(labelled(&shown).parts, [(part, "words: 3".to_owned())], "{shown}");
            let read = read_text(&format!("edit 3: {shown}\n{shown}"));
            let text = format!("{shown}\n{shown}").replace('\u{202f}', " ");
            let expected = Command::Edit { item: 3, text };
            assert!(matches!(read.as_slice(), [Line::Command { command, .. }] if *command == expected), "{read:?}");
        }
    }

    /// Whoever writes what the help says is understood: in every tongue, each example is a command of its verb.
    #[test]
    fn help_teaches_what_is_understood() {
        for tag in ["en", "es", "fr"] {
            let help = render_help(&Language::parse(tag).unwrap()).text;
            let lines: Vec<&str> = help.lines().filter_map(|line| line.strip_prefix("  ")).collect();
            assert!(lines.len() > 20, "{help}");
            for line in lines {
                let (examples, _) = line.split_once("  (").unwrap();
                for example in [", or ", ", o ", ", u ", ", ou "]
                    .iter()
                    .fold(vec![examples], |list, link| list.into_iter().flat_map(|text| text.split(link)).collect())
                {
                    let read = read_text(example);
                    assert!(matches!(read.as_slice(), [Line::Command { .. }]), "{tag}: {example}: {read:?}");
                }
            }
        }
    }
}
