"""What a poll may look like, and how an editor types one. Pure."""

from typing import Final

from bot.errors import DatelineError
from bot.model import Poll

MAX_QUESTION: Final = 300
MAX_OPTION: Final = 100
"""Characters; Telegram's limits."""
FEWEST_OPTIONS: Final = 2
MOST_OPTIONS: Final = 10

HOW: Final = (
    "Send the question and, below it, two to ten options, each on a line of its own; "
    "or forward me a poll."
)


class PollRefused(DatelineError):
    """What the editor sent is no poll that Telegram would take; the text says why."""


def typed(words: str) -> Poll:
    """The poll that was typed: the question on the first line, an option on each of the others.

    PollRefused, in words, when it is none that can be sent.
    """
    lines = [" ".join(line.split()) for line in words.splitlines()]
    question, *options = [line for line in lines if line] or [""]
    return checked(Poll(question, tuple(options)))


def checked(poll: Poll) -> Poll:
    """The same poll; PollRefused, in words, when it is none that can be sent."""
    if not poll.question:
        raise PollRefused(f"There is no question. {HOW}")
    if len(poll.question) > MAX_QUESTION:
        raise PollRefused(
            f"A question may have {MAX_QUESTION} characters; this one has {len(poll.question)}. "
            "Please shorten it and send it again."
        )
    if not FEWEST_OPTIONS <= len(poll.options) <= MOST_OPTIONS:
        raise PollRefused(
            f"A poll has {FEWEST_OPTIONS} to {MOST_OPTIONS} options; this one has "
            f"{len(poll.options)}. {HOW}"
        )
    for option in poll.options:
        if not 0 < len(option) <= MAX_OPTION:
            raise PollRefused(
                f"An option may have 1 to {MAX_OPTION} characters; “{option[:30]}…” has "
                f"{len(option)}. Please shorten it and send the poll again."
            )
    if len({option.casefold() for option in poll.options}) < len(poll.options):
        raise PollRefused("Two of the options are the same. Please send the poll again.")
    return poll
