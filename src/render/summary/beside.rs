//! Sentences about what teachers changed and the class list does not say yet.

use super::view::Beside;
use super::words::Tongue;

impl Tongue {
    pub(super) fn beside_list(self, child: &str, guardian: &str, what: &Beside) -> String {
        match what {
            Beside::Address(address) => self.pick(
                format!(
                    "Mail about {child} for {guardian} goes to {address} too, as a teacher said. IT: put the address into \
                     the class list."
                ),
                format!(
                    "El correo sobre {child} para {guardian} va también a {address}, como dijo un docente. Soporte \
                     técnico: ponga la dirección en la lista de la clase."
                ),
                format!(
                    "Pour {guardian}, les messages au sujet de l’enfant ({child}) vont aussi à {address}, à la demande de l’équipe \
                     enseignante. Au service informatique\u{202f}: mettez l’adresse dans la liste de la classe."
                ),
            ),
            Beside::Blocked { by } => self.pick(
                format!(
                    "{guardian} gets nothing about {child}, as {by} said. The office needs the paper; IT: put the block \
                     into the class list."
                ),
                format!(
                    "{guardian} no recibe nada sobre {child}, como dijo {by}. La oficina necesita el documento; soporte \
                     técnico: ponga el bloqueo en la lista de la clase."
                ),
                format!(
                    "{guardian} ne reçoit plus rien au sujet de l’enfant ({child}), comme l’a dit {by}. Le secrétariat a besoin \
                     du document. Au service informatique\u{202f}: mettez le blocage dans la liste de la classe."
                ),
            ),
        }
    }
}
