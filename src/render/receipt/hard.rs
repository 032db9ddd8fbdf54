//! Sentences about difficult letters.

use super::shared::{clock, day, names, or, own};
use crate::domain::hard::Part;
use crate::domain::receipt::hard::{Begun, HardSaid, NoLetter, Standing};
use crate::render::summary::lines::one_line;
use crate::render::summary::words::Tongue;
use jiff::Timestamp;
use jiff::tz::TimeZone;

pub(super) fn words(said: &HardSaid, t: Tongue, zone: &TimeZone) -> String {
    match said {
        HardSaid::Begun(begun) => self::begun(begun, t, zone),
        HardSaid::Changed { child, again, standing } => {
            let again = if *again {
                t.pick(" and waits for your ok again", " y espera otra vez su ok", " et attend de nouveau votre ok")
            } else {
                ""
            };
            let head = t.pick(
                format!("the letter about {child} is changed{again}"),
                format!("la carta sobre {child} quedó cambiada{again}"),
                format!("la lettre au sujet de {child} est modifiée{again}"),
            );
            [vec![head], standing_of(standing, t, zone)].concat().join(then(t))
        }
        HardSaid::Approved { mails, until, leaves, left_out } => approved(*mails, (*until, *leaves), left_out, t, zone),
        HardSaid::Read { writer, former: true, words } => read_before(&one_line(writer), *words, t),
        HardSaid::Read { writer, former: false, words } => read(&one_line(writer), *words, t),
        refused => self::refused(refused, t),
    }
}

/// Between two facts of one sentence.
fn then(t: Tongue) -> &'static str {
    t.pick("; ", "; ", "\u{202f}; ")
}

/// `Mon 23 Nov 2026 at 07:30`
fn moment(at: Timestamp, t: Tongue, zone: &TimeZone) -> String {
    let date = day(zone.to_datetime(at).date(), t);
    let clock = clock(at, zone);
    t.pick(format!("{date} at {clock}"), format!("{date} a las {clock}"), format!("{date} à {clock}"))
}

fn begun(begun: &Begun, t: Tongue, zone: &TimeZone) -> String {
    let (child, to) = (&begun.child, names(&begun.to, t));
    let mut sentences = vec![t.pick(
        format!("a difficult letter about {child} is begun, to {to}"),
        format!("carta difícil sobre {child} empezada, para {to}"),
        format!("une lettre difficile au sujet de {child} est commencée, pour {to}"),
    )];
    sentences.extend(nobody_else(&begun.not_to, t));
    if !begun.nothing_good.is_empty() {
        let names = names(&begun.nothing_good, t);
        sentences.push(t.pick(
            format!("{names} heard nothing good from you yet: a good word first would help"),
            format!("todavía sin ninguna buena noticia de usted: {names}; ayudaría una palabra amable antes"),
            format!("encore aucune bonne nouvelle de vous pour {names}\u{202f}: un mot gentil d’abord aiderait"),
        ));
    }
    sentences.extend(standing_of(&begun.standing, t, zone));
    sentences.push(
        t.pick(
            "it is in the next summary, and drafts shows it now with its number",
            "está en el próximo resumen, y borradores la muestra ya con su número",
            "elle est dans le prochain résumé, et brouillons la montre dès maintenant avec son numéro",
        )
        .to_owned(),
    );
    sentences.join(then(t))
}

fn standing_of(standing: &Standing, t: Tongue, zone: &TimeZone) -> Vec<String> {
    let leaves = moment(standing.leaves, t, zone);
    let mut sentences = vec![t.pick(
        format!("after your ok it leaves on {leaves} at the earliest"),
        format!("después de su ok sale el {leaves}, no antes"),
        format!("après votre ok, elle part le {leaves} au plus tôt"),
    )];
    if !standing.empty.is_empty() {
        let blanks = t.blanks_to_fill(&standing.empty);
        sentences.push(t.pick(
            format!("still empty: {blanks}; fill them with edit and its number"),
            format!("falta: {blanks}; complételo con editar y su número"),
            format!("il manque\u{202f}: {blanks}\u{202f}; complétez avec modifier et son numéro"),
        ));
    }
    if let Some(reader) = &standing.reader {
        let reader = one_line(reader);
        sentences.push(t.pick(
            format!("{reader} is asked to read it first, once nothing is empty"),
            format!("{reader} debe leerla antes, en cuanto no falte nada"),
            format!("{reader} doit la lire d’abord, dès que rien ne manque"),
        ));
    }
    sentences.extend(t.blame(&standing.blame));
    sentences
}

