"""Settings: what may be set, what is said when it is set wrong, and the example file."""

import os
import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from bot.errors import SettingError
from bot.settings import PREFIX, Settings, load_settings

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / ".env.example"
TOKEN = "123456:AAsecretsecretsecret"


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of the machine's own, and no .env but the one a test writes."""
    for name in list(os.environ):
        if name.upper().startswith(PREFIX):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def refused(monkeypatch: pytest.MonkeyPatch, **variables: str) -> list[str]:
    """The lines that are said about these variables (named without DATELINE_)."""
    for name, value in variables.items():
        monkeypatch.setenv(PREFIX + name, value)
    with pytest.raises(SettingError) as caught:
        load_settings()
    return str(caught.value).splitlines()


# --- What is read --------------------------------------------------------------------------------


def test_without_anything_set_the_defaults_hold() -> None:
    settings = load_settings()
    assert settings.poll_min_seconds == 10
    assert settings.database_url == "sqlite+aiosqlite:///data/dateline.db"
    assert settings.owners == ()


READ: list[tuple[str, str, Any]] = [
    ("OWNERS", "11, 22,,33 ", (11, 22, 33)),
    ("OWNERS", "11", (11,)),
    ("API_BASE_URL", "http://127.0.0.1:8081/", "http://127.0.0.1:8081"),
    ("API_BASE_URL", "http://telegram-bot-api:8081/tg/", "http://telegram-bot-api:8081/tg"),
    ("LANGUAGE", "uk", "uk"),
    ("TIMEZONE", "Europe/Istanbul", "Europe/Istanbul"),
    ("POLL_MIN_SECONDS", "1", 1),
    ("POLL_MAX_SECONDS", "12.5", 12.5),
    ("CONCLUDE_AUTOMATICALLY", "true", True),
    ("LOG_LEVEL", "debug", "DEBUG"),
    (
        "ALLOWED_PRIVATE_HOSTS",
        "Localhost:8080, 127.0.0.1,[::1]:80",
        frozenset({"localhost:8080", "127.0.0.1", "[::1]:80"}),
    ),
    ("ALLOWED_PRIVATE_HOSTS", "", frozenset()),
    ("FETCH_MAX_BYTES", "20000", 20_000),
    ("BOT_TOKEN", f" {TOKEN} ", SecretStr(TOKEN)),
]


@pytest.mark.parametrize(("name", "value", "expected"), READ)
def test_a_variable_of_the_environment_is_read(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, expected: object
) -> None:
    monkeypatch.setenv(PREFIX + name, value)
    assert getattr(load_settings(), name.lower()) == expected


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"MODEL_URL": "https://host/v1"}, "DATELINE_MODEL_NAME is missing"),
        ({"MODEL_NAME": "small"}, "DATELINE_MODEL_URL is missing"),
        ({"MODEL_URL": "https://key@host/v1", "MODEL_NAME": "small"}, "without a key in it"),
        ({"MODEL_TIMEOUT_SECONDS": "301"}, "must be 300 or less"),
        ({"SUMMARY_REVIEW_MINUTES": "-1"}, "must be 0 or more"),
    ],
)
def test_a_model_or_a_review_set_wrong_says_so(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], said: str
) -> None:
    (line,) = refused(monkeypatch, **given)
    assert said in line


@pytest.mark.parametrize(("given", "times"), [("", (10, 0)), ("0", (0, 0)), ("3", (3, 3))])
def test_a_review_that_is_set_holds_for_automatic_conclusions_too(
    monkeypatch: pytest.MonkeyPatch, given: str, times: tuple[float, float]
) -> None:
    monkeypatch.setenv(f"{PREFIX}SUMMARY_REVIEW_MINUTES", given)
    assert load_settings().summary_review == times


def test_the_environment_wins_over_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tmp_path.joinpath(".env").write_text("DATELINE_LANGUAGE=tr\nDATELINE_OWNERS=5\nHOME_PAGE=x\n")
    monkeypatch.setenv("DATELINE_LANGUAGE", "uk")
    settings = load_settings()
    assert (settings.language, settings.owners) == ("uk", (5,))


