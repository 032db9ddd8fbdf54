//! Families as they are on the roster: shared mailboxes, children who come and go, hours and days of peace, blocks.

use crate::school::mail::plain;
use crate::world::World;
use crate::world::settings::Settings;
use homeroom::cli::demo::script::Folder;
use homeroom::domain::outbox::OutboxState::{Cancelled, Queued, Sent};

const HEAD: &str = "student_id,first_name,last_name,guardian,email,language,household,access,tags,joined,left,\
                    addressed_as,quiet_hours,time_zone,no_mail_days,block_kind,block_by,block_until\n";

const JOBS: &str = "[[jobs]]\nname = \"good-news\"\ncron = \"30 15 * * Fri\"\ntemplate = \"positive-note\"\n\
                    audience = \"students-with-new-moments\"\napproval = \"none\"\npersonal = true\n";

fn world(rows: &str) -> World {
    let settings = Settings { roster_csv: format!("{HEAD}{rows}"), ..Settings::with_jobs(JOBS) };
    let mut world = World::with(settings, "2026-11-12T08:00:00-05:00");
    world.step().unwrap();
    world
}

fn summary(world: &World) -> String {
    let newest = "SELECT max(id) FROM outbox WHERE template = 'summary'";
    world.value(&format!("SELECT text FROM outbox_content WHERE outbox = ({newest})"))
}

#[test]
fn two_who_share_a_mailbox_get_one_mail_that_greets_both() {
    for (first, second, greeting) in
        [("", "", "Ngozi and Daniel Okafor"), ("Mrs. Okafor", "Mr. Okafor", "Mrs. Okafor and Mr. Okafor")]
    {
        let world = &mut world(&format!(
            "S1,Maya,Okafor,Ngozi Okafor,okafors@families.test,en,A,full,,,,{first},,,,,,\n\
             S1,Maya,Okafor,Daniel Okafor,okafors@families.test,en,A,full,,,,{second},,,,,,\n\
             S2,Ada,Okafor,Ngozi Okafor,okafors@families.test,en,A,full,,,,{first},,,,,,\n\
             S2,Ada,Okafor,Daniel Okafor,okafors@families.test,en,A,full,,,,{second},,,,,,\n"
        ));
        world.teach("good Maya: shared the glue");
        world.at("2026-11-13T15:30:00").step().unwrap();
        let sent = world.rows("SELECT recipient_name, guardian, state FROM outbox WHERE job = 'good-news'");
        assert_eq!(sent, [["Ngozi and Daniel Okafor", "Ngozi and Daniel Okafor", "sent"]]);
        let text = world.value("SELECT text FROM outbox_content JOIN outbox ON id = outbox WHERE job = 'good-news'");
        assert!(text.starts_with(&format!("Hello {greeting},")), "{text}");
    }
}

#[test]
fn who_has_left_or_is_yet_to_come_gets_no_mail_and_has_no_clock() {
    let rows = "S1,Maya,Okafor,Ngozi Okafor,n@families.test,en,A,full,,,2026-11-16,,,,,,,\n\
                S2,Omar,Haddad,Samir Haddad,s@families.test,en,A,full,,2026-11-17,,,,,,,,\n\
                S3,Leo,Vale,Kim Vale,k@families.test,en,A,full,,,,,,,,,,\n";
    let world = &mut world(rows);
    let clock = |world: &World, now: &str| {
        let now = now.parse::<jiff::civil::DateTime>().unwrap().to_zoned(crate::world::settings::zone()).unwrap();
        let homes = world.class().store.read(|tx| homeroom::service::gather::homes(tx, world.class(), now.timestamp()));
        homes.unwrap().into_iter().map(|h| (h.facts.home.student.to_string(), h.school_days)).collect::<Vec<_>>()
    };
    let of = |all: &[(&str, u32)]| all.iter().map(|(id, days)| ((*id).to_owned(), *days)).collect::<Vec<_>>();
    assert_eq!(clock(world, "2026-11-16T12:00:00"), of(&[("S1", 2), ("S3", 2)]));
    // The clock of a child who joins later begins on its first day.
    assert_eq!(clock(world, "2026-11-18T12:00:00"), of(&[("S2", 1), ("S3", 4)]));

    for child in ["Maya", "Omar", "Leo"] {
        world.teach(&format!("good {child}: shared the glue"));
    }
    // Written on Maya's last Friday, and kept back over the weekend until she had left.
    world.at("2026-11-13T15:30:00").tick().unwrap();
    assert_eq!(world.states("job = 'good-news'"), [Queued, Queued], "Omar is not in the class");
    world.at("2026-11-17T08:00:00").send().unwrap();
    let fates = world.rows("SELECT recipient, state FROM outbox WHERE job = 'good-news' ORDER BY recipient");
    assert_eq!(fates, [["k@families.test", "sent"], ["n@families.test", "cancelled"]]);
    let why = world.value("SELECT reason FROM outbox WHERE state = 'cancelled' AND job = 'good-news'");
    assert_eq!(why, "The child is not in the class now: see `joined` and `left` on the class list.");
    // Omar's moment waited for him.
    world.at("2026-11-20T15:30:00").step().unwrap();
    assert_eq!(world.states("recipient = 's@families.test' AND job = 'good-news'"), [Sent]);
}

