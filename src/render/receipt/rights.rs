//! Sentences about who is written to, and in which language.

use super::shared::{names, own};
use crate::domain::receipt::{RightsChange, RightsSaid};
use crate::render::summary::lines::one_line;
use crate::render::summary::words::Tongue;

pub(super) fn words(said: &RightsSaid, t: Tongue) -> String {
    match said {
        RightsSaid::Done(change) => done(change, t),
        RightsSaid::Would(change) => would(change, t),
        other => refused(other, t),
    }
}

fn refused(said: &RightsSaid, t: Tongue) -> String {
    match said {
        RightsSaid::NoAddress { written } => {
            let written = own(written);
            t.pick(
                format!("{written} is no whole mail address; write one, as ana@example.org, or the number of the mail that came from it"),
                format!("{written} no es una dirección completa; escriba una, como ana@example.org, o el número del correo que llegó de ella"),
                format!("{written} n’est pas une adresse complète\u{202f}; écrivez-en une, comme ana@example.org, ou le numéro du message qui en est venu"),
            )
        }
        RightsSaid::OwnAddress => t.pick(
            "this is the address of the class or of a teacher; no guardian can have it".to_owned(),
            "esta dirección es de la clase o de un docente; ninguna familia puede tenerla".to_owned(),
            "cette adresse est celle de la classe ou de l’équipe enseignante\u{202f}; aucune famille ne peut l’avoir".to_owned(),
        ),
        RightsSaid::AddressIsBarred { child } => t.pick(
            format!("whoever reads this mailbox may not be in touch about {child}; nothing was changed"),
            format!("quien lee este buzón no tiene autorizado el contacto sobre {child}; no se cambió nada"),
            format!("tout contact au sujet de l’enfant ({child}) est interdit à qui lit cette boîte\u{202f}; rien n’a été changé"),
        ),
        RightsSaid::GuardianIsBarred { guardian, child } => {
            let guardian = one_line(guardian);
            t.pick(
                format!("{guardian} may not be in touch about {child} already; only the office can change that"),
                format!("{guardian} ya tiene prohibido el contacto sobre {child}; solo la oficina puede cambiarlo"),
                format!("{guardian} n’a déjà plus droit à aucun contact au sujet de l’enfant ({child})\u{202f}; seul le secrétariat peut changer cela"),
            )
        }
        RightsSaid::HasAddress { child } => t.pick(
            format!("the class list has this address for {child} already"),
            format!("la lista de la clase ya tiene esta dirección para {child}"),
            format!("la liste de la classe a déjà cette adresse pour {child}"),
        ),
        RightsSaid::NobodyCalled { name, class } => {
            let name = own(name);
            t.pick(
                format!("no guardian in {class} is called {name}"),
                format!("ningún adulto en la lista ({class}) se llama {name}"),
                format!("aucun responsable dans la classe ({class}) ne s’appelle {name}"),
            )
        }
        RightsSaid::HasNoEmail { guardian } => {
            let guardian = one_line(guardian);
            t.pick(
                format!("{guardian} has no mail address; call instead"),
                format!("{guardian} no tiene correo electrónico; llame por teléfono"),
                format!("{guardian} n’a pas d’adresse électronique\u{202f}; appelez"),
            )
        }
        RightsSaid::NoSuchLanguage { written } => {
            let written = own(written);
            t.pick(
                format!("{written} is no language that is known here; write es, or Spanish"),
                format!("{written} no es un idioma conocido aquí; escriba es o español"),
                format!("{written} n’est pas une langue connue ici\u{202f}; écrivez es ou espagnol"),
            )
        }
        RightsSaid::Done(_) | RightsSaid::Would(_) => String::new(),
    }
}

