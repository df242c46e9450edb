"""Logging for an operator: one line a record, UTC, and never a bot token.

The token stands in every Bot API address, so it turns up wherever the HTTP libraries log, and in
the texts of their errors. It is therefore taken out of the finished line, last of all.
"""

import logging
import re
import sys
import time
from collections.abc import Iterable
from types import TracebackType
from urllib.parse import quote

from bot.errors import DatelineError

_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
HIDDEN = "<hidden>"
_ANY_TOKEN = re.compile(r"(?<!\d)\d{5,}(?::|%3A)[A-Za-z0-9_-]{30,}", re.IGNORECASE)
_SHORTEST_SECRET = 8  # shorter pieces would blot out innocent text
# These tell of every request and every job; at INFO that would drown everything else.
_CHATTY = ("httpx", "httpcore", "alembic", "apscheduler", "aiosqlite", "telegram")


def set_up_logging(level: str, secrets: Iterable[str]) -> None:
    """Log to stderr from `level` ("DEBUG" ... "ERROR") up, without any of the `secrets`.

    Warnings and errors that end the program are logged too, so they pass through the same sieve.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(DiscreetFormatter(secrets))
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level)
    chatty = logging.DEBUG if level == "DEBUG" else logging.WARNING
    for name in _CHATTY:
        logging.getLogger(name).setLevel(chatty)
    # Each is told by the bot itself, in its own words and without a traceback.
    told_anyway = logging.DEBUG if level == "DEBUG" else logging.CRITICAL
    logging.getLogger("telegram.request.BaseRequest").setLevel(told_anyway)
    logging.getLogger("telegram.ext.Updater").addFilter(_is_news)
    # A job that is still running when its turn comes again is left out; that is as it should be.
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)
    logging.captureWarnings(capture=True)
    sys.excepthook = _log_the_end


def _is_news(record: logging.LogRecord) -> bool:
    """Whether a record of the updater's tells anything that matters.

    Not when the last request of all fails: what it would have confirmed comes again at the start.
    """
    return not str(record.msg).startswith("Error while calling `get_updates` one more time")


class DiscreetFormatter(logging.Formatter):
    """`2025-06-02T11:45:00Z INFO bot.watch: message`, with every secret replaced."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%SZ")
        self.converter = time.gmtime
        self._secrets = _pattern(secrets)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's own name
        """The line itself. Text from outside must not be able to begin another."""
        line = super().formatMessage(record)
        return line.replace("\r", "\\r").replace("\n", "\\n")

    def formatException(self, ei: _ExcInfo) -> str:  # noqa: N802 - logging's own name
        """The traceback; of an error of our own only what it says, which is all to know."""
        if isinstance(ei[1], DatelineError):
            return f"{type(ei[1]).__name__}: {ei[1]}"
        return super().formatException(ei)

    def format(self, record: logging.LogRecord) -> str:
        """The line, and the traceback below it if there is one, without secrets."""
        # Formatted apart: logging keeps the text of a traceback on the record for other handlers.
        return self._secrets.sub(HIDDEN, super().format(record))


def _pattern(secrets: Iterable[str]) -> re.Pattern[str]:
    """Whatever shows a secret: as it is, in an address, or the part of a token that opens doors."""
    forms = set()
    for secret in filter(None, secrets):
        for form in (secret, secret.partition(":")[2]):
            forms |= {form, quote(form, safe=""), quote(quote(form, safe=""), safe="")}
    long_enough = sorted((form for form in forms if len(form) >= _SHORTEST_SECRET), key=len)
    return re.compile(
        "|".join([*map(re.escape, reversed(long_enough)), _ANY_TOKEN.pattern]), re.IGNORECASE
    )


def _log_the_end(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """Log an error that ends the program, where Python would print it as it is."""
    if issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger("bot").critical("ended by an error", exc_info=(kind, error, trace))
