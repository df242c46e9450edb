"""Code points on our side, UTF-16 units on Telegram's."""

import pytest
from telegram import MessageEntity

from bot.telegram.entities import MOST_ENTITIES, from_entities, to_entities
from bot.text import Span, Style, Text, bold, link

FAMILY = "👨‍👩‍👧"  # five code points, eight units


def marked(text: Text) -> list[str]:
    """What Telegram would mark, cut out of the UTF-16 string by the entities alone."""
    raw = text.value.encode("utf-16-le")
    return [
        raw[2 * entity.offset : 2 * (entity.offset + entity.length)].decode("utf-16-le")
        for entity in to_entities(text)
    ]


TEXTS = [
    (bold("Talks") + " begin", ["Talks"]),
    (Text("🔴 ") + bold("Talks"), ["Talks"]),
    (bold("🔴 Talks") + " 🔴", ["🔴 Talks"]),
    (Text(FAMILY) + bold("and ") + bold(FAMILY), ["and ", FAMILY]),
    (Text("ё́ ") + bold("Київ"), ["Київ"]),
    (Text("🇹🇷🇺🇦 ") + link("İstanbul", "https://example.com/"), ["İstanbul"]),
    (Text("plain"), []),
    (Text(), []),
]


@pytest.mark.parametrize(("text", "parts"), TEXTS)
def test_entities_mark_the_words_that_the_spans_mark(text: Text, parts: list[str]) -> None:
    assert marked(text) == parts


@pytest.mark.parametrize("text", [text for text, _ in TEXTS])
def test_what_goes_out_comes_back(text: Text) -> None:
    assert from_entities(text.value, to_entities(text)) == text


@pytest.mark.parametrize("style", Style)
def test_every_style_has_telegrams_name(style: Style) -> None:
    url = "https://example.com/" if style is Style.LINK else ""
    text = Text("word", (Span(0, 4, style, url),))
    (entity,) = to_entities(text)
    assert str(entity.type) in set(MessageEntity.ALL_TYPES)
    assert entity.url == (url or None)
    assert from_entities("word", [entity]) == text


CLIPPED = [
    (Span(-2, 4, Style.BOLD), ["ab"]),
    (Span(2, 40, Style.BOLD), ["cd"]),
    (Span(4, 1, Style.BOLD), []),
    (Span(1, 0, Style.BOLD), []),
    (Span(0, 2, Style.LINK), []),
]


@pytest.mark.parametrize(("span", "parts"), CLIPPED)
def test_a_span_beyond_the_text_never_reaches_telegram(span: Span, parts: list[str]) -> None:
    assert marked(Text("abcd", (span,))) == parts


def test_of_too_many_entities_looks_go_before_links() -> None:
    bolds = tuple(Span(i, 1, Style.BOLD) for i in range(120))
    links = tuple(Span(i, 1, Style.LINK, f"https://example.com/{i}") for i in range(100, 120))
    entities = to_entities(Text("x" * 120, bolds + links))
    assert len(entities) == MOST_ENTITIES
    assert [entity.url for entity in entities if entity.url] == [span.url for span in links]
    assert [entity.offset for entity in entities] == sorted(entity.offset for entity in entities)


def test_of_too_many_entities_what_is_hidden_stays_hidden() -> None:
    bolds = tuple(Span(i, 1, Style.BOLD) for i in range(120))
    secret = Span(110, 5, Style.SPOILER)
    kinds = [str(entity.type) for entity in to_entities(Text("x" * 120, (*bolds, secret)))]
    assert kinds.count("spoiler") == 1


def test_an_outer_entity_comes_before_those_inside_it() -> None:
    text = Text("abcd", (Span(0, 1, Style.BOLD), Span(0, 4, Style.QUOTE)))
    assert [str(entity.type) for entity in to_entities(text)] == ["blockquote", "bold"]


def test_an_editors_message_keeps_its_formatting() -> None:
    entities = [
        MessageEntity("bold", 3, 5),
        MessageEntity("text_link", 12, 4, url="https://example.com/"),
    ]
    assert from_entities("🔴 Talks on 🔴 ok", entities) == Text(
        "🔴 Talks on 🔴 ok",
        (Span(2, 5, Style.BOLD), Span(11, 3, Style.LINK, "https://example.com/")),
    )


LEFT_OUT = ["mention", "hashtag", "url", "email", "bot_command", "custom_emoji"]


@pytest.mark.parametrize("kind", LEFT_OUT)
def test_what_telegram_marks_by_itself_or_we_cannot_say_is_left_out(kind: str) -> None:
    assert from_entities("@someone", [MessageEntity(kind, 0, 8)]) == Text("@someone")


@pytest.mark.parametrize(("value", "entities"), [(None, None), ("", []), ("hello", None)])
def test_a_message_without_text_or_entities(
    value: str | None, entities: list[MessageEntity] | None
) -> None:
    assert from_entities(value, entities) == Text(value or "")


ODD = [
    (MessageEntity("bold", 1, 1), []),  # from the middle of a surrogate pair to its end
    (MessageEntity("bold", 0, 1), []),
    (MessageEntity("bold", 2, 400), ["ab"]),
    (MessageEntity("bold", 90, 4), []),
]


@pytest.mark.parametrize(("entity", "parts"), ODD)
def test_odd_offsets_never_break_a_character(entity: MessageEntity, parts: list[str]) -> None:
    text = from_entities("🔴ab", [entity])
    marked = [text.value[span.start : span.end] for span in text.spans]
    assert [part for part in marked if part != "🔴"] == parts
