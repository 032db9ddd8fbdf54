//! How homeroom itself fares: what it could not do, and what it did late or not at all.

use super::view::{NotRun, Trouble};
use super::words::Tongue;
use jiff::civil::DateTime;

impl Tongue {
    pub fn trouble(self, trouble: Trouble) -> String {
        let what = match trouble {
            Trouble::MailboxUnread { since } => self.unread(since),
            Trouble::CannotSend { since } => self.unsent(since),
            Trouble::NoCopies => self.pick(
                "homeroom could not put copies of its letters into the Sent folder: they went out, but you will not find them there."
                    .into(),
                "homeroom no pudo guardar copias de sus cartas en enviados: salieron, pero no las encontrará allí."
                    .into(),
                "homeroom n’a pas pu ranger de copies de ses lettres dans les messages envoyés\u{202f}: elles sont parties, mais vous ne les y trouverez pas."
                    .into(),
            ),
            Trouble::ClockIsWrong => self.pick(
                "The clock of the computer that homeroom runs on is wrong: days and times in this summary may be wrong too."
                    .into(),
                "El reloj del equipo donde funciona homeroom no está bien: los días y las horas de este resumen pueden no ser correctos."
                    .into(),
                "L’horloge de l’ordinateur où tourne homeroom n’est pas à l’heure\u{202f}: les jours et les heures de ce résumé peuvent être faux aussi."
                    .into(),
            ),
            Trouble::Held => self.pick(
                "homeroom is held: what it remembers was put back to an earlier day, so it sends nothing and runs no job until IT lets it go on."
                    .into(),
                "homeroom está detenido: lo que recuerda es de un día anterior. No envía ni ejecuta nada hasta que soporte técnico lo permita."
                    .into(),
                "homeroom est à l’arrêt\u{202f}: sa mémoire a été remise à un jour antérieur. Il n’envoie rien et n’exécute rien tant que le service informatique ne l’y autorise pas."
                    .into(),
            ),
            Trouble::Other => self.pick(
                "homeroom has a problem, and something may be missing in this summary.".into(),
                "homeroom tiene un problema y en este resumen puede faltar algo.".into(),
                "homeroom a un problème, et il manque peut-être quelque chose dans ce résumé.".into(),
            ),
        };
        format!(
            "{what} {}",
            self.pick("Please tell IT.", "Avise a soporte técnico.", "Prévenez le service informatique.")
        )
    }

    fn unread(self, since: Option<DateTime>) -> String {
        let missing = self.pick(
            "mail may be waiting that is not in this summary.",
            "puede haber correos en espera que no están en este resumen.",
            "des messages qui ne sont pas dans ce résumé attendent peut-être.",
        );
        let Some(since) = since else {
            return self.pick(
                format!("homeroom has not read the mailbox yet: {missing}"),
                format!("homeroom todavía no ha leído el buzón: {missing}"),
                format!("homeroom n’a pas encore lu la boîte\u{202f}: {missing}"),
            );
        };
        let (day, time, since) = (self.short_date(since.date()), clock(since), self.on_at(since));
        self.pick(
            format!("homeroom has not been able to read the mailbox since {day}, {time}: {missing}"),
            format!("homeroom no ha podido leer el buzón desde {since}: {missing}"),
            format!("homeroom n’arrive plus à lire la boîte depuis {since}\u{202f}: {missing}"),
        )
    }

    fn unsent(self, since: DateTime) -> String {
        let (day, time, at) = (self.short_date(since.date()), clock(since), self.on_at(since));
        self.pick(
            format!("When this was written homeroom had not been able to send mail since {day}, {time}: letters to families may go out late."),
            format!("Al escribir esto homeroom no podía enviar correo desde {at}: las cartas a las familias pueden salir con retraso."),
            format!("Au moment d’écrire ceci, homeroom n’arrivait plus à envoyer de messages depuis {at}\u{202f}: les lettres aux familles peuvent partir en retard."),
        )
    }

    pub(super) fn ran_late(self, job: &str, due: DateTime, at: DateTime) -> String {
        let (meant, same_day) = (self.on_at(due), due.date() == at.date());
        match (self, same_day) {
            (Self::English, true) => format!("{job} was due on {meant} and ran late, at {}.", clock(at)),
            (Self::English, false) => format!("{job} was due on {meant} and ran late, on {}.", self.on_at(at)),
            (Self::Spanish, true) => {
                format!("{job} estaba previsto para {meant} y se ejecutó tarde, a las {}.", clock(at))
            }
            (Self::Spanish, false) => {
                format!("{job} estaba previsto para {meant} y se ejecutó tarde, {}.", self.on_at(at))
            }
            (Self::French, true) => format!("{job} était prévu {meant} et a eu lieu en retard, à {}.", clock(at)),
            (Self::French, false) => format!("{job} était prévu {meant} et a eu lieu en retard, {}.", self.on_at(at)),
        }
    }

    pub(super) fn left_out(self, job: &str, why: NotRun, times: u32, last: DateTime) -> String {
        let last = self.on_at(last);
        let when = match (self, times) {
            (Self::English, 1) => format!("{job} did not run on {last}"),
            (Self::English, _) => format!("{job} did not run {times} times, last on {last}"),
            (Self::Spanish, 1) => format!("{job} no se ejecutó {last}"),
            (Self::Spanish, _) => format!("{job} no se ejecutó {times} veces, la última {last}"),
            (Self::French, 1) => format!("{job} n’a pas eu lieu {last}"),
            (Self::French, _) => format!("{job} n’a pas eu lieu, {times} fois, la dernière {last}"),
        };
        let (english, spanish, french) = match why {
            NotRun::ClosedDay => ("there was no school.", "no hubo clases.", "il n’y avait pas d’école."),
            NotRun::HalfDay => ("school ended early.", "las clases terminaron antes.", "l’école a fini plus tôt."),
            NotRun::TooLate => (
                "homeroom was not running then, and afterwards it was too late.",
                "homeroom no estaba funcionando y después ya era demasiado tarde.",
                "homeroom ne tournait pas, et ensuite il était trop tard.",
            ),
            NotRun::Stumbled => (
                "homeroom stumbled over it three times. Please tell IT.",
                "homeroom falló tres veces al ejecutarlo. Avise a soporte técnico.",
                "homeroom a échoué trois fois. Prévenez le service informatique.",
            ),
            NotRun::Superseded => (
                "homeroom was not running then, and a later run took its place.",
                "homeroom no estaba funcionando y lo sustituyó una ejecución posterior.",
                "homeroom ne tournait pas, et un envoi suivant a pris sa place.",
            ),
            NotRun::Held => (
                "homeroom was held then, for what it remembers had been put back to an earlier day; it may have run before that.",
                "homeroom estaba detenido, pues lo que recuerda se había devuelto a un día anterior; puede que se ejecutara antes.",
                "homeroom était à l’arrêt, car sa mémoire avait été remise à un jour antérieur\u{202f}; l’envoi a peut-être eu lieu avant.",
            ),
        };
        format!("{when}{} {}", self.colon(), self.pick(english, spanish, french))
    }

    /// `Sun 22 Nov at 16:00`, to follow "on"; `el dom 22 nov a las 16:00`.
    pub(super) fn on_at(self, at: DateTime) -> String {
        let (day, time) = (self.short_date(at.date()), clock(at));
        self.pick(format!("{day} at {time}"), format!("el {day} a las {time}"), format!("le {day} à {time}"))
    }
}

fn clock(at: DateTime) -> String {
    at.strftime("%H:%M").to_string()
}
