//! Sentences about promises.

use super::shared::{day, own};
use crate::domain::receipt::promise::PromiseSaid;
use crate::render::summary::lines::one_line;
use crate::render::summary::words::Tongue;

pub(super) fn words(said: &PromiseSaid, t: Tongue) -> String {
    match said {
        PromiseSaid::Made { child, text, due, kept_by_itself } => {
            let about = child.as_deref().map(|child| format!(" ({})", one_line(child))).unwrap_or_default();
            let (what, due) = (own(text), day(*due, t));
            let ends = if *kept_by_itself {
                t.pick(
                    "; the mail or call it speaks of ends it",
                    "; termina con el correo o la llamada de que se trata",
                    "\u{202f}; le message ou l’appel dont il s’agit y met fin",
                )
            } else {
                ""
            };
            t.pick(
                format!("promised for {due}{about}: {what}{ends}"),
                format!("compromiso para el {due}{about}: {what}{ends}"),
                format!("promesse pour le {due}{about}\u{202f}: {what}{ends}"),
            )
        }
        PromiseSaid::Kept { promises: 1 } => {
            t.pick("1 promise is kept", "1 compromiso cumplido", "1 promesse est tenue").into()
        }
        PromiseSaid::Kept { promises: n } => t.pick(
            format!("{n} promises are kept"),
            format!("{n} compromisos cumplidos"),
            format!("{n} promesses sont tenues"),
        ),
        PromiseSaid::NotMade => t
            .pick(
                "it is no promise, and you are not asked again",
                "no es un compromiso, y no se le vuelve a preguntar",
                "ce n’est pas une promesse, et la question ne revient pas",
            )
            .into(),
        PromiseSaid::DayIsPast => t
            .pick(
                "that day is past; say a later one",
                "ese día ya pasó; diga otro",
                "ce jour est passé\u{202f}; dites-en un autre",
            )
            .into(),
        PromiseSaid::ItemIsNoPromise { number } => t.pick(
            format!("line {number} is no promise"),
            format!("el punto {number} no es un compromiso"),
            format!("le point {number} n’est pas une promesse"),
        ),
    }
}
