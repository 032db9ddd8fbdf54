//! Mail that no person wrote to the class: delivery reports, out-of-office notices, lists; and mail from strangers.

use super::clients::{Lines, bytes, date_text, domain_of, hex, received};
use super::encode::{Charset, Transfer, escape_html, header_text, mailbox, text_part};
use super::original::Original;
use super::{CLASS_ADDRESS, Person};
use data_encoding::BASE64;
use fastrand::Rng;
use jiff::civil::Date;
use jiff::{ToSpan, Zoned};

/// The school's own mail host, which gives up and reports.
const HOST: &str = "mail.school.test";

/// The out-of-office notice of `from` to the mail `original`, back on that day. It goes to the address the mail came
/// from, not to its Reply-To (RFC 3834 §4), and says in its headers that no person wrote it.
pub fn vacation_of(original: &[u8], from: &Person, back: Date, date: &Zoned, seed: u64) -> Vec<u8> {
    let original = Original::read(original);
    let mut rng = Rng::with_seed(seed);
    let domain = domain_of(from.address);
    let (prefix, text) = away(from, back);
    let charset = from.shape.charset(from.language);
    let mut lines = Lines::default();
    lines.push("From", &mailbox(from.name, from.address, charset));
    lines.push("To", &mailbox(&original.from_name, &original.from_address, charset));
    lines.push("Subject", &header_text(&format!("{prefix}{}", original.subject), charset));
    lines.push("Date", &date_text(date));
    lines.push("Message-ID", &format!("<{}@{domain}>", hex(&mut rng, 16).to_lowercase()));
    if !original.message_id.is_empty() {
        lines.push("In-Reply-To", &original.message_id);
        lines.push("References", &original.message_id);
    }
    lines.all(&[("Auto-Submitted", "auto-replied"), ("X-Auto-Response-Suppress", "All"), ("MIME-Version", "1.0")]);
    let top = received(from.address, &original.from_address, domain, true, date, &mut rng);
    let mut mail = format!("{top}{}", lines.0).into_bytes();
    mail.extend(text_part("text/plain", "", &text, charset, from.shape.transfer(from.language)));
    mail
}

fn away(from: &Person, back: Date) -> (&'static str, String) {
    let (day, month) = (back.day(), back.month());
    let name = from.name;
    match from.language {
        "es" => (
            "Respuesta automática: ",
            format!(
                "Estoy fuera de la oficina hasta el {day}/{month} y no leo el correo. Contestaré a mi regreso.\n\n{name}\n"
            ),
        ),
        "fr" => (
            "Réponse automatique : ",
            format!("Je suis en congé jusqu'au {day}/{month} et je lirai vos messages à mon retour.\n\n{name}\n"),
        ),
        "zh" => ("自动答复: ", format!("我在休假，{month}月{day}日回来后回复您的邮件。\n\n{name}\n")),
        "ar" => ("رد تلقائي: ", format!("أنا في إجازة حتى {day}/{month} وسأرد على رسائلكم بعد عودتي.\n\n{name}\n")),
        "vi" => (
            "Trả lời tự động: ",
            format!("Tôi đang nghỉ phép đến ngày {day}/{month} và sẽ trả lời thư khi đi làm lại.\n\n{name}\n"),
        ),
        _ => {
            let back = back.strftime("%A, %B %-d");
            (
                "Automatic reply: ",
                format!(
                    "I am out of the office and will be back on {back}. I will answer your message then.\n\n{name}\n"
                ),
            )
        }
    }
}

/// What the other server said, and where in the conversation.
fn verdict(status: &str, recipient: &str) -> (&'static str, String) {
    match status {
        "5.1.1" => (
            "RCPT TO",
            format!("550 5.1.1 <{recipient}>: Recipient address rejected: User unknown in local recipient table"),
        ),
        "5.2.1" => ("RCPT TO", "550 5.2.1 The email account that you tried to reach is disabled".to_owned()),
        "5.2.2" | "4.2.2" => {
            let code = if status.starts_with('4') { 452 } else { 552 };
            ("RCPT TO", format!("{code} {status} <{recipient}>: The recipient's mailbox is full"))
        }
        "5.7.1" => ("end of DATA", "550 5.7.1 Message rejected by content filter".to_owned()),
        _ => {
            let code = if status.starts_with('4') { 450 } else { 550 };
            ("RCPT TO", format!("{code} {status} <{recipient}>: Temporary or unknown failure"))
        }
    }
}

