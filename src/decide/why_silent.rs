//! Why a home is silent: one named reason, so that there is one next step.

use super::contact_flags::{Flag, HomeStatus, Reach};
use crate::domain::outbox::NextStep;
use crate::domain::preference::Level;

/// So many personal mails without any answer say that mail may not be the way.
const OFTEN: u32 = 3;

/// The reasons, the surest first: each makes those below it pointless to ask about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Why {
    /// Nobody there gave an address: the telephone.
    NoEmail,
    /// Mail comes back from every address there.
    AddressFails(NextStep),
    /// Everybody there asked for no mail.
    AskedForNone,
    /// The letters are written in no language that is read there: somebody who speaks it.
    Language,
    /// The child's other home is in touch, this one is not.
    OnlyOtherHome,
    /// Several mails, and never a word back: ask which way suits.
    NeverAnswered,
    /// Nobody has been in touch at all yet.
    NeverInTouch,
    /// Nothing stands in the way; nobody has written.
    NobodyWrote,
}

impl Why {
    pub fn word(self) -> &'static str {
        match self {
            Self::NoEmail => "no_email",
            Self::AddressFails(_) => "address_fails",
            Self::AskedForNone => "asked_for_none",
            Self::Language => "language",
            Self::OnlyOtherHome => "only_other_home",
            Self::NeverAnswered => "never_answered",
            Self::NeverInTouch => "never_in_touch",
            Self::NobodyWrote => "nobody_wrote",
        }
    }
}

/// `None` for a home that is not silent, or that nobody may write to. `homes` holds the child's other homes.
pub fn why_silent(home: &HomeStatus, homes: &[HomeStatus]) -> Option<Why> {
    if !is_silent(home) {
        return None;
    }
    let facts = &home.facts;
    Some(match home.reach {
        Reach::Blocked => return None,
        Reach::NoEmail => Why::NoEmail,
        Reach::Bounces(next) => Why::AddressFails(next),
        Reach::Mail if asked_for_none(home) => Why::AskedForNone,
        Reach::Mail if !facts.reads_letters => Why::Language,
        Reach::Mail if homes.iter().any(|other| is_other_home_in_touch(home, other)) => Why::OnlyOtherHome,
        Reach::Mail if facts.written >= OFTEN && facts.last_from.is_none() => Why::NeverAnswered,
        Reach::Mail if home.last_contact.is_none() => Why::NeverInTouch,
        Reach::Mail => Why::NobodyWrote,
    })
}

fn asked_for_none(home: &HomeStatus) -> bool {
    let mut with_address = home.facts.guardians.iter().filter(|g| g.mail.reachability().is_some());
    with_address.all(|guardian| guardian.preference.level == Level::Nothing)
}

fn is_silent(home: &HomeStatus) -> bool {
    home.flags.iter().any(|flag| matches!(flag, Flag::Due | Flag::Overdue))
}

fn is_other_home_in_touch(home: &HomeStatus, other: &HomeStatus) -> bool {
    let (this, that) = (&home.facts.home, &other.facts.home);
    this.student == that.student
        && this.household != that.household
        && other.last_contact.is_some()
        && !is_silent(other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide::contact_flags::samples;

    #[test]
    fn each_silent_home_has_the_surest_reason() {
        let mail = || samples::silent("S1", "A");
        let with = |change: fn(&mut HomeStatus)| {
            let mut home = mail();
            change(&mut home);
            home
        };
        for (home, expected) in [
            (with(|h| h.reach = Reach::NoEmail), Some(Why::NoEmail)),
            (with(|h| h.reach = Reach::Bounces(NextStep::Call)), Some(Why::AddressFails(NextStep::Call))),
            (with(|h| h.facts.guardians[0].preference.level = Level::Nothing), Some(Why::AskedForNone)),
            (with(|h| h.facts.guardians[0].preference.level = Level::NeededOnly), Some(Why::NeverInTouch)),
            (with(|h| h.facts.reads_letters = false), Some(Why::Language)),
            (with(|h| h.facts.written = 3), Some(Why::NeverAnswered)),
            (with(|h| h.facts.written = 2), Some(Why::NeverInTouch)),
            (with(|h| (h.last_contact, h.facts.written) = (Some(samples::LONG_AGO), 2)), Some(Why::NobodyWrote)),
            (
                with(|h| {
                    (h.facts.last_from, h.last_contact, h.facts.written) =
                        (Some(samples::LONG_AGO), Some(samples::LONG_AGO), 9)
                }),
                Some(Why::NobodyWrote),
            ),
            (with(|h| h.reach = Reach::Blocked), None),
            (with(|h| h.flags.clear()), None),
        ] {
            assert_eq!(why_silent(&home, &[]), expected, "{home:?}");
        }
    }

    #[test]
    fn the_other_home_of_the_same_child_tells_that_the_way_is_one_sided() {
        let (home, mut other) = (samples::silent("S1", "A"), samples::silent("S1", "B"));
        assert_eq!(why_silent(&home, &[home.clone(), other.clone()]), Some(Why::NeverInTouch));
        other.last_contact = Some(samples::LONG_AGO);
        other.flags.clear();
        assert_eq!(why_silent(&home, &[home.clone(), other.clone()]), Some(Why::OnlyOtherHome));
        other.facts.home.student = crate::ids::StudentId::new("S2");
        assert_eq!(why_silent(&home, &[home.clone(), other]), Some(Why::NeverInTouch));
    }
}
