//! The mailbox stays the teacher's: looking changes nothing, and the only thing filed is the copy of a mail sent.

use crate::school::School;
use crate::school::mail::{answer, answer_address, field, plain, without};
use homeroom::cli::demo::mailshapes::Shape;
use serde_json::json;

const THURSDAY: &str = "2026-11-19T12:00:00-05:00";
const FRIDAY: &str = "2026-11-20T15:30:00-05:00";

#[test]
fn flags_folders_and_contents_are_untouched_but_for_one_copy_of_each_mail_sent() {
    let Some(school) = School::new() else { return };
    let (class, ana) = (school.class(), school.guardian("ana.martinez"));
    let mail = |subject: &str| plain(&ana, &class, subject, "Leo");
    school.servers.deliver(&class, &mail("unseen"), "INBOX");
    school.servers.append(&class, "INBOX", &mail("read"), &[r"\Seen"], None);
    school.servers.append(&class, "INBOX", &mail("marked"), &[r"\Flagged", r"\Answered", "$Label1"], None);
    school.servers.append(&class, "INBOX", &mail("deleted"), &[r"\Deleted"], None);
    school.servers.append(&class, "Junk", &mail("junk"), &[], None);
    school.servers.append(&class, "Drafts", &mail("half"), &[r"\Draft"], None);
    school.servers.append(&class, "Sent", &plain(&class, &ana, "by hand", "Leo"), &[r"\Seen"], None);
    school.servers.session(&class).command("CREATE \"Archive\"");
    let before = school.servers.flags_and_folders(&class);

    school.at(THURSDAY).run();
    assert_eq!(school.servers.flags_and_folders(&class), before, "reading leaves no trace");
    assert_eq!(school.at(THURSDAY).list("messages").len(), 6, "inbox, Sent and Junk are read; Drafts is not");
    school.at(THURSDAY).tells(&["check"]);
    school.at(THURSDAY).teach("good Maya: read to the little ones");
    for _ in 0..2 {
        school.at(FRIDAY).run();
    }
    let mut after = school.servers.flags_and_folders(&class);
    let sent = after.0.insert("Sent".to_owned(), before.0["Sent"].clone()).expect("a Sent folder");
    assert_eq!(after, before, "only Sent has changed");
    assert_eq!(sent.len(), before.0["Sent"].len() + 2, "one copy a mail, none doubled by a second run");

    let copies = school.servers.mailbox(&class, "Sent");
    for home in ["ngozi.okafor", "daniel.okafor"] {
        let delivered = school.letter_of(home);
        let id = field(&delivered, "Message-ID");
        let same: Vec<_> = copies.iter().filter(|copy| copy.text().contains(&id)).collect();
        assert_eq!(same.len(), 1, "{home}");
        assert!(same[0].flags.contains(r"\Seen"), "what one sent is read: {:?}", same[0].flags);
        // The copy is the mail as it went out, without what servers wrote on its way.
        let body =
            |raw: &[u8]| String::from_utf8_lossy(raw).replace('\r', "").split_once("\n\n").map(|(_, b)| b.to_owned());
        assert_eq!(body(&same[0].bytes), body(&delivered));
    }
    // The copies are known as homeroom's own when they are seen in the folder.
    school.at("2026-11-20T16:00:00-05:00").run();
    let messages = school.at(FRIDAY).list("messages");
    let own = messages.iter().filter(|m| m["direction"] == "out" && m["state"] == "ignored").count();
    assert_eq!(own, 2, "{messages:#?}");
    let contacts = school.at(FRIDAY).list("contacts");
    assert_eq!(contacts.iter().filter(|c| c["student"] == "S1001").count(), 2, "and count once: {contacts:#?}");
}

#[test]
fn a_provider_that_files_copies_by_itself_gets_none_from_us() {
    let Some(school) = School::new() else { return };
    school.edit("homeroom.toml", "per_minute", "sent_copy = \"provider\"\nper_minute");
    school.at(THURSDAY).run();
    school.at(THURSDAY).teach("good Leo: read to the little ones");
    assert_eq!(school.at(FRIDAY).run()["sent"], 1);
    school.letter_of("ana.martinez");
    assert!(school.servers.mailbox(&school.class(), "Sent").is_empty());
}

