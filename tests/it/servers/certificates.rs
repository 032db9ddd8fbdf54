//! A test CA and the servers' certificate, made once a process by the `openssl` command.

use super::folder::Folder;
use super::output_of;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// Names under which the servers may be reached.
const NAMES: &str = "subjectAltName=DNS:localhost,DNS:mx.school.test,IP:127.0.0.1\n\
    basicConstraints=CA:FALSE\nkeyUsage=digitalSignature\nextendedKeyUsage=serverAuth\n";

pub struct Certificates {
    ca: PathBuf,
    wrong_ca: PathBuf,
    server: PathBuf,
    key: PathBuf,
    _folder: Folder,
}

impl Certificates {
    pub fn of_this_process() -> &'static Certificates {
        static MADE: OnceLock<Certificates> = OnceLock::new();
        MADE.get_or_init(Self::make)
    }

    fn make() -> Certificates {
        let folder = Folder::new();
        let file = |name: &str| folder.path().join(name);
        make_ca(&file("ca.pem"), &file("ca.key"), "homeroom test CA");
        make_ca(&file("wrong-ca.pem"), &file("wrong-ca.key"), "homeroom wrong CA");
        fs::write(file("names"), NAMES).expect("write the certificate's names");
        output_of(request_with_new_key(&file("server.key"), "localhost").arg("-out").arg(file("request")));
        let sign = ["x509", "-req", "-days", "30", "-CAcreateserial"];
        let files = [("-in", "request"), ("-CA", "ca.pem"), ("-CAkey", "ca.key"), ("-extfile", "names")];
        let mut openssl = Command::new("openssl");
        openssl.args(sign).arg("-out").arg(file("server.pem"));
        for (option, name) in files {
            openssl.arg(option).arg(file(name));
        }
        output_of(&mut openssl);
        // The key of a test CA that ends with this process; Dovecot reads it as another user.
        fs::set_permissions(file("server.key"), fs::Permissions::from_mode(0o644)).expect("open the key");
        Certificates {
            ca: file("ca.pem"),
            wrong_ca: file("wrong-ca.pem"),
            server: file("server.pem"),
            key: file("server.key"),
            _folder: folder,
        }
    }

    pub fn ca_file(&self) -> &Path {
        &self.ca
    }

    pub fn wrong_ca_file(&self) -> &Path {
        &self.wrong_ca
    }

    pub fn server_certificate(&self) -> &Path {
        &self.server
    }

    pub fn server_key(&self) -> &Path {
        &self.key
    }
}

fn make_ca(certificate: &Path, key: &Path, name: &str) {
    let mut openssl = request_with_new_key(key, name);
    openssl.args(["-x509", "-days", "30", "-addext", "basicConstraints=critical,CA:TRUE"]);
    openssl.args(["-addext", "keyUsage=critical,keyCertSign,cRLSign", "-out"]).arg(certificate);
    output_of(&mut openssl);
}

/// An `openssl req` that makes an elliptic-curve key without a passphrase.
fn request_with_new_key(key: &Path, name: &str) -> Command {
    let mut openssl = Command::new("openssl");
    openssl.args(["req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]);
    openssl.args(["-subj", &format!("/CN={name}"), "-keyout"]).arg(key);
    openssl
}
