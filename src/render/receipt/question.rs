//! Sentences about questions to families.

use super::shared::{clock, names};
use crate::domain::receipt::question::{QuestionSaid, Reach};
use crate::render::summary::words::Tongue;
use jiff::tz::TimeZone;

pub(super) fn words(said: &QuestionSaid, t: Tongue, zone: &TimeZone) -> String {
    match said {
        QuestionSaid::Asked(reach) => {
            let (to, until) = (goes_to(reach, t), clock(reach.until, zone));
            let undo = t.pick(
                format!("undo until {until}"),
                format!("se puede deshacer hasta las {until}"),
                format!("annulable jusqu’à {until}"),
            );
            format!("{} ({undo}){}", t.pick(format!("it goes to {to}"), format!("sale para {to}"), format!("elle part à {to}")), without(reach, t))
        }
        QuestionSaid::Would(reach) => {
            let to = goes_to(reach, t);
            let would = t.pick(
                format!("it would go to {to}"),
                format!("saldría para {to}"),
                format!("elle partirait à {to}"),
            );
            format!("{would}{}", without(reach, t))
        }
        QuestionSaid::NobodyIsMissing => t.pick(
            "no question of yours waits for an answer".to_owned(),
            "ninguna pregunta suya espera respuesta".to_owned(),
            "aucune de vos questions n’attend de réponse".to_owned(),
        ),
        QuestionSaid::NobodyToAsk { child: Some(child) } => t.pick(
            format!("nobody can be written to by mail about {child}; ask by phone or on paper"),
            format!("no se puede escribir a nadie por correo sobre {child}; pregunte por teléfono o en papel"),
            format!("personne ne peut recevoir de message au sujet de l’enfant ({child})\u{202f}; demandez par téléphone ou sur papier"),
        ),
        QuestionSaid::NobodyToAsk { child: None } => t.pick(
            "nobody in the class can be written to by mail".to_owned(),
            "no se puede escribir por correo a nadie de la clase".to_owned(),
            "personne dans la classe ne peut recevoir de message".to_owned(),
        ),
    }
}

fn goes_to(reach: &Reach, t: Tongue) -> String {
    let Reach { people, homes, .. } = reach;
    match (people, homes) {
        (1, _) => t.pick("1 person".to_owned(), "1 persona".to_owned(), "1 personne".to_owned()),
        (_, 1) => t.pick(
            format!("{people} people in 1 home"),
            format!("{people} personas en 1 hogar"),
            format!("{people} personnes dans 1 foyer"),
        ),
        _ => t.pick(
            format!("{people} people in {homes} homes"),
            format!("{people} personas en {homes} hogares"),
            format!("{people} personnes dans {homes} foyers"),
        ),
    }
}

/// Whose home no mail goes to: these are asked in another way.
fn without(reach: &Reach, t: Tongue) -> String {
    let children = names(&reach.not_reached, t);
    match reach.not_reached.len() {
        0 => String::new(),
        1 => t.pick(
            format!("; no mail goes to a home of {children}, ask there by phone or on paper"),
            format!("; a un hogar de {children} no va ningún correo, pregunte allí por teléfono o en papel"),
            format!("\u{202f}; aucun message ne part vers un foyer de {children}, demandez-y par téléphone ou sur papier"),
        ),
        n => t.pick(
            format!("; no mail goes to homes of {n} children ({children}), ask there by phone or on paper"),
            format!("; a hogares de {n} alumnos no va ningún correo ({children}), pregunte allí por teléfono o en papel"),
            format!("\u{202f}; aucun message ne part vers des foyers de {n} enfants ({children}), demandez-y par téléphone ou sur papier"),
        ),
    }
}
