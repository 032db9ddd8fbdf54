//! Difficult letters: drafts that are written anew with every word that changes, so that what the teacher sees is what
//! leaves. One with an empty blank has no text, and what has no text no ok can send.

use super::{Applied, enqueue};
use crate::domain::address::EmailAddress;
use crate::domain::class::Teacher;
use crate::domain::hard::{Blank, Blanks, HARD_TEMPLATE, HardDraft, NewHard};
use crate::domain::letter::{Correspondent, Wanted, Words};
use crate::domain::outbox::{Content, OutboxState, Outgoing};
use crate::ids::{ContentHash, HardId, OutboxId};
use crate::render::hard::{Asked, ask_to_read, was_read};
use crate::service::gather::after;
use crate::service::letters::LIFE;
use crate::service::open::OpenClass;
use crate::service::to_teacher::to_teacher;
use crate::service::wanted::wanted;
use crate::store::outbox::Parcel;
use crate::store::{self, Tx, hard, outbox};
use jiff::{SignedDuration, Timestamp};

/// The mail that asks a colleague to read.
pub const ASKS: &str = "hard-reader";
/// The mail that tells the writer what the colleague says.
pub const TELLS: &str = "hard-read";

/// As long as a key in a mail to a teacher.
const ASKED_FOR: SignedDuration = SignedDuration::from_hours(14 * 24);
/// In an empty blank, so that the subject can be written.
const NOTHING_YET: &str = "…";

pub(super) fn begin(
    tx: &Tx<'_>,
    class: &OpenClass,
    new: &NewHard,
    applied: &mut Applied,
    now: Timestamp,
) -> store::Result<()> {
    let id = hard::begin(tx, new)?;
    for to in &new.to {
        let outbox = outbox::next_id(tx)?;
        let mail = letter(class, (id, &new.blanks, new.not_before), to, &new.from, now);
        if enqueue(tx, class, &mail, now)? {
            hard::belongs(tx, id, outbox)?;
            if let Content::Rendered { subject, text, html } = &mail.content {
                let words = (subject.as_str(), text.as_str(), html.as_deref());
                outbox::rewrite(tx, outbox, words, &waits_for(&new.blanks))?;
            }
            applied.enqueued += 1;
            applied.undo.mails.push((outbox, false));
        }
    }
    ask(tx, class, id, now)
}

pub(super) fn change(
    tx: &Tx<'_>,
    class: &OpenClass,
    (id, blanks, reader): (HardId, &Blanks, Option<&EmailAddress>),
    now: Timestamp,
) -> store::Result<()> {
    hard::change(tx, id, blanks, reader)?;
    let Some(draft) = hard::by_id(tx, id)? else { return Ok(()) };
    for outbox in &draft.letters {
        let Some(row) = outbox::by_id(tx, *outbox)? else { continue };
        if matches!(row.state, OutboxState::Draft | OutboxState::Held) {
            write_anew(tx, class, &draft, &row, now)?;
        }
    }
    ask(tx, class, id, now)
}

fn write_anew(tx: &Tx<'_>, class: &OpenClass, draft: &HardDraft, row: &Parcel, now: Timestamp) -> store::Result<()> {
    let Some(home) = row.home.clone() else { return Ok(()) };
    let to = Correspondent {
        to: row.to.clone(),
        guardian: row.guardian.clone().unwrap_or_default(),
        home,
        language: row.language.clone(),
        siblings: Vec::new(),
    };
    let from = row.by_teacher.clone().unwrap_or_default();
    let mail = letter(class, (draft.id, &draft.blanks, draft.not_before), &to, &from, now);
    match &mail.content {
        Content::Rendered { subject, text, html } => {
            let words = (subject.as_str(), text.as_str(), html.as_deref());
            outbox::rewrite(tx, row.id, words, &waits_for(&draft.blanks))
        }
        Content::Failed { reason } => outbox::rewrite(tx, row.id, (&row.subject, "", None), reason),
    }
}

/// The letter to one mailbox: without words while a blank is empty.
fn letter(
    class: &OpenClass,
    (id, blanks, not_before): (HardId, &Blanks, Timestamp),
    to: &Correspondent,
    from: &str,
    now: Timestamp,
) -> Outgoing {
    let value = |blank: Blank| {
        let words = blanks.get(blank).unwrap_or(NOTHING_YET);
        (blank.value().to_owned(), words.to_owned())
    };
    let mail = Wanted {
        to: to.clone(),
        from: from.to_owned(),
        answers: None,
        words: Words::Template {
            name: HARD_TEMPLATE,
            values: Blank::ALL.into_iter().map(value).collect(),
            personal: true,
        },
        meaning: format!("hard:{id}:{}", to.to.as_str()),
        needs_approval: true,
        not_before,
    };
    let written = wanted(class, &mail, now);
    let content = match written.content {
        Content::Rendered { subject, .. } if !blanks.is_whole() => {
            Content::Rendered { subject, text: String::new(), html: None }
        }
        content => content,
    };
    Outgoing { content, expires: after(not_before, LIFE), ..written }
}

