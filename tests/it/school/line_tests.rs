//! The lines that break do break, and as they are told to.

use super::proxy::{End, Fault, Proxy};
use crate::world::smtp_server::SmtpServer;
use std::io::{ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

/// A server that says back what it hears.
fn echo() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for mut client in listener.incoming().map_while(Result::ok) {
            std::thread::spawn(move || {
                let mut back = client.try_clone().unwrap();
                let _ = std::io::copy(&mut client, &mut back);
            });
        }
    });
    port
}

fn call(line: &Proxy) -> TcpStream {
    let stream = TcpStream::connect(("127.0.0.1", line.port)).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    stream
}

/// What comes back of these words before the line ends, and how it ends.
fn comes_back(line: &Proxy, words: &[u8]) -> (Vec<u8>, Option<ErrorKind>) {
    let mut stream = call(line);
    stream.write_all(words).unwrap();
    let mut heard = Vec::new();
    let ended = loop {
        let mut octet = [0];
        match stream.read(&mut octet) {
            Ok(0) => break None,
            Ok(_) => heard.push(octet[0]),
            Err(error) => break Some(error.kind()),
        }
        if heard.len() == words.len() {
            break None;
        }
    };
    (heard, ended)
}

#[test]
fn a_line_is_cut_after_as_many_octets_as_were_asked_for() {
    let line = Proxy::to(echo());
    line.next(Fault::ToClient(4, End::Fin), 1);
    assert_eq!(comes_back(&line, b"0123456789"), (b"0123".to_vec(), None));
    line.next(Fault::ToServer(3, End::Reset), 1);
    let (heard, ended) = comes_back(&line, b"0123456789");
    assert!(heard.len() <= 3 && ended == Some(ErrorKind::ConnectionReset), "{heard:?}, {ended:?}");
    assert_eq!(comes_back(&line, b"0123456789").0, b"0123456789", "the next one is whole");
    assert_eq!((line.connections(), line.heard() >= 14), (3, true));
}

#[test]
fn a_black_hole_says_nothing_and_a_deaf_line_carries_nothing() {
    let line = Proxy::to(echo());
    line.always(Fault::BlackHole);
    for _ in 0..2 {
        let mut stream = call(&line);
        stream.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
        stream.write_all(b"hello").unwrap();
        assert_eq!(stream.read(&mut [0]).unwrap_err().kind(), ErrorKind::WouldBlock);
    }
    line.is_well();
    let mut stream = call(&line);
    stream.write_all(b"a").unwrap();
    assert_eq!(stream.read(&mut [0; 8]).unwrap(), 1);
    line.goes_deaf(true);
    stream.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
    stream.write_all(b"b").unwrap();
    assert_eq!(stream.read(&mut [0]).unwrap_err().kind(), ErrorKind::WouldBlock);
    line.goes_deaf(false);
    stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    stream.write_all(b"c").unwrap();
    let mut heard = [0; 8];
    let read = stream.read(&mut heard).unwrap();
    assert_eq!(&heard[..read], b"c", "what was said meanwhile is gone");
}

#[test]
fn a_line_that_drips_is_slow_and_whole() {
    let line = Proxy::to(echo());
    line.next(Fault::Drip(Duration::from_millis(20)), 1);
    let begun = Instant::now();
    assert_eq!(comes_back(&line, b"0123456789").0, b"0123456789");
    assert!(begun.elapsed() >= Duration::from_millis(200), "{:?}", begun.elapsed());
}

#[test]
fn an_answer_after_the_dot_is_lost_though_the_server_gave_it() {
    let smtp = SmtpServer::start();
    let line = Proxy::to(smtp.port());
    for (n, fault) in [
        (1, Fault::AfterDot(End::Mute)),
        (2, Fault::AfterDot(End::Reset)),
        (2, Fault::InMail(10, End::Fin)),
        (2, Fault::BeforeData(End::Fin)),
    ] {
        line.next(fault, 1);
        let mut stream = call(&line);
        stream.set_read_timeout(Some(Duration::from_millis(500))).unwrap();
        let mut answers = Vec::new();
        for words in [
            "",
            "MAIL FROM:<a@school.test>\r\n",
            "RCPT TO:<b@families.test>\r\n",
            "DATA\r\n",
            "Subject: x\r\n\r\nwords\r\n.\r\n",
        ] {
            let mut answer = [0; 200];
            let spoken = stream.write_all(words.as_bytes()).is_ok();
            answers.push(spoken.then(|| stream.read(&mut answer).ok()).flatten().unwrap_or(0) > 0);
        }
        assert_eq!((answers[0], answers[4]), (true, false), "{fault:?}: {answers:?}");
        assert_eq!(smtp.taken().len(), n, "{fault:?}");
    }
}
