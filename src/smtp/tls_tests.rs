//! The line is protected as asked or not used at all, and a login that fails blames nobody.

use super::account::{Account, Deadlines, Security};
use super::error::ConnectError;
use super::outcome::{Outcome, Stage};
use super::script::{Act, Server, send, testdata};
use super::submit::Smtp;
use std::time::Duration;

fn client(account: Account) -> Smtp {
    Smtp::new(account, Deadlines::all(Duration::from_secs(20)))
}

async fn refusal(account: Account) -> ConnectError {
    match send(&mut client(account), "ana@families.test").await {
        Outcome::NoConnection { error } => error,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn mail_goes_out_by_tls_and_by_starttls_with_a_login() {
    for security in [Security::Tls, Security::StartTls] {
        let server = Server::start(security, |_, _| Act::Well).await;
        let mut client = client(server.account_with_login("open sesame"));
        for _ in 0..2 {
            assert!(matches!(send(&mut client, "ana@families.test").await, Outcome::Accepted { .. }));
        }
        client.probe().await.unwrap();
        let seen = server.seen();
        assert_eq!((seen.connections, seen.mails.len(), seen.count("AUTH PLAIN")), (2, 2, 2), "{security:?}");
        assert_eq!(seen.count("STARTTLS"), if security == Security::StartTls { 2 } else { 0 });
    }
}

#[tokio::test]
async fn a_latin_1_answer_under_starttls_is_still_an_answer() {
    let server =
        Server::start(Security::StartTls, |at, _| if at == "dot" { Act::Say(b"250 \xe4h\r\n") } else { Act::Well })
            .await;
    let mut client = client(server.account_with_login("open sesame"));
    assert!(matches!(send(&mut client, "ana@families.test").await, Outcome::Accepted { .. }));
}

#[tokio::test]
async fn without_starttls_no_password_and_no_mail_are_given() {
    let stripped = b"250-mx.test\r\n250 AUTH PLAIN LOGIN\r\n";
    let server =
        Server::start(Security::StartTls, |at, _| if at == "EHLO" { Act::Say(stripped) } else { Act::Well }).await;
    let error = refusal(server.account_with_login("open sesame")).await;
    assert_eq!(error, ConnectError::NoStartTls { host: "localhost".into() });
    let seen = server.seen();
    assert_eq!((seen.count("AUTH"), seen.count("MAIL")), (0, 0));
}

#[tokio::test]
async fn a_refused_starttls_gives_no_password_away() {
    let server = Server::start(Security::StartTls, |at, _| match at {
        "STARTTLS" => Act::SayAndClose(b"454 4.7.0 not now\r\n"),
        _ => Act::Well,
    })
    .await;
    let error = refusal(server.account_with_login("open sesame")).await;
    assert!(matches!(error, ConnectError::Refused { stage: Stage::Hello, .. }), "{error:?}");
    assert_eq!(server.seen().count("AUTH"), 0);
}

#[tokio::test]
async fn an_answer_slipped_in_before_the_handshake_ends_the_talk() {
    let server = Server::start(Security::StartTls, |at, _| match at {
        "STARTTLS" => Act::Say(b"220 go\r\n250-mx.test\r\n250 AUTH PLAIN\r\n"),
        _ => Act::Well,
    })
    .await;
    let error = refusal(server.account_with_login("open sesame")).await;
    assert!(matches!(error, ConnectError::Lost { stage: Stage::Hello, .. }), "{error:?}");
    assert_eq!(server.seen().count("AUTH"), 0);
}

#[tokio::test]
async fn a_certificate_nobody_vouches_for_or_of_another_name_is_refused() {
    for security in [Security::Tls, Security::StartTls] {
        let server = Server::start(security, |_, _| Act::Well).await;
        let good = server.account_with_login("open sesame");
        let stranger = Account { ca_file: Some(testdata("other-ca.pem")), ..good.clone() };
        let other_name = Account { host: "127.0.0.1".into(), ..good };
        for account in [stranger, other_name] {
            let error = refusal(account).await;
            assert!(matches!(error, ConnectError::Certificate { .. }), "{security:?} {error:?}");
            assert!(error.needs_a_person());
        }
        assert_eq!(server.seen().count("AUTH"), 0);
    }
}

#[tokio::test]
async fn a_server_that_speaks_no_tls_is_named_as_that() {
    let server = Server::plain(|_, _| Act::Well).await;
    let account = Account {
        security: Security::Tls,
        host: "localhost".into(),
        ca_file: Some(testdata("ca.pem")),
        ..server.account()
    };
    let error = refusal(account).await;
    assert!(matches!(error, ConnectError::Tls { .. }), "{error:?}");
}

#[tokio::test]
async fn a_file_that_holds_no_certificate_is_named() {
    let server = Server::start(Security::Tls, |_, _| Act::Well).await;
    for name in ["server-key.pem", "missing.pem"] {
        let error = refusal(Account { ca_file: Some(testdata(name)), ..server.account() }).await;
        assert!(matches!(&error, ConnectError::CaFile { path, .. } if path.ends_with(name)), "{error:?}");
    }
}

#[tokio::test]
async fn a_wrong_password_is_told_and_blames_no_mail() {
    let server = Server::start(Security::Tls, |_, _| Act::Well).await;
    let error = refusal(server.account_with_login("hunter2")).await;
    let ConnectError::LoginRefused { reply, .. } = &error else { panic!("{error:?}") };
    assert_eq!(reply.code, 535);
    assert!(error.needs_a_person() && !format!("{error} {error:?}").contains("hunter2"));
    assert_eq!(server.seen().count("MAIL"), 0);
}

#[tokio::test]
async fn an_echoed_password_and_the_account_are_not_repeated() {
    let echo = b"535 5.7.8 room12@school.test may not use hunter2\r\n";
    let server = Server::start(Security::Tls, |at, _| if at == "AUTH" { Act::Say(echo) } else { Act::Well }).await;
    let error = refusal(server.account_with_login("hunter2")).await;
    assert!(!error.to_string().contains("hunter2"));
    let error = refusal(server.account_with_login("other")).await;
    assert!(error.to_string().contains("may not use") && !error.to_string().contains("school.test"));
}

#[tokio::test]
async fn login_is_used_where_plain_is_not_offered() {
    let server = Server::start(Security::Tls, |at, _| match at {
        "EHLO" => Act::Say(b"250-mx.test\r\n250 AUTH LOGIN\r\n"),
        "AUTH" => Act::Say(b"334 VXNlcm5hbWU6\r\n"),
        "CM9VBTEY" => Act::Say(b"334 UGFzc3dvcmQ6\r\n"),
        "B3BLBIBZZXNHBWU=" => Act::Say(b"235 2.7.0 welcome\r\n"),
        _ => Act::Well,
    })
    .await;
    let mut client = client(server.account_with_login("open sesame"));
    assert!(matches!(send(&mut client, "ana@families.test").await, Outcome::Accepted { .. }));
    assert_eq!(server.seen().lines[1..4], ["AUTH LOGIN", "cm9vbTEy", "b3BlbiBzZXNhbWU="]);
}

#[tokio::test]
async fn a_server_without_password_login_is_named_as_that() {
    let offer = b"250-mx.test\r\n250 AUTH XOAUTH2\r\n";
    let server = Server::start(Security::Tls, |at, _| if at == "EHLO" { Act::Say(offer) } else { Act::Well }).await;
    let error = refusal(server.account_with_login("open sesame")).await;
    assert_eq!(error, ConnectError::NoPasswordLogin { host: "localhost".into() });
}

#[tokio::test]
async fn trouble_at_the_login_is_told_apart_from_a_refusal() {
    let server = Server::start(Security::Tls, |at, n| match (at, n) {
        ("AUTH", 0) => Act::Say(b"454 4.7.0 try later\r\n"),
        ("AUTH", 1) => Act::Close,
        ("AUTH", 2) => Act::Stall,
        ("AUTH", _) => Act::Say(b"334 eyJzdGF0dXMiOiI0MDAifQ==\r\n"),
        _ => Act::Well,
    })
    .await;
    let account = server.account_with_login("open sesame");
    assert!(matches!(refusal(account.clone()).await, ConnectError::LoginDeferred { .. }));
    assert!(matches!(refusal(account.clone()).await, ConnectError::Lost { stage: Stage::Auth, .. }));
    let deadlines = Deadlines { auth: Duration::from_millis(150), ..Deadlines::all(Duration::from_secs(20)) };
    let error = Smtp::new(account.clone(), deadlines).probe().await.unwrap_err();
    assert!(matches!(error, ConnectError::Timeout { stage: Stage::Auth, .. }));
    assert!(matches!(refusal(account).await, ConnectError::Lost { stage: Stage::Auth, .. }));
}

#[tokio::test]
async fn a_hello_name_cannot_carry_a_command() {
    let server = Server::plain(|_, _| Act::Well).await;
    let account = Account { hello_name: "x\r\nMAIL FROM:<a@b.test>".into(), ..server.account() };
    client(account).probe().await.unwrap();
    assert_eq!(server.seen().lines, ["EHLO [127.0.0.1]", "QUIT"]);
}
