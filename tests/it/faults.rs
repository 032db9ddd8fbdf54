//! Servers that are gone, passwords that are wrong, certificates nobody vouches for: told in words, and nothing lost,
//! doubled or said in clear.

use crate::school::School;
use crate::school::wire::{Wire, nobodys_port};
use crate::servers::Servers;
use serde_json::json;

const THURSDAY: &str = "2026-11-19T12:00:00-05:00";
const FRIDAY: &str = "2026-11-20T15:30:00-05:00";
const LATER: &str = "2026-11-20T16:30:00-05:00";

fn note_about_leo(school: &School) {
    school.at(THURSDAY).run();
    school.at(THURSDAY).teach("good Leo: held the ladder");
}

fn replace_port(school: &School, section: &str, from: u16, to: u16) {
    school.edit(
        "homeroom.toml",
        &format!("port = {from}\nsecurity = \"{section}\""),
        &format!("port = {to}\nsecurity = \"{section}\""),
    );
}

#[test]
fn a_mailbox_that_cannot_be_reached_is_told_and_sending_goes_on() {
    let Some(school) = School::new() else { return };
    note_about_leo(&school);
    replace_port(&school, "tls", school.servers.imaps_port(), nobodys_port());
    let told = school.at(FRIDAY).tells(&["run", "--once"]).ended(1);
    let told = told.says(&["problem: Room 12: ", "the mail server cannot be reached", "check `host` and `port`"]);
    assert!(told.out.contains("1 mail sent"), "{}", told.out);
    school.letter_of("ana.martinez");
    let status = school.at(FRIDAY).tells(&["--json", "status"]).ended(1).rows().remove(0);
    assert!(status["problems"].to_string().contains("cannot be reached"), "{status}");
    assert!(school.servers.mailbox(&school.class(), "Sent").is_empty());

    let dead = std::fs::read_to_string(school.path("homeroom.toml")).expect("read");
    let dead: u16 = dead.split("port = ").nth(1).and_then(|t| t.lines().next()?.parse().ok()).expect("the dead port");
    replace_port(&school, "tls", dead, school.servers.imaps_port());
    school.at(LATER).run();
    assert_eq!(school.at(LATER).list("status")[0]["problems"], json!([]));
    assert_eq!(school.servers.mailbox(&school.class(), "Sent").len(), 1, "the copy is filed afterwards");
    school.letter_of("ana.martinez");
}

#[test]
fn a_mail_server_that_is_gone_loses_nothing_and_doubles_nothing() {
    let Some(servers) = Servers::start() else { return };
    let school = School::on(&servers);
    note_about_leo(&school);
    servers.postfix().stop();
    let told = school.at(FRIDAY).tells(&["--json", "run", "--once"]).ended(1);
    let done = told.rows().remove(0);
    assert_eq!((&done["enqueued"], &done["sent"]), (&json!(1), &json!(0)), "{done}");
    assert!(done["problems"].to_string().contains("cannot be reached"), "{done}");
    let row = school.at(FRIDAY).one("outbox", "student", "S1002");
    assert_eq!(row["state"], "queued", "{row:#}");
    let ledger = school.at(FRIDAY).list("ledger");
    assert!(ledger.iter().all(|l| l["difference"] == 0), "reading went on: {ledger:#?}");

    servers.postfix().start_again();
    assert_eq!(school.at(LATER).run()["sent"], 1);
    assert_eq!(school.at(LATER).run()["sent"], 0);
    school.letter_of("ana.martinez");
    assert_eq!(school.at(LATER).list("status")[0]["problems"], json!([]));

    // Without Dovecot there is neither mailbox nor login, which Postfix asks it about.
    school.at(LATER).teach("good Omar: fixed the clock");
    servers.dovecot().stop();
    let told = school.at("2026-12-04T15:30:00-05:00").tells(&["--json", "run", "--once"]).ended(1);
    let problems = told.rows().remove(0)["problems"].as_array().expect("a list").len();
    assert_eq!(problems, 2, "{}", told.out);
    servers.dovecot().start_again();
    assert_eq!(school.at("2026-12-04T17:00:00-05:00").run()["sent"], 1);
    school.letter_of("samir.haddad");
}

#[test]
fn a_wrong_password_is_told_without_showing_it() {
    let Some(school) = School::new() else { return };
    note_about_leo(&school);
    let wrong = "a-wrong-password-4711";
    school.set_environment("HOMEROOM_IMAP_PASSWORD", wrong);
    school.set_environment("HOMEROOM_SMTP_PASSWORD", wrong);
    let told = school.at(FRIDAY).tells(&["-v", "run", "--once"]).ended(1);
    let told = told.says(&["refuses this user and password", "refuses the login", "check user and password"]);
    assert!(!format!("{}{}", told.out, told.err).contains(wrong));
    assert_eq!(school.at(FRIDAY).one("outbox", "student", "S1002")["state"], "queued");
    let told = school.at(FRIDAY).tells(&["check"]).ended(1);
    assert!(told.out.contains("problem: mailbox") && told.out.contains("problem: outgoing mail"), "{}", told.out);
    assert!(!told.out.contains(wrong));
    for name in ["HOMEROOM_IMAP_PASSWORD", "HOMEROOM_SMTP_PASSWORD"] {
        school.set_environment(name, school.servers.password());
    }
    assert_eq!(school.at(LATER).run()["sent"], 1);
    school.letter_of("ana.martinez");
}

