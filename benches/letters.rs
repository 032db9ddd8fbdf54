//! What writing letters costs: `cargo bench --bench letters`.

use divan::Bencher;
use homeroom::domain::language::Language;
use homeroom::render::registry::Registry;
use homeroom::render::views::View;

fn main() {
    divan::main();
}

/// All templates, read and checked: the start of every command.
#[divan::bench(sample_count = 20)]
fn all_templates_read() -> Registry {
    Registry::new(Vec::new()).expect("templates")
}

/// One note in eight languages, text and page. To take less than 2 ms.
#[divan::bench]
fn one_note_in_eight_languages(bencher: Bencher<'_, '_>) {
    let registry = Registry::new(Vec::new()).expect("templates");
    let view = View::sample("positive-note", []);
    let languages = ["en", "es", "fr", "pt", "zh", "vi", "ar", "ru"].map(|tag| Language::parse(tag).expect("a tag"));
    bencher.bench(|| {
        for language in &languages {
            registry.render("positive-note", language, &languages[0], 0, &view).expect("a letter");
        }
    });
}
