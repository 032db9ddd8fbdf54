//! A photo goes home with a good moment where every child on it has consent, and never else.

use crate::school::School;
use crate::world::World;
use crate::world::settings::Settings;
use homeroom::domain::outbox::OutboxState;
use homeroom::message::photo::clean;
use homeroom::service::teach::{Shown, teach_with};
use image::{Rgb, RgbImage, codecs::jpeg::JpegEncoder};

const THURSDAY: &str = "2026-11-19T12:00:00-05:00";
const LATER: &str = "2026-11-19T13:00:00-05:00";
const CANARY: &[u8] = b"GPS-canary-of-the-place";

/// A photo as a phone writes it, with the place in it.
fn phone_photo() -> Vec<u8> {
    let mut jpeg = Vec::new();
    let picture = RgbImage::from_pixel(2000, 1000, Rgb([90, 140, 60]));
    JpegEncoder::new_with_quality(&mut jpeg, 90).encode_image(&picture).unwrap();
    let exif = [b"Exif\0\0MM\0\x2a\0\0\0\x08\0\0\0\0\0\0".as_slice(), CANARY].concat();
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xff, 0xe1], &length, &exif, &jpeg[2..]].concat()
}

fn holds(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}

/// The attachments of a mail: name and octets.
fn photos_in(mail: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mail = mail_parser::MessageParser::default().parse(mail).expect("a mail");
    use mail_parser::MimeHeaders as _;
    mail.attachments()
        .map(|part| (part.attachment_name().unwrap_or_default().to_owned(), part.contents().to_vec()))
        .collect()
}

#[test]
fn a_photo_goes_to_both_homes_without_what_the_camera_wrote() {
    let Some(school) = School::new() else { return };
    school.at(THURSDAY).run();
    std::fs::write(school.path("IMG_1234.jpg"), phone_photo()).unwrap();
    let told = school
        .at(THURSDAY)
        .tells(&["teach", "good Maya: built a tower", "--photo", "IMG_1234.jpg", "--shows", "Maya and Omar"])
        .ended(0);
    assert!(told.out.contains("noted for Maya"), "{}", told.out);
    let summary = school.at(THURSDAY).summary();
    assert!(summary.contains("With a photo of Maya and Omar."), "{summary}");
    school.at(THURSDAY).teach("ok 1");
    assert_eq!(school.at(LATER).run()["sent"], 2);
    for guardian in ["ngozi.okafor", "daniel.okafor"] {
        let letter = school.letter_of(guardian);
        let photos = photos_in(&letter);
        let [(name, jpeg)] = photos.as_slice() else { panic!("{} photos", photos.len()) };
        assert_eq!(name, "photo-1.jpg");
        assert!(!holds(jpeg, CANARY) && !holds(&letter, b"IMG_1234"));
        let seen = image::load_from_memory(jpeg).unwrap();
        assert_eq!((seen.width(), seen.height()), (1600, 800));
        assert!(String::from_utf8_lossy(&letter).contains("built a tower"));
    }
}

#[test]
fn a_photo_of_a_child_without_consent_is_refused_and_nothing_is_noted() {
    let Some(school) = School::new() else { return };
    school.at(THURSDAY).run();
    std::fs::write(school.path("photo.jpg"), phone_photo()).unwrap();
    std::fs::write(school.path("letter.pdf"), b"%PDF-1.7").unwrap();
    for (words, photo, shows, told) in [
        ("good Maya: built a tower", "photo.jpg", "Maya, Mia", "no photo may be sent of Mia"),
        ("good Mia: built a tower", "photo.jpg", "Maya", "no photo may be sent of Mia"),
        ("good Maya: built a tower", "photo.jpg", "Maya, Nobody", "who is Nobody?"),
        ("good Maya: built a tower", "photo.jpg", " , ", "say who is on the photo"),
        ("note Maya: tired", "photo.jpg", "Maya", "a photo goes with one good moment"),
        ("good Maya: a\ngood Omar: b", "photo.jpg", "Maya", "a photo goes with one good moment"),
        ("good Maya: built a tower", "letter.pdf", "Maya", "no photo that homeroom can read"),
        ("good Maya: built a tower", "nowhere.jpg", "Maya", "cannot be read"),
    ] {
        let refused = school.at(THURSDAY).tells(&["teach", words, "--photo", photo, "--shows", shows]).ended(1);
        assert!(refused.err.contains(told), "{words} {shows}: {}", refused.err);
        assert!(refused.out.is_empty(), "{}", refused.out);
    }
    school.at(THURSDAY).tells(&["teach", "good Maya: x", "--photo", "photo.jpg"]).ended(2);
    assert!(school.at(THURSDAY).list("outbox").is_empty(), "nothing was noted");
}

