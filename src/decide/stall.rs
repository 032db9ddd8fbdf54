//! What has stood still for longer than a quarter of an hour, whatever stands: the one list that `homeroom status`, the
//! journal, systemd and the mail to IT all tell from.
//!
//! A mail that waits because the gate or a retry decided so has not stood still. Mail that waits since the way out is
//! closed has, and so has everything that nobody has looked at for too long, though no error was ever seen.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// Nothing may stand still for longer without somebody being told.
pub const PATIENCE: SignedDuration = SignedDuration::from_mins(15);

/// What stands still.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Cause {
    /// The state file does not answer.
    State,
    Disk,
    Clock,
    /// The state was put back to an earlier one, and waits for a person's word.
    Held,
    Mailbox,
    /// Mail is stored and not understood.
    Reading,
    Outgoing,
    Scheduler,
    Summary,
}

impl Cause {
    pub const ALL: [Cause; 9] = [
        Self::State,
        Self::Disk,
        Self::Clock,
        Self::Held,
        Self::Mailbox,
        Self::Reading,
        Self::Outgoing,
        Self::Scheduler,
        Self::Summary,
    ];

    /// The word in the state and in the journal.
    pub fn word(self) -> &'static str {
        match self {
            Self::State => "state",
            Self::Disk => "disk",
            Self::Clock => "clock",
            Self::Held => "held",
            Self::Mailbox => "mailbox",
            Self::Reading => "reading",
            Self::Outgoing => "outgoing",
            Self::Scheduler => "scheduler",
            Self::Summary => "summary",
        }
    }

    pub fn read(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cause| cause.word() == word)
    }
}

/// A trouble that a loop met and noted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Noted {
    /// What happened and what to do, for IT.
    pub words: String,
    pub since: Timestamp,
}

/// How a class stands.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Facts {
    /// Whether a daemon works on the class.
    pub runs: bool,
    /// When homeroom first ran for the class.
    pub begun: Option<Timestamp>,
    /// When the mailbox was last read to the end, or a mail of it was last stored: a long import stands not still.
    pub mailbox_read: Option<Timestamp>,
    pub mailbox: Option<Noted>,
    /// Since when the oldest mail waits that is stored and not understood.
    pub not_understood: Option<Timestamp>,
    pub outgoing: Option<Noted>,
    /// Whether mail waits whose time has come, or that was tried before.
    pub mail_waits: bool,
    /// Since when the first mail of the queue is due.
    pub due: Option<Timestamp>,
    /// When a mail was last handed to the way out.
    pub tried: Option<Timestamp>,
    /// When the scheduler last looked at the clock.
    pub scheduled: Option<Timestamp>,
    pub disk_full: Option<Timestamp>,
    pub clock: Option<Noted>,
    /// Nothing is sent and run, for the state was put back to an earlier one.
    pub held: Option<Noted>,
    /// Why the latest summary has not reached the teacher.
    pub summary: Option<Noted>,
}

/// One thing that stands still.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stall {
    pub cause: Cause,
    /// `None`: it never went.
    pub since: Option<Timestamp>,
    /// What was met, where something was.
    pub why: Option<String>,
    /// Whether a daemon works on the class.
    runs: bool,
}

