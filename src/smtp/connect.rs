//! From a host name to a logged-in connection, with a deadline for every step and never less protection than asked for.

use super::account::{Account, Deadlines, Login, Security};
use super::error::ConnectError;
use super::outcome::{Reply, Stage, Trouble};
use super::tls::{self, Handshake};
use super::wire::{Stream, Wire};
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Auth, Quit};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::Response;
use rustls::ClientConfig;
use secrecy::ExposeSecret;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::{Instant, timeout};

/// Addresses of one host that are tried.
const MAX_ADDRESSES: usize = 4;

/// A connection that has been greeted and, where a login is set, logged in.
pub(super) struct Connection {
    pub(super) smtp: AsyncSmtpConnection,
    /// Counts the mails whose final dot may have left.
    pub(super) dots: watch::Receiver<u64>,
    pub(super) used_at: Instant,
}

impl Connection {
    /// Takes leave politely and closes; never waits long, and nothing depends on it.
    pub(super) async fn quit(mut self, deadlines: &Deadlines) {
        let _ = timeout(deadlines.courtesy, self.smtp.command(Quit)).await;
    }
}

/// How the line is protected, with whom to trust. Made once and used for every connection.
#[derive(Clone)]
pub(super) enum Line {
    Clear,
    Tls(Arc<ClientConfig>),
    StartTls(Arc<ClientConfig>),
}

impl Line {
    /// Reads the trusted certificates, off the runtime's threads.
    pub(super) async fn of(account: &Account) -> Result<Self, ConnectError> {
        if account.security == Security::None {
            return Ok(Line::Clear);
        }
        let ca_file = account.ca_file.clone();
        let read = tokio::task::spawn_blocking(move || tls::config(ca_file.as_deref())).await;
        let config =
            read.unwrap_or_else(|_| Err(ConnectError::NoRoots { why: "reading them was interrupted".to_owned() }))?;
        Ok(if account.security == Security::Tls { Line::Tls(config) } else { Line::StartTls(config) })
    }
}

/// Connects, protects the line as the account demands, and logs in.
pub(super) async fn open(account: &Account, deadlines: &Deadlines, line: Line) -> Result<Connection, ConnectError> {
    let tcp = reach(account, deadlines).await?;
    // Without it every small packet waits for the other side's delayed acknowledgement: 40 ms a mail.
    let _ = tcp.set_nodelay(true);
    let peer = tcp.peer_addr().map_err(|_| lost(account, Stage::Connect))?;
    match line {
        Line::Tls(config) => {
            let mut wire = Wire::new(protect(account, deadlines, config, tcp).await?, peer);
            let greeting = greeted(account, deadlines, &mut wire).await?;
            log_in(account, deadlines, wire, greeting).await
        }
        Line::StartTls(config) => {
            let mut clear = Wire::new(tcp, peer);
            let greeting = greeted(account, deadlines, &mut clear).await?;
            let tcp = start_tls(account, deadlines, clear).await?;
            let wire = Wire::new(protect(account, deadlines, config, tcp).await?, peer);
            log_in(account, deadlines, wire, greeting).await
        }
        Line::Clear if account.login.is_some() && leaves_this_machine(peer) => {
            Err(ConnectError::ClearTextPassword { host: account.host.clone() })
        }
        Line::Clear => {
            let mut wire = Wire::new(tcp, peer);
            let greeting = greeted(account, deadlines, &mut wire).await?;
            log_in(account, deadlines, wire, greeting).await
        }
    }
}

/// Looks the name up and tries its addresses one after the other.
async fn reach(account: &Account, deadlines: &Deadlines) -> Result<TcpStream, ConnectError> {
    let (host, port) = (account.host.clone(), account.port);
    let look_up = timeout(deadlines.connect, tokio::net::lookup_host((account.host.as_str(), port))).await;
    let addresses: Vec<SocketAddr> = match look_up {
        Ok(Ok(found)) => found.take(MAX_ADDRESSES).collect(),
        Ok(Err(error)) => return Err(ConnectError::NameUnknown { host, why: error.to_string() }),
        Err(_) => return Err(ConnectError::NameUnknown { host, why: "no answer in time".to_owned() }),
    };
    let mut why = "it has no address".to_owned();
    for address in addresses {
        match timeout(deadlines.connect, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => return Ok(stream),
            Ok(Err(error)) => why = error.to_string(),
            Err(_) => why = "no answer in time".to_owned(),
        }
    }
    Err(ConnectError::Unreachable { host, port, why })
}

