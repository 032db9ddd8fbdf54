use super::*;
use proptest::prelude::*;

fn judged(stamps: &[&str]) -> Authenticity {
    judged_from(stamps, "From: Ms. Rivera <teacher@school.test>\r\n")
}

fn judged_from(stamps: &[&str], from: &str) -> Authenticity {
    let mut raw = String::from("Received: from x by y\r\n");
    for stamp in stamps {
        raw.push_str(&format!("Authentication-Results: {stamp}\r\n"));
    }
    raw.push_str(from);
    raw.push_str("Subject: s\r\n\r\nok 3\r\n");
    let teacher = EmailAddress::parse("teacher@school.test").unwrap();
    authenticity(raw.as_bytes(), &teacher, &["mx.school.test".to_owned()])
}

const NO: fn(Misalignment) -> Authenticity = Authenticity::NotAligned;

#[test]
fn stamps_of_real_receivers_are_read() {
    for stamp in [
        "mx.school.test; dmarc=pass header.from=school.test",
        "MX.School.test 1; dmarc=pass (p=NONE sp=NONE dis=NONE) header.from=School.TEST",
        "mx.school.test;\r\n\tdkim=pass header.i=@school.test header.s=s1 header.b=\"Ab+/=\";\r\n spf=pass (mx: domain of teacher@school.test designates 192.0.2.1 as permitted sender) smtp.mailfrom=teacher@school.test;\r\n dmarc=pass (p=QUARANTINE) header.from=school.test",
        "mx.school.test; spf=pass smtp.mailfrom=bounce=x@other.test; dkim=pass header.d=school.test header.b=AbC=; dmarc=pass action=none header.from=school.test; compauth=pass reason=100",
        "mx.school.test; dkim=pass header.d=school.test",
        "mx.school.test; dkim=fail header.d=other.test; dkim=pass (2048-bit key) header.d=mail.school.test header.i=@mail.school.test",
        "mx.school.test; dkim=pass header.i=teacher@school.test",
        "mx.school.test; iprev=pass policy.iprev=192.0.2.1 (mail.school.test); dmarc=pass policy.dmarc=none header.from=school.test",
    ] {
        assert_eq!(judged(&[stamp]), Authenticity::Aligned, "{stamp}");
    }
}

#[test]
fn every_doubt_ends_as_not_aligned() {
    use Misalignment::*;
    for (stamp, why) in [
        ("mx.school.test; none", NoVerdict),
        ("mx.school.test", NoVerdict),
        ("mx.school.test; dmarc=none header.from=school.test", DmarcNotPassed),
        ("mx.school.test; dmarc=fail (p=none) header.from=school.test; dkim=pass header.d=school.test", DmarcNotPassed),
        ("mx.school.test; dmarc=temperror header.from=school.test", DmarcNotPassed),
        ("mx.school.test; dmarc=pass header.from=evil.test", OtherDomain),
        ("mx.school.test; dmarc=pass", OtherDomain),
        ("mx.school.test; dmarc=pass smtp.mailfrom=school.test", OtherDomain),
        ("mx.school.test; dmarc=pass header.from=school.test header.from=evil.test", OtherDomain),
        ("mx.school.test; dmarc=pass; spf=pass header.from=school.test", OtherDomain),
        ("mx.school.test; dmarc=pass header.from=evil.test; dmarc=pass header.from=school.test", SeveralVerdicts),
        ("mx.school.test; dmarc=fail header.from=school.test; dmarc=pass header.from=school.test", SeveralVerdicts),
        ("mx.school.test; spf=pass smtp.mailfrom=\"a) dmarc=pass header.from=school.test (b\"@evil.test", NoVerdict),
        (
            "mx.school.test; spf=pass (a) dmarc=pass (b) smtp.mailfrom=x@evil.test; dmarc=fail header.from=school.test",
            DmarcNotPassed,
        ),
        (
            "mx.school.test; spf=fail (a (nested) ; dmarc=pass header.from=school.test) smtp.mailfrom=x@evil.test",
            NoVerdict,
        ),
        ("mx.school.test; spf=fail smtp.mailfrom=\"x; dmarc=pass header.from=school.test\"", NoVerdict),
        ("mx.school.test; dkim=pass header.d=evil.test", NoVerdict),
        ("mx.school.test; dkim=pass header.d=test", NoVerdict),
        ("mx.school.test; dkim=pass header.d=ool.test", NoVerdict),
        ("mx.school.test; dkim=pass header.d=evil.test; spf=pass header.d=school.test", NoVerdict),
        ("mx.school.test; (never closed dmarc=pass header.from=school.test", StampUnreadable),
        ("mx.school.test; dmarc=pass header.from=\"school.test", StampUnreadable),
        ("mx.school.test; dmarc=pass) header.from=school.test", StampUnreadable),
        ("mx.school.test; dmarc = = pass header.from=school.test", StampUnreadable),
        ("mx.school.test; \"dmarc\"=pass header.from=school.test", StampUnreadable),
        ("mx.school.test; dmarc=pass header.from=school.test stray", StampUnreadable),
    ] {
        assert_eq!(judged(&[stamp]), NO(why), "{stamp}");
    }
}

