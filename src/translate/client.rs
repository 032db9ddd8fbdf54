//! One question to the service, and its answer.

use crate::domain::language::Language;
use crate::smtp::tls::{self, Handshake};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1;
use hyper::{Request, Response, StatusCode, header};
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use thiserror::Error;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;

/// Of an answer, in octets: the words of a teacher are a few lines.
const LARGEST_ANSWER: usize = 256 * 1024;

/// Where the service is, and how it is asked.
#[derive(Clone, Debug)]
pub struct Endpoint {
    pub host: String,
    pub port: u16,
    /// Without it the words cross the line in the clear: on this machine only.
    pub tls: bool,
    /// What stands before `/translate`, without an end slash.
    pub path: String,
    pub api_key: Option<SecretString>,
    /// PEM certificates that are trusted beside the system's.
    pub ca_file: Option<PathBuf>,
    /// For a whole question, from the look-up of the name to the last octet of the answer.
    pub deadline: Duration,
}

/// Why there is no translation. No text of anybody's is in it.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum TranslateError {
    #[error("{host} does not answer in time")]
    Timeout { host: String },
    #[error("{host} cannot be reached: {why}")]
    Unreachable { host: String, why: String },
    #[error("no protected line to {host}: {why}")]
    Tls { host: String, why: String },
    #[error("{host} closed the connection or does not speak HTTP")]
    Lost { host: String },
    #[error("{host} refuses the question (HTTP {status}); check `api_key` and what it allows")]
    Refused { host: String, status: u16 },
    #[error("{host} has trouble of its own (HTTP {status})")]
    Trouble { host: String, status: u16 },
    #[error("the answer of {host} is no translation")]
    NoTranslation { host: String },
}

/// The service, with whom to trust read once.
pub struct Client {
    endpoint: Endpoint,
    trust: Option<Arc<ClientConfig>>,
}

impl Client {
    /// # Errors
    /// The certificates to trust cannot be read.
    pub async fn new(endpoint: Endpoint) -> Result<Self, TranslateError> {
        if !endpoint.tls {
            return Ok(Self { endpoint, trust: None });
        }
        let ca_file = endpoint.ca_file.clone();
        let read = tokio::task::spawn_blocking(move || tls::config(ca_file.as_deref())).await;
        let why = match read {
            Ok(Ok(config)) => return Ok(Self { endpoint, trust: Some(config) }),
            Ok(Err(error)) => error.to_string(),
            Err(_) => "reading the certificates was interrupted".to_owned(),
        };
        Err(TranslateError::Tls { host: endpoint.host, why })
    }

    /// # Errors
    /// Whatever kept the service from giving a translation in time.
    pub async fn translate(&self, text: &str, from: &Language, to: &Language) -> Result<String, TranslateError> {
        let asked = tokio::time::timeout(self.endpoint.deadline, self.ask(text, from, to)).await;
        asked.unwrap_or_else(|_| Err(TranslateError::Timeout { host: self.host() }))
    }

    async fn ask(&self, text: &str, from: &Language, to: &Language) -> Result<String, TranslateError> {
        let place = (self.endpoint.host.trim_matches(['[', ']']), self.endpoint.port);
        let tcp = TcpStream::connect(place)
            .await
            .map_err(|error| TranslateError::Unreachable { host: self.host(), why: error.to_string() })?;
        let request = self.request(text, from, to)?;
        match &self.trust {
            None => self.exchange(tcp, request).await,
            Some(trust) => {
                let shaken = tls::handshake(Arc::clone(trust), &self.endpoint.host, tcp).await;
                let line = shaken.map_err(|why| match why {
                    Handshake::Certificate(why) => {
                        TranslateError::Tls { host: self.host(), why: format!("its certificate is not trusted: {why}") }
                    }
                    Handshake::Other(why) => TranslateError::Tls { host: self.host(), why },
                    Handshake::Lost => self.lost(),
                })?;
                self.exchange(line, request).await
            }
        }
    }

    fn request(&self, text: &str, from: &Language, to: &Language) -> Result<Request<Full<Bytes>>, TranslateError> {
        let mut question = json!({
            "q": text,
            "source": from.primary(),
            "target": to.primary(),
            "format": "text",
        });
        if let (Some(key), Some(fields)) = (&self.endpoint.api_key, question.as_object_mut()) {
            fields.insert("api_key".to_owned(), Value::from(key.expose_secret()));
        }
        let usual = if self.endpoint.tls { 443 } else { 80 };
        let host = match self.endpoint.port {
            port if port == usual => self.host(),
            port => format!("{}:{port}", self.endpoint.host),
        };
        Request::post(format!("{}/translate", self.endpoint.path))
            .header(header::HOST, host)
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::ACCEPT, "application/json")
            .header(header::CONNECTION, "close")
            .body(Full::new(Bytes::from(question.to_string())))
            .map_err(|_| self.lost())
    }

    async fn exchange<S>(&self, line: S, request: Request<Full<Bytes>>) -> Result<String, TranslateError>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let (mut asks, connection) = http1::handshake(TokioIo::new(line)).await.map_err(|_| self.lost())?;
        // The connection is driven beside the question, and ends with it: nothing goes on in the background.
        let answered = async {
            let response = asks.send_request(request).await.map_err(|_| self.lost())?;
            self.read(response).await
        };
        tokio::pin!(answered);
        tokio::select! {
            answer = &mut answered => answer,
            _ = connection => answered.await,
        }
    }

    async fn read(&self, response: Response<Incoming>) -> Result<String, TranslateError> {
        let status = response.status();
        if status != StatusCode::OK {
            let (host, status) = (self.host(), status.as_u16());
            return Err(if (300..500).contains(&status) && status != 429 {
                TranslateError::Refused { host, status }
            } else {
                TranslateError::Trouble { host, status }
            });
        }
        let body = Limited::new(response.into_body(), LARGEST_ANSWER).collect().await;
        let octets = body.map_err(|_| TranslateError::NoTranslation { host: self.host() })?.to_bytes();
        serde_json::from_slice::<Value>(&octets)
            .ok()
            .and_then(|answer| Some(answer.get("translatedText")?.as_str()?.to_owned()))
            .ok_or_else(|| TranslateError::NoTranslation { host: self.host() })
    }

    fn host(&self) -> String {
        self.endpoint.host.clone()
    }

    fn lost(&self) -> TranslateError {
        TranslateError::Lost { host: self.host() }
    }
}
