//! A Maildir on this host.

use super::delivered;
use crate::ids::MessageId;
use crate::imap::account::FolderNames;
use crate::imap::error::ImapError;
use crate::imap::source::{FetchReport, Fetched, Folder, Place, Role, Source, StorePolicy, Wake};
use jiff::Timestamp;
use std::fs::{self, File};
use std::path::Path;
use std::time::{Duration, SystemTime};
use tempfile::TempDir;
use tokio::sync::mpsc;

fn folder(name: &str, role: Role) -> Folder {
    Folder { name: name.into(), role }
}

fn inbox() -> Folder {
    folder("INBOX", Role::Inbox)
}

fn maildir() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for sub in ["new", "cur", "tmp"] {
        fs::create_dir(dir.path().join(sub)).unwrap();
    }
    dir
}

/// Writes a mail that was delivered so many seconds after 2026 began.
fn put(dir: &Path, name: &str, seconds: u64, bytes: &[u8]) {
    let path = dir.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, bytes).unwrap();
    let at = SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_225_600 + seconds);
    File::options().write(true).open(&path).unwrap().set_modified(at).unwrap();
}

async fn open(dir: &Path) -> Source {
    Source::open(&Place::Maildir { path: dir.to_owned(), folders: FolderNames::default() }).await.unwrap()
}

async fn fetch(source: &mut Source, uids: &[u64], policy: StorePolicy) -> (FetchReport, Vec<Fetched>) {
    let (sink, taken) = mpsc::channel(100);
    let report = source.fetch(&inbox(), 1, uids, policy, sink).await.unwrap();
    (report, delivered(taken))
}

#[tokio::test]
async fn mails_come_oldest_first_and_half_written_ones_do_not_come() {
    let dir = maildir();
    put(dir.path(), "cur/3.x:2,S", 30, b"c");
    put(dir.path(), "new/1.x", 10, b"a");
    put(dir.path(), "new/2.x", 20, b"b");
    put(dir.path(), "tmp/4.x", 40, b"half");
    put(dir.path(), "new/.hidden", 5, b"no mail");
    fs::create_dir(dir.path().join("cur/folder")).unwrap();
    let before = tree(dir.path());
    let mut source = open(dir.path()).await;
    let listing = source.look(&inbox(), 1).await.unwrap();
    assert_eq!((listing.uidvalidity, listing.exists, listing.uids.len()), (1, 3, 3));
    let (report, mails) = fetch(&mut source, &listing.uids, StorePolicy::Whole).await;
    assert_eq!(report, FetchReport::default());
    let texts: Vec<&[u8]> = mails.iter().map(|m| m.bytes.as_slice()).collect();
    assert_eq!(texts, [b"a", b"b", b"c"]);
    assert_eq!(mails[0].internal_date, "2026-01-01T00:00:10Z".parse::<Timestamp>().unwrap());
    assert_eq!(tree(dir.path()), before, "nothing was moved or renamed");
}

fn tree(dir: &Path) -> Vec<String> {
    let mut names = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            names.extend(tree(&entry.path()));
        }
        names.push(entry.path().display().to_string());
    }
    names.sort();
    names
}

#[tokio::test]
async fn a_mail_keeps_its_uid_when_it_is_moved_and_flagged() {
    let dir = maildir();
    put(dir.path(), "new/1.x", 10, b"a");
    let mut source = open(dir.path()).await;
    let before = source.look(&inbox(), 1).await.unwrap().uids;
    fs::rename(dir.path().join("new/1.x"), dir.path().join("cur/1.x:2,RS")).unwrap();
    assert_eq!(source.look(&inbox(), 1).await.unwrap().uids, before);
    assert!(before[0] < 1 << 52);
    // In both places while a slow program moves it: one mail.
    put(dir.path(), "new/1.x", 10, b"a");
    assert_eq!(source.look(&inbox(), 1).await.unwrap().exists, 1);
}

