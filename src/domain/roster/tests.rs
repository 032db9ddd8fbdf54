use super::*;
use jiff::tz::TimeZone;
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

const TODAY: Date = Date::constant(2026, 11, 26);

fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

fn row(student: &str, email: &str, access: Access, line: usize) -> Guardianship {
    Guardianship {
        student: StudentId::new(student),
        household: HouseholdId::new("A"),
        name: "Robin Vale".into(),
        addressed_as: None,
        relationship: String::new(),
        email: Some(address(email)),
        language: Language::english(),
        access,
        block: None,
        peace: Peace::default(),
        line,
    }
}

fn child(joined: Option<Date>, left: Option<Date>) -> Student {
    Student {
        id: StudentId::new("S1"),
        first_name: "Zoë".into(),
        last_name: "Quinn".into(),
        preferred_name: None,
        birthday: None,
        photo_consent: false,
        tags: Vec::new(),
        joined,
        left,
    }
}

#[test]
fn a_child_is_here_from_its_first_to_its_last_day() {
    let (yesterday, tomorrow) = (TODAY.yesterday().unwrap(), TODAY.tomorrow().unwrap());
    for (joined, left, here) in [
        (None, None, true),
        (Some(TODAY), Some(TODAY), true),
        (Some(tomorrow), None, false),
        (None, Some(yesterday), false),
        (Some(yesterday), Some(tomorrow), true),
    ] {
        assert_eq!(child(joined, left).is_here(TODAY), here, "{joined:?} {left:?}");
    }
}

#[test]
fn rows_are_found_by_child_and_by_address_in_the_files_order() {
    let rows = vec![
        row("S1", "a@families.test", Access::Full, 2),
        row("S2", "b@families.test", Access::Full, 3),
        row("S1", "b@families.test", Access::Full, 4),
    ];
    let (roster, _) = Roster::new(vec![child(None, None)], rows);
    let lines = |rows: Vec<&Guardianship>| rows.iter().map(|g| g.line).collect::<Vec<_>>();
    assert_eq!(lines(roster.guardians_of(&StudentId::new("S1")).collect()), [2, 4]);
    assert_eq!(lines(roster.rows_of(&address("b@families.test")).collect()), [3, 4]);
    assert_eq!(roster.rows_of(&address("b+x@families.test")).count(), 0);
    assert!(roster.student(&StudentId::new("S1")).is_some() && roster.student(&StudentId::new("S2")).is_none());
}

#[test]
fn days_of_peace_are_over_when_the_guardians_own_day_begins() {
    let days = ["Thu", "friday", "2026-11-28..2026-11-29"].map(|text| NoMailDay::parse(text).unwrap());
    let tokyo = TimeZone::get("Asia/Tokyo").unwrap();
    let peace = Peace { days: days.to_vec(), time_zone: Some(tokyo), quiet_hours: None };
    let school = TimeZone::get("America/New_York").unwrap();
    let at = |text: &str| text.parse::<jiff::Timestamp>().unwrap();
    // It is Thursday in Tokyo already.
    let monday = Some((jiff::civil::date(2026, 11, 30), Some(at("2026-11-29T15:00:00Z"))));
    assert_eq!(peace.days_end(at("2026-11-25T16:00:00Z"), &school), monday);
    assert_eq!(peace.days_end(at("2026-11-25T14:00:00Z"), &school), None);
    assert_eq!(NoMailDay::parse("Th"), None);
    assert_eq!(NoMailDay::parse("24/12/2026"), None);
}

/// Ways in which the same mailbox is written: none of them may be another one.
fn spelled(plain: &str, changes: &[(usize, u8)], tag: Option<&str>) -> String {
    let (local, domain) = plain.rsplit_once('@').unwrap();
    let tagged = tag.map_or(local.to_owned(), |tag| format!("{local}+{tag}"));
    let mut letters: Vec<String> = format!("{tagged}@{domain}").chars().map(String::from).collect();
    let count = letters.len();
    for (at, change) in changes {
        let letter = &mut letters[at % count];
        let first = letter.chars().next().unwrap();
        *letter = match change % 6 {
            0 => letter.to_uppercase(),
            1 => format!("{letter}\u{200b}"),
            2 => format!("\u{2060}{letter}"),
            3 if first.is_ascii_graphic() && letter.len() == 1 => {
                char::from_u32(u32::from(first) + 0xfee0).unwrap().to_string()
            }
            4 => format!("{letter}\u{3164}"),
            5 => letter.nfd().collect(),
            _ => letter.clone(),
        };
    }
    letters.concat()
}

proptest! {
    /// However the address of a barred guardian is written, in the roster again, in mail or in the outbox: whatever is
    /// read as an address at all is barred.
    #[test]
    fn no_alias_of_a_blocked_mailbox_gets_through(
        which in 0..4_usize,
        domain_form in any::<bool>(),
        changes in proptest::collection::vec((0..40_usize, any::<u8>()), 0..8),
        tag in proptest::option::of("[a-z0-9.=]{1,8}".prop_filter("no dots at its ends", |t| EmailAddress::parse(&format!("{t}@x.test")).is_some())),
        full in any::<bool>(),
    ) {
        let barred = ["robin.vale@families.test", "rené@schöne-schule.test", "伟@例子.test", "strauß@families.test"][which];
        let dns = address(barred);
        let written = if domain_form { format!("{}@{}", dns.local_part(), dns.domain()) } else { barred.to_owned() };
        if let Some(alias) = EmailAddress::parse(&spelled(&written, &changes, tag.as_deref())) {
            let rows = vec![row("S1", barred, Access::Blocked, 2), Guardianship { email: Some(alias.clone()), ..row("S1", barred, if full { Access::Full } else { Access::Inform }, 3) }];
            let (roster, again) = Roster::new(vec![child(None, None)], rows);
            prop_assert!(roster.is_blocked(&alias, &StudentId::new("S1")));
            prop_assert_eq!(again.len(), 1);
            prop_assert!(roster.guardianships().iter().all(|g| g.access == Access::Blocked));
        } else {
            prop_assert!(false, "an alias was no address: {:?}", spelled(&written, &changes, tag.as_deref()));
        }
    }
}
