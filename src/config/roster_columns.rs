//! The columns that a roster may have.

/// A column. The order is that of the sample and, behind `tags`, of what few rosters need; a file may have any.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Column {
    StudentId,
    FirstName,
    LastName,
    PreferredName,
    Guardian,
    Relationship,
    Email,
    Language,
    Household,
    Access,
    PhotoConsent,
    Birthday,
    Tags,
    AddressedAs,
    QuietHours,
    TimeZone,
    NoMailDays,
    Joined,
    Left,
    BlockKind,
    BlockDate,
    BlockBy,
    BlockUntil,
}

pub const NAMES: [(&str, Column); 23] = [
    ("student_id", Column::StudentId),
    ("first_name", Column::FirstName),
    ("last_name", Column::LastName),
    ("preferred_name", Column::PreferredName),
    ("guardian", Column::Guardian),
    ("relationship", Column::Relationship),
    ("email", Column::Email),
    ("language", Column::Language),
    ("household", Column::Household),
    ("access", Column::Access),
    ("photo_consent", Column::PhotoConsent),
    ("birthday", Column::Birthday),
    ("tags", Column::Tags),
    ("addressed_as", Column::AddressedAs),
    ("quiet_hours", Column::QuietHours),
    ("time_zone", Column::TimeZone),
    ("no_mail_days", Column::NoMailDays),
    ("joined", Column::Joined),
    ("left", Column::Left),
    ("block_kind", Column::BlockKind),
    ("block_date", Column::BlockDate),
    ("block_by", Column::BlockBy),
    ("block_until", Column::BlockUntil),
];

/// Without these nobody could be written to, or rights would have to be guessed.
pub const REQUIRED: [Column; 7] = [
    Column::StudentId,
    Column::FirstName,
    Column::LastName,
    Column::Guardian,
    Column::Email,
    Column::Household,
    Column::Access,
];

/// So many columns, the first of [`NAMES`], every roster has.
pub const USUAL: usize = 13;

/// The first line of a roster that holds what most need.
pub fn usual_header() -> String {
    NAMES.iter().take(USUAL).map(|(name, _)| *name).collect::<Vec<_>>().join(",")
}

impl Column {
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(_, column)| *column == self).map_or("", |(name, _)| name)
    }
}
