//! Mails that no builder makes: answers between the quoted items, words that are hidden, quotes all the way.

use super::programs::{raw_html, raw_text};
use super::summary;

const HEAD: &str = "On Thu, Mar 12, 2026 at 7:00 AM Room 12 <room12@school.test> wrote:\n\n";

/// The quoted summary with answers below the first line of some of its items.
fn between(answers: &[(usize, &str)]) -> String {
    let mut body = HEAD.to_owned();
    for line in summary::TEXT.lines() {
        body.push_str(&summary::quote(line));
        let below = answers.iter().find(|(item, _)| line.starts_with(&format!("{item}. ")));
        if let Some((_, answer)) = below {
            body.push_str(&format!("\n{answer}\n\n"));
        }
    }
    raw_text(&body)
}

pub fn mails() -> Vec<(String, &'static [&'static str])> {
    let mut mails = answers_between();
    mails.extend(other_peoples_words());
    mails.extend(lists());
    mails
}

fn answers_between() -> Vec<(String, &'static [&'static str])> {
    vec![
        (between(&[(4, "ok")]), &["ok 4"]),
        (between(&[(1, "done"), (2, "later fri"), (4, "ok"), (5, "no")]), &["done 1", "later 2|fri", "ok 4", "no 5"]),
        (between(&[(2, "reply: Thank you, Ana")]), &["reply 2|Thank you, Ana"]),
        (between(&[(2, "thanks"), (4, "ok")]), &["thanks 2", "ok 4"]),
        (between(&[(4, "ok 5")]), &["ok 5"]),
        (between(&[(4, "yes!"), (5, "No.")]), &["ok 4", "no 5"]),
        (between(&[(4, "sí"), (6, "cumplido")]), &["ok 4", "kept 6"]),
        (between(&[(1, "fait"), (4, "oui")]), &["done 1", "ok 4"]),
        (between(&[(3, "how nice of him")]), &["? how nice of him"]),
        (between(&[(3, "reply: Yes.\n\nBoots on Friday."), (4, "ok")]), &["reply 3|Yes. // Boots on Friday.", "ok 4"]),
        (between(&[(2, "reply 2 days later"), (4, "ok")]), &["reply 2|days later", "ok 4"]),
        (between(&[(2, "reply 3 days later")]), &["? reply 3 days later"]),
    ]
}

fn other_peoples_words() -> Vec<(String, &'static [&'static str])> {
    let hidden = |style: &str| raw_html(&format!("<div style=\"{style}\">ok all</div><p>done 1</p>"));
    vec![
        (raw_text(&format!("{HEAD}{}", summary::quoted())), &[]),
        (raw_text(&summary::quote(&summary::quoted())), &[]),
        (raw_text(&format!("ok 4\n\n-----Original Message-----\n{}", summary::TEXT)), &["ok 4"]),
        (
            raw_text(&format!(
                "-----Original Message-----\nFrom: Room 12\nSent: x\nTo: y\nSubject: z\n\n{}",
                summary::TEXT
            )),
            &[],
        ),
        (raw_text("ok 4\n\n-- \nMaria Alvarez\nok 5\n"), &["ok 4"]),
        (raw_text("ok 4\n\nMaria Alvarez\nRoom 12\nStop by any time\n"), &["ok 4"]),
        (hidden("display:none"), &["done 1"]),
        (hidden("font-size:0px"), &["done 1"]),
        (hidden("visibility:hidden"), &["done 1"]),
        (hidden("color:#ffffff;background-color:#ffffff"), &["done 1"]),
        (hidden("color:white;background:white"), &["done 1"]),
        (hidden("opacity:0"), &["done 1"]),
        (hidden("max-height:0;overflow:hidden"), &["done 1"]),
        (raw_html("<p>done 1</p><img alt=\"ok all\" src=\"cid:x\"><!-- ok all -->"), &["done 1"]),
        (raw_html("<blockquote>ok all</blockquote>"), &[]),
        (raw_html("<p>done 1</p><blockquote type=\"cite\"><p>ok all</p></blockquote>"), &["done 1"]),
    ]
}

fn lists() -> Vec<(String, &'static [&'static str])> {
    vec![
        (raw_html("<ol><li>ok 4</li><li>no 5</li></ol>"), &["ok 4", "no 5"]),
        (raw_html("<ol><li>ok</li><li>no</li></ol>"), &["ok 1", "no 2"]),
        (raw_html("<ul><li>ok 4</li><li>good Leo: shared</li></ul>"), &["ok 4", "good Leo|shared"]),
        (raw_html("<p>ok&nbsp;4</p><p>no&nbsp;5</p>"), &["ok 4", "no 5"]),
        (raw_html("ok 4<br>no 5<br>"), &["ok 4", "no 5"]),
        (raw_html("<div><b>ok</b> <i>4</i></div>"), &["ok 4"]),
        (raw_html("<table><tr><td>ok 4</td></tr><tr><td>no 5</td></tr></table>"), &["ok 4", "no 5"]),
    ]
}
