//! What stands on the buttons.

use super::words::Tongue;
use crate::domain::command::Verb;

impl Tongue {
    pub fn button(self, verb: Verb) -> &'static str {
        match verb {
            Verb::Ok => self.pick("Ok", "Ok", "Ok"),
            Verb::No => self.pick("No", "No", "Non"),
            Verb::Edit => self.pick("Edit", "Editar", "Modifier"),
            Verb::Reply => self.pick("Reply", "Responder", "Répondre"),
            Verb::Thanks => self.pick("Thanks", "Gracias", "Merci"),
            Verb::Done => self.pick("Done", "Hecho", "Réglé"),
            Verb::Later => self.pick("Later", "Luego", "Plus tard"),
            Verb::Kept => self.pick("Kept", "Cumplido", "Tenue"),
            other => other.word(),
        }
    }

    pub fn stop_button(self) -> &'static str {
        self.pick("Stop", "Detener", "Arrêter")
    }
}
