//! The buttons of a summary: each a `mailto:` with a key for this one teacher, this day, this item and this verb.

use crate::domain::class::Teacher;
use crate::domain::command::Verb;
use crate::domain::hard::Part;
use crate::message::key::{Key, Purpose, day_number};
use crate::render::summary::numbering::{ItemRef, Numbers};
use crate::render::summary::view::{Asks, Button, HardLetter, Matter, SummaryView};
use crate::render::summary::words::Tongue;
use crate::service::open::OpenClass;
use crate::service::press;
use jiff::civil::Date;

/// Where nothing proves who sent a mail, a press could do nothing.
pub(super) fn fill(view: &mut SummaryView, numbers: &Numbers, class: &OpenClass, teacher: &Teacher) {
    if !class.class().can_prove_senders() {
        return;
    }
    let press = Press { class, teacher, tongue: Tongue::of(&teacher.language), day: view.date };
    for (i, waiting) in view.waiting.iter_mut().enumerate() {
        waiting.buttons = press.all(numbers.get(&ItemRef::Waiting(i)), &[Verb::Reply, Verb::Thanks, Verb::Later]);
    }
    for (i, question) in view.questions.iter_mut().enumerate() {
        let number = numbers.get(&ItemRef::Question(i));
        question.buttons = match &question.asks {
            Asks::WhichChild { children, .. } => {
                number.iter().flat_map(|number| children.iter().map(|child| press.is(**number, child))).collect()
            }
            Asks::WhoIsIt(_) | Asks::IsItFamilyOf { .. } => press.all(number, &[Verb::Done]),
        };
    }
    for (i, draft) in view.drafts.iter_mut().enumerate() {
        let number = numbers.get(&ItemRef::Draft(i));
        draft.buttons = match &draft.hard {
            Some(letter) => number.map(|number| press.hard(*number, letter)).unwrap_or_default(),
            None => press.all(number, &[Verb::Ok, Verb::Edit, Verb::No]),
        };
    }
    for (i, promise) in view.promises.iter_mut().enumerate() {
        let verbs = match promise.matter {
            Matter::Promised | Matter::Answer | Matter::Meeting | Matter::Step(_) => [Verb::Kept, Verb::Later],
            Matter::Offered { .. } => [Verb::Ok, Verb::No],
            Matter::Asked { .. } | Matter::AskedAll { .. } | Matter::Invited { .. } => [Verb::Done, Verb::Later],
        };
        promise.buttons = press.all(numbers.get(&ItemRef::Promise(i)), &verbs);
    }
    for (i, departure) in view.departures.iter_mut().enumerate() {
        let number = numbers.get(&ItemRef::Departure(i));
        let stop = |number: &u32| press.one(*number, Verb::No, press.tongue.stop_button().to_owned(), "");
        departure.buttons = number.map(stop).into_iter().collect();
    }
}

struct Press<'a> {
    class: &'a OpenClass,
    teacher: &'a Teacher,
    tongue: Tongue,
    day: Date,
}

impl Press<'_> {
    fn all(&self, number: Option<&u32>, verbs: &[Verb]) -> Vec<Button> {
        let button = |number: &u32| {
            let one = |verb: &Verb| self.one(*number, *verb, self.tongue.button(*verb).to_owned(), "");
            verbs.iter().map(one).collect()
        };
        number.map(button).unwrap_or_default()
    }

    /// What is edited is what is empty; an `ok` is offered when it would be taken.
    fn hard(&self, number: u32, letter: &HardLetter) -> Vec<Button> {
        let one = |verb: Verb, body: &str| self.one(number, verb, self.tongue.button(verb).to_owned(), body);
        let empty = letter.blanks.empty();
        let lines = empty.iter().map(|blank| self.tongue.labelled(Part::Blank(*blank), "")).collect::<Vec<_>>();
        let ok = letter.can_leave().then(|| one(Verb::Ok, ""));
        ok.into_iter().chain([one(Verb::Edit, &lines.join("\n")), one(Verb::No, "")]).collect()
    }

    fn is(&self, number: u32, child: &str) -> Button {
        self.one(number, Verb::Is, child.to_owned(), child)
    }

    fn one(&self, number: u32, verb: Verb, label: String, body: &str) -> Button {
        let key =
            Key::made(Purpose::Press(verb), day_number(self.day), u8::try_from(number).unwrap_or(u8::MAX), self.day);
        let subject = format!("{label} {number}");
        let href = press::href(self.class, self.teacher, &press::Button { key, subject: &subject, body });
        Button { label, href }
    }
}
