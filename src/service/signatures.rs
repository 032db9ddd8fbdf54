//! Checks the signatures of teachers' mail, where IT chose that, between the commit that stores a mail and the one in which
//! it is understood. The DNS is asked outside every transaction; meanwhile that mail alone waits.

use super::open::OpenClass;
use crate::dkim::{Answer, Dns, Resolver};
use crate::domain::class::Verify;
use crate::message::auth::{Authenticity, Misalignment};
use crate::store::verdicts::{self, Asking};
use crate::store::{self, Tx, health, inbound};
use futures_util::stream;
use futures_util::{StreamExt as _, TryStreamExt as _};
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;

/// What the status says while the DNS does not answer and mail waits for it.
pub const PROBLEM: &str = "problem:dns";

/// A mail waits no longer for the DNS; then it is understood as one that nobody vouches for.
pub const LONGEST_WAIT: SignedDuration = SignedDuration::from_hours(1);

/// So many mails are checked at once: one whose keys are slow to come keeps no other waiting for long.
const AT_ONCE: usize = 8;

/// Checks the mails that wait for it; says how many can be understood now.
///
/// # Errors
/// Only of the state itself. While the DNS does not answer the mails go on waiting.
pub async fn check_waiting(class: &Arc<OpenClass>, dns: Dns, now: Timestamp) -> store::Result<usize> {
    if class.class().verify != Verify::Dkim {
        return Ok(0);
    }
    let look = |tx: &Tx<'_>| Ok((verdicts::asking(tx)?, health::get(tx, PROBLEM)?.is_some()));
    let (waiting, is_troubled) = class.store.read_async(look).await?;
    if waiting.is_empty() {
        if is_troubled {
            class.store.write_async(|tx| health::clear(tx, PROBLEM)).await?;
        }
        return Ok(0);
    }
    let resolver = Resolver::of(dns);
    let checks = stream::iter(waiting).map(|mail| check(class, &resolver, mail)).buffer_unordered(AT_ONCE);
    let answers: Vec<(Asking, Answer)> = checks.try_collect().await?;
    let trouble =
        answers.iter().find_map(|(_, answer)| if let Answer::Silent(why) = answer { Some(why.clone()) } else { None });
    if let Some(why) = &trouble {
        tracing::warn!("signatures cannot be checked: {why}");
    }
    let known: Vec<(Asking, Authenticity)> =
        answers.into_iter().filter_map(|(mail, answer)| Some((mail, settled(mail, answer, now)?))).collect();
    let count = known.len();
    let note = move |tx: &Tx<'_>| {
        known.iter().try_for_each(|(mail, verdict)| verdicts::answered(tx, mail.id, *verdict))?;
        match trouble {
            None => health::clear(tx, PROBLEM),
            Some(why) => health::note_problem(tx, PROBLEM, &words(&why), now),
        }
    };
    class.store.write_async(note).await?;
    Ok(count)
}

async fn check(
    class: &Arc<OpenClass>,
    resolver: &Result<Resolver, String>,
    mail: Asking,
) -> store::Result<(Asking, Answer)> {
    let resolver = match resolver {
        Ok(resolver) => resolver,
        Err(why) => return Ok((mail, Answer::Silent(why.clone()))),
    };
    // One that is damaged reads as empty, as it does where it is understood.
    let raw = class.store.read_async(move |tx| inbound::raw(tx, mail.id)).await?.unwrap_or_default();
    Ok((mail, resolver.verdict(&raw, mail.received_at).await))
}

/// What the mail is understood with, if it need not wait any longer.
fn settled(mail: Asking, answer: Answer, now: Timestamp) -> Option<Authenticity> {
    match answer {
        Answer::Known(verdict) => Some(verdict),
        Answer::Silent(_) if now.duration_since(mail.since) >= LONGEST_WAIT => {
            Some(Authenticity::NotAligned(Misalignment::DnsSilent))
        }
        Answer::Silent(_) => None,
    }
}

fn words(why: &str) -> String {
    format!(
        "the DNS does not answer ({why}), so the signatures of teachers' mail cannot be checked; such mail waits up to an \
         hour and is then not believed. Check the name servers in /etc/resolv.conf and the firewall"
    )
}
