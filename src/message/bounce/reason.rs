//! Why a mail did not arrive: the status code where it says something, else the server's words.

use super::super::BounceReason as Reason;

/// The reason for a status and the words beside it.
pub fn of(status: Option<&str>, words: &str) -> Reason {
    let lower = words.chars().take(2_000).collect::<String>().to_lowercase();
    let said = by_words(&lower);
    let coded = status.map_or(Reason::Unknown, by_status);
    match (coded, said) {
        (Reason::Unknown, said) => said,
        (coded, Reason::Unknown) => coded,
        // Servers refuse spam, relaying and bad logins under the code of whatever step they were at.
        (
            Reason::MailboxUnknown | Reason::Policy | Reason::MailboxDisabled | Reason::Network,
            said @ (Reason::Policy
            | Reason::Authentication
            | Reason::RelayDenied
            | Reason::RateLimited
            | Reason::MailboxFull),
        ) => said,
        (
            Reason::Policy,
            said @ (Reason::MailboxUnknown | Reason::MailboxDisabled | Reason::TooLarge | Reason::DomainUnknown),
        ) => said,
        (Reason::Network, said @ (Reason::DomainUnknown | Reason::Expired)) => said,
        (coded, _) => coded,
    }
}

fn by_status(status: &str) -> Reason {
    let mut parts = status.split('.').skip(1).map(|p| p.parse::<u16>().unwrap_or(0));
    let (subject, detail) = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    match (subject, detail) {
        (1, 1 | 3 | 4 | 10) => Reason::MailboxUnknown,
        (1, 2) | (4, 4) => Reason::DomainUnknown,
        (1, 6) => Reason::Moved,
        (1, 7 | 8) => Reason::Authentication,
        (2, 1) => Reason::MailboxDisabled,
        (2, 2) => Reason::MailboxFull,
        (2, 3) | (3, 4) => Reason::TooLarge,
        (3, 1) => Reason::MailboxFull,
        (4, 1..=3 | 6) => Reason::Network,
        (4, 5) => Reason::RateLimited,
        (4, 7) => Reason::Expired,
        (6, _) => Reason::ContentRejected,
        (7, 8 | 9 | 11 | 20..=27 | 30 | 57 | 60 | 139 | 509 | 515) => Reason::Authentication,
        (7, _) => Reason::Policy,
        _ => Reason::Unknown,
    }
}

/// Phrases of servers, in the order of how much they say. In lower case.
const PHRASES: [(Reason, &[&str]); 13] = [
    (Reason::Authentication, AUTHENTICATION),
    (Reason::RelayDenied, RELAY),
    (Reason::Policy, POLICY),
    (Reason::MailboxFull, FULL),
    (Reason::TooLarge, LARGE),
    (Reason::RateLimited, RATE),
    (Reason::MailboxDisabled, DISABLED),
    (Reason::Moved, MOVED),
    (Reason::DomainUnknown, DOMAIN),
    (Reason::MailboxUnknown, UNKNOWN_BOX),
    (Reason::Expired, EXPIRED),
    (Reason::Network, NETWORK),
    (Reason::ContentRejected, CONTENT),
];

