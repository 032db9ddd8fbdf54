//! English.

use super::{Letter, Topic, asks, tells};

pub const LETTERS: &[Letter] = &[
    tells(
        Topic::Absence,
        "{child} out today",
        "Good morning Ms. Rivera,

{child} has been up since four with a stomach bug, so we are keeping [him|her] home today. If [he|she] keeps lunch down [he|she] will be back tomorrow. Please leave the math sheet in [his|her] tray and we will catch up over the weekend.

{me}",
    ),
    tells(
        Topic::Thanks,
        "Thank you for yesterday",
        "Dear Ms. Rivera,

{child} talked about the volcano all the way from the bus stop, and then explained it to the cat. We have not heard that much about a school day since September. Whatever you did, thank you.

{me}",
    ),
    asks(
        Topic::Homework,
        "Math, page 43",
        "Hi Ms. Rivera,

We got stuck on page 43, number 6. {child} says you showed them a way with boxes, and I only know the way with carrying. Which one should [he|she] use? And does it matter, if the answer comes out right?

{me}",
    ),
    asks(
        Topic::Reading,
        "Reading at home",
        "Dear Ms. Rivera,

I wanted to ask you about reading. At home {child} guesses the long words from the first letter and gets cross when I say to look again. [His|Her] cousin is a year younger and reads chapter books. Is this something to worry about, or do we give it time? I would rather know now than in spring.

Thank you,
{me}",
    ),
    tells(
        Topic::PickUp,
        "Pick-up on Thursday",
        "Hello Ms. Rivera,

On Thursday our neighbor, Mrs. Hall, will pick {child} up instead of me. She is on the list in the office and will bring her ID. [He|She] is not taking the bus that day.

{me}",
    ),
    asks(
        Topic::Long,
        "A few things about {child}",
        "Dear Ms. Rivera,

I am sorry this is long. I started it three times.

First, thank you for moving {child} closer to the front. [He|She] says [he|she] can see the board now and does not have to ask anybody what it says. We are having [his|her] eyes checked on the 24th, so there may be glasses after that, and there may be a fuss about the glasses.

Second, the mornings. Since we moved in October we leave the house at ten to seven, and by the time you see [him|her] [he|she] has been up for three hours. If [he|she] is short with people before lunch, that is probably why. There is a second snack in the bag now. Please let [him|her] eat it when [he|she] needs it.

Third, and this is the one I keep thinking about: [he|she] told me [he|she] doesn't raise [his|her] hand any more because the others are faster. I don't want to make it bigger than it is. But [he|she] used to talk all through dinner, and now it is \"fine\" and \"nothing\". Do you see the same in class? And is there something we can do at home that helps and doesn't turn into one more lesson?

I can come in any day after 3:30, or we can talk on the phone, whatever is easier for you.

With thanks,
{me}",
    ),
    tells(
        Topic::Phone,
        "{child}",
        "running 10 min late, traffic on the bridge
pls keep {child} inside, thx",
    ),
    asks(
        Topic::Sibling,
        "{child} and {sibling} on Monday",
        "Hi Ms. Rivera,

{sibling} has the dentist on Monday at 1:15 and I can't be in two places, so I will take {child} out as well, at half past twelve. Can [he|she] eat before we go?

{me}",
    ),
    asks(
        Topic::Trip,
        "Museum slip",
        "Hello Ms. Rivera,

I signed the slip for the museum and then washed it with the jeans. Can you send another one home with {child}? And do they bring lunch, or buy something there?

{me}",
    ),
    asks(
        Topic::Friends,
        "Recess",
        "Dear Ms. Rivera,

{child} has come home upset three days in a row. From what I can put together, the soccer game at recess has captains now, and [he|she] is always picked last. [He|She] doesn't want me to say anything, so please don't mention this mail. Could you keep an eye on it and tell me what you see?

Thank you,
{me}",
    ),
    asks(
        Topic::Medicine,
        "{child}'s inhaler",
        "Good morning,

The doctor has changed {child}'s inhaler to the blue one, two puffs before PE. It is in the front pocket of [his|her] bag with the form. Who should have the spare, you or the nurse?

{me}",
    ),
    tells(
        Topic::GoodNote,
        "Your note about {child}",
        "Your note made my week. I read it out loud at dinner. {child} pretended not to listen, and then asked me to read it again.

Thank you for writing when things go well, too.
{me}",
    ),
    tells(
        Topic::ReadingLog,
        "Reading log",
        "We do read, I promise, we just never write it down. This week it was four nights, about 20 minutes each, mostly the dragon book. The log will come back signed on Monday.

{me}",
    ),
    tells(
        Topic::Birthday,
        "Thank you for the birthday wishes",
        "What a nice surprise, thank you. {child} wore the paper crown until bedtime and won't let me throw it out.

{me}",
    ),
    tells(
        Topic::Yes,
        "Thursday",
        "Yes, Thursday at 3:45 works for me. See you then.

{me}",
    ),
];
