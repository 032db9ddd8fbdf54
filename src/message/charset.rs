//! Octets of a text in whatever character set it is: the declared one where it fits, else what the octets themselves say.

use super::transfer;
use encoding_rs::Encoding;
use mail_parser::decoders::charsets::map::charset_decoder;
use std::borrow::Cow;

/// Fewer octets beyond ASCII than this say nothing about their character set.
const TELLING: usize = 3;
/// So much of a page is searched for the character set it names.
const META: usize = 1_024;
/// So much of a text is looked at to find out its character set.
const LOOKED_AT: usize = 64 * 1_024;

/// Decodes a text. In this order: a byte order mark, UTF-8 that cannot be an accident, the escapes of ISO-2022-JP, the
/// declared character set, the one that a page itself names, UTF-8 with a few faults, the one the octets look most like.
pub fn decode(octets: &[u8], declared: Option<&str>) -> String {
    if let Some((encoding, length)) = Encoding::for_bom(octets) {
        let text = octets.get(length..).unwrap_or_default();
        return encoding.decode_without_bom_handling(text).0.into_owned();
    }
    let label = declared.map(normal_label).filter(|label| !says_nothing(label));
    let utf8 = std::str::from_utf8(octets).ok();
    if let Some(text) = utf8.filter(|text| is_utf8_on_purpose(text, label.as_deref())) {
        return text.to_owned();
    }
    if label.as_deref().is_some_and(|label| label.ends_with("utf-7")) {
        return transfer::utf7(octets);
    }
    if has_japanese_escapes(octets)
        && !label.as_deref().is_some_and(|label| label.starts_with("iso-2022-"))
        && let Some(text) = well_decoded(octets, "iso-2022-jp")
    {
        return text;
    }
    if let Some(text) = label.as_deref().and_then(|label| well_decoded(octets, label)) {
        return text;
    }
    let lossy = utf8.map_or_else(|| String::from_utf8_lossy(octets), Cow::Borrowed);
    if utf8.is_some() || has_few_faults(&lossy) {
        return lossy.into_owned();
    }
    named_in_page(octets).and_then(|label| well_decoded(octets, &label)).unwrap_or_else(|| detected(octets))
}

/// A label as mail-parser knows it: quotes, vendor prefixes and odd spellings of Windows' code pages taken off.
fn normal_label(declared: &str) -> String {
    let lowered = declared.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\'' | '"' | ';')).to_lowercase();
    let bare = lowered.trim_start_matches(['_', ' ']).split(['$', ' ', '(']).next().unwrap_or_default();
    let bare = bare.strip_prefix("x-").filter(|b| charset_decoder(b.as_bytes()).is_some()).unwrap_or(bare);
    let page = bare.trim_start_matches(|c: char| !c.is_ascii_digit());
    if matches!(page.parse(), Ok(1250_u16..=1258)) {
        return format!("windows-{page}");
    }
    if bare.starts_with("utf8") || bare.starts_with("utf_8") { "utf-8".to_owned() } else { bare.to_owned() }
}

/// Programs write these without looking at the text.
fn says_nothing(label: &str) -> bool {
    matches!(label, "" | "us-ascii" | "ascii" | "ansi_x3.4-1968" | "utf-8" | "unknown" | "unknown-8bit" | "8bit")
        || label.starts_with("x-unknown")
}

/// Whether a text that happens to be UTF-8 was meant as UTF-8. In a single-byte character set it is never an accident;
/// a few octets of a Chinese one may look like it.
fn is_utf8_on_purpose(text: &str, label: Option<&str>) -> bool {
    let beyond_ascii = text.chars().filter(|c| !c.is_ascii()).take(4).count();
    let least = match label {
        None => 0,
        // Blanks and line ends of the wide ones hold NULs.
        Some(label) if label.starts_with("utf-") => return !label.ends_with("utf-7") && !text.contains('\0'),
        Some(label) if is_multi_byte(label) => 4,
        Some(_) => 1,
    };
    beyond_ascii >= least && (beyond_ascii > 0 || !has_japanese_escapes(text.as_bytes()))
}

fn is_multi_byte(label: &str) -> bool {
    Encoding::for_label(label.as_bytes()).is_none_or(|encoding| !encoding.is_single_byte())
}

