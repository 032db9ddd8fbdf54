//! Apple Mail on a Mac and on a phone.

use super::programs::{apple_mail, ios_mail, ios_mail_es, ios_mail_fr};
use super::{Answer, Program};

pub const TABLES: &[(&str, Program, &[Answer])] = &[
    ("Apple Mail", apple_mail, MAC),
    ("iOS Mail", ios_mail, PHONE),
    ("iOS Mail, Spanish", ios_mail_es, SPANISH),
    ("iOS Mail, French", ios_mail_fr, FRENCH),
];

const MAC: &[Answer] = &[
    ("ok 4", &["ok 4"]),
    ("“ok 4”", &["ok 4"]),
    ("ok\u{a0}4", &["ok 4"]),
    ("• ok 4\n• no 5", &["ok 4", "no 5"]),
    ("- ok 4\n- no 5", &["ok 4", "no 5"]),
    ("good Leo — shared his snack", &["good Leo|shared his snack"]),
    ("good Maya, effort: finished her book", &["good Maya effort|finished her book"]),
    ("note Zoë: she doesn’t like “loud” places", &["note Zoë|she doesn’t like “loud” places"]),
    ("note: buy glue", &["note -|buy glue"]),
    ("hard Leo: he hit Mia at recess", &["hard Leo|he hit Mia at recess"]),
    ("log Leo called Ana: all is well", &["log Leo call to Ana|all is well"]),
    ("log Leo Ana called: she is worried", &["log Leo call from Ana|she is worried"]),
    ("log Maya met Daniel", &["log Maya meeting to Daniel|"]),
    ("plan Leo: reads ten minutes a day", &["plan Leo|reads ten minutes a day"]),
    ("plan Leo step home: read together by 12 may", &["plan Leo Home 12 may|read together"]),
    ("plan Leo step school: weekly chat", &["plan Leo School -|weekly chat"]),
    ("meet Ana: tue 15:00, wed 15:30", &["meet Ana|tue 15:00|wed 15:30"]),
    ("ask all: who can come on Friday?", &["ask -|who can come on Friday?"]),
    ("add ana2@families.test to Leo mother", &["add ana2@families.test Leo mother"]),
    ("lang Ana es", &["lang Ana es"]),
    ("block Robin from Zoë: court order of 3 March", &["block Robin Zoë|court order of 3 March"]),
    ("later 2, 3 tomorrow", &["later 2 3|tomorrow"]),
    ("later 2", &["later 2|-"]),
    ("later 2 05/06", &["? later 2 05/06"]),
    ("promise Leo 12 may: call Ana", &["promise Leo 12 may|call Ana"]),
    ("silent", &["silent"]),
    ("drafts", &["drafts"]),
    ("help", &["help"]),
];

const PHONE: &[Answer] = &[
    ("Ok4", &["ok 4"]),
    ("Ok 4 5 6", &["ok 4 5 6"]),
    ("Ok 4,5 & 6", &["ok 4 5 6"]),
    ("Yes 4", &["ok 4"]),
    ("Reply 2: Yes he can", &["reply 2|Yes he can"]),
    ("Reply 2 Yes he can", &["reply 2|Yes he can"]),
    ("Reply 2\nYes he can", &["reply 2|Yes he can"]),
    ("Repy 2: Yes", &["reply 2|Yes"]),
    ("Rpely 2: Yes", &["reply 2|Yes"]),
    ("Thansk 2", &["thanks 2"]),
    ("Promsie fri: call Ana", &["promise - fri|call Ana"]),
    ("Hstory Leo", &["history Leo"]),
    ("Dine 1", &["? Dine 1"]),
    ("Ol 4", &["? Ol 4"]),
    ("Goof Leo: shared", &["? Goof Leo: shared"]),
    ("Good morning!\nDone 1 3", &["done 1 3"]),
    ("Hold off", &["hold off"]),
    ("Stop", &["stop"]),
    ("Ok 4\n\nBest, Maria", &["ok 4"]),
];

const SPANISH: &[Answer] = &[
    ("Ok 4", &["ok 4"]),
    ("Vale 4", &["ok 4"]),
    ("Buenos días:\n\nOk 4", &["ok 4"]),
    ("Bien Leo: ayudó a Mia\nBien Maya: leyó en voz alta", &["good Leo|ayudó a Mia", "good Maya|leyó en voz alta"]),
    ("Editar 4: Maya leyó un libro", &["edit 4|Maya leyó un libro"]),
    ("Reponder 2: Con gusto", &["reply 2|Con gusto"]),
    ("Grasias 2", &["thanks 2"]),
    ("Luego 2 en 3 días", &["later 2|en 3 días"]),
    ("Pausa fin", &["hold off"]),
    ("Más", &["more"]),
    ("Ok 4\n\nSaludos,\nMaria", &["ok 4"]),
    ("No sé qué decir de esto", &["? No sé qué decir de esto"]),
];

const FRENCH: &[Answer] = &[
    ("Ok 4", &["ok 4"]),
    ("Oui 4, 5", &["ok 4 5"]),
    ("Bravo Leo : a aidé Mia", &["good Leo|a aidé Mia"]),
    ("Reponse 2 : Avec plaisir", &["reply 2|Avec plaisir"]),
    ("Repondre 2: Avec plaisir", &["reply 2|Avec plaisir"]),
    ("C’est fait 1", &["done 1"]),
    ("Plus tard 2 dans 3 jours", &["later 2|dans 3 jours"]),
    ("Reprendre", &["hold off"]),
    ("Ok 4\n\nCordialement,\nMaria", &["ok 4"]),
    ("Non merci pour tout cela", &["? Non merci pour tout cela"]),
];
