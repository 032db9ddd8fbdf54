//! What becomes of one mail: exactly one state with a reason, and what follows from it.

use super::addressed::recipients;
use super::effect::Effect;
use super::forwarded;
use super::lost_life::{self, Trace};
use super::matching::{Clues, KeyClue, Match, place};
use super::meeting::{Offer, chosen};
use super::preference::{Asked, PreferenceFacts, asked};
use crate::domain::address::EmailAddress;
use crate::domain::class::Class;
use crate::domain::contact::{Channel, Contact, Direction, Tone};
use crate::domain::mail::{Evidence, FolderRole, Home, MailState, Placing};
use crate::domain::outbox::{DeliveryReport, Failure, Fate};
use crate::domain::roster::Guardianship;
use crate::ids::{InboundId, OutboxId};
use crate::message::threading::fold_subject;
use crate::message::{Action, BouncedRecipient, Kind, Understood};
use jiff::Timestamp;

/// Everything the decision rests on, gathered beforehand.
pub struct MailFacts<'a> {
    pub id: InboundId,
    pub class: &'a Class,
    pub role: FolderRole,
    /// By the server's INTERNALDATE, which the sender cannot set.
    pub received_at: Timestamp,
    pub mail: &'a Understood,
    /// It is a mail homeroom sent, come back.
    pub own_copy: Option<OwnCopy>,
    /// The same, where it proves something of the life of the state.
    pub trace: Option<Trace>,
    pub key: Option<KeyClue>,
    /// The homes that a teacher has said it belongs with, where it was read before.
    pub said_by_teacher: Vec<Home>,
    pub answers: Vec<Home>,
    pub in_conversation: Vec<Home>,
    /// The school's own mail server vouches for the sender.
    pub authentic: bool,
    /// The mail of ours that a delivery report names.
    pub bounced: Option<SentMail>,
    /// Where it may ask how its sender wants to be written to.
    pub preference: Option<PreferenceFacts>,
    /// The time to meet that it chooses, of those that were offered to its sender.
    pub offer: Option<Offer>,
    /// The mail that it passes on. Looked for only in a mail that is surely a teacher's.
    pub forwarded: Option<&'a Understood>,
}

/// A copy of a mail of ours.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OwnCopy {
    /// `None`: the state that knew of it was lost.
    pub id: Option<OutboxId>,
    /// The home it is about, unless it went to a guardian about all their children.
    pub home: Option<Home>,
}

/// A mail of ours as a delivery report may name it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SentMail {
    pub id: OutboxId,
    pub to: Option<EmailAddress>,
}

/// The reason of a mail that lies where a teacher put it.
pub const SAID_BY_TEACHER: &str = "the teacher said so";

pub fn decide(facts: &MailFacts<'_>, now: Timestamp) -> Vec<Effect> {
    // A mail from the future would put the contact clock ahead of itself.
    let at = facts.received_at.min(now);
    if let Some(own) = &facts.own_copy {
        let mut effects = vec![facts.own_copy(own)];
        effects.extend(facts.trace.iter().flat_map(|trace| lost_life::effects(trace, now)));
        return effects;
    }
    if let Some(effects) = forwarded::place(facts, now) {
        return effects;
    }
    match facts.role {
        FolderRole::Sent => sent_by_hand(facts, at),
        FolderRole::Junk => junk(facts),
        FolderRole::Inbox if !facts.said_by_teacher.is_empty() => as_the_teacher_said(facts, at),
        FolderRole::Inbox => match facts.mail.kind {
            Kind::Bounce => delivery_report(facts, at),
            Kind::AutoReply => vec![facts.ignored("automatic answer")],
            Kind::List => vec![facts.ignored("list or bulk mail")],
            Kind::Unreadable => vec![facts.state(MailState::Quarantined, "nothing could be read in it")],
            Kind::Mail | Kind::Reply | Kind::Unsubscribe => person(facts, at),
        },
    }
}

/// Mail the teacher wrote by hand, in any program: contact with every family it went to.
fn sent_by_hand(facts: &MailFacts<'_>, at: Timestamp) -> Vec<Effect> {
    if facts.mail.kind == Kind::AutoReply {
        return vec![facts.ignored("automatic answer of the class mailbox")];
    }
    to_families(facts, at).unwrap_or_else(|| vec![facts.ignored("sent to nobody on the roster")])
}