/// For the listings, in English as they are.
fn waits_for(blanks: &Blanks) -> String {
    let empty: Vec<String> = blanks.empty().iter().map(|blank| blank.value().replace('_', " ")).collect();
    if empty.is_empty() {
        "waits for a teacher's ok".to_owned()
    } else {
        format!("has empty blanks: {}", empty.join(", "))
    }
}

/// The colleague is asked once no blank is empty, and again when other words stand there before they have read it.
fn ask(tx: &Tx<'_>, class: &OpenClass, id: HardId, now: Timestamp) -> store::Result<()> {
    let Some(draft) = hard::by_id(tx, id)?.filter(|draft| draft.blanks.is_whole() && draft.read_at.is_none()) else {
        return Ok(());
    };
    let Some(reader) = draft.reader.as_ref().and_then(|reader| class.class().teacher(reader)) else { return Ok(()) };
    let writer = writer(class, &draft);
    let mut to = Vec::new();
    for outbox in &draft.letters {
        to.extend(outbox::by_id(tx, *outbox)?.and_then(|row| row.guardian));
    }
    let asked = Asked {
        class: &class.class().name,
        writer: writer.map_or(class.class().name.as_str(), |writer| writer.name.as_str()),
        child: called(class, &draft),
        to: &to,
        blanks: &draft.blanks,
        words_in: &class.teacher_language(),
    };
    let letter = ask_to_read(&asked, &reader.language);
    let meaning = asks(&draft, &reader.address);
    let outbox = outbox::next_id(tx)?;
    if enqueue(tx, class, &to_teacher(reader, ASKS, meaning, letter, ASKED_FOR, now), now)? {
        hard::belongs(tx, id, outbox)?;
    }
    Ok(())
}

/// What the mail means that asks a colleague to read the letter as it stands now.
fn asks(draft: &HardDraft, reader: &EmailAddress) -> String {
    let words: Vec<&str> = draft.blanks.words().collect();
    format!("{ASKS}:{}:{}:{}", draft.id, reader.as_str(), version(&words.join("\0")))
}

/// The letter that this mail asked a colleague to read, and whether other words stand there by now.
pub fn was_asked(tx: &Tx<'_>, outbox: OutboxId) -> store::Result<Option<(HardId, bool)>> {
    let Some(request) = hard::request(tx, outbox)? else { return Ok(None) };
    let draft = hard::by_id(tx, request.hard)?;
    let is_present = draft.is_some_and(|draft| request.meaning.as_str() == asks(&draft, &request.to));
    Ok(Some((request.hard, !is_present)))
}

/// What the colleague says goes to whoever wrote the letter. Who answers for other words than stand there now
/// has not read it; what the writer changes afterwards asks for no second reading.
pub(super) fn read(
    tx: &Tx<'_>,
    class: &OpenClass,
    (id, by): (HardId, &str),
    (is_reader, former): (bool, bool),
    words: Option<&str>,
    at: Timestamp,
) -> store::Result<()> {
    let Some(draft) = hard::by_id(tx, id)? else { return Ok(()) };
    if is_reader && !former {
        hard::was_read(tx, id, at)?;
    }
    let Some(writer) = writer(class, &draft) else { return Ok(()) };
    let letter = was_read(&class.class().name, (by, former), called(class, &draft), words, &writer.language);
    let meaning = format!("{TELLS}:{id}:{}", version(&format!("{by}\0{former}\0{}", words.unwrap_or_default())));
    enqueue(tx, class, &to_teacher(writer, TELLS, meaning, letter, LIFE, at), at).map(drop)
}

fn writer<'a>(class: &'a OpenClass, draft: &HardDraft) -> Option<&'a Teacher> {
    let writer = draft.writer.as_ref().and_then(|writer| class.class().teacher(writer));
    writer.or(class.class().teachers.first())
}

fn called<'a>(class: &'a OpenClass, draft: &'a HardDraft) -> &'a str {
    class.class().roster.student(&draft.student).map_or(draft.student.as_str(), |student| student.called())
}

/// The same words have the same.
fn version(words: &str) -> String {
    ContentHash::of(words.as_bytes()).beginning(8)
}
