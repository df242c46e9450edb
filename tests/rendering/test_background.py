"""What a reader sees of a section: calm, whole, and with its age."""

import pytest
from builders import START, at, coverage, photo, section

from bot.model import SectionKind
from bot.phrases import LANGUAGES
from bot.rendering.background import (
    BACKGROUND_WORDS,
    render_list,
    render_nothing,
    render_section,
    section_label,
    section_title,
)
from bot.rendering.parts import CAPTION_LIMIT, TEXT_LIMIT
from bot.rendering.split import units
from bot.text import Style, Text, bold, link

NOW = at(60)


def shown(made, language="en", now=NOW):
    return render_section(made, coverage(), language, now=now)


def test_a_section_says_what_since_when_and_where_it_stands():
    (part,) = shown(section(1, heading="Delegations", body="Eleven people a side."))
    assert part.text.value == (
        "Delegations\n\nEleven people a side.\n\nas of 14:45 Istanbul · Source"
    )
    heading, source = part.text.spans
    assert (heading.style, heading.length) == (Style.BOLD, len("Delegations"))
    assert (source.style, source.url) == (Style.LINK, "https://example.org/live#s1")
    assert part.silent
    assert part.keyboard == ()


def test_its_age_is_that_of_its_newest_revision():
    (part,) = shown(section(1, changed_at=at(30)))
    assert "as of 15:15 Istanbul" in part.text.value


def test_what_is_older_than_today_says_its_date():
    (part,) = shown(section(1), now=at(60 * 24))
    assert "as of 2 June, 14:45 Istanbul" in part.text.value


def test_the_formatting_of_the_page_is_kept():
    body = "See " + link("the paper", "https://example.org/paper") + ", " + bold("signed")
    (part,) = shown(section(1, body=body))
    styles = {part.text.value[one.start : one.end]: one.style for one in part.text.spans}
    assert styles["the paper"] is Style.LINK
    assert styles["signed"] is Style.BOLD


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Watch the broadcast"),
        ("ru", "Смотреть трансляцию"),
        ("uk", "Дивитися трансляцію"),
        ("tr", "Yayını izle"),
    ],
)
def test_a_video_broadcast_leads_to_itself(language, said):
    video = section(
        1, kind=SectionKind.VIDEO, heading="", body=Text(), url="https://example.org/watch"
    )
    (part,) = shown(video, language)
    lines = part.text.value.split("\n\n")
    assert lines[:2] == [BACKGROUND_WORDS["video"][language], said]
    assert [one.url for one in part.text.spans if one.url] == ["https://example.org/watch"]


def test_an_address_that_is_none_leads_nowhere():
    video = section(1, kind=SectionKind.VIDEO, body=Text(), url="javascript:alert(1)")
    (part,) = shown(video)
    assert not [one for one in part.text.spans if one.style is Style.LINK]


@pytest.mark.parametrize("kind", SectionKind)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_section_without_a_heading_is_called_by_its_kind(kind, language):
    made = section(1, kind=kind, heading="")
    assert section_title(made, language) == BACKGROUND_WORDS[kind.value][language]


def test_a_long_heading_is_cut_on_its_button():
    made = section(1, heading="Who sits on which side of the long table in the old customs house")
    assert section_label(made, "en") == "Who sits on which side of the long table in the…"


def test_a_long_section_is_split_and_nothing_is_lost():
    body = "\n\n".join(f"Article {n}: " + "whereas the parties agreed. " * 20 for n in range(30))
    parts = shown(section(1, body=body))
    assert len(parts) > 1
    assert all(part.silent and units(part.text) <= TEXT_LIMIT for part in parts)
    told = " ".join(" ".join(part.text.value.split()) for part in parts)
    assert " ".join(body.split()) in told
    assert parts[-1].text.value.endswith("Source")


def test_a_picture_goes_along_where_it_fits():
    with_map = section(1, media=(photo(1), photo(2)))
    (part,) = shown(with_map)
    assert part.media == (photo(1),)
    assert "Photo: REUTERS" in part.text.value
    (part,) = shown(section(1, media=(photo(1),), body="a " * CAPTION_LIMIT))
    assert (part.media, "REUTERS" in part.text.value) == ((), False)


def test_the_list_says_what_it_is():
    text = render_list(coverage(), [section(1)], "en")
    assert text.value.startswith("Talks in Istanbul\n\nWhat the source tells around its updates")
    assert "tells nothing" in render_list(coverage(), [], "en").value
    assert render_nothing("tr").value == BACKGROUND_WORDS["nothing"]["tr"]


def test_outside_text_becomes_no_markup():
    (part,) = shown(section(1, heading="<b>x</b>", body="<a href='y'>z</a>", first_seen_at=START))
    assert part.text.value.startswith("<b>x</b>\n\n<a href='y'>z</a>")
