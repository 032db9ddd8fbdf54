//! A line in front of a real server that breaks where a test wants it broken.

use std::collections::VecDeque;
use std::net::TcpListener;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::watch;

/// Where all lines and scripted servers of this process live: in real time, beside the test's own thread.
pub static WIRES: LazyLock<Runtime> = LazyLock::new(|| {
    Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime for the wires")
});

/// How a line ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum End {
    /// In good order: what was on its way still arrives.
    Fin,
    /// At once, and what was on its way is gone.
    Reset,
    /// It does not, but nothing comes over it any more, either way.
    Mute,
}

/// What happens to one connection.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// The client has heard so many octets.
    ToClient(usize, End),
    /// The server has heard so many octets.
    ToServer(usize, End),
    /// Somebody answers the call and says nothing.
    BlackHole,
    /// The client hears one octet in this time.
    Drip(Duration),
    /// The server never hears `DATA`; SMTP in clear.
    BeforeData(End),
    /// The server has heard so many octets of the mail, and its last line never; SMTP in clear.
    InMail(usize, End),
    /// The server has the whole mail and has answered, and its answer is lost; SMTP in clear.
    AfterDot(End),
}

pub struct Proxy {
    pub port: u16,
    inside: Arc<Inside>,
    deaf: watch::Sender<bool>,
}

#[derive(Default)]
struct Inside {
    next: Mutex<(VecDeque<Fault>, Option<Fault>)>,
    connections: AtomicUsize,
    /// Octets that clients heard over all connections.
    heard: AtomicUsize,
}

impl Inside {
    fn next(&self) -> MutexGuard<'_, (VecDeque<Fault>, Option<Fault>)> {
        self.next.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Proxy {
    pub fn to(server: u16) -> Proxy {
        let listener = TcpListener::bind("127.0.0.1:0").expect("bind a loopback port");
        let port = listener.local_addr().expect("read the bound port").port();
        listener.set_nonblocking(true).expect("a socket for the runtime");
        let (inside, (deaf, hears)) = (Arc::new(Inside::default()), watch::channel(false));
        let within = Arc::clone(&inside);
        WIRES.spawn(async move {
            let listener = tokio::net::TcpListener::from_std(listener).expect("listen");
            while let Ok((client, _)) = listener.accept().await {
                within.connections.fetch_add(1, Ordering::SeqCst);
                let fault = {
                    let mut next = within.next();
                    let always = next.1;
                    next.0.pop_front().or(always)
                };
                tokio::spawn(carry(client, server, fault, Arc::clone(&within), hears.clone()));
            }
        });
        Proxy { port, inside, deaf }
    }

    /// The next connections that are not yet spoken for meet this, one each.
    pub fn next(&self, fault: Fault, times: usize) {
        self.inside.next().0.extend(std::iter::repeat_n(fault, times));
    }

    /// Every connection that is not spoken for meets this.
    pub fn always(&self, fault: Fault) {
        self.inside.next().1 = Some(fault);
    }

    /// New connections meet nothing any more.
    pub fn is_well(&self) {
        *self.inside.next() = (VecDeque::new(), None);
    }

    /// Connections that were made so far.
    pub fn connections(&self) -> usize {
        self.inside.connections.load(Ordering::SeqCst)
    }

    /// Octets that clients heard so far, over all connections.
    pub fn heard(&self) -> usize {
        self.inside.heard.load(Ordering::SeqCst)
    }

    /// All lines that stand, and those to come, carry nothing any more: packets are dropped, nobody is told.
    pub fn goes_deaf(&self, deaf: bool) {
        self.deaf.send_replace(deaf);
    }
}

/// A way that octets take, and where it breaks.
struct Way<'a> {
    inside: &'a Inside,
    deaf: watch::Receiver<bool>,
    is_to_client: bool,
    /// After so many octets.
    most: Option<(usize, End)>,
    drip: Option<Duration>,
}

