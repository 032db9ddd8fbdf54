//! One bad mail among good ones.

use super::scripted::{Act, inbox, mailbox, polite, say, serve};
use super::{delivered, uids};
use crate::imap::error::{FetchError, ImapError};
use crate::imap::server::ImapSource;
use crate::imap::source::{FetchReport, Fetched, StorePolicy};
use tokio::sync::mpsc;

const TEXT: &str = "Subject: s\r\n\r\ntext\r\n";

fn mails(n: u64) -> Vec<(u64, &'static str)> {
    (1..=n).map(|uid| (uid, TEXT)).collect()
}

async fn fetch(
    n: u64,
    answer: impl FnMut(usize, &str) -> Act + Send + 'static,
) -> (Result<FetchReport, FetchError>, Vec<Fetched>, usize) {
    let script = serve(answer).await;
    let mut source = ImapSource::open(script.account).await.unwrap();
    let (sink, taken) = mpsc::channel(1000);
    let uids: Vec<u64> = (1..=n).collect();
    let report = source.fetch(&inbox(), 7, &uids, StorePolicy::Lean, &sink).await;
    let logins = script.heard.lock().unwrap().iter().filter(|c| c.starts_with("LOGIN")).count();
    (report, delivered(taken), logins)
}

fn all_but(n: u64, bad: u64) -> Vec<u64> {
    (1..=n).filter(|uid| *uid != bad).collect()
}

/// The polite answer with the line of one mail broken.
fn with_bad(n: u64, bad: u64, line: &'static str, command: &str) -> Act {
    let Act::Say(text) = mailbox(&mails(n), command) else { return polite(command) };
    if !command.contains("BODY.PEEK[]") {
        return Act::Say(text);
    }
    let text = String::from_utf8(text).unwrap();
    let good = format!("* {bad} FETCH (UID {bad} BODY[] {{{}}}\r\n{TEXT})\r\n", TEXT.len());
    say(&text.replace(&good, line))
}

#[tokio::test]
async fn a_malformed_answer_for_one_of_fifty_costs_that_one_alone() {
    for line in
        ["* 23 FETCH (UID 23 BODY[] }{ oops)\r\n", "%%% garbage\r\n", "* 23 FETCH (UID 23 INTERNALDATE NIL)\r\n"]
    {
        let (report, mails, logins) = fetch(50, move |_, c| with_bad(50, 23, line, c)).await;
        assert_eq!(report.unwrap(), FetchReport { gone: vec![], unreadable: vec![23] }, "{line}");
        assert_eq!(uids(&mails), all_but(50, 23), "{line}");
        assert!(logins <= 4, "{logins} logins");
    }
}

#[tokio::test]
async fn a_literal_larger_than_anything_asked_for_is_never_allocated() {
    let line = "* 2 FETCH (UID 2 BODY[] {400000000}\r\nSubject: liar\r\n\r\n";
    let (report, mails, _) = fetch(3, move |_, c| with_bad(3, 2, line, c)).await;
    assert_eq!(report.unwrap().unreadable, [2]);
    assert_eq!(mails.len(), 2);
}

#[tokio::test]
async fn a_literal_shorter_than_the_mail_costs_that_mail_alone() {
    let line = "* 2 FETCH (UID 2 BODY[] {5}\r\nSubject: s\r\n\r\ntext\r\n)\r\n";
    let (report, mails, _) = fetch(3, move |_, c| with_bad(3, 2, line, c)).await;
    assert_eq!(report.unwrap().unreadable, [2]);
    assert_eq!(uids(&mails), [1, 3]);
}

