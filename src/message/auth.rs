//! Whether the sender is who the From field says: by the stamp of the school's own receiver (RFC 8601) or, where IT chose so,
//! by a signature of the sender's domain ([`signature`]).
//!
//! The stamp is text that a stranger has partly written: his local part, his selector, his comments are echoed in it.
//! So it is read by its grammar, comments and quoted strings included, and every doubt ends as "not aligned".

pub mod signature;
mod stamp;

use super::{fields, heading};
use crate::domain::address::EmailAddress;
use stamp::{Clause, Stamp};

/// In the list of trusted ids: the topmost stamp without an id, as Exchange Online writes it. The configuration takes it
/// only for a mailbox that is declared to lie there.
pub const ID_LESS: &str = "exchange-online";

/// What is known about the sender.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Authenticity {
    /// DMARC passed for the domain of From, or, without any word on DMARC, a DKIM signature of that domain did.
    Aligned,
    NotAligned(Misalignment),
    /// None of the receivers we trust has stamped this mail.
    NoTrustedStamp,
}

impl Authenticity {
    /// The word in the store and, where it is a doubt, in the JSON and the log.
    pub fn word(self) -> &'static str {
        match self {
            Authenticity::Aligned => "aligned",
            Authenticity::NoTrustedStamp => "no_stamp",
            Authenticity::NotAligned(why) => why.word(),
        }
    }

    pub fn read(word: &str) -> Option<Self> {
        let mut all = [Authenticity::Aligned, Authenticity::NoTrustedStamp]
            .into_iter()
            .chain(Misalignment::ALL.into_iter().map(Authenticity::NotAligned));
        all.find(|known| known.word() == word)
    }
}

/// Why a mail proves nothing about its sender.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Misalignment {
    /// The mail does not have exactly one From with exactly this address.
    SenderUnclear,
    /// The stamp does not follow its grammar.
    StampUnreadable,
    /// The stamp holds two verdicts on DMARC.
    SeveralVerdicts,
    /// DMARC failed, or was none, or broke off.
    DmarcNotPassed,
    /// DMARC passed for another domain than that of From.
    OtherDomain,
    /// Neither DMARC nor an aligned DKIM signature.
    NoVerdict,
    /// No signature of exactly the domain of From.
    NoSignature,
    /// The signature leaves out something that homeroom reads.
    SignatureLeavesOut,
    /// The signature does not hold, or must not count.
    SignatureInvalid,
    /// The signature could not be checked, since the DNS did not answer.
    DnsSilent,
}

impl Misalignment {
    pub const ALL: [Misalignment; 10] = [
        Misalignment::SenderUnclear,
        Misalignment::StampUnreadable,
        Misalignment::SeveralVerdicts,
        Misalignment::DmarcNotPassed,
        Misalignment::OtherDomain,
        Misalignment::NoVerdict,
        Misalignment::NoSignature,
        Misalignment::SignatureLeavesOut,
        Misalignment::SignatureInvalid,
        Misalignment::DnsSilent,
    ];

    /// The word in the JSON, the store and the log.
    pub fn word(self) -> &'static str {
        match self {
            Misalignment::SenderUnclear => "sender_unclear",
            Misalignment::StampUnreadable => "stamp_unreadable",
            Misalignment::SeveralVerdicts => "several_verdicts",
            Misalignment::DmarcNotPassed => "dmarc_not_passed",
            Misalignment::OtherDomain => "other_domain",
            Misalignment::NoVerdict => "no_verdict",
            Misalignment::NoSignature => "no_signature",
            Misalignment::SignatureLeavesOut => "signature_leaves_out",
            Misalignment::SignatureInvalid => "signature_invalid",
            Misalignment::DnsSilent => "dns_silent",
        }
    }

    pub fn words(self) -> &'static str {
        match self {
            Misalignment::SenderUnclear => "the sender is not clear",
            Misalignment::StampUnreadable => "the receiver's stamp cannot be read",
            Misalignment::SeveralVerdicts => "the receiver's stamp holds two DMARC verdicts",
            Misalignment::DmarcNotPassed => "DMARC did not pass",
            Misalignment::OtherDomain => "DMARC passed for another domain",
            Misalignment::NoVerdict => "nothing proves the sender's domain",
            Misalignment::NoSignature => "no signature of the sender's own domain",
            Misalignment::SignatureLeavesOut => "the signature leaves out something that homeroom reads",
            Misalignment::SignatureInvalid => "the signature does not hold",
            Misalignment::DnsSilent => "the signature could not be checked: the DNS did not answer",
        }
    }
}

