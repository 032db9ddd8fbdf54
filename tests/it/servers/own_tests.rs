//! Tests of the servers themselves: what the other tests lean on.

use super::{PASSWORD, Servers};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Tokio1Executor, address::Envelope};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

const MAIL: &[u8] =
    b"From: room12@school.test\r\nTo: ana@families.test\r\nSubject: Leo\r\nMessage-ID: <m1@school.test>\r\n\r\nHello.\r\n";

type SendResult = Result<lettre::transport::smtp::response::Response, lettre::transport::smtp::Error>;

/// Sends by lettre with the given trust; `wrapped` means TLS from the first byte.
async fn send(port: u16, wrapped: bool, ca: &Path, password: &str, from: &str, to: &str) -> SendResult {
    let pem = std::fs::read(ca).expect("read the CA");
    let ca = Certificate::from_pem(&pem).expect("a CA in PEM");
    let parameters = TlsParameters::builder("localhost".to_owned())
        .certificate_store(lettre::transport::smtp::client::CertificateStore::None)
        .add_root_certificate(ca)
        .build()?;
    let tls = if wrapped { Tls::Wrapper(parameters) } else { Tls::Required(parameters) };
    let transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous("127.0.0.1")
        .port(port)
        .tls(tls)
        .credentials(Credentials::new(from.to_owned(), password.to_owned()))
        .timeout(Some(Duration::from_secs(20)))
        .build();
    let address = |text: &str| text.parse::<Address>().expect("an address");
    let envelope = Envelope::new(Some(address(from)), vec![address(to)]).expect("an envelope");
    transport.send_raw(&envelope, MAIL).await
}

async fn submit(servers: &Servers, from: &str, to: &str) -> SendResult {
    send(servers.submission_port(), false, servers.ca_file(), PASSWORD, from, to).await
}

#[tokio::test]
async fn a_mail_submitted_with_starttls_and_auth_reaches_the_mailbox() {
    let Some(servers) = Servers::shared() else { return };
    submit(servers, "t1@school.test", "ana.t1+key@families.test").await.expect("Postfix accepts");
    let mails = servers.wait_for("ana.t1@families.test", "INBOX", 1);
    assert_eq!(mails.len(), 1);
    let text = mails[0].text();
    assert!(text.contains("Delivered-To: ana.t1+key@families.test"), "{text}");
    assert!(text.contains("Message-ID: <m1@school.test>"), "{text}");
    assert!(text.trim_end().ends_with("\n\nHello."), "{text}");
}

#[tokio::test]
async fn smtps_takes_mail_too() {
    let Some(servers) = Servers::shared() else { return };
    let to = "ana.t2@families.test";
    send(servers.smtps_port(), true, servers.ca_file(), PASSWORD, "t2@school.test", to).await.expect("accepted");
    servers.wait_for(to, "INBOX", 1);
}

#[tokio::test]
async fn a_wrong_password_and_a_wrong_ca_are_refused() {
    let Some(servers) = Servers::shared() else { return };
    let (port, ca, to) = (servers.submission_port(), servers.ca_file(), "ana.t3@families.test");
    let refused = send(port, false, ca, "wrong", "t3@school.test", to).await.expect_err("535");
    assert_eq!(refused.status().map(|code| code.to_string()), Some("535".to_owned()), "{refused}");
    let untrusted = send(port, false, servers.wrong_ca_file(), servers.password(), "t3@school.test", to).await;
    let untrusted = untrusted.expect_err("the certificate is not trusted");
    assert!(untrusted.status().is_none(), "{untrusted}");
    assert!(servers.mailbox(to, "INBOX").is_empty());
}

#[tokio::test]
async fn chosen_recipients_are_refused_at_rcpt() {
    let Some(servers) = Servers::shared() else { return };
    for (local, code) in [("refused", "550"), ("full", "552"), ("policy", "554"), ("deferred", "451")] {
        let to = format!("{local}.t4@families.test");
        let error = submit(servers, "t4@school.test", &to).await.expect_err("refused");
        assert_eq!(error.status().map(|status| status.to_string()).as_deref(), Some(code), "{local}: {error}");
        assert_eq!(error.is_transient(), code.starts_with('4'), "{local}: {error}");
    }
}

#[tokio::test]
async fn a_greylisted_recipient_is_taken_the_second_time() {
    let Some(servers) = Servers::shared() else { return };
    let to = "grey.t5@families.test";
    let error = submit(servers, "t5@school.test", to).await.expect_err("the first attempt");
    assert!(error.is_transient(), "{error}");
    submit(servers, "t5@school.test", to).await.expect("the second attempt");
    servers.wait_for(to, "INBOX", 1);
}

