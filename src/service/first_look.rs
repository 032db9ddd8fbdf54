//! Before anything goes out after a start, the mailbox is read once: where the whole machine was put back to an earlier
//! state, only the Sent folder knows what has gone out since.

use super::open::OpenClass;
use crate::ids::InboundId;
use crate::store::{self, Tx, health, inbound};
use jiff::Timestamp;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// A mailbox that is long to read keeps no mail back for longer. Shorter than what the watchman gives a start to settle:
/// a wait on purpose is no stall.
const PATIENCE: Duration = Duration::from_secs(80);
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// Waits until everything that lay in the mailbox when homeroom started is understood, or until that cannot be or takes
/// too long.
pub async fn first_look(class: &Arc<OpenClass>, started: Timestamp, stop: &CancellationToken) -> store::Result<()> {
    let began = Instant::now();
    while began.elapsed() < PATIENCE && !stop.is_cancelled() {
        if class.store.read_async(move |tx| is_done(tx, started)).await? {
            break;
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK_EVERY) => {}
            () = stop.cancelled() => {}
        }
    }
    Ok(())
}

/// A mailbox that cannot be reached keeps no mail back: that is told, and has nothing to do with sending.
fn is_done(tx: &Tx<'_>, started: Timestamp) -> store::Result<bool> {
    let since = |at: Timestamp| at.as_millisecond() >= started.as_millisecond();
    if health::get(tx, "connection")?.is_some_and(|(how, at)| how == "down" && since(at)) {
        return Ok(true);
    }
    let fetched = health::get(tx, "last_fetch")?.is_some_and(|(_, at)| since(at));
    Ok(fetched && !inbound::any_received(tx, InboundId(0))?)
}
