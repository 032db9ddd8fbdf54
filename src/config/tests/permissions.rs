//! What others on the host could have written or read is refused.

use super::*;
use crate::config::resolved::InboxSetup;
use crate::config::secrets::Password;
use secrecy::ExposeSecret;

#[test]
fn files_that_others_may_write_are_refused() {
    for (name, mode, who) in [
        ("homeroom.toml", 0o664, "its group"),
        ("classes/room-12.toml", 0o646, "everyone on this host"),
        ("classes/room-12.csv", 0o666, "everyone on this host"),
        ("calendar/year.ics", 0o660, "its group"),
        ("templates/note/en.hbs", 0o664, "its group"),
    ] {
        let folder = Folder::whole();
        folder.write("homeroom.toml", format!("{SCHOOL}closed = [\"calendar/year.ics\", \"2027-01-01\"]\n{MAIL}"));
        folder.write("calendar/year.ics", "BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n");
        folder.write("templates/note/en.hbs", "Hello");
        assert_eq!(folder.told(), Vec::<String>::new(), "before");
        folder.chmod(name, mode);
        let path = folder.path(name);
        let expected = format!(
            "error: {name}: {who} may write this file (mode {mode:04o}); homeroom reads only what its owner alone can \
             change\nhint: type `chmod go-w {name}`"
        );
        assert_eq!(folder.told(), [expected], "{}", path.display());
        assert!(folder.load().is_err());
    }
}

#[test]
fn folders_that_anyone_may_fill_are_refused() {
    for (name, mode, refused) in [("classes", 0o757, true), ("classes", 0o1777, false), ("templates/note", 0o777, true)]
    {
        let folder = Folder::whole();
        folder.write("templates/note/en.hbs", "Hello");
        folder.chmod(name, mode);
        let told = folder.told();
        assert_eq!(told.len(), usize::from(refused), "{name} {mode:o}: {told:?}");
        assert!(told.iter().all(|t| t.starts_with(&format!("error: {name}: everyone on this host may put files"))));
    }
}

fn with_password(folder: &Folder, password: &str) {
    let mail = MAIL.replacen("{ env = \"PASSWORD\" }", password, 1);
    folder.write("homeroom.toml", format!("{SCHOOL}{mail}"));
}

fn password_of(folder: &Folder) -> String {
    let InboxSetup::Imap { login, .. } = &folder.loaded().classes[0].inbox else { panic!("imap") };
    let Password::Read(password) = &login.password else { panic!("read") };
    password.expose_secret().to_owned()
}

#[test]
fn a_secret_is_one_line_of_a_file_that_only_its_owner_reads() {
    let folder = Folder::whole();
    with_password(&folder, "{ file = \"secrets/{class}\" }");
    for (text, mode, expected) in [
        ("tulip 7\n", 0o600, Ok("tulip 7")),
        ("tulip-7\r\n", 0o400, Ok("tulip-7")),
        ("tulip-7", 0o600, Ok("tulip-7")),
        ("tulip-7", 0o640, Err("can be read or changed by others (mode 0640)")),
        ("tulip-7", 0o604, Err("can be read or changed by others (mode 0604)")),
        ("\n", 0o600, Err("the secret is empty")),
        ("tulip\n7\n", 0o600, Err("several lines")),
    ] {
        folder.write("secrets/room-12", text);
        folder.chmod("secrets/room-12", mode);
        match expected {
            Ok(password) => assert_eq!(password_of(&folder), password),
            Err(words) => {
                let told = folder.told();
                assert!(told.len() == 1 && told[0].starts_with("error: homeroom.toml:10: "), "{told:?}");
                assert!(told[0].contains(words), "{told:?}");
                assert!(!told[0].contains("tulip"), "{told:?}");
            }
        }
    }
    folder.write("secrets/room-12", b"\xff\xfe");
    folder.chmod("secrets/room-12", 0o600);
    assert!(folder.told()[0].contains("the secret is not text in UTF-8"));
    std::fs::remove_file(folder.path("secrets/room-12")).unwrap();
    assert_eq!(
        folder.told(),
        ["error: homeroom.toml:10: the secret secrets/room-12 is not there\n\
          hint: write the secret into it, then `chmod 600` it"]
    );
}

#[test]
fn credentials_come_from_the_folder_systemd_names() {
    let mut folder = Folder::whole();
    with_password(&folder, "{ credential = \"imap\" }");
    assert!(folder.told()[0].contains("the credential imap cannot be read: homeroom was not started by systemd"));
    folder.variable("CREDENTIALS_DIRECTORY", folder.path("given").display().to_string());
    assert!(folder.told()[0].contains("systemd has given no credential imap that can be read"));
    folder.write("given/imap", "tulip-9\n");
    // systemd shows its access list as a right of the group.
    folder.chmod("given/imap", 0o440);
    assert_eq!(password_of(&folder), "tulip-9");
    with_password(&folder, "{ credential = \"../../etc/shadow\" }");
    assert!(folder.told()[0].contains("a credential has a name, not a path"));
}

#[test]
fn a_password_that_stands_in_the_file_is_refused_and_never_repeated() {
    for written in [
        "\"hunter2\"",
        "{ plain = \"hunter2\" }",
        "{ file = \"hunter2\", env = \"B\" }",
        "{}",
        "{ env = \"{hunter2}\" }",
    ] {
        let folder = Folder::whole();
        with_password(&folder, written);
        let told = folder.told();
        assert!(!told.is_empty() && folder.load().is_err(), "{written}");
        assert!(told.iter().all(|t| t.starts_with("error: homeroom.toml:10: ")), "{told:?}");
        assert!(told.iter().all(|t| !t.contains("hunter2")), "{told:?}");
    }
}

#[test]
fn listings_need_no_secrets() {
    let mut folder = Folder::whole();
    folder.variables.clear();
    assert_eq!(
        folder.told(),
        [
            "error: homeroom.toml:10: the environment variable PASSWORD is not set\n\
             hint: set it for homeroom alone, or keep the secret in a file: `{ file = \"PASSWORD\" }`",
            "error: homeroom.toml:16: the environment variable PASSWORD is not set\n\
             hint: set it for homeroom alone, or keep the secret in a file: `{ file = \"PASSWORD\" }`",
        ]
    );
    let loaded = folder.load_with(Secrets::Skip).unwrap();
    let InboxSetup::Imap { login, .. } = &loaded.classes[0].inbox else { panic!("imap") };
    assert!(matches!(login.password, Password::Skipped));
}

#[test]
fn nothing_of_a_secret_shows_in_debug() {
    let folder = Folder::whole();
    assert!(!format!("{:?}", folder.loaded()).contains("tulip"));
}
