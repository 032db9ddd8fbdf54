//! Who is in Room 12.

use super::{Child, Guardian};
use crate::cli::demo::mailshapes::Shape::{
    self, AppleMail, Gmail, IPhone, Outlook, QqMail, Samsung, Thunderbird, Yahoo,
};
use crate::domain::roster::Access;

const fn girl(id: &'static str, first_name: &'static str, last_name: &'static str, birthday: &'static str) -> Child {
    Child {
        id,
        first_name,
        last_name,
        preferred_name: None,
        girl: true,
        birthday,
        photo_consent: true,
        at_home: None,
        sibling: None,
        guardians: &[],
    }
}

const fn boy(id: &'static str, first_name: &'static str, last_name: &'static str, birthday: &'static str) -> Child {
    Child { girl: false, ..girl(id, first_name, last_name, birthday) }
}

impl Child {
    const fn preferring(self, name: &'static str) -> Self {
        Self { preferred_name: Some(name), ..self }
    }
    const fn no_photos(self) -> Self {
        Self { photo_consent: false, ..self }
    }
    const fn written(self, name: &'static str) -> Self {
        Self { at_home: Some(name), ..self }
    }
    const fn beside(self, sibling: &'static str) -> Self {
        Self { sibling: Some(sibling), ..self }
    }
    const fn with(self, guardians: &'static [Guardian]) -> Self {
        Self { guardians, ..self }
    }
}

const fn at(
    household: &'static str,
    name: &'static str,
    relationship: &'static str,
    email: &'static str,
    language: &'static str,
    shape: Shape,
) -> Guardian {
    let access = Access::Full;
    Guardian { name, signs: None, relationship, email: Some(email), language, household, access, shape }
}

impl Guardian {
    const fn signing(self, signs: &'static str) -> Self {
        Self { signs: Some(signs), ..self }
    }
    const fn informed(self) -> Self {
        Self { access: Access::Inform, ..self }
    }
    const fn blocked(self) -> Self {
        Self { access: Access::Blocked, ..self }
    }
    const fn without_email(self) -> Self {
        Self { email: None, ..self }
    }
}

const ANA: Guardian = at("A", "Ana Martínez", "mother", "ana.martinez@families.test", "es", IPhone);

