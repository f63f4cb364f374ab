//! What commands say: the one place that writes to standard output and standard error.
//!
//! Invariant: writing never panics and never stops what a command does, since `clew serve` goes on answering calls when
//! nobody reads its first lines any more. What went wrong is told once, by [`ended`], when the command is done.

use std::{
    fmt::Arguments,
    io::{self, ErrorKind, Write},
    sync::OnceLock,
};

/// Why standard output takes no more, once it does not.
static CLOSED: OnceLock<io::Error> = OnceLock::new();

/// Writes to standard output, unless it takes no more.
pub(super) fn show(text: Arguments<'_>) {
    if CLOSED.get().is_none() {
        let mut out = io::stdout().lock();
        let written = out.write_fmt(text).and_then(|()| out.flush());
        noted(written);
    }
}

/// Notes that standard output takes no more.
pub(super) fn noted(written: io::Result<()>) {
    if let Err(error) = written {
        // Only the first reason counts.
        let _later = CLOSED.set(error);
    }
}

/// Writes to standard error. Where that cannot be done nobody can be told.
pub(super) fn complain(text: Arguments<'_>) {
    let _untold = io::stderr().lock().write_fmt(text);
}

/// How a command really ended: not well if what it said could not be written, unless whoever read it had enough.
pub(super) fn ended(code: u8) -> u8 {
    match CLOSED.get() {
        Some(error) if error.kind() != ErrorKind::BrokenPipe => {
            complain(format_args!("could not write to standard output: {error}\n"));
            super::FAILED
        }
        Some(_) | None => code,
    }
}

/// A line on standard output.
macro_rules! say {
    ($($text:tt)*) => {
        $crate::cli::out::show(format_args!("{}\n", format_args!($($text)*)))
    };
}

/// A text on standard output, as it is.
macro_rules! show {
    ($($text:tt)*) => {
        $crate::cli::out::show(format_args!($($text)*))
    };
}

/// A line on standard error.
macro_rules! complain {
    ($($text:tt)*) => {
        $crate::cli::out::complain(format_args!("{}\n", format_args!($($text)*)))
    };
}
