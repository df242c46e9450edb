"""Which lines of a coverage can stand alone in a summary."""

import pytest
from builders import at, photo, post

from bot.model import PostKind
from bot.summary.units import fold, language_of, trimmed, units, words_of


def lines(language: str = "en", **given: object) -> list[str]:
    told = units([post(1, **{"headline": ""} | given)], language)
    return [unit.text for unit in told if unit.fit]


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "The sides agreed to exchange 1,000 prisoners each."),
        ("en", "The US delegation left the palace after noon."),
        ("en", "Ankara welcomes the agreement of the two sides."),
        ("en", "Observers follow the talks from the garden."),
        ("ru", "Стороны договорились обменять всех тяжелораненых пленных."),
        ("uk", "Сторони домовилися обміняти всіх тяжкопоранених полонених."),
        ("tr", "Taraflar bütün esirlerin takası konusunda anlaştı."),
    ],
)
def test_a_plain_statement_can_stand_alone(language: str, line: str) -> None:
    assert lines(language, body=line) == [line]


@pytest.mark.parametrize(
    ("language", "line"),
    [
        # questions
        ("en", "Will there be a ceasefire after all of this?"),
        ("ru", "Будет ли перемирие после всех этих встреч?"),
        # first and second person
        ("en", "We have seen nothing like it in Istanbul before."),
        ("en", "The minister told us about it in the hall."),
        ("en", "“I am glad about the exchange,” said the minister."),
        ("ru", "Наш корреспондент стоит у ворот старого дворца."),
        ("uk", "Наш кореспондент стоїть біля воріт старого палацу."),
        ("tr", "Muhabirimiz sizin için sarayın kapısında bekliyor."),
        # leaning on the sentence before
        ("en", "He also said nothing about the next round."),
        ("en", "But the delegations remained in the hall together."),
        ("en", "In addition, the bodies of soldiers go home."),
        ("ru", "Однако стороны остались в зале ещё на час."),
        ("ru", "Кроме того, стороны передадут тела всех погибших."),
        ("uk", "Проте сторони залишилися в залі ще на годину."),
        ("tr", "Ancak taraflar bir saat daha salonda kaldı."),
        ("tr", "Bu görüşme bir saat daha devam etti."),
        # what the page says of itself
        ("en", "Good morning and welcome to the talks in Istanbul."),
        ("en", "Read more on the long road to Istanbul here."),
        ("en", "Subscribe to the newsletter for all of it."),
        ("en", "Live coverage of the talks has ended for today."),
        ("ru", "Подписывайтесь на телеграм-канал и читайте все новости."),
        ("uk", "Підписуйтесь на телеграм-канал і читайте всі новини."),
        ("tr", "Son gelişmeleri kaçırmamak için kanalımıza abone olun."),
        ("en", "The terms of the exchange apply to Ankara as well."),
        ("en", "Minister Aydin says the sides will look into that."),
        ("en", "The exchange of prisoners begins on Friday, he said."),
        ("en", "What the sides agreed on remains between them."),
        ("ru", "Об этом сообщил министр Рудин после встречи."),
        ("ru", "Обмен пленными начнётся в пятницу утром, сказал он."),
        ("uk", "Про це повідомила міністерка Лозова після зустрічі."),
        ("uk", "Обмін полоненими почнеться у п'ятницю вранці, сказав він."),
        ("tr", "Bunu Bakan Tunç görüşmeden sonra gazetecilere açıkladı."),
        # of the moment, not of the day
        ("en", "The minister is about to speak in the garden."),
        ("ru", "Министр прямо сейчас выступает перед журналистами в саду."),
        ("en", "Minister Aydin is now taking questions in the press room."),
        ("en", "Turning away from the hall, a flag was raised outside."),
        ("ru", "Министр Рудин сейчас отвечает на вопросы журналистов во дворце."),
        ("uk", "Міністерка Лозова зараз відповідає на запитання журналістів у палаці."),
        ("tr", "Bakan Tunç basın salonunda gazetecilerin soruları yanıtlıyor şimdi."),
        ("en", "Delegations of Ukraine and Russia meet here today for a second round."),
        ("ru", "Делегации сегодня здесь проводят второй раунд переговоров."),
        ("uk", "Делегації сьогодні тут проводять другий раунд переговорів."),
        ("tr", "Heyetler bugün burada ikinci tur görüşmeleri yapıyor."),
        # captions and fragments: nothing happens in them
        ("en", "Minister Aydin leaving the palace by the garden gate."),
        ("en", "The head of the delegation, Minister Aydin."),
        ("en", "A good turn out at the gate so far."),
        # pointers to elsewhere
        ("en", "The terms (see 13:40) were agreed on before noon."),
        ("en", "(The minister had said so before the second round.)"),
        ("en", "Yates/Reuters a flag hangs over the palace gate."),
        ("en", "All of it stands at https://example.org/talks for now."),
        ("en", "Minister @aydin posted a photo of the hall."),
        ("en", "The points of the memorandum are as follows:"),
        # too short, too long
        ("en", "Talks go on."),
        ("en", "And on it went, " + "word after word, " * 13),
        # captions and credits
        ("en", "Photo: two negotiators in the garden of the palace."),
        ("tr", "Fotoğraf: iki müzakereci sarayın bahçesinde yürürken görülüyor."),
    ],
)
def test_what_cannot_stand_alone_is_dropped(language: str, line: str) -> None:
    assert lines(language, body=line) == []


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        ("14:45 – Delegations arrive", "Delegations arrive"),
        ("14.45: Heyetler geldi", "Heyetler geldi"),
        ("2:45pm: Delegations arrive", "Delegations arrive"),
        ("14:45 Delegations arrive", "Delegations arrive"),
        ("11am: Delegations arrive", "Delegations arrive"),
        ("BREAKING: Delegations arrive", "Delegations arrive"),
        ("14:45 | UPDATE: Delegations arrive", "Delegations arrive"),
        ("❗ Срочно: делегации прибыли", "делегации прибыли"),
        ("Терміново! Делегації прибули", "Делегації прибули"),
        ("SON DAKİKA: Heyetler geldi", "Heyetler geldi"),
        ("Delegations arrive. (Reuters)", "Delegations arrive."),
        ("Delegations arrive [Photo: A. B./AFP]", "Delegations arrive"),
        ("Delegations arrive — AFP", "Delegations arrive"),
        ("Делегации прибыли (фото: ТАСС).", "Делегации прибыли"),
        # none of it in the middle, and no figures cut
        ("The vote ended 14:45", "The vote ended 14:45"),
        ("1000 prisoners go home", "1000 prisoners go home"),
        ("Live music greeted the guests", "Live music greeted the guests"),
        ("The guests (all ten) arrived", "The guests (all ten) arrived"),
        ("Turkey: talks will go on", "Turkey: talks will go on"),
    ],
)
def test_stamps_labels_and_credits_are_cut(raw: str, line: str) -> None:
    assert trimmed(raw) == line


