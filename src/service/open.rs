//! A class that is open for work: its settings, its state, and the one lock that says who works on it.

use super::full_disk::FullDisk;
use super::keyring;
use super::suspects::Suspects;
use crate::config::resolved::ClassSetup;
use crate::decide::names::NameIndex;
use crate::domain::address::EmailAddress;
use crate::domain::class::{Class, School};
use crate::domain::language::Language;
use crate::domain::roster::{Overlaid, Roster, RosterChange};
use crate::ids::{IdSource, RosterChangeId};
use crate::message::ReadingRules;
use crate::message::key::Keyring;
use crate::message::key::lines::MasterKeys;
use crate::render::registry::Registry;
use crate::store::roster_changes::{self, Edition};
use crate::store::{self, Store, Tx, end_work, health, life};
use anyhow::{Context as _, bail};
use jiff::{Timestamp, Zoned};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What every loop of a class needs to know and none of them changes.
pub struct OpenClass {
    pub setup: ClassSetup,
    pub school: Arc<School>,
    pub store: Arc<Store>,
    pub templates: Arc<Registry>,
    pub ids: Arc<dyn IdSource>,
    pub keys: Keyring,
    /// What all children of the class are called.
    pub children: NameIndex,
    pub full_disk: FullDisk,
    pub suspects: Suspects,
    /// The class list as the file has it, and what teachers changed beside it; `setup` has both in one.
    pub list: ClassList,
}

/// A class list, and what holds beside it.
pub struct ClassList {
    pub in_file: Roster,
    pub beside: Vec<(RosterChangeId, RosterChange)>,
    /// Changes that the file says by now.
    pub listed: Vec<RosterChangeId>,
    pub edition: Edition,
}

impl OpenClass {
    /// Opens the state file, which is made if it is missing.
    pub fn open(
        setup: ClassSetup,
        school: Arc<School>,
        templates: Arc<Registry>,
        ids: Arc<dyn IdSource>,
        state_dir: &Path,
    ) -> anyhow::Result<Self> {
        std::fs::create_dir_all(state_dir)
            .with_context(|| format!("Make the folder for the state, {}", state_dir.display()))?;
        let state = state_file(state_dir, &setup.class);
        let master = keyring::master(&setup.keys, state_dir, fresh(&*ids), state.exists())?;
        let store = Arc::new(Store::open(&state)?);
        Self::with(setup, school, templates, ids, store, &master)
    }

    /// The same over a state that is open already and is gone with the program, as are its keys.
    pub fn over(
        setup: ClassSetup,
        school: Arc<School>,
        templates: Arc<Registry>,
        ids: Arc<dyn IdSource>,
        store: Arc<Store>,
    ) -> anyhow::Result<Self> {
        let keys = MasterKeys::begin(jiff::civil::Date::ZERO, fresh(&*ids));
        Self::with(setup, school, templates, ids, store, &keys)
    }

    fn with(
        setup: ClassSetup,
        school: Arc<School>,
        templates: Arc<Registry>,
        ids: Arc<dyn IdSource>,
        store: Arc<Store>,
        keys: &MasterKeys,
    ) -> anyhow::Result<Self> {
        // A class with closed days of its own has a calendar of its own.
        let school = match &setup.class.calendar {
            Some(calendar) => Arc::new(School { calendar: calendar.clone(), ..(*school).clone() }),
            None => school,
        };
        let (id, address) = (setup.class.id.as_str(), setup.class.address.as_str());
        let salt = ids.token();
        let begin = |tx: &Tx<'_>| Ok((life::belongs_to(tx, id, address)?, health::key_salt(tx, salt)?));
        let (other, salt) = store.write(begin)?;
        if let Some(other) = other {
            bail!(
                "the state of the class {id} is that of another class, {other}; homeroom left it as it is. Put the right \
                 one in its place (homeroom --class {id} restore FILE)"
            );
        }
        let keys = keys.keyring().of_class(id, salt);
        Self::assembled(setup, school, templates, ids, store, keys)
    }

    fn assembled(
        mut setup: ClassSetup,
        school: Arc<School>,
        templates: Arc<Registry>,
        ids: Arc<dyn IdSource>,
        store: Arc<Store>,
        keys: Keyring,
    ) -> anyhow::Result<Self> {
        let list = overlaid(&mut setup.class, &store)?;
        let children =
            NameIndex::of(setup.class.roster.students().iter().flat_map(|student| {
                std::iter::once(student.first_name.as_str()).chain(student.preferred_name.as_deref())
            }));
        Ok(Self {
            setup,
            school,
            store,
            templates,
            ids,
            keys,
            children,
            full_disk: FullDisk::default(),
            suspects: Suspects::default(),
            list,
        })
    }

