//! Has a teacher's words translated before the notes that quote them are written.
//!
//! The service is asked between transactions, never inside one, and the note waits for its answer; where none comes
//! the note goes without. Names stay here: they are taken out before the words leave and put back afterwards.

use super::edges;
use super::open::OpenClass;
use crate::config::resolved::Translation;
use crate::decide::audience::homes_of;
use crate::decide::cover::{Covered, HiddenNames};
use crate::domain::language::Language;
use crate::domain::note::Moment;
use crate::store::translations::{self, Wanted};
use crate::store::{self, Tx, health, life, notes, preferences};
use crate::translate::{Client, TranslateError};
use jiff::Timestamp;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// What the status says while the service does not answer.
pub const PROBLEM: &str = "problem:translation";

/// The scheduler waits no longer than that; what is still to be asked then is asked the next time.
const LONGEST_PASS: Duration = Duration::from_secs(60);

/// Asks for all translations that notes wait for. After one failure the other notes go without as well, lest each of
/// them wait for the deadline.
///
/// # Errors
/// Only of the state itself.
pub async fn fetch(class: &Arc<OpenClass>, now: Timestamp) -> store::Result<()> {
    let Some(setup) = class.setup.translation.clone() else { return Ok(()) };
    let open = Arc::clone(class);
    let wanted = class
        .store
        .read_async(move |tx| if life::is_held(tx)? { Ok(Vec::new()) } else { all_wanted(tx, &open, now) })
        .await?;
    if wanted.is_empty() {
        return Ok(());
    }
    let began = Instant::now();
    let names = HiddenNames::of(class.class());
    let mut service = connect(&setup).await;
    for wanted in wanted {
        if began.elapsed() > LONGEST_PASS {
            break;
        }
        let covered = Covered::of(&wanted.text, &names);
        let mut text = None;
        if let (Ok(client), Some(covered)) = (&service, &covered) {
            match client.translate(&covered.text, &wanted.from, &wanted.to).await {
                Ok(answer) => text = covered.back(&answer),
                Err(error) => service = Err(error),
            }
        }
        class.store.write_async(move |tx| translations::answered(tx, &wanted, text.as_deref(), now)).await?;
    }
    let failure = service.err();
    if let Some(error) = &failure {
        tracing::warn!("no translation: {error}");
    }
    class
        .store
        .write_async(move |tx| match failure {
            None => health::clear(tx, PROBLEM),
            Some(error) => health::note_problem(tx, PROBLEM, &words(&error), now),
        })
        .await
}

async fn connect(setup: &Translation) -> Result<Client, TranslateError> {
    Client::new(edges::translation(setup)).await
}

fn words(error: &TranslateError) -> String {
    format!("no translation of the teacher's words: {error}; notes go out without one")
}

fn all_wanted(tx: &Tx<'_>, class: &OpenClass, now: Timestamp) -> store::Result<Vec<Wanted>> {
    let mut wanted = Vec::new();
    for moment in notes::owed(tx, now)? {
        for each in missing(tx, class, &moment, now)? {
            if !wanted.contains(&each) {
                wanted.push(each);
            }
        }
    }
    Ok(wanted)
}

/// What the notes of this moment still wait for; nothing where no service is configured.
pub fn missing(tx: &Tx<'_>, class: &OpenClass, moment: &Moment, now: Timestamp) -> store::Result<Vec<Wanted>> {
    let mut missing: Vec<Wanted> = Vec::new();
    let wishes = preferences::all(tx)?;
    for mail in homes_of(moment, class.class(), &wishes, class.local(now).date()).mails {
        if let Some(wanted) = wanted(class, &moment.text, mail.language)
            && !missing.contains(&wanted)
            && !translations::is_answered(tx, &wanted)?
        {
            missing.push(wanted);
        }
    }
    Ok(missing)
}

/// The translation of a teacher's words for this reader, if there is one and the reader needs it.
pub fn of(tx: &Tx<'_>, class: &OpenClass, text: &str, reader: &Language) -> store::Result<Option<String>> {
    wanted(class, text, reader).map_or(Ok(None), |wanted| translations::of(tx, &wanted))
}

fn wanted(class: &OpenClass, text: &str, reader: &Language) -> Option<Wanted> {
    let from = class.teacher_language();
    let speaks = class.setup.translation.as_ref().is_some_and(|setup| setup.speaks(reader));
    (speaks && from.primary() != reader.primary()).then(|| Wanted { text: text.to_owned(), from, to: reader.clone() })
}