/// In the order of the register.
pub const CHILDREN: &[Child] = &[
    girl("S1001", "Maya", "Okafor", "2017-03-04").beside("Chidi").with(&[
        at("A", "Ngozi Okafor", "mother", "ngozi.okafor@families.test", "en", Gmail),
        at("B", "Daniel Okafor", "father", "daniel.okafor@families.test", "en", Outlook),
    ]),
    boy("S1002", "Leo", "Martínez", "2016-11-23").beside("Mia").with(&[ANA]),
    girl("S1003", "Mia", "Martínez", "2016-11-23").beside("Leo").no_photos().with(&[ANA]),
    boy("S1004", "Wei", "Zhang", "2017-07-15").preferring("William").written("伟伟").beside("安安").with(&[
        at("A", "Li Na", "mother", "lina.zhang@families.test", "zh", QqMail).signing("李娜"),
        at("A", "Zhang Min", "grandfather", "zhang.min@families.test", "zh", QqMail).signing("张民").informed(),
    ]),
    boy("S1005", "Omar", "Haddad", "2017-01-30").written("عمر").beside("سارة").with(&[at(
        "A",
        "Samir Haddad",
        "father",
        "samir.haddad@families.test",
        "ar",
        Gmail,
    )
    .signing("سمير حداد")]),
    girl("S1006", "Zoë", "Quinn", "2017-05-09").with(&[
        at("A", "Pat Quinn", "parent", "pat.quinn@families.test", "en", Thunderbird),
        at("B", "Robin Vale", "parent", "robin.vale@families.test", "en", Yahoo).blocked(),
    ]),
    girl("S1007", "Linh", "Trần", "2017-09-21")
        .no_photos()
        .with(&[at("A", "Hoa Trần", "mother", "", "vi", Samsung).without_email()]),
    girl("S1008", "Amina", "Diallo", "2017-02-11").beside("Ibrahima").with(&[
        at("A", "Fatou Diallo", "mother", "fatou.diallo@families.test", "fr", Gmail),
        at("A", "Moussa Diallo", "father", "moussa.diallo@families.test", "fr", Yahoo),
    ]),
    boy("S1009", "Jamal", "Brooks", "2017-06-27").with(&[at(
        "A",
        "Denise Brooks",
        "grandmother",
        "denise.brooks@families.test",
        "en",
        Yahoo,
    )]),
    girl("S1010", "Sofía", "Ramírez", "2017-04-18").with(&[
        at("A", "Carmen Ramírez", "mother", "carmen.ramirez@families.test", "es", Gmail),
        at("B", "Luis Ramírez", "father", "luis.ramirez@families.test", "es", Outlook),
    ]),
    boy("S1011", "Ethan", "Kim", "2016-11-10").beside("Julie").with(&[
        at("A", "Hana Kim", "mother", "hana.kim@families.test", "en", AppleMail),
        at("A", "Joon Kim", "father", "joon.kim@families.test", "en", Outlook),
    ]),
    girl("S1012", "Layla", "Nasser", "2017-08-02").no_photos().written("ليلى").beside("كريم").with(&[at(
        "A",
        "Rania Nasser",
        "mother",
        "rania.nasser@families.test",
        "ar",
        IPhone,
    )
    .signing("رانيا ناصر")]),
    boy("S1013", "Khánh", "Phạm", "2017-03-29").beside("Vy").with(&[
        at("A", "Thu Phạm", "mother", "thu.pham@families.test", "vi", Gmail),
        at("A", "Đức Phạm", "father", "duc.pham@families.test", "vi", IPhone),
    ]),
    girl("S1014", "Chloé", "Laurent", "2016-12-19").with(&[
        at("A", "Isabelle Laurent", "mother", "isabelle.laurent@families.test", "fr", AppleMail),
        at("B", "Marc Petit", "father", "marc.petit@families.test", "fr", Thunderbird),
    ]),
    boy("S1015", "Noah", "Goldberg", "2017-01-08").with(&[at(
        "A",
        "Rachel Goldberg",
        "mother",
        "rachel.goldberg@families.test",
        "en",
        Gmail,
    )]),
    girl("S1016", "Valentina", "Rojas", "2017-05-31").preferring("Tina").with(&[at(
        "A",
        "Diego Rojas",
        "father",
        "diego.rojas@families.test",
        "es",
        Gmail,
    )]),
    boy("S1017", "Hao", "Chen", "2017-02-24").written("浩浩").beside("乐乐").with(&[at(
        "A",
        "Chen Jing",
        "mother",
        "chen.jing@families.test",
        "zh",
        IPhone,
    )
    .signing("陈静")]),
    girl("S1018", "Priya", "Nair", "2016-11-14").with(&[
        at("A", "Anil Nair", "father", "anil.nair@families.test", "en", Outlook),
        at("A", "Deepa Nair", "mother", "deepa.nair@families.test", "en", Gmail),
    ]),
    boy("S1019", "Mateo", "Flores", "2016-11-18").with(&[at(
        "A",
        "Rosa Flores",
        "mother",
        "rosa.flores@families.test",
        "es",
        Samsung,
    )]),
    boy("S1020", "Yusuf", "Saleh", "2017-10-05").written("يوسف").with(&[at(
        "A",
        "Huda Saleh",
        "mother",
        "huda.saleh@families.test",
        "ar",
        Outlook,
    )
    .signing("هدى صالح")]),
    girl("S1021", "Ava", "Thompson", "2017-07-07").no_photos().with(&[
        at("A", "Kelly Thompson", "mother", "kelly.thompson@families.test", "en", IPhone),
        at("B", "Brian Thompson", "father", "brian.thompson@families.test", "en", Yahoo),
    ]),
    boy("S1022", "Thịnh", "Nguyễn", "2017-04-03").preferring("Tommy").with(&[at(
        "A",
        "Lan Nguyễn",
        "mother",
        "lan.nguyen@families.test",
        "vi",
        Samsung,
    )]),
    boy("S1023", "Elijah", "Carter", "2017-08-16").no_photos().with(&[at(
        "A",
        "Joyce Bell",
        "foster mother",
        "joyce.bell@families.test",
        "en",
        AppleMail,
    )]),
    girl("S1024", "Nora", "Murphy", "2016-11-12").with(&[
        at("A", "Kate Murphy", "mother", "kate.murphy@families.test", "en", AppleMail),
        at("A", "Erin Doyle", "mother", "erin.doyle@families.test", "en", Gmail),
    ]),
];
