//! Dovecot: IMAP, LMTP for Postfix, and the SASL socket that Postfix asks for passwords.

use super::certificates::Certificates;
use super::daemon::Daemon;
use super::folder::Folder;
use super::maildir::MailStore;
use super::ports::Port;
use super::{PASSWORD, find_program};
use std::fs::{self, File};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

pub struct Dovecot {
    pub daemon: Daemon,
    pub imap: Port,
    pub imaps: Port,
    pub lmtp: Port,
    /// The socket of Dovecot's SASL service.
    pub sasl: PathBuf,
}

/// What this machine lacks for Dovecot, in words.
pub fn missing() -> Option<String> {
    let absent = |name: &&str| find_program(name).is_none();
    let programs: Vec<&str> = ["dovecot", "openssl"].into_iter().filter(absent).collect();
    (!programs.is_empty()).then(|| format!("{} is not installed", programs.join(" and ")))
}

impl Dovecot {
    pub fn start(folder: &Folder, certificates: &Certificates, mail: &MailStore) -> Dovecot {
        let own = folder.path().join("dovecot");
        fs::create_dir(&own).expect("make Dovecot's folder");
        mail.owner().give(&own);
        let (imap, imaps, lmtp, sasl) = (Port::reserve(), Port::reserve(), Port::reserve(), own.join("sasl"));
        let config = own.join("dovecot.conf");
        let text = [general(&own, certificates, mail), listeners(&imap, &imaps, &lmtp, &sasl), MAILBOXES.to_owned()];
        fs::write(&config, text.concat()).expect("write Dovecot's configuration");
        let (owner, output) = (mail.owner(), own.join("output"));
        let command = move || {
            let mut command = Command::new(find_program("dovecot").expect("dovecot is installed"));
            command.arg("-F").arg("-c").arg(&config).current_dir("/").process_group(0);
            // Setting a user as root also drops all further groups.
            command.uid(owner.user).gid(owner.group);
            command.stdin(Stdio::null());
            command.stdout(File::create(&output).expect("open a file for Dovecot's output"));
            command.stderr(File::create(&output).expect("open a file for Dovecot's output"));
            command
        };
        let daemon = Daemon::start("Dovecot", folder.path(), "dovecot/log", &[&imap, &imaps, &lmtp], command);
        Dovecot { daemon, imap, imaps, lmtp, sasl }
    }
}

/// Everything but the listeners. Dovecot's usual users do not exist for a plain user, so all its parts run as the one
/// who owns the mail; `chroot` and the penalty for failed logins need root and are off.
fn general(own: &Path, certificates: &Certificates, mail: &MailStore) -> String {
    let (user, group) = mail.owner().names();
    format!(
        "protocols = imap lmtp
listen = 127.0.0.1
base_dir = {own}/run
state_dir = {own}/state
log_path = {own}/log
default_login_user = {user}
default_internal_user = {user}
default_internal_group = {group}
ssl = yes
ssl_cert = <{certificate}
ssl_key = <{key}
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
mail_location = maildir:~/Maildir
recipient_delimiter = +
mail_max_userip_connections = 1000
passdb {{
  driver = static
  args = password={PASSWORD}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={mail}/%d/%n allow_all_users=yes
}}
",
        own = own.display(),
        certificate = certificates.server_certificate().display(),
        key = certificates.server_key().display(),
        mail = mail.root().display(),
    )
}

fn listeners(imap: &Port, imaps: &Port, lmtp: &Port, sasl: &Path) -> String {
    format!(
        "service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    port = {lmtp}
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service auth {{
  unix_listener {sasl} {{
    mode = 0666
  }}
}}
",
        imap = imap.number(),
        imaps = imaps.number(),
        lmtp = lmtp.number(),
        sasl = sasl.display(),
    )
}

/// The special-use folders that providers have (RFC 6154).
const MAILBOXES: &str = r"namespace inbox {
  inbox = yes
  mailbox Sent {
    auto = create
    special_use = \Sent
  }
  mailbox Junk {
    auto = create
    special_use = \Junk
  }
  mailbox Drafts {
    auto = create
    special_use = \Drafts
  }
  mailbox Trash {
    auto = create
    special_use = \Trash
  }
}
";
