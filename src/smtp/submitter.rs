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

    /// A second way out like this one, with nothing open.
    pub fn another(&self) -> Self {
        match self {
            Self::Smtp(smtp) => Self::Smtp(Box::new(smtp.another())),
            Self::Maildir(maildir) => Self::Maildir(maildir.clone()),
            Self::Sendmail(sendmail) => Self::Sendmail(sendmail.clone()),
            Self::Memory(memory) => Self::Memory(memory.clone()),
        }
    }

    /// How many mails may go out side by side where so many connections are allowed. Only a server far away is worth it.
    pub fn at_once(&self, connections: u32) -> usize {
        match self {
            Self::Smtp(_) => usize::try_from(connections).unwrap_or(1).max(1),
            Self::Maildir(_) | Self::Sendmail(_) | Self::Memory(_) => 1,
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
