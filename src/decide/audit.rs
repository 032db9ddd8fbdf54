//! Which line of the log an effect becomes. Every effect is named here, so that whoever adds one has to decide.

use super::effect::Effect;
use crate::domain::audit::{Act, Actor, Entry, Subject};
use crate::domain::contact::Contact;
use crate::domain::mail::{Evidence, ItemTarget, Placing};
use crate::domain::outbox::{Fate, JobRun, OutboxState, Outgoing, Recipient, RunOutcome};
use crate::domain::plan::{PlanChange, PlanLine};
use crate::domain::preference::{Request, Wish};
use crate::domain::roster::Changed;
use crate::ids::{OutboxId, RosterChangeId, StudentId};

/// Who did it, and the line. `None`: a detail of something that has a line of its own.
pub fn entry(effect: &Effect, acting: Actor) -> Option<(Actor, Entry)> {
    let by = |act, subject, detail: String| Some((acting, Entry::new(act, subject, detail)));
    match effect {
        Effect::Place(placing) => by(Act::Placed, Subject::Mail(placing.inbound), placed(placing)),
        // A contact by mail is told by the mail.
        Effect::LogContact(contact) if contact.inbound.is_some() || contact.outbox.is_some() => None,
        Effect::LogContact(contact) => {
            by(Act::Contact, Subject::Child(contact.student.clone()), contact_words(contact))
        }
        Effect::RecordReport(report) => by(Act::Reported, Subject::Outbox(report.outbox), fate(&report.fate)),
        Effect::Prefer(request) => Some((Actor::Guardian, asked(request))),
        Effect::AddMoment { student, photo, .. } => {
            by(Act::Moment, Subject::Child(student.clone()), photo.as_ref().map_or("", |_| "with a photo").to_owned())
        }
        Effect::AddPrivateNote { student, .. } => {
            by(Act::PrivateNote, student.clone().map_or(Subject::Class, Subject::Child), String::new())
        }
        // The moment has its line, and so have the mails that are made of it.
        Effect::UseMoments { .. } | Effect::MomentPrepared { .. } | Effect::LetMomentsRest { .. } => None,
        Effect::Enqueue(mail) => by(Act::Prepared, Subject::NewOutbox, prepared(mail)),
        Effect::Join { parts, mail } => {
            by(Act::Prepared, Subject::NewOutbox, format!("{}, of {}", prepared(mail), outboxes(parts)))
        }
        Effect::ApproveDraft { outbox } => by(Act::Approved, Subject::Outbox(*outbox), String::new()),
        Effect::HasLeft { .. } | Effect::WentOutBefore { .. } | Effect::CancelMail { .. } => of_fate(effect, acting),
        Effect::Settle { inbound, .. } => by(Act::Settled, Subject::Mail(*inbound), String::new()),
        Effect::RecordRun(run) => by(Act::Run, Subject::Job(run.job.clone()), ran(run)),
        Effect::Hold { cause, .. } => by(Act::Halted, Subject::Class, cause.word().to_owned()),
        Effect::Pause { until } => {
            by(Act::Paused, Subject::Class, until.map_or(String::new(), |day| format!("until {day}")))
        }
        Effect::EndPause => by(Act::PauseEnded, Subject::Class, String::new()),
        Effect::GoOn => by(Act::WentOn, Subject::Class, String::new()),
        Effect::Reword { .. }
        | Effect::Write(_)
        | Effect::TakeBack { .. }
        | Effect::Unsettle { .. }
        | Effect::ForgetMoment { .. }
        | Effect::PutOff { .. }
        | Effect::Promise(_)
        | Effect::KeepPromise { .. }
        | Effect::SettleQuestion { .. }
        | Effect::Ask(_)
        | Effect::ChooseTime(_)
        | Effect::OfferPromise(_)
        | Effect::AnswerOffer { .. }
        | Effect::BeginHard(_)
        | Effect::ChangeHard { .. }
        | Effect::ReadHard { .. }
        | Effect::RecordCommands(_) => of_command(effect, acting),
        Effect::NumberItems { day, items } => by(Act::Shown, Subject::Summary(*day), shown(items)),
        Effect::ChangeRoster(_)
        | Effect::RosterSays { .. }
        | Effect::RevokeRosterChange { .. }
        | Effect::SetLanguage { .. } => of_rights(effect, acting),
        Effect::Plan(change) => of_plan(change, acting),
    }
}