/// `None` if the character set is unknown or leaves signs that nothing could be made of.
fn well_decoded(octets: &[u8], label: &str) -> Option<String> {
    let decode = charset_decoder(label.as_bytes())?;
    let text = decode(octets);
    // Single-byte character sets have holes; a text with a few of them is still in that character set.
    (has_few_faults(&text) || !text.contains('\u{fffd}')).then_some(text)
}

/// At most one fault in three signs beyond ASCII.
fn has_few_faults(text: &str) -> bool {
    let faults = text.matches('\u{fffd}').count();
    let signs = text.chars().filter(|c| !c.is_ascii()).count();
    signs > 0 && 3 * faults <= signs
}

/// ISO-2022-JP is seven-bit: only its escapes tell it from ASCII (RFC 1468).
pub fn has_japanese_escapes(octets: &[u8]) -> bool {
    octets.contains(&0x1b) && octets.windows(3).any(|w| matches!(w, b"\x1b$B" | b"\x1b$@"))
}

fn named_in_page(octets: &[u8]) -> Option<String> {
    const NAME: &[u8] = b"charset=";
    let start = octets.get(..META).unwrap_or(octets);
    let at = start.windows(NAME.len()).position(|w| w.eq_ignore_ascii_case(NAME))?;
    let value = start.get(at + NAME.len()..)?.trim_ascii_start();
    let label: Vec<u8> = value
        .iter()
        .skip_while(|b| matches!(b, b'"' | b'\''))
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
        .copied()
        .collect();
    Some(normal_label(&String::from_utf8_lossy(&label))).filter(|label| !says_nothing(label))
}

fn detected(octets: &[u8]) -> String {
    encoding_of(octets).decode_without_bom_handling(octets).0.into_owned()
}

/// The name of what octets that are no UTF-8 look most like.
pub fn name_of(octets: &[u8]) -> &'static str {
    encoding_of(octets).name()
}

