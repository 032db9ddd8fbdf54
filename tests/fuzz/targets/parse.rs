//! Whatever the octets are: a reading, the same one every time, that can be printed.
#![no_main]

use homeroom::cli::inspect::{inspect_json, inspect_page};
use homeroom::domain::address::EmailAddress;
use homeroom::message::clean::is_deceptive;
use homeroom::message::inbound::understand;
use homeroom::message::{Kind, Understood};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fuzz_target!(|raw: &[u8]| {
    let mail = understand(raw);
    assert_eq!(mail, understand(raw), "read twice");
    holds_together(&mail);
    let said = inspect_json("x.eml", raw);
    let line = serde_json::to_string(&said).expect("JSON");
    assert!(!line.contains('\n'));
    assert_eq!(serde_json::from_str::<Value>(&line).expect("JSON"), said);
    let page = inspect_page("x.eml", raw);
    let harmful = page.chars().find(|c| (c.is_control() && !matches!(c, '\n' | '\t')) || is_deceptive(*c));
    assert_eq!(harmful, None, "{page}");
});

fn holds_together(mail: &Understood) {
    for address in mail.from.iter().chain(&mail.delivered_to) {
        assert_eq!(EmailAddress::parse(address.as_str()).as_ref(), Some(address));
    }
    assert_eq!(mail.bounce.is_some(), mail.kind == Kind::Bounce);
    assert!(mail.language.is_none() || mail.kind.is_personal());
    assert!(mail.returns.is_none() || mail.kind == Kind::AutoReply);
    assert!(mail.cuts.iter().all(|cut| cut.above <= mail.reply_text.len()));
    let shown =
        mail.from_name.iter().chain([&mail.subject]).chain(mail.attachments.iter().filter_map(|a| a.name.as_ref()));
    for line in shown {
        assert!(!line.chars().any(char::is_control), "{line:?}");
    }
}
