use super::*;
use crate::message::inbound::understand;
use jiff::civil::date;
use proptest::prelude::*;

fn keys() -> Keyring {
    Keyring::new([7; 32], Vec::new())
}

fn teacher() -> EmailAddress {
    EmailAddress::parse("teacher@school.test").unwrap()
}

fn key(id: i64) -> Key {
    Key { purpose: Purpose::Thread, id, part: 0, expires: date(2027, 6, 30) }
}

const TODAY: Date = date(2026, 11, 23);

#[test]
fn a_token_is_read_back_in_any_case_of_letters() {
    for id in [0, 1, 255, 256, 70_000, i64::MAX, -1] {
        let token = mint(&keys(), &key(id), None);
        assert!(token.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()), "{token}");
        assert_eq!(read(&keys(), &token, None, TODAY), Ok(key(id)));
        assert_eq!(read(&keys(), &token.to_uppercase(), None, TODAY), Ok(key(id)));
    }
}

#[test]
fn the_whole_local_part_stays_within_64_octets() {
    let class = EmailAddress::parse("room12-rivera-2026@school.test").unwrap();
    for key in [
        key(9_999_999),
        Key { part: 12, ..Key::made(Purpose::Press(Verb::Undo), day_number(date(2199, 6, 1)), 12, TODAY) },
        Key::made(Purpose::Choice, 99_999, 3, TODAY),
    ] {
        let token = mint(&keys(), &key, Some(&teacher()));
        let address = class.with_sub_address(&sub_address(&token)).unwrap();
        assert!(address.local_part().len() <= 64, "{}", address.local_part().len());
        assert_eq!(address.sub_address(), Some(format!("t.{token}").as_str()));
    }
}

#[test]
fn a_key_that_can_command_is_one_readers_own() {
    let other = EmailAddress::parse("roy@school.test").unwrap();
    for purpose in [Purpose::Teacher, Purpose::Press(Verb::Ok), Purpose::Choice] {
        let key = Key::made(purpose, 2_500, 3, TODAY);
        let token = mint(&keys(), &key, Some(&teacher()));
        assert_eq!(read(&keys(), &token, Some(&teacher()), TODAY), Ok(key));
        for owner in [Some(&other), None] {
            assert_eq!(read(&keys(), &token, owner, TODAY), Err(KeyDoubt::Forged), "{purpose:?}");
        }
        let nobodys = mint(&keys(), &key, None);
        for owner in [Some(&teacher()), None] {
            assert_eq!(read(&keys(), &nobodys, owner, TODAY), Err(KeyDoubt::Forged), "{purpose:?} of nobody");
        }
        assert_eq!(key.expires, date(2026, 12, 7));
        assert_eq!(key.made_on(), TODAY);
    }
    let thread = Key::made(Purpose::Thread, 5, 0, TODAY);
    let token = mint(&keys(), &thread, Some(&teacher()));
    assert_eq!(read(&keys(), &token, Some(&other), TODAY), Ok(thread), "whose an answer is, the row says");
    assert_eq!(thread.expires, date(2027, 5, 22));
}

#[test]
fn the_first_secret_signs_and_every_one_is_known() {
    let (old, new) = (Keyring::new([1; 32], Vec::new()), Keyring::new([2; 32], vec![[9; 32], [1; 32]]));
    let of = |keyring: &Keyring| mint(keyring, &key(5), None);
    assert_eq!(read(&new, &of(&old), None, TODAY), Ok(key(5)), "yesterday's mail goes on");
    assert_eq!(of(&new), of(&Keyring::new([2; 32], Vec::new())));
    assert_eq!(read(&old, &of(&new), None, TODAY), Err(KeyDoubt::Forged));
}

#[test]
fn every_class_and_every_life_of_its_state_has_keys_of_its_own() {
    let master = Keyring::new([2; 32], vec![[1; 32]]);
    let own = master.of_class("room-12", [3; 16]);
    let token = mint(&own, &key(5), None);
    assert_eq!(read(&own, &token, None, TODAY), Ok(key(5)));
    for other in [master.of_class("room-13", [3; 16]), master.of_class("room-12", [4; 16]), master.clone()] {
        assert_eq!(read(&other, &token, None, TODAY), Err(KeyDoubt::Forged));
    }
    let before = mint(&Keyring::new([1; 32], Vec::new()).of_class("room-12", [3; 16]), &key(5), None);
    assert_eq!(read(&own, &before, None, TODAY), Ok(key(5)), "rotation reaches the class");
}

#[test]
fn every_verb_has_a_number_of_its_own() {
    let mut octets: Vec<u8> = Verb::ALL.into_iter().map(|verb| Purpose::Press(verb).octet()).collect();
    octets.extend([1, 2, 3]);
    octets.sort_unstable();
    octets.dedup();
    assert_eq!(octets.len(), Verb::ALL.len() + 3);
    assert_eq!(Purpose::Press(Verb::Ok).octet(), 16);
    assert_eq!(Purpose::Press(Verb::Undo).octet(), 43);
    for verb in Verb::ALL {
        assert_eq!(Purpose::read(Purpose::Press(verb).octet()), Some(Purpose::Press(verb)));
    }
}

#[test]
fn a_day_has_a_number() {
    assert_eq!(day_number(date(2020, 1, 1)), 0);
    assert_eq!(day_number(TODAY), 2_518);
    assert_eq!(day_of(2_518), Some(TODAY));
    assert_eq!((day_of(i64::MAX), day_of(i64::MIN)), (None, None));
}

