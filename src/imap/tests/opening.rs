//! From TCP to a logged-in session.

use super::scripted::{Act, account, polite, say, serve, try_source};
use crate::imap::account::{Account, Security};
use crate::imap::connect;
use crate::imap::error::{Code, ImapError, Step, Verdict};
use crate::imap::source::{Place, Source};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

async fn refused(answer: &'static str) -> ImapError {
    let (opened, _) = try_source(move |c| if c.starts_with("LOGIN") { say(answer) } else { polite(c) }).await;
    opened.err().unwrap()
}

#[tokio::test]
async fn a_wrong_password_and_a_server_in_trouble_are_told_apart() {
    for (answer, expected) in [
        ("$ NO [AUTHENTICATIONFAILED] Authentication failed.\r\n", ImapError::LoginRefused),
        ("$ NO go away\r\n", ImapError::LoginRefused),
        ("$ NO [UNAVAILABLE] backend\r\n", ImapError::LoginUnavailable(Code::Unavailable)),
        ("$ NO [inuse] other client\r\n", ImapError::LoginUnavailable(Code::InUse)),
        ("$ BAD syntax\r\n", ImapError::Refused { step: Step::Login, answer: Verdict::Bad, code: Code::Other }),
    ] {
        assert_eq!(refused(answer).await, expected, "{answer}");
    }
}

#[tokio::test]
async fn only_a_greeting_is_a_greeting() {
    for (greeting, expected) in [
        (&b"* BYE no service\r\n"[..], ImapError::Lost { step: Step::Greeting }),
        (b"", ImapError::Lost { step: Step::Greeting }),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", ImapError::Unreadable { step: Step::Greeting }),
    ] {
        let (ours, mut theirs) = tokio::io::duplex(4096);
        theirs.write_all(greeting).await.unwrap();
        drop(theirs);
        let got = connect::log_in(Box::new(ours), &account(1), true).await.err().unwrap();
        assert_eq!(got, expected, "{}", String::from_utf8_lossy(greeting));
    }
    let (ours, mut theirs) = tokio::io::duplex(4096);
    theirs.write_all(b"* PREAUTH hello\r\n").await.unwrap();
    let got = connect::log_in(Box::new(ours), &account(1), true).await.err().unwrap();
    assert!(matches!(got, ImapError::Protocol { step: Step::Greeting, .. }));
}

#[tokio::test]
async fn settings_that_cannot_be_sent_are_refused_before_connecting() {
    let edit = |change: fn(&mut Account)| {
        let mut account = account(1);
        change(&mut account);
        account
    };
    for (account, name) in [
        (edit(|a| a.user = "a\r\nb".into()), "user"),
        (edit(|a| a.user = String::new()), "user"),
        (edit(|a| a.password = "x\ny".to_owned().into()), "password"),
        (edit(|a| a.host = String::new()), "host"),
    ] {
        assert_eq!(Source::open(&Place::Imap(account)).await.err(), Some(ImapError::Setting(name)));
    }
}

#[tokio::test]
async fn nobody_there_is_unreachable() {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let error = Source::open(&Place::Imap(account(free))).await.err();
    assert_eq!(error, Some(ImapError::Unreachable(std::io::ErrorKind::ConnectionRefused)));
    let nowhere = Account { host: "nowhere.invalid".into(), ..account(1) };
    assert_eq!(Source::open(&Place::Imap(nowhere)).await.err(), Some(ImapError::UnknownHost));
}

/// Plays these lines before any TLS, one for each line it hears; gives back what it heard.
async fn clear_text_peer(lines: &'static [&'static str]) -> (Account, Arc<Mutex<Vec<u8>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let account = Account { security: Security::StartTls, ..account(listener.local_addr().unwrap().port()) };
    let heard = Arc::new(Mutex::new(Vec::new()));
    let log = heard.clone();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        for line in lines {
            stream.write_all(line.as_bytes()).await.unwrap();
            let mut buffer = [0; 4096];
            let n = stream.read(&mut buffer).await.unwrap_or(0);
            log.lock().unwrap().extend_from_slice(&buffer[..n]);
        }
    });
    (account, heard)
}

