//! `homeroom roster check|diff|import FILE`

mod beside;

use super::args::{Common, Gone, RosterStep, Section};
use super::output::{json_line, say, shown};
use super::{End, setup};
use crate::config::import::bundle::Wanted;
use crate::config::import::merge::{Change, Kept, Merged, What, merge};
use crate::config::import::{self, Incoming, write};
use crate::config::problem::{Problem, Problems};
use crate::config::resolved::{ClassSetup, Configuration};
use crate::config::roster_cells::read_rows;
use crate::config::roster_csv::{RosterRules, finish, links_of, read_roster};
use crate::domain::roster::{Access, Roster};
use anyhow::Context as _;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::{Value, json};
use std::path::Path;

pub fn run(common: &Common, step: &RosterStep) -> anyhow::Result<End> {
    if let RosterStep::Changes { revoke } = step {
        return beside::run(common, *revoke);
    }
    let (configuration, class) = match setup::one_class(common) {
        Ok(one) => one,
        Err(end) => return Ok(end),
    };
    let work = Work::new(common, &configuration, &class);
    let end = match step {
        RosterStep::Check { file, section } => work.check(file, section),
        RosterStep::Diff { file, section, gone } => work.change(file, section, *gone, false),
        RosterStep::Import { file, section, gone } => work.change(file, section, *gone, true),
        RosterStep::Changes { .. } => Ok(End::Well),
    }?;
    beside::note(common);
    Ok(end)
}

/// One class, and what its roster is read against.
struct Work<'a> {
    common: &'a Common,
    class: &'a ClassSetup,
    rules: RosterRules,
}

impl<'a> Work<'a> {
    fn new(common: &'a Common, configuration: &Configuration, class: &'a ClassSetup) -> Self {
        let today = setup::today(&*setup::clock(common));
        Self { common, class, rules: RosterRules::of(&configuration.school, &class.class, today) }
    }

    fn read(&self, file: &Path, section: &Section, problems: &mut Problems) -> Option<Incoming> {
        let class = &self.class.class;
        let known = class.roster.students().iter().map(|student| student.id.to_string()).collect();
        let wanted = Wanted {
            section: section.id.as_deref(),
            class: [class.id.as_str(), &class.name],
            known,
            today: self.rules.today,
        };
        import::read(file, &wanted, problems)
    }

    fn check(&self, file: &Path, section: &Section) -> anyhow::Result<End> {
        let mut problems = Problems::default();
        let roster = self.read(file, section, &mut problems).map(|incoming| {
            incoming.notes.iter().for_each(|note| eprintln!("note: {}", shown(note)));
            finish(file, links_of(file, &incoming.rows, &self.rules, &mut problems), &mut problems)
        });
        let problems = problems.in_order(&[]);
        tell(&problems);
        if let Some(roster) = roster {
            let (children, rows) = (roster.students().len(), roster.guardianships().len());
            if self.common.json {
                let ok = problems.is_empty();
                json_line(
                    &json!({"class": self.class.class.id.as_str(), "ok": ok, "students": children, "rows": rows}),
                )?;
            } else {
                say(&format!("{children} children, {rows} rows, {} problems", problems.len()))?;
            }
        }
        Ok(if problems.is_empty() { End::Well } else { End::Problem })
    }

    /// Shows what changes, and writes it if `write` is set and the result is a sound roster.
    fn change(&self, file: &Path, section: &Section, gone: Gone, write: bool) -> anyhow::Result<End> {
        let (bar, own) = (progress_bar(), &self.class.roster_file);
        let mut problems = Problems::default();
        bar.set_message("reading");
        let bytes = std::fs::read(own).with_context(|| format!("Read {}", own.display()))?;
        let (present, incoming) = (read_rows(own, &bytes, &mut problems), self.read(file, section, &mut problems));
        let (Some(present), Some(incoming), false) = (present, incoming, problems.has_errors()) else {
            bar.finish_and_clear();
            tell(&problems.in_order(&[]));
            return Ok(End::Problem);
        };
        bar.inc(1);
        bar.set_message("comparing");
        let merged = merge(&present, &incoming.rows, gone.remove);
        bar.inc(1);
        bar.set_message("checking");
        let fresh = write::as_csv(&merged.rows)?;
        let (roster, found) = read_roster(own, &fresh, &self.rules);
        bar.finish_and_clear();
        incoming.notes.iter().for_each(|note| eprintln!("note: {}", shown(note)));
        self.show(&merged)?;
        let Some(roster) = roster.filter(|roster| keeps_blocks(&self.class.class.roster, roster)) else {
            tell(&found);
            eprintln!("error: the roster would not be sound with these changes, and was left as it is");
            eprintln!("hint: the lines above are those of the new roster; mend them where the file comes from");
            return Ok(End::Problem);
        };
        tell(&found);
        if !write {
            return Ok(End::Well);
        }
        if merged.changes.is_empty() {
            eprintln!("note: nothing was written");
            return Ok(End::Well);
        }
        write::replace(own, &fresh).with_context(|| format!("Write {}", own.display()))?;
        eprintln!(
            "note: wrote {} ({} children); the one before is {}",
            own.display(),
            roster.students().len(),
            write::backup_of(own).display()
        );
        eprintln!("note: a running homeroom takes it up with `systemctl reload homeroom`");
        Ok(End::Well)
    }

