//! Failpoints as a test build has them.

use super::Point;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Action {
    Abort,
    Panic,
    Exit,
}

#[derive(Debug)]
struct Armed {
    point: Point,
    /// What the mail must hold.
    words: String,
    action: Action,
    /// At which time; `None`: at every one.
    at: Option<u32>,
    reached: AtomicU32,
}

static ARMED: LazyLock<Option<Armed>> = LazyLock::new(|| {
    let asked = std::env::var("HOMEROOM_FAILPOINT").ok()?;
    let armed = read(&asked);
    if armed.is_none() {
        // A test whose failpoint is never reached would pass without having tried anything.
        eprintln!("HOMEROOM_FAILPOINT={asked} names no failpoint");
        std::process::abort();
    }
    armed
});

/// `point`, `point:words`, each with `=abort`, `=panic` or `=exit`, and `@n`.
fn read(text: &str) -> Option<Armed> {
    let (place, rest) = text.rsplit_once('=')?;
    let (point, words) = place.split_once(':').unwrap_or((place, ""));
    let (action, at) = rest.split_once('@').map_or((rest, None), |(action, at)| (action, Some(at)));
    Some(Armed {
        point: Point::ALL.into_iter().find(|known| known.word() == point)?,
        words: words.to_owned(),
        action: match action {
            "abort" => Action::Abort,
            "panic" => Action::Panic,
            "exit" => Action::Exit,
            _ => return None,
        },
        at: at.map(str::parse).transpose().ok()?,
        reached: AtomicU32::new(0),
    })
}

/// [`super::reach`], for a place that a test may want only for one mail.
pub fn reach_with(point: Point, mail: &[u8]) {
    let Some(armed) = ARMED.as_ref().filter(|armed| armed.point == point) else { return };
    let words = armed.words.as_bytes();
    if !words.is_empty() && !mail.windows(words.len()).any(|window| window == words) {
        return;
    }
    let times = armed.reached.fetch_add(1, Ordering::SeqCst) + 1;
    if armed.at.is_none_or(|at| at == times) {
        end(armed);
    }
}

#[expect(clippy::panic, reason = "a panic is one of the ends that a test may want")]
fn end(armed: &Armed) {
    eprintln!("failpoint {} reached", armed.point.word());
    match armed.action {
        Action::Abort => std::process::abort(),
        Action::Exit => std::process::exit(86),
        Action::Panic => panic!("failpoint {}", armed.point.word()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failpoint_is_read_as_it_is_written() {
        let told = |text| read(text).map(|a| (a.point, a.words, a.action, a.at));
        let plain = |point, action, at| Some((point, String::new(), action, at));
        assert_eq!(told("after-250=abort@3"), plain(Point::After250, Action::Abort, Some(3)));
        assert_eq!(told("slot-claimed=exit"), plain(Point::SlotClaimed, Action::Exit, None));
        let poison = Some((Point::Understanding, "a=b poison".to_owned(), Action::Panic, None));
        assert_eq!(told("understanding:a=b poison=panic"), poison);
        for wrong in ["", "after-250", "after-250=stop", "nowhere=abort", "after-250=abort@", "after-250=abort@x"] {
            assert_eq!(told(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn every_point_has_a_word_of_its_own() {
        let mut words: Vec<&str> = Point::ALL.iter().map(|point| point.word()).collect();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), Point::ALL.len());
    }
}
