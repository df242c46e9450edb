"""What readers see: pure, from what the use case answers to complete messages."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from bot.follow import Followed, Offer, Story
from bot.model import (
    Button,
    Coverage,
    CoverageState,
    Keyboard,
    Level,
    Part,
    Post,
    Preferences,
    Subscription,
)
from bot.phrases import say
from bot.rendering.parts import TEXT_LIMIT, clean
from bot.rendering.split import clip, fits
from bot.rendering.summary import render_summary
from bot.rendering.summary_pages import PLAIN, Look
from bot.rendering.times import local_clock
from bot.text import Text, bold, join
from handlers.background_views import background_rows
from handlers.keyboards import ButtonError, Family, Press, ticked
from handlers.reader_words import WORDS

READER: Final = Family("r")
COMMANDS: Final = (
    "start", "follow", "settings", "summary", "background", "status", "stop", "help",
)  # fmt: skip
GROUP_COMMANDS: Final = (
    "follow", "here", "settings", "summary", "background", "status", "stop", "help",
)  # fmt: skip

_LISTED: Final = 20
_LABEL: Final = 40
_LINE: Final = 60
_TITLE: Final = 200
_FLAGS: Final = re.compile("[01]{3}")


class Screen(StrEnum):
    """Which message a choice button stands under, so that the press can draw it again."""

    SO_FAR = "s"
    PANEL = "p"


class Listing(StrEnum):
    """Which coverages a list of offers shows."""

    CURRENT = "c"
    ENDED = "e"


class Aspect(StrEnum):
    """The part of the preferences that one button changes."""

    LEVEL = "level"
    PHOTOS = "photos"
    VIDEOS = "videos"
    SOUND = "sound"


# --- Preferences on buttons -----------------------------------------------------------------------


def adjusted(preferences: Preferences, press: Press, index: int) -> Preferences:
    """`preferences` with the aspect at `index` set to the argument after it, all else kept.

    The button says what to set, not what to flip: a double tap, or an old message, does no harm.
    """
    aspect = press.choice(index, Aspect)
    if aspect is Aspect.LEVEL:
        return replace(preferences, level=press.choice(index + 1, Level))
    value = press.word(index + 1)
    if value not in {"on", "off"}:
        raise ButtonError("on or off was expected")
    if aspect is Aspect.PHOTOS:
        return replace(preferences, photos=value == "on")
    if aspect is Aspect.VIDEOS:
        return replace(preferences, videos=value == "on")
    return replace(preferences, sound=value == "on")


def packed(preferences: Preferences) -> tuple[str, str]:
    """Preferences as two words for a button: the level, and the flags photos, videos, sound."""
    flags = (preferences.photos, preferences.videos, preferences.sound)
    return preferences.level.value, "".join(str(int(flag)) for flag in flags)


def unpacked(press: Press, index: int) -> Preferences:
    """The preferences packed at `index` and the argument after it; ButtonError if malformed."""
    level, flags = press.choice(index, Level), press.word(index + 1)
    if not _FLAGS.fullmatch(flags):
        raise ButtonError("three flags were expected")
    return Preferences(level, *(flag == "1" for flag in flags))


def wants(preferences: Preferences, language: str) -> str:
    """One sentence about what a chat gets."""
    kinds = {
        (True, True): "media_both",
        (True, False): "media_photos",
        (False, True): "media_videos",
        (False, False): "media_none",
    }
    return say(
        WORDS,
        "wants",
        language,
        level=say(WORDS, f"wants_{preferences.level}", language),
        media=say(WORDS, kinds[preferences.photos, preferences.videos], language),
        sound=say(WORDS, "sound_on" if preferences.sound else "sound_off", language),
    )


def choices(subscription: Subscription, screen: Screen, language: str) -> Keyboard:
    """Every preference as a button; the present choices are ticked."""
    now = subscription.preferences

    def choice(name: str, aspect: Aspect, value: str, *, chosen: bool) -> Button:
        label = ticked(say(WORDS, f"button_{name}", language), chosen=chosen)
        return READER.button(label, "prefer", subscription.id, screen.value, aspect.value, value)

    def level(level: Level) -> Button:
        return choice(level.value, Aspect.LEVEL, level.value, chosen=now.level is level)

    def switch(aspect: Aspect, *, on: bool) -> Button:
        return choice(aspect.value, aspect, "off" if on else "on", chosen=on)

    last = [READER.button(say(WORDS, "unfollow", language), "unfollow", subscription.id)]
    if screen is Screen.PANEL:
        last.append(READER.button(say(WORDS, "back", language), "settings"))
    return (
        (level(Level.EVERYTHING), level(Level.KEY_MOMENTS)),
        (level(Level.SUMMARY),),
        (
            switch(Aspect.PHOTOS, on=now.photos),
            switch(Aspect.VIDEOS, on=now.videos),
            switch(Aspect.SOUND, on=now.sound),
        ),
        tuple(last),
    )


# --- Arriving and choosing ------------------------------------------------------------------------


def welcome(offers: Sequence[Offer], language: str, *, back: bool) -> Part:
    """The greeting, with what can be followed."""
    listing = offer_list(offers, Listing.CURRENT, language)
    greeting = say(WORDS, "welcome_back" if back else "welcome", language)
    return replace(listing, text=join("\n\n", [greeting, listing.text]))


def offer_list(offers: Sequence[Offer], listing: Listing, language: str) -> Part:
    """Coverages as buttons; those that are followed are ticked."""
    ended = listing is Listing.ENDED
    if offers:
        text = say(WORDS, "list_ended" if ended else "choose", language)
    else:
        text = say(WORDS, "nothing_ended" if ended else "nothing_on", language)
    rows = [
        (
            READER.button(
                ticked(
                    _titled(offer.coverage, language, state=not ended),
                    chosen=offer.subscription is not None,
                ),
                "follow",
                offer.coverage.id,
                listing.value,
            ),
        )
        for offer in offers[:_LISTED]
    ]
    other = Listing.CURRENT if ended else Listing.ENDED
    label = say(WORDS, "show_current" if ended else "show_ended", language)
    return Part(Text(text), keyboard=(*rows, (READER.button(label, "list", other.value),)))


def not_found(offers: Sequence[Offer], language: str) -> Part:
    """A coverage that is not there, and those that are."""
    listing = offer_list(offers, Listing.CURRENT, language)
    return replace(listing, text=Text(say(WORDS, "not_found", language)))


# --- What happened, and what the chat gets --------------------------------------------------------


def summary_parts(
    story: Story,
    summary: Post,
    preferences: Preferences,
    language: str,
    *,
    links: Mapping[int, str],
    look: Look = PLAIN,
) -> tuple[Part, ...]:
    """The summary of a coverage that has ended, leading to messages where `links` has them."""
    return render_summary(
        summary,
        {post.id: post for post in story.posts},
        story.coverage,
        language,
        links=links,
        preferences=preferences,
        look=look,
    )


def so_far(followed: Followed, story: Part, language: str) -> Part:
    """What happened so far, as `story` tells it, what the chat gets, and the choices."""
    text = join("\n\n", [story.text, _confirmation(followed, language)])
    return replace(
        story,
        text=text if fits(text, TEXT_LIMIT) else story.text,
        keyboard=_keyboard(followed, Screen.SO_FAR, language),
    )


def panel(followed: Followed, language: str) -> Part:
    """What the chat gets of one coverage, with the choices."""
    coverage = followed.story.coverage
    heading = join("\n", [bold(_title(coverage)), _capital(_state(coverage, language))])
    return Part(
        join("\n\n", [heading, _confirmation(followed, language)]),
        keyboard=_keyboard(followed, Screen.PANEL, language),
    )


def unfollowed(followed: Followed, language: str) -> Part:
    """The farewell, with the way back: the same choices as before."""
    subscription, coverage = followed.subscription, followed.story.coverage
    again = READER.button(
        say(WORDS, "follow_again", language),
        "again",
        coverage.id,
        subscription.topic_id or 0,
        *packed(subscription.preferences),
    )
    text = say(WORDS, "unfollowed", language, title=_title(coverage))
    return Part(Text(text), keyboard=((again,),))


# --- Settings, status, summary, help --------------------------------------------------------------


def settings(followed: Sequence[Followed], language: str, *, stopped: bool) -> Part:
    """Everything the chat follows, one button each."""
    words = say(WORDS, "settings" if followed else "nothing_followed", language)
    buttons = _one_each(followed, lambda each: ("open", each.subscription.id), language)
    return _with_stop(Part(Text(words), keyboard=buttons), language, stopped=stopped)


def which_summary(followed: Sequence[Followed], language: str) -> Part:
    """Which of several coverages to sum up."""
    return Part(
        Text(say(WORDS, "which_summary", language)),
        keyboard=_one_each(followed, lambda each: ("summary", each.story.coverage.id), language),
    )


def status(followed: Sequence[Followed], language: str, *, stopped: bool, now: datetime) -> Part:
    """Each coverage: where it stands, its last post, and what the chat gets of it."""
    if not followed:
        return settings(followed, language, stopped=stopped)
    blocks = [_status_block(each, language, now) for each in followed[:_LISTED]]
    more = len(followed) - _LISTED
    if more > 0:
        blocks.append(Text(say(WORDS, "and_more", language, count=more)))
    return _with_stop(Part(join("\n\n", blocks)), language, stopped=stopped)


def stopped(language: str) -> Part:
    """Everything is stopped, with the way back."""
    return Part(Text(say(WORDS, "stopped", language)), keyboard=(_resume(language),))


def resumed(followed: Sequence[Followed], language: str) -> Part:
    """Everything runs again, with the way to what happened so far for each coverage."""
    return _with_catch_up(say(WORDS, "resumed", language), followed, language)


def welcome_back(followed: Sequence[Followed], language: str) -> Part:
    """The greeting of a chat that comes back to what it follows."""
    return _with_catch_up(say(WORDS, "welcome_back", language), followed, language)


def _with_catch_up(words: str, followed: Sequence[Followed], language: str) -> Part:
    buttons = _one_each(followed, lambda each: ("summary", each.story.coverage.id), language)
    catch_up = say(WORDS, "catch_up", language) if buttons else ""
    return Part(join("\n\n", [words, catch_up]), keyboard=buttons)


def help_text(language: str, *, group: bool) -> Part:
    """The commands that work in this kind of chat."""
    lines = [
        f"/{command} – {say(WORDS, f'command_{command}', language)}"
        for command in (GROUP_COMMANDS if group else COMMANDS)
    ]
    return Part(join("\n", [say(WORDS, "help", language), *lines]))


def private_only(bot_username: str, language: str) -> Part:
    """For members of a group who are not its admins: who decides, and where they can."""
    door = Button(say(WORDS, "open_private", language), url=f"https://t.me/{bot_username}")
    return Part(Text(say(WORDS, "admins_only", language)), keyboard=((door,),))


# --- Pieces ---------------------------------------------------------------------------------------


def _title(coverage: Coverage) -> str:
    return clip(clean(Text(coverage.title)).value, _TITLE)


def _state(coverage: Coverage, language: str) -> str:
    return say(WORDS, f"state_{coverage.state}", language)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _titled(coverage: Coverage, language: str, *, state: bool) -> str:
    """The title as a button's label; telephones show some forty letters of it."""
    said = f" · {_state(coverage, language)}" if state else ""
    return clip(_title(coverage), _LABEL - len(said)) + said


