//! Sentences about plans, and how they stand in a child's history.

use super::shared::{clock, named_day};
use crate::domain::plan::Plan;
use crate::domain::receipt::plan::{Letter, PlanSaid};
use crate::render::names;
use crate::render::summary::lines::one_line;
use crate::render::summary::words::Tongue;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

pub(super) fn words(said: &PlanSaid, t: Tongue, zone: &TimeZone) -> String {
    match said {
        PlanSaid::Goal { child, begins, letter } => {
            let child = one_line(child);
            let what = if *begins {
                t.pick(
                    format!("the plan for {child} begins with this goal"),
                    format!("el plan de {child} empieza con esta meta"),
                    format!("le plan pour {child} commence par ce but"),
                )
            } else {
                t.pick(
                    format!("a goal more in the plan for {child}"),
                    format!("una meta más en el plan de {child}"),
                    format!("un but de plus dans le plan pour {child}"),
                )
            };
            format!("{what}{} {}", semicolon(t), told(letter, t, zone))
        }
        PlanSaid::Step { child, owner, due, day_said, letter } => {
            let (child, due, owner) = (one_line(child), named_day(*due, t), t.owner(*owner));
            let chosen = if *day_said {
                ""
            } else {
                t.pick(" (you named no day)", " (usted no dijo el día)", " (vous n’avez pas dit le jour)")
            };
            let what = t.pick(
                format!("a step in the plan for {child} ({owner}), shown to you on {due}{chosen}"),
                format!("un paso en el plan de {child} ({owner}); usted lo verá el {due}{chosen}"),
                format!("une étape dans le plan pour {child} ({owner}), qui vous sera montrée le {due}{chosen}"),
            );
            format!("{what}{} {}", semicolon(t), told(letter, t, zone))
        }
        PlanSaid::Ended { child } => t.pick(
            format!("the plan for {child} is over: nothing of it is shown any more, and a letter about it that waits does not go"),
            format!("el plan de {child} ha terminado: ya no se muestra nada de él, y una carta que esperaba no sale"),
            format!("le plan pour {child} est terminé\u{202f}: rien n’en est plus montré, et une lettre qui attendait ne part pas"),
        ),
        PlanSaid::Kept { lines, children, complete } => kept(*lines, children, complete, t),
        PlanSaid::NoPlan { child } => t.pick(
            format!("{child} has no plan yet; first write plan {child}: and the goal"),
            format!("{child} no tiene plan todavía; primero escriba plan {child}: y la meta"),
            format!("{child} n’a pas encore de plan\u{202f}; écrivez d’abord plan {child}: et le but"),
        ),
    }
}

fn semicolon(t: Tongue) -> &'static str {
    t.pick(";", ";", "\u{202f};")
}

/// To whom the plan is written.
fn told(letter: &Letter, t: Tongue, zone: &TimeZone) -> String {
    let who: Vec<String> = letter.to.iter().map(|name| one_line(name)).collect();
    let (who, until) = (names::and(&who, &t.language()), clock(letter.until, zone));
    if letter.to.is_empty() {
        return t
            .pick(
                "nobody at home can be written to by mail, so say it by phone or on paper",
                "en casa no hay nadie a quien escribir por correo; dígalo por teléfono o en papel",
                "personne à la maison ne peut être joint par message\u{202f}; dites-le par téléphone ou sur papier",
            )
            .into();
    }
    t.pick(
        format!("the whole plan goes to {who} (undo until {until})"),
        format!("el plan completo sale para {who} (deshacer hasta las {until})"),
        format!("le plan entier part à {who} (annuler jusqu’à {until})"),
    )
}

fn kept(lines: usize, children: &[String], complete: &[String], t: Tongue) -> String {
    let list = |names: &[String]| {
        let names: Vec<String> = names.iter().map(|name| one_line(name)).collect();
        names::and(&names, &t.language())
    };
    let done = match lines {
        1 => t.pick("done".to_owned(), "hecho".to_owned(), "fait".to_owned()),
        n => t.pick(format!("{n} lines are done"), format!("{n} puntos hechos"), format!("{n} points réglés")),
    };
    let child = children.first().map(|child| one_line(child)).unwrap_or_default();
    let praise = t.pick(
        format!("a good word about it would fit: good {child}: and what went well"),
        format!("vendría bien una buena palabra: bien {child}: y lo que salió bien"),
        format!("un mot gentil irait bien\u{202f}: bien {child}: et ce qui a réussi"),
    );
    let over = (!complete.is_empty()).then(|| {
        let of = list(complete);
        t.pick(
            format!("; the plan for {of} is complete and over, and a new goal begins a new one"),
            format!("; el plan de {of} está completo y termina; una nueva meta empieza otro"),
            format!("\u{202f}; le plan pour {of} est accompli et se termine, et un nouveau but en commence un autre"),
        )
    });
    format!("{done}{}{} {praise}", over.unwrap_or_default(), semicolon(t))
}

/// A plan as a child's history tells it.
pub struct PastPlan {
    plan: Plan,
    begun: Date,
    ended: Option<Date>,
    /// Of each step: when it was done.
    done: Vec<Option<Date>>,
}

impl PastPlan {
    /// `day`: of the school's wall calendar.
    pub fn of(plan: Plan, day: impl Fn(Timestamp) -> Date) -> Self {
        let done = plan.steps.iter().map(|step| step.closed_at.map(&day)).collect();
        Self { begun: day(plan.begun_at), ended: plan.ended_at.map(&day), done, plan }
    }
}

/// Nothing of a plan of which everything was taken back.
pub(super) fn history(past: &PastPlan, t: Tongue) -> String {
    let plan = &past.plan;
    if plan.goals.is_empty() && plan.steps.is_empty() {
        return String::new();
    }
    let since = t.short_date(past.begun);
    let head = match past.ended.map(|day| t.short_date(day)) {
        None => t.pick(
            format!("Plan, since {since}"),
            format!("Plan, desde el {since}"),
            format!("Plan, depuis le {since}"),
        ),
        Some(until) => t.pick(
            format!("Plan, {since} to {until}"),
            format!("Plan, del {since} al {until}"),
            format!("Plan, du {since} au {until}"),
        ),
    };
    let mut text = format!("{head}{}\n", t.colon());
    for goal in &plan.goals {
        text += &format!("- {}{} {}\n", t.pick("goal", "meta", "but"), t.colon(), one_line(&goal.text));
    }
    for (step, done) in plan.steps.iter().zip(&past.done) {
        let stands = match (done, past.ended) {
            (Some(day), _) => {
                let day = t.short_date(*day);
                t.pick(format!("done {day}"), format!("hecho el {day}"), format!("fait le {day}"))
            }
            (None, Some(_)) => t.pick("left open".to_owned(), "quedó abierto".to_owned(), "resté ouvert".to_owned()),
            (None, None) => {
                let day = t.short_date(step.due);
                t.pick(format!("by {day}"), format!("para el {day}"), format!("pour le {day}"))
            }
        };
        text += &format!("- {}{} {} ({stands})\n", t.owner(step.owner), t.colon(), one_line(&step.text));
    }
    text + "\n"
}
