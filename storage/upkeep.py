"""The database's own upkeep: bringing its schema up to date, and checking that it can be used.

These run before or beside the bot, without an event loop of their own.
"""

import asyncio
import os
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from bot.errors import StorageError
from storage.location import SETTING, database_file, make_folder
from storage.sqlite import connected, prepare_reader, prepare_writer

_SCRIPTS: Final = "storage:migrations"
_MEGABYTE: Final = 1_000_000


def newest_version() -> str:
    """The schema version this Dateline works with, "0001" and up."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def schema_version(url: str) -> str:
    """The schema version of the database, empty when it has no tables yet."""
    file = database_file(url)
    if not file.exists():
        return ""
    with connected(file, prepare_reader) as connection:
        return _version(connection)


def migrate(url: str, target: str = "head") -> str:
    """Bring the database's schema up to date, each step in a transaction of its own.

    Makes the file and its folder when there are none. Answers the version reached. Raises
    StorageError when the database was made by a newer Dateline or cannot be written to.
    """
    file = database_file(url)
    make_folder(file)
    with connected(file, prepare_writer) as connection:
        _refuse_newer(file, _version(connection))
        connection.rollback()  # the look at the version must not hold a transaction open
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, target)
        return _version(connection)


async def check_writable(url: str) -> str:
    """Describe the database in one line, changing nothing.

    Raises StorageError, with the mend, when a bot could not start on it.
    """
    return await asyncio.to_thread(_check_writable, database_file(url))


def _check_writable(file: Path) -> str:
    if not file.exists():
        folder = next(folder for folder in file.parents if folder.exists())
        if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
            raise StorageError(
                f"The database {file} cannot be made: {folder} is no folder that this user may "
                f"write to. Change its owner, or change {SETTING}."
            )
        return f"SQLite, {file}, will be made at the first start"
    with connected(file, prepare_writer) as connection:
        version = _version(connection)
        connection.rollback()
    _refuse_newer(file, version)
    newest = newest_version()
    state = "up to date" if version == newest else f"will be brought to {newest} at the next start"
    size = file.stat().st_size / _MEGABYTE
    return f"SQLite, {file}, {size:.1f} MB, schema {version or 'empty'}, {state}"


def _refuse_newer(file: Path, version: str) -> None:
    known = [script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()]
    if version and version not in known:
        raise StorageError(
            f"The database {file} was made by a newer Dateline: its schema is {version}, this "
            f"one knows up to {known[0]}. Install the newer Dateline again, or restore a copy of "
            "the database from before the upgrade."
        )


def _version(connection: Connection) -> str:
    return MigrationContext.configure(connection).get_current_revision() or ""


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", _SCRIPTS)
    config.set_main_option("path_separator", "os")
    return config
