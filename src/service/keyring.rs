//! Where the keys that mail is signed with come from: the installation's file, or the secret that the configuration names.

use crate::clock::{Clock, SystemClock};
use crate::config::resolved::KeySource;
use crate::message::key::lines::MasterKeys;
use crate::store::key_file;
use anyhow::{Context as _, anyhow};
use jiff::tz::TimeZone;
use secrecy::ExposeSecret as _;
use std::path::Path;

/// The keys of the installation. `fresh` are theirs if none are there yet; `is_begun`: there is a state already, which
/// went out with others.
pub fn master(source: &KeySource, state_dir: &Path, fresh: [u8; 32], is_begun: bool) -> anyhow::Result<MasterKeys> {
    let today = SystemClock.now().to_zoned(TimeZone::UTC).date();
    match source {
        KeySource::StateDir => {
            let (keys, made) = key_file::open(state_dir, fresh, today)?;
            if made && is_begun {
                tracing::warn!(
                    "there was no key file, and a new one was made: {}. Keys in mail that went out before are refused, \
                     answers are placed by the mail they answer",
                    key_file::path_in(state_dir).display()
                );
            }
            Ok(keys)
        }
        KeySource::Given(text) => given(text.expose_secret()),
        // Commands that make no mail and read none have no need of the true ones.
        KeySource::Skipped => Ok(MasterKeys::begin(today, fresh)),
    }
}

/// The keys as they stand in a secret.
pub fn given(text: &str) -> anyhow::Result<MasterKeys> {
    MasterKeys::read(text)
        .map_err(|what| anyhow!("the keys that `secret` in [keys] names cannot be used: {what}"))
        .context("Read the keys")
}
