//! Fetching: sizes first, then small mails whole and in batches, large ones without their attachments, in UID order.
//!
//! Knowing the size of every mail before asking for it is what bounds the memory: nothing is ever asked for in a
//! larger piece than [`CHUNK`], whatever the mail.

use super::asking::{Answer, Ask, Asking, Item};
use super::error::{ImapError, Step};
use super::lean;
use super::names;
use super::server::ImapSource;
use super::source::{FetchReport, Fetched, Folder, StorePolicy};
use jiff::Timestamp;
use std::collections::{BTreeMap, HashMap};
use tokio::sync::mpsc::Sender;

/// Octets up to which a mail is stored whole under either policy.
pub const SMALL: u64 = 256 << 10;
/// Octets above which no mail is fetched whole.
pub const WHOLE_LIMIT: u64 = 25 << 20;
/// The largest piece of a mail asked for at once.
pub(super) const CHUNK: u64 = 1 << 20;
/// Pieces in one answer: the parser holds an answer as a whole.
const CHUNKS: u64 = 4;

/// Mails whose sizes are asked for together.
const WINDOW: usize = 1000;
/// Small mails in one command: by number, by octets, and by the length of the command (servers take 8,000 octets).
const BATCH: usize = 200;
const BATCH_OCTETS: u64 = 1 << 20;
const SET_LENGTH: usize = 2000;

/// What is known of a mail before it is fetched.
#[derive(Clone, Copy, Debug)]
struct Meta {
    size: u64,
    date: Timestamp,
}

type Metas = BTreeMap<u64, Meta>;

impl ImapSource {
    pub(super) async fn fetch(
        &mut self,
        folder: &Folder,
        uidvalidity: u32,
        uids: &[u64],
        policy: StorePolicy,
        sink: &Sender<Fetched>,
    ) -> Result<FetchReport, ImapError> {
        self.session.ensure(&folder.name, uidvalidity).await?;
        let (mut uids, none): (Vec<u64>, Vec<u64>) = uids.iter().partition(|uid| is_uid(**uid));
        uids.sort_unstable();
        uids.dedup();
        let mut report = FetchReport { gone: none, unreadable: Vec::new() };
        for window in uids.chunks(WINDOW) {
            let mut run = Run { source: self, folder: &folder.name, uidvalidity, report: &mut report };
            let metas = run.sizes(window).await?;
            let plans = run.plans(&metas, policy).await?;
            run.bodies(&metas, &plans, policy, sink).await?;
        }
        for uids in [&mut report.gone, &mut report.unreadable] {
            uids.sort_unstable();
            uids.dedup();
        }
        Ok(report)
    }

    pub(super) async fn fetch_whole(
        &mut self,
        folder: &Folder,
        uidvalidity: u32,
        uid: u64,
    ) -> Result<Fetched, ImapError> {
        if !is_uid(uid) {
            return Err(ImapError::Gone);
        }
        self.session.ensure(&folder.name, uidvalidity).await?;
        let mut report = FetchReport::default();
        let mut run = Run { source: self, folder: &folder.name, uidvalidity, report: &mut report };
        let metas = run.sizes(&[uid]).await?;
        let Some(meta) = metas.get(&uid) else { return Err(run.why_not(uid)) };
        if meta.size > WHOLE_LIMIT {
            return Err(ImapError::TooLarge { limit: WHOLE_LIMIT });
        }
        let bytes = run.in_chunks(uid).await?;
        let bytes = bytes.ok_or_else(|| run.why_not(uid))?;
        Ok(Fetched { uid, internal_date: meta.date, size: meta.size, bytes, lean: false })
    }
}

fn is_uid(uid: u64) -> bool {
    (1..=u64::from(u32::MAX)).contains(&uid)
}

/// How one large mail is fetched.
enum Large {
    Lean(lean::Plan),
    /// The beginning as it stands.
    Head,
    /// All of it, if it fits.
    Whole,
}