def test_no_file_need_exist_and_none_need_be_read(tmp_path: Path) -> None:
    tmp_path.joinpath(".env").write_text("DATELINE_LANGUAGE=tr\n")
    assert load_settings(tmp_path / "elsewhere").language == "en"
    assert load_settings(None).language == "en"


def test_settings_do_not_change_under_way() -> None:
    settings = load_settings()
    with pytest.raises(ValidationError):
        settings.language = "tr"


# --- What is refused -----------------------------------------------------------------------------

WRONG = [
    ("POLL_MIN_SECONDS", "0", "must be 1 or more"),
    ("POLL_MIN_SECONDS", "soon", "must be a number"),
    ("POLL_MAX_SECONDS", "inf", "must be a number"),
    ("FETCH_TOTAL_TIMEOUT_SECONDS", "-1", "must be above 0"),
    ("MESSAGES_PER_SECOND", "5000", "must be 1000 or less"),
    ("UPDATES_TIMEOUT_SECONDS", "60", "must be 50 or less"),
    ("CHAT_BURST", "1.5", "must be a whole number"),
    ("CONCLUDE_AUTOMATICALLY", "perhaps", "must be true or false"),
    ("LANGUAGE", "de", "must be one of 'en', 'ru', 'uk' or 'tr'"),
    ("LOG_LEVEL", "LOUD", "must be one of 'DEBUG'"),
    ("TIMEZONE", "Europe/Byzantium", "must be an IANA time zone"),
    ("TIMEZONE", "../../etc/passwd", "must be an IANA time zone"),
    ("OWNERS", "@ann", "must be user ids"),
    ("OWNERS", "-100123", "must be user ids"),
    ("API_BASE_URL", "api.telegram.org", "must be an address like https://"),
    ("API_BASE_URL", "https://api.telegram.org/?a=b", "must be an address like https://"),
    ("ALLOWED_PRIVATE_HOSTS", "http://localhost", "must be hosts as 'host' or 'host:port'"),
    ("ALLOWED_PRIVATE_HOSTS", "localhost:http", "must be hosts as 'host' or 'host:port'"),
]


@pytest.mark.parametrize(("name", "value", "demand"), WRONG)
def test_a_wrong_value_gets_one_line_with_the_field_the_value_and_the_mend(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, demand: str
) -> None:
    (line,) = refused(monkeypatch, **{name: value})
    assert line.startswith(f"DATELINE_{name} is {value!r} but ")
    assert demand in line
    assert "leave it out" in line


def test_every_wrong_field_gets_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = refused(monkeypatch, LANGUAGE="de", OWNERS="ann", POLL_MIN_SECONDS="0")
    assert [line.split()[0] for line in lines] == [
        "DATELINE_OWNERS",
        "DATELINE_LANGUAGE",
        "DATELINE_POLL_MIN_SECONDS",
    ]


def test_the_default_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    (line,) = refused(monkeypatch, CONCLUDE_AUTOMATICALLY="perhaps")
    assert line.endswith("Mend it, or leave it out for the default, false.")


@pytest.mark.parametrize("token", ["hunter2", "123456", "123456: AAsecret", "123456:AA/../x"])
def test_a_wrong_token_is_never_repeated(monkeypatch: pytest.MonkeyPatch, token: str) -> None:
    (line,) = refused(monkeypatch, BOT_TOKEN=token)
    assert line.startswith("DATELINE_BOT_TOKEN is not a bot token")
    assert token not in line
    assert "@BotFather" in line


def test_a_right_token_is_not_shown_by_printing_the_settings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATELINE_BOT_TOKEN", TOKEN)
    settings = load_settings()
    assert TOKEN not in f"{settings!r} {settings}"
    assert settings.bot_token.get_secret_value() == TOKEN


def test_poll_bounds_in_the_wrong_order(monkeypatch: pytest.MonkeyPatch) -> None:
    (line,) = refused(monkeypatch, POLL_MIN_SECONDS="400")
    assert "DATELINE_POLL_MIN_SECONDS (400) is above DATELINE_POLL_MAX_SECONDS (300)" in line
    assert "Lower the first" in line


