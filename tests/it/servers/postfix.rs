//! Postfix: submission for those who log in, the way in for everybody else, delivery to Dovecot by LMTP.

use super::certificates::Certificates;
use super::daemon::Daemon;
use super::dovecot::Dovecot;
use super::folder::Folder;
use super::ports::Port;
use super::recipients::Recipients;
use super::{dovecot, is_root, output_of};
use std::fs::{self, File, Permissions};
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::SystemTime;

/// Debian's place for Postfix's own programs.
const PROGRAMS: &str = "/usr/lib/postfix/sbin";

pub struct Postfix {
    pub daemon: Daemon,
    pub submission: Port,
    pub smtps: Port,
    pub mx: Port,
    _recipients: Recipients,
}

/// What this machine lacks for Postfix, in words.
pub fn missing() -> Option<String> {
    if let Some(why) = dovecot::missing() {
        Some(why)
    } else if !Path::new(PROGRAMS).join("master").exists() {
        Some("postfix is not installed".to_owned())
    } else {
        (!is_root()).then(|| "Postfix starts for root only".to_owned())
    }
}

impl Postfix {
    pub fn start(folder: &Folder, certificates: &Certificates, dovecot: &Dovecot) -> Postfix {
        let own = folder.path().join("postfix");
        let recipients = Recipients::listen();
        let (submission, smtps, mx) = (Port::reserve(), Port::reserve(), Port::reserve());
        make_folders(&own);
        let etc = own.join("etc");
        write_settled(&etc.join("main.cf"), &main_cf(&own, certificates, dovecot, recipients.port()));
        write_settled(&etc.join("master.cf"), &master_cf(&submission, &smtps, &mx, recipients.port()));
        write_settled(&etc.join("transport"), BOUNCED);
        let output = own.join("output");
        let command = move || {
            let mut command = Command::new(Path::new(PROGRAMS).join("master"));
            command.arg("-c").arg(&etc).arg("-d").current_dir("/").process_group(0);
            command.stdin(Stdio::null());
            command.stdout(File::create(&output).expect("open a file for Postfix's output"));
            command.stderr(File::create(&output).expect("open a file for Postfix's output"));
            command
        };
        let daemon = Daemon::start("Postfix", folder.path(), "postfix/log", &[&submission, &smtps, &mx], command);
        Postfix { daemon, submission, smtps, mx, _recipients: recipients }
    }
}

/// The folders of the queue with the owners that Postfix demands. `postfix start` would make them as well, in almost
/// two seconds.
fn make_folders(own: &Path) {
    let id = |kind: &str, name: &str| output_of(Command::new("id").args([kind, name])).parse().expect("an id");
    let user: u32 = id("-u", "postfix");
    let make = |name: &str, owner: Option<u32>, group: Option<u32>, mode: u32| {
        let folder = own.join(name);
        fs::create_dir_all(&folder).expect("make Postfix's folders");
        chown(&folder, owner, group).expect("give Postfix its folders");
        fs::set_permissions(&folder, Permissions::from_mode(mode)).expect("open Postfix's folders");
    };
    make("etc", None, None, 0o755);
    make("data", Some(user), None, 0o700);
    make("spool/pid", None, None, 0o755);
    for queue in "active bounce corrupt defer deferred flush hold incoming private saved trace".split(' ') {
        make(&format!("spool/{queue}"), Some(user), None, 0o700);
    }
    let postdrop = group_id("postdrop");
    make("spool/public", Some(user), Some(postdrop), 0o2710);
    make("spool/maildrop", Some(user), Some(postdrop), 0o1730);
}

/// Writes a configuration file with an old date: Postfix waits, up to two seconds, until a file is no longer fresh.
fn write_settled(path: &Path, text: &str) {
    fs::write(path, text).expect("configure Postfix");
    let file = File::options().write(true).open(path).expect("open the file again");
    file.set_modified(SystemTime::UNIX_EPOCH).expect("make the file look old");
}

fn group_id(name: &str) -> u32 {
    let line = output_of(Command::new("getent").args(["group", name]));
    line.split(':').nth(2).and_then(|id| id.parse().ok()).unwrap_or_else(|| panic!("no group {name}"))
}

fn main_cf(own: &Path, certificates: &Certificates, dovecot: &Dovecot, policy: u16) -> String {
    format!(
        "compatibility_level = 3.6
queue_directory = {own}/spool
data_directory = {own}/data
command_directory = /usr/sbin
daemon_directory = {PROGRAMS}
mail_owner = postfix
setgid_group = postdrop
maillog_file = {own}/log
maillog_file_prefixes = {own}
myhostname = mx.school.test
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
alias_database =
local_recipient_maps =
local_transport = error:5.1.1 no local users here
default_transport = error:5.4.4 nothing leaves this machine
transport_maps = regexp:{own}/etc/transport
virtual_mailbox_domains = school.test families.test
virtual_transport = lmtp:inet:127.0.0.1:{lmtp}
recipient_delimiter = +
disable_dns_lookups = yes
smtpd_peername_lookup = no
smtp_host_lookup = native
lmtp_host_lookup = native
in_flow_delay = 0
message_size_limit = 31457280
mailbox_size_limit = 0
virtual_mailbox_limit = 0
notify_classes =
smtpd_reject_unlisted_recipient = no
smtpd_relay_restrictions = reject_unauth_destination
smtpd_recipient_restrictions = check_policy_service inet:127.0.0.1:{policy}
smtpd_sasl_type = dovecot
smtpd_sasl_path = {sasl}
smtpd_tls_security_level = may
smtpd_tls_cert_file = {certificate}
smtpd_tls_key_file = {key}
",
        own = own.display(),
        lmtp = dovecot.lmtp.number(),
        sasl = dovecot.sasl.display(),
        certificate = certificates.server_certificate().display(),
        key = certificates.server_key().display(),
    )
}

fn master_cf(submission: &Port, smtps: &Port, mx: &Port, policy: u16) -> String {
    let log_in_first = format!(
        "  -o smtpd_sasl_auth_enable=yes
  -o smtpd_relay_restrictions=permit_sasl_authenticated,reject
  -o smtpd_recipient_restrictions=check_policy_service,inet:127.0.0.1:{policy},permit_sasl_authenticated,reject
"
    );
    format!(
        "127.0.0.1:{mx} inet n - n - - smtpd
127.0.0.1:{submission} inet n - n - - smtpd
  -o smtpd_tls_security_level=encrypt
{log_in_first}127.0.0.1:{smtps} inet n - n - - smtpd
  -o smtpd_tls_wrappermode=yes
{log_in_first}pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
",
        mx = mx.number(),
        submission = submission.number(),
        smtps = smtps.number(),
    )
}

/// Accepted at RCPT and returned later by a delivery report (RFC 3464).
const BOUNCED: &str = r"/^bounced\..*@families\.test$/ error:5.1.1 The mailbox is unknown
";
