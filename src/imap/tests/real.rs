//! Against a real Dovecot.

use super::dovecot::Dovecot;
use super::uids;
use crate::ids::MessageId;
use crate::imap::account::{Account, FolderNames, Security};
use crate::imap::error::{Distrust, ImapError};
use crate::imap::source::{FetchReport, Fetched, Folder, Place, Role, Source, StorePolicy, Wake};
use std::time::Duration;
use tokio::sync::mpsc;

fn inbox() -> Folder {
    Folder { name: "INBOX".into(), role: Role::Inbox }
}

async fn open(dovecot: &Dovecot) -> Source {
    Source::open(&Place::Imap(dovecot.account(Security::Tls))).await.unwrap()
}

async fn fetch(source: &mut Source, folder: &Folder, policy: StorePolicy) -> (FetchReport, Vec<Fetched>) {
    let listing = source.look(folder, 1).await.unwrap();
    let (sink, mut taken) = mpsc::channel(4);
    let taking = tokio::spawn(async move {
        let mut mails = Vec::new();
        while let Some(mail) = taken.recv().await {
            mails.push(mail);
        }
        mails
    });
    let report = source.fetch(folder, listing.uidvalidity, &listing.uids, policy, sink).await.unwrap();
    (report, taking.await.unwrap())
}

#[tokio::test]
async fn every_way_in_works_and_every_wrong_one_is_named() {
    let Some(dovecot) = Dovecot::start() else { return };
    for security in [Security::Tls, Security::StartTls, Security::None] {
        let mut source = Source::open(&Place::Imap(dovecot.account(security))).await.unwrap();
        assert_eq!(source.folders().await.unwrap().first(), Some(&inbox()), "{security:?}");
        source.close().await;
    }
    let tls = dovecot.account(Security::Tls);
    let wrong = Account { password: "wrong".to_owned().into(), ..tls.clone() };
    assert_eq!(Source::open(&Place::Imap(wrong)).await.err(), Some(ImapError::LoginRefused));
    let unknown = Account { ca_file: None, ..tls.clone() };
    let distrust = Some(ImapError::NotTrusted(Distrust::UnknownAuthority));
    assert_eq!(Source::open(&Place::Imap(unknown)).await.err(), distrust);
    let other_name = Account { host: "127.0.0.1".into(), ..tls.clone() };
    let distrust = Some(ImapError::NotTrusted(Distrust::WrongName));
    assert_eq!(Source::open(&Place::Imap(other_name)).await.err(), distrust);
    let mixed = Account { port: dovecot.account(Security::None).port, ..tls };
    assert_eq!(Source::open(&Place::Imap(mixed)).await.err(), Some(ImapError::Tls));
}

#[tokio::test]
async fn mails_come_in_order_byte_for_byte_and_their_flags_stay_as_they_are() {
    let Some(dovecot) = Dovecot::start() else { return };
    let text = |n: usize| format!("Subject: {n}\r\nMessage-ID: <{n}@x.test>\r\n\r\n{}\r\n", "é".repeat(n * 40));
    for n in 1..=450 {
        dovecot.deliver("", &format!("{n:04}.x"), text(n).as_bytes());
    }
    let mut source = open(&dovecot).await;
    let (report, mails) = fetch(&mut source, &inbox(), StorePolicy::Lean).await;
    assert_eq!(report, FetchReport::default());
    assert_eq!(uids(&mails), (1..=450).collect::<Vec<u64>>());
    for mail in &mails {
        let subject = String::from_utf8_lossy(&mail.bytes).lines().next().unwrap()[9..].parse::<usize>().unwrap();
        assert_eq!(mail.bytes, text(subject).as_bytes());
        assert_eq!((mail.size, mail.lean), (mail.bytes.len() as u64, false));
        assert!(mail.internal_date > "2020-01-01T00:00:00Z".parse().unwrap());
    }
    let read = |sub: &str| std::fs::read_dir(dovecot.maildir().join(sub)).unwrap().count();
    assert_eq!(read("new") + read("cur"), 450);
    let seen = std::fs::read_dir(dovecot.maildir().join("cur")).unwrap();
    assert!(seen.filter(|f| f.as_ref().unwrap().file_name().to_string_lossy().contains(":2,S")).count() == 0);
    source.close().await;
}

fn photo_mail(octets: usize) -> String {
    let photo = format!("{}\r\n", "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo=".repeat(2)).repeat(octets / 74);
    format!(
        "Subject: trip\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"outer 1\"\r\n\r\npreamble\r\n\
         --outer 1\r\nContent-Type: multipart/alternative; boundary=in\r\n\r\n\
         --in\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nSee the photos é\r\n--in\r\nContent-Type: text/html\r\n\r\n<p>See\r\n--in--\r\n\
         --outer 1\r\nContent-Type: image/jpeg; name=\"a.jpg\"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment\r\n\r\n{photo}\r\n\
         --outer 1\r\n\r\nand after the photo\r\n\
         --outer 1\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\nContent-Type: multipart/mixed; boundary=fw\r\n\r\n\
         --fw\r\n\r\nforwarded words\r\n--fw\r\nContent-Type: application/pdf\r\n\r\n%PDF\r\n--fw--\r\n\
         --outer 1\r\nContent-Type: message/rfc822\r\n\r\nSubject: plain inner\r\n\r\nsingle words\r\n\
         --outer 1--\r\nepilogue\r\n"
    )
}

