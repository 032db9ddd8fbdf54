//! Why a family is named today, and a sentence to begin with.

use super::view::Reason;
use super::words::Tongue;
use crate::domain::outbox::NextStep;

impl Tongue {
    pub fn reason(self, reason: Reason) -> String {
        let (english, spanish, french) = match reason {
            Reason::NoContactFor(n) => {
                let days = self.school_days(n);
                return self.pick(
                    format!("No contact for {days}."),
                    format!("Sin contacto desde hace {days}."),
                    format!("Aucun contact depuis {days}."),
                );
            }
            Reason::NoContactYet => ("No contact yet.", "Todavía no ha habido contacto.", "Pas encore de contact."),
            Reason::OnlyProblemsSoFar => (
                "So far this family has heard only about problems.",
                "Hasta ahora esta familia solo ha recibido malas noticias.",
                "Jusqu’ici, cette famille n’a entendu parler que de difficultés.",
            ),
            Reason::GoodWordAfterHard => (
                "The last news was hard. A good word would help.",
                "La última noticia fue difícil. Una palabra amable ayudaría.",
                "La dernière nouvelle était difficile. Un mot gentil ferait du bien.",
            ),
            Reason::NoMomentLately => (
                "No good moment noted in the last two weeks.",
                "Ningún buen momento anotado en las últimas dos semanas.",
                "Aucun bon moment noté ces deux dernières semaines.",
            ),
            Reason::OnlyOtherHomeReached => (
                "Only the other home has heard from you.",
                "Solo el otro hogar ha sabido de usted.",
                "Seul l’autre foyer a eu de vos nouvelles.",
            ),
            Reason::AskedForNoMail => (
                "This family asked for no mail: call.",
                "Esta familia pidió no recibir correos: llame por teléfono.",
                "Cette famille a demandé à ne pas recevoir de messages\u{202f}: appelez-la.",
            ),
            Reason::OtherLanguage => (
                "There are no letters in this family’s language. Ask someone who speaks it to call with you.",
                "No hay cartas en el idioma de esta familia. Pida a alguien que lo hable que llame con usted.",
                "Il n’y a pas de lettres dans la langue de cette famille. Demandez à quelqu’un qui la parle d’appeler avec vous.",
            ),
            Reason::NeverAnswered => (
                "This family has never answered.",
                "Esta familia nunca ha contestado.",
                "Cette famille n’a jamais répondu.",
            ),
            Reason::NoEmail => (
                "There is no email address: call.",
                "No hay correo electrónico: llame por teléfono.",
                "Il n’y a pas d’adresse électronique\u{202f}: appelez.",
            ),
            Reason::AddressFails(next) => return self.mail_fails(next),
        };
        self.pick(english, spanish, french).to_owned()
    }

    /// A sentence to begin with, for the teacher to finish.
    pub fn starter(self, reason: Reason, child: &str) -> String {
        let (english, spanish, french) = match reason {
            Reason::NoContactYet => (
                format!("I would like to get to know you. What should I know about {child}?"),
                format!("Me gustaría conocer a su familia. ¿Qué debería saber yo sobre {child}?"),
                format!("J’aimerais faire votre connaissance. Que devrais-je savoir sur {child}\u{202f}?"),
            ),
            Reason::NeverAnswered => (
                format!("Is mail a good way to reach you about {child}, or would you rather have a call?"),
                format!("¿Le queda bien el correo para hablar de {child}, o prefiere una llamada?"),
                format!(
                    "Au sujet de la scolarité de votre enfant, {child}\u{202f}: les messages vous conviennent-ils, ou préférez-vous un appel\u{202f}?"
                ),
            ),
            Reason::NoEmail | Reason::AskedForNoMail | Reason::OtherLanguage | Reason::AddressFails(_) => (
                format!("I am calling with something nice: today {child} …"),
                format!("Le llamo para contarle algo bueno: hoy {child} …"),
                format!("Je vous appelle pour vous raconter quelque chose de bien\u{202f}: aujourd’hui, {child} …"),
            ),
            _ => (
                format!("I want to tell you something good: today {child} …"),
                format!("Quiero contarle algo bueno: hoy {child} …"),
                format!("Je voudrais vous raconter quelque chose de bien\u{202f}: aujourd’hui, {child} …"),
            ),
        };
        self.pick(english, spanish, french)
    }

    pub fn starter_label(self, sentence: &str) -> String {
        self.pick(
            format!("To begin: “{sentence}”"),
            format!("Para empezar: “{sentence}”"),
            format!("Pour commencer\u{202f}: «\u{202f}{sentence}\u{202f}»"),
        )
    }

    fn mail_fails(self, next: NextStep) -> String {
        let next = self.next_step(next);
        self.pick(
            format!("Mail does not arrive there. {next}"),
            format!("Los correos no llegan. {next}"),
            format!("Les messages n’arrivent pas. {next}"),
        )
    }
}
