//! Every stage refused, stalled and cut off, and what the outcome says of it.

use super::account::{Deadlines, Security};
use super::error::ConnectError;
use super::outcome::{Outcome, Reply, Stage, Trouble};
use super::script::{Act, Seen, Server, mail, send};
use super::submit::Smtp;
use std::cell::Cell;
use std::convert::Infallible;
use std::time::{Duration, Instant};

/// The script's name of each stage, and where the client is expected to see trouble there.
const STEPS: [(&str, Stage); 6] = [
    ("greeting", Stage::Connect),
    ("EHLO", Stage::Hello),
    ("MAIL", Stage::Mail),
    ("RCPT", Stage::Rcpt),
    ("DATA", Stage::Data),
    ("dot", Stage::Dot),
];

fn is_connection(stage: Stage) -> bool {
    stage <= Stage::Auth
}

fn accepted(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Accepted { .. })
}

#[tokio::test]
async fn a_refusal_is_final_or_not_by_its_first_digit_at_every_stage() {
    for (step, stage) in STEPS {
        for (words, permanent) in [(b"451 4.3.0 later\r\n".as_slice(), false), (b"554 5.7.1 never\r\n", true)] {
            let server =
                Server::plain(move |at, n| if at == step && n == 0 { Act::Say(words) } else { Act::Well }).await;
            let mut client = server.client();
            let outcome = send(&mut client, "ana@families.test").await;
            let reply = if permanent { Reply::new(554, ["5.7.1 never"]) } else { Reply::new(451, ["4.3.0 later"]) };
            match outcome {
                Outcome::NoConnection { error: ConnectError::Refused { stage: at, reply: said, .. } } => {
                    assert!(is_connection(stage));
                    assert_eq!((at, said), (stage, reply), "{step}");
                }
                Outcome::Deferred { stage: at, trouble: Trouble::Reply(said) } => {
                    assert!(!permanent && !is_connection(stage));
                    assert_eq!((at, said), (stage, reply), "{step}");
                }
                Outcome::Rejected { stage: at, reply: said } => {
                    assert!(permanent && !is_connection(stage));
                    assert_eq!((at, said), (stage, reply), "{step}");
                }
                other => panic!("{step}: {other:?}"),
            }
            // The refusal holds nobody up, and after MAIL the connection even serves on.
            assert!(accepted(&send(&mut client, "ben@families.test").await), "{step}");
            assert_eq!(server.seen().connections, if is_connection(stage) { 2 } else { 1 }, "{step}");
        }
    }
}

#[tokio::test]
async fn silence_ends_each_stage_at_its_own_deadline() {
    for (step, stage) in STEPS {
        let server = Server::plain(move |at, n| if at == step && n == 0 { Act::Stall } else { Act::Well }).await;
        let short = Duration::from_millis(150);
        let mut deadlines = Deadlines::all(Duration::from_secs(20));
        match stage {
            Stage::Connect => deadlines.greeting = short,
            Stage::Hello => deadlines.hello = short,
            Stage::Auth => deadlines.auth = short,
            Stage::Mail => deadlines.mail = short,
            Stage::Rcpt => deadlines.rcpt = short,
            Stage::Data => deadlines.data = short,
            Stage::Dot => deadlines.dot = short,
        }
        let mut client = Smtp::new(server.account(), deadlines);
        let begun = Instant::now();
        let outcome = send(&mut client, "ana@families.test").await;
        assert!(begun.elapsed() < Duration::from_secs(10), "{step}");
        let expected = match stage {
            Stage::Dot => Outcome::Unknown { trouble: Trouble::Timeout },
            stage if is_connection(stage) => Outcome::NoConnection {
                error: ConnectError::Timeout { host: "127.0.0.1".into(), port: server.port, stage },
            },
            stage => Outcome::Deferred { stage, trouble: Trouble::Timeout },
        };
        assert_eq!(outcome, expected, "{step}");
        assert!(accepted(&send(&mut client, "ben@families.test").await), "{step}");
    }
}

