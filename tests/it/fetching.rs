//! Mails and folders that a mail server does not hand over: the others are read, and none is given up for ever.

use crate::world::World;
use crate::world::imap::{Fault, ImapServer};
use homeroom::imap::source::Source;
use homeroom::imap::sync_plan::Reach;
use homeroom::service::status::status;
use homeroom::store::ledger;

fn stored(world: &World, folder: &str) -> Vec<u64> {
    let query = format!(
        "SELECT l.uid FROM location l JOIN folder f ON f.id = l.folder
         WHERE f.name = '{folder}' AND l.gone_at IS NULL ORDER BY l.uid"
    );
    world.rows(&query).iter().map(|row| row[0].parse().unwrap()).collect()
}

fn problems(world: &World) -> String {
    let now = homeroom::clock::Clock::now(&*world.clock);
    world.class().store.read(|tx| status(tx, world.class(), false, now)).unwrap().problems.join("\n")
}

/// One folder's difference, and how many of its mails are quarantined or were given up.
fn account(world: &World, folder: &str) -> (i64, i64) {
    let lines = world.class().store.read(ledger::lines).unwrap();
    let line = lines.iter().find(|l| l.folder == folder).unwrap();
    (line.difference(), line.quarantined + line.given_up)
}

/// Looks again and again over new connections, as the daemon does, until one look ends well.
fn looks(world: &World, server: &ImapServer, most: usize) -> Source {
    for _ in 0..most {
        let mut source = world.connect(server).unwrap();
        if world.look(&mut source, Reach::Full).0.is_ok() {
            return source;
        }
    }
    panic!("no look of {most} ended well");
}

#[test]
fn a_mail_that_breaks_every_connection_keeps_no_other_waiting_and_is_named() {
    let mut world = World::new();
    let server = ImapServer::start();
    server.put("INBOX", 1..=50);
    server.put("Junk", 1..=2);
    server.fails(|folder, command, uid| {
        (folder == "INBOX" && uid == 23 && command.contains("BODY.PEEK")).then_some(Fault::Close)
    });
    let first = world.look(&mut world.connect(&server).unwrap(), Reach::Full);
    assert!(first.0.is_err() && stored(&world, "Junk").is_empty(), "it was not known before");
    let (ended, done) = world.look(&mut world.connect(&server).unwrap(), Reach::Full);
    assert!(ended.is_err(), "the mail is asked for again");
    assert_eq!((stored(&world, "INBOX").len(), stored(&world, "Junk").len()), (49, 2), "after all others: {done:?}");
    assert!(!problems(&world).contains("last read"), "the mailbox as a whole was read");
    looks(&world, &server, 3);
    let told = problems(&world);
    assert!(told.contains("folder INBOX: the mail server does not hand over 1 mails (UID 23)"), "{told}");
    assert!(!told.contains("not stored"), "told once: {told}");
    assert_eq!(account(&world, "INBOX"), (1, 1));
    // It rests: looks end well, and new mail comes.
    server.put("INBOX", [51]);
    let mut source = looks(&world, &server, 1);
    assert_eq!(stored(&world, "INBOX").len(), 50);
    // Long after, the newest mails alone are looked at, and it is asked for all the same.
    server.put("INBOX", 52..=400);
    assert!(world.look(&mut source, Reach::Recent).0.is_ok());
    server.is_well();
    world.at("2026-11-10T06:00:00");
    assert!(world.look(&mut source, Reach::Recent).0.is_ok());
    assert_eq!(stored(&world, "INBOX").len(), 400);
    world.understand().unwrap();
    assert_eq!((account(&world, "INBOX"), problems(&world)), ((0, 0), String::new()));
}

#[test]
fn a_mail_that_was_given_up_and_is_deleted_is_told_no_more() {
    let world = World::new();
    let server = ImapServer::start();
    server.put("INBOX", 1..=3);
    server.fails(|_, command, uid| {
        (uid == 2 && command.contains("BODY.PEEK")).then_some(Fault::Refuse("NO [SERVERBUG] it is broken"))
    });
    for _ in 0..3 {
        looks(&world, &server, 1);
    }
    assert!(problems(&world).contains("(UID 2)"), "{}", problems(&world));
    server.remove("INBOX", 2);
    looks(&world, &server, 1);
    assert_eq!((account(&world, "INBOX"), problems(&world)), ((0, 0), String::new()));
}

#[test]
fn a_server_that_falls_over_sizes_gives_no_innocent_mail_up() {
    let world = World::new();
    let server = ImapServer::start();
    server.put("INBOX", 1..=2);
    server.fails(|_, command, uid| (uid > 0 && command.contains("RFC822.SIZE")).then_some(Fault::Close));
    // Each is met once among others, and twice alone.
    for _ in 0..6 {
        assert!(world.look(&mut world.connect(&server).unwrap(), Reach::Full).0.is_err());
    }
    server.is_well();
    looks(&world, &server, 1);
    assert_eq!(stored(&world, "INBOX"), [1, 2]);
}

