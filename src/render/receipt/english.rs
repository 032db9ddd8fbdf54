//! The sentences in English.

use super::shared::{brake, clock, day, day_of, named_day, names, or, own};
use crate::domain::command::{Hint, Verb};
use crate::domain::outbox::OutboxState;
use crate::domain::receipt::Said;
use crate::render::summary::words::Tongue;
use jiff::Timestamp;
use jiff::tz::TimeZone;

fn mails(count: usize) -> String {
    if count == 1 { "1 mail".to_owned() } else { format!("{count} mails") }
}

const T: Tongue = Tongue::English;

pub(super) fn done(said: &Said, zone: &TimeZone) -> String {
    let until = |at: &Timestamp| format!("undo until {}", clock(*at, zone));
    match said {
        Said::MomentNoted { child, can_be_told: true } => {
            format!("noted for {child}; a note home is ready in the summary")
        }
        Said::MomentNoted { child, .. } => {
            format!("noted for {child}; nobody at home can be written to by mail, so say it by phone or on paper")
        }
        Said::NoteKept { child: Some(child) } => format!("kept as a private note about {child}"),
        Said::NoteKept { child: None } => "kept as a private note".into(),
        Said::Logged { what, guardian, child } => format!("logged a {} with {guardian} about {child}", what.word()),
        Said::Approved { mails: 1, until: at } => format!("1 mail is approved ({})", until(at)),
        Said::Approved { mails, until: at } => format!("{mails} mails are approved ({})", until(at)),
        Said::Replied { guardian, until: at } => format!("your answer to {guardian} goes out ({})", until(at)),
        Said::Thanked { guardian, answer_by, until: at } => format!(
            "{guardian} will read that you have the mail, and that your answer comes by {} ({})",
            day(*answer_by, T),
            until(at)
        ),
        Said::Reworded { mails: count, until: at } => {
            let go = if *count == 1 { "goes" } else { "go" };
            format!("{} in your own words {go} out ({})", mails(*count), until(at))
        }
        Said::WillNotBeSent { several: false } => "it will not be sent".into(),
        Said::WillNotBeSent { several: true } => "they will not be sent".into(),
        Said::Settled { lines: 1 } => "1 line is done".into(),
        Said::Settled { lines } => format!("{lines} lines are done"),
        Said::ShownAgain { day: again, .. } => format!("shown again on {}", named_day(*again, T)),
        Said::PlacedWith { item, children } => format!("line {item} is with {}", names(children, T)),
        Said::Paused { until: None } => "no mail leaves for any family until you write hold off".into(),
        Said::Paused { until: Some(until) } => format!(
            "no mail leaves for any family until {}; the summary of that morning lists first what will go, and hold off \
             ends it before",
            named_day(*until, T)
        ),
        Said::PauseEnded => "mail to families goes out again, from ten minutes on".into(),
        Said::Undone { mails: 0, brake: on, .. } => format!("undone{}", brake(*on, T)),
        Said::Undone { mails: count, brake: on, .. } => {
            format!("undone: {} did not leave{}", mails(*count), brake(*on, T))
        }
        _ => "it comes in a mail of its own".into(),
    }
}

pub(super) fn not_done(said: &Said, zone: &TimeZone) -> String {
    match said {
        Said::NothingSaid => "nothing was said; write help to see what can be".into(),
        Said::NotUnderstood(hint) => how(*hint),
        Said::PartsDisagree => "your mail says different things in different mail programs, so nothing was done; \
                                please write it again as plain text"
            .into(),
        Said::NoSuchChild { name, class } => format!("nobody in {class} is called {}", own(name)),
        Said::WhichChild { name } => format!("which {}?", own(name)),
        Said::NoGuardianKnown { child } => format!("{child} has no guardian on the class list"),
        Said::NoSuchGuardian { name, child, known } => {
            format!("{child} has no guardian called {}; known: {}", own(name), or(known, T))
        }
        Said::WhichGuardian { name, known } => format!("which {}: {}?", own(name), or(known, T)),
        Said::WhichHome { child, known } => {
            format!("{child} has two homes; say with whom: {}", or(known, T))
        }
        Said::NoSummary => "numbers are those of a summary: answer the one they stand in".into(),
        Said::SayWhich(verb) => format!("say which: {}", example(*verb)),
        Said::NotADay => "write the day as mon, tomorrow, 3d, 12 may or 2027-05-12".into(),
        Said::ALaterDay => "say a later day than today, as fri".into(),
        Said::SaidBefore { at } => format!(
            "already done at {} on {}; if you mean it once more, write it in answer to this mail",
            clock(*at, zone),
            T.short_date(day_of(*at, zone))
        ),
        Said::AlreadyDone { at, by: None } => format!("already done at {}", clock(*at, zone)),
        Said::AlreadyDone { at, by: Some(by) } => format!("already done at {} by {by}", clock(*at, zone)),
        Said::PartTooLate => {
            "too late for some or all of it: done before, left already, its day over, or never written; the \
             next summary shows what still waits"
                .into()
        }
        Said::NothingToUndo { brake: on } => format!("there is nothing to take back{}", brake(*on, T)),
        Said::TooLateToUndo { brake: on } => format!("too late: it has left{}", brake(*on, T)),
        Said::MeantSo(_) => "homeroom asks first whether it is meant".into(),
        Said::Photo(words) => words.clone(),
        _ => String::new(),
    }
}

