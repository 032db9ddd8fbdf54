//! The summary as HTML: tables and words, no images, no colours but those of the reader's own mail program, so that it
//! is right in the dark as well. Everything a person wrote is escaped.

use super::page::{Block, BlockKind, Item, Page, Section, Table};
use super::view::Button;
use super::words::Tongue;
use crate::render::views::direction;
use handlebars::html_escape;

const MOST_BUTTONS: usize = 3;
/// Grey that stands out from white and from black alike.
const LINE: &str = "#8a8a8a";
pub(in crate::render) const FONT: &str =
    "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5";
/// 44 px high.
pub(in crate::render) const BUTTON: &str =
    "display:inline-block;min-width:44px;padding:9px 10px;margin:8px 4px 0 0;border:1px solid;text-align:center";
/// With the button's, only what repeats often stands here; a mail program that ignores it shows the buttons as plain links.
const STYLE: &str = ":root{color-scheme:light dark;supported-color-schemes:light dark}\
    h2{margin:32px 0 4px;font-size:20px;line-height:1.3}li{margin:6px 0}.w{margin:4px 0 0}\
    .t td,.t th{border-bottom:1px solid #8a8a8a;vertical-align:top}.t th{font-weight:normal}.t td:first-child{min-width:76px;overflow-wrap:anywhere}.t td+td+td{white-space:nowrap}";
const TABLE: &str = "<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\"";

pub fn html(page: &Page) -> String {
    let language = page.tongue.language();
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\" dir=\"{dir}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta name=\"supported-color-schemes\" content=\"light dark\">\n<title>{title}</title>\n\
         <style>{STYLE}.b{{{BUTTON}}}</style>\n</head>\n\
         <body style=\"margin:0;padding:0\">\n\
         {TABLE} lang=\"{language}\" style=\"max-width:640px;margin:0 auto\">\n\
         <tr><td style=\"padding:16px;{FONT};overflow-wrap:anywhere;word-break:break-word\">\n\
         {troubles}<p style=\"margin:0;font-size:18px\">{state}</p>\n",
        dir = direction(&language),
        title = html_escape(&page.subject),
        troubles = write_troubles(&page.troubles),
        state = html_escape(&page.state),
    );
    page.sections.iter().for_each(|section| out += &write_section(section, page.tongue));
    if let Some(table) = &page.table {
        out += &write_table(table);
    }
    out += &format!("<div style=\"margin:32px 0 0;padding:4px 0 0;border-top:1px solid {LINE}\">\n");
    for line in &page.foot {
        out += &format!("<p style=\"margin:8px 0 0\">{}</p>\n", html_escape(line));
    }
    out += "</div>\n</td></tr>\n</table>\n</body>\n</html>\n";
    out
}

/// One box for all of them, bold and framed: seen before anything else without a colour.
fn write_troubles(sentences: &[String]) -> String {
    if sentences.is_empty() {
        return String::new();
    }
    let paragraphs: String =
        sentences.iter().map(|s| format!("<p style=\"margin:8px 0\">{}</p>\n", html_escape(s))).collect();
    let style = "margin:0 0 16px;padding:4px 12px;border:2px solid;font-size:18px;font-weight:bold";
    format!("<div style=\"{style}\">\n{paragraphs}</div>\n")
}

fn heading(words: &str) -> String {
    format!("<h2>{}</h2>\n", html_escape(words))
}

fn write_section(section: &Section, tongue: Tongue) -> String {
    let mut out = heading(section.heading);
    if section.items.iter().any(|item| item.number.is_some()) {
        out += "<table role=\"presentation\" width=\"100%\" cellpadding=\"6\" cellspacing=\"0\" border=\"0\">\n";
        section.items.iter().for_each(|item| out += &write_row(item, tongue));
        out += "</table>\n";
    } else {
        out += "<ul style=\"margin:0;padding:0 0 0 24px\">\n";
        for item in &section.items {
            out += &format!("<li>{}</li>\n", write_item(item, tongue));
        }
        out += "</ul>\n";
    }
    for more in &section.more {
        out += &format!("<p style=\"margin:8px 0 0\">{}</p>\n", html_escape(more));
    }
    out
}

