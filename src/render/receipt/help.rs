//! What each verb does, for those who ask for help: a line each, on one screen.

use super::example;
use crate::domain::command::Verb;
use crate::render::summary::words::Tongue;

pub(super) fn line(verb: Verb, t: Tongue) -> String {
    format!("  {}  ({})\n", example(verb, t), meaning(verb, t))
}

fn meaning(verb: Verb, t: Tongue) -> &'static str {
    match verb {
        Verb::Ok => t.pick("send it", "enviar", "envoyer"),
        Verb::No => t.pick("drop it", "descartar", "écarter"),
        Verb::Edit => t.pick(
            "send it in your words; fill a blank of a difficult letter",
            "enviarlo con sus palabras; completar una parte de una carta difícil",
            "envoyer dans vos mots\u{202f}; remplir une partie d’une lettre difficile",
        ),
        Verb::Reply => t.pick("answer the family", "responder a la familia", "répondre à la famille"),
        Verb::Thanks => t.pick(
            "thank now, answer by the next school day",
            "agradecer ya, responder el próximo día de clase",
            "remercier, répondre au prochain jour d’école",
        ),
        Verb::Done => t.pick("it is dealt with", "está resuelto", "c’est réglé"),
        Verb::Later => t.pick("show it again then", "mostrarlo otra vez ese día", "le remontrer ce jour-là"),
        Verb::Good => t.pick(
            "a good moment, a note home",
            "un buen momento, una nota a casa",
            "un bon moment, un mot à la maison",
        ),
        Verb::Hard => t.pick(
            "a difficult letter in five blanks, sleeps a night",
            "una carta difícil en cinco partes, duerme una noche",
            "une lettre difficile en cinq parties, dort une nuit",
        ),
        Verb::Note => t.pick("for you alone", "solo para usted", "rien que pour vous"),
        Verb::Log => t.pick("a call or a meeting", "una llamada o reunión", "un appel ou une rencontre"),
        Verb::Promise => {
            t.pick("shown until it is kept", "aparece hasta que se cumple", "affichée jusqu’à ce qu’elle soit tenue")
        }
        Verb::Kept => t.pick("the promise is kept", "el compromiso está cumplido", "la promesse est tenue"),
        Verb::Plan => t.pick("a plan with the home", "un plan con la familia", "un plan avec la famille"),
        Verb::Is => t.pick(
            "the mail is about this child",
            "el correo trata de este niño o niña",
            "le message concerne cet enfant",
        ),
        Verb::Meet => t.pick("offer times to meet", "proponer horas de reunión", "proposer des heures de rendez-vous"),
        _ => meaning_of_the_rest(verb, t),
    }
}

fn meaning_of_the_rest(verb: Verb, t: Tongue) -> &'static str {
    match verb {
        Verb::Ask => t.pick(
            "a question to every home; again to those without an answer",
            "una pregunta a cada hogar; de nuevo a los que no han respondido",
            "une question à chaque foyer\u{202f}; encore à ceux qui n’ont pas répondu",
        ),
        Verb::History => t.pick("contact so far", "el contacto hasta ahora", "les contacts jusqu’ici"),
        Verb::Silent => {
            t.pick("who has not heard from you", "quién no ha sabido de usted", "qui n’a pas eu de vos nouvelles")
        }
        Verb::Drafts => {
            t.pick("all that is ready to send", "todo lo listo para enviar", "tout ce qui est prêt à partir")
        }
        Verb::More => t.pick("all that waits", "todo lo pendiente", "tout ce qui attend"),
        Verb::Help => t.pick("this list", "esta lista", "cette liste"),
        Verb::Add => t.pick("another address", "otra dirección", "une autre adresse"),
        Verb::Lang => {
            t.pick("the language to write in", "el idioma en que se escribe", "la langue dans laquelle écrire")
        }
        Verb::Block => t.pick("nothing goes there any more", "ya no se envía nada allí", "plus rien n’y est envoyé"),
        Verb::Hold => t.pick(
            "stop mail to families for a while",
            "parar un tiempo el correo",
            "suspendre les messages aux familles",
        ),
        Verb::Stop => t.pick(
            "stop all mail to families",
            "parar todo el correo a las familias",
            "arrêter tous les messages aux familles",
        ),
        _ => t.pick("take back the last", "deshacer lo último", "annuler le dernier"),
    }
}
