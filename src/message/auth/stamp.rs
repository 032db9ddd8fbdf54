//! The grammar of an Authentication-Results value (RFC 8601 §2.2).

/// Comments nest at most this deep in anything a receiver writes.
const MAX_DEPTH: usize = 20;

#[derive(PartialEq, Eq, Debug)]
pub struct Stamp {
    /// The receiver's own name for itself; Exchange Online writes none.
    pub id: Option<String>,
    pub clauses: Vec<Clause>,
}

/// `dmarc=pass (…) header.from=x.test`. Names are in lower case, values as they stand.
#[derive(PartialEq, Eq, Debug)]
pub struct Clause {
    pub method: String,
    pub result: String,
    pub properties: Vec<(String, String)>,
}

impl Clause {
    /// The value of a property that is there exactly once.
    pub fn sole(&self, name: &str) -> Option<&str> {
        let mut values = self.properties.iter().filter(|(n, _)| n == name).map(|(_, v)| v.as_str());
        let value = values.next()?;
        values.next().is_none().then_some(value)
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Token {
    /// Words and quoted strings without a gap between them, and whether any of it was quoted.
    Word {
        text: String,
        quoted: bool,
    },
    Equals,
    Semicolon,
}

impl Stamp {
    /// `None` where the value does not follow the grammar.
    pub fn read(value: &str) -> Option<Stamp> {
        let tokens = tokens(value)?;
        let mut segments = tokens.split(|t| *t == Token::Semicolon);
        let first = segments.next()?;
        let mut stamp = Stamp { id: None, clauses: Vec::new() };
        if first.contains(&Token::Equals) {
            stamp.clauses.extend(clause(first)?);
        } else {
            stamp.id = Some(identifier(first)?);
        }
        for segment in segments.filter(|s| !s.is_empty()) {
            stamp.clauses.extend(clause(segment)?);
        }
        Some(stamp)
    }
}

/// The name before the first semicolon or blank of a value that may be broken behind it.
pub fn first_word(value: &str) -> Option<String> {
    let word = value.trim_start().split([';', ' ', '\t', '(']).next().unwrap_or_default();
    (!word.is_empty() && !word.contains(['"', '='])).then(|| word.to_ascii_lowercase())
}

/// `mx.school.test` or `mx.school.test 1`.
fn identifier(tokens: &[Token]) -> Option<String> {
    match tokens {
        [Token::Word { text, .. }] => Some(text.clone()),
        [Token::Word { text, .. }, Token::Word { text: version, .. }]
            if version.bytes().all(|b| b.is_ascii_digit()) =>
        {
            Some(text.clone())
        }
        _ => None,
    }
}

/// One segment: `Some(None)` is the lone `none` of a receiver that tested nothing.
fn clause(tokens: &[Token]) -> Option<Option<Clause>> {
    if let [Token::Word { text, quoted: false }] = tokens {
        return text.eq_ignore_ascii_case("none").then_some(None);
    }
    let mut pairs = tokens.chunks(3).map(|triple| match triple {
        // Only values may be quoted.
        [Token::Word { text: name, quoted: false }, Token::Equals, Token::Word { text: value, .. }] => {
            Some((name.to_ascii_lowercase(), value.clone()))
        }
        _ => None,
    });
    let (method, result) = pairs.next()??;
    let method = method.split('/').next().unwrap_or_default().to_owned();
    let properties = pairs.collect::<Option<Vec<_>>>()?;
    Some(Some(Clause { method, result: result.to_ascii_lowercase(), properties }))
}

fn tokens(value: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut chars = value.chars().peekable();
    while let Some(c) = chars.peek().copied() {
        match c {
            c if c.is_whitespace() => {
                chars.next();
            }
            '(' => skip_comment(&mut chars)?,
            ';' => {
                chars.next();
                tokens.push(Token::Semicolon);
            }
            '=' => {
                chars.next();
                tokens.push(Token::Equals);
            }
            ')' => return None,
            _ => {
                let after_equals = tokens.last() == Some(&Token::Equals);
                tokens.push(word(&mut chars, after_equals)?);
            }
        }
    }
    Some(tokens)
}

type Chars<'a> = std::iter::Peekable<std::str::Chars<'a>>;

fn skip_comment(chars: &mut Chars<'_>) -> Option<()> {
    let mut depth = 0_usize;
    while let Some(c) = chars.next() {
        match c {
            '\\' => {
                chars.next()?;
            }
            '(' => depth += 1,
            ')' => {
                depth -= 1;
                if depth == 0 {
                    return Some(());
                }
            }
            _ => {}
        }
        if depth > MAX_DEPTH {
            return None;
        }
    }
    None
}

/// A word or a quoted string, or several joined without a gap (`"a b"@x.test`). Values may hold `=` (signatures do).
fn word(chars: &mut Chars<'_>, is_value: bool) -> Option<Token> {
    let mut text = String::new();
    let mut quoted = false;
    while let Some(c) = chars.peek().copied() {
        match c {
            '"' => {
                chars.next();
                quoted = true;
                loop {
                    match chars.next()? {
                        '"' => break,
                        '\\' => text.push(chars.next()?),
                        c => text.push(c),
                    }
                }
            }
            '=' if is_value => {
                chars.next();
                text.push('=');
            }
            '=' | ';' | '(' => break,
            ')' => return None,
            c if c.is_whitespace() => break,
            c if c.is_control() => return None,
            c => {
                chars.next();
                text.push(c);
            }
        }
    }
    Some(Token::Word { text, quoted })
}