/// Gmail's "Some messages could not be FETCHed".
#[tokio::test]
async fn a_refusal_after_k_of_n_still_brings_the_others_each_once() {
    for bad in [1, 4, 9] {
        let answer = move |_, command: &str| {
            let Act::Say(text) = mailbox(&mails(9), command) else { return polite(command) };
            let text = String::from_utf8(text).unwrap();
            let at = text.find(&format!("(UID {bad} "));
            match at.filter(|_| command.contains("BODY.PEEK[]")) {
                Some(at) => {
                    let line = text[..at].rfind("* ").unwrap();
                    say(&format!("{}$ NO Some messages could not be FETCHed\r\n", &text[..line]))
                }
                None => say(&text),
            }
        };
        let (report, mails, logins) = fetch(9, answer).await;
        assert_eq!(report.unwrap(), FetchReport { gone: vec![], unreadable: vec![bad] });
        assert_eq!((uids(&mails), logins), (all_but(9, bad), 1));
    }
}

#[tokio::test]
async fn a_server_that_refuses_everything_is_not_taken_for_bad_mails() {
    let answer = |_, c: &str| {
        if c.contains("BODY.PEEK[]") { say("$ NO [UNAVAILABLE] backend down\r\n") } else { mailbox(&mails(20), c) }
    };
    let (report, mails, _) = fetch(20, answer).await;
    let FetchError { error, doubtful } = report.unwrap_err();
    assert!(matches!(error, ImapError::Refused { .. }), "{error:?}");
    assert_eq!((mails.len(), doubtful), (0, vec![1, 2, 3]));
}

#[tokio::test]
async fn a_refusal_leaves_the_connection_open_once_all_is_heard() {
    let script =
        serve(|_, c| if c.contains("BODY.PEEK[]") { say("$ NO not now\r\n") } else { mailbox(&mails(900), c) }).await;
    let mut source = ImapSource::open(script.account).await.unwrap();
    let (sink, _taken) = mpsc::channel(1000);
    let uids: Vec<u64> = (1..=900).collect();
    let failed = source.fetch(&inbox(), 7, &uids, StorePolicy::Lean, &sink).await.unwrap_err();
    assert!(matches!(failed.error, ImapError::Refused { .. }) && source.is_open(), "{failed:?}");
    assert_eq!(source.look(&inbox(), 1).await.unwrap().uids.len(), 900, "the answer is to this question");
}

#[tokio::test]
async fn structures_that_are_refused_leave_the_mails_their_beginning() {
    let answer = |_, c: &str| match c {
        c if c.contains("HEADER") => {
            let uid = c.split(' ').nth(2).unwrap();
            say(&format!(
                "* {uid} FETCH (UID {uid} BODY[HEADER]<0> {{14}}\r\nSubject: s\r\n\r\n BODY[TEXT]<0> {{5}}\r\nhello)\r\n$ OK\r\n"
            ))
        }
        c if c.contains("BODYSTRUCTURE") => say("$ NO not this\r\n"),
        c if c.contains("RFC822.SIZE") => {
            let lines = (1..=5).map(|uid| format!("* {uid} FETCH (UID {uid} RFC822.SIZE 900014)\r\n"));
            say(&format!("{}$ OK\r\n", lines.collect::<String>()))
        }
        other => polite(other),
    };
    let (report, mails, logins) = fetch(5, answer).await;
    assert_eq!(report.unwrap(), FetchReport::default());
    assert_eq!((uids(&mails), logins), (vec![1, 2, 3, 4, 5], 1));
}

#[tokio::test]
async fn a_mail_deleted_between_look_and_fetch_is_gone_and_no_error() {
    // Listed and sized, but gone when its text is asked for.
    let answer = |_, c: &str| {
        let all = mails(3);
        let left = [all[0], all[2]];
        mailbox(if c.contains("BODY.PEEK[]") { &left } else { &all }, c)
    };
    let (report, mails, _) = fetch(3, answer).await;
    assert_eq!(report.unwrap(), FetchReport { gone: vec![2], unreadable: vec![] });
    assert_eq!(uids(&mails), [1, 3]);
}