def test_a_media_caption_in_the_text_is_no_statement() -> None:
    caption = "Flags of both sides stand in the hall of the palace."
    pictured = photo(caption=caption)
    assert lines(
        body=f"{caption}\nThe talks began behind closed doors at noon.", media=(pictured,)
    ) == ["The talks began behind closed doors at noon."]


def test_a_headline_may_be_shorter_than_a_sentence_and_is_not_repeated() -> None:
    assert lines(headline="Talks end in Istanbul", body="Talks end in Istanbul") == [
        "Talks end in Istanbul"
    ]
    assert lines(headline="Talks end", body="Talks go on well.") == []


def test_withdrawn_posts_and_summaries_say_nothing() -> None:
    body = "The sides agreed to exchange 1,000 prisoners each."
    assert lines(body=body, withdrawn_at=at(5)) == []
    assert lines(body=body, kind=PostKind.SUMMARY) == []


def test_a_unit_knows_where_it_comes_from() -> None:
    first = post(1, headline="DELEGATIONS ARRIVE AT THE PALACE", body="They came.", key_moment=True)
    second = post(
        2,
        headline="",
        body="The talks began behind closed doors. Tea was served in the garden afterwards.",
    )
    found = units([second, first], "en")
    assert [(u.post_id, u.order, u.time, u.fit) for u in found] == [
        (1, 0, 0.0, True),
        (1, 1, 0.0, False),
        (2, 2, 1.0, True),
        (2, 3, 1.0, True),
    ]
    assert [(u.headline, u.first, u.key_moment, u.shouted) for u in found] == [
        (True, False, True, True),
        (False, True, True, False),
        (False, True, False, False),
        (False, False, False, False),
    ]
    assert [(u.place, u.sentences) for u in found] == [(0, 1), (0, 1), (0, 2), (1, 2)]


def test_a_pin_counts_as_a_key_moment() -> None:
    assert all(unit.key_moment for unit in units([post(1, pinned=True)], "en"))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The sides agreed on the exchange of prisoners.", "en"),
        ("Стороны договорились о том, что будет обмен, и на этом всё.", "ru"),
        ("Сторони домовилися про те, що буде обмін, і на цьому все.", "uk"),
        ("Taraflar esir takası için anlaştı ve bu bir ilk oldu.", "tr"),
        ("Handshake, smiles", "en"),
    ],
)
def test_a_post_in_another_language_is_noticed(text: str, language: str) -> None:
    assert language_of(text, "en") == language
    assert language_of("Les délégations se sont quittées.", "fr") == "fr"


@pytest.mark.parametrize(
    ("line", "fit"),
    [
        ("“The exchange begins on Friday,” Minister Aydin said.", True),
        ("The “Istanbul format” of the talks goes on.", True),
        ("«Обмен начнётся в пятницу», — сказал министр Рудин.", True),
        ("“The exchange begins on Friday at noon.”", False),
        ("“The exchange begins on Friday at noon,” he said.", False),
        ("“The exchange of prisoners begins on Friday.", False),
        ("The exchange of prisoners begins on Friday.”", False),
        ('"The exchange begins on Friday at noon," she added later.', False),
    ],
)
def test_a_quotation_needs_its_speaker_and_both_its_ends(line: str, fit: bool) -> None:  # noqa: FBT001 - a column of the table
    assert bool(lines(language_of(line, "en"), body=line)) is fit


def test_turkish_letters_fold_by_turkish_rules() -> None:
    assert fold("ISPARTA İZMİR", "tr") == "ısparta izmir"
    assert fold("ISTANBUL", "en") == "istanbul"
    assert words_of("İstanbul’da IŞIK", "tr") == ["istanbul'da", "ışık"]


def test_words_keep_their_apostrophes_hyphens_and_figures() -> None:
    assert words_of("It’s a cease-fire: 1,000 ‘free’ men.", "en") == [
        *("it's", "a", "cease-fire", "1,000", "free", "men"),
    ]
