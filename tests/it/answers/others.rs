//! Yahoo, Samsung, K-9 and mutt.

use super::programs::{k9, mutt, samsung, yahoo};
use super::{Answer, Program};

pub const TABLES: &[(&str, Program, &[Answer])] =
    &[("Yahoo", yahoo, YAHOO), ("Samsung Mail", samsung, SAMSUNG), ("K-9", k9, K9), ("mutt", mutt, MUTT)];

const YAHOO: &[Answer] = &[
    ("ok 4", &["ok 4"]),
    ("ok 4, 5, 6", &["ok 4 5 6"]),
    ("Hi there,\nok 4\nThank you,\nMaria", &["ok 4"]),
    ("reply 3: Yes, boots please", &["reply 3|Yes, boots please"]),
    ("bien Leo: compartió", &["good Leo|compartió"]),
    ("hecho 1", &["done 1"]),
    ("later 2 3d", &["later 2|3d"]),
    ("later 2 12 may", &["later 2|12 may"]),
    ("promise 05/06: call", &["promise - 05/06|call"]),
];

const SAMSUNG: &[Answer] = &[
    ("Ok 4", &["ok 4"]),
    ("Ok 4 \n No 5", &["ok 4", "no 5"]),
    ("ＯＫ ４", &["ok 4"]),
    ("ok\u{200b} 4", &["ok 4"]),
    ("Good Leo: helped Mia", &["good Leo|helped Mia"]),
    ("Fait 1", &["done 1"]),
    ("Listo 1", &["done 1"]),
    ("Send all", &["ok all"]),
];

const K9: &[Answer] = &[
    ("ok 4", &["ok 4"]),
    ("ok 4 no 5", &["? ok 4 no 5"]),
    ("No.5", &["no 5"]),
    ("non 5", &["no 5"]),
    ("thx 2", &["thanks 2"]),
    ("more please", &["more"]),
    ("note Leo tired", &["? note Leo tired"]),
];

const MUTT: &[Answer] = &[
    ("ok 4", &["ok 4"]),
    ("ok 4\nlog Leo called Ana: fine", &["ok 4", "log Leo call to Ana|fine"]),
    ("promise fri call Ana", &["promise - fri|call Ana"]),
    ("cumplida 6", &["kept 6"]),
];
