//! A teacher's words in the reader's language: asked of the school's own service, without names, and never instead of the
//! words themselves.

use crate::school::School;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

const THURSDAY: &str = "2026-11-19T12:00:00-05:00";
const LATER: &str = "2026-11-19T13:00:00-05:00";

/// A service that answers with what the test makes of each question, and remembers all it was asked.
struct Service {
    port: u16,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Service {
    fn that(answers: impl Fn(&str, &str) -> String + Send + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&asked);
        std::thread::spawn(move || {
            for line in listener.incoming() {
                let Ok(mut line) = line else { continue };
                let mut question = Vec::new();
                let mut octets = [0; 4096];
                while !question.ends_with(b"}") {
                    match line.read(&mut octets) {
                        Ok(read) if read > 0 => question.extend_from_slice(&octets[..read]),
                        _ => break,
                    }
                }
                let question = String::from_utf8_lossy(&question).into_owned();
                let body = question.split("\r\n\r\n").nth(1).unwrap_or_default();
                let fields: serde_json::Value = serde_json::from_str(body).unwrap_or_default();
                let of = |name: &str| fields[name].as_str().unwrap_or_default().to_owned();
                let answer = serde_json::json!({"translatedText": answers(&of("q"), &of("target"))}).to_string();
                heard.lock().unwrap().push(question);
                let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", answer.len());
                let _ = line.write_all(format!("{head}{answer}").as_bytes());
            }
        });
        Self { port, asked }
    }

    fn school(&self) -> Option<School<'static>> {
        let school = School::new()?;
        school.append("homeroom.toml", &format!("\n[translation]\nurl = \"http://127.0.0.1:{}\"\n", self.port));
        Some(school)
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

#[test]
fn the_words_stand_as_written_and_the_translation_below_them_is_marked() {
    let service = Service::that(|question, to| format!("[{to}] {question}"));
    let Some(school) = service.school() else { return };
    school.at(THURSDAY).run();
    school.at(THURSDAY).teach("good Leo: read to Mia");
    assert!(school.at(THURSDAY).list("outbox").is_empty(), "the note waits for its translation");
    assert!(service.asked().is_empty(), "nothing is asked by the command");
    school.at(LATER).run();
    let asked = service.asked();
    assert_eq!(asked.len(), 1, "once, for one home that reads Spanish");
    let rest = asked[0].to_lowercase();
    assert!(rest.contains("\"q\":\"read to x1\""), "{rest}");
    for name in ["leo", "mia", "martínez", "ana ", "alvarez"] {
        assert!(!rest.contains(name), "{name} left the school: {rest}");
    }
    let summary = school.at(LATER).summary();
    assert!(summary.contains("“read to Mia”") && summary.contains("“[es] read to Mia”"), "{summary}");
    school.at(LATER).teach("ok 1");
    assert_eq!(school.at("2026-11-19T13:16:00-05:00").run()["sent"], 1);
    assert_eq!(service.asked().len(), 1, "and never again");
    let letter = String::from_utf8_lossy(&school.letter_of("ana.martinez")).into_owned();
    assert!(letter.contains("la hizo una computadora"), "{letter}");
}

#[test]
fn whoever_reads_the_teachers_language_needs_no_translation() {
    let service = Service::that(|question, _| question.to_owned());
    let Some(school) = service.school() else { return };
    school.at(THURSDAY).run();
    school.at(THURSDAY).teach("good Maya: held the ladder");
    assert_eq!(school.at(THURSDAY).list("outbox").len(), 2, "drafts at once");
    school.at(LATER).run();
    assert!(service.asked().is_empty());
}

#[test]
fn a_name_that_comes_back_spoilt_leaves_the_note_without_a_translation() {
    let service = Service::that(|_, _| "canary: le leyó a su compañera".to_owned());
    let Some(school) = service.school() else { return };
    school.at(THURSDAY).run();
    school.at(THURSDAY).teach("good Leo: read to Mia");
    school.at(LATER).run();
    let summary = school.at(LATER).summary();
    assert!(summary.contains("read to Mia") && !summary.contains("canary"), "{summary}");
    school.at(LATER).tells(&["status"]).ended(0);
}

#[test]
fn a_service_that_is_not_there_keeps_no_note_waiting_and_is_told_in_the_status() {
    let port = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
    let Some(school) = School::new() else { return };
    school.append("homeroom.toml", &format!("\n[translation]\nurl = \"http://127.0.0.1:{port}\"\n"));
    school.at(THURSDAY).run();
    school.at(THURSDAY).teach("good Leo: read aloud");
    school.at(THURSDAY).teach("good Omar: sang");
    assert_eq!(school.at(LATER).run()["problems"], serde_json::json!([]));
    assert_eq!(school.at(LATER).list("outbox").len(), 2, "both drafts are there");
    let told = school.at(LATER).tells(&["status"]).ended(1);
    assert!(told.out.contains("no translation of the teacher's words: 127.0.0.1 cannot be reached"), "{}", told.out);
}
