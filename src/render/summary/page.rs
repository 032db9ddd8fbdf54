//! The summary as sentences of one language, not yet text or HTML.

use super::foot::Examples;
use super::lines::{cut, one_line};
use super::numbering::{ItemRef, Numbers};
use super::view::{
    Asks, Button, ChildRow, Draft, DraftAbout, FamilyWords, HardLetter, Promise, Question, Sender, SummaryView,
    Trouble, Waiting,
};
use super::words::{Heading, Tongue};
use crate::domain::language::Language;

/// The subject's first part fits the list of a telephone's mail program.
const SUBJECT_HEAD: usize = 45;
/// A line of a family's words; two of them are shown.
const WORDS_LINE: usize = 110;
/// A morning on which much went wrong is told in so many sentences.
const MOST_CHANGES: usize = 12;
/// So many names are listed before "and others".
const MOST_NAMES: usize = 8;

pub struct Page {
    pub tongue: Tongue,
    pub subject: String,
    /// Why the rest may not be the whole truth.
    pub troubles: Vec<String>,
    /// `14 came in, all placed. 3 wait for you, 2 notes ready.`
    pub state: String,
    pub sections: Vec<Section>,
    pub table: Option<Table>,
    pub foot: Vec<String>,
}

pub struct Section {
    pub heading: &'static str,
    pub items: Vec<Item>,
    /// What did not fit, a sentence each.
    pub more: Vec<String>,
}

#[derive(Default)]
pub struct Item {
    pub number: Option<u32>,
    /// A word before everything else.
    pub mark: Option<&'static str>,
    /// Whom or what it is about.
    pub head: String,
    pub detail: String,
    /// A second line.
    pub below: Option<String>,
    pub blocks: Vec<Block>,
    pub buttons: Vec<Button>,
}

impl Item {
    /// Head and detail as one line; the head's end is marked, so that it is not told by bold letters alone.
    pub fn lead(&self, tongue: Tongue) -> (String, &str) {
        let unmarked = self.head.is_empty() || self.detail.is_empty() || self.head.ends_with('?');
        (format!("{}{}", self.head, if unmarked { "" } else { tongue.colon() }), &self.detail)
    }
}

/// Somebody's words, or a letter.
pub struct Block {
    pub label: Vec<String>,
    pub lines: Vec<String>,
    /// The summary's own words below them.
    pub notes: Vec<&'static str>,
    pub language: Option<Language>,
    pub kind: BlockKind,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BlockKind {
    /// The beginning of what a family wrote.
    Words,
    /// A letter as it would go out.
    Letter,
}

pub struct Table {
    pub heading: &'static str,
    pub head: [&'static str; 4],
    pub rows: Vec<[String; 4]>,
    pub note: &'static str,
}

pub fn page(view: &SummaryView, numbers: &Numbers, tongue: Tongue) -> Page {
    let writer = Writer { view, tongue, numbers };
    let sections =
        [writer.waiting(), writer.drafts(), writer.promises(), writer.steps(), writer.departures(), writer.changes()];
    Page {
        tongue,
        subject: writer.subject(),
        troubles: view.troubles.iter().map(|trouble| tongue.trouble(*trouble)).collect(),
        state: writer.state(),
        sections: sections.into_iter().filter(|s| !s.items.is_empty() || !s.more.is_empty()).collect(),
        table: (!view.children.is_empty()).then(|| table(&view.children, tongue)),
        foot: tongue.foot(&view.foot, &writer.examples()),
    }
}

struct Writer<'a> {
    view: &'a SummaryView,
    tongue: Tongue,
    numbers: &'a Numbers,
}

impl Writer<'_> {
    /// What is to do, in counts: the whole list, also what is not shown.
    fn to_do(&self, waiting: impl Fn(u32) -> String) -> Vec<String> {
        let (view, t) = (self.view, self.tongue);
        let (promises, check_ins): (Vec<&Promise>, Vec<&Promise>) =
            view.promises.iter().partition(|promise| promise.matter.is_promise());
        let put_off = view.put_off;
        let counts: [(u32, &dyn Fn(u32) -> String); 5] = [
            (small(view.waiting.len()) + put_off.waiting, &waiting),
            (small(view.questions.len()) + put_off.questions, &|n| t.questions(n)),
            (small(view.drafts.len()) + put_off.drafts, &|n| t.notes_ready(n)),
            (small(promises.len()) + put_off.promises, &|n| t.promises_due(n)),
            (small(check_ins.len()), &|n| t.check_ins(n)),
        ];
        counts.into_iter().filter(|(n, _)| *n > 0).map(|(n, say)| say(n)).collect()
    }

