//! Every key there is, by section: an unknown key is told with the nearest known one, or with the section it belongs to.

/// The keys that may stand in one place.
#[derive(PartialEq, Eq, Debug)]
pub struct Known {
    /// Where that is, as it stands in a sentence: `in [school]`.
    pub place: &'static str,
    pub keys: &'static [&'static str],
}

pub static TOP: Known = Known {
    place: "at the top of homeroom.toml, before its first [section]",
    keys: &[
        "state_dir",
        "templates_dir",
        "school",
        "inbox",
        "outgoing",
        "alerts",
        "translation",
        "urgent",
        "blame",
        "keys",
    ],
};
pub static SCHOOL: Known = Known {
    place: "in [school]",
    keys: &[
        "name",
        "time_zone",
        "language",
        "weekend",
        "closed",
        "half_days",
        "half_day_words",
        "terms",
        "quiet_hours",
        "bundle_at",
    ],
};
pub static TERM: Known = Known { place: "in [[school.terms]]", keys: &["name", "first", "last"] };
pub static INBOX: Known = Known {
    place: "in [inbox]",
    keys: &[
        "type",
        "host",
        "port",
        "security",
        "ca_file",
        "user",
        "password",
        "path",
        "folders",
        "store",
        "after_ingest",
        "banners",
    ],
};
pub static OUTGOING: Known = Known {
    place: "in [outgoing]",
    keys: &[
        "type",
        "host",
        "port",
        "security",
        "ca_file",
        "user",
        "password",
        "path",
        "per_minute",
        "per_day",
        "connections",
        "sent_copy",
    ],
};
pub static ALERTS: Known = Known {
    place: "in [alerts]",
    keys: &["to", "type", "host", "port", "security", "ca_file", "user", "password", "path"],
};
pub static TRANSLATION: Known =
    Known { place: "in [translation]", keys: &["url", "api_key", "ca_file", "timeout", "languages"] };
pub static KEYS: Known = Known { place: "in [keys]", keys: &["secret"] };
pub static URGENT: Known = Known { place: "in [urgent]", keys: &["en", "es", "fr", "pt", "zh", "vi", "ar", "ru"] };
pub static BLAME: Known = Known { place: "in [blame]", keys: URGENT.keys };
pub static FOLDERS: Known = Known { place: "in `folders`", keys: &["inbox", "sent", "junk"] };
pub static SECRET: Known = Known { place: "in `password`", keys: &["file", "env", "credential"] };

pub static CLASS: Known = Known {
    place: "at the top of the class file, before its first [section]",
    keys: &[
        "name",
        "address",
        "sub_addresses",
        "closed",
        "roster",
        "teachers",
        "summary",
        "contact",
        "authentication",
        "tags",
        "jobs",
        "inbox",
        "outgoing",
    ],
};
pub static TEACHER: Known = Known { place: "in [[teachers]]", keys: &["name", "address", "language"] };
pub static SUMMARY: Known = Known { place: "in [summary]", keys: &["cron", "skip_closed_days"] };
pub static CONTACT: Known = Known {
    place: "in [contact]",
    keys: &[
        "due_after",
        "overdue_after",
        "reply_within",
        "follow_up_after",
        "daily_suggestions",
        "family_mails_a_week",
        "tags",
        "students",
    ],
};
pub static CONTACT_OWN: Known =
    Known { place: "in [contact.tags] and [contact.students]", keys: &["due_after", "overdue_after"] };
pub static AUTHENTICATION: Known =
    Known { place: "in [authentication]", keys: &["trusted_authserv_ids", "microsoft_365", "verify"] };
pub static JOB: Known = Known {
    place: "in [[jobs]]",
    keys: &[
        "name",
        "cron",
        "template",
        "audience",
        "approval",
        "personal",
        "day",
        "skip_closed_days",
        "skip_half_days",
        "late_limit",
        "values",
        "enabled",
    ],
};

pub static SCHOOL_FILE: &[&Known] = &[&TOP, &SCHOOL, &TERM, &INBOX, &OUTGOING, &ALERTS, &TRANSLATION, &URGENT, &KEYS];
pub static CLASS_FILE: &[&Known] = &[&CLASS, &TEACHER, &SUMMARY, &CONTACT, &AUTHENTICATION, &JOB, &INBOX, &OUTGOING];
