//! Photos of moments: kept with the moment, and which mail carries which.

use super::Result;
use super::sql::student;
use crate::domain::note::MomentPhoto;
use crate::ids::{MomentId, OutboxId, StudentId};
use rusqlite::{Transaction, params};

/// The photo of a moment about `student`.
pub fn add(tx: &Transaction<'_>, moment: MomentId, about: &StudentId, photo: &MomentPhoto) -> Result<()> {
    tx.prepare_cached("INSERT INTO photo (moment, jpeg) VALUES (?1, ?2)")?.execute(params![moment.0, photo.jpeg])?;
    for (child, seen) in photo.shows.iter().map(|child| (child, true)).chain([(about, false)]) {
        tx.prepare_cached(
            "INSERT INTO photo_child (moment, student, seen) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
        )?
        .execute(params![moment.0, child.as_str(), seen])?;
    }
    Ok(())
}

/// A photo as it is kept.
pub struct Kept {
    pub moment: MomentId,
    /// Who is on it.
    pub shows: Vec<StudentId>,
    /// Whose consent it needs: they, and the child to whose homes it goes.
    pub concerned: Vec<StudentId>,
}

/// Those of these moments that have a photo, in this order.
pub fn of_moments(tx: &Transaction<'_>, moments: &[MomentId]) -> Result<Vec<Kept>> {
    let mut query = tx.prepare_cached("SELECT student, seen FROM photo_child WHERE moment = ?1 ORDER BY student")?;
    let mut photos = Vec::new();
    for moment in moments {
        let rows = query.query_map(params![moment.0], |r| Ok((student(r.get(0)?), r.get::<_, bool>(1)?)))?;
        let children = rows.collect::<rusqlite::Result<Vec<_>>>()?;
        if !children.is_empty() {
            let shows = children.iter().filter(|(_, seen)| *seen).map(|(child, _)| child.clone()).collect();
            let concerned = children.into_iter().map(|(child, _)| child).collect();
            photos.push(Kept { moment: *moment, shows, concerned });
        }
    }
    Ok(photos)
}

pub fn jpeg(tx: &Transaction<'_>, moment: MomentId) -> Result<Vec<u8>> {
    Ok(tx.prepare_cached("SELECT jpeg FROM photo WHERE moment = ?1")?.query_row(params![moment.0], |r| r.get(0))?)
}

/// What a mail is made of.
pub fn moments_of(tx: &Transaction<'_>, outbox: OutboxId) -> Result<Vec<MomentId>> {
    let mut query = tx.prepare_cached("SELECT moment FROM outbox_moment WHERE outbox = ?1 ORDER BY moment")?;
    let rows = query.query_map(params![outbox.0], |r| Ok(MomentId(r.get(0)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The bytes of this mail hold these photos and no others.
pub fn attached(tx: &Transaction<'_>, outbox: OutboxId, photos: &[MomentId]) -> Result<()> {
    tx.prepare_cached("DELETE FROM outbox_photo WHERE outbox = ?1")?.execute(params![outbox.0])?;
    for moment in photos {
        tx.prepare_cached("INSERT INTO outbox_photo (outbox, moment) VALUES (?1, ?2)")?
            .execute(params![outbox.0, moment.0])?;
    }
    Ok(())
}

/// The children whose consent the photos in this mail's bytes need.
pub fn children_in(tx: &Transaction<'_>, outbox: OutboxId) -> Result<Vec<StudentId>> {
    let mut query = tx.prepare_cached(
        "SELECT DISTINCT c.student FROM outbox_photo o JOIN photo_child c ON c.moment = o.moment
         WHERE o.outbox = ?1 ORDER BY c.student",
    )?;
    let rows = query.query_map(params![outbox.0], |r| Ok(student(r.get(0)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
