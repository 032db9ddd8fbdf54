//! Saturday 21 to Monday 23 November.

use super::Line;
use super::Scene::*;
use crate::cli::demo::letters::Topic;

pub const LINES: &[Line] = &[
    (21, 10, 30, Answers("Elijah", "Joyce Bell", Topic::GoodNote)),
    (21, 15, 5, Opens("Hao", "Chen Jing", Topic::Reading)),
    (22, 11, 15, Opens("Leo", "Ana Martínez", Topic::Trip)),
    (22, 16, 35, Answers("Noah", "Rachel Goldberg", Topic::ReadingLog)),
    (22, 18, 20, Answers("William", "Li Na", Topic::ReadingLog)),
    (22, 19, 45, Opens("Khánh", "Thu Phạm", Topic::Trip)),
    (22, 21, 50, Junk(2)),
    (23, 7, 20, Done(&["Moussa Diallo", "Rania Nasser", "Isabelle Laurent", "Deepa Nair", "Pat Quinn", "Rosa Flores", "Lan Nguyễn", "Joyce Bell", "Rachel Goldberg", "Li Na"])),
    (23, 7, 26, Is("Ana Martínez", "Leo and Mia")),
    (23, 7, 40, Opens("Chloé", "Isabelle Laurent", Topic::Absence)),
    (23, 8, 5, Opens("Layla", "Rania Nasser", Topic::Homework)),
    (23, 10, 10, Command("good Noah: He stood in goal in front of the whole grade, let two in, and asked to go on.")),
    (23, 11, 30, Opens("Sofía", "Luis Ramírez", Topic::Medicine)),
    (
        23,
        12,
        15,
        Command("good Yusuf: He read his own poem aloud in Arabic first, and then told us what the moon was doing in it."),
    ),
    (23, 12, 50, Replies(
            "Leo",
            "Ana Martínez",
            "Dear Ms. Martínez,

Half now and half on the first is fine, for both of them. One envelope is enough.

Elena Rivera",
        )),
    (23, 14, 0, Opens("Tommy", "Lan Nguyễn", Topic::PickUp)),
    (
        23,
        15,
        20,
        Replies(
            "Layla",
            "Rania Nasser",
            "Dear Ms. Nasser,

She may use the way she learned from you. Both come to the same answer, and I would rather she understood one of them well. On Tuesday we do number 6 together in class, and she will show the others how you do it.

Elena Rivera",
        ),
    ),
    (23, 16, 5, Replies(
            "Khánh",
            "Thu Phạm",
            "Dear Ms. Phạm,

A new slip is in his bag; they bring lunch from home.

Your mail of last Tuesday lay in the junk folder, and I found it only because I was told to look there. I am sorry. I have been at the soccer field every recess since, and he will not hear from me why.

Elena Rivera",
        )),
    (23, 16, 40, Answers("Mia", "Ana Martínez", Topic::Birthday)),
    (23, 18, 30, Opens("Yusuf", "Huda Saleh", Topic::Friends)),
    (23, 20, 10, Opens("Amina", "Fatou Diallo", Topic::PickUp)),
];
