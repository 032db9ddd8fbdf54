//! Tries every template: each language and each wording, with families as they are; and measures what it asks of its
//! reader.

use super::families::Family;
use super::letter::Rendered;
use super::measure::{self, Measure, STAND_IN};
use super::needs::Kind;
use super::problem::{RenderProblem, TemplateProblem};
use super::registry::Registry;
use super::views::View;
use crate::domain::language::Language;

/// Some mail programs cut a longer page off.
const LARGEST_PAGE: usize = 18 * 1024;

/// One template in one language.
#[derive(Clone, PartialEq, Debug)]
pub struct Checked {
    pub template: String,
    pub language: Language,
    pub wordings: usize,
    pub approved: bool,
    /// The most that any wording asks of its reader.
    pub measure: Measure,
    pub problems: Vec<TemplateProblem>,
}

/// What would go wrong with any template, before a family sees it.
pub fn check(registry: &Registry, families: &[Family]) -> Vec<TemplateProblem> {
    every(registry).flat_map(|(template, language)| problems_of(registry, template, language, families)).collect()
}

/// Every template in every language: what it asks of its reader, and what is wrong with it.
pub fn report(registry: &Registry, families: &[Family]) -> Vec<Checked> {
    let checked = every(registry).map(|(template, language)| {
        let mut problems = problems_of(registry, template, language, families);
        let wordings = registry.wordings(template, language);
        let measures: Vec<Measure> =
            (0..wordings).filter_map(|wording| measured(registry, template, language, wording)).collect();
        for (number, measure) in (1..).zip(&measures) {
            problems.extend(demands(measure, language).map(|what| TemplateProblem {
                file: file(template, language),
                line: None,
                what: format!("wording {number}: {what}"),
                instead: "say it in fewer and shorter sentences".to_owned(),
            }));
        }
        Checked {
            template: template.to_owned(),
            language: language.clone(),
            wordings,
            approved: registry.is_approved(template, language),
            measure: Measure::most(&measures),
            problems,
        }
    });
    checked.collect()
}

/// One letter as the first of the families would get it.
///
/// # Errors
/// As [`Registry::render`].
pub fn sample(
    registry: &Registry,
    template: &str,
    language: &Language,
    wording: usize,
    family: &Family,
) -> Result<Rendered, RenderProblem> {
    let view = family.reads(View::sample(template, registry.asked_values(template)), language);
    // In a school of this language it is the original, so that a vital letter is tried in every language.
    registry.render(template, language, language, wording, &view)
}

fn every(registry: &Registry) -> impl Iterator<Item = (&str, &Language)> {
    registry.names().flat_map(|template| registry.languages(template).map(move |language| (template, language)))
}

fn file(template: &str, language: &Language) -> String {
    format!("{template}/{language}.hbs")
}

fn problems_of(registry: &Registry, template: &str, language: &Language, families: &[Family]) -> Vec<TemplateProblem> {
    let try_one = |wording: usize| {
        // The same finding for several families is one finding.
        families.iter().find_map(|family| {
            let what = match sample(registry, template, language, wording, family) {
                Ok(letter) => embarrassing(&letter)?.to_owned(),
                Err(problem) => problem.to_string(),
            };
            Some(TemplateProblem {
                file: file(template, language),
                line: None,
                what: format!("wording {}, for {}: {what}", wording + 1, family.what),
                instead: "mend the template; until then its mail would be held".to_owned(),
            })
        })
    };
    (0..registry.wordings(template, language)).filter_map(try_one).collect()
}

/// What no letter may hold, whoever reads it.
fn embarrassing(letter: &Rendered) -> Option<&'static str> {
    let written = format!("{}\n{}", letter.subject, letter.text).to_lowercase();
    let has = |words: &[&str]| words.iter().any(|words| written.contains(words));
    if has(&["{{", "}}"]) {
        Some("a brace reaches the reader")
    } else if has(&["http:", "https:", "www."]) {
        Some("a link that asks to be pressed; families answer by mail")
    } else if letter.html.as_ref().is_some_and(|page| page.len() > LARGEST_PAGE) {
        Some("its page is larger than mail programs show whole")
    } else {
        None
    }
}

/// The letter with nothing in the place of a teacher's words, and with the sentence that says whose words they are.
fn measured(registry: &Registry, template: &str, language: &Language, wording: usize) -> Option<Measure> {
    let mut view = View::sample(template, registry.asked_values(template));
    let other = if language.primary() == "en" { Language::parse("es")? } else { Language::english() };
    let (needs, is_own) = (view.needs(), view.is_own_template());
    for (name, value) in &mut view.facts.values {
        match needs.iter().find(|need| need.name == name.as_str()).map(|need| need.kind) {
            Some(Kind::Steps) => *value = format!("2026-12-04 {STAND_IN}"),
            Some(Kind::Words) => STAND_IN.clone_into(value),
            _ if is_own => STAND_IN.clone_into(value),
            _ => {}
        }
    }
    for words in &mut view.facts.moments {
        STAND_IN.clone_into(&mut words.text);
        words.language = other.clone();
    }
    view.facts.values_language = other;
    let letter = registry.render(template, language, language, wording, &view).ok()?;
    Some(measure::measure(&letter.text, language))
}

fn demands(measure: &Measure, language: &Language) -> impl Iterator<Item = String> {
    let Measure { words, longest_sentence, grade } = *measure;
    let most = measure::longest_allowed(language);
    let unit = if language.primary() == "zh" { "characters" } else { "words" };
    let long = (words > measure::MOST_WORDS).then(|| format!("{words} words are too many"));
    let sentence = (longest_sentence > most).then(|| format!("a sentence of {longest_sentence} {unit} is too long"));
    let hard =
        grade.filter(|grade| *grade > measure::HIGHEST_GRADE).map(|grade| format!("it reads like grade {grade:.1}"));
    [long, sentence, hard].into_iter().flatten()
}
