use super::super::{CutRule, new_text};
use super::*;

const NOTE: &str = "Hola, Ana Martínez:\n\nTengo buenas noticias de Leo. Esto es lo que anoté en la escuela:\n\n“Leo le leyó un cuento entero a una niña de primer grado.”\n\nMe dio mucha alegría y quise que usted también lo supiera.\n\nUn saludo cordial,\nMs. Rivera\nRoom 12, Lincoln School\n";

fn quoted(text: &str) -> String {
    text.lines().map(|line| format!("> {line}\n")).collect()
}

fn more(mail: &str, known: &[&str]) -> bool {
    let rules = ReadingRules::default();
    let mut words = KnownWords::default();
    words.add(known.iter().copied());
    History::of(&new_text(mail, rules).cuts, rules).holds_more_than(&words)
}

const ATTRIBUTION: &str = "El lun, 2 mar 2026 a las 10:00, Ms Rivera (<r@s.test>) escribió:";
const BLOCK: &str = "________________________________\nDe: Ms. Rivera <room12@school.test>\nEnviado: lunes, 2 de marzo de 2026 10:00\nPara: Ana Martínez <ana@families.test>\nAsunto: Leo: buenas noticias\n";

#[test]
fn a_note_that_is_only_quoted_holds_nothing_new() {
    let wrapped = NOTE.replace("de Leo. Esto es", "de\nLeo. Esto\nes").replace(' ', "\u{a0}");
    let plain = NOTE.replace(['“', '”'], "\"");
    let listed = NOTE.replace("Tengo", "* Tengo").replace("Me dio", "1. Me dio");
    let damaged = NOTE.replace('ñ', "?");
    let twice = format!("{ATTRIBUTION}\n{}\n{ATTRIBUTION}\n{NOTE}", quoted(NOTE));
    let start: String = NOTE.lines().take(4).map(|l| format!("{l}\n")).collect();
    let alone = "Ms. Rivera\nRoom 12, Lincoln School\n".to_owned();
    for note in [NOTE.to_owned(), wrapped, plain, listed, damaged, twice, start, alone, NOTE.to_uppercase()] {
        for history in [
            format!("{ATTRIBUTION}\n\n{}", quoted(&note)),
            format!("{ATTRIBUTION}\n\n{}", quoted(&quoted(&note))),
            format!("{BLOCK}\n{note}"),
            format!("-----Mensaje original-----\n{note}"),
            format!("{BLOCK}\n[EXTERNAL]\n\n{note}\nEnviado desde mi iPhone\n"),
            format!("{BLOCK}\n{note}\nThis message is confidential and intended solely for the addressee.\n"),
            format!("X ayaa qortay Ms. Rivera <room12@school.test>:\n\n{}", quoted(&note)),
            format!("{ATTRIBUTION}\n\n{}> https://nam02.safelinks.test/?url=x <mailto:r@s.test>\n", quoted(&note)),
        ] {
            assert!(!more(&format!("Gracias\n\n{history}"), &[NOTE]), "{history}");
        }
    }
    assert!(!more("Gracias, sin historia", &[]));
}

#[test]
fn an_earlier_mail_of_the_family_is_known_too() {
    let mail = "¿Cuándo es la reunión?\n\nAna\n\nEnviado desde mi iPhone";
    let reply = format!(
        "Gracias.\n\n{ATTRIBUTION}\n{}> El 3/3/26 a las 9:00, Ana <a@x.test> escribió:\n{}",
        quoted(NOTE),
        quoted(&quoted(mail))
    );
    assert!(!more(&reply, &[NOTE, mail]));
    assert!(more(&reply, &[NOTE]));
}

#[test]
fn words_between_the_quoted_lines_are_more() {
    for (after, answer) in [
        ("primer grado.”", "¡Qué bonito! ¿Qué cuento era?"),
        ("en la escuela:", "Sí"),
        ("lo supiera.", "好的"),
        ("Ana Martínez:", "no"),
        ("Lincoln School", "PS: Leo no va mañana."),
    ] {
        let answered = NOTE.replace(after, &format!("{after}\n{answer}"));
        for history in [format!("{ATTRIBUTION}\n\n{}", quoted(&answered)), format!("{BLOCK}\n{answered}")] {
            assert!(more(&format!("Vea abajo\n\n{history}"), &[NOTE]), "{history}");
        }
    }
}

#[test]
fn another_mail_that_is_sent_on_is_more() {
    let other = "Dear parents of room 14,\n\nthe trip is on Friday. Please bring a coat.\n\nMr. Okafor";
    assert!(more(&format!("Is this for us too?\n\n---------- Forwarded message ---------\n{BLOCK}\n{other}"), &[NOTE]));
    assert!(more(&format!("Is this for us too?\n\n{ATTRIBUTION}\n\n{}", quoted(other)), &[NOTE]));
    assert!(!more(&format!("Is this for us too?\n\n{ATTRIBUTION}\n\n{}", quoted(other)), &[NOTE, other]));
}

#[test]
fn only_history_is_looked_at() {
    let cut = |rule| Cut { rule, text: "Words that nobody knows".to_owned(), above: 0 };
    let rules = ReadingRules::default();
    for rule in CutRule::ALL {
        let history = History::of(&[cut(rule)], rules);
        assert_eq!(history.holds_more_than(&KnownWords::default()), rule.is_history(), "{rule:?}");
        assert_eq!(history.is_empty(), !rule.is_history());
    }
}

#[test]
fn long_histories_take_linear_time() {
    let rules = ReadingRules::default();
    let mut known = KnownWords::default();
    known.add(["words of ours ".repeat(20_000).as_str()]);
    for text in [
        "x\n".repeat(200_000),
        "words of ours ".repeat(4_000),
        "a@b.test x\n".repeat(5_000),
        "confidential\n\n".repeat(4_000),
    ] {
        History::of(&[Cut { rule: CutRule::QuotedLines, text, above: 0 }], rules).holds_more_than(&known);
    }
}
