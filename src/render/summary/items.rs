//! The words of what is listed: mail that waits, drafts, what is due.

use super::lines::one_line;
use super::view::DraftAbout;
use super::words::Tongue::{self, English, French, Spanish};
use crate::domain::language::Language;
use crate::domain::mail::Mark;
use crate::render::languages;
use jiff::civil::Date;

impl Tongue {
    pub fn more_below(self) -> &'static str {
        self.pick("(more below in the mail)", "(hay más abajo en el correo)", "(la suite est plus bas dans le message)")
    }

    pub fn mark(self, mark: Mark) -> &'static str {
        match mark {
            Mark::PartsDisagree => self.pick(
                "(this mail says different things in different mail programs: open it in yours)",
                "(este correo dice cosas distintas según el programa: ábralo en el suyo)",
                "(ce message ne dit pas la même chose dans tous les logiciels\u{202f}: ouvrez-le dans le vôtre)",
            ),
            Mark::Encrypted => self.pick(
                "(encrypted: only a mail program with the key opens it)",
                "(cifrado: solo lo abre un programa de correo que tenga la clave)",
                "(chiffré\u{202f}: seul un logiciel de messagerie qui a la clé peut l’ouvrir)",
            ),
            Mark::SignedWhole => self.pick(
                "(signed in a way that homeroom cannot open: read it in your mail program)",
                "(firmado de un modo que homeroom no puede abrir: léalo en su programa de correo)",
                "(signé d’une façon que homeroom ne sait pas ouvrir\u{202f}: lisez-le dans votre logiciel de messagerie)",
            ),
            Mark::OutlookWrapper => self.pick(
                "(sent in Outlook’s own form, winmail.dat: what is attached opens only in Outlook; ask for it again as \
                 an ordinary attachment)",
                "(enviado en el formato propio de Outlook, winmail.dat: lo adjunto solo se abre con Outlook; pida que se \
                 lo envíen como adjunto normal)",
                "(envoyé dans le format propre à Outlook, winmail.dat\u{202f}: la pièce jointe ne s’ouvre que dans Outlook\u{202f}; demandez qu’on vous la renvoie comme pièce jointe ordinaire)",
            ),
        }
    }

    pub fn urgent(self) -> &'static str {
        self.pick("Urgent", "Urgente", "Urgent")
    }

    pub fn home(self, label: &str) -> String {
        self.pick(format!("home {label}"), format!("hogar {label}"), format!("foyer {label}"))
    }

    pub fn writes_in(self, language: &Language) -> String {
        languages::in_language(language, &self.language())
    }

    pub fn waits_since(self, school_days: u32) -> String {
        match (self, school_days) {
            (English, 0) => "new today".into(),
            (Spanish, 0) => "llegó hoy".into(),
            (French, 0) => "reçu aujourd’hui".into(),
            (English, _) => format!("waits {}", self.school_days(school_days)),
            (Spanish, _) => format!("espera desde hace {}", self.school_days(school_days)),
            (French, _) => format!("attend depuis {}", self.school_days(school_days)),
        }
    }

    pub fn school_days(self, n: u32) -> String {
        self.count(
            n,
            ["school day", "school days"],
            ["día de clase", "días de clase"],
            ["jour d’école", "jours d’école"],
        )
    }

    pub fn draft_about(self, about: &DraftAbout) -> String {
        match about {
            DraftAbout::Child(child) => one_line(child),
            DraftAbout::Class { letters } => {
                let count = self.count(*letters, ["letter", "letters"], ["carta", "cartas"], ["lettre", "lettres"]);
                format!("{}{} {count}", self.pick("The class", "La clase", "La classe"), self.colon())
            }
        }
    }

    pub fn to(self, reader: &str) -> String {
        self.pick(format!("To {reader}"), format!("Para {reader}"), format!("Pour {reader}"))
    }

    /// The others of this language differ in the names.
    pub fn to_one_of_them(self, reader: &str) -> String {
        self.pick(
            format!("One of them, to {reader}"),
            format!("Una de ellas, para {reader}"),
            format!("L’une d’elles, pour {reader}"),
        )
    }

    pub fn written_in(self, to: &str, language: &Language, instead_of: Option<&Language>) -> String {
        let to = format!("{to}, {}", self.writes_in(language));
        let Some(own) = instead_of else { return to };
        let own = self.language_name(own);
        let missing = self.pick(
            format!("there is no template in {own}"),
            format!("no hay plantilla en {own}"),
            format!("il n’y a pas de modèle en {own}"),
        );
        format!("{to} ({missing})")
    }

    pub fn subject_label(self, subject: &str) -> String {
        self.pick(format!("Subject: {subject}"), format!("Asunto: {subject}"), format!("Objet\u{202f}: {subject}"))
    }

    pub fn due(self, due: Date, late: u32) -> String {
        let date = self.short_date(due);
        match (self, late) {
            (English, 0) => format!("due {date}"),
            (Spanish, 0) => format!("para el {date}"),
            (French, 0) => format!("pour le {date}"),
            (English, _) => format!("was due {date}, {} late", self.school_days(late)),
            (Spanish, _) => format!("era para el {date}, con {} de retraso", self.school_days(late)),
            (French, _) => format!("était pour le {date}, {} de retard", self.school_days(late)),
        }
    }
}
