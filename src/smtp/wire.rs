//! The byte stream under lettre's connection: it hands up clean replies, one at a time, and knows whether the final dot
//! of a mail has left.
//!
//! lettre reads replies as UTF-8 with CRLF, text after the code and at most 1,000 octets a line; a `250` with one Latin-1
//! letter would look like a lost connection although the mail was taken. So every reply is read here as bytes and
//! rewritten into that shape. And because lettre buffers what it reads, a server (or someone on the line) could slip it
//! the answer to a question that has not been asked; here such an answer ends the connection.

use crate::failpoint::{self, Point};
use lettre::transport::smtp::client::AsyncTokioStream;
use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::watch;

/// Octets of one reply line that are kept: with every octet read as Latin-1 and written as two, it stays under lettre's
/// 1,000.
const MAX_LINE: usize = 480;
/// Lines of one reply that are kept; the rest is read and dropped.
const MAX_LINES: usize = 100;
/// What is longer is a mail (RFC 5321 §4.5.3.1.4); lettre writes its final dot apart.
const LONGEST_COMMAND: usize = 512;
const END_OF_MAIL: &[u8; 5] = b"\r\n.\r\n";

/// What a byte stream must be to lie under lettre.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Sync + Unpin + std::fmt::Debug + 'static {}
impl<T: AsyncRead + AsyncWrite + Send + Sync + Unpin + std::fmt::Debug + 'static> Stream for T {}

#[derive(Debug)]
pub(super) struct Wire<S> {
    stream: S,
    peer: SocketAddr,
    replies: Replies,
    /// A reply that is partly handed up, and how far.
    current: Option<(Vec<u8>, usize)>,
    /// How many octets of [`END_OF_MAIL`] have left last.
    matched: usize,
    dots: watch::Sender<u64>,
}

impl<S: Stream> Wire<S> {
    pub(super) fn new(stream: S, peer: SocketAddr) -> Self {
        Self { stream, peer, replies: Replies::default(), current: None, matched: 0, dots: watch::Sender::new(0) }
    }

    /// Counts the mails whose final dot may have left.
    pub(super) fn dots(&self) -> watch::Receiver<u64> {
        self.dots.subscribe()
    }

    /// Lets the next reader see this reply again: the greeting is read before TLS, and lettre wants to read one too.
    pub(super) fn show_again(&mut self, reply: Vec<u8>) {
        self.current = Some((reply, 0));
    }

    /// The stream itself, if the server has said nothing that was not asked for. What came in clear text must not be
    /// taken for an answer given under TLS.
    pub(super) fn into_quiet_stream(self) -> Option<S> {
        (self.current.is_none() && self.replies.is_quiet()).then_some(self.stream)
    }

    /// The next whole reply in lettre's form; `None` at the end of the connection.
    pub(super) async fn read_reply(&mut self) -> io::Result<Option<Vec<u8>>> {
        std::future::poll_fn(|cx| self.poll_reply(cx)).await
    }

    fn poll_reply(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<Option<Vec<u8>>>> {
        loop {
            if let Some(reply) = self.replies.whole.pop_front() {
                return Poll::Ready(Ok(Some(reply)));
            }
            let mut block = [0; 4096];
            let mut buffer = ReadBuf::new(&mut block);
            ready!(Pin::new(&mut self.stream).poll_read(cx, &mut buffer))?;
            if buffer.filled().is_empty() {
                return Poll::Ready(Ok(None));
            }
            self.replies.feed(buffer.filled());
        }
    }

    /// Follows the outgoing octets and tells when the end of a mail is among them.
    fn watch_for_dot(&mut self, octets: &[u8]) {
        for octet in octets {
            self.matched = match END_OF_MAIL.get(self.matched) {
                Some(expected) if expected == octet => self.matched + 1,
                _ if *octet == b'\r' => 1,
                _ => 0,
            };
            if self.matched == END_OF_MAIL.len() {
                self.dots.send_modify(|n| *n += 1);
                self.matched = 0;
            }
        }
    }
}

impl<S: Stream> AsyncRead for Wire<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, out: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let (reply, from) = match self.current.take() {
            Some(current) => current,
            None => match ready!(self.poll_reply(cx))? {
                Some(reply) => (reply, 0),
                // Said as an error, so that lettre does not take the end for a reply that makes no sense.
                None => return Poll::Ready(Err(io::ErrorKind::UnexpectedEof.into())),
            },
        };
        let rest = reply.get(from..).unwrap_or_default();
        let (now, later) = rest.split_at(rest.len().min(out.remaining()));
        out.put_slice(now);
        if !later.is_empty() {
            let next = from + now.len();
            self.current = Some((reply, next));
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: Stream> AsyncWrite for Wire<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, octets: &[u8]) -> Poll<io::Result<usize>> {
        if self.current.is_some() || !self.replies.is_quiet() {
            return Poll::Ready(Err(io::Error::new(io::ErrorKind::InvalidData, "the server spoke out of turn")));
        }
        match ready!(Pin::new(&mut self.stream).poll_write(cx, octets)) {
            Ok(written) => {
                self.watch_for_dot(octets.get(..written).unwrap_or_default());
                if written > LONGEST_COMMAND {
                    failpoint::reach(Point::MidData);
                }
                Poll::Ready(Ok(written))
            }
            // How much left is not known: the dot counts as gone if it was among these octets.
            Err(error) => {
                self.watch_for_dot(octets);
                Poll::Ready(Err(error))
            }
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

impl<S: Stream> AsyncTokioStream for Wire<S> {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.peer)
    }
}

/// Cuts what a server sends into whole replies (RFC 5321 §4.2.1) and rewrites each line as lettre can read it.
#[derive(Debug, Default)]
struct Replies {
    /// The line that has not ended yet, without CR, cut at [`MAX_LINE`].
    line: Vec<u8>,
    /// The lines of the reply that has not ended yet.
    reply: Vec<u8>,
    lines: usize,
    whole: VecDeque<Vec<u8>>,
}

impl Replies {
    fn is_quiet(&self) -> bool {
        self.line.is_empty() && self.reply.is_empty() && self.whole.is_empty()
    }

