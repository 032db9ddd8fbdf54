//! The mail that passes an urgent word on, in the teacher's tongue.

use super::letter::Rendered;
use super::names;
use super::summary::words::Tongue;
use crate::domain::language::Language;

/// Of the family's words so many lines, and so many letters of each.
const LINES: usize = 6;
const LETTERS: usize = 300;

pub struct Facts<'a> {
    pub class: &'a str,
    pub word: &'a str,
    pub guardian: &'a str,
    pub children: Vec<String>,
    pub barred: bool,
    /// When their mail came, by the school's wall.
    pub came: String,
    pub subject: &'a str,
    pub text: &'a str,
}

/// No child's name in the subject.
pub fn urgent(facts: &Facts<'_>, reader: &Language) -> Rendered {
    let tongue = Tongue::of(reader);
    let language = tongue.language();
    let Facts { class, word, guardian, came, .. } = facts;
    let children = names::and(&facts.children, &language);
    let (subject, head, order, foot) = match tongue {
        Tongue::Spanish => (
            format!("{class}: urgente, escribió una familia"),
            format!("{guardian} escribió sobre {children} ({came}):"),
            "Una orden judicial limita el contacto con esta persona. No se le respondió nada.",
            format!(
                "El correo contiene “{word}”, que está en la lista de palabras urgentes de la escuela. homeroom no \
                 respondió nada; está entero en el buzón de la clase."
            ),
        ),
        Tongue::French => (
            format!("{class}\u{202f}: urgent, une famille a écrit"),
            format!("{guardian} a écrit ({children}, {came})\u{202f}:"),
            "Une décision de justice limite le contact avec cette personne. Rien ne lui a été répondu.",
            format!(
                "Le message contient «\u{202f}{word}\u{202f}», qui est dans la liste des mots urgents de l’école. homeroom n’a rien \
                 répondu\u{202f}; il est en entier dans la boîte de la classe."
            ),
        ),
        Tongue::English => (
            format!("{class}: urgent, a family has written"),
            format!("{guardian} wrote about {children} ({came}):"),
            "A court order bars this person from contact. Nothing was answered.",
            format!(
                "The mail holds “{word}”, which is on the school’s list of urgent words. homeroom has answered nothing; \
                 the whole mail is in the class mailbox."
            ),
        ),
    };
    let mut text = format!("{head}\n\n");
    for line in first_lines(facts) {
        text += &format!("> {line}\n");
    }
    if facts.barred {
        text += &format!("\n{order}\n");
    }
    text += &format!("\n{foot}\n");
    Rendered { subject, text, html: None, language_used: language, fell_back: None }
}

/// The subject, then the beginning of what they wrote.
fn first_lines(facts: &Facts<'_>) -> Vec<String> {
    let lines = [facts.subject].into_iter().chain(facts.text.lines()).map(str::trim).filter(|line| !line.is_empty());
    let mut lines = lines.map(|line| line.chars().filter(|c| !c.is_control()).take(LETTERS).collect::<String>());
    let mut first: Vec<String> = lines.by_ref().take(LINES).collect();
    if lines.next().is_some() {
        first.push("…".to_owned());
    }
    first
}
