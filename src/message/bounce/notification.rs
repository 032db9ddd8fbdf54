//! Notifications of Amazon SES: delivery reports as one JSON object in an ordinary mail.

use super::super::clean::clean_line;
use super::super::fields::{Field, Header};
use super::super::{Action, Bounce, BouncedRecipient};
use super::{Found, code, reason};
use crate::domain::address::EmailAddress;
use crate::ids::MessageId;
use serde_json::Value;

const MAX_OCTETS: usize = 64 * 1024;

/// Whether the service that passes such notifications on left its mark: the object alone anyone can write.
pub(super) fn is_from_a_service(header: &Header<'_>) -> bool {
    let marked = |f: Field<'_>| f.name.get(..6).is_some_and(|n| n.eq_ignore_ascii_case(b"x-amz-"));
    header.iter().any(marked) || header.first("From").is_some_and(|f| f.text().to_ascii_lowercase().contains("@sns."))
}

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
    let object = match text_at(&object, "/Message") {
        Some(inner) => serde_json::from_str(inner).ok()?,
        None => object,
    };
    let recipients = match text_at(&object, "/notificationType")? {
        "Bounce" => bounced(&object),
        "Delivery" => delivered(&object),
        _ => return None,
    };
    let permanent = recipients.iter().any(super::failed_for_good);
    let service_id = || MessageId::parse(&format!("{}@email.amazonses.com", text_at(&object, "/mail/messageId")?));
    let original_message_id =
        text_at(&object, "/mail/commonHeaders/messageId").and_then(MessageId::parse).or_else(service_id);
    Some(Found {
        bounce: Bounce { recipients, permanent, original_message_id },
        sign: "a notification of the sending service".to_owned(),
    })
}

fn text_at<'v>(value: &'v Value, path: &str) -> Option<&'v str> {
    value.pointer(path)?.as_str()
}

fn list_at<'v>(value: &'v Value, path: &str) -> &'v [Value] {
    value.pointer(path).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

fn bounced(object: &Value) -> Vec<BouncedRecipient> {
    let permanent = text_at(object, "/bounce/bounceType") == Some("Permanent");
    let class = if permanent { "5.0.0" } else { "4.0.0" };
    let recipient = |r: &Value| {
        let words = text_at(r, "/diagnosticCode").unwrap_or_default();
        let status = text_at(r, "/status").and_then(code::enhanced).unwrap_or_else(|| class.to_owned());
        BouncedRecipient {
            address: text_at(r, "/emailAddress").and_then(EmailAddress::parse),
            written: None,
            action: if text_at(r, "/action") == Some("delayed") { Action::Delayed } else { Action::Failed },
            reason: reason::of(Some(&status), words),
            status: Some(status),
            diagnostic: Some(clean_line(words, 300)).filter(|w| !w.is_empty()),
        }
    };
    list_at(object, "/bounce/bouncedRecipients").iter().map(recipient).collect()
}

fn delivered(object: &Value) -> Vec<BouncedRecipient> {
    let words = text_at(object, "/delivery/smtpResponse").unwrap_or_default();
    let recipient = |r: &Value| BouncedRecipient {
        address: r.as_str().and_then(EmailAddress::parse),
        written: None,
        action: Action::Delivered,
        status: code::enhanced(words).or(Some("2.0.0".to_owned())),
        reason: reason::of(None, ""),
        diagnostic: None,
    };
    list_at(object, "/delivery/recipients").iter().map(recipient).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_object_in_a_persons_mail_is_no_report() {
        for (header, service) in [
            ("From: no-reply@sns.region.test\n", true),
            ("From: bounces@school.test\nx-amz-sns-message-id: 1\n", true),
            ("From: Ana <ana@families.test>\nSubject: look at this\n", false),
        ] {
            assert_eq!(is_from_a_service(&Header::read(header.as_bytes())), service, "{header}");
        }
    }

    #[test]
    fn a_bounce_of_the_service_is_read_wrapped_or_not() {
        let plain = r#"{"notificationType":"Bounce","bounce":{"bounceType":"Permanent","bouncedRecipients":[{"emailAddress":"gone@families.test","action":"failed","status":"5.1.1","diagnosticCode":"smtp; 550 5.1.1 user unknown"}]},"mail":{"messageId":"0101","commonHeaders":{"messageId":"<t.abc.r1@school.test>"}}}"#;
        let wrapped = serde_json::json!({ "Type": "Notification", "Message": plain }).to_string();
        for text in [plain.to_owned() + "\n\n--\nTo leave, click here.", wrapped] {
            let bounce = read(&text).unwrap().bounce;
            assert!(bounce.permanent);
            assert_eq!(bounce.original_message_id, MessageId::parse("t.abc.r1@school.test"));
            assert_eq!(bounce.recipients[0].address, EmailAddress::parse("gone@families.test"));
        }
        for text in
            ["", "{}", "{\"notificationType\":3}", "hello {\"notificationType\":\"Bounce\"}", "{\"notificationType\""]
        {
            assert!(read(text).is_none(), "{text}");
        }
    }
}