#[tokio::test]
async fn a_mail_deleted_after_the_listing_is_gone() {
    let dir = maildir();
    put(dir.path(), "new/1.x", 10, b"a");
    put(dir.path(), "new/2.x", 20, b"b");
    let mut source = open(dir.path()).await;
    let uids = source.look(&inbox(), 1).await.unwrap().uids;
    fs::remove_file(dir.path().join("new/1.x")).unwrap();
    let (report, mails) = fetch(&mut source, &uids, StorePolicy::Lean).await;
    assert_eq!((report.gone, mails.len()), (vec![uids[0]], 1));
    assert_eq!(source.fetch_whole(&inbox(), 1, uids[0]).await.err(), Some(ImapError::Gone));
}

#[tokio::test]
async fn a_large_mail_loses_its_attachment_and_gets_it_back_on_demand() {
    let dir = maildir();
    let photo = "QUJD\n".repeat(80_000);
    let raw = format!(
        "Subject: trip\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nhello\n--b\nContent-Type: image/jpeg\n\n{photo}\n--b--\n"
    );
    put(dir.path(), "new/1.x", 10, raw.as_bytes());
    let mut source = open(dir.path()).await;
    let uids = source.look(&inbox(), 1).await.unwrap().uids;
    let (_, mails) = fetch(&mut source, &uids, StorePolicy::Lean).await;
    let text = String::from_utf8(mails[0].bytes.clone()).unwrap();
    assert!(mails[0].lean && text.contains("hello") && text.contains("X-Homeroom-Omitted: 400000"), "{text}");
    assert_eq!(mails[0].size, raw.len() as u64);
    let whole = source.fetch_whole(&inbox(), 1, uids[0]).await.unwrap();
    assert_eq!((whole.bytes == raw.as_bytes(), whole.lean), (true, false));
    assert!(!fetch(&mut source, &uids, StorePolicy::Whole).await.1[0].lean);
}

#[tokio::test]
async fn a_giant_file_is_never_read_whole() {
    let dir = maildir();
    put(dir.path(), "new/1.x", 10, b"Subject: giant\n\n");
    File::options().write(true).open(dir.path().join("new/1.x")).unwrap().set_len(30 << 20).unwrap();
    let mut source = open(dir.path()).await;
    let uids = source.look(&inbox(), 1).await.unwrap().uids;
    let (_, mails) = fetch(&mut source, &uids, StorePolicy::Whole).await;
    assert_eq!((mails[0].bytes.len(), mails[0].lean, mails[0].size), (256 << 10, true, 30 << 20));
    assert!(matches!(source.fetch_whole(&inbox(), 1, uids[0]).await, Err(ImapError::TooLarge { .. })));
}

#[tokio::test]
async fn a_sent_copy_is_filed_once_and_found_by_its_id() {
    let dir = maildir();
    let mut source = open(dir.path()).await;
    let sent = source.folders().await.unwrap().into_iter().find(|f| f.role == Role::Sent).unwrap();
    let id = MessageId::parse("note.17@school.test").unwrap();
    assert_eq!(source.has_message_id(&sent, &id).await, Ok(false));
    let mail = b"Subject: s\r\nMessage-ID:\r\n <note.17@school.test>\r\n\r\nMessage-ID: <other@school.test>\r\n";
    let date: Timestamp = "2026-11-02T12:00:00Z".parse().unwrap();
    for _ in 0..2 {
        source.append_sent(&sent, mail, date).await.unwrap();
    }
    assert_eq!(source.has_message_id(&sent, &id).await, Ok(true));
    let quoted = MessageId::parse("other@school.test").unwrap();
    assert_eq!(source.has_message_id(&sent, &quoted).await, Ok(false), "only the header counts");
    let listing = source.look(&sent, 1).await.unwrap();
    assert_eq!(listing.exists, 1);
    let filed: Vec<_> = fs::read_dir(dir.path().join(".Sent/cur")).unwrap().map(|f| f.unwrap().path()).collect();
    assert!(filed[0].to_string_lossy().ends_with(":2,S"));
    assert_eq!(fs::read(&filed[0]).unwrap(), mail);
}

