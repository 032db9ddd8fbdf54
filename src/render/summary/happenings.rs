//! Sentences about what changed, and why a mail was not written.

use super::view::{Aftermath, BounceCause, Change, Stranger};
use super::words::Tongue;
use crate::domain::language::Language;
use crate::domain::outbox::NextStep;
use crate::render::problem::RenderProblem;
use jiff::civil::{Date, DateTime};

impl Tongue {
    pub fn change(self, change: &Change) -> String {
        match change {
            Change::Bounced { child, guardian, cause, aftermath } => {
                let (cause, after) = (self.bounce(*cause), self.aftermath(*aftermath));
                self.pick(
                    format!("Mail to {guardian} ({child}) came back: {cause}. {after}"),
                    format!("Un correo para {guardian} ({child}) fue devuelto: {cause}. {after}"),
                    format!("Un message pour {guardian} ({child}) est revenu\u{202f}: {cause}. {after}"),
                )
            }
            Change::Wish { child, guardian, wish, proven } => {
                self.wish(&format!("{guardian} ({child})"), wish, *proven)
            }
            Change::Chose { .. } | Change::Clash { .. } => self.meeting(change),
            Change::BackOn { child, guardian, date } => {
                let date = self.short_date(*date);
                self.pick(
                    format!("The mail program of {guardian} ({child}) says: back on {date}."),
                    format!("El programa de correo de {guardian} ({child}) dice: de vuelta el {date}."),
                    format!("Réponse automatique, {guardian} ({child})\u{202f}: de retour le {date}."),
                )
            }
            Change::Paused { until } => self.paused(*until),
            Change::ClosedDays { from, to, name } => self.closed_days(*from, *to, name.as_deref()),
            Change::BarredWrote { child, guardian } => self.barred_wrote(child, guardian),
            Change::PosedAsTeacher { teacher, mails } => self.posed(teacher, *mails),
            Change::HeldMail { from, why } => self.held_mail(from, why),
            Change::InJunk { child, guardian } => self.pick(
                format!("A mail from {guardian} ({child}) lay in the junk folder."),
                format!("Un correo de {guardian} ({child}) estaba en la carpeta de correo no deseado."),
                format!("{guardian} ({child}) a écrit\u{202f}: le message se trouvait dans les indésirables."),
            ),
            Change::NotWritten { template, problem, to } => self.not_written(template, to, problem),
            Change::InDoubt { child, guardian } => self.in_doubt(child, guardian),
            Change::NotSent { child, guardian, why, ok_would_do } => {
                self.not_sent(&format!("{guardian} ({child})"), why, *ok_would_do)
            }
            Change::Untranslated { template, language, not_approved, families } => {
                self.untranslated(template, language, *not_approved, *families)
            }
            Change::JobRanLate { job, due, at } => self.ran_late(job, *due, *at),
            Change::JobLeftOut { job, why, times, last } => self.left_out(job, *why, *times, *last),
            Change::BlockEnds { child, guardian, kind, by, until, is_over } => {
                self.block_ends(&self.barred(guardian, child, kind.as_deref(), by.as_deref()), *until, *is_over)
            }
            Change::BesideList { child, guardian, what } => self.beside_list(child, guardian, what),
            Change::Quarantined(n) => self.quarantined(*n),
            Change::BlockedAgain { line, blocked_on_line } => self.blocked_again(*line, *blocked_on_line),
        }
    }

    fn held_mail(self, from: &Stranger, why: &str) -> String {
        let (who, careful) = (self.stranger(from), self.odd_letters(from));
        self.pick(
            format!("A mail from {who} is kept, not answered: {why}{careful}."),
            format!("Se guardó un correo de {who}, sin responder: {why}{careful}."),
            format!(
                "Un message est conservé, sans réponse. Expéditeur\u{202f}: {who}. Raison\u{202f}: {why}{careful}."
            ),
        )
    }

    fn blocked_again(self, line: usize, barred_on: usize) -> String {
        self.pick(
            format!("The class list bars a guardian on line {barred_on} and has the same mailbox with rights on line {line}. The block was kept, and nothing is sent there. Please tell IT."),
            format!("La lista de la clase excluye a una persona en la línea {barred_on} y tiene el mismo buzón con derechos en la línea {line}. El bloqueo se mantuvo y no se envía nada ahí. Avise a soporte técnico."),
            format!("La liste de la classe exclut quelqu’un à la ligne {barred_on} et donne des droits à la même boîte à la ligne {line}. Le blocage est maintenu et rien n’est envoyé là. Prévenez le service informatique."),
        )
    }

