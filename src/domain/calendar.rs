//! School days, closed days and quiet hours.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct SchoolCalendar {}
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct QuietHours {}