    fn subject(&self) -> String {
        let t = self.tongue;
        let mut to_do = self.to_do(|n| t.answers_wait(n));
        if !self.view.troubles.is_empty() {
            to_do.insert(0, t.tell_it().to_owned());
        }
        let first = to_do.first().cloned().unwrap_or_else(|| t.nothing_waits().to_owned());
        let after_class = format!(", {}{} {first}", t.short_date(self.view.date), t.colon());
        let room = SUBJECT_HEAD.saturating_sub(after_class.chars().count());
        let class = cut(&one_line(&self.view.class), room);
        let rest: String = to_do.iter().skip(1).map(|part| format!(", {part}")).collect();
        format!("{class}{after_class}{rest}")
    }

    fn state(&self) -> String {
        let t = self.tongue;
        let to_do = self.to_do(|n| t.wait_for_you(n));
        let unread = self.view.troubles.iter().any(|trouble| matches!(trouble, Trouble::MailboxUnread { .. }));
        match (to_do.is_empty(), unread) {
            (true, true) if self.view.inbox.came_in == 0 => t.nothing_known_waits().to_owned(),
            (true, true) => format!("{} {}", t.came_in(self.view.inbox), t.nothing_known_waits()),
            (true, false) => format!("{} {}", t.came_in(self.view.inbox), t.nothing_waits_for_you()),
            (false, _) => format!("{} {}.", t.came_in(self.view.inbox), to_do.join(", ")),
        }
    }

    fn waiting(&self) -> Section {
        let (view, t) = (self.view, self.tongue);
        let shown = view.waiting.iter().enumerate().filter_map(|(i, waiting)| {
            let number = *self.numbers.get(&ItemRef::Waiting(i))?;
            Some(self.waiting_item(number, waiting))
        });
        let asked = view.questions.iter().enumerate().filter_map(|(i, question)| {
            let number = *self.numbers.get(&ItemRef::Question(i))?;
            Some(self.question_item(number, question))
        });
        let items: Vec<Item> = shown.chain(asked).collect();
        let left = |i: &usize| !self.numbers.contains_key(&ItemRef::Waiting(*i));
        let names = (0..view.waiting.len()).filter(left).filter_map(|i| view.waiting.get(i));
        let mut names: Vec<String> = names.map(|w| one_line(&t.and(&w.children))).collect();
        let hidden = view.waiting.len() + view.questions.len() - items.len();
        let unasked = small(hidden.saturating_sub(names.len()));
        if unasked > 0 {
            names.push(t.questions(unasked));
        }
        let mut more = self.more(hidden, &names);
        more.extend((view.more_strangers > 0).then(|| t.more_strangers(view.more_strangers)));
        Section { heading: t.heading(Heading::Waiting), items, more }
    }

    fn waiting_item(&self, number: u32, waiting: &Waiting) -> Item {
        let t = self.tongue;
        let mut detail = vec![sender(t, &waiting.from, waiting.home.as_deref())];
        detail.extend(waiting.words.language.as_ref().map(|l| t.writes_in(l)));
        detail.push(t.waits_since(waiting.school_days));
        Item {
            number: Some(number),
            mark: waiting.urgent.then(|| t.urgent()),
            head: one_line(&t.and(&waiting.children)),
            detail: detail.join(", "),
            blocks: vec![words(t, &waiting.words)],
            buttons: waiting.buttons.clone(),
            ..Item::default()
        }
    }

    fn question_item(&self, number: u32, question: &Question) -> Item {
        let t = self.tongue;
        let (head, detail) = t.question(&question.asks, question.words.language.as_ref());
        let (blocks, buttons) = (vec![words(t, &question.words)], question.buttons.clone());
        Item { number: Some(number), head, detail, blocks, buttons, ..Item::default() }
    }

