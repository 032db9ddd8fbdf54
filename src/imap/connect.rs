//! From an account to a logged-in session: TCP, TLS (RFC 8314), STARTTLS by hand, greeting, LOGIN; each with a deadline.

use super::account::{Account, Pipe, Security};
use super::error::{Code, Distrust, ImapError, Step, Verdict};
use super::guard::{BoxIo, Guard};
use super::session::{self, Session, Wire};
use async_imap::Client;
use futures_util::FutureExt;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use secrecy::ExposeSecret;
use std::io;
use std::panic::AssertUnwindSafe;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

/// For each of the server's addresses: one that is not routed must not use up the time of the next.
const CONNECT: Duration = Duration::from_secs(10);
const HANDSHAKE: Duration = Duration::from_secs(30);
const LINE: Duration = Duration::from_secs(30);
/// Servers answer a wrong password slowly on purpose.
const LOGIN: Duration = Duration::from_secs(60);

/// Connects (over the network, or by the pipe), proves the server's identity, logs in and asks for its capabilities.
///
/// # Errors
/// Every variant that names a step of this; none leaves a connection open.
pub(super) async fn open(account: &Account, pipe: Option<&Pipe>) -> Result<Session, ImapError> {
    check(account)?;
    if let Some(pipe) = pipe {
        let io = pipe.connect().map_err(|error| ImapError::Unreachable(error.kind()))?;
        return log_in(Box::new(io), account, true).await;
    }
    let tcp = dial(&account.host, account.port).await?;
    let io: BoxIo = match account.security {
        Security::Tls => handshake(account, tcp).await?,
        Security::StartTls => handshake(account, start_tls(tcp).await?).await?,
        Security::None => {
            let here = tcp.peer_addr().is_ok_and(|peer| peer.ip().to_canonical().is_loopback());
            if !here {
                return Err(ImapError::NotEncrypted);
            }
            Box::new(tcp)
        }
    };
    // After STARTTLS the server does not greet again.
    log_in(io, account, account.security != Security::StartTls).await
}

fn check(account: &Account) -> Result<(), ImapError> {
    let usable = |text: &str| !text.is_empty() && !text.contains(['\r', '\n', '\0']);
    let settings = [
        ("host", usable(&account.host)),
        ("user", usable(&account.user)),
        ("password", usable(account.password.expose_secret())),
    ];
    settings.iter().find(|(_, usable)| !usable).map_or(Ok(()), |(name, _)| Err(ImapError::Setting(name)))
}

async fn dial(host: &str, port: u16) -> Result<TcpStream, ImapError> {
    let addresses = timeout(LINE, tokio::net::lookup_host((host, port))).await;
    let addresses = addresses.map_err(|_| ImapError::deadline(Step::Connect))?.map_err(|_| ImapError::UnknownHost)?;
    let mut failed = ImapError::UnknownHost;
    for address in addresses {
        match timeout(CONNECT, TcpStream::connect(address)).await {
            Ok(Ok(tcp)) => {
                // Commands are small and answered one by one: waiting to fill a packet would cost 40 ms each.
                tcp.set_nodelay(true).map_err(|e| ImapError::Unreachable(e.kind()))?;
                keep_alive(&tcp).map_err(|e| ImapError::Unreachable(e.kind()))?;
                return Ok(tcp);
            }
            Ok(Err(error)) => failed = ImapError::Unreachable(error.kind()),
            Err(_) => failed = ImapError::deadline(Step::Connect),
        }
    }
    Err(failed)
}

/// While IDLE nothing is said for minutes. Some networks forget such a line, and a peer that has vanished says nothing
/// either: the system asks after a minute of silence, and gives the line up when four questions went unanswered.
#[cfg(target_os = "linux")]
fn keep_alive(tcp: &TcpStream) -> io::Result<()> {
    use rustix::net::sockopt;
    sockopt::set_socket_keepalive(tcp, true)?;
    sockopt::set_tcp_keepidle(tcp, Duration::from_secs(60))?;
    sockopt::set_tcp_keepintvl(tcp, Duration::from_secs(15))?;
    Ok(sockopt::set_tcp_keepcnt(tcp, 4)?)
}

