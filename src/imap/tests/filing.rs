//! Copies of sent mail.

use super::scripted::{Act, inbox, polite, say, source};
use crate::imap::error::{Code, ImapError, Step, Verdict};
use jiff::Timestamp;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};

fn noon() -> Timestamp {
    "2026-11-02T12:00:00Z".parse().unwrap()
}

#[tokio::test]
async fn a_copy_is_filed_as_read_with_its_date() {
    let (mut source, heard) = source(polite).await;
    source.append_sent(&inbox(), b"Subject: s\r\n\r\n\xe9\r\n", noon()).await.unwrap();
    let heard = heard.lock().unwrap().last().cloned().unwrap();
    assert!(
        heard.starts_with("APPEND \"INBOX\" (\\Seen) \"02-Nov-2026 12:00:00 +0000\" {17+}\r\nSubject: s"),
        "{heard}"
    );
}

#[tokio::test]
async fn a_refusal_is_told_with_its_code() {
    let (mut source, _) =
        source(|c| if c.starts_with("APPEND") { say("$ NO [OVERQUOTA] full\r\n") } else { polite(c) }).await;
    let expected = ImapError::Refused { step: Step::Append, answer: Verdict::No, code: Code::OverQuota };
    assert_eq!(source.append_sent(&inbox(), b"x", noon()).await, Err(expected));
    assert!(source.is_open());
}

#[tokio::test]
async fn a_copy_whose_answer_is_lost_may_or_may_not_be_there() {
    let (mut source, _) = source(|c| if c.starts_with("APPEND") { Act::SayAndClose(vec![]) } else { polite(c) }).await;
    let lost = ImapError::Lost { step: Step::Append };
    assert_eq!(source.append_sent(&inbox(), b"x", noon()).await, Err(lost));
}

#[tokio::test]
async fn an_empty_mail_or_one_with_nul_is_not_filed() {
    let (mut source, heard) = source(polite).await;
    for bad in [&b""[..], b"a\0b"] {
        assert!(source.append_sent(&inbox(), bad, noon()).await.is_err());
    }
    assert!(source.is_open() && !heard.lock().unwrap().iter().any(|c| c.starts_with("APPEND")));
}

/// A server without LITERAL+; `answer` is what it says to the announcement of the literal.
async fn synchronising(answer: &'static str) -> (Result<(), ImapError>, Vec<u8>, bool) {
    let (ours, theirs) = tokio::io::duplex(1 << 16);
    let got = Arc::new(Mutex::new(Vec::new()));
    let log = got.clone();
    let server = tokio::spawn(async move {
        let (read, mut write) = tokio::io::split(theirs);
        let mut read = BufReader::new(read);
        let mut line = String::new();
        write.write_all(b"* OK hi\r\n").await.unwrap();
        for reply in ["A0001 OK\r\n", "* CAPABILITY IMAP4rev1\r\nA0002 OK\r\n", answer] {
            line.clear();
            read.read_line(&mut line).await.unwrap();
            write.write_all(reply.as_bytes()).await.unwrap();
        }
        if answer.contains('+') {
            let mut literal = [0; 12];
            read.read_exact(&mut literal).await.unwrap();
            log.lock().unwrap().extend_from_slice(&literal);
            write.write_all(b"A0003 OK filed\r\n").await.unwrap();
        }
        read.read_to_end(&mut Vec::new()).await.ok();
    });
    let account = super::scripted::account(1);
    let session = crate::imap::connect::log_in(Box::new(ours), &account, true).await.unwrap();
    let mut source = crate::imap::server::ImapSource { account, pipe: None, session };
    let filed = source.append_sent(&inbox(), b"Subject: s", noon()).await;
    let open = source.is_open();
    drop(source);
    server.await.unwrap();
    let literal = got.lock().unwrap().clone();
    (filed, literal, open)
}

#[tokio::test]
async fn without_literal_plus_the_server_is_waited_for() {
    for answer in ["+ go\r\n", "* 5 EXISTS\r\n* OK still here\r\n+ go\r\n"] {
        assert_eq!(synchronising(answer).await, (Ok(()), b"Subject: s\r\n".to_vec(), true), "{answer:?}");
    }
}

#[tokio::test]
async fn without_literal_plus_a_refusal_gets_no_mail_sent_after_it() {
    let (filed, literal, open) = synchronising("A0003 NO [TRYCREATE] no such folder\r\n").await;
    let refused = ImapError::Refused { step: Step::Append, answer: Verdict::No, code: Code::TryCreate };
    assert_eq!((filed, literal, open), (Err(refused), vec![], true));
}
