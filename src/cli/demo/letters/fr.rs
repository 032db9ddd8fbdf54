//! French.

use super::{Letter, Topic, asks, tells};

pub const LETTERS: &[Letter] = &[
    tells(
        Topic::Absence,
        "{child}, [absent|absente] aujourd'hui",
        "Bonjour Madame Rivera,

{child} a de la fièvre depuis cette nuit et reste à la maison aujourd'hui. Si ça va mieux, [il|elle] sera là demain. Merci de laisser la feuille de maths dans son casier, nous la ferons ce week-end.

{me}",
    ),
    tells(
        Topic::Thanks,
        "Les haricots",
        "Chère Madame Rivera,

Depuis lundi, il y a un haricot dans chaque verre de la maison, et {child} a écrit toutes les étiquettes. Nous n'en avions pas entendu autant sur l'école depuis la rentrée. Merci à vous.

Bien cordialement,
{me}",
    ),
    asks(
        Topic::Homework,
        "Maths, page 43",
        "Bonjour Madame,

Nous avons calé sur l'exercice 6 de la page 43. {child} dit qu'en classe vous faites avec des cases, et moi je ne connais que la méthode avec les retenues. Laquelle faut-il prendre ? Et si le résultat est juste, est-ce que l'autre convient aussi ?

Merci d'avance,
{me}",
    ),
    asks(
        Topic::Reading,
        "La lecture",
        "Bonjour Madame Rivera,

Je vous écris au sujet de la lecture. À la maison, {child} devine les mots longs à partir de la première lettre et se fâche quand je demande de regarder encore une fois. En français, c'est plus facile. Est-ce que vous remarquez la même chose en classe ? Faut-il s'inquiéter, ou simplement laisser du temps ?

Merci de votre réponse,
{me}",
    ),
    asks(
        Topic::Reading,
        "Le livre des requins",
        "Bonjour Madame,

{child} relit pour la onzième fois le même livre sur les requins et n'en veut pas d'autre. Faut-il insister, ou est-ce que lire, c'est lire ? [Il|Elle] récite le passage sur les dents.

{me}",
    ),
    tells(
        Topic::PickUp,
        "Sortie de jeudi",
        "Bonjour Madame,

Jeudi, c'est ma sœur qui viendra chercher {child} à ma place. Son nom est sur la liste du bureau et elle aura sa pièce d'identité. {child} ne prend pas le bus ce jour-là.

{me}",
    ),
    asks(
        Topic::Long,
        "Quelques mots sur {child}",
        "Chère Madame Rivera,

Pardonnez la longueur, j'ai recommencé cette lettre trois fois.

D'abord, merci d'avoir rapproché {child} du tableau. [Il|Elle] dit qu'[il|elle] voit bien maintenant et n'a plus besoin de demander à son voisin. Nous avons rendez-vous chez l'ophtalmologue le 24. Il y aura peut-être des lunettes ensuite, et peut-être un drame à cause des lunettes.

Ensuite, les matins. Depuis notre déménagement en octobre, nous partons à sept heures moins dix. Quand [il|elle] arrive en classe, [il|elle] est debout depuis presque trois heures. Si [il|elle] manque de patience avant midi, c'est sans doute pour cela. J'ai mis un deuxième goûter dans le sac, merci de permettre qu'[il|elle] le mange en cas de besoin.

Enfin, et c'est ce qui me travaille : [il|elle] m'a dit qu'[il|elle] ne lève plus la main, parce que les autres vont plus vite. Je ne veux pas en faire une montagne, mais à table [il|elle] racontait tout, et maintenant c'est « ça va » et « rien ». Voyez-vous la même chose en classe ? Et que pouvons-nous faire à la maison pour aider, sans que cela devienne une leçon de plus ?

Je peux venir n'importe quel jour après 15 h 30, ou nous pouvons nous parler au téléphone, comme vous préférez.

Avec mes remerciements,
{me}",
    ),
    tells(
        Topic::Phone,
        "{child}",
        "10 min de retard, bouchons sur le pont
gardez {child} à l'intérieur svp merci",
    ),
    asks(
        Topic::Sibling,
        "{child} et {sibling}, lundi",
        "Bonjour Madame Rivera,

Lundi, {sibling} a rendez-vous chez le dentiste à 13 h 15. Je passe donc prendre les deux à midi et demi, {child} aussi. Est-ce que cela laisse le temps de manger avant ?

{me}",
    ),
    asks(
        Topic::Trip,
        "Autorisation pour le musée",
        "Bonjour Madame,

J'ai signé l'autorisation pour le musée, puis elle est passée à la machine avec le pantalon. Pouvez-vous en redonner une à {child} ? Et faut-il prévoir un pique-nique, ou achètent-ils quelque chose sur place ?

{me}",
    ),
    asks(
        Topic::Trip,
        "Participation pour le musée",
        "Bonjour Madame,

Puis-je régler la moitié de la sortie maintenant et le reste au début du mois ? Ou dois-je passer par le bureau ? {child} doit pouvoir y aller avec les autres.

{me}",
    ),
    asks(
        Topic::Friends,
        "La récréation",
        "Chère Madame Rivera,

Depuis trois jours, {child} rentre [triste et fermé|triste et fermée]. D'après ce que je comprends, il y a maintenant des capitaines pour le foot à la récréation, et on [le|la] choisit toujours en dernier. [Il|Elle] ne veut pas que j'en parle, alors merci de ne pas mentionner ce message. Pourriez-vous garder un œil là-dessus et me dire ce que vous voyez ?

Merci,
{me}",
    ),
    asks(
        Topic::Medicine,
        "{child} : nouvel inhalateur",
        "Bonjour Madame,

Le médecin a changé l'inhalateur. {child} prend maintenant le bleu, deux bouffées avant le sport. Il est dans la poche avant du sac, avec l'ordonnance. À qui dois-je donner celui de rechange, à vous ou à l'infirmière ?

{me}",
    ),
    tells(
        Topic::GoodNote,
        "Votre mot sur {child}",
        "Votre mot nous a fait très plaisir. Je l'ai lu à voix haute à table. {child} a fait semblant de ne pas écouter, puis m'a demandé de le relire.

Merci d'écrire aussi quand tout va bien.
{me}",
    ),
    tells(
        Topic::ReadingLog,
        "Carnet de lecture",
        "Nous lisons, c'est promis, mais nous oublions toujours de le noter. Cette semaine : quatre soirs, une vingtaine de minutes, surtout le livre du dragon. Le carnet signé est dans le sac.

{me}",
    ),
    tells(
        Topic::Birthday,
        "Merci pour vos vœux",
        "Quelle belle surprise, merci ! {child} a gardé la couronne en papier jusqu'au coucher et refuse que je la jette.

{me}",
    ),
    tells(
        Topic::Yes,
        "Jeudi",
        "Oui, jeudi à 15 h 45 me convient. À jeudi.

{me}",
    ),
];
