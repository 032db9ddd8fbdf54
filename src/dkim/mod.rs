//! Checks the signatures (DKIM, RFC 6376) of one mail with the keys that the DNS has, by mail-auth and its resolver.
//!
//! What a signature must cover and whose it must be is asked first (`message::auth::signature`), so that the DNS is asked
//! for keys of the sender's own domain alone. Only this room names mail-auth.

use crate::message::auth::signature::{Signature, SignedMail};
use crate::message::auth::{Authenticity, Misalignment};
use futures_util::FutureExt as _;
use jiff::Timestamp;
use mail_auth::common::crypto::Algorithm;
use mail_auth::common::headers::Header;
use mail_auth::common::verify::{DomainKey, VerifySignature as _};
use mail_auth::hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolverConfig, ResolverOpts};
use mail_auth::hickory_resolver::proto::op::ResponseCode;
use mail_auth::hickory_resolver::system_conf::read_system_conf;
use mail_auth::{
    AuthenticatedMessage, DkimResult, DnsError, Error, MessageAuthenticator, Parameters, ResolverCache, Txt, dkim,
};
use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;
use std::net::SocketAddr;
use std::panic::AssertUnwindSafe;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::time::timeout;

/// One server is waited for so long, and all of them together.
const ONE_SERVER: Duration = Duration::from_secs(3);
const ALL_SERVERS: Duration = Duration::from_secs(10);

/// The flag `t=y` of a key: its domain only tries DKIM out, and nobody is to believe it (RFC 6376 §3.6.1).
const TESTING: u64 = 0x10;

/// Who is asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Dns {
    /// The servers of the machine (`/etc/resolv.conf`), as they stand when they are asked.
    System,
    At(SocketAddr),
}

/// What is known of a mail's sender now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Answer {
    Known(Authenticity),
    /// Nothing yet: why the DNS could not be asked.
    Silent(String),
}

/// Asks the DNS for keys.
pub struct Resolver(MessageAuthenticator);

impl Resolver {
    /// # Errors
    /// In words: the machine does not say whom to ask.
    pub fn of(dns: Dns) -> Result<Self, String> {
        let (config, mut options) = match dns {
            Dns::System => read_system_conf().map_err(|error| format!("/etc/resolv.conf: {error}"))?,
            Dns::At(server) => {
                let with_port = |mut way: ConnectionConfig| {
                    way.port = server.port();
                    way
                };
                let ways = vec![with_port(ConnectionConfig::udp()), with_port(ConnectionConfig::tcp())];
                let server = NameServerConfig::new(server.ip(), true, ways);
                (ResolverConfig::from_name_servers(vec![server]), ResolverOpts::default())
            }
        };
        options.timeout = ONE_SERVER;
        options.attempts = 1;
        MessageAuthenticator::new(config, options).map(Self).map_err(|error| error.to_string())
    }

    /// Whether one of the mail's signatures proves its sender. `received_at` is when it reached the mailbox.
    pub async fn verdict(&self, raw: &[u8], received_at: Timestamp) -> Answer {
        // Whatever a mail does to the library, it is that mail which is not believed.
        let judged = AssertUnwindSafe(self.judge(raw, received_at)).catch_unwind().await;
        judged.unwrap_or(not(Misalignment::SignatureInvalid))
    }

    async fn judge(&self, raw: &[u8], received_at: Timestamp) -> Answer {
        let mail = match SignedMail::read(raw) {
            Ok(mail) => mail,
            Err(why) => return not(why),
        };
        let Some(mut message) = AuthenticatedMessage::parse_with_opts(mail.raw(), None, false) else {
            return not(Misalignment::SenderUnclear);
        };
        message.errors.clear();
        let mut doubt = Misalignment::NoSignature;
        let mut silent = None;
        for mut header in std::mem::take(&mut message.dkim_headers) {
            let found = match mail.objection(&said(&header.header), received_at) {
                Some(why) => not(why),
                None => {
                    leave_to_us(&mut header.header);
                    message.dkim_headers = vec![header];
                    self.check(&message).await
                }
            };
            match found {
                Answer::Known(Authenticity::NotAligned(why)) if doubt == Misalignment::NoSignature => doubt = why,
                Answer::Known(Authenticity::Aligned) => return found,
                Answer::Known(_) => {}
                Answer::Silent(_) => silent = Some(found),
            }
        }
        silent.unwrap_or(not(doubt))
    }