STRAYS = [
    ("TOKEN", "DATELINE_BOT_TOKEN"),
    ("POLL_MIN_SECOND", "DATELINE_POLL_MIN_SECONDS"),
    ("DATABSE_URL", "DATELINE_DATABASE_URL"),
    ("poll_max", "DATELINE_POLL_MAX_SECONDS"),
]


@pytest.mark.parametrize(("name", "meant"), STRAYS)
def test_a_misspelt_variable_is_told_apart_from_a_default(
    monkeypatch: pytest.MonkeyPatch, name: str, meant: str
) -> None:
    (line,) = refused(monkeypatch, **{name: "hidden-value"})
    assert line.startswith(f"DATELINE_{name.upper()} is not a setting")
    assert f"Did you mean {meant}?" in line
    assert "hidden-value" not in line


def test_a_misspelt_variable_in_the_file(tmp_path: Path) -> None:
    tmp_path.joinpath(".env").write_text("DATELINE_OWNER=5\n")
    with pytest.raises(SettingError, match="Did you mean DATELINE_OWNERS"):
        load_settings()


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    tmp_path.joinpath(".env").write_bytes(b"\xff\xfe\x00D")
    with pytest.raises(SettingError, match=r"\.env cannot be read"):
        load_settings()


# --- What running needs --------------------------------------------------------------------------

NEEDED = [
    ({}, ["DATELINE_BOT_TOKEN is missing", "DATELINE_OWNERS is missing"]),
    ({"BOT_TOKEN": TOKEN}, ["DATELINE_OWNERS is missing"]),
    ({"OWNERS": "5"}, ["DATELINE_BOT_TOKEN is missing"]),
]


@pytest.mark.parametrize(("given", "said"), NEEDED)
def test_without_token_or_owners_the_bot_does_not_start(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], said: list[str]
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(PREFIX + name, value)
    with pytest.raises(SettingError) as caught:
        load_settings().require_bot()
    assert [line.partition(".")[0] for line in str(caught.value).splitlines()] == said


def test_with_token_and_owners_it_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("DATELINE_OWNERS", "5")
    load_settings().require_bot()


# --- The example file ----------------------------------------------------------------------------


def example() -> dict[str, tuple[str, str]]:
    """Variable -> (the comment above it, its value)."""
    pattern = re.compile(r"^# (.+)\n(DATELINE_\w+)=(.*)$", re.MULTILINE)
    return {name: (words, value) for words, name, value in pattern.findall(EXAMPLE.read_text())}


def test_the_example_has_every_field_and_no_other_in_the_same_order() -> None:
    assert list(example()) == [f"{PREFIX}{field.upper()}" for field in Settings.model_fields]


def test_the_example_says_of_each_field_what_the_code_says() -> None:
    assert {name: words for name, (words, _) in example().items()} == {
        f"{PREFIX}{name.upper()}": field.description
        for name, field in Settings.model_fields.items()
    }


def test_the_example_taken_as_it_is_gives_the_defaults() -> None:
    assert load_settings(EXAMPLE) == load_settings(None)


def test_the_example_spells_out_every_default_that_is_not_empty(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    empty = {name for name, (_, value) in example().items() if not value}
    assert empty == {
        f"{PREFIX}{name}"
        for name in (
            "BOT_TOKEN",
            "OWNERS",
            "ALLOWED_PRIVATE_HOSTS",
            "SUMMARY_REVIEW_MINUTES",
            "MODEL_URL",
            "MODEL_NAME",
            "MODEL_KEY",
        )
    }
    for name, (_, value) in example().items():
        monkeypatch.setenv(name, value)
    assert load_settings(None) == Settings.model_construct()


UNITS = {
    "seconds": "second",
    "minutes": "minute",
    "minute": "minute",
    "second": "second",
    "bytes": "bytes",
    "posts": "post",
    "snapshots": "reading",
}


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_field_names_its_unit(name: str) -> None:
    description = (Settings.model_fields[name].description or "").lower()
    assert description
    for word, unit in UNITS.items():
        if word in name.split("_"):
            assert unit in description
