//! Replies as servers really give them, and what becomes of the mail.

use super::*;
use proptest::prelude::*;

const NOW: i64 = 1_780_000_000;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap()
}

fn facts(attempts: u32) -> Facts {
    Facts { outbox: OutboxId(7), attempts, now: at(NOW), expires: at(NOW + 3 * 86_400) }
}

fn no(stage: Stage, code: u16, status: &'static str, text: &'static str) -> Attempt<'static> {
    Attempt::Refused { stage, code, status: Some(status).filter(|s| !s.is_empty()), text }
}

/// What is expected of a reply to the first attempt.
#[derive(PartialEq, Debug)]
enum Expected {
    Later(Why),
    Final(BounceReason),
}

#[test]
fn real_replies_are_understood() {
    use BounceReason::*;
    use Expected::{Final, Later};
    use Stage::{Data, Dot, Mail, Rcpt};
    let table = [
        // Nobody there.
        (Rcpt, 550, "5.1.1", "the email account that you tried to reach does not exist", Final(MailboxUnknown)),
        (
            Rcpt,
            550,
            "5.1.1",
            "Recipient address rejected: User unknown in virtual mailbox table",
            Final(MailboxUnknown),
        ),
        (Rcpt, 550, "5.1.10", "RESOLVER.ADR.RecipientNotFound", Final(MailboxUnknown)),
        (Rcpt, 550, "", "No such user here", Final(MailboxUnknown)),
        (Rcpt, 550, "", "Requested action not taken: mailbox unavailable", Final(MailboxUnknown)),
        (Rcpt, 553, "5.1.3", "bad destination mailbox address syntax", Final(MailboxUnknown)),
        (Dot, 550, "5.1.1", "recipient rejected", Final(MailboxUnknown)),
        (Rcpt, 550, "5.2.1", "the account is disabled", Final(MailboxDisabled)),
        (Rcpt, 554, "", "delivery error: this user's account is inactive", Final(MailboxDisabled)),
        (Rcpt, 550, "5.1.2", "bad destination system address", Final(DomainUnknown)),
        (Rcpt, 550, "5.4.4", "no mail exchanger", Final(DomainUnknown)),
        (Rcpt, 551, "", "user not local; please try elsewhere", Final(Moved)),
        (Rcpt, 551, "5.1.6", "the recipient has moved", Final(Moved)),
        // Full, in four dialects.
        (Rcpt, 452, "4.2.2", "the recipient's inbox is out of storage space", Later(Why::MailboxFull)),
        (Rcpt, 552, "5.2.2", "the account you tried to reach is over quota", Later(Why::MailboxFull)),
        (Rcpt, 552, "", "requested mail action aborted", Later(Why::MailboxFull)),
        (Dot, 554, "5.2.2", "mailbox full; QuotaExceeded", Later(Why::MailboxFull)),
        (Data, 452, "4.3.1", "insufficient system storage", Later(Why::MailboxFull)),
        // Come back later.
        (Rcpt, 450, "4.2.0", "greylisted, see the help page", Later(Why::TryLater)),
        (Rcpt, 451, "4.7.1", "please try again later", Later(Why::TryLater)),
        (Rcpt, 451, "4.3.0", "temporary lookup failure", Later(Why::TryLater)),
        (Mail, 421, "4.7.0", "service not available, closing channel", Later(Why::TryLater)),
        (Mail, 421, "", "try again later", Later(Why::TryLater)),
        (Rcpt, 451, "4.4.5", "system congested", Later(Why::TooFast)),
        (Rcpt, 450, "4.1.1", "unverified address: mailbox busy", Later(Why::TryLater)),
        (Dot, 451, "4.7.500", "server busy", Later(Why::TryLater)),
        (Dot, 421, "4.7.28", "unusual rate of mail from this address", Later(Why::TooFast)),
        (Mail, 452, "4.5.3", "too many messages in this session", Later(Why::TooFast)),
        (Dot, 550, "5.5.0", "milter had trouble", Later(Why::TryLater)),
        // Our own limits, login and sender.
        (Dot, 550, "5.4.5", "daily user sending limit exceeded", Later(Why::DailyLimit)),
        (Dot, 550, "5.1.90", "daily limit for recipients reached", Later(Why::DailyLimit)),
        (Dot, 550, "5.7.233", "the tenant exceeded its daily limit for external recipients", Later(Why::DailyLimit)),
        (Mail, 530, "5.7.57", "client not authenticated to send mail", Later(Why::Setup)),
        (Mail, 530, "5.7.0", "must issue a STARTTLS command first", Later(Why::Setup)),
        (Mail, 550, "5.7.30", "basic authentication is not supported for client submission", Later(Why::Setup)),
        (Dot, 554, "5.7.60", "client does not have permissions to send as this sender", Later(Why::Setup)),
        (Rcpt, 554, "5.7.1", "Relay access denied", Later(Why::Setup)),
        (Rcpt, 550, "", "relaying denied", Later(Why::Setup)),
        (Rcpt, 553, "5.7.1", "Sender address rejected: not owned by user", Later(Why::Setup)),
        (Dot, 554, "5.2.252", "SendAsDenied; not allowed to send as this sender", Later(Why::Setup)),
        (Dot, 550, "5.7.1", "unable to relay", Final(RelayDenied)),
        (Mail, 553, "5.1.8", "sender address rejected: domain not found", Final(Authentication)),
        (Mail, 550, "5.1.1", "sender unknown", Final(Policy)),
        // Not wanted: nothing about the address.
        (Dot, 550, "5.7.26", "unauthenticated mail is not accepted due to DMARC policy", Final(Authentication)),
        (Dot, 550, "5.7.515", "sending domain does not meet the required level", Final(Authentication)),
        (Dot, 554, "5.7.1", "message rejected as spam by content scanner; user unknown", Final(Policy)),
        (Rcpt, 554, "5.7.1", "service unavailable; client host blocked using a list", Final(Policy)),
        (Dot, 554, "5.7.9", "message not accepted for policy reasons", Final(Policy)),
        (Rcpt, 550, "5.7.133", "sender not in the list of those allowed to write", Final(Policy)),
        (Dot, 552, "5.3.4", "message size exceeds fixed limit", Final(TooLarge)),
        (Data, 552, "", "message too large", Final(TooLarge)),
        (Dot, 554, "5.6.0", "message content is malformed", Final(ContentRejected)),
        (Dot, 554, "", "transaction failed", Final(Unknown)),
        (Rcpt, 550, "5.0.0", "", Final(Unknown)),
        // The least of the permanent codes, and a code that speaks of the mailbox in answer to RCPT TO alone.
        (Rcpt, 500, "", "syntax error", Final(Unknown)),
        (Dot, 552, "", "requested mail action aborted", Final(Unknown)),
    ];
    for (stage, code, status, text, expected) in table {
        let got = match next(&no(stage, code, status, text), &facts(1)) {
            Next::RetryAt(_, why) => Later(why),
            Next::Fail(Why::Refused, reason) => Final(reason),
            other => panic!("{code} {status} {text}: {other:?}"),
        };
        assert_eq!(got, expected, "{code} {status} {text}");
    }
}

