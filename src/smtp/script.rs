//! A mail server on loopback that misbehaves on demand, for the tests of this room.

use super::account::{Account, Deadlines, Login, Security};
use super::outcome::Outcome;
use super::submit::Smtp;
use crate::domain::address::EmailAddress;
use crate::ids::MessageId;
use crate::message::compose::PreparedMessage;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use std::collections::HashMap;
use std::convert::Infallible;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

/// What the server does at one step.
pub(super) enum Act {
    /// The ordinary good answer.
    Well,
    Say(&'static [u8]),
    SayAndClose(&'static [u8]),
    Stall,
    Close,
}

/// What it has seen, over all connections.
#[derive(Default)]
pub(super) struct Seen {
    pub(super) connections: usize,
    /// Every command line, and after AUTH LOGIN the answers too.
    pub(super) lines: Vec<String>,
    /// Every mail ended by a dot, as it came over the wire, without the line of the dot.
    pub(super) mails: Vec<Vec<u8>>,
    steps: HashMap<String, usize>,
}

impl Seen {
    pub(super) fn count(&self, verb: &str) -> usize {
        self.lines.iter().filter(|line| line.starts_with(verb)).count()
    }
}

type Script = Arc<dyn Fn(&str, usize) -> Act + Send + Sync>;
trait Both: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Both for T {}

pub(super) struct Server {
    pub(super) port: u16,
    pub(super) seen: Arc<Mutex<Seen>>,
    security: Security,
}

impl Server {
    /// `script(step, n)` is asked at the n-th time (from 0) a step is reached; steps are `greeting`, the commands' verbs,
    /// `body` (after 354, before the body is read) and `dot`.
    pub(super) async fn start(security: Security, script: impl Fn(&str, usize) -> Act + Send + Sync + 'static) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        // Small, so that a test need not send much to fill it.
        socket.set_recv_buffer_size(64 * 1024).unwrap();
        socket.bind(([127, 0, 0, 1], 0).into()).unwrap();
        let listener = socket.listen(64).unwrap();
        let port = listener.local_addr().unwrap().port();
        let seen = Arc::new(Mutex::new(Seen::default()));
        let (script, shared): (Script, _) = (Arc::new(script), seen.clone());
        tokio::spawn(async move {
            while let Ok((tcp, _)) = listener.accept().await {
                tcp.set_nodelay(true).unwrap();
                shared.lock().unwrap().connections += 1;
                let talk = Talk { script: script.clone(), seen: shared.clone(), security };
                tokio::spawn(async move { talk.run(tcp).await });
            }
        });
        Self { port, seen, security }
    }

    pub(super) async fn plain(script: impl Fn(&str, usize) -> Act + Send + Sync + 'static) -> Self {
        Self::start(Security::None, script).await
    }

    pub(super) fn account(&self) -> Account {
        Account {
            host: if self.security == Security::None { "127.0.0.1".into() } else { "localhost".into() },
            port: self.port,
            security: self.security,
            ca_file: (self.security != Security::None).then(|| testdata("ca.pem")),
            login: None,
            hello_name: "homeroom.school.test".into(),
        }
    }

    pub(super) fn account_with_login(&self, password: &str) -> Account {
        Account { login: Some(Login { user: "room12".into(), password: password.into() }), ..self.account() }
    }

    /// A client with deadlines that no test is meant to reach.
    pub(super) fn client(&self) -> Smtp {
        Smtp::new(self.account(), Deadlines::all(Duration::from_secs(20)))
    }

    pub(super) fn seen(&self) -> std::sync::MutexGuard<'_, Seen> {
        self.seen.lock().unwrap()
    }
}

pub(super) fn testdata(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "src/smtp/testdata", name].iter().collect()
}

pub(super) fn mail(recipient: &str, text: &str) -> PreparedMessage {
    let address = |text| EmailAddress::parse(text).unwrap();
    PreparedMessage {
        message_id: MessageId::parse("a.1@school.test").unwrap(),
        sender: address("room12@school.test"),
        recipient: address(recipient),
        bytes: format!("Subject: x\r\n\r\n{text}\r\n").into_bytes(),
    }
}

pub(super) async fn send(client: &mut Smtp, recipient: &str) -> Outcome {
    client.submit(&mail(recipient, "hello"), async || Ok::<(), Infallible>(())).await.unwrap()
}

struct Talk {
    script: Script,
    seen: Arc<Mutex<Seen>>,
    security: Security,
}

enum Next {
    Go,
    End,
}