/// A delivery report (RFC 3464) about `original`, which was sent to `recipient`, as Postfix of the school writes it.
/// A status of class 4 makes a report of delay (the mail will be tried again), one of class 5 a report of failure.
pub fn bounce_of(original: &[u8], recipient: &str, status: &str, date: &Zoned, seed: u64) -> Vec<u8> {
    let mail = Original::read(original);
    let mut rng = Rng::with_seed(seed);
    let delayed = status.starts_with('4');
    let (queue, arrived) = (hex(&mut rng, 5), if delayed { date - 4.hours() } else { date.clone() });
    let remote = format!("mail.{}", domain_of(recipient));
    let (stage, diagnostic) = verdict(status, recipient);
    let boundary = format!("{queue}.{}/{HOST}", date.timestamp().as_second());
    let report = Report { queue: &queue, recipient, status, remote: &remote, stage, diagnostic: &diagnostic, delayed };
    let mut lines = Lines::default();
    let id = format!("<{}.{}@{HOST}>", date.strftime("%Y%m%d%H%M%S"), hex(&mut rng, 5));
    let subject = if delayed { "Delayed Mail (still being retried)" } else { "Undelivered Mail Returned to Sender" };
    let stamp = date_text(date);
    let hop = format!("by {HOST} (Postfix)\r\n\tid {}; {stamp}", hex(&mut rng, 5));
    lines.all(&[("Return-Path", "<>"), ("X-Original-To", CLASS_ADDRESS), ("Delivered-To", CLASS_ADDRESS)]);
    lines.all(&[("Received", &hop), ("Date", &stamp)]);
    lines.push("From", &format!("MAILER-DAEMON@{HOST} (Mail Delivery System)"));
    lines.all(&[("Subject", subject), ("To", CLASS_ADDRESS), ("Auto-Submitted", "auto-replied")]);
    lines.push("MIME-Version", "1.0");
    lines.push("Content-Type", &format!("multipart/report; report-type=delivery-status;\r\n\tboundary=\"{boundary}\""));
    lines.push("Message-Id", &id);
    let notice = format!(
        "Content-Description: Notification\nContent-Type: text/plain; charset=us-ascii\n\n{}",
        report.notice().replace('\n', "\r\n")
    );
    let machine = format!(
        "Content-Description: Delivery report\nContent-Type: message/delivery-status\n\n{}",
        report.fields(&arrived, date)
    );
    let mut out = lines.0;
    out.push_str("\r\nThis is a MIME-encapsulated message.\r\n\r\n");
    for part in [notice, machine] {
        out.push_str(&format!("--{boundary}\r\n{}\r\n", part.replace("\r\n", "\n").replace('\n', "\r\n")));
    }
    let mut out = out.into_bytes();
    out.extend(returned(original, &mail, &boundary, delayed));
    out.extend(format!("--{boundary}--\r\n").bytes());
    out
}

/// The mail that came back: whole after a failure, its headers alone after a delay.
fn returned(original: &[u8], mail: &Original, boundary: &str, delayed: bool) -> Vec<u8> {
    let (what, media) = if delayed {
        ("Undelivered Message Headers", "text/rfc822-headers")
    } else {
        ("Undelivered Message", "message/rfc822")
    };
    let eight_bit = if original.is_ascii() { "" } else { "Content-Transfer-Encoding: 8bit\r\n" };
    let mut out =
        format!("--{boundary}\r\nContent-Description: {what}\r\nContent-Type: {media}\r\n{eight_bit}\r\n").into_bytes();
    if delayed {
        out.extend(mail.header.replace('\n', "\r\n").bytes());
        out.extend(b"\r\n");
    } else {
        out.extend(format!("Return-Path: <{CLASS_ADDRESS}>\r\n").bytes());
        out.extend(original);
    }
    out.extend(b"\r\n");
    out
}

struct Report<'a> {
    queue: &'a str,
    recipient: &'a str,
    status: &'a str,
    remote: &'a str,
    stage: &'a str,
    diagnostic: &'a str,
    delayed: bool,
}

