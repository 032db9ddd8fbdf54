//! Mail settings: overrides, placeholders, what is refused.

use super::*;
use crate::config::resolved::{Folders, InboxSetup, OutgoingSetup, Security, StoredPart};

/// What is told when the school's file has this mail part.
fn told_of(mail: &str) -> Vec<String> {
    let folder = Folder::whole();
    folder.write("homeroom.toml", format!("{SCHOOL}{mail}"));
    folder.told()
}

#[test]
fn a_class_overrides_what_it_names_and_keeps_the_rest() {
    let folder = Folder::whole();
    let own = "[inbox]\nhost = \"{class}.imap.test\"\nstore = \"whole\"\n[outgoing]\nport = 2525\nper_day = 9\nsent_copy = \"provider\"\n";
    folder.write("classes/room-12.toml", format!("{CLASS}{own}"));
    folder.write("classes/room-7.toml", CLASS.replace("room12@", "room7@").replace("Room 12", "Room 7"));
    folder.write("classes/room-7.csv", ROSTER);
    let loaded = folder.loaded();
    assert_eq!(loaded.warnings, []);
    let (twelve, seven) = (&loaded.classes[0], &loaded.classes[1]);
    assert_eq!((twelve.class.id.as_str(), seven.class.id.as_str()), ("room-12", "room-7"));
    let InboxSetup::Imap { server, login, store, .. } = &twelve.inbox else { panic!("imap") };
    assert_eq!(
        (server.host.as_str(), server.security, *store),
        ("room-12.imap.test", Security::Tls, StoredPart::Whole)
    );
    assert_eq!(login.user, "room12@school.test");
    let InboxSetup::Imap { server, login, .. } = &seven.inbox else { panic!("imap") };
    assert_eq!((server.host.as_str(), login.user.as_str()), ("imap.school.test", "room7@school.test"));
    let OutgoingSetup::Smtp { server, .. } = &twelve.outgoing else { panic!("smtp") };
    assert_eq!((server.port, twelve.limits.per_day, twelve.limits.per_minute), (2525, 9, 30));
    assert_ne!(twelve.sent_copy, seven.sent_copy);
}

#[test]
fn a_class_may_have_another_kind_of_mailbox_than_the_school() {
    let folder = Folder::whole();
    folder.write(
        "homeroom.toml",
        format!("{SCHOOL}{}", MAIL.replace("[outgoing]", "folders = { sent = \"Gesendet\" }\n[outgoing]")),
    );
    let own = "[inbox]\ntype = \"maildir\"\npath = \"../mail/{class}\"\n[outgoing]\ntype = \"sendmail\"\n";
    folder.write("classes/room-12.toml", format!("{CLASS}{own}"));
    let loaded = folder.loaded();
    assert_eq!(loaded.warnings, []);
    let InboxSetup::Maildir { path, folders, .. } = &loaded.classes[0].inbox else { panic!("maildir") };
    assert_eq!((path, folders), (&folder.path("classes/../mail/room-12"), &Folders::default()));
    let OutgoingSetup::Sendmail { path } = &loaded.classes[0].outgoing else { panic!("sendmail") };
    assert_eq!(path, Path::new("/usr/sbin/sendmail"));
}

#[test]
fn banners_of_the_gateway_are_the_schools_and_a_class_may_have_its_own() {
    let folder = Folder::whole();
    let inbox = "[outgoing]";
    let school = MAIL.replace(inbox, &format!("banners = [\"Checked by the school\", \" EXTERN: \"]\n{inbox}"));
    folder.write("homeroom.toml", format!("{SCHOOL}{school}"));
    assert_eq!(folder.loaded().classes[0].banners, ["Checked by the school", "EXTERN:"]);
    folder.write("classes/room-12.toml", format!("{CLASS}[inbox]\nbanners = [\"Room 12 only\"]\n"));
    assert_eq!(folder.loaded().classes[0].banners, ["Room 12 only"]);
    folder.write("classes/room-12.toml", format!("{CLASS}[inbox]\nbanners = []\n"));
    assert!(folder.loaded().classes[0].banners.is_empty());
}

