//! Monday 9 to Sunday 15 November.

use super::Line;
use super::Scene::*;
use crate::cli::demo::letters::Topic;

pub const LINES: &[Line] = &[
    (9, 7, 42, Opens("Jamal", "Denise Brooks", Topic::Absence)),
    (9, 8, 20, Opens("William", "Li Na", Topic::Homework)),
    (9, 10, 15, Command("good Maya: She showed a new classmate how to focus the microscope and let him look first.")),
    (9, 12, 5, News(0)),
    (
        9,
        12,
        40,
        Command(
            "good Omar: He asked the firefighter what nobody else had thought of: who comes when your own house burns?",
        ),
    ),
    (
        9,
        15,
        20,
        Command("log Linh called Hoa: Her new shift ends at three, so she can pick up. I told her about the poem."),
    ),
    (9, 16, 10, Opens("Noah", "Rachel Goldberg", Topic::Friends)),
    (9, 19, 50, Opens("Sofía", "Carmen Ramírez", Topic::Reading)),
    (9, 22, 15, Junk(0)),
    (10, 7, 25, Done(&["Denise Brooks"])),
    (10, 8, 10, Opens("Chloé", "Isabelle Laurent", Topic::Medicine)),
    (
        10,
        11,
        10,
        Replies(
            "William",
            "Li Na",
            "Dear Li Na,

Both ways are right, and he may use yours at home. What I would like to see is one line that says why he borrowed. If a page takes more than twenty minutes, please stop there and write that on it.

Elena Rivera",
        ),
    ),
    (
        10,
        11,
        40,
        Command(
            "good William: He found the mistake in my long division on the board and told me very politely, after class.",
        ),
    ),
    (10, 12, 25, Replies(
            "Chloé",
            "Isabelle Laurent",
            "Dear Ms. Laurent,

The form is here and I have read it: two puffs, ten minutes before PE. Please bring the spare one to Nurse Dale in the office. It comes along whenever we leave the building.

Elena Rivera",
        )),
    (10, 14, 50, Opens("Ava", "Kelly Thompson", Topic::Phone)),
    (
        10,
        15,
        40,
        Command("good Jamal: He was home sick yesterday and still came in with every spelling word learned."),
    ),
    (
        10,
        16,
        5,
        Replies(
            "Noah",
            "Rachel Goldberg",
            "Dear Ms. Goldberg,

Thank you for writing, and for trusting me with it. I stood near the soccer game at both recesses today. You are right: two boys choose, and Noah waits. From Thursday on we draw the teams out of a hat, for the whole grade, so it won't look as if it were about him.

Could we talk for ten minutes on Thursday at 3:45, here or by phone?

Elena Rivera",
        ),
    ),
    (10, 16, 40, Opens("Yusuf", "Huda Saleh", Topic::Trip)),
    (10, 17, 35, Opens("Omar", "Samir Haddad", Topic::Thanks)),
    (10, 18, 20, Opens("Khánh", "Thu Phạm", Topic::Homework)),
    (10, 20, 5, ToTeacher("Noah", "Rachel Goldberg", Topic::Yes)),
    (10, 20, 50, Answers("Ethan", "Hana Kim", Topic::Birthday)),
    (10, 21, 10, Opens("Tina", "Diego Rojas", Topic::Long)),
    // Veterans Day: school is closed, families write all the same.
    (11, 11, 45, Opens("Amina", "Fatou Diallo", Topic::Trip)),
    (11, 15, 30, Unknown(0)),
    (11, 17, 10, Opens("Maya", "Daniel Okafor", Topic::Long)),
    (11, 19, 25, Opens("Tommy", "Lan Nguyễn", Topic::Thanks)),
    (11, 20, 10, Opens("Maya", "Ngozi Okafor", Topic::PickUp)),
    (12, 7, 22, Done(&["Kelly Thompson", "Samir Haddad", "Rachel Goldberg", "Hana Kim", "Lan Nguyễn", "Ngozi Okafor", "Harriet Lowell"])),
    (12, 7, 35, Opens("Mateo", "Rosa Flores", Topic::Absence)),
    (12, 8, 20, Opens("Hao", "Chen Jing", Topic::Sibling)),
    (12, 10, 5, Command("good Sofía: She read her poem in Spanish and in English, and the room was quiet for both.")),
    (
        12,
        10,
        20,
        Replies(
            "Sofía",
            "Carmen Ramírez",
            "Dear Ms. Ramírez,

I see it too, and I am not alarmed. She reads for the story and runs ahead of the words. Please go on reading in Spanish at home; it helps her English. From Monday I will listen to her alone for ten minutes twice a week, and I will write to you before the winter break about how it goes.

Elena Rivera",
        ),
    ),
    (12, 11, 50, Replies(
            "Yusuf",
            "Huda Saleh",
            "Dear Ms. Saleh,

A new slip is in Yusuf's blue folder. They bring lunch from home; there is a room to eat it in, and nothing has to be bought.

Elena Rivera",
        )),
    (
        12,
        12,
        30,
        Command(
            "good Tina effort: Her straw bridge broke at three books. She looked at it, laughed, and built one that held seven.",
        ),
    ),
    (12, 12, 50, Replies(
            "Khánh",
            "Thu Phạm",
            "Dear Ms. Phạm,

He may do it the way you learned it, and then show it to us on the board. In class we draw boxes because everybody can see them from the back row. If page 43 takes longer than twenty minutes, please stop there.

Elena Rivera",
        )),
    (12, 15, 10, Replies(
            "Amina",
            "Fatou Diallo",
            "Dear Ms. Diallo,

You are the third washing machine this month. I keep spare slips for that, and one is in Amina's bag. They eat at noon in the museum, what they have brought from home.

Elena Rivera",
        )),
    (12, 15, 35, Replies(
            "Hao",
            "Chen Jing",
            "Dear Ms. Chen,

Yes. On Monday we eat at ten to twelve, so Hao will be done and waiting in the office at half past.

Elena Rivera",
        )),
    (
        12,
        16,
        20,
        Command("log Noah met Rachel: The hat works. He wants to try goalkeeper; she will bring gloves on Monday."),
    ),
    (12, 16, 30, Opens("Chloé", "Marc Petit", Topic::Reading)),
    (12, 17, 45, Opens("Leo", "Ana Martínez", Topic::Sibling)),
    (12, 19, 5, Opens("Priya", "Deepa Nair", Topic::Trip)),
    (12, 20, 15, Answers("Nora", "Erin Doyle", Topic::Birthday)),
    (12, 20, 40, Opens("Elijah", "Joyce Bell", Topic::Reading)),
    (13, 7, 25, Command("ok all")),
    (13, 7, 27, Done(&["Rosa Flores"])),
    (13, 8, 2, OutOfOffice("Priya", "Anil Nair", 23)),
    (13, 8, 5, Bounce("Khánh", "Đức Phạm", "5.1.1")),
    (13, 8, 30, Bounce("Ava", "Brian Thompson", "5.2.2")),
    (13, 9, 0, News(1)),
    (13, 9, 40, Opens("Zoë", "Pat Quinn", Topic::Homework)),
    (13, 10, 50, Replies(
            "Maya",
            "Daniel Okafor",
            "Dear Mr. Okafor,

Thank you for all three. The snack is settled: she eats when she is hungry. About the glasses, tell me the day before, and I will wear mine that morning.

The third thing I see as well. She knows the answer and waits until somebody else has given it. From Monday everyone thinks for a whole minute before anyone may speak. In two weeks I will tell you whether her hand goes up.

Elena Rivera",
        )),
    (
        13,
        11,
        15,
        Command(
            "good Leo: He finished the chapter he had given up on in October and put the book on my desk, grinning.",
        ),
    ),
    (
        13,
        12,
        10,
        Command("good Hao: He raised his hand three times today, and the third time it was to help somebody else."),
    ),
    (13, 12, 40, Replies(
            "Leo",
            "Ana Martínez",
            "Dear Ms. Martínez,

Yes, we eat at ten to twelve. Both of them will be in the office at half past, with their coats on.

Elena Rivera",
        )),
    (
        13,
        14,
        20,
        Replies(
            "Tina",
            "Diego Rojas",
            "Dear Mr. Rojas,

Thank you for taking the time to write all of this down. In the big group she is quiet. At her table she is not quiet at all, and the others listen to her. I will start there.

Could you come on Thursday the 19th at 3:45? Ms. Soto from the office speaks Spanish and will sit with us, so your niece need not come unless you would like her to.

Elena Rivera",
        ),
    ),
    (13, 15, 52, Answers("Maya", "Ngozi Okafor", Topic::GoodNote)),
    (13, 16, 25, Answers("Jamal", "Denise Brooks", Topic::GoodNote)),
    (13, 17, 40, Answers("William", "Li Na", Topic::GoodNote)),
    (13, 18, 10, ToTeacher("Tina", "Diego Rojas", Topic::Yes)),
    (13, 18, 50, Answers("Omar", "Samir Haddad", Topic::GoodNote)),
    (13, 20, 15, Answers("Leo", "Ana Martínez", Topic::GoodNote)),
    (13, 21, 5, Answers("Sofía", "Carmen Ramírez", Topic::GoodNote)),
    (14, 10, 10, Answers("Priya", "Deepa Nair", Topic::Birthday)),
    (14, 11, 30, Opens("Amina", "Moussa Diallo", Topic::Reading)),
    (14, 16, 0, Answers("Maya", "Daniel Okafor", Topic::GoodNote)),
    (15, 10, 45, Opens("Sofía", "Luis Ramírez", Topic::PickUp)),
    (15, 16, 30, Answers("Layla", "Rania Nasser", Topic::ReadingLog)),
    (15, 17, 5, Answers("Ava", "Kelly Thompson", Topic::ReadingLog)),
    (15, 18, 40, Answers("Khánh", "Thu Phạm", Topic::ReadingLog)),
    (15, 19, 20, Answers("Amina", "Fatou Diallo", Topic::ReadingLog)),
    (15, 20, 30, Answers("Tina", "Diego Rojas", Topic::ReadingLog)),
];
