//! The ways out, as one closed set.

use super::error::ConnectError;
use super::maildir::Maildir;
use super::memory::Memory;
use super::outcome::Outcome;
use super::sendmail::Sendmail;
use super::submit::Smtp;
use crate::message::compose::PreparedMessage;

/// Where mail goes. Each hands one mail to one recipient and keeps the same promises: `before_dot` is awaited before
/// anything leaves that could arrive, and an [`Outcome`] other than `Unknown` is certain.
pub enum Submitter {
    Smtp(Box<Smtp>),
    Maildir(Maildir),
    Sendmail(Sendmail),
    Memory(Memory),
}

impl Submitter {
    /// Hands the mail over. An error is `before_dot`'s own, and then nothing was sent.
    ///
    /// Dropping the future in the middle is safe for the next mail; what became of this one is then judged by whether
    /// `before_dot` had been awaited.
    pub async fn submit<E>(
        &mut self,
        mail: &PreparedMessage,
        before_dot: impl AsyncFnOnce() -> Result<(), E>,
    ) -> Result<Outcome, E> {
        match self {
            Self::Smtp(smtp) => smtp.submit(mail, before_dot).await,
            Self::Maildir(maildir) => maildir.submit(mail, before_dot).await,
            Self::Sendmail(sendmail) => sendmail.submit(mail, before_dot).await,
            Self::Memory(memory) => memory.submit(mail, before_dot).await,
        }
    }

    /// For `check`: reaches the server and logs in, or sees that the folder or the program can be used. Sends nothing.
    pub async fn probe(&mut self) -> Result<(), ConnectError> {
        match self {
            Self::Smtp(smtp) => smtp.probe().await,
            Self::Maildir(maildir) => maildir.probe().await,
            Self::Sendmail(sendmail) => sendmail.probe().await,
            Self::Memory(_) => Ok(()),
        }
    }

    /// Ends an open connection politely. The submitter can be used again.
    pub async fn close(&mut self) {
        if let Self::Smtp(smtp) = self {
            smtp.close().await;
        }
    }
}
