//! The text and the HTML that each program makes of the same words.

use super::encode::escape_html;
use super::original::Original;
use super::phrases::{self, Quoted};
use super::{Draft, Shape};
use jiff::Zoned;

/// The alternatives of one mail; a mail without HTML is text alone.
pub struct Body {
    pub text: String,
    pub html: Option<String>,
}

pub fn body(draft: &Draft) -> Body {
    match draft.from.shape {
        Shape::Gmail => gmail(draft),
        Shape::Outlook => outlook(draft),
        Shape::AppleMail => apple(draft, None),
        Shape::IPhone => apple(draft, Some(phrases::sent_from_iphone(draft.from.language))),
        Shape::Yahoo => yahoo(draft),
        Shape::Thunderbird => thunderbird(draft),
        Shape::Samsung => samsung(draft),
        Shape::QqMail => qq(draft),
    }
}

/// When the quoted mail was written, by the clock of the one who answers.
fn sent_at(original: &Original, date: &Zoned) -> Zoned {
    original.date.map_or_else(|| date.clone(), |at| at.to_zoned(date.time_zone().clone()))
}

fn direction(language: &str) -> &'static str {
    if language == "ar" { "rtl" } else { "ltr" }
}

/// Each line a `<div>`, blank lines kept.
fn divs(text: &str) -> String {
    text.split('\n')
        .map(|l| if l.is_empty() { "<div><br></div>".to_owned() } else { format!("<div>{}</div>", escape_html(l)) })
        .collect()
}

/// The original as HTML: its own, or its text with line breaks.
fn quoted_html(original: &Original) -> String {
    original.html.clone().unwrap_or_else(|| escape_html(&original.text).replace('\n', "<br>\n"))
}

/// Breaks lines at blanks so that they stay within `width` characters where they can; `end` closes each broken line.
fn wrap(text: &str, width: usize, end: &str) -> String {
    let mut out: Vec<String> = Vec::new();
    for line in text.split('\n') {
        let mut current = String::new();
        for word in line.split(' ') {
            if !current.is_empty() && current.chars().count() + 1 + word.chars().count() > width {
                out.push(format!("{current}{end}"));
                current.clear();
                current.push_str(word);
            } else {
                if !current.is_empty() {
                    current.push(' ');
                }
                current.push_str(word);
            }
        }
        out.push(current);
    }
    out.join("\n")
}

fn quote(text: &str, mark: &str, blank: &str) -> String {
    text.split('\n')
        .map(|l| match l {
            "" => format!("{blank}\n"),
            l if l.starts_with('>') => format!(">{l}\n"),
            l => format!("{mark}{l}\n"),
        })
        .collect()
}

fn gmail(d: &Draft) -> Body {
    let mut text = format!("{}\n", wrap(d.body, 76, ""));
    let mut html = format!("<div dir=\"{}\">{}</div>", direction(d.from.language), divs(d.body));
    if let Some(o) = d.original {
        let at = sent_at(o, d.date);
        let line = phrases::gmail(d.from.language, &Quoted { name: &o.from_name, address: &o.from_address, at: &at });
        text.push_str(&format!("\n{}\n\n{}", wrap(&line, 76, ""), quote(&o.text, "> ", ">")));
        html.push_str(&format!(
            "<br><div class=\"gmail_quote gmail_quote_container\"><div dir=\"{}\" class=\"gmail_attr\">{}<br></div>\
             <blockquote class=\"gmail_quote\" style=\"margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);\
             padding-left:1ex\">{}</blockquote></div>",
            direction(d.from.language),
            escape_html(&line),
            quoted_html(o)
        ));
    }
    html.push('\n');
    Body { text, html: Some(html) }
}