#[test]
fn a_guardians_own_hours_and_days_hold_a_mail_back() {
    // The school's quiet hours are 18:00 to 07:30 in New York.
    for (row, leaves, reason) in [
        (",,,", "2026-11-13T15:30", ""),
        (",15:00-16:00,,", "2026-11-13T16:00", "It waits for the end of this person's own quiet hours."),
        // 21:30 in Paris, where the school's hours end at 01:30 of New York.
        (",,Europe/Paris,", "2026-11-16T01:30", "It waits for the end of the families' quiet hours."),
        (",,,Fri|Mon", "2026-11-17T07:30", "This person asked to be left in peace until 14 November 2026."),
        (
            ",,,2026-11-10..2026-11-17",
            "2026-11-18T07:30",
            "This person asked to be left in peace until 18 November 2026.",
        ),
    ] {
        let world = &mut world(&format!("S1,Maya,Okafor,Ngozi Okafor,n@families.test,en,A,full,,,,{row},,,\n"));
        world.teach("good Maya: shared the glue");
        let forecast = forecast_of(world, "2026-11-13T15:29:00");
        world.at("2026-11-13T15:30:00").step().unwrap();
        let row = world.rows("SELECT reason, next_attempt FROM outbox WHERE job = 'good-news'").remove(0);
        assert_eq!(row[0], reason);
        let leaves = leaves.parse::<jiff::civil::DateTime>().unwrap().to_zoned(crate::world::settings::zone()).unwrap();
        assert_eq!(row[1], leaves.timestamp().as_millisecond().to_string(), "{reason}");
        assert_eq!(forecast, (leaves.timestamp(), reason.to_owned()));
        world.set_wall(leaves.datetime());
        world.send().unwrap();
        assert_eq!(world.states("job = 'good-news'"), [Sent], "{reason}");
    }
}

fn forecast_of(world: &World, now: &str) -> (jiff::Timestamp, String) {
    let now = now.parse::<jiff::civil::DateTime>().unwrap().to_zoned(crate::world::settings::zone()).unwrap();
    let until = now.timestamp() + jiff::SignedDuration::from_hours(24);
    let forecast =
        |tx: &homeroom::store::Tx<'_>| homeroom::service::forecast::forecast(tx, world.class(), now.timestamp(), until);
    let lines = world.class().store.read(forecast).unwrap();
    let line = lines.into_iter().find(|line| line.job.as_deref() == Some("good-news")).unwrap();
    (line.at, line.reason)
}