    pub(super) fn more_changes(self, n: usize) -> String {
        self.pick(
            format!("… and {n} more. IT can list them with homeroom outbox and homeroom messages."),
            format!("… y {n} más. Soporte técnico puede verlos con homeroom outbox y homeroom messages."),
            format!(
                "… et encore {n}. Le service informatique peut les voir avec homeroom outbox et homeroom messages."
            ),
        )
    }

    fn paused(self, until: Option<DateTime>) -> String {
        match until.map(|until| self.on_at(until)) {
            Some(until) => self.pick(
                format!("You stopped all mail to families. It goes out again on {until}; `hold off` ends this before."),
                format!(
                    "Usted detuvo todo el correo a las familias. Volverá a salir {until}; `reanudar` lo termina antes."
                ),
                format!(
                    "Vous avez arrêté tous les messages aux familles. Ils repartiront {until}\u{202f}; `reprendre` y met fin plus tôt."
                ),
            ),
            None => self.pick(
                "You stopped all mail to families. It goes out again when you write `hold off`.".to_owned(),
                "Usted detuvo todo el correo a las familias. Volverá a salir cuando escriba `reanudar`.".to_owned(),
                "Vous avez arrêté tous les messages aux familles. Ils repartiront quand vous écrirez `reprendre`.".to_owned(),
            ),
        }
    }

    fn barred_wrote(self, child: &str, guardian: &str) -> String {
        self.pick(
            format!(
                "{guardian}, who may not be in contact about {child}, wrote. The mail is kept; nothing was answered."
            ),
            format!(
                "{guardian}, que no tiene autorizado el contacto sobre {child}, escribió. El correo se guardó; no se respondió nada."
            ),
            format!(
                "{guardian} a écrit, alors que tout contact au sujet de l’enfant ({child}) lui est interdit. Le message est conservé\u{202f}; rien n’a été répondu."
            ),
        )
    }

    fn in_doubt(self, child: &str, guardian: &str) -> String {
        self.pick(
                format!(
                    "A mail to {guardian} ({child}) may have arrived or not: the mail server’s answer was lost. It is not sent again; ask the family if it matters."
                ),
                format!(
                    "Un correo para {guardian} ({child}) pudo haber llegado o no: se perdió la respuesta del servidor. No se envía otra vez; pregunte a la familia si es importante."
                ),
                format!(
                    "Un message pour {guardian} ({child}) est peut-être arrivé, peut-être pas\u{202f}: la réponse du serveur de messagerie s’est perdue. Il n’est pas renvoyé\u{202f}; demandez à la famille si c’est important."
                ),
            )
    }

    /// `Robin Vale (Zoë) [no-contact order, entered by Ms. Ruiz]`
    fn barred(self, guardian: &str, child: &str, kind: Option<&str>, by: Option<&str>) -> String {
        let by =
            by.map(|by| self.pick(format!("entered by {by}"), format!("anotado por {by}"), format!("saisie par {by}")));
        let details: Vec<String> = kind.map(str::to_owned).into_iter().chain(by).collect();
        let details = if details.is_empty() { String::new() } else { format!(" [{}]", details.join(", ")) };
        format!("{guardian} ({child}){details}")
    }

    fn block_ends(self, who: &str, until: Date, is_over: bool) -> String {
        let date = format!("{} {}", self.short_date(until), until.year());
        match (self, is_over) {
            (Self::English, false) => format!(
                "The order that bars {who} ends on {date}. The block stays until the class list is changed: ask the office whether the order goes on."
            ),
            (Self::English, true) => format!(
                "The order that bars {who} ended on {date}. The block stays, and nothing is sent there, until the class list is changed: ask the office."
            ),
            (Self::Spanish, false) => format!(
                "La orden que excluye a {who} termina el {date}. El bloqueo sigue hasta que se cambie la lista de la clase: pregunte en la oficina si la orden continúa."
            ),
            (Self::Spanish, true) => format!(
                "La orden que excluye a {who} terminó el {date}. El bloqueo sigue y no se envía nada ahí hasta que se cambie la lista de la clase: pregunte en la oficina."
            ),
            (Self::French, false) => format!(
                "La décision qui exclut {who} prend fin le {date}. Le blocage reste tant que la liste de la classe n’est pas modifiée\u{202f}: demandez au secrétariat si la décision continue."
            ),
            (Self::French, true) => format!(
                "La décision qui exclut {who} a pris fin le {date}. Le blocage reste, et rien n’est envoyé là, tant que la liste de la classe n’est pas modifiée\u{202f}: demandez au secrétariat."
            ),
        }
    }