#[test]
fn a_missing_password_is_told_by_name_and_nothing_is_tried() {
    let Some(school) = School::new() else { return };
    school.edit("homeroom.toml", "env = \"HOMEROOM_SMTP_PASSWORD\"", "env = \"HOMEROOM_NO_SUCH\"");
    school.at(FRIDAY).tells(&["run", "--once"]).ended(2).says(&["homeroom.toml", "HOMEROOM_NO_SUCH"]);
    school.edit("homeroom.toml", "env = \"HOMEROOM_NO_SUCH\"", "file = \"smtp.password\"");
    school.write("smtp.password", &format!("{}\n", school.servers.password()));
    let mode = |mode: u32| {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(school.path("smtp.password"), std::fs::Permissions::from_mode(mode)).expect("chmod");
    };
    mode(0o644);
    school.at(FRIDAY).tells(&["run", "--once"]).ended(2).says(&["smtp.password", "chmod"]);
    mode(0o600);
    note_about_leo(&school);
    assert_eq!(school.at(FRIDAY).run()["sent"], 1, "a password in a file, with its line end");
}

#[test]
fn a_certificate_that_nobody_vouches_for_is_told_and_nothing_is_said_in_clear() {
    let Some(school) = School::new() else { return };
    let (imap, smtp) = (Wire::to(school.servers.imap_port()), Wire::to(school.servers.submission_port()));
    replace_port(&school, "tls", school.servers.imaps_port(), imap.port);
    school.edit("homeroom.toml", "security = \"tls\"", "security = \"starttls\"");
    replace_port(&school, "starttls", school.servers.submission_port(), smtp.port);
    let secret =
        data_encoding::BASE64.encode(format!("\0{}\0{}", school.class(), school.servers.password()).as_bytes());
    let said_in_clear = || {
        let heard = [imap.heard(), smtp.heard()].map(|octets| String::from_utf8_lossy(&octets).into_owned());
        let traces = [school.servers.password(), secret.as_str(), "LOGIN", "AUTH", "ladder", "ana.martinez"];
        traces.into_iter().filter(|trace| heard.iter().any(|said| said.contains(trace))).collect::<Vec<_>>().concat()
    };
    note_about_leo(&school);
    assert!(!imap.heard().is_empty(), "the wire is listened to");

    let ca = format!("ca_file = \"{}\"\n", school.servers.ca_file().display());
    school.edit("homeroom.toml", &ca, "");
    let told = school.at(FRIDAY).tells(&["run", "--once"]).ended(1);
    let told = told.says(&["the mail server's certificate is not trusted", "is not trusted", "ca_file"]);
    assert!(told.err.matches("not trusted").count() >= 2, "both servers: {}", told.err);
    assert_eq!(school.at(FRIDAY).one("outbox", "student", "S1002")["state"], "queued");

    school.append("homeroom.toml", &ca);
    school.edit("homeroom.toml", "[outgoing]\n", &format!("{ca}\n[outgoing]\n"));
    assert_eq!(school.at(LATER).run()["sent"], 1);
    school.letter_of("ana.martinez");
    assert!(!smtp.heard().is_empty());
    assert_eq!(said_in_clear(), "", "password, login or mail in clear");
}

#[test]
fn a_server_of_another_authority_is_refused() {
    let Some(school) = School::new() else { return };
    let right = school.servers.ca_file().display().to_string();
    let wrong = school.servers.wrong_ca_file().display().to_string();
    let text = std::fs::read_to_string(school.path("homeroom.toml")).expect("read");
    school.write("homeroom.toml", &text.replace(&right, &wrong));
    let told = school.at(FRIDAY).tells(&["check"]).ended(1);
    assert_eq!(told.out.matches("not trusted").count(), 2, "{}", told.out);
    school.write("homeroom.toml", &text);
    school.at(FRIDAY).tells(&["check"]).ended(0);
    // TLS from the first byte serves both ways too.
    let (submission, smtps) = (school.servers.submission_port(), school.servers.smtps_port());
    let tls = format!("port = {smtps}\nsecurity = \"tls\"");
    school.edit("homeroom.toml", &format!("port = {submission}\nsecurity = \"starttls\""), &tls);
    school.at(FRIDAY).tells(&["check"]).ended(0);
}
