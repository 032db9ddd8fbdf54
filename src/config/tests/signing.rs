//! `[keys]`, and by what a teacher's mail is told from a forged one.

use super::*;
use crate::config::resolved::KeySource;
use crate::domain::class::Verify;
use secrecy::ExposeSecret;

const LINES: &str = "2026-11-27 ABC\n2026-09-01 DEF\n";

fn with_keys(lines: &str) -> Folder {
    let mut folder = Folder::whole();
    folder.variable("KEYS", LINES);
    folder.write("homeroom.toml", format!("{SCHOOL}{MAIL}{lines}"));
    folder
}

#[test]
fn keys_are_in_the_folder_of_the_state_unless_a_secret_is_named() {
    assert!(matches!(Folder::whole().loaded().classes[0].keys, KeySource::StateDir));
    let folder = with_keys("[keys]\nsecret = { env = \"KEYS\" }\n");
    let KeySource::Given(text) = folder.loaded().classes[0].keys.clone() else { panic!() };
    assert_eq!(text.expose_secret(), LINES, "all lines of it");
    // Commands that write mail need the keys and no password; those that only look need neither.
    let keys = |secrets| folder.load_with(secrets).unwrap_or_else(|told| panic!("{told:?}")).classes[0].keys.clone();
    assert!(matches!(keys(Secrets::Keys), KeySource::Given(_)));
    assert!(matches!(keys(Secrets::Skip), KeySource::Skipped));
    let mut without = with_keys("[keys]\nsecret = { env = \"KEYS\" }\n");
    without.variables.retain(|(name, _)| *name != "PASSWORD");
    assert!(without.load_with(Secrets::Keys).is_ok(), "no password is read");
}

#[test]
fn what_is_wrong_with_them_says_what_to_write() {
    for (lines, words) in [
        ("[keys]\n", "`secret` is missing in [keys]"),
        ("[keys]\nsecret = { env = \"MISSING\" }\n", "the environment variable MISSING is not set"),
        ("[keys]\nsecret = \"canary\"\n", "does not say where the secret is kept"),
        ("[keys]\nsecrets = { env = \"KEYS\" }\nsecret = { env = \"KEYS\" }\n", "unknown key `secrets` in [keys]"),
    ] {
        let told = with_keys(lines).told();
        assert!(told.len() == 1 && told[0].contains(words), "{lines}: {told:#?}");
        assert!(!told[0].contains("canary"));
    }
}

#[test]
fn a_stamp_without_a_name_is_believed_only_where_the_mailbox_is_declared_to_be_at_microsoft() {
    let with = |lines: &str| {
        let folder = Folder::whole();
        folder.write("classes/room-12.toml", format!("{CLASS}[authentication]\n{lines}"));
        folder
    };
    let told = with("trusted_authserv_ids = [\"Exchange-Online\"]\n").told();
    assert!(told.len() == 1 && told[0].contains("safe only where the mailbox lies at Microsoft 365"), "{told:#?}");
    assert!(told[0].contains("hint: if it does, add `microsoft_365 = true`"), "{told:#?}");
    for lines in [
        "microsoft_365 = true\ntrusted_authserv_ids = [\"exchange-online\"]\n",
        "trusted_authserv_ids = [\"mx.school.test\"]\n",
        "microsoft_365 = true\n",
    ] {
        assert_eq!(with(lines).told(), Vec::<String>::new(), "{lines}");
    }
}

#[test]
fn a_teachers_mail_is_known_by_the_servers_stamp_or_by_its_signature() {
    let with = |lines: &str| {
        let folder = Folder::whole();
        folder.write("classes/room-12.toml", format!("{CLASS}[authentication]\n{lines}"));
        folder
    };
    for (lines, verify, can) in [
        ("", Verify::Stamp, false),
        ("verify = \"stamp\"\n", Verify::Stamp, false),
        ("trusted_authserv_ids = [\"mx.school.test\"]\n", Verify::Stamp, true),
        ("verify = \"dkim\"\n", Verify::Dkim, true),
    ] {
        let class = with(lines).loaded().classes.remove(0).class;
        assert_eq!((class.verify, class.can_prove_senders()), (verify, can), "{lines}");
    }
    let told = with("verify = \"dkmi\"\n").told();
    assert!(told.len() == 1 && told[0].contains("`verify` does not know the word `dkmi`"), "{told:#?}");
    assert!(told[0].contains("room-12.toml:") && told[0].contains("hint: write `verify = \"dkim\"`"), "{told:#?}");
}