impl Talk {
    async fn run(&self, tcp: TcpStream) {
        let mut stream: Box<dyn Both> = Box::new(tcp);
        let mut protected = self.security == Security::Tls;
        if protected {
            let Some(tls) = accept_tls(stream).await else { return };
            stream = tls;
        }
        if let Next::End = self.answer(&mut stream, "greeting", b"220 mx.test ESMTP\r\n").await {
            return;
        }
        while let Some(line) = read_line(&mut stream).await {
            self.seen.lock().unwrap().lines.push(line.clone());
            let verb = line.split(' ').next().unwrap_or_default().to_uppercase();
            let good: &[u8] = match verb.as_str() {
                "EHLO" => self.offer(protected),
                "AUTH" => auth(&line),
                "DATA" => b"354 go ahead\r\n",
                "STARTTLS" => b"220 go ahead\r\n",
                "QUIT" => b"221 bye\r\n",
                _ => b"250 2.1.0 fine\r\n",
            };
            if let Next::End = self.answer(&mut stream, &verb, good).await {
                return;
            }
            match verb.as_str() {
                "QUIT" => return,
                "STARTTLS" => {
                    let Some(tls) = accept_tls(stream).await else { return };
                    (stream, protected) = (tls, true);
                }
                "DATA" if !self.take_mail(&mut stream).await => return,
                _ => {}
            }
        }
    }

    fn offer(&self, protected: bool) -> &'static [u8] {
        match (self.security, protected) {
            (Security::StartTls, false) => b"250-mx.test\r\n250-8BITMIME\r\n250 STARTTLS\r\n",
            _ => b"250-mx.test\r\n250-8BITMIME\r\n250 AUTH PLAIN LOGIN\r\n",
        }
    }

    /// Reads the body and answers the dot; false when the talk has ended. Reads on after a script has refused DATA only
    /// if the client does (which it must not).
    async fn take_mail(&self, stream: &mut Box<dyn Both>) -> bool {
        let step = self.seen.lock().unwrap().steps.get("DATA").copied().unwrap_or_default() - 1;
        if let Act::Say(_) = (self.script)("DATA", step) {
            return true;
        }
        if let Next::End = self.answer(stream, "body", b"").await {
            return false;
        }
        let mut body = Vec::new();
        loop {
            let Some(line) = read_raw_line(stream).await else { return false };
            if line == b".\r\n" {
                break;
            }
            body.extend_from_slice(&line);
        }
        self.seen.lock().unwrap().mails.push(body);
        matches!(self.answer(stream, "dot", b"250 2.0.0 queued\r\n").await, Next::Go)
    }

    async fn answer(&self, stream: &mut Box<dyn Both>, step: &str, good: &[u8]) -> Next {
        let n = {
            let mut seen = self.seen.lock().unwrap();
            let count = seen.steps.entry(step.to_owned()).or_default();
            *count += 1;
            *count - 1
        };
        let (words, goes_on) = match (self.script)(step, n) {
            Act::Well => (good, true),
            Act::Say(words) => (words, true),
            Act::SayAndClose(words) => (words, false),
            Act::Close => (b"".as_slice(), false),
            Act::Stall => {
                tokio::time::sleep(Duration::from_secs(60)).await;
                return Next::End;
            }
        };
        let written = stream.write_all(words).await.is_ok() && stream.flush().await.is_ok();
        if goes_on && written { Next::Go } else { Next::End }
    }
}

fn auth(line: &str) -> &'static [u8] {
    match line.split(' ').collect::<Vec<_>>().as_slice() {
        ["AUTH", "PLAIN", token] => {
            let told = data_encoding::BASE64.decode(token.as_bytes()).unwrap();
            if told == b"\0room12\0open sesame" { b"235 2.7.0 welcome\r\n" } else { b"535 5.7.8 wrong\r\n" }
        }
        _ => b"504 5.5.4 no\r\n",
    }
}

async fn accept_tls(stream: Box<dyn Both>) -> Option<Box<dyn Both>> {
    let chain = vec![CertificateDer::from_pem_file(testdata("server.pem")).unwrap()];
    let key = PrivateKeyDer::from_pem_file(testdata("server-key.pem")).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    let tls = tokio_rustls::TlsAcceptor::from(Arc::new(config)).accept(stream).await.ok()?;
    Some(Box::new(tls))
}

async fn read_line(stream: &mut Box<dyn Both>) -> Option<String> {
    let line = read_raw_line(stream).await?;
    Some(String::from_utf8(line).unwrap().trim_end().to_owned())
}

/// One line with its LF. Octet by octet, so that nothing is read ahead of a handshake.
async fn read_raw_line(stream: &mut Box<dyn Both>) -> Option<Vec<u8>> {
    let mut line = Vec::new();
    loop {
        line.push(stream.read_u8().await.ok()?);
        if line.last() == Some(&b'\n') {
            return Some(line);
        }
    }
}
