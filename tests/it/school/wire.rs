//! A wire that is listened to: what the program says to a server, octet by octet.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};

/// Passes connections on to a server and keeps all that the client says.
pub struct Wire {
    pub port: u16,
    heard: Arc<Mutex<Vec<u8>>>,
}

impl Wire {
    pub fn to(server: u16) -> Wire {
        let listener = TcpListener::bind("127.0.0.1:0").expect("bind a loopback port");
        let port = listener.local_addr().expect("read the bound port").port();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&heard);
        // The thread ends with the process; nobody connects once the test is over.
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let Ok(server) = TcpStream::connect(("127.0.0.1", server)) else { continue };
                let (Ok(from_server), Ok(to_client)) = (server.try_clone(), client.try_clone()) else { continue };
                let kept = Arc::clone(&kept);
                std::thread::spawn(move || pass(client, server, |octets| lock(&kept).extend_from_slice(octets)));
                std::thread::spawn(move || pass(from_server, to_client, |_| {}));
            }
        });
        Wire { port, heard }
    }

    /// All that was said to the server so far, over all connections.
    pub fn heard(&self) -> Vec<u8> {
        lock(&self.heard).clone()
    }
}

fn pass(mut from: TcpStream, mut to: TcpStream, keep: impl Fn(&[u8])) {
    let mut buffer = [0; 16 * 1024];
    while let Ok(read) = from.read(&mut buffer) {
        if read == 0 || to.write_all(&buffer[..read]).is_err() {
            break;
        }
        keep(&buffer[..read]);
    }
    let _ = to.shutdown(std::net::Shutdown::Both);
}

fn lock(heard: &Mutex<Vec<u8>>) -> std::sync::MutexGuard<'_, Vec<u8>> {
    heard.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A port where nobody listens.
pub fn nobodys_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("bind a loopback port");
    listener.local_addr().expect("read the bound port").port()
}

/// An SMTP server in clear that takes every mail up to its final dot, and then says nothing more; gives the port.
pub fn silent_after_the_dot() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("bind a loopback port");
    let port = listener.local_addr().expect("read the bound port").port();
    std::thread::spawn(move || {
        for client in listener.incoming().map_while(Result::ok) {
            std::thread::spawn(move || take_and_be_silent(client));
        }
    });
    port
}

fn take_and_be_silent(mut client: TcpStream) -> Option<()> {
    let mut lines = BufReader::new(client.try_clone().ok()?).lines();
    client.write_all(b"220 silent.test\r\n").ok()?;
    let mut in_data = false;
    while let Some(Ok(line)) = lines.next() {
        let answer: &[u8] = match line.as_str() {
            // Heard, and left unanswered until the other side gives up.
            "." if in_data => {
                while let Some(Ok(_)) = lines.next() {}
                return None;
            }
            _ if in_data => continue,
            "DATA" => {
                in_data = true;
                b"354 go on\r\n"
            }
            _ => b"250 well\r\n",
        };
        client.write_all(answer).ok()?;
    }
    None
}