#[tokio::test]
async fn sent_is_always_there_and_junk_only_where_it_exists() {
    let dir = maildir();
    let mut source = open(dir.path()).await;
    assert_eq!(source.folders().await.unwrap(), [inbox(), folder("Sent", Role::Sent)]);
    put(dir.path(), ".Junk/cur/1.x:2,", 1, b"spam");
    assert_eq!(source.folders().await.unwrap().len(), 3);
    assert_eq!(source.look(&folder("Junk", Role::Junk), 1).await.unwrap().exists, 1);
}

#[tokio::test]
async fn a_folder_name_leads_nowhere_outside() {
    let dir = maildir();
    let mut source = open(dir.path()).await;
    for name in ["../x", "..", "a/b", ".", "", "a\nb"] {
        assert_eq!(
            source.look(&folder(name, Role::Sent), 1).await.err(),
            Some(ImapError::Setting("folders")),
            "{name:?}"
        );
    }
    let folders = FolderNames { sent: Some("../../etc".into()), ..FolderNames::default() };
    let opened = Source::open(&Place::Maildir { path: dir.path().to_owned(), folders }).await;
    assert_eq!(opened.err(), Some(ImapError::Setting("folders")));
}

#[tokio::test]
async fn what_is_no_maildir_is_told_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let place = Place::Maildir { path: dir.path().join("none"), folders: FolderNames::default() };
    let error = Source::open(&place).await.err().unwrap();
    assert!(error.needs_a_person(), "{error}");
}

#[tokio::test]
async fn a_disk_that_is_not_mounted_is_no_empty_maildir_and_is_not_written_to() {
    let dir = maildir();
    put(dir.path(), "new/1.x", 10, b"a");
    let mut source = open(dir.path()).await;
    let uids = source.look(&inbox(), 1).await.unwrap().uids;
    for sub in ["new", "cur", "tmp"] {
        fs::remove_dir_all(dir.path().join(sub)).unwrap();
    }
    let missing = ImapError::Maildir { doing: "opened", kind: std::io::ErrorKind::NotFound };
    let sent = folder("Sent", Role::Sent);
    for folder in [&inbox(), &sent] {
        assert_eq!(source.look(folder, 1).await.err(), Some(missing.clone()), "{}", folder.name);
    }
    let (sink, _taken) = mpsc::channel(1);
    let fetched = source.fetch(&inbox(), 1, &uids, StorePolicy::Lean, sink).await;
    assert_eq!(fetched.err().map(|failed| failed.error), Some(missing.clone()));
    let id = MessageId::parse("note.17@school.test").unwrap();
    assert_eq!(source.has_message_id(&sent, &id).await.err(), Some(missing.clone()));
    let filed = source.append_sent(&sent, b"Subject: s\r\n\r\n", Timestamp::UNIX_EPOCH).await;
    assert_eq!(filed.err(), Some(missing.clone()));
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0, "nothing was made in its place");
    assert!(missing.needs_a_person());
}

#[tokio::test]
async fn new_mail_ends_the_wait_and_nothing_new_does_not() {
    let dir = maildir();
    let mut source = open(dir.path()).await;
    assert_eq!(source.wait(&inbox(), Duration::from_millis(10)).await, Ok(Wake::NewMail), "never looked at");
    source.look(&inbox(), 1).await.unwrap();
    assert_eq!(source.wait(&inbox(), Duration::from_millis(10)).await, Ok(Wake::Timeout));
    put(dir.path(), "new/1.x", 10, b"a");
    assert_eq!(source.wait(&inbox(), Duration::from_secs(10)).await, Ok(Wake::NewMail));
}