/// `None` where no recipient is on the roster.
pub(super) fn to_families(facts: &MailFacts<'_>, at: Timestamp) -> Option<Vec<Effect>> {
    let mut homes: Vec<Home> = Vec::new();
    // A word to somebody whom a court order bars from the child is no contact with that child's home.
    let mut in_contact: Vec<Home> = Vec::new();
    let mut by: Vec<Evidence> = Vec::new();
    let mut guardians: Vec<String> = Vec::new();
    for address in recipients(facts.mail) {
        let clues = facts.clues(&address);
        let (guardian, found, evidence) = match place(&clues) {
            Match::Stranger { .. } => continue,
            Match::Family { guardian, homes, by, .. } => (guardian, homes, by),
            Match::Blocked { guardian, homes } => (guardian, homes, vec![Evidence::Teacher]),
            // A word to a mother of two that names neither is a word about both.
            Match::Unsure { guardian, candidates, .. } => (guardian, candidates, vec![Evidence::Teacher]),
        };
        let free = |h: &&Home| !facts.class.roster.is_blocked(&address, &h.student);
        in_contact.extend(found.iter().filter(free).filter(|h| !in_contact.contains(h)).cloned().collect::<Vec<_>>());
        homes.extend(found.into_iter().filter(|h| !homes.contains(h)).collect::<Vec<_>>());
        by.extend(evidence.into_iter().filter(|e| !by.contains(e)).collect::<Vec<_>>());
        guardians.push(guardian);
    }
    if homes.is_empty() {
        return None;
    }
    by.sort_unstable();
    // The same words to many families are a class letter, not a personal contact.
    let mut children: Vec<_> = homes.iter().map(|h| &h.student).collect();
    children.sort_unstable();
    children.dedup();
    let personal = children.len() <= 3 && facts.mail.kind != Kind::List;
    let guardian = if guardians.len() == 1 { guardians.pop() } else { None };
    let reason = match (in_contact.is_empty(), personal) {
        (true, _) => "the teacher wrote to a guardian whom a court order bars; no contact",
        (false, true) => "the teacher wrote",
        (false, false) => "the teacher wrote to many",
    };
    let mut effects = vec![Effect::Place(Placing {
        state: MailState::Placed,
        reason: reason.to_owned(),
        outgoing: true,
        homes,
        guardian: guardian.clone(),
        matched_by: by,
        verified: true,
        ..facts.placing()
    })];
    effects.extend(in_contact.into_iter().map(|home| {
        Effect::LogContact(Contact { personal, ..facts.contact(home, guardian.clone(), Direction::ToFamily, at) })
    }));
    Some(effects)
}

/// Junk is looked through for people of the roster only; nothing found there acts.
fn junk(facts: &MailFacts<'_>) -> Vec<Effect> {
    let Some(from) = &facts.mail.from else { return vec![facts.ignored("junk")] };
    let rows: Vec<&Guardianship> = facts.class.roster.rows_of(from).collect();
    let Some(first) = rows.first() else { return vec![facts.ignored("junk")] };
    vec![Effect::Place(Placing {
        state: MailState::Held,
        reason: "found in Junk; move it to the inbox if it is theirs".to_owned(),
        guardian: Some(first.name.clone()),
        ..facts.placing()
    })]
}

