//! The rules as functions of the source: each gives its violations, a line of text each.

use super::source::SourceFile;
use super::tokens::Token;

/// A top-level module and what it may import.
pub struct Room {
    pub name: &'static str,
    pub may_import: &'static [&'static str],
}

/// A path of another crate and the only places that may name it.
pub struct Wall {
    pub path: &'static str,
    pub only_in: &'static [&'static str],
    pub because: &'static str,
}

/// A file (`src/a.rs`) or function (`src/a.rs fn b`) that is longer than the rule.
pub struct Exception {
    pub place: &'static str,
    /// Its length now: an exception is lowered when the piece shrinks.
    pub lines: usize,
    pub because: &'static str,
}

/// A file or function above the limit.
#[derive(PartialEq, Eq, Debug)]
pub struct LongPiece {
    pub place: String,
    pub lines: usize,
    pub limit: usize,
}

/// Rooms that the table forgets, and rooms that could import themselves by a round trip.
pub fn table_problems(rooms: &[Room]) -> Vec<String> {
    let mut problems = Vec::new();
    for (at, room) in rooms.iter().enumerate() {
        for import in room.may_import {
            let target = import.split("::").next().unwrap_or(import);
            // In reading order each room imports only from rooms above it: no cycle can form.
            if !rooms[..at].iter().any(|above| above.name == target) {
                problems.push(format!("{} may import {target}, which is not listed above it", room.name));
            }
        }
    }
    problems
}

/// Files in rooms of which the table knows nothing.
pub fn unknown_rooms(files: &[SourceFile], rooms: &[Room]) -> Vec<String> {
    let known = |file: &&SourceFile| file.room().is_none_or(|own| rooms.iter().any(|room| room.name == own));
    files.iter().filter(|file| !known(file)).map(|file| format!("{}: a room without rules", file.name)).collect()
}

/// Imports that the table does not allow.
pub fn imports(file: &SourceFile, rooms: &[Room]) -> Vec<String> {
    let mut violations = Vec::new();
    for path in file.paths() {
        let Some(inside) = file.inside_crate(&path) else { continue };
        let Some(target) = inside.first() else { continue };
        if Some(target.as_str()) == file.room() {
            continue;
        }
        let whole = inside.join("::");
        let covers = |allowed: &&str| whole == **allowed || whole.starts_with(&format!("{allowed}::"));
        let allowed = file
            .room()
            .and_then(|own| rooms.iter().find(|room| room.name == own))
            .is_some_and(|room| room.may_import.iter().any(covers));
        if !allowed {
            violations.push(format!("{}:{}: {} may not import {whole}", file.name, path.line, told(file)));
        }
    }
    violations
}

/// Crates named outside their rooms.
pub fn walls(file: &SourceFile, walls: &[Wall]) -> Vec<String> {
    let mut violations = Vec::new();
    for path in file.paths() {
        let named = |wall: &&Wall| {
            let parts: Vec<&str> = wall.path.split("::").collect();
            path.segments.len() >= parts.len() && parts.iter().zip(&path.segments).all(|(part, own)| part == own)
        };
        // A word of its own is a path only if it stands in `use` or goes on with `::`; a variable may be called cron.
        let Some(wall) = walls.iter().filter(named).max_by_key(|wall| wall.path.len()) else { continue };
        if path.segments.len() == 1 && !imports_whole_crate(file, &path.segments[0], path.line) {
            continue;
        }
        if !wall.only_in.iter().any(|place| file.is_in(place)) {
            let whole = path.segments.join("::");
            violations
                .push(format!("{}:{}: {whole} outside {:?}: {}", file.name, path.line, wall.only_in, wall.because));
        }
    }
    violations
}

/// `use name;`, `use name as other;` or `extern crate name;` on that line.
fn imports_whole_crate(file: &SourceFile, name: &str, line: usize) -> bool {
    file.tokens.windows(3).any(|three| {
        let [before, word, after] = three else { return false };
        word.text == name
            && word.line == line
            && matches!(before.text.as_str(), "use" | "crate" | "{" | ",")
            && matches!(after.text.as_str(), ";" | "as" | "}" | ",")
            && uses_on(file, line)
    })
}

fn uses_on(file: &SourceFile, line: usize) -> bool {
    file.tokens.iter().any(|token| token.line == line && matches!(token.text.as_str(), "use" | "extern"))
}

/// Derives of serde outside the places for them.
pub fn serde_derives(file: &SourceFile, places: &[&str]) -> Vec<String> {
    if places.iter().any(|place| file.is_in(place)) {
        return Vec::new();
    }
    let mut violations = Vec::new();
    for (at, token) in file.tokens.iter().enumerate() {
        if token.text != "derive" {
            continue;
        }
        let derived = file.tokens[at + 1..].iter().take_while(|next| next.text != ")");
        for name in derived.filter(|name| matches!(name.text.as_str(), "Serialize" | "Deserialize")) {
            violations.push(format!("{}:{}: {} is derived outside {places:?}", file.name, name.line, name.text));
        }
    }
    violations
}

