//! All templates, shipped and the school's own, read and checked once.
//!
//! ```text
//! <name>/<language>.hbs                a letter with all its wordings ([`super::source`])
//! partials/<name>.hbs                  shared pieces, written as letters are
//! partials/<name>.html.hbs             how a piece looks in HTML, where that is not made from its text;
//!                                      layout.html.hbs is the page around every letter
//! partials/fallback/<language>.hbs     "this letter is written in …", for readers of other languages
//! ```
//! A file of the school takes the place of the shipped one with the same path, or is added.

use super::engine::{engine, escaped};
use super::lint::{self, Known, Part};
use super::needs;
use super::problem::TemplateProblem;
use super::shipped::TEMPLATES;
use super::source;
use super::views::{COMMON_VALUES, OWN_TEMPLATE, WORDS_VALUES};
use crate::domain::language::Language;
use css_inline::CSSInliner;
use handlebars::{Handlebars, Template};
use std::collections::{BTreeMap, BTreeSet};

/// Every template in every language and wording, ready to render with [`Registry::render`].
pub struct Registry {
    pub(super) text: Handlebars<'static>,
    pub(super) html: Handlebars<'static>,
    pub(super) styles: CSSInliner<'static>,
    letters: BTreeMap<String, BTreeMap<Language, Letter>>,
    /// Names below `values.` that a template asks for.
    asked: BTreeMap<String, BTreeSet<String>>,
}

/// A template in one language.
#[derive(Default)]
struct Letter {
    vital: bool,
    approved: bool,
    wordings: Vec<Wording>,
}

/// The parts of one wording, by the names they are registered under.
#[derive(Clone, Debug, Default)]
pub(super) struct Wording {
    pub subject: String,
    pub text: String,
}

/// Which letter a reader gets.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Choice {
    pub language: Language,
    pub fell_back: Option<FellBack>,
    /// How many wordings there are; at least one.
    pub wordings: usize,
}

/// Why a reader does not get the letter in their own language.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FellBack {
    NoVersion,
    /// The letter is vital, and nobody has approved this translation of it.
    NotApproved,
}

impl Registry {
    /// The shipped templates with the school's own on top, as `(path below templates/, source)`.
    ///
    /// # Errors
    /// Every problem of every file at once.
    pub fn new(overrides: Vec<(String, String)>) -> Result<Self, Vec<TemplateProblem>> {
        let mut problems = Vec::new();
        let files = merge(overrides, &mut problems);
        let mut registry = Self {
            text: engine(false),
            html: engine(true),
            styles: CSSInliner::options().load_remote_stylesheets(false).keep_at_rules(true).build(),
            letters: BTreeMap::new(),
            asked: BTreeMap::new(),
        };
        let partials = [false, true].map(|html| partial_names(&files, html));
        for (path, file) in &files {
            match &file.place {
                Place::Letter { template, language } => {
                    let found = registry.add_letter(path, file, template, &partials[0], &mut problems);
                    registry.letters.entry(template.clone()).or_default().insert(language.clone(), found);
                }
                Place::Partial { name, html } => {
                    let has_html = !html && files.contains_key(&format!("partials/{name}.html.hbs"));
                    registry.add_partial(path, file, (name, *html, has_html), &partials, &mut problems);
                }
            }
        }
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
        self.letters.get(template).and_then(|l| l.get(language)).map_or(0, |letter| letter.wordings.len())
    }

    /// No family may get it in a translation that nobody has approved.
    pub fn is_vital(&self, template: &str) -> bool {
        self.letters.get(template).is_some_and(|languages| languages.values().any(|letter| letter.vital))
    }

