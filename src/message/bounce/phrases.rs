//! What mail programs write into delivery reports. All in lower case; where they stand decides what they mean.

/// Local parts of programs that report begin so, without their punctuation.
#[rustfmt::skip]
pub const DAEMONS: &[&str] = &[
    "mailerdaemon", "maildaemon", "maildeamon", "mdaemon", "postmaster", "mmdf", "mailadmin", "undeliver", "bounce",
    "mailserver", "mailsystem", "mailservice", "mailgateway", "mailrouter", "maildelivery", "microsoftexchange",
    "smtpmailservice", "deliverystatus", "deliveryreport", "nondelivery",
];
/// The same, but short enough to begin a person's address as well.
pub const DAEMONS_WHOLE: &[&str] = &["mailer", "mta", "smtp", "smtpd", "interscan", "interscanmss"];

/// Names such programs give themselves.
#[rustfmt::skip]
pub const DAEMON_NAMES: &[&str] = &[
    "mail delivery", "mail administrator", "mail system", "mail subsystem", "mailer-daemon", "mailer daemon",
    "postmaster", "system administrator", "systemadministrator", "administrateur système", "mail router",
    "delivery subsystem", "delivery service", "delivery agent", "delivery notification", "delivery status",
    "mail daemon", "mail service", "mail_service", "mail server", "mail gateway", "mail transfer", "mail transport",
    "message transfer", "email service", "internet mail", "microsoft exchange",
    "microsoft outlook", "администратор системы", "メール配信",
];

/// How subjects of delivery reports begin.
#[rustfmt::skip]
pub const SUBJECTS: &[&str] = &[
    // English
    "undeliver", "delivery status notification", "delivery notification", "delivery failure", "delivery failed",
    "delivery has failed", "delivery report", "delivery problem", "delivery error", "delivery delay",
    "delivery unsuccessful", "delayed mail", "delayed:", "failure notice", "failure delivery", "failed mail",
    "failed delivery", "failed:", "returned mail", "returned message", "returned email", "returned e-mail",
    "return to sender", "returned to sender", "mail delivery", "mail could not", "mail failure", "mail undeliver",
    "mail not delivered", "mail system error", "mail error", "mail returned", "mail rejected", "email delivery",
    "e-mail delivery", "email could not", "e-mail could not", "email undeliver", "email returned", "message delivery",
    "message undeliver", "message not delivered", "message status", "message could not", "message returned",
    "message rejected", "message delayed", "message you sent", "nondeliver", "non-deliver", "non deliver",
    "notice: mail delivery", "notification of failed", "notification: delivery", "permanent delivery failure",
    "permanent mail failure", "temporary delivery failure", "postmaster] email delivery failure",
    "postmaster notify: delivery", "problem delivering", "unable to deliver", "unable to send", "unknown user",
    "unknown address", "user unknown", "user not found", "address not found", "automatically rejected mail",
    "warning: could not send", "warning: message", "warning: unable to deliver", "warning - delayed mail",
    "warning: e-mail", "warning: email", "rejected mail", "your message could not", "your mail could not",
    "your email could not", "sorry, your message could not", "there was an error sending", "mail to unknown",
    "failure notification", "bounced mail", "bounced message", "bounce notification", "undeliverd",
    // Others, mostly Exchange in the language of its owner
    "unzustellbar", "nicht zustellbar", "nachricht nicht zustellbar", "fehler bei der zustellung", "zustellfehler",
    "zustellung fehlgeschlagen", "verzögert:", "ihre nachricht konnte nicht",
    "non remis", "non délivré", "échec de la remise", "echec de la remise", "échec de distribution",
    "echec de distribution", "avis de non-remise", "avis de non remise", "retardé",
    "no se puede entregar", "no se pudo entregar", "no entregado", "mensaje no entregado", "correo devuelto",
    "error de entrega", "mensaje devuelto", "retrasado:",
    "não entregue", "não é possível entregar", "falha na entrega", "mensagem não entregue", "atrasado:",
    "non recapitabile", "mancata consegna", "messaggio non recapitabile", "impossibile recapitare",
    "onbestelbaar", "niet bezorgd", "niet te bestellen", "kan ikke leveres", "kan inte levereras",
    "det går inte att leverera", "ei voida toimittaa", "nie można dostarczyć", "niedostarczone", "nedoručiteln",
    "nelze doručit", "kézbesíthetetlen", "teslim edilemedi", "teslim edilemeyen", "не удалось доставить",
    "не доставлено", "недоставленное", "не вдалося доставити", "не може бути доставлено", "配信不能", "配信不可",
    "配信できません", "送信できません", "无法送达", "無法傳遞", "无法传递", "邮件退回", "郵件退回", "系统退信", "退信", "배달되지 않음",
    "전송 실패", "không thể gửi", "δεν είναι δυνατή η παράδοση",
];
/// What also tells a report in the middle of a subject, if it is no answer and nothing passed on.
#[rustfmt::skip]
pub const ANYWHERE: &[&str] = &[
    "undeliverable", "undelivered mail", "delivery status notification", "returned mail", "failure notice",
    "delivery failure", "could not be delivered", "not delivered", "unzustellbar", "no entregado", "не доставлено",
    "недоставленное", "mail delivery failed", "returning message to sender", "delivery has failed", "配信",
    "user unknown", "mail system error",
];

