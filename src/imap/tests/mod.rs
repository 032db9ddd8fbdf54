//! The room against servers that lie, stumble and fall silent, and against a real Dovecot.

mod scripted;
mod dovecot;
mod faults;
mod asking;
mod idle;
mod opening;
mod filing;
mod maildir;
mod real;

use super::source::Fetched;
use tokio::sync::mpsc::Receiver;

/// Everything that was delivered, once the sender is gone.
fn delivered(mut sink: Receiver<Fetched>) -> Vec<Fetched> {
    let mut mails = Vec::new();
    while let Ok(mail) = sink.try_recv() {
        mails.push(mail);
    }
    mails
}

fn uids(mails: &[Fetched]) -> Vec<u64> {
    mails.iter().map(|m| m.uid).collect()
}
