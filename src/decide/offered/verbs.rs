//! "I will call", "te llamo", "je vous écrirai": the first person, and a verb of doing in the future.

use super::Word;

/// Where in the sentence it is said.
pub(super) struct Act {
    pub from: usize,
    pub until: usize,
    /// The form is that of the present, and a day to come makes it the future.
    pub is_present: bool,
}

/// What somebody can promise to do. "I will be away on Friday" promises nothing.
const ENGLISH: [&str; 31] = [
    "call", "phone", "ring", "write", "email", "mail", "send", "answer", "reply", "respond", "get", "let", "tell",
    "ask", "talk", "speak", "meet", "check", "look", "bring", "give", "return", "find", "prepare", "report", "share",
    "text", "contact", "follow", "confirm", "arrange",
];
const ENGLISH_ING: [&str; 12] = [
    "calling",
    "phoning",
    "sending",
    "bringing",
    "returning",
    "meeting",
    "emailing",
    "checking",
    "giving",
    "ringing",
    "sharing",
    "writing",
];

/// Without the ending of the infinitive, by which the forms are made.
const SPANISH: [&str; 26] = [
    "llamar",
    "escribir",
    "enviar",
    "mandar",
    "contestar",
    "responder",
    "hablar",
    "avisar",
    "preguntar",
    "mirar",
    "traer",
    "dar",
    "confirmar",
    "devolver",
    "preparar",
    "contactar",
    "informar",
    "comunicar",
    "entregar",
    "ver",
    "telefonear",
    "revisar",
    "consultar",
    "buscar",
    "compartir",
    "poner",
];
const SPANISH_IRREGULAR: [&str; 3] = ["dire", "pondre", "hare"];
const SPANISH_PRESENT: [&str; 15] = [
    "llamo", "escribo", "envío", "envio", "mando", "contesto", "respondo", "aviso", "digo", "confirmo", "traigo",
    "devuelvo", "entrego", "informo", "doy",
];
const SPANISH_TO_WHOM: [&str; 9] = ["te", "le", "les", "os", "lo", "la", "los", "las", "se"];

const FRENCH_FUTURE: [&str; 24] = [
    "appellerai",
    "rappellerai",
    "ecrirai",
    "enverrai",
    "repondrai",
    "telephonerai",
    "dirai",
    "donnerai",
    "parlerai",
    "contacterai",
    "demanderai",
    "regarderai",
    "confirmerai",
    "preparerai",
    "informerai",
    "rendrai",
    "verrai",
    "apporterai",
    "recontacterai",
    "reviendrai",
    "transmettrai",
    "remettrai",
    "verifierai",
    "ferai",
];
const FRENCH_INFINITIVE: [&str; 22] = [
    "appeler",
    "rappeler",
    "ecrire",
    "envoyer",
    "repondre",
    "telephoner",
    "dire",
    "donner",
    "parler",
    "contacter",
    "demander",
    "regarder",
    "confirmer",
    "preparer",
    "informer",
    "rendre",
    "voir",
    "apporter",
    "recontacter",
    "revenir",
    "transmettre",
    "verifier",
];
const FRENCH_PRESENT: [&str; 12] = [
    "appelle",
    "rappelle",
    "ecris",
    "envoie",
    "reponds",
    "telephone",
    "confirme",
    "apporte",
    "rends",
    "transmets",
    "recontacte",
    "donne",
];
const FRENCH_TO_WHOM: [&str; 7] = ["te", "t", "vous", "le", "la", "l", "les"];

/// What may stand between the two.
const BETWEEN: [&str; 8] = ["also", "then", "gladly", "certainly", "definitely", "probably", "both", "just"];

/// The first of the sentence.
pub(super) fn act(words: &[Word]) -> Option<Act> {
    (0..words.len()).find_map(|at| {
        let rest = words.get(at..)?;
        let (length, is_present) = english(rest).or_else(|| spanish(rest, at, words)).or_else(|| french(rest))?;
        Some(Act { from: at, until: at + length, is_present })
    })
}

