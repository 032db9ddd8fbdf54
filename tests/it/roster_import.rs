//! Rosters from other programs: what they would change is shown first, and no block is ever lifted.

use crate::care::Host;
use crate::school::Told;
use serde_json::Value;
use std::fs;

const MONDAY: &str = "2026-11-09T15:00:00-05:00";

/// What homeroom knows: a mother with her own cells filled, a barred father, a child who is not in the export.
const ROSTER: &str = "student_id,first_name,last_name,preferred_name,guardian,relationship,email,language,household,access,\
    photo_consent,birthday,tags,quiet_hours,block_kind\n\
    7001,Maya,Okafor,May,Ngozi Okafor,mother,ngozi@families.test,ig,A,full,yes,2017-03-04,bus,20:00-07:00,\n\
    7001,Maya,Okafor,May,Robin Vale,father,robin.vale@families.test,en,B,blocked,yes,2017-03-04,bus,,no-contact order\n\
    7002,Omar,Haddad,,Samir Haddad,father,samir@families.test,ar,A,full,yes,2017-01-30,,,\n";

const USERS: &str = "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,\
    middleName,identifier,email,sms,phone,agentSourcedIds,grades,password\n\
    u1,active,2026-08-01T00:00:00Z,true,org1,student,mo,,Maya,Okafor-Bell,,7001,,,,\"g1,g2,g5\",03,\n\
    u2,active,2026-08-01T00:00:00Z,true,org1,student,lv,,Leo,Vale,,7003,,,,\"g3,g4\",03,\n\
    u3,tobedeleted,2026-08-01T00:00:00Z,true,org1,student,xx,,Gone,Child,,7004,,,,g3,03,\n\
    g1,active,2026-08-01T00:00:00Z,false,org1,parent,g1,,Ngozi,Okafor,,,n.okafor@families.test,,,,,\n\
    g2,active,2026-08-01T00:00:00Z,false,org1,parent,g2,,Robin,Vale,,,ROBIN.Vale+school@families.test,,,,,\n\
    g3,active,2026-08-01T00:00:00Z,false,org1,parent,g3,,Kim,Vale,,,kim@families.test,,555-0101,,,\n\
    g4,active,2026-08-01T00:00:00Z,false,org1,parent,g4,,Ash,Vale,,,ash@families.test,,5550101,,,\n\
    g5,active,2026-08-01T00:00:00Z,false,org1,aide,g5,,An,Aide,,,aide@school.test,,,,,\n";

const CLASSES: &str = "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,\
    termSourcedIds,subjects,subjectCodes,periods\n\
    c12,active,2026-08-01T00:00:00Z,Room 12,03,co,12,homeroom,,org1,t1,,,\n\
    c14,active,2026-08-01T00:00:00Z,Room 14,03,co,14,homeroom,,org1,t1,,,\n";

const ENROLLMENTS: &str = "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate\n\
    e1,active,2026-08-01T00:00:00Z,c12,org1,u1,student,,2026-08-20,2027-06-20\n\
    e2,active,2026-08-01T00:00:00Z,c12,org1,u2,student,,2026-11-16,2027-06-20\n\
    e3,active,2026-08-01T00:00:00Z,c12,org1,u3,student,,,\n\
    e4,active,2026-08-01T00:00:00Z,c14,org1,u2,student,,,\n\
    e5,active,2026-08-01T00:00:00Z,c12,org1,t1,teacher,,,\n";

fn host(roster: &str) -> Host {
    let host = Host::new();
    fs::write(host.path("classes/room-12.csv"), roster).unwrap();
    host
}

fn one_roster(host: &Host) {
    fs::create_dir_all(host.path("export")).unwrap();
    let manifest = "propertyName,value\nmanifest.version,1.0\noneroster.version,1.1\nfile.users,bulk\n";
    let demographics = "sourcedId,status,dateLastModified,birthDate\nu2,active,2026-08-01T00:00:00Z,2017-06-01\n";
    for (name, text) in [
        ("manifest.csv", manifest),
        ("users.csv", USERS),
        ("classes.csv", CLASSES),
        ("enrollments.csv", ENROLLMENTS),
        ("demographics.csv", demographics),
    ] {
        fs::write(host.path("export").join(name), text).unwrap();
    }
}