/// A delivery report counts only if it names a mail homeroom sent; a forged one changes nothing.
fn delivery_report(facts: &MailFacts<'_>, at: Timestamp) -> Vec<Effect> {
    let (Some(report), Some(sent)) = (&facts.mail.bounce, &facts.bounced) else {
        return vec![facts.ignored("delivery report about a mail homeroom did not send")];
    };
    let about_ours = |named: &BouncedRecipient| match (&named.address, &sent.to) {
        (Some(named), Some(to)) => named == to,
        // An address that homeroom would not write to is somebody else's: our mail was sent on to there.
        (None, _) => named.written.is_none(),
        _ => false,
    };
    let mut effects = Vec::new();
    let mut reason = "delivery report".to_owned();
    for recipient in report.recipients.iter().filter(|r| about_ours(r)) {
        let Some(to) = &sent.to else { continue };
        let fate = match recipient.action {
            // RFC 3464 §2.3.3: no more attempts are made, whatever class the status has. Whether the address is to
            // blame is another question, which only a failure for good can answer.
            Action::Failed => {
                reason = format!("came back: {}", recipient.reason.words());
                Fate::Failed(Failure {
                    status: recipient.status.clone(),
                    reason: recipient.reason.words().to_owned(),
                    permanent: report.permanent,
                    diagnostic: recipient.diagnostic.clone(),
                })
            }
            Action::Delayed => {
                reason = "delivery is delayed; the mail server keeps trying".to_owned();
                Fate::Delayed
            }
            Action::Delivered => {
                reason = "delivery confirmed".to_owned();
                Fate::Delivered
            }
            // Handed on to where nobody reports: it may still fail.
            Action::Relayed | Action::Expanded => {
                reason = "passed on; whether it arrived is not said".to_owned();
                continue;
            }
        };
        effects.push(Effect::RecordReport(DeliveryReport { at, outbox: sent.id, address: to.clone(), fate }));
    }
    effects.insert(0, facts.ignored(&reason));
    effects
}

fn person(facts: &MailFacts<'_>, at: Timestamp) -> Vec<Effect> {
    let Some(from) = &facts.mail.from else {
        return vec![facts.state(MailState::UnknownSender, "no sender's address that could be read")];
    };
    if facts.class.address.mailbox() == from.mailbox() {
        return vec![facts.ignored("from the class's own address")];
    }
    if facts.class.teacher(from).is_some() {
        return teacher(facts, at);
    }
    let found = place(&facts.clues(from));
    let Asked { request, placing } = asked(facts, from, &found, at).unwrap_or_default();
    let chosen = chosen(facts, &found, at);
    let mut effects = placing.map_or_else(|| letter(facts, found, at), |placing| vec![Effect::Place(placing)]);
    effects.extend(chosen);
    effects.extend(request.map(Effect::Prefer));
    effects
}

/// The mail of a person who is not the teacher.
pub(super) fn letter(facts: &MailFacts<'_>, found: Match, at: Timestamp) -> Vec<Effect> {
    match found {
        Match::Stranger { key_of: None } => {
            vec![facts.state(MailState::UnknownSender, "the address is not on the roster")]
        }
        Match::Stranger { key_of: Some(home) } => vec![Effect::Place(Placing {
            state: MailState::UnknownSender,
            reason: "answers a mail of ours from an address that is not on the roster".to_owned(),
            homes: vec![home],
            matched_by: vec![Evidence::Key],
            ..facts.placing()
        })],
        Match::Blocked { guardian, homes } => vec![Effect::Place(facts.barred(Some(guardian), homes))],
        Match::Unsure { guardian, barred, .. } => vec![Effect::Place(Placing {
            state: MailState::Unsure,
            reason: if barred {
                "a court order bars the guardian from another child in the class, and the mail names none".to_owned()
            } else {
                "the guardian has several children in the class and the mail names none".to_owned()
            },
            guardian: Some(guardian),
            verified: facts.authentic,
            ..facts.placing()
        })],
        Match::Family { guardian, homes, by, key_is_theirs } => {
            let placing = Placing {
                state: MailState::Placed,
                homes,
                guardian: Some(guardian),
                matched_by: by,
                verified: key_is_theirs || facts.authentic,
                ..facts.placing()
            };
            from_family(facts, placing, at)
        }
    }
}

