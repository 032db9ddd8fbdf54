//! All templates, shipped and the school's own, read and checked once.
//!
//! ```text
//! <name>/<language>/{subject,body.txt,body.html}.hbs     the first wording
//! <name>/<language>/2/…, 3/…                             further wordings
//! partials/<name>.{txt,html}.hbs                         shared pieces; layout.html.hbs is the page around HTML letters
//! partials/fallback/<language>.txt.hbs                   "this letter is written in …", for readers of other languages
//! ```
//! A file of the school takes the place of the shipped one with the same path, or is added. Where the school rewrites
//! `body.txt.hbs` and gives no `body.html.hbs`, the shipped HTML is left out, for it would still say the old words.

use super::lint::{self, Known, Part};
use super::problem::TemplateProblem;
use super::shipped::TEMPLATES;
use super::views::View;
use crate::domain::language::Language;
use handlebars::{
    Context, Handlebars, Helper, HelperDef, HelperResult, JsonRender, Output, RenderContext, RenderError,
    RenderErrorReason, Template,
};
use std::collections::{BTreeMap, BTreeSet};

/// Every template in every language and wording, ready to render with [`Registry::render`].
pub struct Registry {
    pub(super) text: Handlebars<'static>,
    pub(super) html: Handlebars<'static>,
    letters: BTreeMap<String, BTreeMap<Language, Vec<Wording>>>,
    /// Names below `values.` that a template asks for.
    asked: BTreeMap<String, BTreeSet<String>>,
}

/// The parts of one wording, by the names they are registered under.
#[derive(Clone, Debug, Default)]
pub(super) struct Wording {
    pub subject: String,
    pub text: String,
    pub html: Option<String>,
}

/// Which letter a reader gets.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Choice {
    pub language: Language,
    /// The reader's own language was not to be had.
    pub fell_back: bool,
    /// How many wordings there are; at least one.
    pub wordings: usize,
}

impl Registry {
    /// The shipped templates with the school's own on top, as `(path below templates/, source)`.
    ///
    /// # Errors
    /// Every problem of every file at once.
    pub fn new(overrides: Vec<(String, String)>) -> Result<Self, Vec<TemplateProblem>> {
        let mut problems = Vec::new();
        let files = merge(overrides, &mut problems);
        let mut registry =
            Self { text: engine(false), html: engine(true), letters: BTreeMap::new(), asked: BTreeMap::new() };
        let partials = [false, true].map(|html| partial_names(&files, html));
        for (path, file) in &files {
            registry.add(path, file, &partials, &mut problems);
        }
        let found = registry.found_parts(&files);
        registry.letters = complete(found, &mut problems);
        if problems.is_empty() { Ok(registry) } else { Err(problems) }
    }

    /// The names of all templates.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.letters.keys().map(String::as_str)
    }

    /// The languages a template is written in.
    pub fn languages(&self, template: &str) -> impl Iterator<Item = &Language> {
        self.letters.get(template).into_iter().flat_map(BTreeMap::keys)
    }

    /// How many wordings a template has in exactly this language.
    pub fn wordings(&self, template: &str, language: &Language) -> usize {
        self.letters.get(template).and_then(|l| l.get(language)).map_or(0, Vec::len)
    }

    /// The language a reader gets: their own (in another country's form if need be), else the school's, else English.
    /// `None`: no such template.
    pub fn choose(&self, template: &str, reader: &Language, school: &Language) -> Option<Choice> {
        let languages = self.letters.get(template)?;
        let found = |wanted: &Language| {
            let primary = Language::parse(wanted.primary());
            let near = languages.keys().find(|l| l.primary() == wanted.primary()).cloned();
            [Some(wanted.clone()), primary, near].into_iter().flatten().find(|l| languages.contains_key(l))
        };
        let own = found(reader);
        let fell_back = own.is_none();
        let language = own.or_else(|| found(school)).or_else(|| found(&Language::english()))?;
        let wordings = languages.get(&language).map_or(0, Vec::len);
        Some(Choice { language, fell_back, wordings })
    }

    pub(super) fn wording(&self, template: &str, language: &Language, wording: usize) -> Option<&Wording> {
        let wordings = self.letters.get(template)?.get(language)?;
        wordings.get(wording.checked_rem(wordings.len())?)
    }

    pub(super) fn asked_values(&self, template: &str) -> BTreeSet<String> {
        self.asked.get(template).cloned().unwrap_or_default()
    }

    /// Compiles, checks and registers one file.
    fn add(&mut self, path: &str, file: &File, partials: &[BTreeSet<String>; 2], problems: &mut Vec<TemplateProblem>) {
        let template = match Template::compile(&file.source) {
            Ok(template) => template,
            Err(e) => {
                let line = e.pos().map(|(line, _)| line);
                let what = format!("the template cannot be read: {}", first_line(&e.reason().to_string()));
                let instead = "check that every {{ has its }} and every {{#…}} its {{/…}}";
                problems.push(problem(path, line, what, instead));
                return;
            }
        };
        let html = file.place.is_html();
        let known =
            Known { values: &file.place.known_values(), partials: if html { &partials[1] } else { &partials[0] } };
        let found = lint::lint(path, file.place.part(), &file.source, &template, &known);
        problems.extend(found.problems);
        if let Place::Letter { template: name, .. } = &file.place {
            self.asked.entry(name.clone()).or_default().extend(found.asked_values);
        }
        let engine = if html { &mut self.html } else { &mut self.text };
        engine.register_template(&file.place.registered_name(path), template);
    }

    fn found_parts(&self, files: &BTreeMap<String, File>) -> Found {
        let mut found = Found::new();
        for (path, file) in files {
            if let Place::Letter { template, language, wording, part } = &file.place {
                let by_number = found.entry((template.clone(), language.clone())).or_default();
                by_number.entry(*wording).or_default().insert(*part as u8, path.clone());
            }
        }
        found
    }
}

