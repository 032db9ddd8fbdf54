//! One mail to one recipient by SMTP, stage by stage, over a connection that is kept for the next mail.
//!
//! Before the final dot any trouble means "surely not taken"; after it only a clean reply counts, and everything else is
//! [`Outcome::Unknown`] (RFC 1047 says why nobody can do better). The connection is given up on any doubt, and whenever
//! the future is dropped: a connection cut in mid-mail would put the next command into the first mail's text.

use super::account::{Account, Deadlines};
use super::connect::{self, Connection, Line, read, step};
use super::error::ConnectError;
use super::outcome::{Outcome, Stage, Trouble, Unsendable};
use crate::failpoint::{self, Point};
use crate::message::compose::PreparedMessage;
use lettre::Address;
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::{Extension, MailBodyParameter, MailParameter};
use lettre::transport::smtp::response::Response;
use tokio::time::{Instant, sleep, timeout};

/// The longest line RFC 5322 §2.1.1 allows, without its CRLF.
const MAX_LINE: usize = 998;

/// A submission server, with at most one open connection.
pub struct Smtp {
    account: Account,
    deadlines: Deadlines,
    /// Made at the first connection; a changed `ca_file` is seen after a reload.
    line: Option<Line>,
    kept: Option<Connection>,
}

impl Smtp {
    pub fn new(account: Account, deadlines: Deadlines) -> Self {
        Self { account, deadlines, line: None, kept: None }
    }

    /// The same account at the same server, over a connection of its own.
    pub fn another(&self) -> Self {
        Self::new(self.account.clone(), self.deadlines)
    }

    /// Sends one mail. `before_dot` is awaited when the server has asked for the body and before its first octet leaves;
    /// if it fails, the connection is closed, nothing was sent, and its error comes back.
    pub async fn submit<E>(
        &mut self,
        mail: &PreparedMessage,
        before_dot: impl AsyncFnOnce() -> Result<(), E>,
    ) -> Result<Outcome, E> {
        let letter = match Letter::of(mail) {
            Ok(letter) => letter,
            Err(why) => return Ok(Outcome::Unsendable { why }),
        };
        let mut connection = match self.begin(&letter).await {
            Ok(connection) => connection,
            Err(outcome) => return Ok(outcome),
        };
        if let Err((stage, trouble)) = self.announce(&mut connection, &letter).await {
            self.after_refusal(connection, &trouble).await;
            return Ok(Outcome::of(stage, trouble));
        }
        // An error here drops the connection: after the server's 354 that is the only way not to send.
        before_dot().await?;
        Ok(self.hand_over(connection, &letter).await)
    }

    /// Connects, logs in and takes leave, on a connection of its own.
    pub async fn probe(&mut self) -> Result<(), ConnectError> {
        let connection = self.open().await?;
        connection.quit(&self.deadlines).await;
        Ok(())
    }

    /// Takes leave of the server. The next mail opens a new connection.
    pub async fn close(&mut self) {
        if let Some(connection) = self.kept.take() {
            connection.quit(&self.deadlines).await;
        }
    }

    async fn open(&mut self) -> Result<Connection, ConnectError> {
        let line = match &self.line {
            Some(line) => line.clone(),
            None => self.line.insert(Line::of(&self.account).await?).clone(),
        };
        connect::open(&self.account, &self.deadlines, line).await
    }

    /// A connection on which MAIL FROM has been taken. A kept one that turns out to be dead is replaced once: at this
    /// stage nothing can have been sent.
    async fn begin(&mut self, letter: &Letter<'_>) -> Result<Connection, Outcome> {
        let idle = self.deadlines.idle;
        if let Some(kept) = self.kept.take().filter(|connection| connection.used_at.elapsed() < idle) {
            match self.mail_from(kept, letter).await {
                Err(outcome) if says_the_line_is_dead(&outcome) => {}
                answered => return answered,
            }
        }
        let connection = self.open().await.map_err(|error| Outcome::NoConnection { error })?;
        self.mail_from(connection, letter).await
    }

    /// After a clean refusal the connection is kept: no transaction has begun.
    async fn mail_from(&mut self, mut connection: Connection, letter: &Letter<'_>) -> Result<Connection, Outcome> {
        let outcome = match letter.parameters(&connection) {
            Err(why) => Outcome::Unsendable { why },
            Ok(parameters) => {
                let command = Mail::new(Some(letter.sender.clone()), parameters);
                let answer = step(self.deadlines.mail, connection.smtp.command(command)).await;
                match expect(answer, |code| code == 250) {
                    Ok(()) => return Ok(connection),
                    Err(trouble) => Outcome::of(Stage::Mail, trouble),
                }
            }
        };
        if !says_the_line_is_dead(&outcome) {
            self.keep(connection);
        }
        Err(outcome)
    }

    /// RCPT TO and DATA.
    async fn announce(&self, connection: &mut Connection, letter: &Letter<'_>) -> Result<(), (Stage, Trouble)> {
        let command = Rcpt::new(letter.recipient.clone(), vec![]);
        let answer = step(self.deadlines.rcpt, connection.smtp.command(command)).await;
        expect(answer, |code| matches!(code, 250..=252)).map_err(|trouble| (Stage::Rcpt, trouble))?;
        failpoint::reach(Point::AfterRcpt);
        let answer = step(self.deadlines.data, connection.smtp.command(Data)).await;
        expect(answer, |code| code == 354).map_err(|trouble| (Stage::Data, trouble))
    }

