//! Words that may stand beside the number of a time without changing what is meant: what names it, and what agrees. No word
//! that denies, asks, counts or names a day or an hour is among them (`thứ 2` is Monday).

/// What may stand before the number of a time and before a day of the month alike.
pub const ARTICLES: &[&str] = &["the", "el", "le", "o", "das", "den"];

#[rustfmt::skip]
pub const HARMLESS: &[&str] = &[
    "number", "nr", "option", "slot", "choice", "time", "ok", "okay", "yes", "good", "fine", "great", "perfect", "works", "best",
    "suits", "is", "it", "s", "that", "this", "for", "me", "us", "we", "i", "ll", "d", "will", "would", "like", "take", "choose",
    "prefer", "pick", "let",
    "número", "opción", "horario", "la", "sí", "bien", "perfecto", "vale", "de", "acuerdo", "me", "nos", "va", "queda", "sirve",
    "conviene", "prefiero", "preferimos", "elijo", "elegimos", "escojo", "para", "mí", "es", "está", "quiero",
    "numéro", "créneau", "horaire", "oui", "accord", "parfait", "convient", "nous", "vous", "je", "j", "préfère", "choisis", "prends",
    "pour", "moi", "c", "est", "très",
    "opção", "a", "sim", "bom", "boa", "ótimo", "ótima", "perfeito", "mim", "nós", "prefiro", "escolho", "pode", "ser", "fica",
    "số", "chọn", "tôi", "vâng", "dạ", "được", "tốt", "ạ",
    "رقم", "الرقم", "الخيار", "خيار", "الموعد", "موعد", "نعم", "حسنا", "تمام", "يناسبني", "يناسبنا", "مناسب", "ممتاز", "أختار",
    "اخترت", "نختار",
    "номер", "вариант", "время", "да", "ок", "хорошо", "отлично", "подходит", "удобно", "мне", "нам", "выбираю", "выбираем",
    "nummer", "termin", "ja", "gut", "passt", "prima", "ich", "wir", "uns", "nehme", "nehmen", "bitte", "danke",
];

/// The same in Chinese, which puts no blanks between its words.
pub const HARMLESS_SIGNS: &str = "第个個号號选選择擇好的可以我们們就行吧谢謝请請您老师師";