/// Marks of unfinished work, and lints that are switched off.
pub fn forbidden_words(file: &SourceFile) -> Vec<String> {
    let mut violations = Vec::new();
    let mut tell = |token: &Token, what: &str| violations.push(format!("{}:{}: {what}", file.name, token.line));
    for (at, token) in file.tokens.iter().enumerate() {
        let next = file.tokens.get(at + 1).map_or("", |next| next.text.as_str());
        match (token.text.as_str(), next) {
            ("todo" | "unimplemented" | "dbg", "!") => tell(token, &format!("{}! is unfinished work", token.text)),
            ("allow", "(") if in_attribute(&file.tokens, at) => tell(token, "allow: write `expect` with a reason"),
            ("expect", "(") if in_attribute(&file.tokens, at) && !has_reason(&file.tokens[at..]) => {
                tell(token, "expect without a reason");
            }
            ("ignore", "]" | "=") if in_attribute(&file.tokens, at) => tell(token, "a test is switched off"),
            _ => {}
        }
    }
    violations
}

/// Whether the word stands first in `#[…]` or `#![…]`, or in a `cfg_attr` of one.
fn in_attribute(tokens: &[Token], at: usize) -> bool {
    let before = |steps: usize| at.checked_sub(steps).map_or("", |place| tokens[place].text.as_str());
    let opens = |steps: usize| before(steps) == "[" && (before(steps + 1) == "#" || before(steps + 1) == "!");
    let line = tokens[at].line;
    let inside = |word: &Token| word.line <= line && line - word.line < 12 && word.text == "cfg_attr";
    opens(1) || (before(1) == "," && tokens[..at].iter().rev().take(60).any(inside))
}

fn has_reason(attribute: &[Token]) -> bool {
    attribute.iter().take_while(|token| token.text != "]").any(|token| token.text == "reason")
}

/// Files and functions above the limits, without test code.
pub fn long_pieces(files: &[SourceFile], longest_file: usize, longest_function: usize) -> Vec<LongPiece> {
    let mut long = Vec::new();
    for file in files {
        if file.lines > longest_file {
            long.push(LongPiece { place: file.name.clone(), lines: file.lines, limit: longest_file });
        }
        for (name, lines) in functions(&file.tokens) {
            if lines > longest_function {
                let place = format!("{} fn {name}", file.name);
                long.push(LongPiece { place, lines, limit: longest_function });
            }
        }
    }
    long
}

/// Every function with a body: its name and its lines from `fn` to the closing brace.
fn functions(tokens: &[Token]) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        // `fn(u8)` is a type.
        let Some(name) = tokens.get(at + 1).filter(|name| token.text == "fn" && name.is_word()) else { continue };
        let mut depth = 0_usize;
        let body = tokens[at..].iter().position(|next| {
            match next.text.as_str() {
                "(" | "[" => depth += 1,
                ")" | "]" => depth -= 1,
                _ => {}
            }
            depth == 0 && matches!(next.text.as_str(), "{" | ";")
        });
        let Some(start) = body.map(|steps| at + steps).filter(|start| tokens[*start].text == "{") else { continue };
        let mut depth = 0_usize;
        let end = tokens[start..].iter().position(|next| {
            match next.text.as_str() {
                "{" => depth += 1,
                "}" => depth -= 1,
                _ => {}
            }
            depth == 0
        });
        let last = end.map_or(tokens.len() - 1, |steps| start + steps);
        found.push((name.text.clone(), tokens[last].line - token.line + 1));
    }
    found
}

/// What is too long and not excepted, and exceptions that are not needed, too wide or without a reason.
pub fn without_exceptions(long: &[LongPiece], exceptions: &[Exception]) -> Vec<String> {
    let mut violations = Vec::new();
    for piece in long {
        if !exceptions.iter().any(|exception| exception.place == piece.place && exception.lines >= piece.lines) {
            violations.push(format!("{}: {} lines, at most {}", piece.place, piece.lines, piece.limit));
        }
    }
    for exception in exceptions {
        let piece = long.iter().find(|piece| piece.place == exception.place);
        if piece.is_none_or(|piece| piece.lines < exception.lines) {
            let now = piece.map_or("no longer needed".to_owned(), |piece| format!("{} lines now", piece.lines));
            violations.push(format!("exception for {}: {now}; take it out or lower it", exception.place));
        }
        if exception.because.split_whitespace().count() < 5 {
            violations.push(format!("exception for {}: the reason is a sentence", exception.place));
        }
    }
    violations
}

fn told(file: &SourceFile) -> &str {
    file.room().unwrap_or("lib.rs")
}
