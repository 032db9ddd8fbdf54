//! Waiting for new mail.

use super::scripted::{Act, inbox, mailbox, polite, say, source, try_source};
use crate::imap::error::{ImapError, Step};
use crate::imap::source::{Folder, Role, Wake};
use std::time::Duration;
use tokio::time::Instant;

const MINUTE: Duration = Duration::from_secs(60);

fn done(command: &str) -> bool {
    command == "DONE"
}

#[tokio::test(start_paused = true)]
async fn mail_told_before_the_plus_is_seen() {
    let (mut source, _) = source(|c| match c {
        "IDLE" => say("* 4 EXISTS\r\n+ idling\r\n"),
        c if done(c) => say("A0005 OK done\r\n"),
        other => mailbox(&[(1, ""), (2, ""), (3, "")], other),
    })
    .await;
    source.look(&inbox(), 1).await.unwrap();
    let begun = Instant::now();
    assert_eq!(source.wait(&inbox(), 4 * MINUTE).await, Ok(Wake::NewMail));
    assert!(begun.elapsed() < Duration::from_secs(1));
    assert!(source.is_open());
}

#[tokio::test(start_paused = true)]
async fn a_quiet_folder_is_renewed_every_five_minutes_and_times_out() {
    let mut tag = 4;
    let (mut source, heard) = source(move |c| match c {
        "IDLE" => {
            tag += 1;
            say("+ idling\r\n* OK still here\r\n* 3 EXISTS\r\n* 1 FETCH (FLAGS (\\Seen))\r\n")
        }
        c if done(c) => say(&format!("A{tag:04} OK done\r\n")),
        other => mailbox(&[(1, ""), (2, ""), (3, "")], other),
    })
    .await;
    source.look(&inbox(), 1).await.unwrap();
    let begun = Instant::now();
    assert_eq!(source.wait(&inbox(), 12 * MINUTE).await, Ok(Wake::Timeout));
    assert_eq!(begun.elapsed().as_secs(), 720);
    assert_eq!(heard.lock().unwrap().iter().filter(|c| *c == "IDLE").count(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_refused_idle_says_so_at_once_and_is_not_tried_again() {
    for refusal in ["$ NO not now\r\n", "$ BAD\r\n", "+ idling\r\n$ NO no more\r\n", "+ idling\r\n$ OK enough\r\n"] {
        let (mut source, heard) = source(move |c| match c {
            "IDLE" => say(refusal),
            other => mailbox(&[(1, ""), (2, ""), (3, "")], other),
        })
        .await;
        source.look(&inbox(), 1).await.unwrap();
        for _ in 0..2 {
            assert_eq!(source.wait(&inbox(), MINUTE).await, Ok(Wake::Unsupported), "{refusal:?}");
        }
        assert!(source.is_open());
        assert_eq!(heard.lock().unwrap().iter().filter(|c| *c == "IDLE").count(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_without_idle_says_so() {
    let (mut source, _) = source(|c| match c {
        "CAPABILITY" => say("* CAPABILITY IMAP4rev1\r\n$ OK\r\n"),
        other => mailbox(&[(1, ""), (2, ""), (3, "")], other),
    })
    .await;
    source.look(&inbox(), 1).await.unwrap();
    assert_eq!(source.wait(&inbox(), MINUTE).await, Ok(Wake::Unsupported));
}

#[tokio::test(start_paused = true)]
async fn a_connection_closed_while_idling_is_lost_and_no_interruption() {
    for last in ["+ idling\r\n", "+ idling\r\n* BYE bye\r\n", ""] {
        let (mut source, _) = source(move |c| match c {
            "IDLE" => Act::SayAndClose(last.into()),
            other => mailbox(&[(1, ""), (2, ""), (3, "")], other),
        })
        .await;
        source.look(&inbox(), 1).await.unwrap();
        let waited = source.wait(&inbox(), MINUTE).await;
        assert_eq!(waited, Err(ImapError::Lost { step: Step::Idle }), "{last:?}");
        assert!(!source.is_open());
    }
}

#[tokio::test(start_paused = true)]
async fn a_dead_line_is_noticed_when_idle_ends() {
    let (mut source, _) = source(|c| match c {
        "IDLE" => say("+ idling\r\n"),
        c if done(c) => Act::Silence,
        other => mailbox(&[(1, ""), (2, ""), (3, "")], other),
    })
    .await;
    source.look(&inbox(), 1).await.unwrap();
    let begun = Instant::now();
    let waited = source.wait(&inbox(), 5 * MINUTE).await;
    assert_eq!(waited, Err(ImapError::Deadline { step: Step::Idle }));
    assert!(begun.elapsed() < 6 * MINUTE);
}

#[tokio::test]
async fn mail_that_came_while_another_folder_was_open_ends_the_wait_at_once() {
    let mut examined = 0;
    let (mut source, heard) = source(move |c| match c {
        "EXAMINE \"INBOX\"" => {
            examined += 1;
            let exists = 2 + examined;
            say(&format!("* {exists} EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n$ OK\r\n"))
        }
        other => polite(other),
    })
    .await;
    source.look(&inbox(), 1).await.unwrap();
    source.look(&Folder { name: "Junk".into(), role: Role::Junk }, 1).await.unwrap();
    assert_eq!(source.wait(&inbox(), MINUTE).await, Ok(Wake::NewMail));
    assert!(!heard.lock().unwrap().iter().any(|c| c == "IDLE"));
}

#[tokio::test]
async fn mail_told_during_another_command_ends_the_wait_at_once() {
    let (mut source, _) = source(|c| match c {
        c if c.starts_with("UID FETCH 1 ") => say("* 4 EXISTS\r\n$ OK\r\n"),
        other => mailbox(&[(1, ""), (2, ""), (3, "")], other),
    })
    .await;
    source.look(&inbox(), 1).await.unwrap();
    let (sink, _mails) = tokio::sync::mpsc::channel(5);
    source.fetch(&inbox(), 7, &[1], crate::imap::source::StorePolicy::Lean, &sink).await.unwrap();
    assert_eq!(source.wait(&inbox(), MINUTE).await, Ok(Wake::NewMail));
}

#[tokio::test]
async fn a_folder_never_looked_at_is_looked_at_first() {
    let (source, _) = try_source(polite).await;
    assert_eq!(source.unwrap().wait(&inbox(), MINUTE).await, Ok(Wake::NewMail));
}
