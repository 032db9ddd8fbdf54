//! Short mails to a teacher beside the receipt: a doubt, the verbs, a child's history.

use super::plans::PastPlan;
use super::{help, plans};
use crate::domain::command::Verb;
use crate::domain::contact::{Channel, Direction, Tone};
use crate::domain::language::Language;
use crate::render::letter::Rendered;
use crate::render::summary::lines::one_line;
use crate::render::summary::words::Tongue;
use jiff::civil::{DateTime, Time};

/// Why a mail that bore a teacher's name or key was not believed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Distrust {
    /// Neither the school's mail server nor a signature vouches for the sender.
    NotVouched,
    /// The sender is not the one for whom the key was made.
    KeyUsedByAnother,
    TooOld,
}

fn letter(subject: String, text: String, tongue: Tongue) -> Rendered {
    Rendered { subject, text, html: None, language_used: tongue.language(), fell_back: None }
}

pub fn render_notice(class: &str, distrust: Distrust, at: Time, language: &Language) -> Rendered {
    let tongue = Tongue::of(language);
    let at = at.strftime("%H:%M");
    let (why, what) = match distrust {
        Distrust::NotVouched => (
            tongue.pick(
                format!("At {at} a mail came that bears your address, and nothing proves that it is yours."),
                format!("A las {at} llegó un correo con su dirección, y nada prueba que sea suyo."),
format!("À {at}, un message portant votre adresse est arrivé, et rien ne prouve qu’il vient de vous."),
            ),
            tongue.pick(
                "If it was you, answer the latest summary from your usual mail program. If it was not, please tell IT.",
                "Si fue usted, responda al último resumen desde su programa de correo habitual. Si no, avise a soporte.",
"Si c’était vous, répondez au dernier résumé depuis votre logiciel de messagerie habituel. Sinon, prévenez le service informatique.",
            ),
        ),
        Distrust::KeyUsedByAnother => (
            tongue.pick(
                format!("At {at} somebody else answered a mail that homeroom wrote to you. Only you can answer it."),
                format!("A las {at} otra persona respondió a un correo que homeroom le escribió a usted. Solo usted puede responderlo."),
format!("À {at}, quelqu’un d’autre a répondu à un message que homeroom vous avait écrit. Personne d’autre que vous ne peut y répondre."),
            ),
            tongue.pick(
                "You may have forwarded it. If a colleague should answer too, ask IT to add them to the class.",
                "Quizá usted lo reenvió. Si un colega también debe responder, pida a soporte que lo agregue a la clase.",
"Vous l’avez peut-être transféré. Si une ou un collègue doit répondre aussi, demandez au service informatique de l’ajouter à la classe.",
            ),
        ),
        Distrust::TooOld => (
            tongue.pick(
                format!("At {at} a mail of yours came that answers one too old to be answered."),
                format!("A las {at} llegó un correo suyo que responde a otro demasiado antiguo."),
format!("À {at}, un message de vous est arrivé, qui répond à un autre trop ancien."),
            ),
            tongue.pick(
                "The next summary shows everything that waits: answer that one.",
                "El próximo resumen muestra todo lo pendiente: responda a ese.",
"Le prochain résumé montre tout ce qui attend\u{202f}: répondez à celui-là.",
            ),
        ),
    };
    let nothing = tongue.pick(
        "Nothing was done. The mail is kept.",
        "No se hizo nada. El correo se conserva.",
        "Rien n’a été fait. Le message est conservé.",
    );
    let subject = tongue.pick(
        format!("{}: a mail was not believed", one_line(class)),
        format!("{}: un correo no se dio por bueno", one_line(class)),
        format!("{}\u{202f}: un message mis en doute", one_line(class)),
    );
    letter(subject, format!("{why}\n{nothing}\n\n{what}\n"), tongue)
}

pub fn render_help(language: &Language) -> Rendered {
    let tongue = Tongue::of(language);
    let lines: String = Verb::ALL.into_iter().map(|verb| help::line(verb, tongue)).collect();
    let head = tongue.pick(
        "One command a line, at the top of your answer to a summary. Numbers are those of that summary.",
        "Una orden por línea, al principio de su respuesta a un resumen. Los números son los de ese resumen.",
        "Une consigne par ligne, en haut de votre réponse à un résumé. Les numéros sont ceux de ce résumé.",
    );
    let foot = tongue.pick(
        "What is not understood is kept as a private note, and the answer names it.",
        "Lo que no se entiende se guarda como nota privada, y la respuesta lo dice. Las palabras en inglés también sirven.",
        "Ce qui n’est pas compris est gardé comme note personnelle, et la réponse le dit. Les mots anglais marchent aussi.",
    );
    let subject = tongue.pick(
        "What you can write to homeroom",
        "Lo que puede escribirle a homeroom",
        "Ce que vous pouvez écrire à homeroom",
    );
    letter(subject.to_owned(), format!("{head}\n\n{lines}\n{foot}\n"), tongue)
}

/// One contact, for the history of a child.
pub struct Past {
    /// The school's local time.
    pub at: DateTime,
    pub guardian: Option<String>,
    pub home: String,
    pub direction: Direction,
    pub channel: Channel,
    pub tone: Tone,
    pub personal: bool,
}

/// The newest first, below the child's plans.
pub fn render_history(child: &str, plans: &[PastPlan], past: &[Past], language: &Language) -> Rendered {
    let tongue = Tongue::of(language);
    let child = one_line(child);
    let line = |past: &Past| {
        let who = past.guardian.as_deref().map_or_else(|| tongue.home(&past.home), one_line);
        let way = match (past.channel, past.direction) {
            (Channel::Mail, Direction::ToFamily) => tongue.pick("mail to", "correo a", "message à"),
            (Channel::Mail, Direction::FromFamily) => tongue.pick("mail from", "correo de", "message de"),
            (Channel::Call, _) => tongue.pick("call with", "llamada con", "appel avec"),
            (Channel::Meeting, _) => tongue.pick("meeting with", "reunión con", "rencontre avec"),
        };
        let note = match (past.personal, past.tone) {
            (false, _) => tongue.pick(" (class letter)", " (carta a la clase)", " (lettre à la classe)"),
            (true, Tone::Good) => tongue.pick(" (good news)", " (buena noticia)", " (bonne nouvelle)"),
            (true, Tone::Hard) => tongue.pick(" (hard news)", " (noticia difícil)", " (nouvelle difficile)"),
            (true, Tone::Neutral) => "",
        };
        format!("- {} {}, {way} {who}{note}\n", tongue.short_date(past.at.date()), past.at.strftime("%H:%M"))
    };
    let lines: String = past.iter().map(line).collect();
    let nothing = tongue.pick("No contact yet.\n", "Todavía no hay contacto.\n", "Pas encore de contact.\n");
    let contacts = if lines.is_empty() { nothing.to_owned() } else { lines };
    let text = plans.iter().map(|plan| plans::history(plan, tongue)).collect::<String>() + &contacts;
    letter(
        tongue.pick(
            format!("{child}: contact so far"),
            format!("{child}: contacto hasta ahora"),
            format!("{child}\u{202f}: contacts jusqu’ici"),
        ),
        text,
        tongue,
    )
}
