"""Which pictures and videos belong to a post, at which size, and whose they are."""

import pytest

from bot.model import Media, MediaKind, SeenPost
from bot.sources import dom, media

BASE = "https://herald.example/live/page"
CDN = "https://cdn.example"


def found(markup: str) -> tuple[Media, ...]:
    node = dom.parse(f"<article id=x>{markup}</article>").css_first("#x")
    assert node is not None
    return media.of_element(node, BASE)


def urls(markup: str) -> list[str]:
    return [
        item.url.replace(CDN, "").replace("https://herald.example", "") for item in found(markup)
    ]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (f"<img src='{CDN}/a.jpg'>", ["/a.jpg"]),
        ("<img src='/a.jpg'>", ["/a.jpg"]),
        ("<img src='data:image/gif;base64,R0' data-src='/a.jpg'>", ["/a.jpg"]),
        ("<img src='/blank.gif' data-original='/a.jpg'>", ["/a.jpg"]),
        ("<img src='/s.jpg' srcset='/s.jpg 320w, /l.jpg 1280w, /m.jpg 640w'>", ["/l.jpg"]),
        ("<img src='/s.jpg' srcset='/l.jpg 1280w, /huge.jpg 6000w'>", ["/l.jpg"]),
        ("<img src='/s.jpg' srcset='/huge.jpg 5000w, /huger.jpg 8000w'>", ["/s.jpg"]),
        ("<img srcset='/huge.jpg 5000w, /huger.jpg 8000w'>", ["/huge.jpg"]),
        ("<img srcset='/a.jpg 1x, /b.jpg 2x'>", ["/b.jpg"]),
        ("<img src='/t.jpg' data-srcset='/a.jpg?w=400, /a.jpg?w=900'>", ["/a.jpg?w=900"]),
        ("<img src='/a.jpg?width=1200' srcset='/a.jpg?width=640 640w'>", ["/a.jpg?width=1200"]),
        (("<picture><source srcset='/a.avif 2000w' type='image/avif'>"
         "<source srcset='/a.jpg?width=700&dpr=2'><img src='/a.jpg?width=465'></picture>"),
         ["/a.jpg?width=700&dpr=2"]),
        ("<amp-img src='/a.jpg' width=900 height=600></amp-img>", ["/a.jpg"]),
        ("<img src='/a.jpg'><img src='/b.jpg'><img src='/a.jpg'>", ["/a.jpg", "/b.jpg"]),
        ("<a href='/a-large.jpg'><img src='/a.jpg'></a>", ["/a.jpg"]),
    ],
)  # fmt: skip
def test_photos(markup: str, expected: list[str]) -> None:
    assert urls(markup) == expected
    assert all(item.kind is MediaKind.PHOTO for item in found(markup))


@pytest.mark.parametrize(
    "markup",
    [
        "<img src='/a.jpg' width=1 height=1>",
        "<img src='/a.jpg' width='50px'>",
        "<img src='/pixel.gif'>",
        "<img src='/img/1x1.png'>",
        "<img src='/mark.svg'>",
        "<img src='data:image/png;base64,AA'>",
        "<img src='blob:https://herald.example/1'>",
        "<img src='file:///a.jpg'>",
        "<img>",
        "<img class='avatar' src='/desk.jpg'>",
        "<header><img src='/desk.jpg'></header>",
        "<footer><img src='/share.png'></footer>",
        "<div class='byline'><img src='/desk.jpg'></div>",
        "<div class='ad-slot'><img src='/boat.jpg'></div>",
        "<button><img src='/poster.jpg'></button>",
        "<video src='/stream.m3u8'></video>",
        "<video src='blob:x'></video>",
        "<iframe src='https://player.example/1'></iframe>",
    ],
)
def test_what_is_no_picture_of_the_post(markup: str) -> None:
    assert found(markup) == ()


@pytest.mark.parametrize(
    "markup",
    [
        "<video src='/clip.mp4' poster='/p.jpg'></video>",
        (
            "<video><source src='/clip.m3u8' type='application/x-mpegURL'>"
            "<source src='/clip.mp4' type='video/mp4'></video>"
        ),
        "<amp-video data-src='/clip.mp4'></amp-video>",
    ],
)
def test_videos(markup: str) -> None:
    assert found(markup) == (Media(MediaKind.VIDEO, "https://herald.example/clip.mp4"),)