/// How many words it takes, and whether the form is that of the present.
type Found = Option<(usize, bool)>;

fn english(rest: &[Word]) -> Found {
    let word = |at: usize| rest.get(at).map_or("", |word| word.folded.as_str());
    if word(0) != "i" {
        return None;
    }
    let (mut at, verbs, is_present): (usize, &[&str], bool) = match (word(1), word(2), word(3)) {
        ("will" | "ll" | "shall", ..) => (2, &ENGLISH, false),
        ("am" | "m", "going", "to") => (4, &ENGLISH, false),
        ("am" | "m", ..) => (2, &ENGLISH_ING, true),
        _ => return None,
    };
    while BETWEEN.contains(&word(at)) {
        at += 1;
    }
    if matches!((word(at), word(at + 1), word(at + 2)), ("be", "in", "touch")) {
        return Some((at + 3, is_present));
    }
    let is_bare = match word(at) {
        "get" => matches!((word(at + 1), word(at + 2)), ("back", _) | ("in", "touch") | ("it", "to")),
        "let" => word(at + 1) == "you",
        "follow" => word(at + 1) == "up",
        verb => verbs.contains(&verb),
    };
    is_bare.then_some((at + 1, is_present))
}

fn spanish(rest: &[Word], at: usize, words: &[Word]) -> Found {
    let word = |at: usize| rest.get(at).map_or("", |word| word.folded.as_str());
    let before = |back: usize| at.checked_sub(back).and_then(|at| words.get(at)).map_or("", |word| &word.folded);
    if word(0) == "voy" && word(1) == "a" {
        return (before(1) != "no" && before(2) != "no" && is_infinitive(word(2))).then_some((3, false));
    }
    let to_whom = |word: &str| SPANISH_TO_WHOM.contains(&word) || word == "me";
    let mut back = 1;
    while to_whom(before(back)) {
        back += 1;
    }
    if ["no", "nunca", "tampoco"].contains(&before(back)) {
        return None;
    }
    if SPANISH_IRREGULAR.contains(&word(0)) || word(0).strip_suffix('e').is_some_and(|verb| SPANISH.contains(&verb)) {
        return Some((1, false));
    }
    // `llamó` is somebody else, and yesterday: here the accent tells.
    let raw = rest.first().map_or("", |word| word.raw.as_str());
    let is_present = SPANISH_PRESENT.contains(&raw) && (SPANISH_TO_WHOM.contains(&before(1)) || before(1) == "yo");
    is_present.then_some((1, true))
}

/// With or without what hangs on it: `llamar`, `llamarle`, `decírselo`.
fn is_infinitive(word: &str) -> bool {
    SPANISH.iter().chain(&["decir", "hacer"]).any(|verb| {
        word.strip_prefix(verb).is_some_and(|ending| {
            ["", "te", "le", "les", "os", "lo", "la", "los", "las", "selo", "sela"].contains(&ending)
        })
    })
}

fn french(rest: &[Word]) -> Found {
    let word = |at: usize| rest.get(at).map_or("", |word| word.folded.as_str());
    if !["je", "j"].contains(&word(0)) {
        return None;
    }
    let mut at = 1;
    let skip = |mut at: usize| {
        while FRENCH_TO_WHOM.contains(&word(at)) {
            at += 1;
        }
        at
    };
    at = skip(at);
    if word(at) == "vais" {
        at = skip(at + 1);
        return FRENCH_INFINITIVE.contains(&word(at)).then_some((at + 1, false)).filter(|_| word(at) != "pas");
    }
    let (future, present) = (FRENCH_FUTURE.contains(&word(at)), FRENCH_PRESENT.contains(&word(at)));
    let is_denied = word(at + 1) == "pas" || word(at + 1) == "plus";
    ((future || present) && !is_denied).then_some((at + 1, present))
}
