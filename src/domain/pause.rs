//! A teacher's brake: no mail leaves for any family for a time. Jobs go on preparing theirs.

use jiff::Timestamp;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pause {
    pub since: Timestamp,
    /// `None`: until the teacher says `hold off`.
    pub until: Option<Timestamp>,
}

impl Pause {
    pub fn holds_at(&self, at: Timestamp) -> bool {
        self.until.is_none_or(|until| at < until)
    }
}
