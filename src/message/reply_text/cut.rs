//! What is no new text, and by which rule.

/// The rules by which a piece of a mail is cut.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum CutRule {
    /// Lines that begin with `>`.
    QuotedLines,
    /// "On Monday Ana wrote:", with the history below it where that has no mark of its own.
    Attribution,
    /// From, Sent, To, Subject as Outlook prints them, with the history below.
    HeaderBlock,
    /// "-----Original Message-----", with the history below.
    Separator,
    /// An element of HTML by which a mail program sets history apart.
    QuoteContainer,
    Signature,
    /// "Sent from my iPhone", and what else a program writes by itself.
    PhoneFooter,
    /// Confidentiality, and the trees that a printed mail costs.
    Notice,
    /// A warning that a mail gateway wrote into the mail.
    Banner,
    /// What ends the sender's earlier mails as well.
    HabitualClosing,
    /// Lines without a word.
    Decoration,
}

impl CutRule {
    pub const ALL: [CutRule; 11] = [
        Self::QuotedLines,
        Self::Attribution,
        Self::HeaderBlock,
        Self::Separator,
        Self::QuoteContainer,
        Self::Signature,
        Self::PhoneFooter,
        Self::Notice,
        Self::Banner,
        Self::HabitualClosing,
        Self::Decoration,
    ];

    /// The words in the JSON and on the page.
    pub fn words(self) -> &'static str {
        match self {
            Self::QuotedLines => "quoted lines",
            Self::Attribution => "attribution",
            Self::HeaderBlock => "header block",
            Self::Separator => "separator",
            Self::QuoteContainer => "quote container",
            Self::Signature => "signature",
            Self::PhoneFooter => "phone footer",
            Self::Notice => "notice",
            Self::Banner => "banner",
            Self::HabitualClosing => "habitual closing",
            Self::Decoration => "decoration",
        }
    }

    /// Words of an earlier mail, or the line above them.
    pub fn is_history(self) -> bool {
        matches!(
            self,
            Self::QuotedLines | Self::Attribution | Self::HeaderBlock | Self::Separator | Self::QuoteContainer
        )
    }
}

/// A piece that was cut: whole lines, as they stand in the text, without empty ones at its ends.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cut {
    pub rule: CutRule,
    pub text: String,
    /// How much of the new text stands above it, in octets.
    pub above: usize,
}

impl Cut {
    /// How many lines it has that are not empty.
    pub fn lines(&self) -> usize {
        self.text.lines().filter(|line| !line.trim().is_empty()).count()
    }
}

/// What one line is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Class {
    Own,
    Blank,
    /// An earlier mail's; shown only between the answers to it.
    Quote(CutRule),
    Cut(CutRule),
}

impl Class {
    pub fn is_cut_history(self) -> bool {
        matches!(self, Class::Cut(rule) if rule.is_history())
    }
}

/// Parts the lines into what is shown and what is cut. Every line that is not blank goes into one of them.
pub fn part(lines: &[&str], classes: &[Class]) -> (String, Vec<Cut>) {
    let mut text = String::new();
    let mut cuts: Vec<Cut> = Vec::new();
    // Empty lines since the last line of the cut that is open.
    let mut blanks: Option<usize> = None;
    let mut gap = false;
    for (line, class) in lines.iter().zip(classes) {
        let line = line.trim_end();
        match class {
            Class::Cut(_) if line.is_empty() => {
                gap = true;
                blanks = blanks.map(|b| b + 1);
                continue;
            }
            Class::Cut(rule) => {
                gap = true;
                match cuts.last_mut().filter(|cut| blanks.is_some() && cut.rule == *rule) {
                    Some(open) => {
                        open.text.extend(std::iter::repeat_n('\n', blanks.unwrap_or(0) + 1));
                        open.text.push_str(line);
                    }
                    None => cuts.push(Cut { rule: *rule, text: line.to_owned(), above: text.len() }),
                }
                blanks = Some(0);
                continue;
            }
            Class::Blank => {
                blanks = blanks.map(|b| b + 1);
                // Where something was taken out, one empty line is enough.
                if gap && text.ends_with("\n\n") {
                    continue;
                }
            }
            Class::Own | Class::Quote(_) => {
                blanks = None;
                gap = false;
                // What only HTML set apart is not to pass for the writer's own.
                if matches!(class, Class::Quote(CutRule::QuoteContainer)) && !line.trim_start().starts_with('>') {
                    text.push_str(if line.is_empty() { ">" } else { "> " });
                }
                text.push_str(line);
            }
        }
        text.push('\n');
    }
    let start = text.lines().take_while(|l| l.trim().is_empty()).map(|l| l.len() + 1).sum::<usize>();
    let text = text.get(start..).unwrap_or_default().trim_end();
    cuts.iter_mut().for_each(|cut| cut.above = cut.above.saturating_sub(start).min(text.len()));
    (text.to_owned(), cuts)
}
