//! The sentences in French.

use super::shared::{brake, clock, day, day_of, named_day, names, own};
use crate::domain::command::{Hint, Verb};
use crate::domain::contact::Channel;
use crate::domain::outbox::OutboxState;
use crate::domain::receipt::Said;
use crate::render::summary::words::Tongue;
use jiff::Timestamp;
use jiff::tz::TimeZone;

const T: Tongue = Tongue::French;

pub(super) fn done(said: &Said, zone: &TimeZone) -> String {
    let until = |at: &Timestamp| format!("annulable jusqu’à {}", clock(*at, zone));
    match said {
        Said::MomentNoted { child, can_be_told: true } => {
            format!("noté pour {child}\u{202f}; un mot pour la maison est prêt dans le résumé")
        }
        Said::MomentNoted { child, .. } => format!(
            "noté pour {child}\u{202f}; on ne peut écrire à personne à la maison par message\u{202f}: dites-le au téléphone ou sur papier"
        ),
        Said::NoteKept { child: Some(child) } => format!("gardé comme note personnelle sur {child}"),
        Said::NoteKept { child: None } => "gardé comme note personnelle".into(),
        Said::Logged { what, guardian, child } => {
            let what = match what {
                Channel::Mail => "un message",
                Channel::Call => "un appel",
                Channel::Meeting => "une rencontre",
            };
            format!("noté\u{202f}: {what} avec {guardian} au sujet de l’enfant ({child})")
        }
        Said::Approved { mails: 1, until: at } => format!("1 message est approuvé ({})", until(at)),
        Said::Approved { mails, until: at } => format!("{mails} messages sont approuvés ({})", until(at)),
        Said::Replied { guardian, until: at } => format!("votre réponse à {guardian} va partir ({})", until(at)),
        Said::Thanked { guardian, answer_by, until: at } => format!(
            "{guardian} va lire que vous avez reçu le message et que votre réponse arrive au plus tard le {} ({})",
            day(*answer_by, T),
            until(at)
        ),
        Said::Reworded { mails: 1, until: at } => format!("1 message dans vos propres mots va partir ({})", until(at)),
        Said::Reworded { mails, until: at } => {
            format!("{mails} messages dans vos propres mots vont partir ({})", until(at))
        }
        Said::WillNotBeSent { several: false } => "ce ne sera pas envoyé".into(),
        Said::WillNotBeSent { several: true } => "ils ne seront pas envoyés".into(),
        Said::Settled { lines: 1 } => "1 point est réglé".into(),
        Said::Settled { lines } => format!("{lines} points sont réglés"),
        Said::ShownAgain { day: again, .. } => format!("reviendra dans le résumé le {}", named_day(*again, T)),
        Said::PlacedWith { item, children } => format!("le point {item} est rangé avec {}", names(children, T)),
        _ => beside(said),
    }
}

/// Of all mail, and of what follows in a mail of its own.
fn beside(said: &Said) -> String {
    match said {
        Said::Paused { until: None } => {
            "aucun message ne part vers les familles tant que vous n’écrivez pas reprendre".into()
        }
        Said::Paused { until: Some(until) } => format!(
            "aucun message ne part vers les familles jusqu’au {}\u{202f}; le résumé de ce matin-là dit d’abord ce qui va partir, \
             et reprendre y met fin plus tôt",
            named_day(*until, T)
        ),
        Said::PauseEnded => "les messages aux familles repartent, d’ici dix minutes".into(),
        Said::Undone { mails: 0, brake: on, .. } => format!("annulé{}", brake(*on, T)),
        Said::Undone { mails: 1, brake: on, .. } => {
            format!("annulé\u{202f}: 1 message n’est pas parti{}", brake(*on, T))
        }
        Said::Undone { mails, brake: on, .. } => {
            format!("annulé\u{202f}: {mails} messages ne sont pas partis{}", brake(*on, T))
        }
        _ => "cela arrive dans un message à part".into(),
    }
}

