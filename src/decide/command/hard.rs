//! `hard`, and what `edit` and `ok` are for a difficult letter.

use super::children::find_child;
use super::items::mails_of;
use super::letters::correspondents;
use super::{Act, Facts};
use crate::decide::audience::{WithheldReason, by_hand};
use crate::decide::blame::blame;
use crate::decide::effect::Effect;
use crate::decide::grammar::{Labelled, labelled};
use crate::decide::names::{Words, fold};
use crate::decide::sleep::{opens, wakes};
use crate::domain::address::EmailAddress;
use crate::domain::class::{School, Teacher};
use crate::domain::command::Items;
use crate::domain::hard::{Blank, Blanks, HardDraft, NewHard, Part};
use crate::domain::letter::Correspondent;
use crate::domain::mail::{Home, ItemTarget};
use crate::domain::outbox::OutboxState;
use crate::domain::receipt::Said;
use crate::domain::receipt::hard::{Begun, HardSaid, NoLetter, Standing};
use crate::domain::roster::Student;
use crate::ids::{HardId, OutboxId};
use jiff::Timestamp;

/// What is known beside the class.
#[derive(Clone, Copy)]
pub struct HardFacts<'a> {
    pub school: &'a School,
    /// The registered address of who speaks; `None`: somebody with rights on the machine.
    pub speaker: Option<&'a EmailAddress>,
    /// Difficult letters of which something has not left yet.
    pub drafts: &'a [HardDraft],
    /// Homes that have heard something good.
    pub praised: &'a [Home],
}

/// Nobody, in the place of a reader.
const NOBODY: [&str; 9] = ["none", "nobody", "no one", "nadie", "ninguno", "ninguna", "personne", "aucun", "aucune"];

pub(super) fn begin(child: &str, text: &str, facts: &Facts<'_>) -> Act {
    let student = find_child(facts.class, child)?;
    let (to, not_to) = (correspondents(student, facts), withheld(student, facts));
    let child = student.called().to_owned();
    if to.is_empty() {
        return Err(Said::Hard(HardSaid::NobodyToWrite { child, not_to }));
    }
    let Labelled { head, parts } = labelled(text);
    let mut blanks = Blanks::default();
    blanks.add(Blank::Fact, &head);
    fill(&mut blanks, &parts);
    let writer = facts.hard.speaker.or(facts.class.teachers.first().map(|teacher| &teacher.address)).cloned();
    let reader = match wish(&parts) {
        Some(name) => find_reader(name, writer.as_ref(), facts)?,
        None => None,
    };
    let not_before = wakes(facts.today, facts.hard.school);
    let mut unpraised = to.iter().filter(|to| !facts.hard.praised.contains(&to.home));
    let said = Begun {
        child,
        to: names(&mut to.iter()),
        not_to,
        nothing_good: names(&mut unpraised),
        standing: standing(&blanks, reader, not_before, facts),
    };
    let new = NewHard {
        at: facts.now,
        writer,
        from: facts.teacher.to_owned(),
        student: student.id.clone(),
        blanks,
        reader: reader.map(|teacher| teacher.address.clone()),
        to,
        not_before,
    };
    Ok((vec![Effect::BeginHard(Box::new(new))], Said::Hard(HardSaid::Begun(Box::new(said)))))
}

/// Each once: somebody with two mailboxes is one person.
fn names(to: &mut dyn Iterator<Item = &Correspondent>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for to in to.filter(|to| !to.guardian.is_empty()) {
        if !names.contains(&to.guardian) {
            names.push(to.guardian.clone());
        }
    }
    names
}