#[tokio::test]
async fn a_bounce_comes_back_to_the_sender_as_a_delivery_report() {
    let Some(servers) = Servers::shared() else { return };
    submit(servers, "t6@school.test", "bounced.t6@families.test").await.expect("accepted at RCPT");
    let report = servers.wait_for("t6@school.test", "INBOX", 1)[0].text();
    assert!(report.contains("Content-Type: message/delivery-status"), "{report}");
    assert!(report.contains("Status: 5.1.1"), "{report}");
    assert!(report.contains("Message-ID: <m1@school.test>"), "{report}");
}

#[test]
fn mail_from_outside_comes_in_without_a_password_and_goes_nowhere_else() {
    let Some(servers) = Servers::shared() else { return };
    let commands = [
        ("", "220"),
        ("EHLO outside.test", "250"),
        ("MAIL FROM:<ana@outside.test>", "250"),
        ("RCPT TO:<somebody@elsewhere.test>", "554"),
        ("RCPT TO:<t7@school.test>", "250"),
        ("DATA", "354"),
        ("Subject: From outside\r\n\r\nHello\r\n.", "250"),
        ("QUIT", "221"),
    ];
    let mut stream = BufReader::new(TcpStream::connect(("127.0.0.1", servers.mx_port())).expect("connect"));
    for (command, expected) in commands {
        if !command.is_empty() {
            stream.get_mut().write_all(format!("{command}\r\n").as_bytes()).expect("write");
        }
        let mut line = String::new();
        while line.as_bytes().get(3) != Some(&b' ') {
            line.clear();
            assert!(stream.read_line(&mut line).expect("read") > 0, "closed after {command}");
        }
        assert!(line.starts_with(expected), "{command}: {line}");
    }
    servers.wait_for("t7@school.test", "INBOX", 1);
}

#[test]
fn dovecot_shows_what_was_delivered_and_appended() {
    let Some(servers) = Servers::shared_imap() else { return };
    let user = "t8@school.test";
    servers.deliver(user, b"Subject: one\r\n\r\nFirst\r\n", "INBOX");
    servers.deliver(user, b"Subject: two\r\n\r\nSecond\r\n", "INBOX");
    let sent_at = "2026-11-20T14:02:11Z".parse().expect("an instant");
    servers.append(user, "Sent", b"Subject: three\r\n\r\nThird\r\n", &[r"\Seen", "$Label"], Some(sent_at));
    let mut session = servers.session(user);
    session.command("EXAMINE INBOX");
    let answer = session.command("UID FETCH 1:* (BODY.PEEK[])");
    assert!(answer.find("First").expect("the first") < answer.find("Second").expect("the second"), "{answer}");
    session.command("EXAMINE Sent");
    let answer = session.command("FETCH 1 (INTERNALDATE FLAGS)");
    assert!(answer.contains("\"20-Nov-2026 14:02:11 +0000\"") && answer.contains(r"\Seen"), "{answer}");
    let sent = servers.mailbox(user, "Sent");
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].flags, ["$Label".to_owned(), r"\Seen".to_owned()].into());
    assert_eq!(sent[0].uid, Some(1));
    let inbox = servers.mailbox(user, "INBOX");
    assert_eq!(inbox.iter().map(|mail| mail.uid).collect::<Vec<_>>(), [Some(1), Some(2)]);
    assert!(inbox.iter().all(|mail| mail.flags.is_empty()));
}

