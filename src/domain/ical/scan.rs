//! The frame of the file: content lines put together, BEGIN against END, the properties of each event.
//!
//! The frame is read here, line by line, because the icalendar crate reads it by recursion: a file of twenty thousand
//! BEGIN lines would end the whole process. The content lines themselves are that crate's to read.

use super::IcalProblem;
use icalendar::parser::Property;

const LARGEST_FILE: usize = 1024 * 1024;
/// VCALENDAR, VEVENT, VALARM: nothing in use nests deeper.
const DEEPEST: usize = 3;

/// The properties of events that closed days depend on; all others may be as odd as they like.
const READ: [&str; 11] = [
    "UID",
    "SUMMARY",
    "STATUS",
    "CATEGORIES",
    "DTSTART",
    "DTEND",
    "DURATION",
    "RRULE",
    "RDATE",
    "EXDATE",
    "RECURRENCE-ID",
];

/// A VEVENT: its place in the file and what it says.
pub(super) struct RawEvent {
    pub(super) line: usize,
    properties: Vec<RawProperty>,
}

/// A content line of an event, the name in capital letters, text unescaped.
pub(super) struct RawProperty {
    pub(super) line: usize,
    pub(super) name: String,
    pub(super) value: String,
}

impl RawEvent {
    /// Every line with this name.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a RawProperty> {
        self.properties.iter().filter(move |p| p.name == name)
    }

    pub(super) fn first(&self, name: &str) -> Option<&RawProperty> {
        self.properties.iter().find(|p| p.name == name)
    }
}

/// The events of a file, in its order.
pub(super) fn events(text: &str) -> Result<Vec<RawEvent>, IcalProblem> {
    if text.len() > LARGEST_FILE {
        return Err(IcalProblem::new(
            None,
            format!("The calendar file has {} KiB; at most 1024 are read.", text.len() / 1024),
            "Export a calendar that holds only the days without school.",
        ));
    }
    let mut events: Vec<RawEvent> = Vec::new();
    let mut open: Vec<(String, usize)> = Vec::new();
    let lines = content_lines(text);
    for (line, content) in &lines {
        let (line, (name, value)) = (*line, content.split_once(':').unwrap_or((content, "")));
        match name.trim().to_ascii_uppercase().as_str() {
            "BEGIN" => begin(&mut open, &mut events, line, value)?,
            "END" => end(&mut open, line, value)?,
            _ if open.is_empty() => return Err(not_a_calendar(line)),
            _ if open.len() == 2 && open.last().is_some_and(|(name, _)| name == "VEVENT") => {
                if let (Some(event), Some(property)) = (events.last_mut(), read_property(line, content)?) {
                    event.properties.push(property);
                }
            }
            _ => {}
        }
    }
    match open.last() {
        Some((name, line)) => Err(IcalProblem::new(
            *line,
            format!("The calendar file ends inside the {name} that begins on this line: it is cut short."),
            "Export the calendar again.",
        )),
        None if lines.is_empty() => Err(IcalProblem::new(
            None,
            "The calendar file is empty.",
            "Export the calendar again; a file that names no day would let mail go out on every holiday.",
        )),
        None => Ok(events),
    }
}

fn begin(
    open: &mut Vec<(String, usize)>,
    events: &mut Vec<RawEvent>,
    line: usize,
    name: &str,
) -> Result<(), IcalProblem> {
    let name = name.trim().to_ascii_uppercase();
    if open.is_empty() && name != "VCALENDAR" {
        return Err(not_a_calendar(line));
    }
    if open.len() >= DEEPEST {
        return Err(IcalProblem::new(
            line,
            format!(
                "The {name} that begins here lies inside more than {DEEPEST} others; no calendar program writes that."
            ),
            "Export the calendar again.",
        ));
    }
    if open.len() == 1 && name == "VEVENT" {
        events.push(RawEvent { line, properties: Vec::new() });
    }
    open.push((name, line));
    Ok(())
}

fn end(open: &mut Vec<(String, usize)>, line: usize, name: &str) -> Result<(), IcalProblem> {
    let name = name.trim().to_ascii_uppercase();
    match open.pop() {
        Some((begun, _)) if begun == name => Ok(()),
        Some((begun, on)) => Err(IcalProblem::new(
            line,
            format!("{name} ends here, but it is {begun} (begun on line {on}) that is open."),
            "Export the calendar again, or repair the BEGIN and END lines.",
        )),
        None => Err(not_a_calendar(line)),
    }
}

fn not_a_calendar(line: usize) -> IcalProblem {
    IcalProblem::new(
        line,
        "This is no iCalendar file: something stands outside BEGIN:VCALENDAR and END:VCALENDAR.",
        "Export the calendar as iCalendar (.ics). A web page or a sign-in form saved under that name is none.",
    )
}

/// The lines of the file with their numbers, folded ones put together (RFC 5545 §3.1), empty ones left out.
fn content_lines(text: &str) -> Vec<(usize, String)> {
    let mut lines: Vec<(usize, String)> = Vec::new();
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    for (raw, number) in text.split('\n').zip(1..) {
        let raw = raw.strip_suffix('\r').unwrap_or(raw);
        match (raw.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(more), Some((_, line))) => line.push_str(more),
            _ if raw.trim().is_empty() => {}
            _ => lines.push((number, raw.to_owned())),
        }
    }
    lines
}

fn read_property(line: usize, content: &str) -> Result<Option<RawProperty>, IcalProblem> {
    let end = content.find([':', ';']).unwrap_or(content.len());
    let (name, rest) = content.split_at(end);
    let name = name.trim().to_ascii_uppercase();
    if !READ.contains(&name.as_str()) {
        return Ok(None);
    }
    // The crate takes text for text only under a name in capital letters.
    let content = format!("{name}{rest}");
    match Property::try_from(content.as_str()) {
        Ok(property) => Ok(Some(RawProperty { line, name, value: property.val.as_str().trim().to_owned() })),
        Err(_) => Err(IcalProblem::new(
            line,
            format!("The {name} on this line cannot be read."),
            format!("Write it as `{name}:value`, or export the calendar again."),
        )),
    }
}
