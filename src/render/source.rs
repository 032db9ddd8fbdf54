//! One letter in one language as it is written: a file with one or more wordings.
//!
//! ```text
//! {{!-- a remark to whoever edits this --}}
//! Vital: yes
//! Approved: 2026-08-20, Ms. Roy
//!
//! Subject: {{child}}: good news from school
//!
//! Hello {{guardian}},
//! …
//!
//! Subject: the second wording
//! …
//! ```
//! Only the text is written; the HTML is made from it ([`super::blocks`]), so that the two never say different things.

use jiff::civil::Date;

const SUBJECT: &str = "Subject:";

/// A file taken apart. Lines are counted from 1.
#[derive(Default, Debug)]
pub struct Source {
    /// `Vital: yes`: no family may get these words in a translation that nobody has looked at.
    pub vital: bool,
    /// `Approved:`: when a person who speaks the language looked at it, and who that was.
    pub approved: Option<String>,
    pub wordings: Vec<Written>,
    /// (line, what, instead)
    pub problems: Vec<(usize, String, String)>,
}

#[derive(Default, Debug)]
pub struct Written {
    pub subject: String,
    pub subject_line: usize,
    pub text: String,
    /// The line on which `text` begins.
    pub text_line: usize,
}

/// Takes a file apart. What cannot be made sense of is a problem, and the rest is read all the same.
pub fn read(source: &str) -> Source {
    let mut read = Source::default();
    let mut in_comment = false;
    for (number, line) in (1..).zip(source.lines()) {
        if let Some(subject) = line.strip_prefix(SUBJECT).filter(|_| !in_comment) {
            let (subject, text_line) = (subject.trim().to_owned(), number + 1);
            read.wordings.push(Written { subject, subject_line: number, text: String::new(), text_line });
        } else if let Some(wording) = read.wordings.last_mut() {
            wording.text.push_str(line);
            wording.text.push('\n');
        } else if in_comment || line.trim_start().starts_with("{{!") {
            in_comment = !line.contains(if in_comment || line.contains("{{!--") { "--}}" } else { "}}" });
        } else if !line.trim().is_empty() {
            field(&mut read, number, line);
        }
    }
    if read.wordings.is_empty() {
        read.problem(
            1,
            "there is no subject",
            "begin each wording with a line `Subject: …`, then an empty line, then the text",
        );
    }
    let without_gap: Vec<usize> =
        read.wordings.iter().filter(|w| !w.text.starts_with('\n')).map(|w| w.text_line).collect();
    for line in without_gap {
        read.problem(line, "the text does not begin after an empty line", "leave a line empty below the subject");
    }
    read
}

fn field(read: &mut Source, number: usize, line: &str) {
    let (name, value) = line.split_once(':').unwrap_or((line, ""));
    match (name.trim(), value.trim()) {
        ("Vital", "yes") => read.vital = true,
        ("Vital", "no") => {}
        ("Vital", _) => read.problem(number, "it does not say whether the letter is vital", "write `Vital: yes`"),
        ("Approved", value) => {
            let dated =
                value.split_once(',').filter(|(day, who)| day.trim().parse::<Date>().is_ok() && !who.trim().is_empty());
            if dated.is_none() {
                read.problem(
                    number,
                    "it does not say who approved it",
                    "write the day and the name: `Approved: 2026-08-20, Ms. Roy`",
                );
            }
            read.approved = dated.map(|_| value.to_owned());
        }
        _ => read.problem(
            number,
            "this line is no field of a letter",
            "write `Vital: yes`, `Approved: DATE, NAME`, or `Subject: …` before the words of the letter",
        ),
    }
}

impl Source {
    fn problem(&mut self, line: usize, what: &str, instead: &str) {
        self.problems.push((line, what.to_owned(), instead.to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_holds_fields_and_wordings() {
        let read = read(
            "{{!-- Read aloud\nSubject: not this --}}\nVital: yes\nApproved: 2026-08-20, Ms. Roy\n\nSubject: one\n\nHello,\n\nwords\n\n\
             Subject:  two \n\nHi,\n",
        );
        assert_eq!(read.problems, []);
        assert_eq!((read.vital, read.approved.as_deref()), (true, Some("2026-08-20, Ms. Roy")));
        let shown: Vec<_> =
            read.wordings.iter().map(|w| (w.subject.as_str(), w.subject_line, w.text.trim(), w.text_line)).collect();
        assert_eq!(shown, [("one", 6, "Hello,\n\nwords", 7), ("two", 12, "Hi,", 13)]);
    }

    #[test]
    fn what_is_no_field_is_told_with_its_line() {
        let told = |source: &str| -> Vec<(usize, String)> {
            read(source).problems.into_iter().map(|(line, what, _)| (line, what)).collect()
        };
        let lines = |source: &str| -> Vec<usize> { told(source).into_iter().map(|(line, _)| line).collect() };
        assert_eq!(told("Hello {{guardian}},\n")[0], (1, "this line is no field of a letter".to_owned()));
        assert_eq!(lines("\nVital: perhaps\nApproved: last week\nSubject: x\nno gap\n"), [2, 3, 5]);
        assert_eq!(lines("Approved: 2026-08-20\nSubject: x\n\ntext"), [1]);
        assert_eq!(lines(""), [1]);
        assert_eq!(lines("{{! one line }}\nSubject: x\n\ntext"), [0; 0]);
    }
}