#[test]
fn a_block_whose_last_day_comes_near_is_told_and_holds() {
    let rows = "S1,Zoë,Quinn,Pat Quinn,p@families.test,en,A,full,,,,,,,,,,\n\
                S1,Zoë,Quinn,Robin Vale,r@families.test,en,B,blocked,,,,,,,,no-contact order,M. Ruiz,2026-12-01\n";
    let world = &mut world(rows);
    let told = |world: &mut World, wall: &str| {
        world.at(wall).step().unwrap();
        summary(world).split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert!(!told(world, "2026-11-16T07:00:00").contains("Robin"));
    let near = told(world, "2026-11-17T07:00:00");
    assert!(
        near.contains("The order that bars Robin Vale (Zoë) [no-contact order, entered by M. Ruiz] ends on Tue 1 Dec 2026. The block stays until the class list is changed"),
        "{near}"
    );
    let over = told(world, "2026-12-02T07:00:00");
    assert!(over.contains("ended on Tue 1 Dec 2026. The block stays, and nothing is sent there"), "{over}");
    world.teach("good Zoë: shared the glue");
    world.at("2026-12-04T15:30:00").step().unwrap();
    assert!(world.states("recipient = 'r@families.test'").is_empty());
}

#[test]
fn hard_news_to_a_home_that_heard_nothing_good_is_told_before_the_ok() {
    const HARD: &str = "\n[[jobs]]\nname = \"hard\"\ncron = \"30 6 * * Mon-Fri\"\ntemplate = \"hard-conversation\"\n\
                        audience = \"student:S1\"\napproval = \"teacher\"\npersonal = true\n\
                        values = { question = \"What helps?\", want = \"A calm day.\", fact = \"Maya left.\", \
                        proposal = \"A break.\", speak_again = \"On Friday.\" }\n";
    let rows = "S1,Maya,Okafor,Ngozi Okafor,n@families.test,en,A,full,,,,,,,,,,\n";
    let settings = Settings { roster_csv: format!("{HEAD}{rows}"), ..Settings::with_jobs(&format!("{JOBS}{HARD}")) };
    let mut world = World::with(settings, "2026-11-12T08:00:00-05:00");
    world.step().unwrap();
    let warned = |world: &mut World, wall: &str| {
        world.at(&format!("{wall}T06:30:00")).step().unwrap();
        world.at(&format!("{wall}T07:00:00")).step().unwrap();
        summary(world).contains("This home has heard nothing good from you yet")
    };
    assert!(warned(&mut world, "2026-11-13"));
    world.at("2026-11-13T12:00:00").teach("good Maya: shared the glue");
    world.at("2026-11-13T15:30:00").step().unwrap();
    assert!(!warned(&mut world, "2026-11-16"));
    world.teach("ok all");
    world.at("2026-11-16T08:00:00").step().unwrap();
    assert_eq!(world.value("SELECT DISTINCT tone FROM contact WHERE tone <> 'good'"), "hard");
}

#[test]
fn a_letter_that_names_a_child_its_reader_was_barred_from_meanwhile_does_not_leave_by_an_ok() {
    const LETTER: &str = "[[jobs]]\nname = \"letter\"\ncron = \"0 15 * * Thu\"\ntemplate = \"welcome\"\naudience = \"all\"\n\
                          approval = \"teacher\"\npersonal = false\n";
    let roster = |access: &str| {
        format!(
            "{HEAD}S1,Leo,Okafor,Ngozi Okafor,n@families.test,en,A,full,,,,,,,,,,\n\
             S2,Mia,Okafor,Ngozi Okafor,n@families.test,en,A,{access},,,,,,,,,,\n\
             S2,Mia,Okafor,Kim Vale,k@families.test,en,B,full,,,,,,,,,,\n"
        )
    };
    let settings = Settings { roster_csv: roster("full"), ..Settings::with_jobs(LETTER) };
    let mut world = World::with(settings, "2026-11-12T08:00:00-05:00");
    world.step().unwrap();
    world.at("2026-11-12T15:00:00").step().unwrap();
    world.at("2026-11-13T07:00:00").step().unwrap();
    world.settings().roster_csv = roster("blocked");
    world.restart();
    world.teach("ok all");
    world.at("2026-11-13T08:00:00").step().unwrap();
    let fates = world.rows("SELECT recipient, state FROM outbox WHERE job = 'letter' ORDER BY recipient");
    assert_eq!(fates, [["k@families.test", "sent"], ["n@families.test", "cancelled"]]);
}

#[test]
fn an_answer_about_two_children_goes_for_the_one_who_is_here_and_what_is_dropped_is_told() {
    let ana = "ana@families.test";
    let rows = |leo: &str, mia: &str| {
        let row = |id: &str, name: &str, left: &str| {
            format!("{id},{name},Martínez,Ana Martínez,{ana},en,A,full,,,{left},,,,,,,\n")
        };
        row("S1", "Leo", leo) + &row("S2", "Mia", mia)
    };
    let mut world = world(&rows("", ""));
    let raw = plain(ana, "room12@school.test", "Leo and Mia", "Leo and Mia come late today. Is that all right?");
    world.at("2026-11-12T09:00:00").deliver(Folder::Inbox, &raw);
    world.step().unwrap();
    world.settings().roster_csv = format!("{HEAD}{}", rows("2026-11-11", ""));
    world.restart();
    world.at("2026-11-13T07:05:00").step().unwrap();
    assert!(world.teach("reply 1: It is.")[0].done);
    world.at("2026-11-13T07:50:00").step().unwrap();
    assert_eq!(world.states("template = 'reply'"), [Sent], "Mia is here");
    // Another answer waits when Mia leaves too: it is dropped, and that is told.
    assert!(world.at("2026-11-13T08:00:00").teach("reply 1: And tomorrow?")[0].done);
    world.settings().roster_csv = format!("{HEAD}{}", rows("2026-11-11", "2026-11-12"));
    world.restart();
    world.at("2026-11-13T08:11:00").step().unwrap();
    assert_eq!(world.states("template = 'reply'"), [Sent, Cancelled]);
    assert!(!world.teach("reply 1: Hello?")[0].done, "nobody here is written to");
    world.at("2026-11-16T07:05:00").step().unwrap();
    assert!(summary(&world).contains("the child is not in the class now"), "{}", summary(&world));
}
