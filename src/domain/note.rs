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