#[test]
fn no_refusal_of_ours_blames_the_address() {
    for (stage, code, status, text) in [
        (Stage::Mail, 550, "5.1.1", "user unknown"),
        (Stage::Mail, 550, "", "mailbox unavailable"),
        (Stage::Dot, 550, "5.7.1", "no such user, said the filter"),
        (Stage::Dot, 550, "5.7.26", "unauthenticated"),
        (Stage::Dot, 554, "5.6.0", "does not exist"),
    ] {
        let Next::Fail(_, reason) = next(&no(stage, code, status, text), &facts(1)) else { panic!("{status}") };
        assert!(!reason.blames_the_address(), "{stage:?} {code} {status} {text}");
    }
}

#[test]
fn a_mail_that_ends_at_the_recipients_door_has_a_reason_and_one_that_ends_with_us_has_none() {
    let ends = |attempt: Attempt<'_>| {
        // There is no time left for another attempt.
        let facts = Facts { expires: at(NOW + 30), ..facts(9) };
        failure(&next(&attempt, &facts), &attempt)
    };
    for (attempt, reason) in [
        (no(Stage::Rcpt, 550, "5.1.1", "user unknown"), Some(BounceReason::MailboxUnknown)),
        (no(Stage::Data, 554, "5.7.1", "refused by policy"), Some(BounceReason::Policy)),
        (no(Stage::Rcpt, 552, "5.2.2", "mailbox full"), Some(BounceReason::MailboxFull)),
        (no(Stage::Rcpt, 451, "4.7.1", "try again later"), Some(BounceReason::Expired)),
        (no(Stage::Rcpt, 450, "4.2.1", "receiving mail at a rate"), Some(BounceReason::RateLimited)),
        (no(Stage::Mail, 550, "5.7.1", "sender rejected"), None),
        (no(Stage::Mail, 451, "4.7.1", "try again later"), None),
        (no(Stage::Rcpt, 550, "5.4.5", "daily limit"), None),
        (Attempt::Broken, None),
        (Attempt::NoConnection { needs_a_person: true }, None),
        (Attempt::Unanswered, None),
        (Attempt::Unsendable, None),
        (Attempt::Accepted, None),
    ] {
        assert_eq!(ends(attempt), reason, "{attempt:?}");
    }
}

