//! The template engine, once for text and once for HTML.

use super::blocks::{WORDS, escape};
use handlebars::template::TemplateElement;
use handlebars::{
    Context, Handlebars, Helper, HelperDef, HelperResult, JsonRender, Output, RenderContext, RenderError,
    RenderErrorReason, Template,
};
use serde_json::Value;

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

/// The same template for the HTML engine, which escapes values but not what the template itself says.
pub(super) fn escaped(mut template: Template) -> Template {
    for element in &mut template.elements {
        match element {
            TemplateElement::RawString(words) => *words = escape(words),
            TemplateElement::HelperBlock(block) => {
                block.template = block.template.take().map(escaped);
                block.inverse = block.inverse.take().map(escaped);
            }
            _ => {}
        }
    }
    template
}

/// `{{lines text}}`: a person's words with their line ends. In HTML a value that is known to be in the teacher's language
/// says so.
struct Lines {
    html: bool,
}

impl HelperDef for Lines {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        context: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let value = helper.param(0).ok_or(RenderErrorReason::ParamNotFoundForIndex("lines", 0))?;
        if value.is_value_missing() {
            return Err(RenderError::strict_error(value.relative_path()));
        }
        let text = value.value().render();
        if !self.html {
            return Ok(out.write(&text)?);
        }
        let name = value.relative_path().and_then(|path| path.split(['.', '/']).next()).unwrap_or_default();
        let words = handlebars::html_escape(text.trim_end()).replace('\n', "<br>");
        match language_of(name, context.data()) {
            Some((lang, dir)) => out.write(&format!("{}\"{lang}\" dir=\"{dir}\">{words}{}", WORDS.0, WORDS.1))?,
            None => out.write(&words)?,
        }
        Ok(())
    }
}

/// The language and direction of a value that a teacher wrote.
fn language_of<'a>(name: &str, values: &'a Value) -> Option<(&'a str, &'a str)> {
    let written = values.get("words")?.as_array()?;
    written.iter().any(|word| word.as_str() == Some(name)).then_some(())?;
    Some((values.get("words_lang")?.as_str()?, values.get("words_dir")?.as_str()?))
}
