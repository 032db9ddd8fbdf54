//! Sentences about what guardians asked for: how much they want to hear, how often, in which language, and where.

use super::view::Stranger;
use super::words::Tongue;
use crate::domain::preference::{Level, Wish};

impl Tongue {
    /// `who`: the guardian with the children. `proven`: it is theirs, and was done where homeroom may do it.
    pub(super) fn wish(self, who: &str, wish: &Wish, proven: bool) -> String {
        if !proven {
            let wanted = self.wanted(wish);
            return self.pick(
                format!("A mail in the name of {who} asks for {wanted}, but nothing proves who wrote it. Nothing was changed; ask the family."),
                format!("Un correo a nombre de {who} pide {wanted}, pero nada prueba quién lo escribió. No se cambió nada; pregunte a la familia."),
                format!("Un message signé {who} demande {wanted}, mais rien ne prouve qui l’a écrit. Rien n’a été changé\u{202f}; demandez à la famille."),
            );
        }
        let wanted = self.wanted(wish);
        let after = match wish {
            Wish::Less(Level::Nothing) => {
                self.pick("homeroom writes there no more; call instead.", "homeroom ya no le escribe; llame por teléfono.", "homeroom n’y écrit plus\u{202f}; appelez.")
            }
            Wish::Less(Level::NeededOnly) => self.pick(
                "Nothing goes there by itself any more; what you write or approve about the child still goes.",
                "Ya no se le envía nada automáticamente; lo que usted escribe o aprueba sobre su hijo o hija sí se envía.",
                "Plus rien n’y part tout seul\u{202f}; ce que vous écrivez ou approuvez au sujet de l’enfant part toujours.",
            ),
            Wish::Less(Level::NoLetters | Level::All) => {
                self.pick("What is about the child still goes.", "Lo que trata de su hijo o hija se sigue enviando.", "Ce qui concerne l’enfant part toujours.")
            }
            Wish::Weekly => self.pick(
                "What goes by itself waits for the last school day of the week.",
                "Lo que se envía automáticamente espera hasta el último día de clases de la semana.",
                "Ce qui part tout seul attend le dernier jour d’école de la semaine.",
            ),
            Wish::Everything => self.pick("It is so again.", "Así es de nuevo.", "C’est de nouveau le cas."),
            Wish::Language(_) => self.pick("It is so from now on.", "Así es desde ahora.", "C’est le cas à partir de maintenant."),
            Wish::Address(_) => self.pick(
                "Nothing goes there. Ask them, and if it is right give it a row of its own in the class list.",
                "No se envía nada allí. Pregúntele y, si es correcta, póngala en una fila propia de la lista de la clase.",
                "Rien n’y est envoyé. Demandez à la personne et, si l’adresse est bonne, donnez-lui sa propre ligne dans la liste de la classe.",
            ),
        };
        self.pick(
            format!("{who} asks for {wanted}. {after}"),
            format!("{who} pide {wanted}. {after}"),
            format!("{who} demande {wanted}. {after}"),
        )
    }

    /// After "asks for".
    fn wanted(self, wish: &Wish) -> String {
        let words = match wish {
            Wish::Less(Level::Nothing) => {
                self.pick("no mail at all", "no recibir ningún correo", "à ne plus recevoir aucun message")
            }
            Wish::Less(Level::NeededOnly) => {
                self.pick("needed mail only", "recibir solo lo necesario", "à ne recevoir que le nécessaire")
            }
            Wish::Less(Level::NoLetters | Level::All) => self.pick(
                "no more class letters",
                "no recibir más cartas para toda la clase",
                "à ne plus recevoir les lettres à toute la classe",
            ),
            Wish::Weekly => self.pick(
                "mail once a week",
                "recibir correo una vez por semana",
                "à recevoir les messages une fois par semaine",
            ),
            Wish::Everything => self.pick("all mail", "recibir todos los correos", "à recevoir tous les messages"),
            Wish::Language(language) => {
                let name = self.language_name(language);
                return self.pick(
                    format!("letters in {name}"),
                    format!("cartas en {name}"),
                    format!("les lettres en {name}"),
                );
            }
            Wish::Address(address) => {
                let address = Stranger { name: None, address: Some(address.as_str().to_owned()) };
                let (shown, careful) = (self.stranger(&address), self.odd_letters(&address));
                return self.pick(
                    format!("mail to another address as well, {shown}{careful}"),
                    format!("correo también en otra dirección, {shown}{careful}"),
                    format!("à recevoir aussi les messages à une autre adresse, {shown}{careful}"),
                );
            }
        };
        words.to_owned()
    }
}