fn delay(attempt: &Attempt<'_>, attempts: u32) -> i64 {
    match next(attempt, &facts(attempts)) {
        Next::RetryAt(when, _) => when.as_second() - NOW,
        other => panic!("{other:?}"),
    }
}

#[test]
fn waits_grow_to_an_hour_and_no_further() {
    let later = no(Stage::Rcpt, 451, "4.7.1", "later");
    for (attempts, least) in [(1, 300), (2, 900), (3, 1800), (4, 3600), (5, 3600), (1000, 3600)] {
        let waited = delay(&later, attempts);
        assert!((least..=4000.min(least + least / 10)).contains(&waited), "{attempts}: {waited}");
    }
}

#[test]
fn trouble_with_the_line_is_tried_again_sooner() {
    for attempt in [Attempt::Broken, Attempt::NoConnection { needs_a_person: false }] {
        assert!(delay(&attempt, 1) <= 66);
        assert!(delay(&attempt, 3) <= 264);
    }
    assert!(delay(&Attempt::Broken, 5) >= 3600, "a mail that breaks every line waits its turn");
    assert!(delay(&Attempt::NoConnection { needs_a_person: false }, 100) <= 330);
}

#[test]
fn jitter_spreads_mails_and_repeats_itself() {
    let later = no(Stage::Rcpt, 451, "", "later");
    let of = |id| next(&later, &Facts { outbox: OutboxId(id), ..facts(4) });
    let distinct: std::collections::HashSet<_> = (0..100).map(|id| format!("{:?}", of(id))).collect();
    assert!(distinct.len() > 50);
    assert_eq!(of(5), of(5));
}

/// The finalizer is SplitMix64's: its published sequences for the seeds 0 and 1234567.
#[test]
fn jitter_is_the_same_in_every_build() {
    for (seed, nth, published) in [
        (0, 1, 0xe220_a839_7b1d_cdaf_u64),
        (0, 2, 0x6e78_9e6a_a1b9_65f4),
        (0, 3, 0x06c4_5d18_8009_454f),
        (1_234_567, 1, 6_457_827_717_110_365_317),
        (1_234_567, 2, 3_203_168_211_198_807_973),
    ] {
        assert_eq!(u64::from(jitter(OutboxId(seed), nth)), published % 1_001, "{seed} {nth}");
    }
}

#[test]
fn a_filter_with_trouble_of_its_own_is_given_three_tries() {
    let noise = no(Stage::Dot, 550, "5.5.0", "milter had trouble");
    assert!(matches!(next(&noise, &facts(2)), Next::RetryAt(..)));
    assert_eq!(next(&noise, &facts(3)), Next::Fail(Why::Refused, BounceReason::Unknown));
}

#[test]
fn a_refused_relay_is_the_recipients_after_six_attempts() {
    let relay = no(Stage::Rcpt, 554, "5.7.1", "relay access denied");
    assert!(matches!(next(&relay, &facts(5)), Next::RetryAt(_, Why::Setup)));
    assert_eq!(next(&relay, &facts(6)), Next::Fail(Why::Refused, BounceReason::RelayDenied));
}

#[test]
fn every_reason_has_words_of_its_own() {
    use Why::*;
    let all = [TryLater, MailboxFull, TooFast, DailyLimit, Line, Setup, NoAnswer, Refused, Unsendable];
    let words: std::collections::HashSet<_> = all.into_iter().map(Why::words).collect();
    assert_eq!(words.len(), all.len());
    assert!(words.iter().all(|words| words.starts_with("the ")));
}