#[test]
fn mails_refused_side_by_side_or_answered_by_nonsense_stop_nobody_and_are_named() {
    let refuse = Fault::Refuse("NO Some messages could not be FETCHed");
    for (bad, fault) in [(5..=9, refuse), (5..=20, Fault::Garbage)] {
        let world = World::new();
        let server = ImapServer::start();
        server.put("INBOX", 1..=40);
        server.put("Sent", 1..=2);
        let faulty = bad.clone();
        server.fails(move |folder, command, uid| {
            (folder == "INBOX" && faulty.contains(&uid) && command.contains("BODY.PEEK")).then_some(fault)
        });
        for _ in 0..6 {
            let _ = world.look(&mut world.connect(&server).unwrap(), Reach::Full);
        }
        let expected: Vec<u64> = (1..=40).filter(|uid| !bad.contains(uid)).collect();
        assert_eq!((stored(&world, "INBOX"), stored(&world, "Sent").len()), (expected, 2), "{fault:?}");
        assert_eq!(account(&world, "INBOX").1, bad.count() as i64, "{fault:?}: {}", problems(&world));
    }
}

#[test]
fn an_old_mail_that_is_deleted_is_no_difference() {
    let world = World::new();
    let server = ImapServer::start();
    server.put("INBOX", 1..=900);
    let mut source = looks(&world, &server, 1);
    server.remove("INBOX", 5);
    server.put("INBOX", [901]);
    assert!(world.look(&mut source, Reach::Recent).0.is_ok());
    assert_eq!((account(&world, "INBOX"), stored(&world, "INBOX").len()), ((0, 0), 900));
    assert_eq!(problems(&world), "");
}

#[test]
fn a_difference_that_stays_is_told_and_looked_into_once() {
    let world = World::new();
    let server = ImapServer::start();
    server.put("INBOX", 1..=900);
    let mut source = looks(&world, &server, 1);
    server.miscounts(1);
    let listings = |server: &ImapServer| server.heard().iter().filter(|c| *c == "UID FETCH 1:* (UID)").count();
    listings(&server);
    for expected in [1, 0, 0] {
        assert!(world.look(&mut source, Reach::Recent).0.is_ok());
        assert_eq!(listings(&server), expected);
        assert_eq!(account(&world, "INBOX"), (1, 0));
        assert!(
            problems(&world).contains("folder INBOX: 1 mails on the server are not stored"),
            "{}",
            problems(&world)
        );
    }
}

#[test]
fn a_junk_folder_that_fails_is_told_and_keeps_nobody_from_the_inbox() {
    let world = World::new();
    let server = ImapServer::start();
    for folder in ["INBOX", "Sent", "Junk"] {
        server.put(folder, 1..=5);
    }
    for (command, refusal, words) in [
        ("EXAMINE", "NO [NOPERM] not yours", "folder Junk: the mail server answered EXAMINE with NO (NOPERM)"),
        ("BODY.PEEK", "NO [SERVERBUG] corrupt", "folder Junk: the mail server answered FETCH with NO (SERVERBUG)"),
    ] {
        server.fails(move |folder, heard, _| {
            (folder == "Junk" && heard.contains(command)).then_some(Fault::Refuse(refusal))
        });
        let mut source = world.connect(&server).unwrap();
        let (ended, _) = world.look(&mut source, Reach::Full);
        assert!(ended.is_ok() && source.is_open(), "{ended:?}");
        assert_eq!((stored(&world, "INBOX").len(), stored(&world, "Sent").len()), (5, 5));
        assert!(problems(&world).contains(words), "{}", problems(&world));
        server.is_well();
        assert!(world.look(&mut source, Reach::Recent).0.is_ok());
        assert!(!problems(&world).contains("folder Junk: the"), "{}", problems(&world));
        server.put("Junk", 6..=10);
    }
    server.fails(|folder, heard, _| {
        (folder == "INBOX" && heard.starts_with("EXAMINE")).then_some(Fault::Refuse("NO [NOPERM] not yours"))
    });
    let (ended, _) = world.look(&mut world.connect(&server).unwrap(), Reach::Full);
    assert!(ended.is_err(), "without the inbox nothing is well");
}

#[test]
fn a_single_pass_tells_of_a_folder_that_fails_and_counts_what_came_before_an_error() {
    let world = World::new();
    let server = ImapServer::start();
    server.put("INBOX", 1..=5);
    server.fails(|folder, heard, uid| {
        let refused = folder == "Junk" && heard.starts_with("EXAMINE");
        let broken = uid == 3 && heard.contains("BODY.PEEK");
        refused.then_some(Fault::Refuse("NO [NOPERM] not yours")).or(broken.then_some(Fault::Close))
    });
    let done = world.once(&server);
    assert_eq!((done.sweep.new, done.problems.len()), (2, 1), "{done:?}");
    server.fails(|folder, heard, _| {
        (folder == "Junk" && heard.starts_with("EXAMINE")).then_some(Fault::Refuse("NO [NOPERM] not yours"))
    });
    let done = world.once(&server);
    assert_eq!((done.sweep.new, done.problems.len()), (3, 1), "{done:?}");
    assert!(done.problems[0].starts_with("folder Junk: "), "{done:?}");
}
