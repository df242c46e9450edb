"""What editors read about channels and groups: pure, and in English like all of their desk."""

from collections.abc import Sequence
from typing import Final

from bot.model import Button, Chat, Keyboard, Level, Part
from bot.places import STOPPED_BY_EDITOR, NewsKind, Place, PlaceNews, Posting
from bot.rendering.split import clip
from bot.text import Text, bold, join
from handlers.keyboards import Family, ticked

PLACE: Final = Family("p")
NOTHING: Final = "nothing"
"""The word on a button for posting nothing of a coverage; the others are levels."""

AMOUNTS: Final = {
    Level.EVERYTHING: "everything",
    Level.KEY_MOMENTS: "key moments",
    Level.SUMMARY: "only the summary",
}
_LISTED: Final = 20
_BUTTONS: Final = 80
_LABEL: Final = 40
_TITLE: Final = 60


def news(about: PlaceNews, place: Place, actor: str) -> Part:
    """What happened to a place. A new one comes with the question what to post there."""
    where = Text(f"the {about.chat.kind} ") + bold(_title(about.chat))
    match about.kind:
        case NewsKind.LOST:
            said = "Posting in " + where + f" has stopped: {about.reason}. "
            return Part(said + "It resumes by itself when the right to post returns.")
        case NewsKind.TOPIC_LOST:
            said = "Posting in a topic of " + where + f" has stopped: {about.reason}. "
            return Part(
                said + "It resumes when the topic is opened again; /here in another topic moves it "
                "there. Other topics go on."
            )
        case NewsKind.RESUMED:
            return Part("Posting in " + where + " has resumed.", keyboard=_way_in(about.chat))
        case NewsKind.ADDED:
            stranger = f"{actor}, who is not an editor, added me to "
            return _added((stranger if about.stranger else "I am now in ") + where, place)


def _added(said: Text, place: Place) -> Part:
    if not place.postings:
        return Part(
            said + ". Nothing is covered yet: begin with /coverage add URL, "
            "then choose in /places what to post there."
        )
    nothing = PLACE.button("Nothing for now", "nothing", place.chat.id)
    return Part(said + ". What should I post there?", keyboard=(*_postings(place), (nothing,)))


def nothing(chat: Chat) -> Part:
    """The answer to "nothing for now"."""
    return Part("Nothing is posted in " + bold(_title(chat)) + " for now. /places changes that.")


def place_list(places: Sequence[Place]) -> Part:
    """Every channel and group with what it posts, one button each."""
    if not places:
        return Part(
            Text(
                "No channel or group yet. Make me an admin of a channel with the right to post, "
                "or add me to a group, and I will ask you what to post there."
            )
        )
    lines = [_line(place) for place in places[:_LISTED]]
    if len(places) > _LISTED:
        lines.append(Text(f"And {len(places) - _LISTED} more, see the buttons."))
    buttons = [
        (PLACE.button(clip(_title(place.chat), _LABEL), "open", place.chat.id),)
        for place in places[:_BUTTONS]
    ]
    return Part(join("\n", [bold("Channels and groups"), *lines]), keyboard=tuple(buttons))


def place_panel(place: Place) -> Part:
    """One place: what it posts, whether it runs, and what can be changed."""
    chat = place.chat
    name = f"@{chat.username}" if chat.username else ""
    posted = [
        f"• {clip(posting.coverage.title, _TITLE)}: {_amount(posting)}"
        for posting in place.postings
        if posting.subscription
    ]
    text = join(
        "\n",
        [
            bold(_title(chat)),
            " · ".join(filter(None, [chat.kind.capitalize(), name, _state(chat, posted)])),
            *(posted[:_LISTED] or ["Nothing is posted here."]),
        ],
    )
    last = [PLACE.button("« All places", "list")]
    if chat.stopped_because:
        last.insert(0, PLACE.button("Post again", "resume", chat.id))
    elif posted:
        last.insert(0, PLACE.button("Stop posting", "stop", chat.id))
    return Part(text, keyboard=(*_postings(place), tuple(last)))


def amount_panel(chat: Chat, posting: Posting) -> Part:
    """How much of one coverage a place should post; the present choice is ticked."""
    coverage, subscription = posting.coverage, posting.subscription
    present = subscription.preferences.level if subscription else None

    def choice(label: str, word: str, *, chosen: bool) -> Button:
        label = ticked(label, chosen=chosen)
        return PLACE.button(label, "post", chat.id, coverage.id, word)

    rows = [
        (choice(words.capitalize(), level.value, chosen=level is present),)
        for level, words in AMOUNTS.items()
    ]
    text = "How much of " + bold(coverage.title) + " should be posted in " + bold(_title(chat))
    return Part(
        text + "?",
        keyboard=(
            *rows,
            (choice("Nothing", NOTHING, chosen=present is None),),
            (PLACE.button("« Back", "open", chat.id),),
        ),
    )


def _title(chat: Chat) -> str:
    return clip(chat.title, _TITLE) or f"{chat.kind} {chat.id}"


def _state(chat: Chat, posted: Sequence[str]) -> str:
    if not chat.stopped_because:
        return "posting" if posted else "ready to post"
    if chat.stopped_because == STOPPED_BY_EDITOR:
        return "stopped by an editor"
    return f"stopped: {chat.stopped_because}"


def _amount(posting: Posting) -> str:
    if posting.subscription is None:
        return NOTHING
    return AMOUNTS[posting.subscription.preferences.level]


def _line(place: Place) -> Text:
    posted = [
        f"{clip(posting.coverage.title, _LABEL)} ({_amount(posting)})"
        for posting in place.postings
        if posting.subscription
    ]
    said = ", ".join(posted) or "posts nothing"
    if place.chat.stopped_because:
        said = _state(place.chat, posted)
    return bold(_title(place.chat)) + f" ({place.chat.kind}): {clip(said, 100)}"


def _postings(place: Place) -> Keyboard:
    """One button a coverage, ticked where it is posted, with how much of it."""
    rows = []
    for posting in place.postings[:_BUTTONS]:
        title = clip(posting.coverage.title, _LABEL)
        if posting.subscription:
            title = ticked(f"{clip(title, 24)} · {_amount(posting)}", chosen=True)
        rows.append((PLACE.button(title, "coverage", place.chat.id, posting.coverage.id),))
    return tuple(rows)


def _way_in(chat: Chat) -> Keyboard:
    return ((PLACE.button("What it posts", "open", chat.id),),)
