//! Email addresses: strict on the way in, silent in logs.

use std::fmt;

/// An addr-spec (RFC 5321 §4.1.2) in lower case: a dot-atom local part and a domain, no quoting, no comments,
/// no invisible characters. It has no `Display`, so that no log line shows one by accident; [`EmailAddress::as_str`]
/// is the way to the text.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// Reads an address as people type it: blanks around it, zero-width characters inside it and capital letters are
    /// folded. Anything else that is no plain address is `None`; nothing is repaired into a different address.
    pub fn parse(text: &str) -> Option<Self> {
        let folded: String = text.trim().chars().filter(|c| !is_invisible(*c)).flat_map(char::to_lowercase).collect();
        let (local, domain) = folded.rsplit_once('@')?;
        let well_formed = folded.len() <= 254 && is_local_part(local) && is_domain(domain);
        well_formed.then_some(Self(folded))
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

    /// The mailbox behind the address: without its sub-address. Two addresses with the same mailbox are the same
    /// person where a right is *taken away* (a barred guardian); they are not where one is granted.
    pub fn mailbox(&self) -> String {
        let user = self.local_part().split_once('+').map_or(self.local_part(), |(user, _)| user);
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

/// Characters that change nothing on the screen and everything in a comparison: zero-width, bidi and soft hyphen.
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}')
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
    fn debug_shows_no_address() {
        assert!(!format!("{:?}", EmailAddress::parse("pat@x.test")).contains("pat"));
    }
}
