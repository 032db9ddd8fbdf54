//! Everything that is wrong is told in one load.

use super::*;

const HOMEROOM: &str = r#"state_dirs = "state"
time_zone = "Europe/Berlin"
[school]
name = 12
time_zone = "America/NewYork"
language = "english!"
closed = ["2026-13-01", "calendar/none.ics", 7, 2026-12-24, "calendar/broken.ics"]
quiet_hours = "18-7"
weekend = ["Sat", "Funday"]
half_days = ["2026-12-18 noon", "2026-12-18 12:00"]
half_day_words = [5]
colour = "red"
[[school.terms]]
name = "Autumn"
first = 2026-08-31
last = "2026-12-18"
[[school.terms]]
name = "Spring"
first = "2026-12-18"
last = "2027-06-18"
[[school.terms]]
name = "Summer"
first = "2027-08-18"
last = "2027-06-18"
[[school.terms]]
name = "None"
first = "soon"
lsat = "2027-06-18"
[inbox]
type = "pop3"
[outgoing]
type = "smtp"
host = "mail.school.test"
security = "none"
per_minute = 0
password = "hunter2"
"#;

const ROOM_12: &str = r#"nmae = "Room 12"
address = "room12 at school"
sub_addresses = "yes"
[summary]
cron = "0 25 * * *"
[contact]
due_after = 20
overdue_after = 10
[[jobs]]
name = "a/b"
cron = "0 7 * *"
template = "../positive-note"
audience = "everyone"
approval = "perhaps"
late_limit = "soon"
[[jobs]]
name = "second"
cron = "0 7 * * Fri"
template = "positive-note"
audience = "al"
values = { this_week = 3 }
late_limit = "200h"
day = "every day"
[[jobs]]
name = "third"
cron = "0 7 * * *"
template = "positive-note"
audience = "all"
day = "2 school days before Wintr break"
"#;

#[test]
fn every_problem_of_all_files_is_told_in_one_load() {
    let folder = Folder::empty();
    folder.write("homeroom.toml", HOMEROOM);
    folder.write(
        "calendar/broken.ics",
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:2026x\nEND:VEVENT\nEND:VCALENDAR\n",
    );
    folder.write("classes/room-12.toml", ROOM_12);
    let head = "student_id,first_name,last_name,guardian,email,household,access\n";
    folder.write("classes/room-12.csv", format!("{head}S1,Maya,Okafor,,x,,ful\n"));
    let told = folder.told().join("\n") + "\n";
    assert_eq!(told, include_str!("all_at_once.txt"), "{told}");
}

#[test]
fn broken_toml_is_told_by_line_beside_everything_else() {
    let folder = Folder::whole();
    folder.write("homeroom.toml", "[school]\nname = Lincoln\ntime_zone = \"Mars/Base\"\nname = \"again\n");
    let told = folder.told();
    let heads: Vec<String> = told.iter().map(|t| t.split(": ").take(3).collect::<Vec<_>>().join(": ")).collect();
    assert_eq!(
        heads,
        [
            "error: homeroom.toml:2: this is not TOML",
            "error: homeroom.toml:3: there is no time zone `Mars/Base`\nhint",
            "error: homeroom.toml:4: this is not TOML",
        ],
        "{told:#?}"
    );
}