    /// The same class by the same settings, with what teachers changed since.
    pub fn anew(&self) -> anyhow::Result<Self> {
        let mut setup = self.setup.clone();
        setup.class.roster = self.list.in_file.clone();
        let (school, templates, ids) = (Arc::clone(&self.school), Arc::clone(&self.templates), Arc::clone(&self.ids));
        Self::assembled(setup, school, templates, ids, Arc::clone(&self.store), self.keys.clone())
    }

    /// Whether a teacher changed something of the class list since it was opened.
    pub fn is_outdated(&self) -> store::Result<bool> {
        self.store.read(|tx| self.is_outdated_in(tx))
    }

    pub fn is_outdated_in(&self, tx: &Tx<'_>) -> store::Result<bool> {
        Ok(roster_changes::edition(tx)? != self.list.edition)
    }

    /// What mails to this class are read by.
    pub fn reading_rules(&self) -> ReadingRules<'_> {
        ReadingRules { banners: &self.setup.banners }
    }

    pub fn class(&self) -> &Class {
        &self.setup.class
    }

    /// What the teacher's own words are written in.
    pub fn teacher_language(&self) -> Language {
        self.class().teachers.first().map_or_else(|| self.school.language.clone(), |t| t.language.clone())
    }

    /// The instant on the school's wall.
    pub fn local(&self, at: Timestamp) -> Zoned {
        at.to_zoned(self.school.time_zone.clone())
    }
}

/// Lays what teachers changed over the list of the file.
fn overlaid(class: &mut Class, store: &Store) -> store::Result<ClassList> {
    let (edition, changes) = store.read(|tx| Ok((roster_changes::edition(tx)?, roster_changes::open(tx)?)))?;
    let own: Vec<&EmailAddress> =
        std::iter::once(&class.address).chain(class.teachers.iter().map(|t| &t.address)).collect();
    let Overlaid { roster, beside, listed } = class.roster.with(changes, &own);
    let in_file = std::mem::replace(&mut class.roster, roster);
    Ok(ClassList { in_file, beside, listed, edition })
}

fn fresh(ids: &dyn IdSource) -> [u8; 32] {
    let mut fresh = [0; 32];
    let tokens = [ids.token(), ids.token()];
    fresh.iter_mut().zip(tokens.as_flattened()).for_each(|(place, byte)| *place = *byte);
    fresh
}

/// `state_dir/<class file's name>.sqlite3`
pub fn state_file(state_dir: &Path, class: &Class) -> PathBuf {
    state_dir.join(format!("{}.sqlite3", class.id))
}

/// Held by whoever acts for a class. The system gives it back when the process ends, however it ends.
pub struct ClassLock {
    pub class: String,
    state: PathBuf,
    _file: File,
}

impl ClassLock {
    /// Whether somebody works on this class at the moment. Nothing is made or kept.
    pub fn is_held(state_dir: &Path, class: &Class) -> bool {
        let path = state_dir.join(format!("{}.lock", class.id));
        let Ok(file) = File::open(path) else { return false };
        matches!(file.try_lock_shared(), Err(std::fs::TryLockError::WouldBlock))
    }

    /// Holds the class until [`ClassLock::end_work`]. If whoever worked on it last was killed, all of its state is read
    /// first, and a damaged one is refused.
    pub fn begin_work(state_dir: &Path, class: &OpenClass) -> anyhow::Result<Self> {
        let lock = Self::take(state_dir, class.class())?;
        class.store.begin_work()?;
        Ok(lock)
    }

    /// The work came to an orderly end.
    pub fn end_work(self) {
        end_work(&self.state);
    }

    /// Fails at once if another process works on this class.
    pub fn take(state_dir: &Path, class: &Class) -> anyhow::Result<Self> {
        std::fs::create_dir_all(state_dir)
            .with_context(|| format!("Make the folder for the state, {}", state_dir.display()))?;
        let path = state_dir.join(format!("{}.lock", class.id));
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .with_context(|| format!("Open the lock {}", path.display()))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { class: class.id.to_string(), state: state_file(state_dir, class), _file: file }),
            Err(std::fs::TryLockError::WouldBlock) => bail!(
                "another homeroom works on the class {} already; nothing was done. Stop it first \
                 (systemctl stop homeroom), or leave the work to it",
                class.id
            ),
            Err(std::fs::TryLockError::Error(error)) => Err(error).with_context(|| format!("Lock {}", path.display())),
        }
    }
}
