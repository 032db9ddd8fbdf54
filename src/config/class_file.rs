//! One class file with its roster: `classes/NAME.toml`.

use super::calendar::read_own_days;
use super::contact::read_contact;
use super::document::{Section, Source};
use super::files::{beside, read_bytes, read_text};
use super::fill::{Placeholders, path};
use super::jobs::{is_plain_name, read_jobs, read_summary};
use super::keys::{AUTHENTICATION, CLASS, CLASS_FILE, INBOX, OUTGOING, TEACHER};
use super::mail::{MailReader, banners, layered, limits, sent_copy};
use super::problem::{Place, Problems};
use super::resolved::{ClassSetup, KeySource};
use super::roster_cells::clean;
use super::roster_csv::{RosterRows, RosterRules, finish, read_links};
use super::roster_students::add_tags;
use super::school::language;
use super::secrets::{Environment, Secrets};
use super::value::Text;
use crate::domain::address::EmailAddress;
use crate::domain::class::{Class, School, Teacher, Verify};
use crate::domain::language::Language;
use crate::domain::roster::Roster;
use crate::ids::ClassName;
use jiff::civil::Date;
use std::path::{Path, PathBuf};

/// What a class file is read with.
pub struct Surroundings<'a> {
    pub school: &'a School,
    /// The school's file, for the mail settings that a class does not override.
    pub school_file: &'a Section<'a>,
    pub today: Date,
    pub secrets: Secrets,
    pub environment: &'a Environment<'a>,
}

/// A class file as far as it could be read.
pub struct ReadClass {
    pub file: PathBuf,
    /// The class's address and the line that gives it.
    pub address: Option<(EmailAddress, Option<usize>)>,
    /// `None` where something in it is wrong.
    pub setup: Option<ClassSetup>,
}

/// Reads a class file, its roster and its secrets.
pub fn read_class(
    file: &Path,
    around: &Surroundings<'_>,
    files: &mut Vec<PathBuf>,
    problems: &mut Problems,
) -> ReadClass {
    files.push(file.to_owned());
    let nothing = ReadClass { file: file.to_owned(), address: None, setup: None };
    let at = Place::file(file);
    let name = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    if !is_plain_name(&name) {
        problems.error(
            at,
            "this file's name cannot be the name of a class",
            "rename it: letters, digits, hyphens, at most 64, as `room-12.toml`",
        );
        return nothing;
    }
    let Some(text) = read_text(file, at, "the class file", "write it, or take it out of the folder", problems) else {
        return nothing;
    };
    let source = Source::new(file.to_owned(), text, problems);
    let tree = source.tree();
    let root = Section::root(&source, &tree, &CLASS);
    root.check_keys(CLASS_FILE, problems);
    let (class, address) = read_facts(&root, &name, around, files, problems);
    let (address, line) = address.map_or((None, None), |(address, line)| (Some(address), line));
    let setup = read_mail(&root, class, &name, address.as_ref(), around, files, problems);
    ReadClass { address: address.map(|address| (address, line)), setup, ..nothing }
}

type Located = (EmailAddress, Option<usize>);

/// Everything of a class but its mail settings. The class is `None` where one of its parts is.
fn read_facts(
    root: &Section<'_>,
    id: &str,
    around: &Surroundings<'_>,
    files: &mut Vec<PathBuf>,
    problems: &mut Problems,
) -> (Option<Class>, Option<Located>) {
    let name = root.required_text("name", "name = \"Room 12\"", problems).map(|text| clean(text.text));
    let sub_addresses = root.flag_or("sub_addresses", false, problems);
    let address = class_address(root, sub_addresses, problems);
    let teachers = read_teachers(root, address.as_ref(), &around.school.language, problems);
    let rules = RosterRules {
        language: around.school.language.clone(),
        class_address: address.as_ref().map(|(address, _)| address.clone()),
        teachers: teachers.iter().map(|teacher| teacher.address.clone()).collect(),
        today: around.today,
    };
    let roster = read_roster(root, id, &rules, files, problems);
    let summary = read_summary(root, problems);
    let (contact, contact_own) = read_contact(root, roster.as_ref().map(Roster::students), problems);
    let (verify, trusted_authserv_ids) = authentication(root, problems);
    let calendar = read_own_days(root, around.school, around.today, files, problems);
    let days = calendar.as_ref().unwrap_or(&around.school.calendar);
    let jobs = read_jobs(root, roster.as_ref().map(Roster::students), days, problems);
    let class = (|| {
        Some(Class {
            id: ClassName::new(id),
            name: name?,
            address: address.as_ref()?.0.clone(),
            sub_addresses,
            teachers,
            calendar,
            roster: roster?,
            summary,
            contact,
            contact_own,
            verify,
            trusted_authserv_ids,
            jobs,
        })
    })();
    (class, address)
}

