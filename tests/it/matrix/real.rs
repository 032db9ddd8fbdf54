//! What cells with the real program, a real Dovecot and a real Postfix share: a school, its end at a failpoint, and the
//! account of what reached whom.

use super::frame::Seed;
use crate::school::School;
use crate::school::mail::{fields, plain};
use crate::school::told_now;
use crate::servers::Servers;
use crate::world::settings::families;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::process::Stdio;
use std::time::{Duration, Instant};

pub const THURSDAY: &str = "2026-11-19T12:00:00-05:00";
pub const SUNDAY: &str = "2026-11-22T16:00:00-05:00";

/// A school whose class has so many families, `guardian1` to the last, one child and one home each.
pub fn school_of(servers: &'static Servers, count: usize) -> School<'static> {
    let school = School::on(servers);
    let address = |n: usize| school.guardian(&format!("guardian{n}"));
    school.write("classes/room-12.csv", &families(count, address));
    school
}

/// Mail leaves by this port, in clear.
pub fn hands_over_to(school: &School, port: u16) {
    let text = std::fs::read_to_string(school.path("homeroom.toml")).expect("read");
    let outgoing = text.find("[outgoing]").expect("a section");
    let own = format!(
        "[outgoing]\ntype = \"smtp\"\nhost = \"127.0.0.1\"\nport = {port}\nsecurity = \"none\"\nper_minute = 1000\nper_day = 100000\n"
    );
    school.write("homeroom.toml", &format!("{}{own}", &text[..outgoing]));
}

/// Mail leaves over so many connections at once.
pub fn over(school: &School, connections: usize) {
    school.edit("homeroom.toml", "per_minute = 1000", &format!("per_minute = 1000\nconnections = {connections}"));
}

pub fn later(time: &str, by: SignedDuration) -> String {
    (time.parse::<Timestamp>().expect("a time") + by).to_string()
}

/// Runs once with this failpoint; whether the process was ended there.
pub fn killed_at(school: &School, now: &str, failpoint: &str) -> bool {
    dies(school, &["--now", now, "run", "--once"], failpoint)
}

/// Any command with this failpoint; whether the process was ended there.
pub fn dies(school: &School, arguments: &[&str], failpoint: &str) -> bool {
    let mut command = school.command(arguments);
    command.env("HOMEROOM_FAILPOINT", failpoint).stdout(Stdio::null());
    let output = command.stderr(Stdio::piped()).output().expect("run the program");
    let reached = String::from_utf8_lossy(&output.stderr).contains("failpoint ");
    assert_eq!(reached, output.status.code().is_none(), "{failpoint}: {}", String::from_utf8_lossy(&output.stderr));
    reached
}

/// Runs once and is killed after this time, if it has not ended by itself.
pub fn killed_after(school: &School, now: &str, time: Duration) -> bool {
    let mut command = school.command(&["--now", now, "run", "--once"]);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("run the program");
    std::thread::sleep(time);
    let _ = child.kill();
    child.wait().expect("wait for the program").code().is_none()
}

/// Kills one run, at one of these failpoints or at any time within `most`.
pub fn killed_somewhere(school: &School, now: &str, seed: &mut Seed, points: &[&str], most: Duration) -> bool {
    if seed.random.u8(0..4) == 0 {
        return killed_after(school, now, most.mul_f32(seed.random.f32()));
    }
    let point = seed.random.choice(points).expect("a point");
    killed_at(school, now, &format!("{point}=abort@{}", seed.random.u32(1..=6)))
}

/// Mail from a family of the roster, put into the inbox as a delivery does.
pub fn write_in(school: &School, families: usize, seed: &mut Seed) {
    let (class, family) = (school.class(), seed.random.usize(1..=families));
    let from = school.guardian(&format!("guardian{family}"));
    let mail = plain(&from, &class, &format!("about Kim{family}"), "We come at nine.");
    school.servers.deliver(&class, &mail, "INBOX");
}

/// All of so many mails in the inbox are stored once, placed, and a contact each; and a further look finds nothing.
pub fn all_stored(school: &School, now: &str, mails: usize) {
    // Copies that are filed in Sent are mail as well, and are read at the next look.
    let last = (0..4).map(|_| school.at(now).run()).find(|run| run["new"] == 0).expect("a look that finds nothing");
    assert_eq!(last["understood"], 0, "{last}");
    for line in school.at(now).list("ledger") {
        assert_eq!(line["difference"], 0, "{line}");
    }
    let messages = school.at(now).list("messages");
    let placed = messages.iter().filter(|m| m["state"] == "placed" && m["folder"] == "INBOX").count();
    assert_eq!((messages.iter().filter(|m| m["direction"] == "in").count(), placed), (mails, mails), "{messages:#?}");
    let contacts = school.at(now).list("contacts");
    assert_eq!(contacts.iter().filter(|c| c["direction"] == "from_family").count(), mails, "contacts");
}

/// What became of all letters to families.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Account {
    pub sent: usize,
    /// Handed over, and nobody knows whether it arrived; so many of them did.
    pub unknown: (usize, usize),
    /// By the other states.
    pub others: BTreeMap<String, usize>,
}