/// Other words in the named blanks; what stands in the others stays. An ok from before was for what it said then.
pub(super) fn edit(number: usize, text: &str, draft: &HardDraft, facts: &Facts<'_>) -> Act {
    only_the_writer(draft, facts)?;
    let Labelled { head, parts } = labelled(text);
    if !head.is_empty() || parts.is_empty() {
        return Err(Said::Hard(HardSaid::Labels { number }));
    }
    let open = |state: OutboxState| matches!(state, OutboxState::Draft | OutboxState::Held | OutboxState::Queued);
    let mails = mails_of(number, facts)?;
    if let Some((_, state)) = mails.iter().find(|(_, state)| !open(*state) && *state != OutboxState::Cancelled) {
        return Err(Said::NothingToSend { state: Some(*state) });
    }
    let mut blanks = draft.blanks.clone();
    for (part, _) in &parts {
        if let Part::Blank(blank) = part {
            blanks.clear(*blank);
        }
    }
    fill(&mut blanks, &parts);
    let before = draft.reader.as_ref().and_then(|address| facts.class.teacher(address));
    let reader = match wish(&parts) {
        Some(name) => find_reader(name, draft.writer.as_ref(), facts)?,
        None => before,
    };
    let address = reader.map(|teacher| teacher.address.clone());
    let has_read = draft.read_at.is_some() && address == draft.reader;
    let approved = mails.iter().filter(|(_, state)| *state == OutboxState::Queued);
    let mut effects: Vec<Effect> =
        approved.map(|(outbox, _)| Effect::TakeBack { outbox: *outbox, was_draft: true }).collect();
    let said = HardSaid::Changed {
        child: called(draft, facts),
        again: !effects.is_empty(),
        standing: standing(&blanks, reader.filter(|_| !has_read), draft.not_before, facts),
    };
    effects.push(Effect::ChangeHard { hard: draft.id, blanks: Box::new(blanks), reader: address });
    Ok((effects, Said::Hard(said)))
}

/// A colleague answered a mail that asked them to read.
pub(super) fn has_read(hard: HardId, former: bool, words: Option<&str>, facts: &Facts<'_>) -> Act {
    let draft = facts.hard.drafts.iter().find(|draft| draft.id == hard).ok_or(Said::Hard(HardSaid::Gone))?;
    Ok(read_by(draft, former, words, facts))
}

fn read_by(draft: &HardDraft, former: bool, words: Option<&str>, facts: &Facts<'_>) -> (Vec<Effect>, Said) {
    let effect = Effect::ReadHard {
        hard: draft.id,
        by: facts.teacher.to_owned(),
        is_reader: is_reader(draft, facts),
        former,
        words: words.map(str::to_owned),
        at: facts.now,
    };
    (vec![effect], Said::Hard(HardSaid::Read { writer: writer(draft, facts), former, words: words.is_some() }))
}

/// What an `ok` lets go.
pub(super) struct Ready {
    pub mails: Vec<OutboxId>,
    /// When the difficult letters among them leave.
    pub leaves: Option<Timestamp>,
    /// The children whose letter is not ready.
    pub left_out: Vec<String>,
}

/// Of what is approved the difficult letters that are not ready stay: `ok all` says so, any other `ok` is refused.
pub(super) fn ready(drafts: Vec<OutboxId>, which: &Items, facts: &Facts<'_>) -> Result<Ready, Said> {
    let mut ready = Ready { mails: Vec::new(), leaves: None, left_out: Vec::new() };
    let mut refused = None;
    for id in drafts {
        let Some(draft) = of_letter(id, facts) else {
            ready.mails.push(id);
            continue;
        };
        match may_leave(draft, facts) {
            Ok(()) => {
                let at = draft.not_before.max(facts.undo_until());
                ready.leaves = ready.leaves.max(Some(opens(at, facts.hard.school)));
                ready.mails.push(id);
            }
            Err(said) if *which == Items::All => {
                let child = called(draft, facts);
                // Nobody is told of letters that are not theirs.
                if !matches!(said, Said::Hard(HardSaid::NotYours { .. })) && !ready.left_out.contains(&child) {
                    ready.left_out.push(child);
                }
                refused.get_or_insert(said);
            }
            Err(said) => return Err(said),
        }
    }
    match refused {
        Some(said) if ready.mails.is_empty() => Err(said),
        _ => Ok(ready),
    }
}

pub(super) fn of_letter<'a>(id: OutboxId, facts: &Facts<'a>) -> Option<&'a HardDraft> {
    facts.hard.drafts.iter().find(|draft| draft.letters.contains(&id))
}

fn may_leave(draft: &HardDraft, facts: &Facts<'_>) -> Result<(), Said> {
    only_the_writer(draft, facts)?;
    let (number, child) = (number(draft, facts), called(draft, facts));
    let blanks = draft.blanks.empty();
    if !blanks.is_empty() {
        return Err(Said::Hard(HardSaid::Empty { number, child, blanks }));
    }
    // Who is no teacher of the class any more keeps no letter waiting.
    let reader = draft.reader.as_ref().filter(|_| draft.read_at.is_none());
    match reader.and_then(|reader| facts.class.teacher(reader)) {
        Some(reader) => Err(Said::Hard(HardSaid::Unread { number, child, reader: reader.name.clone() })),
        None => Ok(()),
    }
}