/// A teacher's word about where a mail belongs is a fact that no better reading unsays; only a court order does. The
/// teacher said of which child, the roster says in which of the child's homes the sender lives.
pub(super) fn as_the_teacher_said(facts: &MailFacts<'_>, at: Timestamp) -> Vec<Effect> {
    let from = facts.mail.from.as_ref();
    let rows: Vec<&Guardianship> = from.iter().flat_map(|f| facts.class.roster.rows_of(f)).collect();
    let mut homes: Vec<Home> = Vec::new();
    for said in &facts.said_by_teacher {
        let theirs: Vec<Home> = rows.iter().filter(|r| r.student == said.student).map(|r| r.home()).collect();
        let found = if theirs.is_empty() { vec![said.clone()] } else { theirs };
        homes.extend(found.into_iter().filter(|h| !homes.contains(h)).collect::<Vec<_>>());
    }
    let guardian = rows.iter().find(|r| homes.iter().any(|h| h.student == r.student)).map(|r| r.name.clone());
    if from.is_some_and(|from| homes.iter().any(|h| facts.class.roster.is_blocked(from, &h.student))) {
        let matched_by = vec![Evidence::Teacher];
        return vec![Effect::Place(Placing { matched_by, ..facts.barred(guardian, homes) })];
    }
    let placing = Placing {
        state: MailState::Placed,
        reason: SAID_BY_TEACHER.to_owned(),
        homes,
        guardian,
        matched_by: vec![Evidence::Teacher],
        verified: facts.authentic || from.is_some_and(|from| facts.key.as_ref().is_some_and(|k| k.owner == *from)),
        ..facts.placing()
    };
    from_family(facts, placing, at)
}

/// The mail in its place, and the contact it is with each home.
fn from_family(facts: &MailFacts<'_>, placing: Placing, at: Timestamp) -> Vec<Effect> {
    let contact = |home: &Home| {
        Effect::LogContact(facts.contact(home.clone(), placing.guardian.clone(), Direction::FromFamily, at))
    };
    let contacts: Vec<Effect> = placing.homes.iter().map(contact).collect();
    std::iter::once(Effect::Place(placing)).chain(contacts).collect()
}

/// A mail that says it is the teacher's. A copy of what they wrote to a family is contact, if the school's server
/// vouches for it; anything else is kept and changes nothing.
fn teacher(facts: &MailFacts<'_>, at: Timestamp) -> Vec<Effect> {
    if !facts.authentic {
        return vec![
            facts.state(
                MailState::Held,
                "bears a teacher's address, but the school's mail server does not vouch for it",
            ),
        ];
    }
    to_families(facts, at).unwrap_or_else(|| vec![facts.ignored("from a teacher; no family among its recipients")])
}

impl MailFacts<'_> {
    pub(super) fn clues<'a>(&'a self, from: &'a EmailAddress) -> Clues<'a> {
        Clues {
            roster: &self.class.roster,
            from,
            key: self.key.as_ref(),
            answers: &self.answers,
            subject: &self.mail.subject,
            new_text: &self.mail.reply_text,
            in_conversation: &self.in_conversation,
        }
    }

    /// A placing in which nothing is known yet; every user says at least its state and reason.
    pub(super) fn placing(&self) -> Placing {
        Placing {
            inbound: self.id,
            at: self.received_at,
            state: MailState::Ignored,
            reason: String::new(),
            outgoing: self.role == FolderRole::Sent,
            homes: Vec::new(),
            guardian: None,
            matched_by: Vec::new(),
            verified: false,
            topic: fold_subject(&self.mail.subject),
        }
    }

    pub(super) fn state(&self, state: MailState, reason: &str) -> Effect {
        Effect::Place(Placing { state, reason: reason.to_owned(), ..self.placing() })
    }

    /// Kept and told, never answered and no contact.
    fn barred(&self, guardian: Option<String>, homes: Vec<Home>) -> Placing {
        Placing {
            state: MailState::Held,
            reason: "a court order bars this guardian; kept, not answered".to_owned(),
            homes,
            guardian,
            ..self.placing()
        }
    }

    /// Some providers give a copy a Message-ID of their own. It stands with its home, so that an answer that names this
    /// id finds the way there.
    fn own_copy(&self, own: &OwnCopy) -> Effect {
        let (state, reason) = (MailState::Ignored, "homeroom's own mail".to_owned());
        Effect::Place(Placing { state, reason, homes: own.home.iter().cloned().collect(), ..self.placing() })
    }

    fn ignored(&self, reason: &str) -> Effect {
        self.state(MailState::Ignored, reason)
    }

    fn contact(&self, home: Home, guardian: Option<String>, direction: Direction, at: Timestamp) -> Contact {
        Contact {
            at,
            student: home.student,
            household: home.household,
            guardian,
            direction,
            channel: Channel::Mail,
            personal: true,
            tone: Tone::Neutral,
            inbound: Some(self.id),
            outbox: None,
        }
    }
}