@pytest.mark.parametrize(
    ("caption", "expected"),
    [
        ("The harbour at noon. Photo: REUTERS", ("The harbour at noon.", "REUTERS")),
        ("The harbour. Photograph: Desk/Example Agency", ("The harbour.", "Desk/Example Agency")),
        ("The harbour (Photo: Example Wire)", ("The harbour", "Example Wire")),
        ("Гавань в полдень. Фото: Пример/ТАСС", ("Гавань в полдень.", "Пример/ТАСС")),
        ("Гавань. Джерело: Приклад", ("Гавань.", "Приклад")),
        ("Liman. Fotoğraf: Örnek Ajansı", ("Liman.", "Örnek Ajansı")),
        ("Der Hafen. Foto: dpa", ("Der Hafen.", "dpa")),
        ("Photo: AFP", ("", "AFP")),
        ("The harbour. (AP Photo/A. Gull)", ("The harbour.", "AP Photo/A. Gull")),
        ("The harbour © Example Agency", ("The harbour", "Example Agency")),
        ("The harbour (Getty Images)", ("The harbour", "Getty Images")),
        ("The harbour (in the morning)", ("The harbour (in the morning)", "")),
        ("A photo of the harbour", ("A photo of the harbour", "")),
        ("", ("", "")),
    ],
)
def test_the_credit_is_taken_out_of_the_caption(caption: str, expected: tuple[str, str]) -> None:
    assert media.split_credit(caption) == expected


@pytest.mark.parametrize(
    ("figcaption", "expected"),
    [
        ("The <b>harbour</b>. Photo: REUTERS", ("The harbour.", "REUTERS")),
        ("<span>The harbour.</span> <span class='photo-credit'>Photo: AFP</span>",
         ("The harbour.", "AFP")),
        ("<span>The harbour.</span><small itemprop=copyrightHolder>© Example</small>",
         ("The harbour.", "Example")),
        ("<div class='copyright'> (Getty Images)</div>", ("", "Getty Images")),
        ("", ("", "")),
    ],
)  # fmt: skip
def test_a_figure_captions_its_pictures(figcaption: str, expected: tuple[str, str]) -> None:
    (item,) = found(f"<figure><img src='/a.jpg'><figcaption>{figcaption}</figcaption></figure>")
    assert (item.caption, item.credit) == expected


@pytest.mark.parametrize(
    "name",
    [
        "logo.png", "logo-1200x630.jpg", "herald-logo.png", "default_social.jpg", "og-image.png",
        "placeholder.jpg", "share.png", "no-image-default.png", "facebook-share-v2.jpg",
        "news_default_640.jpg", "LOGO.PNG",
    ],
)  # fmt: skip
def test_a_file_that_is_named_for_want_of_a_picture_is_none(name: str) -> None:
    assert media.photo(f"https://cdn.herald.example/img/{name}", BASE) == ()


@pytest.mark.parametrize(
    "name",
    [
        "harbour.jpg", "new-logo-unveiled.jpg", "talks-1200x630.jpg", "default-risk-chart.png",
        "social-distancing.jpg", "share-of-votes.png", "image.jpg", "1200x630.jpg",
        "herald.jpg", "photo-default-judge.jpg",
    ],
)  # fmt: skip
def test_a_picture_may_be_named_after_what_it_shows(name: str) -> None:
    assert len(media.photo(f"https://cdn.herald.example/img/{name}", BASE)) == 1


def posts(*pictures: str) -> list[SeenPost]:
    return [
        SeenPost(
            key=str(number),
            media=tuple(Media(MediaKind.PHOTO, one) for one in shown.split()),
        )
        for number, shown in enumerate(pictures)
    ]


@pytest.mark.parametrize(
    ("pictures", "kept"),
    [
        (("a", "b", "c"), ("a", "b", "c")),
        (("a", "a", "b", "c"), ("a", "a", "b", "c")),
        (("a", "a", "a", "b"), ("", "", "", "b")),
        (("a x", "a y", "a z"), ("x", "y", "z")),
        (("a", "a", "a", *"bcdefg"), ("a", "a", "a", *"bcdefg")),
        (("a a a", "b"), ("a a a", "b")),
    ],
)
def test_a_picture_on_many_posts_is_decoration(
    pictures: tuple[str, ...], kept: tuple[str, ...]
) -> None:
    tidied = media.without_decoration(posts(*pictures))
    assert tuple(" ".join(one.url for one in post.media) for post in tidied) == kept


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("/a.jpg", ["https://herald.example/a.jpg"]),
        ({"@type": "ImageObject", "url": "/a.jpg"}, ["https://herald.example/a.jpg"]),
        ({"contentUrl": "/a.jpg"}, ["https://herald.example/a.jpg"]),
        ([{"url": "/wide.jpg"}, {"url": "/square.jpg"}], ["https://herald.example/wide.jpg"]),
        ([], []),
        ({"url": {"odd": 1}}, []),
        (None, []),
        (7, []),
        ("logo.svg", []),
    ],
)
def test_linked_data_has_three_ways_to_name_a_picture(value: object, expected: list[str]) -> None:
    assert [item.url for item in media.of_linked_data(value, BASE)] == expected


def test_linked_data_may_name_the_agency() -> None:
    (item,) = media.of_linked_data(
        {"url": "/a.jpg", "caption": "The harbour. Photo: desk", "creditText": "REUTERS"}, BASE
    )
    assert (item.caption, item.credit) == ("The harbour.", "REUTERS")
