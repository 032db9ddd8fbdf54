//! The sentences in Spanish.

use super::shared::{brake, clock, day, day_of, named_day, names, own};
use crate::domain::command::{Hint, Verb};
use crate::domain::contact::Channel;
use crate::domain::outbox::OutboxState;
use crate::domain::receipt::Said;
use crate::render::summary::words::Tongue;
use jiff::Timestamp;
use jiff::tz::TimeZone;

const T: Tongue = Tongue::Spanish;

pub(super) fn done(said: &Said, zone: &TimeZone) -> String {
    let until = |at: &Timestamp| format!("puede deshacerse hasta las {}", clock(*at, zone));
    match said {
        Said::MomentNoted { child, can_be_told: true } => {
            format!("anotado para {child}; en el resumen hay lista una nota para su casa")
        }
        Said::MomentNoted { child, .. } => {
            format!(
                "anotado para {child}; a nadie de su casa se le puede escribir por correo: dígalo por teléfono o en papel"
            )
        }
        Said::NoteKept { child: Some(child) } => format!("guardado como nota privada sobre {child}"),
        Said::NoteKept { child: None } => "guardado como nota privada".into(),
        Said::Logged { what, guardian, child } => {
            let what = match what {
                Channel::Mail => "un correo",
                Channel::Call => "una llamada",
                Channel::Meeting => "una reunión",
            };
            format!("anotado: {what} con {guardian} sobre {child}")
        }
        Said::Approved { mails: 1, until: at } => format!("1 correo aprobado ({})", until(at)),
        Said::Approved { mails, until: at } => format!("{mails} correos aprobados ({})", until(at)),
        Said::Replied { guardian, until: at } => format!("su respuesta a {guardian} va a salir ({})", until(at)),
        Said::Thanked { guardian, answer_by, until: at } => format!(
            "{guardian} leerá que usted recibió el correo y que su respuesta llega a más tardar el {} ({})",
            day(*answer_by, T),
            until(at)
        ),
        Said::Reworded { mails: 1, until: at } => {
            format!("1 correo con sus propias palabras va a salir ({})", until(at))
        }
        Said::Reworded { mails, until: at } => {
            format!("{mails} correos con sus propias palabras van a salir ({})", until(at))
        }
        Said::WillNotBeSent { several: false } => "no se enviará".into(),
        Said::WillNotBeSent { several: true } => "no se enviarán".into(),
        Said::Settled { lines: 1 } => "1 punto resuelto".into(),
        Said::Settled { lines } => format!("{lines} puntos resueltos"),
        Said::ShownAgain { day: again, .. } => format!("volverá a aparecer el {}", named_day(*again, T)),
        Said::PlacedWith { item, children } => format!("el punto {item} está ahora con {}", names(children, T)),
        _ => beside(said),
    }
}

/// Of all mail, and of what follows in a mail of its own.
fn beside(said: &Said) -> String {
    match said {
        Said::Paused { until: None } => "no sale correo para ninguna familia hasta que usted escriba reanudar".into(),
        Said::Paused { until: Some(until) } => format!(
            "no sale correo para ninguna familia hasta el {}; el resumen de esa mañana dice primero lo que va a salir, y \
             reanudar lo termina antes",
            named_day(*until, T)
        ),
        Said::PauseEnded => "el correo a las familias vuelve a salir, a partir de dentro de diez minutos".into(),
        Said::Undone { mails: 0, brake: on, .. } => format!("deshecho{}", brake(*on, T)),
        Said::Undone { mails: 1, brake: on, .. } => format!("deshecho: 1 correo no salió{}", brake(*on, T)),
        Said::Undone { mails, brake: on, .. } => {
            format!("deshecho: {mails} correos no salieron{}", brake(*on, T))
        }
        _ => "llega en un correo aparte".into(),
    }
}

pub(super) fn not_done(said: &Said, zone: &TimeZone) -> String {
    match said {
        Said::NothingSaid => "no decía nada; escriba ayuda para ver lo que se puede escribir".into(),
        Said::NotUnderstood(hint) => how(*hint),
        Said::PartsDisagree => {
            "su correo dice cosas distintas según el programa, así que no se hizo nada; escríbalo de \
                                nuevo como texto simple"
                .into()
        }
        Said::NoSuchChild { name, class } => format!("nadie en {class} se llama {}", own(name)),
        Said::WhichChild { name } => format!("¿qué {}?", own(name)),
        Said::NoGuardianKnown { child } => format!("{child} no tiene a ningún adulto en la lista de la clase"),
        Said::NoSuchGuardian { name, child, known } => {
            let known = super::shared::or(known, T);
            format!("{child} no tiene a ningún adulto llamado {}; en la lista: {known}", own(name))
        }
        Said::WhichGuardian { name, known } => format!("¿qué {}: {}?", own(name), super::shared::or(known, T)),
        Said::WhichHome { child, known } => {
            format!("{child} tiene dos hogares; diga con quién: {}", super::shared::or(known, T))
        }
        Said::NoSummary => "los números son los de un resumen: responda a uno".into(),
        Said::SayWhich(verb) => format!("diga cuál: {}", example(*verb)),
        Said::NotADay => "escriba el día así: lun, mañana, 3d, 12 mayo o 2027-05-12".into(),
        Said::ALaterDay => "diga un día posterior a hoy, por ejemplo vie".into(),
        Said::SaidBefore { at } => format!(
            "ya se hizo a las {} del {}; si quiere que se haga otra vez, escríbalo en respuesta a este correo",
            clock(*at, zone),
            T.short_date(day_of(*at, zone))
        ),
        Said::AlreadyDone { at, by: None } => format!("ya se hizo a las {}", clock(*at, zone)),
        Said::AlreadyDone { at, by: Some(by) } => format!("ya lo hizo {by} a las {}", clock(*at, zone)),
        Said::PartTooLate => {
            "demasiado tarde para una parte o para todo: ya estaba hecho, ya había salido, pasó su día o nunca \
             se escribió; el próximo resumen muestra lo que sigue pendiente"
                .into()
        }
        Said::NothingToUndo { brake: on } => format!("no hay nada que deshacer{}", brake(*on, T)),
        Said::TooLateToUndo { brake: on } => format!("demasiado tarde: ya salió{}", brake(*on, T)),
        Said::MeantSo(_) => "homeroom pregunta antes si es lo que usted quiere".into(),
        Said::Photo(words) => words.clone(),
        _ => String::new(),
    }
}

