//! What goes wrong in a year, by dice.

use crate::world::Fate;
use fastrand::Rng;
use homeroom::smtp::error::ConnectError;
use homeroom::smtp::outcome::{Outcome, Reply, Stage, Trouble};

/// What a mail on its way out may meet.
pub fn fate(rng: &mut Rng) -> Fate {
    let no = |stage, code, text: &str| Outcome::Rejected { stage, reply: Reply::new(code, [text]) };
    let later = |stage, code, text: &str| {
        let trouble = Trouble::Reply(Reply::new(code, [text]));
        Outcome::Deferred { stage, trouble }
    };
    Fate::Outcome(match rng.u8(0..20) {
        0..6 => later(Stage::Rcpt, 451, "4.7.1 greylisted, come back later"),
        6 => later(Stage::Dot, 452, "4.3.1 insufficient system storage"),
        7 => later(Stage::Rcpt, 452, "4.2.2 mailbox full"),
        8 => no(Stage::Rcpt, 550, "5.1.1 user unknown"),
        9 => no(Stage::Dot, 550, "5.7.1 looks like spam"),
        10 => no(Stage::Rcpt, 552, "5.2.2 over quota"),
        11..13 => Outcome::Unknown { trouble: Trouble::Timeout },
        13..16 => return Fate::AnswerLost,
        16 => Outcome::Deferred { stage: Stage::Data, trouble: Trouble::Lost },
        17 => Outcome::Deferred { stage: Stage::Mail, trouble: Trouble::Timeout },
        _ => Outcome::NoConnection {
            error: ConnectError::Lost { host: "smtp.school.test".into(), port: 587, stage: Stage::Hello },
        },
    })
}

/// A mail that no program should have written, made from one that a program has.
pub fn damaged(mail: &[u8], rng: &mut Rng) -> Vec<u8> {
    let mut bytes = mail.to_vec();
    match rng.u8(0..9) {
        0 => bytes.truncate(rng.usize(0..=mail.len())),
        1 => bytes = (0..rng.usize(1..4000)).map(|_| rng.u8(..)).collect(),
        2 => (0..40).for_each(|_| {
            let at = rng.usize(0..bytes.len());
            bytes[at] = rng.u8(..);
        }),
        3 => bytes = [b"From: a@b.test, c@d.test\r\n".as_slice(), mail].concat(),
        4 => bytes = lines(mail).filter(|l| !l.starts_with(b"From:")).collect::<Vec<_>>().concat(),
        5 => bytes = lines(mail).filter(|l| !l.starts_with(b"Message-ID:")).collect::<Vec<_>>().concat(),
        6 => bytes.clear(),
        7 => bytes.extend(std::iter::repeat_n(b"Leo and Maya said so.\r\n".as_slice(), 9_000).flatten()),
        _ => bytes = lines(mail).map(|l| [l.strip_suffix(b"\r\n").unwrap_or(l), b"\n"].concat()).collect::<Vec<_>>().concat(),
    }
    bytes
}

fn lines(mail: &[u8]) -> impl Iterator<Item = &[u8]> {
    mail.split_inclusive(|b| *b == b'\n')
}