impl Report<'_> {
    /// The part for people.
    fn notice(&self) -> String {
        let Self { recipient, remote, diagnostic, stage, .. } = self;
        let said = format!(
            "<{recipient}>: host {remote}[192.0.2.25] said:\n    {diagnostic}\n    (in reply to {stage} command)\n"
        );
        let why = if self.delayed {
            "####################################################################\n\
             # THIS IS A WARNING ONLY.  YOU DO NOT NEED TO RESEND YOUR MESSAGE. #\n\
             ####################################################################\n\n\
             Your message could not be delivered for more than 4 hour(s).\n\
             It will be retried until it is 5 day(s) old."
        } else {
            "I'm sorry to have to inform you that your message could not\n\
             be delivered to one or more recipients. It's attached below."
        };
        format!(
            "This is the mail system at host {HOST}.\n\n{why}\n\nFor further assistance, please send mail to \
             postmaster.\n\nIf you do so, please include this problem report. You can\ndelete your own text from the \
             attached returned message.\n\n                   The mail system\n\n{said}"
        )
    }

    /// The part for machines (RFC 3464 §2.2 and §2.3).
    fn fields(&self, arrived: &Zoned, date: &Zoned) -> String {
        let Self { queue, recipient, status, remote, diagnostic, .. } = self;
        let action = if self.delayed { "delayed" } else { "failed" };
        let retry = match self.delayed {
            true => format!("Will-Retry-Until: {}\n", date_text(&(date + 5.days()))),
            false => String::new(),
        };
        format!(
            "Reporting-MTA: dns; {HOST}\nX-Postfix-Queue-ID: {queue}\nX-Postfix-Sender: rfc822; {CLASS_ADDRESS}\n\
             Arrival-Date: {}\n\nFinal-Recipient: rfc822; {recipient}\nOriginal-Recipient: rfc822;{recipient}\n\
             Action: {action}\nStatus: {status}\nRemote-MTA: dns; {remote}\nDiagnostic-Code: smtp; {diagnostic}\n{retry}",
            date_text(arrived)
        )
    }
}

const NEWSLETTERS: [(&str, &str); 4] = [
    (
        "PTA news: book fair needs four more hands",
        "Hello families and staff,\n\nThe book fair is in the library from Tuesday to Thursday. We still need four people \
         for Wednesday afternoon, one hour each. Lost and found moves to the gym lobby on Friday; anything left on \
         Monday goes to the clothing bank.\n\nThe PTA\n",
    ),
    (
        "District bulletin: winter bus times",
        "From Monday, routes 4 and 11 leave ten minutes earlier because of the work on Mill Street. The other routes do \
         not change. The menus for the next two weeks are on the kitchen board.\n",
    ),
    (
        "Library corner",
        "New on the shelf: two atlases, a book on knots, and the third volume of the dragon series (there is a waiting \
         list). Classes that want the reading room before the holidays, please sign up on the door.\n",
    ),
    (
        "PTA news: thank you",
        "The book fair raised enough for a new set of recess balls and forty paperbacks. Thank you to everyone who \
         carried, counted and cleaned up. The next meeting is on the first Tuesday of December at 6:30 in the music \
         room.\n",
    ),
];

/// Mail of the school's list; `number` chooses among a few.
pub fn newsletter(number: usize, date: &Zoned, seed: u64) -> Vec<u8> {
    let Some((subject, text)) = NEWSLETTERS.get(number % NEWSLETTERS.len()) else { return Vec::new() };
    let mut rng = Rng::with_seed(seed);
    let from = "news@lists.school.test";
    let mut lines = Lines::default();
    lines.push("From", &mailbox("Lincoln School news", from, Charset::Utf8));
    lines.push("To", "staff-and-families@lists.school.test");
    lines.push("Subject", &format!("[news] {subject}"));
    lines.push("Date", &date_text(date));
    lines.push("Message-ID", &format!("<{}@lists.school.test>", hex(&mut rng, 12).to_lowercase()));
    lines.push("List-Id", "Lincoln School news <news.lists.school.test>");
    lines.push("List-Unsubscribe", "<mailto:news-leave@lists.school.test>");
    lines.push("List-Post", "NO");
    lines.push("Precedence", "list");
    lines.push("MIME-Version", "1.0");
    let top = received("news-bounces@lists.school.test", CLASS_ADDRESS, "lists.school.test", true, date, &mut rng);
    let mut mail = format!("{top}{}", lines.0).into_bytes();
    mail.extend(text_part("text/plain", "", text, Charset::Utf8, Transfer::QuotedPrintable));
    mail
}

