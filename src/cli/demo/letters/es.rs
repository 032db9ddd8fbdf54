//! Spanish, as families from Mexico and Central America write it to a school.

use super::{Letter, Topic, asks, tells};

pub const LETTERS: &[Letter] = &[
    tells(
        Topic::Absence,
        "{child} no va hoy a la escuela",
        "Buenos días, maestra Rivera:

{child} amaneció con fiebre y hoy se queda en casa. Si mañana está mejor, [lo|la] llevo a la hora de siempre. Le agradezco si le guarda la hoja de matemáticas y el fin de semana la hacemos.

{me}",
    ),
    tells(
        Topic::Thanks,
        "Gracias, maestra",
        "Estimada maestra Rivera:

Solo quería darle las gracias. {child} llegó contando lo del volcán y no paró hasta que se durmió. Hacía tiempo que no [lo|la] veía tan content[o|a] después de la escuela.

Un saludo,
{me}",
    ),
    asks(
        Topic::Homework,
        "Tarea de matemáticas, página 43",
        "Hola, maestra:

En la página 43 no entendemos el problema 6. {child} dice que en clase lo hacen con cajitas y yo lo aprendí de otra manera. ¿Cómo quiere que lo haga? ¿O no importa, si le sale bien el resultado?

Gracias,
{me}",
    ),
    asks(
        Topic::Homework,
        "La lista de palabras",
        "Buenas tardes, maestra:

¿La lista de palabras es para este viernes o para el otro? {child} dice que para el otro, pero eso ya me lo ha dicho antes. ¿Y las oraciones van a mano o se pueden hacer en la computadora?

Gracias,
{me}",
    ),
    asks(
        Topic::Reading,
        "Sobre la lectura",
        "Buenas tardes, maestra Rivera:

Le escribo porque me preocupa la lectura de {child}. En la casa adivina las palabras largas por la primera letra y se enoja cuando le pido que las mire otra vez. En español le va mejor que en inglés, o eso me parece. ¿Usted ve lo mismo en clase? ¿Qué podemos hacer nosotros en la casa?

Gracias por su tiempo,
{me}",
    ),
    tells(
        Topic::PickUp,
        "El jueves recoge mi hermana",
        "Hola, maestra:

El jueves mi hermana Lucía va a recoger a {child}, porque yo salgo tarde del trabajo. Ella está en la lista de la oficina y lleva su identificación. Ese día {child} no toma el autobús.

{me}",
    ),
    asks(
        Topic::Long,
        "Unas cosas sobre {child}",
        "Estimada maestra Rivera:

Disculpe que le escriba tan largo. Prefiero ponerlo por escrito, porque por teléfono se me olvida la mitad.

Primero, gracias por la paciencia. Desde septiembre {child} ha cambiado mucho. Antes lloraba los domingos en la noche y ahora prepara la mochila sol[o|a].

Segundo, en la casa estamos pasando por un cambio. Mi mamá se vino a vivir con nosotros y comparte el cuarto con {child}, así que algunas noches duerme poco. Si [lo|la] ve cansad[o|a], es por eso. Ya estamos viendo cómo nos acomodamos.

Lo tercero es lo que más me preocupa. {child} me dice que ya no levanta la mano porque los demás contestan más rápido. No quiero hacerlo más grande de lo que es, pero en la casa habla hasta por los codos. ¿En clase está tan callad[o|a] como me cuenta? ¿Y cómo podemos ayudar nosotros sin que parezca otra tarea?

Puedo ir cualquier día después de las tres y media. Si hay alguien que hable español, mejor; si no, me llevo a mi sobrina para que nos ayude.

Muchas gracias,
{me}",
    ),
    tells(
        Topic::Phone,
        "{child}",
        "maestra voy 10 min tarde hay mucho trafico
que {child} me espere adentro porfa",
    ),
    asks(
        Topic::Sibling,
        "{child} y {sibling}, el lunes",
        "Hola, maestra Rivera:

El lunes {sibling} tiene cita con el dentista a la una y cuarto, así que paso por los dos a las doce y media, también por {child}. ¿Alcanzan a comer antes de salir?

{me}",
    ),
    asks(
        Topic::Trip,
        "Permiso para el museo",
        "Buenas tardes, maestra:

Firmé el permiso para el museo, pero se fue a la lavadora con el pantalón. ¿Me puede mandar otro con {child}? ¿Y llevan su comida o compran allá?

{me}",
    ),
    asks(
        Topic::Trip,
        "El dinero del museo",
        "Buenas tardes, maestra:

Mañana le mando el dinero del museo en un sobre. ¿Puedo pagar la mitad ahora y la otra mitad el día primero, o lo arreglo con la oficina?

Gracias,
{me}",
    ),
    asks(
        Topic::Friends,
        "El recreo",
        "Maestra Rivera:

{child} ha llegado tres días seguidos con los ojos rojos. Por lo que entiendo, en el recreo ahora hay capitanes para el fútbol y siempre [lo|la] escogen al final. No quiere que yo diga nada, así que le pido que no le comente de este correo. ¿Podría usted fijarse y decirme qué ve?

Gracias,
{me}",
    ),
    asks(
        Topic::Medicine,
        "El inhalador de {child}",
        "Buenos días, maestra:

El doctor le cambió el inhalador a {child}. Ahora es el azul, dos veces antes de educación física. Va en la bolsa de adelante de la mochila, con la hoja firmada. ¿A quién le dejo el de repuesto, a usted o a la enfermera?

{me}",
    ),
    tells(
        Topic::GoodNote,
        "Su nota sobre {child}",
        "Maestra, no sabe qué gusto nos dio su nota. La leí en voz alta en la cena y {child} se hizo [el|la] que no oía, pero luego me pidió que la leyera otra vez.

Gracias por avisarnos también de lo bueno.
{me}",
    ),
    tells(
        Topic::GoodNote,
        "Su nota sobre {child}",
        "Gracias, maestra. Se la leí por teléfono a mi mamá y quiere que se la mande impresa. {child} anda muy orgullos[o|a] y hace como si nada.

{me}",
    ),
    tells(
        Topic::GoodNote,
        "Su nota sobre {child}",
        "Maestra, me alegró el día. En la casa no me cuenta nada, así que me entero por usted. Gracias por fijarse en [él|ella].

{me}",
    ),
    tells(
        Topic::GoodNote,
        "Su nota sobre {child}",
        "Muchas gracias por escribirme. Le pregunté y me lo contó con todo detalle. Si no es por su nota, ni me entero.

{me}",
    ),
    tells(
        Topic::ReadingLog,
        "Registro de lectura",
        "Sí leemos, maestra, lo que pasa es que se nos olvida apuntarlo. Esta semana fueron cuatro noches, como veinte minutos cada una, casi siempre el libro de los dragones. La hoja ya va firmada en la mochila.

{me}",
    ),
    tells(
        Topic::Birthday,
        "Gracias por la felicitación",
        "¡Qué bonita sorpresa! {child} no se quitó la corona de papel hasta la hora de dormir, y no me deja tirarla. Gracias por acordarse.

{me}",
    ),
    tells(
        Topic::Birthday,
        "Gracias",
        "Muchas gracias por la felicitación, maestra. Desayunamos pastel, porque un día al año se puede. {child} dice que ya se siente más grande, por lo menos tantito.

{me}",
    ),
    tells(
        Topic::Yes,
        "El jueves",
        "Sí, el jueves a las 3:45 me queda bien. Ahí nos vemos.

{me}",
    ),
];