    /// Body, final dot and the answer to it.
    async fn hand_over(&mut self, mut connection: Connection, letter: &Letter<'_>) -> Outcome {
        let before = *connection.dots.borrow();
        let answer = self.body(&mut connection, letter).await;
        let dot_left = *connection.dots.borrow() > before;
        match answer {
            Ok(response) if dot_left && (250..260).contains(&u16::from(response.code())) => {
                failpoint::reach(Point::After250);
                self.keep(connection);
                Outcome::Accepted { reply: read(&response) }
            }
            Err(Trouble::Reply(reply)) if dot_left => {
                if !reply.is_closing() {
                    self.keep(connection);
                }
                Outcome::of(Stage::Dot, Trouble::Reply(reply))
            }
            Ok(_) => Outcome::Unknown { trouble: Trouble::Garbled },
            Err(trouble) if dot_left => Outcome::Unknown { trouble },
            Err(Trouble::Lost) => Outcome::of(Stage::Data, self.last_words(&mut connection).await),
            Err(trouble) => Outcome::of(Stage::Data, trouble),
        }
    }

    /// Body and answer, each within its own deadline although lettre makes one future of them.
    async fn body(&self, connection: &mut Connection, letter: &Letter<'_>) -> Result<Response, Trouble> {
        let before = *connection.dots.borrow();
        let mut dots = connection.dots.clone();
        let overdue = async {
            if timeout(self.deadlines.body(letter.body.len()), dots.wait_for(|n| *n > before)).await.is_ok() {
                failpoint::reach(Point::AfterDot);
                sleep(self.deadlines.dot).await;
            }
        };
        tokio::select! {
            biased;
            answer = connection.smtp.message(letter.body) => answer.map_err(|error| connect::trouble(&error)),
            () = overdue => Err(Trouble::Timeout),
        }
    }

    /// A server that hangs up in mid-mail has often said why ("552 too large") just before.
    async fn last_words(&self, connection: &mut Connection) -> Trouble {
        match step(self.deadlines.courtesy, connection.smtp.read_response()).await {
            Err(Trouble::Reply(reply)) => Trouble::Reply(reply),
            _ => Trouble::Lost,
        }
    }

    /// Clears the refused transaction away so that the connection serves the next mail; else it is dropped.
    async fn after_refusal(&mut self, mut connection: Connection, trouble: &Trouble) {
        let Trouble::Reply(reply) = trouble else { return };
        if reply.is_closing() {
            return;
        }
        let answer = step(self.deadlines.courtesy, connection.smtp.command(Rset)).await;
        if expect(answer, |code| code == 250).is_ok() {
            self.keep(connection);
        }
    }

    fn keep(&mut self, mut connection: Connection) {
        connection.used_at = Instant::now();
        self.kept = Some(connection);
    }
}

fn expect(answer: Result<Response, Trouble>, wanted: impl Fn(u16) -> bool) -> Result<(), Trouble> {
    match answer {
        Ok(response) if wanted(u16::from(response.code())) => Ok(()),
        Ok(_) => Err(Trouble::Garbled),
        Err(trouble) => Err(trouble),
    }
}

/// No clean refusal of this mail: the line is of no use any more.
fn says_the_line_is_dead(outcome: &Outcome) -> bool {
    match outcome {
        Outcome::Deferred { trouble: Trouble::Reply(reply), .. } => reply.is_closing(),
        Outcome::Deferred { .. } => true,
        _ => false,
    }
}

/// A mail that has been looked at once more before it goes out: the last gate before the wire.
struct Letter<'a> {
    sender: Address,
    recipient: Address,
    /// Without its last CRLF, which comes back with the final dot.
    body: &'a [u8],
}

impl<'a> Letter<'a> {
    fn of(mail: &'a PreparedMessage) -> Result<Self, Unsendable> {
        let address = |text: &str| text.parse::<Address>().map_err(|_| Unsendable::Address);
        check_lines(&mail.bytes)?;
        Ok(Self {
            sender: address(mail.sender.as_str())?,
            recipient: address(mail.recipient.as_str())?,
            body: mail.bytes.strip_suffix(b"\r\n").unwrap_or(&mail.bytes),
        })
    }

    fn parameters(&self, connection: &Connection) -> Result<Vec<MailParameter>, Unsendable> {
        let server = connection.smtp.server_info();
        let mut parameters = Vec::new();
        let plain = |address: &Address| AsRef::<str>::as_ref(address).is_ascii();
        if !(plain(&self.sender) && plain(&self.recipient)) {
            if !server.supports_feature(Extension::SmtpUtfEight) {
                return Err(Unsendable::NeedsSmtpUtf8);
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        if !self.body.is_ascii() {
            if !server.supports_feature(Extension::EightBitMime) {
                return Err(Unsendable::Needs8BitMime);
            }
            parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
        Ok(parameters)
    }
}

/// CRLF line ends only, and no line above [`MAX_LINE`] octets.
pub(super) fn check_lines(bytes: &[u8]) -> Result<(), Unsendable> {
    let mut length = 0;
    let mut after_cr = false;
    for octet in bytes {
        match (octet, after_cr) {
            (b'\n', true) => length = 0,
            (b'\n', false) | (_, true) => return Err(Unsendable::BareLineEnd),
            (b'\r', false) => {}
            _ if length == MAX_LINE => return Err(Unsendable::LongLine),
            _ => length += 1,
        }
        after_cr = *octet == b'\r';
    }
    if after_cr { Err(Unsendable::BareLineEnd) } else { Ok(()) }
}
