use super::scripted::{ALL_FIELDS, How, Names, Says, record, signed, signed_by};
use super::*;
use crate::message::inbound::understand;
use Misalignment::{NoSignature, SenderUnclear, SignatureInvalid, SignatureLeavesOut};
use data_encoding::BASE64;
use std::net::UdpSocket;
use std::process::Command;

const MAIL: &str = "From: Ms. Rivera <rivera@school.test>\r\nTo: room12+t.key@school.test\r\nSubject: Re: Room 12\r\n\
                    Date: Fri, 13 Nov 2026 07:29:00 -0500\r\nMessage-ID: <1@school.test>\r\nMIME-Version: 1.0\r\n\
                    Content-Type: text/plain; charset=utf-8\r\n\r\nok 1\r\n\r\nthanks  \r\n";

/// The mail reached the mailbox.
const RECEIVED: u64 = 1_794_573_000;

fn received() -> Timestamp {
    Timestamp::from_second(i64::try_from(RECEIVED).unwrap()).unwrap()
}

async fn asked(names: &Names, mail: &str) -> Answer {
    Resolver::of(Dns::At(names.address)).unwrap().verdict(mail.as_bytes(), received()).await
}

fn aligned() -> Answer {
    Answer::Known(Authenticity::Aligned)
}

/// A mail, how it was changed, and what becomes of it.
type Case = (&'static str, String, Answer);

async fn hold(names: &Names, cases: Vec<Case>) {
    let mut wrong = Vec::new();
    for (name, mail, expected) in cases {
        let answer = asked(names, &mail).await;
        if answer != expected {
            wrong.push(format!("{name}: {answer:?} for {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The good mail, signed, and then changed on its way.
fn changed(from: &str, to: &str) -> String {
    let good = signed(MAIL, &How::default());
    assert!(good.contains(from), "{from:?}");
    good.replacen(from, to, 1)
}

fn by(how: How<'_>) -> String {
    signed(MAIL, &how)
}

/// A mail of parts as large providers send it, who sign neither its type nor its encoding.
fn of_parts() -> String {
    let fields = ALL_FIELDS.split_once(":content-type").unwrap().0;
    let kind = "Content-Type: multipart/alternative; boundary=\"0a\"\r\n\r\n--0a\r\nContent-Type: text/plain\r\n\r\nok 1\r\n\
                --evil\r\nContent-Type: text/plain\r\n\r\nok all\r\n--evil--\r\n--0a--\r\n";
    let mail = MAIL.replace("Content-Type: text/plain; charset=utf-8\r\n\r\nok 1\r\n\r\nthanks  \r\n", kind);
    signed(&mail, &How { fields, ..How::default() })
}

#[tokio::test]
async fn a_signature_of_the_senders_own_domain_over_all_that_is_read_proves_the_sender() {
    let names = Names::with_key();
    let good = by(How::default());
    let ended = |x: u64| by(How { tags: &format!("t={}; x={x}; ", RECEIVED - 600), ..How::default() });
    let broken = by(How::default()).replacen("bh=", "bh=A", 1);
    let fields_on_top = "Received: from relay.test by mx.school.test\r\nDelivered-To: room12@school.test\r\n";
    hold(
        &names,
        vec![
            ("unchanged", good.clone(), aligned()),
            ("what servers add", format!("{fields_on_top}{good}"), aligned()),
            ("a file with LF alone", good.replace("\r\n", "\n"), aligned()),
            ("folded again", good.replace("Subject: Re: Room", "Subject: Re:\r\n  Room"), aligned()),
            ("capitals in the domain", by(How { domain: "School.TEST", ..How::default() }), aligned()),
            ("ended after it came", ended(RECEIVED + 60), aligned()),
            ("a broken one beside it", format!("{}{good}", broken.split_once("From:").unwrap().0), aligned()),
            ("a list's beside it", signed(&good, &How { domain: "list.test", ..How::default() }), aligned()),
            ("of parts, with their form unsigned", of_parts(), aligned()),
        ],
    )
    .await;
}

#[tokio::test]
async fn what_is_changed_or_added_on_the_way_is_noticed() {
    let names = Names::with_key();
    hold(
        &names,
        vec![
            ("another body", changed("ok 1", "ok 2"), not(SignatureInvalid)),
            ("a longer body", changed("thanks  \r\n", "thanks\r\nok all\r\n"), not(SignatureInvalid)),
            ("a new line that only some see", changed("ok 1", "o\rk 1"), not(SignatureInvalid)),
            ("half a line end", changed("ok 1\r\n", "ok 1\n"), not(SignatureInvalid)),
            ("another subject", changed("Re: Room 12", "ok all"), not(SignatureInvalid)),
            ("a second subject", changed("Subject: ", "Subject: ok all\r\nSubject: "), not(SignatureLeavesOut)),
            (
                "a second date",
                changed("Date: ", "Date: Sat, 14 Nov 2026 00:00:00 +0000\r\nDate: "),
                not(SignatureLeavesOut),
            ),
            ("a second sender", changed("From: ", "From: x@x.test\r\nFrom: "), not(SenderUnclear)),
            ("no header's end", changed("utf-8\r\n\r\n", "utf-8\r\nrubbish\r\n"), not(SignatureInvalid)),
            ("a blank before a colon", changed("To: ", "To : room12@school.test\r\nTo: "), not(SignatureInvalid)),
            ("a line of a mailbox file", format!("From x Mon Jan 1\r\n{}", by(How::default())), not(SignatureInvalid)),
            ("another boundary", of_parts().replacen("\"0a\"", "\"evil\"", 1), not(SignatureLeavesOut)),
            ("two boundaries", of_parts().replacen("\"0a\"", "\"0a\"; boundary=evil", 1), not(SignatureLeavesOut)),
            ("no parts", of_parts().replacen("multipart/alternative", "text/plain", 1), not(SignatureLeavesOut)),
            (
                "an encoding for all parts",
                of_parts().replacen("MIME-Version", "Content-Transfer-Encoding: base64\r\nMIME-Version", 1),
                not(SignatureLeavesOut),
            ),
        ],
    )
    .await;
}

/// Cut off anywhere, or with any octet changed, it is not believed, unless nobody could read anything else in it.
#[tokio::test]
async fn no_octet_of_a_signed_mail_can_be_cut_off_or_changed() {
    let names = Names::with_key();
    let good = by(How::default());
    let read = |mail: &str| {
        let mail = understand(mail.as_bytes());
        (mail.from, mail.to, mail.subject, mail.date, mail.message_id, mail.reply_text)
    };
    let meant = read(&good);
    let cuts = (0..good.len()).map(|end| good[..end].to_owned());
    let changes = [0x01, 0x20].into_iter().flat_map(|mask| {
        let good = good.clone();
        (0..good.len()).map(move |at| {
            let mut octets = good.clone().into_bytes();
            octets[at] ^= mask;
            String::from_utf8(octets).unwrap()
        })
    });
    let resolver = Resolver::of(Dns::At(names.address)).unwrap();
    let (mut believed, mut all) = (0, 0);
    for mail in cuts.chain(changes) {
        all += 1;
        if resolver.verdict(mail.as_bytes(), received()).await == aligned() {
            believed += 1;
            assert_eq!(read(&mail), meant, "{mail}");
        }
    }
    // Capitals in names of fields and domains, and blanks at the end.
    assert!(believed < all / 20, "{believed} of {all} are believed");
}

/// Whoever has got a signed mail can send it again with fields that were not in it.
#[tokio::test]
async fn a_field_that_is_read_must_be_signed_wherever_it_stands() {
    let names = Names::with_key();
    let mut cases = Vec::new();
    for (name, line) in [
        ("from", "From: Ms. Rivera <rivera@school.test>"),
        ("to", "To: room12+t.key@school.test"),
        ("subject", "Subject: Re: Room 12"),
        ("date", "Date: Fri, 13 Nov 2026 07:29:00 -0500"),
        ("message-id", "Message-ID: <1@school.test>"),
        ("content-type", "Content-Type: text/plain; charset=utf-8"),
        ("cc", "Cc: room12+t.key@school.test"),
        ("in-reply-to", "In-Reply-To: <t.key.1@school.test>"),
        ("references", "References: <t.key.1@school.test>"),
        ("content-transfer-encoding", "Content-Transfer-Encoding: base64"),
    ] {
        let others: Vec<&str> = ALL_FIELDS.split(':').filter(|field| *field != name).collect();
        let without = MAIL.replace(&format!("{line}\r\n"), "");
        let unsigned = signed(MAIL, &How { fields: &others.join(":"), ..How::default() });
        let unsigned = if MAIL.contains(line) { unsigned } else { format!("{line}\r\n{unsigned}") };
        cases.push((name, unsigned, not(SignatureLeavesOut)));
        if name != "from" {
            let added = format!("{line}\r\n{}", signed(&without, &How { fields: &others.join(":"), ..How::default() }));
            cases.push((name, added, not(SignatureLeavesOut)));
        }
    }
    cases.push(("l=", by(How { length: Some(6), ..How::default() }), not(SignatureLeavesOut)));
    hold(&names, cases).await;
}

#[tokio::test]
async fn a_signature_that_is_not_the_senders_own_or_not_of_its_time_proves_nothing() {
    let names = Names::with_key();
    for domain in ["evil.test", "mail.school.test", "test"] {
        names.set(&format!("s1._domainkey.{domain}"), Says::Text(record()));
    }
    let at = |t: u64, x: u64| by(How { tags: &format!("t={t}; x={x}; "), ..How::default() });
    let of = |domain| by(How { domain, ..How::default() });
    let many: String = (0..11).map(|_| of("evil.test").split_once("From:").unwrap().0.to_owned()).collect();
    let third = by(How { domain: "evil.test", tags: "atps=school.test; atpsh=none; ", ..How::default() });
    hold(
        &names,
        vec![
            ("none", MAIL.to_owned(), not(NoSignature)),
            ("another domain's", of("evil.test"), not(NoSignature)),
            ("of a domain below", of("mail.school.test"), not(NoSignature)),
            ("of the domain above", of("test"), not(NoSignature)),
            ("of a third party that the sender names", third, not(NoSignature)),
            ("ended before it came", at(RECEIVED - 600, RECEIVED - 1), not(SignatureInvalid)),
            ("ended before it was made", at(RECEIVED + 900, RECEIVED + 800), not(SignatureInvalid)),
            ("made a day later", at(RECEIVED + 86_400, RECEIVED + 99_999), not(SignatureInvalid)),
            ("too many", format!("{many}{}", by(How::default())), not(SignatureInvalid)),
        ],
    )
    .await;
    assert_eq!(names.asked(), 0, "nobody is asked about what could prove nothing");
}

#[tokio::test]
async fn a_key_that_is_gone_or_not_meant_proves_nothing() {
    let names = Names::with_key();
    let key = record();
    for (selector, text) in [
        ("tried", key.replacen("v=DKIM1", "v=DKIM1; t=y", 1)),
        ("tried-too", key.replacen("v=DKIM1", "v=DKIM1; t=s:y", 1)),
        ("revoked", "v=DKIM1; k=ed25519; p=".to_owned()),
        ("rubbish", "v=spf1 -all".to_owned()),
        ("other", "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=".to_owned()),
        ("same", key.replacen("v=DKIM1", "v=DKIM1; t=s", 1)),
    ] {
        names.set(&format!("{selector}._domainkey.school.test"), Says::Text(text));
    }
    let of = |selector| by(How { selector, ..How::default() });
    let mut cases = vec![("same", of("same"), aligned())];
    for selector in ["tried", "tried-too", "revoked", "rubbish", "other", "gone"] {
        cases.push((selector, of(selector), not(SignatureInvalid)));
    }
    hold(&names, cases).await;
}

#[tokio::test]
async fn a_name_server_that_does_not_answer_is_no_verdict() {
    let names = Names::with_key();
    let good = by(How::default());
    names.set("s1._domainkey.school.test", Says::Broken);
    let mute = UdpSocket::bind("127.0.0.1:0").unwrap();
    let silent = Resolver::of(Dns::At(mute.local_addr().unwrap())).unwrap();
    for answer in [asked(&names, &good).await, silent.verdict(good.as_bytes(), received()).await] {
        assert!(matches!(answer, Answer::Silent(_)), "{answer:?}");
    }
    // Another signature that holds is enough.
    names.set("s2._domainkey.school.test", Says::Text(record()));
    let second = signed(&good, &How { selector: "s2", ..How::default() });
    assert_eq!(asked(&names, &second).await, aligned());
    names.set("s1._domainkey.school.test", Says::Text(record()));
    assert_eq!(asked(&names, &good).await, aligned());
    let resolver = Resolver::of(Dns::At(names.address)).unwrap();
    assert_eq!(resolver.probe("school.test").await, Ok(()), "there is no such name, which is an answer");
    names.set("_domainkey.school.test", Says::Broken);
    assert!(resolver.probe("school.test").await.is_err());
}

fn openssl(arguments: &[&str]) -> Vec<u8> {
    let done = Command::new("openssl").args(arguments).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    done.stdout
}

/// RSA is what nearly all domains sign with.
#[tokio::test]
async fn an_rsa_key_is_believed_from_1024_bits_on_and_never_with_sha1() {
    let names = Names::start();
    let dir = tempfile::tempdir().unwrap();
    let mut cases = Vec::new();
    for (bits, hash, expected) in [
        ("2048", "sha256", aligned()),
        ("1024", "sha256", aligned()),
        ("768", "sha256", not(SignatureInvalid)),
        ("2048", "sha1", not(SignatureInvalid)),
    ] {
        let (key, data) = (dir.path().join(bits), dir.path().join("data"));
        let (key, data) = (key.to_str().unwrap(), data.to_str().unwrap());
        openssl(&["genrsa", "-out", key, bits]);
        let public = BASE64.encode(&openssl(&["rsa", "-in", key, "-pubout", "-outform", "DER"]));
        let selector = format!("{hash}-{bits}");
        names.set(&format!("{selector}._domainkey.school.test"), Says::Text(format!("v=DKIM1; k=rsa; p={public}")));
        let algorithm = format!("rsa-{hash}");
        let how = How { algorithm: &algorithm, selector: &selector, ..How::default() };
        let mail = signed_by(MAIL, &how, |octets| {
            std::fs::write(data, octets).unwrap();
            openssl(&["dgst", &format!("-{hash}"), "-sign", key, data])
        });
        cases.push((bits, mail, expected));
    }
    hold(&names, cases).await;
}
