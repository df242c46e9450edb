"""Settings from the environment and `.env`. `.env.example` says the same in the same words."""

import os
import re
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.errors import SettingError

PREFIX = "DATELINE_"
ENV_FILE = Path(".env")

USUAL_REVIEW_MINUTES = 10.0

Seconds = Annotated[float, Field(gt=0, le=86_400, allow_inf_nan=False)]
Rate = Annotated[float, Field(gt=0, le=1000, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=1, le=1000)]


class Settings(BaseSettings):
    """Everything an operator can set. Each field is DATELINE_ and its name in capitals."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        use_attribute_docstrings=True,
    )

    # --- Telegram ---

    bot_token: SecretStr = SecretStr("")
    """The bot's token, from @BotFather. Needed to run; never logged."""

    owners: Annotated[tuple[int, ...], NoDecode] = ()
    """Telegram user ids of the owners, comma separated. At least one is needed to run."""

    api_base_url: str = "https://api.telegram.org"
    """Address of the Bot API server, without the token; a local one works too."""

    telegram_connect_timeout_seconds: Seconds = 5
    """Seconds to wait for a connection to Telegram."""

    telegram_read_timeout_seconds: Seconds = 20
    """Seconds to wait for Telegram's answer. Keep above 8: so long Telegram may hold a message."""

    updates_timeout_seconds: Annotated[int, Field(ge=0, le=50)] = 30
    """Seconds that one request for updates stays open while there are none (long polling)."""

    # --- Storage ---

    database_url: Annotated[str, Field(min_length=1)] = "sqlite+aiosqlite:///data/dateline.db"
    """Address of the database. Three slashes begin a relative path, four an absolute one."""

    # --- What readers see ---

    language: Literal["en", "ru", "uk", "tr"] = "en"
    """Language (en, ru, uk, tr) for chats whose own is not known."""

    timezone: str = "UTC"
    """Time zone (IANA name, as Europe/Istanbul) of coverages that name none."""

    digest_after_posts: Count = 10
    """Posts: a chat with more than this many waiting gets them as one digest, in a lag sooner."""

    card_theme: Literal["light", "dark", "none"] = "light"
    """Look of the drawn timeline of a summary: light, dark, or none to draw none."""

    # --- Watching sources ---

    poll_min_seconds: Annotated[Seconds, Field(ge=1)] = 10
    """Shortest time in seconds between two polls of one source; 1 or more."""

    poll_max_seconds: Seconds = 300
    """Longest time in seconds between two polls of one source."""

    fetch_connect_timeout_seconds: Seconds = 5
    """Seconds to wait for a connection to a source."""

    fetch_read_timeout_seconds: Seconds = 15
    """Seconds to wait for the next piece of a source's answer."""

    fetch_total_timeout_seconds: Seconds = 45
    """Seconds that reading one source may take altogether."""

    fetch_max_bytes: Annotated[int, Field(ge=10_000, le=1_000_000_000)] = 10_000_000
    """Largest page or feed that is read, in bytes after decompression."""

    allowed_private_hosts: Annotated[frozenset[str], NoDecode] = frozenset()
    """Hosts (host or host:port, comma separated) that may be read on private addresses."""

    withdraw_after_snapshots: Count = 3
    """Readings in a row that must lack a post before it counts as withdrawn."""

    conclude_automatically: bool = False
    """Whether (true or false) a coverage whose end is evident concludes without an editor."""

    summary_review_minutes: Annotated[float, Field(ge=0, le=1440, allow_inf_nan=False)] | None = (
        None
    )
    """Minutes for editors to change a summary; 0 for none. Empty: 10, and 0 if nobody concluded."""

    quiet_minutes_before_end: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 90
    """Minutes without a post after which the end of a coverage may be proposed."""

    watch_after_end_hours: Annotated[float, Field(ge=0, le=720, allow_inf_nan=False)] = 24
    """Hours that a page is still read for corrections after its coverage ended; 0 for none."""

    hold_stubs_seconds: Annotated[float, Field(ge=0, le=600, allow_inf_nan=False)] = 45
    """Seconds that an unfinished new post may wait for the rest of its text; 0 for none."""

    tell_broken_after_minutes: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 10
    """Minutes that a source may be unreadable, or look unlike itself, before editors are told."""

    tell_silent_after_minutes: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 60
    """Minutes that a live source may be silent, beyond its own rhythm, before editors are told."""

    # --- Limits on sending ---

    messages_per_second: Rate = 30
    """Messages a second to all chats together."""

    chat_messages_per_second: Rate = 1
    """Messages a second to one chat, on average."""

    chat_burst: Count = 3
    """Messages that may go to one chat at once before that average holds."""

    group_messages_per_minute: Rate = 20
    """Messages a minute to one group or channel."""

    sends_in_flight: Annotated[int, Field(ge=1, le=256)] = 16
    """Messages that may be on their way to Telegram at the same time."""

    paid_broadcast: bool = False
    """Whether (true or false) to pay Stars for messages to readers above messages_per_second."""

    paid_messages_per_second: Rate = 100
    """Messages a second to all chats together while Stars are paid; Telegram takes 1000."""

    paid_stars_per_day: Annotated[float, Field(ge=0, le=1_000_000, allow_inf_nan=False)] = 100
    """Stars that may be paid in one day (UTC); each pays for ten messages."""

    # --- Sends that got no answer ---

    uncertain_readers: Literal["repeat", "skip"] = "repeat"
    """Whether to repeat or skip a message to a reader when nobody knows if it arrived."""

    uncertain_channels: Literal["repeat", "ask"] = "repeat"
    """Whether to repeat such a message to a channel or group, or to ask the editors first."""

    # --- A model for summaries ---

    model_url: str = ""
    """Base address of an OpenAI-compatible endpoint, as https://host/v1. Empty: no model."""

    model_name: str = ""
    """Name of the model there. Needed with the address."""

    model_key: SecretStr = SecretStr("")
    """Key for the endpoint, if it wants one; never logged."""

    model_rewrites: bool = False
    """Whether (true or false) it also rewrites lines, not only translates them for readers."""

    model_timeout_seconds: Annotated[Seconds, Field(le=300)] = 20
    """Seconds that a summary waits for the model altogether."""

    model_requests_per_day: Annotated[int, Field(ge=1, le=100_000)] = 100
    """Requests to the model in a day (UTC)."""

    model_tokens_per_day: Annotated[int, Field(ge=1, le=1_000_000_000)] = 200_000
    """Tokens in a day (UTC), as the model counts them, from which it is not asked again."""

    # --- Operation ---

    shutdown_seconds: Seconds = 25
    """Seconds that messages in flight are given to finish when the bot is stopped."""

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    """How much is logged: DEBUG, INFO, WARNING or ERROR."""

    @field_validator("bot_token")
    @classmethod
    def _looks_like_a_token(cls, token: SecretStr) -> SecretStr:
        bare = token.get_secret_value().strip()
        if bare and not re.fullmatch(r"\d+:[A-Za-z0-9_-]+", bare):
            raise ValueError(
                "is not a bot token (digits, a colon, letters); copy it again from @BotFather"
            )
        return SecretStr(bare)

    @field_validator("owners", mode="before")
    @classmethod
    def _ids(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        items = _items(value)
        if not all(re.fullmatch(r"[1-9]\d{0,15}", item) for item in items):
            raise ValueError("must be user ids, which are whole numbers, separated by commas")
        return tuple(int(item) for item in items)

    @field_validator("allowed_private_hosts", mode="before")
    @classmethod
    def _hosts(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        items = [item.lower() for item in _items(value)]
        if not all(re.fullmatch(r"(\[[0-9a-f:.]+\]|[\w.-]+)(:\d{1,5})?", item) for item in items):
            raise ValueError("must be hosts as 'host' or 'host:port', separated by commas")
        return frozenset(items)

    @field_validator("api_base_url")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        if not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", value):
            raise ValueError("must be an address like https://api.telegram.org")
        return value.rstrip("/")

    @field_validator("model_url")
    @classmethod
    def _is_an_endpoint(cls, value: str) -> str:
        if value and not re.fullmatch(r"https?://[^\s/?#@]+(/[^\s?#]*)?", value):
            raise ValueError("must be an address like https://host/v1, without a key in it")
        return value.rstrip("/")

    @field_validator("timezone")
    @classmethod
    def _is_a_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError("must be an IANA time zone such as Europe/Istanbul") from None
        return value

    @field_validator("log_level", mode="before")
    @classmethod
    def _in_capitals(cls, value: object) -> object:
        return value.strip().upper() if isinstance(value, str) else value

    @model_validator(mode="after")
    def _poll_bounds_are_in_order(self) -> Self:
        if self.poll_min_seconds > self.poll_max_seconds:
            raise ValueError(
                f"{PREFIX}POLL_MIN_SECONDS ({self.poll_min_seconds:g}) is above "
                f"{PREFIX}POLL_MAX_SECONDS ({self.poll_max_seconds:g}). "
                "Lower the first or raise the second."
            )
        return self

    @model_validator(mode="after")
    def _a_model_has_address_and_name(self) -> Self:
        if bool(self.model_url) != bool(self.model_name):
            missing, given = ("NAME", "URL") if self.model_url else ("URL", "NAME")
            raise ValueError(
                f"{PREFIX}MODEL_{missing} is missing, but {PREFIX}MODEL_{given} is set. "
                "Set both, or neither for no model."
            )
        return self

    @property
    def summary_review(self) -> tuple[float, float]:
        """Minutes for a summary after an editor's conclusion, and after an automatic one."""
        minutes = self.summary_review_minutes
        return (USUAL_REVIEW_MINUTES, 0.0) if minutes is None else (minutes, minutes)

    def require_bot(self) -> None:
        """Raise SettingError unless there is all that talking to Telegram as this bot needs."""
        missing = []
        if not self.bot_token.get_secret_value():
            missing.append(
                f"{PREFIX}BOT_TOKEN is missing. Get a token from @BotFather and put it in .env."
            )
        if not self.owners:
            missing.append(
                f"{PREFIX}OWNERS is missing. Name at least one Telegram user id in .env, "
                f"as {PREFIX}OWNERS=123456789."
            )
        if missing:
            raise SettingError("\n".join(missing))


def load_settings(env_file: Path | None = ENV_FILE) -> Settings:
    """The settings of the environment, then of `env_file` (None for no file), then the defaults.

    Raises SettingError with a line for each field that is wrong and each variable that is none.
    """
    try:
        in_file = dotenv_values(env_file) if env_file else {}
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"{env_file} cannot be read: {error}. Make it plain UTF-8.") from None
    problems = _unknown([*os.environ, *in_file])
    settings = None
    try:
        settings = Settings(_env_file=env_file)  # type: ignore[call-arg] # mypy does not see it
    except ValidationError as error:
        problems += [_in_words(detail) for detail in error.errors(include_url=False)]
    if settings is None or problems:
        raise SettingError("\n".join(problems))
    return settings


def _items(value: str) -> list[str]:
    return [item.strip() for item in value.split(",") if item.strip()]


def _variable(field: str) -> str:
    return f"{PREFIX}{field.upper()}"


def _unknown(variables: Iterable[str]) -> list[str]:
    """A line for each DATELINE_ variable that no field reads: mostly a slip of the keyboard."""
    known = [_variable(field) for field in Settings.model_fields]
    strays = {name.upper() for name in variables} - set(known)
    lines = []
    for stray in sorted(name for name in strays if name.startswith(PREFIX)):
        close = get_close_matches(stray, known, n=1, cutoff=0)
        lines.append(f"{stray} is not a setting. Did you mean {close[0]}? Rename or remove it.")
    return lines


def _in_words(detail: ErrorDetails) -> str:
    """One line: the variable, what is wrong, the mend. The value only where it is no secret."""
    if not detail["loc"]:
        return str(detail["ctx"]["error"])
    name = str(detail["loc"][0])
    default = Settings.model_fields[name].default
    if isinstance(default, SecretStr) or name == "database_url":
        return f"{_variable(name)} {_demand(detail)}."
    value = str(detail["input"])[:80]
    default = str(default).lower() if isinstance(default, bool) else default
    shown = "" if default in ((), frozenset()) else str(default)
    usual = f" for the default, {shown}" if shown else ""
    return f"{_variable(name)} is {value!r} but {_demand(detail)}. Mend it, or leave it out{usual}."


def _demand(detail: ErrorDetails) -> str:
    """What the field asks for, read after its name."""
    given: dict[str, Any] = detail.get("ctx", {})
    demands = {
        "value_error": "{error}",
        "literal_error": "must be one of {expected}",
        "int_parsing": "must be a whole number",
        "int_from_float": "must be a whole number",
        "float_parsing": "must be a number",
        "finite_number": "must be a number",
        "bool_parsing": "must be true or false",
        "greater_than": "must be above {gt:g}",
        "greater_than_equal": "must be {ge:g} or more",
        "less_than_equal": "must be {le:g} or less",
    }
    wording = demands.get(detail["type"])
    return wording.format(**given) if wording else detail["msg"]