pub(super) fn about_an_item(said: &Said) -> String {
    match said {
        Said::NoSuchItem { number, count } => format!("the summary has lines 1 to {count}, no {number}"),
        Said::ItemGone { number } => format!("line {number} is gone"),
        Said::ItemIsMail { number } => {
            format!("line {number} is a mail that came in; write done {number} when it is dealt with")
        }
        Said::ItemIsNoMail { number } => format!("line {number} is not a mail that came in"),
        Said::ItemGoesByItself { number } => {
            format!("line {number} goes out by itself; write no {number} to stop it")
        }
        Said::ItemGoesOut { number } => format!("line {number} goes out; write ok {number} or no {number}"),
        Said::HasRun { number } => format!("too late: line {number} has run"),
        Said::TooLate { number, state } => format!("too late: line {number} is {} already", became(*state)),
        Said::NothingToSend { state: Some(state) } => format!("nothing to send: it is {} already", became(*state)),
        Said::NothingToSend { state: None } => "nothing waits to be sent".into(),
        Said::HeldStays { number } => {
            format!("line {number} is held and stays so; IT can see why with homeroom messages")
        }
        Said::BarredFrom { number, child } => {
            format!("a court order bars the sender of line {number} from {child}; the mail stays where it is")
        }
        Said::NoGuardianOf { number, child } => format!("the sender of line {number} is no guardian of {child}"),
        Said::TwoHomes { child, mail } => format!(
            "{child} has two homes and this sender is in neither; ask IT to add the address to the class list, \
             then to run homeroom replay {mail}"
        ),
        Said::PlaceItFirst { number } => {
            format!(
                "it is not known yet which child line {number} is about; write “is {number}” and the child’s name first"
            )
        }
        Said::CannotBeAnswered { number } => format!(
            "the sender of line {number} cannot be written to from here: not on the class list, or not to be written to"
        ),
        _ => String::new(),
    }
}

fn became(state: OutboxState) -> &'static str {
    state.word()
}

/// How it is written.
fn how(hint: Hint) -> String {
    match hint {
        Hint::NoVerb => {
            "a command begins with ok, reply, done, later, good, hard, plan or ask, for instance; write help to \
                         see all"
                .into()
        }
        Hint::Shape(verb) => format!("write {}", example(verb)),
        Hint::Kinds => "in brackets stands one of kindness, leadership, growth, effort, or nothing".into(),
    }
}

pub(super) fn example(verb: Verb) -> &'static str {
    match verb {
        Verb::Ok => "ok 3, or ok all",
        Verb::No => "no 3",
        Verb::Edit => "edit 3: your own words, or edit 3: want: …",
        Verb::Reply => "reply 2: your answer",
        Verb::Thanks => "thanks 2",
        Verb::Done => "done 2",
        Verb::Later => "later 2 fri",
        Verb::Good => "good Leo: what he did well",
        Verb::Hard => "hard Leo: what you saw",
        Verb::Note => "note Leo: what you want to remember",
        Verb::Log => "log Leo called Ana: what you spoke about",
        Verb::Promise => "promise fri: call Ana",
        Verb::Kept => "kept 5",
        Verb::Plan => "plan Leo: the goal, or plan Leo step home: what by 12 may",
        Verb::Is => "is 6 Leo",
        Verb::Meet => "meet Ana: tue 15:00, wed 15:30",
        Verb::Ask => "ask all: your question, or ask again",
        Verb::History => "history Leo",
        Verb::Silent => "silent",
        Verb::Drafts => "drafts",
        Verb::More => "more",
        Verb::Help => "help",
        Verb::Add => "add ana@example.org to Leo mother",
        Verb::Lang => "lang Ana es",
        Verb::Block => "block Robin from Zoë: what the paper says",
        Verb::Hold => "hold all until mon, or hold off",
        Verb::Stop => "stop",
        Verb::Undo => "undo",
    }
}
