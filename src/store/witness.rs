//! The witness: how far the state had got, written outside of it. A state that was put back to an earlier one is behind
//! its witness, and does not know it by itself.
//!
//! It is written after each commit that counts, without waiting for the disk, so it may be behind after a power cut;
//! ahead it never is. It is one line, `IDENTITY GENERATION CHECKSUM`, always of the same length. Nothing depends on its
//! being there: one that is missing or cannot be read is written anew.

use super::files::{beside, give_to_owner_of, open_private, remove};
use crate::ids::ContentHash;
use std::fs::File;
use std::io::Read;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// What the witness last heard.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Said {
    pub identity: [u8; 16],
    pub generation: i64,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Verdict {
    GoesOn,
    /// The same state was once as far as this.
    Ahead(i64),
    /// It heard of another state last, and this one is not new.
    OfAnother,
}

/// Whether the state goes on from where the witness saw it last. A fresh one always does.
pub(super) fn judge(said: Option<&Said>, identity: [u8; 16], generation: i64) -> Verdict {
    match said {
        Some(said) if said.identity == identity && said.generation > generation => Verdict::Ahead(said.generation),
        Some(said) if said.identity != identity && generation > 0 => Verdict::OfAnother,
        _ => Verdict::GoesOn,
    }
}

/// `room-12.witness` for `room-12.sqlite3`.
pub(super) fn path_of(state: &Path) -> PathBuf {
    if state.extension().is_some_and(|e| e == "sqlite3") {
        return state.with_extension("witness");
    }
    beside(state, ".witness")
}

pub(super) fn read(state: &Path) -> Option<Said> {
    let path = path_of(state);
    let mut text = String::new();
    let outcome = File::open(&path).and_then(|file| file.take(1024).read_to_string(&mut text));
    match outcome {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Ok(0) => None,
        Ok(_) if parse(&text).is_some() => parse(&text),
        Ok(_) => {
            tracing::warn!("{} is damaged; homeroom writes it anew", path.display());
            None
        }
        Err(error) => {
            tracing::warn!("{} cannot be read ({error}); homeroom writes it anew", path.display());
            None
        }
    }
}

fn line(said: &Said) -> String {
    let body = format!("{} {:019}", data_encoding::HEXLOWER.encode(&said.identity), said.generation);
    format!("{body} {}\n", checksum(&body))
}

fn checksum(body: &str) -> String {
    let hash = ContentHash::of(body.as_bytes());
    data_encoding::HEXLOWER.encode(hash.0.get(..8).unwrap_or_default())
}

fn parse(text: &str) -> Option<Said> {
    let (body, sum) = text.strip_suffix('\n')?.rsplit_once(' ')?;
    if checksum(body) != sum {
        return None;
    }
    let (identity, generation) = body.split_once(' ')?;
    let identity = data_encoding::HEXLOWER.decode(identity.as_bytes()).ok()?.try_into().ok()?;
    Some(Said { identity, generation: generation.parse().ok()? })
}

/// The file kept open for as long as the state is.
pub(super) struct Witness {
    path: PathBuf,
    identity: [u8; 16],
    pen: Mutex<Pen>,
}

struct Pen {
    /// `None` once it could not be written, which is told once.
    file: Option<File>,
    written: i64,
}

impl Witness {
    /// `said`: what stands in the file, if that can be read.
    pub(super) fn of(state: &Path, identity: [u8; 16], said: Option<&Said>) -> Self {
        let path = path_of(state);
        let written = said.filter(|said| said.identity == identity).map_or(-1, |said| said.generation);
        let file = open_private(&path)
            .inspect_err(|error| tracing::warn!("{} cannot be opened: {error}", path.display()))
            .ok();
        give_to_owner_of(&path, state);
        Self { path, identity, pen: Mutex::new(Pen { file, written }) }
    }

    /// Notes how far the state has got, where that is further than the file says.
    pub(super) fn note(&self, generation: i64) {
        let mut pen = self.pen.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let Some(file) = pen.file.as_ref().filter(|_| generation > pen.written) else { return };
        let said = Said { identity: self.identity, generation };
        if let Err(error) = file.write_all_at(line(&said).as_bytes(), 0) {
            tracing::warn!("{} cannot be written: {error}", self.path.display());
            // One that tells of another state must not stay, or this one would be taken for a stranger.
            if pen.written < 0 {
                let _ = remove(&self.path);
            }
            pen.file = None;
        }
        pen.written = generation;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ME: [u8; 16] = [1; 16];
    const OTHER: [u8; 16] = [2; 16];

    #[test]
    fn only_a_state_that_is_behind_or_of_another_life_is_held() {
        let said = |identity, generation| Some(Said { identity, generation });
        for (said, generation, expected) in [
            (None, 0, Verdict::GoesOn),
            (None, 9, Verdict::GoesOn),
            (said(ME, 7), 7, Verdict::GoesOn),
            // After a power cut.
            (said(ME, 6), 7, Verdict::GoesOn),
            (said(ME, 8), 7, Verdict::Ahead(8)),
            // Begun anew beside an old witness.
            (said(OTHER, 500), 0, Verdict::GoesOn),
            (said(OTHER, 500), 7, Verdict::OfAnother),
            (said(OTHER, 3), 7, Verdict::OfAnother),
        ] {
            assert_eq!(judge(said.as_ref(), ME, generation), expected, "{said:?} {generation}");
        }
    }

    #[test]
    fn what_is_written_over_is_of_the_same_length() {
        let lines = [0, 1, i64::MAX].map(|generation| line(&Said { identity: ME, generation }));
        assert!(lines.iter().all(|l| l.len() == lines[0].len()), "{lines:?}");
    }

    proptest! {
        #[test]
        fn a_line_is_read_back_and_a_changed_one_is_not(generation in 0..i64::MAX, at in 0_usize..69, byte in 0x20_u8..0x7f) {
            let said = Said { identity: ME, generation };
            let mut text = line(&said).into_bytes();
            prop_assert_eq!(parse(std::str::from_utf8(&text).unwrap()), Some(said));
            if text[at] != byte {
                text[at] = byte;
                prop_assert_eq!(parse(std::str::from_utf8(&text).unwrap()), None);
            }
        }
    }
}