pub(super) fn not_done(said: &Said, zone: &TimeZone) -> String {
    match said {
        Said::NothingSaid => "le message ne disait rien\u{202f}; écrivez aide pour voir ce qui est possible".into(),
        Said::NotUnderstood(hint) => how(*hint),
        Said::PartsDisagree => {
            "votre message ne dit pas la même chose dans tous les logiciels, donc rien n’a été fait\u{202f}; \
                                récrivez-le en texte simple"
                .into()
        }
        Said::NoSuchChild { name, class } => format!("personne ne s’appelle {} dans la classe ({class})", own(name)),
        Said::WhichChild { name } => format!("{}\u{202f}: lequel ou laquelle\u{202f}?", own(name)),
        Said::NoGuardianKnown { child } => format!("{child} n’a aucun responsable dans la liste de la classe"),
        Said::NoSuchGuardian { name, child, known } => {
            let known = super::shared::or(known, T);
            format!("{child} n’a aucun responsable nommé {}\u{202f}; dans la liste\u{202f}: {known}", own(name))
        }
        Said::WhichGuardian { name, known } => {
            format!("{}\u{202f}: de qui s’agit-il\u{202f}? {}", own(name), super::shared::or(known, T))
        }
        Said::WhichHome { child, known } => {
            format!("{child} a deux foyers\u{202f}; dites avec qui\u{202f}: {}", super::shared::or(known, T))
        }
        Said::NoSummary => "les numéros sont ceux d’un résumé\u{202f}: répondez à l’un d’eux".into(),
        Said::SayWhich(verb) => format!("dites lequel\u{202f}: {}", example(*verb)),
        Said::NotADay => "écrivez le jour ainsi\u{202f}: lun, demain, 3j, 12 mai ou 2027-05-12".into(),
        Said::ALaterDay => "dites un jour après aujourd’hui, par exemple ven".into(),
        Said::SaidBefore { at } => format!(
            "déjà fait à {} le {}\u{202f}; pour le refaire, écrivez-le en réponse à ce message",
            clock(*at, zone),
            T.short_date(day_of(*at, zone))
        ),
        Said::AlreadyDone { at, by: None } => format!("déjà fait à {}", clock(*at, zone)),
        Said::AlreadyDone { at, by: Some(by) } => format!("déjà fait à {} par {by}", clock(*at, zone)),
        Said::PartTooLate => {
            "trop tard pour une partie ou pour tout\u{202f}: déjà fait, déjà parti, jour passé, ou jamais écrit\u{202f}; le \
             prochain résumé montre ce qui attend encore"
                .into()
        }
        Said::NothingToUndo { brake: on } => format!("il n’y a rien à annuler{}", brake(*on, T)),
        Said::TooLateToUndo { brake: on } => format!("trop tard\u{202f}: c’est parti{}", brake(*on, T)),
        Said::MeantSo(_) => "homeroom demande d’abord si c’est bien ce que vous voulez".into(),
        Said::Photo(words) => words.clone(),
        _ => String::new(),
    }
}

