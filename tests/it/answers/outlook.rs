//! Outlook: desktop, web and phone.

use super::programs::{
    outlook_banner, outlook_desktop, outlook_desktop_es, outlook_desktop_html, outlook_mobile, outlook_web,
    outlook_web_fr,
};
use super::{Answer, Program};

pub const TABLES: &[(&str, Program, &[Answer])] = &[
    ("Outlook desktop", outlook_desktop, DESKTOP),
    ("Outlook desktop, page alone", outlook_desktop_html, PAGE),
    ("Outlook desktop, Spanish", outlook_desktop_es, SPANISH),
    ("Outlook below a gateway's banner", outlook_banner, BANNER),
    ("Outlook web", outlook_web, WEB),
    ("Outlook web, French", outlook_web_fr, FRENCH),
    ("Outlook mobile", outlook_mobile, MOBILE),
];

const DESKTOP: &[Answer] = &[
    ("ok 4", &["ok 4"]),
    ("Ok 4 & 5", &["ok 4 5"]),
    ("Hello,\n\nok 4\nno 5\n\nKind regards,\nMaria Alvarez\nRoom 12", &["ok 4", "no 5"]),
    (
        "reply 2: Dear Ana,\n\nthank you for writing.\n\nBest regards,\nMaria",
        &["reply 2|Dear Ana, // thank you for writing."],
    ),
    ("ok 4,\n5", &["ok 4 5"]),
    ("good Leo: shared his snack and then\nhe helped Mia", &["good Leo|shared his snack and then / he helped Mia"]),
    ("done 1; ", &["done 1"]),
    ("done: 1", &["done 1"]),
    ("later 2 next mon", &["later 2|next mon"]),
    ("later 2 2027-05-12", &["later 2|2027-05-12"]),
    ("thanks 2, 3", &["thanks 2 3"]),
    ("kept #6", &["kept 6"]),
];

const PAGE: &[Answer] = &[
    ("ok 4", &["ok 4"]),
    ("ok 4\nno 5\ndone 1", &["ok 4", "no 5", "done 1"]),
    ("reply 3: Yes, boots please.", &["reply 3|Yes, boots please."]),
    ("good Zoë: <3 for her kindness", &["good Zoë|<3 for her kindness"]),
    ("hold all", &["hold -"]),
    ("6 is Leo", &["is 6 Leo"]),
];

const SPANISH: &[Answer] = &[
    ("ok 4", &["ok 4"]),
    ("Hola:\n\nsí 4\nno 5\n\nUn saludo,\nMaria", &["ok 4", "no 5"]),
    ("bueno Leo: ayudó", &["good Leo|ayudó"]),
    ("registro Leo llamé a Ana: todo bien", &["log Leo call to Ana|todo bien"]),
    ("registro Leo llamó Ana: está preocupada", &["log Leo call from Ana|está preocupada"]),
    ("silencio", &["silent"]),
    ("plan Leo: leer diez minutos", &["plan Leo|leer diez minutos"]),
    ("plan Leo paso casa: leer juntos para el 12 de mayo", &["plan Leo Home 12 de mayo|leer juntos"]),
];

const BANNER: &[Answer] = &[
    ("ok 4", &["ok 4"]),
    ("no 5\nok 4", &["no 5", "ok 4"]),
    ("reply 2: Yes", &["reply 2|Yes"]),
    ("Hi, ok 4", &["ok 4"]),
];

const WEB: &[Answer] = &[
    ("ok 4", &["ok 4"]),
    ("ok 4\n\ngood Leo: shared", &["ok 4", "good Leo|shared"]),
    ("please send 4", &["ok 4"]),
    ("ok to 4", &["? ok to 4"]),
    ("ok 4?", &["? ok 4?"]),
    ("not 5", &["? not 5"]),
    ("ok 4 but change the name", &["? ok 4 but change the name"]),
    ("skip 5", &["no 5"]),
    ("answer 2: Yes", &["reply 2|Yes"]),
    ("change 4: Maya read a book", &["edit 4|Maya read a book"]),
];

const FRENCH: &[Answer] = &[
    ("ok 4", &["ok 4"]),
    ("Bonjour,\n\noui 4\nnon 5\n\nBien cordialement,\nMaria Alvarez", &["ok 4", "no 5"]),
    ("noter Leo : fatigué", &["note Leo|fatigué"]),
    ("plan Leo étape maison : lire ensemble d’ici le 12 mai", &["plan Leo Home 12 mai|lire ensemble"]),
    ("historique Leo", &["history Leo"]),
    ("question Leo : quel livre ?", &["ask Leo|quel livre ?"]),
    ("bloquer Robin de Zoë : jugement", &["block Robin Zoë|jugement"]),
];

const MOBILE: &[Answer] = &[
    ("Ok 4", &["ok 4"]),
    ("Ok4 \nNo5", &["ok 4", "no 5"]),
    ("Later 2 fri.", &["later 2|fri"]),
    ("Thanks 2", &["thanks 2"]),
    ("Thanks", &[]),
    ("Note leo: tired", &["note leo|tired"]),
    ("Undo", &["undo"]),
    ("Is 6 Leo and Mia.", &["is 6 Leo+Mia"]),
];
