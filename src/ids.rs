//! Identifiers, each a type of its own so that one can never be given where another is meant.

use std::fmt;

macro_rules! row_id {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
        pub struct $name(pub i64);
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { self.0.fmt(f) }
        }
    )*};
}

row_id! {
    /// A mail that came in (or lies in Sent or Junk): row of `inbound`.
    InboundId,
    /// One mail to one recipient: row of `outbox`.
    OutboxId,
    /// All mail about one child with one household: row of `thread`.
    ThreadId,
    /// A run of mails under one subject inside a thread: row of `topic`.
    TopicId,
    /// One line a teacher noted about a child: row of `moment`.
    MomentId,
    /// What a teacher changed beside the class list: row of `roster_change`.
    RosterChangeId,
    /// Something that will be done by a day: row of `promise`.
    PromiseId,
    /// A sentence that could become a promise: row of `promise_offer`.
    OfferId,
    /// A question that a teacher put to families: row of `question`.
    QuestionId,
    /// A difficult letter to the homes of a child: row of `hard_draft`.
    HardId,
    /// What school, home and child do together for one child: row of `plan`.
    PlanId,
    /// One goal of it: row of `plan_goal`.
    GoalId,
}

macro_rules! text_id {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
        pub struct $name(String);
        impl $name {
            pub fn new(text: impl Into<String>) -> Self { Self(text.into()) }
            pub fn as_str(&self) -> &str { &self.0 }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(&self.0) }
        }
    )*};
}

text_id! {
    /// The school's own number of a child, as it stands in the roster.
    StudentId,
    /// The label of a home in the roster (`A`, `B`). It means something only together with a student.
    HouseholdId,
    /// The name of a class: its file's name without `.toml`.
    ClassName,
    /// The name of a job in a class file.
    JobName,
    /// Says what a mail *means* (`weekly:2026-W38:ana@…`), so that the same thing is never enqueued twice.
    DedupeKey,
}

/// A Message-ID without its angle brackets, in the strict grammar of RFC 5322 §3.6.4 as far as mail in the field
/// keeps to it: printable ASCII with one `@`, no blanks, no angle brackets, at most 512 octets.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct MessageId(String);

impl MessageId {
    /// Reads an id with or without angle brackets. `None` for whatever could join strangers' mails (`<>`) or carry a
    /// line break into a command or a header.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let bare = text.strip_prefix('<').and_then(|t| t.strip_suffix('>')).unwrap_or(text);
        let well_formed = bare.len() <= 512
            && bare.bytes().all(|b| (0x21..=0x7e).contains(&b) && b != b'<' && b != b'>')
            && bare.split_once('@').is_some_and(|(left, right)| !left.is_empty() && !right.is_empty());
        well_formed.then(|| Self(bare.to_owned()))
    }
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// SHA-256 of a mail's raw bytes: its identity where the Message-ID is missing, empty or used twice.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct ContentHash(pub [u8; 32]);

impl ContentHash {
    pub fn of(bytes: &[u8]) -> Self {
        let digest = ring::digest::digest(&ring::digest::SHA256, bytes);
        let mut hash = [0; 32];
        hash.copy_from_slice(digest.as_ref());
        Self(hash)
    }

    /// Its first octets in hexadecimal.
    pub fn beginning(&self, octets: usize) -> String {
        self.0.iter().take(octets).map(|octet| format!("{octet:02x}")).collect()
    }
}

/// Where unguessable bytes come from: the system, or a seed in tests and in the demo.
pub trait IdSource: Send + Sync {
    /// Sixteen fresh bytes.
    fn token(&self) -> [u8; 16];
}

/// The operating system's random source.
pub struct SystemIds;

impl IdSource for SystemIds {
    fn token(&self) -> [u8; 16] {
        use ring::rand::SecureRandom;
        let mut bytes = [0; 16];
        // The system's source fails only where the system itself is broken; a guessable id would be worse than a stop.
        #[expect(clippy::panic, reason = "no id can be made without random bytes, and a guessable one does harm")]
        if ring::rand::SystemRandom::new().fill(&mut bytes).is_err() {
            panic!("the system gives no random bytes");
        }
        bytes
    }
}

/// Repeatable ids for tests and the demo. Never for real mail: they can be guessed.
pub struct SeededIds(std::sync::Mutex<fastrand::Rng>);

impl SeededIds {
    pub fn new(seed: u64) -> Self {
        Self(std::sync::Mutex::new(fastrand::Rng::with_seed(seed)))
    }
}

impl IdSource for SeededIds {
    fn token(&self) -> [u8; 16] {
        let mut rng = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        rng.u128(..).to_be_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_or_broken_message_id_is_none() {
        for bad in ["", "<>", "<@>", "a@", "@b", "<a b@c>", "a@b\r\nDELETE INBOX", "<a@b><c@d>", "plain"] {
            assert_eq!(MessageId::parse(bad), None, "{bad:?}");
        }
        assert_eq!(MessageId::parse(&format!("{}@b", "x".repeat(600))), None);
    }

    #[test]
    fn brackets_are_optional() {
        assert_eq!(MessageId::parse(" <a.b@c> "), MessageId::parse("a.b@c"));
    }
}
