//! Fetching: sizes first, then small mails whole and in batches, large ones without their attachments, in UID order.
//!
//! Knowing the size of every mail before asking for it is what bounds the memory: nothing is ever asked for in a
//! larger piece than [`CHUNK`], whatever the mail.

use super::asking::{Answer, Ask, Asking, End, Item};
use super::asks::{
    CHUNK, CHUNKS, Large, Meta, Metas, asks, beginning, body_asks, chunk_ask, complete, head_ask, meta, piece, section,
    whole,
};
use super::error::{FetchError, ImapError, Step};
use super::lean;
use super::server::ImapSource;
use super::source::{FetchReport, Fetched, Folder, SMALL, StorePolicy, WHOLE_LIMIT};
use jiff::Timestamp;
use std::collections::HashMap;
use tokio::sync::mpsc::Sender;

/// Mails whose sizes are asked for together.
const WINDOW: usize = 1000;
/// Octets above which a mail waits until those before it were taken.
const LARGE: usize = 256 * 1024;

impl ImapSource {
    pub(super) async fn fetch(
        &mut self,
        folder: &Folder,
        uidvalidity: u32,
        uids: &[u64],
        policy: StorePolicy,
        sink: &Sender<Fetched>,
    ) -> Result<FetchReport, FetchError> {
        self.session.ensure(&folder.name, uidvalidity).await?;
        let (mut uids, none): (Vec<u64>, Vec<u64>) = uids.iter().partition(|uid| is_uid(**uid));
        uids.sort_unstable();
        uids.dedup();
        let mut report = FetchReport { gone: none, unreadable: Vec::new() };
        for window in uids.chunks(WINDOW) {
            let mut run = Run { source: self, folder: &folder.name, uidvalidity, report: &mut report };
            if let Err(mut failed) = run.window(window, policy, sink).await {
                failed.doubtful.append(&mut report.unreadable);
                return Err(failed);
            }
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
        let metas = run.sizes(&[uid]).await.map_err(|failed| failed.error)?;
        let Some(meta) = metas.get(&uid) else { return Err(run.why_not(uid)) };
        if meta.size > WHOLE_LIMIT {
            return Err(ImapError::TooLarge { limit: WHOLE_LIMIT });
        }
        let bytes = run.in_chunks(uid).await.map_err(|failed| failed.error)?;
        let bytes = bytes.ok_or_else(|| run.why_not(uid))?;
        Ok(Fetched { uid, internal_date: meta.date, size: meta.size, bytes, lean: false })
    }
}

fn is_uid(uid: u64) -> bool {
    (1..=u64::from(u32::MAX)).contains(&uid)
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

    async fn window(&mut self, uids: &[u64], policy: StorePolicy, sink: &Sender<Fetched>) -> Result<(), FetchError> {
        let metas = self.sizes(uids).await?;
        let plans = self.plans(&metas, policy).await?;
        self.bodies(&metas, &plans, sink).await
    }

    fn why_not(&self, uid: u64) -> ImapError {
        if self.report.gone.contains(&uid) { ImapError::Gone } else { ImapError::Unreadable { step: Step::Fetch } }
    }

    /// Size and date of each. A server that stumbles over dates (`INTERNALDATE NIL`) is asked for the sizes alone; a
    /// mail whose size it cannot say is treated as a large one.
    async fn sizes(&mut self, uids: &[u64]) -> Result<Metas, FetchError> {
        let mut metas = Metas::new();
        let asking = self.asking(asks(uids, WINDOW, "(UID RFC822.SIZE INTERNALDATE)", 1));
        let waiting: Vec<u64> = match collect(asking, &mut metas).await {
            Ok(End { missing, refused }) => {
                self.report.gone.extend(missing);
                refused
            }
            Err(failed) => {
                self.go_on_after(failed).await?;
                uids.iter().copied().filter(|u| !metas.contains_key(u)).collect()
            }
        };
        let asking = self.asking(asks(&waiting, WINDOW, "(UID RFC822.SIZE)", 1));
        let End { missing, refused } = collect(asking, &mut metas).await?;
        self.report.gone.extend(missing);
        let unknown = |uid| (uid, Meta { size: u64::MAX, date: Timestamp::UNIX_EPOCH });
        metas.extend(refused.into_iter().map(unknown));
        Ok(metas)
    }

    /// An answer that is refused or cannot be read leaves another question to ask; the connection is made fit for it.
    async fn go_on_after(&mut self, failed: FetchError) -> Result<(), FetchError> {
        match failed.error {
            ImapError::Refused { .. } => Ok(()),
            ImapError::Unreadable { .. } => Ok(self.source.reopen().await?),
            _ => Err(failed),
        }
    }

    /// How each large mail is to be fetched. A structure that cannot be read leaves its mail at `Head`.
    async fn plans(&mut self, metas: &Metas, policy: StorePolicy) -> Result<HashMap<u64, Large>, FetchError> {
        let mut plans: HashMap<u64, Large> = HashMap::new();
        for (uid, meta) in metas.iter().filter(|(_, meta)| meta.size > SMALL) {
            plans.insert(
                *uid,
                match policy {
                    StorePolicy::Whole if meta.size < CHUNKS * CHUNK => Large::Whole,
                    StorePolicy::Whole if meta.size <= WHOLE_LIMIT => Large::Pieces,
                    _ => Large::Head,
                },
            );
        }
        let mut lean: Vec<u64> = plans.iter().filter(|(_, p)| **p == Large::Head).map(|(uid, _)| *uid).collect();
        lean.sort_unstable();
        let mut asking = self.asking(asks(&lean, 50, "(UID BODYSTRUCTURE)", 1));
        let ended = loop {
            let Answer { uid, items } = match asking.next().await {
                Ok(Some(answer)) => answer,
                Ok(None) => break Ok(()),
                Err(error) => break Err(error),
            };
            let structure = items.iter().find_map(|item| match item {
                Item::Structure(part) => Some(part),
                _ => None,
            });
            if let Some(plan) = structure.and_then(lean::Plan::new) {
                plans.insert(uid, Large::Lean(plan));
            }
        };
        if let Err(failed) = ended {
            self.go_on_after(failed).await?;
        }
        Ok(plans)
    }

    async fn bodies(
        &mut self,
        metas: &Metas,
        plans: &HashMap<u64, Large>,
        sink: &Sender<Fetched>,
    ) -> Result<(), FetchError> {
        let mut again: Vec<u64> = plans.iter().filter(|(_, p)| **p == Large::Pieces).map(|(uid, _)| *uid).collect();
        let mut asking = self.asking(body_asks(metas, plans));
        while let Some(answer) = asking.next().await? {
            let uid = answer.uid;
            let Some(meta) = metas.get(&uid) else { continue };
            let read = match plans.get(&uid) {
                Some(Large::Lean(plan)) => plan.assemble(&|name| section(&answer, name)).map(|bytes| (bytes, true)),
                Some(Large::Head) => beginning(&answer).map(|bytes| (bytes, true)),
                Some(Large::Whole | Large::Pieces) => complete(&answer).map(|bytes| (bytes, false)),
                None => whole(answer).map(|bytes| (bytes, false)),
            };
            match read {
                Some((bytes, lean)) => deliver(sink, uid, *meta, bytes, lean).await?,
                None => again.push(uid),
            }
        }
        let End { missing, refused } = asking.end();
        self.report.gone.extend(missing);
        again.extend(refused);
        again.sort_unstable();
        for uid in again {
            let Some(meta) = metas.get(&uid) else { continue };
            self.otherwise(uid, *meta, plans.get(&uid), sink).await?;
        }
        Ok(())
    }

    /// A mail whose first fetch brought nothing usable, or that is too large for one: piece by piece, or its beginning
    /// as it stands (which of a small mail is all of it).
    async fn otherwise(
        &mut self,
        uid: u64,
        meta: Meta,
        plan: Option<&Large>,
        sink: &Sender<Fetched>,
    ) -> Result<(), FetchError> {
        if matches!(plan, Some(Large::Whole | Large::Pieces))
            && let Some(bytes) = self.in_chunks(uid).await?
        {
            return Ok(deliver(sink, uid, meta, bytes, false).await?);
        }
        let mut head = None;
        if !matches!(plan, Some(Large::Head)) {
            let mut asking = self.asking(vec![head_ask(uid)]);
            while let Some(answer) = asking.next().await? {
                head = beginning(&answer);
            }
            let missing = asking.end().missing;
            self.report.gone.extend(missing);
        }
        match head {
            Some(bytes) => deliver(sink, uid, meta, bytes, plan.is_some()).await?,
            None if self.report.gone.contains(&uid) => {}
            None => self.report.unreadable.push(uid),
        }
        Ok(())
    }

    /// A mail piece by piece until a piece comes short. `None` if a piece is missing, or it has no end.
    async fn in_chunks(&mut self, uid: u64) -> Result<Option<Vec<u8>>, FetchError> {
        let mut bytes: Vec<u8> = Vec::new();
        while bytes.len() as u64 <= WHOLE_LIMIT {
            let ask = chunk_ask(uid, bytes.len() as u64, CHUNKS);
            let mut asking = self.asking(vec![ask]);
            let Some(answer) = asking.next().await? else {
                let missing = asking.end().missing;
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

async fn collect(mut asking: Asking<'_>, metas: &mut Metas) -> Result<End, FetchError> {
    while let Some(answer) = asking.next().await? {
        metas.insert(answer.uid, meta(&answer));
    }
    Ok(asking.end())
}

/// Hands a mail on. A large one waits until those before it were taken, so that the sink never holds many of them.
pub(super) async fn deliver_to(sink: &Sender<Fetched>, fetched: Fetched) -> Result<(), ImapError> {
    if fetched.bytes.len() > LARGE {
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