#[test]
fn the_last_day_is_good_and_the_next_is_not() {
    let token = mint(&keys(), &key(5), None);
    assert_eq!(read(&keys(), &token, None, date(2027, 6, 30)), Ok(key(5)));
    assert_eq!(read(&keys(), &token, None, date(2027, 7, 1)), Err(KeyDoubt::Expired(key(5))));
}

#[test]
fn another_secret_another_purpose_and_another_part_are_forged() {
    let token = mint(&keys(), &key(5), None);
    assert_eq!(read(&Keyring::new([8; 32], Vec::new()), &token, None, TODAY), Err(KeyDoubt::Forged));
    for (place, octet) in [(0, 2), (0, 16), (1, 0), (3, 1), (4, 6)] {
        let mut octets = BASE32_NOPAD.decode(token.to_ascii_uppercase().as_bytes()).unwrap();
        octets[place] = octet;
        let other = BASE32_NOPAD.encode(&octets).to_lowercase();
        assert_eq!(read(&keys(), &other, Some(&teacher()), TODAY), Err(KeyDoubt::Forged), "{place}");
    }
}

#[test]
fn what_is_signed_well_is_a_key_in_one_form_only() {
    let owner = teacher();
    let signed = |said: &[u8], owner: &[u8]| BASE32_NOPAD.encode(&[said, &mac(&[7; 32], said, owner)].concat());
    let press = Key { purpose: Purpose::Press(Verb::No), part: 9, ..key(256) };
    let day = day_octets(key(0).expires);
    for (purpose, part, id, expected) in [
        (1, 0, vec![0], Ok(key(0))),
        (17, 9, vec![1, 0], Ok(press)),
        (1, 0, vec![255; 8], Ok(key(-1))),
        (1, 0, vec![1, 2], Ok(key(258))),
        (1, 0, vec![], Err(KeyDoubt::Malformed)),
        (1, 0, vec![0, 5], Err(KeyDoubt::Malformed)),
        (1, 0, vec![1; 9], Err(KeyDoubt::Malformed)),
        (0, 0, vec![5], Err(KeyDoubt::Malformed)),
        (4, 0, vec![5], Err(KeyDoubt::Malformed)),
        (44, 0, vec![5], Err(KeyDoubt::Malformed)),
        (255, 0, vec![5], Err(KeyDoubt::Malformed)),
    ] {
        let said = [&[purpose], day.as_slice(), &[part], &id].concat();
        let under: &[u8] = if purpose == 1 { &[] } else { owner.as_str().as_bytes() };
        assert_eq!(read(&keys(), &signed(&said, under), Some(&owner), TODAY), expected, "{purpose} {id:?}");
    }
}

#[test]
fn what_is_no_key_is_malformed() {
    for text in ["", "abc", "not a key", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa0", &"a".repeat(500), "ключ"] {
        assert_eq!(read(&keys(), text, None, TODAY), Err(KeyDoubt::Malformed), "{text}");
    }
}

proptest! {
    #[test]
    fn no_changed_letter_goes_unseen(id in any::<i64>(), at in 0_usize..36, letter in "[a-z2-7]") {
        let token = mint(&keys(), &key(id), None);
        let mut changed = token.clone();
        changed.replace_range(at..at + 1, &letter);
        if changed != token {
            prop_assert!(read(&keys(), &changed, None, TODAY).is_err());
        }
    }

    #[test]
    fn nothing_makes_the_reader_panic(text in any::<String>()) {
        prop_assert!(read(&keys(), &text, Some(&teacher()), TODAY).is_err());
    }
}

#[test]
fn keys_are_found_in_sub_addresses_and_in_answered_ids() {
    let class = EmailAddress::parse("room12@school.test").unwrap();
    let mail = understand(
        b"From: ana@x.test\r\nTo: Room 12 <ROOM12+T.abc@school.test>, other+t.zzz@school.test\r\nDelivered-To: room12+t.def@school.test\r\n\
        In-Reply-To: <t.GHI.r4nd0m@school.test>\r\nReferences: <t.jkl.r@school.test> <x@y.test> <t.abc.r@school.test> <t.nodot@school.test>\r\n\r\nhi",
    );
    assert_eq!(tokens_in(&mail, &class), ["abc", "def", "ghi", "jkl"]);
    let (longest, too_long) = ("a".repeat(64), "b".repeat(65));
    let raw = format!(
        "From: ana@x.test\r\nTo: room12@school.test\r\nReferences: <t..r@x.test> <t.{longest}.r@x.test> <t.{too_long}.r@x.test>\r\n\r\nhi"
    );
    assert_eq!(tokens_in(&understand(raw.as_bytes()), &class), [longest]);
}

#[test]
fn debug_shows_no_secret() {
    assert_eq!(format!("{:?}", keys()), "‹keys›");
}

#[test]
fn keys_are_found_in_the_subject() {
    let class = EmailAddress::parse("room12@school.test").unwrap();
    for (subject, found) in [
        ("Re: ok 3 [t.abc]", &["abc"][..]),
        ("RE: [EXT] [T.ABC] and [t.def]", &["abc", "def"]),
        ("[t.ab c]", &["abc"]),
        ("[t.] [t.abc", &[]),
        ("t.abc (t.abc) [x.abc] [t", &[]),
        ("[é.abc]", &[]),
    ] {
        let raw = format!("From: a@x.test\r\nTo: room12@school.test\r\nSubject: {subject}\r\n\r\nok");
        assert_eq!(tokens_in(&understand(raw.as_bytes()), &class), found, "{subject}");
    }
    assert_eq!(in_subject("abc"), "[t.abc]");
}
