//! What goes over the wire is the prepared mail and nothing else.

use super::outcome::{Outcome, Unsendable};
use super::script::{Act, Server, mail, send};
use std::convert::Infallible;

fn accepted(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Accepted { .. })
}

#[tokio::test]
async fn the_wire_carries_the_very_bytes_with_dots_stuffed() {
    let server = Server::plain(|_, _| Act::Well).await;
    let mut client = server.client();
    let bodies: [&[u8]; 6] = [
        b"Subject: x\r\n\r\n.\r\n..\r\n.hidden\r\nplain.\r\n",
        b"Subject: x\r\n\r\nno end of line",
        b"Subject: x\r\n\r\ntwo empty lines at the end\r\n\r\n\r\n",
        b".starts with a dot\r\n",
        b"",
        "Subject: x\r\n\r\ngrüße\r\n".as_bytes(),
    ];
    for bytes in bodies {
        let mut letter = mail("ana@families.test", "");
        letter.bytes = bytes.to_vec();
        let outcome = client.submit(&letter, async || Ok::<(), Infallible>(())).await.unwrap();
        assert!(accepted(&outcome));
        let wire = server.seen().mails.pop().unwrap();
        let mut lines: Vec<&[u8]> = wire.split_inclusive(|b| *b == b'\n').collect();
        for line in &mut lines {
            *line = line.strip_prefix(b".").unwrap_or(line);
        }
        let mut expected = bytes.to_vec();
        if !expected.ends_with(b"\r\n") {
            expected.extend_from_slice(b"\r\n");
        }
        assert_eq!(lines.concat(), expected);
    }
    assert!(server.seen().lines.contains(&"MAIL FROM:<room12@school.test> BODY=8BITMIME".to_owned()));
}

#[tokio::test]
async fn a_mail_that_could_become_two_is_not_sent() {
    let server = Server::plain(|_, _| Act::Well).await;
    let mut client = server.client();
    let long = [b"a".repeat(999), b"\r\n".to_vec()].concat();
    let fits = [b"a".repeat(998), b"\r\n".to_vec()].concat();
    for (bytes, why) in [
        (b"a\n.\r\nMAIL FROM:<x@y.test>\r\n".to_vec(), Some(Unsendable::BareLineEnd)),
        (b"a\r.\r\n".to_vec(), Some(Unsendable::BareLineEnd)),
        (b"a\r\r\n".to_vec(), Some(Unsendable::BareLineEnd)),
        (b"a\r".to_vec(), Some(Unsendable::BareLineEnd)),
        (long, Some(Unsendable::LongLine)),
        (fits, None),
    ] {
        let mut letter = mail("ana@families.test", "");
        letter.bytes = bytes;
        let outcome = client.submit(&letter, async || Ok::<(), Infallible>(())).await.unwrap();
        match why {
            Some(why) => assert_eq!(outcome, Outcome::Unsendable { why }),
            None => assert!(accepted(&outcome)),
        }
    }
    assert_eq!(server.seen().mails.len(), 1);
}

#[tokio::test]
async fn what_the_server_cannot_carry_is_told_and_the_connection_serves_on() {
    let server = Server::plain(|at, _| if at == "EHLO" { Act::Say(b"250 mx.test\r\n") } else { Act::Well }).await;
    let mut client = server.client();
    let outcome = send(&mut client, "josé@families.test").await;
    assert_eq!(outcome, Outcome::Unsendable { why: Unsendable::NeedsSmtpUtf8 });
    let letter = mail("ana@families.test", "grüße");
    let outcome = client.submit(&letter, async || Ok::<(), Infallible>(())).await.unwrap();
    assert_eq!(outcome, Outcome::Unsendable { why: Unsendable::Needs8BitMime });
    assert!(accepted(&send(&mut client, "ana@families.test").await));
    assert_eq!(server.seen().connections, 1);
}
