"""What happened so far, or since the last time: which lines, how many, and what of key moments."""

import pytest
from builders import at, coverage, photo, post
from summary.stories import ENGLISH, STORIES, tell

from bot.model import Post, PostKind, Recap, Takeaway
from bot.summary.recap import MOST_LINES, recap

TALKS = coverage()


def story(language: str = "en") -> list[Post]:
    return tell(STORIES[language])


def told(found: Recap) -> list[str]:
    return [line.text for line in found.lines]


def key(number: int, subject: str) -> Post:
    """A key moment with a sentence that can stand alone."""
    body = f"The two sides agreed on {subject} after a long night in the palace hall."
    return post(number, headline=f"On {subject}", body=body, key_moment=True)


SUBJECTS = "prisoners grain corridors bodies children mines observers reactors harbours".split()


def test_the_talks_so_far_in_one_line_and_six() -> None:
    found = recap(TALKS, story())
    assert found.headline == Takeaway(
        "The second round of talks ended after one hour without a ceasefire.", 10
    )
    assert len(found.lines) == MOST_LINES
    assert any("prisoner" in line for line in told(found))
    assert [line.post_id for line in found.lines] == sorted(
        line.post_id or 0 for line in found.lines
    )
    assert (found.posts, found.begins_at, found.ends_at) == (12, at(10), at(120))


@pytest.mark.parametrize("language", STORIES)
def test_every_line_stands_word_for_word_in_its_post(language: str) -> None:
    posts = story(language)
    by_id = {each.id: each for each in posts}
    found = recap(coverage(language=language), posts)
    for line in (found.headline, *found.lines):
        assert line is not None
        source = by_id[line.post_id or 0]
        assert line.text in f"{source.headline}\n{source.body.value}"


def test_since_the_last_time_only_what_is_new() -> None:
    found = recap(TALKS, story(), since=4)
    assert {line.post_id for line in found.lines} <= set(range(5, 13))
    assert (found.posts, found.begins_at) == (8, at(50))


@pytest.mark.parametrize(
    ("posts", "most"),
    [(4, 2), (5, 3), (8, 4), (12, 6)],
    ids=str,
)
def test_fewer_posts_fewer_lines(posts: int, most: int) -> None:
    found = recap(TALKS, story()[:posts])
    assert found.headline
    assert 1 <= len(found.lines) <= most


def test_the_headline_is_never_what_an_ordinary_post_says_at_length() -> None:
    lore = "The details of exchanges are usually settled in smaller groups before such sessions."
    scenes = [
        post(1, headline="", body=f"{lore} {lore.replace('details', 'routes')}"),
        *(post(n, headline=f"Scene {n}", body=f"Car number {n} waits there.") for n in (2, 3, 4)),
    ]
    assert recap(TALKS, scenes).headline is None
    found = recap(TALKS, [*scenes, key(5, "prisoners")])
    assert found.headline is not None
    assert found.headline.post_id == 5


def test_the_outcome_of_an_earlier_round_is_no_headline_before_this_one_begins() -> None:
    morning = [
        post(n, headline=f"Scene {n}", body=f"Car number {n} waits there.") for n in range(1, 6)
    ]
    lore = post(6, headline="The first round", body="A ceasefire was not agreed in May.")
    assert recap(TALKS, [*morning, lore]).headline is None


@pytest.mark.parametrize("posts", [1, 2, 3])
def test_a_few_posts_are_told_plainly(posts: int) -> None:
    found = recap(TALKS, story()[:posts])
    assert found.headline is None
    assert found.lines == tuple(Takeaway("", number) for number in range(1, posts + 1))


def test_before_the_first_post_there_is_nothing_to_tell() -> None:
    assert recap(TALKS, []) == Recap()
    assert recap(TALKS, story(), since=12) == Recap()


def test_what_does_not_stand_is_not_told() -> None:
    gone = post(1, withdrawn_at=at(9))
    copy = post(2, duplicate_of=1)
    summary = post(3, kind=PostKind.SUMMARY)
    assert recap(TALKS, [gone, copy, summary, post(4)]).lines == (Takeaway("", 4),)


