//! Monday 16 to Friday 20 November.

use super::Line;
use super::Scene::*;
use crate::cli::demo::letters::Topic;

pub const LINES: &[Line] = &[
    (16, 3, 12, Junk(1)),
    (16, 7, 20, Done(&["Ngozi Okafor", "Denise Brooks", "Li Na", "Diego Rojas", "Samir Haddad", "Carmen Ramírez", "Daniel Okafor", "Ana Martínez", "Luis Ramírez", "Rania Nasser", "Kelly Thompson", "Thu Phạm", "Fatou Diallo", "Erin Doyle"])),
    (16, 7, 33, Opens("Tommy", "Lan Nguyễn", Topic::Absence)),
    (16, 8, 10, Answers("Ethan", "Hana Kim", Topic::ReadingLog)),
    (
        16,
        10,
        40,
        Command("good Layla: She saw that the smallest plant was always in the shade and turns the pots every morning."),
    ),
    (16, 10, 55, Replies(
            "Priya",
            "Deepa Nair",
            "Dear Ms. Nair,

Priya has a new slip in her folder and has written “not for the wash” on the back. Lunch comes from home.

I am glad the birthday was a good one.

Elena Rivera",
        )),
    (16, 11, 40, Replies(
            "Chloé",
            "Marc Petit",
            "Dear Mr. Petit,

I see it too, and it does not worry me yet. She reads faster than she looks. Three minutes a day are enough: cover a long word with a finger and uncover it bit by bit. Before the break I will tell you what has changed.

Elena Rivera",
        )),
    (16, 12, 0, Unknown(3)),
    (
        16,
        12,
        30,
        Command("good Priya: She lost a chess game she had nearly won and was the first to set the pieces up again."),
    ),
    (16, 12, 35, Replies(
            "Elijah",
            "Joyce Bell",
            "Dear Ms. Bell,

Reading is reading, and eleven times is the record in this room. Leave him the sharks. Tomorrow a book about whales will lie on his desk, and nobody will say a word about it.

Elena Rivera",
        )),
    (16, 14, 45, Opens("Ethan", "Joon Kim", Topic::Medicine)),
    (
        16,
        15,
        10,
        Command("note Elijah: Visits his brother on Sundays and is worn out on Mondays. Easy on the homework that day."),
    ),
    (16, 15, 25, Replies(
            "Amina",
            "Moussa Diallo",
            "Dear Mr. Diallo,

Please do not insist. She reads, and that is what counts. I have asked her to write a new last page for the book about the sharks. Ask her how it ends now.

Elena Rivera",
        )),
    (16, 15, 40, Replies(
            "Zoë",
            "Pat Quinn",
            "Dear Pat Quinn,

The boxes, if you can bear them, and the carrying beside them. Zoë can explain the boxes; let her be the teacher for five minutes. The answer matters, and so does the way, because next month there is no answer without it.

Elena Rivera",
        )),
    (16, 18, 30, Opens("Yusuf", "Huda Saleh", Topic::Reading)),
    (16, 20, 0, Opens("Mateo", "Rosa Flores", Topic::Homework)),
    (17, 7, 20, Done(&["Lan Nguyễn", "Hana Kim", "Ngozi O."])),
    (17, 7, 45, Opens("Jamal", "Denise Brooks", Topic::Trip)),
    (17, 9, 0, News(2)),
    (
        17,
        9,
        50,
        Command("good Mateo kindness: He gave up his recess to look for a first grader's lost mitten, and he found it."),
    ),
    (17, 11, 15, Replies(
            "Ethan",
            "Joon Kim",
            "Dear Mr. Kim,

I have the form. The spare one belongs with Nurse Dale, who is in the office until four. Ethan takes his two puffs by the door before PE, and I see to it.

Elena Rivera",
        )),
    (
        17,
        11,
        40,
        Command("good Khánh: He drew the water cycle on the board from memory and took every question from the class."),
    ),
    (17, 12, 40, Replies(
            "Yusuf",
            "Huda Saleh",
            "Dear Ms. Saleh,

Yes, I see the guessing too. In a second language that is a sensible thing to do, and it passes. Please go on reading in Arabic with him; what he understands there he will find again in English. From this week he has ten minutes with me on Tuesdays and Thursdays.

Elena Rivera",
        )),
    (17, 12, 55, Replies(
            "Jamal",
            "Denise Brooks",
            "Dear Ms. Brooks,

Half now and the rest on the first is quite all right. You can send it to me, it need not go through the office. Jamal is on the list.

Elena Rivera",
        )),
    (17, 13, 5, Opens("Zoë", "Robin Vale", Topic::PickUp)),
    (17, 15, 5, Replies(
            "Mateo",
            "Rosa Flores",
            "Dear Ms. Flores,

Your way is a good way. I would like him to try the boxes once, for number 6 only, and then to choose.

Elena Rivera",
        )),
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
    (18, 7, 21, Done(&["Isabelle Laurent", "Joyce Bell"])),
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
    (18, 12, 30, Replies(
            "Sofía",
            "Carmen Ramírez",
            "Dear Ms. Ramírez,

A new slip is in Sofía's folder. They bring their lunch. The museum sells postcards and nothing to eat.

Elena Rivera",
        )),
    (18, 12, 35, Opens("Tommy", "Lan Nguyễn", Topic::Homework)),
    (18, 13, 30, Unknown(1)),
    (18, 14, 5, Fake("Ava", "Kelly Thompson", Topic::PickUp)),
    (18, 14, 25, Command("log Ava called Kelly: She wrote nothing about a friend at the side gate. The office knows.")),
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
    (19, 7, 20, Done(&["Chen Jing", "Rosa Flores", "Tom Okafor"])),
    (19, 7, 30, Opens("Yusuf", "Huda Saleh", Topic::Absence)),
    (
        19,
        9,
        15,
        Command("good Amina kindness: She stopped in the middle of a race to help someone up, and they ran the rest together."),
    ),
    (
        19,
        10,
        30,
        Command("good Zoë: She asked whether we could thank the bus driver with a card, and then got it all done."),
    ),
    (19, 10, 50, Replies(
            "Tommy",
            "Lan Nguyễn",
            "Dear Ms. Nguyễn,

It is for this Friday. The sentences are written by hand, and four of them are enough.

Elena Rivera",
        )),
    (19, 11, 20, Opens("Noah", "Rachel Goldberg", Topic::Thanks)),
    (19, 12, 15, Replies(
            "Priya",
            "Deepa Nair",
            "Dear Ms. Nair,

This Friday, I am sorry to say; tell her I said it kindly. By hand, please. On Wednesdays we type.

Elena Rivera",
        )),
    (19, 12, 40, Replies(
            "Chloé",
            "Marc Petit",
            "Dear Mr. Petit,

Half now and the rest on the first is fine, and nobody in the office needs to know. She is on the list already.

Elena Rivera",
        )),
    (19, 13, 40, Opens("Sofía", "Luis Ramírez", Topic::Homework)),
    (
        19,
        15,
        58,
        Command("log Elijah met Joyce: Piano with Ms. Lund on Wednesdays. He said yes before we had finished asking."),
    ),
    (19, 16, 20, Command("log Tina met Diego: Ms. Soto came too. Tina will read to two others in the corner, not in front of everyone.")),
    (19, 16, 35, Opens("William", "Li Na", Topic::Friends)),
    (19, 17, 5, Unknown(2)),
    (19, 18, 10, Opens("Amina", "Fatou Diallo", Topic::Friends)),
    (19, 20, 25, Opens("Nora", "Erin Doyle", Topic::Reading)),
    (20, 7, 24, Command("ok all")),
    (20, 7, 26, Done(&["Huda Saleh", "Rachel Goldberg", "Gwen Abbott"])),
    (20, 8, 5, Bounce("Khánh", "Đức Phạm", "5.1.1")),
    (20, 8, 20, Opens("Layla", "Rania Nasser", Topic::Trip)),
    (20, 9, 10, News(3)),
    (20, 10, 15, Replies(
            "Sofía",
            "Luis Ramírez",
            "Dear Mr. Ramírez,

For this Friday, which is today. Sofía may bring it on Monday. By hand, please.

Elena Rivera",
        )),
    (
        20,
        10,
        40,
        Command("good Elijah growth: He played eight bars on the piano that he had taught himself, and then played them again."),
    ),
    (
        20,
        11,
        50,
        Command("good Tommy: He counted the beans in the jar in a way I had never thought of and came closest of us all."),
    ),
    (20, 12, 20, Replies(
            "William",
            "Li Na",
            "Dear Li Na,

Thank you for telling me. I will not mention your mail to him. The teams come out of a hat since last week, but on the small field two boys still choose; I went to look today. The hat goes there now as well. On Wednesday I will tell you how it is.

Elena Rivera",
        )),
    (20, 12, 45, Replies(
            "Amina",
            "Fatou Diallo",
            "Dear Ms. Diallo,

I stood there today. She did not want to be chosen at all and sat on the bench with her book. On Monday I will ask her to teach the others the ball game she showed me in September. Nothing of your mail will come up.

Elena Rivera",
        )),
    (20, 14, 50, Opens("Amina", "Moussa Diallo", Topic::Phone)),
    (20, 15, 10, Replies(
            "Layla",
            "Rania Nasser",
            "Dear Ms. Nasser,

Of course. Half now and half on the first, in an envelope with her name on it. She is on the list, and she has told me already which room she wants to see.

Elena Rivera",
        )),
    (20, 15, 48, Answers("Layla", "Rania Nasser", Topic::GoodNote)),
    (20, 16, 15, Answers("Chloé", "Isabelle Laurent", Topic::GoodNote)),
    (20, 16, 40, Answers("Priya", "Deepa Nair", Topic::GoodNote)),
    (20, 17, 30, Answers("Mia", "Ana Martínez", Topic::GoodNote)),
    (20, 18, 20, Answers("Zoë", "Pat Quinn", Topic::GoodNote)),
    (20, 19, 10, Answers("Mateo", "Rosa Flores", Topic::GoodNote)),
    (20, 20, 5, Answers("Tommy", "Lan Nguyễn", Topic::GoodNote)),
];
