//! The names of files as programs want them: relative where that is possible, and with `/`.

/// A file's name relative to the folder `root`, with `/` between folders and without `.` and `..` where they can be
/// gone without. A file outside of `root` keeps its name.
#[must_use]
pub fn relative(file: &str, root: &str) -> String {
    let file = if cfg!(windows) { file.replace('\\', "/") } else { file.to_owned() };
    let root = if cfg!(windows) { root.replace('\\', "/") } else { root.to_owned() };
    let file = plain(&file);
    let root = plain(&root);
    let under = file.strip_prefix(root.as_str()).and_then(|rest| rest.strip_prefix('/'));
    under.filter(|_| !root.is_empty()).map_or(file.clone(), str::to_owned)
}

/// The name without `.`, without empty parts, and without `..` behind a folder that it leads out of.
fn plain(file: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in file.split('/').filter(|part| !matches!(*part, "" | ".")) {
        match parts.last() {
            Some(folder) if part == ".." && *folder != ".." => {
                parts.pop();
            }
            Some(_) | None => parts.push(part),
        }
    }
    let start = if file.starts_with('/') { "/" } else { "" };
    format!("{start}{}", parts.join("/"))
}

/// A file's name as a URI reference (RFC 3986): what is not unreserved is percent-encoded, and an absolute name gets
/// its scheme.
pub(super) fn uri(file: &str, root: &str) -> String {
    let mut uri = String::new();
    let name = relative(file, root);
    if name.starts_with('/') {
        uri.push_str("file://");
    }
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}
