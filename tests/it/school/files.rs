//! The files of a school as IT and the teacher write them.

use crate::servers::Servers;
use std::path::Path;

const SCHOOL: &str = r#"state_dir = "state"

[school]
name = "Lincoln School"
time_zone = "America/New_York"
language = "en"
closed = ["calendar/school-year.ics", "2026-11-26..2026-11-27"]
quiet_hours = "18:00-07:30"

[inbox]
type = "imap"
host = "127.0.0.1"
port = {imaps}
security = "tls"
ca_file = "{ca}"
user = "{address}"
password = { env = "HOMEROOM_IMAP_PASSWORD" }
folders = { inbox = "INBOX", sent = "Sent", junk = "Junk" }

[outgoing]
type = "smtp"
host = "127.0.0.1"
port = {submission}
security = "starttls"
ca_file = "{ca}"
user = "{address}"
password = { env = "HOMEROOM_SMTP_PASSWORD" }
per_minute = 1000
per_day = 100000
"#;

const CLASS: &str = r#"name = "Room 12"
address = "room12.{tag}@school.test"
sub_addresses = true
roster = "room-12.csv"

[[teachers]]
name = "Ms. Alvarez"
address = "alvarez.{tag}@school.test"
language = "en"

[summary]
cron = "0 7 * * Mon-Fri"
skip_closed_days = true

[contact]
due_after = 10
overdue_after = 15
reply_within = 2
daily_suggestions = 3

[authentication]
trusted_authserv_ids = ["mx.school.test"]

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
"#;

/// A girl with two homes; siblings with one mother who reads Spanish; a boy called by another name, whose grandfather
/// hears only what all must hear; a boy with one home; a girl whose other parent is barred; a girl without email.
const ROSTER: &str =
    "student_id,first_name,last_name,preferred_name,guardian,relationship,email,language,household,access,photo_consent,birthday
S1001,Maya,Okafor,,Ngozi Okafor,mother,ngozi.okafor.{tag}@families.test,en,A,full,yes,2017-03-04
S1001,Maya,Okafor,,Daniel Okafor,father,daniel.okafor.{tag}@families.test,en,B,full,yes,2017-03-04
S1002,Leo,Martínez,,Ana Martínez,mother,ana.martinez.{tag}@families.test,es,A,full,yes,2016-11-23
S1003,Mia,Martínez,,Ana Martínez,mother,ana.martinez.{tag}@families.test,es,A,full,no,2016-11-23
S1004,Wei,Zhang,William,Li Na,mother,lina.zhang.{tag}@families.test,zh,A,full,yes,2017-07-15
S1004,Wei,Zhang,William,Zhang Min,grandfather,zhang.min.{tag}@families.test,zh,A,inform,yes,2017-07-15
S1005,Omar,Haddad,,Samir Haddad,father,samir.haddad.{tag}@families.test,ar,A,full,yes,2017-01-30
S1006,Zoë,Quinn,,Pat Quinn,parent,pat.quinn.{tag}@families.test,en,A,full,yes,2017-05-09
S1006,Zoë,Quinn,,Robin Vale,parent,robin.vale.{tag}@families.test,en,B,blocked,yes,2017-05-09
S1007,Linh,Trần,,Hoa Trần,mother,,vi,A,full,no,2017-09-21
";

const CALENDAR: &str = "BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Lincoln School//School year 2026-27//EN
BEGIN:VEVENT
UID:thanksgiving-2026@school.test
DTSTAMP:20260801T120000Z
DTSTART;VALUE=DATE:20261126
DTEND;VALUE=DATE:20261128
SUMMARY:Thanksgiving break
END:VEVENT
BEGIN:VEVENT
UID:winter-2026@school.test
DTSTAMP:20260801T120000Z
DTSTART;VALUE=DATE:20261221
DTEND;VALUE=DATE:20270104
SUMMARY:Winter break
END:VEVENT
END:VCALENDAR
";

pub fn write(folder: &Path, tag: &str, servers: &Servers) {
    let ports = [("{imaps}", servers.imaps_port()), ("{submission}", servers.submission_port())];
    let mut school = SCHOOL.replace("{ca}", &servers.ca_file().display().to_string());
    for (name, port) in ports {
        school = school.replace(name, &port.to_string());
    }
    for part in ["classes", "calendar"] {
        std::fs::create_dir(folder.join(part)).expect("make the school's folders");
    }
    let files = [
        ("homeroom.toml", school),
        ("classes/room-12.toml", CLASS.replace("{tag}", tag)),
        ("classes/room-12.csv", ROSTER.replace("{tag}", tag)),
        ("calendar/school-year.ics", CALENDAR.replace('\n', "\r\n")),
    ];
    for (name, text) in files {
        std::fs::write(folder.join(name), text).expect("write the school's files");
    }
}
