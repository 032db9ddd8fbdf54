//! The configurations people start from: the shipped one and the published example.

use super::*;
use crate::config::resolved::{InboxSetup, OutgoingSetup, Security, SendingLimits, SentCopy, StoredPart};
use crate::config::secrets::Password;
use crate::domain::class::{Approval, Audience};
use crate::domain::roster::Access;
use crate::ids::StudentId;
use jiff::SignedDuration;
use secrecy::ExposeSecret;

fn shipped() -> Folder {
    let mut folder = Folder::empty();
    copy_tree(&Path::new(env!("CARGO_MANIFEST_DIR")).join("config"), &folder, "");
    folder.variable("HOMEROOM_IMAP_PASSWORD", "tulip-7");
    folder.variable("HOMEROOM_SMTP_PASSWORD", "tulip-8");
    folder
}

#[test]
fn the_shipped_configuration_loads_without_a_warning() {
    let folder = shipped();
    assert_eq!(folder.told(), Vec::<String>::new());
    let loaded = folder.loaded();
    assert_eq!(loaded.school.name, "Lincoln School");
    assert_eq!(loaded.school.time_zone.iana_name(), Some("America/New_York"));
    assert_eq!(loaded.state_dir, folder.path("state"));
    let [room] = loaded.classes.as_slice() else { panic!("one class") };
    assert_eq!((room.class.id.as_str(), room.class.name.as_str()), ("room-12", "Room 12"));
    assert_eq!(room.class.roster.students().len(), 7);
    assert_eq!(room.class.roster.guardianships().len(), 10);
    assert_eq!(room.limits, SendingLimits { per_minute: 30, per_day: 1500, connections: 2 });
    assert_eq!(room.sent_copy, SentCopy::Append);
    let InboxSetup::Imap { server, login, store, .. } = &room.inbox else { panic!("imap") };
    assert_eq!((server.host.as_str(), server.port, server.security), ("imap.school.test", 993, Security::Tls));
    assert_eq!((login.user.as_str(), *store), ("room12@school.test", StoredPart::Lean));
    let Password::Read(password) = &login.password else { panic!("read") };
    assert_eq!(password.expose_secret(), "tulip-7");
    let OutgoingSetup::Smtp { server, .. } = &room.outgoing else { panic!("smtp") };
    assert_eq!((server.port, server.security), (587, Security::StartTls));
}

#[test]
fn the_shipped_jobs_tags_and_closed_days_arrive() {
    let loaded = shipped().loaded();
    let class = &loaded.classes[0].class;
    let jobs: Vec<(&str, &Audience, Approval, bool)> =
        class.jobs.iter().map(|j| (j.name.as_str(), &j.audience, j.approval, j.personal)).collect();
    assert_eq!(
        jobs,
        [
            ("friday-good-news", &Audience::NewMoments, Approval::None, true),
            ("reading-log", &Audience::All, Approval::None, false),
            ("birthdays", &Audience::BirthdaysToday, Approval::Teacher, true),
        ]
    );
    assert_eq!(class.jobs[0].late_limit, SignedDuration::from_hours(6));
    assert_eq!(class.jobs[1].late_limit, SignedDuration::from_hours(3));
    let tags = |id: &str| class.roster.student(&StudentId::new(id)).unwrap().tags.clone();
    assert_eq!(tags("S1001"), ["early-bus", "book-club"]);
    assert_eq!(tags("S1004"), ["early-bus", "chess"]);
    let calendar = &loaded.school.calendar;
    for (day, school) in [
        (date(2026, 11, 25), true),
        (date(2026, 11, 26), false),
        (date(2027, 1, 1), false),
        (date(2027, 1, 15), false),
        (date(2027, 3, 19), true),
        (date(2027, 8, 31), false),
    ] {
        assert_eq!(calendar.is_school_day(day), school, "{day}");
    }
}