#[test]
fn the_last_try_comes_before_the_end_and_then_it_is_over() {
    let later = no(Stage::Rcpt, 451, "", "later");
    let ending = |seconds| Facts { expires: at(NOW + seconds), ..facts(3) };
    assert_eq!(next(&later, &ending(600)), Next::RetryAt(at(NOW + 540), Why::TryLater));
    assert_eq!(next(&later, &ending(60)), Next::Expire(Why::TryLater));
    assert_eq!(next(&later, &ending(-1)), Next::Expire(Why::TryLater));
    assert_eq!(next(&Attempt::Accepted, &ending(-1)), Next::Sent);
    assert_eq!(next(&Attempt::Unanswered, &ending(-1)), Next::Hold(Why::NoAnswer));
}

#[test]
fn a_wrong_password_is_tried_at_most_ten_times_a_day_and_heals_within_twenty_minutes() {
    let refused = Attempt::NoConnection { needs_a_person: true };
    let (mut now, mut logins) = (at(NOW), Vec::new());
    while now < at(NOW + 86_400) {
        logins.push(now);
        now = account_rest(&refused, logins.len() as u32, now).unwrap();
    }
    assert!(logins.len() <= 10, "{}", logins.len());
    assert!(logins[5].duration_since(logins[4]) <= SignedDuration::from_mins(20));
}

#[test]
fn the_account_rests_after_trouble_of_its_own_alone() {
    let rest = |attempt| account_rest(&attempt, 1, at(NOW)).map(|until| until.as_second() - NOW);
    assert_eq!(rest(no(Stage::Dot, 550, "5.4.5", "daily limit")), Some(4 * 3600));
    assert_eq!(rest(no(Stage::Mail, 421, "4.7.0", "slow down")), Some(60));
    assert_eq!(rest(no(Stage::Mail, 530, "5.7.57", "log in")), Some(60));
    assert_eq!(rest(Attempt::NoConnection { needs_a_person: false }), Some(15));
    let relay = no(Stage::Rcpt, 554, "5.7.1", "relay access denied");
    assert_eq!(account_rest(&relay, 2, at(NOW)), None, "two guardians may have odd addresses");
    assert!(account_rest(&relay, 3, at(NOW)).is_some(), "three in a row are the account");
    for one_mail in [
        Attempt::Accepted,
        Attempt::Broken,
        Attempt::Unanswered,
        Attempt::Unsendable,
        no(Stage::Rcpt, 550, "5.1.1", "no such user"),
        no(Stage::Rcpt, 451, "4.7.1", "greylisted"),
        no(Stage::Dot, 554, "5.7.1", "spam"),
        no(Stage::Mail, 500, "", "line too long"),
        no(Stage::Mail, 550, "5.1.7", "bad sender address"),
    ] {
        for in_a_row in [1, 3] {
            assert_eq!(account_rest(&one_mail, in_a_row, at(NOW)), None, "{one_mail:?} {in_a_row}");
        }
    }
}

fn any_attempt() -> impl Strategy<Value = (Stage, u16, Option<String>, String)> {
    let stage = prop::sample::select(vec![Stage::Mail, Stage::Rcpt, Stage::Data, Stage::Dot]);
    (stage, 400u16..600, prop::option::of("[45]\\.[0-9]{1,3}\\.[0-9]{1,3}"), ".{0,80}")
}

proptest! {
    #[test]
    fn a_retry_is_later_than_now_and_never_after_the_end(
        (stage, code, status, text) in any_attempt(),
        which in 0..4,
        attempts in 0u32..2000,
        outbox in any::<i64>(),
        now in -1_000_000_000i64..200_000_000_000,
        left in -100_000i64..1_000_000,
    ) {
        let attempt = match which {
            0 => Attempt::Broken,
            1 => Attempt::NoConnection { needs_a_person: true },
            2 => Attempt::NoConnection { needs_a_person: false },
            _ => Attempt::Refused { stage, code, status: status.as_deref(), text: &text },
        };
        let facts = Facts { outbox: OutboxId(outbox), attempts, now: at(now), expires: at(now + left) };
        match next(&attempt, &facts) {
            Next::RetryAt(when, _) => prop_assert!(when > facts.now && when < facts.expires),
            Next::Fail(_, reason) => {
                prop_assert!(code >= 500);
                prop_assert!(stage != Stage::Mail || !reason.blames_the_address());
            }
            Next::Expire(_) => prop_assert!(left <= 60),
            Next::Sent | Next::Hold(_) => prop_assert!(false, "a failure is neither sent nor unknown"),
        }
    }
}
