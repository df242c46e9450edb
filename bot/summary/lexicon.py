"""What the summariser knows of each language: small lists of words, all lower case.

In `results` and `pending` an entry stands for every word that begins so ("agree" for "agreement"
too), one of three letters or less for itself alone, and one with a hyphen in front for an ending.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Word lists of one language.

    `personal` words address the reader, `leaning` ones stand for something named before, `openers`
    begin a sentence that follows from another and `closers` end one, `chatter` is what a page says
    of itself or of the very moment, `results` tell of an outcome, `pending` that there is none
    yet. Without one of the `verbs` a sentence is a caption or a fragment; empty where a sentence
    needs none.
    """

    stop_words: frozenset[str]
    personal: frozenset[str]
    leaning: frozenset[str]
    openers: tuple[str, ...]
    closers: tuple[str, ...]
    chatter: tuple[str, ...]
    results: tuple[str, ...]
    pending: tuple[str, ...]
    verbs: frozenset[str] = frozenset()


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(phrase.strip() for phrase in text.split(","))


ENGLISH = Lexicon(
    stop_words=_words(
        "a about after again against all also am an and any are as at be because been before "
        "being between both but by can could did do does down during each few for from further "
        "had has have having he her here his how if in into is it its just may might more most "
        "must new no nor not now of off on once one only or other our out over own per said "
        "same say says she should so some such than that the their them then there these they "
        "this those through to too two under until up upon very was were what when where which "
        "while who whom why will with within would yet you your"
    ),
    personal=_words(
        "i we you me us my our ours mine your yours myself ourselves yourself let's we're we've "
        "we'll i'm i've you're you'll"
    ),
    leaning=_words("it he she they him them his her their its this these those"),
    openers=_phrases(
        "he, she, it, it's, they, this, that, these, those, his, her, their, its, such, but, "
        "and, or, so, yet, however, also, then, thus, meanwhile, instead, therefore, moreover, "
        "nevertheless, still, besides, in addition, as a result, at the same time, on the other "
        "hand, for example, after that, both, another, others, here, from here, there he, "
        "there she, what, "
        "furthermore, more, similarly, likewise, elsewhere, by contrast, in other words, for his "
        "part, for her part, as for, that said, even so, again, either way, according to him, "
        "according to her, if so, which, who, whose, where, finally, firstly, secondly, later, "
        "earlier"
    ),
    closers=_phrases(
        "as well, too, either, though, it, that, this, them, him, then, so, he says, she says, he "
        "said, she said, they say, they said, he adds, he added, she adds, she added"
    ),
    chatter=_phrases(
        "good morning, good afternoon, good evening, good night, goodnight, hello, welcome to, "
        "thanks for joining, thank you, that's all, that is all, stay with, stay tuned, live "
        "coverage, live blog, follow us, follow our, read more, read the full, read also, "
        "click, subscribe, sign up, download, watch live, join our, more on this, more to "
        "follow, image caption, advertisement, sponsored, promo code, newsletter, telegram "
        "channel, is about to, are about to, minutes ago, moments ago, just now, right now, at "
        "the moment, more reaction, more details, more to come, snap verdict, this response, "
        "key points, see below, see above, as reported earlier, the full text of, is speaking, are "
        "speaking, is now speaking, is now taking, is now answering, is now giving, is now "
        "asking, is now addressing, is now responding, are now taking, is starting, is making a "
        "statement, is making his, is making her, is taking questions, is answering questions, "
        "is addressing, is responding to, is asking, is due to speak, has just started, has just "
        "begun, has just finished, has now started, has now finished, has now ended, turns to, "
        "turning to, turning away from, back to the, over in, for more on, must read, must-read, "
        "keep up to date, keep up-to-date, podcast, stunning, in pictures, pictured, time-lapse, "
        "my colleague, a reader, near the end, quick recap, first question, next question, asks "
        "about, asks if, asks whether, the latest from, coming up, back with, slideshow, "
        "here today"
    ),
    results=_phrases(
        "agree, agreement, deal, accord, signed, signs, signing, memorandum, conclud, ended, "
        "ends, ending, finish, fail, breakthrough, collapse, reject, adopt, approv, ceasefire, "
        "truce, exchange, swap, outcome, result, without, joint statement, breakdown, "
        "compromise"
    ),
    pending=_phrases(
        "will, would, may, might, could, should, hope, expect, plan, due, set to, ahead, "
        "possible, likely, unclear, whether, if, begin, began, start, scheduled, deny, denied, "
        "denies, call for, demand, want, propos"
    ),
    verbs=_words(
        "am are be been broke brought built bought came can caught chose could cut did do drew "
        "drove fell felt flew fought found gave get got grew had has have heard held hid hit is "
        "kept knew laid lay led left lent let lost made may meant met might must paid put quit "
        "ran rang read rode rose said sank sat saw say says sent set shall shot should shut slept "
        "sold spent split spoke spread stole stood strike struck swept swore taught think thought "
        "threw told took understood was went were will withdrew won wore would wrote"
    ),
)

