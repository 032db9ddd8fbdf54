use super::*;
use proptest::prelude::*;

const EARLIEST: &str = "2026-01-01T00:00:00Z";
const START: &str = "2026-11-20T12:00:00Z";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A machine whose clock can be put, looked at again and again.
struct Machine {
    sense: ClockSense,
    now: Timestamp,
    since_boot: Option<SignedDuration>,
}

impl Machine {
    fn on(now: &str, last_seen: Option<&str>) -> Self {
        let sense = ClockSense::new(at(EARLIEST), last_seen.map(at), None);
        Self { sense, now: at(now), since_boot: Some(SignedDuration::from_secs(40)) }
    }

    /// Time passes, whether the machine sleeps or not.
    fn pass(&mut self, minutes: i64) -> &mut Self {
        let by = SignedDuration::from_mins(minutes);
        self.now += by;
        self.since_boot = self.since_boot.map(|passed| passed + by);
        self
    }

    fn put(&mut self, minutes: i64) -> &mut Self {
        self.now += SignedDuration::from_mins(minutes);
        self
    }

    /// The word of the doubt, or nothing.
    fn look(&mut self) -> &'static str {
        let reading = Reading { now: self.now, since_boot: self.since_boot };
        self.sense.look(reading).map_or("", |doubt| doubt.word())
    }

    /// The process ends and another begins, which knows what the state knows.
    fn restart(&mut self, last_seen: &str) -> &mut Self {
        let doubted = self.sense.doubted.map(|reading| reading.now);
        self.sense = ClockSense::new(at(EARLIEST), Some(at(last_seen)), doubted);
        self
    }
}

#[test]
fn at_a_start_the_clock_is_held_against_the_latest_time_known() {
    for (now, last_seen, expected) in [
        ("1970-01-01T00:00:10Z", None, "unset"),
        ("1970-01-01T00:00:10Z", Some(START), "unset"),
        ("2025-12-31T23:59:59Z", None, "unset"),
        (EARLIEST, None, ""),
        (START, None, ""),
        (START, Some(START), ""),
        // As far behind as two looks may be apart.
        ("2026-11-20T11:55:00Z", Some(START), ""),
        ("2026-11-20T11:54:59Z", Some(START), "behind"),
        ("2026-11-19T12:00:00Z", Some(START), "behind"),
        // homeroom may have been off for a summer.
        ("2027-09-01T12:00:00Z", Some(START), ""),
    ] {
        assert_eq!(Machine::on(now, last_seen).look(), expected, "{now} after {last_seen:?}");
    }
}

#[test]
fn sleep_and_small_corrections_are_no_jumps() {
    let mut machine = Machine::on(START, Some(START));
    for (asleep, put) in [(0, 0), (1, 0), (8 * 60, 0), (60 * 24 * 40, 0), (1, 5), (1, -5), (1, 5), (1, 5)] {
        assert_eq!(machine.pass(asleep).put(put).look(), "", "{asleep} minutes of sleep, put by {put}");
    }
}

#[test]
fn a_jump_is_doubted_until_the_clock_is_where_it_should_be() {
    for (by, word) in [(6, "ahead"), (24 * 60, "ahead"), (-6, "behind"), (-24 * 60, "behind")] {
        let mut machine = Machine::on(START, Some(START));
        assert_eq!(machine.look(), "");
        assert_eq!(machine.pass(1).put(by).look(), word, "{by}");
        assert_eq!(machine.pass(30).look(), word, "{by}");
        assert_eq!(machine.put(-by).look(), "", "{by}");
        assert_eq!(machine.pass(30).look(), "", "{by}");
    }
}

#[test]
fn a_clock_that_disagrees_and_runs_evenly_is_believed_after_an_hour_except_before_any_release() {
    for (by, at_59, at_60) in [(24 * 60, "ahead", ""), (-24 * 60, "behind", ""), (-60 * 24 * 400, "unset", "unset")] {
        let mut machine = Machine::on(START, Some(START));
        machine.look();
        machine.put(by).look();
        assert_eq!(machine.pass(59).look(), at_59, "{by}");
        assert_eq!(machine.pass(1).look(), at_60, "{by}");
        assert_eq!(machine.pass(1).look(), at_60, "{by}");
    }
    // Another jump begins another hour.
    let mut machine = Machine::on(START, Some(START));
    machine.look();
    machine.put(24 * 60).look();
    assert_eq!(machine.pass(50).put(30).look(), "ahead");
    assert_eq!(machine.pass(50).look(), "ahead");
    assert_eq!(machine.pass(10).look(), "");
}

#[test]
fn a_start_forgives_a_clock_that_is_ahead_and_not_one_that_is_behind() {
    let mut machine = Machine::on(START, Some(START));
    machine.look();
    assert_eq!(machine.put(24 * 60).look(), "ahead");
    assert_eq!(machine.restart(START).look(), "");
    let mut machine = Machine::on(START, Some(START));
    machine.look();
    assert_eq!(machine.put(-24 * 60).look(), "behind");
    assert_eq!(machine.restart(START).look(), "behind");
    // The hour goes on: `homeroom run --once`, called by a timer, is a new process each time.
    assert_eq!(machine.pass(59).restart(START).look(), "behind");
    assert_eq!(machine.pass(1).restart(START).look(), "");
}

#[test]
fn where_the_system_does_not_tell_how_long_it_has_been_on_only_a_clock_that_goes_back_is_doubted() {
    let mut machine = Machine::on(START, Some(START));
    machine.since_boot = None;
    assert_eq!(machine.look(), "");
    assert_eq!(machine.put(24 * 60).look(), "", "it may have slept");
    assert_eq!(machine.put(-6).look(), "behind");
    assert_eq!(machine.pass(60).look(), "");
}

#[test]
fn the_words_say_what_happened_what_homeroom_does_and_what_to_do() {
    let zone = TimeZone::get("America/New_York").unwrap();
    let (now, since) = (at(START), at(START));
    let known = at("2026-11-21T13:30:00Z");
    for (wrong, said) in [
        (Wrong::Unset, "says Fri 20 Nov 2026 07:00, which cannot be"),
        (
            Wrong::Behind { known },
            "says Fri 20 Nov 2026 07:00, but homeroom was at work on Sat 21 Nov 2026 08:30 already",
        ),
        (Wrong::Ahead { expected: known }, "jumped from Sat 21 Nov 2026 08:30 to Fri 20 Nov 2026 07:00"),
    ] {
        let words = Doubt { wrong, now, since }.words(&zone);
        assert!(words.contains(said), "{words}");
        assert!(words.contains("mail is read and kept") && words.contains("timedatectl set-ntp true"), "{words}");
    }
}

proptest! {
    /// Whatever is done to a clock: what is believed is never before the first release, and a clock that runs as time
    /// does from there on is believed within an hour.
    #[test]
    fn nothing_before_any_release_is_believed_and_no_doubt_lasts(
        moves in proptest::collection::vec((0..200_i64, -600_000..600_000_i64, any::<bool>()), 1..30),
    ) {
        let mut machine = Machine::on(START, Some(START));
        for (pass, put, jumps) in moves {
            machine.pass(pass).put(if jumps { put } else { 0 });
            let believed = machine.look().is_empty();
            prop_assert!(!believed || machine.now >= at(EARLIEST));
        }
        machine.now = machine.now.max(at(EARLIEST));
        machine.look();
        machine.pass(60);
        prop_assert_eq!(machine.look(), "");
    }
}
