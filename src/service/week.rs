//! The most that goes by itself to one household in a school week.

use super::open::OpenClass;
use super::preferences::is_needed;
use crate::decide::week::{is_full, week_of};
use crate::domain::mail::Home;
use crate::store::outbox::limit;
use crate::store::{self, Tx};
use jiff::Timestamp;

/// Where the household has had its share in the week of `at`: the next Monday. `run`: the job and time that the mail in
/// question is of.
pub fn full_until(
    tx: &Tx<'_>,
    class: &OpenClass,
    home: &Home,
    run: &str,
    at: Timestamp,
) -> store::Result<Option<Timestamp>> {
    full_with(tx, class, home, run, at, &[])
}

/// The same, if these runs will have written as well by then.
pub fn full_with(
    tx: &Tx<'_>,
    class: &OpenClass,
    home: &Home,
    run: &str,
    at: Timestamp,
    ahead: &[String],
) -> store::Result<Option<Timestamp>> {
    let Some(most) = class.class().contact.family_mails_a_week else { return Ok(None) };
    let Some(week) = week_of(at, &class.school.time_zone) else { return Ok(None) };
    let rows = class.class().roster.guardianships().iter().filter(|row| row.home() == *home);
    let mut had: Vec<String> = ahead.to_vec();
    for address in rows.filter_map(|row| row.email.as_ref()) {
        let left = limit::automatic_since(tx, address, week.first)?;
        had.extend(left.into_iter().filter(|(_, template)| !is_needed(class, template)).map(|(run, _)| run));
    }
    Ok(is_full(most, had.iter().map(String::as_str), run).then_some(week.next))
}
