//! Mail goes out over several connections: a server that is silent about one mail holds up no other.

use crate::world::World;
use homeroom::domain::outbox::OutboxState;
use homeroom::service::clock_guard::ClockGuard;
use homeroom::service::pulse::Pulse;
use homeroom::service::sender::Sender;
use homeroom::smtp::account::{Account, Deadlines, Security};
use homeroom::smtp::submit::Smtp;
use homeroom::smtp::submitter::Submitter;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A submission server that takes every mail but says nothing after the first one's dot for a while.
#[derive(Default)]
struct Server {
    /// The recipients of the mails it has answered for, in this order.
    taken: Mutex<Vec<String>>,
    dots: AtomicUsize,
    open: AtomicUsize,
    most_open: AtomicUsize,
    silent: Duration,
    refuses_logins: bool,
}

impl Server {
    fn start(self) -> (Arc<Server>, u16) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (port, server) = (listener.local_addr().unwrap().port(), Arc::new(self));
        let served = Arc::clone(&server);
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let served = Arc::clone(&served);
                std::thread::spawn(move || {
                    let open = served.open.fetch_add(1, Ordering::SeqCst) + 1;
                    served.most_open.fetch_max(open, Ordering::SeqCst);
                    let _ = served.converse(client);
                    served.open.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        (server, port)
    }

    fn converse(&self, client: TcpStream) -> std::io::Result<()> {
        client.set_nodelay(true)?;
        let mut write = client.try_clone()?;
        let mut lines = BufReader::new(client).lines();
        if self.refuses_logins {
            return write.write_all(b"554 5.7.1 not you\r\n");
        }
        write.write_all(b"220 ready\r\n")?;
        let mut to = String::new();
        while let Some(Ok(line)) = lines.next() {
            match line.as_bytes() {
                [b'R', b'C', b'P', b'T', ..] => {
                    to = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                    write.write_all(b"250 ok\r\n")?;
                }
                b"DATA" => {
                    write.write_all(b"354 go on\r\n")?;
                    while lines.next().transpose()?.is_some_and(|line| line != ".") {}
                    if self.dots.fetch_add(1, Ordering::SeqCst) == 0 {
                        std::thread::sleep(self.silent);
                    }
                    self.taken.lock().unwrap().push(to.clone());
                    write.write_all(b"250 2.0.0 taken\r\n")?;
                }
                b"QUIT" => return write.write_all(b"221 bye\r\n"),
                _ => write.write_all(b"250 ok\r\n")?,
            }
        }
        Ok(())
    }
}

/// Sunday's letters wait, and go out to this server.
fn send(port: u16) -> (World, homeroom::service::sender::Sent) {
    let mut world = World::new();
    world.step().unwrap();
    world.at("2026-11-15T16:00:00").tick().unwrap();
    let account = Account {
        host: "127.0.0.1".into(),
        port,
        security: Security::None,
        ca_file: None,
        login: None,
        hello_name: "school.test".into(),
    };
    let way_out = Submitter::Smtp(Box::new(Smtp::new(account, Deadlines::default())));
    let clock: Arc<dyn homeroom::clock::Clock> = world.clock.clone();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let sent = runtime.block_on(async {
        let guard = Arc::new(ClockGuard::open(world.class(), &clock, homeroom::clock::EARLIEST).await.unwrap());
        let mut sender = Sender::new(world.class(), way_out, &guard, &Pulse::unwatched());
        let sent = sender.drain().await.unwrap();
        assert!(sender.rows().is_empty());
        sender.close().await;
        sent
    });
    (world, sent)
}

const LETTERS: &str = "template = 'reading-log-reminder'";

#[test]
fn a_server_that_is_silent_about_one_mail_holds_up_no_other() {
    let (server, port) = Server { silent: Duration::from_secs(2), ..Server::default() }.start();
    let (world, sent) = send(port);
    let letters = world.states(LETTERS);
    assert!(letters.len() > 25 && letters.iter().all(|state| *state == OutboxState::Sent), "{letters:?}");
    assert_eq!(sent.sent, letters.len());
    let taken = server.taken.lock().unwrap().clone();
    let first = world.value(&format!("SELECT recipient FROM outbox WHERE {LETTERS} ORDER BY id LIMIT 1"));
    let place = taken.iter().position(|to| *to == first).unwrap();
    assert!(place > 20, "the others went before it: {place}");
    assert_eq!(server.most_open.load(Ordering::SeqCst), 2);
    let once = "SELECT count(DISTINCT id) = count(*) AND min(attempts) = 1 AND max(attempts) = 1 FROM outbox WHERE state = 'sent'";
    assert_eq!((taken.len(), world.value(once).as_str()), (letters.len(), "1"));
}

#[test]
fn an_account_that_is_refused_is_tried_over_one_connection() {
    let (server, port) = Server { refuses_logins: true, ..Server::default() }.start();
    let (world, sent) = send(port);
    assert!(sent.closed && sent.sent == 0, "{sent:?}");
    assert_eq!(server.most_open.load(Ordering::SeqCst), 1);
    let tried = world.value("SELECT count(*) FROM outbox WHERE attempts > 0");
    assert_eq!(tried, "1", "and for one mail");
}