/// Judges by the topmost Authentication-Results field whose authserv-id is in `trusted` (compared without case).
/// `from` is the sender as understood; it must be the one and only From of `raw`.
pub fn authenticity(raw: &[u8], from: &EmailAddress, trusted: &[String]) -> Authenticity {
    if !is_sole_sender(raw, from) {
        return Authenticity::NotAligned(Misalignment::SenderUnclear);
    }
    let is_trusted = |id: &str| trusted.iter().any(|t| t.eq_ignore_ascii_case(id) && t != ID_LESS);
    // Receivers take forged stamps out by their name; one that programs may not know by it was never theirs.
    let stamps = fields::fields(raw).filter(|f| f.is("Authentication-Results") && !f.blank_before_colon);
    for (at, field) in stamps.enumerate() {
        let text = field.text();
        match Stamp::read(&text) {
            Some(Stamp { id: Some(id), clauses }) if is_trusted(&id) => return judge(&clauses, from),
            Some(Stamp { id: None, clauses }) if at == 0 && trusted.iter().any(|t| t == ID_LESS) => {
                return judge(&clauses, from);
            }
            Some(_) => {}
            // What cannot be read may be the stamp we trust.
            None if stamp::first_word(&text).is_none_or(|id| is_trusted(&id)) => {
                return Authenticity::NotAligned(Misalignment::StampUnreadable);
            }
            None => {}
        }
    }
    Authenticity::NoTrustedStamp
}

/// Whether `raw` has one From, and in it exactly this address.
fn is_sole_sender(raw: &[u8], from: &EmailAddress) -> bool {
    let mut senders = fields::fields(raw).filter(|f| f.is("From"));
    let is_sender = senders.next().is_some_and(|f| !f.blank_before_colon && heading::is_exactly(&f.text(), from));
    senders.next().is_none() && is_sender
}

fn judge(clauses: &[Clause], from: &EmailAddress) -> Authenticity {
    let mut verdicts = clauses.iter().filter(|c| c.method == "dmarc");
    let not = Authenticity::NotAligned;
    match (verdicts.next(), verdicts.next()) {
        (Some(_), Some(_)) => not(Misalignment::SeveralVerdicts),
        (Some(dmarc), None) if dmarc.result != "pass" => not(Misalignment::DmarcNotPassed),
        (Some(dmarc), None) => match dmarc.sole("header.from") {
            Some(domain) if domain.eq_ignore_ascii_case(from.domain()) => Authenticity::Aligned,
            _ => not(Misalignment::OtherDomain),
        },
        (None, _) if clauses.iter().any(|c| is_aligned_signature(c, from.domain())) => Authenticity::Aligned,
        (None, _) => not(Misalignment::NoVerdict),
    }
}

/// A passed DKIM signature of the sender's domain, of one above it or of one below it (RFC 7489 §3.1.1, without a
/// list of public suffixes: nobody signs for one).
fn is_aligned_signature(clause: &Clause, domain: &str) -> bool {
    if clause.method != "dkim" || clause.result != "pass" {
        return false;
    }
    let by_identity = || clause.sole("header.i").and_then(|i| i.rsplit_once('@')).map(|(_, domain)| domain);
    let Some(signer) = clause.sole("header.d").or_else(by_identity).map(str::to_ascii_lowercase) else { return false };
    let under = |a: &str, b: &str| a.strip_suffix(b).is_some_and(|rest| rest.ends_with('.')) && b.contains('.');
    signer == domain || under(domain, &signer) || under(&signer, domain)
}

#[cfg(test)]
mod tests;
