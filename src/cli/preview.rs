//! `homeroom preview`: one letter as it would look, for each guardian of the child.

use super::args::Common;
use super::output::{say, shown};
use super::{End, setup};
use crate::config::secrets::Secrets;
use crate::domain::language::Language;
use crate::domain::note::Moment;
use crate::domain::roster::Access;
use crate::ids::StudentId;
use crate::render::letter::Rendered;
use crate::service::letters;
use crate::store::{notes, preferences};
use anyhow::Context as _;
use serde_json::json;
use std::path::Path;

pub fn run(
    common: &Common,
    template: &str,
    student: &str,
    language: Option<&str>,
    out: Option<&Path>,
) -> anyhow::Result<End> {
    let opened = match setup::open(common, Secrets::Skip, false)? {
        Ok(opened) => opened,
        Err(end) => return Ok(end),
    };
    let language = match language.map(|l| (l, Language::parse(l))) {
        Some((text, None)) => {
            eprintln!("error: {text:?} is no language tag\nhint: write en, es, pt-BR and the like");
            return Ok(End::Usage);
        }
        other => other.and_then(|(_, l)| l),
    };
    let id = StudentId::new(student);
    let now = setup::clock(common).now();
    let Some(class) = opened.classes.iter().find(|c| c.class().roster.student(&id).is_some()) else {
        eprintln!(
            "error: there is no child with the number {student:?}\nhint: the numbers are in the roster's first column"
        );
        return Ok(End::Usage);
    };
    let mut moments: Vec<Moment> =
        class.store.read(notes::new_moments)?.into_iter().filter(|m| m.student == id).collect();
    if moments.is_empty() {
        moments.push(Moment::stand_in(now, &id));
    }
    let wishes = class.store.read(preferences::all)?;
    let mut end = End::Well;
    for guardian in class.class().roster.guardians_of(&id) {
        if guardian.access == Access::Blocked {
            eprintln!("note: a court order bars {}; nothing is ever sent there", shown(&guardian.name));
            continue;
        }
        if guardian.email.is_none() {
            eprintln!("note: {} has no email address; this letter would go nowhere", shown(&guardian.name));
        }
        let language = language.as_ref().unwrap_or_else(|| wishes.language_of(guardian));
        match letters::preview(class, template, guardian, &moments, language, now) {
            Ok(letter) => {
                if let Some(file) = out {
                    write_to(file, &letter)?;
                    eprintln!("the letter to {} is written to {}", shown(&guardian.name), file.display());
                    return Ok(End::Well);
                }
                show(common, &guardian.name, &letter)?;
            }
            Err(problem) => {
                eprintln!("error: the letter to {} cannot be written: {problem}", shown(&guardian.name));
                end = End::Problem;
            }
        }
    }
    Ok(end)
}

fn show(common: &Common, guardian: &str, letter: &Rendered) -> anyhow::Result<()> {
    if common.json {
        return super::output::json_line(&json!({
            "guardian": guardian,
            "language": letter.language_used.as_str(),
            "fell_back": letter.fell_back.is_some(),
            "subject": letter.subject,
            "text": letter.text,
            "html": letter.html,
        }));
    }
    say(&format!("To: {}\nSubject: {}\n\n{}", shown(guardian), shown(&letter.subject), shown(&letter.text)))
}

/// By the file's ending: the HTML page, or the text.
pub fn write_to(file: &Path, letter: &Rendered) -> anyhow::Result<()> {
    let wants_html = file.extension().is_some_and(|e| e.eq_ignore_ascii_case("html") || e.eq_ignore_ascii_case("htm"));
    let words = match (&letter.html, wants_html) {
        (Some(html), true) => html.clone(),
        _ => format!("Subject: {}\n\n{}", letter.subject, letter.text),
    };
    std::fs::write(file, words).with_context(|| format!("Write {}", file.display()))
}
