//! Whether a class's state goes on from where it was, or was put back to an earlier point. What was sent and run since
//! that point is then unknown here, and would be sent and run again: so nothing is, until a person has looked.

use jiff::Timestamp;

/// Nothing goes out and no job runs; mail is read and understood all the same.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hold {
    pub cause: HoldCause,
    pub since: Timestamp,
    /// The point that the state was put back to, where it is known.
    pub state_of: Option<Timestamp>,
}

/// How it was learnt that the state was put back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum HoldCause {
    /// `homeroom restore` did it.
    Restored,
    /// A backup was copied into its place.
    Backup,
    /// The witness beside the state knows of later mail.
    Witness,
    /// The witness beside the state is that of another state.
    OtherState,
    /// The Sent folder holds mail of this class's that the state knows nothing of.
    Sent,
}

impl HoldCause {
    pub const ALL: [HoldCause; 5] = [Self::Restored, Self::Backup, Self::Witness, Self::OtherState, Self::Sent];

    pub fn word(self) -> &'static str {
        match self {
            Self::Restored => "restored",
            Self::Backup => "backup",
            Self::Witness => "witness",
            Self::OtherState => "other_state",
            Self::Sent => "sent",
        }
    }

    pub fn read(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cause| cause.word() == word)
    }

    /// What happened.
    pub fn words(self) -> &'static str {
        match self {
            Self::Restored => "the state of this class was restored from a backup",
            Self::Backup => "a backup was put in the place of this class's state",
            Self::Witness => {
                "the state of this class was put back to an earlier one: the witness file beside it knows of later mail"
            }
            Self::OtherState => {
                "another state was put in the place of this class's: the witness file beside it says so"
            }
            Self::Sent => {
                "the state of this class was put back to an earlier one, or a copy of it works elsewhere: the Sent \
                 folder holds mail of homeroom's that it knows nothing of"
            }
        }
    }
}
