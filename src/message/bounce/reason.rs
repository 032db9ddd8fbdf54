//! Why a mail did not arrive: the status code where it says something, else the server's words. One table for reports
//! that come back and for refusals at the door.

use super::super::BounceReason as Reason;

/// The reason for an enhanced status and the words beside it.
///
/// Words never blame an address that the code does not blame: filters dress their refusals as they like. The other way
/// round they may take the blame away, since servers refuse spam, relaying and bad logins under the code of whatever
/// step they were at.
pub fn of(status: Option<&str>, words: &str) -> Reason {
    use Reason::{Authentication, DomainUnknown, Expired, MailboxFull, Network, Policy, RateLimited, RelayDenied};
    let lower = words.chars().take(2_000).collect::<String>().to_lowercase();
    if let Some((_, reason)) = PECULIAR.iter().find(|(phrase, _)| lower.contains(phrase)) {
        return *reason;
    }
    let said = by_words(&lower);
    match (status.map_or(Reason::Unknown, by_status), said) {
        (Reason::Unknown, said) => said,
        (coded, Reason::Unknown) => coded,
        (coded, Policy | Authentication | RelayDenied | RateLimited | MailboxFull)
            if coded.blames_the_address() && !says(coded, &lower) =>
        {
            said
        }
        (Policy | Network, Policy | Authentication | RelayDenied | RateLimited | MailboxFull | Reason::TooLarge)
        | (Network, DomainUnknown | Expired) => said,
        (coded, _) => coded,
    }
}

fn by_status(status: &str) -> Reason {
    let mut parts = status.split('.').skip(1).map(|p| p.parse::<u16>().unwrap_or(0));
    let (subject, detail) = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    match (subject, detail) {
        (1, 1 | 3 | 4 | 10) => Reason::MailboxUnknown,
        (1, 2) | (4, 4) => Reason::DomainUnknown,
        (1, 6) | (7, 17) => Reason::Moved,
        (1, 7 | 8) => Reason::Authentication,
        (2, 1) => Reason::MailboxDisabled,
        (2, 2) | (3, 1) => Reason::MailboxFull,
        (2, 3) | (3, 4) => Reason::TooLarge,
        (4, 1..=3 | 6) => Reason::Network,
        (1, 90) | (4, 5) | (5, 3) | (7, 28 | 232 | 233) => Reason::RateLimited,
        (4, 7) => Reason::Expired,
        (6, _) => Reason::ContentRejected,
        (7, 3 | 8 | 11 | 13 | 20..=27 | 30 | 57 | 60 | 139 | 509 | 515) => Reason::Authentication,
        (7, _) => Reason::Policy,
        _ => Reason::Unknown,
    }
}

