//! A text as sentences of words, numbers and marks, whatever the script.

/// A run of letters, a number, or one mark of punctuation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Token {
    /// In lower case.
    Word(String),
    /// Its value, and with how many digits it is written.
    Number(u32, usize),
    Mark(char),
}

#[derive(Clone, Debug)]
pub struct Piece {
    pub token: Token,
    /// No blank before it.
    pub glued: bool,
    /// Where it starts in [`Sentence::line`], at the blank before it.
    at: usize,
}

impl Piece {
    pub fn word(&self) -> Option<&str> {
        if let Token::Word(word) = &self.token { Some(word) } else { None }
    }

    pub fn number(&self) -> Option<(u32, usize)> {
        if let Token::Number(value, digits) = self.token { Some((value, digits)) } else { None }
    }

    pub fn is_mark(&self, marks: &[char]) -> bool {
        matches!(self.token, Token::Mark(mark) if marks.contains(&mark))
    }
}

/// One sentence. In phrases that are looked for, a blank at an end stands for the edge of a word.
#[derive(Default, Debug)]
pub struct Sentence {
    pub pieces: Vec<Piece>,
    /// The words and numbers, a blank before and after each.
    line: String,
}

impl Sentence {
    pub fn holds_any(&self, phrases: &[&str]) -> bool {
        phrases.iter().any(|p| self.line.contains(p))
    }

    /// The one of these phrases that begins with the piece at this place. Phrases without a blank before them may
    /// stand anywhere in that piece: scripts that set no blanks.
    pub fn phrase_at(&self, at: usize, phrases: &[&str]) -> bool {
        let Some(piece) = self.pieces.get(at).filter(|p| p.word().is_some()) else { return false };
        let rest = self.line.get(piece.at..).unwrap_or_default();
        let word = piece.word().unwrap_or_default();
        phrases.iter().any(|p| if p.starts_with(' ') { rest.starts_with(p) } else { word.contains(p) })
    }

    /// Whether one of these phrases ends right before the piece at this place, marks aside.
    pub fn phrase_before(&self, at: usize, phrases: &[&str]) -> bool {
        let end = self.pieces.get(at).map_or(self.line.len(), |p| p.at);
        let before = self.line.get(..end).unwrap_or_default();
        phrases.iter().any(|p| before.ends_with(p.trim_end()))
    }

    fn push(&mut self, token: Token, glued: bool) {
        if self.line.is_empty() {
            self.line.push(' ');
        }
        let at = self.line.len() - 1;
        match &token {
            Token::Word(word) => self.line.push_str(word),
            Token::Number(value, _) => self.line.push_str(&value.to_string()),
            Token::Mark(_) => {}
        }
        if !matches!(token, Token::Mark(_)) {
            self.line.push(' ');
        }
        self.pieces.push(Piece { token, glued, at });
    }
}

/// The sentences of the text's start.
pub fn split(text: &str, max_letters: usize) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    let mut sentence = Sentence::default();
    let mut chars = text.chars().take(max_letters).peekable();
    let mut glued = false;
    let mut line_ends = 0;
    while let Some(c) = chars.next() {
        if c.is_whitespace() {
            line_ends += usize::from(c == '\n');
            glued = false;
            if line_ends > 1 {
                end(&mut sentences, &mut sentence);
            }
            continue;
        }
        line_ends = 0;
        if let Some(digit) = digit(c) {
            let (mut value, mut digits) = (digit, 1);
            while let Some(next) = chars.peek().copied().and_then(self::digit) {
                value = value.saturating_mul(10).saturating_add(next);
                digits += 1;
                chars.next();
            }
            sentence.push(Token::Number(value, digits), glued);
        } else if is_letter(c) {
            let mut word: String = lowered(c).collect();
            while let Some(next) = chars.peek().copied().filter(|n| is_letter(*n) && digit(*n).is_none()) {
                word.extend(lowered(next));
                chars.next();
            }
            sentence.push(Token::Word(word), glued);
        } else {
            sentence.push(Token::Mark(c), glued);
            if ends_sentence(c, &sentence, chars.peek().copied()) {
                end(&mut sentences, &mut sentence);
            }
        }
        glued = true;
    }
    end(&mut sentences, &mut sentence);
    sentences
}

fn end(sentences: &mut Vec<Sentence>, sentence: &mut Sentence) {
    if !sentence.pieces.is_empty() {
        sentences.push(std::mem::take(sentence));
    }
}

/// A full stop after a day or an abbreviation ends nothing: `9. März`, `Jan. 4`.
fn ends_sentence(mark: char, sentence: &Sentence, next: Option<char>) -> bool {
    match mark {
        '!' | '?' | ';' | '。' | '！' | '？' | '؟' | '।' | '؛' => true,
        '.' => {
            let short = match sentence.pieces.iter().rev().nth(1).map(|p| &p.token) {
                Some(Token::Number(_, digits)) => *digits <= 2,
                Some(Token::Word(word)) => word.chars().count() <= 3,
                _ => false,
            };
            !short && next.is_none_or(char::is_whitespace)
        }
        _ => false,
    }
}

/// Letters and the signs that make syllables with them in Hindi and its neighbours.
fn is_letter(c: char) -> bool {
    c.is_alphabetic() || matches!(c, 'º' | 'ª' | '\u{300}'..='\u{36f}' | '\u{93c}' | '\u{94d}' | '\u{5b0}'..='\u{5c7}')
}

fn lowered(c: char) -> impl Iterator<Item = char> {
    c.to_lowercase().filter(|c| !matches!(c, '\u{307}')).map(|c| if c == 'ё' { 'е' } else { c })
}

/// The digits people write a date with: Latin, Arabic, Persian, Hindi, full-width.
fn digit(c: char) -> Option<u32> {
    let zero = match c {
        '0'..='9' => '0',
        '٠'..='٩' => '٠',
        '۰'..='۹' => '۰',
        '०'..='९' => '०',
        '０'..='９' => '０',
        _ => return None,
    };
    u32::from(c).checked_sub(u32::from(zero))
}