RUSSIAN = Lexicon(
    stop_words=_words(
        "а без более бы был была были было быть в вам вас весь во вот все всё всего всех вы где "
        "да даже для до его ее её если есть еще ещё же за здесь и из или им их к как ко когда "
        "кто лишь ли между меня мне может мы на над надо наш не него нее неё нет ни них но ну о "
        "об однако он она они оно от очень перед по под после при про раз с сам свой своей "
        "своего сегодня себя сказал сказала со так также такой там то того тоже только том тот "
        "ты у уже чего чем что чтобы эта эти это этого этой этом этот я которые который которая "
        "заявил заявила сообщил сообщила"
    ),
    personal=_words(
        "я мы вы ты меня мне мной нас нам нами вас вам вами мой моя моё мои моего наш наша наше "
        "наши нашей нашего нашу ваш ваша ваше ваши вашей вашего"
    ),
    leaning=_words(
        "он она оно они его её ее их ему ей им ими ним ней них нём нем неё нее это этого этому "
        "также тоже"
    ),
    openers=_phrases(
        "он, она, оно, они, это, этот, эта, эти, тот, та, те, его, её, ее, их, такой, такая, "
        "такие, но, а, и, или, однако, также, тоже, затем, потом, тогда, поэтому, зато, там, "
        "тут, между тем, тем временем, при этом, кроме того, кроме этого, в то же время, в "
        "результате, с другой стороны, к тому же, после этого, таким образом, например, "
        "впрочем, по его словам, по её словам, по ее словам, по их словам, об этом, ещё, еще, "
        "вместе с тем, тем не менее, вот, более того, то есть, кстати, который, которая, которые"
    ),
    closers=_phrases(
        "тоже, также, об этом, этого, это, его, их, тогда же, сказал он, сказала она, заявил он, "
        "заявила она, отметил он, отметила она, добавил он, добавила она, подчеркнул он"
    ),
    chatter=_phrases(
        "доброе утро, добрый день, добрый вечер, здравствуйте, добро пожаловать, спасибо, "
        "благодарим, на этом всё, на этом все, оставайтесь, следите, подписывайтесь, "
        "подпишитесь, читайте, смотрите, скачайте, переходите, онлайн-трансляци, прямая "
        "трансляция, текстовая трансляция, трансляция завершена, реклама, рассылк, "
        "телеграм-канал, подробнее читайте, прямо сейчас, в эти минуты, с минуты на минуту, "
        "как мы сообщали, ранее мы писали, подробности позже, сейчас выступа, сейчас говорит, "
        "сейчас отвеча, начинает выступл, начинает речь, начинает пресс-конференци, только что "
        "начал, только что закончил, на фото, на снимке, фотогалере, подборка фото, "
        "сегодня здесь, здесь сегодня"
    ),
    results=_phrases(
        "договорил, согласи, согласов, соглашен, сделк, подписа, меморандум, завершил, "
        "закончил, окончен, провал, сорва, прорыв, отверг, отклон, приня, одобр, перемири, "
        "прекращени, обмен, итог, результат, безрезультат, без, совместное заявление, "
        "компромисс"
    ),
    pending=_phrases(
        "будет, будут, может, могут, надеет, надеют, ожида, планир, собира, возможн, вероятн, "
        "неясно, ли, если, начал, начина, начнёт, начнет, призва, требу, предлага, предложи, "
        "намерен, готов, отрица"
    ),
)

UKRAINIAN = Lexicon(
    stop_words=_words(
        "а але без більш був була були було бути в вам вас весь во вона вони воно все всі від "
        "він де для до є з за зі й його її їх і із інші або на над нам нас наш не нема ні ніж "
        "ну о об однак один перед під після по при про раз с сам свій своєї свого себе сказав "
        "сказала сьогодні та так також там те ти тільки то того той том тому ту у уже хто це "
        "цей ця ці чи що щоб як яка яке який які я ми ви ж же би б має мають заявив заявила "
        "повідомив повідомила"
    ),
    personal=_words(
        "я ми ви ти мене мені мною нас нам нами вас вам вами мій моя моє мої мого наш наша наше "
        "наші нашої нашого нашу ваш ваша ваше ваші вашої вашого"
    ),
    leaning=_words(
        "він вона воно вони його її їх йому їй їм ними ним ній них ньому неї це цього цьому "
        "також теж"
    ),
    openers=_phrases(
        "він, вона, воно, вони, це, цей, ця, ці, той, те, його, її, їх, їхній, такий, така, "
        "такі, але, а, і, й, та, або, однак, проте, також, теж, потім, тоді, тому, там, тут, "
        "тим часом, при цьому, крім того, водночас, у той же час, в результаті, у результаті, з "
        "іншого боку, до того ж, після цього, таким чином, наприклад, втім, за його словами, за "
        "її словами, за їхніми словами, про це, ще, разом з тим, тим не менш, ось, більше того, "
        "тобто, до речі, водночас, який, яка, які"
    ),
    closers=_phrases(
        "теж, також, про це, цього, це, його, їх, тоді ж, сказав він, сказала вона, заявив він, "
        "заявила вона, зазначив він, зазначила вона, додав він, додала вона, наголосив він"
    ),
    chatter=_phrases(
        "доброго ранку, добрий ранок, добрий день, доброго дня, добрий вечір, вітаємо, ласкаво "
        "просимо, дякуємо, на цьому все, залишайтеся, стежте, підписуйтесь, підписуйтеся, "
        "підпишіться, читайте, дивіться, завантаж, переходьте, онлайн-трансляці, пряма "
        "трансляція, текстова трансляція, трансляцію завершено, реклама, розсилк, "
        "телеграм-канал, детальніше читайте, просто зараз, у ці хвилини, з хвилини на хвилину, як "
        "ми повідомляли, раніше ми писали, подробиці згодом, зараз виступа, зараз говорить, зараз "
        "відповіда, починає виступ, починає промову, починає пресконференці, щойно почав, щойно "
        "розпоча, щойно закінчив, на фото, на знімку, фотогалере, добірка фото, "
        "сьогодні тут, тут сьогодні"
    ),
    results=_phrases(
        "домовил, погоди, узгод, угод, підписа, меморандум, заверш, закінч, провал, зірва, "
        "прорив, відкин, відхил, ухвал, схвал, перемир, припинен, обмін, підсум, результат, "
        "безрезультат, без, спільна заява, компроміс"
    ),
    pending=_phrases(
        "буде, будуть, може, можуть, сподіва, очіку, плану, збира, можлив, ймовірн, імовірн, "
        "невідомо, чи, якщо, почал, почина, розпоч, закли, вимага, пропону, запропон, має "
        "намір, готов, запереч"
    ),
)

