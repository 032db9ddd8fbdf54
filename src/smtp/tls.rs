//! Whom to trust: the system's certificates and the school's own.

use super::error::ConnectError;
use rustls::pki_types::{CertificateDer, ServerName, pem::PemObject};
use rustls::{ClientConfig, RootCertStore};
use std::io;
use std::path::Path;
use std::sync::Arc;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::client::TlsStream;

/// Reads the system's trusted certificates and those in `ca_file`. Blocking: it reads files.
pub fn config(ca_file: Option<&Path>) -> Result<Arc<ClientConfig>, ConnectError> {
    let mut roots = RootCertStore::empty();
    let native = rustls_native_certs::load_native_certs();
    roots.add_parsable_certificates(native.certs);
    match ca_file {
        Some(path) => add_file(&mut roots, path)?,
        None if roots.is_empty() => {
            let why = native.errors.first().map_or("none found".to_owned(), ToString::to_string);
            return Err(ConnectError::NoRoots { why });
        }
        None => {}
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let versions = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let builder = versions.map_err(|error| ConnectError::NoRoots { why: error.to_string() })?;
    Ok(Arc::new(builder.with_root_certificates(roots).with_no_client_auth()))
}

fn add_file(roots: &mut RootCertStore, path: &Path) -> Result<(), ConnectError> {
    let unusable = |why: String| ConnectError::CaFile { path: path.to_owned(), why };
    let mut added = 0;
    for certificate in CertificateDer::pem_file_iter(path).map_err(|error| unusable(error.to_string()))? {
        let certificate = certificate.map_err(|error| unusable(error.to_string()))?;
        roots.add(certificate).map_err(|error| unusable(error.to_string()))?;
        added += 1;
    }
    if added == 0 { Err(unusable("no certificate in it".to_owned())) } else { Ok(()) }
}

/// What went wrong in a handshake, as far as a caller tells it apart.
pub enum Handshake {
    Certificate(String),
    Other(String),
    Lost,
}

/// Verifies the server by its name. There is no way to switch that off.
pub async fn handshake<S: AsyncRead + AsyncWrite + Unpin>(
    config: Arc<ClientConfig>,
    host: &str,
    stream: S,
) -> Result<TlsStream<S>, Handshake> {
    let name = ServerName::try_from(host.to_owned())
        .map_err(|_| Handshake::Certificate("the host is no name a certificate can stand for".to_owned()))?;
    tokio_rustls::TlsConnector::from(config).connect(name, stream).await.map_err(|error| reason(&error))
}

fn reason(error: &io::Error) -> Handshake {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
        Some(rustls::Error::InvalidCertificate(why)) => Handshake::Certificate(why.to_string()),
        Some(other) => Handshake::Other(other.to_string()),
        None => Handshake::Lost,
    }
}
