//! Cells about the mailbox with a real Dovecot behind a line that breaks, and with a disk that fills.

use super::frame::cell_on_servers;
use super::mailbox::{accounted, letter, no_after_k_of_n, settings};
use super::real::{THURSDAY, all_stored, later, school_of, write_in};
use crate::school::mail::plain;
use crate::school::proxy::{End, Fault, Proxy};
use crate::servers::PASSWORD;
use crate::state::SmallDisk;
use crate::world::World;
use homeroom::imap::sync_plan::Reach;
use jiff::SignedDuration;

const MAILS: usize = 50;
const MONDAY: &str = "2026-11-09T09:00:00-05:00";

/// One look at a mailbox in Dovecot over this line; whether it ended well.
fn look(world: &World, line: &Proxy, user: &str) -> bool {
    let Ok(mut source) = world.connect_to(line.port, user, PASSWORD) else { return false };
    world.look(&mut source, Reach::Full).0.is_ok()
}

#[test]
fn c1_5_a_line_that_is_cut_while_mail_is_fetched() {
    // Twenty seeds together cut at every 97th octet.
    cell_on_servers("C1.5", 2, |seed, servers| {
        let user = format!("matrix5.s{}@school.test", seed.number);
        for n in 1..=MAILS {
            servers.deliver(&user, &letter(n as u64), "INBOX");
        }
        let line = Proxy::to(servers.imap_port());
        let whole = World::with(settings(), MONDAY);
        assert!(look(&whole, &line, &user));
        whole.understand().unwrap();
        accounted(&whole, MAILS);
        let octets = line.heard();
        let mut cuts = 0;
        for at in (seed.number as usize % 20 * 97..octets).step_by(97 * 20).filter(|at| *at > 0) {
            let world = World::with(settings(), MONDAY);
            let end = if seed.random.bool() { End::Fin } else { End::Reset };
            line.next(Fault::ToClient(at, end), 1);
            line.next(Fault::ToClient(seed.random.usize(1..=octets), End::Fin), 1);
            for _ in 0..2 {
                look(&world, &line, &user);
                world.understand().unwrap();
            }
            line.is_well();
            assert!(look(&world, &line, &user), "cut at {at}");
            world.understand().unwrap();
            accounted(&world, MAILS);
            cuts += 1;
        }
        println!("{cuts} cuts in {octets} octets");
        no_after_k_of_n(seed);
    });
}

#[test]
fn c1_10_a_disk_that_is_full_while_mail_is_stored() {
    cell_on_servers("C1.10", 2, |seed, servers| {
        let school = school_of(servers, 5);
        let Some(disk) = SmallDisk::mount(school.path("state")) else {
            panic!("no small disk can be mounted here");
        };
        school.at(THURSDAY).run();
        let ballast = disk.leave(seed.random.usize(60_000..400_000));
        let (class, from) = (school.class(), school.guardian("guardian3"));
        for number in 0..12 {
            // Words that no packing makes small.
            let body: String = (0..1_000).map(|_| format!("{:064x}\n", seed.random.u128(..))).collect();
            school.servers.deliver(&class, &plain(&from, &class, &format!("mail {number}"), &body), "INBOX");
        }
        let noon = later(THURSDAY, SignedDuration::from_mins(5));
        for _ in 0..2 {
            let told = school.at(&noon).tells(&["run", "--once"]).ended(1);
            assert!(told.err.contains("the disk is full"), "{}", told.err);
        }
        school.at(&noon).tells(&["status"]);
        std::fs::remove_file(ballast).expect("free some space");
        school.at(&noon).run();
        all_stored(&school, &noon, 12);
    });
}

#[test]
fn c1_14_a_teacher_who_reads_all_mail_first() {
    cell_on_servers("C1.14", 2, |seed, servers| {
        let school = school_of(servers, 5);
        let class = school.class();
        school.at(THURSDAY).run();
        let mut mails = 0;
        for round in 1..=4 {
            for _ in 0..seed.random.usize(1..8) {
                write_in(&school, 5, seed);
                mails += 1;
            }
            // The teacher's own program is faster, and stays connected.
            let mut session = servers.session(&class);
            session.command("SELECT INBOX");
            session.command(r"UID STORE 1:* +FLAGS (\Seen)");
            let some = seed.random.usize(1..=mails);
            session.command(&format!(r"UID STORE {some} +FLAGS (\Flagged \Answered)"));
            let before = servers.flags_and_folders(&class);
            school.at(&later(THURSDAY, SignedDuration::from_mins(round))).run();
            assert_eq!(servers.flags_and_folders(&class), before, "nothing is marked, moved or deleted");
        }
        all_stored(&school, &later(THURSDAY, SignedDuration::from_mins(9)), mails);
        let seen = servers.mailbox(&class, "INBOX");
        assert!(seen.iter().all(|mail| mail.flags.contains(r"\Seen")), "as the teacher left them");
    });
}
