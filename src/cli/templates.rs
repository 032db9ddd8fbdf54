//! `homeroom templates check`: every letter tried with families as they are, what it needs and what it asks of its
//! reader.

use super::args::Common;
use super::output::{cell, json_line, say, shown, table};
use super::{End, setup};
use crate::config::secrets::Secrets;
use crate::domain::language::Language;
use crate::render::check::{Checked, report, sample};
use crate::render::families::FAMILIES;
use crate::render::languages;
use crate::render::needs;
use crate::render::registry::{FellBack, Registry};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What homeroom's own templates are written in.
const SHIPPED_LANGUAGES: [&str; 8] = ["en", "es", "fr", "pt", "zh", "vi", "ar", "ru"];

pub fn check(common: &Common, show: bool) -> anyhow::Result<End> {
    let configuration = match setup::configuration(common, Secrets::Skip) {
        Ok(configuration) => configuration,
        Err(end) => return Ok(end),
    };
    let setups = match setup::chosen(common, &configuration) {
        Ok(setups) => setups,
        Err(end) => return Ok(end),
    };
    let templates = match setup::templates(&configuration)? {
        Ok(templates) => templates,
        Err(end) => return Ok(end),
    };
    let families = setups.iter().flat_map(|s| s.class.roster.guardianships()).map(|guardian| guardian.language.clone());
    let shipped = SHIPPED_LANGUAGES.iter().filter_map(|tag| Language::parse(tag));
    let readers: BTreeSet<Language> = families.chain(shipped).collect();
    let checked = report(&templates, &FAMILIES);
    for template in templates.names() {
        let rows: Vec<&Checked> = checked.iter().filter(|row| row.template == template).collect();
        let left_out = left_out(&templates, template, &configuration.school.language, &readers);
        if common.json {
            rows.iter().try_for_each(|row| json_line(&as_json(&templates, row, &left_out)))?;
        } else {
            tell(&templates, template, &rows, &left_out)?;
        }
        if show {
            show_letters(&templates, &rows)?;
        }
    }
    let problems: usize = checked.iter().map(|row| row.problems.len()).sum();
    if !common.json {
        let tried: usize = checked.iter().map(|row| row.wordings).sum();
        say(&format!("{tried} letters tried with {} families each, {problems} problems", FAMILIES.len()))?;
    }
    Ok(if problems == 0 { End::Well } else { End::Problem })
}

/// Readers who get the letter in another language than their own, and why.
fn left_out(
    templates: &Registry,
    template: &str,
    school: &Language,
    readers: &BTreeSet<Language>,
) -> Vec<(Language, FellBack)> {
    let why = |reader: &Language| templates.choose(template, reader, school)?.fell_back;
    readers.iter().filter_map(|reader| Some((reader.clone(), why(reader)?))).collect()
}

fn needed(templates: &Registry, template: &str) -> Vec<(String, &'static str, bool)> {
    match needs::of(template) {
        Some(needs) => needs.iter().map(|n| (n.name.to_owned(), n.kind.words(), n.optional)).collect(),
        None => templates.asked_values(template).into_iter().map(|name| (name, "a value of the job", false)).collect(),
    }
}

fn as_json(templates: &Registry, row: &Checked, left_out: &[(Language, FellBack)]) -> Value {
    let needs: Vec<Value> = needed(templates, &row.template)
        .into_iter()
        .map(|(name, kind, optional)| json!({"name": name, "kind": kind, "optional": optional}))
        .collect();
    let problems: Vec<String> = row.problems.iter().map(ToString::to_string).collect();
    let of = |why: FellBack| -> Vec<&str> {
        left_out.iter().filter(|(_, found)| *found == why).map(|(language, _)| language.as_str()).collect()
    };
    json!({
        "template": row.template,
        "language": row.language.as_str(),
        "wordings": row.wordings,
        "vital": templates.is_vital(&row.template),
        "approved": row.approved,
        "needs": needs,
        "words": row.measure.words,
        "longest_sentence": row.measure.longest_sentence,
        "reading_grade": row.measure.grade.map(|grade| (grade * 10.0).round() / 10.0),
        "missing": of(FellBack::NoVersion),
        "not_approved": of(FellBack::NotApproved),
        "problems": problems,
    })
}

fn tell(
    templates: &Registry,
    template: &str,
    rows: &[&Checked],
    left_out: &[(Language, FellBack)],
) -> anyhow::Result<()> {
    let vital = if templates.is_vital(template) { " (vital)" } else { "" };
    say(&format!("{template}{vital}"))?;
    for (name, kind, optional) in needed(templates, template) {
        say(&format!("  needs {name}: {kind}{}", if optional { ", or nothing" } else { "" }))?;
    }
    for (language, why) in left_out {
        let name = languages::name(language, &Language::english());
        say(&match why {
            FellBack::NoVersion => format!("  not in {name}: goes in the school's language and says so"),
            FellBack::NotApproved => format!("  the {name} version is not approved: goes in the school's language"),
        })?;
    }
    let mut shown_rows = table(&["language", "wordings", "words", "longest sentence", "reading grade", "problems"]);
    for row in rows {
        let measure = &row.measure;
        shown_rows.add_row(vec![
            languages::name(&row.language, &Language::english()),
            row.wordings.to_string(),
            measure.words.to_string(),
            measure.longest_sentence.to_string(),
            measure.grade.map(|grade| format!("{grade:.1}")).unwrap_or_default(),
            cell(&row.problems.len().to_string(), 8),
        ]);
    }
    say(&shown_rows.to_string())?;
    rows.iter()
        .flat_map(|row| &row.problems)
        .try_for_each(|problem| say(&format!("  problem: {}", shown(&problem.to_string()))))
}

/// Each wording as the first of the sample families would read it.
fn show_letters(templates: &Registry, rows: &[&Checked]) -> anyhow::Result<()> {
    let [family, ..] = &FAMILIES;
    for row in rows {
        for wording in 0..row.wordings {
            if let Ok(letter) = sample(templates, &row.template, &row.language, wording, family) {
                let name = format!("{}, {}, wording {}", row.template, row.language, wording + 1);
                say(&format!("--- {name}\nSubject: {}\n\n{}", shown(&letter.subject), shown(&letter.text)))?;
            }
        }
    }
    Ok(())
}
