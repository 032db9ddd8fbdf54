//! Promises and check-ins, in the teacher's tongue.

use super::lines::one_line;
use super::view::{Matter, Promise};
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
        let language = self.language();
        let tongue = language.primary();
        let whom = |guardian: &Option<String>, word: &str| {
            guardian.as_deref().map(|guardian| format!(" {word} {}", one_line(guardian))).unwrap_or_default()
        };
        let detail = match (&promise.matter, tongue) {
            (Matter::Promised, _) => format!("{what} ({due})"),
            (Matter::Step(owner), _) => format!("plan, {}{} {what} ({due})", self.owner(*owner), self.colon()),
            (Matter::Answer, "es") => format!("responder a {what} ({due})"),
            (Matter::Answer, "fr") => format!("répondre à {what} ({due})"),
            (Matter::Answer, _) => format!("answer {what} ({due})"),
            (Matter::Offered { guardian }, "es") => format!(
                "usted escribió{}: “{what}” ¿Guardarlo como compromiso para el {day}? ok {number}, o no {number}",
                whom(guardian, "a")
            ),
            (Matter::Offered { guardian }, "fr") => format!(
                "vous avez écrit{}\u{202f}: «\u{202f}{what}\u{202f}» Le garder comme promesse pour le {day}\u{202f}? ok {number}, ou non {number}",
                whom(guardian, "à")
            ),
            (Matter::Offered { guardian }, _) => format!(
                "you wrote{}: “{what}” Keep it as a promise for {day}? ok {number}, or no {number}",
                whom(guardian, "to")
            ),
            (Matter::Asked { guardian }, "es") => {
                format!("el {day} usted preguntó{}: “{what}” Sin respuesta desde hace {days}", whom(guardian, "a"))
            }
            (Matter::Asked { guardian }, "fr") => {
                format!(
                    "le {day}, vous avez demandé{}\u{202f}: «\u{202f}{what}\u{202f}» Pas de réponse depuis {days}",
                    whom(guardian, "à")
                )
            }
            (Matter::Asked { guardian }, _) => {
                let asked = guardian.as_deref().map(|g| format!(" {}", one_line(g))).unwrap_or_default();
                format!("on {day} you asked{asked}: “{what}” No answer for {days}")
            }
        };
        (head, detail)
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
        let words = match (self.language().primary(), n) {
            ("es", 1) => "asunto por revisar",
            ("es", _) => "asuntos por revisar",
            ("fr", 1) => "suivi",
            ("fr", _) => "suivis",
            (_, 1) => "check-in",
            (_, _) => "check-ins",
        };
        format!("{n} {words}")
    }
}
