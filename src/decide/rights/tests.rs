use super::*;
use crate::domain::class::{ContactRules, OwnIntervals, Teacher, Verify};
use crate::domain::roster::{Overlaid, Peace, Roster};
use crate::ids::{ClassName, HouseholdId, RosterChangeId, StudentId};
use jiff::civil::date;

const TODAY: Date = date(2026, 11, 26);

fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

fn child(id: &str, name: &str) -> Student {
    Student {
        id: StudentId::new(id),
        first_name: name.into(),
        last_name: "Vale".into(),
        preferred_name: None,
        birthday: None,
        photo_consent: false,
        tags: Vec::new(),
        joined: None,
        left: None,
    }
}

fn row(student: &str, home: &str, (name, relationship): (&str, &str), email: &str, access: Access) -> Guardianship {
    Guardianship {
        student: StudentId::new(student),
        household: HouseholdId::new(home),
        name: name.into(),
        addressed_as: None,
        relationship: relationship.into(),
        email: (!email.is_empty()).then(|| address(email)),
        language: Language::english(),
        access,
        block: None,
        peace: Peace::default(),
        line: 2,
    }
}

fn class() -> Class {
    let (roster, _) = Roster::new(
        vec![child("1", "Leo"), child("2", "Zoë")],
        vec![
            row("1", "A", ("Ana Martínez", "mother"), "ana@families.test", Access::Full),
            row("1", "B", ("Luis Martínez", "father"), "luis@families.test", Access::Inform),
            row("2", "A", ("Robin Vale", "father"), "robin@families.test", Access::Full),
            row("2", "A", ("Sam Vale", "mother"), "robin@families.test", Access::Full),
            row("1", "C", ("Robin Vale", "uncle"), "robin@families.test", Access::Full),
            row("2", "B", ("Kim Stone", "aunt"), "kim@families.test", Access::Blocked),
            row("2", "B", ("Jo Stone", "grandmother"), "", Access::Full),
        ],
    );
    Class {
        id: ClassName::new("room-12"),
        name: "Room 12".into(),
        address: address("room12@school.test"),
        sub_addresses: true,
        teachers: vec![Teacher {
            name: "Ms. Alvarez".into(),
            address: address("alvarez@school.test"),
            language: Language::english(),
        }],
        calendar: None,
        roster,
        summary: None,
        contact: ContactRules::default(),
        contact_own: OwnIntervals::default(),
        verify: Verify::default(),
        trusted_authserv_ids: Vec::new(),
        jobs: Vec::new(),
    }
}

fn entry(class: &Class) -> Entry<'_> {
    Entry { class, by: "Ms. Alvarez", now: "2026-11-26T12:00:00Z".parse().unwrap(), today: TODAY }
}

fn student<'a>(class: &'a Class, id: &str) -> &'a Student {
    class.roster.student(&StudentId::new(id)).unwrap()
}

fn overlaid(class: &Class, act: Act) -> Overlaid {
    let (effects, _) = act.unwrap();
    let changes = effects.into_iter().zip(1..).map(|(effect, id)| match effect {
        Effect::ChangeRoster(change) => (RosterChangeId(id), *change),
        other => panic!("{other:?}"),
    });
    let own: Vec<&EmailAddress> =
        std::iter::once(&class.address).chain(class.teachers.iter().map(|t| &t.address)).collect();
    class.roster.with(changes.collect(), &own)
}

fn refusal(act: Act) -> Said {
    act.unwrap_err()
}

#[test]
fn another_address_joins_the_home_and_the_rights_of_the_relative_who_is_named() {
    let class = class();
    for (relative, home, access) in [
        ("mother", "A", Access::Full),
        ("madre", "A", Access::Full),
        ("Mère", "A", Access::Full),
        ("Ana", "A", Access::Full),
        ("luis martinez", "B", Access::Inform),
        ("padre", "B", Access::Inform),
    ] {
        let new = address("new@families.test");
        let list = overlaid(&class, add(&new, student(&class, "1"), relative, &entry(&class)));
        let rows: Vec<_> = list.roster.rows_of(&new).collect();
        let [row] = rows.as_slice() else { panic!("{relative}: {rows:?}") };
        assert_eq!((row.household.as_str(), row.access), (home, access), "{relative}");
        assert_eq!(list.beside.len(), 1, "the file does not say it yet");
        let said = add(&new, student(&class, "1"), relative, &entry(&class)).unwrap().1;
        assert!(matches!(said.preview(), Some(Said::Rights(RightsSaid::Would(_)))));
    }
}

#[test]
fn an_address_that_no_guardian_can_have_is_refused() {
    let class = class();
    let add = |mail: &str, id: &str, relative: &str| {
        refusal(super::add(&address(mail), student(&class, id), relative, &entry(&class)))
    };
    for (mail, id, relative, said) in [
        ("room12+x@school.test", "1", "mother", RightsSaid::OwnAddress),
        ("ALVAREZ@school.test", "1", "mother", RightsSaid::OwnAddress),
        ("kim+new@families.test", "2", "Sam", RightsSaid::AddressIsBarred { child: "Zoë".into() }),
        ("ana@families.test", "1", "father", RightsSaid::HasAddress { child: "Leo".into() }),
        (
            "kim2@families.test",
            "2",
            "aunt",
            RightsSaid::GuardianIsBarred { guardian: "Kim Stone".into(), child: "Zoë".into() },
        ),
    ] {
        assert_eq!(add(mail, id, relative), Said::Rights(said), "{mail}");
    }
    assert!(matches!(add("x@families.test", "1", "grandma"), Said::NoSuchGuardian { .. }));
    assert!(matches!(add("x@families.test", "1", "Martínez"), Said::WhichGuardian { .. }), "which home is asked");
}