/// Phrases that mean something else than their words and codes say. In lower case.
const PECULIAR: &[(&str, Reason)] = &[
    // Exchange Online, of a recipient its directory does not know.
    ("recipient address rejected: access denied. as(", Reason::MailboxUnknown),
    // Exchange, of a mailbox or group that hears only some senders.
    ("resolver.rst", Reason::Policy),
    ("permission to post", Reason::Policy),
    ("not a member of", Reason::Policy),
];

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
    "spf record", "smtp authentication", "mismatches client ip", "not allowed to send from",
];
#[rustfmt::skip]
const RELAY: &[&str] = &[
    "relay denied", "relaying denied", "unable to relay", "relay access denied", "relaying not permitted",
    "relaying not allowed", "not permitted to relay", "relay not permitted", "relay operation rejected",
    "we do not relay", "relaying mail", "relay prohibited", "relaying prohibited",
];
#[rustfmt::skip]
const POLICY: &[&str] = &[
    "spam", "blacklist", "blocklist", "block list", "blocked", "reputation", "policy", "policies", "access denied",
    "not accepted for", "banned", "virus", "malware", "unsolicited", " rbl", "dnsbl", "message rejected by",
    "recipient preferences",
    "network not allowed", "sender rejected",
];
#[rustfmt::skip]
const FULL: &[&str] = &[
    "mailbox full", "mailbox is full", "inbox is full", "mail box is full", "over quota", "quota exceeded",
    "exceeded storage", "quota", "mailfolder is full", "mailbox exceeds", "exceeds allowed size",
    "mailbox exceeded the local limit", "not enough space", "storage allocation", "insufficient system storage",
    "no space left", "out of storage", "maximum mailbox size", "a full mailbox", "account is full", "folder is full",
    "postfach ist voll", "zuviele mails", "boîte pleine", "boîte aux lettres pleine", "boîte de réception est pleine",
    "buzón lleno", "está lleno", "caixa postal cheia", "casella piena", "ящик переполнен", "почтовый ящик полон",
    "have enough space",
];
#[rustfmt::skip]
const LARGE: &[&str] = &[
    "too large", "too big", "message size exceeds", "exceeds size limit", "size limit", "maximum message size",
    "message file too big", "exceeds the maximum", "exceeded the maximum", "size exceeds",
];
#[rustfmt::skip]
const RATE: &[&str] = &[
    "rate limit", "too many", "receiving mail at a rate", "throttl", "sending limit", "daily limit", "too fast",
    "unusual rate",
];
#[rustfmt::skip]
const DISABLED: &[&str] = &[
    "account disabled", "mailbox disabled", "is disabled", "been disabled", "account inactive", "is inactive",
    "mailbox unavailable due to", "not active", "suspended", "is locked", "discontinued", "deactivated",
    "account closed", "account expired", "account has expired", "temporarily limited",
    "mailbox is frozen",
];
#[rustfmt::skip]
const MOVED: &[&str] = &["has moved", "no longer at", "has changed to", "new address", "user not local"];
#[rustfmt::skip]
const DOMAIN: &[&str] = &[
    "host unknown", "host not found", "domain not found", "unrouteable", "unroutable", "no such domain",
    "name or service not known", "couldn't find any host", "name service error", "no mx", "nxdomain",
    "domain name not found", "domain does not exist", "domain doesn't exist", "dns error", "host or domain name",
    "unknown domain", "unknown host", "non-existent domain", "nonexistentdomain", "domain unknown",
    "bad destination host", "could not be found in dns", "not a valid domain",
    "no route to host could be determined", "illegal host", "null mx",
    "dns lookup failure", "domain is not reachable", "could not find a gateway",
];
#[rustfmt::skip]
const UNKNOWN_BOX: &[&str] = &[
    "user unknown", "unknown user", "no such user", "does not exist", "doesn't exist", "doesn't have a",
    "not our customer", "no mailbox", "recipient not found", "recipientnotfound", "recipnotfound",
    "unknown recipient", "recipient unknown", "invalid recipient", "no such recipient", "not found in",
    "mailbox not found", "mailbox unavailable", "unknown mailbox", "mailbox unknown", "address rejected",
    "address unknown", "unknown local", "invalid mailbox", "no such mailbox", "user not found", "not recognized",
    "unknown address", "invalid address", "no such account", "no such address", "account not available",
    "unknown account", "not listed in", "is not a valid", "recipient address", "user is unknown", "no account",
    "addressee unknown", "invalid user", "invalid final delivery userid", "no user by that name", "not known",
    "name was not found", "address was not found", "address not found", "mailbox not available",
    "not a known user", "undeliverable address", "bad address", "couldn't be found", "could not be found",
    "wasn't found", "no valid recipients", "no longer valid", "no longer accepted", "no such person",
    "unbekannter benutzer", "unbekannter empfänger", "existiert nicht", "nicht gefunden", "utilisateur inconnu",
    "n'existe pas", "usuario desconocido", "no existe", "não existe", "utente sconosciuto", "non esiste",
    "nie istnieje", "не существует", "не найден", "存在しません", "見つかりません", "用户不存在", "使用者不存在",
    "recipient rejected", "not a registered",
];
#[rustfmt::skip]
const EXPIRED: &[&str] = &[
    "retry timeout", "retry time not reached", "timeout exceeded", "delivery time expired",
    "has been in the queue too long", "too long", "expired", "gave up", "giving up", "4.4.7",
    "could not be delivered for", "cannot send message for",
];
#[rustfmt::skip]
const NETWORK: &[&str] = &[
    "connection refused", "connection timed out", "timed out", "timeout", "unreachable", "no route to host",
    "lost connection", "connection dropped", "connection died", "network error", "could not connect",
    "unable to connect", "wasn't able to establish", "connection reset", "not responding", "not accepting connections",
    "too many hops", "hop count", "loops back", "mail loop", "routing loop",
    "looping", "host not reachable", "does not support tls", "connection was dropped",
];
#[rustfmt::skip]
const CONTENT: &[&str] = &[
    "content rejected", "message content", "attachment type", "attachment not allowed", "header error",
    "invalid header", "missing header", "malformed", "rejected for content", "message rejected",
    "mail rejected",
];

fn says(reason: Reason, lower: &str) -> bool {
    PHRASES.iter().any(|(r, phrases)| *r == reason && phrases.iter().any(|p| lower.contains(p)))
}

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
            (Some("5.1.1"), "550 <x@y.test> user unknown; see http://y.test/policy", Reason::MailboxUnknown),
            (Some("5.1.1"), "550 5.1.1 blocked by our spam filter", Reason::Policy),
            (Some("5.7.1"), "554 rejected as spam; user unknown", Reason::Policy),
            (Some("5.7.1"), "550 5.7.1 no such user, said the filter", Reason::Policy),
            (Some("5.7.1"), "550 5.7.1 RESOLVER.RST.AuthRequired; authentication required", Reason::Policy),
            (
                Some("5.4.1"),
                "550 5.4.1 Recipient address rejected: Access denied. AS(201806281)",
                Reason::MailboxUnknown,
            ),
            (Some("5.4.1"), "550 5.4.1 access denied", Reason::Policy),
            (Some("5.2.1"), "450 4.2.1 The user is receiving mail at a rate that prevents", Reason::RateLimited),
            (Some("4.2.0"), "greylisted", Reason::Unknown),
            (Some("5.1.0"), "550 5.1.0 Recipient rejected: <x@y.test>", Reason::MailboxUnknown),
            (Some("5.0.0"), "552 Account(s) <x@y.test> does not have enough space", Reason::MailboxFull),
            (Some("5.5.0"), "554 Message looping (received 6 times)", Reason::Network),
            (None, "DNS lookup failure: host y.test not found", Reason::DomainUnknown),
            (None, "The recipient name is not recognized", Reason::MailboxUnknown),
            (None, "MailBox exceeds allowed size: x@y.test", Reason::MailboxFull),
            (None, "El buzón del destinatario está lleno", Reason::MailboxFull),
            (None, "Original message headers follow, with marble", Reason::Unknown),
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