fn world_with_a_photo() -> World {
    let mut world = World::new();
    world.at("2026-11-12T12:00").step().unwrap();
    let shown = Shown { photo: clean(&phone_photo()).unwrap(), shows: "Maya, Leo".to_owned() };
    let receipts = teach_with(world.class(), "good Maya: built a tower", Some(&shown), world.clock_says()).unwrap();
    assert!(receipts.iter().all(|receipt| receipt.done), "{receipts:?}");
    world
}

/// The families of one child take their consent back.
fn takes_back(settings: &mut Settings, student: &str) {
    let rows: Vec<String> = settings
        .roster_csv
        .lines()
        .map(|row| if row.starts_with(student) { row.replace(",full,yes,", ",full,no,") } else { row.to_owned() })
        .collect();
    let changed = rows.join("\n") + "\n";
    assert_ne!(changed, settings.roster_csv, "there was consent");
    settings.roster_csv = changed;
}

#[test]
fn consent_that_is_taken_back_keeps_the_photo_out_of_a_draft() {
    let mut world = world_with_a_photo();
    takes_back(world.settings(), "S1002");
    world.restart();
    world.sql("UPDATE outbox SET state = state");
    let drafts = world.rows("SELECT id FROM outbox WHERE state = 'draft'").len();
    assert!(drafts > 0);
    for row in world.rows("SELECT id FROM outbox WHERE state = 'draft'") {
        approve(&world, row[0].parse().unwrap());
    }
    world.at("2026-11-12T12:10").send().unwrap();
    assert_eq!(world.arrived.len(), drafts);
    assert!(world.arrived.iter().all(|arrival| photos_in(&arrival.mail.bytes).is_empty()));
}

#[test]
fn consent_that_is_taken_back_after_the_ok_stops_the_mail_at_the_gate() {
    let mut world = world_with_a_photo();
    for row in world.rows("SELECT id FROM outbox WHERE state = 'draft'") {
        approve(&world, row[0].parse().unwrap());
    }
    takes_back(world.settings(), "S1002");
    world.restart();
    world.at("2026-11-12T12:10").send().unwrap();
    assert!(world.arrived.is_empty(), "no photo of Leo leaves");
    let states = world.states("template LIKE 'positive-note%'");
    assert!(!states.is_empty() && states.iter().all(|state| *state == OutboxState::Cancelled), "{states:?}");
    let reason = world.value("SELECT DISTINCT reason FROM outbox WHERE state = 'cancelled'");
    assert!(reason.contains("photos of Leo"), "{reason}");
}

#[test]
fn a_photo_goes_with_the_jobs_letter_too_and_every_attempt_sends_the_same_bytes() {
    let mut world = world_with_a_photo();
    world.at("2026-11-13T15:30").step().unwrap();
    let letters: Vec<_> = world.arrived.iter().filter(|a| !photos_in(&a.mail.bytes).is_empty()).collect();
    assert_eq!(letters.len(), 2, "both of Maya's homes");
    let stored =
        world.rows("SELECT c.bytes FROM outbox_content c JOIN outbox_photo p ON p.outbox = c.outbox ORDER BY 1");
    assert_eq!(stored.len(), 2);
}

fn approve(world: &World, outbox: i64) {
    use homeroom::decide::effect::Effect;
    let (class, now) = (world.class(), world.clock_says());
    let effects = vec![Effect::ApproveDraft { outbox: homeroom::ids::OutboxId(outbox) }];
    class
        .store
        .write(|tx| {
            homeroom::service::apply::apply(tx, class, homeroom::domain::audit::Actor::Host, effects, None, now)
        })
        .unwrap();
}
