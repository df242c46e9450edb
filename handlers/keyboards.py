"""What a button carries and what a press says: `1:r:level:12:everything`.

Version, family (one letter a handlers module), verb, arguments. A button outlives the program that
made it, so what comes back is read as something that anybody may have written.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeVar

from bot.errors import DatelineError
from bot.model import Button

VERSION: Final = "1"
MAX_BYTES: Final = 64
_ARGUMENT: Final = re.compile(r"[A-Za-z0-9_-]+")
_NUMBER: Final = re.compile(r"-?[0-9]{1,18}")

Choice = TypeVar("Choice", bound=StrEnum)


class ButtonError(DatelineError):
    """A press that this version does not understand: an old button, or a made-up one."""


@dataclass(frozen=True, slots=True)
class Press:
    """A decoded press. Arguments are checked when they are asked for."""

    family: str
    verb: str
    arguments: tuple[str, ...] = ()

    def word(self, index: int) -> str:
        """The argument as it stands; ButtonError when there is none."""
        if index >= len(self.arguments):
            raise ButtonError(f"{self.verb}: argument {index} is missing")
        return self.arguments[index]

    def number(self, index: int) -> int:
        """The argument as a whole number; ButtonError when it is none."""
        word = self.word(index)
        if not _NUMBER.fullmatch(word):
            raise ButtonError(f"{self.verb}: argument {index} is not a number")
        return int(word)

    def choice(self, index: int, kind: type[Choice]) -> Choice:
        """The argument as a member of `kind`; ButtonError when it is none."""
        word = self.word(index)
        try:
            return kind(word)
        except ValueError as error:
            raise ButtonError(f"{self.verb}: argument {index} is unknown") from error


@dataclass(frozen=True, slots=True)
class Family:
    """The buttons of one handlers module, told apart from the others' by one letter."""

    letter: str

    def data(self, verb: str, *arguments: int | str) -> str:
        """The callback data; ValueError when it exceeds Telegram's 64 bytes or our alphabet."""
        words = [self.letter, verb, *(str(argument) for argument in arguments)]
        data = ":".join([VERSION, *words])
        if not all(_ARGUMENT.fullmatch(word) for word in words) or len(data) > MAX_BYTES:
            raise ValueError(f"not fit for a button: {data!r}")
        return data

    def button(self, label: str, verb: str, *arguments: int | str) -> Button:
        """A button that will come back as a press of `verb`."""
        return Button(label, data=self.data(verb, *arguments))

    def pattern(self) -> re.Pattern[str]:
        """Matches the data of this family's present version, and no other's."""
        return re.compile(f"^{VERSION}:{self.letter}:")


def decode(data: str) -> Press:
    """What `data` says; ButtonError for another version, a foreign alphabet or a wrong shape."""
    version, *words = data.split(":")
    fits = len(data) <= MAX_BYTES and all(_ARGUMENT.fullmatch(word) for word in words)
    if version != VERSION or len(words) < 2 or not fits:  # noqa: PLR2004 - a family and a verb
        raise ButtonError("this button was made by another version, or by somebody else")
    return Press(words[0], words[1], tuple(words[2:]))


def ticked(label: str, *, chosen: bool) -> str:
    """A label that shows whether it is the present choice."""
    return f"✓ {label}" if chosen else label