    /// Of the one signature that is left in `message`.
    async fn check(&self, message: &AuthenticatedMessage<'_>) -> Answer {
        let Some(Header { header: signature, .. }) = message.dkim_headers.first() else {
            return not(Misalignment::NoSignature);
        };
        let keys = Keys::default();
        match self.key(&signature.domain_key(), &keys).await {
            Ok(Some(key)) if key & TESTING == 0 => {}
            Ok(_) => return not(Misalignment::SignatureInvalid),
            Err(words) => return Answer::Silent(words),
        }
        let outcomes = self.0.verify_dkim(Parameters::new(message).with_txt_cache(&keys)).await;
        if outcomes.iter().any(|outcome| *outcome.result() == DkimResult::Pass) {
            Answer::Known(Authenticity::Aligned)
        } else {
            not(Misalignment::SignatureInvalid)
        }
    }

    /// The flags of the key of this name; `None`: there is none that can be used. Keeps it in `keys`.
    async fn key(&self, name: &str, keys: &Keys) -> Result<Option<u64>, String> {
        match timeout(ALL_SERVERS, self.0.txt_lookup::<DomainKey>(name, Some(keys))).await {
            Err(_) => Err(format!("no answer within {} seconds", ALL_SERVERS.as_secs())),
            Ok(Ok(key)) => Ok(Some(key.f)),
            Ok(Err(Error::Dns(DnsError::Resolver(words)))) => Err(words),
            Ok(Err(Error::Dns(DnsError::RecordNotFound(code)))) if !is_final(code) => Err(code.to_string()),
            Ok(Err(_)) => Ok(None),
        }
    }

    /// Whether the DNS answers, about the keys of this domain, whatever it says.
    ///
    /// # Errors
    /// Why not, in words.
    pub async fn probe(&self, domain: &str) -> Result<(), String> {
        self.key(&format!("_domainkey.{domain}."), &Keys::default()).await.map(drop)
    }
}

fn not(why: Misalignment) -> Answer {
    Answer::Known(Authenticity::NotAligned(why))
}

/// The name is not there, or has no such record; everything else may be otherwise in an hour.
fn is_final(code: ResponseCode) -> bool {
    matches!(code, ResponseCode::NXDomain | ResponseCode::NoError)
}

fn said(signature: &dkim::Signature) -> Signature<'_> {
    Signature {
        domain: &signature.d,
        fields: &signature.h,
        made: signature.t,
        ends: signature.x,
        is_partial: signature.l != 0,
        is_sha256: signature.a != Algorithm::RsaSha1,
    }
}

/// The library would hold the end against this machine's clock, write to whoever wants reports, and believe a third
/// party that the sender names. None of that changes what was signed.
fn leave_to_us(signature: &mut dkim::Signature) {
    signature.x = 0;
    signature.r = false;
    signature.atps = None;
}

/// What was asked for one signature.
#[derive(Default)]
struct Keys(Mutex<HashMap<Box<str>, Txt>>);

impl ResolverCache<Box<str>, Txt> for Keys {
    fn get<Q>(&self, name: &Q) -> Option<Txt>
    where
        Box<str>: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned()
    }

    fn remove<Q>(&self, name: &Q) -> Option<Txt>
    where
        Box<str>: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(name)
    }

    fn insert(&self, name: Box<str>, value: Txt, _: Instant) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(name, value);
    }
}

#[cfg(test)]
mod scripted;
#[cfg(test)]
mod tests;
