//! What the server answers where nothing fails.

use super::{Fault, Inside, ServerFolder};

pub(super) fn answer(inside: &mut Inside, selected: &str, command: &str) -> (Vec<u8>, Option<Fault>) {
    let Inside { folders, faults, miscounted, idles, .. } = inside;
    let mut fault = |uid| faults.as_mut().and_then(|faults| faults(selected, command, uid));
    let Some(fetch) = command.strip_prefix("UID FETCH ") else {
        let text = match command {
            "CAPABILITY" => format!("* CAPABILITY IMAP4rev1{}\r\n", if *idles { " IDLE" } else { "" }),
            c if c.starts_with("LIST") => folders.keys().map(|name| format!("* LIST () \"/\" {name}\r\n")).collect(),
            c if c.starts_with("EXAMINE") => {
                let miscounted = if selected == "INBOX" { *miscounted } else { 0 };
                let folder = &folders[selected];
                let count = folder.mails.len() + miscounted;
                format!("* {count} EXISTS\r\n* OK [UIDVALIDITY {}] valid\r\n", folder.uidvalidity)
            }
            c if c.starts_with("UID SEARCH HEADER Message-ID") => found(&folders[selected], c),
            _ => String::new(),
        };
        return (text.into_bytes(), fault(0));
    };
    let (set, items) = fetch.split_once(' ').unwrap();
    let (mut text, mut end) = (Vec::new(), None);
    for (n, (uid, mail)) in folders[selected].mails.iter().enumerate().filter(|(_, (uid, _))| in_set(set, **uid)) {
        let (n, size) = (n + 1, mail.len());
        match fault(*uid) {
            None => {}
            Some(Fault::Gone) => continue,
            Some(cut @ Fault::CloseAfter(_)) => end = Some(cut),
            Some(fault) => {
                let announced = if let Fault::Literal(octets) = fault { octets } else { 100_000 };
                if matches!(fault, Fault::Literal(_) | Fault::Drip) {
                    text.extend(format!("* {n} FETCH (UID {uid} BODY[] {{{announced}}}\r\n").into_bytes());
                }
                return (text, Some(fault));
            }
        }
        match items {
            i if i.contains("BODY.PEEK[]") => {
                text.extend(format!("* {n} FETCH (UID {uid} BODY[] {{{size}}}\r\n").into_bytes());
                text.extend(mail);
                text.extend(b")\r\n");
            }
            i if i.contains("RFC822.SIZE") => {
                text.extend(format!("* {n} FETCH (UID {uid} RFC822.SIZE {size})\r\n").into_bytes());
            }
            _ => text.extend(format!("* {n} FETCH (UID {uid})\r\n").into_bytes()),
        }
    }
    (text, end)
}

fn found(folder: &ServerFolder, command: &str) -> String {
    let wanted = command.rsplit(' ').next().unwrap_or_default().trim_matches('"');
    let holds = |mail: &[u8]| String::from_utf8_lossy(mail).contains(wanted);
    let uids = folder.mails.iter().filter(|(_, mail)| holds(mail)).map(|(uid, _)| format!(" {uid}"));
    format!("* SEARCH{}\r\n", uids.collect::<String>())
}

fn in_set(set: &str, uid: u64) -> bool {
    set.split(',').any(|range| {
        let (first, last) = range.split_once(':').unwrap_or((range, range));
        first.parse().is_ok_and(|first: u64| first <= uid)
            && (last == "*" || last.parse().is_ok_and(|last: u64| uid <= last))
    })
}
