"""A post as the reader sees it, written out."""

import pytest
from builders import at, coverage, photo, post

from bot.model import Coverage, Media, MediaKind, Part, Post, Preferences
from bot.rendering.parts import ALBUM_LIMIT, CAPTION_LIMIT, TEXT_LIMIT
from bot.rendering.post import gist, render_post, render_withdrawn
from bot.rendering.split import fits
from bot.text import Style, Text, bold, link

TALKS = coverage()
ALL = Preferences()
ARRIVAL = "The two delegations have entered the palace. Talks begin at 15:00."


def render(
    shown: Post, *, language: str = "en", where: Coverage = TALKS, wanted: Preferences = ALL
) -> tuple[Part, ...]:
    return render_post(shown, where, wanted, language)


def read(shown: Post, *, language: str = "en", where: Coverage = TALKS) -> str:
    (part,) = render(shown, language=language, where=where)
    return part.text.value


def video(number: int = 1, credit: str = "AFP") -> Media:
    return Media(MediaKind.VIDEO, f"https://example.org/{number}.mp4", credit=credit)


def arrival(**given: object) -> Post:
    """At 14:45 in Istanbul."""
    fields = {"headline": "Delegations arrive", "body": ARRIVAL, "posted_at": at(0)}
    return post(1, **fields | given)


# --- What it says


def test_an_ordinary_post() -> None:
    assert read(arrival(media=(photo(),))) == (
        "Delegations arrive\n"
        "\n"
        "The two delegations have entered the palace. Talks begin at 15:00.\n"
        "\n"
        "Photo: REUTERS\n"
        "14:45 Istanbul · Source"
    )


def test_a_key_moment_is_marked_before_anything_else() -> None:
    assert read(arrival(key_moment=True)) == (
        "❗ KEY MOMENT\n"
        "Delegations arrive\n"
        "\n"
        "The two delegations have entered the palace. Talks begin at 15:00.\n"
        "\n"
        "14:45 Istanbul · Source"
    )


@pytest.mark.parametrize(
    ("language", "message"),
    [
        (
            "ru",
            (
                "❗ КЛЮЧЕВОЙ МОМЕНТ\n"
                "Стороны договорились\n"
                "\n"
                "Обмен пройдёт на неделе.\n"
                "\n"
                "Фото: REUTERS\n"
                "14:45, Стамбул · ✎ исправлено 15:02 · Источник"
            ),
        ),
        (
            "uk",
            (
                "❗ КЛЮЧОВИЙ МОМЕНТ\n"
                "Стороны договорились\n"
                "\n"
                "Обмен пройдёт на неделе.\n"
                "\n"
                "Фото: REUTERS\n"
                "14:45, Стамбул · ✎ виправлено 15:02 · Джерело"
            ),
        ),
        (
            "tr",
            (
                "❗ ÖNEMLİ GELİŞME\n"
                "Стороны договорились\n"
                "\n"
                "Обмен пройдёт на неделе.\n"
                "\n"
                "Fotoğraf: REUTERS\n"
                "14:45 İstanbul · ✎ düzeltildi 15:02 · Kaynak"
            ),
        ),
    ],
)
def test_the_bots_own_words_are_in_the_readers_language(language: str, message: str) -> None:
    shown = post(
        headline="Стороны договорились",
        body="Обмен пройдёт на неделе.",
        media=(photo(),),
        posted_at=at(0),
        key_moment=True,
        corrected_at=at(17),
    )
    assert read(shown, language=language) == message


def test_formatting_headline_links_and_source() -> None:
    body = "See " + link("the text", "https://example.org/text") + " of it."
    (part,) = render(arrival(body=body, key_moment=True))
    assert [(part.text.value[s.start : s.end], s.style, s.url) for s in part.text.spans] == [
        ("❗ KEY MOMENT\nDelegations arrive", Style.BOLD, ""),
        ("the text", Style.LINK, "https://example.org/text"),
        ("Source", Style.LINK, "https://example.org/live#p1"),
    ]
    assert not part.preview


def test_a_corrected_post_says_when() -> None:
    assert read(arrival(corrected_at=at(17))).endswith(
        "14:45 Istanbul · ✎ corrected 15:02 · Source"
    )
    assert read(arrival(corrected_at=at(60 * 20))).endswith(
        "14:45 Istanbul · ✎ corrected 3 June, 10:45 · Source"
    )


def test_the_date_is_said_from_the_second_day_on() -> None:
    next_morning = arrival(posted_at=at(60 * 18 + 25))
    assert read(arrival()).endswith("\n14:45 Istanbul · Source")
    assert read(next_morning).endswith("\n3 June, 09:10 Istanbul · Source")


def test_without_a_known_start_the_day_of_arrival_is_taken_for_granted() -> None:
    undated = coverage(starts_at=None)
    today = arrival(first_seen_at=at(1))
    old_news = arrival(first_seen_at=at(60 * 24))
    assert read(today, where=undated).endswith("\n14:45 Istanbul · Source")
    assert read(old_news, where=undated).endswith("\n2 June, 14:45 Istanbul · Source")