#[tokio::test]
async fn a_lost_line_is_unknown_after_the_dot_and_surely_unsent_before() {
    for (step, stage) in STEPS {
        let server = Server::plain(move |at, n| if at == step && n == 0 { Act::Close } else { Act::Well }).await;
        let mut client = server.client();
        let outcome = send(&mut client, "ana@families.test").await;
        let expected = match stage {
            Stage::Dot => Outcome::Unknown { trouble: Trouble::Lost },
            stage if is_connection(stage) => Outcome::NoConnection {
                error: ConnectError::Lost { host: "127.0.0.1".into(), port: server.port, stage },
            },
            stage => Outcome::Deferred { stage, trouble: Trouble::Lost },
        };
        assert_eq!(outcome, expected, "{step}");
        assert!(accepted(&send(&mut client, "ben@families.test").await), "{step}");
        assert_eq!(server.seen().mails.len(), if stage == Stage::Dot { 2 } else { 1 }, "{step}");
    }
}

#[tokio::test]
async fn a_line_lost_or_stalled_in_mid_body_is_surely_unsent() {
    for (act, trouble) in [((|| Act::Close) as fn() -> Act, Trouble::Lost), (|| Act::Stall, Trouble::Timeout)] {
        let server = Server::plain(move |at, n| if (at, n) == ("body", 0) { act() } else { Act::Well }).await;
        let deadlines = Deadlines {
            block: Duration::from_millis(500),
            slowest: u32::MAX,
            ..Deadlines::all(Duration::from_secs(20))
        };
        let mut client = Smtp::new(server.account(), deadlines);
        let mut large = mail("ana@families.test", "");
        // More than the kernel's buffers take, so that the dot is still here when the line ends.
        large.bytes = b"a line of text\r\n".repeat(750_000);
        let outcome = client.submit(&large, async || Ok::<(), Infallible>(())).await.unwrap();
        assert_eq!(outcome, Outcome::Deferred { stage: Stage::Data, trouble });
        assert!(server.seen().mails.is_empty());
        assert!(accepted(&send(&mut client, "ben@families.test").await));
    }
}

#[tokio::test]
async fn a_server_that_hangs_up_in_mid_body_is_heard_out() {
    let words = b"552 5.3.4 too large\r\n";
    let server =
        Server::plain(
            move |at, _| if at == "DATA" { Act::SayAndClose(b"354 go\r\n552 5.3.4 too large\r\n") } else { Act::Well },
        )
        .await;
    let outcome = send(&mut server.client(), "ana@families.test").await;
    let reply = Reply::new(552, [std::str::from_utf8(&words[4..19]).unwrap()]);
    assert_eq!(outcome, Outcome::Rejected { stage: Stage::Data, reply });
}

