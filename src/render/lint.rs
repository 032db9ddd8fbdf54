//! Reads a template before it is ever used: what the template engine would let pass, and what would show only in some
//! family's letter.
//!
//! Strict rendering lets `{{#if typo}}` and an empty value pass, a value inside an HTML attribute can open a door
//! (`href="{{x}}"`), and a brace that was typed once too few reaches the reader. All of that is found here, so that a
//! `{{` in a finished letter can only be something a person wrote.

use super::problem::TemplateProblem;
use handlebars::template::{BlockParam, HelperTemplate, Parameter, TemplateElement};
use handlebars::{Path, Template};
use std::collections::BTreeSet;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    Subject,
    Text,
    Html,
    /// The page around every HTML letter: the only place where finished HTML may be put in unescaped.
    Layout,
}

/// What a template may name.
pub struct Known<'a> {
    pub values: &'a BTreeSet<String>,
    pub partials: &'a BTreeSet<String>,
}

/// What was found, and the names below `values.` that the template asks for.
#[derive(Default)]
pub struct Findings {
    pub problems: Vec<TemplateProblem>,
    pub asked_values: BTreeSet<String>,
}

const HELPERS: &[&str] = &["if", "unless", "each", "with", "eq", "ne", "gt", "lt", "and", "or", "not", "len", "lines"];
/// What no letter needs and many mail programs block or punish.
const UNWELCOME_TAGS: &[&str] =
    &["img", "svg", "script", "iframe", "form", "object", "embed", "link", "video", "audio", "base"];

pub fn lint(file: &str, part: Part, source: &str, template: &Template, known: &Known<'_>) -> Findings {
    let mut reader = Reader {
        file,
        part,
        known,
        locals: BTreeSet::new(),
        before: String::new(),
        named: BTreeSet::new(),
        found: Findings::default(),
    };
    reader.template(template);
    reader.source(source);
    if part == Part::Layout {
        for needed in ["content", "fallback", "language", "direction"] {
            if !reader.named.contains(needed) {
                let instead = format!("use {needed:?} as the shipped partials/layout.html.hbs does");
                reader.problem(None, format!("the page never shows {needed:?}"), instead);
            }
        }
    }
    reader.found
}

struct Reader<'a> {
    file: &'a str,
    part: Part,
    known: &'a Known<'a>,
    /// Names that blocks bring along: `{{#each moments as |m|}}`.
    locals: BTreeSet<String>,
    /// The HTML since the last tag was closed.
    before: String,
    named: BTreeSet<String>,
    found: Findings,
}

