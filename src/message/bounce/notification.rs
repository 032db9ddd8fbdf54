//! Notifications of Amazon SES: delivery reports as one JSON object in an ordinary mail.

use super::super::clean::clean_line;
use super::super::{Action, Bounce, BouncedRecipient};
use super::{Found, code, reason};
use crate::domain::address::EmailAddress;
use crate::ids::MessageId;
use serde_json::Value;

const MAX_OCTETS: usize = 64 * 1024;

/// `None` for every text that does not begin with such an object.
pub(super) fn read(text: &str) -> Option<Found> {
    let start = text.trim_start();
    if !start.starts_with('{') || !start.contains("notificationType") {
        return None;
    }
    // Old mail servers break lines of this length with an exclamation mark.
    let whole = start.get(..MAX_OCTETS).unwrap_or(start).replace("!\n ", "");
    let object: Value = serde_json::Deserializer::from_str(&whole).into_iter().next()?.ok()?;
    // The service that passes the notification on may wrap it in one of its own.
    let object = match object["Message"].as_str() {
        Some(inner) => serde_json::from_str(inner).ok()?,
        None => object,
    };
    let mail = &object["mail"];
    let recipients = match object["notificationType"].as_str()? {
        "Bounce" => bounced(&object["bounce"]),
        "Delivery" => delivered(&object["delivery"]),
        _ => return None,
    };
    let permanent = recipients.iter().any(super::failed_for_good);
    let original_message_id = mail["commonHeaders"]["messageId"]
        .as_str()
        .and_then(MessageId::parse)
        .or_else(|| MessageId::parse(&format!("{}@email.amazonses.com", mail["messageId"].as_str()?)));
    Some(Found {
        bounce: Bounce { recipients, permanent, original_message_id },
        sign: "a notification of the sending service".to_owned(),
    })
}

fn bounced(bounce: &Value) -> Vec<BouncedRecipient> {
    let permanent = bounce["bounceType"] == "Permanent";
    let list = bounce["bouncedRecipients"].as_array().map(Vec::as_slice).unwrap_or_default();
    list.iter()
        .map(|r| {
            let words = r["diagnosticCode"].as_str().unwrap_or_default();
            let class = if permanent { "5.0.0" } else { "4.0.0" };
            let status = r["status"].as_str().and_then(code::enhanced).unwrap_or_else(|| class.to_owned());
            BouncedRecipient {
                address: r["emailAddress"].as_str().and_then(EmailAddress::parse),
                action: if r["action"] == "delayed" { Action::Delayed } else { Action::Failed },
                reason: reason::of(Some(&status), words),
                status: Some(status),
                diagnostic: Some(clean_line(words, 300)).filter(|w| !w.is_empty()),
            }
        })
        .collect()
}

fn delivered(delivery: &Value) -> Vec<BouncedRecipient> {
    let list = delivery["recipients"].as_array().map(Vec::as_slice).unwrap_or_default();
    let words = delivery["smtpResponse"].as_str().unwrap_or_default();
    list.iter()
        .map(|r| BouncedRecipient {
            address: r.as_str().and_then(EmailAddress::parse),
            action: Action::Delivered,
            status: code::enhanced(words).or(Some("2.0.0".to_owned())),
            reason: reason::of(None, ""),
            diagnostic: None,
        })
        .collect()
}
