//! Rosters: what is accepted from spreadsheets, and what is told about contradictions.

use super::*;
use crate::config::roster_csv::{RosterRules, read_roster};
use crate::domain::address::EmailAddress;
use crate::domain::language::Language;
use crate::domain::roster::{Access, Block, NoMailDay, Roster};
use crate::ids::StudentId;

const HEAD: &str = "student_id,first_name,last_name,preferred_name,guardian,relationship,email,language,household,access,\
                    photo_consent,birthday,tags\n";

fn rules() -> RosterRules {
    RosterRules {
        language: Language::english(),
        class_address: EmailAddress::parse("room12@school.test"),
        teachers: vec![EmailAddress::parse("alvarez@school.test").unwrap()],
        today: TODAY,
    }
}

fn read(bytes: &[u8]) -> (Option<Roster>, Vec<String>) {
    let (roster, problems) = read_roster(Path::new("r.csv"), bytes, &rules());
    (roster, problems.iter().map(ToString::to_string).collect())
}

fn sound(text: &str) -> Roster {
    let (roster, told) = read(text.as_bytes());
    assert_eq!(told, Vec::<String>::new());
    roster.unwrap()
}

#[test]
fn a_roster_of_excel_reads_like_a_plain_one() {
    let plain = format!("{HEAD}S1,Zoë,Quinn,,Pat Quinn,parent,pat@families.test,en,A,full,yes,2017-05-09,chess|bus\n");
    let expected = sound(&plain);
    let excel =
        format!("\u{feff}{}", plain.replace(',', ";").replace("chess|bus", "\"chess;bus\"").replace('\n', "\r\n"));
    let tabs = plain.replace(',', "\t").replace("yes", "TRUE").replace("full", "Full");
    let hidden = plain.replace("Zoë", "Zo\u{200b}e\u{308}\u{feff}").replace("pat@", " P\u{200b}AT@");
    for text in [excel, tabs, hidden] {
        assert_eq!(sound(&text), expected, "{text:?}");
    }
}

#[test]
fn columns_may_come_in_any_order_and_the_optional_ones_not_at_all() {
    let text = "access,household,email,guardian,last_name,first_name,student_id\nfull,A,,Hoa,Trần,Linh,S7\n";
    let roster = sound(text);
    let child = roster.student(&StudentId::new("S7")).unwrap();
    assert_eq!((child.first_name.as_str(), child.photo_consent, child.birthday), ("Linh", false, None));
    let row = &roster.guardianships()[0];
    assert_eq!((row.email.clone(), row.language.as_str(), row.line), (None, "en", 2));
}

#[test]
fn what_one_row_leaves_open_another_says() {
    let rows = "S1,Maya,Okafor,,Ngozi,mother,n@families.test,,A,full,,,\n\
                S1,Maya,Okafor,May,Daniel,father,d@families.test,,B,full,yes,2017-03-04,\n\
                S2,Ada,Okafor,,Ngozi,mother,n@families.test,ig,A,full,,,\n";
    let roster = sound(&format!("{HEAD}{rows}"));
    let maya = roster.student(&StudentId::new("S1")).unwrap();
    assert_eq!((maya.called(), maya.photo_consent, maya.birthday), ("May", true, Some(date(2017, 3, 4))));
    let languages: Vec<&str> = roster.guardianships().iter().map(|g| g.language.as_str()).collect();
    assert_eq!(languages, ["ig", "en", "ig"]);
}

