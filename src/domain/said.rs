//! What is kept of a teacher's commands: so that a line or a button acts once, and what it did can be taken back.

use super::address::EmailAddress;
use super::mail::ItemTarget;
use super::plan::PlanLine;
use crate::ids::{InboundId, MomentId, OutboxId};
use jiff::Timestamp;
use jiff::civil::Date;

/// The commands of one mail, or of one call on the machine.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CommandRecord {
    pub at: Timestamp,
    /// `None`: somebody with rights on the machine.
    pub teacher: Option<EmailAddress>,
    pub inbound: Option<InboundId>,
    /// The receipt, whose answer takes back what these commands did.
    pub receipt: Option<OutboxId>,
    /// The day of the summary whose numbers were meant, where a mail named one by what it answered.
    pub numbers: Option<Date>,
    /// What must not act again.
    pub marks: Vec<[u8; 32]>,
    pub targets: Vec<ItemTarget>,
    pub undo: Undo,
    /// Questions of ours with the lines that answer them.
    pub asked: Vec<Vec<String>>,
}

/// What can be taken back.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Undo {
    /// And whether it was a draft before.
    pub mails: Vec<(OutboxId, bool)>,
    pub settled: Vec<InboundId>,
    pub moments: Vec<MomentId>,
    pub plans: Vec<PlanLine>,
}
