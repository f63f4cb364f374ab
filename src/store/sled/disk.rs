//! The database in its folder, shared by the committer, who alone writes, and readers.
//!
//! Invariant: readers see only what is synced. sled shows a write as soon as it is applied; until the sync, and after
//! a failed one until the database was opened anew, the values from before lie in `unsynced` and are shown instead.
//! A reader looks into the database first and into `unsynced` second, so that nothing slips through between.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, Write as _},
    ops::{Bound, ControlFlow},
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use ::sled::IVec;

use super::committer::Durable;
use crate::store::{
    StoreError,
    view::{Base as Records, Show, Writes},
};

/// Bytes that sled may keep in memory. A ceiling, not an allocation: at 64 MB a million calls become ten times slower.
const CACHE_BYTES: u64 = 1 << 30;

/// Bytes that must fit on the disk before a failed database is opened anew: two of sled's segments.
const ROOM_BYTES: usize = 1 << 20;

/// Records that are read at once. In between, a failed database can be opened anew.
const PAGE: usize = 1024;

/// How long a locked database is waited for, and how long between two tries.
const LOCKED_WAIT: Duration = Duration::from_secs(1);
const LOCKED_PAUSE: Duration = Duration::from_millis(2);

/// The database as the committer has it.
pub struct Disk {
    folder: PathBuf,
    shared: Arc<Shared>,
}

/// The database as readers have it.
pub struct Shared {
    /// Missing while it is being opened anew.
    base: RwLock<Option<Base>>,
    unsynced: RwLock<BTreeMap<Vec<u8>, Option<IVec>>>,
    health: Arc<AtomicBool>,
    /// Whether the disk failed anyone since the database was opened. sled only fails from then on.
    failed: AtomicBool,
}

/// An open database and a handle on its volume.
struct Base {
    db: ::sled::Db,
    volume: File,
}

impl Disk {
    /// Opens the database in `folder`, or makes an empty one.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        let base = Base::open(folder)?;
        let shared = Shared {
            base: RwLock::new(Some(base)),
            unsynced: RwLock::default(),
            health: Arc::new(AtomicBool::new(true)),
            failed: AtomicBool::new(false),
        };
        Ok(Self { folder: folder.to_owned(), shared: Arc::new(shared) })
    }

    /// The readers' side.
    pub fn shared(&self) -> Arc<Shared> {
        Arc::clone(&self.shared)
    }

    /// Whether something can be written at all. Asked before the database is closed, because a closed one cannot even
    /// be read, and opening one on a full disk fails.
    fn has_room(&self) -> io::Result<()> {
        let probe = self.folder.join("probe");
        let written = File::create(&probe).and_then(|mut file| {
            file.write_all(&vec![0; ROOM_BYTES])?;
            file.sync_all()
        });
        fs::remove_file(&probe).and(written)
    }
}

/// As last applied: only the committer, who applies, looks at it so.
impl Records for Disk {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.shared.with(|db| db.get(key))?.map(|value| value.to_vec()))
    }

    fn scan(&self, prefix: &[u8], after: &[u8], show: Show<'_>) -> Result<(), StoreError> {
        let mut after = after.to_vec();
        loop {
            let page = self.shared.page(prefix, &after)?;
            let Some((last, _)) = page.last() else { return Ok(()) };
            after = last.to_vec();
            for (key, value) in &page {
                if let ControlFlow::Break(()) = show(key, value)? {
                    return Ok(());
                }
            }
        }
    }
}

impl Durable for Disk {
    fn failed(&self) -> bool {
        self.shared.failed.load(Ordering::Acquire)
    }

    fn apply(&mut self, writes: &Writes) -> Result<(), StoreError> {
        let mut batch = ::sled::Batch::default();
        let mut before = Vec::new();
        for (key, value) in writes {
            before.push((key.clone(), self.shared.with(|db| db.get(key))?));
            match value {
                Some(value) => batch.insert(key.as_slice(), value.as_slice()),
                None => batch.remove(key.as_slice()),
            }
        }
        self.shared.unsynced.write().unwrap_or_else(PoisonError::into_inner).extend(before);
        self.shared.with(|db| db.apply_batch(batch))
    }

    fn sync(&mut self) -> Result<(), StoreError> {
        self.shared.with(|db| db.flush())?;
        self.shared.with_base(|base| {
            sync_volume(&base.volume).map_err(|error| StoreError::new(format!("the volume cannot be synced: {error}")))
        })?;
        self.shared.forget_unsynced();
        Ok(())
    }