/// Windows-1252 where there is too little to tell: what programs that declare nothing have mostly meant.
fn encoding_of(octets: &[u8]) -> &'static Encoding {
    let seen = octets.get(..LOOKED_AT).unwrap_or(octets);
    if seen.iter().filter(|b| !b.is_ascii()).take(TELLING).count() < TELLING {
        return encoding_rs::WINDOWS_1252;
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(seen, seen.len() == octets.len());
    detector.guess(None, chardetng::Utf8Detection::Deny)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUSSIAN: &str = "Здравствуйте! Завтра Лев не придёт, он заболел. Спасибо.";
    const ARABIC: &str = "مرحبا، ابني مريض ولن يحضر غدا إلى المدرسة. شكرا لكم";
    const KOREAN: &str = "안녕하세요, 내일 레오가 아파서 학교에 못 갑니다. 감사합니다.";
    const CHINESE: &str = "老师您好，明天孩子生病不能来学校了，谢谢您的理解。";
    const JAPANESE: &str = "こんにちは。明日は息子が病気のため欠席します。";
    const SPANISH: &str = "Mañana Leo no vendrá, tiene médico. ¿Está bien? “Sí”";
    const GREEK: &str = "Καλημέρα, αύριο ο Λέων δεν θα έρθει, είναι άρρωστος.";
    const TURKISH: &str = "Merhaba, yarın Leo hasta olduğu için gelemeyecek. Teşekkür ederim.";

    fn legacy() -> Vec<(&'static str, &'static str)> {
        vec![
            (RUSSIAN, "windows-1251"),
            (RUSSIAN, "koi8-r"),
            (ARABIC, "windows-1256"),
            (KOREAN, "euc-kr"),
            (CHINESE, "gb18030"),
            ("老師您好，明天孩子生病不能來學校了，謝謝您的理解。", "big5"),
            (JAPANESE, "shift_jis"),
            (JAPANESE, "euc-jp"),
            (JAPANESE, "iso-2022-jp"),
            (SPANISH, "windows-1252"),
            (GREEK, "windows-1253"),
            (TURKISH, "windows-1254"),
            ("Dzień dobry, jutro Leo nie przyjdzie, źle się czuje. Dziękuję bardzo.", "windows-1250"),
        ]
    }

    fn encoded(text: &str, label: &str) -> Vec<u8> {
        Encoding::for_label(label.as_bytes()).unwrap().encode(text).0.into_owned()
    }

    #[test]
    fn a_text_without_its_character_set_or_with_a_wrong_one_is_read() {
        for (text, label) in legacy() {
            let octets = encoded(text, label);
            for declared in [None, Some("us-ascii"), Some("utf-8"), Some("unknown-8bit"), Some("x-nothing")] {
                assert_eq!(decode(&octets, declared), text, "{label} as {declared:?}");
            }
            assert_eq!(decode(&octets, Some(label)), text, "{label}");
        }
    }

    #[test]
    fn utf8_is_utf8_whatever_is_declared() {
        for declared in ["us-ascii", "iso-8859-1", "windows-1252", "iso-8859-15", "gb2312", "x-nothing", "", "koi8-r"] {
            for (text, _) in legacy() {
                assert_eq!(decode(text.as_bytes(), Some(declared)), text, "{declared}");
            }
        }
        // The two words that made editors famous: valid UTF-8 by accident.
        assert_eq!(decode(&encoded("联通", "gb2312"), Some("gb2312")), "联通");
    }

    #[test]
    fn what_is_utf8_stays_and_so_does_ascii() {
        let escaped = format!("\x1b$B and {SPANISH}");
        for declared in [None, Some("utf-8"), Some("us-ascii")] {
            assert_eq!(decode(escaped.as_bytes(), declared), escaped, "{declared:?}");
        }
        for declared in ["utf-16", "utf-16le", "utf-16be", "utf-32", "gb2312", "big5", "shift_jis", "koi8-r", "x"] {
            for text in ["Leo is ill.", "<b>+ADw-script+AD4-</b>"] {
                assert_eq!(decode(text.as_bytes(), Some(declared)), text, "{declared}");
            }
        }
        assert_eq!(decode(b"+ADw-script+AD4-", None), "+ADw-script+AD4-");
        let wide: Vec<u8> = SPANISH.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(&wide, Some("utf-16le")), SPANISH);
    }

    #[test]
    fn a_single_fault_costs_a_single_sign() {
        let faulty = [SPANISH.as_bytes(), b" \xff!"].concat();
        assert_eq!(decode(&faulty, Some("utf-8")), format!("{SPANISH} \u{fffd}!"));
        assert_eq!(decode(&encoded(SPANISH, "utf-8")[..SPANISH.len() - 1], None).matches('\u{fffd}').count(), 1);
    }

    #[test]
    fn little_is_read_as_windows_1252() {
        for (octets, text) in [(&b"na\xefve"[..], "naïve"), (b"50 \xa3", "50 £"), (b"ok\xa0thanks", "ok\u{a0}thanks")]
        {
            assert_eq!(decode(octets, None), text);
        }
    }

    #[test]
    fn byte_order_marks_are_obeyed_and_not_shown() {
        let wide = |big: bool| {
            let units = std::iter::once(0xfeff).chain(SPANISH.encode_utf16());
            units.flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect::<Vec<u8>>()
        };
        let marked = [b"\xef\xbb\xbf", SPANISH.as_bytes()].concat();
        for octets in [wide(true), wide(false), marked] {
            for declared in [None, Some("utf-8"), Some("utf-16")] {
                assert_eq!(decode(&octets, declared), SPANISH);
            }
        }
    }

    #[test]
    fn labels_are_known_in_odd_spellings() {
        let octets = encoded(RUSSIAN, "windows-1251");
        for label in ["'windows-1251'", "cp-1251", "CP1251", "win-1251", "win1251", "ansi-1251", "Windows-1251 (Cyr)"] {
            assert_eq!(decode(&octets, Some(label)), RUSSIAN, "{label}");
        }
        assert_eq!(decode(&encoded(JAPANESE, "iso-2022-jp"), Some("_iso-2022-jp$ESC")), JAPANESE);
        assert_eq!(decode(b"ma+APE-ana, vendr+AOE, 1 +- 1", Some("UNICODE-1-1-UTF-7")), "mañana, vendrá, 1 + 1");
    }

    #[test]
    fn a_page_may_name_its_own_character_set() {
        let page = format!("<html><head><meta charset=\"koi8-r\"></head><p>{RUSSIAN}</p>");
        assert_eq!(decode(&encoded(&page, "koi8-r"), None), page);
        let page = format!("<meta http-equiv='Content-Type' content='text/html; charset=windows-1256'><p>{ARABIC}");
        assert_eq!(decode(&encoded(&page, "windows-1256"), Some("utf-8")), page);
    }
}
