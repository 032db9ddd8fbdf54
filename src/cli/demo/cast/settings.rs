//! The configuration files of the demo, as IT would write them.

use std::path::Path;

/// Where the demo's mailbox and its outgoing mail lie, and where the state goes.
pub struct Places<'a> {
    /// The Maildir of the class: the inbox, with Sent and Junk in it.
    pub mailbox: &'a Path,
    /// A Maildir into which every outgoing mail is written.
    pub outgoing: &'a Path,
    pub state: &'a Path,
}

/// `homeroom.toml`. The calendar is looked for in `calendar/school-year.ics` beside it, the class in `classes/`.
pub fn homeroom_toml(places: &Places) -> String {
    format!(
        r#"# Lincoln School, made up for the demo.
state_dir = {state}

[school]
name = "Lincoln School"
time_zone = "America/New_York"
language = "en"
closed = ["calendar/school-year.ics", "2026-11-26..2026-11-27"]
quiet_hours = "18:00-07:30"

# A Maildir stands in for the mail server.
[inbox]
type = "maildir"
path = {mailbox}
folders = {{ inbox = "INBOX", sent = "Sent", junk = "Junk" }}

# Every mail becomes one file; nothing leaves this machine.
[outgoing]
type = "maildir"
path = {outgoing}
per_minute = 60
per_day = 1500
# "append" would file a copy of each in the mailbox's Sent folder; here the folder sent/ shows them.
sent_copy = "provider"
"#,
        state = quoted(places.state),
        mailbox = quoted(places.mailbox),
        outgoing = quoted(places.outgoing),
    )
}

/// A path as a TOML string.
fn quoted(path: &Path) -> String {
    let mut out = String::from("\"");
    for c in path.to_string_lossy().chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// `classes/room-12.toml`.
pub const CLASS_TOML: &str = r#"name = "Room 12"
address = "room12@school.test"
sub_addresses = true
roster = "room-12.csv"

[[teachers]]
name = "Ms. Rivera"
address = "rivera@school.test"
language = "en"

[summary]
cron = "0 7 * * Mon-Fri"
skip_closed_days = true

# Shorter than most schools would have it, so that ten school days show families coming due.
[contact]
due_after = 4
overdue_after = 7
reply_within = 2
daily_suggestions = 3

[authentication]
trusted_authserv_ids = ["mx.school.test"]

# What Ms. Rivera noted in the week goes home on Friday afternoon, to every home of the child.
[[jobs]]
name = "friday-good-news"
cron = "30 15 * * Fri"
template = "positive-note"
audience = "students-with-new-moments"
approval = "none"
personal = true

[[jobs]]
name = "reading-log"
cron = "0 16 * * Sun"
template = "reading-log-reminder"
audience = "all"
approval = "none"
personal = false

# Saturday and Sunday are named, so birthday letters go out on them too. On a holiday none does: "Today is ..." would be
# untrue on the next school day. The summary says which.
[[jobs]]
name = "birthday"
cron = "45 7 * * Mon-Sun"
template = "birthday"
audience = "birthdays-today"
approval = "none"
personal = true
skip_closed_days = false

# The weekly letter waits in Friday's summary until Ms. Rivera has read it and says `ok`.
[[jobs]]
name = "weekly-update-2026-11-13"
cron = "30 6 13 11 *"
template = "weekly-update"
audience = "all"
approval = "teacher"
personal = false

[jobs.values]
this_week = "We built a volcano, measured how far the foam ran, and found out that more vinegar is not always more foam. In math we started dividing with remainders."
next_week = "On Monday we plant beans in four kinds of soil and guess which will win. On Tuesday the eye doctor visits."
at_home = "Ask how many cups of rice are in the bag, and how many would be left over if eight people shared it."

[[jobs]]
name = "weekly-update-2026-11-20"
cron = "30 6 20 11 *"
template = "weekly-update"
audience = "all"
approval = "teacher"
personal = false

[jobs.values]
this_week = "The beans are in. Everyone has read one poem aloud, some of them twice because they wanted to. In math we can now say what a remainder is good for."
next_week = "School is open Monday to Wednesday. On Wednesday we have breakfast together at nine; please send a cup."
at_home = "Read one page of anything aloud to each other, in any language, and let the listener ask one question."
"#;

/// `calendar/school-year.ics` (RFC 5545). Veterans Day falls inside the demo's days.
pub const CALENDAR_ICS: &str = "BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//Lincoln School//School year 2026-27//EN\r
BEGIN:VEVENT\r
UID:veterans-2026@school.test\r
DTSTAMP:20260801T120000Z\r
DTSTART;VALUE=DATE:20261111\r
DTEND;VALUE=DATE:20261112\r
SUMMARY:Veterans Day\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:thanksgiving-2026@school.test\r
DTSTAMP:20260801T120000Z\r
DTSTART;VALUE=DATE:20261126\r
DTEND;VALUE=DATE:20261128\r
SUMMARY:Thanksgiving break\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:winter-2026@school.test\r
DTSTAMP:20260801T120000Z\r
DTSTART;VALUE=DATE:20261221\r
DTEND;VALUE=DATE:20270104\r
SUMMARY:Winter break\r
END:VEVENT\r
END:VCALENDAR\r
";