    fn reopen(&mut self) -> Result<(), StoreError> {
        self.has_room().map_err(|error| StoreError::new(format!("nothing can be written: {error}")))?;
        // sled lets go of its lock, and of its failure, only when its last handle is dropped.
        let failed = self.shared.replace(None);
        guarded(|| drop(failed))?;
        let base = Base::open(&self.folder)?;
        self.shared.forget_unsynced();
        self.shared.failed.store(false, Ordering::Release);
        self.shared.replace(Some(base));
        Ok(())
    }
}

impl Shared {
    /// Whether the committer takes commits; it keeps this up to date.
    pub fn health(&self) -> &Arc<AtomicBool> {
        &self.health
    }

    /// Whether commits are taken at present, and will be found again.
    pub fn healthy(&self) -> bool {
        self.health.load(Ordering::Acquire) && !self.removed()
    }

    /// Whether the database's file has been removed. It still takes commits, for as long as this process has it open.
    fn removed(&self) -> bool {
        let base = self.base.read().unwrap_or_else(PoisonError::into_inner);
        let file = base.as_ref().map(|base| base.volume.metadata());
        file.is_some_and(|file| file.map_or(true, |file| std::os::unix::fs::MetadataExt::nlink(&file) == 0))
    }

    /// The next records that begin with `prefix` and come after `after`, as applied.
    fn page(&self, prefix: &[u8], after: &[u8]) -> Result<Vec<(IVec, IVec)>, StoreError> {
        let from = if after < prefix { Bound::Included(prefix) } else { Bound::Excluded(after) };
        self.with_base(|base| {
            let mut page = Vec::new();
            for record in base.db.range::<&[u8], _>((from, Bound::Unbounded)).take(PAGE) {
                let (key, value) = record.map_err(|error| self.note(error))?;
                if !key.starts_with(prefix) {
                    break;
                }
                page.push((key, value));
            }
            Ok(page)
        })
    }

    /// The same page as it was before what is not synced. A record that is being removed shows until that is durable.
    fn durable(&self, prefix: &[u8], after: &[u8], page: Vec<(IVec, IVec)>) -> BTreeMap<Vec<u8>, IVec> {
        // Beyond a full page only the next one knows what comes.
        let last = if page.len() < PAGE { None } else { page.last().map(|(key, _)| key.to_vec()) };
        let unsynced = self.unsynced.read().unwrap_or_else(PoisonError::into_inner);
        let mut durable: BTreeMap<Vec<u8>, IVec> = page.into_iter().map(|(key, value)| (key.to_vec(), value)).collect();
        let from = if after < prefix { Bound::Included(prefix) } else { Bound::Excluded(after) };
        let within = |key: &&Vec<u8>| key.starts_with(prefix) && last.as_ref().is_none_or(|last| *key <= last);
        for (key, before) in unsynced.range::<[u8], _>((from, Bound::Unbounded)).take_while(|(key, _)| within(key)) {
            match before {
                Some(before) => durable.insert(key.clone(), before.clone()),
                None => durable.remove(key),
            };
        }
        durable
    }

    /// What was at `key` before a write that is not synced; `None` if there is no such write.
    fn before(&self, key: &[u8]) -> Option<Option<IVec>> {
        self.unsynced.read().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }

    /// Takes note of a disk that failed. Damage is another matter: opening anew does not heal it.
    fn note(&self, error: ::sled::Error) -> StoreError {
        if matches!(error, ::sled::Error::Io(_)) {
            self.failed.store(true, Ordering::Release);
        }
        StoreError::new(error.to_string())
    }

    fn forget_unsynced(&self) {
        self.unsynced.write().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn replace(&self, base: Option<Base>) -> Option<Base> {
        std::mem::replace(&mut *self.base.write().unwrap_or_else(PoisonError::into_inner), base)
    }

    fn with<T>(&self, act: impl FnOnce(&::sled::Db) -> ::sled::Result<T>) -> Result<T, StoreError> {
        self.with_base(|base| act(&base.db).map_err(|error| self.note(error)))
    }

    fn with_base<T>(&self, act: impl FnOnce(&Base) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let base = self.base.read().unwrap_or_else(PoisonError::into_inner);
        let base =
            base.as_ref().ok_or_else(|| StoreError::new("the database is closed until it can be opened anew"))?;
        guarded(|| act(base))?
    }
}

/// What is durable.
impl Records for Shared {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        let applied = self.with(|db| db.get(key))?;
        Ok(self.before(key).unwrap_or(applied).map(|value| value.to_vec()))
    }

