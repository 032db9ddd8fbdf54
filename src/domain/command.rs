//! What a teacher can say: one command a line, whichever way it comes. How a line is read is in `decide::grammar`, what it
//! does in `decide::command`.

use super::contact::Channel;
use super::note::MomentKind;
use super::promise::Party;
use crate::ids::HardId;

/// The verbs, by the word that English writes them with.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Verb {
    Ok,
    No,
    Edit,
    Reply,
    Thanks,
    Done,
    Later,
    Good,
    Hard,
    Note,
    Log,
    Promise,
    Kept,
    Plan,
    Is,
    Meet,
    Ask,
    History,
    Silent,
    Drafts,
    More,
    Help,
    Add,
    Lang,
    Block,
    Hold,
    Stop,
    Undo,
}

/// How much a command can do if it is not the teacher's.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Risk {
    /// Only the teacher sees it.
    None,
    /// A family sees it, after ten minutes in which it can be undone.
    Mail,
    /// It goes to many or changes rights: asked back at the registered address.
    Wide,
}

impl Verb {
    pub const ALL: [Verb; 28] = [
        Self::Ok,
        Self::No,
        Self::Edit,
        Self::Reply,
        Self::Thanks,
        Self::Done,
        Self::Later,
        Self::Good,
        Self::Hard,
        Self::Note,
        Self::Log,
        Self::Promise,
        Self::Kept,
        Self::Plan,
        Self::Is,
        Self::Meet,
        Self::Ask,
        Self::History,
        Self::Silent,
        Self::Drafts,
        Self::More,
        Self::Help,
        Self::Add,
        Self::Lang,
        Self::Block,
        Self::Hold,
        Self::Stop,
        Self::Undo,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::No => "no",
            Self::Edit => "edit",
            Self::Reply => "reply",
            Self::Thanks => "thanks",
            Self::Done => "done",
            Self::Later => "later",
            Self::Good => "good",
            Self::Hard => "hard",
            Self::Note => "note",
            Self::Log => "log",
            Self::Promise => "promise",
            Self::Kept => "kept",
            Self::Plan => "plan",
            Self::Is => "is",
            Self::Meet => "meet",
            Self::Ask => "ask",
            Self::History => "history",
            Self::Silent => "silent",
            Self::Drafts => "drafts",
            Self::More => "more",
            Self::Help => "help",
            Self::Add => "add",
            Self::Lang => "lang",
            Self::Block => "block",
            Self::Hold => "hold",
            Self::Stop => "stop",
            Self::Undo => "undo",
        }
    }

    pub fn read(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verb| verb.word() == word)
    }

    pub fn risk(self) -> Risk {
        match self {
            Self::Ok | Self::Edit | Self::Reply | Self::Thanks | Self::Plan => Risk::Mail,
            Self::Meet | Self::Ask | Self::Add | Self::Lang | Self::Block => Risk::Wide,
            _ => Risk::None,
        }
    }

    /// A brake works for whoever is surely the teacher, with or without a key.
    pub fn is_brake(self) -> bool {
        matches!(self, Self::Hold | Self::Stop | Self::Undo)
    }
}

/// One line that was understood as a command.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Command {
    /// `ok 3 4`, `ok all`
    Ok(Items),
    /// `no 3`
    No(Items),
    /// `edit 3: text`
    Edit {
        item: usize,
        text: String,
    },
    /// `reply 2: text`
    Reply {
        item: usize,
        text: String,
    },
    /// `thanks 2`
    Thanks(Items),
    /// `done 2`
    Done(Items),
    /// `later 2 fri`; without a day the next school day
    Later {
        items: Items,
        day: Option<String>,
    },
    /// `good Leo: shared his snack`, `good Leo kindness: …`, `good Leo (kindness): …`
    Good {
        child: String,
        kind: Option<MomentKind>,
        text: String,
    },
    /// `hard Leo: text`
    Hard {
        child: String,
        text: String,
    },
    /// `note Leo: tired this week`; without a child it is about the class
    Note {
        child: Option<String>,
        text: String,
    },
    /// `log Leo called Ana: all is well`
    Log {
        child: String,
        call: Call,
        guardian: Option<String>,
        text: String,
    },
    /// `promise fri: call Ana`, `promise Leo fri: call Ana`
    Promise {
        child: Option<String>,
        day: String,
        text: String,
    },
    /// `kept 5`
    Kept(Items),
    /// `plan Leo: goal`
    PlanGoal {
        child: String,
        text: String,
    },
    /// `plan Leo step home: text by 12 may`
    PlanStep {
        child: String,
        owner: Party,
        text: String,
        day: Option<String>,
    },
    /// `plan Leo done`
    PlanEnd {
        child: String,
    },
    /// `is 6 Leo and Mia`
    Is {
        item: usize,
        children: Vec<String>,
    },
    /// `meet Ana: tue 15:00, wed 15:30`
    Meet {
        guardian: String,
        slots: Vec<String>,
    },
    /// `ask all: question`; `None`: every home
    Ask {
        child: Option<String>,
        text: String,
    },
    /// `ask again`: the latest question, to the homes that have not answered
    AskAgain,
    /// `history Leo`
    History {
        child: String,
    },
    Silent,
    Drafts,
    More,
    Help,
    /// `add ana2@… to Leo mother`
    Add {
        address: String,
        child: String,
        relationship: String,
    },
    /// `lang Ana es`
    Lang {
        guardian: String,
        language: String,
    },
    /// `block Robin from Zoë: court order of 3 March`
    Block {
        guardian: String,
        child: String,
        text: String,
    },
    /// `hold all until mon`; without a day until `hold off`
    Hold {
        until: Option<String>,
    },
    /// `hold off`
    HoldOff,
    Stop,
    Undo,
    /// A colleague has read a difficult letter and may have a word about it. No line: any answer to the mail that asked.
    HasRead {
        hard: HardId,
        /// The mail that is answered held other words than stand in the letter by now.
        former: bool,
        words: Option<String>,
    },
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Items {
    /// What the summary shows that is answered, and nothing that came after it.
    All,
    Numbers(Vec<usize>),
}

