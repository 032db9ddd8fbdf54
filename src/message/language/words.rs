//! The commonest words of languages, and those that letters to a school are made of.

use whatlang::Lang;

/// A language and its words. Those without a `Lang` are there to be told from the others: the detector does not know
/// them, or homeroom does not answer with them, and their texts must not pass for the most similar language that is.
pub struct Words {
    pub lang: Option<Lang>,
    pub code: &'static str,
    /// Parted by blanks.
    pub words: &'static str,
}

const fn known(lang: Lang, code: &'static str, words: &'static str) -> Words {
    Words { lang: Some(lang), code, words }
}

const fn other(code: &'static str, words: &'static str) -> Words {
    Words { lang: None, code, words }
}

/// Languages in Latin script, the most likely ones first.
#[rustfmt::skip]
pub const LATIN: [Words; 37] = [
    known(Lang::Eng, "en", "the and to of is you for in that it we was he she will with have be i a on at this but not are so do can could \
        would her his him my your our me us they from what when there has had thank thanks please about out if or as up been did by all \
        who how just an no know see let work school home class day week teacher hi dear"),
    known(Lang::Spa, "es", "de la que el en y los por con para una es se muy su lo las gracias no a mi me un del al pero sí si le nos ya más \
        ha como está hola buenos días buenas maestra usted ustedes saludos también esta este hijo hija niño niña escuela clase porque cuando \
        muchas nada había qué tan hoy mañana puede podemos favor son nuestro todo bien"),
    known(Lang::Por, "pt", "de que e o do da em um para com não uma os no muito obrigado ele foi a as na se por mais obrigada eu ela mas como \
        ao dos seu sua meu minha está são você já também professora bom boa dia filho filha escola nós isso esse essa quando porque pela pelo \
        tem estava ficou hoje amanhã"),
    known(Lang::Fra, "fr", "de la le et les des est en un une pour que qui dans nous vous merci il a à ne pas je ce se on au du sur avec son sa \
        mais elle bonjour votre notre mon ma nos vos cette par plus très bien tout été sont avons ai d l c j n s qu m fils fille école \
        classe si aux madame y"),
    known(Lang::Vie, "vi", "và của là cho không có được rất cháu con cảm ơn tôi đã các trong cô với em gia đình nhà ở thưa chào xin này lớp \
        học khi nếu ạ như một những đi làm bài trường mẹ bố thầy về để"),
    known(Lang::Deu, "de", "und die der das ist zu den wir für nicht mit sie ein ich es auf vielen er hat haben sehr im in dem von am uns dann \
        noch nach auch so wie war bitte danke eine einen kann als aus bei ihr ihre ihren mein meine unser sein wenn aber schon liebe grüße \
        frau herr sich gerne vom zum zur"),
    known(Lang::Ita, "it", "di che e la il per un è non una con sono del grazie si le ha molto in a i da al della lo mi ma anche come più gli nel \
        suo sua mio mia ci se questo questa maestra buongiorno figlio figlia scuola abbiamo ho era stato oggi domani saluti alla"),
    known(Lang::Pol, "pl", "i w na z się nie do jest za że to dziękuję o dla jak był ale bardzo po jego jej co od tak ja my pani dzień dobry \
        syn córka szkole szkoły dziękujemy tym może czy mnie nam pozdrawiam proszę będzie była już tę ten ta"),
    known(Lang::Nld, "nl", "de het een en van is dat in we voor met hij niet zijn op te dank ik u ze aan er maar om ook als bij naar wel heeft \
        heb hebben dit die was nog graag uw mijn ons onze haar hem zo kan beste groetjes juf meester wij zal"),
    known(Lang::Tgl, "tl", "ang ng sa na at mga po ay si ko niya namin para kami siya salamat ni kung hindi nang ito iyon lang rin din kay \
        inyong anak namin opo ako mo ka may wala natin kanyang magandang"),
    known(Lang::Tur, "tr", "ve bir için bu çok da de ile biz ne olarak teşekkür kadar daha var o her gibi ama mı mi ben bize siz size en \
        ederim ederiz öğretmenim merhaba hocam oğlum kızım okul okulda oldu yok iyi sınıf mesajınız bugün yarın \
        hasta saat değil ki sonra önce gün ödev çocuk onun misiniz"),
    known(Lang::Ron, "ro", "și de la în cu că este nu pentru să o un din foarte mulțumesc a se mai am ne pe ce sunt lui ei fost dar dacă sau \
        când copilul școală școala bună ziua doamna vă mulțumim fiul fiica acasă"),
    known(Lang::Ind, "id", "dan yang di untuk dengan ini itu saya kami tidak dari akan terima kasih anak ke ada pada bu pak sudah juga bisa \
        sekolah karena kalau selamat dia atau lebih sangat"),
    known(Lang::Swe, "sv", "och att det är som en på för med vi har inte till av han den tack jag i de hon så om kan ska från hej ett var \
        skolan men vill mycket när min hans mitt er oss"),
    known(Lang::Nob, "no", "og det er å i på som for med vi har ikke til av han den takk jeg en et hun så om kan skal fra hei men var når \
        veldig skolen mye min hans oss deg dere"),
    known(Lang::Dan, "da", "og det er at i på som for med vi har ikke til af han den tak jeg en et hun så om kan skal fra hej men var når \
        meget skolen min hans os dig jer"),
    known(Lang::Fin, "fi", "ja on ei että se hän oli kiitos me mutta ovat kun myös niin tämä olemme hyvin joka en jo tänään huomenna siis \
        vasta kello olen jos sitten voi nyt terveisin hei paljon minä koulu koulussa koulun vielä tulee kanssa meidän"),
    known(Lang::Ces, "cs", "a se je na že v do s to pro jsme děkuji ale byl si jsem za o z jak by ve dobrý den děkujeme moc paní učitelko \
        zprávu jako když už tak není měl měla byla bude co večer hezký pozdravem syn dcera školy škole ji ho mu"),
    known(Lang::Hun, "hu", "a az és hogy nem egy is meg van volt köszönöm ez nagyon csak mert már el ki de jó ha mi nekünk iskola tanárnő \
        kedves üdvözlettel köszönjük fiam lányom holnap még"),
    known(Lang::Slk, "sk", "a sa je na že v do s to pre sme ďakujem ale bol si som za o z ako by vo dobrý deň ďakujeme veľmi pani učiteľka \
        správu keď už tak nie mal mala bola bude čo s pozdravom syn dcéra školy škole ju ho mu"),
    other("ht", "nou pou la li yo mwen ak se te gen pa nan ki sa mèsi anpil lekòl timoun pitit ou konsa tout bonswa bonjou ap fè"),
    other("so", "waa iyo in ka u ku ay aad waan waxaan mahadsan tahay wuxuu waxay ayaan ah aan baan dugsiga iskuulka ilmaha macallin \
        wiilkayga gabadhayda fadlan maanta waad"),
    other("sw", "na ya wa kwa ni la za katika asante sana kuwa hii yake wako kama mtoto shule shuleni mwalimu tafadhali siku sisi wetu leo"),
    other("hmn", "peb koj kuv lub tsev kawm ntawv tus rau thiab yog tau ntau mus tsis nws hnub ua tsaug menyuam"),
    other("ca", "i el la de que els les per amb una és no molt gràcies això bon dia escola fill filla nosaltres aquest però han hem"),
    other("hr", "i je u na se da za su ne od što kao hvala vam smo sam ali bi će učiteljice dobar dan sin kći škola školi jako poštovana"),
    other("sq", "dhe të e në një për me që nuk është i faleminderit shumë ju jemi mësuese shkollë por djali vajza mirë"),
    other("af", "die en van is dat nie ons vir met hy sy ek baie dankie jy het te op ook wat juffrou skool kind"),
    other("lt", "ir yra kad į su už ačiū labai mes bet jis ne mokytoja mokykla sūnus dukra buvo ar tai iš"),
    other("lv", "un ir ka par ar uz paldies ļoti mēs bet viņš ne skolotāja skola dēls meita bija vai tas no"),
    other("et", "ja on ei et see ta oli aitäh meie aga väga kui ka õpetaja kool koolis poeg tütar tere"),
    other("sl", "in je v na se da za so ne od kot hvala smo sem ampak bi bo učiteljica dober dan sin hči šola šoli zelo spoštovana"),
    other("ms", "dan yang untuk dengan ini itu saya kami tidak dari akan terima kasih anak ke ada cikgu boleh beliau kerana mesej sekolah atas hari"),
    other("ceb", "ang sa nga og mga kay ni si ka ko among iyang kaayo daghang salamat kami usab dili unsa maayong"),
    other("yo", "ni si ti fun mi wa o ti ati pe omo ile eko iwe oluko se pupo lati naa won gbogbo"),
    other("om", "fi kan irra keessa waan galatoomi baay'ee ijoolle barsiisaa mana barumsaa nuti isa akka jedhu hin guyyaa"),
    other("ku", "û li ji bi di de ku ez em ew ne spas gelek mamoste dibistan zarok kurê keça min xwe"),
];

