//! Who wrote, and what only the teacher can tell about it.

use super::lines::one_line;
use super::view::{Asks, Stranger};
use super::words::Tongue;
use crate::domain::language::Language;
use crate::render::names;

impl Tongue {
    /// The head of a question and what is said about the sender. `language`: that of the mail, where it is known.
    pub fn question(self, asks: &Asks, language: Option<&Language>) -> (String, String) {
        let language = language.map(|l| format!(" ({})", self.writes_in(l))).unwrap_or_default();
        match asks {
            Asks::WhichChild { guardian, children } => {
                let children: Vec<String> = children.iter().map(|child| one_line(child)).collect();
                let children = names::or(&children, &self.language());
                let from = one_line(guardian) + &language;
                let detail = self.pick(
                    format!("{from} does not say which child"),
                    format!("{from} no dice de quién se trata"),
                    format!("{from} ne dit pas de quel enfant il s’agit"),
                );
                (self.pick(format!("{children}?"), format!("¿{children}?"), format!("{children}\u{202f}?")), detail)
            }
            Asks::WhoIsIt(stranger) => {
                let from = self.stranger(stranger) + &language;
                let detail = self.pick(
                    format!("{from} is not in the class list"),
                    format!("{from} no está en la lista de la clase"),
                    format!("{from} n’est pas dans la liste de la classe"),
                );
                (
                    self.pick("Who is this?", "¿Quién es?", "Qui est-ce\u{202f}?").into(),
                    detail + self.odd_letters(stranger),
                )
            }
            Asks::IsItFamilyOf { child, from } => {
                let (child, stranger) = (one_line(child), from);
                let from = self.stranger(stranger) + &language;
                let detail = self.pick(
                    format!("{from} answers a letter about {child} but is not in the class list"),
                    format!("{from} responde a una carta sobre {child}, pero no está en la lista de la clase"),
                    format!("{from} répond à une lettre au sujet de votre élève ({child}), mais n’est pas dans la liste de la classe"),
                );
                let head = self.pick(
                    format!("Family of {child}?"),
                    format!("¿Familia de {child}?"),
                    format!("{child}\u{202f}: est-ce sa famille\u{202f}?"),
                );
                (head, detail + self.odd_letters(stranger))
            }
        }
    }

    /// The address, and the name before it unless that name looks like an address itself.
    pub fn stranger(self, who: &Stranger) -> String {
        let Some(address) = &who.address else {
            return self
                .pick(
                    "A sender whose address cannot be read",
                    "Un remitente cuya dirección no se puede leer",
                    "Un expéditeur dont l’adresse est illisible",
                )
                .into();
        };
        let address = one_line(address);
        let name = who.name.as_deref().map(one_line);
        match name.filter(|name| !name.is_empty() && !name.contains(['@', '＠', '﹫'])) {
            Some(name) => format!("{name} <{address}>"),
            None => address,
        }
    }

    /// A letter of another alphabet can look like one of ours and make another address.
    pub fn odd_letters(self, who: &Stranger) -> &'static str {
        if who.address.as_deref().is_none_or(str::is_ascii) {
            return "";
        }
        self.pick(
            ". Careful: letters in this address may not be what they look like",
            ". Atención: en esta dirección hay letras que pueden no ser lo que parecen",
            ". Attention\u{202f}: dans cette adresse, certaines lettres ne sont peut-être pas ce qu’elles paraissent",
        )
    }
}
