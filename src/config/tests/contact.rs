//! `[contact]`: days of the class, of groups and of children.

use super::*;
use crate::ids::StudentId;

const ROSTER: &str = "student_id,first_name,last_name,guardian,email,household,access,tags\n\
    S1,Maya,Okafor,Ngozi Okafor,n@families.test,A,full,early-years|bus\n\
    S2,Leo,Vale,Kim Vale,k@families.test,A,full,early-years\n\
    S3,Omar,Haddad,Samir Haddad,s@families.test,A,full,\n";

fn folder(contact: &str) -> Folder {
    let folder = Folder::whole();
    folder.write("classes/room-12.toml", format!("{CLASS}\n{contact}"));
    folder.write("classes/room-12.csv", ROSTER);
    folder
}

#[test]
fn a_childs_own_days_win_then_the_shortest_of_its_tags_then_the_classes() {
    let folder = folder(
        "[contact]\ndue_after = 10\noverdue_after = 15\n\
         [contact.tags]\nearly-years = { due_after = 5, overdue_after = 8 }\nBus = { due_after = 4 }\n\
         [contact.students]\nS2 = { due_after = 12 }\n",
    );
    assert_eq!(folder.told(), Vec::<String>::new());
    let class = folder.loaded().classes.remove(0).class;
    let days = |id: &str| {
        let rules = class.rules_for(class.roster.student(&StudentId::new(id)).unwrap());
        (rules.due_after, rules.overdue_after, rules.reply_within)
    };
    assert_eq!(days("S1"), (4, 8, 2));
    // What the child's own line leaves open is its tag's, and no family is overdue before it is due.
    assert_eq!(days("S2"), (12, 12, 2));
    assert_eq!(days("S3"), (10, 15, 2));
}

#[test]
fn days_of_nobody_and_days_that_contradict_each_other_are_told() {
    let told = folder(
        "[contact.tags]\nearly-yaers = { due_after = 5 }\nbus = { due_after = 20 }\n\
         [contact.students]\nS9 = { due_after = 3 }\nS1 = { due = 3 }\nS3 = {}\n",
    )
    .told();
    let what: Vec<&str> = told.iter().map(|t| t.lines().next().unwrap()).collect();
    assert_eq!(
        what,
        [
            "warning: classes/room-12.toml:11: [contact.tags] names `early-yaers`, and no child has this tag",
            "error: classes/room-12.toml:12: `overdue_after` (15) comes before `due_after` (20): no family would ever be due",
            "error: classes/room-12.toml:14: [contact.students] names student S9, who does not stand in the roster",
            "error: classes/room-12.toml:15: unknown key `due` in [contact.tags] and [contact.students]",
            "error: classes/room-12.toml:15: `S1` has no days of its own",
            "error: classes/room-12.toml:16: `S3` has no days of its own",
        ]
    );
}
