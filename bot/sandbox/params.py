"""The parameters of one Bot API call, whichever way they were encoded. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.objects import File
from bot.sandbox.rules import Json, bad


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with the request."""

    name: str
    mime: str
    content: bytes


@dataclass(slots=True)
class Params:
    """Named values: JSON ones as they are, form fields as strings that may hold JSON.

    `files` are the media the call names, in order, once `bot.sandbox.media` has found them.
    """

    values: Mapping[str, object]
    uploads: Mapping[str, Upload] = field(default_factory=dict)
    files: list[File] = field(default_factory=list)

    def text(self, name: str) -> str:
        """The value as a string, empty when it is not given."""
        value = self.values.get(name)
        return "" if value is None else str(value)

    def integer(self, name: str) -> int | None:
        """The value as a whole number; None when it is not given or not one."""
        try:
            return int(self.text(name))
        except ValueError:
            return None

    def flag(self, name: str) -> bool:
        """Whether the value says yes."""
        return self.text(name).lower() in {"true", "1", "yes"}

    def parsed(self, name: str) -> Any:  # noqa: ANN401 - JSON can be anything
        """The value read as JSON; None when it is not given."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError:
            raise bad(f"can't parse {name.replace('_', ' ')} JSON object") from None

    def items(self, name: str) -> list[Any]:
        """The value read as a JSON list."""
        value = self.parsed(name)
        if value is None:
            return []
        if not isinstance(value, list):
            raise bad(f"expected an Array of {name}")
        return value

    def item(self, name: str) -> Json:
        """The value read as a JSON object, empty when it is not given."""
        value = self.parsed(name) or {}
        if not isinstance(value, dict):
            raise bad(f"object expected as {name.replace('_', ' ')}")
        return value
