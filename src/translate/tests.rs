//! The client against a service that says what a test wants.

use super::{Client, Endpoint, TranslateError};
use crate::domain::language::Language;
use secrecy::SecretString;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// Answers one question with these octets; gives back what it was asked.
async fn service(answer: Vec<u8>) -> (u16, JoinHandle<String>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let asked = tokio::spawn(async move {
        let (mut line, _) = listener.accept().await.unwrap();
        let mut question = Vec::new();
        let mut octets = [0; 4096];
        while !String::from_utf8_lossy(&question).ends_with('}') {
            let read = line.read(&mut octets).await.unwrap();
            if read == 0 {
                break;
            }
            question.extend_from_slice(&octets[..read]);
        }
        let _ = line.write_all(&answer).await;
        if answer.is_empty() {
            tokio::time::sleep(Duration::from_secs(60)).await;
        }
        String::from_utf8_lossy(&question).into_owned()
    });
    (port, asked)
}

fn http(status: &str, body: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nContent-Type: application/json\r\n\r\n{body}", body.len())
        .into_bytes()
}

fn endpoint(port: u16) -> Endpoint {
    Endpoint {
        host: "127.0.0.1".into(),
        port,
        tls: false,
        path: "/mt".into(),
        api_key: Some(SecretString::from("canary-key".to_owned())),
        ca_file: None,
        deadline: Duration::from_millis(500),
    }
}

async fn ask(port: u16) -> Result<String, TranslateError> {
    let (en, pt) = (Language::english(), Language::parse("pt-BR").unwrap());
    Client::new(endpoint(port)).await.unwrap().translate("X1 read \"aloud\"\nand well", &en, &pt).await
}

#[tokio::test]
async fn a_text_is_asked_for_as_libretranslate_wants_it() {
    let (port, asked) = service(http("200 OK", r#"{"translatedText":"X1 leu \"em voz alta\"\ne bem"}"#)).await;
    assert_eq!(ask(port).await.as_deref(), Ok("X1 leu \"em voz alta\"\ne bem"));
    let question = asked.await.unwrap();
    assert!(question.starts_with("POST /mt/translate HTTP/1.1\r\n"), "{question}");
    let body: serde_json::Value = serde_json::from_str(question.split("\r\n\r\n").nth(1).unwrap()).unwrap();
    let wanted = serde_json::json!({
        "q": "X1 read \"aloud\"\nand well", "source": "en", "target": "pt", "format": "text", "api_key": "canary-key"
    });
    assert_eq!(body, wanted);
}

#[tokio::test]
async fn whatever_goes_wrong_is_told_without_a_word_of_the_text() {
    let host = || "127.0.0.1".to_owned();
    let long = format!(r#"{{"translatedText":"{}"}}"#, "x".repeat(300_000));
    for (answer, error) in [
        (http("403 Forbidden", r#"{"error":"key"}"#), TranslateError::Refused { host: host(), status: 403 }),
        (http("302 Found", ""), TranslateError::Refused { host: host(), status: 302 }),
        (http("429 Slow down", ""), TranslateError::Trouble { host: host(), status: 429 }),
        (http("500 Oops", ""), TranslateError::Trouble { host: host(), status: 500 }),
        (http("200 OK", "not json"), TranslateError::NoTranslation { host: host() }),
        (http("200 OK", r#"{"translatedText":["a"]}"#), TranslateError::NoTranslation { host: host() }),
        (http("200 OK", &long), TranslateError::NoTranslation { host: host() }),
        (b"220 mail.test ESMTP\r\n".to_vec(), TranslateError::Lost { host: host() }),
        (Vec::new(), TranslateError::Timeout { host: host() }),
    ] {
        let (port, asked) = service(answer).await;
        let told = ask(port).await;
        assert_eq!(told, Err(error));
        assert!(!told.unwrap_err().to_string().contains("aloud"));
        asked.abort();
    }
}

#[tokio::test]
async fn nobody_there_is_no_translation() {
    let (port, asked) = service(Vec::new()).await;
    asked.abort();
    let _ = asked.await;
    assert!(matches!(ask(port).await, Err(TranslateError::Unreachable { .. })));
}

#[tokio::test]
async fn a_secret_does_not_show() {
    assert!(!format!("{:?}", endpoint(1)).contains("canary"));
}