#[test]
fn a_banner_that_any_line_could_begin_with_is_refused() {
    let told = |banners: &str| told_of(&MAIL.replace("[outgoing]", &format!("banners = {banners}\n[outgoing]")));
    for (banners, words) in [
        ("[\"Hi -\"]", "`Hi -` in `banners` is so short that it would take people's own lines for banners"),
        ("[\"\"]", "`banners` is empty"),
        ("\"Checked\"", "`banners` must be a list in [brackets], and is text in quotation marks"),
        ("[7]", "`banners` must be text in quotation marks, and is a number"),
    ] {
        let told = told(banners);
        assert!(told.len() == 1 && told[0].contains(words), "{banners}: {told:?}");
    }
    assert_eq!(told("[\"Checked\"]"), Vec::<String>::new());
}

#[test]
fn a_relay_that_wants_no_login_gets_none() {
    let folder = Folder::whole();
    let relay = "[outgoing]\ntype = \"smtp\"\nhost = \"::1\"\nsecurity = \"none\"\n";
    let inbox = MAIL.split("[outgoing]").next().unwrap();
    folder.write("homeroom.toml", format!("{SCHOOL}{inbox}{relay}"));
    let OutgoingSetup::Smtp { server, login } = &folder.loaded().classes[0].outgoing else { panic!("smtp") };
    assert_eq!((server.port, login.is_none()), (25, true));
}

#[test]
fn mail_without_encryption_is_for_loopback_alone() {
    for (host, refused) in [
        ("127.0.0.1", false),
        ("127.8.9.1", false),
        ("localhost", false),
        ("::1", false),
        ("10.0.0.7", true),
        ("imap.school.test", true),
        ("localhost.evil.test", true),
    ] {
        let told = told_of(&MAIL.replace("imap.school.test", host).replacen("\"tls\"", "\"none\"", 1));
        let expected = format!(
            "error: homeroom.toml:9: `security = \"none\"` would send the password and the mail in the clear to {host}\n\
             hint: write `security = \"tls\"` or \"starttls\"; \"none\" is for loopback addresses only"
        );
        assert_eq!(told, if refused { vec![expected] } else { vec![] }, "{host}");
    }
}