pub(super) fn about_an_item(said: &Said) -> String {
    match said {
        Said::NoSuchItem { number, count } => format!("le résumé a les points 1 à {count}, pas de {number}"),
        Said::ItemGone { number } => format!("le point {number} n’existe plus"),
        Said::ItemIsMail { number } => {
            format!("le point {number} est un message reçu\u{202f}; écrivez fait {number} quand il est réglé")
        }
        Said::ItemIsNoMail { number } => format!("le point {number} n’est pas un message reçu"),
        Said::ItemGoesByItself { number } => {
            format!("le point {number} part tout seul\u{202f}; écrivez non {number} pour l’arrêter")
        }
        Said::ItemGoesOut { number } => {
            format!("le point {number} est à envoyer\u{202f}; écrivez ok {number} ou non {number}")
        }
        Said::HasRun { number } => format!("trop tard\u{202f}: le point {number} a déjà eu lieu"),
        Said::TooLate { number, state } => format!("trop tard\u{202f}: le point {number} est déjà {}", became(*state)),
        Said::NothingToSend { state: Some(state) } => format!("rien à envoyer\u{202f}: c’est déjà {}", became(*state)),
        Said::NothingToSend { state: None } => "rien n’attend d’être envoyé".into(),
        Said::HeldStays { number } => {
            format!(
                "le point {number} est retenu et le reste\u{202f}; le service informatique peut voir pourquoi avec homeroom messages"
            )
        }
        Said::BarredFrom { number, child } => format!(
            "une décision de justice interdit à l’auteur du point {number} tout contact au sujet de l’enfant ({child})\u{202f}; \
             le message reste où il est"
        ),
        Said::NoGuardianOf { number, child } => {
            format!("l’auteur du point {number} n’est pas dans la liste avec {child}")
        }
        Said::TwoHomes { child, mail } => format!(
            "{child} a deux foyers et l’auteur n’est dans aucun\u{202f}; demandez au service informatique de mettre l’adresse \
             dans la liste de la classe, puis de lancer homeroom replay {mail}"
        ),
        Said::PlaceItFirst { number } => format!(
            "on ne sait pas encore de quel enfant il s’agit au point {number}\u{202f}; écrivez d’abord «\u{202f}c’est \
             {number}\u{202f}» et le prénom"
        ),
        Said::CannotBeAnswered { number } => format!(
            "on ne peut pas écrire d’ici à l’auteur du point {number}\u{202f}: absent de la liste de la classe, ou à qui il ne \
             faut pas écrire"
        ),
        _ => String::new(),
    }
}

fn became(state: OutboxState) -> &'static str {
    match state {
        OutboxState::Draft => "en brouillon",
        OutboxState::Held => "retenu",
        OutboxState::Queued => "en attente de départ",
        OutboxState::Sending => "en route",
        OutboxState::Sent => "envoyé",
        OutboxState::Unknown => "en suspens",
        OutboxState::Failed => "en échec",
        OutboxState::Expired => "périmé",
        OutboxState::Cancelled => "annulé",
    }
}

fn how(hint: Hint) -> String {
    match hint {
        Hint::NoVerb => {
            "une consigne commence par exemple par ok, répondre, fait, plus tard, bien, difficile, plan ou \
                         demander\u{202f}; écrivez aide pour les voir toutes"
                .into()
        }
        Hint::Shape(verb) => format!("écrivez {}", example(verb)),
        Hint::Kinds => "entre parenthèses\u{202f}: gentillesse, leadership, progrès, effort, ou rien".into(),
    }
}

pub(super) fn example(verb: Verb) -> &'static str {
    match verb {
        Verb::Ok => "ok 3, ou ok tout",
        Verb::No => "non 3",
        Verb::Edit => "modifier 3: vos propres mots, ou modifier 3: souhait: …",
        Verb::Reply => "répondre 2: votre réponse",
        Verb::Thanks => "merci 2",
        Verb::Done => "fait 2",
        Verb::Later => "plus tard 2 ven",
        Verb::Good => "bien Leo: ce qu’il a réussi",
        Verb::Hard => "difficile Leo: ce que vous avez vu",
        Verb::Note => "note Leo: ce que vous voulez retenir",
        Verb::Log => "j’ai appelé Ana pour Leo: de quoi vous avez parlé",
        Verb::Promise => "promesse ven: appeler Ana",
        Verb::Kept => "tenu 5",
        Verb::Plan => "plan Leo: le but, ou plan Leo étape maison: quoi, pour le 12 mai",
        Verb::Is => "est 6 Leo",
        Verb::Meet => "rendez-vous Ana: mar 15:00, mer 15:30",
        Verb::Ask => "demander à tous: votre question, ou demander encore",
        Verb::History => "historique Leo",
        Verb::Silent => "silence",
        Verb::Drafts => "brouillons",
        Verb::More => "plus",
        Verb::Help => "aide",
        Verb::Add => "ajouter ana@example.org pour Leo mère",
        Verb::Lang => "langue Ana es",
        Verb::Block => "bloquer Robin pour Zoë: ce que dit le document",
        Verb::Hold => "pause tout jusqu’à lun, ou reprendre",
        Verb::Stop => "arrêter",
        Verb::Undo => "annuler",
    }
}
