//! Cells about the way out with the real program: refused recipients, a disk that fills, and SIGTERM at any time.

use super::frame::{Seed, cell_on_servers};
use super::real::*;
use crate::school::School;
use crate::school::daemon::Daemon;
use crate::school::told_now;
use crate::state::SmallDisk;
use crate::world::smtp_server::{Act, SmtpServer};
use homeroom::clock::{Clock, SystemClock};
use jiff::SignedDuration;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

#[test]
fn c2_4_one_refused_recipient_of_thirty() {
    cell_on_servers("C2.4", 2, |seed, servers| {
        let school = school_of(servers, 30);
        let one = format!("guardian{}", seed.random.usize(1..=30));
        let (from, to) = (school.guardian(&one), school.guardian(&format!("refused.{one}")));
        school.edit("classes/room-12.csv", &from, &to);
        school.at(THURSDAY).run();
        school.at(SUNDAY).tells(&["run", "--once"]);
        let monday = later(SUNDAY, SignedDuration::from_hours(17));
        school.at(&monday).tells(&["run", "--once"]);
        let told = account(&school, Some(&monday));
        assert_eq!((told.sent, told.unknown), (29, (0, 0)), "{told:?}");
        let row = school.at(&monday).one("outbox", "to", &to);
        assert_eq!(row["state"], "failed", "{row:#}");
        let summary = school.at(&monday).summary();
        let child = one.replace("guardian", "Kim");
        let back: Vec<&str> = summary.lines().filter(|line| line.contains("came back")).collect();
        assert!(back.len() == 1 && back[0].contains(&format!("({child})")), "{child} and nobody else: {summary}");
    });
}

#[test]
fn c2_10_a_disk_that_is_full_when_the_server_has_taken_a_mail() {
    cell_on_servers("C2.10", 2, |seed, servers| {
        let (school, smtp) = (school_of(servers, 12), SmtpServer::start());
        hands_over_to(&school, smtp.port());
        let Some(disk) = SmallDisk::mount(school.path("state")) else { panic!("no small disk can be mounted here") };
        let disk = Arc::new(disk);
        school.at(THURSDAY).run();
        let (when, full) = (seed.random.usize(1..=8), Arc::clone(&disk));
        smtp.does(move |asked| {
            if asked.step == "dot" && asked.nth == when {
                full.leave(0);
            }
            Act::Well
        });
        let told = school.at(SUNDAY).tells(&["run", "--once"]).ended(1);
        assert!(told.err.contains("the disk is full"), "{}", told.err);
        let sent = smtp.taken().len();
        // The one that met it may be cut off, and is unknown then.
        assert!((when - 1..when + 5).contains(&sent), "sending goes on with a full disk: {sent} after {when}");
        school.at(SUNDAY).tells(&["run", "--once"]).ended(1);
        assert_eq!(smtp.taken().len(), sent, "nothing leaves while nothing can be noted");
        std::fs::remove_file(school.path("state/ballast")).expect("free some space");
        smtp.is_well();
        let monday = later(SUNDAY, SignedDuration::from_hours(17));
        for now in [SUNDAY, &monday] {
            school.at(now).tells(&["run", "--once"]);
        }
        let mut taken: BTreeMap<(String, String), usize> = BTreeMap::new();
        for mail in smtp.taken().into_iter().filter(|mail| mail.to.contains("guardian")) {
            *taken.entry((mail.to, mail.message_id)).or_default() += 1;
        }
        assert!(taken.values().all(|count| *count == 1), "{taken:?}");
        let rows = school.at(&monday).list("outbox");
        let of = |state: &str| rows.iter().filter(|r| r["state"] == state && r["job"] == "reading-log").count();
        assert_eq!(of("sent") + of("unknown"), 12, "{rows:#?}");
        assert!(of("unknown") <= 2 && taken.len() >= of("sent"), "{rows:#?}");
    });
}

/// The class has the machine's clock, no closed day, and so many letters to each family as soon as it runs.
pub fn with_letters_at_once(school: &School, letters: usize, per_minute: usize) {
    school.edit(
        "homeroom.toml",
        "closed = [\"calendar/school-year.ics\", \"2026-11-26..2026-11-27\"]\nquiet_hours = \"18:00-07:30\"",
        "weekend = []",
    );
    school.edit("homeroom.toml", "per_minute = 1000", &format!("per_minute = {per_minute}"));
    let class = std::fs::read_to_string(school.path("classes/room-12.toml")).expect("read");
    let head = class.split("[[jobs]]").next().expect("the part before the jobs");
    let head = head.replace("[summary]\ncron = \"0 7 * * Mon-Fri\"\nskip_closed_days = true\n", "");
    // Long enough ago that all are due at the first start, and hours before they are due again.
    let due = (SystemClock.now() - SignedDuration::from_mins(10)).to_zoned(crate::world::settings::zone());
    let before = (SystemClock.now() - SignedDuration::from_mins(20)).to_string();
    let job = |n: usize| {
        format!(
            "\n[[jobs]]\nname = \"letter-{n}\"\ncron = \"{} {} * * Mon,Tue,Wed,Thu,Fri,Sat,Sun\"\n\
             template = \"reading-log-reminder\"\naudience = \"all\"\napproval = \"none\"\npersonal = true\n\
             skip_closed_days = false\n",
            due.minute(),
            due.hour()
        )
    };
    let jobs: String = (1..=letters).map(job).collect();
    school.write("classes/room-12.toml", &format!("{head}{jobs}"));
    // A job makes up for nothing that was before it stood in the class.
    school.at(&before).run();
}

/// Letters that have not ended, as the outbox tells.
pub fn on_their_way(school: &School) -> usize {
    let rows = told_now(school, &["--json", "outbox"]).ended(0).rows();
    let open = |row: &&Value| row["state"] == "queued" || row["state"] == "sending";
    rows.iter().filter(open).count()
}

/// Letters to families, whatever became of them.
fn written(school: &School) -> usize {
    let rows = told_now(school, &["--json", "outbox"]).ended(0).rows();
    rows.iter().filter(|row| row["to"] != school.teacher().as_str()).count()
}

/// Lets the daemon write and finish so many letters, and ends it.
pub fn runs_out(school: &School, letters: usize, most: Duration) {
    let daemon = Daemon::start(school);
    let end = Instant::now() + most;
    // Nothing is enqueued before the mailbox has been read once.
    while written(school) < letters || on_their_way(school) > 0 {
        assert!(Instant::now() < end, "{} letters do not leave; its log:\n{}", on_their_way(school), daemon.log());
        std::thread::sleep(Duration::from_millis(300));
    }
    assert_eq!(daemon.stop().0, Some(0));
}

#[test]
fn c2_12_sigterm_at_any_time() {
    cell_on_servers("C2.12", 2, |seed: &mut Seed, servers| {
        let school = school_of(servers, 30);
        with_letters_at_once(&school, 3, 1000);
        let mut mails = 0;
        for _ in 0..6 {
            let daemon = Daemon::start(&school);
            write_in(&school, 30, seed);
            mails += 1;
            std::thread::sleep(Duration::from_millis(seed.random.u64(0..400)));
            let (status, took) = daemon.stop();
            assert_eq!(status, Some(0));
            assert!(took < Duration::from_secs(60), "{took:?}");
        }
        runs_out(&school, 90, Duration::from_secs(60));
        let told = account(&school, None);
        assert_eq!((told.sent, told.unknown.0, told.others.len()), (90, 0, 0), "{told:?}");
        all_stored(&school, &SystemClock.now().to_string(), mails);
    });
}
