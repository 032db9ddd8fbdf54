//! Local parts at families.test that Postfix refuses, by its policy protocol (SMTPD_POLICY_README).
//!
//! | local part begins with | answer to RCPT |
//! |---|---|
//! | `refused.` | 550 5.1.1, always |
//! | `full.` | 552 5.2.2, always |
//! | `policy.` | 554 5.7.1, always |
//! | `deferred.` | 451 4.7.1, always |
//! | `grey.` | 451 4.7.1 the first time, 250 from then on |
//! | `bounced.` | 250; a delivery report with 5.1.1 follows |
//! | anything else | 250 |

use std::collections::HashSet;
use std::io::{BufRead, BufReader, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

/// The policy server that Postfix asks about every recipient.
pub struct Recipients {
    port: u16,
    ended: Arc<AtomicBool>,
}

impl Recipients {
    pub fn listen() -> Recipients {
        let listener = TcpListener::bind("127.0.0.1:0").expect("bind a loopback port");
        let port = listener.local_addr().expect("read the bound port").port();
        let ended = Arc::new(AtomicBool::new(false));
        let (ends, seen) = (ended.clone(), Arc::new(Mutex::new(HashSet::new())));
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if ends.load(Ordering::SeqCst) {
                    break;
                }
                let seen = seen.clone();
                thread::spawn(move || converse(&stream, &seen));
            }
        });
        Recipients { port, ended }
    }

    pub fn port(&self) -> u16 {
        self.port
    }
}

impl Drop for Recipients {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::SeqCst);
        // One more connection wakes the listening thread, which then ends.
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

/// Requests are lines `name=value` up to an empty line; each gets one `action=` and an empty line.
fn converse(stream: &TcpStream, seen: &Mutex<HashSet<String>>) {
    let mut recipient = String::new();
    for line in BufReader::new(stream).lines().map_while(Result::ok) {
        if let Some(value) = line.strip_prefix("recipient=") {
            recipient = value.to_lowercase();
        } else if line.is_empty() {
            let first = seen.lock().expect("the set of recipients").insert(recipient.clone());
            let mut answer = stream;
            if write!(answer, "action={}\n\n", action(&recipient, first)).is_err() {
                break;
            }
        }
    }
    let _ = stream.shutdown(Shutdown::Both);
}

fn action(recipient: &str, first_time: bool) -> &'static str {
    let Some(local) = recipient.strip_suffix("@families.test") else { return "DUNNO" };
    match local.split_once('.').map(|(behaviour, _)| behaviour) {
        Some("refused") => "550 5.1.1 No such mailbox",
        Some("full") => "552 5.2.2 The mailbox is full",
        Some("policy") => "554 5.7.1 Refused by policy",
        Some("deferred") => "451 4.7.1 Try again later",
        Some("grey") if first_time => "451 4.7.1 Greylisted, try again in a minute",
        _ => "DUNNO",
    }
}