async fn protect<S: Stream>(
    account: &Account,
    deadlines: &Deadlines,
    config: Arc<ClientConfig>,
    stream: S,
) -> Result<tokio_rustls::client::TlsStream<S>, ConnectError> {
    let (host, port) = (account.host.clone(), account.port);
    match timeout(deadlines.connect, tls::handshake(config, &account.host, stream)).await {
        Ok(Ok(stream)) => Ok(stream),
        Ok(Err(Handshake::Certificate(why))) => Err(ConnectError::Certificate { host, why }),
        Ok(Err(Handshake::Other(why))) => Err(ConnectError::Tls { host, port, why }),
        Ok(Err(Handshake::Lost)) => Err(lost(account, Stage::Connect)),
        Err(_) => Err(ConnectError::Timeout { host, port, stage: Stage::Connect }),
    }
}

/// The greeting as it came, if it welcomes us. It is read here, not by lettre, because it has a deadline of its own and
/// because with STARTTLS it comes before TLS.
async fn greeted<S: Stream>(
    account: &Account,
    deadlines: &Deadlines,
    wire: &mut Wire<S>,
) -> Result<Vec<u8>, ConnectError> {
    answer(account, Stage::Connect, deadlines.greeting, wire, 220).await
}

/// EHLO and STARTTLS in clear text. Gives the bare stream back, on which nothing but the handshake may follow.
async fn start_tls<S: Stream>(account: &Account, deadlines: &Deadlines, mut wire: Wire<S>) -> Result<S, ConnectError> {
    let hello = format!("EHLO {}\r\n", hello_name(account));
    let offered = ask(account, deadlines, &mut wire, hello.as_bytes(), 250).await?;
    let offers = String::from_utf8_lossy(&offered)
        .lines()
        .skip(1)
        .any(|line| line.get(4..).is_some_and(|keyword| keyword.trim().eq_ignore_ascii_case("STARTTLS")));
    if !offers {
        return Err(ConnectError::NoStartTls { host: account.host.clone() });
    }
    ask(account, deadlines, &mut wire, b"STARTTLS\r\n", 220).await?;
    wire.into_quiet_stream().ok_or_else(|| lost(account, Stage::Hello))
}

async fn ask<S: Stream>(
    account: &Account,
    deadlines: &Deadlines,
    wire: &mut Wire<S>,
    command: &[u8],
    wanted: u16,
) -> Result<Vec<u8>, ConnectError> {
    let sent = async {
        wire.write_all(command).await?;
        wire.flush().await
    };
    match timeout(deadlines.hello, sent).await {
        Ok(Ok(())) => answer(account, Stage::Hello, deadlines.hello, wire, wanted).await,
        Ok(Err(_)) => Err(lost(account, Stage::Hello)),
        Err(_) => Err(failed(account, Stage::Hello, Trouble::Timeout)),
    }
}

async fn answer<S: Stream>(
    account: &Account,
    stage: Stage,
    deadline: Duration,
    wire: &mut Wire<S>,
    wanted: u16,
) -> Result<Vec<u8>, ConnectError> {
    let trouble = match timeout(deadline, wire.read_reply()).await {
        Ok(Ok(Some(bytes))) => {
            match String::from_utf8_lossy(&bytes).parse::<Response>().map(|response| read(&response)) {
                Ok(reply) if reply.code == wanted => return Ok(bytes),
                Ok(reply) if reply.is_transient() || reply.is_permanent() => Trouble::Reply(reply),
                _ => Trouble::Garbled,
            }
        }
        Ok(_) => Trouble::Lost,
        Err(_) => Trouble::Timeout,
    };
    Err(failed(account, stage, trouble))
}

/// EHLO over the line as it is now protected, then AUTH.
async fn log_in<S: Stream>(
    account: &Account,
    deadlines: &Deadlines,
    mut wire: Wire<S>,
    greeting: Vec<u8>,
) -> Result<Connection, ConnectError> {
    wire.show_again(greeting);
    let dots = wire.dots();
    let hello = ClientId::Domain(hello_name(account));
    let connecting = AsyncSmtpConnection::connect_with_transport(Box::new(wire), &hello);
    let mut smtp = match timeout(deadlines.hello, connecting).await {
        Ok(Ok(smtp)) => smtp,
        Ok(Err(error)) => return Err(failed(account, Stage::Hello, trouble(&error))),
        Err(_) => return Err(failed(account, Stage::Hello, Trouble::Timeout)),
    };
    if let Some(login) = &account.login {
        authenticate(account, deadlines, login, &mut smtp).await?;
    }
    Ok(Connection { smtp, dots, used_at: Instant::now() })
}