/// Elsewhere the system's own habits serve; IDLE is renewed every five minutes whatever they are.
#[cfg(not(target_os = "linux"))]
fn keep_alive(_: &TcpStream) -> io::Result<()> {
    Ok(())
}

async fn handshake(account: &Account, tcp: TcpStream) -> Result<BoxIo, ImapError> {
    let name = ServerName::try_from(account.host.clone()).map_err(|_| ImapError::Setting("host"))?;
    let connector = TlsConnector::from(Arc::new(tls_config(account.ca_file.as_deref())?));
    match timeout(HANDSHAKE, connector.connect(name, tcp)).await {
        Ok(Ok(stream)) => Ok(Box::new(stream)),
        Ok(Err(error)) => Err(tls_error(&error)),
        Err(_) => Err(ImapError::deadline(Step::TlsHandshake)),
    }
}

fn tls_config(ca_file: Option<&Path>) -> Result<rustls::ClientConfig, ImapError> {
    let mut roots = rustls::RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if let Some(path) = ca_file {
        let unreadable = |error| match error {
            rustls::pki_types::pem::Error::Io(error) => ImapError::CaFile(error.kind()),
            _ => ImapError::CaFile(io::ErrorKind::InvalidData),
        };
        let before = roots.len();
        for certificate in CertificateDer::pem_file_iter(path).map_err(unreadable)? {
            let added = roots.add(certificate.map_err(unreadable)?);
            added.map_err(|_| ImapError::CaFile(io::ErrorKind::InvalidData))?;
        }
        if roots.len() == before {
            return Err(ImapError::CaFile(io::ErrorKind::InvalidData));
        }
    }
    if roots.is_empty() {
        return Err(ImapError::NoRoots);
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    Ok(config.map_err(|_| ImapError::Tls)?.with_root_certificates(roots).with_no_client_auth())
}

fn tls_error(error: &io::Error) -> ImapError {
    use rustls::CertificateError as C;
    let inner = error.get_ref().and_then(|e| e.downcast_ref::<rustls::Error>());
    let Some(rustls::Error::InvalidCertificate(problem)) = inner else {
        return match inner {
            Some(_) => ImapError::Tls,
            None => ImapError::lost(Step::TlsHandshake),
        };
    };
    ImapError::NotTrusted(match problem {
        C::UnknownIssuer => Distrust::UnknownAuthority,
        C::NotValidForName | C::NotValidForNameContext { .. } => Distrust::WrongName,
        C::Expired | C::ExpiredContext { .. } => Distrust::Expired,
        C::NotValidYet | C::NotValidYetContext { .. } => Distrust::NotYetValid,
        _ => Distrust::Other,
    })
}

/// RFC 3501 §6.2.1. Lines are read octet by octet, so that nothing a man in the middle adds behind the answer can be
/// kept in a buffer and read later as if it had come through TLS.
async fn start_tls<T: AsyncReadExt + AsyncWriteExt + Unpin>(mut plain: T) -> Result<T, ImapError> {
    let greeting = raw_line(&mut plain, Step::Greeting).await?;
    // PREAUTH would make STARTTLS impossible: it is how an attacker would ask us to go on in clear text.
    if !starts_with_word(&greeting, b"* OK") {
        return Err(no_greeting(&greeting));
    }
    let written = timeout(LINE, plain.write_all(b"S1 STARTTLS\r\n")).await;
    written.map_err(|_| ImapError::deadline(Step::StartTls))?.map_err(|_| ImapError::lost(Step::StartTls))?;
    for _ in 0..64 {
        let line = raw_line(&mut plain, Step::StartTls).await?;
        if starts_with_word(&line, b"S1 OK") {
            return Ok(plain);
        }
        if starts_with_word(&line, b"S1") {
            return Err(ImapError::StartTlsRefused);
        }
        if starts_with_word(&line, b"* BYE") {
            return Err(ImapError::lost(Step::StartTls));
        }
    }
    Err(ImapError::Protocol { step: Step::StartTls, what: "it does not come to an end" })
}

fn no_greeting(line: &[u8]) -> ImapError {
    if starts_with_word(line, b"* BYE") {
        ImapError::lost(Step::Greeting)
    } else {
        ImapError::Protocol { step: Step::Greeting, what: "this is no greeting of an IMAP server" }
    }
}

fn starts_with_word(line: &[u8], word: &[u8]) -> bool {
    let (start, rest) = line.split_at_checked(word.len()).unwrap_or_default();
    start.eq_ignore_ascii_case(word) && rest.first().is_none_or(|b| b.is_ascii_whitespace())
}

async fn raw_line<T: AsyncReadExt + Unpin>(io: &mut T, step: Step) -> Result<Vec<u8>, ImapError> {
    let reading = async {
        let mut line = Vec::new();
        while line.len() < 8192 {
            match io.read_u8().await {
                Ok(b'\n') => return Ok(line),
                Ok(octet) => line.push(octet),
                Err(_) => return Err(ImapError::lost(step)),
            }
        }
        Err(ImapError::Protocol { step, what: "a line does not end" })
    };
    timeout(LINE, reading).await.map_err(|_| ImapError::deadline(step))?
}

/// Greeting, LOGIN and CAPABILITY over a stream that is already as safe as it will be.
pub(super) async fn log_in(io: BoxIo, account: &Account, greets: bool) -> Result<Session, ImapError> {
    let mut client = Client::new(Guard::new(io));
    if greets {
        let greeting = timeout(LINE, AssertUnwindSafe(client.read_response()).catch_unwind()).await;
        let greeting = greeting.map_err(|_| ImapError::deadline(Step::Greeting))?;
        let response = session::unwound(greeting, Step::Greeting)?;
        let good = matches!(
            response.parsed(),
            async_imap::imap_proto::Response::Data { status: async_imap::imap_proto::Status::Ok, .. }
        );
        if !good {
            let bye = matches!(
                response.parsed(),
                async_imap::imap_proto::Response::Data { status: async_imap::imap_proto::Status::Bye, .. }
            );
            return Err(no_greeting(if bye { b"* BYE" } else { b"" }));
        }
    }
    let wire = login(client, account).await?;
    let mut session = Session::new(wire);
    session.ask_capabilities().await?;
    Ok(session)
}

async fn login(client: Client<Guard>, account: &Account) -> Result<Wire, ImapError> {
    let attempt = AssertUnwindSafe(client.login(&account.user, account.password.expose_secret())).catch_unwind();
    let attempt = timeout(LOGIN, attempt).await.map_err(|_| ImapError::deadline(Step::Login))?;
    let (error, client) = match attempt {
        Ok(Ok(wire)) => return Ok(wire),
        Ok(Err(refused)) => refused,
        Err(_) => return Err(ImapError::Unreadable { step: Step::Login }),
    };
    // The code is the guard's: async-imap has it only as text.
    let code = client.get_ref().refusal();
    Err(match error {
        async_imap::error::Error::No(_) => match code {
            Code::Unavailable | Code::InUse | Code::Limit | Code::ServerBug | Code::Throttled => {
                ImapError::LoginUnavailable(code)
            }
            _ => ImapError::LoginRefused,
        },
        async_imap::error::Error::Bad(_) => ImapError::Refused { step: Step::Login, answer: Verdict::Bad, code },
        async_imap::error::Error::Io(error) => session::io_error(&error, Step::Login),
        async_imap::error::Error::Validate(_) => ImapError::Setting("password"),
        async_imap::error::Error::ConnectionLost => ImapError::lost(Step::Login),
        _ => ImapError::Unreadable { step: Step::Login },
    })
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use rustix::net::sockopt;

    #[tokio::test]
    async fn a_line_that_says_nothing_is_asked_about_every_minute() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let tcp = dial("127.0.0.1", listener.local_addr().unwrap().port()).await.unwrap();
        assert!(sockopt::socket_keepalive(&tcp).unwrap() && tcp.nodelay().unwrap());
        assert_eq!(sockopt::tcp_keepidle(&tcp).unwrap(), Duration::from_secs(60));
    }
}