class TestKeyMoments:
    def test_each_has_its_line_before_anything_else(self) -> None:
        keys = [key(number, subject) for number, subject in enumerate(SUBJECTS[:5], start=30)]
        found = recap(TALKS, [*story(), *keys])
        ids = {line.post_id for line in (found.headline, *found.lines) if line}
        assert {each.id for each in keys} <= ids | set(found.also)
        assert not found.also or len(found.lines) == MOST_LINES

    def test_one_without_a_sentence_is_told_by_its_headline(self) -> None:
        short = post(20, headline="Talks begin", body="", key_moment=True)
        assert Takeaway("", 20) in recap(TALKS, [*story(), short]).lines

    @pytest.mark.parametrize(
        ("headline", "body", "told"),
        [
            (
                "Both delegations are at the palace",
                "The hosts receive their guests separately before the joint session.",
                "Both delegations are at the palace",
            ),
            (
                "All for all: the wounded, the sick and the young",
                "The sides have agreed to exchange all wounded prisoners. Nobody gave a date yet.",
                "The sides have agreed to exchange all wounded prisoners.",
            ),
            (
                "Two papers",
                "Moscow hands over a memorandum in two parts. Kyiv sent a paper some days ago.",
                "Moscow hands over a memorandum in two parts.",
            ),
        ],
        ids=["a whole statement", "a phrase before a colon", "too short"],
    )
    def test_one_is_told_by_its_headline_or_else_by_its_first_sentence(
        self, headline: str, body: str, told: str
    ) -> None:
        told_of = post(20, headline=headline, body=body, key_moment=True)
        scenes = [
            post(n, headline=f"Scene {n}", body=f"Car number {n} waits there.") for n in range(1, 6)
        ]
        found = recap(TALKS, [*scenes, told_of])
        assert found.headline == Takeaway(told, 20)

    @pytest.mark.parametrize(
        ("headline", "body", "photos"),
        [
            ("Arrivals by road, in four drawings", "What our draughtsman saw there.", 2),
            ("", "On 16 May the two sides met directly at Dolmabahçe Palace.", 0),
            ("", "Kyiv sent the memorandum to Moscow some days ago.", 0),
            ("", "Minister Rudin of Moscow is his best known companion.", 0),
        ],
        ids=["a photo series", "another month", "some days ago", "whose is not said"],
    )
    def test_what_stands_aside_has_no_line_beside_them(
        self, headline: str, body: str, photos: int
    ) -> None:
        media = tuple(photo(n) for n in range(photos))
        aside = post(1, headline=headline, body=body, media=media)
        quiet = [post(n, headline="", body=f"Car {n} waits.") for n in range(2, 5)]
        before = recap(TALKS, [aside, *quiet])
        beside = recap(TALKS, [aside, *quiet, key(5, "prisoners")])
        assert [line.post_id for line in before.lines] == [1]
        assert beside.headline is not None
        assert 1 not in {line.post_id for line in beside.lines if line.text}

    def test_those_beyond_six_are_named(self) -> None:
        keys = [key(number, subject) for number, subject in enumerate(SUBJECTS, start=1)]
        found = recap(TALKS, keys)
        assert len(found.lines) <= MOST_LINES
        ids = [line.post_id or 0 for line in (found.headline, *found.lines) if line]
        assert sorted([*ids, *found.also]) == [each.id for each in keys]
        assert set(found.post_ids) == {each.id for each in keys}

    def test_without_sentences_at_all_six_are_told_and_the_rest_is_named(self) -> None:
        keys = [post(n, headline=f"Key {n}", body="", key_moment=True) for n in range(1, 11)]
        found = recap(TALKS, keys)
        assert found.headline is None
        assert [line.post_id for line in found.lines] == [5, 6, 7, 8, 9, 10]
        assert found.also == (1, 2, 3, 4)


def test_posts_of_which_no_line_can_stand_alone_are_told_as_they_are() -> None:
    photos = [post(n, headline="", body="", media=(photo(n),)) for n in range(1, 6)]
    assert [line.post_id for line in recap(TALKS, photos).lines] == [3, 4, 5]


def test_hundreds_of_posts_end_in_seven_lines() -> None:
    many = tell(ENGLISH * 30)
    found = recap(TALKS, many)
    assert len(found.lines) <= MOST_LINES
    assert len(found.also) <= len(many)
    assert found.posts == len(many)
