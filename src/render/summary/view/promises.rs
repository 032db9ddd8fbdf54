//! Promises, what could become one, and check-ins.

use super::Button;
use crate::domain::promise::Party;
use jiff::civil::Date;

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Promise {
    pub child: Option<String>,
    pub matter: Matter,
    /// As the teacher put it.
    pub what: String,
    /// Of a question: the day on which it was asked.
    pub due: Date,
    /// 0 is due today. Of a question: since it was asked.
    pub late_school_days: u32,
    pub buttons: Vec<Button>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Matter {
    Promised,
    /// What was promised is an answer to this guardian.
    Answer,
    /// A step of the child's plan, by whoever does it.
    Step(Party),
    /// A sentence of the teacher's own mail to this guardian, where it is one.
    Offered {
        guardian: Option<String>,
    },
    /// A question of the teacher's, to which this guardian has not answered.
    Asked {
        guardian: Option<String>,
    },
    /// A question that went to several homes, of which so many have answered.
    AskedAll {
        homes: u32,
        answered: u32,
    },
    /// Times to meet were offered to this guardian, who has not answered.
    Invited {
        guardian: Option<String>,
    },
    /// A family chose this time to meet.
    Meeting,
}

impl Matter {
    pub fn is_promise(&self) -> bool {
        matches!(self, Self::Promised | Self::Answer | Self::Meeting)
    }
}

/// What the teacher wants to see on a later day: counted, and not listed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct PutOff {
    pub waiting: u32,
    pub questions: u32,
    pub drafts: u32,
    pub promises: u32,
}
