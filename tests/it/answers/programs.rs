//! Raw mails in the shapes that mail programs give them.

use super::summary::{self, escaped, quoted};

const FROM: &str = "From: Maria Alvarez <alvarez@school.test>\r\nTo: Room 12 <room12+t.k3y@school.test>\r\n\
Subject: Re: Room 12, Thu 12 Mar: 3 answers wait\r\nDate: Thu, 12 Mar 2026 07:20:00 -0500\r\n\
Message-ID: <a1@school.test>\r\nIn-Reply-To: <t.k3y@school.test>\r\nMIME-Version: 1.0\r\n";

pub const EN: &str = "On Thu, Mar 12, 2026 at 7:00 AM Room 12 <room12@school.test> wrote:";
pub const ES: &str = "El jue, 12 mar 2026 a las 7:00, Room 12 (<room12@school.test>) escribió:";
pub const FR: &str = "Le jeu. 12 mars 2026 à 07:00, Room 12 <room12@school.test> a écrit :";

pub fn crlf(text: &str) -> String {
    text.replace('\n', "\r\n")
}

/// A mail with one part.
pub fn single(kind: &str, body: &str) -> Vec<u8> {
    format!("{FROM}Content-Type: {kind}; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{}", crlf(body))
        .into_bytes()
}

/// A mail whose text has an HTML alternative.
pub fn alternative(text: &str, html: &str) -> Vec<u8> {
    alternative_of("text/plain", text, html)
}

pub fn alternative_of(kind: &str, text: &str, html: &str) -> Vec<u8> {
    format!(
        "{FROM}Content-Type: multipart/alternative; boundary=\"b1\"\r\n\r\n--b1\r\nContent-Type: {kind}; charset=\"UTF-8\"\r\n\r\n{}\r\n\
         --b1\r\nContent-Type: text/html; charset=\"UTF-8\"\r\n\r\n{}\r\n--b1--\r\n",
        crlf(text),
        crlf(html)
    )
    .into_bytes()
}

/// Each line in an element of its own.
pub fn blocks(typed: &str, open: &str, close: &str) -> String {
    let block = |line: &str| {
        let inner = if line.is_empty() { "<br>".to_owned() } else { escaped(line) };
        format!("{open}{inner}{close}")
    };
    typed.lines().map(block).collect()
}

fn gmail_html(typed: &str, dir: &str, attribution: &str) -> String {
    let (first, rest) = typed.split_once('\n').unwrap_or((typed, ""));
    format!(
        "<div dir=\"{dir}\">{}{}</div><br><div class=\"gmail_quote gmail_quote_container\"><div dir=\"ltr\" class=\"gmail_attr\">{}<br></div>\
         <blockquote class=\"gmail_quote\" style=\"margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex\">{}</blockquote></div>",
        escaped(first),
        blocks(rest, "<div>", "</div>"),
        escaped(attribution),
        summary::html()
    )
}

fn gmail(typed: &str, dir: &str, attribution: &str) -> Vec<u8> {
    let text = format!("{typed}\n\n{attribution}\n\n{}", quoted());
    alternative(&text, &gmail_html(typed, dir, attribution))
}

pub fn gmail_web(typed: &str) -> Vec<u8> {
    gmail(typed, "ltr", EN)
}

pub fn gmail_web_es(typed: &str) -> Vec<u8> {
    gmail(typed, "ltr", ES)
}

pub fn gmail_android(typed: &str) -> Vec<u8> {
    gmail(typed, "auto", EN)
}

pub fn gmail_android_fr(typed: &str) -> Vec<u8> {
    gmail(typed, "auto", FR)
}

fn apple(typed: &str, footer: &str, attribution: &str) -> Vec<u8> {
    let text = format!("{typed}\n{footer}\n> {attribution}\n> \n{}", quoted());
    let html = format!(
        "<html><head><meta http-equiv=\"content-type\" content=\"text/html; charset=utf-8\"></head><body dir=\"auto\">{}\
         <div><br></div><div>{}</div><div dir=\"ltr\"><br><blockquote type=\"cite\">{}<br><br></blockquote></div>\
         <blockquote type=\"cite\"><div dir=\"ltr\">{}</div></blockquote></body></html>",
        blocks(typed, "<div>", "</div>"),
        footer.trim(),
        escaped(attribution),
        summary::html()
    );
    alternative_of("text/plain", &text, &html)
}

pub fn apple_mail(typed: &str) -> Vec<u8> {
    apple(typed, "", "On Mar 12, 2026, at 7:00 AM, Room 12 <room12@school.test> wrote:")
}

