//! The crontab dialect, read and checked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Crontab {
    text: String,
}