    fn scan(&self, prefix: &[u8], after: &[u8], show: Show<'_>) -> Result<(), StoreError> {
        let mut after = after.to_vec();
        loop {
            let page = self.page(prefix, &after)?;
            let next = if page.len() < PAGE { None } else { page.last().map(|(key, _)| key.to_vec()) };
            for (key, value) in self.durable(prefix, &after, page) {
                if let ControlFlow::Break(()) = show(&key, &value)? {
                    return Ok(());
                }
            }
            match next {
                Some(next) => after = next,
                None => return Ok(()),
            }
        }
    }
}

impl Base {
    fn open(folder: &Path) -> Result<Self, StoreError> {
        let unusable = |error: io::Error| StoreError::new(format!("the folder `{}`: {error}", folder.display()));
        fs::create_dir_all(folder).map_err(unusable)?;
        let db = open_unlocked(folder)?;
        let volume = File::open(folder.join("db")).map_err(unusable)?;
        volume.sync_all().map_err(unusable)?;
        // The folder may have just been made, or be where another volume begins: both ends of its name are synced.
        for named in [Some(folder), folder.parent().filter(|parent| !parent.as_os_str().is_empty())] {
            named.map_or(Ok(()), |folder| File::open(folder)?.sync_all()).map_err(unusable)?;
        }
        sync_volume(&volume).map_err(unusable)?;
        Ok(Self { db, volume })
    }
}

/// Opens the database; if it is locked, waits a little. A dropped one stays locked until sled's own threads, which
/// cannot be joined, let go of it too; and the process that had it may just be ending.
fn open_unlocked(folder: &Path) -> Result<::sled::Db, StoreError> {
    let config = ::sled::Config::new().path(folder).cache_capacity(CACHE_BYTES).flush_every_ms(None);
    let started = Instant::now();
    loop {
        match guarded(|| config.open()) {
            Ok(Ok(db)) => return Ok(db),
            Ok(Err(error)) if is_locked(&error) && started.elapsed() < LOCKED_WAIT => thread::sleep(LOCKED_PAUSE),
            Ok(Err(error)) => return Err(cannot_open(folder, error)),
            Err(panic) => return Err(damaged(folder, &panic.to_string())),
        }
    }
}

/// Whether the database is open elsewhere. sled says so in words only.
fn is_locked(error: &::sled::Error) -> bool {
    matches!(error, ::sled::Error::Io(error) if error.to_string().contains("could not acquire lock"))
}

/// Writes out everything on the volume: sled keeps large leaves in files of their own, which it never syncs.
#[cfg(target_os = "linux")]
fn sync_volume(volume: &File) -> io::Result<()> {
    Ok(rustix::fs::syncfs(volume)?)
}

/// Elsewhere only the main file is synced; records under 4 kB stay in it.
#[cfg(not(target_os = "linux"))]
fn sync_volume(volume: &File) -> io::Result<()> {
    volume.sync_all()
}

/// A damaged database panics where it should fail, in opening (sled issue 1387) as well as later.
fn guarded<T>(act: impl FnOnce() -> T) -> Result<T, StoreError> {
    catch_unwind(AssertUnwindSafe(act)).map_err(|_told_already| StoreError::new("the database panicked"))
}

fn cannot_open(folder: &Path, error: ::sled::Error) -> StoreError {
    let shown = folder.display();
    if is_locked(&error) {
        return StoreError::new(format!(
            "the store in `{shown}` is open in another process: stop that one first, or name another folder"
        ));
    }
    match error {
        ::sled::Error::Io(error) => StoreError::new(format!("the store in `{shown}` cannot be opened: {error}")),
        error @ (::sled::Error::Corruption { .. }
        | ::sled::Error::CollectionNotFound(_)
        | ::sled::Error::Unsupported(_)
        | ::sled::Error::ReportableBug(_)) => damaged(folder, &error.to_string()),
    }
}

fn damaged(folder: &Path, how: &str) -> StoreError {
    StoreError::new(format!(
        "the store in `{}` is damaged ({how}): put a backup in its place, or move the folder away to start with an \
         empty one, and keep it: what is in it may still be of use",
        folder.display()
    ))
}