#[test]
fn contradictions_are_told_with_both_lines() {
    let cases: [(&str, &str, &str); 18] = [
        (
            "S1,Maia,Okafor,,D,f,d@x.test,en,B,full,yes,2017-03-04,",
            "`first_name` of student S1 is another one here than on line 2",
            "write the same in every row of the child; two children have two student_ids",
        ),
        (
            "S1,Maya,Vale,,D,f,d@x.test,en,B,full,yes,2017-03-04,",
            "`last_name` of student S1 is another one here than on line 2",
            "write the same in every row of the child; two children have two student_ids",
        ),
        (
            "S1,Maya,Okafor,,D,f,d@x.test,en,B,full,yes,2017-03-05,",
            "`birthday` of student S1 is another one here than on line 2",
            "write the same in every row of the child; two children have two student_ids",
        ),
        (
            "S1,Maya,Okafor,,D,f,d@x.test,en,B,full,no,2017-03-04,",
            "`photo_consent` of student S1 is another one here than on line 2",
            "write the same in every row of the child; two children have two student_ids",
        ),
        (
            "S1,Maya,Okafor,,N,m,N@X.test,en,B,inform,yes,2017-03-04,",
            "the same guardian of student S1 stands on line 2 already",
            "take one of the two rows out",
        ),
        (
            "S2,Leo,Okafor,,N,m,n@x.test,es,A,full,,,",
            "`language` is es here and en on line 2 for the same email",
            "write one language for one address",
        ),
        (
            "S2,Leo,Okafor,,N,m,room12+x@school.test,,A,full,,,",
            "`email` is the address of the class itself",
            "write the guardian's own address",
        ),
        (
            "S2,Leo,Okafor,,N,m,Alvarez@School.test,,A,full,,,",
            "`email` is the address of a teacher of the class",
            "write a private address; mail from a teacher's address is taken for the teacher's word",
        ),
        (
            "S2,Leo,Okafor,,N,m,n at x.test,,A,full,,,",
            "`email` is no plain mail address",
            "write one address as name@example.org and nothing else, or leave the cell empty: no email",
        ),
        (
            "S2,Leo,Okafor,,N,m,,english!,A,full,,,",
            "`language` is no language tag",
            "write `en`, `es`, `pt-br`; empty means the school's language",
        ),
        ("S2,Leo,Okafor,,N,m,,,A,blokced,,,", "`access` has a word that is not known", "write `blocked`"),
        ("S2,Leo,Okafor,,N,m,,,A,,,,", "`access` is empty", "write `full`, `inform` or `blocked`"),
        (
            "S2,Leo,Okafor,,N,m,,,A,full,maybe,,",
            "`photo_consent` is neither yes nor no",
            "write `yes` or `no`; empty means no",
        ),
        (
            "S2,Leo,Okafor,,N,m,,,A,full,,04/03/2017,",
            "`birthday` is no date that can be read in only one way",
            "write it as 2017-03-04 (year-month-day); in a spreadsheet format the column as text first",
        ),
        (
            "S2,Leo,Okafor,,N,m,,,A,full,,2027-03-04,",
            "`birthday` is no day in the past",
            "write it as 2017-03-04 (year-month-day)",
        ),
        (",Leo,Okafor,,N,m,,,A,full,,,", "`student_id` is empty", "fill the cell in every row of the child"),
        (
            "1.00E+05,Leo,Okafor,,N,m,,,A,full,,,",
            "`student_id` was turned into a rounded number by the spreadsheet program",
            "format the column as text there and fill the numbers in again",
        ),
        ("S2,,Okafor,,N,m,,,A,full,,,", "`first_name` is empty", "fill the cell in every row of the child"),
    ];
    for (row, what, instead) in cases {
        let (roster, told) =
            read(format!("{HEAD}S1,Maya,Okafor,,N,m,n@x.test,en,A,full,yes,2017-03-04,\n{row}\n").as_bytes());
        assert_eq!(told, [format!("error: r.csv:3: {what}\nhint: {instead}")], "{row}");
        assert!(roster.is_none());
    }
}

/// A roster of one child and one guardian with more columns, given as their names and their cells.
fn with_columns(columns: &str, cells: &str) -> (Option<Roster>, Vec<String>) {
    let head = "student_id,first_name,last_name,guardian,email,household,access";
    read(format!("{head},{columns}\nS1,Maya,Okafor,Ngozi Okafor,n@x.test,A,{cells}\n").as_bytes())
}

#[test]
fn the_columns_that_few_need_are_read() {
    let columns =
        "addressed_as,quiet_hours,time_zone,no_mail_days,joined,left,block_kind,block_date,block_by,block_until";
    let cells = "blocked,Mrs. Okafor,20:00-07:00,America/Chicago,Sat|2026-12-24..2026-12-26,2026-09-15,2027-01-29,\
                 no-contact order,2026-08-01,M. Ruiz,2027-08-01";
    let (roster, told) = with_columns(columns, cells);
    assert_eq!(told, Vec::<String>::new());
    let roster = roster.unwrap();
    let (child, row) = (&roster.students()[0], &roster.guardianships()[0]);
    assert_eq!((child.joined, child.left), (Some(date(2026, 9, 15)), Some(date(2027, 1, 29))));
    assert_eq!(row.addressed_as.as_deref(), Some("Mrs. Okafor"));
    assert_eq!(row.peace.quiet_hours.unwrap().text(), "20:00-07:00");
    assert_eq!(row.peace.time_zone.as_ref().unwrap().iana_name(), Some("America/Chicago"));
    let christmas = NoMailDay::Span { first: date(2026, 12, 24), last: date(2026, 12, 26) };
    assert_eq!(row.peace.days, [NoMailDay::Weekday(jiff::civil::Weekday::Saturday), christmas]);
    let block = Block {
        kind: Some("no-contact order".into()),
        date: Some(date(2026, 8, 1)),
        by: Some("M. Ruiz".into()),
        until: Some(date(2027, 8, 1)),
    };
    assert_eq!(row.block, Some(block));
    let (roster, _) = with_columns(columns, "blocked,,,,,,,,,,");
    assert_eq!(roster.unwrap().guardianships()[0].block, None);
}

