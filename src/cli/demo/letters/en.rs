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
        "Beans",
        "Dear Ms. Rivera,

There is a bean in a jar on every windowsill we have, each with a label in {child}'s handwriting. We have not heard this much about a school day since September. Whatever you did, thank you.

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
        Topic::Homework,
        "Spelling list",
        "Hello Ms. Rivera,

Is the spelling list for this Friday or for the next one? {child} is sure it's the next, and I have heard that before. And should [he|she] write the sentences by hand, or is typing all right?

{me}",
    ),
    asks(
        Topic::Reading,
        "The shark book",
        "Hi Ms. Rivera,

{child} has read the same book about sharks eleven times and won't hear of another. Do I insist, or is reading reading? [He|She] can recite the part about the teeth.

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
    tells(
        Topic::PickUp,
        "Early pick-up on Friday",
        "Hello,

{child} has an appointment on Friday and I will collect [him|her] from the office at one. Please have [him|her] ready with [his|her] things.

{me}",
    ),
    tells(
        Topic::PickUp,
        "Pick-up today",
        "Hi,

A friend is picking {child} up today because I am stuck at work. He will wait at the side gate.

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
        Topic::Trip,
        "Museum money",
        "Good morning Ms. Rivera,

I can pay half of the museum money now and the rest on the first. Is that all right, or should I go through the office? I would like {child} to go.

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
        Topic::GoodNote,
        "Your note about {child}",
        "I had to read it twice, because at home we hear nothing. Please keep them coming, I have started a folder.

{me}",
    ),
    tells(
        Topic::GoodNote,
        "Your note about {child}",
        "Thank you for this. I was in the parking lot after a long shift, and it was the best thing that happened all day. {child} says it was no big deal and is very pleased.

{me}",
    ),
    tells(
        Topic::GoodNote,
        "Your note about {child}",
        "That sounds just like [him|her]. Thank you for noticing, and for taking the time to write it down.

{me}",
    ),
    tells(
        Topic::GoodNote,
        "Your note about {child}",
        "{child} wants to know how you saw that, because [he|she] was sure nobody was looking. Thank you for looking.

{me}",
    ),
    tells(
        Topic::GoodNote,
        "Your note about {child}",
        "[He|She] has never told me about that. I asked at breakfast, and there was a shrug, and then the whole story came out, with hands. Thank you.

{me}",
    ),
    tells(
        Topic::ReadingLog,
        "Reading log",
        "We do read, I promise, we just never write it down. This week it was four nights, about 20 minutes each, mostly the dragon book. The log is in the bag, signed.

{me}",
    ),
    tells(
        Topic::ReadingLog,
        "Reading log",
        "The log is signed. Two nights are missing because of a birthday, and one night is a comic, which I hope counts.

{me}",
    ),
    tells(
        Topic::ReadingLog,
        "Reading log",
        "Five nights this week. On three of them {child} read to me, on two I read, because of soccer. It is all written down and in the front pocket.

{me}",
    ),
    tells(
        Topic::Birthday,
        "Thank you for the birthday wishes",
        "What a nice surprise, thank you. {child} wore the paper crown until bedtime and won't let me throw it out.

{me}",
    ),
    tells(
        Topic::Birthday,
        "Thank you",
        "Thank you, that was kind. I read it out before [he|she] was properly awake. There will be pancakes for dinner, at [his|her] request.

{me}",
    ),
    tells(
        Topic::Birthday,
        "Thank you",
        "Thank you for thinking of it. We are off to the pool with four friends and one very small cake. I am to tell you that ten feels the same as nine.

{me}",
    ),
    tells(
        Topic::Yes,
        "Thursday",
        "Yes, Thursday at 3:45 works for me. See you then.

{me}",
    ),
    tells(
        Topic::Yes,
        "Thursday",
        "Yes, I will be there at 3:45. I won't say a word to [him|her] before.

{me}",
    ),
];
