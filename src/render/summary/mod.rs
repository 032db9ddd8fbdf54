//! The teacher's daily summary: facts in, one mail out.
//!
//! [`view`] holds the facts, in no language. [`numbering`] says which of them are shown and under which number.
//! [`page`] turns them into sentences of the teacher's language ([`words`], [`items`], [`steps`], [`questions`], [`drafts`], [`hard`], [`happenings`],
//! [`not_sent`], [`wishes`], [`running`], [`foot`]), and [`text`] and [`html`]
//! lay the same page out twice. Nothing here can fail: a summary that does not arrive looks like a day without work.

pub mod view;
pub mod buttons;
pub mod numbering;
pub mod lines;
pub mod words;
pub mod items;
pub mod steps;
pub mod questions;
pub mod happenings;
pub mod foot;
pub mod running;
pub mod wishes;
pub mod beside;
pub mod drafts;
pub mod hard;
pub mod not_sent;
pub mod promises;
pub mod page;
pub mod text;
pub mod html;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod tests;

use super::letter::Rendered;
use super::registry::FellBack;
use crate::domain::language::Language;
use numbering::Numbers;
use view::SummaryView;
use words::Tongue;

/// Writes the summary in the teacher's language; English stands in for languages other than English, Spanish and French. What
/// has a number is shown.
pub fn render_summary(view: &SummaryView, numbers: &Numbers, language: &Language) -> Rendered {
    let tongue = Tongue::of(language);
    let page = page::page(view, numbers, tongue);
    Rendered {
        subject: page.subject.clone(),
        text: text::text(&page),
        html: Some(html::html(&page)),
        language_used: tongue.language(),
        fell_back: (language.primary() != tongue.language().primary()).then_some(FellBack::NoVersion),
    }
}
