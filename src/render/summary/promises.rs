//! Promises and check-ins, in the teacher's tongue.

use super::lines::one_line;
use super::view::{Change, Matter, Promise};
use super::words::Tongue;
use crate::domain::promise::Party;

impl Tongue {
    /// The head of the item, and what stands behind it. `number`: under which it is answered.
    pub(super) fn promise(self, promise: &Promise, number: u32) -> (String, String) {
        let head = promise.child.as_deref().map(one_line).unwrap_or_default();
        let what = one_line(&promise.what);
        let day = self.short_date(promise.due);
        let due = self.due(promise.due, promise.late_school_days);
        let days = self.school_days(promise.late_school_days);
        let whom = |guardian: &Option<String>, word: &str| {
            guardian.as_deref().map(|guardian| format!(" {word} {}", one_line(guardian))).unwrap_or_default()
        };
        let detail = match (&promise.matter, self) {
            (Matter::Promised, _) => format!("{what} ({due})"),
            (Matter::Step(owner), _) => format!("plan, {}{} {what} ({due})", self.owner(*owner), self.colon()),
            (Matter::Answer, Tongue::Spanish) => format!("responder a {what} ({due})"),
            (Matter::Answer, Tongue::French) => format!("répondre à {what} ({due})"),
            (Matter::Answer, Tongue::English) => format!("answer {what} ({due})"),
            (Matter::Offered { guardian }, Tongue::Spanish) => format!(
                "usted escribió{}: “{what}” ¿Guardarlo como compromiso para el {day}? ok {number}, o no {number}",
                whom(guardian, "a")
            ),
            (Matter::Offered { guardian }, Tongue::French) => format!(
                "vous avez écrit{}\u{202f}: «\u{202f}{what}\u{202f}» Le garder comme promesse pour le {day}\u{202f}? ok {number}, ou non {number}",
                whom(guardian, "à")
            ),
            (Matter::Offered { guardian }, Tongue::English) => format!(
                "you wrote{}: “{what}” Keep it as a promise for {day}? ok {number}, or no {number}",
                whom(guardian, "to")
            ),
            (Matter::Asked { guardian }, Tongue::Spanish) => {
                format!("el {day} usted preguntó{}: “{what}” Sin respuesta desde hace {days}", whom(guardian, "a"))
            }
            (Matter::Asked { guardian }, Tongue::French) => {
                format!(
                    "le {day}, vous avez demandé{}\u{202f}: «\u{202f}{what}\u{202f}» Pas de réponse depuis {days}",
                    whom(guardian, "à")
                )
            }
            (Matter::Asked { guardian }, Tongue::English) => {
                let asked = guardian.as_deref().map(|g| format!(" {}", one_line(g))).unwrap_or_default();
                format!("on {day} you asked{asked}: “{what}” No answer for {days}")
            }
            (Matter::AskedAll { .. } | Matter::Invited { .. } | Matter::Meeting, _) => self.asked_by_letter(promise),
        };
        (head, detail)
    }

    /// What came of times to meet that were offered.
    pub(super) fn meeting(self, change: &Change) -> String {
        match change {
            Change::Chose { child, guardian, at } => {
                let (who, at) = (format!("{} ({})", one_line(guardian), one_line(child)), self.on_at(*at));
                self.pick(
                    format!("{who} comes to meet you on {at}."),
                    format!("{who} viene a reunirse con usted {at}."),
                    format!("{who} viendra vous voir {at}."),
                )
            }
            Change::Clash { at, who } => {
                let (who, at) = (self.and(&who.iter().map(|one| one_line(one)).collect::<Vec<_>>()), self.on_at(*at));
                self.pick(
                    format!("The same time to meet was chosen by {who}: {at}. homeroom told nobody; offer one of them another time."),
                    format!("El mismo horario de reunión lo eligieron {who}: {at}. homeroom no avisó a nadie; proponga otro horario a una de las familias."),
                    format!("Le même rendez-vous a été choisi par {who}\u{202f}: {at}. homeroom n’a prévenu personne\u{202f}; proposez une autre heure à l’une des familles."),
                )
            }
            _ => String::new(),
        }
    }

    /// What came, or did not come, of a question that homeroom put to families.
    fn asked_by_letter(self, promise: &Promise) -> String {
        let (what, day) = (one_line(&promise.what), self.short_date(promise.due));
        let (due, days) = (self.due(promise.due, promise.late_school_days), self.school_days(promise.late_school_days));
        match &promise.matter {
            Matter::AskedAll { homes, answered } => self.pick(
                format!("your question of {day}: {answered} of {homes} homes have answered: “{what}”"),
                format!("su pregunta del {day}: han respondido {answered} de {homes} hogares: “{what}”"),
                format!(
                    "votre question du {day}\u{202f}: {answered} foyers sur {homes} ont répondu\u{202f}: «\u{202f}{what}\u{202f}»"
                ),
            ),
            Matter::Invited { guardian } => {
                let guardian = one_line(guardian.as_deref().unwrap_or_default());
                self.pick(
                    format!("on {day} you offered {guardian} times to meet. No answer for {days}"),
                    format!("el {day} usted propuso a {guardian} horarios de reunión. Sin respuesta desde hace {days}"),
                    format!("le {day}, vous avez proposé un rendez-vous à {guardian}. Pas de réponse depuis {days}"),
                )
            }
            _ => self.pick(
                format!("meet {what} ({due})"),
                format!("reunión con {what} ({due})"),
                format!("rendez-vous avec {what} ({due})"),
            ),
        }
    }

    /// Who does a step of a plan.
    pub(in crate::render) fn owner(self, owner: Party) -> &'static str {
        match owner {
            Party::School => self.pick("school", "escuela", "école"),
            Party::Family => self.pick("home", "casa", "maison"),
            Party::Child => self.pick("child", "niño o niña", "enfant"),
        }
    }

    /// What is to be looked at and was promised to nobody.
    pub(super) fn check_ins(self, n: u32) -> String {
        let words = match (self, n) {
            (Tongue::Spanish, 1) => "asunto por revisar",
            (Tongue::Spanish, _) => "asuntos por revisar",
            (Tongue::French, 1) => "suivi",
            (Tongue::French, _) => "suivis",
            (Tongue::English, 1) => "check-in",
            (Tongue::English, _) => "check-ins",
        };
        format!("{n} {words}")
    }
}
