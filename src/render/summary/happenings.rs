//! Sentences about what changed, why a mail was not written, and the foot of the summary.

use super::view::{Aftermath, AnswerWay, BounceCause, Change, Count, Foot};
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
                )
            }
            Change::Wish { child, guardian, wish, proven } => {
                self.wish(&format!("{guardian} ({child})"), wish, *proven)
            }
            Change::BackOn { child, guardian, date } => {
                let date = self.short_date(*date);
                self.pick(
                    format!("The mail program of {guardian} ({child}) says: back on {date}."),
                    format!("El programa de correo de {guardian} ({child}) dice: de vuelta el {date}."),
                )
            }
            Change::Paused { until } => self.paused(*until),
            Change::ClosedDays { from, to, name } => self.closed_days(*from, *to, name.as_deref()),
            Change::BarredWrote { child, guardian } => self.barred_wrote(child, guardian),
            Change::PosedAsTeacher { teacher, mails } => self.posed(teacher, *mails),
            Change::HeldMail { from, why } => {
                let (who, careful) = (self.stranger(from), self.odd_letters(from));
                self.pick(
                    format!("A mail from {who} is kept, not answered: {why}{careful}."),
                    format!("Se guardó un correo de {who}, sin responder: {why}{careful}."),
                )
            }
            Change::InJunk { child, guardian } => self.pick(
                format!("A mail from {guardian} ({child}) lay in the junk folder."),
                format!("Un correo de {guardian} ({child}) estaba en la carpeta de correo no deseado."),
            ),
            Change::NotWritten { template, child, guardian, problem } => {
                let why = self.problem(problem);
                self.pick(
                    format!("Held: “{template}” to {guardian} ({child}), because {why}."),
                    format!("Retenido: “{template}” para {guardian} ({child}), porque {why}."),
                )
            }
            Change::InDoubt { child, guardian } => self.in_doubt(child, guardian),
            Change::NotSent { child, guardian, why } => self.pick(
                format!("Not sent to {guardian} ({child}): {why}"),
                format!("No se envió a {guardian} ({child}): {why}"),
            ),
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
            Change::Other(sentence) => sentence.clone(),
        }
    }

    fn paused(self, until: Option<DateTime>) -> String {
        match until.map(|until| self.on_at(until)) {
            Some(until) => self.pick(
                format!("You stopped all mail to families. It goes out again on {until}; `hold off` ends this before."),
                format!(
                    "Usted detuvo todo el correo a las familias. Volverá a salir {until}; `hold off` lo termina antes."
                ),
            ),
            None => self.pick(
                "You stopped all mail to families. It goes out again when you write `hold off`.".to_owned(),
                "Usted detuvo todo el correo a las familias. Volverá a salir cuando escriba `hold off`.".to_owned(),
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
            )
    }

    /// `Robin Vale (Zoë) [no-contact order, entered by Ms. Ruiz]`
    fn barred(self, guardian: &str, child: &str, kind: Option<&str>, by: Option<&str>) -> String {
        let by = by.map(|by| self.pick(format!("entered by {by}"), format!("anotado por {by}")));
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
        }
    }

    fn untranslated(self, template: &str, language: &Language, not_approved: bool, families: u32) -> String {
        let language = self.language_name(language);
        let got = self.count(
            families,
            ["family got it in the school’s language", "families got it in the school’s language"],
            ["familia la recibió en el idioma de la escuela", "familias la recibieron en el idioma de la escuela"],
        );
        if not_approved {
            return self.pick(
                format!("Nobody has approved the letter “{template}” in {language} yet: {got}."),
                format!("Nadie ha aprobado todavía la carta “{template}” en {language}: {got}."),
            );
        }
        self.pick(
            format!("There is no letter “{template}” in {language}: {got}."),
            format!("No hay carta “{template}” en {language}: {got}."),
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
        )
    }

    fn bounce(self, cause: BounceCause) -> &'static str {
        match cause {
            BounceCause::NoSuchAddress => self.pick("the address does not exist", "la dirección no existe"),
            BounceCause::Closed => self.pick("the mailbox is closed", "el buzón está cerrado"),
            BounceCause::Moved => self.pick("the address has moved", "la dirección ha cambiado"),
            BounceCause::MailboxFull => self.pick("the mailbox is full", "el buzón está lleno"),
            BounceCause::Refused => self.pick("it was refused on the way", "fue rechazado por el camino"),
            BounceCause::GivenUp => self.pick("it could not be delivered in time", "no se pudo entregar a tiempo"),
            BounceCause::Unknown => self.pick("no reason was given", "no se dio ningún motivo"),
        }
    }

    fn aftermath(self, aftermath: Aftermath) -> String {
        match aftermath {
            Aftermath::Over => self
                .pick("It works again; nothing needs to be done.", "Ya funciona de nuevo; no hace falta hacer nada.")
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
            ),
            NextStep::ConfirmAddress => self.pick(
                "Confirm the new address with the family by phone or on paper.",
                "Confirme la dirección nueva con la familia por teléfono o en papel.",
            ),
            NextStep::WaitAndSee => self.pick(
                "Later mail may arrive; if it does not, call.",
                "Los próximos correos podrían llegar; si no, llame por teléfono.",
            ),
            NextStep::Call => self.pick("Call the family.", "Llame a la familia por teléfono."),
            NextStep::TellIt => self.pick(
                "It is not the family’s doing; please tell IT.",
                "No es cosa de la familia; avise a soporte técnico.",
            ),
        }
    }

    fn closed_days(self, from: Date, to: Date, name: Option<&str>) -> String {
        let (first, last) = (self.short_date(from), self.short_date(to));
        let name = name.map(|name| format!(" ({name})")).unwrap_or_default();
        if from == to {
            self.pick(format!("No school on {first}{name}."), format!("No hay clases el {first}{name}."))
        } else {
            self.pick(
                format!("No school from {first} to {last}{name}."),
                format!("No hay clases del {first} al {last}{name}."),
            )
        }
    }

    /// Why a mail could not be written, to follow "because".
    pub fn problem(self, problem: &RenderProblem) -> String {
        match problem {
            RenderProblem::MissingValue { name } => {
                self.pick(format!("“{name}” is missing or empty"), format!("falta “{name}” o está vacío"))
            }
            RenderProblem::NoDate { name } => self.pick(
                format!("“{name}” is no date; it is written as 2027-03-04"),
                format!("“{name}” no es una fecha; se escribe así: 2027-03-04"),
            ),
            RenderProblem::NoTemplate { template } => {
                self.pick(format!("there is no template “{template}”"), format!("no existe la plantilla “{template}”"))
            }
            RenderProblem::EmptySubject | RenderProblem::LineBreakInSubject | RenderProblem::SubjectTooLong { .. } => {
                self.pick("its subject is not right".into(), "el asunto no es correcto".into())
            }
            RenderProblem::EmptyText => self.pick("it has no text".into(), "no tiene texto".into()),
            RenderProblem::EmptySalutation => {
                self.pick("its greeting names nobody".into(), "el saludo no nombra a nadie".into())
            }
            RenderProblem::Template { .. } => self.pick(
                "its template does not work; IT can see why with homeroom check".into(),
                "la plantilla no funciona; soporte técnico puede ver por qué con homeroom check".into(),
            ),
        }
    }

    /// Ledger, last fetch, what is held, and how to answer.
    pub fn foot(self, foot: &Foot, examples: &Examples) -> Vec<String> {
        let mut lines = vec![self.ledger(foot.ledger), self.last_fetch(foot.last_fetch)];
        if foot.held_for_quiet_hours > 0 {
            lines.push(self.count(
                foot.held_for_quiet_hours,
                ["mail waits for the quiet hours to end.", "mails wait for the quiet hours to end."],
                [
                    "correo espera a que terminen las horas de silencio.",
                    "correos esperan a que terminen las horas de silencio.",
                ],
            ));
        }
        lines.extend(self.how_to_answer(foot.answer, examples));
        lines
    }

    fn ledger(self, count: Option<Count>) -> String {
        let Some(Count { on_server, stored }) = count else {
            return self
                .pick("The mail on the server is not counted yet.", "Todavía no se ha contado el correo del servidor.")
                .into();
        };
        let difference = on_server.abs_diff(stored);
        let counted = self.pick(
            format!("{on_server} mails on the server, {stored} stored"),
            format!("{on_server} correos en el servidor, {stored} guardados"),
        );
        match (self, difference) {
            (_, 0) => format!("{counted}."),
            (Self::English, _) => format!("The count is off by {difference}: {counted}. Please tell IT."),
            (Self::Spanish, _) => {
                format!("La cuenta no coincide por {difference}: {counted}. Avise a soporte técnico.")
            }
        }
    }

    fn last_fetch(self, at: Option<DateTime>) -> String {
        match at {
            Some(at) => {
                let at = self.on_at(at);
                self.pick(
                    format!("Mail was last fetched on {at}."),
                    format!("El correo se recogió por última vez {at}."),
                )
            }
            None => self.pick("Mail has not been fetched yet.", "Todavía no se ha recogido el correo.").into(),
        }
    }

    fn how_to_answer(self, way: AnswerWay, examples: &Examples) -> [String; 2] {
        let families = self.pick(
            "Answer families from the class mailbox as always; homeroom sees it and takes them off this list.",
            "Responda a las familias desde el buzón de la clase, como siempre; homeroom lo ve y las quita de esta lista.",
        );
        let how = match way {
            AnswerWay::Teach => self.pick(
                "Everything else is typed on the school’s server, after homeroom teach:",
                "Lo demás se escribe en el servidor de la escuela, después de homeroom teach:",
            ),
            AnswerWay::Mail => self.pick(
                "For everything else, answer this mail, one line each:",
                "Para lo demás, responda a este correo, una línea por cada punto:",
            ),
        };
        [families.to_owned(), format!("{how} {}.", self.verbs(examples).join(", "))]
    }

    /// Each verb with what it does, with the numbers of today.
    fn verbs(self, examples: &Examples) -> Vec<String> {
        let mut verbs = Vec::new();
        if let Some(n) = examples.draft {
            verbs.push(self.pick(format!("\"ok {n}\" (send)"), format!("\"ok {n}\" (enviar)")));
            verbs.push(self.pick(format!("\"no {n}\" (drop)"), format!("\"no {n}\" (descartar)")));
        }
        if let Some(n) = examples.waiting {
            verbs.push(self.pick(format!("\"done {n}\" (handled)"), format!("\"done {n}\" (resuelto)")));
        }
        if let Some((n, child)) = &examples.question {
            verbs.push(self.pick(
                format!("\"is {n} {child}\" (the mail is about {child})"),
                format!("\"is {n} {child}\" (el correo trata de {child})"),
            ));
        }
        verbs.push(self.pick("\"good Leo: …\" (a good moment)".into(), "\"good Leo: …\" (un buen momento)".into()));
        verbs
    }
}

/// Numbers of today to show the commands with.
pub struct Examples {
    pub draft: Option<u32>,
    pub waiting: Option<u32>,
    /// A question and one of the children it may be about.
    pub question: Option<(u32, String)>,
}