/// A mail of ours got to its end.
fn of_fate(effect: &Effect, acting: Actor) -> Option<(Actor, Entry)> {
    let (state, outbox, detail) = match effect {
        Effect::HasLeft { outbox } => (OutboxState::Sent, outbox, "was seen outside"),
        Effect::WentOutBefore { outbox, .. } => (OutboxState::Sent, outbox, "in a life that was lost"),
        Effect::CancelMail { outbox, .. } => (OutboxState::Cancelled, outbox, ""),
        // Whoever calls has named all of these, and no other.
        _ => return None,
    };
    Some((acting, Entry::new(Act::Mail(state), Subject::Outbox(*outbox), detail)))
}

fn of_plan(change: &PlanChange, acting: Actor) -> Option<(Actor, Entry)> {
    let by = |act, subject, detail: String| Some((acting, Entry::new(act, subject, detail)));
    let child = |student: &StudentId| Subject::Child(student.clone());
    match change {
        PlanChange::Goal { student, .. } => by(Act::Planned, child(student), "a goal".to_owned()),
        PlanChange::Step { step, .. } => by(
            Act::Planned,
            child_or_class(step.student.as_ref()),
            format!("a step of the {}, by {}", step.by.word(), step.due),
        ),
        PlanChange::End { student, .. } => by(Act::Planned, child(student), "over".to_owned()),
        PlanChange::TakeBack { line: PlanLine::Goal(id), .. } => {
            by(Act::TakenBack, Subject::Class, format!("goal {id}"))
        }
        PlanChange::TakeBack { line: PlanLine::Step(id), .. } => {
            by(Act::TakenBack, Subject::Class, format!("promise {id}"))
        }
        PlanChange::Letter { plan, letter, .. } => {
            by(Act::Prepared, Subject::NewOutbox, format!("plan {plan} for {}", letter.to.home.student))
        }
        // The letters have their lines.
        PlanChange::Written { .. } => None,
    }
}

fn numbers(changes: &[RosterChangeId]) -> String {
    changes.iter().map(ToString::to_string).collect::<Vec<_>>().join(" + ")
}

/// What teachers change beside the class list.
fn of_rights(effect: &Effect, acting: Actor) -> Option<(Actor, Entry)> {
    let by = |act, subject, detail: String| Some((acting, Entry::new(act, subject, detail)));
    match effect {
        Effect::ChangeRoster(change) => {
            let what = match change.what {
                Changed::Address(_) => "another address",
                Changed::Blocked { .. } => "blocked",
            };
            by(Act::Rights, Subject::Child(change.student.clone()), what.to_owned())
        }
        Effect::RosterSays { changes } => by(Act::Rights, Subject::Class, format!("listed {}", numbers(changes))),
        Effect::RevokeRosterChange { change } => {
            by(Act::Rights, Subject::Class, format!("revoked {}", numbers(&[*change])))
        }
        Effect::SetLanguage { language, .. } => by(Act::Rights, Subject::Class, format!("language {language}")),
        // Whoever calls has named all of these, and no other.
        _ => None,
    }
}

