//! The foot: what was counted, when mail was last fetched, and how to answer.

use super::view::{AnswerWay, Count, Foot};
use super::words::Tongue;
use jiff::civil::DateTime;

impl Tongue {
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
                ["message attend la fin des heures calmes.", "messages attendent la fin des heures calmes."],
            ));
        }
        lines.extend(self.how_to_answer(foot.answer, examples));
        lines
    }

    fn ledger(self, count: Option<Count>) -> String {
        let Some(Count { on_server, stored }) = count else {
            return self
                .pick(
                    "The mail on the server is not counted yet.",
                    "Todavía no se ha contado el correo del servidor.",
                    "Les messages sur le serveur n’ont pas encore été comptés.",
                )
                .into();
        };
        let difference = on_server.abs_diff(stored);
        let counted = self.pick(
            format!("{on_server} mails on the server, {stored} stored"),
            format!("{on_server} correos en el servidor, {stored} guardados"),
            format!("{on_server} messages sur le serveur, {stored} enregistrés"),
        );
        match (self, difference) {
            (_, 0) => format!("{counted}."),
            (Self::English, _) => format!("The count is off by {difference}: {counted}. Please tell IT."),
            (Self::Spanish, _) => {
                format!("La cuenta no coincide por {difference}: {counted}. Avise a soporte técnico.")
            }
            (Self::French, _) => {
                format!("Le compte diffère de {difference}\u{202f}: {counted}. Prévenez le service informatique.")
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
                    format!("Dernière relève des messages {at}."),
                )
            }
            None => self
                .pick(
                    "Mail has not been fetched yet.",
                    "Todavía no se ha recogido el correo.",
                    "Les messages n’ont pas encore été relevés.",
                )
                .into(),
        }
    }

    fn how_to_answer(self, way: AnswerWay, examples: &Examples) -> [String; 2] {
        let families = self.pick(
            "Answer families from the class mailbox as always; homeroom sees it and takes them off this list.",
            "Responda a las familias desde el buzón de la clase, como siempre; homeroom lo ve y las quita de esta lista.",
            "Répondez aux familles depuis la boîte de la classe, comme toujours\u{202f}; homeroom le voit et les retire de cette liste.",
        );
        let how = match way {
            AnswerWay::Teach => self.pick(
                "Everything else is typed on the school’s server, after homeroom teach:",
                "Lo demás se escribe en el servidor de la escuela, después de homeroom teach:",
                "Le reste se tape sur le serveur de l’école, après homeroom teach\u{202f}:",
            ),
            AnswerWay::Mail => self.pick(
                "For everything else, answer this mail, one line each:",
                "Para lo demás, responda a este correo, una línea por cada punto:",
                "Pour le reste, répondez à ce message, une ligne par point\u{202f}:",
            ),
        };
        [families.to_owned(), format!("{how} {}.", self.verbs(examples).join(", "))]
    }

    /// Each verb with what it does, with the numbers of today.
    fn verbs(self, examples: &Examples) -> Vec<String> {
        let mut verbs = Vec::new();
        if let Some(n) = examples.draft {
            verbs.push(self.pick(
                format!("\"ok {n}\" (send)"),
                format!("\"ok {n}\" (enviar)"),
                format!("\"ok {n}\" (envoyer)"),
            ));
            verbs.push(self.pick(
                format!("\"no {n}\" (drop)"),
                format!("\"no {n}\" (descartar)"),
                format!("\"non {n}\" (écarter)"),
            ));
        }
        if let Some(n) = examples.waiting {
            verbs.push(self.pick(
                format!("\"done {n}\" (handled)"),
                format!("\"hecho {n}\" (resuelto)"),
                format!("\"fait {n}\" (réglé)"),
            ));
        }
        if let Some((n, child)) = &examples.question {
            verbs.push(self.pick(
                format!("\"is {n} {child}\" (the mail is about {child})"),
                format!("\"es {n} {child}\" (el correo trata de {child})"),
                format!("\"est {n} {child}\" (le message concerne {child})"),
            ));
        }
        verbs.push(self.pick(
            "\"good Leo: …\" (a good moment)".into(),
            "\"bien Leo: …\" (un buen momento)".into(),
            "\"bien Leo: …\" (un bon moment)".into(),
        ));
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
