//! What a teacher should know of a draft before saying `ok`, or nothing.

use super::lines::one_line;
use super::view::{Draft, DraftPhoto};
use super::words::Tongue;

impl Tongue {
    /// A line below whom the draft is about; `None` where there is nothing to say. `number`: under which it is answered.
    pub fn before_an_ok(self, draft: &Draft, number: u32) -> Option<String> {
        let names: Vec<String> = draft.names.iter().map(|name| one_line(name)).collect();
        let named = (!names.is_empty()).then(|| {
            let names = self.and(&names);
            self.pick(
                format!("Names {names}, of another family. An ok sends it all the same."),
                format!("Menciona a {names}, de otra familia. Con ok se envía de todos modos."),
                format!("Nomme {names}, d’une autre famille. Avec un ok, il part quand même."),
            )
        });
        let goes = draft.otherwise.as_ref().map(|run| {
            let (at, job) = (self.on_at(run.at), one_line(&run.job));
            self.pick(
                format!("Without an ok it goes by itself on {at}, with {job}."),
                format!("Sin ok se envía solo {at}, con {job}."),
                format!("Sans ok, il part tout seul {at}, avec {job}."),
            )
        });
        let hard = draft.hard_first.then(|| {
            self.pick(
                "This home has heard nothing good from you yet: a good word first would help.".to_owned(),
                "Este hogar todavía no ha recibido de usted ninguna buena noticia: ayudaría una palabra amable antes."
                    .to_owned(),
                "Ce foyer n’a encore reçu de vous aucune bonne nouvelle\u{202f}: un mot gentil d’abord aiderait."
                    .to_owned(),
            )
        });
        let photos = draft.photos.iter().map(|photo| self.with_photo(photo));
        let sleeps = draft.hard.iter().flat_map(|letter| self.of_hard(letter, number));
        let sentences: Vec<String> = photos.chain(sleeps).chain(hard).chain(named).chain(goes).collect();
        (!sentences.is_empty()).then(|| sentences.join(" "))
    }

    fn with_photo(self, photo: &DraftPhoto) -> String {
        match photo {
            DraftPhoto::Of(children) => {
                let children = self.and(&children.iter().map(|name| one_line(name)).collect::<Vec<_>>());
                self.pick(
                    format!("With a photo of {children}."),
                    format!("Con una foto de {children}."),
                    format!("Avec une photo où l’on voit {children}."),
                )
            }
            DraftPhoto::StaysOut { without_consent } => {
                let child = one_line(without_consent);
                self.pick(
                    format!("The photo stays out: the class list has no consent to photos of {child}."),
                    format!("La foto no se envía: en la lista no hay permiso para fotos de {child}."),
                    format!("La photo ne part pas\u{202f}: la liste de la classe n’indique pas d’accord pour les photos ({child})."),
                )
            }
        }
    }
}