/// What only a teacher's commands do.
fn of_command(effect: &Effect, acting: Actor) -> Option<(Actor, Entry)> {
    let by = |act, subject, detail: String| Some((acting, Entry::new(act, subject, detail)));
    match effect {
        Effect::Reword { outbox, .. } => by(Act::Reworded, Subject::Outbox(*outbox), String::new()),
        Effect::Write(wanted) => {
            by(Act::Prepared, Subject::NewOutbox, format!("an answer for {}", wanted.to.home.student))
        }
        Effect::TakeBack { outbox, .. } => by(Act::TakenBack, Subject::Outbox(*outbox), String::new()),
        Effect::Unsettle { inbound } => by(Act::TakenBack, Subject::Mail(*inbound), String::new()),
        Effect::ForgetMoment { moment, .. } => by(Act::TakenBack, Subject::Class, format!("moment {moment}")),
        Effect::PutOff { target, until } => by(Act::PutOff, Subject::Class, format!("{}, until {until}", item(target))),
        Effect::Promise(promise) => {
            by(Act::Promised, child_or_class(promise.student.as_ref()), format!("by {}", promise.due))
        }
        Effect::KeepPromise { promise, .. } => by(Act::PromiseKept, Subject::Class, format!("promise {promise}")),
        Effect::SettleQuestion { outbox, .. } => by(Act::Settled, Subject::Outbox(*outbox), String::new()),
        // Its letters have a line each.
        Effect::Ask(_) => None,
        Effect::ChooseTime(chosen) => Some((
            Actor::Guardian,
            Entry::new(
                Act::Promised,
                child_or_class(chosen.promise.student.as_ref()),
                format!("to meet by {}", chosen.promise.due),
            ),
        )),
        // What is only offered has done nothing yet.
        Effect::OfferPromise(_) => None,
        Effect::AnswerOffer { offer, promise, .. } => {
            let detail = if promise.is_some() { "taken" } else { "not taken" };
            by(Act::Promised, Subject::Class, format!("offer {offer} {detail}"))
        }
        Effect::BeginHard(new) => by(
            Act::Prepared,
            Subject::Child(new.student.clone()),
            format!("a difficult letter, {} mails", new.to.len()),
        ),
        Effect::ChangeHard { hard, .. } => by(Act::Reworded, Subject::Class, format!("difficult letter {hard}")),
        Effect::ReadHard { hard, .. } => by(Act::Read, Subject::Class, format!("difficult letter {hard}")),
        // Each command has a line of its own.
        Effect::RecordCommands(_) => None,
        // Whoever calls has named all of these, and no other.
        _ => None,
    }
}

fn child_or_class(student: Option<&StudentId>) -> Subject {
    student.cloned().map_or(Subject::Class, Subject::Child)
}

fn fate(fate: &Fate) -> String {
    match fate {
        Fate::Delivered => "delivered",
        Fate::Delayed => "delayed",
        Fate::Failed(_) => "failed",
    }
    .to_owned()
}

/// The state, and whose it is.
fn placed(placing: &Placing) -> String {
    let mut words = vec![placing.state.word().to_owned()];
    for home in &placing.homes {
        let child = home.student.to_string();
        if !words.contains(&child) {
            words.push(child);
        }
    }
    if placing.matched_by.contains(&Evidence::Teacher) {
        words.push("as a teacher said".to_owned());
    }
    words.join(" ")
}

fn contact_words(contact: &Contact) -> String {
    format!("{} {}", contact.channel.word(), contact.direction.word())
}

fn asked(request: &Request) -> Entry {
    let wish = match &request.wish {
        Wish::Less(level) => level.word(),
        Wish::Weekly => "weekly",
        Wish::Everything => "all",
        Wish::Language(_) => "language",
        Wish::Address(_) => "address",
    };
    Entry::new(Act::Asked, Subject::Mail(request.inbound), format!("{wish} {}", request.outcome.word()))
}

/// The letter's name, and whom it is for.
fn prepared(mail: &Outgoing) -> String {
    match &mail.recipient {
        Recipient::Family { home, .. } => format!("{} for {}", mail.template, home.student),
        Recipient::Teacher => format!("{} for a teacher", mail.template),
    }
}

fn ran(run: &JobRun) -> String {
    let slot = run.slot.strftime("%Y-%m-%dT%H:%M");
    match run.outcome {
        RunOutcome::Ran { mails, .. } => format!("{slot} ran, {mails} mails"),
        RunOutcome::Skipped(reason) => format!("{slot} left out, {}", reason.word()),
    }
}

fn outboxes(ids: &[OutboxId]) -> String {
    ids.iter().map(|id| format!("outbox {id}")).collect::<Vec<_>>().join(" + ")
}