/// Who gets none, and why.
fn nobody_else(not_to: &[(String, NoLetter)], t: Tongue) -> Option<String> {
    let each = |(name, why): &(String, NoLetter)| {
        let why = match why {
            NoLetter::Blocked => t.pick("a court order", "orden judicial", "décision de justice"),
            NoLetter::InformOnly => t.pick(
                "hears only what all must hear",
                "recibe solo lo que es para todos",
                "ne reçoit que ce qui est pour tous",
            ),
            NoLetter::NoEmail => t.pick("no email: call", "sin correo: llame", "pas d’adresse\u{202f}: appelez"),
            NoLetter::AskedNotTo => t.pick("asked for no mail", "pidió no recibir correo", "ne veut aucun message"),
            NoLetter::NotInClass => t.pick(
                "the child is not in the class now",
                "no está ahora en la clase",
                "l’enfant n’est pas dans la classe",
            ),
        };
        format!("{} ({why})", one_line(name))
    };
    let list = t.and(&not_to.iter().map(each).collect::<Vec<_>>());
    (!not_to.is_empty())
        .then(|| t.pick(format!("not to {list}"), format!("no para {list}"), format!("pas pour {list}")))
}

fn approved(
    mails: usize,
    (until, leaves): (Timestamp, Option<Timestamp>),
    left_out: &[String],
    t: Tongue,
    zone: &TimeZone,
) -> String {
    let until = clock(until, zone);
    let approved = match mails {
        1 => t.pick("1 mail is approved", "1 correo aprobado", "1 message approuvé").to_owned(),
        n => t.pick(
            format!("{n} mails are approved"),
            format!("{n} correos aprobados"),
            format!("{n} messages approuvés"),
        ),
    };
    let mut sentences = vec![match leaves {
        Some(leaves) => {
            let leaves = moment(leaves, t, zone);
            t.pick(
                format!("{approved}; the difficult letter leaves on {leaves}, and until then undo or no stops it"),
                format!("{approved}; la carta difícil sale el {leaves}, y hasta entonces deshacer o no la detienen"),
                format!(
                    "{approved}\u{202f}; la lettre difficile part le {leaves}, et d’ici là annuler ou non l’arrêtent"
                ),
            )
        }
        None => t.pick(
            format!("{approved} (undo until {until})"),
            format!("{approved} (deshacer hasta las {until})"),
            format!("{approved} (annuler jusqu’à {until})"),
        ),
    }];
    if !left_out.is_empty() {
        let names = names(left_out, t);
        sentences.push(t.pick(
            format!("not ready and left out: the difficult letter about {names}; ok and its number says what is missing"),
            format!("aún no lista, no se envía: la carta difícil sobre {names}; ok y su número dice qué falta"),
            format!("pas prête, laissée de côté\u{202f}: la lettre difficile au sujet de {names}\u{202f}; ok et son numéro dit ce qui manque"),
        ));
    }
    sentences.join(then(t))
}

fn read(writer: &str, words: bool, t: Tongue) -> String {
    if words {
        return t.pick(
            format!("you have read it, and your words go to {writer}; nothing goes to the family by this"),
            format!("usted la leyó, y sus palabras van a {writer}; con esto no sale nada a la familia"),
            format!("vous l’avez lue, et vos mots vont à {writer}\u{202f}; rien ne part à la famille"),
        );
    }
    t.pick(
        format!("you have read it, and {writer} is told so; nothing goes to the family by this"),
        format!("usted la leyó, y se avisa a {writer}; con esto no sale nada a la familia"),
        format!("vous l’avez lue, et on le dit à {writer}\u{202f}; rien ne part à la famille"),
    )
}

/// It was changed after the mail that was answered.
fn read_before(writer: &str, words: bool, t: Tongue) -> String {
    if words {
        return t.pick(
            format!("the letter has been changed since that mail; your words go to {writer}, who is told that they are about the former wording"),
            format!("la carta cambió desde ese correo; sus palabras van a {writer}, con el aviso de que son sobre el texto anterior"),
            format!("la lettre a changé depuis ce message\u{202f}; vos mots vont à {writer}, qui saura qu’ils portent sur le texte d’avant"),
        );
    }
    t.pick(
        format!("the letter has been changed since that mail; {writer} is told that you have read the former wording"),
        format!("la carta cambió desde ese correo; se avisa a {writer} que usted leyó el texto anterior"),
        format!("la lettre a changé depuis ce message\u{202f}; on dit à {writer} que vous avez lu le texte d’avant"),
    )
}