#[test]
fn what_is_wrong_in_mail_settings_says_what_to_write() {
    for (from, to, expected) in [
        (
            "security = \"tls\"",
            "security = \"ssl\"",
            "error: homeroom.toml:9: `security` does not know the word `ssl`\n\
             hint: write one of `tls`, `starttls` or `none`",
        ),
        (
            "security = \"tls\"",
            "security = \"yes\"",
            "error: homeroom.toml:9: `security` does not know the word `yes`\n\
             hint: write one of `tls`, `starttls` or `none`",
        ),
        (
            "type = \"imap\"\n",
            "",
            "error: homeroom.toml:6: `type` is missing in [inbox]\nhint: write `type = \"imap\" or \"maildir\"`",
        ),
        (
            "host = \"imap.school.test\"",
            "host = \"imaps://imap.school.test\"",
            "error: homeroom.toml:8: `host` is no name of a server\n\
             hint: write the bare name, as `host = \"imap.school.test\"`; the port stands under `port`",
        ),
        (
            "host = \"imap.school.test\"",
            "host = \"{clas}.school.test\"",
            "error: homeroom.toml:8: `host` has a placeholder that is not known\n\
             hint: only `{class}` and `{address}` are filled in here",
        ),
        (
            "security = \"tls\"",
            "security = \"tls\"\nport = 99999",
            "error: homeroom.toml:10: `port` must be a whole number from 1 to 65535\n\
             hint: write for example `port = 993`",
        ),
        (
            "security = \"tls\"",
            "security = \"tls\"\nca_file = \"ca.pem\"",
            "error: homeroom.toml:10: the CA file ca.pem is not there\n\
             hint: put the CA's certificate there (PEM), or take `ca_file` out to trust the system's CAs alone",
        ),
        (
            "security = \"tls\"",
            "security = \"tls\"\nca_file = \"homeroom.toml\"",
            "error: homeroom.toml:10: homeroom.toml holds no certificate in PEM form\n\
             hint: convert it: `openssl x509 -inform der -in CA.cer -out ca.pem`",
        ),
        (
            "security = \"tls\"",
            "security = \"tls\"\nca_file = \"~/ca.pem\"",
            "error: homeroom.toml:10: `ca_file` begins with `~`, which only a shell understands\n\
             hint: write the whole path, or one relative to this file",
        ),
        (
            "security = \"tls\"",
            "security = \"tls\"\nafter_ingest = \"move:Done\"",
            "error: homeroom.toml:10: `after_ingest = \"move:Done\"` is not built yet: homeroom leaves every mail as it lies\n\
             hint: write `after_ingest = \"nothing\"` or take the line out",
        ),
        (
            "security = \"tls\"",
            "security = \"tls\"\nfolders = { sent = \"A\", junk = \"A\" }",
            "error: homeroom.toml:10: `folders` names one folder twice\n\
             hint: name three different folders, or leave out what the server names itself",
        ),
        (
            "security = \"tls\"",
            "security = \"tls\"\nfolder = { sent = \"A\" }",
            "error: homeroom.toml:10: unknown key `folder` in [inbox]\nhint: write `folders`",
        ),
        (
            "security = \"tls\"",
            "security = \"tls\"\nper_day = 3",
            "error: homeroom.toml:10: unknown key `per_day` in [inbox]\nhint: `per_day` belongs in [outgoing]",
        ),
        (
            "user = \"{address}\"",
            "user = \"office@school.test\"",
            "warning: homeroom.toml:15: `user` logs in as another address than the class's, which stands in From: many \
             servers refuse such mail or spoil its reputation\n\
             hint: write `user = \"{address}\"`, or give this account the right to send as the class's address",
        ),
        ("user = \"{address}\"", "user = \"svc-mail\"", ""),
        (
            "user = \"{address}\"",
            "path = \"x\"",
            "warning: homeroom.toml:15: `path` is not used with the `type` chosen here\n\
             hint: take the lines out, or choose the other `type`",
        ),
    ] {
        let mail = MAIL.replacen(from, to, 1);
        assert_ne!(mail, MAIL, "{from}");
        let told = told_of(&mail);
        let first = told.first().map_or("", String::as_str);
        assert_eq!(first, expected, "{told:#?}");
        assert!(told.len() <= 2, "{told:#?}");
    }
}

#[test]
fn unknown_keys_of_folders_are_told() {
    let told =
        told_of(&MAIL.replacen("security = \"tls\"", "security = \"tls\"\nfolders = { snt = \"A\", spam = \"B\" }", 1));
    assert_eq!(
        told,
        [
            "error: homeroom.toml:10: unknown key `snt` in `folders`\nhint: write `sent`",
            "error: homeroom.toml:10: unknown key `spam` in `folders`\n\
             hint: the nearest known key is `sent`; known here are `inbox`, `sent` and `junk`",
        ]
    );
}

#[test]
fn two_classes_share_neither_address_nor_mailbox() {
    let folder = Folder::whole();
    folder.write("classes/room-7.toml", CLASS);
    folder.write("classes/room-7.csv", ROSTER);
    assert_eq!(
        folder.told(),
        [
            "error: classes/room-7.toml: this class reads the same mailbox as the class in classes/room-12.toml\n\
             hint: give each class its own: `{class}` or `{address}` in `user` or `path` of [inbox]",
            "error: classes/room-7.toml:3: `address` is the address of the class in classes/room-12.toml already\n\
             hint: give each class a mailbox and an address of its own",
        ]
    );
}

#[test]
fn the_state_folder_follows_the_key_then_systemd_then_the_file() {
    let mut folder = Folder::whole();
    folder.variable("STATE_DIRECTORY", "/var/lib/homeroom:/var/lib/other");
    assert_eq!(folder.loaded().state_dir, folder.path("state"));
    folder.write("homeroom.toml", format!("{SCHOOL}{MAIL}").replace("state_dir = \"state\"", ""));
    assert_eq!(folder.loaded().state_dir, Path::new("/var/lib/homeroom"));
    folder.variables.retain(|(name, _)| *name != "STATE_DIRECTORY");
    assert_eq!(folder.loaded().state_dir, folder.path("state"));
}
