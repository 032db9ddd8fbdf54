//! The header fields of a mail as they stand, from the top: the only place where a doubled field can be seen.
//!
//! mail-parser answers questions for one field with the *last* of its name, while receiving servers stamp on top;
//! whatever decides about trust walks these fields instead.

/// One header field: name and value as they stand on the wire.
#[derive(Clone, Copy, Debug)]
pub struct Field<'a> {
    pub name: &'a [u8],
    /// Everything after the colon, line folding included, without the last line end.
    pub value: &'a [u8],
    /// `From : x`: programs disagree whether this is the field `From`.
    pub blank_before_colon: bool,
}

impl<'a> Field<'a> {
    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name.as_bytes())
    }

    /// The value unfolded and trimmed; what is no UTF-8 is shown as U+FFFD.
    pub fn text(&self) -> String {
        let text = String::from_utf8_lossy(self.value);
        let mut line = String::with_capacity(text.len());
        for piece in text.split(['\r', '\n']).map(str::trim).filter(|p| !p.is_empty()) {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(piece);
        }
        line
    }
}

/// A header block walked once.
pub struct Header<'a>(Vec<Field<'a>>);

impl<'a> Header<'a> {
    pub fn read(raw: &'a [u8]) -> Self {
        Self(fields(raw).collect())
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// From the top.
    pub fn iter(&self) -> impl Iterator<Item = Field<'a>> {
        self.0.iter().copied()
    }

    /// The fields of this name, from the top.
    pub fn all(&self, name: &str) -> impl Iterator<Item = Field<'a>> {
        self.iter().filter(move |f| f.is(name))
    }

    /// The first field of this name, from the top.
    pub fn first(&self, name: &str) -> Option<Field<'a>> {
        self.all(name).next()
    }
}

/// The fields of a header block, in order, until its empty line.
pub struct Fields<'a> {
    rest: &'a [u8],
}

/// Walks the header block at the start of `raw`.
pub fn fields(raw: &[u8]) -> Fields<'_> {
    Fields { rest: raw }
}

/// The first field of this name, from the top.
pub fn first<'a>(raw: &'a [u8], name: &str) -> Option<Field<'a>> {
    fields(raw).find(|f| f.is(name))
}

/// Takes one line off, its line end included.
pub fn split_line(bytes: &[u8]) -> (&[u8], &[u8]) {
    match bytes.iter().position(|b| *b == b'\n') {
        Some(at) => bytes.split_at(at + 1),
        None => (bytes, &[]),
    }
}

/// The line without its line end.
pub fn without_line_end(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// A header block without the empty line that ends it.
pub fn without_empty_line(header: &[u8]) -> &[u8] {
    let end =
        [&b"\r\n\r\n"[..], b"\n\n"].iter().find_map(|end| header.strip_suffix(*end).map(|h| h.len() + end.len() / 2));
    header.get(..end.unwrap_or(header.len())).unwrap_or(header)
}

/// What follows the header block and its empty line.
pub fn after_header(raw: &[u8]) -> &[u8] {
    let mut rest = raw;
    loop {
        let (line, after) = split_line(rest);
        if line.is_empty() || without_line_end(line).is_empty() {
            return after;
        }
        rest = after;
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Field<'a>;

    fn next(&mut self) -> Option<Field<'a>> {
        loop {
            let whole = self.rest;
            let (line, mut after) = split_line(whole);
            if without_line_end(line).is_empty() {
                self.rest = &[];
                return None;
            }
            while matches!(after.first(), Some(b' ' | b'\t')) {
                (_, after) = split_line(after);
            }
            let length = whole.len() - after.len();
            self.rest = after;
            let field = without_line_end(whole.get(..length).unwrap_or(whole));
            // A line without a colon (the envelope line of an mbox, rubbish) is no field.
            if let Some(colon) = field.iter().position(|b| *b == b':') {
                let (name, value) = field.split_at(colon);
                let bare = name.trim_ascii();
                // `From MAILER-DAEMON Mon Jan 1 00:00:00` has a colon and is no field either.
                if bare.is_empty() || bare.iter().any(|b| b.is_ascii_whitespace()) {
                    continue;
                }
                return Some(Field {
                    name: bare,
                    value: value.strip_prefix(b":").unwrap_or(value),
                    blank_before_colon: bare.len() != name.len(),
                });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_come_from_the_top_and_stop_at_the_empty_line() {
        let raw =
            b"From nobody Mon Jan 1 00:00:00 2026\nA: 1\r\nB : 2\r\n  folded\r\nrubbish\r\nA: 3\r\n\r\nC: body\r\n";
        let seen: Vec<(String, String, bool)> = fields(raw)
            .map(|f| (String::from_utf8_lossy(f.name).into_owned(), f.text(), f.blank_before_colon))
            .collect();
        assert_eq!(
            seen,
            [("A".into(), "1".into(), false), ("B".into(), "2 folded".into(), true), ("A".into(), "3".into(), false)]
        );
        assert_eq!(first(raw, "a").map(|f| f.text()), Some("1".into()));
        assert!(first(raw, "c").is_none());
    }

    #[test]
    fn an_empty_mail_has_no_fields() {
        for raw in [&b""[..], b"\r\n", b"\nA: 1", b"no colon at all"] {
            assert_eq!(fields(raw).count(), 0);
        }
    }
}
