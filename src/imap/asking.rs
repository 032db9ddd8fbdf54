//! Many FETCH commands at once: several are on their way while the answers to earlier ones are read.
//!
//! One mail must not stop the others. A command that the server refuses, or whose answer no one can read, is divided
//! until the one mail at fault is found; it is set aside and the rest goes on.

use super::error::{FetchError, ImapError, Step};
use super::guard::Guard;
use super::lean::Part;
use super::names;
use super::server::ImapSource;
use super::session::{self, COMMAND, Wire};
use async_imap::imap_proto::{AttributeValue, MessageSection, RequestId, Response, SectionPath};
use jiff::Timestamp;
use std::collections::{HashMap, VecDeque};
use tokio::time::Instant;

/// Commands sent ahead of their answers. The server works on while answers travel; more gains nothing.
const IN_FLIGHT: usize = 4;
/// Connections opened anew in one run because an answer could not be read.
const REOPENINGS: u32 = 24;
/// Mails refused one by one, with no other answered in between: the server, not the mails, has the problem.
const REFUSALS: u32 = 3;

/// One `UID FETCH` command.
#[derive(Clone, Debug)]
pub(super) struct Ask {
    /// Ascending.
    pub(super) uids: Vec<u64>,
    /// What is asked for, with UID among it.
    pub(super) items: String,
    /// How many of [`Item::Size`], [`Item::Structure`] and [`Item::Section`] make an answer complete.
    pub(super) needed: usize,
}

/// Everything asked about one mail.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) uid: u64,
    pub(super) items: Vec<Item>,
}

#[derive(Debug)]
pub(super) enum Item {
    Size(u64),
    Date(Timestamp),
    Structure(Part),
    /// `origin` is the first octet of a partial answer; `data` is `None` for NIL.
    Section {
        name: String,
        origin: u32,
        data: Option<Vec<u8>>,
    },
}

struct InFlight {
    tag: RequestId,
    /// Its UIDs are those not answered yet.
    ask: Ask,
    collected: HashMap<u64, Vec<Item>>,
    /// Complete answers. Servers work at several commands by turns (Dovecot does), so an answer to a later one waits
    /// here until those before it are done.
    answers: VecDeque<Answer>,
    done: bool,
}

/// The UIDs that had no answer.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub(super) struct End {
    /// Answered by OK and nothing else: no longer in the folder.
    pub(super) missing: Vec<u64>,
    /// Refused, or unreadable, alone.
    pub(super) refused: Vec<u64>,
}

/// A run of commands on one folder.
pub(super) struct Asking<'a> {
    source: &'a mut ImapSource,
    folder: &'a str,
    uidvalidity: u32,
    wire: Option<Wire>,
    queue: VecDeque<Ask>,
    in_flight: VecDeque<InFlight>,
    /// Answers that came before a connection had to be opened anew.
    ready: VecDeque<Answer>,
    end: End,
    /// One command at a time, so that it is known which of them went wrong.
    careful: bool,
    reopenings: u32,
    refusals: u32,
    /// The last of too many refusals: nothing more is asked, and what is on its way is heard out.
    refusal: Option<ImapError>,
    /// The mail whose answer could not be read, while a new connection is opened.
    suspect: Option<u64>,
}

impl<'a> Asking<'a> {
    pub(super) fn new(
        source: &'a mut ImapSource,
        folder: &'a str,
        uidvalidity: u32,
        asks: impl IntoIterator<Item = Ask>,
    ) -> Self {
        Self {
            source,
            folder,
            uidvalidity,
            wire: None,
            queue: asks.into_iter().filter(|ask| !ask.uids.is_empty()).collect(),
            in_flight: VecDeque::new(),
            ready: VecDeque::new(),
            end: End::default(),
            careful: false,
            reopenings: 0,
            refusals: 0,
            refusal: None,
            suspect: None,
        }
    }

    /// The next complete answer; `None` when every UID was answered, is missing, or was refused.
    ///
    /// # Errors
    /// [`ImapError::Refused`] leaves the connection in order; everything else closes it.
    pub(super) async fn next(&mut self) -> Result<Option<Answer>, FetchError> {
        let answer = self.next_or_error().await;
        answer.map_err(|error| FetchError { error, doubtful: self.doubtful() })
    }

