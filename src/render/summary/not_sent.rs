//! Sentences about letters that were not written or not sent, and what a teacher can do.

use super::lines::one_line;
use super::words::Tongue;
use crate::render::problem::RenderProblem;

/// Why a letter that was written is not sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum WhyNot {
    /// The address has left the class list since.
    NotOnList,
    AddressFails,
    /// It names a child of another home.
    Names(String),
    TimePassed,
    /// A court order bars the reader.
    Barred,
    /// The child is not in the class.
    NotInClass,
    /// The reader hears only what all must hear.
    InformOnly,
    /// The reader asked for no mail of this kind.
    OptedOut,
    /// It names a day, which came before a teacher's ok.
    NobodySaidOk,
    /// The home has had them before.
    SameWords,
    DailyLimit,
    /// The school's mail server was not reached.
    NoLine,
    /// The school's mail server does not take the class's account.
    Account,
    Refused,
    Unsendable,
    /// homeroom ended three times while it was on its way.
    BrokenOff,
    /// homeroom stumbled over it three times.
    Stumbled,
    /// As it was kept.
    Other(String),
}

/// So many people are named of whom one letter was not written.
const MOST_NAMES: usize = 3;

impl Tongue {
    /// `to`: each guardian with the child.
    pub(super) fn not_written(self, template: &str, to: &[String], problem: &RenderProblem) -> String {
        let (why, n) = (self.problem(problem), to.len());
        let to = if n > MOST_NAMES {
            self.pick(format!("{n} people"), format!("{n} personas"), format!("{n} personnes"))
        } else {
            self.and(to)
        };
        self.pick(
            format!("The letter “{template}” to {to} was not sent, for it could not be written: {why}. IT can mend that for the next time (homeroom check); write yourself what cannot wait."),
            format!("La carta “{template}” para {to} no se envió, porque no se pudo escribir: {why}. Soporte técnico puede corregirlo para la próxima vez (homeroom check); escriba usted lo que no pueda esperar."),
            format!("La lettre «\u{202f}{template}\u{202f}» pour {to} n’a pas été envoyée, car elle n’a pas pu être écrite\u{202f}: {why}. Le service informatique peut corriger cela pour la prochaine fois (homeroom check)\u{202f}; écrivez vous-même ce qui ne peut pas attendre."),
        )
    }

    /// `ok_would_do`: it is among what is ready to send.
    pub(super) fn not_sent(self, who: &str, why: &WhyNot, ok_would_do: bool) -> String {
        let why = self.why_not(why);
        let ok = if ok_would_do {
            self.pick(" It leaves with your ok.", " Sale con su ok.", " Elle part avec votre ok.")
        } else {
            ""
        };
        self.pick(
            format!("A letter to {who} was not sent: {why}{ok}"),
            format!("No se envió una carta para {who}: {why}{ok}"),
            format!("Une lettre pour {who} n’a pas été envoyée\u{202f}: {why}{ok}"),
        )
    }

    fn why_not(self, why: &WhyNot) -> String {
        let (english, spanish, french) = match why {
            WhyNot::Names(child) => {
                let child = one_line(child);
                return self.pick(
                    format!("it names {child}, who is not a child of this home."),
                    format!("nombra a {child}, que no es de este hogar."),
                    format!("elle nomme {child}, qui n’est pas un enfant de ce foyer."),
                );
            }
            WhyNot::Other(words) => return words.clone(),
            WhyNot::NotOnList => (
                "this address is no longer on the class list. If it is still right, ask IT to put it back.",
                "esta dirección ya no está en la lista de la clase. Si sigue siendo correcta, pida a soporte técnico que la vuelva a poner.",
                "cette adresse n’est plus dans la liste de la classe. Si elle est encore juste, demandez au service informatique de la remettre.",
            ),
            WhyNot::AddressFails => (
                "mail to this address comes back. Call, or ask for another address.",
                "el correo a esta dirección se devuelve. Llame por teléfono o pida otra dirección.",
                "les messages à cette adresse reviennent. Appelez, ou demandez une autre adresse.",
            ),
            WhyNot::TimePassed => (
                "its time had passed before it could leave.",
                "su plazo pasó antes de que pudiera salir.",
                "son délai était passé avant qu’elle puisse partir.",
            ),
            WhyNot::NobodySaidOk => (
                "its day passed before anybody said ok.",
                "pasó su día sin que nadie diera el ok.",
                "son jour est passé sans que personne ait donné son ok.",
            ),
            WhyNot::SameWords => (
                "this home has had the very same words before.",
                "este hogar ya recibió exactamente las mismas palabras.",
                "ce foyer a déjà reçu exactement les mêmes mots.",
            ),
            WhyNot::Barred => (
                "a court order bars this person.",
                "una orden judicial lo prohíbe.",
                "une décision de justice l’interdit.",
            ),
            WhyNot::NotInClass => (
                "the child is not in the class now.",
                "el niño o la niña ya no está en la clase.",
                "l’enfant n’est plus dans la classe.",
            ),
            WhyNot::InformOnly => (
                "this person hears only what all families hear.",
                "esta persona recibe solo lo que reciben todas las familias.",
                "cette personne ne reçoit que ce que toutes les familles reçoivent.",
            ),
            WhyNot::OptedOut => (
                "this person asked for no mail of this kind.",
                "esta persona pidió no recibir correos de este tipo.",
                "cette personne a demandé à ne plus recevoir ce genre de message.",
            ),
            other => self::of_the_way(other),
        };
        self.pick(english, spanish, french).to_owned()
    }
}

