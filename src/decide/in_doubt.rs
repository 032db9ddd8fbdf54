//! Whether a mail shows that one of ours did leave, of which the server's answer was lost.

use super::effect::Effect;
use crate::ids::{MessageId, OutboxId};
use crate::message::Understood;
use jiff::{SignedDuration, Timestamp};

/// When the Sent folder is looked at for a copy of such a mail: so long after it was handed over.
const LOOKS: [SignedDuration; 2] = [SignedDuration::from_mins(2), SignedDuration::from_mins(10)];

/// A copy in Sent, an answer and a report all show that the mail they name did leave. Nobody can name one that has not:
/// a Message-ID holds more chance than can be guessed, and only the mail itself tells it.
pub fn seen_outside(mail: &Understood, own_copy: Option<OutboxId>, in_doubt: &[(OutboxId, MessageId)]) -> Vec<Effect> {
    let reported = mail.bounce.iter().filter_map(|report| report.original_message_id.as_ref());
    let named: Vec<&MessageId> = mail.in_reply_to.iter().chain(&mail.references).chain(reported).collect();
    let is_shown = |(id, message_id): &&(OutboxId, MessageId)| own_copy == Some(*id) || named.contains(&message_id);
    in_doubt.iter().filter(is_shown).map(|(id, _)| Effect::HasLeft { outbox: *id }).collect()
}

/// For so long it is worth trying: whoever cannot look at Sent by then waits for the next plain look.
const WORTH: SignedDuration = SignedDuration::from_mins(2);

/// Whether Sent is to be looked at now for a mail handed over at `tried`, where the last look was at `looked`.
pub fn look_is_due(tried: Timestamp, looked: Timestamp, now: Timestamp) -> bool {
    LOOKS.iter().any(|after| {
        let due = tried.checked_add(*after).unwrap_or(Timestamp::MAX);
        looked < due && due <= now && now.duration_since(due) < WORTH
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::inbound::understand;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + minute * 60).unwrap()
    }

    fn id(text: &str) -> MessageId {
        MessageId::parse(text).unwrap()
    }

    #[test]
    fn a_copy_an_answer_and_a_report_show_it_and_nothing_else_does() {
        let in_doubt = [(OutboxId(7), id("seven@school.test")), (OutboxId(8), id("eight@school.test"))];
        let shown = |headers: &str, copy| {
            let mail = understand(format!("From: ana@families.test\r\n{headers}\r\n\r\nwords\r\n").as_bytes());
            seen_outside(&mail, copy, &in_doubt)
        };
        let seven = vec![Effect::HasLeft { outbox: OutboxId(7) }];
        assert_eq!(shown("Subject: x", None), []);
        assert_eq!(shown("Subject: x", Some(OutboxId(7))), seven);
        assert_eq!(shown("Subject: x", Some(OutboxId(9))), []);
        assert_eq!(shown("In-Reply-To: <seven@school.test>", None), seven);
        assert_eq!(shown("References: <other@x.test> <seven@school.test>", None), seven);
        assert_eq!(shown("Message-ID: <seven@school.test>", None), [], "whoever sends it may write so");
    }

    #[test]
    fn sent_is_looked_at_after_two_minutes_and_after_ten() {
        let due = |looked, now| look_is_due(at(0), at(looked), at(now));
        assert!(!due(0, 1) && due(0, 2) && due(1, 3));
        assert!(!due(2, 3) && !due(5, 9) && due(5, 10) && due(9, 11));
        assert!(!due(10, 11) && !due(0, 4) && !due(5, 600), "a folder that cannot be read is not asked for ever");
    }
}
