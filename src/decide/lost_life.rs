//! What a copy of homeroom's own mail in the Sent folder says of a life of the state that is not known here: the state
//! was put back to an earlier one (a backup, a snapshot of the whole machine), or a copy of it works elsewhere.

use super::effect::Effect;
use crate::domain::life::HoldCause;
use crate::ids::OutboxId;
use jiff::Timestamp;

/// A mail in Sent, of the class's address, with a key of this class's in its Message-ID: homeroom wrote it. A mail in
/// the inbox is none, whatever it bears.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Trace {
    /// By the server's INTERNALDATE.
    pub at: Timestamp,
    /// How far the state had got when it was written, if it says so.
    pub generation: i64,
    pub row: Row,
    pub life: Life,
}

/// What the outbox knows of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Row {
    /// Nothing.
    Missing,
    /// It is there, and was never handed over.
    StillHere(OutboxId),
    HandedOver,
}

/// This life of the state.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Life {
    pub generation: i64,
    /// When homeroom began here; `None`: it has not yet.
    pub first_start: Option<Timestamp>,
    /// When a person last said that homeroom may go on from an earlier state.
    pub resumed_at: Option<Timestamp>,
}

/// What follows from a trace. Nothing, for a mail that this state sent.
pub fn effects(trace: &Trace, now: Timestamp) -> Vec<Effect> {
    let mut effects = Vec::new();
    if trace.life.first_start.is_none_or(|first| trace.at < first) {
        return effects;
    }
    if let Row::StillHere(outbox) = trace.row {
        effects.push(Effect::WentOutBefore { outbox, at: trace.at.min(now) });
    }
    // What went out before a person last looked is what they were told of.
    let is_news = trace.life.resumed_at.is_none_or(|resumed| trace.at > resumed);
    let is_ahead = trace.row != Row::HandedOver || trace.generation > trace.life.generation;
    if is_news && is_ahead {
        effects.push(Effect::Hold { cause: HoldCause::Sent, generation: trace.generation });
    }
    effects
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + minute * 60).unwrap()
    }

    fn trace(row: Row, generation: i64) -> Trace {
        let life = Life { generation: 10, first_start: Some(at(0)), resumed_at: None };
        Trace { at: at(30), generation, row, life }
    }

    #[test]
    fn only_what_this_state_cannot_have_sent_holds_it() {
        let hold = |generation| Effect::Hold { cause: HoldCause::Sent, generation };
        let went = Effect::WentOutBefore { outbox: OutboxId(4), at: at(30) };
        for (row, generation, expected) in [
            (Row::HandedOver, 10, vec![]),
            (Row::HandedOver, 3, vec![]),
            (Row::HandedOver, 11, vec![hold(11)]),
            (Row::Missing, 12, vec![hold(12)]),
            (Row::Missing, 0, vec![hold(0)]),
            (Row::StillHere(OutboxId(4)), 9, vec![went, hold(9)]),
        ] {
            assert_eq!(effects(&trace(row, generation), at(60)), expected, "{row:?} {generation}");
        }
    }

    #[test]
    fn what_is_older_than_this_life_says_nothing_about_it() {
        let old = Trace { at: at(-1), ..trace(Row::Missing, 12) };
        assert_eq!(effects(&old, at(60)), []);
        let life = Life { first_start: None, ..trace(Row::Missing, 12).life };
        assert_eq!(effects(&Trace { life, ..trace(Row::Missing, 12) }, at(60)), []);
    }

    #[test]
    fn what_went_out_before_a_person_looked_holds_nothing_again() {
        let life = Life { resumed_at: Some(at(40)), ..trace(Row::Missing, 12).life };
        assert_eq!(effects(&Trace { life: life.clone(), ..trace(Row::Missing, 12) }, at(60)), []);
        let went = Effect::WentOutBefore { outbox: OutboxId(4), at: at(30) };
        let still_here = Trace { life: life.clone(), ..trace(Row::StillHere(OutboxId(4)), 12) };
        assert_eq!(effects(&still_here, at(60)), [went], "but it does not go out again");
        assert_ne!(effects(&Trace { at: at(41), life, ..trace(Row::Missing, 12) }, at(60)), []);
    }
}
