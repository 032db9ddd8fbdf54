//! Lines made comparable: lower case, single blanks, straight apostrophes.

use super::super::clean::is_deceptive;

/// One line, folded, without the decoration around it.
pub fn line(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    push(&mut folded, text);
    folded
}

/// Several lines as one. `None` if they hold more than `max` octets.
pub fn lines(lines: &[&str], max: usize) -> Option<String> {
    let octets = lines.iter().map(|l| l.len() + 1).sum::<usize>();
    if octets > max {
        return None;
    }
    let mut folded = String::with_capacity(octets);
    for line in lines {
        push(&mut folded, line);
    }
    Some(folded)
}

fn push(folded: &mut String, text: &str) {
    let mut blank = !folded.is_empty();
    for c in text.chars() {
        match c {
            c if c.is_whitespace() => blank = true,
            c if is_deceptive(c) => {}
            c => {
                if std::mem::take(&mut blank) && !folded.is_empty() {
                    folded.push(' ');
                }
                match c {
                    '’' | '‘' | '`' | '´' => folded.push('\''),
                    c if c.is_ascii() => folded.push(c.to_ascii_lowercase()),
                    c => folded.extend(c.to_lowercase()),
                }
            }
        }
    }
}

pub fn has_any(folded: &str, words: &[&str]) -> bool {
    words.iter().any(|word| folded.contains(word))
}

/// A person speaks of themselves, which no notice and no gateway does. `text` is not folded: English writes "I" large,
/// Polish "i" is "and".
pub fn speaks_of_oneself(text: &str, folded: &str) -> bool {
    let english = text.split(|c: char| !c.is_alphanumeric()).any(|word| word == "I");
    english
        || folded.split(|c: char| !c.is_alphanumeric() && c != '\'').any(|word| ONESELF.contains(&word))
        || has_any(folded, &["我孩子", "我的", "我收", "我儿", "我女", "我不", "我想", "我们家", "我們家"])
}

#[rustfmt::skip]
const ONESELF: &[&str] = &[
    "my", "mine", "myself", "i'm", "i've", "yo", "mis", "recibí", "je", "j'ai", "j'en", "mon", "mes", "ich", "mein",
    "meine", "meinen", "meinem", "meiner", "mir", "mich", "eu", "meu", "meus", "minha", "minhas", "recebi", "io",
    "ho", "mio", "mia", "miei", "mie", "ik", "mijn", "moja", "moje", "mój", "mojego", "mojej", "otrzymałam",
    "otrzymałem", "я", "мой", "моя", "моё", "мои", "моего", "моей", "мне", "меня",
];

/// The line is a sentence's end, or the end of something that is none.
pub fn ends_sentence(folded: &str) -> bool {
    folded.ends_with(['.', '!', '?', ':', ';', '>', ']', ')', '*', '。', '！', '…'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_folded_into_one() {
        assert_eq!(line("  Don’t\u{a0} \u{200b}SEND\tÀ "), "don't send à");
        assert_eq!(lines(&["Ana ", " is", "", "here"], 100).as_deref(), Some("ana is here"));
        assert_eq!(lines(&["too long"], 5), None);
    }

    #[test]
    fn people_speak_of_themselves_and_notices_do_not() {
        for text in ["I got this", "das ist meine Mail", "Я получил", "Это мой адрес", "我的孩子"]
        {
            assert!(speaks_of_oneself(text, &line(text)), "{text}");
        }
        for text in ["Tajna i poufna", "this message is", "in error", "e-mail vertraulich", "如果您错误收到"] {
            assert!(!speaks_of_oneself(text, &line(text)), "{text}");
        }
    }
}