struct Run<'a> {
    source: &'a mut ImapSource,
    folder: &'a str,
    uidvalidity: u32,
    report: &'a mut FetchReport,
}

impl Run<'_> {
    fn asking<'b>(&'b mut self, asks: Vec<Ask>) -> Asking<'b> {
        Asking::new(self.source, self.folder, self.uidvalidity, asks)
    }

    fn why_not(&self, uid: u64) -> ImapError {
        if self.report.gone.contains(&uid) { ImapError::Gone } else { ImapError::Unreadable { step: Step::Fetch } }
    }

    /// Size and date of each. A server that stumbles over the date (`INTERNALDATE NIL`) is asked for the size alone;
    /// one that cannot say the size gets the mail treated as a large one.
    async fn sizes(&mut self, uids: &[u64]) -> Result<Metas, ImapError> {
        let mut metas = Metas::new();
        let mut waiting = uids.to_vec();
        for items in ["(UID RFC822.SIZE INTERNALDATE)", "(UID RFC822.SIZE)"] {
            let mut asking = self.asking(asks(&waiting, WINDOW, items, 1));
            while let Some(answer) = asking.next().await? {
                metas.insert(answer.uid, meta(&answer));
            }
            let (missing, refused) = (std::mem::take(&mut asking.missing), std::mem::take(&mut asking.refused));
            self.report.gone.extend(missing);
            waiting = refused;
        }
        self.report.unreadable.extend(waiting);
        Ok(metas)
    }

    /// The structure of every mail that is to be fetched lean, and what to do about it.
    async fn plans(&mut self, metas: &Metas, policy: StorePolicy) -> Result<HashMap<u64, Large>, ImapError> {
        let large = || metas.iter().filter(|(_, meta)| meta.size > SMALL);
        let whole = |meta: &Meta| policy == StorePolicy::Whole && meta.size <= WHOLE_LIMIT;
        let mut plans: HashMap<u64, Large> =
            large().map(|(uid, meta)| (*uid, if whole(meta) { Large::Whole } else { Large::Head })).collect();
        let lean: Vec<u64> = large().filter(|(_, meta)| !whole(meta)).map(|(uid, _)| *uid).collect();
        // A structure that cannot be read leaves its mail at `Head`.
        let mut asking = self.asking(asks(&lean, 50, "(UID BODYSTRUCTURE)", 1));
        while let Some(Answer { uid, items }) = asking.next().await? {
            let structure = items.into_iter().find_map(|item| match item {
                Item::Structure(part) => Some(part),
                _ => None,
            });
            if let Some(plan) = structure.as_ref().and_then(lean::Plan::new) {
                plans.insert(uid, Large::Lean(plan));
            }
        }
        Ok(plans)
    }

    async fn bodies(
        &mut self,
        metas: &Metas,
        plans: &HashMap<u64, Large>,
        policy: StorePolicy,
        sink: &Sender<Fetched>,
    ) -> Result<(), ImapError> {
        let mut heads: Vec<u64> = Vec::new();
        let mut asking = self.asking(body_asks(metas, plans));
        while let Some(answer) = asking.next().await? {
            let uid = answer.uid;
            let Some(meta) = metas.get(&uid) else { continue };
            let read = match plans.get(&uid) {
                None => section(&answer, "").map(|bytes| (bytes.to_vec(), false)),
                Some(Large::Lean(plan)) => plan.assemble(&|name| section(&answer, name)).map(|bytes| (bytes, true)),
                Some(Large::Head) => beginning(&answer).map(|bytes| (bytes, true)),
                Some(Large::Whole) => complete(&answer).map(|bytes| (bytes, false)),
            };
            match read {
                Some((bytes, lean)) => deliver(sink, uid, *meta, bytes, lean).await?,
                None => heads.push(uid),
            }
        }
        let (missing, refused) = (std::mem::take(&mut asking.missing), std::mem::take(&mut asking.refused));
        self.report.gone.extend(missing);
        heads.extend(refused);
        for uid in heads {
            self.otherwise(uid, metas, plans, policy, sink).await?;
        }
        Ok(())
    }

    /// A mail whose first fetch brought nothing usable: a large one is taken in pieces, or its beginning as it stands;
    /// a small one has failed.
    async fn otherwise(
        &mut self,
        uid: u64,
        metas: &Metas,
        plans: &HashMap<u64, Large>,
        policy: StorePolicy,
        sink: &Sender<Fetched>,
    ) -> Result<(), ImapError> {
        let (Some(meta), Some(plan)) = (metas.get(&uid), plans.get(&uid)) else {
            self.report.unreadable.push(uid);
            return Ok(());
        };
        if policy == StorePolicy::Whole
            && matches!(plan, Large::Whole)
            && let Some(bytes) = self.in_chunks(uid).await?
        {
            return deliver(sink, uid, *meta, bytes, false).await;
        }
        let mut head = None;
        if !matches!(plan, Large::Head) {
            let mut asking = self.asking(vec![head_ask(uid)]);
            while let Some(answer) = asking.next().await? {
                head = beginning(&answer);
            }
        }
        match head {
            Some(bytes) => deliver(sink, uid, *meta, bytes, true).await,
            None => {
                self.report.unreadable.push(uid);
                Ok(())
            }
        }
    }

    /// A mail piece by piece until a piece comes short. `None` if a piece is missing, or it has no end.
    async fn in_chunks(&mut self, uid: u64) -> Result<Option<Vec<u8>>, ImapError> {
        let mut bytes: Vec<u8> = Vec::new();
        while bytes.len() as u64 <= WHOLE_LIMIT {
            let ask = chunk_ask(uid, bytes.len() as u64, CHUNKS);
            let mut asking = self.asking(vec![ask]);
            let Some(answer) = asking.next().await? else {
                let missing = std::mem::take(&mut asking.missing);
                self.report.gone.extend(missing);
                return Ok(None);
            };
            // Runs to the tagged OK, which gives the connection back.
            while asking.next().await?.is_some() {}
            let before = bytes.len();
            for n in 0..CHUNKS {
                let Some(piece) = piece(&answer, before as u64 + n * CHUNK) else { return Ok(None) };
                bytes.extend_from_slice(piece);
                if (piece.len() as u64) < CHUNK {
                    return Ok(Some(bytes));
                }
            }
        }
        Ok(None)
    }
}

