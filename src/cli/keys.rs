//! `homeroom keys`: which keys mail is signed with, and a new one.

use super::args::{Common, KeysStep};
use super::output::{json_line, say, tell_error};
use super::{End, setup};
use crate::config::resolved::{Configuration, KeySource};
use crate::config::secrets::Secrets;
use crate::ids::{IdSource as _, SystemIds};
use crate::message::key::lines::MasterKeys;
use crate::service::keyring::given;
use crate::store::key_file;
use anyhow::anyhow;
use jiff::civil::Date;
use serde_json::json;

pub fn run(common: &Common, step: Option<KeysStep>) -> anyhow::Result<End> {
    let configuration = match setup::configuration(common, Secrets::Keys) {
        Ok(configuration) => configuration,
        Err(end) => return Ok(end),
    };
    let today = setup::clock(common).now().to_zoned(configuration.school.time_zone.clone()).date();
    let keys = match (step, source(&configuration)) {
        (None, KeySource::Given(text)) => Some(given(secrecy::ExposeSecret::expose_secret(text))?),
        (None, _) => key_file::read(&configuration.state_dir)?,
        (Some(KeysStep::Rotate), KeySource::StateDir) => key_file::rotate(&configuration.state_dir, fresh(), today)?,
        (Some(KeysStep::Rotate), _) => {
            tell_error(&anyhow!("the keys come from the secret that [keys] names, which homeroom cannot write"));
            eprintln!(
                "hint: put a new first line into that secret, a day and 32 random octets in base32, and leave the lines \
                 that are there: {today} $(head -c 32 /dev/urandom | base32 -w 0 | tr -d =)"
            );
            return Ok(End::Problem);
        }
    };
    let Some(keys) = keys else {
        eprintln!("error: there is no key file yet\nhint: the first start makes one: homeroom run");
        return Ok(End::Problem);
    };
    tell(common, &keys, step)?;
    Ok(End::Well)
}

/// All classes have the school's.
fn source(configuration: &Configuration) -> &KeySource {
    configuration.classes.first().map_or(&KeySource::StateDir, |setup| &setup.keys)
}

fn tell(common: &Common, keys: &MasterKeys, step: Option<KeysStep>) -> anyhow::Result<()> {
    let days: Vec<Date> = keys.days().collect();
    if common.json {
        let line = |(at, day): (usize, &Date)| json_line(&json!({ "made": day.to_string(), "signs": at == 0 }));
        return days.iter().enumerate().try_for_each(line);
    }
    for (at, day) in days.iter().enumerate() {
        say(&format!("{day}  {}", if at == 0 { "signs" } else { "is known" }))?;
    }
    if step.is_some() {
        say("A service that runs takes the new key when it is told to: systemctl reload homeroom")?;
    }
    Ok(())
}

fn fresh() -> [u8; 32] {
    let mut fresh = [0; 32];
    let tokens = [SystemIds.token(), SystemIds.token()];
    fresh.iter_mut().zip(tokens.as_flattened()).for_each(|(place, byte)| *place = *byte);
    fresh
}
