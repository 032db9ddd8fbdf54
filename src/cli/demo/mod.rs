//! `homeroom demo`: the main job with nothing installed and nothing configured.
//!
//! A made-up class on Maildirs lives through ten school days on a clock of its own; everything homeroom does there it
//! does by the same steps as in a school. The people ([`cast`]), what parents write ([`letters`]), how their mail
//! programs put it ([`mailshapes`]) and what happens when ([`script`]) are pure and repeatable, and serve the simulated
//! school year and the benches as well. No name belongs to anybody, and every address ends in `.test` (RFC 6761 §6.2),
//! so nothing made here can reach a person.

pub mod cast;
mod folder;
pub mod letters;
pub mod mailshapes;
mod page;
mod play;
mod report;
pub mod script;

use super::args::Common;
use super::{End, setup};
use crate::config::load::load;
use crate::ids::SeededIds;
use crate::service::open::{ClassLock, OpenClass};
use anyhow::Context as _;
use folder::DemoFolder;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::civil::DateTime;
use play::{Played, Player};
use report::Report;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

/// The default of `--out`.
const DEFAULT_FOLDER: &str = "homeroom-demo";

/// One seed for the story's details and one for homeroom's ids: every demo is the same.
const SEED: u64 = 2026;

pub fn run(common: &Common, out: Option<&Path>) -> anyhow::Result<End> {
    let started = Instant::now();
    let root = out.unwrap_or(Path::new(DEFAULT_FOLDER));
    let folder = match DemoFolder::claim(root) {
        Ok(folder) => folder,
        Err(error) => {
            eprintln!("error: {error}\nhint: {}", error.hint());
            return Ok(if matches!(error, folder::FolderError::Disk { .. }) { End::Problem } else { End::Usage });
        }
    };
    let bar = progress_bar();
    let show = |now: DateTime| {
        bar.set_position(minutes_into(now));
        bar.set_message(now.strftime("%a %-d %b").to_string());
    };
    let demo = match play_in(folder, show)? {
        Ok(demo) => demo,
        Err(end) => return Ok(end),
    };
    bar.finish_and_clear();
    let report = demo.class.store.read(|tx| Report::gather(tx, &demo.class, demo.played))?;
    page::show(common, root, &report, started.elapsed())?;
    Ok(if report.problems.is_empty() { End::Well } else { End::Problem })
}

/// A demo that has been played, its class still open and locked.
struct Demo {
    class: Arc<OpenClass>,
    played: Played,
    _lock: ClassLock,
}

/// Plays the whole demo in its folder. [`End`]: the folder's configuration is refused, which has been told.
fn play_in(folder: DemoFolder, at: impl FnMut(DateTime)) -> anyhow::Result<Result<Demo, End>> {
    let configuration = match load(&folder.configuration(), script::FIRST_DAY) {
        Ok(configuration) => configuration,
        Err(problems) => {
            problems.iter().for_each(|problem| eprintln!("{problem}"));
            return Ok(Err(End::Usage));
        }
    };
    let templates = match setup::templates(&configuration)? {
        Ok(templates) => templates,
        Err(end) => return Ok(Err(end)),
    };
    let setup = configuration.classes.into_iter().next().context("Find the demo's class")?;
    let lock = ClassLock::take(&configuration.state_dir, &setup.class)?;
    folder.clear()?;
    let (school, ids) = (Arc::new(configuration.school), Arc::new(SeededIds::new(SEED)));
    let class = Arc::new(OpenClass::open(setup, school, templates, ids, &configuration.state_dir)?);
    let player = Player::new(folder, Arc::clone(&class), script::BEGIN)?;
    let played = player.play(&script::script(SEED), script::END, at)?;
    Ok(Ok(Demo { class, played, _lock: lock }))
}

/// On standard error, and only where that is a terminal.
fn progress_bar() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(minutes_into(script::END)), ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template("Room 12 {bar:40} {msg}") {
        bar.set_style(style);
    }
    bar
}

fn minutes_into(now: DateTime) -> u64 {
    let whole = now.duration_since(script::BEGIN).as_mins();
    u64::try_from(whole).unwrap_or(0)
}

#[cfg(test)]
mod tests;
