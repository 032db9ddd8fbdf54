//! A folder that goes when the test process goes, together with the daemons that live in it.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// Waits for the end of its standard input, which comes when the test process drops the folder, exits, panics or is
/// killed; then ends the process groups noted in `groups/` and removes the folder.
///
/// The kernel's own "signal me when my parent dies" would not do: the parent there is the *thread* that started the
/// daemon, and a test's thread ends long before the process does. A noted group is ended only if its leader still
/// names this folder on its command line, so that a number used again by somebody else is left alone.
const REAPER: &str = r#"
folder=$1
cat >/dev/null
end() {
    for note in "$folder"/groups/*; do
        [ -e "$note" ] || continue
        group=${note##*/}
        if tr '\0' ' ' 2>/dev/null <"/proc/$group/cmdline" | grep -qF "$folder"; then
            kill -s "$1" -- "-$group" 2>/dev/null
        fi
    done
}
end CONT
end KILL
tries=0
until rm -rf "$folder" 2>/dev/null; do
    tries=$((tries + 1))
    [ "$tries" -lt 50 ] || exit 1
    sleep 0.1
done
"#;

/// A new folder below /tmp that every user may enter.
pub struct Folder {
    path: PathBuf,
    reaper: Child,
}

impl Folder {
    pub fn new() -> Folder {
        // Not TMPDIR: the servers put Unix sockets in here, whose paths end at 108 bytes, and the user who runs
        // Dovecot must be able to walk to it.
        let path =
            tempfile::Builder::new().prefix("homeroom-").tempdir_in("/tmp").expect("make a folder in /tmp").keep();
        fs::set_permissions(&path, Permissions::from_mode(0o755)).expect("open the folder");
        fs::create_dir(path.join("groups")).expect("make the folder of notes");
        let reaper = Command::new("sh")
            .args(["-c", REAPER, "reaper"])
            .arg(&path)
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .expect("start the reaper");
        Folder { path, reaper }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(self.reaper.stdin.take());
        let _ = self.reaper.wait();
    }
}
