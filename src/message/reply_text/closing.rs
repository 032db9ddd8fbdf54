//! The closing that a person puts under every mail: name, work, phones. No rule knows it by its looks; three mails of the
//! same person show it.

use super::fold;

/// A closing of more lines is none.
const MAX_LINES: usize = 20;
/// A shorter line may be a sign-off: "Thanks, Ana".
const SHORT: usize = 40;

/// Where the closing begins in a person's new text (octets) that ends at least two of their earlier ones as well. Never
/// all of the text, never a sentence, and never a mere sign-off.
pub fn begins(text: &str, earlier: &[String]) -> Option<usize> {
    let lines: Vec<&str> = text.lines().collect();
    // Filled lines, the last one first.
    let filled: Vec<usize> =
        (0..lines.len()).rev().filter(|at| lines.get(*at).is_some_and(|l| !l.trim().is_empty())).collect();
    let tail: Vec<&str> = filled.iter().take(MAX_LINES).filter_map(|at| lines.get(*at).copied()).collect();
    let mut common: Vec<usize> = earlier.iter().map(|other| common_end(&tail, other)).collect();
    common.sort_unstable_by(|a, b| b.cmp(a));
    let shared = *common.get(1)?;
    let mut count = tail.iter().take(shared).take_while(|line| !is_sentence(line)).count();
    let blank_below = |count: usize| {
        let below = count.checked_sub(1).and_then(|last| filled.get(last)).and_then(|at| lines.get(at + 1));
        below.is_some_and(|line| line.trim().is_empty())
    };
    // A sign-off with an empty line below it belongs to the words above.
    while blank_below(count) && !tail.get(count - 1).is_some_and(|line| tells_where(line)) {
        count -= 1;
    }
    let block = tail.get(..count)?;
    let signs_off = count <= 2 && block.iter().all(|line| line.chars().count() <= SHORT && !tells_where(line));
    if count < 2 || count >= filled.len() || signs_off {
        return None;
    }
    let at = *filled.get(count - 1)?;
    let first = lines.get(at)?;
    // What stands right below a question is its answer.
    let answers = at.checked_sub(1).and_then(|above| lines.get(above)).is_some_and(|l| l.trim_start().starts_with('>'));
    (!answers).then(|| first.as_ptr() as usize - text.as_ptr() as usize)
}

/// How many lines at the end are the same; those of `tail` come last first.
fn common_end(tail: &[&str], other: &str) -> usize {
    let other = other.lines().rev().filter(|line| !line.trim().is_empty());
    tail.iter().zip(other).take_while(|(own, other)| own == &other || fold::line(own) == fold::line(other)).count()
}

/// A number, an address or a page: where somebody is to be found.
fn tells_where(line: &str) -> bool {
    line.contains('@') || line.contains("www.") || line.contains("://") || line.chars().any(char::is_numeric)
}

/// Words that may well be the same three times: "Leo is ill today". Names, titles and places are written large, or
/// short; what is quoted is no closing either.
fn is_sentence(line: &str) -> bool {
    let line = line.trim();
    let small = |word: &&str| {
        let mut letters = word.chars();
        letters.next().is_some_and(|c| c.is_alphabetic() && !c.is_uppercase()) && letters.next().is_some()
    };
    let dense = line.chars().filter(|c| c.is_alphabetic() && c.len_utf8() > 2).count();
    line.starts_with('>')
        || (line.ends_with(['.', '!', '?', '。', '！', '？', '…']) && !tells_where(line))
        || line.split_whitespace().filter(small).count() >= 3
        || dense > 6
}

#[cfg(test)]
mod tests {
    use super::*;

    fn closing<'a>(text: &'a str, earlier: &[&str]) -> Option<&'a str> {
        let earlier: Vec<String> = earlier.iter().map(|e| (*e).to_owned()).collect();
        begins(text, &earlier).map(|at| &text[at..])
    }

    const NURSE: &str = "Ana Martínez\nRegistered Nurse, Mercy Hospital\nTel. +1 555 0100";

    #[test]
    fn what_ends_three_mails_is_a_closing() {
        let with = |words: &str| format!("{words}\n\n{NURSE}");
        let earlier = [with("Leo is ill."), with("Thank you!\n\nBest,"), "Something else".to_owned()];
        let earlier: Vec<&str> = earlier.iter().map(String::as_str).collect();
        for words in ["We come on Monday.", "We come.\n\nThanks,\nAna", "Ok", "Ok\n\nAna Martínez"] {
            assert_eq!(closing(&with(words), &earlier), Some(NURSE), "{words}");
        }
        // Blanks and letter case are nothing that people keep the same.
        assert_eq!(closing(&format!("Ok\n{}", NURSE.to_uppercase()), &earlier), Some(NURSE.to_uppercase().as_str()));
        assert_eq!(closing(&with("Ok"), &earlier[1..]), None, "two mails show nothing");
        assert_eq!(closing(&with("Ok"), &[]), None);
    }

    #[test]
    fn a_sign_off_stays() {
        for end in
            ["Thanks, Ana", "Thanks,\nAna", "Mit freundlichen Grüßen\nAna Martínez", "Thanks,\n\nAna\n\nMartínez"]
        {
            let mails = [format!("Leo is ill.\n\n{end}"), format!("He is well.\n\n{end}")];
            let mails: Vec<&str> = mails.iter().map(String::as_str).collect();
            assert_eq!(closing(&format!("See you.\n\n{end}"), &mails), None, "{end}");
        }
        let end = format!("Thanks,\n\n{NURSE}");
        let mails = [format!("Leo is ill.\n\n{end}"), format!("He is well.\n\n{end}")];
        let mails: Vec<&str> = mails.iter().map(String::as_str).collect();
        assert_eq!(closing(&format!("See you.\n\n{end}"), &mails), Some(NURSE), "only what is below it");
    }

    #[test]
    fn words_that_come_back_are_no_closing() {
        for text in [
            "Leo is ill today\nand stays home until 12.\nAna",
            "Leo is ill today.\nAna Martínez\n+1 555 0100",
            "> Can Leo come?\nYes\n555",
            "> Can Leo come?\nYes\n555",
            "利奥今天生病了，不能上学\n张女士",
        ] {
            let mails = [format!("Good morning,\n{text}"), format!("Hello,\n{text}")];
            let mails: Vec<&str> = mails.iter().map(String::as_str).collect();
            let mail = format!("Dear Ms Rivera,\n{text}");
            let found = closing(&mail, &mails);
            assert!(found.is_none_or(|f| f == "Ana Martínez\n+1 555 0100"), "{found:?}");
        }
        assert_eq!(closing(NURSE, &[NURSE, NURSE, NURSE]), None, "never all of the text");
    }
}