    fn drafts(&self) -> Section {
        let (view, t) = (self.view, self.tongue);
        let shown = view.drafts.iter().enumerate().filter_map(|(i, draft)| {
            let number = *self.numbers.get(&ItemRef::Draft(i))?;
            Some(self.draft_item(number, draft))
        });
        let items: Vec<Item> = shown.collect();
        let names: Vec<String> = view.drafts.iter().skip(items.len()).map(|d| t.draft_about(&d.about)).collect();
        let hidden = names.len();
        Section { heading: t.heading(Heading::Drafts), items, more: self.more(hidden, &names) }
    }

    fn draft_item(&self, number: u32, draft: &Draft) -> Item {
        let t = self.tongue;
        let blocks = draft.versions.iter().map(|version| {
            let reader = reader(t, &version.guardian, version.home.as_deref());
            let to = match draft.about {
                DraftAbout::Child(_) => t.to(&reader),
                DraftAbout::Class { .. } => t.to_one_of_them(&reader),
            };
            Block {
                label: vec![
                    t.written_in(&to, &version.language, version.instead_of.as_ref()),
                    t.subject_label(&one_line(&version.subject)),
                ],
                lines: version.text.trim().lines().map(|line| line.trim_end().to_owned()).collect(),
                notes: Vec::new(),
                language: Some(version.language.clone()),
                kind: BlockKind::Letter,
            }
        });
        let blocks = t.unfinished(draft).map_or_else(|| blocks.collect(), |blanks| vec![blanks]);
        Item {
            number: Some(number),
            head: t.draft_about(&draft.about),
            below: t.before_an_ok(draft, number),
            blocks,
            buttons: draft.buttons.clone(),
            ..Item::default()
        }
    }

    fn promises(&self) -> Section {
        let (view, t) = (self.view, self.tongue);
        let items = view.promises.iter().enumerate().filter_map(|(i, promise)| {
            let number = *self.numbers.get(&ItemRef::Promise(i))?;
            let (head, detail) = t.promise(promise, number);
            Some(Item { number: Some(number), head, detail, buttons: promise.buttons.clone(), ..Item::default() })
        });
        let items: Vec<Item> = items.collect();
        let hidden = view.promises.len() - items.len();
        Section { heading: t.heading(Heading::Promises), items, more: self.more(hidden, &[]) }
    }

    fn steps(&self) -> Section {
        let (view, t) = (self.view, self.tongue);
        let items = view.steps.iter().map(|step| {
            let child = one_line(&step.child);
            let who = step.guardian.as_deref().map(|guardian| reader(t, guardian, step.home.as_deref()));
            let who = who.map(|who| format!(" ({who})")).unwrap_or_default();
            let starter = t.starter_label(&t.starter(step.reason, &child));
            Item {
                head: format!("{child}{who}"),
                detail: t.reason(step.reason),
                below: Some(starter),
                ..Item::default()
            }
        });
        Section { heading: t.heading(Heading::Steps), items: items.collect(), more: Vec::new() }
    }

    /// Every departure is shown: what leaves by itself is told before it leaves, with or without a number.
    fn departures(&self) -> Section {
        let (view, t) = (self.view, self.tongue);
        let items = view.departures.iter().enumerate().map(|(i, departure)| {
            let mut names: Vec<String> =
                departure.children.iter().take(MOST_NAMES).map(|name| one_line(name)).collect();
            let others = departure.children.len() - names.len();
            if others > 0 {
                names.push(t.pick(format!("{others} more"), format!("{others} más"), format!("{others} autres")));
            }
            let families = t.to_families(departure.families);
            let names = if names.is_empty() { String::new() } else { format!(" ({})", t.and(&names)) };
            Item {
                number: self.numbers.get(&ItemRef::Departure(i)).copied(),
                head: format!("{} {}", departure.at.strftime("%H:%M"), one_line(&departure.job)),
                detail: t.pick(
                    format!("to {families}{names}"),
                    format!("a {families}{names}"),
                    format!("à {families}{names}"),
                ),
                buttons: departure.buttons.clone(),
                ..Item::default()
            }
        });
        Section { heading: t.heading(Heading::Departures), items: items.collect(), more: Vec::new() }
    }

