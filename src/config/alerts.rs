//! `[alerts]`: who is told when homeroom stands still, and by which way.

use super::document::Section;
use super::fill::Placeholders;
use super::keys::{ALERTS, SCHOOL_FILE};
use super::mail::MailReader;
use super::problem::Problems;
use super::resolved::{Alerts, OutgoingSetup};
use super::secrets::{Environment, Secrets};
use crate::domain::address::EmailAddress;
use std::path::PathBuf;

const TO: &str = "to = \"it@school.test\"";
/// Any of these says that the alerts have a way out of their own.
const WAY: [&str; 8] = ["type", "host", "port", "security", "ca_file", "user", "password", "path"];

/// Reads `[alerts]`; `None` where there is none, or where something in it is wrong.
pub fn read_alerts(
    root: &Section<'_>,
    secrets: Secrets,
    environment: &Environment<'_>,
    files: &mut Vec<PathBuf>,
    problems: &mut Problems,
) -> Option<Alerts> {
    let section = root.section("alerts", &ALERTS, problems)?;
    section.check_keys(SCHOOL_FILE, problems);
    let to = section.required_text("to", TO, problems);
    let address = to.and_then(|to| EmailAddress::parse(to.text).filter(|address| address.as_str().is_ascii()));
    if let (Some(to), None) = (to, &address) {
        to.value.wrong(problems, "`to` is no plain mail address", format!("write `{TO}`"));
    }
    let mut way = None;
    if WAY.iter().any(|key| section.value(key).is_some()) {
        let placeholders = Placeholders { class: None, address: None };
        way = Some(MailReader { placeholders, secrets, environment }.outgoing(&section, files, problems)?);
        if section.value("password").is_some() && section.value("user").is_none() {
            section.missing("user", "user = \"homeroom-alerts@school.test\"", problems);
        }
    }
    let from = match &way {
        Some(OutgoingSetup::Smtp { login: Some(login), .. }) => EmailAddress::parse(&login.user),
        _ => None,
    };
    Some(Alerts { to: address?, from: from.filter(|from| from.as_str().is_ascii()), way })
}