/// How one spoke, and who began.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Call {
    pub channel: Channel,
    pub by_family: bool,
}

/// Why a line is no command.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Hint {
    /// It begins with no verb.
    NoVerb,
    /// It begins with this verb and goes on in another way than the verb is written.
    Shape(Verb),
    /// What stands in brackets after the child is no kind of moment.
    Kinds,
}

macro_rules! own_words {
    ($command:expr) => {
        match $command {
            Command::Edit { text, .. }
            | Command::Reply { text, .. }
            | Command::Good { text, .. }
            | Command::Hard { text, .. }
            | Command::Note { text, .. }
            | Command::Log { text, .. }
            | Command::Promise { text, .. }
            | Command::PlanGoal { text, .. }
            | Command::PlanStep { text, .. }
            | Command::Ask { text, .. }
            | Command::Block { text, .. } => Some(text),
            _ => None,
        }
    };
}

impl Command {
    /// Whether it acts as often as the same mail says it: a brake that was let go can be put on again, and who has read a
    /// letter may say so of every wording.
    pub fn may_be_said_again(&self) -> bool {
        matches!(self, Self::Stop | Self::Hold { .. } | Self::HasRead { .. })
    }

    /// The teacher's own words, of a command that takes some.
    pub fn text(&self) -> Option<&String> {
        own_words!(self)
    }

    pub fn text_mut(&mut self) -> Option<&mut String> {
        own_words!(self)
    }

    pub fn verb(&self) -> Verb {
        match self {
            Self::Ok(_) => Verb::Ok,
            Self::No(_) => Verb::No,
            Self::Edit { .. } => Verb::Edit,
            Self::Reply { .. } | Self::HasRead { .. } => Verb::Reply,
            Self::Thanks(_) => Verb::Thanks,
            Self::Done(_) => Verb::Done,
            Self::Later { .. } => Verb::Later,
            Self::Good { .. } => Verb::Good,
            Self::Hard { .. } => Verb::Hard,
            Self::Note { .. } => Verb::Note,
            Self::Log { .. } => Verb::Log,
            Self::Promise { .. } => Verb::Promise,
            Self::Kept(_) => Verb::Kept,
            Self::PlanGoal { .. } | Self::PlanStep { .. } | Self::PlanEnd { .. } => Verb::Plan,
            Self::Is { .. } => Verb::Is,
            Self::Meet { .. } => Verb::Meet,
            Self::Ask { .. } | Self::AskAgain => Verb::Ask,
            Self::History { .. } => Verb::History,
            Self::Silent => Verb::Silent,
            Self::Drafts => Verb::Drafts,
            Self::More => Verb::More,
            Self::Help => Verb::Help,
            Self::Add { .. } => Verb::Add,
            Self::Lang { .. } => Verb::Lang,
            Self::Block { .. } => Verb::Block,
            Self::Hold { .. } | Self::HoldOff => Verb::Hold,
            Self::Stop => Verb::Stop,
            Self::Undo => Verb::Undo,
        }
    }

    /// The numbers of a summary that it names; they mean nothing without one.
    pub fn names_items(&self) -> bool {
        matches!(
            self,
            Self::Ok(_)
                | Self::No(_)
                | Self::Edit { .. }
                | Self::Reply { .. }
                | Self::Thanks(_)
                | Self::Done(_)
                | Self::Later { .. }
                | Self::Kept(_)
                | Self::Is { .. }
        )
    }
}
