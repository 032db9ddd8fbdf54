//! threading
/// Temporary until merged.
pub fn fold_subject(subject: &str) -> String {
    subject.to_lowercase()
}
