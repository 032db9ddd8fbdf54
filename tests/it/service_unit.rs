//! The systemd unit: what it promises to the people who run it, and how little it lets the daemon do.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn unit_path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("systemd/homeroom.service")
}

fn unit() -> String {
    fs::read_to_string(unit_path()).expect("read the unit")
}

/// Every value of a key, in order.
fn values<'a>(unit: &'a str, key: &str) -> Vec<&'a str> {
    unit.lines()
        .filter_map(|line| line.split_once('=').filter(|(name, _)| *name == key))
        .map(|(_, value)| value)
        .collect()
}

/// Runs systemd-analyze on a unit of this text; `None`, said loudly, where it is not installed.
fn analyze(text: &str, arguments: &[&str]) -> Option<Output> {
    let missing = || {
        let there = Command::new("systemd-analyze").arg("--version").output().is_ok();
        (!there).then(|| "systemd-analyze is not installed".to_owned())
    };
    crate::servers::can_run(missing).then(|| {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("homeroom.service");
        fs::write(&file, text).expect("write the unit");
        Command::new("systemd-analyze").args(arguments).arg(&file).output().expect("run systemd-analyze")
    })
}

/// Whether the exposure is at most 1.2.
fn exposes_little(text: &str) -> Option<bool> {
    // The threshold counts tenths.
    let output = analyze(text, &["security", "--offline=true", "--no-pager", "--threshold=12"])?;
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(told.contains("Overall exposure level"), "{told}{}", String::from_utf8_lossy(&output.stderr));
    Some(output.status.success())
}

#[test]
fn the_units_exposure_is_at_most_one_point_two() {
    let Some(little) = exposes_little(&unit()) else { return };
    assert!(little, "run: systemd-analyze security --offline=true systemd/homeroom.service");
    for line in ["CapabilityBoundingSet=", "SystemCallFilter=@system-service"] {
        let weaker = unit().replace(line, "");
        assert_eq!(exposes_little(&weaker), Some(false), "the measure notices that {line} is gone");
    }
}

#[test]
fn systemd_understands_every_line_of_the_unit() {
    // Everything but the programs: homeroom is not installed here, and a minimal container has no `kill`.
    let complaints = |text: &str| {
        let output = analyze(
            &text.replace("/usr/bin/homeroom", "/bin/true").replace("/bin/kill", "/bin/true"),
            &["verify", "--man=no"],
        )?;
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        Some(told.lines().filter(|line| line.contains("homeroom.service")).map(str::to_owned).collect::<Vec<_>>())
    };
    let Some(found) = complaints(&unit()) else { return };
    assert_eq!(found, [""; 0]);
    let misspelt = unit().replace("ProtectHome=", "ProtectHomes=");
    assert_eq!(complaints(&misspelt).map(|found| found.len()), Some(1), "a misspelt key is noticed");
}

#[test]
fn the_unit_keeps_the_programs_promises() {
    let unit = unit();
    for (key, value) in [
        ("Type", "notify"),
        ("NotifyAccess", "main"),
        ("WatchdogSec", "120"),
        ("ExecStart", "/usr/bin/homeroom --config /etc/homeroom/homeroom.toml run"),
        ("ExecReload", "/bin/kill -HUP $MAINPID"),
        ("TimeoutStopSec", "70"),
        ("Restart", "on-failure"),
        ("RestartPreventExitStatus", "2 78"),
        ("StateDirectoryMode", "0700"),
        ("UMask", "0077"),
        ("LimitCORE", "0"),
    ] {
        assert_eq!(values(&unit, key), [value], "{key}");
    }
    assert_eq!(values(&unit, "Environment"), ["MALLOC_ARENA_MAX=2"], "no secret by environment");
    assert!(values(&unit, "EnvironmentFile").is_empty(), "no secret by environment");
    assert!(unit.contains("LoadCredential=imap-password:"), "the unit shows how secrets come in");
}