/// Words of a failure in the text.
#[rustfmt::skip]
pub const FAILURES: &[&str] = &[
    "could not be delivered", "couldn't be delivered", "was not delivered", "wasn't delivered", "not be delivered",
    "wasn't able to deliver", "was unable to deliver", "unable to deliver", "undeliverable", "undelivered",
    "could not deliver", "couldn't deliver", "could not be sent", "delivery failed", "delivery failure",
    "delivery has failed", "delivery error", "failed to deliver", "failed permanently", "permanent error",
    "permanent fatal error", "permanent failure", "did not reach", "could not be reached", "following address",
    "following recipient", "returned to sender", "returned to you", "user unknown", "unknown user", "no such user",
    "user not found", "not found", "user not known", "recipient unknown", "unknown recipient", "invalid recipient",
    "invalid address", "mailbox full", "mailbox unavailable", "failed recipients", "requested action not taken",
    "invalid user", "mailbox is full", "over quota", "host unknown", "address rejected", "recipient rejected",
    "has been delayed", "is delayed", "has been postponed", "delivery is delayed", "not yet been delivered",
    "not been delivered", "not delivered", "delivery attempts", "delivery to the following", "cannot be delivered",
    "can't be delivered", "can not be delivered", "problem delivering", "problems delivering", "delivery problems",
    "trouble delivering", "error delivering", "error was detected", "errors occurred", "error occurred",
    "fatal errors", "i'm afraid i wasn't able", "giving up", "message was rejected", "message rejected",
    "was blocked by", "refused to accept", "has been rejected", "does not exist", "account is disabled",
    "no longer valid", "unrouteable", "transcript of session", "session transcript", "reason for return",
    "reason of delivery failure", "reason:", "was not sent", "nondeliver", "non-deliver", "not a member of",
    "are not member", "not allowed to post",
    "konnte nicht zugestellt", "nicht zugestellt werden", "nachrichtenzustellung", "unzustellbar",
    "n'a pas pu être", "n'ont pas pu être", "échec de la remise", "no se pudo entregar", "no se ha podido entregar",
    "no ha podido ser entregado", "não pôde ser entregue", "não foi possível entregar", "impossibile recapitare",
    "non è stato possibile", "kon niet worden", "nie można dostarczyć", "nie mogła zostać", "не удалось доставить",
    "не может быть доставлено", "не было доставлено", "配信できません", "送信できません", "届きません", "配送できません", "无法送达",
    "无法投递", "無法傳遞", "无法传递", "退回", "전달되지",
];

/// Lines below which the mail comes back.
#[rustfmt::skip]
pub const RETURNED: &[&str] = &[
    "below this line is a copy of the message", "this is a copy of the message, including all the headers",
    "this is a copy of your message", "this is a copy of the headers", "original message follows",
    "original message follow", "unsent message follows", "unsent message below", "unsent message text follows",
    "returned message follows", "returned message below", "text of the original message", "original message header",
    "original message headers", "the header of the original message", "--- original message", "-- original message",
    "original message attached", "message header follows", "message headers follow", "header of the message",
    "copy of the original message", "following is a copy", "message contents follow", "your original message",
    "your message reads (in part)", "----- message header",
];

/// Words of a delay: the mail is still on its way.
#[rustfmt::skip]
pub const DELAYED: &[&str] = &[
    "delayed", "not yet been delivered", "will be retried", "will keep trying", "will continue trying",
    "will continue to try", "continue to try to deliver", "will retry", "do not need to resend", "you do not need to",
    "still trying", "this is a warning", "warning message only", "postponed", "advisory-only",
    "temporary failure report", "temporarily deferred",
];
