//! The files of src as the rules see them: tokens without test code, and paths written in full.

use super::tokens::{Token, tokens};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// One file, without the code that only tests see.
pub struct SourceFile {
    /// As it is told in a violation, below the crate's folder.
    pub name: String,
    /// `["decide", "matching"]` for src/decide/matching.rs; `[]` for lib.rs, `["main"]` for main.rs.
    pub module: Vec<String>,
    pub tokens: Vec<Token>,
    /// Lines outside test code.
    pub lines: usize,
}

/// A path as it stands in the code, with `use` trees spread out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CodePath {
    pub segments: Vec<String>,
    pub line: usize,
}

impl SourceFile {
    /// Every file below `src` that is not test code by its declaration.
    pub fn read_all(src: &Path) -> Vec<SourceFile> {
        let mut paths = Vec::new();
        collect(src, &mut paths);
        assert!(!paths.is_empty(), "no source in {}", src.display());
        let mut files = Vec::new();
        let mut only_tests = BTreeSet::new();
        for path in paths {
            let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let below = path.strip_prefix(src).expect("a path below src");
            let (file, tests) = SourceFile::parse(below, &text);
            only_tests.extend(tests);
            files.push(file);
        }
        files.retain(|file| !(1..=file.module.len()).any(|end| only_tests.contains(&file.module[..end])));
        files
    }

    /// Reads one file; also gives the modules that it declares for tests only.
    pub fn parse(below_src: &Path, text: &str) -> (SourceFile, Vec<Vec<String>>) {
        let module = module_of(below_src);
        let (tokens, hidden, declared) = without_test_code(tokens(text));
        let tests = declared.into_iter().map(|name| module.iter().cloned().chain([name]).collect()).collect();
        let lines = text.lines().count() - hidden.len();
        let name = Path::new("src").join(below_src).display().to_string();
        (SourceFile { name, module, tokens, lines }, tests)
    }

    /// The room the file belongs to; lib.rs belongs to none.
    pub fn room(&self) -> Option<&str> {
        self.module.first().map(String::as_str)
    }

    /// Whether the file lies in `place`, such as `imap` or `decide::due`.
    pub fn is_in(&self, place: &str) -> bool {
        place == "*"
            || place.split("::").enumerate().all(|(at, part)| self.module.get(at).is_some_and(|own| own == part))
    }

    /// Every path in the code: those of `use`, spread out, and those in expressions, types and attributes.
    pub fn paths(&self) -> Vec<CodePath> {
        let mut paths = Vec::new();
        let mut at = 0;
        while let Some(token) = self.tokens.get(at) {
            let follows_path = at > 0 && matches!(self.tokens[at - 1].text.as_str(), "::" | ".");
            if token.text == "use" {
                at = use_tree(&self.tokens, at + 1, &[], &mut paths);
            } else if token.is_word() && !follows_path {
                let path = plain_path(&self.tokens, at);
                at += 2 * path.segments.len() - 1;
                paths.push(path);
            } else {
                at += 1;
            }
        }
        paths
    }

    /// The path from the crate's root, if it leads into this crate: `crate::a::b`, `super::b` and `homeroom::a` (from
    /// main.rs) all give `["a", "b"]`.
    pub fn inside_crate(&self, path: &CodePath) -> Option<Vec<String>> {
        let rest = &path.segments[1..];
        match path.segments[0].as_str() {
            "crate" => Some(rest.to_vec()),
            "homeroom" if self.module == ["main"] => Some(rest.to_vec()),
            "super" => {
                let ups = path.segments.iter().take_while(|segment| *segment == "super").count();
                let kept = self.module.len().saturating_sub(ups);
                Some(self.module[..kept].iter().chain(&path.segments[ups..]).cloned().collect())
            }
            _ => None,
        }
    }
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("a folder's entry").path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

fn module_of(below_src: &Path) -> Vec<String> {
    let parts = below_src.with_extension("");
    let mut module: Vec<String> = parts.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    if module.last().is_some_and(|last| last == "mod") || module == ["lib"] {
        module.pop();
    }
    module
}

/// Takes out every item under `#[cfg(test)]`. Also gives the lines taken out and the names of the modules
/// that such an item only declares (`#[cfg(test)] mod tests;`).
fn without_test_code(tokens: Vec<Token>) -> (Vec<Token>, BTreeSet<usize>, Vec<String>) {
    const MARK: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];
    let is_mark = |at: usize| {
        MARK.iter().enumerate().all(|(step, text)| tokens.get(at + step).is_some_and(|token| token.text == *text))
    };
    let (mut kept, mut hidden, mut declared, mut at) = (Vec::new(), BTreeSet::new(), Vec::new(), 0);
    while at < tokens.len() {
        if !is_mark(at) {
            kept.push(tokens[at].clone());
            at += 1;
            continue;
        }
        let end = item_end(&tokens, at + MARK.len());
        let item: Vec<&str> = tokens[at + MARK.len()..end].iter().map(|token| token.text.as_str()).collect();
        if let Some(["mod", name, ";"]) = item.get(item.len().saturating_sub(3)..) {
            declared.push((*name).to_owned());
        }
        hidden.extend(tokens[at].line..=tokens[end - 1].line);
        at = end;
    }
    (kept, hidden, declared)
}

/// Where the item that begins at `at` ends: after its `;` or its block, whatever comes first outside other brackets.
fn item_end(tokens: &[Token], mut at: usize) -> usize {
    let mut depth = 0_usize;
    while let Some(token) = tokens.get(at) {
        at += 1;
        match token.text.as_str() {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" => depth -= 1,
            "}" => {
                depth -= 1;
                // `use a::{b};` goes on to its semicolon.
                if depth == 0 && tokens.get(at).is_none_or(|next| next.text != ";") {
                    return at;
                }
            }
            ";" if depth == 0 => return at,
            _ => {}
        }
    }
    tokens.len()
}

/// `a::b::c` from `at` on; generic arguments end it.
fn plain_path(tokens: &[Token], at: usize) -> CodePath {
    let mut segments = vec![tokens[at].text.clone()];
    let mut next = at + 1;
    while let [colons, word, ..] = &tokens[next..] {
        if colons.text != "::" || !word.is_word() {
            break;
        }
        segments.push(word.text.clone());
        next += 2;
    }
    CodePath { segments, line: tokens[at].line }
}

/// Spreads out a `use` tree; gives the place after it (its `;`, `,` or `}`).
fn use_tree(tokens: &[Token], mut at: usize, above: &[String], found: &mut Vec<CodePath>) -> usize {
    let mut segments = above.to_vec();
    let line = tokens.get(at).map_or(0, |token| token.line);
    while let Some(token) = tokens.get(at) {
        match token.text.as_str() {
            "::" => at += 1,
            "as" => at += 2,
            "{" => {
                at += 1;
                while tokens.get(at).is_some_and(|next| next.text != "}") {
                    at = use_tree(tokens, at, &segments, found);
                    at += usize::from(tokens.get(at).is_some_and(|next| next.text == ","));
                }
                return at + 1;
            }
            ";" | "," | "}" => break,
            _ => {
                if token.text != "self" || segments.is_empty() {
                    segments.push(token.text.clone());
                }
                at += 1;
            }
        }
    }
    if !segments.is_empty() {
        found.push(CodePath { segments, line });
    }
    at
}
