//! The brakes: nothing leaves for any family.

use super::{Act, Facts};
use crate::decide::effect::Effect;
use crate::decide::when::read_day;
use crate::domain::receipt::{NamedDay, Said};

/// Until then; without a day until the teacher says so.
pub(super) fn hold(until: Option<&str>, facts: &Facts<'_>) -> Act {
    let Some(until) = until else { return stop() };
    let day = read_day(until, facts.today).map_err(|_| Said::NotADay)?;
    if day <= facts.today {
        return Err(Said::ALaterDay);
    }
    let until = NamedDay::on(day, facts.calendar);
    Ok((vec![Effect::Pause { until: Some(day) }], Said::Paused { until: Some(until) }))
}

pub(super) fn stop() -> Act {
    Ok((vec![Effect::Pause { until: None }], Said::Paused { until: None }))
}
