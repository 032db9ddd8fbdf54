//! Writes one letter: values in, subject, text and HTML out, or the reason why not.

use super::blocks;
use super::languages;
use super::problem::RenderProblem;
use super::registry::{Choice, FellBack, Registry};
use super::views::{View, direction};
use crate::domain::address::is_invisible;
use crate::domain::language::Language;
use handlebars::{Handlebars, RenderErrorReason};
use serde_json::{Value, json};

/// A subject that is longer than this is no subject (RFC 5322 §2.1.1 allows 998 octets a line; people read 60).
const SUBJECT_LIMIT: usize = 200;

/// A finished mail, ready for `message::compose`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rendered {
    pub subject: String,
    pub text: String,
    pub html: Option<String>,
    pub language_used: Language,
    /// The reader's language was not to be had; the letter says so in theirs.
    pub fell_back: Option<FellBack>,
}

impl Rendered {
    /// "no Korean version; goes in English", for a teacher.
    pub fn language_note(&self, reader: &Language) -> Option<String> {
        let english = Language::english();
        let (wanted, used) = (languages::name(reader, &english), languages::name(&self.language_used, &english));
        self.fell_back.map(|why| match why {
            FellBack::NoVersion => format!("no {wanted} version; goes in {used}"),
            FellBack::NotApproved => format!("the {wanted} version is not approved; goes in {used}"),
        })
    }
}

impl Registry {
    /// Writes the letter in the reader's language, else in the school's with a sentence in the reader's own that says
    /// so. `wording` counts from 0 and starts over after the last one.
    ///
    /// # Errors
    /// A value that is missing or has nothing to see in it, and whatever else would make the letter embarrassing.
    pub fn render(
        &self,
        template: &str,
        language: &Language,
        school_language: &Language,
        wording: usize,
        view: &View,
    ) -> Result<Rendered, RenderProblem> {
        let no_template = || RenderProblem::NoTemplate { template: template.to_owned() };
        let Choice { language: used, fell_back, .. } =
            self.choose(template, language, school_language).ok_or_else(no_template)?;
        let parts = self.wording(template, &used, wording).ok_or_else(no_template)?;
        let values = values(view, &used)?;
        let fallback = fell_back.map(|_| self.fallback(language, &used)).transpose()?;

        let subject = checked_subject(&run(&self.text, &parts.subject, &values)?)?;
        let body = without_gaps(&run(&self.text, &parts.text, &values)?);
        greets_somebody(&body, &used)?;
        let text = match &fallback {
            Some(said) => format!("{}\n\n{body}\n", said.sentence),
            None => format!("{body}\n"),
        };
        let elements = blocks::elements(&run(&self.html, &parts.text, &values)?);
        let html = Some(self.page(&elements, &subject, &used, fallback)?);
        Ok(Rendered { subject, text, html, language_used: used, fell_back })
    }

    /// The HTML page of words that are finished already, a mail made of several for instance.
    ///
    /// # Errors
    /// A layout of the school that does not work.
    pub fn page_of(&self, subject: &str, text: &str, language: &Language) -> Result<String, RenderProblem> {
        self.page(&blocks::elements(&blocks::escape(text)), subject, language, None)
    }

    /// The page around an HTML letter, with its rules where mail programs look for them: at each element.
    fn page(
        &self,
        content: &str,
        subject: &str,
        language: &Language,
        fallback: Option<Fallback>,
    ) -> Result<String, RenderProblem> {
        let fallback =
            fallback.map(|f| json!({"text": f.sentence, "lang": f.language.as_str(), "dir": direction(&f.language)}));
        let mut page = json!({
            "content": content.trim_end(),
            "subject": subject,
            "language": language.as_str(),
            "direction": direction(language),
            "fallback": fallback,
        });
        remove_empty(&mut page);
        let page = run(&self.html, "layout", &page)?;
        self.styles.inline(&page).map_err(|e| RenderProblem::Template { what: format!("layout: {e}") })
    }

