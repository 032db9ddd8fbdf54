//! Mail that may have ended homeroom. Whatever waited to be understood when a process ended in no good order is read one
//! by one, each counted before it is read, so that a mail that ends the process every time is known by its count and
//! quarantined at the third restart at the latest. Ordinary work pays nothing for it: no mark is set before a batch, only
//! the good end of a run leaves one.

use super::open::OpenClass;
use crate::ids::InboundId;
use crate::store::inbound::{self, Received};
use crate::store::{self, health};
use jiff::Timestamp;
use std::sync::atomic::{AtomicI64, Ordering};

/// A health fact that a run in good order leaves behind and a start takes away.
pub const ENDED_WELL: &str = "ended_well";

/// Ends that are counted; the one before them left no count.
const MOST_ENDS: u32 = 2;

/// Up to which mail those that wait may have ended the process before this one. 0: none.
#[derive(Default)]
pub struct Suspects(AtomicI64);

/// What is to be understood next.
pub enum Next {
    /// What waits above this id, in batches.
    Batch { above: InboundId },
    /// This one and no other, which has been counted.
    Alone(Box<Received>),
    /// One mail was quarantined unread.
    Quarantined,
}

/// What every start does first: finds out whether the process before it ended in good order.
pub fn after_a_start(class: &OpenClass) -> store::Result<()> {
    let up_to = class.store.write(|tx| {
        let in_good_order = health::get(tx, ENDED_WELL)?.is_some();
        health::clear(tx, ENDED_WELL)?;
        if in_good_order { Ok(InboundId(0)) } else { inbound::newest_received(tx) }
    })?;
    class.suspects.0.store(up_to.0, Ordering::SeqCst);
    Ok(())
}

/// Those that were never tried come first, then all mail that came later, and those at last that were being read when
/// the process ended: whatever they do, the others have flowed on.
pub fn next(class: &OpenClass, now: Timestamp) -> store::Result<Next> {
    let above = InboundId(class.suspects.0.load(Ordering::SeqCst));
    if above.0 == 0 {
        return Ok(Next::Batch { above });
    }
    let (suspect, others) =
        class.store.read(|tx| Ok((inbound::first_suspect(tx, above)?, inbound::any_received(tx, above)?)))?;
    match suspect {
        Some(mail) if mail.attempts > 0 && others => Ok(Next::Batch { above }),
        Some(mail) if mail.attempts >= MOST_ENDS => {
            tracing::error!(inbound.id = mail.id.0, "homeroom ended again and again at this mail; it is quarantined");
            class
                .store
                .write(|tx| inbound::quarantine(tx, mail.id, "homeroom ended three times over this mail", now))?;
            Ok(Next::Quarantined)
        }
        Some(mail) => {
            class.store.write(|tx| inbound::count_attempt(tx, mail.id))?;
            Ok(Next::Alone(Box::new(mail)))
        }
        None => {
            class.suspects.0.store(0, Ordering::SeqCst);
            Ok(Next::Batch { above: InboundId(0) })
        }
    }
}