#[rustfmt::skip]
const AUTHENTICATION: &[&str] = &[
    "dmarc", "spf check", "spf fail", "spf validation", "fails spf", "dkim", "unauthenticated",
    "authentication required", "authentication failed", "basic authentication", "5.7.26",
    "not authorized to send on behalf", "sender policy framework",
];
#[rustfmt::skip]
const RELAY: &[&str] = &[
    "relay denied", "relaying denied", "unable to relay", "relay access denied", "relaying not permitted",
    "not permitted to relay", "relay not permitted", "relay operation rejected", "we do not relay", "relaying mail",
];
#[rustfmt::skip]
const POLICY: &[&str] = &[
    "spam", "blacklist", "blocklist", "block list", "blocked", "spamhaus", "reputation", "policy", "access denied",
    "not accepted for", "banned", "virus", "malware", "unsolicited", "rbl", "dnsbl", "message rejected by",
];
#[rustfmt::skip]
const FULL: &[&str] = &[
    "mailbox full", "mailbox is full", "over quota", "quota exceeded", "exceeded storage", "quota",
    "mailfolder is full", "mailbox exceeds", "not enough space", "storage allocation", "insufficient system storage",
    "no space left", "out of storage", "maximum mailbox size",
];
#[rustfmt::skip]
const LARGE: &[&str] = &[
    "too large", "too big", "message size exceeds", "exceeds size limit", "size limit", "maximum message size",
    "message file too big", "exceeds the maximum", "exceeded the maximum",
];
#[rustfmt::skip]
const RATE: &[&str] = &[
    "rate limit", "too many", "receiving mail at a rate", "throttl", "try again later", "greylist", "graylist",
    "deferred due to", "sending limit", "daily limit",
];
#[rustfmt::skip]
const DISABLED: &[&str] = &[
    "account disabled", "mailbox disabled", "account is disabled", "account has been disabled", "account inactive",
    "is inactive", "mailbox unavailable due to", "not active", "suspended",
    "account that you tried to reach is disabled", "account is locked", "discontinued",
];
const MOVED: &[&str] = &["has moved", "no longer at", "has changed to", "new address"];
#[rustfmt::skip]
const DOMAIN: &[&str] = &[
    "host unknown", "host not found", "domain not found", "unrouteable", "unroutable", "no such domain",
    "name or service not known", "couldn't find any host", "name service error", "no mx", "nxdomain",
    "domain name not found", "domain does not exist", "dns error", "host or domain name", "unknown domain",
    "non-existent domain", "unrouteable mail domain", "domain unknown", "bad destination host",
    "could not be found in dns", "not a valid domain", "no route to host could be determined",
];
#[rustfmt::skip]
const UNKNOWN_BOX: &[&str] = &[
    "user unknown", "unknown user", "no such user", "does not exist", "doesn't exist", "doesn't have a",
    "not our customer", "no mailbox", "recipient not found", "recipientnotfound", "unknown recipient",
    "recipient unknown", "invalid recipient", "no such recipient", "not found in", "mailbox not found",
    "mailbox unavailable", "address rejected", "unknown local", "invalid mailbox", "user not found",
    "unknown address", "invalid address", "no such account", "no such address", "account not available",
    "not listed in", "is not a valid", "recipient address", "user is unknown", "no account", "addressee unknown",
    "invalid user", "mailbox not available", "not a known user", "undeliverable address", "bad address",
    "couldn't be found", "could not be found", "wasn't found",
];
#[rustfmt::skip]
const EXPIRED: &[&str] = &[
    "retry timeout", "retry time not reached", "timeout exceeded", "delivery time expired",
    "has been in the queue too long", "too long", "expired", "gave up", "giving up", "4.4.7",
    "could not be delivered for",
];
#[rustfmt::skip]
const NETWORK: &[&str] = &[
    "connection refused", "connection timed out", "timed out", "timeout", "unreachable", "no route to host",
    "lost connection", "connection dropped", "network error", "could not connect", "wasn't able to establish",
    "connection reset", "not responding", "too many hops", "loops back", "mail loop", "routing loop",
];
#[rustfmt::skip]
const CONTENT: &[&str] = &[
    "content rejected", "message content", "attachment", "header", "rejected for content", "message rejected",
];

fn by_words(lower: &str) -> Reason {
    PHRASES
        .iter()
        .find(|(_, phrases)| phrases.iter().any(|p| lower.contains(p)))
        .map_or(Reason::Unknown, |(reason, _)| *reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn real_replies_have_the_reason_a_postmaster_would_give() {
        for (status, words, reason) in [
            (
                Some("5.1.1"),
                "550 5.1.1 <x@y.test>: Recipient address rejected: User unknown in virtual mailbox table",
                Reason::MailboxUnknown,
            ),
            (
                Some("5.1.1"),
                "550-5.1.1 The email account that you tried to reach does not exist.",
                Reason::MailboxUnknown,
            ),
            (Some("5.2.1"), "The email account that you tried to reach is disabled.", Reason::MailboxDisabled),
            (Some("5.2.2"), "552-5.2.2 The email account that you tried to reach is over quota", Reason::MailboxFull),
            (Some("4.2.2"), "452-4.2.2 The recipient's inbox is out of storage space", Reason::MailboxFull),
            (
                Some("5.7.26"),
                "550-5.7.26 Unauthenticated email from x is not accepted due to domain's DMARC policy",
                Reason::Authentication,
            ),
            (
                Some("5.7.1"),
                "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org",
                Reason::Policy,
            ),
            (Some("5.7.1"), "550 5.7.1 Unable to relay for x@y.test", Reason::RelayDenied),
            (Some("5.7.1"), "554 5.7.1 <x@y.test>: Relay access denied", Reason::RelayDenied),
            (Some("5.4.4"), "Host or domain name not found. Name service error for name=y.test", Reason::DomainUnknown),
            (Some("5.1.2"), "Bad destination system address", Reason::DomainUnknown),
            (Some("4.4.1"), "connect to mx.y.test[192.0.2.1]:25: Connection timed out", Reason::Network),
            (Some("4.4.7"), "Message expired", Reason::Expired),
            (Some("5.4.5"), "550 5.4.5 Daily user sending limit exceeded", Reason::RateLimited),
            (Some("5.3.4"), "552 5.3.4 Message size exceeds fixed limit", Reason::TooLarge),
            (Some("5.6.0"), "554 5.6.0 header error", Reason::ContentRejected),
            (Some("5.1.6"), "551 not here", Reason::Moved),
            (
                Some("5.7.30"),
                "550 5.7.30 Basic authentication is not supported for Client Submission",
                Reason::Authentication,
            ),
            (Some("5.0.0"), "550 No such user here", Reason::MailboxUnknown),
            (
                None,
                "all hosts for 'y.test' have been failing for a long time (and retry time not reached)",
                Reason::Expired,
            ),
            (None, "Unrouteable address", Reason::DomainUnknown),
            (None, "mailbox is full", Reason::MailboxFull),
            (None, "", Reason::Unknown),
        ] {
            assert_eq!(of(status, words), reason, "{status:?} {words}");
        }
    }
}