#[tokio::test]
async fn a_mail_whose_date_breaks_the_parser_is_fetched_without_its_date() {
    let answer = |_, c: &str| {
        if c.contains("INTERNALDATE") {
            say("* 1 FETCH (UID 1 RFC822.SIZE 20 INTERNALDATE NIL)\r\n$ OK\r\n")
        } else if c.contains("RFC822.SIZE") {
            say("* 1 FETCH (UID 1 RFC822.SIZE 20)\r\n$ OK\r\n")
        } else {
            mailbox(&mails(1), c)
        }
    };
    let (report, mails, _) = fetch(1, answer).await;
    assert_eq!(report.unwrap(), FetchReport::default());
    assert_eq!(mails[0].internal_date, jiff::Timestamp::UNIX_EPOCH);
}

#[tokio::test]
async fn what_is_asked_about_a_mail_may_come_in_several_answers() {
    let answer = |_, c: &str| match c {
        c if c.contains("HEADER") => {
            say("* 1 FETCH (UID 1 BODY[HEADER]<0> {14}\r\nSubject: s\r\n\r\n)\r\n* 1 FETCH (FLAGS (\\Seen))\r\n\
             * 1 FETCH (UID 1 BODY[1]<0> {6}\r\nhello\n)\r\n$ OK\r\n")
        }
        c if c.contains("BODYSTRUCTURE") => {
            say("* 1 FETCH (UID 1 BODYSTRUCTURE (\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 900000 20000))\r\n$ OK\r\n")
        }
        c if c.contains("RFC822.SIZE") => say("* 1 FETCH (UID 1 RFC822.SIZE 900014)\r\n$ OK\r\n"),
        other => polite(other),
    };
    let (report, mails, _) = fetch(1, answer).await;
    assert_eq!(report.unwrap(), FetchReport::default());
    assert_eq!(mails[0].bytes, b"Subject: s\r\nX-Homeroom-Truncated: 900000\r\n\r\nhello\n");
    assert!(mails[0].lean && mails[0].size == 900_014);
}

#[tokio::test]
async fn a_structure_nested_too_deeply_gives_the_beginning_as_it_stands() {
    let answer = |_, c: &str| match c {
        c if c.contains("HEADER") => {
            say("* 1 FETCH (UID 1 BODY[HEADER]<0> {14}\r\nSubject: s\r\n\r\n BODY[TEXT]<0> {5}\r\nhello)\r\n$ OK\r\n")
        }
        c if c.contains("BODYSTRUCTURE") => {
            say(&format!("* 1 FETCH (UID 1 BODYSTRUCTURE {}{})\r\n$ OK\r\n", "(".repeat(5000), ")".repeat(5000)))
        }
        c if c.contains("RFC822.SIZE") => say("* 1 FETCH (UID 1 RFC822.SIZE 900014)\r\n$ OK\r\n"),
        other => polite(other),
    };
    let (report, mails, _) = fetch(1, answer).await;
    assert_eq!(report.unwrap(), FetchReport::default());
    assert_eq!((mails[0].bytes.as_slice(), mails[0].lean), (&b"Subject: s\r\n\r\nhello"[..], true));
}

/// The deepest structures the guard lets through, on a stack as small as any of ours.
#[test]
fn the_parser_survives_every_depth_that_is_let_through() {
    let leaf = "(\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 1 1)";
    let envelope = "(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)";
    let (mut mixed, mut forwarded) = (leaf.to_owned(), leaf.to_owned());
    for _ in 0..37 {
        mixed = format!("({mixed} \"MIXED\")");
        forwarded = format!("(\"MESSAGE\" \"RFC822\" NIL NIL NIL \"7BIT\" 1 {envelope} {forwarded} 1)");
    }
    for structure in [mixed, forwarded] {
        let line = format!("* 1 FETCH (UID 1 BODYSTRUCTURE {structure})\r\n");
        let parsing = std::thread::Builder::new()
            .stack_size(2 << 20)
            .spawn(move || async_imap::imap_proto::Response::parse(line.as_bytes()).is_ok());
        assert!(parsing.unwrap().join().unwrap());
    }
}
