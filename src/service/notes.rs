//! Notes made of moments: what the teacher noted becomes at once a draft for each home, in its language.
//!
//! Each moment has a transaction of its own, after the one in which it was noted: what is still owed is found in the
//! state, so that an end between the two loses no note.

use super::apply::apply;
use super::letters;
use super::open::OpenClass;
use super::translation;
use crate::decide::audience::{Intended, homes_of};
use crate::decide::effect::Effect;
use crate::domain::audit::Actor;
use crate::domain::note::Moment;
use crate::ids::DedupeKey;
use crate::store::{self, Tx, life, notes, preferences};
use jiff::Timestamp;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Writes the drafts that are owed; says how many there are more now. None while the state is held: the moment may have
/// been written about in the life that was lost.
pub fn prepare(class: &OpenClass, now: Timestamp) -> store::Result<usize> {
    let owed = class.store.read(|tx| ready(tx, class, now))?;
    let mut drafts = 0;
    for moment in owed {
        match catch_unwind(AssertUnwindSafe(|| prepare_one(class, &moment, now))) {
            Ok(Ok(count)) => drafts += count,
            Ok(Err(error)) if !error.is_of_one_row() => return Err(error),
            // The row is at fault, not the disk: neither another note nor a job waits for it.
            Ok(Err(_)) | Err(_) => {
                tracing::error!(moment.id = moment.id.0, "the notes of a moment were not prepared; it is tried again");
            }
        }
    }
    Ok(drafts)
}

/// The moments whose drafts can be written now. A note waits until its words have been asked to be translated.
fn ready(tx: &Tx<'_>, class: &OpenClass, now: Timestamp) -> store::Result<Vec<Moment>> {
    let mut ready = Vec::new();
    if !life::is_held(tx)? {
        for moment in notes::owed(tx, now)? {
            if translation::missing(tx, class, &moment, now)?.is_empty() {
                ready.push(moment);
            }
        }
    }
    Ok(ready)
}

fn prepare_one(class: &OpenClass, moment: &Moment, now: Timestamp) -> store::Result<usize> {
    class.store.write(|tx| {
        let Some(moment) = notes::still_owed(tx, moment.id)? else { return Ok(0) };
        let wishes = preferences::all(tx)?;
        let plan = homes_of(&moment, class.class(), &wishes, class.local(now).date());
        let mut effects = vec![Effect::MomentPrepared { at: now, moment: moment.id }];
        for mail in &plan.mails {
            let note = letters::note(tx, class, mail, dedupe_key(&moment, mail), now)?;
            effects.push(Effect::Enqueue(Box::new(note)));
        }
        Ok(apply(tx, class, Actor::Homeroom, effects, None, now)?.enqueued)
    })
}

/// Says what the note means: this moment, to this person, offered for the first time or once more.
fn dedupe_key(moment: &Moment, mail: &Intended<'_>) -> DedupeKey {
    let again = if moment.rests_until.is_some() { ":again" } else { "" };
    DedupeKey::new(format!("moment:{}:{}{again}", moment.id.0, mail.email.as_str()))
}