#[tokio::test]
async fn a_stripped_starttls_ends_it_before_the_password() {
    for (lines, expected) in [
        (&["* OK hi\r\n", "S1 BAD what\r\n"][..], ImapError::StartTlsRefused),
        (&["* OK hi\r\n", "S1 NO [UNAVAILABLE] not today\r\n"], ImapError::StartTlsRefused),
        (
            &["* PREAUTH hi\r\n"],
            ImapError::Protocol { step: Step::Greeting, what: "this is no greeting of an IMAP server" },
        ),
        (&["* OK hi\r\n", "S1 OK now\r\nS2 OK injected\r\n"], ImapError::Tls),
        (&["* OK hi\r\n", "* BYE\r\n"], ImapError::Lost { step: Step::StartTls }),
    ] {
        let (account, heard) = clear_text_peer(lines).await;
        assert_eq!(Source::open(&Place::Imap(account)).await.err(), Some(expected), "{lines:?}");
        let heard = String::from_utf8_lossy(&heard.lock().unwrap()).into_owned();
        assert!(!heard.contains("LOGIN") && !heard.contains("canary"), "{heard}");
    }
}

#[tokio::test]
async fn clear_text_is_for_this_machine_alone() {
    // Linux answers for this address on every machine that has a network; where it has none, dialling fails first.
    let out = std::net::UdpSocket::bind("0.0.0.0:0").unwrap();
    if out.connect("192.0.2.1:9").is_err() || out.local_addr().unwrap().ip().is_loopback() {
        return;
    }
    let here = out.local_addr().unwrap().ip().to_string();
    let listener = TcpListener::bind((here.as_str(), 0)).await.unwrap();
    let account = Account { host: here, ..account(listener.local_addr().unwrap().port()) };
    assert_eq!(Source::open(&Place::Imap(account)).await.err(), Some(ImapError::NotEncrypted));
}

#[tokio::test]
async fn folders_are_listed_with_what_they_are_for() {
    let script = serve(|_, c| match c {
        c if c.starts_with("LIST") => {
            say("* LIST (\\HasNoChildren) \"/\" INBOX\r\n* LIST (\\Sent) \"/\" \"Envoy&AOk-s\"\r\n\
             * LIST (\\Junk \\NonExistent) \"/\" Nowhere\r\n* LIST (\\Noselect) NIL Spam\r\n$ OK\r\n")
        }
        other => polite(other),
    })
    .await;
    let mut source = Source::open(&Place::Imap(script.account)).await.unwrap();
    let names: Vec<String> = source.folders().await.unwrap().into_iter().map(|f| f.name).collect();
    assert_eq!(names, ["INBOX", "Envoyés"]);
    source.close().await;
    assert_eq!(script.heard.lock().unwrap().last().map(String::as_str), Some("LOGOUT"));
}

/// async-imap prints passwords and whole mails to the `log` crate at TRACE; none of it may reach our subscriber.
#[test]
fn neither_password_nor_mail_reaches_the_logs() {
    use tracing_subscriber::prelude::*;
    #[derive(Clone, Default)]
    struct Sink(Arc<Mutex<Vec<u8>>>);
    impl std::io::Write for Sink {
        fn write(&mut self, octets: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(octets);
            Ok(octets.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let sink = Sink::default();
    let writer = sink.clone();
    let layer = tracing_subscriber::fmt::layer().with_writer(move || writer.clone());
    let subscriber =
        tracing_subscriber::registry().with(layer.with_filter(tracing_subscriber::filter::LevelFilter::TRACE));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    tracing::subscriber::with_default(subscriber, || {
        tracing::trace!("the subscriber listens");
        runtime.block_on(async {
            let (mut source, _) = super::scripted::source(|c| {
                if c.contains("BODY.PEEK[]") {
                    say("* 1 FETCH (UID 1 BODY[] }canary-child")
                } else {
                    super::scripted::mailbox(&[(1, "x")], c)
                }
            })
            .await;
            let (mails, _taken) = tokio::sync::mpsc::channel(1);
            let error =
                source.fetch(&super::scripted::inbox(), 7, &[1], crate::imap::source::StorePolicy::Lean, &mails).await;
            let error = error.unwrap_err();
            tracing::error!("{error} {error:?} {}", error.error.hint());
        });
    });
    let written = String::from_utf8(sink.0.lock().unwrap().clone()).unwrap();
    assert!(written.contains("the subscriber listens") && !written.contains("canary"), "{written}");
}

#[tokio::test]
async fn a_server_that_closes_at_login_is_lost() {
    let (opened, _) = try_source(|_| Act::SayAndClose(b"* BYE too many connections\r\n".to_vec())).await;
    assert_eq!(opened.err(), Some(ImapError::Lost { step: Step::Login }));
}
