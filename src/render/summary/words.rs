//! The summary's words in English and Spanish, side by side.

use super::lines::one_line;
use super::view::{AnswerWay, DraftAbout, Inbox, Reason, Standing};
use crate::domain::language::Language;
use crate::domain::mail::Mark;
use crate::render::{languages, names};
use jiff::civil::Date;

/// A language the summary speaks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tongue {
    English,
    Spanish,
}
use Tongue::{English, Spanish};

impl Tongue {
    pub fn of(language: &Language) -> Self {
        if language.primary() == "es" { Spanish } else { English }
    }

    pub fn language(self) -> Language {
        match self {
            English => Language::english(),
            Spanish => Language::parse("es").unwrap_or_else(Language::english),
        }
    }

    pub(in crate::render) fn pick<T>(self, english: T, spanish: T) -> T {
        match self {
            English => english,
            Spanish => spanish,
        }
    }

    /// `1 note ready`, `2 notes ready`: number, then the words for one or for many.
    pub(super) fn count(self, n: u32, english: [&str; 2], spanish: [&str; 2]) -> String {
        let [one, many] = self.pick(english, spanish);
        format!("{n} {}", if n == 1 { one } else { many })
    }

    pub fn language_name(self, language: &Language) -> String {
        languages::name(language, &self.language())
    }

    pub fn and(self, list: &[String]) -> String {
        names::and(list, &self.language())
    }

    pub fn short_date(self, date: Date) -> String {
        crate::render::dates::short(date, &self.language())
    }

    // What is to do.

    pub fn answers_wait(self, n: u32) -> String {
        self.count(n, ["answer waits", "answers wait"], ["por responder", "por responder"])
    }

    pub fn questions(self, n: u32) -> String {
        self.count(n, ["question", "questions"], ["pregunta", "preguntas"])
    }

    pub fn notes_ready(self, n: u32) -> String {
        self.count(n, ["note ready", "notes ready"], ["nota lista", "notas listas"])
    }

    pub fn promises_due(self, n: u32) -> String {
        self.count(n, ["promise due", "promises due"], ["compromiso pendiente", "compromisos pendientes"])
    }

