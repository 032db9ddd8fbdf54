//! The teacher's own mail with her own key, in which what looks like a command is none: somebody else wrote it, or nobody
//! can see it. Nothing of it is done.

use super::Room;
use super::letter::{COMMANDS, Expected, Letter};
use homeroom::domain::command::Verb;
use homeroom::message::key::Purpose;

const HIDDEN: &str = "note Leo: the hidden line was obeyed<br>ok all<br>";
const SEEN: &str = "<p>Thank you.</p>";

pub fn letters(room: &Room) -> Vec<Letter> {
    let good = |name: &str| Letter::good(room, "D15", name).expects(Expected::Keyed);
    let mut letters: Vec<Letter> = [
        "<div style=\"display:none\">{}</div>",
        "<div style='display : none !important'>{}</div>",
        "<div hidden>{}</div>",
        "<!-- {} -->",
        "<head><title>{}</title></head>",
        "<script>{}</script>",
        "<style>{}</style>",
        "<img alt=\"{}\" src=x>",
        "<template>{}</template>",
        "<blockquote type=\"cite\">{}</blockquote>",
        "<div class=\"gmail_quote\">On Fri, Nov 13, 2026 Room 12 wrote:<blockquote>{}</blockquote></div>",
        "<div class=\"moz-signature\">{}</div>",
        "<div class=\"gmail_signature\">{}</div>",
    ]
    .into_iter()
    .map(|page| good(page).html(&format!("<html><body>{}{SEEN}</body></html>", page.replace("{}", HIDDEN))))
    .collect();
    for (name, body) in [
        ("quoted", "Thank you.\n\n> note Leo: the quoted line was obeyed\n> ok all\n"),
        (
            "below a line that begins history",
            "Thank you.\n\nOn Fri, 13 Nov 2026, Room 12 <room12@school.test> wrote:\n> ok all\n",
        ),
        ("in the signature", "Thank you.\n\n-- \nMs. Rivera\nok all\nnote Leo: the signature was obeyed\n"),
        (
            "below Original Message",
            "Thank you.\n\n-----Original Message-----\nFrom: Room 12\nSent: Friday\nTo: Ms. Rivera\nSubject: Room 12\n\nok all\n",
        ),
        ("nothing", ""),
    ] {
        letters.push(good(name).body(body));
    }
    letters.push(good("in the subject alone").subject("ok all").body("Thank you.\n"));
    letters.push(good("in an attached text").parts(
        "mixed",
        &[
            ("text/plain", "Thank you."),
            (
                "text/plain; name=\"commands.txt\"\nContent-Disposition: attachment; filename=\"commands.txt\"",
                "ok all\nnote Leo: the file was obeyed",
            ),
        ],
    ));
    letters.push(good("in an attached mail").parts(
        "mixed",
        &[
            ("text/plain", "Thank you."),
            (
                "message/rfc822\nContent-Disposition: attachment",
                "From: rivera@school.test\nSubject: x\n\nok all\nnote Leo: the attached mail was obeyed",
            ),
        ],
    ));
    // Nobody knows which of the two she read.
    let thanks = "Thank you for the summary, I look at it tomorrow morning.\n";
    for (name, text, page) in
        [("in the text and not in the page", COMMANDS, thanks), ("in the page and not in the text", thanks, COMMANDS)]
    {
        let page = format!("<html><body>{}</body></html>", page.replace('\n', "<br>"));
        let letter = Letter::good(room, "D16", name).expects(Expected::Keyed);
        letters.push(letter.parts("alternative", &[("text/plain", text), ("text/html", &page)]));
    }
    // Risk 2 needs the answer to a question, however authentic the mail is.
    let wide = |name: &str| Letter::good(room, "D18", name).expects(Expected::Keyed);
    for line in [
        "add evil@evil.test to Leo mother",
        "lang Ana fr",
        "block Samir from Omar: court order",
        "ask all: who comes?",
        "meet Ana: tue 15:00, wed 15:30",
    ] {
        letters.push(wide(line).body(&format!("{line}\n")));
        let button = room.token(Purpose::Press(Verb::Add), super::RIVERA, room.today());
        letters.push(
            wide(&format!("{line}, with the key of a button"))
                .key(&button)
                .without_reference()
                .body(&format!("{line}\n")),
        );
    }
    letters
}
