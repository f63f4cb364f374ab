//! Small volumes to break, for which root is needed, and what tests say of themselves.

use std::{
    fs::File,
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
};

/// A mounted volume. Unmounted when dropped.
pub struct Volume(tempfile::TempDir);

impl Volume {
    /// A volume in memory, of so many megabytes.
    pub fn in_memory(megabytes: u32) -> Result<Self, String> {
        Self::mount(&["-t", "tmpfs", "-o", &format!("size={megabytes}m"), "tmpfs"])
    }

    /// The volume of an image.
    pub fn of_image(image: &Path) -> Result<Self, String> {
        Self::mount(&["-o", "loop", &image.to_string_lossy()])
    }

    fn mount(what: &[&str]) -> Result<Self, String> {
        let folder = tempfile::tempdir().unwrap();
        run("mount", &[what, &[&*folder.path().to_string_lossy()]].concat())?;
        Ok(Self(folder))
    }

    /// Where it is mounted.
    pub fn path(&self) -> PathBuf {
        self.0.path().to_owned()
    }
}

impl Drop for Volume {
    fn drop(&mut self) {
        if let Err(error) = run("umount", &[&self.0.path().to_string_lossy()]) {
            told(&error);
        }
    }
}

/// Makes an image with an empty ext4 file system, of so many megabytes.
pub fn make_image(image: &Path, megabytes: u64) -> Result<(), String> {
    File::create(image).and_then(|file| file.set_len(megabytes << 20)).map_err(|error| error.to_string())?;
    run("mkfs.ext4", &["-q", "-F", &image.to_string_lossy()])
}

/// Runs a command of the system.
pub fn run(command: &str, arguments: &[&str]) -> Result<(), String> {
    let output = Command::new(command).args(arguments).output().map_err(|error| format!("`{command}`: {error}"))?;
    match output.status.success() {
        true => Ok(()),
        false => Err(format!("`{command}`: {}", String::from_utf8_lossy(&output.stderr).trim())),
    }
}

/// Says what a test found, past the test runner, which shows only what failing tests print.
pub fn told(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// Says that a test could not be run, so that its silence is not taken for success.
pub fn not_run(what: &str, why: &str) {
    told(&format!("not run: {what}: {why}"));
}
