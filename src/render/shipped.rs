//! The templates that are part of the program, as `(path below templates/, source)`.
//!
//! A test compares this list with the folder, so that no file is forgotten.

pub const TEMPLATES: &[(&str, &str)] = &[
    ("birthday/en/body.html.hbs", include_str!("../../templates/birthday/en/body.html.hbs")),
    ("birthday/en/body.txt.hbs", include_str!("../../templates/birthday/en/body.txt.hbs")),
    ("birthday/en/subject.hbs", include_str!("../../templates/birthday/en/subject.hbs")),
    ("birthday/es/body.html.hbs", include_str!("../../templates/birthday/es/body.html.hbs")),
    ("birthday/es/body.txt.hbs", include_str!("../../templates/birthday/es/body.txt.hbs")),
    ("birthday/es/subject.hbs", include_str!("../../templates/birthday/es/subject.hbs")),
    ("partials/fallback/ar.txt.hbs", include_str!("../../templates/partials/fallback/ar.txt.hbs")),
    ("partials/fallback/en.txt.hbs", include_str!("../../templates/partials/fallback/en.txt.hbs")),
    ("partials/fallback/es.txt.hbs", include_str!("../../templates/partials/fallback/es.txt.hbs")),
    ("partials/fallback/fr.txt.hbs", include_str!("../../templates/partials/fallback/fr.txt.hbs")),
    ("partials/fallback/pt.txt.hbs", include_str!("../../templates/partials/fallback/pt.txt.hbs")),
    ("partials/fallback/ru.txt.hbs", include_str!("../../templates/partials/fallback/ru.txt.hbs")),
    ("partials/fallback/vi.txt.hbs", include_str!("../../templates/partials/fallback/vi.txt.hbs")),
    ("partials/fallback/zh.txt.hbs", include_str!("../../templates/partials/fallback/zh.txt.hbs")),
    ("partials/layout.html.hbs", include_str!("../../templates/partials/layout.html.hbs")),
    ("partials/words.html.hbs", include_str!("../../templates/partials/words.html.hbs")),
    ("partials/words.txt.hbs", include_str!("../../templates/partials/words.txt.hbs")),
    ("positive-note/en/2/body.html.hbs", include_str!("../../templates/positive-note/en/2/body.html.hbs")),
    ("positive-note/en/2/body.txt.hbs", include_str!("../../templates/positive-note/en/2/body.txt.hbs")),
    ("positive-note/en/2/subject.hbs", include_str!("../../templates/positive-note/en/2/subject.hbs")),
    ("positive-note/en/3/body.html.hbs", include_str!("../../templates/positive-note/en/3/body.html.hbs")),
    ("positive-note/en/3/body.txt.hbs", include_str!("../../templates/positive-note/en/3/body.txt.hbs")),
    ("positive-note/en/3/subject.hbs", include_str!("../../templates/positive-note/en/3/subject.hbs")),
    ("positive-note/en/body.html.hbs", include_str!("../../templates/positive-note/en/body.html.hbs")),
    ("positive-note/en/body.txt.hbs", include_str!("../../templates/positive-note/en/body.txt.hbs")),
    ("positive-note/en/subject.hbs", include_str!("../../templates/positive-note/en/subject.hbs")),
    ("positive-note/es/2/body.html.hbs", include_str!("../../templates/positive-note/es/2/body.html.hbs")),
    ("positive-note/es/2/body.txt.hbs", include_str!("../../templates/positive-note/es/2/body.txt.hbs")),
    ("positive-note/es/2/subject.hbs", include_str!("../../templates/positive-note/es/2/subject.hbs")),
    ("positive-note/es/3/body.html.hbs", include_str!("../../templates/positive-note/es/3/body.html.hbs")),
    ("positive-note/es/3/body.txt.hbs", include_str!("../../templates/positive-note/es/3/body.txt.hbs")),
    ("positive-note/es/3/subject.hbs", include_str!("../../templates/positive-note/es/3/subject.hbs")),
    ("positive-note/es/body.html.hbs", include_str!("../../templates/positive-note/es/body.html.hbs")),
    ("positive-note/es/body.txt.hbs", include_str!("../../templates/positive-note/es/body.txt.hbs")),
    ("positive-note/es/subject.hbs", include_str!("../../templates/positive-note/es/subject.hbs")),
    ("reading-log-reminder/en/body.html.hbs", include_str!("../../templates/reading-log-reminder/en/body.html.hbs")),
    ("reading-log-reminder/en/body.txt.hbs", include_str!("../../templates/reading-log-reminder/en/body.txt.hbs")),
    ("reading-log-reminder/en/subject.hbs", include_str!("../../templates/reading-log-reminder/en/subject.hbs")),
    ("reading-log-reminder/es/body.html.hbs", include_str!("../../templates/reading-log-reminder/es/body.html.hbs")),
    ("reading-log-reminder/es/body.txt.hbs", include_str!("../../templates/reading-log-reminder/es/body.txt.hbs")),
    ("reading-log-reminder/es/subject.hbs", include_str!("../../templates/reading-log-reminder/es/subject.hbs")),
    ("weekly-update/en/body.html.hbs", include_str!("../../templates/weekly-update/en/body.html.hbs")),
    ("weekly-update/en/body.txt.hbs", include_str!("../../templates/weekly-update/en/body.txt.hbs")),
    ("weekly-update/en/subject.hbs", include_str!("../../templates/weekly-update/en/subject.hbs")),
    ("weekly-update/es/body.html.hbs", include_str!("../../templates/weekly-update/es/body.html.hbs")),
    ("weekly-update/es/body.txt.hbs", include_str!("../../templates/weekly-update/es/body.txt.hbs")),
    ("weekly-update/es/subject.hbs", include_str!("../../templates/weekly-update/es/subject.hbs")),
    ("welcome/en/body.html.hbs", include_str!("../../templates/welcome/en/body.html.hbs")),
    ("welcome/en/body.txt.hbs", include_str!("../../templates/welcome/en/body.txt.hbs")),
    ("welcome/en/subject.hbs", include_str!("../../templates/welcome/en/subject.hbs")),
    ("welcome/es/body.html.hbs", include_str!("../../templates/welcome/es/body.html.hbs")),
    ("welcome/es/body.txt.hbs", include_str!("../../templates/welcome/es/body.txt.hbs")),
    ("welcome/es/subject.hbs", include_str!("../../templates/welcome/es/subject.hbs")),
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
