//! The summary's words in English, Spanish and French, side by side. French has a narrow no-break space before `: ; ! ?`
//! and inside its quotation marks.

use super::view::{AnswerWay, Inbox, Standing};
use crate::domain::language::Language;
use crate::render::{languages, names};
use jiff::civil::Date;

/// A language the summary speaks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tongue {
    English,
    Spanish,
    French,
}
use Tongue::{English, French, Spanish};

impl Tongue {
    pub fn of(language: &Language) -> Self {
        match language.primary() {
            "es" => Spanish,
            "fr" => French,
            _ => English,
        }
    }

    pub fn language(self) -> Language {
        match self {
            English => Language::english(),
            Spanish => Language::parse("es").unwrap_or_else(Language::english),
            French => Language::parse("fr").unwrap_or_else(Language::english),
        }
    }

    pub(in crate::render) fn pick<T>(self, english: T, spanish: T, french: T) -> T {
        match self {
            English => english,
            Spanish => spanish,
            French => french,
        }
    }

    /// `1 note ready`, `2 notes ready`: number, then the words for one or for many.
    pub(super) fn count(self, n: u32, english: [&str; 2], spanish: [&str; 2], french: [&str; 2]) -> String {
        let [one, many] = self.pick(english, spanish, french);
        // French counts nothing in the singular.
        let is_one = n == 1 || (n == 0 && self == French);
        format!("{n} {}", if is_one { one } else { many })
    }