    /// Somebody who speaks the language looked at it, as its file says.
    pub fn is_approved(&self, template: &str, language: &Language) -> bool {
        self.letters.get(template).and_then(|l| l.get(language)).is_some_and(|letter| letter.approved)
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
        let original = found(school).or_else(|| found(&Language::english()));
        let own = found(reader);
        let may_go = |language: &Language| {
            !self.is_vital(template) || original.as_ref() == Some(language) || self.is_approved(template, language)
        };
        let (language, fell_back) = match own {
            Some(language) if may_go(&language) => (language, None),
            Some(_) => (original?, Some(FellBack::NotApproved)),
            None => (original?, Some(FellBack::NoVersion)),
        };
        let wordings = self.wordings(template, &language);
        Some(Choice { language, fell_back, wordings })
    }

    pub(super) fn wording(&self, template: &str, language: &Language, wording: usize) -> Option<&Wording> {
        let wordings = &self.letters.get(template)?.get(language)?.wordings;
        wordings.get(wording.checked_rem(wordings.len())?)
    }

    /// The names below `values.` that a school's own template asks for.
    pub fn asked_values(&self, template: &str) -> BTreeSet<String> {
        self.asked.get(template).cloned().unwrap_or_default()
    }

    /// Takes a letter's file apart; compiles, checks and registers each wording, for text and for the HTML made of it.
    fn add_letter(
        &mut self,
        path: &str,
        file: &File,
        template: &str,
        partials: &BTreeSet<String>,
        problems: &mut Vec<TemplateProblem>,
    ) -> Letter {
        let read = source::read(&file.source);
        problems
            .extend(read.problems.into_iter().map(|(line, what, instead)| problem(path, Some(line), what, instead)));
        let values = file.place.known_values();
        let known = Known { values: &values, partials };
        let mut letter = Letter { vital: read.vital, approved: read.approved.is_some(), wordings: Vec::new() };
        for (number, written) in (1..).zip(read.wordings) {
            let name = |part: &str| format!("{path}, wording {number}, {part}");
            let wording = Wording { subject: name("subject"), text: name("text") };
            let parts = [
                (Part::Subject, &wording.subject, written.subject, written.subject_line),
                (Part::Text, &wording.text, written.text, written.text_line),
            ];
            for (part, name, source, line) in parts {
                let Some(compiled) = compile(path, &source, line, problems) else { continue };
                let found = lint::lint(path, part, &source, &compiled, &known);
                problems.extend(found.problems.into_iter().map(|problem| problem.further_down(line)));
                self.asked.entry(template.to_owned()).or_default().extend(found.asked_values);
                if part == Part::Text {
                    self.html.register_template(name, escaped(compiled.clone()));
                }
                self.text.register_template(name, compiled);
            }
            letter.wordings.push(wording);
        }
        letter
    }

    fn add_partial(
        &mut self,
        path: &str,
        file: &File,
        (name, html, has_html): (&str, bool, bool),
        partials: &[BTreeSet<String>; 2],
        problems: &mut Vec<TemplateProblem>,
    ) {
        let Some(compiled) = compile(path, &file.source, 1, problems) else { return };
        let part = match html {
            true if name == "layout" => Part::Layout,
            true => Part::Html,
            false => Part::Text,
        };
        let values = file.place.known_values();
        let known = Known { values: &values, partials: if html { &partials[1] } else { &partials[0] } };
        problems.extend(lint::lint(path, part, &file.source, &compiled, &known).problems);
        if html {
            return self.html.register_template(name, compiled);
        }
        if !has_html {
            self.html.register_template(name, escaped(compiled.clone()));
        }
        self.text.register_template(name, compiled);
    }
}

/// A piece of a file that begins on this line of it.
fn compile(path: &str, source: &str, line: usize, problems: &mut Vec<TemplateProblem>) -> Option<Template> {
    match Template::compile(source) {
        Ok(template) => Some(template),
        Err(e) => {
            let at = e.pos().map_or(line, |(at, _)| at + line - 1);
            let what = format!("the template cannot be read: {}", first_line(&e.reason().to_string()));
            problems.push(problem(path, Some(at), what, "check that every {{ has its }} and every {{#…}} its {{/…}}"));
            None
        }
    }
}