    fn changes(&self) -> Section {
        let t = self.tongue;
        let sentence = |change| Item { detail: one_line(&t.change(change)), ..Item::default() };
        let hidden = self.view.changes.len().saturating_sub(MOST_CHANGES);
        Section {
            heading: t.heading(Heading::Changes),
            items: self.view.changes.iter().take(MOST_CHANGES).map(sentence).collect(),
            more: (hidden > 0).then(|| t.more_changes(hidden)).into_iter().collect(),
        }
    }

    /// Commands that mean something today.
    fn examples(&self) -> Examples {
        let view = self.view;
        let question = view.questions.iter().enumerate().find_map(|(i, question)| {
            let child = match &question.asks {
                Asks::WhichChild { children, .. } => one_line(children.first()?),
                Asks::IsItFamilyOf { child, .. } => one_line(child),
                Asks::WhoIsIt(_) => "Leo".to_owned(),
            };
            Some((*self.numbers.get(&ItemRef::Question(i))?, child))
        });
        let can_leave = |draft: &Draft| draft.hard.as_ref().is_none_or(HardLetter::can_leave);
        let drafts = view.drafts.iter().enumerate().filter(|(_, draft)| can_leave(draft));
        Examples {
            draft: drafts.filter_map(|(i, _)| self.numbers.get(&ItemRef::Draft(i))).min().copied(),
            waiting: self.numbers.get(&ItemRef::Waiting(0)).copied(),
            question,
        }
    }

    fn more(&self, hidden: usize, names: &[String]) -> Vec<String> {
        let mut seen = Vec::new();
        for name in names {
            if !seen.contains(name) {
                seen.push(name.clone());
            }
        }
        let names = if seen.len() <= MOST_NAMES { seen } else { Vec::new() };
        let sentence = || self.tongue.more(small(hidden), &names, self.view.foot.answer);
        (hidden > 0).then(sentence).into_iter().collect()
    }
}

fn table(children: &[ChildRow], t: Tongue) -> Table {
    let row = |row: &ChildRow| {
        let standing = t.standing(row.standing);
        let comma = if standing.is_empty() { "" } else { ", " };
        [
            one_line(&row.child),
            format!("{}{comma}{standing}", t.days_ago(row.last_contact)),
            format!("{}, {}", row.good, row.hard),
            format!("{}/{}", row.homes_reached, row.homes),
        ]
    };
    Table {
        heading: t.heading(Heading::Children),
        head: t.table_head(),
        rows: children.iter().map(row).collect(),
        note: t.table_note(),
    }
}

fn sender(t: Tongue, from: &Sender, home: Option<&str>) -> String {
    match from {
        Sender::Guardian(name) => reader(t, name, home),
        Sender::Stranger(who) => reader(t, &t.stranger(who), home) + t.odd_letters(who),
    }
}

pub(super) fn reader(t: Tongue, guardian: &str, home: Option<&str>) -> String {
    let guardian = one_line(guardian);
    home.map_or(guardian.clone(), |label| format!("{guardian}, {}", t.home(&one_line(label))))
}

/// The first two lines that have something in them.
fn words(t: Tongue, words: &FamilyWords) -> Block {
    let mut lines = words.text.lines().map(one_line).filter(|line| !line.is_empty());
    let mut shown: Vec<String> = lines.by_ref().take(2).collect();
    // One long paragraph is two lines as well.
    if let [only] = shown.as_mut_slice() {
        *only = cut(only, 2 * WORDS_LINE);
    } else {
        shown.iter_mut().for_each(|line| *line = cut(line, WORDS_LINE));
    }
    if let (Some(last), true) = (shown.last_mut(), lines.next().is_some())
        && !last.ends_with('…')
    {
        last.push_str(" …");
    }
    let notes = words.more_below.then(|| t.more_below()).into_iter().chain(words.marks.iter().map(|m| t.mark(*m)));
    Block {
        label: Vec::new(),
        lines: shown,
        notes: notes.collect(),
        language: words.language.clone(),
        kind: BlockKind::Words,
    }
}

fn small(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
