//! Mails inside wrappers: signed ones, whose words are there to be read (RFC 8551, RFC 9580), encrypted ones, which only
//! the key opens, and Outlook's own (MS-OXTNEF), of which text and names are read.

use super::Attachment;
use super::body::file_name;
use super::charset;
use crate::domain::mail::Mark;
use mail_parser::{Message, MessagePart, MimeHeaders, PartType};
use std::borrow::Cow;

const SIGNED_BEGIN: &str = "-----BEGIN PGP SIGNED MESSAGE-----";
const SIGNATURE_BEGIN: &str = "-----BEGIN PGP SIGNATURE-----";
const SIGNATURE_END: &str = "-----END PGP SIGNATURE-----";
const ENCRYPTED_BEGIN: &str = "-----BEGIN PGP MESSAGE-----";

/// What a teacher must know of the mail's wrappers. `in_outlooks`: one of them is Outlook's own.
pub fn marks(message: &Message<'_>, text: &str, in_outlooks: bool) -> Vec<Mark> {
    let is = |part: &MessagePart<'_>, main: &str, sub: &[&str]| {
        part.content_type().is_some_and(|t| t.ctype() == main && t.subtype().is_some_and(|s| sub.contains(&s)))
    };
    let cms = |part: &&MessagePart<'_>| is(part, "application", &["pkcs7-mime", "x-pkcs7-mime"]);
    let kind_of = |part: &MessagePart<'_>| match part.content_type().and_then(|t| t.attribute("smime-type")) {
        Some(kind) => kind.to_ascii_lowercase(),
        None if names_signed_data(part.contents()) => "signed-data".to_owned(),
        None => String::new(),
    };
    let kinds: Vec<String> = message.parts.iter().filter(cms).map(kind_of).collect();
    let in_parts = || message.parts.iter().any(|part| is(part, "multipart", &["encrypted"]));
    let mut marks = Vec::new();
    if kinds.iter().any(|kind| !matches!(kind.as_str(), "signed-data" | "certs-only"))
        || in_parts()
        || text.trim_start().starts_with(ENCRYPTED_BEGIN)
    {
        marks.push(Mark::Encrypted);
    }
    if kinds.iter().any(|kind| kind == "signed-data") {
        marks.push(Mark::SignedWhole);
    }
    if in_outlooks {
        marks.push(Mark::OutlookWrapper);
    }
    marks
}

/// A text signed in line, without its armour and with its dashes as they were (RFC 9580 §7.2).
pub fn without_armour(text: Cow<'_, str>) -> Cow<'_, str> {
    if !text.contains(SIGNED_BEGIN) {
        return text;
    }
    #[derive(PartialEq)]
    enum At {
        Outside,
        Head,
        Words,
        Signature,
    }
    let mut at = At::Outside;
    let mut clear = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let bare = line.trim_end();
        match at {
            At::Outside if bare == SIGNED_BEGIN => at = At::Head,
            At::Head if bare.is_empty() => at = At::Words,
            At::Head => {}
            At::Words if bare == SIGNATURE_BEGIN => at = At::Signature,
            At::Signature if bare == SIGNATURE_END => at = At::Outside,
            At::Signature => {}
            At::Words => clear.push_str(line.strip_prefix("- ").unwrap_or(line)),
            At::Outside => clear.push_str(line),
        }
    }
    // An armour that never ends could have swallowed words: then the text stays as it came.
    if at == At::Outside { clear.into() } else { text }
}