struct File {
    source: String,
    place: Place,
}

enum Place {
    Letter { template: String, language: Language },
    Partial { name: String, html: bool },
}

impl Place {
    /// Reads a path below `templates/`. The error is what to do instead.
    fn of(path: &str) -> Result<Self, &'static str> {
        const LETTERS: &str = "a letter is one file, <name>/<language>.hbs, with its subject, its text and all its \
                               wordings; a shared piece is partials/<name>.hbs or partials/<name>.html.hbs";
        let named = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let plain = |name: &str| !name.is_empty() && name.chars().all(named);
        let stem = path.strip_suffix(".hbs").ok_or(LETTERS)?;
        if let Some(name) = stem.strip_prefix("partials/") {
            let (name, html) = name.strip_suffix(".html").map_or((name, false), |name| (name, true));
            return name.split('/').all(plain).then(|| Self::Partial { name: name.to_owned(), html }).ok_or(LETTERS);
        }
        let (template, language) = stem.split_once('/').ok_or(LETTERS)?;
        if !plain(template) {
            return Err("a template's name has lower-case letters, digits and hyphens only");
        }
        if language.contains('/') {
            return Err(LETTERS);
        }
        let language = Language::parse(language)
            .filter(|l| l.as_str() == language)
            .ok_or("the file is named for its language: en.hbs, es.hbs, pt-br.hbs, in lower case")?;
        Ok(Self::Letter { template: template.to_owned(), language })
    }

    /// Every name the file may use. A partial serves all letters and may use what any of them knows.
    fn known_values(&self) -> BTreeSet<String> {
        let own: &[&str] = match self {
            Self::Partial { name, html: true } if name == "layout" => {
                &["content", "subject", "language", "direction", "fallback", "text", "lang", "dir"]
            }
            Self::Partial { name, .. } if name.starts_with("fallback/") => &["written_in"],
            _ => &[],
        };
        if !own.is_empty() {
            return own.iter().map(|name| (*name).to_owned()).collect();
        }
        match self {
            Self::Letter { template, .. } => known_to(template),
            Self::Partial { .. } => {
                needs::LETTERS.iter().map(|(name, _)| *name).chain(["a school's own"]).flat_map(known_to).collect()
            }
        }
    }
}

/// The names of all values that a template can use.
fn known_to(template: &str) -> BTreeSet<String> {
    let needs = needs::of(template);
    let mut names: BTreeSet<&str> = COMMON_VALUES.iter().chain(WORDS_VALUES).copied().collect();
    names.extend(needs.unwrap_or(OWN_TEMPLATE).iter().map(|need| need.name));
    if needs.is_none() {
        names.insert("values");
    }
    if names.contains("moments") {
        names.extend(["text", "lang", "dir", "translation"]);
    }
    if needs.unwrap_or_default().iter().any(|need| need.kind == needs::Kind::Steps) {
        names.extend(["text", "day"]);
    }
    names.into_iter().map(str::to_owned).collect()
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
                files.insert(path, File { source, place });
            }
            Err(instead) => problems.push(problem(&path, None, "no template is looked for at this place", instead)),
        }
    }
    files
}

/// The pieces that a text, or an HTML piece, can use: HTML is made of written ones too.
fn partial_names(files: &BTreeMap<String, File>, in_html: bool) -> BTreeSet<String> {
    let names = files.values().filter_map(|file| match &file.place {
        Place::Partial { name, html } if in_html || !html => Some(name.clone()),
        _ => None,
    });
    names.collect()
}

fn problem(file: &str, line: Option<usize>, what: impl Into<String>, instead: impl Into<String>) -> TemplateProblem {
    TemplateProblem { file: file.to_owned(), line, what: what.into(), instead: instead.into() }
}

fn first_line(text: &str) -> String {
    text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default().to_owned()
}