TURKISH = Lexicon(
    stop_words=_words(
        "acaba ama ancak arada artık aslında ayrıca bazı belki ben biz bir birçok bile bu buna "
        "bunu bunun da daha de defa değil diye dedi dün en etti fakat gibi göre hem her hiç "
        "için ile ise kadar ki kim mı mi mu mü nasıl ne neden o olan olarak oldu olduğu "
        "olduğunu olması on ona onu onun oysa önce sadece siz son sonra şey şu tarafından tüm "
        "ve veya ya yani yeni yer yine yok zaman bugün çok eden etmek iki söyledi belirtti "
        "açıkladı"
    ),
    personal=_words(
        "ben biz siz sen beni bizi sizi bana bize size benim bizim sizin bizler sizler bizden "
        "sizden bizimle sizlerle sizlere"
    ),
    leaning=_words(
        "o onu ona onun ondan onlar onları onlara onların bunu buna bunun bunlar ayrıca"
    ),
    openers=_phrases(
        "o, bu, şu, onlar, bunlar, onun, onların, bunun, bunların, böyle, böylece, ama, ancak, "
        "fakat, ve, veya, ayrıca, sonra, daha sonra, ardından, öte yandan, bununla birlikte, "
        "buna karşın, buna karşılık, bu nedenle, bu arada, aynı zamanda, örneğin, üstelik, "
        "oysa, ise, orada, burada, bunu, buna, bundan, yine de, dahası, yani, nitekim, kısacası, "
        "söz konusu"
    ),
    closers=_phrases("aynı şekilde, bunun gibi, bu konuda, bunu söyledi, diye ekledi"),
    chatter=_phrases(
        "günaydın, iyi günler, iyi akşamlar, iyi geceler, merhaba, hoş geldiniz, teşekkürler, "
        "bizi izle, takip edin, bizden bu kadar, abone ol, tıklayın, okumak için, devamını oku, "
        "izlemek için, canlı anlatım, canlı yayınımız, canlı blog, reklam, bülten, telegram "
        "kanal, haberin devamı, ayrıntılar için, şu anda, az önce, birazdan, şu dakikalarda, "
        "ayrıntılar birazdan, daha önce bildirdiğimiz, şimdi konuşuyor, konuşmasına başladı, "
        "konuşmaya başladı, soruları yanıtlıyor, açıklama yapıyor, yeni başladı, fotoğrafta, "
        "fotoğraf galerisi, karede, bugün burada, burada bugün"
    ),
    results=_phrases(
        "anlaş, uzlaş, mutabakat, imzala, sona erdi, sona er, bitti, tamamlan, sonuç, sonuçsuz, "
        "karar, takas, ateşkes, çöktü, redde, kabul, onayla, başarısız, ortak bildiri, ortak "
        "açıklama, varıldı"
    ),
    pending=_phrases(
        "bekleniyor, bekleni, umut, umuyor, olabilir, planla, muhtemel, belirsiz, eğer, başla, "
        "çağrı, istiyor, talep, öner, hazır, -acak, -ecek, -acaklar, -ecekler, yalanla"
    ),
)

# A language we have no lists for: everything that goes by lists is left undone.
_UNKNOWN = Lexicon(frozenset(), frozenset(), frozenset(), (), (), (), (), ())
_LEXICONS = {"en": ENGLISH, "ru": RUSSIAN, "uk": UKRAINIAN, "tr": TURKISH}


def lexicon(language: str) -> Lexicon:
    """The lists for a language code; empty ones for a language we do not know."""
    return _LEXICONS.get(language, _UNKNOWN)