/// Path of each part by number of the wording.
type Found = BTreeMap<(String, Language), BTreeMap<usize, BTreeMap<u8, String>>>;

/// Checks that every wording is whole and that no number is left out.
fn complete(found: Found, problems: &mut Vec<TemplateProblem>) -> BTreeMap<String, BTreeMap<Language, Vec<Wording>>> {
    let mut letters: BTreeMap<String, BTreeMap<Language, Vec<Wording>>> = BTreeMap::new();
    for ((template, language), by_number) in found {
        let mut wordings = Vec::new();
        for (expected, (number, parts)) in (1..).zip(by_number) {
            let folder = folder_of(&template, &language, number);
            if number != expected {
                let instead = format!("wordings are numbered without gaps: call this one {expected}");
                problems.push(problem(&folder, None, format!("there is no wording {expected}"), instead));
            }
            let part = |part: Part| parts.get(&(part as u8)).cloned();
            for (needed, file) in [(Part::Subject, "subject.hbs"), (Part::Text, "body.txt.hbs")] {
                if part(needed).is_none() {
                    let what = format!("{file} is missing");
                    problems.push(problem(&folder, None, what, "every wording has a subject and a text of its own"));
                }
            }
            let (subject, text) = (part(Part::Subject).unwrap_or_default(), part(Part::Text).unwrap_or_default());
            wordings.push(Wording { subject, text, html: part(Part::Html) });
        }
        letters.entry(template).or_default().insert(language, wordings);
    }
    letters
}

struct File {
    source: String,
    own: bool,
    place: Place,
}

enum Place {
    Letter { template: String, language: Language, wording: usize, part: Part },
    Partial { name: String, html: bool },
}

impl Place {
    /// Reads a path below `templates/`. The error is what to do instead.
    fn of(path: &str) -> Result<Self, &'static str> {
        const LETTERS: &str = "use <name>/<language>/subject.hbs, body.txt.hbs or body.html.hbs (further wordings in \
                               <name>/<language>/2/ and so on), or partials/<name>.txt.hbs and .html.hbs";
        let steps: Vec<&str> = path.split('/').collect();
        if let Some(name) = path.strip_prefix("partials/") {
            let text = name.strip_suffix(".txt.hbs").map(|name| (name, false));
            let (name, html) = text.or_else(|| name.strip_suffix(".html.hbs").map(|n| (n, true))).ok_or(LETTERS)?;
            return Ok(Self::Partial { name: name.to_owned(), html });
        }
        let (template, language, wording, file) = match steps.as_slice() {
            [template, language, file] => (template, language, "1", file),
            [template, language, wording, file] => (template, language, *wording, file),
            _ => return Err(LETTERS),
        };
        let named = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if template.is_empty() || !template.chars().all(named) {
            return Err("a template's name has lower-case letters, digits and hyphens only");
        }
        let language = Language::parse(language)
            .filter(|l| l.as_str() == *language)
            .ok_or("the second folder is a language: en, es, pt-br, in lower case")?;
        let wording = wording.parse().ok().filter(|n| *n >= 1).ok_or("the folder of a further wording is a number")?;
        let part = match *file {
            "subject.hbs" => Part::Subject,
            "body.txt.hbs" => Part::Text,
            "body.html.hbs" => Part::Html,
            _ => return Err(LETTERS),
        };
        Ok(Self::Letter { template: (*template).to_owned(), language, wording, part })
    }

    fn is_html(&self) -> bool {
        matches!(self, Self::Partial { html: true, .. } | Self::Letter { part: Part::Html, .. })
    }

    fn part(&self) -> Part {
        match self {
            Self::Letter { part, .. } => *part,
            Self::Partial { name, html: true } if name == "layout" => Part::Layout,
            Self::Partial { html: true, .. } => Part::Html,
            Self::Partial { html: false, .. } => Part::Text,
        }
    }

    fn registered_name(&self, path: &str) -> String {
        match self {
            Self::Letter { .. } => path.to_owned(),
            Self::Partial { name, .. } => name.clone(),
        }
    }

    /// Every name the file may use. A partial serves all letters and may use what any of them knows.
    fn known_values(&self) -> BTreeSet<String> {
        let own: &[&str] = match self {
            Self::Partial { name, .. } if name == "layout" => {
                &["content", "subject", "language", "direction", "fallback", "text", "lang", "dir"]
            }
            Self::Partial { name, .. } if name.starts_with("fallback/") => &["written_in"],
            _ => &[],
        };
        if !own.is_empty() {
            return own.iter().map(|name| (*name).to_owned()).collect();
        }
        let templates: Vec<&str> = match self {
            Self::Letter { template, .. } => vec![template],
            Self::Partial { .. } => {
                vec!["positive-note", "reading-log-reminder", "weekly-update", "welcome", "birthday", "custom"]
            }
        };
        let mut names = BTreeSet::new();
        for template in templates {
            let view = View::sample(template, []);
            if let Ok(values) = serde_json::to_value(view.values(&Language::english())) {
                collect_names(&values, &mut names);
            }
        }
        names
    }
}

