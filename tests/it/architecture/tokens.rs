//! Rust source as a list of words and signs, without comments and without what stands in literals.

/// A word, a sign or a literal (its text is then a mere `"`), with the line it begins on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Token {
    pub text: String,
    pub line: usize,
}

impl Token {
    /// Whether it is an identifier or keyword.
    pub fn is_word(&self) -> bool {
        self.text.starts_with(|first: char| first.is_alphabetic() || first == '_')
    }
}

pub fn tokens(source: &str) -> Vec<Token> {
    let mut reader = Reader { rest: source, line: 1, found: Vec::new() };
    while reader.step() {}
    reader.found
}

struct Reader<'a> {
    rest: &'a str,
    line: usize,
    found: Vec<Token>,
}

impl Reader<'_> {
    /// Reads one piece; false at the end.
    fn step(&mut self) -> bool {
        let Some(first) = self.rest.chars().next() else { return false };
        if first.is_whitespace() {
            self.skip(first.len_utf8());
        } else if self.rest.starts_with("//") {
            self.skip(self.rest.find('\n').unwrap_or(self.rest.len()));
        } else if self.rest.starts_with("/*") {
            self.skip(block_comment(self.rest));
        } else if let Some(length) = raw_string(self.rest) {
            self.take(length, "\"");
        } else if let Some(length) = quoted(self.rest) {
            self.take(length, "\"");
        } else if first == '\'' {
            let length = character_or_lifetime(self.rest);
            self.take(length, "\"");
        } else if first.is_alphanumeric() || first == '_' {
            let word = self.rest.strip_prefix("r#").unwrap_or(self.rest);
            let length = word.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(word.len());
            let text = word[..length].to_owned();
            self.take(self.rest.len() - word.len() + length, &text);
        } else if self.rest.starts_with("::") {
            self.take(2, "::");
        } else {
            self.take(first.len_utf8(), &first.to_string());
        }
        true
    }

    fn take(&mut self, length: usize, text: &str) {
        self.found.push(Token { text: text.to_owned(), line: self.line });
        self.skip(length);
    }

    fn skip(&mut self, length: usize) {
        let (read, rest) = self.rest.split_at(length);
        self.line += read.matches('\n').count();
        self.rest = rest;
    }
}

/// The length of a block comment, which may hold others.
fn block_comment(text: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    while let Some(next) = text[at..].find(['/', '*']).map(|found| at + found) {
        at = match text.get(next..next + 2) {
            Some("/*") => {
                depth += 1;
                next + 2
            }
            Some("*/") => {
                depth -= 1;
                next + 2
            }
            _ => next + 1,
        };
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

/// The length of `r"…"`, `r#"…"#`, `br"…"` or `cr"…"`.
fn raw_string(text: &str) -> Option<usize> {
    let start = ["r", "br", "cr"].into_iter().find_map(|prefix| text.strip_prefix(prefix))?;
    let open = start.trim_start_matches('#');
    let hashes = start.len() - open.len();
    let body = open.strip_prefix('"')?;
    let close = format!("\"{}", "#".repeat(hashes));
    let end = body.find(&close).map_or(body.len(), |found| found + close.len());
    Some(text.len() - body.len() + end)
}

/// The length of `"…"`, `b"…"` or `c"…"`, where a backslash hides the next character.
fn quoted(text: &str) -> Option<usize> {
    let body = ["", "b", "c"].into_iter().find_map(|prefix| text.strip_prefix(prefix)?.strip_prefix('"'))?;
    let mut characters = body.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' => drop(characters.next()),
            '"' => return Some(text.len() - body.len() + at + 1),
            _ => {}
        }
    }
    Some(text.len())
}

/// The length of `'x'` or `'\n'`, or of the quote alone that begins a lifetime.
fn character_or_lifetime(text: &str) -> usize {
    let mut characters = text.char_indices().skip(1);
    match (characters.next(), characters.next()) {
        (Some((_, '\\')), Some((after, escaped))) => {
            let rest = after + escaped.len_utf8();
            text[rest..].find('\'').map_or(text.len(), |end| rest + end + 1)
        }
        (Some(_), Some((end, '\''))) => end + 1,
        _ => 1,
    }
}