    fn posed(self, teacher: &str, mails: u32) -> String {
        match (self, mails) {
            (Self::English, 1) => format!(
                "1 mail says that it is from {teacher}, but the school’s mail server does not vouch for it. It is kept; nothing was done with it."
            ),
            (Self::English, _) => format!(
                "{mails} mails say that they are from {teacher}, but the school’s mail server does not vouch for them. They are kept; nothing was done with them."
            ),
            (Self::Spanish, 1) => format!(
                "1 correo dice ser de {teacher}, pero el servidor de correo de la escuela no lo confirma. Se guardó; no se hizo nada con él."
            ),
            (Self::Spanish, _) => format!(
                "{mails} correos dicen ser de {teacher}, pero el servidor de correo de la escuela no lo confirma. Se guardaron; no se hizo nada con ellos."
            ),
            (Self::French, 1) => format!(
                "1 message se dit écrit par {teacher}, mais le serveur de messagerie de l’école ne le confirme pas. Il est conservé\u{202f}; rien n’en a été fait."
            ),
            (Self::French, _) => format!(
                "{mails} messages se disent écrits par {teacher}, mais le serveur de messagerie de l’école ne le confirme pas. Ils sont conservés\u{202f}; rien n’en a été fait."
            ),
        }
    }

    fn untranslated(self, template: &str, language: &Language, not_approved: bool, families: u32) -> String {
        let language = self.language_name(language);
        let got = self.count(
            families,
            ["family got it in the school’s language", "families got it in the school’s language"],
            ["familia la recibió en el idioma de la escuela", "familias la recibieron en el idioma de la escuela"],
            ["famille l’a reçue dans la langue de l’école", "familles l’ont reçue dans la langue de l’école"],
        );
        if not_approved {
            return self.pick(
                format!("Nobody has approved the letter “{template}” in {language} yet: {got}."),
                format!("Nadie ha aprobado todavía la carta “{template}” en {language}: {got}."),
                format!(
                    "Personne n’a encore approuvé la lettre «\u{202f}{template}\u{202f}» en {language}\u{202f}: {got}."
                ),
            );
        }
        self.pick(
            format!("There is no letter “{template}” in {language}: {got}."),
            format!("No hay carta “{template}” en {language}: {got}."),
            format!("Il n’y a pas de lettre «\u{202f}{template}\u{202f}» en {language}\u{202f}: {got}."),
        )
    }

    fn quarantined(self, mails: u32) -> String {
        self.count(
            mails,
            [
                "mail could not be read. It is kept, and IT can look at it.",
                "mails could not be read. They are kept, and IT can look at them.",
            ],
            [
                "correo no se pudo leer. Se guardó y soporte técnico puede revisarlo.",
                "correos no se pudieron leer. Se guardaron y soporte técnico puede revisarlos.",
            ],
            [
                "message n’a pas pu être lu. Il est conservé, et le service informatique peut le regarder.",
                "messages n’ont pas pu être lus. Ils sont conservés, et le service informatique peut les regarder.",
            ],
        )
    }