async fn carry(
    mut client: TcpStream,
    port: u16,
    fault: Option<Fault>,
    inside: Arc<Inside>,
    deaf: watch::Receiver<bool>,
) {
    let Ok(mut server) = TcpStream::connect(("127.0.0.1", port)).await else { return };
    let _ = (client.set_nodelay(true), server.set_nodelay(true));
    let end = if fault == Some(Fault::BlackHole) {
        swallow(&mut client).await
    } else {
        let ((from_client, to_client), (from_server, to_server)) = (client.split(), server.split());
        let (most_down, most_up) = match fault {
            Some(Fault::ToClient(most, end)) => (Some((most, end)), None),
            Some(Fault::ToServer(most, end)) => (None, Some((most, end))),
            _ => (None, None),
        };
        let drip = if let Some(Fault::Drip(each)) = fault { Some(each) } else { None };
        let (answered, answer) = watch::channel(false);
        let way = |is_to_client, most, drip| Way { inside: &inside, deaf: deaf.clone(), is_to_client, most, drip };
        let (down, up) = (way(true, most_down, drip), way(false, most_up, None));
        tokio::select! {
            end = down.carry(from_server, to_client, &answered, None) => end,
            end = up.carry(from_client, to_server, &answered, fault.map(|fault| (fault, answer))) => end,
        }
    };
    match end {
        End::Fin => {}
        End::Reset => drop((client.set_zero_linger(), server.set_zero_linger())),
        End::Mute => drop(swallow(&mut client).await),
    }
}

/// Takes what comes and says nothing, until the other side has had enough.
async fn swallow(client: &mut TcpStream) -> End {
    let mut buffer = [0; 4096];
    while client.read(&mut buffer).await.is_ok_and(|read| read > 0) {}
    End::Fin
}

impl Way<'_> {
    /// `smtp`: the client's words are followed, and the line breaks where this fault says. `spoke` is set when the server
    /// has said something after the client's mail.
    async fn carry(
        self,
        mut from: impl AsyncRead + Unpin,
        mut to: impl AsyncWrite + Unpin,
        spoke: &watch::Sender<bool>,
        smtp: Option<(Fault, watch::Receiver<bool>)>,
    ) -> End {
        let (mut passed, mut said, mut buffer) = (0, Vec::new(), [0; 16 * 1024]);
        loop {
            let Ok(read @ 1..) = from.read(&mut buffer).await else { return End::Fin };
            let mut octets = &buffer[..read];
            if *self.deaf.borrow() {
                continue;
            }
            if self.is_to_client && spoke.receiver_count() > 0 && *spoke.borrow() {
                // The answer to the mail: it is heard here, and by nobody else.
                spoke.send_replace(false);
                std::future::pending::<()>().await;
            }
            if let Some((most, end)) = self.most
                && passed + octets.len() >= most
            {
                let _ = to.write_all(&octets[..most - passed]).await;
                self.count(most - passed);
                return end;
            }
            if let Some((fault, answer)) = &smtp {
                said.extend_from_slice(octets);
                match cut(*fault, &said, octets) {
                    None => {}
                    Some((rest, Some(end))) => {
                        let _ = to.write_all(rest).await;
                        let _ = to.flush().await;
                        return end;
                    }
                    Some((rest, None)) => {
                        spoke.send_replace(true);
                        let _ = to.write_all(rest).await;
                        let mut answer = answer.clone();
                        let _ = answer.wait_for(|waits| !waits).await;
                        let Fault::AfterDot(end) = fault else { return End::Fin };
                        return *end;
                    }
                }
            }
            passed += octets.len();
            self.count(octets.len());
            while let (Some(each), Some((first, rest))) = (self.drip, octets.split_first()) {
                tokio::time::sleep(each).await;
                if to.write_all(&[*first]).await.is_err() {
                    return End::Fin;
                }
                octets = rest;
            }
            if to.write_all(octets).await.is_err() {
                return End::Fin;
            }
        }
    }

    fn count(&self, octets: usize) {
        if self.is_to_client {
            self.inside.heard.fetch_add(octets, Ordering::SeqCst);
        }
    }
}

/// Whether the line breaks here: what of these octets still passes, and how it ends; `None`: when the server has answered.
fn cut<'o>(fault: Fault, said: &[u8], octets: &'o [u8]) -> Option<(&'o [u8], Option<End>)> {
    let before = said.len() - octets.len();
    let ends = |words: &[u8]| said.ends_with(words);
    match fault {
        Fault::BeforeData(end) if ends(b"DATA\r\n") => Some((b"", Some(end))),
        Fault::InMail(octets_of_mail, end) => {
            let mail = said.windows(6).position(|window| window == b"DATA\r\n")? + 6;
            let last = if ends(b"\r\n.\r\n") { said.len() - 3 } else { said.len() };
            let stop = (mail + octets_of_mail).min(last);
            (said.len() > stop).then(|| (&octets[..stop.saturating_sub(before)], Some(end)))
        }
        Fault::AfterDot(_) if ends(b"\r\n.\r\n") => Some((octets, None)),
        _ => None,
    }
}
