use super::*;
use proptest::prelude::*;

fn plain(raw: &str) -> Option<String> {
    plainly_written(raw.as_bytes()).map(|raw| String::from_utf8(raw.into_owned()).unwrap())
}

#[test]
fn lines_that_programs_read_differently_are_not_believed() {
    for good in ["A: 1\r\n\r\n", "A: 1\r\n b\r\nC:\r\n\r\nbody\r\n\r\nrest", "A: 1\r\n\t\r\n\r\n"] {
        assert_eq!(plain(good).as_deref(), Some(good));
        assert_eq!(plain(&good.replace("\r\n", "\n")).as_deref(), Some(good), "{good:?}");
    }
    for bad in [
        "",
        "\r\n",
        "\n",
        "A: 1",
        "A: 1\r\n",
        " A: 1\r\n\r\n",
        "A : 1\r\n\r\n",
        ": 1\r\n\r\n",
        "A\r\n\r\n",
        "A: 1\nB: 2\r\n\r\n",
        "A: 1\r\n\r\nb\rc\r\n",
        "A: 1\r\n\r\nb\nc\r\n",
        "A: 1\r\n\r\n\r",
        "A: 1\r\r\n\r\n",
        "Ä: 1\r\n\r\n",
    ] {
        assert_eq!(plain(bad), None, "{bad:?}");
    }
}

proptest! {
    /// What is read from the normal form is what is read from the mail.
    #[test]
    fn the_normal_form_changes_no_field_and_no_line(raw in "[A-C:\\- a\r\n]{0,60}") {
        if let Some(plain) = plain(&raw) {
            let lines = |text: &str| text.replace("\r\n", "\n");
            prop_assert_eq!(lines(&plain), lines(&raw));
            let names = |text: &str| fields::fields(text.as_bytes()).map(|f| f.name.to_vec()).collect::<Vec<_>>();
            prop_assert_eq!(names(&plain), names(&raw));
            prop_assert!(fields::fields(plain.as_bytes()).all(|field| !field.blank_before_colon));
        }
    }
}