/// Holds every letter against the mailboxes it went to: what was sent lies there once, what is unknown at most once,
/// everything else not at all, and nothing lies there that no letter is. `now`: `None` for the machine's own clock.
pub fn account(school: &School, now: Option<&str>) -> Account {
    let rows = match now {
        Some(now) => school.at(now).list("outbox"),
        None => told_now(school, &["--json", "outbox"]).ended(0).rows(),
    };
    let teacher = school.teacher();
    let rows: Vec<&Value> = rows.iter().filter(|row| row["to"] != teacher.as_str()).collect();
    let text = |row: &Value, name: &str| row[name].as_str().unwrap_or_default().to_owned();
    let of = |row: &Value| (text(row, "to"), text(row, "message_id").trim_matches(['<', '>']).to_owned());
    let addresses: BTreeSet<String> = rows.iter().map(|row| text(row, "to")).collect();
    let end = Instant::now() + Duration::from_secs(60);
    let arrived = loop {
        let arrived = arrivals(school, &addresses);
        let missing = rows.iter().filter(|row| row["state"] == "sent" && !arrived.contains_key(&of(row))).count();
        if missing == 0 {
            break arrived;
        }
        assert!(Instant::now() < end, "{missing} letters are called sent and did not arrive");
        std::thread::sleep(Duration::from_millis(200));
    };
    let mut account = Account::default();
    let mut known = BTreeSet::new();
    for row in &rows {
        let count = arrived.get(&of(row)).copied().unwrap_or(0);
        assert!(count <= 1, "{count} copies of {row:#}");
        assert!(known.insert(of(row)), "two rows for one letter: {row:#}");
        match text(row, "state").as_str() {
            "sent" => account.sent += 1,
            "unknown" => {
                account.unknown.0 += 1;
                account.unknown.1 += count;
            }
            state => {
                assert_eq!(count, 0, "a letter that is {state} arrived: {row:#}");
                *account.others.entry(state.to_owned()).or_default() += 1;
            }
        }
    }
    let strange: Vec<_> = arrived.keys().filter(|key| !known.contains(*key)).collect();
    assert!(strange.is_empty(), "mail that no letter is: {strange:?}");
    account
}

/// How often each mail lies in the mailbox of each address, by its Message-ID.
fn arrivals(school: &School, addresses: &BTreeSet<String>) -> BTreeMap<(String, String), usize> {
    let mut arrived = BTreeMap::new();
    for address in addresses {
        for mail in school.servers.mailbox(address, "INBOX") {
            let id = fields(&mail.bytes, "Message-ID").concat().trim_matches(['<', '>']).to_owned();
            *arrived.entry((address.clone(), id)).or_default() += 1;
        }
    }
    arrived
}

/// No copy lies in Sent twice.
pub fn copies_once(school: &School) -> usize {
    let mut ids: Vec<String> = school
        .servers
        .mailbox(&school.class(), "Sent")
        .iter()
        .map(|m| fields(&m.bytes, "Message-ID").concat())
        .collect();
    let all = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), all, "a copy lies in Sent twice");
    all
}