    async fn next_or_error(&mut self) -> Result<Option<Answer>, ImapError> {
        let end = Instant::now() + COMMAND;
        loop {
            if let Some(answer) = self.next_in_order() {
                return Ok(Some(answer));
            }
            self.send_ahead().await?;
            let Some(wire) = self.wire.as_mut().filter(|_| !self.in_flight.is_empty()) else {
                if let Some(wire) = self.wire.take() {
                    self.source.session.give_back(wire);
                }
                return self.refusal.take().map_or(Ok(None), Err);
            };
            let reading = session::read(wire, Step::Fetch, end, heard);
            match reading.await {
                Ok(heard) => self.take_in(heard)?,
                Err(ImapError::Unreadable { .. }) => self.set_aside().await?,
                Err(error) => return Err(error),
            }
        }
    }

    /// To be called when [`Asking::next`] has given `None`.
    pub(super) fn end(self) -> End {
        self.end
    }

    fn next_in_order(&mut self) -> Option<Answer> {
        if let Some(answer) = self.ready.pop_front() {
            return Some(answer);
        }
        while let Some(first) = self.in_flight.front_mut() {
            if let Some(answer) = first.answers.pop_front() {
                return Some(answer);
            }
            if !first.done {
                break;
            }
            self.in_flight.pop_front();
        }
        None
    }

    async fn send_ahead(&mut self) -> Result<(), ImapError> {
        let ahead = if self.careful { 1 } else { IN_FLIGHT };
        while self.in_flight.len() < ahead && self.refusal.is_none() {
            let Some(ask) = self.queue.pop_front() else { break };
            if self.wire.is_none() {
                self.source.session.ensure(self.folder, self.uidvalidity).await?;
                self.wire = Some(self.source.session.take(Step::Fetch)?);
            }
            let Some(wire) = self.wire.as_mut() else { break };
            let command = format!("UID FETCH {} {}", names::sequence_set(&ask.uids), ask.items);
            let tag = session::send(wire, Step::Fetch, &command).await?;
            let (collected, answers) = (HashMap::new(), VecDeque::new());
            self.in_flight.push_back(InFlight { tag, ask, collected, answers, done: false });
        }
        Ok(())
    }

    fn take_in(&mut self, heard: Heard) -> Result<(), ImapError> {
        match heard {
            Heard::Mail(uid, items) => self.take_mail(uid, items),
            Heard::Done(tag, verdict) => {
                let done = self.in_flight.iter_mut().find(|f| f.tag == tag && !f.done);
                let done = done.ok_or(session::nonsense(Step::Fetch, "it answers a command that was not given"))?;
                done.done = true;
                let uids = std::mem::take(&mut done.ask.uids);
                match verdict {
                    Ok(None) => {
                        let (half, missing): (Vec<u64>, Vec<u64>) =
                            uids.iter().partition(|uid| done.collected.contains_key(uid));
                        self.end.missing.extend(missing);
                        self.end.refused.extend(half);
                    }
                    Ok(Some(answer)) => {
                        let ask = Ask { uids, ..done.ask.clone() };
                        let code = self.wire.as_ref().map_or(Default::default(), |w| Guard::refusal(w.get_ref()));
                        self.divide_refused(ask, ImapError::Refused { step: Step::Fetch, answer, code });
                    }
                    Err(()) => return Err(session::nonsense(Step::Fetch, "it is neither OK nor NO nor BAD")),
                }
            }
            Heard::Other(note) => self.source.session.note(note),
        }
        Ok(())
    }

    /// A server may spread what was asked about a mail over several answers.
    fn take_mail(&mut self, uid: u64, items: Vec<Item>) {
        let asked = self.in_flight.iter_mut().find(|f| f.ask.uids.binary_search(&uid).is_ok());
        let Some(InFlight { ask, collected, answers, .. }) = asked else { return };
        let of_mail = collected.entry(uid).or_default();
        of_mail.extend(items);
        if of_mail.iter().filter(|i| !matches!(i, Item::Date(_))).count() >= ask.needed {
            let items = std::mem::take(of_mail);
            collected.remove(&uid);
            ask.uids.retain(|u| *u != uid);
            answers.push_back(Answer { uid, items });
            self.refusals = 0;
        }
    }

    /// The first mail alone, then the rest: servers answer in order and stop at the mail they stumble over.
    fn divide_refused(&mut self, ask: Ask, refusal: ImapError) {
        let [uid] = ask.uids.as_slice() else { return self.requeue_divided(ask) };
        self.end.refused.push(*uid);
        self.refusals += 1;
        if self.refusals >= REFUSALS {
            self.refusal = Some(refusal);
        }
    }

    fn requeue_divided(&mut self, ask: Ask) {
        if let Some((first, rest)) = ask.uids.split_first() {
            let part = |uids: &[u64]| Ask { uids: uids.to_vec(), ..ask.clone() };
            if !rest.is_empty() {
                self.queue.push_front(part(rest));
            }
            self.queue.push_front(part(&[*first]));
        }
    }