#[test]
fn what_cannot_be_meant_in_them_is_told() {
    for (column, cells, what) in [
        ("quiet_hours", "full,evenings", "`quiet_hours` are no hours of the day"),
        ("time_zone", "full,Chicago", "there is no time zone of the name under `time_zone`"),
        ("no_mail_days", "full,Sat|24.12.", "`no_mail_days` has an entry that is neither a day of the week nor a date"),
        (
            "no_mail_days",
            "full,mon|tue|wed|thu|fri|sat|sun",
            "`no_mail_days` has all seven days: no mail could ever go",
        ),
        ("joined", "full,09/15/2026", "`joined` is no date that can be read in only one way"),
        (
            "joined,left",
            "full,2026-09-15,2026-09-14",
            "`left` comes before `joined`: the child would never be in the class",
        ),
        ("block_date,block_until", "blocked,2026-09-15,2026-09-14", "`block_until` comes before `block_date`"),
    ] {
        let (roster, told) = with_columns(column, cells);
        assert!(roster.is_none() && told.len() == 1, "{told:?}");
        assert!(told[0].starts_with(&format!("error: r.csv:2: {what}\n")), "{told:?}");
    }
    let (roster, told) = with_columns("block_until", "full,2027-08-01");
    assert!(
        told.len() == 1 && told[0].starts_with("warning: r.csv:2: this row has details of a block and is not"),
        "{told:?}"
    );
    assert_eq!(roster.unwrap().guardianships()[0].block, None);
}

#[test]
fn two_people_may_share_an_address_where_they_share_home_and_rights() {
    let pair = |second: &str| {
        let rows = format!("S1,Maya,Okafor,,Ngozi Okafor,mother,o@x.test,,A,full,,,\nS1,Maya,Okafor,,{second},,,\n");
        read(format!("{HEAD}{rows}").as_bytes())
    };
    let (roster, told) = pair("Daniel Okafor,father,O@x.test,,a,full");
    assert_eq!((told.len(), roster.unwrap().guardianships().len()), (0, 2));
    for other in ["Daniel Okafor,father,o@x.test,,B,full", "Daniel Okafor,father,o@x.test,,A,inform"] {
        let (roster, told) = pair(other);
        let what = "two guardians of student S1 share an email here and on line 2, and not their home and `access`";
        assert!(roster.is_none() && told[0].starts_with(&format!("error: r.csv:3: {what}")), "{told:?}");
    }
}

#[test]
fn a_blocked_guardian_stays_blocked_however_the_address_is_written() {
    for again in [
        "Robin.Vale@Families.test",
        "robin.vale+new@families.test",
        "robin\u{200b}.vale@families.test",
        "ｒobin.vale＠families.test",
    ] {
        for blocked_first in [true, false] {
            let barred = "S1,Zoë,Quinn,,Robin Vale,parent,robin.vale@families.test,,B,blocked,,,".to_owned();
            let added = format!("S1,Zoë,Quinn,,R. Vale,parent,{again},,C,full,,,");
            let (first, second) = if blocked_first { (barred, added) } else { (added, barred) };
            let (roster, told) = read(format!("{HEAD}{first}\n{second}\n").as_bytes());
            let (line, blocked) = if blocked_first { (3, 2) } else { (2, 3) };
            assert_eq!(
                told,
                [format!(
                    "warning: r.csv:{line}: this guardian is blocked for the same child on line {blocked}; the block was \
                     kept, and nothing is sent here\n\
                     hint: write `blocked` on this line too, or take line {blocked} out if the block has ended"
                )]
            );
            assert!(roster.unwrap().guardianships().iter().all(|g| g.access == Access::Blocked), "{again}");
        }
    }
}