def _keyboard(followed: Followed, screen: Screen, language: str) -> Keyboard:
    """The choices, below the way to the background where the page has one."""
    rows = background_rows(followed.story, language)
    return (*rows, *choices(followed.subscription, screen, language))


def _confirmation(followed: Followed, language: str) -> Text:
    ended = followed.story.coverage.state is CoverageState.CONCLUDED
    said = say(WORDS, "following_ended" if ended else "following", language)
    return join("\n", [said, wants(followed.subscription.preferences, language)])


def _one_each(
    followed: Sequence[Followed],
    act: Callable[[Followed], tuple[str, int]],
    language: str,
) -> Keyboard:
    return tuple(
        (READER.button(_titled(each.story.coverage, language, state=True), *act(each)),)
        for each in followed[:_LISTED]
    )


def _with_stop(part: Part, language: str, *, stopped: bool) -> Part:
    """`part`, in a stopped chat below the words that say so and above the way back."""
    if not stopped:
        return part
    text = join("\n\n", [bold(say(WORDS, "is_stopped", language)), part.text])
    return replace(part, text=text, keyboard=(*part.keyboard, _resume(language)))


def _resume(language: str) -> tuple[Button, ...]:
    return (READER.button(say(WORDS, "resume", language), "resume"),)


def _status_block(followed: Followed, language: str, now: datetime) -> Text:
    coverage, at = followed.story.coverage, followed.story.last_update_at
    last = say(WORDS, "no_updates", language)
    if at is not None:
        clock = local_clock(coverage, language)
        last = say(WORDS, "last_update", language, time=clock.time_in_city(at, clock.day(now)))
    state = _capital(_state(coverage, language))
    return join(
        "\n",
        [
            bold(clip(_title(coverage), _LINE)),
            f"{state}, {last}",
            wants(followed.subscription.preferences, language),
        ],
    )
