//! Difficult letters, in the teacher's tongue: how the blanks are called, and what is said of one before an `ok`.

use super::lines::one_line;
use super::page::{Block, BlockKind, reader};
use super::view::{Draft, DraftVersion, HardLetter, Reading};
use super::words::Tongue;
use crate::domain::hard::{Blank, Part};

impl Tongue {
    /// What a teacher writes before the words of it.
    pub fn label(self, part: Part) -> &'static str {
        match part {
            Part::Blank(Blank::Question) => self.pick("question", "pregunta", "question"),
            Part::Blank(Blank::Want) => self.pick("want", "queremos", "souhait"),
            Part::Blank(Blank::Fact) => self.pick("fact", "observación", "constat"),
            Part::Blank(Blank::Proposal) => self.pick("proposal", "propuesta", "proposition"),
            Part::Blank(Blank::Again) => self.pick("again", "hablamos", "reparler"),
            Part::Reader => self.pick("reader", "lector", "lecteur"),
        }
    }

    /// `want: …`
    pub fn labelled(self, part: Part, words: &str) -> String {
        format!("{}{} {words}", self.label(part), self.colon())
    }

    pub fn blank_name(self, blank: Blank) -> &'static str {
        match blank {
            Blank::Question => self.pick("an open question", "una pregunta abierta", "une question ouverte"),
            Blank::Want => self.pick("what you both want", "lo que ambos quieren", "ce que vous voulez tous deux"),
            Blank::Fact => self.pick("what you saw", "lo que usted vio", "ce que vous avez vu"),
            Blank::Proposal => self.pick("one proposal", "una propuesta", "une proposition"),
            Blank::Again => self.pick("when you speak again", "cuándo vuelven a hablar", "quand vous en reparlez"),
        }
    }

    /// `what you both want (want: …), one proposal (proposal: …)`
    pub fn blanks_to_fill(self, blanks: &[Blank]) -> String {
        let each = |blank: &Blank| format!("{} ({})", self.blank_name(*blank), self.labelled(Part::Blank(*blank), "…"));
        self.and(&blanks.iter().map(each).collect::<Vec<_>>())
    }

    /// That they may sound like blame.
    pub fn blame(self, words: &[String]) -> Option<String> {
        let quoted = |word: &String| {
            let [open, close] = self.quotes();
            format!("{open}{}{close}", one_line(word))
        };
        let list = words.iter().map(quoted).collect::<Vec<_>>().join(", ");
        (!words.is_empty()).then(|| {
            self.pick(
                format!("may sound like blame: {list}"),
                format!("puede sonar a reproche: {list}"),
                format!("peut sonner comme un reproche\u{202f}: {list}"),
            )
        })
    }

    /// The sentences below whom it is about. `number`: under which it is answered.
    pub(super) fn of_hard(self, letter: &HardLetter, number: u32) -> Vec<String> {
        let at = self.on_at(letter.leaves);
        let mut sentences = vec![self.pick(
            format!("A difficult letter: after your ok it leaves on {at} at the earliest."),
            format!("Una carta difícil: después de su ok sale {at}, no antes."),
            format!("Une lettre difficile\u{202f}: après votre ok, elle part {at} au plus tôt."),
        )];
        let empty = letter.blanks.empty();
        if let Some(first) = empty.first() {
            let names: Vec<String> = empty.iter().map(|blank| self.blank_name(*blank).to_owned()).collect();
            let (names, label) = (self.and(&names), self.labelled(Part::Blank(*first), "…"));
            sentences.push(self.pick(
                format!("Still empty: {names}. Write edit {number}: {label}"),
                format!("Falta: {names}. Escriba editar {number}: {label}"),
                format!("Il manque\u{202f}: {names}. Écrivez modifier {number}\u{202f}: {label}"),
            ));
        }
        sentences.extend(letter.reader.as_ref().map(|reading| self.reading(reading)));
        sentences.extend(self.blame(&letter.blame).map(|blame| {
            let mut letters = blame.chars();
            letters.next().map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
        }));
        sentences
    }

    fn reading(self, reading: &Reading) -> String {
        let name = one_line(&reading.name);
        match (reading.has_read, reading.is_asked) {
            (true, _) => {
                self.pick(format!("{name} has read it."), format!("{name} ya la leyó."), format!("{name} l’a lue."))
            }
            (false, true) => self.pick(
                format!("{name} is asked to read it first."),
                format!("{name} debe leerla antes."),
                format!("{name} doit la lire d’abord."),
            ),
            (false, false) => self.pick(
                format!("{name} will be asked to read it once nothing is missing."),
                format!("Se pedirá a {name} que la lea cuando no falte nada."),
                format!("On demandera à {name} de la lire quand rien ne manquera."),
            ),
        }
    }

    /// Before there is a letter: to whom it will go, and the blanks with what stands in them.
    pub(super) fn unfinished(self, draft: &Draft) -> Option<Block> {
        let letter = draft.hard.as_ref().filter(|letter| !letter.blanks.is_whole())?;
        let to = |version: &DraftVersion| {
            let reader = reader(self, &version.guardian, version.home.as_deref());
            self.written_in(&self.to(&reader), &version.language, version.instead_of.as_ref())
        };
        let mut lines = Vec::new();
        for blank in Blank::ALL {
            let mut words = letter.blanks.get(blank).unwrap_or("____").lines();
            lines.push(self.labelled(Part::Blank(blank), words.next().unwrap_or_default()));
            lines.extend(words.map(|line| line.trim_end().to_owned()));
        }
        let label = draft.versions.iter().map(to).collect();
        Some(Block { label, lines, notes: Vec::new(), language: None, kind: BlockKind::Letter })
    }
}
