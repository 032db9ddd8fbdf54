//! Sentences about promises.

use super::shared::{named_day, own};
use crate::domain::receipt::promise::PromiseSaid;
use crate::render::summary::lines::one_line;
use crate::render::summary::words::Tongue;

pub(super) fn words(said: &PromiseSaid, t: Tongue) -> String {
    match said {
        PromiseSaid::Made { child, text, due, kept_by_itself } => {
            let about = child.as_deref().map(|child| format!(" ({})", one_line(child))).unwrap_or_default();
            let (what, due) = (own(text), named_day(*due, t));
            let ends = if *kept_by_itself {
                t.pick(
                    ", or until the call or the mail that keeps it",
                    ", o hasta la llamada o el correo que lo cumple",
                    ", ou jusqu’à l’appel ou au message qui la tient",
                )
            } else {
                ""
            };
            t.pick(
                format!("promised by {due}: {what}{about}; shown until you write kept{ends}"),
                format!("compromiso para el {due}: {what}{about}; aparece hasta que usted escriba cumplido{ends}"),
                format!("promesse pour le {due}\u{202f}: {what}{about}\u{202f}; affichée jusqu’à ce que vous écriviez tenu{ends}"),
            )
        }
        PromiseSaid::Kept { promises: 1 } => t.pick("kept", "compromiso cumplido", "promesse tenue").into(),
        PromiseSaid::Kept { promises: n } => t.pick(
            format!("{n} promises are kept"),
            format!("{n} compromisos cumplidos"),
            format!("{n} promesses tenues"),
        ),
        PromiseSaid::NotMade => t
            .pick(
                "it is no promise, and is not offered again",
                "no es un compromiso, y no se vuelve a ofrecer",
                "ce n’est pas une promesse, et elle n’est plus proposée",
            )
            .into(),
        PromiseSaid::DayIsPast => t
            .pick(
                "that day is over; say today or a later one",
                "ese día ya pasó; diga hoy o uno posterior",
                "ce jour est passé\u{202f}; dites aujourd’hui ou un jour suivant",
            )
            .into(),
        PromiseSaid::ItemIsNoPromise { number } => t.pick(
            format!("line {number} is no promise"),
            format!("el punto {number} no es un compromiso"),
            format!("le point {number} n’est pas une promesse"),
        ),
    }
}
