//! A file, a folder or a zip archive on the disk, as tables. Nothing of an archive is written anywhere.

use super::table::{Table, Tables};
use crate::config::problem::{Place, Problems};
use flate2::bufread::DeflateDecoder;
use rawzip::{CompressionMethod, ZipArchive};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// A district of 100,000 people has a users.csv of 20 MB; what is larger is no roster, or is meant to fill the memory.
const LARGEST: u64 = 64 * 1024 * 1024;
const MOST_FILES: usize = 200;

pub enum Source {
    /// A roster in homeroom's own columns.
    Csv(Vec<u8>),
    Tables(Tables),
}

/// `None` once it is told why it cannot be read.
pub fn open(path: &Path, problems: &mut Problems) -> Option<Source> {
    let read = if path.is_dir() { folder(path) } else { read_capped(path).and_then(|bytes| whole(path, bytes)) };
    let files = match read {
        Ok(Content::Csv(bytes)) => return Some(Source::Csv(bytes)),
        Ok(Content::Files(files)) => files,
        Err(error) => {
            problems.error(
                Place::file(path),
                format!("this cannot be read: {error}"),
                "name a CSV file, or the folder or .zip that the student information system exported",
            );
            return None;
        }
    };
    let mut tables = Tables::default();
    for (name, bytes) in files {
        let file = path.join(&name);
        tables.add(Table::read(&name, &file, &bytes, problems)?);
    }
    Some(Source::Tables(tables))
}

enum Content {
    Csv(Vec<u8>),
    /// By lower-case name without any folder.
    Files(Vec<(String, Vec<u8>)>),
}

fn whole(path: &Path, bytes: Vec<u8>) -> io::Result<Content> {
    if bytes.starts_with(b"PK") {
        return unzip(&bytes).map(Content::Files);
    }
    if path.file_name().is_some_and(|name| name.eq_ignore_ascii_case("manifest.csv")) {
        return Err(io::Error::other("one file of a bundle says nothing alone"));
    }
    Ok(Content::Csv(bytes))
}

fn read_capped(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST { Err(too_large()) } else { Ok(bytes) }
}

fn too_large() -> io::Error {
    io::Error::other(format!("it is larger than {} MiB", LARGEST / 1024 / 1024))
}

fn folder(path: &Path) -> io::Result<Content> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(path)?.take(MOST_FILES) {
        let file = entry?.path();
        if let Some(name) =
            file.file_name().and_then(|name| csv_name(&name.to_string_lossy())).filter(|_| file.is_file())
        {
            files.push((name, read_capped(&file)?));
        }
    }
    files.sort();
    Ok(Content::Files(files))
}

/// The lower-case name without its folders, of CSV files alone.
fn csv_name(path: &str) -> Option<String> {
    let name = path.rsplit(['/', '\\']).next()?.to_lowercase();
    (name.ends_with(".csv") && !name.starts_with('.')).then_some(name)
}

/// All CSV files of an archive, whatever it says about their sizes.
fn unzip(bytes: &[u8]) -> io::Result<Vec<(String, Vec<u8>)>> {
    let broken = |error: rawzip::Error| io::Error::other(format!("the archive is damaged: {error}"));
    let archive = ZipArchive::from_slice(bytes).map_err(broken)?;
    let mut entries = archive.entries();
    let (mut files, mut room) = (Vec::new(), LARGEST);
    while let Some(entry) = entries.next_entry().map_err(broken)? {
        let path = String::from_utf8_lossy(entry.file_path().as_bytes()).into_owned();
        // What macOS adds to every archive.
        let Some(name) = csv_name(&path).filter(|_| !path.starts_with("__MACOSX")) else { continue };
        if files.len() == MOST_FILES {
            return Err(io::Error::other(format!("it holds more than {MOST_FILES} files")));
        }
        if entry.flags().is_encrypted() {
            return Err(io::Error::other("the archive has a password: unpack it and name the folder"));
        }
        let method = entry.compression_method();
        let found = archive.get_entry(entry.wayfinder()).map_err(broken)?;
        let mut content = Vec::new();
        if method == CompressionMethod::STORE {
            found.verifying_reader(found.data()).take(room + 1).read_to_end(&mut content)?;
        } else if method == CompressionMethod::DEFLATE {
            let inflated = DeflateDecoder::new(found.data());
            found.verifying_reader(inflated).take(room + 1).read_to_end(&mut content)?;
        } else {
            return Err(io::Error::other("the archive is packed in an unusual way: unpack it and name the folder"));
        }
        room = room.checked_sub(content.len() as u64).ok_or_else(too_large)?;
        files.push((name, content));
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_that_swells_is_refused_and_one_in_a_folder_of_its_own_is_read() {
        let zipped = |names: &[&str], content: &[u8]| {
            let mut out = Vec::new();
            let mut archive = rawzip::ZipArchiveWriter::new(&mut out);
            for name in names {
                let (mut entry, config) =
                    archive.new_file(name).compression_method(CompressionMethod::DEFLATE).start().unwrap();
                let mut writer =
                    config.wrap(flate2::write::DeflateEncoder::new(&mut entry, flate2::Compression::fast()));
                std::io::copy(&mut &*content, &mut writer).unwrap();
                let (encoder, descriptor) = writer.finish().unwrap();
                encoder.finish().unwrap();
                entry.finish(descriptor).unwrap();
            }
            archive.finish().unwrap();
            out
        };
        let small = zipped(&["export/Users.csv", "__MACOSX/export/._users.csv", "read me.txt"], b"sourcedId\n");
        assert_eq!(unzip(&small).unwrap(), [("users.csv".to_owned(), b"sourcedId\n".to_vec())]);
        let bomb = zipped(&["users.csv", "classes.csv"], &vec![b' '; 40 << 20]);
        assert!(bomb.len() < 1 << 20);
        assert!(unzip(&bomb).unwrap_err().to_string().contains("larger than 64 MiB"));
        let mut torn = small.clone();
        torn.truncate(small.len() - 30);
        assert!(unzip(&torn).unwrap_err().to_string().contains("damaged"));
        // Behind the first entry's header and its name stand the packed octets.
        let mut changed = small;
        changed[30 + "export/Users.csv".len() + 2] ^= 0xff;
        assert!(unzip(&changed).is_err());
    }
}
