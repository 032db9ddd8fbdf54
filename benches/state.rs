//! What the state costs: storing and placing mail, and the summary of a class with ten years of history.
//! `cargo bench --bench state`. The long history is made once, in a minute or two; `HOMEROOM_BENCH_MAILS` sets its size.

use divan::Bencher;
use homeroom::cli::demo::cast;
use homeroom::cli::demo::letters::{Topic, letters};
use homeroom::cli::demo::mailshapes;
use homeroom::config::load::load;
use homeroom::domain::mail::FolderRole;
use homeroom::ids::SeededIds;
use homeroom::render::registry::Registry;
use homeroom::service::forecast::forecast;
use homeroom::service::open::OpenClass;
use homeroom::service::process::process_batch;
use homeroom::service::summary;
use homeroom::store::inbound::PackedMail;
use homeroom::store::{StoreError, folders, inbound};
use jiff::{Span, Timestamp, Zoned};
use std::sync::{Arc, OnceLock};
use tempfile::TempDir;

const NOW: &str = "2026-11-20T07:00:00-05:00[America/New_York]";
/// Mails stored and understood in one commit each.
const BATCH: usize = 200;

fn main() {
    divan::main();
}

struct Class {
    open: OpenClass,
    _dir: TempDir,
}

fn now() -> Zoned {
    NOW.parse().expect("a time")
}

/// The demo's class over an empty state on disk.
fn class() -> Class {
    class_of(&cast::roster_csv())
}

/// The same with other families.
fn class_of(roster: &str) -> Class {
    let dir = tempfile::tempdir().expect("a folder");
    let places = cast::settings::Places {
        mailbox: &dir.path().join("mail"),
        outgoing: &dir.path().join("out"),
        state: &dir.path().join("state"),
    };
    let write = |name: &str, text: &str| {
        let file = dir.path().join(name);
        std::fs::create_dir_all(file.parent().expect("a parent")).expect("a folder");
        std::fs::write(file, text).expect("a file");
    };
    write("homeroom.toml", &cast::settings::homeroom_toml(&places));
    write("classes/room-12.toml", cast::settings::CLASS_TOML);
    write("classes/room-12.csv", roster);
    write("calendar/school-year.ics", cast::settings::CALENDAR_ICS);
    let configuration = load(&dir.path().join("homeroom.toml"), now().date()).expect("a configuration");
    let setup = configuration.classes.into_iter().next().expect("a class");
    let templates = Arc::new(Registry::new(Vec::new()).expect("templates"));
    let ids = Arc::new(SeededIds::new(1));
    let open = OpenClass::open(setup, Arc::new(configuration.school), templates, ids, &configuration.state_dir)
        .expect("state");
    Class { open, _dir: dir }
}

/// Ordinary mail of the class's families, each different, over the years before now.
fn mails(count: usize) -> Vec<(Timestamp, Vec<u8>)> {
    let writers: Vec<_> = cast::CHILDREN
        .iter()
        .flat_map(|child| child.guardians.iter().map(move |guardian| (child, guardian)))
        .filter_map(|(child, guardian)| Some((child, guardian, guardian.person()?)))
        .collect();
    let english = letters("en").iter().find(|l| l.topic == Topic::Thanks).expect("a letter");
    let minutes = 10 * 365 * 24 * 60 / i64::try_from(count).expect("a count").max(1);
    (0..count)
        .map(|i| {
            let (child, guardian, from) = &writers[i % writers.len()];
            let at = &now() - Span::new().minutes(minutes * i64::try_from(count - i).expect("a count"));
            let raw = mailshapes::fresh(from, &english.written(child, guardian), &at, i as u64);
            (at.timestamp(), raw)
        })
        .collect()
}

fn fill(class: &OpenClass, mails: &[(Timestamp, Vec<u8>)], first_uid: u64) {
    for (batch, some) in (0u64..).zip(mails.chunks(BATCH)) {
        let at = some.last().map_or_else(|| now().timestamp(), |(at, _)| *at);
        let packed: Vec<PackedMail> = (first_uid + batch * BATCH as u64..)
            .zip(some)
            .map(|(uid, (at, raw))| PackedMail::pack(uid, *at, raw.len() as u64, false, raw))
            .collect();
        class
            .store
            .write(|tx| {
                let row = folders::enter(tx, "INBOX", FolderRole::Inbox, 1)?;
                inbound::store(tx, row.id, FolderRole::Inbox, &packed, at)?;
                Ok::<_, StoreError>(())
            })
            .expect("stored");
        while process_batch(class, at).expect("processed") > 0 {}
    }
}

/// So many children, two guardians each in homes of their own, in eight languages.
fn families(count: usize) -> String {
    let mut csv = "student_id,first_name,last_name,guardian,email,language,household,access,birthday\n".to_owned();
    for n in 0..count {
        let language = ["en", "es", "fr", "pt", "zh", "vi", "ar", "ru"][n % 8];
        for home in ["A", "B"] {
            csv += &format!(
                "S{n},Child{n},Family{n},Guardian{home} Family{n},guardian{n}{home}@families.test,{language},{home},full,\
                 2017-{:02}-{:02}\n",
                n % 12 + 1,
                n % 28 + 1
            );
        }
    }
    csv
}

/// What goes to whom in the next 30 days, for 1,000 children. To take under 300 ms.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn forecast_of_a_month_for_a_thousand_children(bencher: Bencher<'_, '_>) {
    let made = class_of(&families(1000));
    let class = &made.open;
    let now = now().timestamp();
    let until = now + jiff::SignedDuration::from_hours(30 * 24);
    bencher.bench(|| class.store.read(|tx| forecast(tx, class, now, until)).expect("a forecast").len());
}

/// Hashing, packing, storing, understanding and placing 1,000 mails, every batch durable.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn thousand_mails_stored_and_placed(bencher: Bencher<'_, '_>) {
    let mails = mails(1000);
    bencher
        .counter(divan::counter::ItemsCount::new(mails.len()))
        .with_inputs(class)
        .bench_refs(|class| fill(&class.open, &mails, 1));
}

/// The summary of a class with 200,000 mails. To be ready in under 100 ms.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn summary_after_ten_years(bencher: Bencher<'_, '_>) {
    static CLASS: OnceLock<Class> = OnceLock::new();
    let class = CLASS.get_or_init(|| {
        let count = std::env::var("HOMEROOM_BENCH_MAILS").ok().and_then(|n| n.parse().ok()).unwrap_or(200_000);
        let class = class();
        for (part, chunk) in (0u64..).zip(mails(count).chunks(10_000)) {
            fill(&class.open, chunk, 1 + part * 10_000);
        }
        class
    });
    bencher.bench(|| summary::show(&class.open, now().timestamp()).expect("a summary"));
}