#[test]
fn a_snapshot_forgives_reading_and_catches_every_touch() {
    let Some(servers) = Servers::shared_imap() else { return };
    let user = "t9@school.test";
    servers.deliver(user, b"Subject: one\r\n\r\nFirst\r\n", "INBOX");
    let before = servers.flags_and_folders(user);
    let mut session = servers.session(user);
    session.command(r#"LIST "" "*""#);
    session.command("EXAMINE INBOX");
    session.command("FETCH 1 (FLAGS BODY.PEEK[])");
    session.command("EXAMINE Sent");
    assert_eq!(servers.flags_and_folders(user), before, "EXAMINE and PEEK leave no trace");
    session.command("SELECT INBOX");
    session.command("FETCH 1 (BODY[])");
    let read = servers.flags_and_folders(user);
    assert_ne!(read, before, "BODY[] marks a mail as read");
    session.command("CREATE Archive");
    let created = servers.flags_and_folders(user);
    assert_ne!(created, read, "a new folder");
    session.command("MOVE 1 Archive");
    assert_ne!(servers.flags_and_folders(user), created, "a mail that moved");
    assert_eq!(servers.mailbox(user, "Archive").len(), 1);
    assert!(servers.flags_and_folders(user).0["INBOX"].is_empty());
}

/// Connects with TLS as rustls does it and reads the greeting.
fn greeting_by_tls(port: u16, ca: &Path) -> std::io::Result<String> {
    use rustls::pki_types::{CertificateDer, pem::PemObject};
    let mut roots = rustls::RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(ca).expect("a CA in PEM")).expect("a usable CA");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("TLS versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = "localhost".try_into().expect("a server name");
    let client = rustls::ClientConnection::new(Arc::new(config), name).expect("a TLS client");
    let mut stream = rustls::StreamOwned::new(client, TcpStream::connect(("127.0.0.1", port))?);
    let mut greeting = [0; 4];
    stream.read_exact(&mut greeting)?;
    Ok(String::from_utf8_lossy(&greeting).into_owned())
}

#[test]
fn imaps_is_trusted_by_the_test_ca_alone() {
    let Some(servers) = Servers::shared_imap() else { return };
    assert_eq!(greeting_by_tls(servers.imaps_port(), servers.ca_file()).expect("trusted"), "* OK");
    greeting_by_tls(servers.imaps_port(), servers.wrong_ca_file()).expect_err("not trusted");
}

#[test]
fn imap_offers_starttls() {
    let Some(servers) = Servers::shared_imap() else { return };
    let answer = servers.session("t10@school.test").command("CAPABILITY");
    assert!(answer.contains("IDLE"), "{answer}");
    let mut greeting = String::new();
    let stream = TcpStream::connect(("127.0.0.1", servers.imap_port())).expect("connect");
    BufReader::new(stream).read_line(&mut greeting).expect("read");
    assert!(greeting.contains("STARTTLS"), "{greeting}");
}

#[test]
fn a_server_can_be_paused_stopped_and_started_on_the_same_ports() {
    let Some(servers) = Servers::start() else { return };
    let greeting = |port: u16, wait: Duration| -> std::io::Result<usize> {
        let mut stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_read_timeout(Some(wait))?;
        stream.read(&mut [0; 1])
    };
    let (short, long) = (Duration::from_millis(300), Duration::from_secs(20));
    for (daemon, port) in [(servers.dovecot(), servers.imap_port()), (servers.postfix(), servers.submission_port())] {
        daemon.pause();
        let error = greeting(port, short).expect_err("connected, and nobody speaks");
        assert!(matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut), "{error}");
        daemon.resume();
        assert_eq!(greeting(port, long).expect("a greeting"), 1);
        daemon.stop();
        assert_eq!(greeting(port, long).expect_err("closed").kind(), std::io::ErrorKind::ConnectionRefused);
        daemon.start_again();
        assert_eq!(greeting(port, long).expect("a greeting"), 1);
        daemon.kill();
        assert_eq!(greeting(port, long).expect_err("closed").kind(), std::io::ErrorKind::ConnectionRefused);
        daemon.start_again();
        assert_eq!(greeting(port, long).expect("a greeting"), 1);
        daemon.restart();
        assert_eq!(greeting(port, long).expect("a greeting"), 1);
    }
}

/// Not a test by itself: run by the test below in a process that is then killed.
#[test]
fn a_process_that_starts_servers_and_waits_to_be_killed() {
    let Some(file) = std::env::var_os("HOMEROOM_TESTS_DIE_AFTER_START") else { return };
    let Some(servers) = Servers::start() else { return };
    let port = servers.imap_port();
    let folder = servers.ca_file().parent().expect("a folder").display().to_string();
    std::fs::write(&file, format!("{port} {} {folder}", servers.submission_port())).expect("write");
    std::fs::rename(&file, Path::new(&file).with_extension("done")).expect("rename");
    std::thread::sleep(Duration::from_secs(120));
}

#[test]
fn servers_and_their_files_go_when_the_test_process_is_killed() {
    if Servers::shared().is_none() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("ports");
    let mut child = Command::new(std::env::current_exe().expect("this binary"))
        .args(["--exact", "servers::own_tests::a_process_that_starts_servers_and_waits_to_be_killed"])
        .env("HOMEROOM_TESTS_DIE_AFTER_START", &file)
        .stdout(Stdio::null())
        .spawn()
        .expect("run this binary once more");
    let within = |what: &str, done: &dyn Fn() -> bool| {
        let end = Instant::now() + Duration::from_secs(20);
        while !done() {
            assert!(Instant::now() < end, "{what}");
            std::thread::sleep(Duration::from_millis(20));
        }
    };
    within("the servers start", &|| file.with_extension("done").exists());
    let told = std::fs::read_to_string(file.with_extension("done")).expect("read");
    let told: Vec<&str> = told.split(' ').collect();
    child.kill().expect("kill -9");
    child.wait().expect("wait");
    for port in &told[..2] {
        let port: u16 = port.parse().expect("a port");
        within("the server ends", &|| TcpStream::connect(("127.0.0.1", port)).is_err());
    }
    within("the files go", &|| !Path::new(told[2]).exists());
}