fn roster(host: &Host) -> Vec<Vec<String>> {
    let text = fs::read_to_string(host.path("classes/room-12.csv")).unwrap();
    text.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

/// Fails unless standard output says all of this.
#[track_caller]
fn prints(told: &Told, words: &[&str]) {
    for word in words {
        assert!(told.out.contains(word), "it does not say {word:?}:\n{}", told.out);
    }
}

fn changes(rows: &[Value]) -> Vec<(String, String, String)> {
    let word = |row: &Value, name: &str| row[name].as_str().unwrap_or_default().to_owned();
    rows.iter().map(|row| (word(row, "student"), word(row, "change"), word(row, "guardian"))).collect()
}

#[test]
fn a_oneroster_bundle_is_shown_first_and_keeps_what_homeroom_knows() {
    let host = host(ROSTER);
    one_roster(&host);
    let before = fs::read(host.path("classes/room-12.csv")).unwrap();
    let told = host.at(MONDAY, &["roster", "diff", "export"]).ended(0);
    let expected = [
        "Maya Okafor-Bell (7001)\n",
        "  ~ last_name was Okafor, is now Okafor-Bell",
        "  ~ Ngozi Okafor: email was ngozi@families.test, is now n.okafor@families.test",
        "Omar Haddad (7002): not in the file; stays in the roster",
        "Leo Vale (7003): new",
        "  + Kim Vale",
        "1 children new, 1 gone; 2 guardians new, 0 gone; 2 cells changed",
    ];
    prints(&told, &expected);
    told.says(&[
        "note: read the class \"Room 12\" (id c12) of the bundle",
        "note: 1 contact is no parent, guardian or relative and was left out",
    ]);
    assert_eq!(fs::read(host.path("classes/room-12.csv")).unwrap(), before, "a diff writes nothing");
    let rows = host.rows(MONDAY, &["roster", "diff", "export"]);
    let triples = [
        ("7001", "changed", ""),
        ("7001", "changed", "Ngozi Okafor"),
        ("7002", "child_gone", ""),
        ("7003", "child_added", ""),
        ("7003", "guardian_added", "Kim Vale"),
        ("7003", "guardian_added", "Ash Vale"),
    ];
    let expected = triples.map(|(student, change, who)| (student.to_owned(), change.to_owned(), who.to_owned()));
    assert_eq!(changes(&rows), expected);

    host.at(MONDAY, &["roster", "import", "export"]).ended(0).says(&["room-12.csv.bak", "3 children"]);
    assert_eq!(fs::read(host.path("classes/room-12.csv.bak")).unwrap(), before);
    let of = |line: usize| roster(&host)[line].join(",");
    assert_eq!(
        of(1),
        "7001,Maya,Okafor-Bell,May,Ngozi Okafor,mother,n.okafor@families.test,ig,A,full,yes,2017-03-04,bus,20:00-07:00,,"
    );
    assert_eq!(
        of(2),
        "7001,Maya,Okafor-Bell,May,Robin Vale,father,robin.vale@families.test,en,B,blocked,yes,2017-03-04,bus,,,no-contact order"
    );
    // One telephone is one home; the class begins for Leo next week.
    assert_eq!(of(4), "7003,Leo,Vale,,Kim Vale,parent,kim@families.test,,A,full,,2017-06-01,,,2026-11-16,");
    assert_eq!(of(5), "7003,Leo,Vale,,Ash Vale,parent,ash@families.test,,A,full,,2017-06-01,,,2026-11-16,");
    prints(
        &host.at(MONDAY, &["roster", "diff", "export"]).ended(0),
        &["0 children new, 1 gone; 0 guardians new", "0 cells changed"],
    );
    host.at(MONDAY, &["forecast"]).ended(0);
}

#[test]
fn no_import_lifts_a_block() {
    // Out of the file, under another address, under another number, with rights, and with all that is gone removed.
    let head = "student_id,first_name,last_name,guardian,relationship,email,household,access\n";
    let ngozi = "Maya,Okafor,Ngozi Okafor,mother,ngozi@families.test,A,full\n";
    for rows in [
        format!("7001,{ngozi}"),
        format!("7001,{ngozi}7001,Maya,Okafor,Robin Vale,father,rv@elsewhere.test,A,full\n"),
        format!("7001,{ngozi}7001,Maya,Okafor,Rob,father,robin.vale+x@families.test,A,full\n"),
        format!("9001,{ngozi}9001,Maya,Okafor,Robin Vale,father,robin.vale@families.test,A,full\n"),
        format!("9001,{ngozi}"),
        format!("9001,{}", ngozi.replace("Maya,Okafor", "Maya,Bell")),
        "9001,Amaya,Okafor,Robin Vale,father,robin.vale@families.test,A,full\n".to_owned(),
        "9001,Amaya,Bell,R. Vale,father,Robin.Vale+school@families.test,A,full\n".to_owned(),
        "7003,Leo,Vale,Kim Vale,mother,kim@families.test,A,full\n".to_owned(),
    ] {
        let host = host(ROSTER);
        fs::write(host.path("new.csv"), format!("{head}{rows}")).unwrap();
        host.at(MONDAY, &["roster", "import", "--remove-gone", "new.csv"]).ended(0);
        let all = roster(&host);
        let blocked = |row: &&Vec<String>| row[9] == "blocked";
        let robins =
            |row: &&Vec<String>| row[4].starts_with("Rob") || row[6].contains("robin") || row[6].starts_with("rv");
        assert!(all.iter().filter(robins).all(|row| blocked(&row)), "{rows}: {all:#?}");
        assert!(all.iter().any(|row| row[0] == "7001" && blocked(&row)), "{rows}: {all:#?}");
        if rows.starts_with("9001") {
            assert!(all.iter().any(|row| row[0] == "9001" && blocked(&row)), "{rows}: {all:#?}");
        }
        assert!(all.iter().all(|row| row[4] != "Samir Haddad"), "who is gone was to be removed: {all:#?}");
        host.at(MONDAY, &["forecast"]).ended(0);
    }
}

#[test]
fn school_data_sync_is_read_in_both_its_forms() {
    let second: &[(&str, &str)] = &[
        ("orgs.csv", "sourcedId,name,type\no1,Lincoln School,school\n"),
        (
            "users.csv",
            "sourcedId,username,givenName,familyName,password,activeDirectoryMatchId,email,phone,sms\n\
            7003,lv,Leo,Vale,,,,,\ng3,kim,Kim,Vale,,,kim@families.test,,\nd1,doc,Dr.,Who,,,who@clinic.test,,\n",
        ),
        ("roles.csv", "userSourcedId,orgSourcedId,role\n7003,o1,student\n"),
        ("classes.csv", "sourcedId,orgSourcedId,title\nc1,o1,Third grade A\n"),
        ("enrollments.csv", "classSourcedId,userSourcedId,role\nc1,7003,student\n"),
        (
            "relationships.csv",
            "userSourcedId,relationshipUserSourcedId,relationshipRole\n7003,g3,guardian\n7003,d1,doctor\n",
        ),
    ];
    let first: &[(&str, &str)] = &[
        ("school.csv", "SIS ID,Name\no1,Lincoln School\n"),
        ("section.csv", "SIS ID,School SIS ID,Section Name\nc1,o1,Third grade A\n"),
        ("student.csv", "SIS ID,School SIS ID,Username,First Name,Last Name\n7003,o1,lv,Leo,Vale\n"),
        ("studentenrollment.csv", "Section SIS ID,SIS ID\nc1,7003\n"),
        ("user.csv", "Email,First Name,Last Name,Phone,SIS ID\nkim@families.test,Kim,Vale,,\n"),
        ("guardianrelationship.csv", "SIS ID,Email,Role\n7003,Kim@families.test,Parent\n"),
    ];
    for files in [second, first] {
        let host = host(ROSTER);
        fs::create_dir_all(host.path("sds")).unwrap();
        for (name, text) in files {
            fs::write(host.path("sds").join(name), text).unwrap();
        }
        prints(&host.at(MONDAY, &["roster", "check", "sds"]).ended(0), &["1 children, 1 rows, 0 problems"]);
        let rows = host.rows(MONDAY, &["roster", "diff", "sds"]);
        let added = ("7003".to_owned(), "guardian_added".to_owned(), "Kim Vale".to_owned());
        assert!(changes(&rows).contains(&added), "{rows:#?}");
    }
}

#[test]
fn what_cannot_be_read_or_would_be_no_sound_roster_changes_nothing() {
    let host = host(ROSTER);
    let before = fs::read(host.path("classes/room-12.csv")).unwrap();
    one_roster(&host);
    let refuses = |what: &[&str], says: &[&str]| host.at(MONDAY, what).ended(1).says(says);
    refuses(
        &["roster", "import", "export", "--section", "Room 99"],
        &["error: export: which class of the bundle is Room 99? It holds: \"Room 12\" (id c12), \"Room 14\" (id c14)"],
    );
    fs::write(host.path("export/manifest.csv"), "propertyName,value\nfile.users,delta\n").unwrap();
    refuses(&["roster", "import", "export"], &["manifest.csv:2: this bundle holds only what has changed"]);
    fs::write(host.path("torn.zip"), b"PK\x03\x04 and no more").unwrap();
    refuses(&["roster", "import", "torn.zip"], &["torn.zip: this cannot be read: the archive is damaged"]);
    refuses(&["roster", "import", "nothing.csv"], &["nothing.csv: this cannot be read"]);
    let head = "student_id,first_name,last_name,guardian,email,household,access\n";
    fs::write(host.path("wrong.csv"), format!("{head}7003,Leo,Vale,Kim Vale,no address,A,full\n")).unwrap();
    refuses(&["roster", "check", "wrong.csv"], &["error: wrong.csv:2: `email` is no plain mail address"]);
    refuses(&["roster", "import", "wrong.csv"], &["was left as it is"]);
    assert_eq!(fs::read(host.path("classes/room-12.csv")).unwrap(), before);
}

#[test]
fn five_thousand_students_are_compared_in_two_seconds() {
    let head = "student_id,first_name,last_name,guardian,relationship,email,household,access\n";
    let rows = |name: &str| {
        (0..5_000)
            .map(|n| format!("{n},Kim{n},Vale,{name} Vale,mother,k{n}@families.test,A,full\n"))
            .collect::<String>()
    };
    let host = host(&format!("{head}{}", rows("Kim")));
    fs::write(host.path("new.csv"), format!("{head}{}", rows("Kimberly"))).unwrap();
    let start = std::time::Instant::now();
    prints(&host.at(MONDAY, &["roster", "import", "new.csv"]).ended(0), &["5000 cells changed"]);
    let took = start.elapsed();
    println!("{took:?}");
    // A debug build on a busy machine; a release takes a tenth.
    assert!(took.as_secs() < 20, "{took:?}");
}
