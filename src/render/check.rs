//! Tries every template: each language, each wording, with one child and with two.

use super::problem::TemplateProblem;
use super::registry::Registry;
use super::views::View;
use crate::domain::language::Language;

/// What would go wrong with any template, before a family sees it.
pub fn check(registry: &Registry) -> Vec<TemplateProblem> {
    let mut problems = Vec::new();
    for template in registry.names() {
        let one = View::sample(template, registry.asked_values(template));
        let mut two = one.clone();
        two.home_mut().children.push("Mia".to_owned());
        for language in registry.languages(template) {
            for wording in 0..registry.wordings(template, language) {
                // The same finding for one child and for two is one finding.
                let found =
                    [&one, &two].into_iter().find_map(|view| try_one(registry, template, language, wording, view));
                problems.extend(found);
            }
        }
    }
    problems
}

fn try_one(
    registry: &Registry,
    template: &str,
    language: &Language,
    wording: usize,
    view: &View,
) -> Option<TemplateProblem> {
    let problem = registry.render(template, language, language, wording, view).err()?;
    Some(TemplateProblem {
        file: format!("{template}/{language}.hbs, wording {}", wording + 1),
        line: None,
        what: problem.to_string(),
        instead: "mend the template; until then its mail would be held".to_owned(),
    })
}