/// From, Sent, To and Subject of the original, each with its name.
fn header_block(d: &Draft, o: &Original) -> [(&'static str, String); 4] {
    let at = sent_at(o, d.date);
    let quoted = Quoted { name: &o.from_name, address: &o.from_address, at: &at };
    let [from, sent, to, subject] = phrases::header_names(d.from.language);
    [
        (from, format!("{} <{}>", o.from_name, o.from_address)),
        (sent, phrases::long_date(d.from.language, &quoted)),
        (to, format!("{} <{}>", o.to_name, o.to_address).trim_start().to_owned()),
        (subject, o.subject.clone()),
    ]
}

fn outlook(d: &Draft) -> Body {
    let mut text = format!("{}\n", d.body);
    let paragraphs = |text: &str| -> String {
        text.split('\n')
            .map(|l| match l {
                "" => "<p class=\"MsoNormal\"><o:p>&nbsp;</o:p></p>\n".to_owned(),
                l => format!("<p class=\"MsoNormal\">{}<o:p></o:p></p>\n", escape_html(l)),
            })
            .collect()
    };
    let mut html = paragraphs(d.body);
    if let Some(o) = d.original {
        let block = header_block(d, o);
        let lines: String = block.iter().map(|(name, value)| format!("{name} {value}\n")).collect();
        text.push_str(&format!("\n{lines}\n{}\n", o.text));
        let bold: Vec<String> =
            block.iter().map(|(name, value)| format!("<b>{name}</b> {}", escape_html(value))).collect();
        html.push_str(&format!(
            "<p class=\"MsoNormal\"><o:p>&nbsp;</o:p></p>\n<div>\n<div style=\"border:none;border-top:solid #E1E1E1 \
             1.0pt;padding:3.0pt 0in 0in 0in\">\n<p class=\"MsoNormal\">{}<o:p></o:p></p>\n</div>\n</div>\n{}\n",
            bold.join("<br>\n"),
            quoted_html(o)
        ));
    }
    let html = format!(
        "<html xmlns:o=\"urn:schemas-microsoft-com:office:office\" xmlns:w=\"urn:schemas-microsoft-com:office:word\">\n\
         <head>\n<meta name=\"Generator\" content=\"Microsoft Word 15 (filtered medium)\">\n<style><!--\n\
         p.MsoNormal {{margin:0in;font-size:11.0pt;font-family:\"Calibri\",sans-serif;}}\n--></style>\n</head>\n\
         <body lang=\"{}\" dir=\"{}\">\n<div class=\"WordSection1\">\n{html}</div>\n</body>\n</html>\n",
        d.from.language.to_uppercase(),
        direction(d.from.language)
    );
    Body { text, html: Some(html) }
}

/// Apple's programs on the desk and, with a footer, on the phone.
fn apple(d: &Draft, footer: Option<&str>) -> Body {
    let mut text = format!("{}\n", d.body);
    let mut html = format!("<div dir=\"{}\">{}</div>", direction(d.from.language), divs(d.body));
    if let Some(footer) = footer {
        text.push_str(&format!("\n{footer}\n"));
        html.push_str(&format!(
            "<br id=\"lineBreakAtBeginningOfSignature\"><div dir=\"{}\">{footer}</div>",
            direction(d.from.language)
        ));
    }
    let Some(o) = d.original else {
        return Body { text, html: None };
    };
    let at = sent_at(o, d.date);
    let line = phrases::apple(d.from.language, &Quoted { name: &o.from_name, address: &o.from_address, at: &at });
    let words = if footer.is_some() { format!("\u{feff}{}", o.text) } else { o.text.clone() };
    text.push_str(&format!("\n> {line}\n> \n{}", quote(&words, "> ", "> ")));
    let html = format!(
        "<html><head><meta http-equiv=\"content-type\" content=\"text/html; charset=utf-8\"></head><body \
         style=\"overflow-wrap: break-word; line-break: after-white-space;\">{html}<div><br><blockquote type=\"cite\">\
         <div>{}</div><br class=\"Apple-interchange-newline\"><div>{}</div></blockquote></div><br></body></html>\n",
        escape_html(&line),
        quoted_html(o)
    );
    Body { text, html: Some(html) }
}

fn yahoo(d: &Draft) -> Body {
    let mut text: String = d.body.split('\n').map(|l| format!(" {l}\n")).collect();
    let mut html = format!(
        "<html><head></head><body><div class=\"yahoo-style-wrap\" style=\"font-family:Helvetica Neue, Helvetica, Arial, \
         sans-serif;font-size:16px;\"><div dir=\"{}\" data-setdir=\"false\">{}</div><div><br></div>",
        direction(d.from.language),
        divs(d.body)
    );
    if let Some(o) = d.original {
        let at = sent_at(o, d.date);
        let line = phrases::yahoo(d.from.language, &Quoted { name: &o.from_name, address: &o.from_address, at: &at });
        let words: String = o.text.split('\n').map(|l| format!(" {l}\n")).collect();
        text.push_str(&format!("\n    {line}  \n \n{words}  \n"));
        html.push_str(&format!(
            "</div><div id=\"yahoo_quoted_{}\" class=\"yahoo_quoted\"><div style=\"font-family:'Helvetica Neue', \
             Helvetica, Arial, sans-serif;font-size:13px;color:#26282a;\"><div>{}</div><div><br></div><div><br></div>\
             <div>{}</div></div></div>",
            at.timestamp().as_second(),
            escape_html(&line),
            quoted_html(o)
        ));
    } else {
        html.push_str("</div>");
    }
    html.push_str("</body></html>\n");
    Body { text, html: Some(html) }
}

/// RFC 3676 §4: soft breaks end in a blank; lines that begin with a blank, `>` or `From ` get a blank before them.
fn flowed(text: &str) -> String {
    wrap(text, 72, " ")
        .split('\n')
        .map(|l| if l.starts_with([' ', '>']) || l.starts_with("From ") { format!(" {l}") } else { l.to_owned() })
        .collect::<Vec<_>>()
        .join("\n")
}

fn thunderbird(d: &Draft) -> Body {
    let own = format!("{}\n", flowed(d.body));
    let Some(o) = d.original else {
        return Body { text: own, html: None };
    };
    let at = sent_at(o, d.date);
    let line = phrases::thunderbird(d.from.language, &Quoted { name: &o.from_name, address: &o.from_address, at: &at });
    // The answer stands above the quotation here, though the program starts below it: habit from other programs.
    let text = format!("{own}\n\n{line}\n{}", quote(&o.text, "> ", ">"));
    Body { text, html: None }
}

fn samsung(d: &Draft) -> Body {
    let footer = phrases::sent_from_galaxy(d.from.language);
    let mut text = format!("{}\n\n\n\n{footer}\n", d.body);
    let dir = direction(d.from.language);
    let mut html = format!(
        "<html><head><meta http-equiv=\"Content-Type\" content=\"text/html; charset=UTF-8\"></head><body dir=\"auto\">\
         <div dir=\"{dir}\">{}</div><div dir=\"auto\"><br></div><div id=\"composer_signature\" dir=\"auto\"><div \
         style=\"font-size:12px;color:#575757\" dir=\"auto\">{footer}</div></div>",
        divs(d.body)
    );
    if let Some(o) = d.original {
        let ruler = phrases::original_message(d.from.language);
        let block = header_block(d, o);
        let lines: String = block.iter().map(|(name, value)| format!("{name} {value} \n")).collect();
        text.push_str(&format!("\n\n{ruler}\n{lines}\n{}\n", o.text));
        let rows: String =
            block.iter().map(|(name, value)| format!("<div>{name} {} </div>", escape_html(value))).collect();
        html.push_str(&format!(
            "<div><br></div><div align=\"left\" dir=\"auto\" style=\"font-size:100%;color:#000000\"><div>{ruler}</div>\
             {rows}<div><br></div></div>{}",
            quoted_html(o)
        ));
    }
    html.push_str("</body></html>\n");
    Body { text, html: Some(html) }
}

fn qq(d: &Draft) -> Body {
    let mut text = format!("{}\n", d.body);
    let mut html = format!(
        "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=GB18030\"><div>{}</div>",
        escape_html(d.body).replace('\n', "<br>")
    );
    if let Some(o) = d.original {
        let block = header_block(d, o);
        let lines: String = block.iter().map(|(name, value)| format!("{name} {value};\n")).collect();
        // The text part of this program really shows the entity.
        let ruler = "------------------&nbsp;原始邮件&nbsp;------------------";
        text.push_str(&format!("\n\n\n\n{ruler}\n{lines}\n\n\n{}\n", o.text));
        let rows: String = block
            .iter()
            .map(|(name, value)| format!("<div><b>{name}</b>&nbsp;{};</div>", escape_html(value)))
            .collect();
        html.push_str(&format!(
            "<div><br></div><div><br></div><div style=\"font-size: 12px;padding:2px 0 2px 0;\">{ruler}</div><div \
             style=\"font-size: 12px;background:#efefef;padding:8px;\">{rows}</div><div><br></div>{}",
            quoted_html(o)
        ));
    }
    html.push('\n');
    Body { text, html: Some(html) }
}
