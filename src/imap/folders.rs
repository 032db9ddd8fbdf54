//! Which folders matter: the inbox, Sent and Junk, found by what the server says they are for (RFC 6154).

use super::account::FolderNames;
use super::error::{ImapError, Step};
use super::names;
use super::session::Session;
use super::source::{Folder, Role};
use async_imap::imap_proto::{MailboxDatum, NameAttribute, Response};

/// One line of LIST.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Listed {
    pub(super) name: String,
    pub(super) delimiter: Option<String>,
    /// `\Sent` or `\Junk`.
    pub(super) special: Option<Role>,
    /// `\Noselect` or `\NonExistent`: a name that holds no mail.
    pub(super) empty: bool,
}

/// Those to watch.
pub(super) async fn watched(session: &mut Session, names: &FolderNames) -> Result<Vec<Folder>, ImapError> {
    choose(&list(session).await?, names)
}

/// The names of all that can hold mail, for a person to choose from.
pub(super) async fn all_names(session: &mut Session) -> Result<Vec<String>, ImapError> {
    Ok(list(session).await?.into_iter().filter(|listed| !listed.empty).map(|listed| listed.name).collect())
}

async fn list(session: &mut Session) -> Result<Vec<Listed>, ImapError> {
    let command = if session.can.list_special_use { "LIST \"\" \"*\" RETURN (SPECIAL-USE)" } else { "LIST \"\" \"*\"" };
    let mut listed = Vec::new();
    session
        .command(Step::List, command, |response| {
            if let Response::MailboxData(MailboxDatum::List(line)) = response {
                let has = |wanted: &NameAttribute<'_>| line.name_attributes.contains(wanted);
                let nowhere = line
                    .name_attributes
                    .iter()
                    .any(|a| matches!(a, NameAttribute::Extension(name) if name.eq_ignore_ascii_case("\\NonExistent")));
                listed.push(Listed {
                    name: names::decode_utf7(&names::unescaped(&line.name)),
                    delimiter: line.delimiter.as_ref().map(|d| names::unescaped(d)),
                    special: if has(&NameAttribute::Sent) {
                        Some(Role::Sent)
                    } else {
                        has(&NameAttribute::Junk).then_some(Role::Junk)
                    },
                    empty: nowhere || has(&NameAttribute::NoSelect),
                });
            }
        })
        .await?;
    Ok(listed)
}

/// What programs call these folders where the server does not say (the last part of the name, in lower case).
const SENT: [&str; 4] = ["sent", "sent items", "sent messages", "sent mail"];
const JUNK: [&str; 5] = ["junk", "spam", "junk e-mail", "junk email", "bulk mail"];

/// A name that IT set decides; then the server's flag; then the usual names. A missing Sent or Junk is fine, a missing
/// inbox is not.
fn choose(listed: &[Listed], names: &FolderNames) -> Result<Vec<Folder>, ImapError> {
    let real: Vec<&Listed> = listed.iter().filter(|l| !l.empty).collect();
    let named = |name: &str| real.iter().find(|l| same_name(&l.name, name)).map(|l| l.name.clone());
    let inbox = named(names.inbox.as_deref().unwrap_or("INBOX")).ok_or(ImapError::NoFolder)?;
    let find = |set: &Option<String>, role: Role, usual: &[&str]| match set {
        Some(name) => named(name),
        None => real
            .iter()
            .find(|l| l.special == Some(role))
            .or_else(|| usual.iter().find_map(|name| real.iter().find(|l| last_part(l) == *name)))
            .map(|l| l.name.clone()),
    };
    let sent = find(&names.sent, Role::Sent, &SENT);
    let junk = find(&names.junk, Role::Junk, &JUNK);
    let mut folders = vec![Folder { name: inbox, role: Role::Inbox }];
    folders.extend(sent.map(|name| Folder { name, role: Role::Sent }));
    folders.extend(junk.map(|name| Folder { name, role: Role::Junk }));
    // One folder named for two purposes is watched once, as the first of them.
    let mut seen = std::collections::HashSet::new();
    folders.retain(|folder| seen.insert(folder.name.clone()));
    Ok(folders)
}

/// INBOX alone is written in any case (RFC 3501 §5.1).
fn same_name(a: &str, b: &str) -> bool {
    a == b || (a.eq_ignore_ascii_case("INBOX") && b.eq_ignore_ascii_case("INBOX"))
}

fn last_part(listed: &Listed) -> String {
    let delimiter = listed.delimiter.as_deref().filter(|d| !d.is_empty());
    let last = delimiter.and_then(|d| listed.name.rsplit(d).next()).unwrap_or(&listed.name);
    last.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(name: &str, special: Option<Role>) -> Listed {
        Listed { name: name.into(), delimiter: Some("/".into()), special, empty: false }
    }

    fn chosen(listed: &[Listed], names: FolderNames) -> Vec<(String, Role)> {
        choose(listed, &names).unwrap().into_iter().map(|f| (f.name, f.role)).collect()
    }

    #[test]
    fn the_servers_flags_decide_over_the_usual_names() {
        let folders = [
            listed("INBOX", None),
            listed("Sent", None),
            listed("Envoyés", Some(Role::Sent)),
            listed("X", Some(Role::Junk)),
        ];
        let expected = [("INBOX".into(), Role::Inbox), ("Envoyés".into(), Role::Sent), ("X".into(), Role::Junk)];
        assert_eq!(chosen(&folders, FolderNames::default()), expected);
    }

    #[test]
    fn a_name_that_was_set_decides_over_the_flags_and_is_left_out_if_missing() {
        let folders = [listed("INBOX", None), listed("A", Some(Role::Sent)), listed("B", None)];
        let names = FolderNames { inbox: None, sent: Some("B".into()), junk: Some("nowhere".into()) };
        assert_eq!(chosen(&folders, names), [("INBOX".into(), Role::Inbox), ("B".into(), Role::Sent)]);
    }

    #[test]
    fn the_usual_names_are_found_below_inbox_too() {
        let folders = [listed("inbox", None), listed("INBOX/Sent Items", None), listed("INBOX/Spam", None)];
        assert_eq!(chosen(&folders, FolderNames::default()).len(), 3);
    }

    #[test]
    fn a_folder_that_holds_no_mail_is_not_chosen() {
        let mut sent = listed("Sent", Some(Role::Sent));
        sent.empty = true;
        assert_eq!(chosen(&[listed("INBOX", None), sent], FolderNames::default()).len(), 1);
    }

    #[test]
    fn a_missing_inbox_is_an_error() {
        assert_eq!(choose(&[listed("Sent", None)], &FolderNames::default()), Err(ImapError::NoFolder));
        let names = FolderNames { inbox: Some("Class".into()), ..FolderNames::default() };
        assert_eq!(choose(&[listed("INBOX", None)], &names), Err(ImapError::NoFolder));
    }

    #[test]
    fn one_folder_with_two_purposes_is_watched_once() {
        let names = FolderNames { inbox: None, sent: Some("INBOX".into()), junk: None };
        assert_eq!(chosen(&[listed("INBOX", None)], names), [("INBOX".into(), Role::Inbox)]);
    }
}
