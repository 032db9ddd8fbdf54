//! `[alerts]`: who is told, and by which way.

use super::*;
use crate::config::resolved::OutgoingSetup;

fn told(alerts: &str) -> Vec<String> {
    let folder = Folder::whole();
    folder.write("homeroom.toml", format!("{SCHOOL}{MAIL}{alerts}"));
    folder.told()
}

#[test]
fn an_address_is_enough_and_a_way_of_its_own_is_read_like_that_of_the_classes() {
    let folder = Folder::whole();
    assert!(folder.loaded().alerts.is_none());
    let alerts = |lines: &str| {
        folder.write("homeroom.toml", format!("{SCHOOL}{MAIL}[alerts]\nto = \"it@school.test\"\n{lines}"));
        folder.loaded().alerts.unwrap()
    };
    let plain = alerts("");
    assert_eq!((plain.to.as_str(), plain.from.is_none(), plain.way.is_none()), ("it@school.test", true, true));
    let own = "type = \"smtp\"\nhost = \"smtp.other.test\"\nsecurity = \"tls\"\nuser = \"alerts@other.test\"\npassword = { env = \"PASSWORD\" }\n";
    let own = alerts(own);
    let Some(OutgoingSetup::Smtp { server, login: Some(login) }) = &own.way else { panic!("smtp") };
    assert_eq!((server.port, login.user.as_str()), (465, "alerts@other.test"));
    assert_eq!(own.from.unwrap().as_str(), "alerts@other.test");
    assert!(matches!(alerts("type = \"sendmail\"\n").way, Some(OutgoingSetup::Sendmail { .. })));
    let Some(OutgoingSetup::Maildir { path }) = alerts("type = \"maildir\"\npath = \"told\"\n").way else { panic!() };
    assert_eq!(path, folder.path("told"));
}

#[test]
fn what_is_wrong_with_it_says_what_to_write() {
    let to = "[alerts]\nto = \"it@school.test\"\n";
    for (alerts, words) in [
        ("[alerts]\n".to_owned(), "`to` is missing in [alerts]"),
        ("[alerts]\nto = \"IT\"\n".to_owned(), "`to` is no plain mail address"),
        (format!("{to}hosst = \"x.test\"\n"), "unknown key `hosst` in [alerts]\nhint: write `host`"),
        (format!("{to}host = \"x.test\"\n"), "`type` is missing in [alerts]"),
        (
            format!(
                "{to}type = \"smtp\"\nhost = \"x.test\"\nsecurity = \"tls\"\npassword = {{ env = \"PASSWORD\" }}\n"
            ),
            "`user` is missing in [alerts]",
        ),
        (format!("{to}type = \"maildir\"\npath = \"out/{{class}}\"\n"), "this is for the whole school"),
        ("[alerts]\nto = \"room12@school.test\"\n".to_owned(), "is the mailbox of a class"),
    ] {
        let told = told(&alerts);
        assert!(told.len() == 1 && told[0].contains(words), "{alerts}: {told:#?}");
    }
}