    /// "This letter is written in English", in the reader's language if homeroom knows how to say it there.
    fn fallback(&self, reader: &Language, letter: &Language) -> Result<Fallback, RenderProblem> {
        let primary = |language: &Language| Language::parse(language.primary());
        let ways = [Some(reader.clone()), primary(reader), Some(letter.clone()), primary(letter)];
        let known = |language: &Language| self.text.has_template(&partial(language));
        let language = ways.into_iter().flatten().find(known).unwrap_or_else(Language::english);
        let values = json!({"written_in": languages::in_language(letter, &language)});
        let sentence = run(&self.text, &partial(&language), &values)?.trim().to_owned();
        Ok(Fallback { sentence, language })
    }
}

struct Fallback {
    sentence: String,
    language: Language,
}

fn partial(language: &Language) -> String {
    format!("fallback/{language}")
}

/// The view's values without anything empty in them, so that strict rendering stops at each that a letter needs.
fn values(view: &View, letter: &Language) -> Result<Value, RenderProblem> {
    let mut values = view.values(letter)?;
    let home = view.home();
    let nameless = |name: &str| !name.chars().any(char::is_alphanumeric);
    let named = [
        ("guardian", nameless(&home.guardian)),
        ("child", home.children.iter().any(|c| nameless(c))),
        ("teacher", nameless(&home.teacher)),
        ("class", nameless(&home.class)),
        ("school", nameless(&home.school)),
    ];
    named.iter().filter(|(_, nameless)| *nameless).for_each(|(name, _)| drop(values.remove(*name)));
    let mut values = Value::Object(values);
    remove_empty(&mut values);
    Ok(values)
}

/// Null, blank text and empty lists leave; line breaks become LF, and control characters that no mail may carry vanish.
fn remove_empty(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.values_mut().for_each(remove_empty);
            map.retain(|_, inner| !is_empty(inner));
        }
        Value::Array(items) => items.iter_mut().for_each(remove_empty),
        Value::String(text) if text.contains(|c: char| c.is_control() && c != '\n') => {
            let lines = text.replace("\r\n", "\n").replace('\r', "\n");
            *text = lines.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
        }
        _ => {}
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.chars().all(|c| c.is_whitespace() || is_invisible(c)),
        Value::Array(items) => items.is_empty() || items.iter().any(is_empty),
        _ => false,
    }
}

fn run(engine: &Handlebars<'static>, name: &str, values: &Value) -> Result<String, RenderProblem> {
    engine.render(name, values).map_err(|e| match e.reason() {
        RenderErrorReason::MissingVariable(path) => {
            RenderProblem::MissingValue { name: path.clone().unwrap_or_else(|| name.to_owned()) }
        }
        reason => RenderProblem::Template { what: format!("{name}:{}: {reason}", e.line_no.unwrap_or(1)) },
    })
}

/// A piece that says nothing to this family leaves no hole: never more than one empty line.
fn without_gaps(body: &str) -> String {
    let mut text = body.trim().to_owned();
    while text.contains("\n\n\n") {
        text = text.replace("\n\n\n", "\n\n");
    }
    text
}

fn checked_subject(rendered: &str) -> Result<String, RenderProblem> {
    let subject = rendered.trim();
    if subject.is_empty() {
        return Err(RenderProblem::EmptySubject);
    }
    if subject.chars().any(|c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')) {
        return Err(RenderProblem::LineBreakInSubject);
    }
    if subject.chars().count() > SUBJECT_LIMIT {
        return Err(RenderProblem::SubjectTooLong { limit: SUBJECT_LIMIT });
    }
    Ok(subject.to_owned())
}

/// Stops `Dear ,` and `Hola :`, which a template's own `{{#if guardian}}` can still bring about.
fn greets_somebody(body: &str, language: &Language) -> Result<(), RenderProblem> {
    let salutation = body.trim_start().lines().next().ok_or(RenderProblem::EmptyText)?.trim_end();
    // French puts a blank before every colon.
    let ends: &[char] = if language.primary() == "fr" { &[',', '،'] } else { &[',', ':', '，', '：', '،'] };
    match salutation.strip_suffix(ends) {
        Some(words) if words.is_empty() || words.ends_with([' ', '\u{a0}', ',']) => Err(RenderProblem::EmptySalutation),
        _ => Ok(()),
    }
}