    /// After an answer that cannot be read the connection is of no use: what was on its way is asked again on a new
    /// one, the mail at fault alone.
    async fn set_aside(&mut self) -> Result<(), ImapError> {
        self.wire = None;
        self.reopenings += 1;
        if self.reopenings > REOPENINGS {
            return Err(ImapError::Unreadable { step: Step::Fetch });
        }
        let alone = self.in_flight.len() == 1;
        let mut waiting = Vec::new();
        for in_flight in self.in_flight.drain(..) {
            self.ready.extend(in_flight.answers);
            waiting.extend(Some(in_flight.ask).filter(|ask| !ask.uids.is_empty()));
        }
        let mut waiting = waiting.into_iter();
        let at_fault = waiting.next();
        self.suspect = at_fault.as_ref().and_then(|ask| ask.uids.first()).copied();
        for ask in waiting.rev() {
            self.queue.push_front(ask);
        }
        match at_fault {
            // Only alone is it sure that this mail, and no command sent after it, was at fault.
            Some(ask) if alone && ask.uids.len() == 1 => self.end.refused.extend(ask.uids),
            Some(ask) => self.requeue_divided(ask),
            None => {}
        }
        self.careful = true;
        self.source.reopen().await?;
        self.suspect = None;
        Ok(())
    }

    /// What was refused, and the mail whose answer was awaited.
    fn doubtful(&self) -> Vec<u64> {
        let awaited = || self.in_flight.iter().find_map(|f| f.ask.uids.first()).copied();
        self.end.refused.iter().copied().chain(self.suspect.or_else(awaited)).collect()
    }
}

/// One response, taken out of the parser's hands.
enum Heard {
    Mail(u64, Vec<Item>),
    Done(RequestId, Result<Option<super::error::Verdict>, ()>),
    Other(session::News),
}

fn heard(response: &Response<'_>) -> Heard {
    match response {
        Response::Done { tag, status, .. } => Heard::Done(tag.clone(), session::verdict(status)),
        Response::Fetch(_, attributes) => {
            let uid = attributes.iter().find_map(|a| match a {
                AttributeValue::Uid(uid) => Some(u64::from(*uid)),
                _ => None,
            });
            match uid {
                Some(uid) => Heard::Mail(uid, attributes.iter().filter_map(item).collect()),
                // A flag that changed meanwhile.
                None => Heard::Other(session::News::None),
            }
        }
        other => Heard::Other(session::News::of(other)),
    }
}

fn item(attribute: &AttributeValue<'_>) -> Option<Item> {
    Some(match attribute {
        AttributeValue::Rfc822Size(octets) => Item::Size(u64::from(*octets)),
        AttributeValue::InternalDate(text) => Item::Date(internal_date(text)?),
        AttributeValue::BodyStructure(structure) => Item::Structure(Part::of(structure)),
        AttributeValue::BodySection { section, index, data } => Item::Section {
            name: section_name(section.as_ref()),
            origin: index.unwrap_or(0),
            data: data.as_ref().map(|d| d.to_vec()),
        },
        _ => return None,
    })
}

fn section_name(section: Option<&SectionPath>) -> String {
    let word = |text: &MessageSection| match text {
        MessageSection::Header => "HEADER",
        MessageSection::Mime => "MIME",
        MessageSection::Text => "TEXT",
    };
    match section {
        None => String::new(),
        Some(SectionPath::Full(text)) => word(text).to_owned(),
        Some(SectionPath::Part(numbers, text)) => {
            let numbers: Vec<String> = numbers.iter().map(u32::to_string).collect();
            let path = numbers.join(".");
            text.as_ref().map_or(path.clone(), |text| format!("{path}.{}", word(text)))
        }
    }
}

/// RFC 3501's date-time: `" 7-Jul-1996 02:44:25 -0700"`.
fn internal_date(text: &str) -> Option<Timestamp> {
    let parsed = jiff::fmt::strtime::parse("%d-%b-%Y %H:%M:%S %z", text.trim()).ok()?;
    parsed.to_timestamp().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_with_one_digit_and_with_two() {
        for (text, expected) in [
            (" 7-Jul-1996 02:44:25 -0700", Some("1996-07-07T09:44:25Z")),
            ("07-Jul-1996 02:44:25 -0700", Some("1996-07-07T09:44:25Z")),
            ("31-Dec-2026 23:59:59 +0000", Some("2026-12-31T23:59:59Z")),
            ("31-Feb-2026 23:59:59 +0000", None),
            ("yesterday", None),
        ] {
            assert_eq!(internal_date(text), expected.map(|e| e.parse().unwrap()), "{text}");
        }
    }
}