/// The mail inside a part of the type `application/pkcs7-mime` that is signed and not encrypted.
pub fn signed_content(part: &MessagePart<'_>) -> Option<Vec<u8>> {
    let subtype = part.content_type()?.subtype()?;
    if !matches!(subtype, "pkcs7-mime" | "x-pkcs7-mime" | "octet-stream") {
        return None;
    }
    let PartType::Binary(octets) = &part.body else { return None };
    // ContentInfo: a type and, in [0], SignedData: version, digests, and in its turn a type and a text (RFC 5652 §5).
    let (info, _) = element(octets, 0x30)?;
    let (kind, rest) = element(info, 0x06)?;
    if kind != SIGNED_DATA {
        return None;
    }
    let (content, _) = element(rest, 0xa0)?;
    let (signed, _) = element(content, 0x30)?;
    let (_, rest) = element(signed, 0x02)?;
    let (_, rest) = element(rest, 0x31)?;
    let (inner, _) = element(rest, 0x30)?;
    let (_, rest) = element(inner, 0x06)?;
    let (content, _) = element(rest, 0xa0)?;
    text_in(content, 0)
}

/// The type that stands at the beginning of ContentInfo, also of one that was cut short.
fn names_signed_data(octets: &[u8]) -> bool {
    octets.get(..32).unwrap_or(octets).windows(SIGNED_DATA.len()).any(|window| window == SIGNED_DATA)
}

/// 1.2.840.113549.1.7.2
const SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];
/// No signed mail nests its pieces deeper.
const MAX_DEPTH: usize = 6;

/// An octet string, whole or in pieces.
fn text_in(content: &[u8], depth: usize) -> Option<Vec<u8>> {
    if let Some((whole, _)) = element(content, 0x04) {
        return Some(whole.to_vec());
    }
    let (mut pieces, _) = element(content, 0x24).filter(|_| depth < MAX_DEPTH)?;
    let mut text = Vec::new();
    while !pieces.is_empty() && !pieces.starts_with(&[0, 0]) {
        text.extend(text_in(pieces, depth + 1)?);
        pieces = after_element(pieces, 0)?;
    }
    Some(text)
}

/// The content of the element of this tag that stands first, and what follows it (X.690). The content of one whose end
/// is marked reaches to the end of what is there: who reads on meets the mark.
fn element(octets: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (first, rest) = octets.split_first()?;
    if *first != tag {
        return None;
    }
    match length(rest)? {
        (Some(length), rest) => rest.split_at_checked(length),
        (None, rest) => Some((rest, after_element(octets, 0).unwrap_or_default())),
    }
}

/// `None` within: the end is marked.
fn length(octets: &[u8]) -> Option<(Option<usize>, &[u8])> {
    let (first, rest) = octets.split_first()?;
    match usize::from(*first) {
        short @ ..0x80 => Some((Some(short), rest)),
        0x80 => Some((None, rest)),
        long => {
            let (digits, rest) = rest.split_at_checked(long - 0x80).filter(|(digits, _)| digits.len() <= 4)?;
            Some((Some(digits.iter().fold(0, |n, d| (n << 8) | usize::from(*d))), rest))
        }
    }
}

/// What follows the element that stands first, whatever it is.
fn after_element(octets: &[u8], depth: usize) -> Option<&[u8]> {
    match length(octets.get(1..)?)? {
        (Some(length), rest) => rest.get(length..),
        (None, mut rest) => {
            while !rest.starts_with(&[0, 0]) {
                rest = after_element(rest, depth + 1).filter(|_| depth < 2 * MAX_DEPTH)?;
            }
            rest.get(2..)
        }
    }
}

/// What Outlook's wrapper holds, as far as it is read.
#[derive(Default)]
pub struct Outlook {
    pub text: String,
    pub attachments: Vec<Attachment>,
}

/// Reads a part that is such a wrapper by its type, its name or its first octets.
pub fn outlook(part: &MessagePart<'_>) -> Option<Outlook> {
    const SIGNATURE: [u8; 4] = [0x78, 0x9f, 0x3e, 0x22];
    let subtype = part.content_type().and_then(|t| t.subtype());
    let typed = subtype.is_some_and(|s| matches!(s, "ms-tnef" | "vnd.ms-tnef"));
    let named = || part.attachment_name().is_some_and(|n| n.eq_ignore_ascii_case("winmail.dat"));
    let octets: &[u8] = match &part.body {
        PartType::Binary(octets) | PartType::InlineBinary(octets) => octets,
        _ => return (typed || named()).then(Outlook::default),
    };
    let signed = octets.starts_with(&SIGNATURE);
    (signed || typed || named()).then(|| if signed { attributes(octets) } else { Outlook::default() })
}