#[test]
fn each_mail_has_one_state_and_the_ledger_agrees_with_the_server() {
    let Some(school) = School::new() else { return };
    let class = school.class();
    let ana = school.guardian("ana.martinez");
    let mails = [("ana.martinez", "?"), ("ana.martinez", "Leo"), ("robin.vale", "Zoë"), ("stranger", "hello")];
    for (from, subject) in mails {
        let from = school.guardian(from);
        school.servers.append(&class, "INBOX", &plain(&from, &class, subject, "..."), &[], None);
    }
    let list = plain("news@lists.test", &class, "News", "List mail");
    let list =
        [b"List-Id: <news.lists.test>\r\nList-Unsubscribe: <mailto:u@lists.test>\r\n".as_slice(), &list].concat();
    school.servers.append(&class, "INBOX", &list, &[], None);
    school.servers.append(&class, "Junk", &plain(&ana, &class, "Mia", "found in Junk"), &[], None);
    school.at(FRIDAY).run();
    let states: Vec<String> =
        school.at(FRIDAY).list("messages").iter().map(|m| m["state"].as_str().expect("a state").to_owned()).collect();
    assert_eq!(states, ["unsure", "placed", "held", "unknown_sender", "ignored", "held"]);
    let ledger = school.at(FRIDAY).list("ledger");
    for line in &ledger {
        let of = |name: &str| line[name].as_i64().expect("a number");
        assert_eq!(of("difference"), 0, "{line}");
        assert_eq!(of("on_server"), of("stored"), "{line}");
        let states = of("placed") + of("waiting") + of("ignored") + of("quarantined");
        assert_eq!(of("stored"), states, "{line}");
    }
    let inbox = ledger.iter().find(|l| l["folder"] == "INBOX").expect("a line");
    assert_eq!((&inbox["on_server"], &inbox["placed"]), (&json!(5), &json!(1)), "{inbox}");
}

#[test]
fn a_mail_filed_in_two_folders_or_fetched_again_is_one_mail() {
    let Some(school) = School::new() else { return };
    let (class, samir) = (school.class(), school.guardian("samir.haddad"));
    let raw = plain(&samir, &class, "Tomorrow", "We come at nine.");
    school.servers.append(&class, "INBOX", &raw, &[], None);
    school.at(THURSDAY).run();
    // The teacher deletes the folder's numbering by moving everything, and a program files a second copy.
    school.servers.append(&class, "INBOX", &raw, &[r"\Seen"], None);
    school.servers.append(&class, "Junk", &raw, &[], None);
    school.at(FRIDAY).run();
    assert_eq!(school.at(FRIDAY).list("messages").len(), 1);
    assert_eq!(school.at(FRIDAY).list("contacts").len(), 1);
    for line in school.at(FRIDAY).list("ledger") {
        assert_eq!(line["difference"], 0, "{line}");
    }
}

#[test]
fn the_answer_to_a_copy_in_sent_reaches_the_same_thread_as_the_note() {
    let Some(school) = School::new() else { return };
    school.at(THURSDAY).run();
    school.at(THURSDAY).teach("good Omar: fixed the clock");
    school.at(FRIDAY).run();
    let (class, samir) = (school.class(), school.guardian("samir.haddad"));
    // The teacher writes on from the copy in Sent; the father answers that.
    let copy = school.servers.mailbox(&class, "Sent").remove(0).bytes;
    let more = answer(&without(&copy, "Reply-To"), "Ms. Alvarez", &class, Shape::Gmail, "One more thing: bring boots.");
    let more = [format!("To: {samir}\r\n").as_bytes(), &without(&more, "To")].concat();
    school.servers.append(&class, "Sent", &more, &[r"\Seen"], None);
    let raw = answer(&more, "Samir Haddad", &samir, Shape::Gmail, "We will.");
    school.receive(&samir, &answer_address(&more), &raw);
    school.at("2026-11-20T17:00:00-05:00").run();
    let mails = school.at(FRIDAY).list("messages");
    let placed: Vec<_> = mails.iter().filter(|m| m["state"] == "placed").collect();
    assert_eq!(placed.len(), 2, "{mails:#?}");
    assert!(placed.iter().all(|m| m["students"] == json!(["S1005"])), "{placed:#?}");
    assert_eq!(placed[0]["thread"], placed[1]["thread"]);
    assert_eq!(placed[0]["topic"], placed[1]["topic"]);
}

