"""Two posts, one story? Tables of cases: what must not be told twice, and what must not be lost."""

from datetime import timedelta

import pytest
from builders import at, post

from bot.same_story import WINDOW, Told, tells_the_same

LONG = (
    "The delegations left the palace by the western gate shortly before three o'clock. "
    "Reporters were kept behind a fence on the other side of the road. "
    "A spokesman said that 12 buses were waiting and that talks would go on by telephone."
)
TURKISH = "Heyetler akşam saatlerinde sarayda bir araya geldi ve metin üzerinde anlaştılar."


def told(text: str, headline: str = ""):
    return post(2, headline=headline, body=text)


@pytest.mark.parametrize(
    ("new", "old"),
    [
        ("Delegations arrive at the palace.", "Delegations arrive at the palace"),
        ("Talks resume", "TALKS  RESUME!"),
        ("BREAKING: The delegations have arrived", "Delegations have arrived."),
        ("Срочно: Делегации прибыли во дворец", "Делегации прибыли во дворец."),
        ("1,200 prisoners to be exchanged", "1200 prisoners to be exchanged"),
        (LONG, LONG.replace("o'clock", "o’clock").replace("The delegations", "Delegations")),
        (LONG, f"{LONG} More follows."),
        (LONG[:150], LONG),
        (LONG.replace("spokesman", "spokesmann"), LONG),
        # An agency's headline, as a sentence of a longer post.
        (
            "Delegations arrive at Dolmabahçe palace",
            "It is morning. Both delegations arrive at the Dolmabahçe palace. Police stand by.",
        ),
        ("12 buses wait at western gate", "It rains. About 12 buses wait at the western gate."),
    ],
)
def test_what_tells_the_same(new: str, old: str) -> None:
    assert tells_the_same(told(new), told(old))


@pytest.mark.parametrize(
    ("new", "old"),
    [
        # Figures.
        ("At least 12 people were hurt in the port", "At least 14 people were hurt in the port"),
        (LONG.replace("12", "13"), LONG),
        ("12 buses wait at western gate", "It rains. Buses wait at the western gate."),
        # Names.
        ("Umerov leaves the palace after talks", "Medinsky leaves the palace after talks"),
        (LONG.replace("palace", "embassy"), LONG),
        ("Russia accuses Ukraine of delaying talks", "Ukraine accuses Russia of delaying talks"),
        (LONG.replace("spokesman", "Karlsson"), LONG.replace("spokesman", "Carlsson")),
        # Negation.
        ("The truce will hold over the holiday", "The truce will not hold over the holiday"),
        ("The truce will not hold over the holiday", "The truce will hold over the holiday"),
        (LONG.replace("were waiting", "were not waiting"), LONG),
        (TURKISH.replace("anlaştılar", "anlaşmadılar"), TURKISH),
        # Opposites, one word apart.
        (
            "The crossing at the river was closed today",
            "The crossing at the river was opened today",
        ),
        (LONG.replace("western", "eastern"), LONG),
        # More than was told, which is news.
        (f"{LONG} The ferry has been stopped.", LONG),
        # The same words, of somebody else.
        (
            "Zelensky meets Erdogan in the palace",
            "A close aide of Zelensky meets an envoy of Erdogan in the garden of the palace.",
        ),
        # Too short to be told within something longer.
        ("Talks resume", "Before talks resume the hall is swept."),
        ("", "Anything"),
    ],
)
def test_what_is_another_story(new: str, old: str) -> None:
    assert not tells_the_same(told(new), told(old))


def test_a_headline_counts_as_much_as_the_text_it_stands_over() -> None:
    page = told("The cars came at noon.", headline="Delegations arrive")
    assert tells_the_same(told("", headline="Delegations arrive"), page)
    assert tells_the_same(told("Delegations arrive. The cars came at noon."), page)
    assert not tells_the_same(page, told("", headline="Delegations arrive"))


# --- Looking it up -------------------------------------------------------------------------------


def test_the_nearest_in_time_is_found() -> None:
    posts = [post(number, headline="", body="Talks resume") for number in (1, 30, 60)]
    new = post(99, headline="", body="Talks resume.", posted_at=at(40))
    found = Told(posts, [new]).find(new)
    assert found is posts[1]


@pytest.mark.parametrize(("body", "found"), [("Talks resume", False), (LONG, True)])
def test_only_a_long_text_is_the_same_at_any_time(body: str, found: bool) -> None:  # noqa: FBT001 - a case of a table
    old = post(1, headline="", body=body)
    new = post(2, headline="", body=body, posted_at=old.posted_at + WINDOW + timedelta(minutes=1))
    assert (Told([old], [new]).find(new) is old) is found


def test_a_typing_error_does_not_hide_the_story() -> None:
    old = post(1, headline="", body=LONG)
    new = post(
        2, headline="", body=LONG.replace("telephone", "telephon").replace("palace", "palase")
    )
    assert Told([old], [new]).find(new) is old


def test_among_thousands_only_a_few_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = []

    def counting(new, old) -> bool:
        compared.append(old)
        return False

    monkeypatch.setattr("bot.same_story.tells_the_same", counting)
    posts = [
        post(number, headline="", body=f"Bulletin {number} of the day.", posted_at=at(number / 100))
        for number in range(1, 2001)
    ]
    new = post(9999, headline="", body="Bulletin 1500 of the day!", posted_at=at(15))
    Told(posts, [new]).find(new)
    assert posts[1499] in compared
    assert len(compared) <= 50
