//! Connections cut, refused and confused.

use super::scripted::{Act, inbox, mailbox, polite, say, serve, source, try_source};
use super::{delivered, uids};
use crate::ids::MessageId;
use crate::imap::error::{Code, FetchError, ImapError, Step, Verdict};
use crate::imap::source::{Fetched, StorePolicy};
use std::time::Duration;
use tokio::sync::mpsc;

const MAILS: [(u64, &str); 3] = [
    (1, "Subject: one\r\n\r\nfirst\r\n"),
    (2, "Subject: two\r\n\r\nsecond\r\n"),
    (3, "Subject: three\r\n\r\nthird\r\n"),
];

async fn fetch_all(
    source: &mut crate::imap::server::ImapSource,
    uids: &[u64],
) -> (Result<crate::imap::source::FetchReport, FetchError>, Vec<Fetched>) {
    let (sink, mails) = mpsc::channel(100);
    let report = source.fetch(&inbox(), 7, uids, StorePolicy::Lean, &sink).await;
    (report, delivered(mails))
}

/// Everything the server says in a whole conversation, so that it can be cut at any octet.
fn whole_conversation(command: &str) -> Vec<u8> {
    match mailbox(&MAILS, command) {
        Act::Say(text) => text,
        _ => Vec::new(),
    }
}

#[tokio::test(start_paused = true)]
async fn a_conversation_cut_at_any_octet_delivers_a_prefix_and_an_error() {
    let mut cut = 0;
    loop {
        let mut left: i64 = cut;
        let (opened, _) = try_source(move |command| {
            let text = whole_conversation(command);
            left -= text.len() as i64;
            if left >= 0 {
                return Act::Say(text);
            }
            let kept = usize::try_from(text.len() as i64 + left).unwrap_or(0);
            Act::SayAndClose(text[..kept].to_vec())
        })
        .await;
        let Ok(mut source) = opened else {
            cut += 1;
            continue;
        };
        let (report, mails) = fetch_all(&mut source, &[1, 2, 3]).await;
        let expected: Vec<u64> = (1..=mails.len() as u64).collect();
        assert_eq!(uids(&mails), expected, "cut after {cut} octets");
        for (mail, (_, text)) in mails.iter().zip(MAILS) {
            assert_eq!(mail.bytes, text.as_bytes(), "cut after {cut} octets");
        }
        if let Ok(report) = report {
            assert_eq!((mails.len(), report), (3, Default::default()), "cut after {cut} octets");
            assert!(cut > 300, "the whole conversation is longer than {cut} octets");
            return;
        }
        assert!(!source.is_open(), "cut after {cut} octets");
        cut += 1;
    }
}

#[tokio::test]
async fn a_select_that_is_cut_is_a_lost_connection_and_never_a_new_uidvalidity() {
    for cut in ["* 3 EXISTS\r\n", "* 3 EXISTS\r\n* OK [UIDVALIDITY 7] valid\r\n", ""] {
        let (mut source, _) = source(move |command| match command {
            c if c.starts_with("EXAMINE") => Act::SayAndClose(cut.into()),
            other => polite(other),
        })
        .await;
        let looked = source.look(&inbox(), 1).await;
        assert_eq!(looked, Err(ImapError::Lost { step: Step::Examine }), "{cut:?}");
    }
}

#[tokio::test]
async fn a_select_without_uidvalidity_is_refused_and_closes_the_connection() {
    let (mut source, _) = source(|command| match command {
        c if c.starts_with("EXAMINE") => say("* 3 EXISTS\r\n$ OK done\r\n"),
        other => polite(other),
    })
    .await;
    assert!(matches!(source.look(&inbox(), 1).await, Err(ImapError::Protocol { step: Step::Examine, .. })));
    assert!(!source.is_open());
}