#[tokio::test]
async fn a_large_mail_comes_without_its_attachments_and_is_one_valid_mail() {
    let Some(dovecot) = Dovecot::start() else { return };
    let raw = photo_mail(900_000);
    dovecot.deliver("", "1.x", raw.as_bytes());
    dovecot.deliver("", "2.x", b"Subject: small\r\n\r\nafter it\r\n");
    let mut source = open(&dovecot).await;
    let (report, mails) = fetch(&mut source, &inbox(), StorePolicy::Lean).await;
    assert_eq!((report, mails.len()), (FetchReport::default(), 2));
    let large = mails.iter().find(|m| m.size > 1000).unwrap();
    let text = String::from_utf8(large.bytes.clone()).unwrap();
    assert!(large.lean && text.len() < 3000 && large.size == raw.len() as u64, "{text}");
    let parsed = mail_parser::MessageParser::default().parse(&large.bytes).unwrap();
    assert_eq!(parsed.subject(), Some("trip"));
    assert_eq!(parsed.body_text(0).as_deref(), Some("See the photos é"));
    assert!(text.contains("and after the photo") && text.contains("forwarded words") && text.contains("single words"));
    assert_eq!(text.matches("X-Homeroom-Omitted: ").count(), 2, "{text}");
    assert!(text.contains("name=\"a.jpg\"") && !text.contains("QUJD"));
    // The parts are what the same reader finds in the mail as it lies on the server.
    let original = mail_parser::MessageParser::default().parse(raw.as_bytes()).unwrap();
    assert_eq!(parsed.parts.len(), original.parts.len());
    let validity = source.look(&inbox(), 1).await.unwrap().uidvalidity;
    let whole = source.fetch_whole(&inbox(), validity, large.uid).await.unwrap();
    assert_eq!((whole.bytes == raw.as_bytes(), whole.lean), (true, false));
}

#[tokio::test]
async fn under_the_whole_policy_every_octet_comes_up_to_25_mib() {
    let Some(dovecot) = Dovecot::start() else { return };
    let sizes = [(256 << 10) + 1, (1 << 20) - 1, 1 << 20, 4 << 20, (9 << 20) + 7, 24 << 20, 26 << 20];
    for (n, size) in sizes.iter().enumerate() {
        let mut raw = b"Subject: file\r\n\r\n".to_vec();
        let mut line = 0u64;
        while raw.len() < *size {
            raw.extend_from_slice(format!("{line:016}\r\n").as_bytes());
            line += 1;
        }
        raw.truncate(size - 2);
        raw.retain(|b| *b != b'\r');
        let mut crlf: Vec<u8> = Vec::with_capacity(*size);
        for b in raw {
            if b == b'\n' {
                crlf.push(b'\r');
            }
            crlf.push(b);
        }
        crlf.resize(size - 2, b'x');
        crlf.extend_from_slice(b"\r\n");
        dovecot.deliver("", &format!("{n}.x"), &crlf);
    }
    let mut source = open(&dovecot).await;
    let (report, mails) = fetch(&mut source, &inbox(), StorePolicy::Whole).await;
    assert_eq!((report, mails.len()), (FetchReport::default(), sizes.len()));
    let in_dir = |sub: &str| std::fs::read_dir(dovecot.maildir().join(sub)).unwrap().map(|f| f.unwrap().path());
    let files: Vec<_> = in_dir("cur").chain(in_dir("new")).collect();
    for mail in mails {
        let on_disk = files.iter().find(|p| p.metadata().unwrap().len() == mail.size).unwrap();
        if mail.size <= 25 << 20 {
            assert!(!mail.lean && mail.bytes == std::fs::read(on_disk).unwrap(), "{} octets", mail.size);
        } else {
            assert!(mail.lean && mail.bytes.len() < 300_000);
        }
    }
}

#[tokio::test]
async fn odd_mails_come_as_their_beginning_and_stop_nobody() {
    let Some(dovecot) = Dovecot::start() else { return };
    let filler = "filler\r\n".repeat(50_000);
    let nested: String =
        (0..60).map(|n| format!("Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n")).collect();
    let many: String = (0..300).map(|_| "--b\r\nContent-Type: image/png\r\n\r\nx\r\n").collect();
    for (n, raw) in [
        format!("Subject: nested\r\n{nested}{filler}"),
        format!("Subject: no-boundary\r\nContent-Type: multipart/mixed\r\n\r\n{filler}"),
        format!(
            "Subject: many\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n{many}--b\r\n\r\n{filler}\r\n--b--\r\n"
        ),
        format!("Subject: message\r\nContent-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\n{filler}"),
        format!("Subject: fields\r\n{}\r\nend\r\n", "X-Field: y\r\n".repeat(40_000)),
        "Subject: small\r\n\r\nlast\r\n".to_owned(),
    ]
    .iter()
    .enumerate()
    {
        dovecot.deliver("", &format!("{n}.x"), raw.as_bytes());
    }
    let mut source = open(&dovecot).await;
    let (report, mails) = fetch(&mut source, &inbox(), StorePolicy::Lean).await;
    assert_eq!((report, mails.len()), (FetchReport::default(), 6));
    for mail in &mails {
        let start = String::from_utf8_lossy(&mail.bytes[..24]).into_owned();
        assert!(start.starts_with("Subject: ") && mail.bytes.len() <= 520 << 10, "{start} {}", mail.bytes.len());
        assert_eq!(mail.lean, mail.size > 256 << 10, "{start}");
    }
}