pub fn ios_mail(typed: &str) -> Vec<u8> {
    apple(typed, "\nSent from my iPhone\n", "On Mar 12, 2026, at 7:00 AM, Room 12 <room12@school.test> wrote:")
}

pub fn ios_mail_es(typed: &str) -> Vec<u8> {
    apple(
        typed,
        "\nEnviado desde mi iPhone\n",
        "El 12 mar 2026, a la(s) 7:00 a.m., Room 12 <room12@school.test> escribió:",
    )
}

pub fn ios_mail_fr(typed: &str) -> Vec<u8> {
    apple(typed, "\nEnvoyé de mon iPhone\n", "Le 12 mars 2026 à 07:00, Room 12 <room12@school.test> a écrit :")
}

/// The block of header lines, as text and as Outlook's own HTML.
fn header_lines(from: &str, sent: &str, to: &str, subject: &str) -> [(String, &'static str); 4] {
    [
        (from.to_owned(), "Room 12 <room12@school.test>"),
        (sent.to_owned(), "Thursday, March 12, 2026 7:00 AM"),
        (to.to_owned(), "Maria Alvarez <alvarez@school.test>"),
        (subject.to_owned(), "Room 12, Thu 12 Mar: 3 answers wait"),
    ]
}

fn header_text(lines: &[(String, &str)]) -> String {
    lines.iter().map(|(name, value)| format!("{name} {value}\n")).collect()
}

fn header_html(lines: &[(String, &str)]) -> String {
    lines.iter().map(|(name, value)| format!("<b>{name}</b> {}<br>", escaped(value))).collect()
}

/// Word's HTML.
fn outlook_html(typed: &str, header: &str, banner: &str) -> String {
    format!(
        "<html xmlns:o=\"urn:schemas-microsoft-com:office:office\"><head><style><!-- p.MsoNormal {{margin:0in}} --></style></head>\
         <body lang=\"EN-US\">{banner}<div class=\"WordSection1\">{}<p class=\"MsoNormal\"><o:p>&nbsp;</o:p></p>\
         <div><div style=\"border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0in 0in 0in\"><p class=\"MsoNormal\">{header}</p></div></div>\
         <p class=\"MsoNormal\"><o:p>&nbsp;</o:p></p>{}</div></body></html>",
        blocks(typed, "<p class=\"MsoNormal\">", "<o:p></o:p></p>"),
        summary::html()
    )
}

fn outlook(typed: &str, names: [&str; 4], banner: &str) -> Vec<u8> {
    let [from, sent, to, subject] = names;
    let lines = header_lines(from, sent, to, subject);
    let text = format!("{banner}{typed}\n\n{}\n{}", header_text(&lines), summary::TEXT);
    let banner = if banner.is_empty() { String::new() } else { format!("<div><p>{}</p></div>", banner.trim()) };
    alternative(&text, &outlook_html(typed, &header_html(&lines), &banner))
}

pub fn outlook_desktop(typed: &str) -> Vec<u8> {
    outlook(typed, ["From:", "Sent:", "To:", "Subject:"], "")
}

/// Exchange often sends the page alone.
pub fn outlook_desktop_html(typed: &str) -> Vec<u8> {
    let lines = header_lines("From:", "Sent:", "To:", "Subject:");
    single("text/html", &outlook_html(typed, &header_html(&lines), ""))
}

pub fn outlook_desktop_es(typed: &str) -> Vec<u8> {
    outlook(typed, ["De:", "Enviado el:", "Para:", "Asunto:"], "")
}

/// A gateway's warning stands above every mail.
pub fn outlook_banner(typed: &str) -> Vec<u8> {
    let banner = "CAUTION: This email originated from outside of the organization. Do not click links or open attachments unless you recognize the sender and know the content is safe.\n\n";
    outlook(typed, ["From:", "Sent:", "To:", "Subject:"], banner)
}

fn outlook_new(typed: &str, footer: (&str, &str), names: [&str; 4]) -> Vec<u8> {
    let [from, sent, to, subject] = names;
    let lines = header_lines(from, sent, to, subject);
    let text =
        format!("{typed}\n\n{}________________________________\n{}\n{}", footer.0, header_text(&lines), summary::TEXT);
    let html = format!(
        "<html><head></head><body dir=\"ltr\">{}{}<div id=\"appendonsend\"></div><hr style=\"display:inline-block;width:98%\" tabindex=\"-1\">\
         <div id=\"divRplyFwdMsg\" dir=\"ltr\"><font face=\"Calibri, sans-serif\" style=\"font-size:11pt\" color=\"#000000\">{}</font><div>&nbsp;</div></div>{}</body></html>",
        blocks(typed, "<div class=\"elementToProof\" style=\"font-size:12pt\">", "</div>"),
        footer.1,
        header_html(&lines),
        summary::html()
    );
    alternative(&text, &html)
}

pub fn outlook_web(typed: &str) -> Vec<u8> {
    outlook_new(typed, ("", ""), ["From:", "Sent:", "To:", "Subject:"])
}

pub fn outlook_web_fr(typed: &str) -> Vec<u8> {
    outlook_new(typed, ("", ""), ["De :", "Envoyé :", "À :", "Objet :"])
}

pub fn outlook_mobile(typed: &str) -> Vec<u8> {
    let html = "<div id=\"ms-outlook-mobile-signature\"><div>Get <a href=\"https://aka.ms/o0ukef\">Outlook for iOS</a></div></div>";
    outlook_new(typed, ("Get Outlook for iOS<https://aka.ms/o0ukef>\n", html), ["From:", "Sent:", "To:", "Subject:"])
}

/// Text alone, flowed; the answer above.
pub fn thunderbird_text(typed: &str) -> Vec<u8> {
    single("text/plain; format=flowed", &format!("{typed}\n\nOn 3/12/26 7:00 AM, Room 12 wrote:\n{}", quoted()))
}

/// The answer below, as the program is set at first.
pub fn thunderbird_below(typed: &str) -> Vec<u8> {
    single("text/plain; format=flowed", &format!("On 3/12/26 7:00 AM, Room 12 wrote:\n{}\n{typed}\n", quoted()))
}

pub fn thunderbird_html(typed: &str) -> Vec<u8> {
    let html = format!(
        "<!DOCTYPE html><html><head></head><body>{}<p><br></p><div class=\"moz-cite-prefix\">On 3/12/26 7:00 AM, Room 12 wrote:<br></div>\
         <blockquote type=\"cite\" cite=\"mid:t.k3y@school.test\">{}</blockquote></body></html>",
        blocks(typed, "<p>", "</p>"),
        summary::html()
    );
    single("text/html", &html)
}

pub fn yahoo(typed: &str) -> Vec<u8> {
    let attribution = "On Thursday, March 12, 2026 at 07:00:00 AM CDT, Room 12 <room12@school.test> wrote:";
    let text = format!(" {typed}\n\n    {attribution}  \n \n {}", summary::TEXT);
    let html = format!(
        "<html><head></head><body><div class=\"ydp1a yahoo-style-wrap\" style=\"font-size:13px\">{}</div>\
         <div id=\"yahoo_quoted_1\" class=\"yahoo_quoted\"><div style=\"font-size:13px\"><div>{}</div><div><br></div>{}</div></div></body></html>",
        blocks(typed, "<div dir=\"ltr\">", "</div>"),
        escaped(attribution),
        summary::html()
    );
    alternative(&text, &html)
}

pub fn samsung(typed: &str) -> Vec<u8> {
    let head = "From: Room 12 <room12@school.test> Date: 3/12/26  7:00 AM  (GMT-06:00) To: Maria Alvarez <alvarez@school.test> Subject: Room 12 ";
    let text = format!(
        "{typed}\n\n\nSent from my Galaxy\n\n\n-------- Original message --------\n{head}\n\n{}",
        summary::TEXT
    );
    let html = format!(
        "<html><head></head><body>{}<div><br></div><div id=\"composer_signature\" dir=\"auto\"><div style=\"font-size:12px;color:#575757\">Sent from my Galaxy</div></div>\
         <div><br></div><div align=\"left\" dir=\"auto\" style=\"font-size:100%;color:#000000\"><div>-------- Original message --------</div><div>{}</div></div>{}</body></html>",
        blocks(typed, "<div dir=\"auto\">", "</div>"),
        escaped(head),
        summary::html()
    );
    alternative(&text, &html)
}

pub fn k9(typed: &str) -> Vec<u8> {
    let text = format!(
        "{typed}\n-- \nSent from my Android device with K-9 Mail. Please excuse my brevity.\n\nOn March 12, 2026 7:00:00 AM CDT, Room 12 <room12@school.test> wrote:\n{}",
        quoted()
    );
    single("text/plain", &text)
}

/// Below the quote, with a signature.
pub fn mutt(typed: &str) -> Vec<u8> {
    let attribution = "On Thu, Mar 12, 2026 at 07:00:00AM -0500, Room 12 wrote:";
    single("text/plain", &format!("{attribution}\n{}\n{typed}\n\n-- \nMaria Alvarez\nok 6\n", quoted()))
}

/// The whole text is given, quotes and all.
pub fn raw_text(body: &str) -> String {
    String::from_utf8(single("text/plain", body)).expect("UTF-8")
}

pub fn raw_html(body: &str) -> String {
    String::from_utf8(single("text/html", body)).expect("UTF-8")
}
