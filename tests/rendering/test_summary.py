"""The closing summary as the reader sees it."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from builders import at, coverage, photo, post

from bot.model import (
    SUMMARY_KEY,
    Button,
    Coverage,
    CoverageState,
    Figures,
    Media,
    MediaKind,
    Part,
    Post,
    PostKind,
    Preferences,
    Summary,
    Takeaway,
    Wording,
)
from bot.pictures.card import CardAddress, CardTheme, card_address
from bot.rendering.parts import CAPTION_LIMIT, TEXT_LIMIT
from bot.rendering.split import fits
from bot.rendering.summary import best_photo, render_summary
from bot.rendering.summary_pages import PLAIN, Look
from bot.text import Style

TALKS = coverage(state=CoverageState.CONCLUDED, concluded_at=at(200))
LINKS = {2: "https://t.me/dateline_news/12"}
POSTS = {
    1: post(1, headline="Delegations arrive", media=(photo(1),)),
    2: post(2, headline="Exchange agreed", key_moment=True, media=(photo(2, credit="AFP"),)),
    3: post(3, headline="Talks end", key_moment=True, posted_at=at(150)),
}
SUMMARY = Summary(
    outcome=Takeaway("The talks ended without a ceasefire.", 3),
    takeaways=(
        Takeaway("Both delegations arrived before noon.", 1),
        Takeaway("The sides agreed to exchange 1,000 prisoners each.", 2),
        Takeaway("The next round is up to the leaders.", None),
    ),
    started_at=at(-315),
    ended_at=at(150),
    figures=Figures(posts=42, photos=12, videos=0, corrections=1),
)
CLOSING = post(9, kind=PostKind.SUMMARY, summary=SUMMARY, posted_at=at(200))


def closing(summary: Summary = SUMMARY, **given: object) -> Post:
    return post(9, kind=PostKind.SUMMARY, summary=summary, posted_at=at(200), **given)


def render(
    shown: Post = CLOSING,
    *,
    posts: Mapping[int, Post] = POSTS,
    language: str = "en",
    where: Coverage = TALKS,
    wanted: Preferences | None = None,
    look: Look = PLAIN,
) -> tuple[Part, ...]:
    wanted = wanted or Preferences()
    return render_summary(shown, posts, where, language, links=LINKS, preferences=wanted, look=look)


def test_one_message_says_it_all_below_the_best_photo() -> None:
    (part,) = render()
    assert part.text.value == (
        "Talks concluded: The talks ended without a ceasefire. (17:15)\n"
        "Talks in Istanbul\n"
        "\n"
        "Key takeaways\n"
        "• Both delegations arrived before noon. (14:46)\n"
        "• The sides agreed to exchange 1,000 prisoners each. (14:47)\n"
        "• The next round is up to the leaders.\n"
        "\n"
        "Duration: 7 h 45 min (09:30 to 17:15 Istanbul)\n"
        "42 updates · 12 photos · 1 correction\n"
        "Photo: AFP"
    )
    assert part.media == (photo(2, credit="AFP"),)
    assert not part.silent


@pytest.mark.parametrize(
    ("language", "first"),
    [
        ("en", "Updated summary"),
        ("ru", "Обновлённые итоги"),
        ("uk", "Оновлені підсумки"),
        ("tr", "Güncellenmiş özet"),
    ],
)
def test_a_second_summary_says_first_that_it_is_one(language: str, first: str) -> None:
    (again,) = render(closing(key=f"{SUMMARY_KEY}2"), language=language)
    (before,) = render(closing(key=f"{SUMMARY_KEY}1"), language=language)
    assert again.text.value == f"{first}\n{before.text.value}"


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "ru",
            [
                "Переговоры завершены: The talks ended without a ceasefire. (17:15)",
                "Главное",
                "Длительность: 7 ч 45 мин (09:30 — 17:15, Стамбул)",
                "42 обновления · 12 фото · 1 исправление",
                "Фото: AFP",
            ],
        ),
        (
            "uk",
            [
                "Переговори завершено: The talks ended without a ceasefire. (17:15)",
                "Головне",
                "Тривалість: 7 год 45 хв (09:30 — 17:15, Стамбул)",
                "42 оновлення · 12 фото · 1 виправлення",
                "Фото: AFP",
            ],
        ),
        (
            "tr",
            [
                "Görüşmeler sona erdi: The talks ended without a ceasefire. (17:15)",
                "Öne çıkanlar",
                "Süre: 7 sa 45 dk (09:30 – 17:15 İstanbul)",
                "42 güncelleme · 12 fotoğraf · 1 düzeltme",
                "Fotoğraf: AFP",
            ],
        ),
    ],
)
def test_the_frame_is_in_the_readers_language(language: str, lines: list[str]) -> None:
    (part,) = render(language=language)
    said = part.text.value.splitlines()
    assert [said[0], said[3], said[8], said[9], said[10]] == lines


def test_the_first_line_is_bold_and_every_time_leads_to_its_post() -> None:
    (part,) = render()
    covered = [(part.text.value[s.start : s.end], s.style, s.url) for s in part.text.spans]
    assert covered == [
        ("Talks concluded: The talks ended without a ceasefire.", Style.BOLD, ""),
        ("17:15", Style.LINK, "https://example.org/live#p3"),
        ("Key takeaways", Style.BOLD, ""),
        ("14:46", Style.LINK, "https://example.org/live#p1"),
        ("14:47", Style.LINK, "https://t.me/dateline_news/12"),
    ]


@pytest.mark.parametrize(
    ("title", "language", "status"),
    [
        ("Talks in Istanbul", "en", "Talks concluded"),
        ("Переговоры в Стамбуле", "ru", "Переговоры завершены"),
        ("İstanbul görüşmeleri", "tr", "Görüşmeler sona erdi"),
        ("Election night", "en", "Coverage concluded"),
        ("Вибори", "uk", "Трансляцію завершено"),
    ],
)
def test_only_talks_are_called_talks(title: str, language: str, status: str) -> None:
    (part,) = render(where=coverage(title=title), language=language)
    assert part.text.value.startswith(f"{status}: ")


def test_without_an_outcome_the_status_stands_alone() -> None:
    bare = Summary(None, (), at(0), at(45), Figures(0, 0, 0, 0))
    (part,) = render(closing(bare), posts={})
    assert part.text.value == (
        "Talks concluded\nTalks in Istanbul\n\nDuration: 45 min (14:45 to 15:30 Istanbul)"
    )


def test_a_corrected_summary_says_so() -> None:
    (part,) = render(closing(corrected_at=at(235)))
    assert part.text.value.splitlines()[2] == "✎ corrected 18:40"


def test_a_line_whose_post_was_withdrawn_is_left_out() -> None:
    gone = {
        **POSTS,
        2: post(2, withdrawn_at=at(210), media=(photo(2),)),
        3: post(3, withdrawn_at=at(210)),
    }
    (part,) = render(posts=gone)
    assert "exchange" not in part.text.value
    assert part.text.value.startswith("Talks concluded\n")
    assert part.media == (photo(1),)


def test_a_coverage_of_two_days_names_them() -> None:
    posts = {**POSTS, 3: post(3, posted_at=at(60 * 20))}
    two_days = Summary(SUMMARY.outcome, SUMMARY.takeaways, at(-315), at(60 * 20), SUMMARY.figures)
    (part,) = render(closing(two_days), posts=posts)
    assert "ceasefire. (3 June, 10:45)" in part.text.value
    assert "Duration: 1 day 1 h (2 June, 09:30 to 10:45 Istanbul)" in part.text.value


def test_preferences_hold_for_the_summary_too() -> None:
    (part,) = render(wanted=Preferences(photos=False, sound=False))
    assert part.media == ()
    assert part.silent
    assert "Photo" not in part.text.value


def test_too_long_for_a_caption_the_photo_follows_quietly() -> None:
    many = tuple(Takeaway(f"Point {n}. " + "It was said at length. " * 7, 1) for n in range(8))
    long = Summary(SUMMARY.outcome, many, at(-315), at(150), SUMMARY.figures)
    text, picture = render(closing(long))
    assert text.text.value.startswith("Talks concluded: The talks ended")
    assert text.text.value.endswith("1 correction")
    assert text.media == ()
    assert picture.text.value == "Photo: AFP"
    assert picture.media == (photo(2, credit="AFP"),)
    assert (text.silent, picture.silent) == (False, True)
    assert fits(text.text, TEXT_LIMIT)
    assert fits(picture.text, CAPTION_LIMIT)


def test_outside_words_stay_on_their_line_and_within_reason() -> None:
    wild = Summary(
        Takeaway("One\nline\u202e only " + "and on " * 200, None),
        (Takeaway("<b>bold</b>\n• forged item", None),),
        at(0),
        at(45),
        Figures(1, 0, 0, 0),
    )
    (part,) = render(closing(wild), posts={})
    lines = part.text.value.splitlines()
    assert lines[0].startswith("Talks concluded: One line only and on")
    assert lines[0].endswith("…")
    assert lines[4] == "• <b>bold</b> • forged item"
    assert fits(part.text, TEXT_LIMIT)


def test_a_post_without_a_summary_is_an_ordinary_post() -> None:
    (part,) = render(post(1, posted_at=at(0)))
    assert part.text.value.endswith("14:45 Istanbul · Source")


# --- Whose words, and which photo


def test_readers_are_counted() -> None:
    followed = replace(SUMMARY, figures=replace(SUMMARY.figures, readers=1204))
    (part,) = render(closing(followed), language="uk")
    assert "42 оновлення · 12 фото · 1 виправлення · 1204 читачі" in part.text.value


def test_a_machines_words_are_marked_and_explained() -> None:
    worded = replace(SUMMARY.takeaways[1], wording=Wording.MACHINE)
    told = replace(SUMMARY.takeaways[0], translations=(("ru", "Делегации прибыли."),))
    (part,) = render(closing(replace(SUMMARY, takeaways=(worded, told))), language="ru")
    assert "• The sides agreed to exchange 1,000 prisoners each.° (14:47)" in part.text.value
    assert "• Делегации прибыли.° (14:46)" in part.text.value
    assert "\n° текст составлен машиной" in part.text.value
    (plain,) = render(language="ru")
    assert "°" not in plain.text.value


def test_a_line_that_was_corrected_after_it_was_sent_is_marked() -> None:
    corrected = replace(SUMMARY.takeaways[1], corrected=True)
    (part,) = render(closing(replace(SUMMARY, takeaways=(corrected,))))
    assert "• The sides agreed to exchange 1,000 prisoners each. ✎ (14:47)" in part.text.value


def test_a_line_from_the_pages_own_box_leads_there() -> None:
    own = Takeaway("Four hours were planned.", None, url="https://example.org/live#box")
    (part,) = render(closing(replace(SUMMARY, takeaways=(own,))))
    assert "• Four hours were planned. (Source)" in part.text.value
    assert "https://example.org/live#box" in {span.url for span in part.text.spans}


def test_an_earlier_summary_says_that_a_newer_one_follows() -> None:
    first = closing(key=f"{SUMMARY_KEY}1")
    newer = post(10, kind=PostKind.SUMMARY, summary=SUMMARY, key=f"{SUMMARY_KEY}2")
    (part,) = render(first, posts={**POSTS, 9: first, 10: newer})
    assert part.text.value.startswith("A newer summary follows this one.\nTalks concluded")
    (newest,) = render(newer, posts={**POSTS, 9: first, 10: newer})
    assert newest.text.value.startswith("Updated summary\nTalks concluded")


@pytest.mark.parametrize("cover", [(), (photo(7),)])
def test_an_editors_choice_of_photo_holds(cover: tuple[Media, ...]) -> None:
    chosen = closing(replace(SUMMARY, cover=cover))
    (part,) = render(chosen, look=Look(CardTheme.LIGHT))
    assert part.media == cover


def test_without_a_photo_the_drawn_timeline_takes_its_place() -> None:
    posts = {n: post(n, key_moment=True) for n in (1, 2, 3)}
    (part,) = render(posts=posts, look=Look(CardTheme.DARK))
    (card,) = part.media
    assert card_address(card.url) == CardAddress(1, CardTheme.DARK, "en")
    assert "Photo:" not in part.text.value
    (plain,) = render(posts=posts, look=Look(CardTheme.DARK), wanted=Preferences(photos=False))
    assert plain.media == ()


def test_the_first_part_carries_the_buttons() -> None:
    look = Look(button=lambda number, page, label: Button(label, data=f"{number}:{page}"))
    posts = {n: post(n, key_moment=True, media=(photo(n),)) for n in (1, 2, 3)}
    (part,) = render(posts=posts, look=look)
    assert [button.data for row in part.keyboard for button in row] == ["1:timeline", "1:photos"]
    many = tuple(Takeaway(f"Point {n}. " + "It was said at length. " * 7, 1) for n in range(8))
    text, picture = render(closing(replace(SUMMARY, takeaways=many)), posts=posts, look=look)
    assert (bool(text.keyboard), bool(picture.keyboard)) == (True, False)


# --- The best photo

VIDEO = Media(MediaKind.VIDEO, "https://example.org/1.mp4")


@pytest.mark.parametrize(
    ("posts", "best"),
    [
        ([], None),
        ([post(1), post(2, media=(VIDEO,))], None),
        ([post(1, media=(VIDEO, photo(7)))], photo(7)),
        ([post(1, media=(photo(1), photo(2)))], photo(1)),
        # of a key moment, though others are newer
        ([post(1, key_moment=True, media=(photo(1),)), post(2, media=(photo(2),))], photo(1)),
        # of a post with words, though a bare one is newer
        ([post(1, media=(photo(1),)), post(2, headline="", body="", media=(photo(2),))], photo(1)),
        # else the newest
        ([post(2, media=(photo(2),)), post(1, media=(photo(1),))], photo(2)),
        # withdrawn ones never
        ([post(1, media=(photo(1),)), post(2, media=(photo(2),), withdrawn_at=at(5))], photo(1)),
    ],
)
def test_the_best_photo(posts: list[Post], best: Media | None) -> None:
    assert best_photo(posts) == best


def test_the_photo_of_the_outcome_comes_before_any_other() -> None:
    posts = {**POSTS, 3: post(3, media=(photo(3),), posted_at=at(150))}
    (part,) = render(posts=posts)
    assert part.media == (photo(3),)
