//! `[translation]`: the school's own service that translates a teacher's words. Without the section nothing is asked.

use super::document::Section;
use super::fill::Placeholders;
use super::keys::{SCHOOL_FILE, TRANSLATION};
use super::mail::{MailReader, is_loopback};
use super::problem::Problems;
use super::resolved::Translation;
use super::secrets::{Environment, SecretReader, Secrets};
use super::value::Text;
use crate::domain::language::Language;
use std::path::PathBuf;
use std::time::Duration;

const URL: &str = "url = \"https://translate.school.test\"";

/// Reads `[translation]`; `None` where there is none, or where something in it is wrong.
pub fn read_translation(
    root: &Section<'_>,
    secrets: Secrets,
    environment: &Environment<'_>,
    files: &mut Vec<PathBuf>,
    problems: &mut Problems,
) -> Option<Translation> {
    let section = root.section("translation", &TRANSLATION, problems)?;
    section.check_keys(SCHOOL_FILE, problems);
    let url = section.required_text("url", URL, problems).and_then(|written| read_url(written, problems));
    let placeholders = Placeholders { class: None, address: None };
    let api_key = section
        .value("api_key")
        .map(|written| SecretReader { secrets, environment, placeholders }.read(written, problems));
    let ca_file = section.text("ca_file", "ca_file = \"ca.pem\"", problems);
    let ca_file =
        ca_file.map(|written| MailReader { placeholders, secrets, environment }.ca_file(written, files, problems));
    let timeout = section.number_or("timeout", 1..=60, 10, problems);
    let mut languages = Vec::new();
    for entry in section.list("languages", "languages = [\"es\", \"vi\"]", problems) {
        let Some(written) = entry.text("es", problems) else { continue };
        match Language::parse(written.text) {
            Some(language) => languages.push(language),
            None => entry.wrong(
                problems,
                format!("`{}` is no language", written.text),
                "write its short name, as \"es\" for Spanish or \"vi\" for Vietnamese",
            ),
        }
    }
    let (tls, host, port, path) = url?;
    Some(Translation {
        host,
        port,
        tls,
        path,
        // A key that could not be read has been told.
        api_key: api_key.flatten(),
        ca_file,
        timeout: Duration::from_secs(u64::from(timeout)),
        languages,
    })
}

/// Whether it is protected, the host, the port, and what stands before `/translate`.
fn read_url(written: Text<'_>, problems: &mut Problems) -> Option<(bool, String, u16, String)> {
    let Some((tls, host, port, path)) = parts(written.text) else {
        written.value.wrong(problems, "`url` is no address of a web service", format!("write `{URL}`"));
        return None;
    };
    if !tls && !is_loopback(host.trim_matches(['[', ']'])) {
        written.value.wrong(
            problems,
            format!("`url` would send the teacher's words in the clear to {host}"),
            "write https:// in place of http://; without protection only a service on this machine is asked",
        );
        return None;
    }
    Some((tls, host.to_owned(), port, path.trim_end_matches('/').to_owned()))
}

fn parts(url: &str) -> Option<(bool, &str, u16, &str)> {
    let (scheme, rest) = url.split_once("://")?;
    let (tls, usual) = match scheme {
        "https" => (true, 443),
        "http" => (false, 80),
        _ => return None,
    };
    let (place, path) = rest.find('/').and_then(|at| rest.split_at_checked(at)).unwrap_or((rest, ""));
    let (host, port) = match place.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, port.parse().ok().filter(|port| *port != 0)?),
        _ => (place, usual),
    };
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '[' | ']' | ':');
    let in_path = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '-' | '_' | '~');
    (!host.is_empty() && host.chars().all(plain) && path.chars().all(in_path)).then_some((tls, host, port, path))
}