    fn show(&self, merged: &Merged) -> anyhow::Result<()> {
        if self.common.json {
            return merged.changes.iter().try_for_each(|change| json_line(&self.as_json(change)));
        }
        let mut child = "";
        for change in &merged.changes {
            if change.student != child {
                child = &change.student;
                say(&format!("{} ({}){}", shown(&change.child), shown(&change.student), about_child(&change.what)))?;
            }
            if let Some(line) = about_guardian(change) {
                say(&format!("  {}", shown(&line)))?;
            }
        }
        say(&totals(merged))
    }

    fn as_json(&self, change: &Change) -> Value {
        let (word, column, from, to, kept) = match &change.what {
            What::ChildAdded => ("child_added", None, None, None, None),
            What::GuardianAdded => ("guardian_added", None, None, None, None),
            What::BarredAgain => ("barred_again", None, None, None, None),
            What::Changed { column, from, to } => ("changed", Some(*column), Some(from), Some(to), None),
            What::GuardianGone { kept } => ("guardian_gone", None, None, None, Some(*kept != Kept::No)),
            What::ChildGone { kept } => ("child_gone", None, None, None, Some(*kept != Kept::No)),
        };
        let about_child = matches!(change.what, What::ChildAdded | What::ChildGone { .. });
        let guardian = Some(&change.guardian).filter(|who| !about_child && !who.is_empty());
        json!({
            "class": self.class.class.id.as_str(), "change": word, "student": change.student, "child": change.child,
            "guardian": guardian, "column": column, "from": from, "to": to, "kept": kept,
        })
    }
}

/// Whoever is barred before is barred after: the last look before anything is written.
fn keeps_blocks(before: &Roster, after: &Roster) -> bool {
    let mut blocked = before.guardianships().iter().filter(|row| row.access == Access::Blocked);
    blocked.all(|row| match &row.email {
        Some(email) => after.is_blocked(email, &row.student),
        None => after.guardians_of(&row.student).any(|g| g.access == Access::Blocked && g.name == row.name),
    })
}

fn tell(problems: &[Problem]) {
    for problem in problems {
        eprintln!("{problem}");
    }
}

fn about_child(what: &What) -> &'static str {
    match what {
        What::ChildAdded => ": new",
        What::ChildGone { kept: Kept::Yes } => {
            ": not in the file; stays in the roster (write `left`, or use --remove-gone)"
        }
        What::ChildGone { kept: Kept::Blocked } => ": not in the file; only the blocked guardians stay",
        What::ChildGone { kept: Kept::No } => ": not in the file; taken out",
        _ => "",
    }
}

fn about_guardian(change: &Change) -> Option<String> {
    let who = &change.guardian;
    let whose = if who.is_empty() { String::new() } else { format!("{who}: ") };
    Some(match &change.what {
        What::ChildAdded | What::ChildGone { .. } => return None,
        What::GuardianAdded => format!("+ {who}"),
        What::BarredAgain => format!("+ {who}: blocked here too, as under the address or number before"),
        What::Changed { column, from, to } if from.is_empty() => format!("~ {whose}{column} is now {to}"),
        What::Changed { column, from, to } => format!("~ {whose}{column} was {from}, is now {to}"),
        What::GuardianGone { kept: Kept::Yes } => format!("- {who}: not in the file; stays in the roster"),
        What::GuardianGone { kept: Kept::Blocked } => format!("- {who}: not in the file; blocked, so the row stays"),
        What::GuardianGone { kept: Kept::No } => format!("- {who}: not in the file; taken out"),
    })
}

fn totals(merged: &Merged) -> String {
    if merged.changes.is_empty() {
        return "nothing changes".to_owned();
    }
    let count = |is: fn(&What) -> bool| merged.changes.iter().filter(|change| is(&change.what)).count();
    format!(
        "{} children new, {} gone; {} guardians new, {} gone; {} cells changed",
        count(|what| matches!(what, What::ChildAdded)),
        count(|what| matches!(what, What::ChildGone { .. })),
        count(|what| matches!(what, What::GuardianAdded | What::BarredAgain)),
        count(|what| matches!(what, What::GuardianGone { .. })),
        count(|what| matches!(what, What::Changed { .. })),
    )
}

/// On a terminal alone.
fn progress_bar() -> ProgressBar {
    const STEPS: u64 = 3;
    let bar = ProgressBar::with_draw_target(Some(STEPS), ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {msg}") {
        bar.set_style(style);
    }
    bar
}
