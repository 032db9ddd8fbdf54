//! Mail that goes nowhere: for the demo and for tests of whatever sends.

use super::outcome::{Outcome, Reply};
use crate::message::compose::PreparedMessage;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Keeps what was sent. Clones share the list, so one can be given to the sender and one be looked at.
#[derive(Clone, Debug, Default)]
pub struct Memory(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    sent: Vec<PreparedMessage>,
    script: VecDeque<Scripted>,
}

#[derive(Debug)]
struct Scripted {
    outcome: Outcome,
    /// The mail arrives although the sender is not told so.
    arrives: bool,
}

impl Memory {
    pub fn new() -> Self {
        Self::default()
    }

    /// Everything that has arrived, oldest first.
    pub fn sent(&self) -> Vec<PreparedMessage> {
        self.state().sent.clone()
    }

    /// The next mail not yet spoken for ends like this and does not arrive (unless it is `Accepted`). Without a script
    /// every mail is accepted.
    pub fn then(&self, outcome: Outcome) {
        let arrives = matches!(outcome, Outcome::Accepted { .. });
        self.state().script.push_back(Scripted { outcome, arrives });
    }

    /// The next mail not yet spoken for arrives, but its answer is lost.
    pub fn then_lose_the_answer(&self) {
        let outcome = Outcome::Unknown { trouble: super::outcome::Trouble::Lost };
        self.state().script.push_back(Scripted { outcome, arrives: true });
    }

    /// How many scripted endings no mail has met yet.
    pub fn left(&self) -> usize {
        self.state().script.len()
    }

    pub async fn submit<E>(
        &self,
        mail: &PreparedMessage,
        before_dot: impl AsyncFnOnce() -> Result<(), E>,
    ) -> Result<Outcome, E> {
        let next = self.state().script.pop_front();
        let next = next.unwrap_or_else(|| Scripted { outcome: accepted(), arrives: true });
        if reaches_the_dot(&next.outcome) {
            before_dot().await?;
        }
        if next.arrives {
            self.state().sent.push(mail.clone());
        }
        Ok(next.outcome)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn accepted() -> Outcome {
    Outcome::Accepted { reply: Reply::new(250, ["2.0.0 kept in memory"]) }
}

fn reaches_the_dot(outcome: &Outcome) -> bool {
    use super::outcome::Stage::Dot;
    match outcome {
        Outcome::Accepted { .. } | Outcome::Unknown { .. } => true,
        Outcome::Deferred { stage, .. } | Outcome::Rejected { stage, .. } => *stage == Dot,
        Outcome::NoConnection { .. } | Outcome::Unsendable { .. } => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::outcome::{Stage, Trouble};
    use super::super::script::mail;
    use super::*;
    use std::cell::Cell;
    use std::convert::Infallible;

    #[tokio::test]
    async fn the_script_is_followed_and_then_all_is_accepted() {
        let memory = Memory::new();
        let shared = memory.clone();
        let refused = Outcome::Rejected { stage: Stage::Rcpt, reply: Reply::new(550, ["5.1.1 no"]) };
        memory.then(refused.clone());
        memory.then_lose_the_answer();
        let asked = Cell::new(0);
        let mut outcomes = Vec::new();
        for name in ["a@x.test", "b@x.test", "c@x.test"] {
            let call_back = async || {
                asked.set(asked.get() + 1);
                Ok::<(), Infallible>(())
            };
            outcomes.push(memory.submit(&mail(name, "hello"), call_back).await.unwrap());
        }
        assert_eq!(outcomes, [refused, Outcome::Unknown { trouble: Trouble::Lost }, accepted()]);
        let arrived: Vec<String> = shared.sent().iter().map(|m| m.recipient.as_str().to_owned()).collect();
        assert_eq!(arrived, ["b@x.test", "c@x.test"]);
        assert_eq!(asked.get(), 2, "only for what reached the dot");
    }

    #[tokio::test]
    async fn a_failing_call_back_sends_nothing() {
        let memory = Memory::new();
        assert_eq!(memory.submit(&mail("a@x.test", "hello"), async || Err::<(), _>(7)).await, Err(7));
        assert!(memory.sent().is_empty());
    }
}
