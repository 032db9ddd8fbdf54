//! Answers to a summary as people write them, in the shapes of twelve mail programs and in three languages, with the
//! commands that are meant. Each mail quotes a summary full of words that look like commands.

mod apple;
mod gmail;
mod hands;
mod others;
mod outlook;
mod programs;
mod properties;
mod summary;
mod thunderbird;

use homeroom::decide::grammar::{self, Line};
use homeroom::decide::when::{read_day, read_times};
use homeroom::domain::command::{Call, Command, Items, Verb};
use homeroom::domain::language::Language;
use homeroom::domain::promise::Party;
use homeroom::message::answer;
use homeroom::message::inbound::understand;
use homeroom::render::receipt::render_help;

/// What was typed, and what it means: commands as [`shown`] writes them, in their order.
pub type Answer = (&'static str, &'static [&'static str]);
/// A mail program: what was typed becomes a raw mail.
pub type Program = fn(&str) -> Vec<u8>;

#[test]
fn answers_are_read_as_they_are_meant() {
    let tables: Vec<(&str, Program, &[Answer])> =
        [gmail::TABLES, apple::TABLES, outlook::TABLES, thunderbird::TABLES, others::TABLES].concat();
    let mut count = 0;
    let mut wrong = Vec::new();
    for (name, program, answers) in tables {
        for (typed, expected) in answers {
            count += 1;
            let mail = program(typed);
            let read = read(&mail);
            if read != *expected {
                wrong.push(format!("{name}: {typed:?}\n  read  {read:?}\n  meant {expected:?}"));
            }
        }
    }
    for (mail, expected) in hands::mails() {
        count += 1;
        let read = read(mail.as_bytes());
        if read != *expected {
            wrong.push(format!("{mail}\n  read  {read:?}\n  meant {expected:?}"));
        }
    }
    println!("{count} answers, {} read as they are meant", count - wrong.len());
    assert!(count >= 250, "only {count}");
    assert!(wrong.is_empty(), "{} of {count} are read wrongly:\n{}", wrong.len(), wrong.join("\n"));
}

/// What the teacher's page shows as something to write is read as it stands there, in each of its languages.
#[test]
fn every_line_of_the_teachers_page_is_a_command() {
    let page = include_str!("../../docs/teacher.md");
    let (english, others) = page.split_once("## En español").expect("the page has Spanish");
    let rows =
        english.lines().filter_map(|line| line.strip_prefix("| ")?.split_once(" | ")).map(|(written, _)| written);
    let written = rows.chain(others.lines()).flat_map(|line| line.split('`').skip(1).step_by(2));
    // What ends so is the label of a blank, not a line.
    let lines: Vec<&str> = written.filter(|line| !line.ends_with(':')).collect();
    assert!(lines.len() >= 70, "only {}", lines.len());
    for line in lines {
        let read = grammar::read_text(line);
        assert!(matches!(read.as_slice(), [Line::Command { .. }]), "{line:?} is read as {read:?}");
    }
}

/// What `help` shows as something to write is read as the verb it stands for, in each of its languages, and its days are
/// days.
#[test]
fn every_line_of_help_is_a_command() {
    let today = jiff::civil::date(2026, 3, 12);
    for language in ["en", "es", "fr"] {
        let help = render_help(&Language::parse(language).unwrap()).text;
        let examples = help.lines().filter_map(|line| line.strip_prefix("  ")?.split_once("  ("));
        let examples: Vec<&str> = examples.map(|(examples, _)| examples).collect();
        assert_eq!(examples.len(), Verb::ALL.len(), "{language}");
        for (examples, verb) in examples.into_iter().zip(Verb::ALL) {
            let parted =
                [", or ", ", o ", ", u ", ", ou "].iter().fold(examples.to_owned(), |e, or| e.replace(or, "\n"));
            for example in parted.lines() {
                let read = grammar::read_text(example);
                let [Line::Command { command, .. }] = read.as_slice() else {
                    panic!("{language}: {example:?} is read as {read:?}");
                };
                assert_eq!(command.verb(), verb, "{language}: {example:?}");
                match command {
                    Command::Later { day: Some(day), .. }
                    | Command::Promise { day, .. }
                    | Command::Hold { until: Some(day) } => drop(read_day(day, today).unwrap()),
                    Command::Meet { slots, .. } => assert_eq!(read_times(slots, today).unwrap().len(), 2, "{example}"),
                    Command::PlanStep { text, .. } => assert!(!text.is_empty(), "{example}"),
                    _ => {}
                }
            }
        }
    }
}

fn read(raw: &[u8]) -> Vec<String> {
    grammar::read(&answer::lines(&understand(raw))).iter().map(shown).collect()
}

/// `verb who|text`; a line's end in a text is `/`, an empty line `//`.
pub fn shown(line: &Line) -> String {
    match line {
        Line::Command { command, .. } => command_shown(command).replace("\n\n", " // ").replace('\n', " / "),
        Line::NotUnderstood { line, .. } => format!("? {line}"),
    }
}

fn numbers(items: &Items) -> String {
    match items {
        Items::All => "all".to_owned(),
        Items::Numbers(numbers) => numbers.iter().map(usize::to_string).collect::<Vec<_>>().join(" "),
    }
}

fn command_shown(command: &Command) -> String {
    let verb = command.verb().word();
    let or_none = |name: &Option<String>| name.clone().unwrap_or_else(|| "-".to_owned());
    match command {
        Command::Ok(items)
        | Command::No(items)
        | Command::Thanks(items)
        | Command::Done(items)
        | Command::Kept(items) => {
            format!("{verb} {}", numbers(items))
        }
        Command::Edit { item, text } | Command::Reply { item, text } => format!("{verb} {item}|{text}"),
        Command::Later { items, day } => format!("{verb} {}|{}", numbers(items), or_none(day)),
        Command::Good { child, kind: Some(kind), text } => format!("{verb} {child} {}|{text}", kind.word()),
        Command::Good { child, kind: None, text } | Command::Hard { child, text } => format!("{verb} {child}|{text}"),
        Command::Note { child, text } | Command::Ask { child, text } => format!("{verb} {}|{text}", or_none(child)),
        Command::Log { child, call: Call { channel, by_family }, guardian, text } => {
            let who = if *by_family { "from" } else { "to" };
            format!("{verb} {child} {} {who} {}|{text}", channel.word(), or_none(guardian))
        }
        Command::Promise { child, day, text } => format!("{verb} {} {day}|{text}", or_none(child)),
        Command::PlanEnd { child } => format!("{verb} {child} done"),
        Command::PlanGoal { child, text } => format!("{verb} {child}|{text}"),
        Command::PlanStep { child, owner, text, day } => {
            let owner = match owner {
                Party::School => "School",
                Party::Family => "Home",
                Party::Child => "Child",
            };
            format!("{verb} {child} {owner} {}|{text}", or_none(day))
        }
        Command::Is { item, children } => format!("{verb} {item} {}", children.join("+")),
        Command::Meet { guardian, slots } => format!("{verb} {guardian}|{}", slots.join("|")),
        Command::History { child } => format!("{verb} {child}"),
        Command::Add { address, child, relationship } => format!("{verb} {address} {child} {relationship}"),
        Command::Lang { guardian, language } => format!("{verb} {guardian} {language}"),
        Command::Block { guardian, child, text } => format!("{verb} {guardian} {child}|{text}"),
        Command::Hold { until } => format!("{verb} {}", or_none(until)),
        Command::HoldOff => "hold off".to_owned(),
        Command::AskAgain => "ask again".to_owned(),
        Command::Silent | Command::Drafts | Command::More | Command::Help | Command::Stop | Command::Undo => {
            verb.to_owned()
        }
        // Nothing that is written reads as it.
        Command::HasRead { .. } => "has read".to_owned(),
    }
}