#[tokio::test]
async fn another_uidvalidity_is_told_and_nothing_is_fetched() {
    let (mut source, heard) = source(|command| mailbox(&MAILS, command)).await;
    let (sink, mails) = mpsc::channel(10);
    let report = source.fetch(&inbox(), 6, &[1], StorePolicy::Lean, &sink).await;
    assert_eq!(report, Err(ImapError::UidValidity { expected: 6, found: 7 }.into()));
    assert!(delivered(mails).is_empty());
    assert!(!heard.lock().unwrap().iter().any(|c| c.contains("FETCH")));
}

#[tokio::test]
async fn a_refused_listing_is_no_empty_folder() {
    let (mut source, _) = source(|command| match command {
        c if c.starts_with("UID FETCH") => say("* 1 FETCH (UID 1)\r\n$ NO [UNAVAILABLE] backend down\r\n"),
        other => polite(other),
    })
    .await;
    let expected = ImapError::Refused { step: Step::Fetch, answer: Verdict::No, code: Code::Unavailable };
    assert_eq!(source.look(&inbox(), 1).await, Err(expected));
    assert!(source.is_open(), "a NO is an answer");
}

#[tokio::test]
async fn a_refused_or_cut_search_is_never_not_found() {
    let id = MessageId::parse("a@b.test").unwrap();
    let (mut no, _) = source(|command| match command {
        c if c.starts_with("UID SEARCH") => say("* SEARCH\r\n$ NO not now\r\n"),
        other => polite(other),
    })
    .await;
    let refused = ImapError::Refused { step: Step::Search, answer: Verdict::No, code: Code::Other };
    assert_eq!(no.has_message_id(&inbox(), &id).await, Err(refused));
    let (mut cut, _) = source(|command| match command {
        c if c.starts_with("UID SEARCH") => Act::SayAndClose(b"* SEARCH 4\r\n".to_vec()),
        other => polite(other),
    })
    .await;
    assert_eq!(cut.has_message_id(&inbox(), &id).await, Err(ImapError::Lost { step: Step::Search }));
}

#[tokio::test]
async fn an_id_with_quotes_stays_inside_its_quotes() {
    let id = MessageId::parse("a\"b\\c@d.test").unwrap();
    let (mut source, heard) = source(|command| match command {
        c if c.starts_with("UID SEARCH") => say("* SEARCH 4\r\n$ OK done\r\n"),
        other => polite(other),
    })
    .await;
    assert_eq!(source.has_message_id(&inbox(), &id).await, Ok(true));
    let searched = "UID SEARCH HEADER Message-ID \"<a\\\"b\\\\c@d.test>\"";
    assert_eq!(heard.lock().unwrap().last().map(String::as_str), Some(searched));
}

#[tokio::test]
async fn a_star_that_names_an_old_mail_gives_nothing_new() {
    let (mut source, _) = source(|command| match command {
        "UID FETCH 4:* (UID)" => say("* 3 FETCH (UID 3)\r\n$ OK done\r\n"),
        other => polite(other),
    })
    .await;
    let listing = source.look(&inbox(), 4).await.unwrap();
    assert_eq!((listing.uids, listing.exists, listing.uidvalidity), (vec![], 3, 7));
}

#[tokio::test]
async fn a_listing_ascends_whatever_order_the_server_has() {
    let (mut source, _) = source(|command| match command {
        c if c.starts_with("UID FETCH") => {
            say("* 2 FETCH (UID 9)\r\n* 1 FETCH (UID 4)\r\n* 2 FETCH (FLAGS (\\Seen))\r\n* 3 FETCH (UID 9)\r\n* 4 EXISTS\r\n$ OK\r\n")
        }
        other => polite(other),
    })
    .await;
    let listing = source.look(&inbox(), 1).await.unwrap();
    assert_eq!((listing.uids, listing.exists), (vec![4, 9], 4));
}

