//! What scripts read: every listing has exactly the promised fields, and absent values are null.

use crate::school::School;
use crate::school::mail::plain;
use serde_json::{Value, json};

const THURSDAY: &str = "2026-11-19T12:00:00-05:00";
const FRIDAY: &str = "2026-11-20T15:30:00-05:00";
const LATER: &str = "2026-11-20T15:40:00-05:00";

const SHAPES: [(&str, &[&str]); 11] = [
    (
        "messages",
        &[
            "id",
            "class",
            "folder",
            "uid",
            "more_below",
            "marks",
            "message_id",
            "received",
            "direction",
            "from",
            "kind",
            "state",
            "reason",
            "students",
            "guardian",
            "household",
            "thread",
            "topic",
            "matched_by",
            "verified",
            "subject",
            "reply_text",
        ],
    ),
    (
        "contacts",
        &["at", "class", "student", "household", "guardian", "direction", "channel", "personal", "tone", "message"],
    ),
    (
        "families",
        &[
            "class",
            "student",
            "household",
            "guardians",
            "reachability",
            "preferences",
            "last_contact",
            "last_to",
            "last_from",
            "school_days",
            "state",
            "good",
            "hard",
            "waiting_since",
            "flags",
            "why_silent",
        ],
    ),
    (
        "outbox",
        &[
            "id",
            "class",
            "state",
            "to",
            "student",
            "household",
            "job",
            "template",
            "language",
            "subject",
            "message_id",
            "not_before",
            "expires",
            "attempts",
            "reason",
            "sent_at",
        ],
    ),
    (
        "ledger",
        &[
            "class",
            "folder",
            "uidvalidity",
            "on_server",
            "stored",
            "placed",
            "waiting",
            "ignored",
            "quarantined",
            "difference",
        ],
    ),
    ("roster changes", &["class", "id", "at", "by", "change", "student", "guardian", "address", "words"]),
    ("log", &["id", "class", "at", "actor", "act", "subject", "detail", "hash"]),
    ("log --verify", &["class", "ok", "head", "broken_at", "why"]),
    ("forecast", &["at", "class", "job", "student", "household", "to", "language", "outcome", "reason"]),
    (
        "status",
        &[
            "class",
            "ok",
            "problems",
            "last_fetch",
            "connection",
            "outbox",
            "waiting",
            "last_summary",
            "paused",
            "next_jobs",
        ],
    ),
    (
        "inspect mail.eml",
        &[
            "file",
            "kind",
            "from",
            "from_name",
            "to",
            "cc",
            "subject",
            "message_id",
            "in_reply_to",
            "references",
            "date",
            "text",
            "reply_text",
            "cuts",
            "language",
            "returns",
            "attachments",
            "marks",
            "thread_index",
            "bounce",
            "why",
        ],
    ),
];

fn busy_school() -> Option<School<'static>> {
    let school = School::new()?;
    let (class, ana) = (school.class(), school.guardian("ana.martinez"));
    school.at(THURSDAY).run();
    school.at(THURSDAY).teach("good Leo: held the ladder");
    school.at(THURSDAY).teach("log Omar called Samir: all is well");
    school.at(THURSDAY).teach(&format!("add {} to Omar Samir", school.guardian("uncle")));
    school.at(THURSDAY).teach("block Daniel from Maya: court order of 3 March");
    let raw = plain(
        &format!("Ana <{ana}>"),
        &class,
        "Re: Leo",
        "Leo está enfermo hoy y no puede venir a la escuela. Mañana vuelve, si Dios quiere. Muchas gracias por todo.",
    );
    school.servers.deliver(&class, &raw, "INBOX");
    school.servers.deliver(&class, b"Subject: nobody\r\n\r\n", "INBOX");
    std::fs::write(school.path("mail.eml"), raw).expect("write a mail");
    school.at(FRIDAY).run();
    Some(school)
}

#[test]
fn every_listing_has_exactly_the_promised_fields() {
    let Some(school) = busy_school() else { return };
    for (listing, fields) in SHAPES {
        let rows = school.at(LATER).list(listing);
        assert!(!rows.is_empty(), "{listing}");
        let mut expected: Vec<&str> = fields.to_vec();
        expected.sort_unstable();
        for row in &rows {
            let mut found: Vec<&str> = row.as_object().expect("an object").keys().map(String::as_str).collect();
            found.sort_unstable();
            assert_eq!(found, expected, "{listing}");
            let empty = |value: &Value| value == &json!("") && row["reply_text"] != json!("");
            let strings = row.as_object().expect("an object").iter().filter(|(name, _)| *name != "subject");
            for (name, value) in strings {
                assert!(!empty(value), "{listing}: {name} is empty and should be null");
            }
        }
    }
}