#[test]
fn a_block_bars_the_mailbox_in_every_spelling_and_every_address_of_the_guardian_for_this_child_alone() {
    let class = class();
    let act = block("Robin", student(&class, "2"), "court order of 3 March", &entry(&class));
    let (_, said) = act.clone().unwrap();
    let expected = RightsChange::Block {
        guardian: "Robin Vale".into(),
        child: "Zoë".into(),
        also: vec!["Sam Vale".into()],
        not_about: vec!["Leo".into()],
    };
    assert_eq!(said, Said::Rights(RightsSaid::Done(expected)));
    let list = overlaid(&class, act);
    let zoe = StudentId::new("2");
    for spelling in ["robin@families.test", "Robin+school@families.test"] {
        assert!(list.roster.is_blocked(&address(spelling), &zoe), "{spelling}");
        assert!(!list.roster.is_blocked(&address(spelling), &StudentId::new("1")));
    }
    let barred = list.roster.guardians_of(&zoe).find(|g| g.name == "Robin Vale").unwrap().block.clone().unwrap();
    assert_eq!(barred.by.as_deref(), Some("Ms. Alvarez"));
    assert_eq!(barred.kind.as_deref(), Some("court order of 3 March"));
    assert_eq!(barred.date, Some(date(2026, 3, 3)));
    // Of somebody without an address too.
    let list = overlaid(&class, block("grandmother", student(&class, "2"), "order", &entry(&class)));
    assert!(list.roster.guardians_of(&zoe).any(|g| g.name == "Jo Stone" && g.access == Access::Blocked));
    let again = refusal(block("Kim", student(&class, "2"), "order", &entry(&class)));
    assert!(matches!(again, Said::Rights(RightsSaid::GuardianIsBarred { .. })));
}

#[test]
fn an_address_that_was_added_is_barred_with_its_guardian() {
    let class = class();
    let (mut effects, _) = add(&address("r2@families.test"), student(&class, "2"), "Sam", &entry(&class)).unwrap();
    effects.extend(block("Sam", student(&class, "2"), "order", &entry(&class)).unwrap().0);
    let list = overlaid(&class, Ok((effects, Said::NothingSaid)));
    assert!(list.roster.is_blocked(&address("r2@families.test"), &StudentId::new("2")));
}

#[test]
fn a_change_is_over_once_the_file_says_the_same_and_a_block_is_not_for_a_guardian_who_left_the_file() {
    let mut class = class();
    let act = block("Robin", student(&class, "2"), "order", &entry(&class));
    let before = overlaid(&class, act.clone());
    let rows = |access: Access| {
        let mut rows = class.roster.guardianships().to_vec();
        rows.iter_mut().filter(|g| g.student.as_str() == "2" && g.name != "Jo Stone").for_each(|g| g.access = access);
        Roster::new(class.roster.students().to_vec(), rows).0
    };
    let blocked = rows(Access::Blocked).with(before.beside.clone(), &[]);
    assert_eq!((blocked.beside.len(), blocked.listed.as_slice()), (0, [RosterChangeId(1)].as_slice()));
    let without: Vec<Guardianship> = class
        .roster
        .guardianships()
        .iter()
        .filter(|g| g.name != "Robin Vale" && g.name != "Sam Vale")
        .cloned()
        .collect();
    class.roster = Roster::new(class.roster.students().to_vec(), without).0;
    assert_eq!(class.roster.with(before.beside, &[]).beside.len(), 1);
}

#[test]
fn a_language_is_said_by_its_name_or_by_a_tag_that_is_known() {
    let class = class();
    for (written, tag) in [("es", "es"), ("Spanish", "es"), ("español", "es"), ("EN", "en"), ("pt_BR", "pt-br")] {
        let (effects, _) = lang("Ana", written, &entry(&class)).unwrap();
        let [Effect::SetLanguage { to, language, .. }] = effects.as_slice() else { panic!("{effects:?}") };
        assert_eq!((to.as_str(), language.as_str()), ("ana@families.test", tag), "{written}");
    }
    for (guardian, written) in [("Ana", "se"), ("Ana", "whatever"), ("Nobody", "es"), ("Jo", "es"), ("Vale", "es")] {
        assert!(lang(guardian, written, &entry(&class)).is_err(), "{guardian} {written}");
    }
}

#[test]
fn the_days_of_an_order_are_read_from_the_words() {
    for (text, dated, until) in [
        ("court order of 3 March", Some(date(2026, 3, 3)), None),
        ("no-contact order 2026-11-02 until 2027-11-02", Some(date(2026, 11, 2)), Some(date(2027, 11, 2))),
        ("Order (12 Nov), until 1 may", Some(date(2026, 11, 12)), Some(date(2027, 5, 1))),
        ("the mother said so on mon", None, None),
        ("", None, None),
    ] {
        assert_eq!(days_in(text, TODAY), (dated, until), "{text}");
    }
}
