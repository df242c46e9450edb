"""What the recorded coverage must contain for the demo to show everything the bot can do."""

import re
from collections import Counter
from datetime import timedelta
from html.parser import HTMLParser

import pytest

from bot.sandbox.istanbul import MEDIA, Happening, RecordedPost, istanbul
from bot.sandbox.istanbul import Recording as Whole

POSTS = istanbul().posts
EVENTS = istanbul().events
CAPTION_LIMIT, TEXT_LIMIT = 1024, 4096


def plain(post: RecordedPost) -> str:
    return re.sub(r"<[^>]*>", "", "\n\n".join(post.body))


def named(key: str) -> RecordedPost:
    return next(post for post in POSTS if post.key == key)


def test_there_are_some_forty_posts_each_with_its_own_key_in_the_order_of_their_times():
    assert 38 <= len(POSTS) <= 45
    assert len({post.key for post in POSTS}) == len(POSTS)
    assert [post.at for post in POSTS] == sorted(post.at for post in POSTS)


def test_every_time_is_of_the_day_in_istanbul():
    whole: Whole = istanbul()
    times = [post.at for post in POSTS] + [event.at for event in EVENTS]
    assert all(time.utcoffset() == timedelta(hours=3) for time in times)
    assert {time.date().isoformat() for time in times} == {"2025-06-02"}
    assert all(time < whole.ends for time in times)
    assert POSTS[-1].at < whole.ends


def test_something_stands_on_the_page_from_the_first_moment():
    assert POSTS[0].at < istanbul().begins < POSTS[1].at


@pytest.mark.parametrize(
    ("what", "found", "wanted"),
    [
        ("key moments", sum(post.key_moment for post in POSTS), 8),
        ("pinned posts", sum(post.pinned for post in POSTS), 1),
        ("posts without a headline", sum(not post.headline for post in POSTS), 1),
        ("promotional posts", sum(post.promo for post in POSTS), 1),
        ("edits", sum(event.kind is Happening.EDIT for event in EVENTS), 4),
        ("withdrawals", sum(event.kind is Happening.WITHDRAW for event in EVENTS), 1),
        ("late insertions", sum(event.kind is Happening.INSERT for event in EVENTS), 1),
        ("films", sum(item.is_video for post in POSTS for item in post.media), 1),
        ("pictures", sum(not item.is_video for post in POSTS for item in post.media), 18),
    ],
)
def test_counts(what, found, wanted):
    assert found == wanted, what


def test_there_is_an_album_of_four_and_one_of_three():
    sizes = Counter(len(post.media) for post in POSTS)
    assert (sizes[3], sizes[4]) == (1, 1)


def test_one_text_is_too_long_for_a_message_and_one_for_a_caption():
    too_long = [post.key for post in POSTS if len(plain(post)) > TEXT_LIMIT]
    long_captions = [
        post.key for post in POSTS if post.media and CAPTION_LIMIT < len(plain(post)) < TEXT_LIMIT
    ]
    assert (too_long, long_captions) == (["who-is-who"], ["memoranda"])


def test_every_event_is_about_a_post_that_was_there_before():
    for event in EVENTS:
        assert event.at > named(event.post).at, event
        assert (event.headline is None and event.body is None) == (event.kind is not Happening.EDIT)


def test_the_correction_changes_a_figure():
    [edit] = [event for event in EVENTS if event.post == "bodies"]
    assert edit.body is not None
    assert "1,000 bodies" in named("bodies").headline
    assert "6,000 bodies" in str(edit.headline)
    assert "6,000 fallen" in edit.body[0]


def test_the_typo_is_all_that_one_edit_mends():
    [edit] = [event for event in EVENTS if event.post == "hotel"]
    assert edit.body is None
    assert named("hotel").headline.replace("delgation", "delegation") == edit.headline


def test_the_stub_grows():
    [edit] = [event for event in EVENTS if event.post == "over"]
    assert edit.body is not None
    assert len(plain(named("over"))) < 80 < 2 * 80 < len(" ".join(edit.body))


def test_the_last_post_takes_leave():
    assert "closing this live page" in POSTS[-1].body[0]


class Tags(HTMLParser):
    """Collects the tags of a paragraph and where its links lead."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.links: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.seen.add(tag)
        self.links += [value for name, value in attrs if name == "href"]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_paragraphs_hold_light_html_that_is_closed_and_leads_nowhere_real():
    bodies = [*(post.body for post in POSTS), *(event.body or () for event in EVENTS)]
    for paragraph in (paragraph for body in bodies for paragraph in body):
        tags = Tags()
        tags.feed(paragraph)
        assert not tags.open, paragraph
        assert tags.seen <= {"a", "b", "i"}, paragraph
        assert all(link.startswith("https://example.org/") for link in tags.links)


def test_nobody_is_quoted():
    text = "".join(plain(post) for post in POSTS)
    assert not set('"“”„«»') & set(text)


def test_each_picture_is_there_once_and_small_enough():
    used = Counter(item.file for post in POSTS for item in post.media)
    assert set(used.values()) == {1}
    assert {*used, "cover.jpg"} == {path.name for path in MEDIA.iterdir()}
    sizes = {path.name: path.stat().st_size for path in MEDIA.iterdir()}
    assert all(size <= 80_000 for name, size in sizes.items() if name.endswith(".jpg"))
    assert sizes["crossing.mp4"] < 300_000
    assert sum(sizes.values()) < 1_500_000


def test_the_notice_says_that_it_is_a_demonstration_in_our_own_words():
    assert "Demonstration" in istanbul().notice
    assert "in our own words" in istanbul().notice
