//! What a teacher noted about a child.

use crate::ids::{MomentId, StudentId};
use jiff::Timestamp;

/// One good line about a child, from which a note for each home is made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Moment {
    pub id: MomentId,
    pub at: Timestamp,
    pub student: StudentId,
    /// The teacher's own words.
    pub text: String,
}

impl Moment {
    /// What a letter can be tried with before anything was noted; the words say what they are.
    pub fn stand_in(at: Timestamp, student: &StudentId) -> Self {
        let text = "(here stands what the teacher noted)".to_owned();
        Self { id: MomentId(0), at, student: student.clone(), text }
    }
}