#[tokio::test]
async fn a_copy_filed_in_sent_is_found_by_its_id_and_no_other_is() {
    let Some(dovecot) = Dovecot::start() else { return };
    let mut source = open(&dovecot).await;
    let folders = source.folders().await.unwrap();
    let sent = folders.iter().find(|f| f.role == Role::Sent).unwrap().clone();
    assert_eq!(sent.name, "Envoyes", "by its flag");
    let id = MessageId::parse("note.1@school.test").unwrap();
    assert_eq!(source.has_message_id(&sent, &id).await, Ok(false));
    let date = "2026-03-01T08:30:00Z".parse().unwrap();
    let mail = b"Subject: s\r\nMessage-ID: <note.1@school.test>\r\n\r\n8 bit: \xe9\r\n";
    source.append_sent(&sent, mail, date).await.unwrap();
    assert_eq!(source.has_message_id(&sent, &id).await, Ok(true));
    let part = MessageId::parse("ote.1@school.test").unwrap();
    assert_eq!(source.has_message_id(&sent, &part).await, Ok(false));
    let (_, mails) = fetch(&mut source, &sent, StorePolicy::Lean).await;
    assert_eq!((mails[0].bytes.as_slice(), mails[0].internal_date), (&mail[..], date));
    let nowhere = Folder { name: "Nirgendwo".into(), role: Role::Sent };
    assert!(source.append_sent(&nowhere, mail, date).await.is_err() && source.is_open());
    assert_eq!(source.look(&nowhere, 1).await.err(), Some(ImapError::NoFolder));
}

#[tokio::test]
async fn idle_wakes_for_new_mail_and_times_out_without() {
    let Some(dovecot) = Dovecot::start() else { return };
    dovecot.deliver("", "1.x", b"Subject: one\r\n\r\n");
    let mut source = open(&dovecot).await;
    source.look(&inbox(), 1).await.unwrap();
    assert_eq!(source.wait(&inbox(), Duration::from_millis(300)).await, Ok(Wake::Timeout));
    dovecot.deliver("", "2.x", b"Subject: two\r\n\r\n");
    assert_eq!(source.wait(&inbox(), Duration::from_secs(20)).await, Ok(Wake::NewMail));
    assert_eq!(source.look(&inbox(), 2).await.unwrap().uids, [2]);
    assert_eq!(source.look(&inbox(), 3).await.unwrap().uids, Vec::<u64>::new());
}

#[tokio::test]
async fn an_unpleasant_folder_name_is_just_a_name() {
    let Some(dovecot) = Dovecot::start() else { return };
    dovecot.deliver(".R&AOk-ponses &- \"x\"", "1.x", b"Subject: one\r\n\r\n");
    let folders = FolderNames { sent: Some("Réponses & \"x\"".into()), ..FolderNames::default() };
    let account = Account { folders, ..dovecot.account(Security::Tls) };
    let mut source = Source::open(&Place::Imap(account)).await.unwrap();
    let folders = source.folders().await.unwrap();
    let sent = folders.iter().find(|f| f.role == Role::Sent).unwrap();
    assert_eq!(source.look(sent, 1).await.unwrap().exists, 1);
}

#[tokio::test]
async fn a_server_killed_under_the_fetch_leaves_whole_mails_and_an_error() {
    let Some(dovecot) = Dovecot::start() else { return };
    for n in 0..60 {
        dovecot.deliver("", &format!("{n}.x"), format!("Subject: s\r\n\r\n{}\r\n", "x".repeat(100_000)).as_bytes());
    }
    let mut source = open(&dovecot).await;
    let listing = source.look(&inbox(), 1).await.unwrap();
    let (sink, mut taken) = mpsc::channel(1);
    let fetching = tokio::spawn(async move {
        let report = source.fetch(&inbox(), listing.uidvalidity, &listing.uids, StorePolicy::Lean, sink).await;
        (report, source.is_open())
    });
    let first = taken.recv().await.unwrap();
    drop(tokio::task::spawn_blocking(move || drop(dovecot)).await);
    let mut mails = vec![first];
    while let Some(mail) = taken.recv().await {
        mails.push(mail);
    }
    let (report, open) = fetching.await.unwrap();
    assert!(report.is_err() && !open, "{report:?}");
    assert!(mails.len() < 60 && mails.iter().all(|m| m.bytes.len() as u64 == m.size));
}
