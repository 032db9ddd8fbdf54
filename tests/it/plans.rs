//! Plans for one child: written line by line, told to all homes as one letter, looked at until they are done.

use crate::world::World;
use crate::world::settings::Settings;
use homeroom::service::summary::show;

/// A Monday, in the middle of the morning.
fn world() -> World {
    let mut world = World::with(Settings::with_jobs(""), "2026-11-09T10:00:00-05:00");
    world.step().unwrap();
    world
}

/// What is told of each line; all of them are done.
fn says(world: &World, text: &str) -> Vec<String> {
    let told = world.teach(text);
    assert!(told.iter().all(|line| line.done), "{told:?}");
    told.into_iter().map(|line| line.words).collect()
}

fn refused(world: &World, text: &str) -> String {
    let told = world.teach(text).remove(0);
    assert!(!told.done, "{told:?}");
    told.words
}

/// Address, state and words of every letter about a plan.
fn letters(world: &World) -> Vec<Vec<String>> {
    world.rows(
        "SELECT o.recipient, o.state, c.text, o.subject FROM outbox o JOIN outbox_content c ON c.outbox = o.id
         WHERE template = 'plan' ORDER BY o.id",
    )
}

fn states(world: &World) -> Vec<String> {
    letters(world).into_iter().map(|row| format!("{} {}", row[0].split('@').next().unwrap(), row[1])).collect()
}

fn seen(world: &mut World, wall: &str) -> String {
    world.at(wall);
    show(world.class(), world.clock_says()).unwrap().letter.text
}

#[test]
fn all_lines_of_ten_minutes_are_one_letter_to_each_home() {
    let mut world = world();
    let told = says(
        &world,
        "plan Maya: reads aloud without fear\nplan Maya step home: read ten minutes by 18 nov\n\
         plan Maya step school: a quiet place after lunch",
    );
    assert!(told[0].contains("begins") && told[0].contains("undo until 10:10"), "{told:?}");
    assert!(told[0].contains("Ngozi Okafor and Daniel Okafor"), "{told:?}");
    assert!(told[2].contains("Mon 23 Nov 2026 (you named no day)"), "{told:?}");
    world.at("2026-11-09T10:05:00").step().unwrap();
    says(&world, "plan Maya step child: choose a book by fri");
    world.at("2026-11-09T10:12:00").step().unwrap();
    assert_eq!(letters(&world).len(), 0, "the last line can still be taken back");
    world.at("2026-11-09T10:16:00").step().unwrap();
    assert_eq!(states(&world), ["ngozi.okafor sent", "daniel.okafor sent"]);
    for letter in letters(&world) {
        let text = &letter[2];
        for words in [
            "What we want to reach:\nreads aloud without fear\n",
            "At home:\n- read ten minutes (Wednesday, November 18)\n",
            "At school:\n- a quiet place after lunch (Monday, November 23)\n",
            "By Maya:\n- choose a book (Friday, November 13)\n",
        ] {
            assert!(text.contains(words), "{text}");
        }
        assert!(letter[3].starts_with("Maya: ") && !text.contains("New in it"), "{text}");
        let other = if letter[0].starts_with("ngozi") { "Daniel" } else { "Ngozi" };
        assert!(!text.contains(other), "no home reads of the other: {text}");
    }
    world.at("2026-11-09T11:00:00").step().unwrap();
    assert_eq!(letters(&world).len(), 2, "told once");
    says(&world, "plan Maya step home: tell us which book it was by 20 nov");
    world.at("2026-11-09T11:11:00").step().unwrap();
    let again = letters(&world);
    assert_eq!(again.len(), 4);
    assert!(again[3][2].contains("New in it:\ntell us which book it was\n\n"), "{}", again[3][2]);
    assert!(again[3][2].contains("- read ten minutes (Wednesday, November 18)\n"), "the whole plan: {}", again[3][2]);
}

#[test]
fn undo_takes_back_the_last_lines_until_somebody_was_told() {
    let mut world = world();
    says(&world, "plan Maya: reads aloud");
    says(&world, "plan Maya step home: read by 18 nov\nplan Maya step school: a quiet place");
    says(&world, "undo");
    world.at("2026-11-09T10:11:00").step().unwrap();
    let sent = letters(&world);
    assert_eq!(sent.len(), 2);
    assert!(sent[0][2].contains("reads aloud") && !sent[0][2].contains("quiet place"), "{}", sent[0][2]);
    // What both homes have read was said.
    world.at("2026-11-09T10:20:00");
    says(&world, "plan Maya step home: read by 18 nov");
    world.at("2026-11-09T10:31:00").step().unwrap();
    refused(&world, "undo");
    assert_eq!(world.value("SELECT count(*) FROM promise"), "1");
    let text = seen(&mut world, "2026-11-25T08:00:00");
    assert!(text.contains("Maya: plan, home: read") && !text.contains("quiet place"), "{text}");
}

#[test]
fn undo_after_the_end_takes_the_last_line_out_of_it_and_writes_to_nobody() {
    let mut world = world();
    says(&world, "plan Maya: reads aloud\nplan Maya step home: read by 18 nov");
    world.at("2026-11-09T10:11:00").step().unwrap();
    assert_eq!(letters(&world).len(), 2);
    says(&world, "plan Maya: a second goal");
    says(&world, "plan Maya done");
    says(&world, "undo");
    assert_eq!(world.value("SELECT group_concat(text) FROM plan_goal"), "reads aloud");
    world.at("2026-11-09T10:31:00").step().unwrap();
    assert_eq!(letters(&world).len(), 2, "it is over: nothing more is written about it");
    assert!(!seen(&mut world, "2026-11-18T08:00:00").contains("Maya: plan"));
}

