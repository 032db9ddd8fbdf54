use super::settings::{CALENDAR_ICS, CLASS_TOML, Places, homeroom_toml};
use super::*;
use crate::cli::demo::letters::LANGUAGES;
use crate::domain::address::EmailAddress;
use crate::domain::language::Language;
use std::collections::BTreeSet;
use std::path::Path;

fn guardians() -> impl Iterator<Item = (&'static Child, &'static Guardian)> {
    CHILDREN.iter().flat_map(|c| c.guardians.iter().map(move |g| (c, g)))
}

#[test]
fn there_are_24_children_with_ids_of_their_own_and_somebody_for_each() {
    let ids: BTreeSet<_> = CHILDREN.iter().map(|c| c.id).collect();
    let names: BTreeSet<_> = CHILDREN.iter().map(|c| c.called()).collect();
    assert_eq!((CHILDREN.len(), ids.len(), names.len()), (24, 24, 24));
    assert!(CHILDREN.iter().all(|c| c.guardians.iter().any(|g| g.access == Access::Full)));
}

#[test]
fn addresses_are_plain_and_end_in_test() {
    for (_, g) in guardians() {
        if let Some(email) = g.email {
            let parsed = EmailAddress::parse(email).unwrap();
            assert_eq!((parsed.as_str(), parsed.domain()), (email, "families.test"));
        }
        assert!(Language::parse(g.language).is_some() && LANGUAGES.contains(&g.language));
    }
    assert_eq!(teacher().address, CLASS_ADDRESS);
}

#[test]
fn one_address_is_one_person() {
    for (_, a) in guardians() {
        for (_, b) in guardians().filter(|(_, b)| a.email.is_some() && b.email == a.email) {
            assert_eq!((a.name, a.language, a.shape), (b.name, b.language, b.shape));
        }
    }
}

#[test]
fn the_class_has_every_kind_of_family_that_homeroom_must_serve() {
    let homes = |c: &Child| c.guardians.iter().map(|g| g.household).collect::<BTreeSet<_>>().len();
    assert!(CHILDREN.iter().filter(|c| homes(c) == 2).count() >= 4);
    assert_eq!(guardians().filter(|(_, g)| g.email == Some("ana.martinez@families.test")).count(), 2);
    assert_eq!(guardians().filter(|(_, g)| g.is_blocked()).count(), 1);
    assert_eq!(guardians().filter(|(_, g)| g.access == Access::Inform).count(), 1);
    assert_eq!(CHILDREN.iter().filter(|c| c.guardians.iter().all(|g| g.email.is_none())).count(), 1);
    let languages: BTreeSet<_> = guardians().map(|(_, g)| g.language).collect();
    assert_eq!(languages, BTreeSet::from(LANGUAGES));
    let shapes: BTreeSet<_> = guardians().map(|(_, g)| g.shape).collect();
    assert_eq!(shapes, BTreeSet::from(Shape::ALL));
    assert!(CHILDREN.iter().any(|c| !c.photo_consent));
}

#[test]
fn birthdays_are_dates_and_some_fall_inside_the_demo() {
    let inside: Vec<_> = CHILDREN
        .iter()
        .map(|c| c.birthday.parse::<jiff::civil::Date>().unwrap())
        .filter(|d| d.month() == 11 && (9..=23).contains(&d.day()))
        .collect();
    assert_eq!(inside.len(), 6);
}

#[test]
fn the_roster_has_a_row_for_each_guardian_and_no_cell_needs_quotes() {
    let csv = roster_csv();
    assert_eq!(csv.lines().count(), 1 + guardians().count());
    assert!(csv.lines().all(|l| l.split(',').count() == 12 && !l.contains(['"', ';'])));
    assert!(csv.contains(
        "S1004,Wei,Zhang,William,Zhang Min,grandfather,zhang.min@families.test,zh,A,inform,yes,2017-07-15\n"
    ));
    assert!(csv.contains("S1007,Linh,Trần,,Hoa Trần,mother,,vi,A,full,no,2017-09-21\n"));
}

#[test]
fn the_settings_are_toml_whatever_the_paths_hold() {
    let odd = Path::new("/tmp/a \"b\" \\ c");
    let text = homeroom_toml(&Places { mailbox: odd, outgoing: odd, state: Path::new("state") });
    let read: toml::Table = text.parse().unwrap();
    assert_eq!(read["inbox"]["path"].as_str(), odd.to_str());
    let class: toml::Table = CLASS_TOML.parse().unwrap();
    assert_eq!(class["address"].as_str(), Some(CLASS_ADDRESS));
    assert_eq!(class["teachers"][0]["address"].as_str(), Some(TEACHER_ADDRESS));
    assert_eq!(class["jobs"].as_array().unwrap().len(), 5);
    assert_eq!(
        class["jobs"].as_array().unwrap().iter().filter(|j| j["approval"].as_str() == Some("teacher")).count(),
        2
    );
    let wanted = ["at_home", "next_week", "this_week"];
    assert_eq!(class["jobs"][3]["values"].as_table().unwrap().keys().collect::<Vec<_>>(), wanted);
}

#[test]
fn the_calendar_keeps_to_its_line_ends() {
    assert!(CALENDAR_ICS.replace("\r\n", "").chars().all(|c| !c.is_control()));
    assert!(CALENDAR_ICS.contains("DTSTART;VALUE=DATE:20261111"));
}
