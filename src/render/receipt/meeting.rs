//! Sentences about times to meet.

use super::shared::{clock, names, own};
use crate::domain::receipt::meeting::{Candidate, MeetingSaid, Offer};
use crate::render::summary::lines::one_line;
use crate::render::summary::words::Tongue;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

pub(super) fn words(said: &MeetingSaid, t: Tongue, zone: &TimeZone) -> String {
    match said {
        MeetingSaid::Offered(offer) => {
            let (what, until) = (offered(offer, t), clock(offer.until, zone));
            t.pick(
                format!("{what} (undo until {until})"),
                format!("{what} (se puede deshacer hasta las {until})"),
                format!("{what} (annulable jusqu’à {until})"),
            )
        }
        MeetingSaid::Would(offer) => {
            let what = offered(offer, t);
            t.pick(format!("would go out: {what}"), format!("saldría: {what}"), format!("partirait\u{202f}: {what}"))
        }
        other => refused(other, t),
    }
}

fn offered(offer: &Offer, t: Tongue) -> String {
    let Candidate { guardian, child } = &offer.whom;
    let (guardian, child) = (one_line(guardian), one_line(child));
    let times: Vec<String> = offer.times.iter().map(|at| time(*at, t)).collect();
    let times = times.join(", ");
    let what = t.pick(
        format!("a letter to {guardian} about {child} with these times: {times}"),
        format!("una carta para {guardian} sobre {child} con estos horarios: {times}"),
        format!("une lettre à {guardian} au sujet de l’enfant ({child}) avec ces horaires\u{202f}: {times}"),
    );
    if offer.closed.is_empty() {
        return what;
    }
    let days = names(&offer.closed.iter().map(|day| t.short_date(*day)).collect::<Vec<_>>(), t);
    let closed = t.pick(
        format!("; no school on {days}"),
        format!("; sin clases: {days}"),
        format!("\u{202f}; pas d’école\u{202f}: {days}"),
    );
    what + &closed
}

fn refused(said: &MeetingSaid, t: Tongue) -> String {
    match said {
        MeetingSaid::Which { name, .. } => which(name, t),
        MeetingSaid::NotATime { written } => {
            let written = own(written);
            t.pick(
                format!("{written}: write a day with its time, as tue 15:00, 12 may 15:30 or 2027-05-12 3:30pm"),
                format!("{written}: escriba un día con su hora, como mar 15:00, 12 mayo 15:30 o 2027-05-12 15h"),
                format!(
                    "{written}\u{202f}: écrivez un jour avec son heure, comme mar 15:00, 12 mai 15h30 ou 2027-05-12 15h"
                ),
            )
        }
        MeetingSaid::IsPast { time: at } => {
            let at = time(*at, t);
            t.pick(
                format!("{at} is over; say times to come"),
                format!("{at} ya pasó; diga horarios por venir"),
                format!("{at} est passé\u{202f}; dites des heures à venir"),
            )
        }
        MeetingSaid::TooMany { most } => t.pick(
            format!("at most {most} times fit one letter"),
            format!("en una carta caben como mucho {most} horarios"),
            format!("une lettre tient au plus {most} horaires"),
        ),
        MeetingSaid::Barred { guardian, child } => {
            let (guardian, child) = (one_line(guardian), one_line(child));
            t.pick(
                format!("{guardian} may not be in touch about {child}; nothing is sent"),
                format!("{guardian} tiene prohibido el contacto sobre {child}; no se envía nada"),
                format!(
                    "{guardian} n’a droit à aucun contact au sujet de l’enfant ({child})\u{202f}; rien n’est envoyé"
                ),
            )
        }
        MeetingSaid::CannotBeWritten { guardian, child } => {
            let (guardian, child) = (one_line(guardian), one_line(child));
            t.pick(
                format!("{guardian} cannot be written to about {child} by mail: no address, or not to be written to; call instead"),
                format!("no se puede escribir por correo a {guardian} sobre {child}: no hay dirección o no debe recibir correo; llame por teléfono"),
                format!("{guardian} ne peut pas recevoir de message au sujet de l’enfant ({child})\u{202f}: pas d’adresse, ou pas de message souhaité\u{202f}; appelez"),
            )
        }
        MeetingSaid::Offered(_) | MeetingSaid::Would(_) => String::new(),
    }
}

fn which(name: &str, t: Tongue) -> String {
    let name = own(name);
    t.pick(
        format!("which {name}, and about which child?"),
        format!("¿qué {name}, y sobre qué niño o niña?"),
        format!("quelle personne appelée {name}, et au sujet de quel enfant\u{202f}?"),
    )
}

fn time(at: DateTime, t: Tongue) -> String {
    format!("{} {}", t.short_date(at.date()), at.strftime("%H:%M"))
}
