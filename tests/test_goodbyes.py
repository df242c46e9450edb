"""What live pages say when they end, and what only sounds like it. All wording is our own."""

import pytest

from bot.goodbyes import archived_notice, archived_notices, closing_words, event_over, title_says

CLOSING = [
    "That's it for our live coverage of the talks. To recap: nothing was signed.",
    "That’s all from us for today. Goodbye from the quay.",
    "That's a wrap on this live blog.",
    "Our live coverage of the harbour talks has now ended.",
    "This blog is now closed.",
    "We are now closing this live page.",
    "We're wrapping up our coverage here.",
    "We will leave our coverage there.",
    "This brings our live coverage of the vote to a close.",
    "Thank you for following.",
    "Thanks for joining us today – the full story is on the front page.",
    "На этом наша текстовая трансляция завершена.",
    "Мы завершаем онлайн с переговоров. Спасибо, что были с нами!",
    "На этом мы прощаемся с вами.",
    "Трансляция окончена, всем спасибо.",
    "Спасибо, что следили за нашей трансляцией.",
    "На цьому ми завершуємо текстову трансляцію.",
    "Онлайн завершено.",
    "Трансляцію завершено, дякуємо, що стежили.",
    "Дякуємо, що були з нами.",
    "Canlı anlatımımız burada sona erdi.",
    "Canlı anlatım sayfamızın sonuna geldik.",
    "Bizi takip ettiğiniz için teşekkürler.",
    "Canlı blogumuzu burada noktalıyoruz.",
    "Der Liveblog zu den Gesprächen endet an dieser Stelle. Vielen Dank fürs Dabeisein.",
    "Unser Ticker ist hiermit beendet.",
    "Damit beenden wir unseren Liveticker.",
    "Das war es von uns aus dem Hafen.",
    "Danke fürs Mitlesen!",
    "Ce direct est désormais terminé, merci de l'avoir suivi.",
    "C'est la fin de ce direct.",
    "Nous clôturons ici ce direct.",
    "Merci à tous d’avoir suivi notre couverture.",
    "Merci de votre fidélité.",
]

NOT_YET = [
    # the event, not the coverage
    "The talks have ended and the delegations are leaving.",
    "The meeting is over. A statement is expected within the hour.",
    "Full time: two goals each.",
    "Переговоры в Стамбуле завершились.",
    "Завершилась первая встреча делегаций.",
    "Переговори завершилися, заяви очікуються.",
    "Görüşmeler sona erdi, açıklama bekleniyor.",
    "Die zweite Verhandlungsrunde ist beendet.",
    "Schlusspfiff im Hafenstadion.",
    "Les négociations sont terminées.",
    # a pause or a hand-over
    "Good night, we are back at seven.",
    "That's all from me; my colleague will take over.",
    "That's it for our coverage tonight. See you tomorrow.",
    "Thanks for following. We are pausing this blog and will resume at 7am.",
    "We are closing our blog for the night.",
    "I am handing over to the morning shift. Thanks for reading.",
    "На этом завершаем на сегодня, вернёмся утром.",
    "Мы завершаем онлайн до утра. Доброй ночи!",
    "Спасибо, что были с нами, до завтра!",
    "На цьому завершуємо сьогодні, продовжимо зранку.",
    "Дякуємо, що були з нами. На добраніч!",
    "Canlı anlatımımız bugünlük sona erdi, yarın devam edeceğiz.",
    "Bizi takip ettiğiniz için teşekkürler, iyi geceler.",
    "Der Liveblog endet für heute, wir melden uns morgen wieder.",
    "Danke fürs Mitlesen, gute Nacht! Wieder da sind wir ab sieben.",
    "Ce direct est terminé pour ce soir, à demain.",
    "Merci d'avoir suivi cette journée, bonne nuit.",
    # somebody else's words, or other things that end
    "“That’s all from us for today,” the mediator told reporters.",
    "«На этом мы прощаемся», – сказал глава делегации.",
    "„Danke fürs Dabeisein“, sagte die Vermittlerin.",
    "We are closing the border, the minister said.",
    "The coverage of the treaty was criticised.",
    "Thank you for following the rules, the harbour master said.",
    "That's it for the first half.",
    "Мы завершаем строительство моста, заявил министр.",
    "Ми завершуємо навчання, заявили у штабі.",
    "Wir beenden diesen Krieg, sagte er.",
    "Das Treffen endet am Abend.",
    "Nous terminons la première lecture du texte.",
    "",
]