fn read_mail(
    root: &Section<'_>,
    class: Option<Class>,
    name: &str,
    address: Option<&EmailAddress>,
    around: &Surroundings<'_>,
    files: &mut Vec<PathBuf>,
    problems: &mut Problems,
) -> Option<ClassSetup> {
    for (key, known) in [("inbox", &INBOX), ("outgoing", &OUTGOING)] {
        if let Some(own) = root.section(key, known, problems) {
            own.check_keys(CLASS_FILE, problems);
        }
    }
    let reader = MailReader {
        placeholders: Placeholders { class: Some(name), address },
        secrets: around.secrets,
        environment: around.environment,
    };
    let inbox = layered("inbox", around.school_file, root, problems);
    let banners = inbox.as_ref().map(|section| banners(section, problems)).unwrap_or_default();
    let inbox = inbox.and_then(|section| reader.inbox(&section, files, problems));
    let outgoing = layered("outgoing", around.school_file, root, problems)?;
    let limits = limits(&outgoing, problems);
    let sent_copy = sent_copy(&outgoing, problems);
    let outgoing = reader.outgoing(&outgoing, files, problems);
    let (roster_file, _) = roster_file(root, name, problems)?;
    let (class, inbox, outgoing) = (class?, inbox?, outgoing?);
    // What is the school's alone is put in by whoever reads its file.
    let (translation, keys) = (None, KeySource::StateDir);
    Some(ClassSetup { class, roster_file, inbox, banners, outgoing, limits, sent_copy, translation, keys })
}

fn address<'a>(section: &Section<'a>, example: &str, problems: &mut Problems) -> Option<(EmailAddress, Text<'a>)> {
    let text = section.required_text("address", example, problems)?;
    let address = EmailAddress::parse(text.text);
    if address.is_none() {
        text.value.wrong(problems, "`address` is no plain mail address", format!("write `{example}`"));
    }
    address.map(|address| (address, text))
}

fn class_address(root: &Section<'_>, sub_addresses: bool, problems: &mut Problems) -> Option<Located> {
    let (address, text) = address(root, "address = \"room12@school.test\"", problems)?;
    if !address.as_str().is_ascii() {
        text.value.wrong(
            problems,
            "`address` has letters outside ASCII, which cannot stand in a Message-ID",
            "write an address of plain letters, digits, dots and hyphens",
        );
    }
    if sub_addresses && address.sub_address().is_some() {
        text.value.wrong(
            problems,
            "`address` has a `+` itself: keys behind another `+` would not be found again",
            "write the mailbox's plain address, or `sub_addresses = false`",
        );
    }
    Some((address, text.value.place().line))
}

fn read_teachers(
    root: &Section<'_>,
    class_address: Option<&Located>,
    school_language: &Language,
    problems: &mut Problems,
) -> Vec<Teacher> {
    let mut teachers: Vec<Teacher> = Vec::new();
    if root.value("teachers").is_none() {
        root.missing("teachers", "[[teachers]]` and below it `name` and `address", problems);
    }
    let sections = root.sections("teachers", &TEACHER, problems);
    if let (Some(value), true) = (root.value("teachers"), sections.is_empty()) {
        value.wrong(problems, "the class has no teacher", "write `[[teachers]]` and below it `name` and `address`");
    }
    for section in sections {
        section.check_keys(CLASS_FILE, problems);
        let name = section.required_text("name", "name = \"Ms. Alvarez\"", problems).map(|text| clean(text.text));
        let address = address(&section, "address = \"alvarez@school.test\"", problems);
        let language = language(&section, problems).unwrap_or_else(|| school_language.clone());
        let (Some(name), Some((address, text))) = (name, address) else { continue };
        if class_address.is_some_and(|(class, _)| class.mailbox() == address.mailbox()) {
            text.value.wrong(
                problems,
                "the teacher's `address` is the class's own: the summary would be read as mail to the class",
                "write the address of the teacher's own mailbox",
            );
        }
        if teachers.iter().any(|teacher| teacher.address == address) {
            text.value.wrong(
                problems,
                "two teachers have the same `address`",
                "write each teacher once: the summary goes to each",
            );
        }
        teachers.push(Teacher { name, address, language });
    }
    teachers
}

