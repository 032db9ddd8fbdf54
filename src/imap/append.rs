//! Filing a copy in Sent: APPEND (RFC 3501 §6.3.11), with the literal done right (RFC 7888).

use super::error::{ImapError, Step};
use super::names;
use super::server::ImapSource;
use super::session::{self, COMMAND, News, SILENCE, Wire};
use super::source::Folder;
use async_imap::imap_proto::{RequestId, Response};
use jiff::Timestamp;
use tokio::io::AsyncWriteExt;
use tokio::time::{Instant, timeout};

impl ImapSource {
    pub(super) async fn append_sent(
        &mut self,
        folder: &Folder,
        bytes: &[u8],
        date: Timestamp,
    ) -> Result<(), ImapError> {
        if bytes.is_empty() || bytes.contains(&0) {
            return Err(session::nonsense(Step::Append, "homeroom will not file an empty mail or one with NUL in it"));
        }
        let mailbox = names::mailbox(&folder.name)?;
        let date = date.strftime("%d-%b-%Y %H:%M:%S +0000");
        let plus = if self.session.can.literal_plus { "+" } else { "" };
        let command = format!("APPEND {mailbox} (\\Seen) \"{date}\" {{{}{plus}}}", bytes.len());
        let mut wire = self.session.take(Step::Append)?;
        let tag = session::send(&mut wire, Step::Append, &command).await?;
        if plus.is_empty()
            && let Some(refused) = self.go_ahead(&mut wire, &tag).await?
        {
            self.session.give_back(wire);
            return Err(refused);
        }
        write_literal(&mut wire, bytes).await?;
        self.filed(wire, &tag).await
    }

    /// Waits for the `+`; untagged lines may come before it. `Some` is the server's refusal: then nothing may follow.
    async fn go_ahead(&mut self, wire: &mut Wire, tag: &RequestId) -> Result<Option<ImapError>, ImapError> {
        let end = Instant::now() + SILENCE;
        loop {
            match session::read(wire, Step::Append, end, |r| told(r, tag)).await? {
                Told::Continue => return Ok(None),
                Told::News(news) => self.session.note(news),
                Told::Done(Some(answer)) => {
                    let code = wire.get_ref().refusal();
                    return Ok(Some(ImapError::Refused { step: Step::Append, answer, code }));
                }
                Told::Done(None) | Told::Nonsense => return Err(nonsense()),
            }
        }
    }

    async fn filed(&mut self, mut wire: Wire, tag: &RequestId) -> Result<(), ImapError> {
        let end = Instant::now() + COMMAND;
        loop {
            match session::read(&mut wire, Step::Append, end, |r| told(r, tag)).await? {
                Told::News(news) => self.session.note(news),
                Told::Done(answer) => {
                    let code = wire.get_ref().refusal();
                    self.session.give_back(wire);
                    return answer
                        .map_or(Ok(()), |answer| Err(ImapError::Refused { step: Step::Append, answer, code }));
                }
                Told::Continue | Told::Nonsense => return Err(nonsense()),
            }
        }
    }
}

enum Told {
    Continue,
    News(News),
    Done(Option<super::error::Verdict>),
    Nonsense,
}

fn told(response: &Response<'_>, tag: &RequestId) -> Told {
    match response {
        Response::Continue(_) => Told::Continue,
        Response::Done { tag: answered, status, .. } if answered == tag => {
            session::verdict(status).map_or(Told::Nonsense, Told::Done)
        }
        Response::Done { .. } => Told::Nonsense,
        other => Told::News(News::of(other)),
    }
}

fn nonsense() -> ImapError {
    session::nonsense(Step::Append, "it answers something that was not asked")
}

/// The octets go past async-imap, which sends text only; mail need not be UTF-8.
async fn write_literal(wire: &mut Wire, bytes: &[u8]) -> Result<(), ImapError> {
    let stream: &mut super::guard::Guard = wire.as_mut();
    let writing = async {
        stream.write_all(bytes).await?;
        stream.write_all(b"\r\n").await?;
        stream.flush().await
    };
    match timeout(COMMAND, writing).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) => Err(ImapError::lost(Step::Append)),
        Err(_) => Err(ImapError::deadline(Step::Append)),
    }
}