#[test]
fn half_days_terms_and_a_class_of_its_own_arrive() {
    let folder = Folder::whole();
    let days = "half_day_words = [\"Shortened\"]\nhalf_days = [\"2026-12-18 12:00\", 2026-12-17]\n\
                closed = [\"2026-11-26\", \"year.ics\"]\n[[school.terms]]\nname = \"Autumn\"\nfirst = 2026-08-31\n\
                last = \"2026-12-18\"\n";
    folder.write("homeroom.toml", format!("{SCHOOL}{days}{MAIL}"));
    let event = |lines: &str| format!("BEGIN:VEVENT\n{lines}\nEND:VEVENT\n");
    let calendar = [
        event("DTSTART:20261216T130000\nDTEND:20261216T150000\nSUMMARY:Shortened day"),
        event("DTSTART;VALUE=DATE:20261210\nSUMMARY:Early dismissal"),
        event("DTSTART:20261215T180000\nDTEND:20261215T190000\nSUMMARY:Concert"),
    ];
    folder.write("year.ics", format!("BEGIN:VCALENDAR\n{}END:VCALENDAR\n", calendar.concat()));
    folder.write("field-week.ics", format!("BEGIN:VCALENDAR\n{}END:VCALENDAR\n", event("DTSTART;VALUE=DATE:20261120")));
    folder.write(
        "classes/room-12.toml",
        format!(
            "closed = [\"2026-11-19\", \"../field-week.ics\"]\n{CLASS}[[jobs]]\n\
        name = \"j\"\ncron = \"0 7 * * *\"\ntemplate = \"welcome\"\naudience = \"all\"\nskip_half_days = true\n\
        day = \"2 school days before concert\"\n"
        ),
    );
    let loaded = folder.loaded();
    let (school, class) = (&loaded.school.calendar, &loaded.classes[0].class);
    let ends = |day| school.half_day(day).map(|half| half.ends.map(|t| t.strftime("%H:%M").to_string()));
    assert_eq!(ends(date(2026, 12, 18)), Some(Some("12:00".to_owned())));
    assert_eq!(ends(date(2026, 12, 17)), Some(None));
    assert_eq!(ends(date(2026, 12, 16)), Some(Some("13:00".to_owned())));
    // The school's own words are the only ones.
    assert!(!school.is_school_day(date(2026, 12, 10)));
    assert_eq!(school.term_of(date(2026, 12, 18)).map(|t| t.name.as_str()), Some("Autumn"));
    let own = class.calendar.as_ref().unwrap();
    for (day, of_school, of_class) in
        [(date(2026, 11, 19), true, false), (date(2026, 11, 20), true, false), (date(2026, 11, 26), false, false)]
    {
        assert_eq!((school.is_school_day(day), own.is_school_day(day)), (of_school, of_class), "{day}");
    }
    let job = &class.jobs[0];
    assert!(job.days.skip_half && job.days.name(own, date(2026, 12, 11)) && !job.days.name(own, date(2026, 12, 14)));
}

/// The example that IT's own scripts are written against; it lies beside the repository where that is checked out whole.
#[test]
fn the_published_example_is_accepted_as_it_stands() {
    let beside = ["../shared/example", "../../shared/example"].map(|p| Path::new(env!("CARGO_MANIFEST_DIR")).join(p));
    let Some(example) = beside.into_iter().find(|path| path.is_dir()) else { return };
    let mut folder = Folder::empty();
    copy_tree(&example, &folder, "");
    folder.write("ca.pem", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n");
    folder.variable("HOMEROOM_IMAP_PASSWORD", "tulip-7");
    folder.variable("HOMEROOM_SMTP_PASSWORD", "tulip-8");
    assert_eq!(folder.told(), Vec::<String>::new());
    let room = folder.loaded().classes.remove(0);
    let InboxSetup::Imap { server, folders, .. } = &room.inbox else { panic!("imap") };
    assert_eq!(server.ca_file, Some(folder.path("ca.pem")));
    assert_eq!(folders.sent.as_deref(), Some("Sent"));
    let robin = room.class.roster.guardianships().iter().find(|g| g.name == "Robin Vale").unwrap();
    assert_eq!((robin.access, robin.line), (Access::Blocked, 10));
    assert!(room.class.roster.student(&StudentId::new("S1007")).is_some());
}

#[test]
fn what_is_read_is_listed_in_order() {
    let folder = shipped();
    let files: Vec<String> = folder
        .loaded()
        .files
        .iter()
        .map(|f| f.strip_prefix(folder.dir.path()).unwrap().display().to_string())
        .collect();
    assert_eq!(files, ["homeroom.toml", "calendar/school-year.ics", "classes/room-12.toml", "classes/room-12.csv"]);
}
