//! Named places at which a test ends this process, so that what a power cut leaves behind is known to the step and not
//! left to the luck of a timer: `HOMEROOM_FAILPOINT="after-250=abort@3"` ends it at the third mail that a server takes.
//!
//! Builds with debug assertions alone hold any of this. In a release [`reach`] is empty, and nothing asks for the
//! variable (`.ci/run` looks into the binary for its name).

#[cfg(debug_assertions)]
mod armed;

/// Where the process may be ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Point {
    /// Any change of the state is whole and not committed.
    BeforeCommit,
    /// Any change of the state is committed.
    AfterCommit,
    /// Mails have come from the server, and nothing of them is written down.
    Fetched,
    /// Mails are stored in a transaction that has not ended.
    StoredBeforeCommit,
    /// Mails are stored.
    Committed,
    /// A mail is about to be understood; `understanding:WORDS` means one that holds these words.
    Understanding,
    /// Mails are understood in a transaction that has not ended.
    Understood,
    /// A job has enqueued its mail and claimed its occurrence, in a transaction that has not ended.
    SlotClaimed,
    /// A mail is `sending`, and no network was touched for it.
    BeforeConnect,
    /// The server has taken the recipient.
    AfterRcpt,
    /// The mail's body has left, and its final dot has not.
    MidData,
    /// The final dot has left, and no answer was read.
    AfterDot,
    /// The server has taken the mail, and nobody has noted it.
    After250,
    /// What became of a mail is noted.
    AfterMark,
    /// A copy lies in Sent, and nobody has noted it.
    CopyFiled,
}

impl Point {
    /// All of them.
    pub const ALL: [Point; 15] = [
        Point::BeforeCommit,
        Point::AfterCommit,
        Point::Fetched,
        Point::StoredBeforeCommit,
        Point::Committed,
        Point::Understanding,
        Point::Understood,
        Point::SlotClaimed,
        Point::BeforeConnect,
        Point::AfterRcpt,
        Point::MidData,
        Point::AfterDot,
        Point::After250,
        Point::AfterMark,
        Point::CopyFiled,
    ];

    /// As `HOMEROOM_FAILPOINT` names it.
    pub fn word(self) -> &'static str {
        match self {
            Point::BeforeCommit => "before-commit",
            Point::AfterCommit => "after-commit",
            Point::Fetched => "fetched",
            Point::StoredBeforeCommit => "stored-before-commit",
            Point::Committed => "committed",
            Point::Understanding => "understanding",
            Point::Understood => "understood",
            Point::SlotClaimed => "slot-claimed",
            Point::BeforeConnect => "before-connect",
            Point::AfterRcpt => "after-rcpt",
            Point::MidData => "mid-data",
            Point::AfterDot => "after-dot",
            Point::After250 => "after-250",
            Point::AfterMark => "after-mark",
            Point::CopyFiled => "copy-filed",
        }
    }
}

/// Ends the process here, if a test wants it ended here.
#[inline]
pub fn reach(point: Point) {
    reach_with(point, b"");
}

/// [`reach`], for a place that a test may want only for one mail.
#[cfg(not(debug_assertions))]
#[inline]
pub fn reach_with(_: Point, _: &[u8]) {}

#[cfg(debug_assertions)]
pub use armed::reach_with;
