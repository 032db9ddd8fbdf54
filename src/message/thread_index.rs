//! Outlook's `Thread-Index`: what ties its mails together where it leaves the ids out (MS-OXOMSG 2.2.1.3).

use data_encoding::BASE64;
use jiff::Timestamp;

/// One octet that is always 1, five of the time at which the conversation began, sixteen of its own.
const ROOT: usize = 22;
/// What each answer adds.
const BLOCK: usize = 5;
/// Longer conversations are not followed.
const MAX_BLOCKS: usize = 100;

/// The place of a mail in a conversation of Outlook's.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ThreadIndex(Vec<u8>);

impl ThreadIndex {
    /// Reads the value of the field. `None` for what no Outlook writes, and for one whose own octets are all the same:
    /// it could join strangers.
    pub fn parse(value: &str) -> Option<Self> {
        let letters: String = value.chars().filter(|c| !c.is_whitespace()).take(1_000).collect();
        Self::from_octets(BASE64.decode(letters.as_bytes()).ok()?)
    }

    pub fn from_octets(octets: Vec<u8>) -> Option<Self> {
        let blocks = octets.len().checked_sub(ROOT)?;
        let (first, own) = (octets.first()?, octets.get(6..ROOT)?);
        let unique = own.iter().any(|b| Some(b) != own.first());
        (*first == 1 && unique && blocks % BLOCK == 0 && blocks / BLOCK <= MAX_BLOCKS).then_some(Self(octets))
    }

    pub fn octets(&self) -> &[u8] {
        &self.0
    }

    /// The same for every mail of a conversation.
    pub fn root(&self) -> &[u8] {
        self.0.get(..ROOT).unwrap_or(&self.0)
    }

    /// As the field has it.
    pub fn text(&self) -> String {
        BASE64.encode(&self.0)
    }

    /// That of an answer: one block more, which says how long after the beginning it was written. `salt` tells two
    /// answers of one moment apart.
    pub fn answered(&self, at: Timestamp, salt: u8) -> Self {
        let mut octets = self.0.clone();
        if octets.len() < ROOT + MAX_BLOCKS * BLOCK {
            octets.extend(self.delay(at).to_be_bytes());
            octets.push(salt << 4);
        }
        Self(octets)
    }

    /// 31 bits of the difference in units of 100 ns, behind a bit that says whether the difference is a long one.
    fn delay(&self, at: Timestamp) -> u32 {
        /// From 1601 to 1970.
        const EPOCH_SECONDS: i64 = 11_644_473_600;
        let begun = self.0.iter().take(6).fold(0_u64, |n, b| (n << 8) | u64::from(*b)) << 16;
        let now = u64::try_from((at.as_second() + EPOCH_SECONDS) * 10_000_000).unwrap_or_default();
        let difference = now.saturating_sub(begun);
        let (shift, long) = if difference >> 49 == 0 { (18, 0) } else { (23, 1 << 31) };
        long | (u32::try_from((difference >> shift) & 0x7fff_ffff).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root() -> Vec<u8> {
        // 3 March 2026, 10:00 UTC.
        let begun: u64 = (1_772_532_000 + 11_644_473_600) * 10_000_000;
        let mut octets = begun.to_be_bytes()[..6].to_vec();
        octets.extend(1..=16);
        octets
    }

    #[test]
    fn only_what_outlook_writes_is_a_thread_index() {
        let good = BASE64.encode(&root());
        assert_eq!(ThreadIndex::parse(&good).unwrap().root(), root());
        assert!(ThreadIndex::parse(&format!(" {}\r\n {}", &good[..10], &good[10..])).is_some());
        let longer = [root(), vec![0, 0, 0, 9, 0x10]].concat();
        assert_eq!(ThreadIndex::parse(&BASE64.encode(&longer)).unwrap().root(), root());
        let mut zeros = root();
        zeros[6..].fill(0);
        let mut other = root();
        other[0] = 2;
        let endless = [root(), vec![7; 5 * 101]].concat();
        for bad in [&root()[..21], &longer[..26], &zeros, &other, &endless, b""] {
            assert_eq!(ThreadIndex::parse(&BASE64.encode(bad)), None, "{bad:?}");
        }
        assert_eq!(ThreadIndex::parse("not base64"), None);
    }

    #[test]
    fn an_answer_adds_a_block_that_says_when() {
        let index = ThreadIndex::from_octets(root()).unwrap();
        let at: Timestamp = "2026-03-03T11:00:00Z".parse().unwrap();
        let answer = index.answered(at, 3);
        assert_eq!((answer.octets().len(), answer.root()), (27, index.root()));
        let delay = u32::from_be_bytes(answer.octets()[22..26].try_into().unwrap());
        // In units of 2^18 times 100 ns; the root forgets the last 16 bits.
        assert!(delay.abs_diff(u32::try_from(36_000_000_000_u64 >> 18).unwrap()) <= 1, "{delay}");
        assert_eq!(answer.octets()[26], 0x30);
        let late = index.answered("2030-03-03T11:00:00Z".parse().unwrap(), 0);
        assert_eq!(late.octets()[22] >> 7, 1);
        assert!(ThreadIndex::parse(&answer.text()).is_some());
        let full = (0..150).fold(index, |index, _| index.answered(at, 0));
        assert_eq!(full.octets().len(), 22 + 500);
        assert!(ThreadIndex::parse(&full.text()).is_some());
    }
}