impl Reader<'_> {
    fn problem(&mut self, line: Option<usize>, what: impl Into<String>, instead: impl Into<String>) {
        let file = self.file.to_owned();
        self.found.problems.push(TemplateProblem { file, line, what: what.into(), instead: instead.into() });
    }

    fn template(&mut self, template: &Template) {
        for (element, mapping) in template.elements.iter().zip(&template.mapping) {
            self.element(element, mapping.0);
        }
    }

    fn element(&mut self, element: &TemplateElement, line: usize) {
        match element {
            TemplateElement::RawString(text) => self.raw(text, line),
            TemplateElement::Expression(expression) => {
                self.place(line);
                self.expression(expression, line);
            }
            TemplateElement::HtmlExpression(expression) => {
                let is_the_letter = matches!(&expression.name, Parameter::Path(p) if raw_path(p) == "content");
                if self.part != Part::Layout || !is_the_letter {
                    let what = "three braces put a value into the page unescaped";
                    self.problem(Some(line), what, "write it with two braces");
                }
                self.expression(expression, line);
            }
            TemplateElement::HelperBlock(block) => self.expression(block, line),
            TemplateElement::PartialExpression(partial) | TemplateElement::PartialBlock(partial) => {
                self.partial(&partial.name, line);
                partial.params.iter().chain(partial.hash.values()).for_each(|p| self.parameter(p, line));
                if let Some(inner) = &partial.template {
                    self.template(inner);
                }
            }
            TemplateElement::Comment(_) => {}
            _ => {
                self.problem(Some(line), "inline partials and decorators are not supported", "use a file in partials/")
            }
        }
    }

    fn expression(&mut self, expression: &HelperTemplate, line: usize) {
        let calls_helper = expression.block || !expression.params.is_empty() || !expression.hash.is_empty();
        match &expression.name {
            name if calls_helper => self.helper(name, line),
            Parameter::Literal(_) => {
                self.problem(
                    Some(line),
                    "a literal stands where a value's name belongs",
                    "write the words without braces",
                );
            }
            name => self.parameter(name, line),
        }
        let params = expression.params.iter().chain(expression.hash.values());
        params.for_each(|p| self.parameter(p, line));
        match &expression.block_param {
            Some(BlockParam::Single(one)) => self.local(one),
            Some(BlockParam::Pair((one, other))) => {
                self.local(one);
                self.local(other);
            }
            _ => {}
        }
        for inner in [&expression.template, &expression.inverse].into_iter().flatten() {
            self.template(inner);
        }
    }

    fn local(&mut self, name: &Parameter) {
        if let Parameter::Name(name) = name {
            self.locals.insert(name.clone());
        }
    }

    fn helper(&mut self, name: &Parameter, line: usize) {
        let name = match name {
            Parameter::Name(name) => name.as_str(),
            Parameter::Path(path) => raw_path(path),
            _ => "",
        };
        if !HELPERS.contains(&name) {
            self.problem(Some(line), format!("{name:?} is no helper"), format!("use one of {}", HELPERS.join(", ")));
        }
    }

    fn partial(&mut self, name: &Parameter, line: usize) {
        let name = match name {
            Parameter::Name(name) => name.as_str(),
            Parameter::Path(path) => raw_path(path),
            _ => "",
        };
        if !self.known.partials.contains(name) {
            let instead = format!("use one of {}", joined(self.known.partials));
            self.problem(Some(line), format!("there is no partial {name:?} for this part"), instead);
        }
    }

    fn parameter(&mut self, parameter: &Parameter, line: usize) {
        match parameter {
            Parameter::Name(name) => self.value(name, line),
            Parameter::Path(path @ Path::Relative(_)) => self.value(raw_path(path), line),
            Parameter::Subexpression(inner) => match inner.element.as_ref() {
                TemplateElement::Expression(expression) if expression.params.is_empty() => {
                    self.helper(&expression.name, line);
                }
                TemplateElement::Expression(expression) => self.expression(expression, line),
                _ => {}
            },
            _ => {}
        }
    }

    fn value(&mut self, path: &str, line: usize) {
        let mut steps = path.split(['.', '/']).filter(|s| !matches!(*s, "" | "this" | "@root"));
        let Some(first) = steps.next() else { return };
        self.named.insert(first.to_owned());
        if first == "values" && self.known.values.contains("values") {
            self.found.asked_values.extend(steps.next().map(str::to_owned));
        } else if !self.known.values.contains(first) && !self.locals.contains(first) {
            let near = nearest(first, self.known.values);
            let instead = near.map_or_else(
                || format!("use one of {}", joined(self.known.values)),
                |name| format!("did you mean {name:?}? Known are {}", joined(self.known.values)),
            );
            self.problem(Some(line), format!("{first:?} is no value of this letter"), instead);
        }
    }

    /// Words of the template itself.
    fn raw(&mut self, text: &str, line: usize) {
        let shown = if matches!(self.part, Part::Html | Part::Layout) { without_styles(text) } else { text.to_owned() };
        if let Some(at) = shown.find(['{', '}']) {
            let line = line + shown.get(..at).map_or(0, |before| before.matches('\n').count());
            let instead = "write values as {{name}}, with two braces on each side and no backslash";
            self.problem(Some(line), "a brace would reach the reader", instead);
        }
        self.before.push_str(text);
        if let Some(end) = self.before.rfind('>') {
            self.before.drain(..=end);
        }
    }

    /// A value inside an HTML tag could become an attribute or a link.
    fn place(&mut self, line: usize) {
        let inside_tag = matches!(self.part, Part::Html | Part::Layout) && self.before.contains('<');
        if inside_tag && !self.before.ends_with("lang=\"") && !self.before.ends_with("dir=\"") {
            let instead = "values belong between tags; inside a tag only lang=\"{{…}}\" and dir=\"{{…}}\"";
            self.problem(Some(line), "a value stands inside an HTML tag", instead);
        }
    }

    /// Findings that need the file as it is.
    fn source(&mut self, source: &str) {
        match self.part {
            Part::Html | Part::Layout => {
                for (index, line) in source.lines().enumerate() {
                    for tag in unwelcome(line, self.part) {
                        let instead =
                            "letters are plain words and tables; the page around them is partials/layout.html.hbs";
                        self.problem(Some(index + 1), format!("<{tag}> does not belong in a letter"), instead);
                    }
                }
            }
            _ => {}
        }
    }
}

fn unwelcome(line: &str, part: Part) -> Vec<String> {
    let lower = line.to_ascii_lowercase();
    let names =
        lower.split('<').skip(1).map(|rest| rest.chars().take_while(char::is_ascii_alphanumeric).collect::<String>());
    let page = |name: &str| matches!(name, "html" | "head" | "body" | "style" | "meta");
    names.filter(|n| UNWELCOME_TAGS.contains(&n.as_str()) || (part == Part::Html && page(n))).collect()
}

fn raw_path(path: &Path) -> &str {
    match path {
        Path::Relative((_, raw)) => raw,
        Path::Local((_, _, raw)) => raw,
    }
}

fn without_styles(text: &str) -> String {
    let mut shown = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("<style") {
        shown.push_str(before);
        rest = after.split_once("</style>").map_or("", |(_, after)| after);
    }
    shown.push_str(rest);
    shown
}

fn nearest<'a>(name: &str, known: &'a BTreeSet<String>) -> Option<&'a String> {
    let scored = known.iter().map(|k| (strsim::jaro_winkler(name, k), k));
    scored.filter(|(score, _)| *score > 0.8).max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, k)| k)
}

fn joined(names: &BTreeSet<String>) -> String {
    names.iter().map(String::as_str).collect::<Vec<_>>().join(", ")
}