fn done(change: &RightsChange, t: Tongue) -> String {
    match change {
        RightsChange::Address { address, guardian, child } => {
            let (guardian, address) = (one_line(guardian), address.as_str());
            t.pick(
                format!("mail about {child} for {guardian} goes to {address} too; IT needs to put it into the class list"),
                format!("el correo sobre {child} para {guardian} va también a {address}; soporte técnico debe ponerla en la lista de la clase"),
                format!("pour {guardian}, les messages au sujet de l’enfant ({child}) vont aussi à {address}\u{202f}; le service informatique doit la mettre dans la liste de la classe"),
            )
        }
        RightsChange::Language { guardian, language } => {
            let (guardian, language) = (one_line(guardian), t.language_name(language));
            t.pick(
                format!("{guardian} is written to in {language} from now on, until they ask for another language"),
                format!("desde ahora se escribe a {guardian} en {language}, hasta que pida otro idioma"),
                format!("désormais, on écrit à {guardian} en {language}, jusqu’à ce qu’une autre langue soit demandée"),
            )
        }
        RightsChange::Block { guardian, child, also, not_about } => {
            let (guardian, also, siblings) = (one_line(guardian), readers(also, t), siblings(not_about, t));
            t.pick(
                format!("{guardian} gets nothing about {child} any more{also}{siblings}; mail that waited will not be sent. Give the office the paper, and have IT put it into the class list: nobody else can end it"),
                format!("{guardian} ya no recibe nada sobre {child}{also}{siblings}; el correo que esperaba no se enviará. Entregue el documento en la oficina y pida a soporte técnico que lo ponga en la lista de la clase: nadie más puede levantar el bloqueo"),
                format!("{guardian} ne reçoit plus rien au sujet de l’enfant ({child}){also}{siblings}\u{202f}; les messages en attente ne partiront pas. Remettez le document au secrétariat et faites-le inscrire dans la liste de la classe par le service informatique\u{202f}: personne d’autre ne peut y mettre fin"),
            )
        }
    }
}

fn would(change: &RightsChange, t: Tongue) -> String {
    match change {
        RightsChange::Address { address, guardian, child } => {
            let (guardian, address) = (one_line(guardian), address.as_str());
            t.pick(
                format!("is it meant that mail about {child} for {guardian} goes to {address} too, from now on?"),
                format!("¿quiere que desde ahora el correo sobre {child} para {guardian} vaya también a {address}?"),
                format!("voulez-vous que désormais, pour {guardian}, les messages au sujet de l’enfant ({child}) aillent aussi à {address}\u{202f}?"),
            )
        }
        RightsChange::Language { guardian, language } => {
            let (guardian, language) = (one_line(guardian), t.language_name(language));
            t.pick(
                format!("is it meant that {guardian} is written to in {language} from now on?"),
                format!("¿quiere que desde ahora se escriba a {guardian} en {language}?"),
                format!("voulez-vous que désormais on écrive à {guardian} en {language}\u{202f}?"),
            )
        }
        RightsChange::Block { guardian, child, also, not_about } => {
            let (guardian, also, siblings) = (one_line(guardian), readers(also, t), siblings(not_about, t));
            t.pick(
                format!("is it meant that {guardian} gets nothing about {child} any more{also}{siblings}? Only IT can end it"),
                format!("¿quiere que {guardian} ya no reciba nada sobre {child}{also}{siblings}? Solo soporte técnico puede levantar el bloqueo"),
                format!("voulez-vous que {guardian} ne reçoive plus rien au sujet de l’enfant ({child}){also}{siblings}\u{202f}? Seul le service informatique peut y mettre fin"),
            )
        }
    }
}

fn readers(also: &[String], t: Tongue) -> String {
    if also.is_empty() {
        return String::new();
    }
    let them = names(also, t);
    if also.len() == 1 {
        return t.pick(
            format!(", and neither does {them}, who reads the same mailbox"),
            format!(", y tampoco {them}, que lee el mismo buzón"),
            format!(", tout comme {them}, qui lit la même boîte"),
        );
    }
    t.pick(
        format!(", and neither do {them}, who read the same mailbox"),
        format!(", y tampoco {them}, que leen el mismo buzón"),
        format!(", tout comme {them}, qui lisent la même boîte"),
    )
}

fn siblings(not_about: &[String], t: Tongue) -> String {
    if not_about.is_empty() {
        return String::new();
    }
    let names = names(not_about, t);
    t.pick(
        format!(" (nothing changes about {names})"),
        format!(" (nada cambia sobre {names})"),
        format!(" (rien ne change pour {names})"),
    )
}