#[test]
fn times_are_utc_addresses_lower_case_and_absent_values_null() {
    let Some(school) = busy_school() else { return };
    let utc = |value: &Value| value.as_str().is_some_and(|t| t.ends_with('Z') && t.parse::<jiff::Timestamp>().is_ok());
    let mail = school.at(LATER).one("messages", "subject", "Re: Leo");
    assert!(utc(&mail["received"]), "{mail:#}");
    assert_eq!(mail["from"], school.guardian("ana.martinez").to_lowercase());
    assert_eq!((&mail["folder"], &mail["direction"]), (&json!("INBOX"), &json!("in")));
    let nobody = school.at(LATER).one("messages", "subject", "nobody");
    for name in ["from", "message_id", "guardian", "household", "thread", "topic"] {
        assert_eq!(nobody[name], json!(null), "{name}");
    }
    let row = school.at(LATER).one("outbox", "student", "S1002");
    assert!(utc(&row["not_before"]) && utc(&row["expires"]) && utc(&row["sent_at"]), "{row:#}");
    assert_eq!((&row["job"], &row["template"]), (&json!("friday-good-news"), &json!("positive-note")));
    let status = school.at(LATER).list("status").remove(0);
    assert!(utc(&status["last_fetch"]), "{status}");
    let next: Vec<&str> =
        status["next_jobs"].as_array().expect("a list").iter().filter_map(|j| j["at"].as_str()).collect();
    assert_eq!(next, ["2026-11-22T21:00:00Z", "2026-11-23T12:00:00Z", "2026-12-04T20:30:00Z"]);
}

#[test]
fn inspect_with_a_class_foretells_what_the_run_decides() {
    let Some(school) = busy_school() else { return };
    let told =
        school.at(LATER).tells(&["--json", "--class", "room-12", "inspect", "mail.eml"]).ended(0).rows().remove(0);
    let placed = school.at(LATER).one("messages", "subject", "Re: Leo");
    let foretold = &told["placing"][0];
    for name in ["state", "students", "matched_by", "guardian"] {
        assert_eq!(foretold[name], placed[name], "{name}: {told:#}");
    }
    assert_eq!(told["language"], "es");
    // And it needs no configuration.
    std::fs::remove_file(school.path("homeroom.toml")).expect("remove");
    assert_eq!(school.at(LATER).list("inspect mail.eml")[0]["kind"], told["kind"]);
}

#[test]
fn a_mail_understood_again_is_placed_by_what_is_known_now() {
    let Some(school) = School::new() else { return };
    let (class, uncle) = (school.class(), school.guardian("uncle"));
    school.servers.deliver(&class, &plain(&uncle, &class, "Tomorrow", "I pick him up."), "INBOX");
    school.at(THURSDAY).run();
    let mail = school.at(THURSDAY).one("messages", "from", &uncle);
    assert_eq!(mail["state"], "unknown_sender");
    school.append(
        "classes/room-12.csv",
        "S1005,Omar,Haddad,,Uncle Haddad,uncle,uncle.{tag}@families.test,ar,A,full,yes,2017-01-30\n",
    );
    school.at(FRIDAY).tells(&["replay", &mail["id"].to_string()]).ended(0);
    let mail = school.at(FRIDAY).one("messages", "from", &uncle);
    assert_eq!((&mail["state"], &mail["students"]), (&json!("placed"), &json!(["S1005"])), "{mail:#}");
    assert_eq!(school.at(FRIDAY).list("contacts").len(), 1);
    school.at(FRIDAY).tells(&["replay", "999"]).ended(1).says(&["999", "homeroom messages"]);
}

#[test]
fn a_preview_shows_the_letter_of_a_child_and_sends_nothing() {
    let Some(school) = busy_school() else { return };
    let before = school.at(LATER).list("outbox");
    let preview = |more: &[&str]| {
        let mut arguments = vec!["preview", "reading-log-reminder", "--student", "S1002"];
        arguments.extend(more);
        school.at(LATER).tells(&arguments).ended(0).out
    };
    assert!(preview(&[]).contains("Hola, Ana"));
    assert!(preview(&["--language", "en"]).contains("Ana"));
    assert!(!preview(&["--language", "en"]).contains("Hola"));
    let file = school.path("letter.html");
    preview(&["--out", &file.display().to_string()]);
    assert!(std::fs::read_to_string(file).expect("written").contains("<"));
    assert_eq!(school.at(LATER).list("outbox"), before);
    let told = school.at(LATER).tells(&["preview", "reading-log", "--student", "S1002"]);
    assert!(told.status != Some(0) && told.err.contains("no template \"reading-log\""), "{}", told.err);
    let told = school.at(LATER).tells(&["preview", "birthday", "--student", "S9999"]);
    assert!(told.status != Some(0) && told.err.contains("S9999"), "{}", told.err);
}
