//! The command line, as `--help` shows it.

use clap::{Args, Parser, Subcommand};
use jiff::Timestamp;
use jiff::civil::Date;
use std::path::{Path, PathBuf};

const HERE: &str = "config/homeroom.toml";
/// Where the systemd unit looks.
const INSTALLED: &str = "/etc/homeroom/homeroom.toml";

/// Whoever types a command on the school's server means the service's configuration, unless there is one right here.
pub fn configuration_file(asked: PathBuf) -> PathBuf {
    let installed = Path::new(INSTALLED);
    let fall_back = asked == Path::new(HERE) && !asked.exists() && installed.exists();
    if fall_back { installed.to_owned() } else { asked }
}

/// Keeps a teacher in steady, personal contact with every family of a class.
#[derive(Parser, Debug)]
#[command(name = "homeroom", version, max_term_width = 100, disable_help_subcommand = true)]
pub struct Cli {
    #[command(flatten)]
    pub common: Common,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Args, Clone, Debug)]
pub struct Common {
    /// The school's configuration file; where it is not there and not named, /etc/homeroom/homeroom.toml
    #[arg(long, global = true, value_name = "FILE", default_value = HERE)]
    pub config: PathBuf,
    /// Only this class (its file's name); may be repeated [default: all]
    #[arg(long = "class", global = true, value_name = "NAME")]
    pub classes: Vec<String>,
    /// One JSON object a line on standard output; words for people go to standard error
    #[arg(long, global = true)]
    pub json: bool,
    /// The clock of this one command, RFC 3339 with offset (2026-11-20T15:30:00-05:00)
    #[arg(long, global = true, value_name = "TIME")]
    pub now: Option<Timestamp>,
    /// Say more about what is being done
    #[arg(short, long, global = true)]
    pub verbose: bool,
}

#[derive(Subcommand, Debug)]
pub enum Command {
    /// Show the main job with nothing installed: a sample class, two school weeks, every mail kept
    Demo {
        /// Where the sample class and its mail are left [default: ./homeroom-demo]
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
    /// Write a commented configuration, a sample roster and the templates
    Init {
        /// Where to [default: .]
        dir: Option<PathBuf>,
    },
    /// Check everything: configuration, roster, templates, both mail servers, next runs
    Check {
        /// Leave the mail servers alone
        #[arg(long)]
        offline: bool,
    },
    /// Work: read mail, run jobs, send, write summaries, until stopped
    Run {
        /// Do once what is to be done now, and exit
        #[arg(long)]
        once: bool,
    },
    /// The health of each class
    Status,
    /// How mail is understood; with --class also where it would be placed and why
    Inspect {
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Every mail that came in or was sent by hand, and where it ended
    Messages,
    /// The contact log
    Contacts,
    /// Every home: last contact, state, flags
    Families,
    /// Every mail on its way out
    Outbox,
    /// What lies on the server against what is stored
    Ledger,
    /// Who did what: every command, mail and change, in words and numbers that name nobody
    Log {
        /// From this day on (2026-11-20)
        #[arg(long, value_name = "DAY", conflicts_with_all = ["verify", "head"])]
        since: Option<Date>,
        /// Check that no line was changed, taken out or put in
        #[arg(long)]
        verify: bool,
        /// The same, also against what X-Homeroom-Log says in a mail to a teacher: "214 7f3a9c0011223344"
        #[arg(long, value_name = "HEAD")]
        head: Option<String>,
    },
    /// What will go out to whom, and what is withheld and why
    Forecast {
        #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(u32).range(1..=366))]
        days: u32,
    },
    /// One letter as it would look; nothing is sent
    Preview {
        template: String,
        /// The child's number in the roster
        #[arg(long, value_name = "ID")]
        student: String,
        /// Instead of the guardian's own
        #[arg(long)]
        language: Option<String>,
        /// Write it there: .html or .txt
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// The letters to families
    Templates {
        #[command(subcommand)]
        command: Templates,
    },
    /// Today's summary as it stands; nothing is sent
    Summary {
        /// Write it there: .html or .txt
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// The class list: check a new one, see what it would change, bring it in
    Roster {
        #[command(subcommand)]
        step: RosterStep,
    },
    /// A teacher's command given here: homeroom teach "good Leo: shared his snack"
    Teach {
        #[arg(required = true)]
        words: Vec<String>,
        /// A photo that goes home with the good moment: JPEG, PNG or WebP
        #[arg(long, value_name = "FILE", requires = "shows")]
        photo: Option<PathBuf>,
        /// Every child who can be seen on it: "Leo, Mia"
        #[arg(long, value_name = "NAMES", requires = "photo")]
        shows: Option<String>,
    },
    /// Copy the state of a class into a file, while homeroom works on it
    Backup {
        /// An earlier backup of that name is replaced when the new one is whole
        file: PathBuf,
    },
    /// Put a backup in the place of the state; homeroom then sends nothing until `resume`
    Restore { file: PathBuf },
    /// Go on after the state was put back to an earlier one: lists what goes out
    Resume {
        /// Only show what would go out
        #[arg(long)]
        dry_run: bool,
        /// Mails that are not to go out, by their numbers: 4,7 or all
        #[arg(long, value_name = "ID", value_delimiter = ',')]
        drop: Vec<String>,
    },
    /// The keys that mail is signed with: their days, and never the keys
    Keys {
        #[command(subcommand)]
        step: Option<KeysStep>,
    },
    /// Understand a stored mail again
    Replay {
        /// Its number in `homeroom messages`
        id: i64,
    },
}

#[derive(Subcommand, Clone, Copy, Debug)]
pub enum KeysStep {
    /// A new key signs from now on; mail that went out can still be answered
    Rotate,
}

#[derive(Subcommand, Debug)]
pub enum Templates {
    /// Try every letter in every language with twelve families: what it needs, how easy it is to read
    Check {
        /// Show every letter too
        #[arg(long)]
        show: bool,
    },
}

/// FILE is a roster in CSV, or a OneRoster or School Data Sync export: its folder or its .zip.
#[derive(Subcommand, Debug)]
pub enum RosterStep {
    /// What is wrong in a file, with its lines
    Check {
        file: PathBuf,
        #[command(flatten)]
        section: Section,
    },
    /// What it would change in the class's roster, child by child; nothing is written
    Diff {
        file: PathBuf,
        #[command(flatten)]
        section: Section,
        #[command(flatten)]
        gone: Gone,
    },
    /// Show the same and write the class's roster; the one before stays as .bak
    Import {
        file: PathBuf,
        #[command(flatten)]
        section: Section,
        #[command(flatten)]
        gone: Gone,
    },
    /// What teachers changed by `add` and `block`, and the roster does not say yet
    Changes {
        /// Take one back, by its number
        #[arg(long, value_name = "ID")]
        revoke: Option<i64>,
    },
}

#[derive(Args, Clone, Debug)]
pub struct Section {
    /// Which class of a bundle it is, by id, title or code [default: the one that is called as the class]
    #[arg(long = "section", value_name = "ID")]
    pub id: Option<String>,
}

#[derive(Args, Clone, Copy, Debug)]
pub struct Gone {
    /// Take out who does not stand in FILE any more; a blocked guardian stays
    #[arg(long = "remove-gone")]
    pub remove: bool,
}