    pub fn colon(self) -> &'static str {
        self.pick(":", ":", "\u{202f}:")
    }

    /// Somebody's words as a quotation.
    pub fn quotes(self) -> [&'static str; 2] {
        self.pick(["“", "”"], ["“", "”"], ["«\u{202f}", "\u{202f}»"])
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
        self.count(
            n,
            ["answer waits", "answers wait"],
            ["por responder", "por responder"],
            ["réponse attendue", "réponses attendues"],
        )
    }

    pub fn questions(self, n: u32) -> String {
        self.count(n, ["question", "questions"], ["pregunta", "preguntas"], ["question", "questions"])
    }

    pub fn notes_ready(self, n: u32) -> String {
        self.count(n, ["note ready", "notes ready"], ["nota lista", "notas listas"], ["mot prêt", "mots prêts"])
    }

    pub fn promises_due(self, n: u32) -> String {
        self.count(
            n,
            ["promise due", "promises due"],
            ["compromiso pendiente", "compromisos pendientes"],
            ["promesse à tenir", "promesses à tenir"],
        )
    }

    pub fn nothing_waits(self) -> &'static str {
        self.pick("nothing waits", "nada pendiente", "rien en attente")
    }

    /// In place of what is to do, where homeroom itself is in trouble.
    pub fn tell_it(self) -> &'static str {
        self.pick("please tell IT", "avise a soporte", "à signaler")
    }

    // The state line.

    pub fn came_in(self, inbox: Inbox) -> String {
        let n = inbox.came_in;
        match (self, n, inbox.placed == n) {
            (English, 0, _) => "Nothing came in.".into(),
            (Spanish, 0, _) => "No llegó ningún correo.".into(),
            (French, 0, _) => "Aucun message reçu.".into(),
            (English, 1, true) => "1 came in and is placed.".into(),
            (Spanish, 1, true) => "Llegó 1 correo y está asignado.".into(),
            (French, 1, true) => "1 message reçu et attribué.".into(),
            (English, _, true) => format!("{n} came in, all placed."),
            (Spanish, _, true) => format!("Llegaron {n} correos, todos asignados."),
            (French, _, true) => format!("{n} messages reçus, tous attribués."),
            (English, _, false) => format!("{n} came in: {}.", self.whereabouts(inbox)),
            (Spanish, 1, false) => format!("Llegó 1 correo: {}.", self.whereabouts(inbox)),
            (Spanish, _, false) => format!("Llegaron {n} correos: {}.", self.whereabouts(inbox)),
            (French, 1, false) => format!("1 message reçu\u{202f}: {}.", self.whereabouts(inbox)),
            (French, _, false) => format!("{n} messages reçus\u{202f}: {}.", self.whereabouts(inbox)),
        }
    }

    fn whereabouts(self, inbox: Inbox) -> String {
        let unclear = ["unclear", "unclear"];
        let strangers = ["from an unknown sender", "from unknown senders"];
        let desconocidos = ["de un remitente desconocido", "de remitentes desconocidos"];
        let inconnus = ["d’un expéditeur inconnu", "d’expéditeurs inconnus"];
        let automatiques = ["automatique ou d’une liste", "automatiques ou de listes"];
        let ajenos = ["automático o de una lista", "automáticos o de listas"];
        let parts = [
            (inbox.placed, ["placed", "placed"], ["asignado", "asignados"], ["attribué", "attribués"]),
            (inbox.unsure, unclear, ["por aclarar", "por aclarar"], ["à préciser", "à préciser"]),
            (inbox.unknown_sender, strangers, desconocidos, inconnus),
            (inbox.held, ["held", "held"], ["retenido", "retenidos"], ["retenu", "retenus"]),
            (inbox.ignored, ["automatic or from a list", "automatic or from lists"], ajenos, automatiques),
            (inbox.quarantined, ["unreadable", "unreadable"], ["ilegible", "ilegibles"], ["illisible", "illisibles"]),
        ];
        let told = parts.into_iter().filter(|(n, ..)| *n > 0);
        told.map(|(n, english, spanish, french)| self.count(n, english, spanish, french)).collect::<Vec<_>>().join(", ")
    }

    pub fn wait_for_you(self, n: u32) -> String {
        self.count(
            n,
            ["waits for you", "wait for you"],
            ["espera su respuesta", "esperan su respuesta"],
            ["attend votre réponse", "attendent votre réponse"],
        )
    }

    pub fn nothing_waits_for_you(self) -> &'static str {
        self.pick("Nothing waits for you.", "No hay nada pendiente.", "Rien ne vous attend.")
    }

    /// Where the mailbox could not be read.
    pub fn nothing_known_waits(self) -> &'static str {
        self.pick(
            "Nothing that homeroom has read waits for you.",
            "Nada de lo que homeroom ha leído está pendiente.",
            "Rien de ce que homeroom a lu ne vous attend.",
        )
    }

    // Headings.

    pub fn heading(self, section: Heading) -> &'static str {
        match section {
            Heading::Waiting => self.pick("Waits for you", "Esperan su respuesta", "Attendent votre réponse"),
            Heading::Drafts => self.pick("Ready to send", "Listo para enviar", "Prêt à partir"),
            Heading::Promises => self.pick("Promises", "Compromisos", "Promesses"),
            Heading::Steps => self.pick("Today’s step", "El paso de hoy", "À faire aujourd’hui"),
            Heading::Departures => {
                self.pick("Goes out today by itself", "Sale hoy sin que usted haga nada", "Part tout seul aujourd’hui")
            }
            Heading::Changes => self.pick("Changed", "Novedades", "Du nouveau"),
            Heading::Children => self.pick("All children", "Todo el grupo", "Toute la classe"),
        }
    }

    pub fn to_families(self, n: u32) -> String {
        self.count(n, ["family", "families"], ["familia", "familias"], ["famille", "familles"])
    }

    pub fn standing(self, standing: Standing) -> &'static str {
        match standing {
            Standing::Fresh => "",
            Standing::Due => self.pick("due", "pendiente", "à contacter"),
            Standing::Overdue => self.pick("overdue", "con retraso", "en retard"),
            Standing::Unreachable => self.pick("not reached", "sin medio de contacto", "injoignable"),
        }
    }

    pub fn days_ago(self, school_days: Option<u32>) -> String {
        match school_days {
            None => self.pick("never", "nunca", "jamais").into(),
            Some(0) => self.pick("today", "hoy", "aujourd’hui").into(),
            Some(n) => self.count(n, ["day", "days"], ["día", "días"], ["jour", "jours"]),
        }
    }

    pub fn table_head(self) -> [&'static str; 4] {
        self.pick(
            ["Child", "Last contact", "Tone", "Homes"],
            ["Nombre", "Último contacto", "Tono", "Hogares"],
            ["Élève", "Dernier contact", "Ton", "Foyers"],
        )
    }

    pub fn table_note(self) -> &'static str {
        self.pick(
            "Last contact in school days. Tone: good news, hard news. Homes: reached, of all.",
            "Último contacto en días de clase. Tono: noticias buenas, difíciles. Hogares: contactados, del total.",
            "Dernier contact en jours d’école. Ton\u{202f}: bonnes nouvelles, nouvelles difficiles. Foyers\u{202f}: joints, sur le total.",
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
            [
                "message d’une personne qui n’est pas dans la liste de la classe",
                "messages de personnes qui ne sont pas dans la liste de la classe",
            ],
        );
        self.pick(
            format!("… and {mails}. IT can list them with homeroom messages."),
            format!("… y {mails}. Soporte técnico puede verlos con homeroom messages."),
            format!("… et {mails}. Le service informatique peut les voir avec homeroom messages."),
        )
    }

    pub fn more(self, n: u32, who: &[String], way: AnswerWay) -> String {
        let who = self.and(who);
        let who = if who.is_empty() { who } else { format!("{} {who}", self.colon()) };
        let more =
            self.pick(format!("… and {n} more{who}."), format!("… y {n} más{who}."), format!("… et encore {n}{who}."));
        match way {
            AnswerWay::Mail => self.pick(
                format!("{more} Answer `more` to see them."),
                format!("{more} Responda `más` para verlos."),
                format!("{more} Répondez `plus` pour tout voir."),
            ),
            AnswerWay::Teach => self.pick(
                format!("{more} They move up when these are done."),
                format!("{more} Irán apareciendo a medida que resuelva estos."),
                format!("{more} La suite apparaît à mesure que vous réglez ce qui précède."),
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
