//! A child process: started here, watched by what it says, and ended here, also when a test fails.

use std::{
    io::{BufRead, BufReader, Read, Write},
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc::{self, Receiver, RecvTimeoutError, Sender},
    thread,
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process};

/// The binary under test.
pub const BINARY: &str = env!("CARGO_BIN_EXE_clew");

/// How long anything may take before a test gives up: a guard, which a sound program never comes near.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A child process.
pub struct Process {
    child: Child,
    lines: Receiver<(Stream, String)>,
    said: Said,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stream {
    Out,
    Err,
}

/// What a process has said, and how it ended.
#[derive(Debug, Default, Clone)]
pub struct Said {
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
    /// The exit code; `None` while it runs, and for one that was killed.
    pub code: Option<i32>,
}

impl Said {
    /// Both streams.
    pub fn all(&self) -> String {
        format!("{}{}", self.out, self.err)
    }
}

impl Process {
    /// Starts `binary` in `folder` with exactly these arguments and variables, and nothing on its standard input.
    pub fn start(binary: &Path, folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        Self::typing(binary, folder, (arguments, ""), variables)
    }

    /// As [`Self::start`], with text on its standard input.
    pub fn typing(
        binary: &Path,
        folder: &Path,
        (arguments, typed): (&[&str], &str),
        variables: &[(&str, &str)],
    ) -> Self {
        let mut command = Command::new(binary);
        command.args(arguments).current_dir(folder).env_clear().envs(variables.iter().copied());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap_or_else(|error| panic!("{}: {error}", binary.display()));
        let (told, lines) = mpsc::channel();
        let (out, err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        tell(Stream::Out, out, told.clone());
        tell(Stream::Err, err, told);
        // A child that ends without reading breaks the pipe, which its exit code explains better.
        let _ = child.stdin.take().unwrap().write_all(typed.as_bytes());
        Self { child, lines, said: Said::default() }
    }

    fn keep(&mut self, (stream, line): (Stream, String)) {
        let text = if stream == Stream::Out { &mut self.said.out } else { &mut self.said.err };
        text.push_str(&line);
        text.push('\n');
    }

    /// Waits until it has said a line that holds `wanted`, and returns the line.
    pub fn says(&mut self, wanted: &str) -> String {
        loop {
            match self.lines.recv_timeout(PATIENCE) {
                Ok((stream, line)) => {
                    self.keep((stream, line.clone()));
                    if line.contains(wanted) {
                        return line;
                    }
                }
                Err(why) => panic!("it never said `{wanted}` ({why}): {}", self.said.all()),
            }
        }
    }

    /// What it has said until the line that was last waited for.
    pub fn so_far(&self) -> Said {
        self.said.clone()
    }

    /// Asks it to stop, as an operator's `kill` does.
    pub fn terminate(&self) {
        self.signal(Signal::TERM);
    }

    /// Sends it a signal.
    pub fn signal(&self, signal: Signal) {
        let id = Pid::from_raw(self.child.id().try_into().unwrap()).unwrap();
        kill_process(id, signal).unwrap();
    }

    /// Ends it at once, as `kill -9` does.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Waits for its end: both streams close when it is over.
    pub fn ends(mut self) -> Said {
        loop {
            match self.lines.recv_timeout(PATIENCE) {
                Ok(line) => self.keep(line),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => panic!("it does not end: {}", self.said.all()),
            }
        }
        self.said.code = self.child.wait().unwrap().code();
        self.said.clone()
    }
}

/// Tells every line of a stream, until it closes. The channel has room for all, so the child never waits for us.
fn tell(stream: Stream, read: impl Read + Send + 'static, told: Sender<(Stream, String)>) {
    thread::spawn(move || {
        let lines = BufReader::new(read).lines().map_while(Result::ok);
        lines.for_each(|line| drop(told.send((stream, line))));
    });
}

impl Drop for Process {
    fn drop(&mut self) {
        // Only a test that fails gets here with a child that still runs.
        if matches!(self.child.try_wait(), Ok(None)) {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}