fn read_roster(
    root: &Section<'_>,
    id: &str,
    rules: &RosterRules,
    files: &mut Vec<PathBuf>,
    problems: &mut Problems,
) -> Option<Roster> {
    let (file, named_at) = roster_file(root, id, problems)?;
    files.push(file.clone());
    let example = format!("roster = \"{id}.csv\"");
    let missing = format!("put the class list there, or write where it is: `{example}`");
    let bytes = read_bytes(&file, named_at, "the roster", &missing, problems)?;
    let mut rows = read_links(&file, &bytes, rules, problems)?;
    tag_students(root, &mut rows, problems);
    Some(finish(&file, rows, problems))
}

/// Where the roster lies, and the place that says so.
fn roster_file<'a>(root: &Section<'a>, id: &str, problems: &mut Problems) -> Option<(PathBuf, Place<'a>)> {
    Some(match root.value("roster") {
        Some(value) => {
            let text = value.text(&format!("roster = \"{id}.csv\""), problems)?;
            (path(text, text.text, problems), value.place())
        }
        None => (beside(root.place().file, &format!("{id}.csv")), root.place()),
    })
}

/// `[tags]`: a tag, and the student_ids that have it beside those of the roster's own column.
fn tag_students(root: &Section<'_>, rows: &mut RosterRows, problems: &mut Problems) {
    let Some(tags) = root.section("tags", &CLASS, problems) else { return };
    for tag in tags.values() {
        let example = format!("{} = [\"S1001\", \"S1002\"]", tag.key);
        for entry in tag.list(&example, problems) {
            let Some(id) = entry.text("S1001", problems) else { continue };
            match rows.students.iter_mut().find(|student| student.id.as_str() == id.text) {
                Some(student) => add_tags(&mut student.tags, [tag.key.to_owned()]),
                None => entry.wrong(
                    problems,
                    format!("[tags] names student {}, who does not stand in the roster", id.text),
                    "write a student_id of the roster",
                ),
            }
        }
    }
}

/// In the list of trusted servers: Exchange Online, whose stamp bears no name.
const EXCHANGE_ONLINE: &str = "exchange-online";

fn authentication(root: &Section<'_>, problems: &mut Problems) -> (Verify, Vec<String>) {
    let Some(section) = root.section("authentication", &AUTHENTICATION, problems) else { return Default::default() };
    section.check_keys(CLASS_FILE, problems);
    let verify = section.word("verify", &[("stamp", Verify::Stamp), ("dkim", Verify::Dkim)], problems);
    (verify.unwrap_or_default(), trusted_servers(&section, problems))
}

fn trusted_servers(section: &Section<'_>, problems: &mut Problems) -> Vec<String> {
    let example = "trusted_authserv_ids = [\"mx.school.test\"]";
    let entries = section.list("trusted_authserv_ids", example, problems);
    let is_there = section.flag_or("microsoft_365", false, problems);
    let mut ids = Vec::new();
    for entry in &entries {
        let Some(id) = entry.text(example, problems).map(|id| id.text.to_lowercase()) else { continue };
        if id == EXCHANGE_ONLINE && !is_there {
            entry.wrong(
                problems,
                "`exchange-online` believes a stamp that bears no name, which is safe only where the mailbox lies at Microsoft 365",
                "if it does, add `microsoft_365 = true`; else write the name your receiving server has in its stamps",
            );
        }
        ids.push(id);
    }
    ids
}
