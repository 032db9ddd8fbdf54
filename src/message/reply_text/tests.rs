use super::*;

fn new(text: &str) -> String {
    new_text(text).text
}

#[test]
fn text() {
    assert_eq!(new("Thanks!\n\nOn Mon, 2 Mar 2026 at 10:00, Ms Rivera <r@s.test> wrote:\n> Hello\n"), "Thanks!");
}
