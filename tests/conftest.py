"""What stories share: an open database on a real file, and logging that no other has changed."""

import asyncio
import functools
import logging
import shutil
import ssl
import sys
from collections.abc import Iterator

import pytest

from bot.__main__ import loop_factory
from bot.sources.fetch import Fetcher
from storage import Database, Store, migrate, sqlite

ON_EITHER_LOOP = {"test_transport", "test_wire"}
"""Where requests go over real connections, Python's own event loop and uvloop might differ."""


def pytest_asyncio_loop_factories(config, item):
    """Which loops a test runs on: the one that the bot uses too, where that is another."""
    factories = {"asyncio": asyncio.new_event_loop}
    if item.path.stem in ON_EITHER_LOOP and (faster := loop_factory()):
        factories["uvloop"] = faster
    return factories


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    """Give logging, warnings and the excepthook back as they were: commands set them up."""
    hook, handlers = sys.excepthook, logging.root.handlers[:]
    levels = {logger: logger.level for logger in _loggers()}
    yield
    sys.excepthook, logging.root.handlers[:] = hook, handlers
    logging.captureWarnings(capture=False)
    for logger in _loggers():
        before = levels.get(logger, logging.NOTSET)
        if logger.level != before:  # since to set it is slow
            logger.setLevel(before)


def _loggers() -> list[logging.Logger]:
    known = logging.root.manager.loggerDict.values()
    return [logging.root, *(each for each in known if isinstance(each, logging.Logger))]


@pytest.fixture(scope="session", autouse=True)
def commits_without_the_disk() -> Iterator[None]:
    """Let no commit wait for the disk: a killed process loses nothing, and no test cuts the power.

    Other processes, as tests of the command line start them, commit as in real life.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite, "_WRITER", (*sqlite._WRITER, "PRAGMA synchronous = OFF"))
        yield


@pytest.fixture(scope="session", autouse=True)
def hosts_that_need_no_rest() -> Iterator[None]:
    """Let the hosts of the tests, which are on loopback, be asked again at once.

    A test of the pause names the one that it wants.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(Fetcher.__init__.__kwdefaults__, "pause", 0.0)
        yield


@pytest.fixture(scope="session", autouse=True)
def certificates_are_read_once() -> Iterator[None]:
    """Nothing on loopback is encrypted, yet each HTTP client reads the system's certificates."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ssl, "create_default_context", functools.cache(ssl.create_default_context))
        yield


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory, commits_without_the_disk):
    """A migrated database without content, to be copied: migrating takes a tenth of a second."""
    file = tmp_path_factory.mktemp("database") / "empty.db"
    migrate(f"sqlite:///{file}")
    return file


@pytest.fixture
def database_url(empty_database, tmp_path):
    """The address of a fresh database of one's own."""
    file = tmp_path / "dateline.db"
    shutil.copy(empty_database, file)
    return f"sqlite:///{file}"


@pytest.fixture
async def store(database_url):
    """A fresh store."""
    database = Database.open(database_url)
    yield Store.open(database)
    await database.close()
