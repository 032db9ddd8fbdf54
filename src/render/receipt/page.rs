//! The receipt as a mail: what was done, what waits, what is asked, what was not understood.

use super::words;
use crate::domain::language::Language;
use crate::domain::receipt::{Outcome, Receipt};
use crate::render::letter::Rendered;
use crate::render::summary::html::{BUTTON, FONT, attribute};
use crate::render::summary::lines::{cut, one_line};
use crate::render::summary::words::Tongue;
use handlebars::html_escape;
use jiff::tz::TimeZone;

/// So much of a teacher's own line is repeated.
const LINE: usize = 60;

/// A receipt with the ways to answer its questions.
pub struct ReceiptView<'a> {
    pub receipts: &'a [Receipt],
    /// For each receipt that asks, in their order.
    pub questions: &'a [Question],
    /// The subject of what is answered.
    pub subject: String,
    pub zone: &'a TimeZone,
}

pub struct Question {
    pub answers: Vec<Answer>,
}

/// One way to answer: what it means, and the `mailto:` that says so.
pub struct Answer {
    pub name: Option<String>,
    pub href: String,
}

struct Group {
    heading: &'static str,
    lines: Vec<(String, Vec<(String, String)>)>,
}

pub fn render_receipt(view: &ReceiptView<'_>, language: &Language) -> Rendered {
    let tongue = Tongue::of(language);
    let groups = groups(view, tongue);
    let waits = view.receipts.iter().any(|r| r.outcome == Outcome::Waits);
    let foot = waits.then(|| undo_line(tongue));
    Rendered {
        subject: view.subject.clone(),
        text: text(&groups, foot),
        html: Some(html(&groups, foot, tongue)),
        language_used: tongue.language(),
        fell_back: None,
    }
}

fn groups(view: &ReceiptView<'_>, tongue: Tongue) -> Vec<Group> {
    let mut questions = view.questions.iter();
    let mut groups: Vec<Group> =
        (0..5).map(|kind| Group { heading: heading(kind, tongue), lines: Vec::new() }).collect();
    for receipt in view.receipts {
        let kind = match receipt.outcome {
            Outcome::Done => 0,
            Outcome::Waits => 1,
            Outcome::Asked(_) => 2,
            Outcome::NotDone => 3,
            Outcome::NotUnderstood => 4,
        };
        let is_kept = receipt.outcome == Outcome::NotUnderstood;
        let answers = match receipt.outcome {
            Outcome::Asked(_) => questions.next().map(|q| buttons(q, tongue)).unwrap_or_default(),
            _ => Vec::new(),
        };
        let own = cut(&one_line(&receipt.line), LINE);
        let said = words(&receipt.said, tongue, view.zone);
        let line = if own.is_empty() {
            said
        } else {
            let [open, close] = tongue.quotes();
            let kept = if is_kept { kept(tongue) } else { "" };
            format!("{open}{own}{close}{} {kept}{said}", tongue.colon())
        };
        if let Some(group) = groups.get_mut(kind) {
            group.lines.push((line, answers));
        }
    }
    groups.retain(|group| !group.lines.is_empty());
    groups
}

fn buttons(question: &Question, tongue: Tongue) -> Vec<(String, String)> {
    let label = |answer: &Answer| answer.name.clone().unwrap_or_else(|| meant(tongue).to_owned());
    question.answers.iter().map(|answer| (label(answer), answer.href.clone())).collect()
}

fn heading(kind: usize, tongue: Tongue) -> &'static str {
    match kind {
        0 => tongue.pick("Done", "Hecho", "Fait"),
        1 => tongue.pick("Waiting to leave", "A punto de salir", "En attente d’envoi"),
        2 => tongue.pick("A question", "Una pregunta", "Une question"),
        3 => tongue.pick("Not done", "No se hizo", "Pas fait"),
        _ => tongue.pick("Not understood", "No se entendió", "Pas compris"),
    }
}

/// What a teacher wrote and homeroom did not understand is still theirs.
fn kept(tongue: Tongue) -> &'static str {
    tongue.pick("kept as a private note; ", "guardado como nota privada; ", "gardé comme note personnelle\u{202f}; ")
}

fn meant(tongue: Tongue) -> &'static str {
    tongue.pick("Yes, I mean it", "Sí, eso quiero", "Oui, c’est bien cela")
}

fn undo_line(tongue: Tongue) -> &'static str {
    tongue.pick(
        "To take it back, answer this mail with undo within ten minutes.",
        "Para deshacerlo, responda a este correo con deshacer antes de diez minutos.",
        "Pour l’annuler, répondez à ce message par annuler dans les dix minutes.",
    )
}

fn text(groups: &[Group], foot: Option<&str>) -> String {
    let mut out = String::new();
    for group in groups {
        out += &format!("{}\n", group.heading.to_uppercase());
        for (line, answers) in &group.lines {
            out += &format!("- {line}\n");
            for (label, href) in answers {
                out += &format!("  {label}: {href}\n");
            }
        }
        out.push('\n');
    }
    out + &foot.map(|foot| format!("{foot}\n")).unwrap_or_default()
}

fn html(groups: &[Group], foot: Option<&str>, tongue: Tongue) -> String {
    let language = tongue.language();
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n</head>\n\
         <body style=\"margin:0;padding:16px;max-width:640px;{FONT};overflow-wrap:anywhere\">\n"
    );
    for group in groups {
        out += &format!("<h2 style=\"margin:16px 0 4px;font-size:18px\">{}</h2>\n<ul>\n", html_escape(group.heading));
        for (line, answers) in &group.lines {
            let link = |(label, href): &(String, String)| {
                format!("<a style=\"{BUTTON}\" href=\"{}\">{}</a>", attribute(href), html_escape(label))
            };
            let links: String = answers.iter().map(link).collect();
            out += &format!("<li dir=\"auto\">{}<div>{links}</div></li>\n", html_escape(line));
        }
        out += "</ul>\n";
    }
    out + &foot.map(|foot| format!("<p>{}</p>\n", html_escape(foot))).unwrap_or_default() + "</body>\n</html>\n"
}