fn write_row(item: &Item, tongue: Tongue) -> String {
    let bullet = item.number.map_or("–".to_owned(), |number| format!("<b>{number}.</b>"));
    format!("<tr valign=\"top\"><td width=\"24\" nowrap>{bullet}</td><td>{}</td></tr>\n", write_item(item, tongue))
}

fn write_item(item: &Item, tongue: Tongue) -> String {
    let mark = item.mark.map(|mark| format!("<b>{}{}</b> ", html_escape(mark), tongue.colon())).unwrap_or_default();
    let (head, detail) = item.lead(tongue);
    let head = if head.is_empty() { head } else { format!("<b>{}</b> ", html_escape(&head)) };
    let mut out = format!("{mark}{head}{}", html_escape(detail));
    if let Some(below) = &item.below {
        out += &format!("<br>\n{}", html_escape(below));
    }
    item.blocks.iter().for_each(|block| out += &write_block(block, tongue));
    out += &write_buttons(&item.buttons);
    out
}

fn write_block(block: &Block, tongue: Tongue) -> String {
    let language = match &block.language {
        Some(language) => format!("lang=\"{language}\" dir=\"{}\"", direction(language)),
        None => "dir=\"auto\"".to_owned(),
    };
    let lines = block.lines.iter().map(|line| html_escape(line)).collect::<Vec<_>>().join("<br>\n");
    let [open, close] = tongue.quotes();
    let written = match block.kind {
        BlockKind::Words if lines.is_empty() => String::new(),
        BlockKind::Words => format!("\n<div class=\"w\" {language}>{open}{lines}{close}</div>"),
        BlockKind::Letter => {
            let label: Vec<String> = block.label.iter().map(|label| html_escape(label)).collect();
            format!(
                "\n<div class=\"w\">{}</div>\n\
                 <div {language} style=\"margin:6px 0 12px;padding:10px 12px;border:1px solid {LINE}\">{lines}</div>",
                label.join("<br>\n")
            )
        }
    };
    block
        .notes
        .iter()
        .fold(written, |written, note| format!("{written}\n<div style=\"margin:4px 0 0\">{}</div>", html_escape(note)))
}

fn write_buttons(buttons: &[Button]) -> String {
    let ours = buttons.iter().filter(|button| button.href.starts_with("mailto:")).take(MOST_BUTTONS);
    let link = |b: &Button| format!("<a class=\"b\" href=\"{}\">{}</a>", attribute(&b.href), html_escape(&b.label));
    let links: Vec<String> = ours.map(link).collect();
    if links.is_empty() { String::new() } else { format!("\n<div>{}</div>", links.join("\n")) }
}

/// Inside double quotes `=` needs no escape, and there are many in a `mailto:`.
pub(in crate::render) fn attribute(text: &str) -> String {
    html_escape(text).replace("&#x3D;", "=")
}

fn write_table(table: &Table) -> String {
    let mut out = heading(table.heading);
    out += "<table class=\"t\" width=\"100%\" cellpadding=\"3\" cellspacing=\"0\" border=\"0\" style=\"overflow-wrap:normal;word-break:normal\">\n<tr align=\"left\" valign=\"bottom\">";
    table.head.iter().for_each(|name| out += &format!("<th>{}</th>", html_escape(name)));
    out += "</tr>\n";
    for row in &table.rows {
        out += "<tr>";
        row.iter().for_each(|value| out += &format!("<td>{}</td>", html_escape(value)));
        out += "</tr>\n";
    }
    out += &format!("</table>\n<p style=\"margin:8px 0 0\">{}</p>\n", html_escape(table.note));
    out
}