/// The UIDs in as many commands as it takes.
fn asks(uids: &[u64], most: usize, items: &str, needed: usize) -> Vec<Ask> {
    let mut asks: Vec<Ask> = Vec::new();
    for part in uids.chunks(most) {
        // The length of a set is known only once it is written: halve until it fits.
        let mut parts = vec![part];
        while let Some(part) = parts.pop() {
            if part.len() > 1 && names::sequence_set(part).len() > SET_LENGTH {
                let (first, second) = part.split_at(part.len() / 2);
                parts.extend([second, first]);
            } else {
                asks.push(Ask { uids: part.to_vec(), items: items.to_owned(), needed });
            }
        }
    }
    asks
}

/// In UID order: runs of small mails in batches, each large mail in a command of its own between them.
fn body_asks(metas: &Metas, plans: &HashMap<u64, Large>) -> Vec<Ask> {
    let mut all = Vec::new();
    let (mut batch, mut octets) = (Vec::new(), 0);
    let flush = |batch: &mut Vec<u64>, octets: &mut u64, all: &mut Vec<Ask>| {
        all.extend(asks(&std::mem::take(batch), BATCH, "(UID BODY.PEEK[])", 1));
        *octets = 0;
    };
    for (uid, meta) in metas {
        let Some(plan) = plans.get(uid) else {
            if octets + meta.size > BATCH_OCTETS || batch.len() >= BATCH {
                flush(&mut batch, &mut octets, &mut all);
            }
            batch.push(*uid);
            octets += meta.size;
            continue;
        };
        flush(&mut batch, &mut octets, &mut all);
        all.push(match plan {
            Large::Lean(plan) => lean_ask(*uid, plan),
            Large::Head => head_ask(*uid),
            Large::Whole => chunk_ask(*uid, 0, CHUNKS.min(meta.size / CHUNK + 1)),
        });
    }
    flush(&mut batch, &mut octets, &mut all);
    all
}