#[test]
fn a_plan_of_which_everything_is_taken_back_is_none() {
    let mut world = world();
    says(&world, "plan Omar: reads aloud\nplan Omar step home: read by 18 nov");
    says(&world, "undo");
    world.at("2026-11-09T10:31:00").step().unwrap();
    assert_eq!(letters(&world).len(), 0);
    assert_eq!(
        refused(&world, "plan Omar step home: read"),
        "Omar has no plan yet; first write plan Omar: and the goal"
    );
    says(&world, "history Omar");
    let history =
        world.value("SELECT c.text FROM outbox_content c JOIN outbox o ON o.id = c.outbox WHERE template = 'shown'");
    assert!(!history.contains("Plan"), "{history}");
}

#[test]
fn a_letter_that_waits_for_the_morning_gives_way_to_one_that_tells_all() {
    let mut world = world();
    world.at("2026-11-09T17:55:00");
    says(&world, "plan Maya: reads aloud");
    world.at("2026-11-09T18:06:00").step().unwrap();
    assert_eq!(states(&world), ["ngozi.okafor queued", "daniel.okafor queued"]);
    says(&world, "plan Maya step home: read by 18 nov");
    world.at("2026-11-09T18:20:00").step().unwrap();
    let (waits, gone) =
        (["ngozi.okafor queued", "daniel.okafor queued"], ["ngozi.okafor cancelled", "daniel.okafor cancelled"]);
    assert_eq!(states(&world), [gone, waits].concat());
    // Nobody has been told, so the step can still be taken back; the goal stays and is told.
    says(&world, "undo");
    assert_eq!(states(&world), [gone, gone].concat());
    world.at("2026-11-09T18:40:00").step().unwrap();
    world.at("2026-11-10T08:00:00").step().unwrap();
    let all = letters(&world);
    assert_eq!(states(&world)[4..], ["ngozi.okafor sent", "daniel.okafor sent"]);
    assert!(all[4][2].contains("reads aloud") && !all[4][2].contains("At home"), "{}", all[4][2]);
}

#[test]
fn a_step_is_shown_from_its_day_until_it_is_done_and_with_the_last_the_plan_is_over() {
    let mut world = world();
    says(
        &world,
        "plan Omar: reads aloud\nplan Omar step home: read together by tue\nplan Omar step school: a quiet place by thu",
    );
    world.at("2026-11-09T10:11:00").step().unwrap();
    assert!(!seen(&mut world, "2026-11-09T11:00:00").contains("read together"));
    let text = seen(&mut world, "2026-11-10T08:00:00");
    assert!(text.contains("1. Omar: plan, home: read together (due Tue 10 Nov)"), "{text}");
    assert!(text.contains("1 check-in"), "{text}");
    let told = says(&world, "kept 1").remove(0);
    assert_eq!(told, "done; a good word about it would fit: good Omar: and what went well");
    assert!(!seen(&mut world, "2026-11-10T09:00:00").contains("read together"));
    let text = seen(&mut world, "2026-11-12T08:00:00");
    assert!(text.contains("1. Omar: plan, school: a quiet place"), "{text}");
    let told = says(&world, "done 1").remove(0);
    assert!(told.contains("the plan for Omar is complete and over"), "{told}");
    says(&world, "history Omar");
    let history =
        world.value("SELECT c.text FROM outbox_content c JOIN outbox o ON o.id = c.outbox WHERE template = 'shown'");
    let plan = "Plan, Mon 9 Nov to Thu 12 Nov:\n- goal: reads aloud\n- home: read together (done Tue 10 Nov)\n\
                - school: a quiet place (done Thu 12 Nov)\n\n- Mon 9 Nov 10:11, mail to Samir Haddad\n";
    assert_eq!(history, plan);
    assert!(says(&world, "plan Omar: writes a page")[0].contains("begins"), "a new one");
}

#[test]
fn a_plan_can_be_ended_before_its_steps_are_done() {
    let mut world = world();
    says(&world, "plan Omar: reads aloud\nplan Omar step home: read together by tue");
    assert!(says(&world, "plan Omar done")[0].contains("is over"));
    world.at("2026-11-09T10:11:00").step().unwrap();
    assert_eq!(letters(&world).len(), 0);
    assert!(!seen(&mut world, "2026-11-10T08:00:00").contains("read together"));
    assert!(refused(&world, "plan Omar done").contains("no plan"));
    assert_eq!(
        refused(&world, "plan Maya step home: read by 3 nov 2026"),
        "Maya has no plan yet; first write plan Maya: and the goal"
    );
}

#[test]
fn nobody_reads_of_a_plan_who_may_not_and_nobody_is_told_where_nobody_can_be() {
    let mut world = world();
    says(&world, "plan Zoë: reads aloud");
    says(&world, "plan William: reads aloud");
    let told = says(&world, "plan Linh: reads aloud").remove(0);
    assert!(told.contains("nobody at home can be written to by mail"), "{told}");
    says(&world, "plan Linh step school: read with her by tue");
    world.at("2026-11-09T10:11:00").step().unwrap();
    assert_eq!(states(&world), ["pat.quinn sent", "lina.zhang sent"]);
    assert!(
        seen(&mut world, "2026-11-10T08:00:00").contains("Linh: plan, school: read with her"),
        "it is kept all the same"
    );
    assert_eq!(world.value("SELECT count(*) FROM plan WHERE tell_at IS NOT NULL"), "0");
}

#[test]
fn an_end_of_the_process_loses_no_letter_and_doubles_none() {
    let mut world = world();
    says(&world, "plan Maya: reads aloud");
    world.restart();
    world.at("2026-11-09T10:11:00").tick().unwrap();
    world.restart();
    world.tick().unwrap();
    world.send().unwrap();
    assert_eq!(states(&world), ["ngozi.okafor sent", "daniel.okafor sent"]);
}