#[tokio::test]
async fn odd_but_clean_answers_to_the_dot_are_accepted_and_odd_ones_are_unknown() {
    let long: &'static [u8] =
        Box::leak([b"250-x\r\n".repeat(150_000), b"250 done\r\n".to_vec()].concat().into_boxed_slice());
    let table: [(&'static [u8], bool); 10] = [
        (b"250 gr\xfc\xdfe\r\n", true),
        ("250 grüße\r\n".as_bytes(), true),
        (b"250-2.0.0 one\r\n250-2.0.0 two\r\n250 2.0.0 three\r\n", true),
        (b"250\r\n", true),
        (b"250 ok\n", true),
        (long, true),
        (b"354 again\r\n", false),
        (b"hello\r\n", false),
        (b"250-one\r\n550 two\r\n", false),
        (b"999 what\r\n", false),
    ];
    for (words, taken) in table {
        let server = Server::plain(move |at, _| if at == "dot" { Act::Say(words) } else { Act::Well }).await;
        let outcome = send(&mut server.client(), "ana@families.test").await;
        let shown = String::from_utf8_lossy(&words[..words.len().min(40)]).into_owned();
        assert_eq!(accepted(&outcome), taken, "{shown:?} {outcome:?}");
        assert_eq!(matches!(outcome, Outcome::Unknown { .. }), !taken, "{shown:?} {outcome:?}");
    }
}

#[tokio::test]
async fn a_refusal_in_latin_1_and_on_three_lines_is_read() {
    let words = b"550-5.1.1 Das Postf\xe4chlein\r\n550-5.1.1 gibt es\r\n550 5.1.1 nicht\r\n";
    let server = Server::plain(move |at, _| if at == "RCPT" { Act::Say(words) } else { Act::Well }).await;
    let Outcome::Rejected { stage: Stage::Rcpt, reply } = send(&mut server.client(), "ana@families.test").await else {
        panic!("refused")
    };
    assert_eq!(reply.words(), "550 5.1.1 Das Postfächlein gibt es nicht");
}

#[tokio::test]
async fn a_wrong_code_before_the_dot_sends_nothing() {
    for (step, words) in [("MAIL", b"354 go\r\n".as_slice()), ("RCPT", b"354 go\r\n"), ("DATA", b"250 ok\r\n")] {
        let server = Server::plain(move |at, n| if at == step && n == 0 { Act::Say(words) } else { Act::Well }).await;
        let mut client = server.client();
        let outcome = send(&mut client, "ana@families.test").await;
        assert!(matches!(outcome, Outcome::Deferred { trouble: Trouble::Garbled, .. }), "{step} {outcome:?}");
        assert!(server.seen().mails.is_empty());
        assert!(accepted(&send(&mut client, "ben@families.test").await));
        assert_eq!(server.seen().connections, 2);
    }
}

#[tokio::test]
async fn an_answer_nobody_asked_for_never_counts_as_taken() {
    let server = Server::plain(|at, n| match (at, n) {
        ("DATA", 0) => Act::Say(b"354 go\r\n250 2.0.0 queued\r\n"),
        _ => Act::Well,
    })
    .await;
    let outcome = send(&mut server.client(), "ana@families.test").await;
    assert!(matches!(outcome, Outcome::Deferred { stage: Stage::Data, .. }), "{outcome:?}");
    assert!(server.seen().mails.is_empty());
}

#[tokio::test]
async fn one_connection_serves_three_mails_and_close_ends_it_politely() {
    let server = Server::plain(|_, _| Act::Well).await;
    let mut client = server.client();
    for recipient in ["ana@families.test", "ben@families.test", "cleo@families.test"] {
        assert!(accepted(&send(&mut client, recipient).await));
    }
    client.close().await;
    {
        let seen = server.seen();
        assert_eq!((seen.connections, seen.mails.len(), seen.count("QUIT")), (1, 3, 1));
    }
    assert!(accepted(&send(&mut client, "ana@families.test").await));
    assert_eq!(server.seen().connections, 2);
}

#[tokio::test]
async fn a_kept_connection_that_has_died_is_replaced_without_a_word() {
    for act in [|| Act::Close, || Act::SayAndClose(b"421 4.4.2 idle too long\r\n")] {
        let server = Server::plain(move |at, n| if (at, n) == ("MAIL", 1) { act() } else { Act::Well }).await;
        let mut client = server.client();
        assert!(accepted(&send(&mut client, "ana@families.test").await));
        assert!(accepted(&send(&mut client, "ben@families.test").await));
        assert_eq!(server.seen().connections, 2);
    }
    // Closed right after each mail, as some servers do.
    let server = Server::plain(|at, _| match at {
        "dot" => Act::SayAndClose(b"250 2.0.0 queued\r\n"),
        _ => Act::Well,
    })
    .await;
    let mut client = server.client();
    for _ in 0..3 {
        assert!(accepted(&send(&mut client, "ana@families.test").await));
    }
    assert_eq!(server.seen().connections, 3);
}

#[tokio::test]
async fn a_server_that_announces_its_end_is_not_spoken_to_again() {
    for step in ["MAIL", "RCPT", "DATA", "dot"] {
        let server = Server::plain(move |at, n| match (at, n) {
            (at, 0) if at == step => Act::Say(b"421 4.3.2 shutting down\r\n"),
            _ => Act::Well,
        })
        .await;
        let mut client = server.client();
        // A fresh connection that refuses is no reason to try another at once.
        assert!(matches!(send(&mut client, "ana@families.test").await, Outcome::Deferred { .. }), "{step}");
        assert_eq!(server.seen().connections, 1);
        assert!(accepted(&send(&mut client, "ben@families.test").await), "{step}");
        assert_eq!(server.seen().connections, 2, "{step}");
    }
}

#[tokio::test]
async fn a_connection_idle_for_too_long_is_not_trusted() {
    let server = Server::plain(|_, _| Act::Well).await;
    let deadlines = Deadlines { idle: Duration::ZERO, ..Deadlines::all(Duration::from_secs(20)) };
    let mut client = Smtp::new(server.account(), deadlines);
    assert!(accepted(&send(&mut client, "ana@families.test").await));
    assert!(accepted(&send(&mut client, "ben@families.test").await));
    assert_eq!(server.seen().connections, 2);
}

#[tokio::test]
async fn the_call_back_is_awaited_between_354_and_the_first_octet() {
    let server = Server::plain(|_, _| Act::Well).await;
    let mut client = server.client();
    let seen = server.seen.clone();
    let outcome = client
        .submit(&mail("ana@families.test", "hello"), async || {
            // Long enough for an octet sent too early to arrive.
            tokio::time::sleep(Duration::from_millis(50)).await;
            let seen: std::sync::MutexGuard<'_, Seen> = seen.lock().unwrap();
            assert_eq!(seen.lines.last().map(String::as_str), Some("DATA"));
            assert!(seen.mails.is_empty());
            Ok::<(), Infallible>(())
        })
        .await
        .unwrap();
    assert!(accepted(&outcome));
}

#[tokio::test]
async fn a_failing_call_back_sends_nothing() {
    let server = Server::plain(|_, _| Act::Well).await;
    let mut client = server.client();
    let outcome = client.submit(&mail("ana@families.test", "hello"), async || Err::<(), _>("disk full")).await;
    assert_eq!(outcome, Err("disk full"));
    assert!(accepted(&send(&mut client, "ben@families.test").await));
    let seen = server.seen();
    assert_eq!((seen.connections, seen.mails.len()), (2, 1));
}

#[tokio::test]
async fn the_call_back_is_not_asked_for_a_mail_refused_before_the_dot() {
    for step in ["EHLO", "MAIL", "RCPT", "DATA"] {
        let server = Server::plain(move |at, _| if at == step { Act::Say(b"550 no\r\n") } else { Act::Well }).await;
        let asked = Cell::new(false);
        let call_back = async || {
            asked.set(true);
            Ok::<(), Infallible>(())
        };
        let _ = server.client().submit(&mail("ana@families.test", "hello"), call_back).await;
        assert!(!asked.get(), "{step}");
    }
}

#[tokio::test]
async fn a_cancelled_mail_leaves_no_trace_in_the_next_one() {
    let server = Server::plain(|at, n| if (at, n) == ("dot", 0) { Act::Stall } else { Act::Well }).await;
    let mut client = server.client();
    let sending = send(&mut client, "ana@families.test");
    assert!(tokio::time::timeout(Duration::from_millis(300), sending).await.is_err());
    assert!(accepted(&send(&mut client, "ben@families.test").await));
    let seen = server.seen();
    assert_eq!(seen.connections, 2);
    assert_eq!(seen.mails.last().unwrap(), b"Subject: x\r\n\r\nhello\r\n");
}

#[tokio::test]
async fn eight_poisoned_mails_keep_no_good_one_back() {
    let server = Server::plain(|at, n| match (at, n % 2) {
        ("RCPT", 0) if n < 16 => match n {
            0 => Act::Say(b"550 5.1.1 no\r\n"),
            2 => Act::Say(b"451 4.7.1 greylisted\r\n"),
            4 => Act::Close,
            6 => Act::SayAndClose(b"421 4.7.0 slow down\r\n"),
            8 => Act::Say(b"\xff\xfe\r\n"),
            10 => Act::Say(b"550-x\r\n"),
            12 => Act::Say(b"250 ok\r\n550 no\r\n"),
            _ => Act::Stall,
        },
        _ => Act::Well,
    })
    .await;
    let deadlines = Deadlines { rcpt: Duration::from_millis(300), ..Deadlines::all(Duration::from_secs(20)) };
    let mut client = Smtp::new(server.account(), deadlines);
    for _ in 0..8 {
        assert!(!accepted(&send(&mut client, "poison@families.test").await));
        assert!(accepted(&send(&mut client, "good@families.test").await));
    }
    assert_eq!(server.seen().mails.len(), 8);
}

#[tokio::test]
async fn nobody_listening_blames_no_mail() {
    let server = Server::plain(|_, _| Act::Well).await;
    let mut account = server.account();
    account.port = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port()
    };
    let mut client = Smtp::new(account, Deadlines::all(Duration::from_secs(20)));
    let Outcome::NoConnection { error } = send(&mut client, "ana@families.test").await else { panic!("no server") };
    assert!(matches!(error, ConnectError::Unreachable { .. }) && !error.needs_a_person());
}

#[tokio::test]
async fn sending_can_be_a_task_of_its_own() {
    let server = Server::start(Security::None, |_, _| Act::Well).await;
    let mut client = server.client();
    let letter = mail("ana@families.test", "hello");
    let task = tokio::spawn(async move { client.submit(&letter, async || Ok::<(), Infallible>(())).await });
    assert!(accepted(&task.await.unwrap().unwrap()));
}
