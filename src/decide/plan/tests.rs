use super::*;
use crate::domain::address::EmailAddress;
use crate::domain::language::Language;
use crate::domain::mail::Home;
use crate::domain::plan::{Goal, Step};
use crate::ids::{GoalId, HouseholdId, OutboxId, PlanId, PromiseId, StudentId};
use jiff::civil::date;

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

fn plan() -> Plan {
    let step = |id, owner, text: &str| Step {
        id: PromiseId(id),
        owner,
        text: text.to_owned(),
        due: date(2026, 5, 12),
        closed_at: None,
    };
    Plan {
        id: PlanId(3),
        student: StudentId::new("S1001"),
        by: "Ms. Roy".into(),
        begun_at: NOW,
        ended_at: None,
        goals: vec![Goal { id: GoalId(7), text: "reads aloud".into() }],
        steps: vec![step(4, Party::Family, "read together"), step(6, Party::School, "a quiet place")],
    }
}

fn reader(to: &str) -> Correspondent {
    Correspondent {
        to: EmailAddress::parse(to).unwrap(),
        guardian: "Ngozi Okafor".into(),
        home: Home { student: StudentId::new("S1001"), household: HouseholdId::new("A") },
        language: Language::english(),
        siblings: Vec::new(),
    }
}

fn told(goal: i64, step: i64) -> Told {
    Told { goal: Some(GoalId(goal)), step: Some(PromiseId(step)) }
}

fn letter(id: i64, to: &str, told: Told, left: bool) -> PlanLetter {
    PlanLetter { outbox: OutboxId(id), to: EmailAddress::parse(to).unwrap(), told, left }
}

fn said(values: &BTreeMap<String, String>) -> Vec<(&str, &str)> {
    values.iter().map(|(name, lines)| (name.as_str(), lines.as_str())).collect()
}

#[test]
fn a_first_letter_tells_the_whole_plan_and_a_later_one_what_is_new_as_well() {
    let whole = [
        ("goals", "reads aloud"),
        ("steps_at_home", "2026-05-12 read together"),
        ("steps_at_school", "2026-05-12 a quiet place"),
    ];
    assert_eq!(said(&values(&plan(), None).unwrap()), whole);
    let later = values(&plan(), Some(told(7, 5))).unwrap();
    let [goals, home, school] = whole;
    assert_eq!(said(&later), [goals, ("new", "a quiet place"), home, school]);
    assert_eq!(values(&plan(), Some(told(7, 6))), None, "nothing is new");
    assert_eq!(values(&Plan { goals: Vec::new(), steps: Vec::new(), ..plan() }, None), None);
}

#[test]
fn what_is_done_stands_apart() {
    let mut plan = plan();
    plan.steps[0].closed_at = Some(NOW);
    let values = values(&plan, None).unwrap();
    assert_eq!(values.get("done").map(String::as_str), Some("read together"));
    assert_eq!(values.get("steps_at_home"), None);
}

#[test]
fn a_letter_that_waits_gives_way_and_who_knows_all_gets_none() {
    let (one, other) = ("ngozi@families.test", "daniel@families.test");
    let before =
        [letter(1, one, told(7, 4), true), letter(2, other, told(7, 6), true), letter(3, one, told(7, 4), false)];
    let effects = tell(&plan(), vec![reader(one), reader(other)], &before, NOW);
    let [Effect::CancelMail { outbox: OutboxId(3), .. }, Effect::Plan(first), Effect::Plan(last)] = effects.as_slice()
    else {
        panic!("{effects:?}")
    };
    let PlanChange::Letter { told: far, letter, .. } = first.as_ref() else { panic!("{first:?}") };
    assert_eq!((*far, letter.to.to.as_str(), letter.from.as_str()), (told(7, 6), one, "Ms. Roy"));
    let Words::Template { name: "plan", values, personal: true } = &letter.words else { panic!("{letter:?}") };
    assert_eq!(values.get("new").map(String::as_str), Some("a quiet place"));
    assert_eq!(**last, PlanChange::Written { plan: PlanId(3) });
}
