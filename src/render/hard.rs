//! The mail that asks a colleague to read a difficult letter, and the one that tells its writer what they say. No child's
//! name stands in a subject.

use super::letter::Rendered;
use super::summary::lines::one_line;
use super::summary::words::Tongue;
use crate::domain::hard::{Blank, Blanks};
use crate::domain::language::Language;

/// A letter that a colleague is asked to read.
pub struct Asked<'a> {
    pub class: &'a str,
    pub writer: &'a str,
    pub child: &'a str,
    /// Who will get it.
    pub to: &'a [String],
    pub blanks: &'a Blanks,
    /// The language of the words in the blanks.
    pub words_in: &'a Language,
}

fn letter(subject: String, text: String, tongue: Tongue) -> Rendered {
    Rendered { subject, text, html: None, language_used: tongue.language(), fell_back: None }
}

pub fn ask_to_read(asked: &Asked<'_>, reader: &Language) -> Rendered {
    let t = Tongue::of(reader);
    let (class, writer, child) = (one_line(asked.class), one_line(asked.writer), one_line(asked.child));
    let to = t.and(&asked.to.iter().map(|name| one_line(name)).collect::<Vec<_>>());
    let head = t.pick(
        format!("{writer} has written a difficult letter about {child}, for {to}, and asks you to read it before it goes."),
        format!("{writer} escribió una carta difícil sobre {child}, para {to}, y le pide que la lea antes de enviarla."),
        format!("{writer} a écrit une lettre difficile au sujet de {child}, pour {to}, et vous demande de la lire avant l’envoi."),
    );
    let mut text = format!("{head}\n\n");
    for blank in Blank::ALL {
        let name = t.blank_heading(blank);
        text += &format!("{name}{}\n", t.colon());
        for line in asked.blanks.get(blank).unwrap_or_default().lines() {
            text += &format!("    {}\n", one_line(line));
        }
        text.push('\n');
    }
    if Tongue::of(asked.words_in) != t {
        let language = t.language_name(asked.words_in);
        text += &t.pick(
            format!("These are the teacher’s own words ({language}).\n\n"),
            format!("Son las palabras de quien escribe ({language}).\n\n"),
            format!("Ce sont les mots de l’auteur ({language}).\n\n"),
        );
    }
    text += &t.pick(
        format!("Answer this mail: ok alone says that you have read it, and whatever else you write goes to {writer}. Nothing is sent to the family by your answer.\n"),
        format!("Responda a este correo: ok solo dice que la leyó, y todo lo demás que escriba va a {writer}. Su respuesta no envía nada a la familia.\n"),
        format!("Répondez à ce message\u{202f}: ok seul dit que vous l’avez lue, et tout ce que vous écrivez d’autre va à {writer}. Votre réponse n’envoie rien à la famille.\n"),
    );
    let subject = t.pick(
        format!("{class}: a letter to read before it goes"),
        format!("{class}: una carta para leer antes de enviarla"),
        format!("{class}\u{202f}: une lettre à lire avant l’envoi"),
    );
    letter(subject, text, t)
}

/// `former`: what was read has been changed since.
pub fn was_read(
    class: &str,
    (by, former): (&str, bool),
    child: &str,
    words: Option<&str>,
    writer: &Language,
) -> Rendered {
    let t = Tongue::of(writer);
    let (class, by, child) = (one_line(class), one_line(by), one_line(child));
    let before = if former {
        t.pick(
            " as it was before you changed it",
            " tal como era antes de que usted la cambiara",
            " telle qu’elle était avant vos changements",
        )
    } else {
        ""
    };
    let mut text = match words {
        Some(_) => t.pick(
            format!("{by} has read your letter about {child}{before} and writes:\n\n"),
            format!("{by} leyó su carta sobre {child}{before} y escribe:\n\n"),
            format!("{by} a lu votre lettre au sujet de {child}{before} et écrit\u{202f}:\n\n"),
        ),
        None => t.pick(
            format!("{by} has read your letter about {child}{before}, without a remark.\n\n"),
            format!("{by} leyó su carta sobre {child}{before}, sin comentarios.\n\n"),
            format!("{by} a lu votre lettre au sujet de {child}{before}, sans remarque.\n\n"),
        ),
    };
    for line in words.unwrap_or_default().lines() {
        text += &format!("> {}\n", line.chars().filter(|c| !c.is_control()).collect::<String>().trim_end());
    }
    if words.is_some() {
        text.push('\n');
    }
    text += t.pick(
        "The letter waits for your ok: answer drafts to see it with its number.\n",
        "La carta espera su ok: responda borradores para verla con su número.\n",
        "La lettre attend votre ok\u{202f}: répondez brouillons pour la voir avec son numéro.\n",
    );
    let subject = t.pick(
        format!("{class}: your letter was read"),
        format!("{class}: leyeron su carta"),
        format!("{class}\u{202f}: votre lettre a été lue"),
    );
    letter(subject, text, t)
}

impl Tongue {
    /// As the letter itself names them to the family, seen by a third person.
    fn blank_heading(self, blank: Blank) -> &'static str {
        match blank {
            Blank::Question => self.pick("An open question", "Una pregunta abierta", "Une question ouverte"),
            Blank::Want => self.pick("What both want", "Lo que ambos quieren", "Ce que l’école et la famille veulent"),
            Blank::Fact => self.pick("What was seen", "Lo que se vio", "Ce qui a été vu"),
            Blank::Proposal => self.pick("One proposal", "Una propuesta", "Une proposition"),
            Blank::Again => self.pick("When they speak again", "Cuándo vuelven a hablar", "Quand ils en reparlent"),
        }
    }
}