const STRANGERS: [(&str, &str, &str, &str); 4] = [
    (
        "Harriet Lowell",
        "education@citymuseum.test",
        "Your visit on December 3",
        "Dear Ms. Rivera,\n\nWe have you down for 24 children and three adults on December 3, 10:00 to 12:30. Coats and \
         lunch boxes can stay in the blue room. Please tell us if anyone needs step-free access.\n\nHarriet Lowell\n\
         City Museum, school visits\n",
    ),
    (
        "Tom Okafor",
        "tom.okafor@elsewhere.test",
        "Maya",
        "Hello, I am Maya's uncle. Her father asked me to find out when the concert is, because we would like to drive \
         over for it. Could you send me the date?\n\nTom Okafor\n",
    ),
    (
        "Gwen Abbott",
        "gwen.abbott@oakstreet.test",
        "Substitute on the 20th",
        "Hi, I'm covering the art block for you on the 20th. Is the kiln still locked with the old key?\n\nGwen\n",
    ),
    (
        "Ngozi O.",
        "ngozi.o.work@hospital.test",
        "from my work address",
        "Hi Ms. Rivera, I can't get into my usual mail today. Maya forgot her glasses, I will drop them at the office \
         before ten.\n\nNgozi\n",
    ),
];

/// A person who is not on the roster; `number` chooses among a few.
pub fn stranger(number: usize, date: &Zoned, seed: u64) -> Vec<u8> {
    let Some((name, address, subject, text)) = STRANGERS.get(number % STRANGERS.len()) else { return Vec::new() };
    let mut rng = Rng::with_seed(seed);
    let domain = domain_of(address);
    let mut lines = Lines::default();
    lines.all(&[("From", &mailbox(name, address, Charset::Utf8)), ("To", CLASS_ADDRESS), ("Subject", subject)]);
    lines.push("Date", &date_text(date));
    lines.push("Message-ID", &format!("<{}@{domain}>", hex(&mut rng, 12).to_lowercase()));
    lines.push("MIME-Version", "1.0");
    let mut mail =
        format!("{}{}", received(address, CLASS_ADDRESS, domain, true, date, &mut rng), lines.0).into_bytes();
    mail.extend(text_part("text/plain", "", text, Charset::Utf8, Transfer::QuotedPrintable));
    mail
}

const SPAM: [(&str, &str, &str); 3] = [
    (
        "Mailbox Support",
        "room12, your storage is 98% full",
        "Your mailbox will be closed in 24 hours. Confirm your password to keep your messages.",
    ),
    (
        "SEO Growth Team",
        "Quick question about your website",
        "We can bring your school to page one. Reply YES for a quote.",
    ),
    ("Parcel Desk", "Your parcel is waiting", "A fee of 1.99 is open. Pay today to avoid return."),
];

/// Junk from nowhere, with DMARC failed; `number` chooses among a few.
pub fn spam(number: usize, date: &Zoned, seed: u64) -> Vec<u8> {
    let Some((name, subject, text)) = SPAM.get(number % SPAM.len()) else { return Vec::new() };
    let mut rng = Rng::with_seed(seed);
    let address = format!("{}@bulk-{}.test", hex(&mut rng, 4).to_lowercase(), hex(&mut rng, 2).to_lowercase());
    let mut lines = Lines::default();
    lines.all(&[("From", &mailbox(name, &address, Charset::Utf8)), ("To", CLASS_ADDRESS), ("Subject", subject)]);
    lines.push("Date", &date_text(date));
    lines.push("Message-ID", &format!("<{}@localhost.test>", hex(&mut rng, 10)));
    lines.push("X-Spam-Flag", "YES");
    lines.push("X-Tracking", &BASE64.encode(&bytes(&mut rng, 18)));
    lines.push("MIME-Version", "1.0");
    let top = received(&address, CLASS_ADDRESS, domain_of(&address), false, date, &mut rng);
    let html = format!("<html><body><p>{}</p></body></html>\n", escape_html(text));
    let mut mail = format!("{top}{}", lines.0).into_bytes();
    mail.extend(text_part("text/html", "", &html, Charset::Utf8, Transfer::Base64));
    mail
}
