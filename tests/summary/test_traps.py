"""What a summary gives where live pages set traps: chosen and rendered, as the reader sees it."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest
from builders import at, coverage, photo, post
from summary.stories import ENGLISH, RUSSIAN, tell

from bot.model import Button, Coverage, CoverageState, Part, Post, Preferences
from bot.rendering.parts import TEXT_LIMIT
from bot.rendering.split import fits
from bot.rendering.summary import render_summary
from bot.rendering.summary_pages import Look
from bot.summary.closing import summary_post
from bot.summary.extract import MOST_TAKEAWAYS, summarise

ENDED = coverage(state=CoverageState.CONCLUDED, concluded_at=at(600))
BUTTONS = Look(button=lambda _, page, label: Button(label, data=page.value))
NO_PHOTOS = Preferences(photos=False)


def summed_up(
    posts: Sequence[Post],
    *,
    where: Coverage = ENDED,
    later: Sequence[Post] = (),
    language: str = "en",
) -> Part:
    """The headline message; `later` are posts that changed after the summary was made."""
    closing = replace(summary_post(where, posts, summarise(where, posts, at(600)), at(600)), id=999)
    shown = {each.id: each for each in [*posts, closing, *later]}
    part, *_ = render_summary(
        closing, shown, where, language, links={}, preferences=NO_PHOTOS, look=BUTTONS
    )
    return part


def with_post(number: int, **given: object) -> list[Post]:
    """The talks in English with one post told differently."""
    return [replace(each, **given) if each.id == number else each for each in tell(ENGLISH)]


def body(text: str) -> dict[str, object]:
    return {"body": post(body=text).body}


@dataclass(frozen=True)
class Trap:
    """A story, and what its summary tells and does not tell."""

    posts: Sequence[Post]
    tells: tuple[str, ...] = ()
    hides: tuple[str, ...] = ()


CAPITALS = "THE SIDES AGREED TO EXCHANGE ALL WOUNDED PRISONERS OF WAR"
TRAPS = {
    "a corrected figure: what the post says now": Trap(
        with_post(
            9,
            corrected_at=at(95),
            former="Each side will also hand over the bodies of 1,000 fallen soldiers.",
        ),
        tells=("the bodies of 6,000 fallen soldiers",),
        hides=("1,000 fallen",),
    ),
    "an overtaken figure: the newer post": Trap(
        [
            *tell(ENGLISH)[:10],
            post(
                20,
                headline="",
                body="The sides agreed to exchange all seriously wounded prisoners under 30.",
                posted_at=at(130),
            ),
        ],
        tells=("under 30. (16:55)",),
        hides=("under 25",),
    ),
    "a withdrawn post: nothing of it": Trap(
        with_post(8, withdrawn_at=at(99)),
        tells=("without a ceasefire",),
        hides=("seriously wounded", "At least 1,000 prisoners"),
    ),
    "promotion: never": Trap(
        with_post(
            11,
            headline="Follow us",
            **body("Subscribe to our newsletter and never miss an update from the talks."),
        ),
        hides=("Subscribe", "newsletter", "Follow us", "Read more"),
    ),
    "a quotation without its speaker: left out": Trap(
        with_post(
            11, headline="", **body("“We shall not give up a single metre of land,” he said.")
        ),
        hides=("single metre",),
    ),
    "a quotation with its speaker: whole": Trap(
        with_post(
            11,
            headline="",
            key_moment=True,
            **body("“The exchange of prisoners begins on Monday,” said Minister Oleh Marchenko."),
        ),
        tells=("begins on Monday,” said Minister Oleh Marchenko.",),
    ),
    "two posts that say the same: one line": Trap(
        [
            *tell(ENGLISH)[:10],
            *(
                post(
                    number,
                    headline="",
                    body="Kyiv proposed a third round of talks for the last week of June.",
                    posted_at=at(number * 6),
                )
                for number in (21, 22)
            ),
        ],
        tells=("third round",),
    ),
    "a headline in capitals: the sentence below it": Trap(
        with_post(8, headline=CAPITALS),
        tells=("The sides agreed to exchange all seriously wounded prisoners",),
        hides=(CAPITALS,),
    ),
}


@pytest.mark.parametrize("name", TRAPS)
def test_traps(name: str) -> None:
    trap = TRAPS[name]
    told = summed_up(trap.posts).text.value
    for words in trap.tells:
        assert told.count(words) == 1
    for words in trap.hides:
        assert words not in told


def test_a_post_that_is_withdrawn_later_takes_its_line_along() -> None:
    posts = tell(ENGLISH)
    gone = replace(posts[7], withdrawn_at=at(700))
    assert "seriously wounded" in summed_up(posts).text.value
    assert "seriously wounded" not in summed_up(posts, later=[gone]).text.value


def test_a_coverage_of_one_post_is_summed_up_by_its_line() -> None:
    part = summed_up([post(1, headline="No talks today", body="The sides agreed to meet in July.")])
    assert part.text.value == (
        "Talks concluded: The sides agreed to meet in July. (14:46)\n"
        "Talks in Istanbul\n"
        "\n"
        "Duration: 1 min (14:45 to 14:46 Istanbul)\n"
        "1 update"
    )


SUBJECTS = (
    "grain prisoners harbours bridges energy children borders sanctions drones airfields villages "
    "convoys monitors guarantees councils papers maps lists dates terms"
).split()
ACTS = "discussed rejected accepted postponed described compared published counted".split()


def test_a_coverage_of_2000_posts_stays_short() -> None:
    chance = random.Random(7)  # noqa: S311 - a story, not a secret
    posts = [
        post(
            number,
            headline="",
            body=f"The {chance.choice(SUBJECTS)} and the {chance.choice(SUBJECTS)} near "
            f"{chance.choice(SUBJECTS)} were {chance.choice(ACTS)} by {number} people.",
            posted_at=at(number / 4),
            key_moment=number % 20 == 0,
        )
        for number in range(1, 2001)
    ]
    part = summed_up(posts)
    assert fits(part.text, TEXT_LIMIT)
    assert 5 <= part.text.value.count("\n• ") <= MOST_TAKEAWAYS
    assert "2000 updates" in part.text.value


def labels(part: Part) -> list[str]:
    return [button.label for row in part.keyboard for button in row]


def test_without_key_moments_the_timeline_is_that_of_the_lines() -> None:
    posts = [replace(each, key_moment=False) for each in tell(ENGLISH)]
    part = summed_up(posts)
    assert part.text.value.startswith("Talks concluded: The second round of talks ended")
    assert "🕘 Timeline" in labels(part)
    assert labels(summed_up(posts[:1])) == []


def test_mixed_languages_stay_as_they_are_in_the_readers_frame() -> None:
    english, russian = tell(ENGLISH), tell(RUSSIAN)
    mixed = [
        *english[:9],
        *(replace(each, id=each.id + 50, posted_at=at(90 + each.id)) for each in russian[5:]),
    ]
    told = summed_up(mixed, language="uk").text.value
    assert told.startswith("Переговори завершено: Второй раунд")
    assert "prisoner" in told
    assert "Головне" in told


def test_nothing_worth_telling_is_told_plainly() -> None:
    chatter = [
        post(1, headline="", body="Good morning and welcome to our live coverage."),
        post(2, headline="", body="Stay with us.", media=(photo(),)),
    ]
    part = summed_up(chatter)
    assert part.text.value.startswith("Talks concluded\nTalks in Istanbul\n\nDuration:")
