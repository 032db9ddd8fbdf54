//! Loopback ports that stay ours for as long as a server may want them.

use std::net::SocketAddr;
use tokio::net::TcpSocket;

/// A port of 127.0.0.1 reserved by a socket that is bound and never listens.
///
/// The kernel gives it to nobody who asks for any free port, while a server that sets SO_REUSEADDR (Dovecot and
/// Postfix both do) can listen on it, stop and listen again; in between, connections are refused.
pub struct Port {
    number: u16,
    _reservation: TcpSocket,
}

impl Port {
    pub fn reserve() -> Port {
        let socket = TcpSocket::new_v4().expect("make a socket");
        socket.set_reuseaddr(true).expect("share the port with the server");
        socket.bind(SocketAddr::from(([127, 0, 0, 1], 0))).expect("bind a free loopback port");
        let number = socket.local_addr().expect("read the bound port").port();
        Port { number, _reservation: socket }
    }

    pub fn number(&self) -> u16 {
        self.number
    }
}