#[test]
fn what_is_missing_as_a_whole_is_told() {
    let folder = Folder::empty();
    assert_eq!(
        folder.told(),
        ["error: homeroom.toml: the configuration homeroom.toml is not there\n\
          hint: type `homeroom init` to have one written, or say where it is: `--config FILE`"]
    );
    folder.write("homeroom.toml", "");
    assert_eq!(
        folder.told(),
        [
            "error: homeroom.toml: `school` is missing at the top of homeroom.toml, before its first [section]\n\
             hint: write `[school]` with `name` and `time_zone`",
            "error: classes: there is no class: no file `classes/NAME.toml`\n\
             hint: write one for each class, as `classes/room-12.toml`; `homeroom init` writes a sample",
        ]
    );
    folder.write("classes/.room.toml", "broken = = =");
    folder.write("classes/room.toml~", "broken = = =");
    folder.write("classes/Room 12.toml", CLASS);
    let told = folder.told().concat();
    assert!(told.contains("classes/Room 12.toml: this file's name cannot be the name of a class"), "{told}");
    assert!(!told.contains("not TOML"), "{told}");
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_are_no_problem() {
    let folder = Folder::whole();
    folder.write("homeroom.toml", format!("\u{feff}{SCHOOL}{MAIL}").replace('\n', "\r\n"));
    assert_eq!(folder.told(), Vec::<String>::new());
    folder.write("classes/room-12.toml", b"name = \"Room 12\"\naddress = \"M\xe4rz\"\n");
    assert_eq!(
        folder.told(),
        ["error: classes/room-12.toml:2: the class file is not in UTF-8\n\
          hint: save the file as UTF-8 (in most editors: Save as, encoding UTF-8)"]
    );
}

/// What is told when this text takes the place of another in the sound class file.
fn told_of_class(from: &str, to: &str) -> Vec<String> {
    let folder = Folder::whole();
    let class = CLASS.replacen(from, to, 1);
    assert_ne!(class, CLASS, "{from}");
    folder.write("classes/room-12.toml", class);
    folder.told()
}

#[test]
fn what_is_wrong_with_a_class_says_what_to_write() {
    const JOB: &str = "[[jobs]]\nname = \"j\"\ncron = \"0 7 * * Fri\"\ntemplate = \"t\"\n";
    let end = "cron = \"0 7 * * Mon-Fri\"\n";
    let with = |more: &str| format!("{end}{more}");
    let cases: [(&str, String, &str); 13] = [
        (
            "[[teachers]]\nname = \"Ms. Alvarez\"\naddress = \"alvarez@school.test\"\n",
            String::new(),
            "error: classes/room-12.toml: `teachers` is missing at the top of the class file, before its first [section]\n\
             hint: write `[[teachers]]` and below it `name` and `address`",
        ),
        (
            "[[teachers]]\nname = \"Ms. Alvarez\"\naddress = \"alvarez@school.test\"\n",
            "teachers = []\n".into(),
            "error: classes/room-12.toml:4: the class has no teacher\n\
             hint: write `[[teachers]]` and below it `name` and `address`",
        ),
        (
            "address = \"alvarez@school.test\"\n",
            "address = \"Room12+x@school.test\"\nlanguage = \"e\"\n".into(),
            "error: classes/room-12.toml:6: the teacher's `address` is the class's own: the summary would be read as mail \
             to the class\nhint: write the address of the teacher's own mailbox",
        ),
        (
            "address = \"room12@school.test\"",
            "address = \"room12+a@school.test\"\nsub_addresses = true".into(),
            "error: classes/room-12.toml:3: `address` has a `+` itself: keys behind another `+` would not be found again\n\
             hint: write the mailbox's plain address, or `sub_addresses = false`",
        ),
        (
            "[summary]\ncron = \"0 7 * * Mon-Fri\"\n",
            String::new(),
            "warning: classes/room-12.toml: no daily summary is sent: there is no [summary]\n\
             hint: write `[summary]` and below it `cron = \"0 7 * * Mon-Fri\"`",
        ),
        (
            end,
            with(&format!("{JOB}audience = \"student:S1010\"\n")),
            "error: classes/room-12.toml:13: no student S1010 stands in the roster\n\
             hint: write `student:S1001`, or the student_id that is meant",
        ),
        (
            end,
            with(&format!("{JOB}audience = \"tag:Chess\"\n")),
            "warning: classes/room-12.toml:13: no child has the tag `chess`: this job writes to nobody\n\
             hint: write the tag into the roster's column `tags`, or the children under [tags] in this file",
        ),
        (
            end,
            with(&format!("{JOB}audience = \"all\"\n{JOB}audience = \"all\"\n")),
            "error: classes/room-12.toml:15: the job `j` stands on line 10 already\n\
             hint: give each job a name of its own: what has been sent is remembered under it",
        ),
        (
            end,
            with(JOB),
            "error: classes/room-12.toml:9: `audience` is missing in [[jobs]]\n\
             hint: write `audience = \"students-with-new-moments\"`",
        ),
        (
            end,
            with("[jobs]\nname = \"j\"\n"),
            "error: classes/room-12.toml:9: `jobs` must be a list of tables, each headed [[jobs]], and is a table\n\
             hint: write `[[jobs]]`",
        ),
        (
            end,
            with("[tags]\nchess = [\"S1001\", \"S9\"]\n"),
            "error: classes/room-12.toml:10: [tags] names student S9, who does not stand in the roster\n\
             hint: write a student_id of the roster",
        ),
        (
            end,
            with("sub_addresses = true\n"),
            "error: classes/room-12.toml:9: unknown key `sub_addresses` in [summary]\n\
             hint: `sub_addresses` belongs at the top of the class file, before its first [section]",
        ),
        (
            "name = \"Room 12\"",
            "name = \"Room 12\"\nroster = \"none.csv\"".into(),
            "error: classes/room-12.toml:3: the roster classes/none.csv is not there\n\
             hint: put the class list there, or write where it is: `roster = \"room-12.csv\"`",
        ),
    ];
    for (from, to, expected) in cases {
        let told = told_of_class(from, &to);
        assert_eq!(told.first().map_or("", String::as_str), expected, "{told:#?}");
        assert!(told.len() <= 2, "{told:#?}");
    }
}

#[test]
fn a_calendar_that_has_run_out_is_a_warning() {
    let folder = Folder::whole();
    folder.write("homeroom.toml", format!("{SCHOOL}closed = [\"2026-05-01\"]\n{MAIL}"));
    assert_eq!(
        folder.told(),
        ["warning: homeroom.toml:5: no closed day is known from today on: every weekday counts as a school day\n\
          hint: add the calendar of the school year to `closed`, or take the line out if there is none"]
    );
}

#[test]
fn a_job_that_is_switched_off_is_checked_and_left_out() {
    let folder = Folder::whole();
    let job = "[[jobs]]\nname = \"j\"\ncron = \"0 7 * * Fri\"\ntemplate = \"t\"\naudience = \"all\"\nenabled = false\n";
    folder.write("classes/room-12.toml", format!("{CLASS}{job}"));
    assert_eq!(folder.loaded().classes[0].class.jobs.len(), 0);
    folder.write("classes/room-12.toml", format!("{CLASS}{job}").replace("0 7 * * Fri", "0 7 * * Freitag"));
    assert!(folder.load().is_err());
}

#[test]
fn names_are_one_line_whatever_is_written() {
    let folder = Folder::whole();
    folder.write("classes/room-12.toml", CLASS.replace("Ms. Alvarez", "Ms.\\r\\nBcc: x@y.test\\u202e"));
    assert_eq!(folder.loaded().classes[0].class.teachers[0].name, "Ms. Bcc: x@y.test");
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

    /// Whatever slip of the keyboard happens, the load ends, and what it tells has a line inside the file.
    #[test]
    fn any_slip_of_the_keyboard_is_read_or_told(
        at in 0_usize..2_000,
        cut in 0_usize..12,
        typed in "[\\[\\]{}\"=#.,a1\n ]{0,4}",
        in_class in proptest::prelude::any::<bool>(),
    ) {
        let folder = Folder::whole();
        let (name, sound) = if in_class {
            ("classes/room-12.toml", include_str!("../../../config/classes/room-12.toml").to_owned())
        } else {
            ("homeroom.toml", format!("{SCHOOL}{MAIL}"))
        };
        let letters: Vec<char> = sound.chars().collect();
        let at = at % letters.len();
        let end = (at + cut).min(letters.len());
        let text: String = letters[..at].iter().copied().chain(typed.chars()).chain(letters[end..].iter().copied()).collect();
        let lines = 1 + text.matches('\n').count();
        folder.write(name, &text);
        let told = folder.load().map(|c| c.warnings).unwrap_or_else(|problems| problems);
        let path = folder.path(name);
        proptest::prop_assert!(
            told.iter().filter(|p| p.file == path).all(|p| p.line.is_none_or(|line| line >= 1 && line <= lines)),
            "{:?}", told
        );
    }
}
