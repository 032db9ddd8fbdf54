//! A Dovecot of its own for each test: no root needed, nothing outside its folder, gone with the test.

use crate::imap::account::{Account, FolderNames, Security};
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

pub const USER: &str = "class@school.test";
pub const PASSWORD: &str = "secret";

pub struct Dovecot {
    dir: TempDir,
    master: Child,
    imap: u16,
    imaps: u16,
    owner: (u32, u32),
}

impl Dovecot {
    /// `None`, with a word on standard error, where Dovecot or openssl is not installed and
    /// `HOMEROOM_TESTS_REQUIRE_SERVERS` is not set.
    pub fn start() -> Option<Self> {
        let missing = ["/usr/sbin/dovecot", "/usr/bin/openssl"].iter().find(|path| !Path::new(path).exists());
        if let Some(missing) = missing {
            assert!(std::env::var_os("HOMEROOM_TESTS_REQUIRE_SERVERS").is_none(), "{missing} is missing");
            eprintln!("not run: {missing} is missing");
            return None;
        }
        // A port that was free may be taken by the time Dovecot wants it.
        (0..3).find_map(|_| Self::try_start()).or_else(|| panic!("Dovecot does not start"))
    }

    fn try_start() -> Option<Self> {
        let dir = tempfile::tempdir().unwrap();
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let root = fs::metadata(dir.path()).unwrap().uid() == 0;
        let owner = if root { ids_of("nobody") } else { ids_of_folder(dir.path()) };
        certificates(dir.path());
        let (imap, imaps) = (free_port(), free_port());
        fs::write(dir.path().join("dovecot.conf"), configuration(dir.path(), imap, imaps, owner)).unwrap();
        for sub in ["run", "state", "mail"] {
            fs::create_dir(dir.path().join(sub)).unwrap();
        }
        own(dir.path(), owner);
        let mut command = if root {
            let mut setpriv = Command::new("setpriv");
            setpriv.args(["--reuid=nobody", "--regid=nogroup", "--clear-groups", "--pdeathsig", "TERM", "dovecot"]);
            setpriv
        } else {
            Command::new("dovecot")
        };
        command.arg("-F").arg("-c").arg(dir.path().join("dovecot.conf"));
        let path = std::env::var("PATH").unwrap_or_default();
        command.env("PATH", format!("{path}:/usr/sbin"));
        let quiet = || Stdio::from(fs::File::create(dir.path().join("output")).unwrap());
        let master = command.stdin(Stdio::null()).stdout(quiet()).stderr(Stdio::null()).spawn().unwrap();
        let dovecot = Self { dir, master, imap, imaps, owner };
        dovecot.becomes_ready().then_some(dovecot)
    }

    fn becomes_ready(&self) -> bool {
        for _ in 0..200 {
            if std::net::TcpStream::connect(("127.0.0.1", self.imaps)).is_ok() {
                return true;
            }
            std::thread::sleep(std::time::Duration::from_millis(25));
        }
        eprintln!("{}", fs::read_to_string(self.dir.path().join("log")).unwrap_or_default());
        false
    }

    pub fn account(&self, security: Security) -> Account {
        Account {
            host: "localhost".into(),
            port: if security == Security::Tls { self.imaps } else { self.imap },
            security,
            ca_file: Some(self.dir.path().join("ca.pem")),
            user: USER.into(),
            password: PASSWORD.to_owned().into(),
            folders: FolderNames::default(),
        }
    }

    pub fn maildir(&self) -> PathBuf {
        self.dir.path().join("mail/school.test/class/Maildir")
    }

    /// Delivers into the inbox, or into a Maildir++ subfolder such as `.Sent`.
    pub fn deliver(&self, folder: &str, name: &str, bytes: &[u8]) {
        let at = self.maildir().join(folder);
        for sub in ["new", "cur", "tmp"] {
            fs::create_dir_all(at.join(sub)).unwrap();
        }
        fs::write(at.join("new").join(name), bytes).unwrap();
        own(&self.dir.path().join("mail"), self.owner);
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        let pid = self.master.id().to_string();
        Command::new("kill").args(["-TERM", &pid]).status().ok();
        self.master.wait().ok();
    }
}

fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn ids_of(user: &str) -> (u32, u32) {
    let ask = |flag: &str| {
        let out = Command::new("id").args([flag, user]).output().unwrap().stdout;
        String::from_utf8(out).unwrap().trim().parse().unwrap()
    };
    (ask("-u"), ask("-g"))
}

fn ids_of_folder(path: &Path) -> (u32, u32) {
    let about = fs::metadata(path).unwrap();
    (about.uid(), about.gid())
}

fn own(path: &Path, (uid, gid): (u32, u32)) {
    chown(path, Some(uid), Some(gid)).unwrap();
    if path.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            own(&entry.unwrap().path(), (uid, gid));
        }
    }
}

/// A CA, and a certificate for `localhost`.
fn certificates(dir: &Path) {
    fs::write(dir.join("san"), "subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\n").unwrap();
    for arguments in [
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout ca.key -out ca.pem -days 2 -subj /CN=Test-CA",
        "req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout tls.key -out tls.csr -subj /CN=localhost",
        "x509 -req -in tls.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out tls.pem -days 2 -extfile san",
    ] {
        let made = Command::new("openssl").args(arguments.split(' ')).current_dir(dir).output().unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    }
}

fn configuration(dir: &Path, imap: u16, imaps: u16, (uid, gid): (u32, u32)) -> String {
    let t = dir.display();
    let name = |flag: &str, id: u32| {
        let out = Command::new("getent").args([flag, &id.to_string()]).output().unwrap().stdout;
        String::from_utf8(out).unwrap().split(':').next().unwrap().to_owned()
    };
    let (me, group) = (name("passwd", uid), name("group", gid));
    format!(
        "protocols = imap\nlisten = 127.0.0.1\nbase_dir = {t}/run\nstate_dir = {t}/state\nlog_path = {t}/log\n\
         default_login_user = {me}\ndefault_internal_user = {me}\ndefault_internal_group = {group}\n\
         ssl = yes\nssl_cert = <{t}/tls.pem\nssl_key = <{t}/tls.key\nfirst_valid_uid = 1\n\
         disable_plaintext_auth = no\nauth_mechanisms = plain login\nmail_location = maildir:~/Maildir\n\
         passdb {{\n  driver = static\n  args = password={PASSWORD}\n}}\n\
         userdb {{\n  driver = static\n  args = uid={me} gid={group} home={t}/mail/%d/%n allow_all_users=yes\n}}\n\
         namespace inbox {{\n  inbox = yes\n  mailbox Envoyes {{\n    special_use = \\Sent\n    auto = create\n  }}\n\
         \x20 mailbox Junk {{\n    special_use = \\Junk\n  }}\n}}\n\
         service imap-login {{\n  chroot =\n  inet_listener imap {{\n    port = {imap}\n  }}\n\
         \x20 inet_listener imaps {{\n    port = {imaps}\n    ssl = yes\n  }}\n}}\n\
         service anvil {{\n  chroot =\n  unix_listener anvil-auth-penalty {{\n    mode = 0\n  }}\n}}\n\
         mail_max_userip_connections = 100\n"
    )
}