/// Of languages that share a script with others.
#[rustfmt::skip]
pub const OTHER: [Words; 12] = [
    known(Lang::Rus, "ru", "и в не на что с я он она мы вы это как но за спасибо очень по у к для от так же мне нам вас его ее был была уже \
        здравствуйте пожалуйста если чтобы когда большое сын дочь школе школу день"),
    known(Lang::Ukr, "uk", "і в не на що з я він вона ми ви це як але за дякую дуже по у до для від так мені нам вас його її був була вже \
        добрий день будь ласка якщо щоб коли та й ще про"),
    known(Lang::Bul, "bg", "и в не на че с аз той тя ние вие това как но за благодаря много по да се от така ми ни ви го беше вече здравейте \
        моля ако когато е са си ще съм"),
    known(Lang::Srp, "sr", "и у не на да са ја он она ми ви то како али за хвала много по се од тако је су смо сте био била већ поштована ако \
        када сам"),
    other("mk", "и во не на дека со јас тој таа ние вие тоа како но за благодарам многу по да се од така ми ни ве го беше веќе ако кога е сум"),
    other("be", "і ў не на што з я ён яна мы вы гэта як але за дзякуй вельмі па у да для ад так мне нам вас яго быў была ўжо"),
    known(Lang::Ara, "ar", "في من على إلى أن لا ما هذا هذه مع عن شكرا جزيلا السلام عليكم كان كانت الله المدرسة ابني ابنتي نحن أنا التي الذي \
        إن شاء يوم قد كل بعد"),
    known(Lang::Pes, "fa", "در از به که را و با این برای است آن ما شما من خیلی ممنون متشکرم سلام بود هم نیست می های ها مدرسه پسرم دخترم خانم معلم"),
    known(Lang::Urd, "ur", "کے کی کا میں ہے کو سے اور نے پر یہ وہ ہیں ہم آپ بہت شکریہ نہیں بھی تھا تھی ہوئی اپنی گھر کر"),
    known(Lang::Hin, "hi", "है हैं का की के में को से और ने पर यह वह हम आप बहुत नहीं भी था थी हुए हुई अपनी अपने मैं मेरे मेरी धन्यवाद नमस्ते करता करती \
        लिए एक कि जी घर स्कूल आपका हमें गया रहा"),
    known(Lang::Nep, "ne", "छ छन् को मा र ले हामी तपाईं तपाईंको धेरै हो भयो थियो गर्न गर्छ लाई पनि मेरो नमस्ते धन्यवाद छैन उनी हाम्रो विद्यालय"),
    other("mr", "आहे आहेत आणि च्या ला मी आम्ही तुम्ही खूप नाही हे ते होता होती केले माझा माझी धन्यवाद नमस्कार शाळा घरी आपण त्याने"),
];