#[test]
fn only_the_topmost_trusted_stamp_counts() {
    let good = "mx.school.test; dmarc=pass header.from=school.test";
    let bad = "mx.school.test; dmarc=fail header.from=school.test";
    let foreign = "mx.other.test; dmarc=pass header.from=school.test";
    assert_eq!(judged(&[bad, good]), NO(Misalignment::DmarcNotPassed));
    assert_eq!(judged(&[good, bad]), Authenticity::Aligned);
    assert_eq!(judged(&[foreign, bad]), NO(Misalignment::DmarcNotPassed));
    assert_eq!(judged(&[foreign]), Authenticity::NoTrustedStamp);
    assert_eq!(judged(&["dmarc=pass header.from=school.test"]), Authenticity::NoTrustedStamp);
    assert_eq!(judged(&["mx.school.test.evil.test; dmarc=pass header.from=school.test"]), Authenticity::NoTrustedStamp);
    assert_eq!(judged(&[]), Authenticity::NoTrustedStamp);
    assert_eq!(judged(&["(broken", good]), NO(Misalignment::StampUnreadable), "what cannot be read may be ours");
}

#[test]
fn a_stamp_under_another_name_is_none() {
    let stamp = "mx.school.test; dmarc=pass header.from=school.test";
    for name in [
        "Authentication-Results ",
        "Authentication-Results\t",
        "X-Authentication-Results",
        "ARC-Authentication-Results",
        "Authentication_Results",
    ] {
        let line = format!("{name}: {stamp}\r\nFrom: Ms. Rivera <teacher@school.test>\r\n");
        assert_eq!(judged_from(&[], &line), Authenticity::NoTrustedStamp, "{name}");
    }
    let folded = format!("aUTHENTICATION-rESULTS:\r\n {stamp}\r\nFrom: teacher@school.test\r\n");
    assert_eq!(judged_from(&[], &folded), Authenticity::Aligned);
}

#[test]
fn a_sender_who_is_not_clear_is_never_aligned() {
    let good = ["mx.school.test; dmarc=pass header.from=school.test"];
    let unclear = NO(Misalignment::SenderUnclear);
    for from in [
        "From: evil@x.test\r\nFrom: teacher@school.test\r\n",
        "From: teacher@school.test\r\nFrom: evil@x.test\r\n",
        "From : teacher@school.test\r\n",
        "From: teacher@school.test, evil@x.test\r\n",
        "From: Team: teacher@school.test;\r\n",
        "From: evil@x.test\r\n",
        "From: <evil@x.test> teacher@school.test\r\n",
        "",
    ] {
        assert_eq!(judged_from(&good, from), unclear, "{from}");
    }
}

#[test]
fn exchange_onlines_stamp_counts_only_where_it_is_declared_and_on_top() {
    let stamp = "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=school.test; dkim=pass (signature was verified) header.d=school.test;dmarc=pass action=none header.from=school.test;compauth=pass reason=100";
    let teacher = EmailAddress::parse("teacher@school.test").unwrap();
    let raw = |first: &str, second: &str| format!("{first}{second}From: teacher@school.test\r\n\r\nok");
    let line = format!("Authentication-Results: {stamp}\r\n");
    let trusted = [ID_LESS.to_owned()];
    let on_top = authenticity(raw(&line, "").as_bytes(), &teacher, &trusted);
    assert_eq!(on_top, Authenticity::Aligned);
    let below = authenticity(raw("Authentication-Results: mx.x.test; none\r\n", &line).as_bytes(), &teacher, &trusted);
    assert_eq!(below, Authenticity::NoTrustedStamp);
    let named = "Authentication-Results: exchange-online; dmarc=pass header.from=school.test\r\n";
    assert_eq!(authenticity(raw(named, "").as_bytes(), &teacher, &trusted), Authenticity::NoTrustedStamp);
}

proptest! {
    /// A stranger chooses the mailbox that a truthful receiver echoes in quotes; no choice of his makes a verdict.
    #[test]
    fn no_echoed_text_becomes_a_verdict(local in "[ -~]{0,80}") {
        let quoted: String = local.chars().flat_map(|c| if matches!(c, '"' | '\\') { vec!['\\', c] } else { vec![c] }).collect();
        let stamp = format!("mx.school.test; spf=pass smtp.mailfrom=\"{quoted}\"@evil.test; dmarc=fail header.from=school.test");
        prop_assert_eq!(judged(&[&stamp]), NO(Misalignment::DmarcNotPassed));
    }

    #[test]
    fn nothing_makes_the_reader_panic(stamp in "[ -~]{0,200}") {
        judged(&[&format!("mx.school.test; {stamp}")]);
    }
}
