//! The mail to IT: what happened, what homeroom did, what to do next. No family is named in it, and no server's word that
//! could be an address.

use super::News;
use crate::decide::stall::Stall;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// So many classes are named for one cause.
const MOST_NAMED: usize = 10;

/// One class of those that stand still.
pub struct Entry<'a> {
    pub class: &'a str,
    pub stall: &'a Stall,
}

/// What homeroom tells about, for whom.
pub struct Scene<'a> {
    pub school: &'a str,
    pub zone: &'a TimeZone,
    pub now: Timestamp,
}

/// Several classes that stand still for the same reason are one thing to know.
struct Group<'a> {
    classes: Vec<&'a str>,
    stall: &'a Stall,
    met: Option<String>,
}

/// Subject and text.
pub fn letter(news: News, entries: &[Entry<'_>], scene: &Scene<'_>) -> (String, String) {
    let groups = groups(entries);
    let school = scene.school;
    let (subject, first, last) = match news {
        News::Begun => (
            format!("homeroom: {}", title(&groups, scene)),
            format!("Something of homeroom at {school} has stood still for more than a quarter of an hour."),
            "You get one mail a day while this lasts, and one when all of it is over.",
        ),
        News::Stands => (
            format!("homeroom, still: {}", title(&groups, scene)),
            format!("What stood still of homeroom at {school} has not gone on yet."),
            "You get one mail a day while this lasts, and one when all of it is over.",
        ),
        News::Over => (
            "homeroom: all well again".to_owned(),
            format!("homeroom at {school} goes on: nothing stands still any more."),
            "What waited is read and sent by itself. What could not go out in time is told in the teachers' summaries.",
        ),
    };
    let told: Vec<String> = groups.iter().map(|group| told(group, scene)).collect();
    let parts = std::iter::once(first).chain(told).chain([last.to_owned(), FOOT.to_owned()]);
    (subject, parts.collect::<Vec<_>>().join("\n\n") + "\n")
}

const FOOT: &str = "`homeroom status`, typed on its machine, tells how things stand at that moment.\nA machine wrote this mail, and \
                    nobody reads answers to it.";

fn groups<'a>(entries: &[Entry<'a>]) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    for entry in entries {
        let met = entry.stall.met();
        match groups.iter_mut().find(|group| group.stall.cause == entry.stall.cause && group.met == met) {
            Some(group) => {
                group.classes.push(entry.class);
                if entry.stall.since < group.stall.since {
                    group.stall = entry.stall;
                }
            }
            None => groups.push(Group { classes: vec![entry.class], stall: entry.stall, met }),
        }
    }
    groups
}

/// `Room 12: mailbox not read since 14:02`
fn title(groups: &[Group<'_>], scene: &Scene<'_>) -> String {
    let Some(first) = groups.first() else { return "nothing stands still".to_owned() };
    let more = match groups.len() - 1 {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    format!("{}: {}{more}", named(&first.classes, 1), first.stall.in_short(scene.zone, scene.now))
}

fn told(group: &Group<'_>, scene: &Scene<'_>) -> String {
    let Group { classes, stall, met } = group;
    let met = met.as_ref().map(|met| format!("\n  What was met: {met}")).unwrap_or_default();
    format!(
        "{}: {}.{met}\n  What homeroom does: {}.\n  What to do: {}.",
        named(classes, MOST_NAMED),
        stall.what(scene.zone),
        stall.meanwhile(),
        stall.to_do()
    )
}

fn named(classes: &[&str], most: usize) -> String {
    let names = classes.iter().take(most).copied().collect::<Vec<_>>().join(", ");
    match classes.len().saturating_sub(most) {
        0 => names,
        1 => format!("{names} and 1 more class"),
        more => format!("{names} and {more} more classes"),
    }
}