pub(super) fn about_an_item(said: &Said) -> String {
    match said {
        Said::NoSuchItem { number, count } => format!("el resumen tiene los puntos 1 a {count}, no el {number}"),
        Said::ItemGone { number } => format!("el punto {number} ya no existe"),
        Said::ItemIsMail { number } => {
            format!("el punto {number} es un correo recibido; escriba hecho {number} cuando esté resuelto")
        }
        Said::ItemIsNoMail { number } => format!("el punto {number} no es un correo recibido"),
        Said::ItemGoesByItself { number } => format!("el punto {number} sale solo; escriba no {number} para detenerlo"),
        Said::ItemGoesOut { number } => format!("el punto {number} es para enviar; escriba ok {number} o no {number}"),
        Said::HasRun { number } => format!("demasiado tarde: el punto {number} ya se ejecutó"),
        Said::TooLate { number, state } => format!("demasiado tarde: el punto {number} ya está {}", became(*state)),
        Said::NothingToSend { state: Some(state) } => format!("no hay nada que enviar: ya está {}", became(*state)),
        Said::NothingToSend { state: None } => "no hay nada por enviar".into(),
        Said::HeldStays { number } => {
            format!(
                "el punto {number} está retenido y sigue así; soporte técnico puede ver por qué con homeroom messages"
            )
        }
        Said::BarredFrom { number, child } => format!(
            "una orden judicial impide a quien escribió el punto {number} el contacto sobre {child}; el correo se queda \
             donde está"
        ),
        Said::NoGuardianOf { number, child } => {
            format!("quien escribió el punto {number} no figura en la lista con {child}")
        }
        Said::TwoHomes { child, mail } => format!(
            "{child} tiene dos hogares y quien escribe no está en ninguno; pida a soporte técnico que ponga la dirección \
             en la lista de la clase y después ejecute homeroom replay {mail}"
        ),
        Said::PlaceItFirst { number } => {
            format!("aún no se sabe de quién trata el punto {number}; primero escriba “es {number}” y el nombre")
        }
        Said::CannotBeAnswered { number } => format!(
            "desde aquí no se puede escribir a quien envió el punto {number}: no está en la lista de la clase o no se le \
             debe escribir"
        ),
        _ => String::new(),
    }
}

fn became(state: OutboxState) -> &'static str {
    match state {
        OutboxState::Draft => "en borrador",
        OutboxState::Held => "retenido",
        OutboxState::Queued => "en espera de salir",
        OutboxState::Sending => "en camino",
        OutboxState::Sent => "enviado",
        OutboxState::Unknown => "en duda",
        OutboxState::Failed => "fallido",
        OutboxState::Expired => "vencido",
        OutboxState::Cancelled => "anulado",
    }
}

fn how(hint: Hint) -> String {
    match hint {
        Hint::NoVerb => {
            "una orden empieza, por ejemplo, con ok, responder, hecho, luego, bien, difícil, plan o preguntar; \
                         escriba ayuda para verlas todas"
                .into()
        }
        Hint::Shape(verb) => format!("escriba {}", example(verb)),
        Hint::Kinds => "entre paréntesis va amabilidad, liderazgo, progreso o esfuerzo, o nada".into(),
    }
}

pub(super) fn example(verb: Verb) -> &'static str {
    match verb {
        Verb::Ok => "ok 3, u ok todo",
        Verb::No => "no 3",
        Verb::Edit => "editar 3: sus propias palabras, o editar 3: queremos: …",
        Verb::Reply => "responder 2: su respuesta",
        Verb::Thanks => "gracias 2",
        Verb::Done => "hecho 2",
        Verb::Later => "luego 2 vie",
        Verb::Good => "bien Leo: lo que hizo bien",
        Verb::Hard => "difícil Leo: lo que usted vio",
        Verb::Note => "nota Leo: lo que quiere recordar",
        Verb::Log => "llamé a Ana sobre Leo: de qué hablaron",
        Verb::Promise => "prometo vie: llamar a Ana",
        Verb::Kept => "cumplido 5",
        Verb::Plan => "plan Leo: la meta, o plan Leo paso casa: qué, para el 12 mayo",
        Verb::Is => "es 6 Leo",
        Verb::Meet => "reunión Ana: mar 15:00, mié 15:30",
        Verb::Ask => "preguntar a todos: su pregunta, o preguntar otra vez",
        Verb::History => "historial Leo",
        Verb::Silent => "silencio",
        Verb::Drafts => "borradores",
        Verb::More => "más",
        Verb::Help => "ayuda",
        Verb::Add => "añadir ana@example.org a Leo madre",
        Verb::Lang => "idioma Ana es",
        Verb::Block => "bloquear Robin de Zoë: lo que dice el documento",
        Verb::Hold => "pausa todo hasta lun, o reanudar",
        Verb::Stop => "detener",
        Verb::Undo => "deshacer",
    }
}