    fn feed(&mut self, octets: &[u8]) {
        for octet in octets {
            match octet {
                b'\n' => self.end_line(),
                b'\r' => {}
                _ if self.line.len() < MAX_LINE => self.line.push(*octet),
                _ => {}
            }
        }
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        let goes_on = line.get(3) == Some(&b'-');
        self.lines += 1;
        if !goes_on || self.lines <= MAX_LINES {
            self.reply.extend_from_slice(readable(&line).as_bytes());
            // A bare code is allowed (RFC 5321 §4.2); lettre wants a blank after it.
            if line.len() == 3 {
                self.reply.push(b' ');
            }
            self.reply.extend_from_slice(b"\r\n");
        }
        if !goes_on {
            self.lines = 0;
            self.whole.push_back(std::mem::take(&mut self.reply));
        }
    }
}

/// UTF-8 where it is, else Latin-1, which every octet is.
fn readable(line: &[u8]) -> String {
    match std::str::from_utf8(line) {
        Ok(text) => text.to_owned(),
        Err(_) => line.iter().map(|octet| char::from(*octet)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    fn replies(bytes: &[u8]) -> Vec<String> {
        let mut replies = Replies::default();
        replies.feed(bytes);
        replies.whole.into_iter().map(|reply| String::from_utf8(reply).unwrap()).collect()
    }

    fn wire(stream: tokio::io::DuplexStream) -> Wire<tokio::io::DuplexStream> {
        Wire::new(stream, ([127, 0, 0, 1], 25).into())
    }

    #[test]
    fn replies_are_cut_and_rewritten() {
        let table: [(&[u8], &[&str]); 7] = [
            (b"250 ok\r\n", &["250 ok\r\n"]),
            (b"250-a\r\n250 b\r\n550 c\r\n", &["250-a\r\n250 b\r\n", "550 c\r\n"]),
            (b"250\r\n", &["250 \r\n"]),
            (b"250 ok\n", &["250 ok\r\n"]),
            (b"250 gr\xfc\xdfe\r\n", &["250 grüße\r\n"]),
            ("250 grüße\r\n".as_bytes(), &["250 grüße\r\n"]),
            (b"250-a\r\n250 b", &[]),
        ];
        for (bytes, expected) in table {
            assert_eq!(replies(bytes), expected, "{bytes:?}");
        }
    }

    #[test]
    fn a_reply_of_a_megabyte_is_bounded_however_it_is_cut() {
        let one_line = [b"250 ".as_slice(), &vec![0xfc; 1 << 20], b"\r\n"].concat();
        let many_lines = [b"250-x\r\n".repeat(150_000), b"250 end\r\n".to_vec()].concat();
        for bytes in [one_line, many_lines] {
            let got = replies(&bytes);
            assert_eq!(got.len(), 1);
            assert!(got[0].len() < 100_000 && got[0].lines().all(|line| line.len() < 1000));
        }
        assert!(replies(&many_lines_of(3)).concat().ends_with("250 end\r\n"));
    }

    fn many_lines_of(n: usize) -> Vec<u8> {
        [b"250-x\r\n".repeat(n), b"250 end\r\n".to_vec()].concat()
    }

    #[tokio::test]
    async fn replies_come_one_at_a_time_and_an_unasked_one_ends_the_talk() {
        let (near, mut far) = tokio::io::duplex(1024);
        let mut wire = wire(near);
        far.write_all(b"220 hi\r\n250 not asked\r\n").await.unwrap();
        let mut buffer = [0; 100];
        let n = wire.read(&mut buffer).await.unwrap();
        assert_eq!(&buffer[..n], b"220 hi\r\n");
        let error = wire.write_all(b"EHLO x\r\n").await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::InvalidData);
        assert!(wire.into_quiet_stream().is_none());
    }

    #[tokio::test]
    async fn a_small_buffer_gets_a_reply_in_pieces() {
        let (near, mut far) = tokio::io::duplex(1024);
        let mut wire = wire(near);
        far.write_all(b"220 hello there\r\n").await.unwrap();
        drop(far);
        let (mut all, mut piece) = (Vec::new(), [0; 4]);
        let end = loop {
            match wire.read(&mut piece).await {
                Ok(n) => all.extend_from_slice(&piece[..n]),
                Err(error) => break error,
            }
        };
        assert_eq!(all, b"220 hello there\r\n");
        assert_eq!(end.kind(), io::ErrorKind::UnexpectedEof);
    }

    #[tokio::test]
    async fn the_dot_is_seen_however_the_octets_are_cut() {
        for cut in 0..=12 {
            let (near, _far) = tokio::io::duplex(1024);
            let mut wire = wire(near);
            let dots = wire.dots();
            let (first, second) = b"a\r\n\r\n\r\n.\r\n12".split_at(cut);
            wire.write_all(first).await.unwrap();
            assert_eq!(*dots.borrow(), u64::from(cut >= 10), "{cut}");
            wire.write_all(second).await.unwrap();
            assert_eq!(*dots.borrow(), 1, "{cut}");
        }
    }

    #[tokio::test]
    async fn a_stuffed_dot_is_no_end() {
        let (near, _far) = tokio::io::duplex(1024);
        let mut wire = wire(near);
        let dots = wire.dots();
        wire.write_all(b"a\r\n..\r\n.x\r\n. \r\nb").await.unwrap();
        assert_eq!(*dots.borrow(), 0);
    }
}