/// What went wrong on the way out, which is for IT to mend.
fn of_the_way(why: &WhyNot) -> (&'static str, &'static str, &'static str) {
    match why {
        WhyNot::DailyLimit => (
            "the mail provider allows no more mails within one day. Please tell IT.",
            "el proveedor de correo no permite más correos en un día. Avise a soporte técnico.",
            "le fournisseur de messagerie ne permet pas plus de messages par jour. Prévenez le service informatique.",
        ),
        WhyNot::NoLine => (
            "the school’s mail server could not be reached in time. Please tell IT.",
            "no se pudo conectar a tiempo con el servidor de correo de la escuela. Avise a soporte técnico.",
            "le serveur de messagerie de l’école n’a pas pu être joint à temps. Prévenez le service informatique.",
        ),
        WhyNot::Account => (
            "the school’s mail server takes no mail from the class’s account. Please tell IT.",
            "el servidor de correo de la escuela no acepta correos de la cuenta de la clase. Avise a soporte técnico.",
            "le serveur de messagerie de l’école n’accepte pas les messages du compte de la classe. Prévenez le service informatique.",
        ),
        WhyNot::Refused => (
            "it was refused on the way. Please tell IT.",
            "fue rechazada por el camino. Avise a soporte técnico.",
            "elle a été refusée en chemin. Prévenez le service informatique.",
        ),
        WhyNot::Unsendable => (
            "it could not be put into a form that can be sent. Please tell IT.",
            "no se pudo poner en una forma que se pueda enviar. Avise a soporte técnico.",
            "elle n’a pas pu être mise sous une forme qui puisse partir. Prévenez le service informatique.",
        ),
        WhyNot::BrokenOff => (
            "homeroom ended three times while it was on its way. Please tell IT.",
            "homeroom se detuvo tres veces mientras la enviaba. Avise a soporte técnico.",
            "homeroom s’est arrêté trois fois pendant l’envoi. Prévenez le service informatique.",
        ),
        _ => (
            "homeroom stumbled over it three times. Please tell IT.",
            "homeroom falló tres veces con ella. Avise a soporte técnico.",
            "homeroom a échoué trois fois. Prévenez le service informatique.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_is_told_in_every_tongue() {
        let reasons = [
            WhyNot::NotOnList,
            WhyNot::AddressFails,
            WhyNot::Names("Maya".into()),
            WhyNot::TimePassed,
            WhyNot::Barred,
            WhyNot::NotInClass,
            WhyNot::InformOnly,
            WhyNot::OptedOut,
            WhyNot::NobodySaidOk,
            WhyNot::SameWords,
            WhyNot::DailyLimit,
            WhyNot::NoLine,
            WhyNot::Account,
            WhyNot::Refused,
            WhyNot::Unsendable,
            WhyNot::BrokenOff,
            WhyNot::Stumbled,
        ];
        let mut all = String::new();
        for tongue in [Tongue::English, Tongue::Spanish, Tongue::French] {
            let told = |why: &WhyNot| {
                let ok_would_do = matches!(why, WhyNot::Names(_) | WhyNot::SameWords | WhyNot::BrokenOff);
                format!("{}\n", tongue.not_sent("Ana Martínez (Leo)", why, ok_would_do))
            };
            all.extend(reasons.iter().map(told));
            let missing = RenderProblem::MissingValue { name: "at_home".into() };
            for n in [1, 2, 7] {
                let to = vec!["Ana Martínez (Leo)".to_owned(); n];
                all += &format!("{}\n", tongue.not_written("weekly-update", &to, &missing));
            }
            all.push('\n');
        }
        insta::assert_snapshot!("not_sent", all);
    }
}
