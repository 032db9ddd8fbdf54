//! Which photos may be sent: those of which every child on them, and the child whose homes get them, has consent to
//! photos on the class list. Asked when a photo is noted, when a mail gets its bytes, and at the gate.

use super::command::find_child;
use super::effect::Effect;
use super::grammar;
use crate::domain::class::Class;
use crate::domain::note::MomentPhoto;
use crate::domain::roster::Roster;
use crate::ids::StudentId;

/// Why a photo was not taken with what was said.
pub const ONE_MOMENT: &str =
    "a photo goes with one good moment: teach \"good Leo: what he did well\" --photo FILE --shows Leo";

/// How a child is called who has left the class list: nobody agrees to anything for them any more.
const GONE: &str = "a child who is no longer in the class";

/// The first of these children of whom no photo may be sent.
pub fn without_consent<'a>(roster: &'a Roster, children: &[StudentId]) -> Option<&'a str> {
    children.iter().find_map(|id| match roster.student(id) {
        Some(student) if student.photo_consent => None,
        Some(student) => Some(student.called()),
        None => Some(GONE),
    })
}

/// Puts a photo to the one good moment that was noted. `shows`: the names of all children on it, as the teacher wrote
/// them.
///
/// # Errors
/// In words for the teacher: there is not one moment, a name is not known, or a child has no consent. The effects are
/// as they were.
pub fn with_photo(effects: &mut [Effect], class: &Class, jpeg: Vec<u8>, shows: &str) -> Result<(), String> {
    let [Effect::AddMoment { student, photo, .. }] = effects else {
        return Err(ONE_MOMENT.to_owned());
    };
    let mut children: Vec<StudentId> = Vec::new();
    for name in grammar::children(shows) {
        let Ok(found) = find_child(class, &name) else {
            return Err(format!("who is {name}? Name each child on the photo so that only one is meant"));
        };
        let child = &found.id;
        if !children.contains(child) {
            children.push(child.clone());
        }
    }
    if children.is_empty() {
        return Err("say who is on the photo: --shows \"Leo, Mia\"".to_owned());
    }
    let concerned: Vec<StudentId> = children.iter().chain([&*student]).cloned().collect();
    if let Some(name) = without_consent(&class.roster, &concerned) {
        return Err(format!(
            "no photo may be sent of {name}: the class list has no consent to photos; note the moment without the photo"
        ));
    }
    *photo = Some(MomentPhoto { jpeg, shows: children });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::roster::Student;

    #[test]
    fn one_child_without_consent_is_enough() {
        let student = |id: &str, name: &str, photo_consent| Student {
            id: StudentId::new(id),
            first_name: name.into(),
            last_name: "Test".into(),
            preferred_name: None,
            birthday: None,
            photo_consent,
            tags: Vec::new(),
            joined: None,
            left: None,
        };
        let children = vec![student("S1", "Leo", true), student("S2", "Mia", true), student("S3", "Omar", false)];
        let roster = Roster::new(children, Vec::new()).0;
        for (ids, first) in
            [(&["S1", "S2"][..], None), (&[], None), (&["S1", "S3", "S2"], Some("Omar")), (&["S1", "S9"], Some(GONE))]
        {
            let children: Vec<StudentId> = ids.iter().map(|id| StudentId::new(*id)).collect();
            assert_eq!(without_consent(&roster, &children), first, "{ids:?}");
        }
    }
}
