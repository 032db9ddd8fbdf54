//! The mail to IT, handed over at once: by the way that [alerts] names, else by that of a class whose mail does leave.

use super::Still;
use crate::config::resolved::{Alerts, OutgoingSetup};
use crate::decide::alarm::News;
use crate::decide::alarm::letter::{Entry, Scene, letter};
use crate::decide::stall::Cause;
use crate::domain::address::EmailAddress;
use crate::domain::language::Language;
use crate::message::compose::{self, Draft, PreparedMessage};
use crate::service::edges;
use crate::service::open::OpenClass;
use crate::smtp::account::Deadlines;
use crate::smtp::outcome::Outcome;
use crate::smtp::submitter::Submitter;
use jiff::Timestamp;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

/// For each step with the server; and for all of it, since the watch waits meanwhile.
const EACH_STEP: Duration = Duration::from_secs(20);
const ALTOGETHER: Duration = Duration::from_secs(60);

/// Whether IT knows.
pub enum Told {
    Yes,
    /// The mail was handed over, and its answer was lost.
    Perhaps(String),
    No(String),
}

/// Writes the mail and hands it over.
pub async fn tell(alerts: &Alerts, news: News, still: &[Still], classes: &[&Arc<OpenClass>], now: Timestamp) -> Told {
    let Some(class) = sender(still, classes) else { return Told::No("there is no class".to_owned()) };
    let from = alerts.from.as_ref().unwrap_or(&class.class().address);
    let mail = match write(alerts, news, still, class, from, now) {
        Ok(mail) => mail,
        Err(problem) => return Told::No(problem.to_string()),
    };
    let outgoing: &OutgoingSetup = alerts.way.as_ref().unwrap_or(&class.setup.outgoing);
    let mut submitter = match edges::way_out(outgoing, from.domain(), Deadlines::all(EACH_STEP)) {
        Ok(submitter) => submitter,
        Err(error) => return Told::No(error.to_string()),
    };
    let outcome = tokio::time::timeout(ALTOGETHER, hand_over(&mut submitter, &mail)).await;
    match outcome {
        Ok(outcome) => told(&outcome),
        Err(_) => Told::Perhaps(format!("no answer within {} seconds", ALTOGETHER.as_secs())),
    }
}

/// A class whose own mail leaves, if there is one.
fn sender<'a>(still: &[Still], classes: &'a [&'a Arc<OpenClass>]) -> Option<&'a OpenClass> {
    let is_closed = |class: &OpenClass| {
        still.iter().any(|each| each.stall.cause == Cause::Outgoing && each.class.class().id == class.class().id)
    };
    let open = classes.iter().find(|class| !is_closed(class));
    open.or(classes.first()).map(|class| &***class)
}

fn write(
    alerts: &Alerts,
    news: News,
    still: &[Still],
    class: &OpenClass,
    from: &EmailAddress,
    now: Timestamp,
) -> Result<PreparedMessage, compose::ComposeProblem> {
    let zone = &class.school.time_zone;
    let entries: Vec<Entry<'_>> =
        still.iter().map(|each| Entry { class: &each.class.class().name, stall: &each.stall }).collect();
    let (subject, text) = letter(news, &entries, &Scene { school: &class.school.name, zone, now });
    compose::compose(&Draft {
        origin: None,
        class_address: from,
        from_name: "homeroom",
        to: &alerts.to,
        to_name: None,
        language: &Language::english(),
        subject: &subject,
        text: &text,
        html: None,
        message_id: &compose::message_id(None, class.ids.token(), from.domain()),
        in_reply_to: None,
        references: &[],
        thread_index: None,
        reply_to: None,
        date: &class.local(now),
        automatic: true,
        photos: &[],
        class_letter: false,
    })
}

async fn hand_over(submitter: &mut Submitter, mail: &PreparedMessage) -> Outcome {
    let Ok(outcome) = submitter.submit(mail, async || Ok::<(), Infallible>(())).await;
    submitter.close().await;
    outcome
}

/// The server's words stay out of it, since a journal reads them: they may name whom the mail was for.
fn told(outcome: &Outcome) -> Told {
    match outcome {
        Outcome::Accepted { .. } => Told::Yes,
        Outcome::Unknown { .. } => Told::Perhaps("the connection ended before the server's answer".to_owned()),
        Outcome::NoConnection { error } => {
            Told::No(format!("no connection ({}); {}", error.stage().word(), error.hint()))
        }
        Outcome::Deferred { stage, .. } => Told::No(format!("it was put off ({})", stage.word())),
        Outcome::Rejected { stage, reply } => Told::No(format!("it was refused ({}, {})", stage.word(), reply.code)),
        Outcome::Unsendable { why } => Told::No(why.words().to_owned()),
    }
}

/// For `homeroom check`: whether the way is open. Nothing is sent. `None`: there is none of its own.
pub async fn probe(alerts: &Alerts, class: &OpenClass, patience: Duration) -> Option<Result<(), String>> {
    let way = alerts.way.as_ref()?;
    let from = alerts.from.as_ref().unwrap_or(&class.class().address);
    Some(match edges::way_out(way, from.domain(), Deadlines::all(patience)) {
        Ok(mut submitter) => submitter.probe().await.map_err(|error| format!("{error}; {}", error.hint())),
        Err(error) => Err(error.to_string()),
    })
}
