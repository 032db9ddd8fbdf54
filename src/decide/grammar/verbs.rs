//! The verbs by every word that people write for them. All three languages are always read, whatever the teacher's own is.

use super::super::names::fold;
use crate::domain::command::Verb;
use crate::domain::contact::Channel;

/// A word is a slip of the pen for another only if that one has so many letters: `no` and `ok` are one slip from too much.
const LONG_ENOUGH: usize = 5;
/// No verb is longer, with the accents that go.
const LONGEST: usize = 24;

/// The verb a line begins with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Found {
    pub verb: Verb,
    /// Where the words after it begin, in octets.
    pub end: usize,
    /// It is one slip of the pen away from what stands there.
    pub slip: bool,
    /// The word itself says how one spoke: `called Ana about Leo: …`.
    pub spoke: Option<Channel>,
    /// The word itself says that the pause is over: `resume`.
    pub resumes: bool,
}

/// What the line begins with, as the longest word or words that are a verb.
pub(super) fn first(line: &str) -> Option<Found> {
    let (head, ends) = folded_head(line);
    let is_verb = |alias: &str| {
        head.strip_prefix(alias).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphabetic() || c == '\''))
    };
    let longest = every().filter(|(alias, _)| is_verb(alias)).max_by_key(|(alias, _)| alias.len());
    if let Some((alias, verb)) = longest {
        let end = ends.iter().find(|(folded, _)| *folded == alias.len()).map(|(_, end)| *end)?;
        return Some(Found { verb, end, slip: false, spoke: spoken(alias), resumes: RESUME.contains(&alias) });
    }
    slip(&head, &ends)
}

fn every() -> impl Iterator<Item = (&'static str, Verb)> {
    WORDS.iter().flat_map(|(verb, words)| words.iter().map(|word| (*word, *verb)))
}

/// The beginning of the line folded, and for each sign of it where it ends folded and as written.
fn folded_head(line: &str) -> (String, Vec<(usize, usize)>) {
    let mut head = String::with_capacity(LONGEST + 8);
    let mut ends = Vec::with_capacity(LONGEST + 8);
    for (at, c) in line.char_indices().take(LONGEST) {
        match c {
            c if c.is_ascii() => head.push(c.to_ascii_lowercase()),
            '’' | '‘' | '´' => head.push('\''),
            c => head.push_str(&fold(c.encode_utf8(&mut [0; 4]))),
        }
        // A combining accent leaves the folded length as it is: the later end counts.
        match ends.last_mut() {
            Some((folded, end)) if *folded == head.len() => *end = at + c.len_utf8(),
            _ => ends.push((head.len(), at + c.len_utf8())),
        }
    }
    (head, ends)
}

/// The one verb that is one edit away from the first word.
fn slip(head: &str, ends: &[(usize, usize)]) -> Option<Found> {
    let length = head.find(|c: char| !c.is_alphabetic()).unwrap_or(head.len());
    let word: Vec<char> = head.get(..length)?.chars().collect();
    if word.len() + 1 < LONG_ENOUGH || head.get(length..).is_some_and(|rest| rest.starts_with('\'')) {
        return None;
    }
    let near = |alias: &str| !alias.contains(' ') && alias.chars().count() >= LONG_ENOUGH && is_one_edit(&word, alias);
    let mut verbs = every().filter(|(alias, _)| near(alias)).map(|(_, verb)| verb);
    let verb = verbs.next()?;
    if verbs.any(|other| other != verb) {
        return None;
    }
    let end = ends.iter().find(|(folded, _)| *folded == length).map(|(_, end)| *end)?;
    Some(Found { verb, end, slip: true, spoke: None, resumes: false })
}

/// One letter too many, missing, wrong, or two in each other's place.
fn is_one_edit(word: &[char], alias: &str) -> bool {
    let alias: Vec<char> = alias.chars().collect();
    let same = word.iter().zip(&alias).take_while(|(a, b)| a == b).count();
    let (word, alias) = (word.get(same..).unwrap_or_default(), alias.get(same..).unwrap_or_default());
    match (word, alias) {
        ([], [_]) | ([_], []) => true,
        ([a, word @ ..], [b, alias @ ..]) => {
            let swapped = || match (word, alias) {
                ([c, word @ ..], [d, alias @ ..]) => a == d && b == c && word == alias,
                _ => false,
            };
            let longer = || word == [&[*b], alias].concat();
            let shorter = || alias == [&[*a], word].concat();
            word == alias || longer() || shorter() || swapped()
        }
        _ => false,
    }
}

fn spoken(alias: &str) -> Option<Channel> {
    match alias {
        "called" | "phoned" | "llame" | "appele" | "j'ai appele" => Some(Channel::Call),
        _ => None,
    }
}

const RESUME: [&str; 4] = ["resume", "reanudar", "reprendre", "reanuda"];