fn refused(said: &HardSaid, t: Tongue) -> String {
    let edit = |number: &Option<usize>| {
        let verb = t.pick("edit", "editar", "modifier");
        let unknown = || t.pick("edit and its number", "editar y su número", "modifier et son numéro").to_owned();
        number.map_or_else(unknown, |number| format!("{verb} {number}{}", t.colon()))
    };
    match said {
        HardSaid::Labels { number } => {
            let labels = crate::domain::hard::Blank::ALL.map(|blank| t.labelled(Part::Blank(blank), "…")).join(", ");
            let reader = t.labelled(Part::Reader, "…");
            t.pick(
                format!("line {number} is a difficult letter, and nothing was changed: say which blank it is with edit {number}: and any of {labels}; {reader} asks a colleague to read it first"),
                format!("el punto {number} es una carta difícil, y no se cambió nada: diga qué parte es con editar {number}: y alguna de {labels}; con {reader} alguien del equipo la lee antes"),
                format!("le point {number} est une lettre difficile, et rien n’a été changé\u{202f}: dites de quelle partie il s’agit avec modifier {number}\u{202f}: et l’une de {labels}\u{202f}; {reader} demande à un collègue de la lire d’abord"),
            )
        }
        HardSaid::Empty { number, child, blanks } => {
            let (blanks, edit) = (t.blanks_to_fill(blanks), edit(number));
            t.pick(
                format!("the letter about {child} is not sent; still empty: {blanks}; fill them with {edit}"),
                format!("la carta sobre {child} no se envía; falta: {blanks}; complételo con {edit}"),
                format!("la lettre au sujet de {child} ne part pas\u{202f}; il manque\u{202f}: {blanks}\u{202f}; complétez avec {edit}"),
            )
        }
        HardSaid::Unread { number, child, reader } => {
            let (reader, edit) = (one_line(reader), edit(number));
            let wish = t.labelled(Part::Reader, t.pick("none", "nadie", "personne"));
            t.pick(
                format!("the letter about {child} waits until {reader} has read it; {edit} {wish} takes the wish back"),
                format!("la carta sobre {child} espera a que {reader} la lea; {edit} {wish} retira la petición"),
                format!(
                    "la lettre au sujet de {child} attend que {reader} la lise\u{202f}; {edit} {wish} retire la demande"
                ),
            )
        }
        HardSaid::NotYours { writer } => {
            let writer = one_line(writer);
            t.pick(
                format!("these are the words of {writer}, who alone can change and send them; a colleague who is asked to read them answers the mail that asks"),
                format!("son las palabras de {writer}; nadie más puede cambiarlas ni enviarlas; quien debe leerlas responde al correo que lo pide"),
                format!("ce sont les mots de {writer}\u{202f}; personne d’autre ne peut les modifier ni les envoyer\u{202f}; qui doit les relire répond au message qui le demande"),
            )
        }
        other => nobody_there(other, t),
    }
}

/// Refused for want of somebody.
fn nobody_there(said: &HardSaid, t: Tongue) -> String {
    match said {
        HardSaid::NoSuchReader { name, known } if known.is_empty() => {
            let name = own(name);
            t.pick(
                format!("nothing was begun or changed: {name} is no other teacher of this class, and there is none"),
                format!("no se empezó ni cambió nada: {name} no es otro docente de esta clase, y no hay ninguno"),
                format!("rien n’a été commencé ni changé\u{202f}: {name} n’enseigne pas dans cette classe, et personne d’autre non plus"),
            )
        }
        HardSaid::NoSuchReader { name, known } => {
            let (name, known) = (own(name), or(known, t));
            t.pick(
                format!("nothing was begun or changed: {name} is no other teacher of this class; known: {known}"),
                format!("no se empezó ni cambió nada: {name} no es otro docente de esta clase; hay: {known}"),
                format!("rien n’a été commencé ni changé\u{202f}: {name} n’enseigne pas dans cette classe\u{202f}; on connaît\u{202f}: {known}"),
            )
        }
        HardSaid::NobodyToWrite { child, not_to } => {
            let none = nobody_else(not_to, t).map(|list| format!("{} {list}", t.colon())).unwrap_or_default();
            t.pick(
                format!("nobody can be written to about {child} by hand{none}; say it by phone or in person"),
                format!("no se puede escribir a nadie sobre {child}{none}; dígalo por teléfono o en persona"),
                format!("on ne peut écrire à personne au sujet de {child}{none}\u{202f}; dites-le par téléphone ou de vive voix"),
            )
        }
        _ => t
            .pick(
                "that letter has left or was dropped; your words were not passed on",
                "esa carta ya salió o se descartó; sus palabras no se transmitieron",
                "cette lettre est partie ou a été écartée\u{202f}; vos mots n’ont pas été transmis",
            )
            .to_owned(),
    }
}
