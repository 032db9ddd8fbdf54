//! All that homeroom can do to its state. A reader, an auditor and a test see everything here; nothing else writes.

use crate::domain::address::EmailAddress;
use crate::domain::contact::Contact;
use crate::domain::hard::{Blanks, NewHard};
use crate::domain::language::Language;
use crate::domain::letter::Wanted;
use crate::domain::life::HoldCause;
use crate::domain::mail::{ItemTarget, Placing};
use crate::domain::note::{MomentKind, MomentPhoto};
use crate::domain::outbox::{DeliveryReport, JobRun, Outgoing};
use crate::domain::plan::PlanChange;
use crate::domain::preference::Request;
use crate::domain::promise::{NewPromise, Offered};
use crate::domain::question::{Chosen, Question};
use crate::domain::roster::RosterChange;
use crate::domain::said::CommandRecord;
use crate::ids::{HardId, InboundId, MomentId, OfferId, OutboxId, PromiseId, RosterChangeId, StudentId};
use jiff::Timestamp;
use jiff::civil::Date;

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Effect {
    /// A mail reaches its one state.
    Place(Placing),
    LogContact(Contact),
    /// A delivery report that names a mail of ours. Of one that says that it did not arrive and is not tried any more, the
    /// row becomes `failed`.
    RecordReport(DeliveryReport),
    /// A mail of which it was not known whether it left has been seen outside: it did.
    HasLeft {
        outbox: OutboxId,
    },
    /// A guardian asked how to be written to. What is done holds from now on, and mail that waits and is not wanted any
    /// more ends.
    Prefer(Box<Request>),
    AddMoment {
        at: Timestamp,
        student: StudentId,
        kind: Option<MomentKind>,
        text: String,
        /// Who noted it, as families see the name.
        by: String,
        photo: Option<MomentPhoto>,
    },
    AddPrivateNote {
        at: Timestamp,
        /// `None`: about the class.
        student: Option<StudentId>,
        text: String,
    },
    /// These moments have been written home about.
    UseMoments {
        at: Timestamp,
        moments: Vec<MomentId>,
    },
    /// The drafts of a moment's notes are written.
    MomentPrepared {
        at: Timestamp,
        moment: MomentId,
    },
    /// The teacher wants no note made of what this draft is about: its moments are offered once more from `until` on, and
    /// after a second no never.
    LetMomentsRest {
        outbox: OutboxId,
        at: Timestamp,
        until: Timestamp,
    },
    /// A new row in the outbox, unless one with the same meaning exists.
    Enqueue(Box<Outgoing>),
    /// Mails that wait go as one new mail, unless one with the same meaning exists.
    Join {
        parts: Vec<OutboxId>,
        mail: Box<Outgoing>,
    },
    /// Of a draft that was made of a moment, the moment is used.
    ApproveDraft {
        outbox: OutboxId,
    },
    CancelMail {
        outbox: OutboxId,
        reason: String,
    },
    /// The teacher's own words in the place of a draft's.
    Reword {
        outbox: OutboxId,
        text: String,
        /// Who writes, as the family sees it.
        by: String,
    },
    /// A mail to a family that a teacher's command asks for, unless one with the same meaning exists.
    Write(Box<Wanted>),
    /// What waits to leave does not: it is a draft again, or was never written.
    TakeBack {
        outbox: OutboxId,
        was_draft: bool,
    },
    /// The teacher needs to do no more about this mail.
    Settle {
        inbound: InboundId,
        at: Timestamp,
    },
    Unsettle {
        inbound: InboundId,
    },
    /// A moment that was noted by mistake: nothing is written of it.
    ForgetMoment {
        moment: MomentId,
        at: Timestamp,
    },
    /// Not shown in a summary before that day.
    PutOff {
        target: ItemTarget,
        until: Date,
    },
    /// What was said by a teacher, so that it acts once and can be taken back.
    RecordCommands(Box<CommandRecord>),
    /// One occurrence of a job is over, run or skipped.
    RecordRun(JobRun),
    /// A mail of homeroom's that lies in Sent and of which this state knew only that it had not gone out.
    WentOutBefore {
        outbox: OutboxId,
        at: Timestamp,
    },
    /// The state was put back to an earlier one: nothing goes out until a person says so.
    Hold {
        cause: HoldCause,
        /// How far the life got that is not known here.
        generation: i64,
    },
    /// No mail leaves for any family until this day, or until the teacher says so.
    Pause {
        until: Option<Date>,
    },
    EndPause,
    /// A person has looked at what would go out: homeroom goes on.
    GoOn,
    Promise(Box<NewPromise>),
    /// The teacher says that it is kept. With its last open step a plan is over.
    KeepPromise {
        promise: PromiseId,
        at: Timestamp,
    },
    /// The teacher waits no longer for an answer to this mail.
    SettleQuestion {
        outbox: OutboxId,
        at: Timestamp,
    },
    /// The teacher has asked this: its letters stand in the outbox.
    Ask(Box<Question>),
    /// A guardian chose one of the times that were offered.
    ChooseTime(Box<Chosen>),
    /// A sentence of the teacher's own mail names a day: the summary asks whether it is a promise.
    OfferPromise(Box<Offered>),
    /// The teacher has said whether it is one.
    AnswerOffer {
        offer: OfferId,
        at: Timestamp,
        promise: Option<Box<NewPromise>>,
    },
    /// What numbers of a day's summaries stand for, those given before among them.
    NumberItems {
        day: Date,
        items: Vec<(u32, ItemTarget)>,
    },
    /// A teacher changed what the class list says. Mail that waits for somebody who is barred by it ends.
    ChangeRoster(Box<RosterChange>),
    /// The class list says by now what had been changed beside it.
    RosterSays {
        changes: Vec<RosterChangeId>,
    },
    /// A person with rights on the machine took a change back.
    RevokeRosterChange {
        change: RosterChangeId,
    },
    /// A teacher says in which language a guardian is written to; a later wish of their own wins.
    SetLanguage {
        to: EmailAddress,
        language: Language,
        at: Timestamp,
    },
    /// A difficult letter, as drafts to the homes of the child that sleep.
    BeginHard(Box<NewHard>),
    /// Other words in its blanks, and in the drafts; another colleague to read it first, or none.
    ChangeHard {
        hard: HardId,
        blanks: Box<Blanks>,
        reader: Option<EmailAddress>,
    },
    /// A colleague has read it, and what they say goes to its writer.
    ReadHard {
        hard: HardId,
        /// Their name.
        by: String,
        /// They are the one who was asked last.
        is_reader: bool,
        /// What they read is not what stands there by now.
        former: bool,
        words: Option<String>,
        at: Timestamp,
    },
    Plan(Box<PlanChange>),
}