/// AUTH by PLAIN, else LOGIN (RFC 4954). Exchange by exchange: lettre's own loop has no deadline, and after a refusal
/// it would wait for an answer to QUIT before it tells.
async fn authenticate(
    account: &Account,
    deadlines: &Deadlines,
    login: &Login,
    smtp: &mut AsyncSmtpConnection,
) -> Result<(), ConnectError> {
    let host = account.host.clone();
    let Some(mechanism) = smtp.server_info().get_auth_mechanism(&[Mechanism::Plain, Mechanism::Login]) else {
        return Err(ConnectError::NoPasswordLogin { host });
    };
    let secret = login.password.expose_secret();
    let credentials = Credentials::new(login.user.clone(), secret.to_owned());
    let garbled = |_| failed(account, Stage::Auth, Trouble::Garbled);
    let mut command = Auth::new(mechanism, credentials.clone(), None).map_err(garbled)?;
    // LOGIN asks for the user and then for the password.
    for _ in 0..3 {
        match step(deadlines.auth, smtp.command(command)).await {
            Ok(response) if response.has_code(235) => return Ok(()),
            Ok(response) if response.has_code(334) => {
                command = Auth::new_from_response(mechanism, credentials.clone(), &response).map_err(garbled)?;
            }
            Ok(_) => break,
            Err(Trouble::Reply(reply)) => {
                let reply = reply.masked(secret);
                return Err(if reply.is_permanent() {
                    ConnectError::LoginRefused { host, reply }
                } else {
                    ConnectError::LoginDeferred { host, reply }
                });
            }
            Err(trouble) => return Err(failed(account, Stage::Auth, trouble)),
        }
    }
    Err(failed(account, Stage::Auth, Trouble::Garbled))
}

/// One exchange within its deadline. An `Ok` is any 2xx or 3xx: the caller checks the very code it needs.
pub(super) async fn step(
    deadline: Duration,
    exchange: impl Future<Output = Result<Response, lettre::transport::smtp::Error>>,
) -> Result<Response, Trouble> {
    match timeout(deadline, exchange).await {
        Ok(Ok(response)) => Ok(response),
        Ok(Err(error)) => Err(trouble(&error)),
        Err(_) => Err(Trouble::Timeout),
    }
}

pub(super) fn read(response: &Response) -> Reply {
    Reply::new(u16::from(response.code()), response.message())
}

pub(super) fn trouble(error: &lettre::transport::smtp::Error) -> Trouble {
    let source = std::error::Error::source(error);
    match error.status() {
        Some(code) => {
            let text = source.map(ToString::to_string).unwrap_or_default();
            Trouble::Reply(Reply::new(u16::from(code), [text.as_str()]))
        }
        // The wire makes the end of the connection an I/O error, so what lettre cannot read is no SMTP.
        None if error.is_response() || error.is_client() => Trouble::Garbled,
        None => Trouble::Lost,
    }
}

fn failed(account: &Account, stage: Stage, trouble: Trouble) -> ConnectError {
    let (host, port) = (account.host.clone(), account.port);
    match trouble {
        Trouble::Reply(reply) => ConnectError::Refused { host, stage, reply: reply.masked("") },
        Trouble::Timeout => ConnectError::Timeout { host, port, stage },
        Trouble::Lost | Trouble::Garbled | Trouble::Local(_) => ConnectError::Lost { host, port, stage },
    }
}

fn lost(account: &Account, stage: Stage) -> ConnectError {
    failed(account, stage, Trouble::Lost)
}

/// Whether others could read along.
fn leaves_this_machine(peer: SocketAddr) -> bool {
    !peer.ip().to_canonical().is_loopback()
}

/// The name for EHLO; the loopback literal where the setting could carry anything but a name onto the wire.
fn hello_name(account: &Account) -> String {
    let name = account.hello_name.trim();
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '[' | ']' | ':');
    if !name.is_empty() && name.len() <= 255 && name.chars().all(plain) {
        name.to_owned()
    } else {
        "[127.0.0.1]".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_in_clear_stays_on_this_machine() {
        for (peer, leaves) in [
            ("127.0.0.1:25", false),
            ("127.9.9.9:25", false),
            ("[::1]:25", false),
            ("[::ffff:127.0.0.1]:25", false),
            ("192.168.1.2:25", true),
            ("10.0.0.1:25", true),
            ("[2001:db8::1]:25", true),
            ("[::ffff:192.0.2.1]:25", true),
        ] {
            assert_eq!(leaves_this_machine(peer.parse().unwrap()), leaves, "{peer}");
        }
    }
}
