//! What the last look at a mail sees before it goes to a family.

use crate::school::School;
use homeroom::decide::names::NameIndex;
use homeroom::decide::release::names_in_text;
use homeroom::render::registry::Registry;
use homeroom::render::views::View;

const THURSDAY: &str = "2026-11-19T12:00:00-05:00";
const FRIDAY: &str = "2026-11-20T15:30:00-05:00";

#[test]
fn no_shipped_letter_is_held_because_a_childs_name_is_also_a_word() {
    let registry = Registry::new(Vec::new()).unwrap();
    let names = NameIndex::of([
        "Al", "An", "April", "Art", "August", "Bill", "Can", "Chance", "Chase", "Con", "De", "Do", "Don", "Du", "Em",
        "Eve", "Faith", "Frank", "Grace", "Grant", "Ha", "Hope", "Joy", "June", "La", "Le", "Luz", "Ly", "Mai",
        "Major", "Mar", "Mark", "May", "Mi", "My", "Page", "Pat", "Ray", "Rose", "So", "Sol", "Su", "Sue", "Tu", "Van",
        "Will",
    ]);
    let mut looked_at = 0;
    for template in registry.names() {
        for language in registry.languages(template) {
            for wording in 0..registry.wordings(template, language) {
                let view = View::sample(template, []);
                let letter = registry.render(template, language, language, wording, &view).unwrap();
                let text = format!("{}\n\n{}", letter.subject, letter.text);
                assert_eq!(names_in_text(&text, &names, &["Leo", "Room 12"]), None, "{template} {language}: {text}");
                looked_at += 1;
            }
        }
    }
    assert!(looked_at >= 14, "{looked_at}");
}

#[test]
fn a_letter_that_names_another_child_in_its_html_alone_is_held() {
    let Some(school) = School::new() else { return };
    school.write(
        "templates/partials/words.html.hbs",
        "<div style=\"display:none\">Seen by <b>M</b>aya too</div>\n{{#each moments}}<p>{{lines text}}</p>\n{{/each}}",
    );
    school.at(THURSDAY).run();
    school.at(THURSDAY).teach("good Omar: fixed the clock");
    let told = school.at(THURSDAY).list("forecast --days 2");
    let foretold = told.iter().find(|l| l["job"] == "friday-good-news" && l["student"] == "S1005").unwrap();
    assert_eq!(foretold["outcome"], "withheld", "{foretold:#}");
    assert!(foretold["reason"].as_str().unwrap().contains("Maya"), "{foretold:#}");
    assert_eq!(school.at(FRIDAY).run()["sent"], 0);
    let row = school.at(FRIDAY).one("outbox", "student", "S1005");
    assert_eq!(row["state"], "held", "{row:#}");
    assert!(row["reason"].as_str().is_some_and(|r| r.contains("Maya")), "{row:#}");
    let summary = school.at("2026-11-20T16:00:00-05:00").summary();
    let told = "(Omar) was not sent: it names Maya, who is not a child of this home. It leaves with your ok.";
    assert!(summary.contains(told), "{summary}");
}
