//! How people reach homeroom: one file a command. Exit status 0: well; 1: a problem was found and told; 2: wrong usage
//! or configuration.

pub mod args;
pub mod care;
pub mod demo;
pub mod forecast;
pub mod init;
pub mod inspect;
pub mod keys;
pub mod listings;
pub mod log;
pub mod check;
pub mod output;
pub mod preview;
pub mod resume;
pub mod roster;
pub mod run;
pub mod setup;
pub mod status;
pub mod summary;
pub mod teach;
pub mod templates;

use args::{Cli, Command};
use clap::Parser;
use std::process::ExitCode;
use tracing::level_filters::LevelFilter;

/// How a command ended, when nothing went wrong with the command itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum End {
    Well,
    /// A problem was found and has been told.
    Problem,
    /// The command line or the configuration is wrong, and that has been told.
    Usage,
}

impl From<End> for ExitCode {
    fn from(end: End) -> Self {
        ExitCode::from(match end {
            End::Well => 0,
            End::Problem => 1,
            End::Usage => 2,
        })
    }
}

/// The program.
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(mut cli) => {
            cli.common.config = args::configuration_file(cli.common.config);
            cli
        }
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    output::start_log(log_level(&cli));
    output::quiet_panics();
    match dispatch(&cli) {
        Ok(end) => end.into(),
        Err(error) => {
            output::tell_error(&error);
            ExitCode::from(1)
        }
    }
}

/// The demo ends with a page of its own, which a line for each of its mails would hide.
fn log_level(cli: &Cli) -> LevelFilter {
    match cli.command {
        _ if cli.common.verbose => LevelFilter::DEBUG,
        Command::Demo { .. } => LevelFilter::ERROR,
        _ => LevelFilter::INFO,
    }
}

fn dispatch(cli: &Cli) -> anyhow::Result<End> {
    let common = &cli.common;
    match &cli.command {
        Command::Demo { out } => demo::run(common, out.as_deref()),
        Command::Init { dir } => init::run(dir.as_deref()),
        Command::Check { offline } => check::run(common, *offline),
        Command::Run { once: true } => run::once(common),
        Command::Run { once: false } if common.now.is_some() => {
            eprintln!("error: the daemon goes by the machine's clock\nhint: --now goes with homeroom run --once");
            Ok(End::Usage)
        }
        Command::Run { once: false } => run::daemon(common),
        Command::Status => status::run(common),
        Command::Inspect { files } => inspect::run(common, files),
        Command::Messages => listings::messages(common),
        Command::Contacts => listings::contacts(common),
        Command::Families => listings::families(common),
        Command::Outbox => listings::outbox(common),
        Command::Ledger => listings::ledger(common),
        Command::Log { verify: false, head: None, since } => log::show(common, *since),
        Command::Log { head, .. } => log::verify(common, head.as_deref()),
        Command::Forecast { days } => forecast::run(common, *days),
        Command::Preview { template, student, language, out } => {
            preview::run(common, template, student, language.as_deref(), out.as_deref())
        }
        Command::Templates { command: args::Templates::Check { show } } => templates::check(common, *show),
        Command::Summary { out } => summary::run(common, out.as_deref()),
        Command::Roster { step } => roster::run(common, step),
        Command::Teach { words, photo, shows } => {
            teach::run(common, &words.join(" "), photo.as_deref().zip(shows.as_deref()))
        }
        Command::Backup { file } => care::backup(common, file),
        Command::Restore { file } => care::restore(common, file),
        Command::Resume { dry_run, drop } => resume::run(common, *dry_run, drop),
        Command::Keys { step } => keys::run(common, *step),
        Command::Replay { id } => teach::replay(common, *id),
    }
}