#[tokio::test(start_paused = true)]
async fn a_server_that_falls_silent_is_given_up_after_half_a_minute() {
    for silent in ["LOGIN", "CAPABILITY", "EXAMINE", "UID FETCH"] {
        let begun = tokio::time::Instant::now();
        let (opened, _) =
            try_source(move |c| if c.starts_with(silent) { Act::Silence } else { mailbox(&MAILS, c) }).await;
        let error = match opened {
            Err(error) => error,
            Ok(mut source) => source.look(&inbox(), 1).await.unwrap_err(),
        };
        assert!(matches!(error, ImapError::Deadline { .. }), "{silent}: {error:?}");
        assert!(begun.elapsed() <= Duration::from_secs(61), "{silent}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_slow_mail_is_waited_for_and_one_that_stops_half_way_is_named() {
    let (ours, mut theirs) = tokio::io::duplex(1 << 16);
    let account = super::scripted::account(1);
    let server = tokio::spawn(async move {
        use tokio::io::AsyncWriteExt;
        theirs.write_all(b"* OK hi\r\nA0001 OK in\r\n* CAPABILITY IMAP4rev1\r\nA0002 OK\r\n").await.unwrap();
        theirs.write_all(b"* 2 EXISTS\r\n* OK [UIDVALIDITY 7]\r\nA0003 OK\r\n").await.unwrap();
        theirs
            .write_all(b"* 1 FETCH (UID 1 RFC822.SIZE 6)\r\n* 2 FETCH (UID 2 RFC822.SIZE 6)\r\nA0004 OK\r\n")
            .await
            .unwrap();
        theirs.write_all(b"* 1 FETCH (UID 1 BODY[] {6}\r\n").await.unwrap();
        for octet in b"a: b\r\n" {
            tokio::time::sleep(Duration::from_secs(25)).await;
            theirs.write_all(&[*octet]).await.unwrap();
        }
        theirs.write_all(b")\r\n* 2 FETCH (UID 2 BODY[] {6}\r\na: ").await.unwrap();
        tokio::time::sleep(Duration::from_secs(3600)).await;
    });
    let session = crate::imap::connect::log_in(Box::new(ours), &account, true).await.unwrap();
    let mut source = crate::imap::server::ImapSource { account, pipe: None, session };
    let (report, mails) = fetch_all(&mut source, &[1, 2]).await;
    assert_eq!(uids(&mails), [1]);
    let error = ImapError::Deadline { step: Step::Fetch };
    assert_eq!(report, Err(FetchError { error, doubtful: vec![2] }));
    server.abort();
}

#[tokio::test]
async fn a_caller_that_stops_waiting_closes_the_connection() {
    let (mut source, _) = source(|c| if c.starts_with("UID FETCH") { Act::Silence } else { polite(c) }).await;
    let looking = tokio::time::timeout(Duration::from_millis(50), source.look(&inbox(), 1)).await;
    assert!(looking.is_err() && !source.is_open());
    let fetched = fetch_all(&mut source, &[1]).await.0;
    assert!(matches!(fetched.map_err(|failed| failed.error), Err(ImapError::Lost { .. })));
}

#[tokio::test]
async fn a_sink_without_a_taker_stops_the_fetch() {
    let (mut source, _) = source(|command| mailbox(&MAILS, command)).await;
    let (sink, mails) = mpsc::channel(10);
    drop(mails);
    let report = source.fetch(&inbox(), 7, &[1, 2], StorePolicy::Lean, &sink).await;
    assert_eq!(report, Err(ImapError::Stopped.into()));
}

#[tokio::test]
async fn bye_at_any_time_is_a_lost_connection() {
    let (mut source, _) = source(|c| if c.starts_with("UID") { say("* BYE going down\r\n") } else { polite(c) }).await;
    assert_eq!(source.look(&inbox(), 1).await, Err(ImapError::Lost { step: Step::Fetch }));
    assert!(!source.is_open());
}

#[tokio::test]
async fn an_answer_to_a_command_nobody_gave_closes_the_connection() {
    let (mut source, _) = source(|c| if c.starts_with("UID") { say("A9999 OK what\r\n") } else { polite(c) }).await;
    assert!(matches!(source.look(&inbox(), 1).await, Err(ImapError::Protocol { .. })));
    assert!(!source.is_open());
}

#[tokio::test]
async fn what_makes_the_parser_panic_is_a_lost_answer_and_not_a_lost_daemon() {
    let (mut source, _) =
        source(
            |c| {
                if c.starts_with("UID") { say("* 1 FETCH (UID 1 INTERNALDATE NIL)\r\n$ OK\r\n") } else { polite(c) }
            },
        )
        .await;
    assert_eq!(source.look(&inbox(), 1).await, Err(ImapError::Unreadable { step: Step::Fetch }));
    let (mut odd, _) = super::scripted::source(|c| {
        if c.starts_with("EXAMINE") {
            say("* 3 EXISTS\r\n* OK [UIDVALIDITY 7]é\r\n$ OK\r\n")
        } else {
            mailbox(&MAILS, c)
        }
    })
    .await;
    assert_eq!(odd.look(&inbox(), 1).await.unwrap().uids, [1, 2, 3]);
}

#[tokio::test]
async fn no_folder_name_ends_a_line() {
    let (mut source, heard) = source(polite).await;
    let folder = crate::imap::source::Folder { name: "X\r\nA9 DELETE INBOX".into(), ..inbox() };
    assert_eq!(source.look(&folder, 1).await, Err(ImapError::Setting("folders")));
    assert!(source.is_open() && heard.lock().unwrap().iter().all(|c| !c.contains("DELETE")));
}

#[tokio::test]
async fn every_mail_is_fetched_from_a_server_that_answers_well() {
    let script = serve(|_, command| mailbox(&MAILS, command)).await;
    let mut source = crate::imap::server::ImapSource::open(script.account).await.unwrap();
    let (report, mails) = fetch_all(&mut source, &[3, 1, 2, 2, 0, 99, u64::MAX]).await;
    assert_eq!(report.unwrap().gone, [0, 99, u64::MAX]);
    assert_eq!(uids(&mails), [1, 2, 3]);
    assert_eq!(mails[0].bytes, MAILS[0].1.as_bytes());
    assert_eq!(mails[0].internal_date, "2026-11-20T09:00:00Z".parse().unwrap());
    assert!(script.heard.lock().unwrap().iter().all(|c| !c.starts_with("SELECT") && !c.contains("BODY[")));
}

/// Octets changed, lost and doubled anywhere in a conversation: it ends, soon, and no mail is delivered twice.
#[tokio::test(start_paused = true)]
async fn whatever_a_server_says_the_fetch_comes_to_an_end() {
    let mut random = fastrand::Rng::with_seed(7);
    for round in 0..400 {
        let mut harm = fastrand::Rng::with_seed(random.u64(..));
        let (opened, _) = try_source(move |command| {
            let mut text = whole_conversation(command);
            if harm.u8(..4) == 0 && !text.is_empty() {
                let at = harm.usize(..text.len());
                match harm.u8(..5) {
                    0 => text[at] = harm.u8(..),
                    1 => drop(text.remove(at)),
                    2 => text.truncate(at),
                    3 => text.insert(at, *b"(){}\"\\\r\n*+ 9".get(harm.usize(..12)).unwrap()),
                    _ => text.extend_from_within(at..),
                }
            }
            Act::Say(text)
        })
        .await;
        let Ok(mut source) = opened else { continue };
        let ended = tokio::time::timeout(Duration::from_secs(700), fetch_all(&mut source, &[1, 2, 3])).await;
        let (report, mails) = ended.unwrap_or_else(|_| panic!("round {round} does not end"));
        let mut got = uids(&mails);
        got.sort_unstable();
        let delivered = got.len();
        got.dedup();
        assert_eq!(got.len(), delivered, "round {round}");
        if let Ok(report) = report {
            assert_eq!(delivered + report.gone.len() + report.unreadable.len(), 3, "round {round}: {report:?}");
        }
    }
}