/// Folded: no accents, small letters. English first, then Spanish, then French.
#[rustfmt::skip]
const WORDS: [(Verb, &[&str]); 28] = [
    (Verb::Ok, &[
        "ok", "okay", "okey", "send", "yes", "yep", "approve",
        "enviar", "envia", "envie", "si", "vale", "dale", "manda", "mandar", "de acuerdo", "aprobar",
        "oui", "envoyer", "envoie", "envoyez", "d'accord", "valider", "approuver",
    ]),
    (Verb::No, &[
        "no", "nope", "drop", "skip", "discard",
        "descartar", "descarta", "quitar", "rechazar", "eliminar", "omitir",
        "non", "supprimer", "supprime", "ignorer", "ignore", "refuser", "rejeter", "jeter",
    ]),
    (Verb::Edit, &[
        "edit", "change", "rewrite",
        "editar", "edita", "cambiar", "cambia", "corregir", "corrige", "modificar",
        "editer", "modifier", "modifie", "corriger", "changer",
    ]),
    (Verb::Reply, &[
        "reply", "reply to", "answer", "respond",
        "responder", "responde", "respuesta", "contestar", "contesta", "responder a",
        "repondre", "repondre a", "reponds", "repond", "reponse",
    ]),
    (Verb::Thanks, &[
        "thanks", "thank", "thank you", "thx", "tks", "ty",
        "gracias", "agradecer", "dar gracias", "merci", "remercier", "remercie",
    ]),
    (Verb::Done, &[
        "done", "handled", "settled",
        "hecho", "hecha", "listo", "lista", "terminado", "resuelto", "ya esta",
        "fait", "c'est fait", "fini", "termine", "regle",
    ]),
    (Verb::Later, &[
        "later", "snooze", "postpone", "not now",
        "despues", "luego", "mas tarde", "aplazar", "posponer",
        "plus tard", "apres", "reporter", "remettre",
    ]),
    (Verb::Good, &[
        "good", "bravo", "kudos", "bien", "bueno", "buena", "buen", "bon", "bonne",
    ]),
    (Verb::Hard, &["hard", "difficult", "tough", "dificil", "duro", "difficile", "dur"]),
    (Verb::Note, &["note", "memo", "nota", "apunte", "anotar", "anota", "apuntar", "noter"]),
    (Verb::Log, &[
        "log", "called", "phoned",
        "registro", "registrar", "registra", "llame",
        "journal", "consigner", "appel", "appele", "j'ai appele",
    ]),
    (Verb::Promise, &[
        "promise", "i promise", "promesa", "prometo", "prometer", "promesse", "promets", "promettre", "je promets",
    ]),
    (Verb::Kept, &[
        "kept", "promise kept", "cumplido", "cumplida", "cumpli", "promesa cumplida",
        "tenu", "tenue", "promesse tenue",
    ]),
    (Verb::Plan, &["plan"]),
    (Verb::Is, &["is", "it is", "it's", "es", "est", "c'est"]),
    (Verb::Meet, &["meet", "meeting", "reunion", "reunir", "cita", "rendez-vous", "rendez vous", "rdv"]),
    (Verb::Ask, &[
        "ask", "question", "preguntar", "preguntar a", "pregunta", "pregunta a", "pregunto",
        "demander", "demander a", "demande", "demande a",
    ]),
    (Verb::History, &["history", "historial", "historia", "historique"]),
    (Verb::Silent, &["silent", "silence", "silencio", "silenciosos", "silencieux"]),
    (Verb::Drafts, &["drafts", "draft", "borradores", "borrador", "brouillons", "brouillon"]),
    (Verb::More, &["more", "show more", "mas", "ver mas", "plus", "voir plus"]),
    (Verb::Help, &["help", "ayuda", "aide"]),
    (Verb::Add, &["add", "anadir", "anade", "agregar", "agrega", "ajouter", "ajoute"]),
    (Verb::Lang, &["lang", "language", "idioma", "lengua", "langue"]),
    (Verb::Block, &["block", "bloquear", "bloquea", "bloquer", "bloque"]),
    (Verb::Hold, &[
        "hold", "pause", "pausar", "pausa", "suspender", "suspendre",
        "resume", "reanudar", "reanuda", "reprendre",
    ]),
    (Verb::Stop, &["stop", "alto", "parar", "para", "detener", "arreter", "arrete", "arret"]),
    (Verb::Undo, &["undo", "deshacer", "deshaz", "annuler", "annule", "defaire"]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_folded_and_belongs_to_one_verb() {
        let mut seen = std::collections::HashSet::new();
        for (alias, verb) in every() {
            assert_eq!(fold(alias), alias);
            assert!(alias.len() < LONGEST, "{alias}");
            assert!(seen.insert(alias), "{alias} stands twice, the second time for {verb:?}");
        }
        for verb in Verb::ALL {
            assert_eq!(first(verb.word()).map(|f| f.verb), Some(verb));
        }
    }

    #[test]
    fn one_slip_of_a_long_verb_is_forgiven() {
        for (written, verb) in [
            ("promsie fri", Some(Verb::Promise)),
            ("repply 2", Some(Verb::Reply)),
            ("hstory Leo", Some(Verb::History)),
            ("Thamks 2", Some(Verb::Thanks)),
            ("resp0nder 2", None),
            ("oj 3", None),
            ("dine 3", None),
            ("goof Leo", None),
            ("hello", None),
        ] {
            assert_eq!(first(written).map(|f| f.verb), verb, "{written}");
        }
    }

    #[test]
    fn the_longest_word_counts() {
        for (written, verb, rest) in [
            ("más tarde 2", Verb::Later, " 2"),
            ("más", Verb::More, ""),
            ("Mas\u{301} 2", Verb::More, " 2"),
            ("plus tard 2", Verb::Later, " 2"),
            ("C’est fait 2", Verb::Done, " 2"),
            ("C’est 2 Leo", Verb::Is, " 2 Leo"),
            ("D’accord 2", Verb::Ok, " 2"),
            ("ok3", Verb::Ok, "3"),
        ] {
            let found = first(written).unwrap();
            assert_eq!((found.verb, &written[found.end..]), (verb, rest), "{written}");
        }
    }
}