/// What has stood still for too long. A full disk and a wrong clock stop everything behind them, which is then not told
/// again.
pub fn stalls(facts: &Facts, now: Timestamp) -> Vec<Stall> {
    let stall = |cause, since, why: Option<&Noted>| Stall {
        cause,
        since,
        why: why.map(|noted| noted.words.clone()),
        runs: facts.runs,
    };
    let too_long = |since: Timestamp| now.duration_since(since) > PATIENCE;
    if let Some(since) = facts.disk_full.filter(|since| too_long(*since)) {
        return vec![stall(Cause::Disk, Some(since), None)];
    }
    if let Some(clock) = &facts.clock {
        // What the doubted clock says cannot be held against the times that the right one noted.
        let mailbox = facts.mailbox.as_ref().filter(|noted| too_long(noted.since));
        let mailbox = mailbox.map(|noted| stall(Cause::Mailbox, Some(noted.since), Some(noted)));
        let clock = too_long(clock.since).then(|| stall(Cause::Clock, Some(clock.since), Some(clock)));
        return clock.into_iter().chain(mailbox).collect();
    }
    let mut found = Vec::new();
    if let Some(held) = facts.held.as_ref().filter(|held| too_long(held.since)) {
        found.push(stall(Cause::Held, Some(held.since), Some(held)));
    }
    match facts.mailbox_read.or(facts.begun) {
        Some(since) if !too_long(since) => {}
        _ => found.push(stall(Cause::Mailbox, facts.mailbox_read, facts.mailbox.as_ref())),
    }
    // Of a class that nobody works on that is told, by what was not read.
    if let Some(since) = facts.not_understood.filter(|since| facts.runs && too_long(*since)) {
        found.push(stall(Cause::Reading, Some(since), None));
    }
    // While it is held nothing leaves on purpose, and no summary is written.
    let leaving = if facts.held.is_none() { not_leaving_since(facts) } else { None };
    if let Some(since) = leaving.filter(|since| too_long(*since)) {
        found.push(stall(Cause::Outgoing, Some(since), facts.outgoing.as_ref()));
    }
    let looked = facts.scheduled.or(facts.begun);
    if let Some(since) = looked.filter(|since| facts.runs && too_long(*since)) {
        found.push(stall(Cause::Scheduler, Some(since), None));
    }
    if let Some(summary) = facts.summary.as_ref().filter(|_| facts.held.is_none()) {
        found.push(stall(Cause::Summary, Some(summary.since), Some(summary)));
    }
    found
}

/// Since when mail that should leave does not: since the way out was found closed, or since it is due and nothing was
/// tried.
fn not_leaving_since(facts: &Facts) -> Option<Timestamp> {
    if let Some(noted) = &facts.outgoing {
        return facts.mail_waits.then_some(noted.since);
    }
    let due = facts.due.filter(|_| facts.runs)?;
    Some(facts.tried.map_or(due, |tried| tried.max(due)))
}

impl Stall {
    /// That the state file of a class cannot be asked how it stands.
    pub fn of_state(since: Timestamp) -> Self {
        Self { cause: Cause::State, since: Some(since), why: None, runs: true }
    }

    /// A few words with the hour: `mailbox not read since 14:02`.
    pub fn in_short(&self, zone: &TimeZone, now: Timestamp) -> String {
        let what = match self.cause {
            Cause::State => "state not readable",
            Cause::Disk => "disk full",
            Cause::Clock => "clock in doubt",
            Cause::Held => "held",
            Cause::Mailbox if self.since.is_none() => return "mailbox never read".to_owned(),
            Cause::Mailbox => "mailbox not read",
            Cause::Reading => "mail not understood",
            Cause::Outgoing => "mail cannot leave",
            Cause::Scheduler => "no job started",
            Cause::Summary => return "latest summary did not arrive".to_owned(),
        };
        let at = |at: Timestamp| at.to_zoned(zone.clone());
        let since = self.since.map(|since| {
            let form = if at(since).date() == at(now).date() { "%H:%M" } else { "%a %d %b %H:%M" };
            at(since).strftime(form).to_string()
        });
        since.map_or(what.to_owned(), |since| format!("{what} since {since}"))
    }

    /// What stands still, and since when.
    pub fn what(&self, zone: &TimeZone) -> String {
        let since = self.since.map(|at| at.to_zoned(zone.clone()).strftime("%a %d %b %H:%M").to_string());
        let since = since.unwrap_or_default();
        match self.cause {
            Cause::State => format!("the state of the class has not answered since {since}"),
            Cause::Disk => format!("the disk has been full since {since}"),
            Cause::Clock => format!("the clock of this machine has been in doubt since it said {since}"),
            Cause::Held => format!("homeroom has sent nothing and run no job since {since}"),
            Cause::Mailbox if self.since.is_none() => "the mailbox was never read".to_owned(),
            Cause::Mailbox => format!("the mailbox has not been read since {since}"),
            Cause::Reading => format!("mail that came has not been understood since {since}"),
            Cause::Outgoing => format!("mail has waited to leave since {since}"),
            Cause::Scheduler => format!("homeroom has not looked for jobs that are due since {since}"),
            Cause::Summary => "the latest summary did not reach the teacher".to_owned(),
        }
    }

