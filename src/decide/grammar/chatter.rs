//! What people write around their commands: a greeting above, a closing and a name below.

use super::tidy::bare;

/// A greeting with a name is no longer; without a comma below it, it is shorter.
const MAX_GREETING: usize = 5;
const MAX_BARE_GREETING: usize = 3;

/// Nor is a closing longer.
const MAX_CLOSING: usize = 80;

/// What follows the greeting on the same line; empty where the line is nothing else.
pub(super) fn after_greeting(line: &str) -> Option<&str> {
    let (head, rest, most) = match line.char_indices().find(|(_, c)| matches!(c, ',' | '!' | '.' | '，' | '。' | '！'))
    {
        Some((at, c)) => (line.get(..at)?, line.get(at + c.len_utf8()..)?.trim(), MAX_GREETING),
        None => (line.trim_end_matches([':', ' ', '-', '–', '—']), "", MAX_BARE_GREETING),
    };
    if head.split(' ').count() > most || head.contains(':') {
        return None;
    }
    let folded = bare(head);
    let greets = GREETINGS.iter().any(|g| begins(&folded, g));
    greets.then(|| rest.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '#'))
}

/// `Thanks!`, `Best, Maria`, `Muchas gracias y un saludo`.
pub(super) fn is_closing(line: &str) -> bool {
    if line.len() > MAX_CLOSING || line.contains(|c: char| c.is_ascii_digit() || c == ':') {
        return false;
    }
    let ends = |c: char| matches!(c, ',' | '!' | '.' | '-' | '–' | '—');
    let (head, rest) = line.split_once(ends).unwrap_or((line, ""));
    let rest = rest.trim_matches(|c: char| ends(c) || c == ' ');
    let is_named = || rest.split(' ').count() <= 3 && ends_with_name(rest);
    closes(&bare(head)) && (rest.is_empty() || is_named() || is_closing(rest))
}

/// A closing, with words that make it warmer, or two of them.
fn closes(folded: &str) -> bool {
    CLOSINGS.iter().filter(|closing| begins(folded, closing)).any(|closing| {
        let rest = folded.strip_prefix(closing).unwrap_or_default();
        let mut rest = rest.split(' ').filter(|w| !w.is_empty() && !FILLERS.contains(w)).peekable();
        let joined = rest.next_if(|w| matches!(*w, "and" | "y" | "et")).is_some();
        let rest: Vec<&str> = rest.collect();
        rest.is_empty() || (joined && CLOSINGS.contains(&rest.join(" ").as_str()))
    })
}

/// The last word is written large.
fn ends_with_name(line: &str) -> bool {
    let last = line.split(' ').next_back().unwrap_or_default();
    last.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase)
}

/// A name, a title or a room, as they stand below a closing: few words, the first one large, no sentence.
pub(super) fn is_name(line: &str) -> bool {
    let words = line.split(' ').filter(|w| w.chars().any(char::is_alphanumeric)).count();
    let large = line.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| c.is_uppercase() || c.is_numeric());
    words <= 6 && large && !line.ends_with([':', '?']) && line.len() <= 60
}

fn begins(folded: &str, word: &str) -> bool {
    folded.strip_prefix(word).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '\''))
}

#[rustfmt::skip]
const GREETINGS: &[&str] = &[
    "hi", "hello", "hey", "dear", "good morning", "good afternoon", "good evening", "good day", "morning", "greetings",
    "hola", "buenos dias", "buenas", "buenas tardes", "buenas noches", "buen dia", "estimado", "estimada", "estimados",
    "querido", "querida", "bonjour", "bonsoir", "salut", "coucou", "cher", "chere",
];

#[rustfmt::skip]
const CLOSINGS: &[&str] = &[
    "thanks", "thank you", "thx", "many thanks", "thanks so much", "thanks again", "thanks a lot", "thank you so much", "best",
    "best regards", "best wishes", "all the best", "regards", "kind regards", "warm regards", "cheers", "sincerely",
    "yours", "yours truly", "yours sincerely", "warmly", "have a good day", "have a great day", "have a nice day",
    "have a good evening", "have a good weekend", "have a great weekend", "good night", "see you", "see you tomorrow",
    "talk soon", "bye", "thats all", "that's all", "that is all",
    "gracias", "muchas gracias", "mil gracias", "gracias por todo", "saludos", "saludos cordiales", "un saludo",
    "un cordial saludo", "atentamente", "cordialmente", "un abrazo", "abrazos", "que tengas buen dia", "buen dia",
    "buenas noches", "buena tarde", "hasta manana", "hasta luego", "eso es todo",
    "merci", "merci beaucoup", "merci bien", "merci d'avance", "mille mercis", "cordialement", "bien cordialement",
    "bien a vous", "bonne journee", "bonne soiree", "bonne nuit", "bon week end", "a demain", "a bientot", "amicalement",
    "salutations", "bises", "c'est tout",
];

const FILLERS: [&str; 14] = [
    "again", "so", "much", "very", "all", "a", "lot", "you", "homeroom", "everyone", "todos", "tous", "mucho",
    "beaucoup",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn greetings_and_closings_are_known() {
        for (line, rest) in [
            ("Hi,", Some("")),
            ("Hola", Some("")),
            ("Bonjour à tous,", Some("")),
            ("Good morning!", Some("")),
            ("Hi, ok 3", Some("ok 3")),
            ("Dear homeroom,", Some("")),
            ("good Leo: shared", None),
            ("hit Leo", None),
        ] {
            assert_eq!(after_greeting(line), rest, "{line}");
        }
        for line in
            ["Thanks!", "Best, Maria", "Muchas gracias", "Merci beaucoup !", "Thanks, Ms. Rivera", "Thank you so much"]
        {
            assert!(is_closing(line), "{line}");
        }
        for line in ["thanks 2", "Thanks for coming to the meeting", "ok 3", "best: x", "Best in class"] {
            assert!(!is_closing(line), "{line}");
        }
    }
}