fn lean_ask(uid: u64, plan: &lean::Plan) -> Ask {
    let sections: Vec<String> =
        plan.sections().iter().map(|s| format!("BODY.PEEK[{}]<0.{}>", s.name, s.limit)).collect();
    Ask { uids: vec![uid], items: format!("(UID {})", sections.join(" ")), needed: sections.len() }
}

fn head_ask(uid: u64) -> Ask {
    let items = format!("(UID BODY.PEEK[HEADER]<0.{SMALL}> BODY.PEEK[TEXT]<0.{SMALL}>)");
    Ask { uids: vec![uid], items, needed: 2 }
}

fn chunk_ask(uid: u64, from: u64, chunks: u64) -> Ask {
    let pieces: Vec<String> = (0..chunks).map(|n| format!("BODY.PEEK[]<{}.{CHUNK}>", from + n * CHUNK)).collect();
    Ask { uids: vec![uid], needed: pieces.len(), items: format!("(UID {})", pieces.join(" ")) }
}

fn meta(answer: &Answer) -> Meta {
    let mut meta = Meta { size: u64::MAX, date: Timestamp::UNIX_EPOCH };
    for item in &answer.items {
        match item {
            Item::Size(octets) => meta.size = *octets,
            Item::Date(date) => meta.date = *date,
            _ => {}
        }
    }
    meta
}

fn section<'a>(answer: &'a Answer, wanted: &str) -> Option<&'a [u8]> {
    answer.items.iter().find_map(|item| match item {
        // A part without a MIME header is given as NIL by some servers and as an empty string by others.
        Item::Section { name, origin: 0, data } if name == wanted && wanted.ends_with(".MIME") => {
            Some(data.as_deref().unwrap_or_default())
        }
        Item::Section { name, origin: 0, data } if name == wanted => data.as_deref(),
        _ => None,
    })
}

fn piece(answer: &Answer, from: u64) -> Option<&[u8]> {
    answer.items.iter().find_map(|item| match item {
        Item::Section { name, origin, data } if name.is_empty() && u64::from(*origin) == from => data.as_deref(),
        _ => None,
    })
}

/// Headers and the first of the text as they stand. A header that was cut has no text after it.
fn beginning(answer: &Answer) -> Option<Vec<u8>> {
    let header = section(answer, "HEADER")?;
    let text = if (header.len() as u64) < SMALL { section(answer, "TEXT").unwrap_or_default() } else { &[] };
    Some([header, text].concat())
}

/// All pieces in their order, if the last of them comes short and so ends the mail.
fn complete(answer: &Answer) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    for n in 0..CHUNKS {
        let piece = piece(answer, n * CHUNK)?;
        bytes.extend_from_slice(piece);
        if (piece.len() as u64) < CHUNK {
            return Some(bytes);
        }
    }
    None
}

/// Hands a mail on. A large one waits until those before it were taken, so that the sink never holds many of them.
pub(super) async fn deliver_to(sink: &Sender<Fetched>, fetched: Fetched) -> Result<(), ImapError> {
    if fetched.bytes.len() as u64 > CHUNK {
        let mut places = sink.reserve_many(sink.max_capacity()).await.map_err(|_| ImapError::Stopped)?;
        if let Some(place) = places.next() {
            place.send(fetched);
        }
        return Ok(());
    }
    sink.send(fetched).await.map_err(|_| ImapError::Stopped)
}

async fn deliver(sink: &Sender<Fetched>, uid: u64, meta: Meta, bytes: Vec<u8>, lean: bool) -> Result<(), ImapError> {
    let size = if meta.size == u64::MAX { bytes.len() as u64 } else { meta.size };
    deliver_to(sink, Fetched { uid, internal_date: meta.date, size, bytes, lean }).await
}
