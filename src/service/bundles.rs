//! What would leave for one person at the same moment goes as one mail. Asked before the sender looks at what is due, so
//! that what quiet hours, a pause, a wish or the week's share held joins when its time comes.

use super::open::OpenClass;
use super::preferences::is_needed;
use super::sender::may_go;
use crate::decide::bundle::{self, Reader};
use crate::decide::effect::Effect;
use crate::domain::audit::Actor;
use crate::domain::contact::Tone;
use crate::domain::outbox::{BUNDLE, Content, Outgoing, Recipient};
use crate::ids::{DedupeKey, JobName, OutboxId};
use crate::store::outbox::{self, Parcel};
use crate::store::{self, Tx};
use jiff::Timestamp;
use jiff::civil::DateTime;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// So many in one commit.
const MOST_AT_ONCE: usize = 50;

/// Joins all that may be one mail now.
pub async fn join_waiting(class: &Arc<OpenClass>, now: Timestamp) -> store::Result<()> {
    if !class.store.read_async(move |tx| outbox::bundle::several_wait(tx, BUNDLE, now)).await? {
        return Ok(());
    }
    loop {
        let of = Arc::clone(class);
        if class.store.write_async(move |tx| join_some(tx, &of, now)).await? < MOST_AT_ONCE {
            return Ok(());
        }
    }
}

fn join_some(tx: &Tx<'_>, class: &OpenClass, now: Timestamp) -> store::Result<usize> {
    let mut waiting = outbox::bundle::waiting(tx, BUNDLE, now)?;
    waiting.retain(|row| !is_needed(class, &row.template) && speaks_their_language(class, row));
    let readers = waiting.iter().filter_map(|row| Some((row.id, reader(row)?)));
    let mut joined = 0;
    for ids in bundle::bundles(readers) {
        let mut parts = Vec::new();
        for row in waiting.iter().filter(|row| ids.contains(&row.id)) {
            if may_go(tx, class, row, now)? {
                parts.push(row);
            }
        }
        let Some(mail) = one_mail(tx, class, &parts)? else { continue };
        let parts: Vec<OutboxId> = parts.iter().map(|row| row.id).collect();
        tracing::info!(mails = parts.len(), "mails to one address go as one");
        joined += super::apply::apply(
            tx,
            class,
            Actor::Homeroom,
            vec![Effect::Join { parts, mail: Box::new(mail) }],
            None,
            now,
        )?
        .enqueued;
        if joined == MOST_AT_ONCE {
            break;
        }
    }
    Ok(joined)
}

fn reader(row: &Parcel) -> Option<Reader<'_>> {
    Some(Reader {
        to: &row.to,
        to_name: row.to_name.as_deref(),
        home: row.home.as_ref()?,
        guardian: row.guardian.as_deref(),
        language: &row.language,
    })
}

/// A letter in the school's language says so in its first sentence, and stays as it is.
fn speaks_their_language(class: &OpenClass, row: &Parcel) -> bool {
    let choice = class.templates.choose(&row.template, &row.language, &class.school.language);
    choice.is_some_and(|choice| choice.fell_back.is_none())
}

/// `None` where there is nothing to join, or the page cannot be made: then each goes alone.
fn one_mail(tx: &Tx<'_>, class: &OpenClass, parts: &[&Parcel]) -> store::Result<Option<Outgoing>> {
    let [first, _, ..] = parts else { return Ok(None) };
    let mut words = Vec::new();
    for part in parts {
        words.push(bundle::Words { subject: part.subject.clone(), text: outbox::words(tx, part.id)?.text });
    }
    let rows: Vec<_> = class.class().roster.rows_of(&first.to).collect();
    let names = rows.iter().flat_map(|row| row.addressed_as.iter().chain([&row.name])).map(String::as_str);
    let greeted: Vec<&str> = first.to_name.as_deref().into_iter().chain(names).collect();
    let bundle::Words { subject, text } = bundle::join(&words, &greeted, &first.language);
    let page = || class.templates.page_of(&subject, &text, &first.language);
    let Ok(Ok(html)) = catch_unwind(AssertUnwindSafe(page)) else {
        tracing::error!(outbox.id = first.id.0, "several mails could not be made into one; each goes alone");
        return Ok(None);
    };
    let (Some(home), Some(job)) = (first.home.clone(), run_of(first)) else { return Ok(None) };
    let ids: Vec<String> = parts.iter().map(|part| part.id.0.to_string()).collect();
    let is_good = parts.iter().any(|part| part.tone == Tone::Good);
    Ok(Some(Outgoing {
        dedupe_key: DedupeKey::new(format!("{BUNDLE}:{}", ids.join("+"))),
        to: first.to.clone(),
        to_name: first.to_name.clone(),
        recipient: Recipient::family(home, first.guardian.clone().unwrap_or_default()),
        job: Some(job),
        template: BUNDLE.to_owned(),
        language: first.language.clone(),
        content: Content::Rendered { subject, text, html: Some(html) },
        needs_approval: false,
        by_teacher: None,
        by_hand: false,
        personal: false,
        tone: if is_good { Tone::Good } else { Tone::Neutral },
        class_letter: parts.iter().all(|part| part.class_letter),
        weekend_meant: parts.iter().all(|part| part.weekend_meant),
        not_before: parts.iter().map(|part| part.not_before).fold(first.not_before, Timestamp::max),
        expires: parts.iter().map(|part| part.expires).fold(first.expires, Timestamp::min),
        dated: parts.iter().any(|part| part.dated),
        moments: Vec::new(),
        thread: Vec::new(),
    }))
}

/// The job and the time that a mail is of.
fn run_of(row: &Parcel) -> Option<(JobName, DateTime)> {
    let (job, slot) = row.batch.split_once(' ')?;
    Some((JobName::new(job), slot.parse().ok()?))
}