    /// What homeroom does about it, and what became of the mail.
    pub fn meanwhile(&self) -> &'static str {
        match self.cause {
            Cause::State => "nothing is lost: what was stored is in the file, and new mail stays on the server",
            Cause::Disk => "nothing is lost: new mail stays on the server and nothing is sent until there is room",
            Cause::Clock => "nothing is lost: mail is read and kept, but not understood, and nothing is run or sent",
            Cause::Held => "nothing is lost: mail is read and kept, and what is to go out waits",
            Cause::Mailbox => "nothing is lost: mail stays on the server, and is read when the way is open again",
            Cause::Reading => "nothing is lost: the mail is stored, and placed as soon as this goes on",
            Cause::Outgoing => "nothing is lost: mail is queued, tried again, and leaves when the way is open again",
            Cause::Scheduler => "nothing is lost: what was due runs late, or is told as left out",
            Cause::Summary => "nothing is lost: `homeroom summary` shows it",
        }
    }

    /// What a person can do. Of what was met, its own words say that.
    pub fn to_do(&self) -> &'static str {
        match self.cause {
            Cause::Disk => "free some space; homeroom goes on by itself",
            Cause::Mailbox if !self.runs => "see that homeroom runs (systemctl status homeroom)",
            Cause::Clock => "set the clock (timedatectl set-ntp true)",
            Cause::Held => "look at what would go out (homeroom resume --dry-run), then let it go on (homeroom resume)",
            Cause::Mailbox | Cause::Outgoing if self.why.is_some() => {
                "mend what the words above name; `homeroom check` tries it, and homeroom goes on by itself"
            }
            Cause::Summary => "see `homeroom outbox` for what the mail server said, and give the teacher the summary",
            Cause::State | Cause::Mailbox | Cause::Reading | Cause::Outgoing | Cause::Scheduler => {
                "look at the journal (journalctl -u homeroom), then restart homeroom (systemctl restart homeroom)"
            }
        }
    }

    /// All of it on one line, for `homeroom status`.
    pub fn line(&self, zone: &TimeZone) -> String {
        match (&self.why, self.cause) {
            // The doubt says all of it already, with both times.
            (Some(why), Cause::Clock) => why.clone(),
            (Some(why), Cause::Summary) => format!("{}: {why}; see homeroom summary", self.what(zone)),
            (Some(why), _) => format!("{}: {why}; {}", self.what(zone), self.meanwhile()),
            (None, _) => format!("{}; {}; {}", self.what(zone), self.meanwhile(), self.to_do()),
        }
    }

    /// What was met, without a word that could be somebody's address: what servers say may end in a journal.
    pub fn met(&self) -> Option<String> {
        // What stands in brackets there are a mail server's own words.
        let of_a_server = matches!(self.cause, Cause::Outgoing | Cause::Summary);
        let why = self.why.as_ref().map(|why| if of_a_server { without_brackets(why) } else { why.clone() })?;
        let word = |word: &str| {
            let address = word.trim_end_matches([';', ',', '.', ':', ')']);
            let after = word.strip_prefix(address).unwrap_or_default();
            if word.contains('@') { format!("‹address›{after}") } else { word.to_owned() }
        };
        Some(why.split_whitespace().map(word).collect::<Vec<_>>().join(" "))
    }
}

fn without_brackets(text: &str) -> String {
    let mut depth = 0_usize;
    let outside = text.chars().filter(|c| {
        match c {
            '(' => depth += 1,
            ')' => {
                depth = depth.saturating_sub(1);
                return false;
            }
            _ => {}
        }
        depth == 0
    });
    outside.collect()
}

#[cfg(test)]
mod tests;
