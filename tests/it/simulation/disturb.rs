//! What is done to the mail on its way in, to the clock, and by the teacher.

use super::play::Simulation;
use crate::year::faults::damaged;
use homeroom::cli::demo::cast;
use homeroom::clock::Clock;
use homeroom::ids::ContentHash;
use jiff::{SignedDuration, Timestamp};

impl Simulation {
    /// A mail reaches the mailbox, in one of the ways in which mails do.
    pub fn post(&mut self, folder: &'static str, mut bytes: Vec<u8>) {
        let dice = self.rng.u8(0..100);
        match dice {
            0..5 => {
                let twin = [b"X-Sent-Again: yes\r\n".as_slice(), &bytes].concat();
                self.server.inside().mailbox.deliver(folder, &twin);
                self.note(format!("the same Message-ID twice in {folder}"));
            }
            5..8 => {
                bytes = without_id(&bytes);
                self.note(format!("a mail without an id in {folder}"));
            }
            8..11 if bytes.len() < 30_000 => {
                bytes = damaged(&bytes, &mut self.rng);
                self.promises.odd.insert(ContentHash::of(&bytes));
                self.note(format!("a damaged mail in {folder}"));
            }
            11..14 => {
                self.server.inside().mailbox.deliver("Junk", &bytes);
                self.note(format!("the same mail in Junk and in {folder}"));
            }
            _ => {}
        }
        let now = self.now();
        let uid = self.server.inside().mailbox.deliver(folder, &bytes);
        match dice {
            14..22 => {
                self.server.inside().mailbox.hide(folder, uid);
                self.note(format!("{folder} {uid} comes and shows later"));
            }
            22..27 => {
                let until = now + SignedDuration::from_hours(self.rng.i64(1..80));
                self.server.inside().mailbox.hurt(folder, uid, until);
                self.note(format!("{folder} {uid} comes and hurts the server"));
            }
            27..32 => {
                self.server.inside().mailbox.reveal();
                self.note(format!("{folder} {uid} comes, and what was hidden shows"));
            }
            _ => self.note(format!("{folder} {uid} comes")),
        }
        if self.rng.u8(0..3) == 0 && self.lasting.disk_full.is_none() {
            self.teaches();
        }
    }

    fn teaches(&mut self) {
        self.fill_disk();
        let child = cast::CHILDREN.iter().find(|c| self.room.children.contains(c.id)).unwrap();
        let text = match self.rng.u8(0..6) {
            0 => "ok all".to_owned(),
            1 => format!("ok {}", self.rng.u8(1..6)),
            2 => format!("no {}", self.rng.u8(1..6)),
            3 => "done 1, 2".to_owned(),
            _ => format!("good {}: Helped with the beans. zqmoment{}", child.called(), child.id),
        };
        if self.believed().is_ok_and(|believed| believed) {
            self.world.teach(&text);
            self.note(format!("the teacher says {text}"));
        }
    }

    /// The clock is wrong for a while. Nothing runs meanwhile, and nothing leaves.
    pub fn wrong_clock(&mut self) {
        // The daemon's loops look every half minute.
        self.turn_undisturbed();
        let now = self.now();
        let by = match self.rng.u8(0..4) {
            0 => Timestamp::UNIX_EPOCH.duration_since(now),
            1 => SignedDuration::from_hours(24),
            2 => SignedDuration::from_hours(-24),
            _ => SignedDuration::from_mins(*self.rng.choice(&[-1_400, -90, -21, 7, 61, 3_000]).unwrap()),
        };
        // A start believes a time that is later, for a machine may have been off so long; and a clock that is a little
        // slow soon reaches again the time that homeroom ran last.
        let boots = by <= SignedDuration::from_mins(-90) && self.rng.bool();
        self.note(format!("the clock is wrong by {by:#}, {}", if boots { "and homeroom starts" } else { "suddenly" }));
        let before = self.done();
        self.wrong_by = by;
        self.world.clock.put(by);
        if boots {
            self.restart();
        }
        for _ in 0..3 {
            self.turn_in_doubt();
            let later = self.now() + SignedDuration::from_mins(self.rng.i64(1..16));
            self.pass_to(later);
        }
        assert_eq!(self.done(), before, "something was done while the clock was wrong");
        self.note(format!("the clock says {} and is put right", self.world.clock.now()));
        self.world.clock.put(-by);
        self.wrong_by = SignedDuration::ZERO;
        self.turn_undisturbed();
    }

    fn done(&self) -> (usize, String) {
        let said = "SELECT (SELECT count(*) FROM job_run) || ' ' || (SELECT count(*) FROM outbox) || ' ' ||
            (SELECT count(*) FROM contact)";
        (self.world.arrived.len(), self.world.value(said))
    }
}

fn without_id(mail: &[u8]) -> Vec<u8> {
    let lines = mail.split_inclusive(|b| *b == b'\n');
    lines.filter(|l| !l.to_ascii_lowercase().starts_with(b"message-id:")).collect::<Vec<_>>().concat()
}
