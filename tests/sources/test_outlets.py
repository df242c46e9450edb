"""The shapes in which outlets and their systems show live posts, each in words of our own.

A shape says what stands where: the element of a post, its id, its clock, its byline and buttons.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from herald import NOW, URL, blog, document, item, rss, update

from bot.model import ChangeKind, Snapshot
from bot.replay import Take, looks, play
from bot.sources.read import understand

NUMBERS = (3, 2, 1)


def text(number: int) -> str:
    return f"The delegations finished step {number} of the talks."


def title(number: int) -> str:
    return f"Step {number} is done"


def stamp(number: int) -> str:
    return f"2025-06-02T11:3{number}:00Z"


def page(body: str, head: str = "") -> str:
    return (
        '<!doctype html><html lang="en"><head><title>Harbour talks live</title>'
        f"{head}</head><body><main><h1>Harbour talks</h1>{body}</main></body></html>"
    )


def posts(shape: Callable[[int], str], head: str = "") -> str:
    return page("".join(map(shape, NUMBERS)), head)


def read(body: str, kind: str = "text/html", *, timezone: str = "Europe/London") -> Snapshot:
    return understand(document(body, kind, timezone=timezone))


def cnn(number: int) -> str:
    return f"""
    <div class="live-story-post__wrapper">
      <time class="live-story-post__timestamp">{number} min ago</time>
      <article class="live-story-post liveStoryPost" data-last-updated="{stamp(number)}"
               data-uri="cms.example/_components/live-story-post/instances/cm{number}f@published">
        <h2 class="live-story-post__headline"><strong>{title(number)}</strong></h2>
        <span class="live-story-post__byline inline-placeholder">From A. Gull on the quay</span>
        <div class="live-story-post__content">
          <p class="paragraph" data-component-name="paragraph">{text(number)}</p>
          <div class="image_live-story" data-url="https://media.example/{number}.jpg?c=original">
            <picture><img src="https://media.example/{number}.jpg" width="1600"></picture>
            <figcaption>The hall. <span class="image__credit">Example Images</span></figcaption>
          </div>
        </div>
      </article>
    </div>"""


def bbc(number: int) -> str:
    return f"""
    <li><article data-testid="content-post" id="asset:0{number}5fa3c4-9c1a-4dd3-b0c1-5a0f2a5d1e00">
      <header><h3><span data-testid="timestamp"><span aria-hidden="true">12:3{number} British
        Summer Time</span></span><span class="visually-hidden">Breaking</span>
        <span role="text">{title(number)}<span class="visually-hidden">, published at 12:3{number}
        </span></span></h3></header>
      <div data-component="text-block"><p>{text(number)}</p></div>
      <div data-component="share-tools"><button>Share</button></div>
    </article></li>"""


def nyt(number: int) -> str:
    return f"""
    <div class="live-blog-post" data-testid="live-blog-post" data-source-id="10000000{number}55">
      <div id="{title(number).lower().replace(" ", "-")}"></div>
      <div class="live-blog-post-byline"><time datetime="{stamp(number)}">11:3{number}</time></div>
      <h2 class="live-blog-post-headline">{title(number)}</h2>
      <div class="live-blog-post-content"><p>{text(number)}</p></div>
    </div>"""


def wordpress(number: int) -> str:
    seconds = int(datetime(2025, 6, 2, 11, 30 + number, tzinfo=UTC).timestamp())
    return f"""
    <div id="id_{70 + number}" class="liveblog-entry" data-timestamp="{seconds}">
      <header class="liveblog-meta"><a class="liveblog-meta-time" href="#{70 + number}">
        <span>{number} min</span></a></header>
      <div class="liveblog-entry-main">
        <div class="liveblog-meta-authors"><span class="author-name">A. Gull</span></div>
        <h2>{title(number)}</h2>
        <div class="liveblog-entry-content"><p>{text(number)}</p></div>
      </div>
    </div>"""


def sourcefabric(number: int) -> str:
    return f"""
    <article class="lb-post list-group-item" data-post-id="urn:newsml:herald:{number}abc"
             data-js-post-id="urn:newsml:herald:{number}abc">
      <div class="lb-post-date"><time datetime="{stamp(number)}">11:3{number}</time></div>
      <div class="lb-post-content"><h3>{title(number)}</h3><div class="lb-item">
        <p>{text(number)}</p></div></div>
      <div class="lb-post-shareBox"><a href="https://share.example/">Share</a></div>
    </article>"""


def sueddeutsche(number: int) -> str:
    return f"""
    <div id="liveblog-post-{number}88a"><time datetime="{stamp(number)}">13:3{number}</time>
      <h3>{title(number)}</h3><p>{text(number)}</p></div>"""


def sportowefakty(number: int) -> str:
    return f"""
    <li class="relation__entry" id="entry-{number}9912">
      <span class="relation__time">12:3{number}</span>
      <h3>{title(number)}</h3><div class="relation__text"><p>{text(number)}</p></div></li>"""


def israel(number: int) -> str:
    return f"""
    <div class="item-liveblog" id="liveblog-entry-{3400 + number}">
      <div class="liveblog-date"><a href="#liveblog-entry-{3400 + number}">12:3{number} pm</a></div>
      <h4>{title(number)}</h4><div class="liveblog-paragraph"><p>{text(number)}</p></div></div>"""


def associated_press(number: int) -> str:
    return f"""
    <bsp-liveblog-post class="LiveBlogPost" data-post-id="0000019{number}-aa0c"
        data-posted-date-timestamp="{1748863800000 + number * 60000}">
      <div class="LiveBlogPost-meta"><span class="LiveBlogPost-time"></span></div>
      <h2 class="LiveBlogPost-headline">{title(number)}</h2>
      <div class="LiveBlogPost-byline">By A. Gull</div>
      <div class="LiveBlogPost-body"><p>{text(number)}</p></div>
      <bsp-copy-link data-link="https://herald.example/live#0000019{number}">Copy</bsp-copy-link>
    </bsp-liveblog-post>"""


def nyt_without_numbers(number: int) -> str:
    kind = "reporter-update" if number == 2 else "live-blog-post"
    return f"""
    <div role="article" aria-posinset="{number}">
      <div data-testid="{kind}" id="{title(number).lower().replace(" ", "-")}">
        <div data-testid="live-blog-byline"><time datetime="{stamp(number)}">June 2</time></div>
        <h2>{title(number)}</h2><p>{text(number)}</p><button>Copy</button>
      </div>
    </div>"""


def ria(number: int) -> str:
    return f"""
    <div class="online__item" data-id="20{number}" data-published="20250602T123{number}00">
      <div class="online__item-date"><span>12:3{number}</span><span>2 June</span></div>
      <h3>{title(number)}</h3><div class="online__item-text"><p>{text(number)}</p></div></div>"""


def telegraph(number: int) -> str:
    """All posts carry the id of the page."""
    return f"""
    <div class="live-post" data-id="page"><p class="live-post__date">12:3{number}PM</p>
      <h2 class="live-post__title">{title(number)}</h2><p>{text(number)}</p></div>"""


def bare(number: int) -> str:
    """The only paragraph is the one with the time."""
    return f"""
    <div class="update" id="update-77{number}"><p class="date">12:3{number}</p>
      <h3>{title(number)}</h3><div class="text">{text(number)}</div></div>"""


@pytest.mark.parametrize(
    ("shape", "first_key"),
    [
        (cnn, "cms.example/_components/live-story-post/instances/cm1f@published"),
        (bbc, "asset:015fa3c4-9c1a-4dd3-b0c1-5a0f2a5d1e00"),
        (nyt, "10000000155"),
        (wordpress, "id_71"),
        (sourcefabric, "urn:newsml:herald:1abc"),
        (sueddeutsche, "liveblog-post-188a"),
        (sportowefakty, "entry-19912"),
        (israel, "liveblog-entry-3401"),
        (associated_press, "00000191-aa0c"),
        (nyt_without_numbers, "at-20250602T113100Z"),
        (ria, "201"),
        (telegraph, "at-20250602T113100Z"),
        (bare, "update-771"),
    ],
)
def test_posts_that_are_elements(shape: Callable[[int], str], first_key: str) -> None:
    got = read(posts(shape))

    assert got.format == "elements"
    assert got.posts[0].key == first_key
    assert [post.headline for post in got.posts] == [title(number) for number in (1, 2, 3)]
    assert [post.body.value for post in got.posts] == [text(number) for number in (1, 2, 3)]
    assert [post.posted_at for post in got.posts] == [
        datetime(2025, 6, 2, 11, 30 + number, tzinfo=UTC) for number in (1, 2, 3)
    ]


@pytest.mark.parametrize(
    "shape",
    [cnn, bbc, nyt, wordpress, sourcefabric, sueddeutsche, sportowefakty, israel,
     associated_press, nyt_without_numbers, ria, telegraph, bare],
)  # fmt: skip
def test_a_page_is_followed_without_false_news(shape: Callable[[int], str]) -> None:
    """A new post, an edit, a front page in between, an old copy, and other classes everywhere."""
    first = page(shape(2) + shape(1))
    second = posts(shape)
    edited = second.replace(text(2), f"{text(2)} Then they rose.")
    rebuilt = edited.replace('class="', 'class="v2 ')
    away = page("<div><time>12:40</time><h3><a href='/gulls'>Gulls are back</a></h3></div>" * 2)
    answers = [first, second, away, edited, second, edited, rebuilt, rebuilt, rebuilt]

    takes = [
        Take(NOW + timedelta(seconds=30 * number), URL, document(answer, timezone="Europe/London"))
        for number, answer in enumerate(answers)
    ]
    steps = list(play(looks(takes), patience=2))

    assert [(number, each.kind, each.after.headline) for number, step in enumerate(steps)
            for each in step.told] == [
        (1, ChangeKind.POSTED, title(3)),
        (3, ChangeKind.EDITED, title(2)),
    ]  # fmt: skip
    assert [number for number, step in enumerate(steps) if step.refused] == [2]


def test_a_caption_beside_a_picture_is_its_caption_though_no_figure_holds_both() -> None:
    item_of = {post.key[-12]: post.media for post in read(posts(cnn)).posts}
    (shown,) = item_of["1"]
    assert (shown.caption, shown.credit) == ("The hall.", "Example Images")


def test_a_headline_in_the_address_may_change_where_the_element_has_an_id() -> None:
    """The New York Times: the list names posts by their headlines, the elements by numbers."""
    listed = [
        update(0, text(n), url=f"https://herald.example/live#{title(n).lower().replace(' ', '-')}",
               headline=title(n), datePublished=stamp(n))
        for n in NUMBERS
    ]  # fmt: skip
    script = f'<script type="application/ld+json">{json.dumps(blog(listed))}</script>'

    got = read(posts(nyt, script))

    assert got.format == "jsonld"
    assert [post.key for post in got.posts] == ["10000000155", "10000000255", "10000000355"]


def test_the_answer_of_sourcefabric_may_stand_in_the_page_that_embeds_it() -> None:
    answer = {
        "_items": [
            {"_id": f"urn:{n}", "post_status": "open", "published_date": stamp(n), "order": n,
             "groups": [{"id": "main", "refs": [{"item": {"item_type": "text",
                                                           "text": f"<p>{text(n)}</p>"}}]}]}
            for n in NUMBERS
        ]
    }  # fmt: skip
    script = f"<script>window.LB = {json.dumps({'api_response': answer})};</script>"

    got = read(page("<div id='blog'></div>", script))

    assert got.format == "sourcefabric"
    assert [post.key for post in got.posts] == ["urn:1", "urn:2", "urn:3"]


def test_one_default_picture_on_all_posts_is_nobodys_and_html_in_bodies_is_read() -> None:
    """Reach titles: the same picture everywhere, markup and entities escaped once or twice."""
    picture = "https://herald.example/logo-wide.jpg"
    listed = [
        update(3, "<p>The <b>ferry</b> casts off.</p>", image=picture),
        update(2, "It&#39;s raining &amp;amp; cold.", image=[picture]),
        update(1, "&lt;p&gt;The quay is shut.&lt;/p&gt;", image={"url": picture}),
    ]
    got = read(page("", f'<script type="application/ld+json">{json.dumps(blog(listed))}</script>'))

    assert [post.body.value for post in got.posts] == [
        "The quay is shut.", "It's raining & cold.", "The ferry casts off.",
    ]  # fmt: skip
    assert not any(post.media for post in got.posts)


def test_paragraphs_that_say_update_and_the_day_run_into_the_next_ticker() -> None:
    """Ippen titles: newest first, and a way to the page that goes on."""
    got = read(
        page(
            "<article><p>Mehr dazu lesen Sie in unserem <a href='/next'>neuen News-Ticker</a>.</p>"
            "<p><strong>Update vom 2. Juni, 19.07 Uhr:</strong> Die Fähre legt ab.</p>"
            "<p>Es regnet.</p>"
            "<p><strong>Update vom 1. Juni, 23.55 Uhr:</strong> Der Kai ist gesperrt.</p></article>"
        ),
        timezone="Europe/Berlin",
    )
    assert [(post.key, post.body.value) for post in got.posts] == [
        ("2025-06-01T23:55", "Der Kai ist gesperrt."),
        ("2025-06-02T19:07", "Die Fähre legt ab.\n\nEs regnet."),
    ]


def test_a_feed_may_carry_the_whole_text_in_an_element_of_its_own() -> None:
    """RBC and those who feed Yandex."""
    whole = (
        "<herald:full-text>The ferry casts off. It rains on the quay all day.</herald:full-text>"
    )
    (post,) = read(rss(item(1, "The ferry casts off.", whole)), "text/xml").posts
    assert post.body.value == "The ferry casts off. It rains on the quay all day."


def test_what_has_an_id_may_hold_only_the_time_and_the_title() -> None:
    """Tagesschau: the text stands between one anchor and the next."""
    got = read(
        posts(
            lambda n: (
                f"""<div class="liveblog--anchor" id="Step-{n}">
              <div class="liveblog__datetime">02.06.2025 • 12:3{n} Uhr</div><h2>{title(n)}</h2>
              </div><p class="textabsatz">{text(n)}</p><p class="textabsatz">So the office.</p>"""
            )
        )
    )
    assert got.format == "timed"
    assert [(post.key, post.headline, post.body.value) for post in got.posts] == [
        (f"2025-06-02T12:3{n}", title(n), f"{text(n)}\n\nSo the office.") for n in (1, 2, 3)
    ]


def test_a_story_of_stories_is_a_live_page() -> None:
    """Arc Publishing, as the Washington Post has it: the state of a page that scripts draw."""
    story = {
        "type": "story", "_id": "PAGE", "headlines": {"basic": "Talks"},
        "content_elements": [
            {"type": "text", "content": "What this is about."},
            *(
                {"type": "story", "_id": f"ABC{n}", "headlines": {"basic": title(n)},
                 "first_display_date": stamp(n),
                 "content_elements": [
                     {"type": "text", "content": f"<b>{text(n)}</b>"},
                     {"type": "interstitial_link", "url": "https://herald.example/boats"},
                     {"type": "image", "url": f"https://herald.example/{n}.jpg", "caption": "Hall"},
                 ]}
                for n in NUMBERS
            ),
        ],
    }  # fmt: skip
    others = {"type": "results", "headlines": {}, "content_elements": [
        {"type": "story", "_id": "X", "headlines": {"basic": "Boats"}, "content_elements": [{}],
         "first_display_date": stamp(1)},
    ]}  # fmt: skip
    state = json.dumps({"props": {"content": story, "more": others}})

    got = read(page("", f'<script type="application/json">{state}</script>'))

    assert got.format == "postlist"
    assert [(post.key, post.headline, post.body.value) for post in got.posts] == [
        (f"ABC{n}", title(n), text(n)) for n in (1, 2, 3)
    ]
    assert [[item.url for item in post.media] for post in got.posts] == [
        [f"https://herald.example/{n}.jpg"] for n in (1, 2, 3)
    ]