/// A level, a number and a type, a length, the value, a checksum (MS-OXTNEF 2.1.3.1); at most a thousand.
fn attributes(octets: &[u8]) -> Outlook {
    const BODY: [u8; 4] = [0x0c, 0x80, 0x02, 0x00];
    const TITLE: [u8; 4] = [0x10, 0x80, 0x01, 0x00];
    const DATA: [u8; 4] = [0x0f, 0x80, 0x06, 0x00];
    const BEGINS: [u8; 4] = [0x02, 0x90, 0x06, 0x00];
    let mut found = Outlook::default();
    let mut rest = octets.get(6..).unwrap_or_default();
    for _ in 0..1_000 {
        let Some((head, after)) = rest.split_at_checked(9) else { break };
        let [_, id @ .., a, b, c, d] = head else { break };
        let length = u32::from_le_bytes([*a, *b, *c, *d]) as usize;
        let Some((value, after)) = after.split_at_checked(length) else { break };
        let text = || charset::decode(value.split(|b| *b == 0).next().unwrap_or_default(), None);
        if id == BODY {
            found.text = text();
        } else if id == BEGINS && found.attachments.len() < 100 {
            let media_type = "application/octet-stream".to_owned();
            found.attachments.push(Attachment { name: None, media_type, size: 0 });
        } else if let Some(attachment) = found.attachments.last_mut() {
            if id == TITLE {
                attachment.name = Some(file_name(&text())).filter(|n| !n.is_empty());
            } else if id == DATA {
                attachment.size = length;
            }
        }
        rest = after.get(2..).unwrap_or_default();
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::domain::mail::Mark;
    use crate::message::inbound::understand;

    fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
        let mut all = vec![tag];
        match content.len() {
            short @ ..0x80 => all.push(u8::try_from(short).unwrap()),
            long => all.extend([0x82, u8::try_from(long >> 8).unwrap(), u8::try_from(long & 0xff).unwrap()]),
        }
        all.extend_from_slice(content);
        all
    }

    /// The end marked, as programs write that sign while they read.
    fn open(tag: u8, content: &[u8]) -> Vec<u8> {
        [&[tag, 0x80], content, &[0, 0]].concat()
    }

    const DATA: &[u8] = &[0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1];
    const SIGNED: &[u8] = &[0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2];
    const ENVELOPED: &[u8] = &[0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 3];

    fn opaque(cms: &[u8], kind: &str) -> crate::message::Understood {
        let raw = format!(
            "From: ana@families.test\r\nSubject: s\r\nContent-Type: application/pkcs7-mime; smime-type={kind}; name=smime.p7m\r\n\
             Content-Transfer-Encoding: base64\r\nX-After: 1\r\n\r\n{}\r\n",
            data_encoding::BASE64.encode(cms)
        );
        understand(raw.as_bytes())
    }

    #[test]
    fn the_words_of_a_signed_mail_are_read_however_it_is_packed() {
        let inner = "Content-Type: multipart/mixed; boundary=i\r\n\r\n--i\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\
                     Leo viene mañana.\r\n--i\r\nContent-Type: application/pdf; name=a.pdf\r\n\r\nx\r\n--i--\r\n";
        let (one, two) = inner.as_bytes().split_at(70);
        let whole = tlv(0x04, inner.as_bytes());
        let pieces = open(0x24, &[tlv(0x04, one), tlv(0x04, two)].concat());
        let packed = |text: &[u8], wrap: fn(u8, &[u8]) -> Vec<u8>| {
            let content = wrap(0x30, &[DATA, &wrap(0xa0, text)].concat());
            let signed = wrap(0x30, &[&tlv(0x02, &[1])[..], &tlv(0x31, &[]), &content, &tlv(0x31, &[])].concat());
            wrap(0x30, &[SIGNED, &wrap(0xa0, &signed)].concat())
        };
        for cms in [packed(&whole, tlv), packed(&pieces, open), packed(&whole, open), packed(&pieces, tlv)] {
            let mail = opaque(&cms, "signed-data");
            assert_eq!((mail.text.as_str(), mail.subject.as_str()), ("Leo viene mañana.", "s"));
            assert_eq!((mail.attachments.len(), mail.marks.len()), (1, 0));
            for end in 0..cms.len() {
                assert_is_read(&opaque(&cms[..end], "signed-data"), end);
            }
            assert_eq!(opaque(&cms[..30], "signed-data").marks, [Mark::SignedWhole]);
        }
    }

    #[test]
    fn a_signed_file_stays_a_file_and_a_type_that_is_not_said_is_seen() {
        let content = tlv(0x30, &[DATA, &tlv(0xa0, &tlv(0x04, b"%PDF-1.7 is no mail"))].concat());
        let signed = tlv(0x30, &[&tlv(0x02, &[1])[..], &tlv(0x31, &[]), &content, &tlv(0x31, &[])].concat());
        let cms = tlv(0x30, &[SIGNED, &tlv(0xa0, &signed)].concat());
        let file = data_encoding::BASE64.encode(&cms);
        let raw = format!(
            "From: ana@families.test\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nHere it is.\r\n--b\r\n\
             Content-Type: application/octet-stream; name=order.pdf.p7m\r\nContent-Transfer-Encoding: base64\r\n\r\n{file}\r\n--b--\r\n"
        );
        let mail = understand(raw.as_bytes());
        assert_eq!(mail.text.trim(), "Here it is.", "{:?}", mail.why);
        assert_eq!(mail.attachments.last().and_then(|a| a.name.as_deref()), Some("order.pdf.p7m"));
        let raw = format!(
            "From: ana@families.test\r\nContent-Type: application/pkcs7-mime; name=smime.p7m\r\n\
             Content-Transfer-Encoding: base64\r\n\r\n{}\r\n",
            data_encoding::BASE64.encode(&cms[..24])
        );
        assert_eq!(understand(raw.as_bytes()).marks, [Mark::SignedWhole]);
    }

    #[test]
    fn an_armour_that_never_ends_hides_no_words() {
        let raw =
            b"From: ana@families.test\r\n\r\n-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA256\r\n\r\nLeo is ill.\r\n\
                    -----BEGIN PGP SIGNATURE-----\r\n\r\nHe will be back on Monday.\r\n";
        let text = understand(raw).text;
        assert!(text.contains("Leo is ill.") && text.contains("back on Monday"), "{text}");
    }

    /// A panic is caught, and told in `why`.
    fn assert_is_read(mail: &crate::message::Understood, end: usize) {
        assert!(!mail.why.iter().any(|why| why.contains("the parser failed")), "{end} octets: {:?}", mail.why);
    }

    #[test]
    fn only_the_top_header_says_who_wrote() {
        let signed = |inner: &str| {
            let content = tlv(0x30, &[DATA, &tlv(0xa0, &tlv(0x04, inner.as_bytes()))].concat());
            let signed = tlv(0x30, &[&tlv(0x02, &[1])[..], &tlv(0x31, &[]), &content, &tlv(0x31, &[])].concat());
            opaque(&tlv(0x30, &[SIGNED, &tlv(0xa0, &signed)].concat()), "signed-data")
        };
        let mail = signed(
            "From: teacher@school.test\r\nSubject: other\r\nIn-Reply-To: <id.1@school.test>\r\nAuto-Submitted: \
             auto-replied\r\nDelivered-To: room12+unsubscribe@school.test\r\nX-Homeroom-Id: 7\r\nContent-Type:\r\n \
             text/plain; charset=utf-8\r\n\r\nLeo viene mañana.\r\n",
        );
        assert_eq!(mail.from.as_ref().map(|f| f.as_str()), Some("ana@families.test"));
        assert_eq!((mail.text.trim_end(), mail.subject.as_str()), ("Leo viene mañana.", "s"));
        assert_eq!((mail.in_reply_to.len(), mail.delivered_to.len(), mail.own_number), (0, 0, None));
        assert_eq!(mail.kind, crate::message::Kind::Mail);
        assert_eq!(signed("Leo is ill.\r\n\r\nAna\r\n").text, "Leo is ill.\r\n\r\nAna\r\n");
        assert_eq!(signed("\r\nLeo is ill.\r\n").text, "Leo is ill.\r\n");
    }

    #[test]
    fn what_only_a_key_opens_is_named_encrypted() {
        let cms = tlv(0x30, &[ENVELOPED, &tlv(0xa0, &tlv(0x30, &[]))].concat());
        assert_eq!(opaque(&cms, "enveloped-data").marks, [Mark::Encrypted]);
        let armour = b"Content-Type: text/plain\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA\r\n-----END PGP MESSAGE-----\r\n";
        assert_eq!(understand(armour).marks, [Mark::Encrypted]);
        let mime = b"Content-Type: multipart/encrypted; boundary=b\r\n\r\n--b\r\nContent-Type: application/pgp-encrypted\r\n\r\n\
                     Version: 1\r\n--b\r\nContent-Type: application/octet-stream\r\n\r\nx\r\n--b--\r\n";
        assert_eq!(understand(mime).marks, [Mark::Encrypted]);
    }

    #[test]
    fn a_text_signed_in_line_loses_its_armour() {
        let raw = b"Content-Type: text/plain\r\n\r\n-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA256\r\n\r\nDear Ms Rivera,\r\n\
                    - - a dash\r\nLeo is ill.\r\n-----BEGIN PGP SIGNATURE-----\r\n\r\niQEz\r\n-----END PGP SIGNATURE-----\r\n";
        let mail = understand(raw);
        assert_eq!(mail.text, "Dear Ms Rivera,\r\n- a dash\r\nLeo is ill.\r\n");
        assert_eq!(mail.reply_text, "Dear Ms Rivera,\n- a dash\nLeo is ill.");
    }

    fn attribute(id: [u8; 4], value: &[u8]) -> Vec<u8> {
        let length = u32::try_from(value.len()).unwrap().to_le_bytes();
        [&[2], &id[..], &length, value, &[0, 0]].concat()
    }

    #[test]
    fn outlooks_wrapper_is_named_and_so_is_what_is_in_it() {
        let wrapped = [
            &[0x78, 0x9f, 0x3e, 0x22, 1, 0][..],
            &attribute([0x0c, 0x80, 2, 0], b"Please see the form.\0"),
            &attribute([0x02, 0x90, 6, 0], &[1]),
            &attribute([0x10, 0x80, 1, 0], b"C:\\x\\..\\form.docx\0"),
            &attribute([0x0f, 0x80, 6, 0], &[7; 300]),
        ]
        .concat();
        let mail = |kind: &str, wrapped: &[u8]| {
            let raw = format!(
                "From: ana@families.test\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n",
                data_encoding::BASE64.encode(wrapped)
            );
            understand(raw.as_bytes())
        };
        for kind in
            ["application/ms-tnef; name=winmail.dat", "application/octet-stream; name=winmail.dat", "application/x"]
        {
            let mail = mail(kind, &wrapped);
            assert_eq!(
                (mail.marks.as_slice(), mail.text.as_str()),
                (&[Mark::OutlookWrapper][..], "Please see the form.")
            );
            let inner = mail.attachments.last().unwrap();
            assert_eq!((inner.name.as_deref(), inner.size), (Some("form.docx"), 300), "{kind}");
        }
        for end in 0..wrapped.len() {
            assert_is_read(&mail("application/ms-tnef", &wrapped[..end]), end);
        }
    }
}
