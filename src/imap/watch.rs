//! Waiting for new mail: IDLE (RFC 2177), by hand over our own command layer.
//!
//! async-imap's own IDLE hangs when the server refuses it, takes a closed connection for an interruption, and hides an
//! EXISTS that comes before the `+`. IDLE is a hint and never the truth: whoever waits looks afterwards, whatever it said.

use super::error::{ImapError, Step, Verdict};
use super::server::ImapSource;
use super::session::{self, News, Wire};
use super::source::{Folder, Wake};
use async_imap::imap_proto::{RequestId, Response};
use std::time::Duration;
use tokio::time::{Instant, timeout};

/// A dead line is noticed at the latest when IDLE is renewed.
const RENEW: Duration = Duration::from_secs(300);
/// For `+` and for the answer to DONE.
const ANSWER: Duration = Duration::from_secs(15);

/// What the server says while idling.
enum Told {
    News(News),
    Continue,
    Done(RequestId, Result<Option<Verdict>, ()>),
}

fn told(response: &Response<'_>) -> Told {
    match response {
        Response::Continue(_) => Told::Continue,
        Response::Done { tag, status, .. } => Told::Done(tag.clone(), session::verdict(status)),
        other => Told::News(News::of(other)),
    }
}

impl ImapSource {
    pub(super) async fn wait(&mut self, folder: &Folder, max: Duration) -> Result<Wake, ImapError> {
        let until = Instant::now() + max;
        let selected = self.session.selected.as_ref().filter(|s| s.name == folder.name && self.session.is_open());
        let news = match selected {
            Some(selected) => selected.news,
            None => self.session.examine(&folder.name).await?.news,
        };
        if news {
            return Ok(Wake::NewMail);
        }
        if !self.session.can.idle || self.session.idle_refused {
            return Ok(Wake::Unsupported);
        }
        while Instant::now() < until {
            match self.idle(until.min(Instant::now() + RENEW)).await? {
                Wake::Timeout => {}
                other => return Ok(other),
            }
        }
        Ok(Wake::Timeout)
    }

    /// One IDLE, from the command to its tagged answer.
    async fn idle(&mut self, until: Instant) -> Result<Wake, ImapError> {
        let mut wire = self.session.take(Step::Idle)?;
        let tag = session::send(&mut wire, Step::Idle, "IDLE").await?;
        let begun = Instant::now() + ANSWER;
        loop {
            match session::read(&mut wire, Step::Idle, begun, told).await? {
                // May come before the `+`, and counts all the same.
                Told::News(news) => self.session.note(news),
                Told::Continue => break,
                Told::Done(answered, verdict) if answered == tag => return self.refused(wire, verdict),
                Told::Done(..) => return Err(session::nonsense(Step::Idle, "it answers a command that was not given")),
            }
        }
        while !self.session.has_news() {
            let left = until.saturating_duration_since(Instant::now());
            // Silence is what idling is about; `left` bounds it, and the answer to DONE shows whether anyone is there.
            match timeout(left, session::read_quietly(&mut wire, Step::Idle, told)).await {
                Err(_) => break,
                Ok(Err(error)) => return Err(error),
                Ok(Ok(Told::News(news))) => self.session.note(news),
                Ok(Ok(Told::Continue)) => {}
                // The server ended it by itself: it would end the next one as well.
                Ok(Ok(Told::Done(_, verdict))) => return self.refused(wire, verdict),
            }
        }
        self.end_idle(wire, tag).await?;
        Ok(if self.session.has_news() { Wake::NewMail } else { Wake::Timeout })
    }

    async fn end_idle(&mut self, mut wire: Wire, tag: RequestId) -> Result<(), ImapError> {
        match timeout(ANSWER, wire.run_command_untagged("DONE")).await {
            Ok(Ok(())) => {}
            Ok(Err(_)) => return Err(ImapError::lost(Step::Idle)),
            Err(_) => return Err(ImapError::deadline(Step::Idle)),
        }
        let end = Instant::now() + ANSWER;
        loop {
            match session::read(&mut wire, Step::Idle, end, told).await? {
                Told::News(news) => self.session.note(news),
                Told::Continue => {}
                Told::Done(answered, Ok(_)) if answered == tag => {
                    self.session.give_back(wire);
                    return Ok(());
                }
                Told::Done(..) => return Err(session::nonsense(Step::Idle, "it answers a command that was not given")),
            }
        }
    }

    /// NO, BAD, or an IDLE that the server ended: the connection is in order, but it will not tell of new mail.
    fn refused(&mut self, wire: Wire, verdict: Result<Option<Verdict>, ()>) -> Result<Wake, ImapError> {
        verdict.map_err(|()| session::nonsense(Step::Idle, "it is neither OK nor NO nor BAD"))?;
        self.session.give_back(wire);
        self.session.idle_refused = true;
        Ok(if self.session.has_news() { Wake::NewMail } else { Wake::Unsupported })
    }
}