@pytest.mark.parametrize(
    ("headline", "body", "message"),
    [
        ("Only a headline", "", "Only a headline\n\n14:45 Istanbul · Source"),
        ("", "Only a body.", "Only a body.\n\n14:45 Istanbul · Source"),
        ("Twice", "Twice\nAnd more.", "Twice\n\nAnd more.\n\n14:45 Istanbul · Source"),
        ("Twice", "Twice", "Twice\n\n14:45 Istanbul · Source"),
        ("Twice", "Twice as much.", "Twice\n\nTwice as much.\n\n14:45 Istanbul · Source"),
        ("Two\n lines", " Body \n", "Two lines\n\nBody\n\n14:45 Istanbul · Source"),
        ("<b>&amp;", "*_`[x](y)", "<b>&amp;\n\n*_`[x](y)\n\n14:45 Istanbul · Source"),
        ("", "", "14:45 Istanbul · Source"),
    ],
)
def test_whatever_words_there_are(headline: str, body: str, message: str) -> None:
    assert read(arrival(headline=headline, body=body)) == message


@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "/live#p1", "ftp://example.org"])
def test_only_a_web_address_is_offered_as_the_source(url: str) -> None:
    assert read(arrival(url=url)).endswith("\n14:45 Istanbul")


# --- Credits


@pytest.mark.parametrize(
    ("media", "line"),
    [
        ((photo(1), photo(2)), "Photo: REUTERS"),
        ((photo(1), photo(2, credit="AFP")), "Photo: REUTERS, AFP"),
        ((photo(1), video()), "Photo: REUTERS · Video: AFP"),
        ((photo(1, credit=""), video()), "Video: AFP"),
        ((photo(1, credit="Foto: AA / Pool"),), "Foto: AA / Pool"),
        ((photo(1, credit=" Umit\n Bektas/REUTERS "),), "Photo: Umit Bektas/REUTERS"),
    ],
)
def test_credits_stand_as_the_source_gives_them(media: tuple[Media, ...], line: str) -> None:
    assert read(arrival(media=media)).splitlines()[-2] == line


def test_no_credit_no_line() -> None:
    text = read(arrival(media=(photo(credit=""),)))
    assert text.endswith("at 15:00.\n\n14:45 Istanbul · Source")


def test_a_credit_that_never_ends_is_cut() -> None:
    (part,) = render(arrival(media=(photo(credit="very " * 400),)))
    assert len(part.text.value.splitlines()[-2]) <= 200


# --- Preferences


def test_unwanted_photos_and_videos_are_left_out_with_their_credits() -> None:
    shown = arrival(media=(photo(), video()))
    (no_photos,) = render(shown, wanted=Preferences(photos=False))
    (no_videos,) = render(shown, wanted=Preferences(videos=False))
    (neither,) = render(shown, wanted=Preferences(photos=False, videos=False))

    assert no_photos.media == (video(),)
    assert no_videos.media == (photo(),)
    assert neither == render(arrival())[0]


def test_a_silent_reader_hears_nothing() -> None:
    assert [part.silent for part in render(arrival())] == [False]
    assert [part.silent for part in render(arrival(), wanted=Preferences(sound=False))] == [True]


# --- Pictures without words


def test_a_picture_without_words_lends_its_caption() -> None:
    wordless = arrival(headline="", body="", media=(photo(caption="Flags in the hall"),))
    said = "Flags in the hall\n\nPhoto: REUTERS\n14:45 Istanbul · Source"
    assert read(wordless) == said
    (without,) = render(wordless, wanted=Preferences(photos=False))
    assert without.text.value == "Flags in the hall\n\n14:45 Istanbul · Source"


def test_a_picture_that_is_neither_wanted_nor_described_is_named() -> None:
    wordless = arrival(headline="", body="", media=(photo(),))
    (part,) = render(wordless, wanted=Preferences(photos=False))
    assert part.text.value == "Photo\n\n14:45 Istanbul · Source"


def test_a_caption_is_not_added_where_the_post_has_words_of_its_own() -> None:
    assert "Flags" not in read(arrival(media=(photo(caption="Flags in the hall"),)))


# --- How many messages


def photos(count: int) -> tuple[Media, ...]:
    return tuple(photo(number) for number in range(count))


@pytest.mark.parametrize(
    ("count", "albums"),
    [(0, [0]), (1, [1]), (2, [2]), (10, [10]), (11, [10, 1]), (25, [10, 10, 5])],
)
def test_pictures_go_in_albums_of_ten(count: int, albums: list[int]) -> None:
    parts = render(arrival(media=photos(count)))
    assert [len(part.media) for part in parts] == albums
    assert parts[0].text.value.startswith("Delegations arrive")
    assert all(not part.text for part in parts[1:])
    assert [part.silent for part in parts] == [False, *[True] * (len(albums) - 1)]
    assert max(albums) <= ALBUM_LIMIT