    pub fn nothing_waits(self) -> &'static str {
        self.pick("nothing waits", "nada pendiente")
    }

    /// In place of what is to do, where homeroom itself is in trouble.
    pub fn tell_it(self) -> &'static str {
        self.pick("please tell IT", "avise a soporte")
    }

    // The state line.

    pub fn came_in(self, inbox: Inbox) -> String {
        let n = inbox.came_in;
        match (self, n, inbox.placed == n) {
            (English, 0, _) => "Nothing came in.".into(),
            (Spanish, 0, _) => "No llegó ningún correo.".into(),
            (English, 1, true) => "1 came in and is placed.".into(),
            (Spanish, 1, true) => "Llegó 1 correo y está asignado.".into(),
            (English, _, true) => format!("{n} came in, all placed."),
            (Spanish, _, true) => format!("Llegaron {n} correos, todos asignados."),
            (English, _, false) => format!("{n} came in: {}.", self.whereabouts(inbox)),
            (Spanish, 1, false) => format!("Llegó 1 correo: {}.", self.whereabouts(inbox)),
            (Spanish, _, false) => format!("Llegaron {n} correos: {}.", self.whereabouts(inbox)),
        }
    }

    fn whereabouts(self, inbox: Inbox) -> String {
        let unclear = ["unclear", "unclear"];
        let strangers = ["from an unknown sender", "from unknown senders"];
        let desconocidos = ["de un remitente desconocido", "de remitentes desconocidos"];
        let ajenos = ["automático o de una lista", "automáticos o de listas"];
        let parts = [
            (inbox.placed, ["placed", "placed"], ["asignado", "asignados"]),
            (inbox.unsure, unclear, ["por aclarar", "por aclarar"]),
            (inbox.unknown_sender, strangers, desconocidos),
            (inbox.held, ["held", "held"], ["retenido", "retenidos"]),
            (inbox.ignored, ["automatic or from a list", "automatic or from lists"], ajenos),
            (inbox.quarantined, ["unreadable", "unreadable"], ["ilegible", "ilegibles"]),
        ];
        let told = parts.into_iter().filter(|(n, _, _)| *n > 0);
        told.map(|(n, english, spanish)| self.count(n, english, spanish)).collect::<Vec<_>>().join(", ")
    }

    pub fn wait_for_you(self, n: u32) -> String {
        self.count(n, ["waits for you", "wait for you"], ["espera su respuesta", "esperan su respuesta"])
    }

    pub fn nothing_waits_for_you(self) -> &'static str {
        self.pick("Nothing waits for you.", "No hay nada pendiente.")
    }

    /// Where the mailbox could not be read.
    pub fn nothing_known_waits(self) -> &'static str {
        self.pick("Nothing that homeroom has read waits for you.", "Nada de lo que homeroom ha leído está pendiente.")
    }

    // Headings.

    pub fn heading(self, section: Heading) -> &'static str {
        match section {
            Heading::Waiting => self.pick("Waits for you", "Esperan su respuesta"),
            Heading::Drafts => self.pick("Ready to send", "Listo para enviar"),
            Heading::Promises => self.pick("Promises", "Compromisos"),
            Heading::Steps => self.pick("Today’s step", "El paso de hoy"),
            Heading::Departures => self.pick("Goes out today by itself", "Sale hoy sin que usted haga nada"),
            Heading::Changes => self.pick("Changed", "Novedades"),
            Heading::Children => self.pick("All children", "Todo el grupo"),
        }
    }

    // Items.

    pub fn more_below(self) -> &'static str {
        self.pick("(more below in the mail)", "(hay más abajo en el correo)")
    }

    pub fn mark(self, mark: Mark) -> &'static str {
        match mark {
            Mark::PartsDisagree => self.pick(
                "(this mail says different things in different mail programs: open it in yours)",
                "(este correo dice cosas distintas según el programa: ábralo en el suyo)",
            ),
            Mark::Encrypted => self.pick(
                "(encrypted: only a mail program with the key opens it)",
                "(cifrado: solo lo abre un programa de correo que tenga la clave)",
            ),
            Mark::SignedWhole => self.pick(
                "(signed in a way that homeroom cannot open: read it in your mail program)",
                "(firmado de un modo que homeroom no puede abrir: léalo en su programa de correo)",
            ),
            Mark::OutlookWrapper => self.pick(
                "(sent in Outlook’s own form, winmail.dat: what is attached opens only in Outlook; ask for it again as \
                 an ordinary attachment)",
                "(enviado en el formato propio de Outlook, winmail.dat: lo adjunto solo se abre con Outlook; pida que se \
                 lo envíen como adjunto normal)",
            ),
        }
    }

    pub fn urgent(self) -> &'static str {
        self.pick("Urgent", "Urgente")
    }

    pub fn home(self, label: &str) -> String {
        self.pick(format!("home {label}"), format!("hogar {label}"))
    }

    pub fn writes_in(self, language: &Language) -> String {
        languages::in_language(language, &self.language())
    }

    pub fn waits_since(self, school_days: u32) -> String {
        match (self, school_days) {
            (English, 0) => "new today".into(),
            (Spanish, 0) => "llegó hoy".into(),
            (English, _) => format!("waits {}", self.school_days(school_days)),
            (Spanish, _) => format!("espera desde hace {}", self.school_days(school_days)),
        }
    }

    pub fn school_days(self, n: u32) -> String {
        self.count(n, ["school day", "school days"], ["día de clase", "días de clase"])
    }

    pub fn draft_about(self, about: &DraftAbout) -> String {
        match about {
            DraftAbout::Child(child) => one_line(child),
            DraftAbout::Class { letters } => {
                let count = self.count(*letters, ["letter", "letters"], ["carta", "cartas"]);
                format!("{}: {count}", self.pick("The class", "La clase"))
            }
        }
    }

    pub fn to(self, reader: &str) -> String {
        self.pick(format!("To {reader}"), format!("Para {reader}"))
    }

    /// The others of this language differ in the names.
    pub fn to_one_of_them(self, reader: &str) -> String {
        self.pick(format!("One of them, to {reader}"), format!("Una de ellas, para {reader}"))
    }

    pub fn written_in(self, to: &str, language: &Language, instead_of: Option<&Language>) -> String {
        let to = format!("{to}, {}", self.writes_in(language));
        let Some(own) = instead_of else { return to };
        let own = self.language_name(own);
        let missing = self.pick(format!("there is no template in {own}"), format!("no hay plantilla en {own}"));
        format!("{to} ({missing})")
    }

    pub fn subject_label(self, subject: &str) -> String {
        self.pick(format!("Subject: {subject}"), format!("Asunto: {subject}"))
    }

    pub fn due(self, due: Date, late: u32) -> String {
        let date = self.short_date(due);
        match (self, late) {
            (English, 0) => format!("due {date}"),
            (Spanish, 0) => format!("para el {date}"),
            (English, _) => format!("was due {date}, {} late", self.school_days(late)),
            (Spanish, _) => format!("era para el {date}, con {} de retraso", self.school_days(late)),
        }
    }

    pub fn reason(self, reason: Reason) -> String {
        let (english, spanish) = match reason {
            Reason::NoContactFor(n) => {
                let days = self.school_days(n);
                return self.pick(format!("No contact for {days}."), format!("Sin contacto desde hace {days}."));
            }
            Reason::NoContactYet => ("No contact yet.", "Todavía no ha habido contacto."),
            Reason::OnlyProblemsSoFar => (
                "So far this family has heard only about problems.",
                "Hasta ahora esta familia solo ha recibido malas noticias.",
            ),
            Reason::GoodWordAfterHard => (
                "The last news was hard. A good word would help.",
                "La última noticia fue difícil. Una palabra amable ayudaría.",
            ),
            Reason::NoMomentLately => (
                "No good moment noted in the last two weeks.",
                "Ningún buen momento anotado en las últimas dos semanas.",
            ),
            Reason::OnlyOtherHomeReached => {
                ("Only the other home has heard from you.", "Solo el otro hogar ha sabido de usted.")
            }
            Reason::AskedForNoMail => {
                ("This family asked for no mail: call.", "Esta familia pidió no recibir correos: llame por teléfono.")
            }
            Reason::OtherLanguage => (
                "There are no letters in this family’s language. Ask someone who speaks it to call with you.",
                "No hay cartas en el idioma de esta familia. Pida a alguien que lo hable que llame con usted.",
            ),
            Reason::NeverAnswered => ("This family has never answered.", "Esta familia nunca ha contestado."),
            Reason::NoEmail => ("There is no email address: call.", "No hay correo electrónico: llame por teléfono."),
            Reason::AddressFails(next) => {
                let next = self.next_step(next);
                return self
                    .pick(format!("Mail does not arrive there. {next}"), format!("Los correos no llegan. {next}"));
            }
        };
        self.pick(english, spanish).to_owned()
    }

    /// A sentence to begin with, for the teacher to finish.
    pub fn starter(self, reason: Reason, child: &str) -> String {
        let (english, spanish) = match reason {
            Reason::NoContactYet => (
                format!("I would like to get to know you. What should I know about {child}?"),
                format!("Me gustaría conocer a su familia. ¿Qué debería saber yo sobre {child}?"),
            ),
            Reason::NeverAnswered => (
                format!("Is mail a good way to reach you about {child}, or would you rather have a call?"),
                format!("¿Le queda bien el correo para hablar de {child}, o prefiere una llamada?"),
            ),
            Reason::NoEmail | Reason::AskedForNoMail | Reason::OtherLanguage | Reason::AddressFails(_) => (
                format!("I am calling with something nice: today {child} …"),
                format!("Le llamo para contarle algo bueno: hoy {child} …"),
            ),
            _ => (
                format!("I want to tell you something good: today {child} …"),
                format!("Quiero contarle algo bueno: hoy {child} …"),
            ),
        };
        self.pick(english, spanish)
    }

    pub fn starter_label(self, sentence: &str) -> String {
        self.pick(format!("To begin: “{sentence}”"), format!("Para empezar: “{sentence}”"))
    }

    pub fn to_families(self, n: u32) -> String {
        self.count(n, ["family", "families"], ["familia", "familias"])
    }

    pub fn standing(self, standing: Standing) -> &'static str {
        match standing {
            Standing::Fresh => "",
            Standing::Due => self.pick("due", "pendiente"),
            Standing::Overdue => self.pick("overdue", "con retraso"),
            Standing::Unreachable => self.pick("not reached", "sin medio de contacto"),
        }
    }

    pub fn days_ago(self, school_days: Option<u32>) -> String {
        match school_days {
            None => self.pick("never", "nunca").into(),
            Some(0) => self.pick("today", "hoy").into(),
            Some(n) => self.count(n, ["day", "days"], ["día", "días"]),
        }
    }

    pub fn table_head(self) -> [&'static str; 4] {
        self.pick(["Child", "Last contact", "Tone", "Homes"], ["Nombre", "Último contacto", "Tono", "Hogares"])
    }

    pub fn table_note(self) -> &'static str {
        self.pick(
            "Last contact in school days. Tone: good news, hard news. Homes: reached, of all.",
            "Último contacto en días de clase. Tono: noticias buenas, difíciles. Hogares: contactados, del total.",
        )
    }

    pub fn more_strangers(self, n: u32) -> String {
        let mails = self.count(
            n,
            [
                "more mail from somebody who is not in the class list",
                "more mails from people who are not in the class list",
            ],
            [
                "correo más de alguien que no está en la lista de la clase",
                "correos más de personas que no están en la lista de la clase",
            ],
        );
        self.pick(
            format!("… and {mails}. IT can list them with homeroom messages."),
            format!("… y {mails}. Soporte técnico puede verlos con homeroom messages."),
        )
    }

    pub fn more(self, n: u32, who: &[String], way: AnswerWay) -> String {
        let who = self.and(who);
        let who = if who.is_empty() { who } else { format!(": {who}") };
        let more = self.pick(format!("… and {n} more{who}."), format!("… y {n} más{who}."));
        match way {
            AnswerWay::Mail => {
                self.pick(format!("{more} Answer `more` to see them."), format!("{more} Responda `more` para verlos."))
            }
            AnswerWay::Teach => self.pick(
                format!("{more} They move up when these are done."),
                format!("{more} Irán apareciendo a medida que resuelva estos."),
            ),
        }
    }
}

/// The sections that have a heading.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Heading {
    Waiting,
    Drafts,
    Promises,
    Steps,
    Departures,
    Changes,
    Children,
}