fn collect_names(value: &serde_json::Value, names: &mut BTreeSet<String>) {
    match value {
        serde_json::Value::Object(map) => {
            for (name, inner) in map {
                names.insert(name.clone());
                collect_names(inner, names);
            }
        }
        serde_json::Value::Array(items) => items.iter().for_each(|item| collect_names(item, names)),
        _ => {}
    }
}

/// The shipped files with the school's own in their place.
fn merge(overrides: Vec<(String, String)>, problems: &mut Vec<TemplateProblem>) -> BTreeMap<String, File> {
    let mut files = BTreeMap::new();
    let shipped = TEMPLATES.iter().map(|(path, source)| ((*path).to_owned(), (*source).to_owned(), false));
    let own = overrides.into_iter().map(|(path, source)| (path, source, true));
    for (path, source, own) in shipped.chain(own) {
        let name = path.rsplit('/').next().unwrap_or(&path);
        if own && (name.starts_with('.') || name.ends_with('~')) {
            continue;
        }
        match Place::of(&path) {
            // Editors elsewhere write a byte order mark and CR LF; a CR would end up in a subject.
            Ok(place) => {
                let source = source.trim_start_matches('\u{feff}').replace("\r\n", "\n");
                files.insert(path, File { source, own, place });
            }
            Err(instead) => problems.push(problem(&path, None, "no template is looked for at this place", instead)),
        }
    }
    keep_text_and_html_together(&mut files, problems);
    files
}

/// Text and HTML of a letter must say the same.
fn keep_text_and_html_together(files: &mut BTreeMap<String, File>, problems: &mut Vec<TemplateProblem>) {
    let is_own = |files: &BTreeMap<String, File>, path: &str| files.get(path).map(|f| f.own);
    let texts: Vec<String> = files.keys().filter(|path| path.ends_with("/body.txt.hbs")).cloned().collect();
    for text in texts {
        let html = text.replace("/body.txt.hbs", "/body.html.hbs");
        match (is_own(files, &text), is_own(files, &html)) {
            (Some(true), Some(false)) => drop(files.remove(&html)),
            (Some(false), Some(true)) => {
                let what = "the text part would still say the shipped words";
                problems.push(problem(&html, None, what, "write a body.txt.hbs beside it that says the same"));
            }
            _ => {}
        }
    }
}

fn partial_names(files: &BTreeMap<String, File>, wanted_html: bool) -> BTreeSet<String> {
    let names = files.values().filter_map(|file| match &file.place {
        Place::Partial { name, html } if *html == wanted_html => Some(name.clone()),
        _ => None,
    });
    names.collect()
}

/// Folder of a wording as problems and `check` name it.
pub(super) fn folder_of(template: &str, language: &Language, number: usize) -> String {
    if number <= 1 { format!("{template}/{language}") } else { format!("{template}/{language}/{number}") }
}

fn problem(file: &str, line: Option<usize>, what: impl Into<String>, instead: impl Into<String>) -> TemplateProblem {
    TemplateProblem { file: file.to_owned(), line, what: what.into(), instead: instead.into() }
}

fn first_line(text: &str) -> String {
    text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default().to_owned()
}

/// A template engine in which a missing value is an error. Text is never escaped, HTML always.
pub(super) fn engine(html: bool) -> Handlebars<'static> {
    let mut engine = Handlebars::new();
    engine.set_strict_mode(true);
    // This helper of the engine writes values, that is families' names, to the log.
    engine.unregister_helper("log");
    engine.register_helper("lines", Box::new(Lines { html }));
    if !html {
        engine.register_escape_fn(handlebars::no_escape);
    }
    engine
}

/// `{{lines text}}`: a person's words with their line breaks.
struct Lines {
    html: bool,
}

impl HelperDef for Lines {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let value = helper.param(0).ok_or(RenderErrorReason::ParamNotFoundForIndex("lines", 0))?;
        if value.is_value_missing() {
            return Err(RenderError::strict_error(value.relative_path()));
        }
        let text = value.value().render();
        if self.html {
            out.write(&handlebars::html_escape(&text).replace('\n', "<br>\n"))?;
        } else {
            out.write(&text)?;
        }
        Ok(())
    }
}
