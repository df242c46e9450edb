"""Where the database is, and what to tell a person when it cannot be used."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, IntegrityError, ProgrammingError

from bot.errors import StorageError

SETTING = "DATELINE_DATABASE_URL"


def database_file(url: str) -> Path:
    """The file that a SQLite URL names, absolute and with links followed.

    `sqlite:///path` and `sqlite+aiosqlite:///path` mean the same. Raises StorageError for an
    address that is none, for other databases and for a database in memory.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StorageError(
            f"{SETTING} is not a database address. It should look like "
            "sqlite:////var/lib/dateline/dateline.db."
        ) from error
    if parsed.drivername not in {"sqlite", "sqlite+aiosqlite"}:
        raise StorageError(
            f"{SETTING} names a {parsed.get_backend_name()} database; this version of Dateline "
            "supports SQLite only. Use sqlite:////path/to/dateline.db."
        )
    if not parsed.database or parsed.database == ":memory:" or parsed.query:
        raise StorageError(
            f"{SETTING} must name a file and nothing else, like "
            "sqlite:////var/lib/dateline/dateline.db: what Dateline has sent must outlive it."
        )
    return Path(parsed.database).expanduser().resolve()


def driver_url(file: Path, driver: str) -> URL:
    """The address of a database file for one of SQLAlchemy's SQLite drivers."""
    return URL.create(f"sqlite+{driver}", database=str(file))


def make_folder(file: Path) -> None:
    """Make the folder the file belongs in. Raises StorageError when that cannot be done."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_use(file, error) from error


def cannot_use(file: Path, error: Exception) -> StorageError:
    """The error for a person: what is wrong with the database file, and the mend."""
    said = str(getattr(error, "orig", None) or error)
    mend = next((mend for sign, mend in _MENDS.items() if sign in said.lower()), _USUAL_MEND)
    return StorageError(f"The database {file} cannot be used: {said}. {mend}")


@contextmanager
def explained(file: Path) -> Iterator[None]:
    """Turn what a person can mend into StorageError; mistakes of ours stay what they are."""
    try:
        yield
    except (IntegrityError, ProgrammingError, sqlite3.IntegrityError, sqlite3.ProgrammingError):
        raise
    except (DatabaseError, sqlite3.DatabaseError) as error:
        raise cannot_use(file, error) from error


_USUAL_MEND = f"Check that the folder exists and may be written to, or change {SETTING}."
_MENDS = {
    "is locked": "Another program is writing to it; close that program and try again.",
    "is full": "Make room on the disk; nothing that was stored is lost.",
    "no space left": "Make room on the disk; nothing that was stored is lost.",
    "not a database": f"It is some other file; move it away or change {SETTING}.",
    "malformed": "The file is damaged; restore a copy, and keep the damaged file for repair.",
    "no such table": "Its tables are missing; run `dateline migrate`.",
    "no such column": "It was made by another version; run `dateline migrate`.",
}