#[test]
fn a_blocked_guardian_who_comes_back_under_another_address_is_told() {
    for barred in ["robin.vale@families.test", ""] {
        let rows = format!(
            "S1,Zoë,Quinn,,Robin Valé,parent,{barred},,B,blocked,,,\n\
             S1,Zoë,Quinn,,robin vale,parent,rv@elsewhere.test,,B,full,,,\n\
             S2,Ada,Quinn,,Robin Vale,parent,rv@elsewhere.test,,B,full,,,\n"
        );
        let (roster, told) = read(format!("{HEAD}{rows}").as_bytes());
        assert_eq!(
            told,
            [
                "warning: r.csv:3: a guardian of this name is blocked for the same child on line 2, and the email here is \
              another one: mail goes out to it\n\
              hint: write `blocked` on this line too, unless these are two people; then tell them apart in their names"
            ]
        );
        assert_eq!(roster.unwrap().guardianships()[1].access, Access::Full);
    }
}

#[test]
fn a_nickname_that_is_another_childs_name_is_a_warning() {
    let rows = "S1,Leo,Martínez,,Ana,mother,,,A,full,,,\nS2,Leonard,Vale,LEO,Kim,parent,,,A,full,,,\n";
    let (roster, told) = read(format!("{HEAD}{rows}").as_bytes());
    assert_eq!(
        told,
        ["warning: r.csv:3: `preferred_name` is also the name of the child on line 2\n\
          hint: leave it if both are called so: mail that names this name alone is then asked about, not placed"]
    );
    assert!(roster.is_some());
}

#[test]
fn children_nobody_can_reach_by_mail_are_children_all_the_same() {
    let roster = sound(&format!("{HEAD}S7,Linh,Trần,,Hoa Trần,mother,,vi,A,full,no,2017-09-21,\n"));
    assert_eq!(roster.guardianships().len(), 1);
    let (roster, told) = read(HEAD.as_bytes());
    assert_eq!(told.len(), 1);
    assert!(told[0].starts_with("warning: r.csv: the roster has no children yet"));
    assert!(roster.is_some());
}

#[test]
fn no_message_repeats_a_name_or_an_address() {
    let rows = "S1,Maya,Okafor,,Ngozi,mother,ngozi(at)families.test,klingon,A,Maya,Okafor,Ngozi,\n\
                S1,Mayo,Okafur,Ngozi,Ngozi,mother,room12@school.test,en,A,full,no,2017-03-04,\n\
                S2,Ngozi,Okafor,,Daniel,father,d@x.test,en,A,blocked,,,\n\
                S2,Ngozi,Okafor,,Daniel,father,d@x.test,es,A,full,,,\n";
    let (_, told) = read(format!("{HEAD}{rows}").as_bytes());
    assert!(told.len() >= 9, "{told:#?}");
    for word in ["Maya", "Mayo", "Okaf", "Ngozi", "Daniel", "families", "klingon"] {
        assert!(told.iter().all(|t| !t.contains(word)), "{word}: {told:#?}");
    }
}

#[test]
fn five_thousand_rows_are_read_well_under_a_second() {
    let mut text = HEAD.to_owned();
    for n in 0..5_000 {
        let child = n / 2;
        text +=
            &format!("S{child},Zoë{child},Quinn,,Pat {n},parent,p{n}@families.test,en,H{n},full,yes,2017-05-09,bus\n");
    }
    let start = std::time::Instant::now();
    assert_eq!(sound(&text).guardianships().len(), 5_000);
    let took = start.elapsed();
    // A quarter of a second in a debug build; the bound leaves room for a busy machine and none for a square.
    assert!(took.as_millis() < 2_000, "{took:?}");
    println!("{took:?}");
}

proptest::proptest! {
    /// Whatever bytes stand in a roster, reading it ends, and what is wrong has a line inside the file.
    #[test]
    fn any_bytes_are_read_or_told(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..400)) {
        let mut text = HEAD.as_bytes().to_vec();
        text.extend(&bytes);
        // A carriage return alone ends a line too, as it did on old Macs.
        let lines = 1 + text.iter().filter(|b| matches!(b, b'\n' | b'\r')).count();
        let (_, problems) = read_roster(Path::new("r.csv"), &text, &rules());
        proptest::prop_assert!(problems.iter().all(|p| p.line.is_none_or(|line| line >= 1 && line <= lines)));
    }
}