def test_words_too_many_for_a_caption_follow_the_picture() -> None:
    picture, words = render(arrival(body="Much was said. " * 80, media=(photo(),)))
    assert picture.text == bold("Delegations arrive") + "\n\nPhoto: REUTERS"
    assert picture.media == (photo(),)
    assert words.text.value.startswith("Much was said. Much")
    assert words.text.value.endswith("Much was said.\n\n14:45 Istanbul · Source")
    assert (picture.silent, words.silent) == (False, True)


def test_a_headline_too_long_for_a_caption_goes_with_the_words() -> None:
    picture, words = render(arrival(headline="Long " * 220, media=(photo(),)))
    assert picture.text.value == "Photo: REUTERS"
    assert words.text.value.startswith("Long Long")


def test_a_caption_is_full_before_it_is_given_up() -> None:
    footer = len("\n\nPhoto: REUTERS\n14:45 Istanbul · Source")
    exact = "x" * (CAPTION_LIMIT - len("Delegations arrive\n\n") - footer)
    assert len(render(arrival(body=exact, media=(photo(),)))) == 1
    assert len(render(arrival(body=exact + "x", media=(photo(),)))) == 2


def test_long_text_has_the_headline_in_the_first_and_the_time_in_the_last() -> None:
    paragraphs = "\n\n".join(f"{number}. " + "It went on and on. " * 30 for number in range(16))
    parts = render(arrival(body=paragraphs, key_moment=True))
    assert len(parts) == 3
    assert all(fits(part.text, TEXT_LIMIT) for part in parts)
    assert parts[0].text.value.startswith("❗ KEY MOMENT\nDelegations arrive\n\n0. It went")
    assert parts[-1].text.value.endswith("It went on and on.\n\n14:45 Istanbul · Source")
    assert sum(part.text.value.count("It went") for part in parts) == 16 * 30
    assert sum("Source" in part.text.value for part in parts) == 1


@pytest.mark.parametrize("length", range(TEXT_LIMIT - 40, TEXT_LIMIT + 3, 3))
def test_the_time_never_stands_alone(length: int) -> None:
    parts = render(arrival(headline="", body=("word " * 900)[:length]))
    assert all(fits(part.text, TEXT_LIMIT) for part in parts)
    assert parts[-1].text.value.startswith("wo")


def test_the_source_link_counts_among_the_formatting() -> None:
    body = Text()
    for number in range(99):
        body = body + bold(f"n{number}") + " "
    parts = render(arrival(body=body))
    assert all(len(part.text.spans) <= 100 for part in parts)
    assert sum(len(part.text.spans) for part in parts) == 101


# --- Withdrawn


@pytest.mark.parametrize(
    ("language", "notice"),
    [
        ("en", "Withdrawn by the source at 15:10."),
        ("ru", "Источник отозвал это сообщение в 15:10."),
        ("uk", "Джерело відкликало це повідомлення о 15:10."),
        ("tr", "Kaynak bu haberi geri çekti (saat 15:10)."),
    ],
)
def test_a_withdrawn_post_says_so_first_and_strikes_its_headline_through(
    language: str, notice: str
) -> None:
    part = render_withdrawn(arrival(withdrawn_at=at(25), media=(photo(),)), TALKS, language)
    assert part.text.value == f"{notice}\n\nDelegations arrive"
    (span,) = part.text.spans
    assert span.style is Style.STRIKETHROUGH
    assert part.text.value[span.start : span.end] == "Delegations arrive"
    assert part.media == ()


def test_withdrawn_on_another_day() -> None:
    part = render_withdrawn(arrival(withdrawn_at=at(60 * 20)), TALKS, "en")
    assert part.text.value.startswith("Withdrawn by the source on 3 June, 10:45.\n")


def test_withdrawn_without_a_headline_or_a_time() -> None:
    part = render_withdrawn(arrival(headline="", withdrawn_at=None), TALKS, "en")
    assert part.text.value == (
        "Withdrawn by the source.\n\nThe two delegations have entered the palace."
    )
    bare = render_withdrawn(arrival(headline="", body="", withdrawn_at=None), TALKS, "en")
    assert bare.text == Text("Withdrawn by the source.")


def test_a_withdrawal_fits_a_caption_too() -> None:
    part = render_withdrawn(arrival(headline="Long " * 900, withdrawn_at=at(25)), TALKS, "tr")
    assert fits(part.text, CAPTION_LIMIT)


# --- In one line


@pytest.mark.parametrize(
    ("shown", "line"),
    [
        (arrival(), "Delegations arrive"),
        (arrival(headline=""), "The two delegations have entered the palace."),
        (arrival(headline="", body="", media=(photo(caption="Flags."),)), "Flags."),
        (arrival(headline="", body="", media=(video(),)), "Video"),
        (arrival(headline="", body=""), ""),
    ],
)
def test_the_gist_of_a_post(shown: Post, line: str) -> None:
    assert gist(shown, "en") == line