#[test]
fn a_familys_mail_in_junk_is_told_and_placed_once_the_teacher_moves_it() {
    let Some(school) = School::new() else { return };
    let (class, samir) = (school.class(), school.guardian("samir.haddad"));
    school.servers.append(&class, "Junk", &plain(&samir, &class, "Tomorrow", "We come at nine."), &[], None);
    let spam = plain("prize@lottery.test", &class, "You won", "Click here.");
    school.servers.append(&class, "Junk", &spam, &[], None);
    school.at(THURSDAY).run();
    assert_eq!(school.at(THURSDAY).one("messages", "from", &samir)["state"], "held");
    assert_eq!(school.at(THURSDAY).one("messages", "subject", "You won")["state"], "ignored");
    let summary = school.at(THURSDAY).summary();
    assert!(
        summary.contains("Samir Haddad") && summary.contains("junk folder") && !summary.contains("You won"),
        "{summary}"
    );
    assert!(school.at(THURSDAY).list("contacts").is_empty());
    let mut session = school.servers.session(&class);
    session.command("SELECT Junk");
    session.command("MOVE 1 INBOX");
    school.at(FRIDAY).run();
    let mail = school.at(FRIDAY).one("messages", "from", &samir);
    assert_eq!((&mail["state"], &mail["students"]), (&json!("placed"), &json!(["S1005"])), "{mail:#}");
    assert_eq!(mail["folder"], "INBOX", "{mail:#}");
    assert_eq!(school.at(FRIDAY).list("contacts").len(), 1);
    for line in school.at(FRIDAY).list("ledger") {
        assert_eq!(line["difference"], 0, "{line}");
    }
}

#[test]
fn mail_that_the_teacher_deletes_or_moves_away_stays_known() {
    let Some(school) = School::new() else { return };
    let (class, samir) = (school.class(), school.guardian("samir.haddad"));
    for subject in ["one", "two", "three"] {
        school.servers.append(&class, "INBOX", &plain(&samir, &class, subject, "Omar"), &[], None);
    }
    school.at(THURSDAY).run();
    let mut session = school.servers.session(&class);
    session.command("CREATE Archive");
    session.command("SELECT INBOX");
    session.command("MOVE 1 Archive");
    session.command(r"STORE 1 +FLAGS (\Deleted)");
    session.command("EXPUNGE");
    let done = school.at(FRIDAY).run();
    assert_eq!(done["new"], 0, "{done}");
    assert_eq!(school.at(FRIDAY).list("messages").len(), 3);
    assert_eq!(school.at(FRIDAY).list("contacts").len(), 3);
    let ledger = school.at(FRIDAY).list("ledger");
    let inbox = ledger.iter().find(|l| l["folder"] == "INBOX").expect("a line");
    assert_eq!((&inbox["on_server"], &inbox["difference"]), (&json!(1), &json!(0)), "{inbox}");
}

#[test]
fn folders_are_found_by_what_they_are_for() {
    let Some(school) = School::new() else { return };
    school.edit("homeroom.toml", "folders = { inbox = \"INBOX\", sent = \"Sent\", junk = \"Junk\" }\n", "");
    school.at(THURSDAY).run();
    let folders: Vec<String> = school.at(THURSDAY).list("ledger").iter().map(|l| l["folder"].to_string()).collect();
    assert_eq!(folders, ["\"INBOX\"", "\"Sent\"", "\"Junk\""]);
    school.edit("homeroom.toml", "[outgoing]", "folders = { sent = \"Gesendet\" }\n\n[outgoing]");
    let told = school.at(THURSDAY).tells(&["check"]).ended(1);
    assert!(told.out.contains("problem: mailbox: there is no folder Gesendet"), "{}", told.out);
    let there = told.out.split_once("The server has: ").expect("the folders there are").1;
    assert!(["INBOX", "Sent", "Junk"].iter().all(|name| there.contains(name)), "{}", told.out);
    // What lies in a folder that is not found is never seen: nobody may take that for a quiet day.
    school.at(THURSDAY).tells(&["run", "--once"]).ended(1).says(&["folder Gesendet", "name it in [inbox]"]);
    let told = school.at(THURSDAY).tells(&["status"]).ended(1);
    assert!(told.out.contains("folder Gesendet"), "{}", told.out);
    school.edit("homeroom.toml", "folders = { sent = \"Gesendet\" }\n\n[outgoing]", "[outgoing]");
    school.at(THURSDAY).tells(&["run", "--once"]).ended(0);
    school.at(THURSDAY).tells(&["status"]).ended(0);
}
