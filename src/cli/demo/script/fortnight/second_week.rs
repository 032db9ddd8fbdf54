//! Monday 16 to Friday 20 November.

use super::Line;
use super::Scene::*;
use crate::cli::demo::letters::Topic;

pub const LINES: &[Line] = &[
    (16, 3, 12, Junk(1)),
    (16, 7, 20, Command("done 1")),
    (16, 7, 33, Opens("Tommy", "Lan Nguyễn", Topic::Absence)),
    (16, 8, 10, Answers("Ethan", "Hana Kim", Topic::ReadingLog)),
    (
        16,
        10,
        40,
        Command("good Layla: She saw that the smallest plant was always in the shade and turns the pots every morning."),
    ),
    (16, 12, 0, Unknown(3)),
    (
        16,
        12,
        30,
        Command("good Priya: She lost a chess game she had nearly won and was the first to set the pieces up again."),
    ),
    (16, 14, 45, Opens("Ethan", "Joon Kim", Topic::Medicine)),
    (
        16,
        15,
        10,
        Command("note Elijah: Visits his brother on Sundays and is worn out on Mondays. Easy on the homework that day."),
    ),
    (16, 18, 30, Opens("Yusuf", "Huda Saleh", Topic::Reading)),
    (16, 20, 0, Opens("Mateo", "Rosa Flores", Topic::Homework)),
    (17, 7, 45, Opens("Jamal", "Denise Brooks", Topic::Trip)),
    (17, 9, 0, News(2)),
    (
        17,
        9,
        50,
        Command("good Mateo: He gave up his recess to look for a first grader's lost mitten, and he found it."),
    ),
    (
        17,
        11,
        40,
        Command("good Khánh: He drew the water cycle on the board from memory and took every question from the class."),
    ),
    (17, 13, 5, Opens("Zoë", "Robin Vale", Topic::PickUp)),
    (17, 15, 25, Command("log Ava called Kelly: The late bus is sorted out. She asked for the spelling list a day early.")),
    (17, 16, 20, Opens("Chloé", "Isabelle Laurent", Topic::Thanks)),
    (17, 16, 45, InJunk("Khánh", "Thu Phạm", Topic::Friends)),
    (
        17,
        17,
        30,
        Mails(
            "Elijah",
            "Joyce Bell",
            "Elijah and the piano",
            "Dear Ms. Bell,

Something good. In the music room today Elijah sat down at the piano and played eight bars that he has taught himself, nobody knows when. Ms. Lund, who teaches music, would like to give him twenty minutes every Wednesday.

Could you come by on Thursday at 3:45, so that we can ask him together?

Elena Rivera",
        ),
    ),
    (17, 19, 0, Opens("Omar", "Samir Haddad", Topic::Medicine)),
    (17, 19, 40, ToTeacher("Elijah", "Joyce Bell", Topic::Yes)),
    (17, 20, 20, Opens("Sofía", "Carmen Ramírez", Topic::Trip)),
    (18, 7, 21, Command("done 2")),
    (
        18,
        10,
        15,
        Command("good Chloé: She wrote a whole page about her grandmother's kitchen, and I could smell the soup."),
    ),
    (18, 10, 50, Opens("Hao", "Chen Jing", Topic::Thanks)),
    (
        18,
        12,
        20,
        Command("good Mia: She told the class the long joke about the snail and got to the end without laughing."),
    ),
    (18, 12, 35, Opens("Tommy", "Lan Nguyễn", Topic::Homework)),
    (18, 13, 30, Unknown(1)),
    (18, 14, 5, Fake("Ava", "Kelly Thompson", Topic::PickUp)),
    (
        18,
        15,
        0,
        Replies(
            "Omar",
            "Samir Haddad",
            "Dear Mr. Haddad,

Please give the spare one to Nurse Dale in the office. She keeps it in the cupboard with his name on it, and I carry it when we leave the building. Omar took his two puffs before PE today, without being reminded, and ran the whole mile.

Elena Rivera",
        ),
    ),
    (18, 16, 10, Opens("Priya", "Deepa Nair", Topic::Homework)),
    (18, 17, 20, Opens("Chloé", "Marc Petit", Topic::Trip)),
    (18, 18, 45, Opens("Tina", "Diego Rojas", Topic::Friends)),
    (18, 20, 40, Answers("Mateo", "Rosa Flores", Topic::Birthday)),
    (19, 7, 30, Opens("Yusuf", "Huda Saleh", Topic::Absence)),
    (
        19,
        9,
        15,
        Command("good Amina: She stopped in the middle of a race to help someone up, and they ran the rest together."),
    ),
    (
        19,
        10,
        30,
        Command("good Zoë: She asked whether we could thank the bus driver with a card, and then got it all done."),
    ),
    (19, 11, 20, Opens("Noah", "Rachel Goldberg", Topic::Thanks)),
    (19, 13, 40, Opens("Sofía", "Luis Ramírez", Topic::Homework)),
    (
        19,
        15,
        58,
        Command("log Elijah met Joyce: Piano with Ms. Lund on Wednesdays. He said yes before we had finished asking."),
    ),
    (19, 16, 35, Opens("William", "Li Na", Topic::Friends)),
    (19, 17, 5, Unknown(2)),
    (19, 18, 10, Opens("Amina", "Fatou Diallo", Topic::Friends)),
    (19, 20, 25, Opens("Nora", "Erin Doyle", Topic::Reading)),
    (20, 7, 24, Command("ok all")),
    (20, 8, 5, Bounce("Khánh", "Đức Phạm", "5.1.1")),
    (20, 8, 20, Opens("Layla", "Rania Nasser", Topic::Trip)),
    (20, 9, 10, News(3)),
    (
        20,
        10,
        40,
        Command("good Elijah: He played eight bars on the piano that he had taught himself, and then played them again."),
    ),
    (
        20,
        11,
        50,
        Command("good Tommy: He counted the beans in the jar in a way I had never thought of and came closest of us all."),
    ),
    (20, 14, 50, Opens("Amina", "Moussa Diallo", Topic::Phone)),
    (20, 15, 48, Answers("Layla", "Rania Nasser", Topic::GoodNote)),
    (20, 16, 15, Answers("Chloé", "Isabelle Laurent", Topic::GoodNote)),
    (20, 16, 40, Answers("Priya", "Deepa Nair", Topic::GoodNote)),
    (20, 17, 30, Answers("Mia", "Ana Martínez", Topic::GoodNote)),
    (20, 18, 20, Answers("Zoë", "Pat Quinn", Topic::GoodNote)),
    (20, 19, 10, Answers("Mateo", "Rosa Flores", Topic::GoodNote)),
    (20, 20, 5, Answers("Tommy", "Lan Nguyễn", Topic::GoodNote)),
];
