//! What stands on the buttons.

use super::words::Tongue;
use crate::domain::command::Verb;

impl Tongue {
    pub fn button(self, verb: Verb) -> &'static str {
        match verb {
            Verb::Ok => self.pick("Ok", "Ok"),
            Verb::No => self.pick("No", "No"),
            Verb::Edit => self.pick("Edit", "Editar"),
            Verb::Reply => self.pick("Reply", "Responder"),
            Verb::Thanks => self.pick("Thanks", "Gracias"),
            Verb::Done => self.pick("Done", "Hecho"),
            Verb::Later => self.pick("Later", "Luego"),
            Verb::Kept => self.pick("Kept", "Cumplido"),
            other => other.word(),
        }
    }

    pub fn stop_button(self) -> &'static str {
        self.pick("Stop", "Detener")
    }
}