@pytest.mark.parametrize("words", CLOSING)
def test_closing_words(words: str) -> None:
    assert closing_words(f"16:40 Headline\n{words}") != ""


@pytest.mark.parametrize("words", NOT_YET)
def test_what_must_not_be_taken_for_them(words: str) -> None:
    assert closing_words(words) == ""


def test_the_words_are_told_as_they_stand() -> None:
    assert closing_words("So. This blog is now closed. Bye.") == "This blog is now closed"


@pytest.mark.parametrize("words", NOT_YET[:10])
def test_the_end_of_the_event_is_known_as_such(words: str) -> None:
    assert event_over(words) != ""


@pytest.mark.parametrize(
    "words",
    [
        "The talks go on.",
        "“The talks have ended,” somebody claimed.",
        "Переговоры продолжаются.",
        "Das Treffen beginnt um drei.",
    ],
)
def test_an_event_that_goes_on(words: str) -> None:
    assert event_over(words) == ""


@pytest.mark.parametrize(
    "notice",
    [
        "This live blog is no longer updated.",
        "This page is now closed.",
        "Трансляция больше не обновляется.",
        "Трансляція більше не оновлюється.",
        "Bu canlı yayın artık güncellenmiyor.",
        "Dieser Liveblog ist archiviert und wird nicht mehr aktualisiert.",
        "Der Ticker wird nicht mehr aktualisiert.",
        "Ce direct est terminé.",
    ],
)
def test_a_line_that_says_that_the_page_is_archived(notice: str) -> None:
    assert archived_notice(notice) != ""
    line = f"Note:  {notice}"
    assert list(archived_notices(f"<body><p class='note'>{line}</p></body>"))[:1] == [
        f"note: {notice}".lower()
    ]
    assert not list(archived_notices(f'<script>{{"closed": "{notice}"}}</script>'))


def test_a_line_that_says_that_the_page_is_updated() -> None:
    assert archived_notice("This live blog is updated every minute.") == ""
    assert not list(archived_notices("<p>This live blog is updated every minute.</p>"))


@pytest.mark.parametrize(
    ("title", "says"),
    [
        ("Talks in Istanbul – live", True),
        ("Live: talks in Istanbul", True),
        ("Talks in Istanbul – live updates | Herald", True),
        ("Переговоры в Стамбуле. Онлайн", True),
        ("Переговоры в Стамбуле: онлайн-трансляция главных событий", True),
        ("Переговори у Стамбулі – наживо", True),
        ("İstanbul görüşmeleri: canlı anlatım", True),
        ("Liveticker: Gespräche in Istanbul", True),
        ("Gespräche in Istanbul im Liveblog", True),
        ("EN DIRECT - Pourparlers à Istanbul", True),
        ("Pourparlers à Istanbul, en direct", True),
        ("Talks in Istanbul – as it happened", False),
        ("Talks in Istanbul: how it unfolded", False),
        ("Переговоры в Стамбуле: как это было", False),
        ("Як це було: переговори у Стамбулі", False),
        ("İstanbul görüşmeleri: neler yaşandı?", False),
        ("Gespräche in Istanbul zum Nachlesen", None),
        ("Gespräche in Istanbul – zum Nachlesen", False),
        ("Revivez la journée de pourparlers", False),
        ("Where the delegates live", None),
        ("Talks in Istanbul", None),
        ("Итоги переговоров в Стамбуле", None),
        ("", None),
    ],
)
def test_what_a_title_says(title: str, says: bool | None) -> None:  # noqa: FBT001 - a column of the table
    assert title_says(title) is says
