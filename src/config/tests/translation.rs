//! `[translation]` as IT writes it.

use super::*;
use crate::domain::language::Language;
use std::time::Duration;

fn write(folder: &Folder, lines: &str) {
    folder.write("homeroom.toml", format!("{SCHOOL}{MAIL}[translation]\n{lines}"));
}

#[test]
fn nothing_is_translated_unless_it_asks_for_it() {
    let folder = Folder::whole();
    assert!(folder.loaded().classes.iter().all(|class| class.translation.is_none()));
    write(&folder, "url = \"https://translate.school.test\"\n");
    let found = folder.loaded().classes[0].translation.clone().unwrap();
    assert_eq!(
        (found.host.as_str(), found.port, found.tls, found.path.as_str()),
        ("translate.school.test", 443, true, "")
    );
    assert_eq!((found.timeout, found.api_key.is_none()), (Duration::from_secs(10), true));
    assert!(found.speaks(&Language::parse("vi").unwrap()), "all, where none are named");
}

#[test]
fn an_address_with_all_its_parts_is_read() {
    let folder = Folder::whole();
    write(
        &folder,
        "url = \"http://127.0.0.1:5000/mt/\"\napi_key = { env = \"PASSWORD\" }\ntimeout = 3\nlanguages = [\"es\", \"pt-BR\"]\n",
    );
    let found = folder.loaded().classes[0].translation.clone().unwrap();
    assert_eq!((found.host.as_str(), found.port, found.tls, found.path.as_str()), ("127.0.0.1", 5000, false, "/mt"));
    assert!(found.api_key.as_ref().and_then(|key| key.secret()).is_some() && found.timeout == Duration::from_secs(3));
    assert!(found.speaks(&Language::parse("pt").unwrap()) && !found.speaks(&Language::parse("vi").unwrap()));
    assert!(!format!("{found:?}").contains("tulip"));
}

#[test]
fn what_is_wrong_with_it_says_what_to_write() {
    let url = "url = \"https://translate.school.test\"\n";
    for (lines, words) in [
        ("".to_owned(), "`url` is missing in [translation]"),
        ("url = \"translate.school.test\"\n".to_owned(), "`url` is no address of a web service"),
        ("url = \"https://x.test:99999\"\n".to_owned(), "`url` is no address of a web service"),
        ("url = \"https://x.test/a b\"\n".to_owned(), "`url` is no address of a web service"),
        ("url = \"http://x.test\"\n".to_owned(), "in the clear to x.test"),
        (format!("{url}api-key = 1\n"), "unknown key `api-key` in [translation]\nhint: write `api_key`"),
        (format!("{url}api_key = \"canary\"\n"), "does not say where the secret is kept"),
        (format!("{url}languages = [\"Spanish!\"]\n"), "is no language"),
        (format!("{url}timeout = 0\n"), "`timeout` must be a whole number from 1 to 60"),
    ] {
        let folder = Folder::whole();
        write(&folder, &lines);
        let told = folder.told();
        assert!(told.len() == 1 && told[0].contains(words), "{lines}: {told:#?}");
        assert!(!told[0].contains("canary"));
    }
}
