//! Email addresses: strict on the way in, silent in logs.

use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};
use std::fmt;
use unicode_normalization::UnicodeNormalization;

/// An addr-spec (RFC 5321 §4.1.2) in lower case: a dot-atom local part and a domain, no quoting, no comments,
/// no invisible characters. It has no `Display`, so that no log line shows one by accident; [`EmailAddress::as_str`]
/// is the way to the text.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// Reads an address as people type it: blanks around it, zero-width characters inside it, capital letters and the
    /// full-width letters of an East Asian keyboard are folded, and a domain in letters beyond ASCII gets the form that
    /// it has in the DNS (RFC 5890: `schöne.test` is `xn--schne-lua.test`). Anything else that is no plain address is
    /// `None`; nothing is repaired into a different address.
    pub fn parse(text: &str) -> Option<Self> {
        let plain = text.trim();
        let folded = if plain.is_ascii() { plain.to_ascii_lowercase() } else { folded(plain) };
        let (local, domain) = folded.rsplit_once('@')?;
        let address = match in_dns(domain)? {
            Some(dns) => format!("{local}@{dns}"),
            None => folded,
        };
        let (local, domain) = address.rsplit_once('@')?;
        let well_formed = address.len() <= 254 && is_local_part(local) && is_domain(domain);
        well_formed.then_some(Self(address))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn local_part(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(local, _)| local)
    }

    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    /// What follows the first `+` of the local part (RFC 5233).
    pub fn sub_address(&self) -> Option<&str> {
        self.local_part().split_once('+').map(|(_, tag)| tag)
    }

    /// The mailbox behind the address: without its sub-address, and with all letters that mail servers take for one
    /// another folded (ligatures, letters in circles, `ß` and `ss`). Dots are not folded: but for one provider they
    /// tell people apart. Two addresses with the same mailbox are the same person where a right is *taken away* (a
    /// barred guardian); they are not where one is granted.
    pub fn mailbox(&self) -> String {
        let local = self.local_part();
        let local = if local.is_ascii() { local.to_owned() } else { folded_for_comparison(local) };
        let user = local.split_once('+').map_or(local.as_str(), |(user, _)| user);
        format!("{user}@{}", self.domain())
    }

    /// The address with this sub-address: `room12@x` and `t.key` give `room12+t.key@x`.
    pub fn with_sub_address(&self, tag: &str) -> Option<Self> {
        Self::parse(&format!("{}+{tag}@{}", self.local_part(), self.domain()))
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("‹address›")
    }
}

/// What people type, in the letters that are meant: composed accents, small letters, nothing invisible.
fn folded(text: &str) -> String {
    let visible = text.chars().filter(|c| !is_invisible(*c)).map(half_width);
    visible.nfc().flat_map(char::to_lowercase).nfc().collect()
}

/// The ASCII letter or sign that a full-width one (U+FF01 to U+FF5E) stands for.
fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

/// Capital letters first, since some small ones have the same (`ß`, `ſ`, `ς`).
fn folded_for_comparison(text: &str) -> String {
    let capitals = text.nfkc().flat_map(char::to_uppercase);
    capitals.flat_map(char::to_lowercase).nfkc().filter(|c| !is_invisible(*c)).collect()
}

/// The domain as the DNS has it, where that is another form than the one written; outer `None` where it cannot be a
/// domain.
fn in_dns(domain: &str) -> Option<Option<String>> {
    if domain.is_ascii() && !domain.contains("xn--") {
        return Some(None);
    }
    let uts46 = Uts46::new();
    let dns = uts46.to_ascii(domain.as_bytes(), AsciiDenyList::STD3, Hyphens::Allow, DnsLength::Ignore).ok()?;
    Some((dns != domain).then(|| dns.into_owned()))
}

fn is_local_part(local: &str) -> bool {
    let atom = |c: char| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c);
    !local.is_empty() && local.len() <= 64 && local.split('.').all(|part| !part.is_empty() && part.chars().all(atom))
}

fn is_domain(domain: &str) -> bool {
    let label = |l: &str| {
        !l.is_empty()
            && l.len() <= 63
            && !l.starts_with('-')
            && !l.ends_with('-')
            && l.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    domain.len() <= 253 && !domain.is_empty() && domain.split('.').all(label)
}

/// Characters that change nothing on the screen and everything in a comparison: zero-width, bidi, soft hyphen, the
/// fillers of Hangul, variation selectors and tags.
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}' | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Option<String> {
        EmailAddress::parse(text).map(|a| a.as_str().to_owned())
    }

    #[test]
    fn case_blanks_and_invisible_characters_are_folded() {
        assert_eq!(parsed(" Ana.Martinez@Families.TEST "), Some("ana.martinez@families.test".into()));
        assert_eq!(parsed("ana\u{200b}@families.test"), Some("ana@families.test".into()));
    }

    #[test]
    fn nothing_is_repaired_into_another_address() {
        for bad in [
            "<evil@x.test> t@s.test",
            "\"a b\"@x.test",
            "a@b@c.test ",
            "@x.test",
            "a@",
            "a..b@x.test",
            "a@-x.test",
            "a\r\nb@x.test",
            "a,b@x.test",
            "a@x.test＠good.test",
            "a＜b@x.test",
            "a@xn--a.test",
            "a@b\u{2024}\u{2024}c.test",
            "@relay:a@x.test",
            "",
        ] {
            assert_eq!(parsed(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn a_sub_address_leads_to_the_same_mailbox() {
        let plain = EmailAddress::parse("pat@x.test").unwrap();
        let tagged = plain.with_sub_address("t.abc").unwrap();
        assert_eq!(tagged.as_str(), "pat+t.abc@x.test");
        assert_eq!(tagged.sub_address(), Some("t.abc"));
        assert_eq!(tagged.mailbox(), plain.mailbox());
    }

    #[test]
    fn full_width_letters_composed_accents_and_domains_beyond_ascii_have_one_form() {
        for (typed, expected) in [
            ("ＡＮＡ＠Ｆａｍｉｌｉｅｓ．ＴＥＳＴ", "ana@families.test"),
            ("ana＋x@families.test", "ana+x@families.test"),
            ("ana@families。test", "ana@families.test"),
            ("ana@Schöne.test", "ana@xn--schne-lua.test"),
            ("ana@scho\u{308}ne.test", "ana@xn--schne-lua.test"),
            ("ana@XN--SCHNE-LUA.test", "ana@xn--schne-lua.test"),
            ("Jose\u{301}@families.test", "josé@families.test"),
            ("ana\u{3164}@families.test", "ana@families.test"),
        ] {
            assert_eq!(parsed(typed).as_deref(), Some(expected), "{typed}");
        }
        let mailbox = |text: &str| EmailAddress::parse(text).unwrap().mailbox();
        assert_eq!(mailbox("oﬃce@families.test"), mailbox("office+school@families.test"));
        assert_eq!(mailbox("strauß@families.test"), mailbox("STRAUSS@families.test"));
        assert_ne!(mailbox("a.na@families.test"), mailbox("ana@families.test"));
    }

    #[test]
    fn debug_shows_no_address() {
        assert!(!format!("{:?}", EmailAddress::parse("pat@x.test")).contains("pat"));
    }
}
