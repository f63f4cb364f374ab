//! A change on its way to the store, and why it may not be kept.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use tokio::sync::oneshot;

/// Who is told what became of a change.
pub type Acknowledge<T> = oneshot::Sender<Result<T, CommitError>>;

/// A change on its way. What it comes to is there only once all of it is durable.
pub struct Pending<T = ()>(oneshot::Receiver<Result<T, CommitError>>);

impl<T> Pending<T> {
    /// A change that somebody else will acknowledge.
    #[must_use]
    pub fn new() -> (Acknowledge<T>, Self) {
        let (done, pending) = oneshot::channel();
        (done, Self(pending))
    }

    /// A change that is decided already.
    #[must_use]
    pub fn ready(result: Result<T, CommitError>) -> Self {
        let (done, pending) = Self::new();
        // The receiver is right here, so the value always arrives.
        let _ = done.send(result);
        pending
    }

    /// Waits for it on a thread that may block.
    ///
    /// # Errors
    /// As the change itself.
    pub fn wait(self) -> Result<T, CommitError> {
        self.0.blocking_recv().unwrap_or_else(|_gone| gone())
    }
}

fn gone<T>() -> Result<T, CommitError> {
    Err(CommitError::Failed(StoreError::new("the store is gone")))
}

impl<T> Future for Pending<T> {
    type Output = Result<T, CommitError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(context).map(|received| received.unwrap_or_else(|_gone| gone()))
    }
}

/// Why a change is not acknowledged.
#[derive(Debug, Clone)]
pub enum CommitError {
    /// Somebody else committed this call in the meantime: load it and try again. Nothing of it was kept.
    Raced,
    /// There is no such promise or message: there never was, or it is gone.
    Unknown,
    /// The store could not keep it, or cannot tell that it has: a disk that fails halfway may have kept the whole
    /// change, never a part. Until the store is healthy again it is not seen; then reading tells.
    Failed(StoreError),
}

impl From<StoreError> for CommitError {
    fn from(error: StoreError) -> Self {
        Self::Failed(error)
    }
}

impl fmt::Display for CommitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Raced => f.write_str("somebody else changed it first"),
            Self::Unknown => f.write_str("there is no such promise or message, or it is gone"),
            Self::Failed(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for CommitError {}

/// Why a store could not read or keep something.
#[derive(Debug, Clone)]
pub struct StoreError(String);

impl StoreError {
    /// With a reason that reads after "could not …: ", without values or numbers of callers.
    pub fn new(reason: impl Into<String>) -> Self {
        Self(reason.into())
    }

    pub(super) fn missing_chunk(number: u16) -> Self {
        Self::new(format!("chunk {number} of the journal is missing"))
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for StoreError {}
