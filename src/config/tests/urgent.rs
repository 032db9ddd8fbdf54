//! `[urgent]` and `[blame]`: the words of the school's lists.

use super::*;

#[test]
fn words_of_all_languages_are_one_list_and_none_is_built_in() {
    let folder = Folder::whole();
    assert_eq!(folder.loaded().school.urgent_words, Vec::<String>::new());
    folder.write(
        "homeroom.toml",
        format!("{SCHOOL}{MAIL}\n[urgent]\nen = [\" ran away \", \"suicide\"]\nfr = [\"suicide\"]\n"),
    );
    assert_eq!(folder.told(), Vec::<String>::new());
    assert_eq!(folder.loaded().school.urgent_words, ["ran away", "suicide"]);
}

#[test]
fn a_language_that_is_none_of_ours_and_a_word_without_letters_are_told() {
    let folder = Folder::whole();
    folder.write(
        "homeroom.toml",
        format!("{SCHOOL}{MAIL}\n[urgent]\nenglish = [\"fire\"]\nes = [\"!\"]\nfr = \"feu\"\n"),
    );
    let told = folder.told();
    let what: Vec<&str> = told.iter().map(|t| t.lines().next().unwrap().splitn(3, ':').nth(2).unwrap()).collect();
    assert_eq!(what.len(), 3, "{told:#?}");
    assert!(told.iter().any(|t| t.contains("unknown key `english` in [urgent]")), "{told:#?}");
    assert!(told.iter().any(|t| t.contains("a word of [urgent] has no letter")), "{told:#?}");
}

#[test]
fn words_of_blame_are_a_list_of_the_same_shape() {
    let folder = Folder::whole();
    folder.write("homeroom.toml", format!("{SCHOOL}{MAIL}\n[blame]\nen = [\"no manners\"]\nes = [\"sin modales\"]\n"));
    assert_eq!(folder.loaded().school.blame_words, ["no manners", "sin modales"]);
    folder.write("homeroom.toml", format!("{SCHOOL}{MAIL}\n[blame]\nenglish = [\"rude\"]\nes = [\"!\"]\n"));
    let told = folder.told();
    assert!(told.iter().any(|t| t.contains("unknown key `english` in [blame]")), "{told:#?}");
    assert!(told.iter().any(|t| t.contains("a word of [blame] has no letter")), "{told:#?}");
}
