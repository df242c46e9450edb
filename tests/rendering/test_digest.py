"""Many posts in one message, as the reader sees it."""

from collections.abc import Sequence

import pytest
from builders import at, coverage, photo, post

from bot.model import Part, Post, PostKind
from bot.rendering.digest import render_digest
from bot.rendering.parts import TEXT_LIMIT
from bot.rendering.split import fits
from bot.text import Style

TALKS = coverage()

STORY = [
    post(1, headline="Delegations arrive", body="They came early. The sun shone."),
    post(2, headline="Talks begin", body="The doors closed at 15:00. All sat.", key_moment=True),
    post(3, headline="", body="A short break was called. Tea was served."),
    post(
        4, headline="Exchange agreed", body="Both will free 1,000 men. More later.", key_moment=True
    ),
    post(5, headline="Delegations leave", body=""),
]


def digest(posts: Sequence[Post], **given: object) -> Part:
    options: dict = {"since": at(-25), "links": {}} | given
    language = options.pop("language", "en")
    (part,) = render_digest(posts, TALKS, language, **options)
    return part


def links_of(part: Part) -> dict[str, str]:
    return {
        part.text.value[span.start : span.end]: span.url
        for span in part.text.spans
        if span.style is Style.LINK
    }


def test_a_digest_tells_key_moments_first_and_the_rest_in_short() -> None:
    assert digest(STORY).text.value == (
        "Since 14:20: 5 updates\n"
        "Talks in Istanbul\n"
        "\n"
        "Key moments\n"
        "14:47 Talks begin\n"
        "The doors closed at 15:00.\n"
        "\n"
        "14:49 Exchange agreed\n"
        "Both will free 1,000 men.\n"
        "\n"
        "Other updates\n"
        "14:46 Delegations arrive\n"
        "14:48 A short break was called.\n"
        "14:50 Delegations leave"
    )


@pytest.mark.parametrize(
    ("language", "first", "titles"),
    [
        ("ru", "С 14:20: 5 обновлений", ["Ключевые моменты", "Другие сообщения"]),
        ("uk", "З 14:20: 5 оновлень", ["Ключові моменти", "Інші повідомлення"]),
        ("tr", "14:20 sonrası: 5 güncelleme", ["Önemli gelişmeler", "Diğer gelişmeler"]),
    ],
)
def test_a_digest_speaks_the_readers_language(language: str, first: str, titles: list[str]) -> None:
    lines = digest(STORY, language=language).text.value.splitlines()
    assert lines[0] == first
    assert [lines[3], lines[10]] == titles


def test_each_line_leads_to_its_message_or_else_to_its_page() -> None:
    assert links_of(digest(STORY, links={2: "https://t.me/dateline_news/12"})) == {
        "Talks begin": "https://t.me/dateline_news/12",
        "Exchange agreed": "https://example.org/live#p4",
        "Delegations arrive": "https://example.org/live#p1",
        "A short break was called.": "https://example.org/live#p3",
        "Delegations leave": "https://example.org/live#p5",
    }


def test_a_post_with_no_address_at_all_is_plain_words() -> None:
    assert links_of(digest([post(1, url="")])) == {}
    assert links_of(digest([post(1, url="javascript:alert(1)")])) == {}


def test_withdrawn_posts_and_summaries_are_left_out() -> None:
    gone = post(6, headline="Talks called off", withdrawn_at=at(7))
    closing = post(7, headline="Summary", kind=PostKind.SUMMARY)
    assert digest([*STORY, gone, closing]) == digest(STORY)


def test_the_order_in_which_posts_are_given_does_not_matter() -> None:
    assert digest(STORY[::-1]) == digest(STORY)


def test_without_key_moments_there_are_no_sections() -> None:
    assert digest([STORY[0], STORY[4]]).text.value == (
        "Since 14:20: 2 updates\n"
        "Talks in Istanbul\n"
        "\n"
        "14:46 Delegations arrive\n"
        "14:50 Delegations leave"
    )


def test_a_gap_over_midnight_names_the_days() -> None:
    tomorrow = post(6, headline="A new day", posted_at=at(60 * 18))
    assert digest([STORY[0], tomorrow]).text.value == (
        "Since 2 June, 14:20: 2 updates\n"
        "Talks in Istanbul\n"
        "\n"
        "14:46 Delegations arrive\n"
        "3 June, 08:45 A new day"
    )


def test_without_a_time_to_count_from_only_the_number_is_said() -> None:
    assert digest(STORY, since=None).text.value.startswith("5 updates\nTalks in Istanbul\n\n")


def test_nothing_new() -> None:
    assert digest([]).text.value == "Nothing new since 14:20\nTalks in Istanbul"


def test_a_digest_may_be_silent() -> None:
    assert digest(STORY, silent=True).silent
    assert not digest(STORY).silent


def long_post(number: int, *, key_moment: bool = False) -> Post:
    return post(
        number,
        headline=f"Number {number} of many headlines of a long afternoon at the palace",
        body=f"It is told at length what happened in part {number} of the talks. " * 5,
        key_moment=key_moment,
        media=(photo(number),),
    )


@pytest.mark.parametrize("count", [40, 120, 500])
@pytest.mark.parametrize("every", [3, 10, 1000])
def test_however_many_posts_one_message_holds_the_newest(count: int, every: int) -> None:
    posts = [long_post(number, key_moment=number % every == 0) for number in range(1, count + 1)]
    part = digest(posts)
    assert fits(part.text, TEXT_LIMIT)

    shown = [post for post in posts if f" Number {post.id} of" in part.text.value]
    left_out = [post for post in posts if post not in shown]
    assert shown
    for key_moment in (True, False):
        newest_left_out = max((p.id for p in left_out if p.key_moment is key_moment), default=0)
        oldest_shown = min((p.id for p in shown if p.key_moment is key_moment), default=count)
        assert newest_left_out <= oldest_shown
    if left_out:
        assert part.text.value.endswith(f"\n\n… and {len(left_out)} more")


def test_key_moments_are_told_in_short_before_others_are_given_up() -> None:
    posts = [long_post(number, key_moment=number % 2 == 0) for number in range(1, 41)]
    text = digest(posts).text.value
    assert all(f" Number {number} of" in text for number in range(2, 41, 2))
    assert "It is told at length what happened in part 40" in text
    assert "It is told at length what happened in part 2 " not in text