    fn bounce(self, cause: BounceCause) -> &'static str {
        match cause {
            BounceCause::NoSuchAddress => {
                self.pick("the address does not exist", "la dirección no existe", "l’adresse n’existe pas")
            }
            BounceCause::Closed => self.pick("the mailbox is closed", "el buzón está cerrado", "la boîte est fermée"),
            BounceCause::Moved => self.pick("the address has moved", "la dirección ha cambiado", "l’adresse a changé"),
            BounceCause::MailboxFull => self.pick("the mailbox is full", "el buzón está lleno", "la boîte est pleine"),
            BounceCause::Refused => {
                self.pick("it was refused on the way", "fue rechazado por el camino", "il a été refusé en chemin")
            }
            BounceCause::GivenUp => self.pick(
                "it could not be delivered in time",
                "no se pudo entregar a tiempo",
                "il n’a pas pu être remis à temps",
            ),
            BounceCause::Unknown => {
                self.pick("no reason was given", "no se dio ningún motivo", "aucune raison n’a été donnée")
            }
        }
    }

    fn aftermath(self, aftermath: Aftermath) -> String {
        match aftermath {
            Aftermath::Over => self
                .pick(
                    "It works again; nothing needs to be done.",
                    "Ya funciona de nuevo; no hace falta hacer nada.",
                    "Cela marche de nouveau\u{202f}; il n’y a rien à faire.",
                )
                .into(),
            Aftermath::Doubtful(next) => self.next_step(next).into(),
            Aftermath::Stopped(next) => {
                let next = self.next_step(next);
                self.pick(
                    format!(
                        "{next} Nothing more is sent there until the class list has another address or a mail comes \
                         from this one."
                    ),
                    format!(
                        "{next} No se le envía nada más hasta que la lista de la clase tenga otra dirección o llegue un \
                         correo desde esta."
                    ),
                    format!(
                        "{next} Plus rien n’est envoyé là tant que la liste de la classe n’a pas une autre adresse ou qu’aucun message n’arrive de celle-ci."
                    ),
                )
            }
        }
    }

    /// What to do about an address that mail does not reach.
    pub(super) fn next_step(self, next: NextStep) -> &'static str {
        match next {
            NextStep::AskForAddress => self.pick(
                "Ask the family for a new address by phone or on paper.",
                "Pida a la familia una dirección nueva por teléfono o en papel.",
                "Demandez une nouvelle adresse à la famille, par téléphone ou sur papier.",
            ),
            NextStep::ConfirmAddress => self.pick(
                "Confirm the new address with the family by phone or on paper.",
                "Confirme la dirección nueva con la familia por teléfono o en papel.",
                "Confirmez la nouvelle adresse avec la famille, par téléphone ou sur papier.",
            ),
            NextStep::WaitAndSee => self.pick(
                "Later mail may arrive; if it does not, call.",
                "Los próximos correos podrían llegar; si no, llame por teléfono.",
                "Les prochains messages arriveront peut-être\u{202f}; sinon, appelez.",
            ),
            NextStep::Call => self.pick("Call the family.", "Llame a la familia por teléfono.", "Appelez la famille."),
            NextStep::TellIt => self.pick(
                "It is not the family’s doing; please tell IT.",
                "No es cosa de la familia; avise a soporte técnico.",
                "La famille n’y est pour rien\u{202f}; prévenez le service informatique.",
            ),
        }
    }

    fn closed_days(self, from: Date, to: Date, name: Option<&str>) -> String {
        let (first, last) = (self.short_date(from), self.short_date(to));
        let name = name.map(|name| format!(" ({name})")).unwrap_or_default();
        if from == to {
            self.pick(
                format!("No school on {first}{name}."),
                format!("No hay clases el {first}{name}."),
                format!("Pas d’école le {first}{name}."),
            )
        } else {
            self.pick(
                format!("No school from {first} to {last}{name}."),
                format!("No hay clases del {first} al {last}{name}."),
                format!("Pas d’école du {first} au {last}{name}."),
            )
        }
    }

    /// Why a mail could not be written, to follow "because".
    pub fn problem(self, problem: &RenderProblem) -> String {
        match problem {
            RenderProblem::MissingValue { name } => self.pick(
                format!("“{name}” is missing or empty"),
                format!("falta “{name}” o está vacío"),
                format!("«\u{202f}{name}\u{202f}» manque ou est vide"),
            ),
            RenderProblem::NoDate { name } => self.pick(
                format!("“{name}” is no date; it is written as 2027-03-04"),
                format!("“{name}” no es una fecha; se escribe así: 2027-03-04"),
                format!("«\u{202f}{name}\u{202f}» n’est pas une date\u{202f}; on l’écrit ainsi\u{202f}: 2027-03-04"),
            ),
            RenderProblem::NoTemplate { template } => self.pick(
                format!("there is no template “{template}”"),
                format!("no existe la plantilla “{template}”"),
                format!("le modèle «\u{202f}{template}\u{202f}» n’existe pas"),
            ),
            RenderProblem::EmptySubject | RenderProblem::LineBreakInSubject | RenderProblem::SubjectTooLong { .. } => {
                self.pick(
                    "its subject is not right".into(),
                    "el asunto no es correcto".into(),
                    "l’objet n’est pas correct".into(),
                )
            }
            RenderProblem::EmptyText => {
                self.pick("it has no text".into(), "no tiene texto".into(), "la lettre n’a pas de texte".into())
            }
            RenderProblem::EmptySalutation => self.pick(
                "its greeting names nobody".into(),
                "el saludo no nombra a nadie".into(),
                "la formule d’appel ne nomme personne".into(),
            ),
            RenderProblem::Stumbled => self.pick(
                "homeroom stumbled over it".into(),
                "homeroom tropezó con ella".into(),
                "homeroom a buté dessus".into(),
            ),
            RenderProblem::Template { .. } => self.pick(
                "its template does not work".into(),
                "la plantilla no funciona".into(),
                "le modèle ne marche pas".into(),
            ),
        }
    }
}