/// Whose words they are, while they teach the class; and somebody with rights on the machine.
fn only_the_writer(draft: &HardDraft, facts: &Facts<'_>) -> Result<(), Said> {
    let writer = draft.writer.as_ref().and_then(|writer| facts.class.teacher(writer));
    let other = writer.filter(|writer| facts.hard.speaker.is_some_and(|speaker| *speaker != writer.address));
    other.map_or(Ok(()), |writer| Err(Said::Hard(HardSaid::NotYours { writer: writer.name.clone() })))
}

fn is_reader(draft: &HardDraft, facts: &Facts<'_>) -> bool {
    facts.hard.speaker.is_some() && draft.reader.as_ref() == facts.hard.speaker
}

fn writer(draft: &HardDraft, facts: &Facts<'_>) -> String {
    let writer = draft.writer.as_ref().and_then(|writer| facts.class.teacher(writer));
    writer.map_or_else(|| facts.class.name.clone(), |writer| writer.name.clone())
}

fn called(draft: &HardDraft, facts: &Facts<'_>) -> String {
    let student = facts.class.roster.student(&draft.student);
    student.map_or_else(|| draft.student.to_string(), |student| student.called().to_owned())
}

/// Under which number of the summary it stands.
fn number(draft: &HardDraft, facts: &Facts<'_>) -> Option<usize> {
    let is_it = |target: &ItemTarget| matches!(target, ItemTarget::Outgoing(ids) if ids.iter().any(|id| draft.letters.contains(id)));
    facts.items?.iter().position(|numbered| is_it(&numbered.target)).map(|place| place + 1)
}

fn fill(blanks: &mut Blanks, parts: &[(Part, String)]) {
    for (part, words) in parts {
        if let Part::Blank(blank) = part {
            blanks.add(*blank, words);
        }
    }
}

/// The last word about who is to read it.
fn wish(parts: &[(Part, String)]) -> Option<&str> {
    parts.iter().rev().find(|(part, _)| *part == Part::Reader).map(|(_, name)| name.as_str())
}

/// Another teacher of the class by whole words of their name; `None`: nobody is to read it.
fn find_reader<'a>(name: &str, writer: Option<&EmailAddress>, facts: &Facts<'a>) -> Result<Option<&'a Teacher>, Said> {
    let name = name.trim().trim_end_matches('.');
    if NOBODY.contains(&fold(name).as_str()) {
        return Ok(None);
    }
    let others: Vec<&Teacher> = facts.class.teachers.iter().filter(|t| Some(&t.address) != writer).collect();
    let called: Vec<&Teacher> =
        others.iter().copied().filter(|teacher| Words::of(&teacher.name).mention(name).is_some()).collect();
    match called.as_slice() {
        [one] => Ok(Some(one)),
        _ => Err(Said::Hard(HardSaid::NoSuchReader {
            name: name.to_owned(),
            known: others.iter().map(|teacher| teacher.name.clone()).collect(),
        })),
    }
}

fn standing(blanks: &Blanks, reader: Option<&Teacher>, leaves: Timestamp, facts: &Facts<'_>) -> Standing {
    let words: Vec<&str> = blanks.words().collect();
    Standing {
        empty: blanks.empty(),
        blame: blame(&facts.hard.school.blame_words, &words.join("\n")),
        reader: reader.map(|teacher| teacher.name.clone()),
        leaves: opens(leaves.max(facts.now), facts.hard.school),
    }
}

fn withheld(student: &Student, facts: &Facts<'_>) -> Vec<(String, NoLetter)> {
    let plan = by_hand(student, facts.class, &[], (facts.preferences, facts.today));
    let mut none: Vec<(String, NoLetter)> = Vec::new();
    for withheld in plan.withheld {
        let why = match withheld.reason {
            WithheldReason::Blocked => NoLetter::Blocked,
            WithheldReason::InformOnly => NoLetter::InformOnly,
            WithheldReason::NoEmail => NoLetter::NoEmail,
            WithheldReason::AskedNotTo => NoLetter::AskedNotTo,
            WithheldReason::NotYetInClass | WithheldReason::LeftClass => NoLetter::NotInClass,
        };
        let entry = (withheld.guardian.name.clone(), why);
        if !none.contains(&entry) {
            none.push(entry);
        }
    }
    none
}
