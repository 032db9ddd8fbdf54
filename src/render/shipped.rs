//! The templates that are part of the program, as `(path below templates/, source)`.
//!
//! A test compares this list with the folder, so that no file is forgotten.

pub const TEMPLATES: &[(&str, &str)] = &[
    ("acknowledgement/en.hbs", include_str!("../../templates/acknowledgement/en.hbs")),
    ("birthday/en.hbs", include_str!("../../templates/birthday/en.hbs")),
    ("birthday/es.hbs", include_str!("../../templates/birthday/es.hbs")),
    ("check-in/en.hbs", include_str!("../../templates/check-in/en.hbs")),
    ("conference-invitation/en.hbs", include_str!("../../templates/conference-invitation/en.hbs")),
    ("event-reminder/en.hbs", include_str!("../../templates/event-reminder/en.hbs")),
    ("follow-up/en.hbs", include_str!("../../templates/follow-up/en.hbs")),
    ("handover/en.hbs", include_str!("../../templates/handover/en.hbs")),
    ("hard-conversation/en.hbs", include_str!("../../templates/hard-conversation/en.hbs")),
    ("monthly-newsletter/en.hbs", include_str!("../../templates/monthly-newsletter/en.hbs")),
    ("partials/fallback/ar.hbs", include_str!("../../templates/partials/fallback/ar.hbs")),
    ("partials/fallback/en.hbs", include_str!("../../templates/partials/fallback/en.hbs")),
    ("partials/fallback/es.hbs", include_str!("../../templates/partials/fallback/es.hbs")),
    ("partials/fallback/fr.hbs", include_str!("../../templates/partials/fallback/fr.hbs")),
    ("partials/fallback/pt.hbs", include_str!("../../templates/partials/fallback/pt.hbs")),
    ("partials/fallback/ru.hbs", include_str!("../../templates/partials/fallback/ru.hbs")),
    ("partials/fallback/vi.hbs", include_str!("../../templates/partials/fallback/vi.hbs")),
    ("partials/fallback/zh.hbs", include_str!("../../templates/partials/fallback/zh.hbs")),
    ("partials/layout.html.hbs", include_str!("../../templates/partials/layout.html.hbs")),
    ("partials/machine/en.hbs", include_str!("../../templates/partials/machine/en.hbs")),
    ("partials/own-words/en.hbs", include_str!("../../templates/partials/own-words/en.hbs")),
    ("partials/own-words/es.hbs", include_str!("../../templates/partials/own-words/es.hbs")),
    ("partials/words.hbs", include_str!("../../templates/partials/words.hbs")),
    ("partials/words.html.hbs", include_str!("../../templates/partials/words.html.hbs")),
    ("positive-note-effort/en.hbs", include_str!("../../templates/positive-note-effort/en.hbs")),
    ("positive-note-growth/en.hbs", include_str!("../../templates/positive-note-growth/en.hbs")),
    ("positive-note-kindness/en.hbs", include_str!("../../templates/positive-note-kindness/en.hbs")),
    ("positive-note-leadership/en.hbs", include_str!("../../templates/positive-note-leadership/en.hbs")),
    ("positive-note/en.hbs", include_str!("../../templates/positive-note/en.hbs")),
    ("positive-note/es.hbs", include_str!("../../templates/positive-note/es.hbs")),
    ("preference-address/en.hbs", include_str!("../../templates/preference-address/en.hbs")),
    ("preference-all-again/en.hbs", include_str!("../../templates/preference-all-again/en.hbs")),
    ("preference-language/en.hbs", include_str!("../../templates/preference-language/en.hbs")),
    ("preference-needed-only/en.hbs", include_str!("../../templates/preference-needed-only/en.hbs")),
    ("preference-no-letters/en.hbs", include_str!("../../templates/preference-no-letters/en.hbs")),
    ("preference-stop-all/en.hbs", include_str!("../../templates/preference-stop-all/en.hbs")),
    ("preference-weekly/en.hbs", include_str!("../../templates/preference-weekly/en.hbs")),
    ("reading-log-reminder/en.hbs", include_str!("../../templates/reading-log-reminder/en.hbs")),
    ("reading-log-reminder/es.hbs", include_str!("../../templates/reading-log-reminder/es.hbs")),
    ("thank-you/en.hbs", include_str!("../../templates/thank-you/en.hbs")),
    ("weekly-update/en.hbs", include_str!("../../templates/weekly-update/en.hbs")),
    ("weekly-update/es.hbs", include_str!("../../templates/weekly-update/es.hbs")),
    ("welcome/en.hbs", include_str!("../../templates/welcome/en.hbs")),
    ("welcome/es.hbs", include_str!("../../templates/welcome/es.hbs")),
];

#[cfg(test)]
mod tests {
    use std::path::Path;

    fn files_below(folder: &Path, found: &mut Vec<String>, root: &Path) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                files_below(&path, found, root);
            } else {
                found.push(path.strip_prefix(root).unwrap().to_str().unwrap().to_owned());
            }
        }
    }

    #[test]
    fn every_template_file_is_part_of_the_program() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
        let mut found = Vec::new();
        files_below(&root, &mut found, &root);
        found.sort();
        let shipped: Vec<&str> = super::TEMPLATES.iter().map(|(path, _)| *path).collect();
        assert_eq!(found, shipped);
    }
}