/// `1 mail 12, 2 outbox 3 + outbox 4`
fn shown(items: &[(u32, ItemTarget)]) -> String {
    items.iter().map(|(number, target)| format!("{number} {}", item(target))).collect::<Vec<_>>().join(", ")
}

fn item(target: &ItemTarget) -> String {
    match target {
        ItemTarget::Mail(id) => format!("mail {id}"),
        ItemTarget::Outgoing(ids) => outboxes(ids),
        ItemTarget::Run { job, slot } => format!("job {job} {}", slot.strftime("%Y-%m-%dT%H:%M")),
        ItemTarget::Promise(id) => format!("promise {id}"),
        ItemTarget::Offer(id) => format!("offer {id}"),
        ItemTarget::Asked(id) => format!("question in outbox {id}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::contact::{Channel, Direction, Tone};
    use crate::domain::mail::{Home, MailState};
    use crate::domain::outbox::{DeliveryReport, Failure};
    use crate::ids::{HouseholdId, InboundId, StudentId};
    use jiff::Timestamp;

    const AT: Timestamp = Timestamp::UNIX_EPOCH;

    fn contact(inbound: Option<InboundId>) -> Effect {
        Effect::LogContact(Contact {
            at: AT,
            student: StudentId::new("S1002"),
            household: HouseholdId::new("A"),
            guardian: Some("Ana Martínez".into()),
            direction: Direction::FromFamily,
            channel: Channel::Call,
            personal: true,
            tone: Tone::Neutral,
            inbound,
            outbox: None,
        })
    }

    fn place(by: Evidence) -> Effect {
        let home = |household| Home { student: StudentId::new("S1002"), household: HouseholdId::new(household) };
        Effect::Place(Placing {
            inbound: InboundId(17),
            at: AT,
            state: MailState::Placed,
            reason: "Ana Martínez wrote".into(),
            outgoing: false,
            homes: vec![home("A"), home("B")],
            guardian: Some("Ana Martínez".into()),
            matched_by: vec![by],
            verified: true,
            topic: "leo is ill".into(),
        })
    }

    #[test]
    fn a_line_has_ids_and_words_of_closed_sets_alone() {
        let student = StudentId::new("S1002");
        let failure = Failure {
            status: None,
            reason: "no such address".into(),
            permanent: true,
            diagnostic: Some("550 ana@families.test".into()),
        };
        let cases = [
            (place(Evidence::Teacher), "placed mail 17: placed S1002 as a teacher said"),
            (contact(None), "contact child S1002: call from_family"),
            (
                Effect::RecordReport(DeliveryReport {
                    at: AT,
                    outbox: OutboxId(4),
                    address: crate::domain::address::EmailAddress::parse("ana@families.test").unwrap(),
                    fate: Fate::Failed(failure),
                }),
                "reported outbox 4: failed",
            ),
            (
                Effect::AddPrivateNote { at: AT, student: Some(student), text: "is tired".into() },
                "private_note child S1002: ",
            ),
            (Effect::CancelMail { outbox: OutboxId(4), reason: "Ana says no".into() }, "cancelled outbox 4: "),
            (
                Effect::NumberItems {
                    day: jiff::civil::date(2026, 11, 20),
                    items: vec![
                        (1, ItemTarget::Mail(InboundId(12))),
                        (2, ItemTarget::Outgoing(vec![OutboxId(3), OutboxId(4)])),
                    ],
                },
                "shown summary 2026-11-20: 1 mail 12, 2 outbox 3 + outbox 4",
            ),
        ];
        for (effect, expected) in cases {
            let (actor, entry) = entry(&effect, Actor::Teacher(1)).unwrap();
            assert_eq!(actor, Actor::Teacher(1));
            assert_eq!(format!("{} {}: {}", entry.act.word(), entry.subject, entry.detail), expected);
        }
        assert_eq!(entry(&contact(Some(InboundId(1))), Actor::Homeroom), None, "the mail has its own line");
    }
}
