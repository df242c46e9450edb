"""What stories share: an open database on a real file."""

import shutil

import pytest

from storage import Database, Store, migrate


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory):
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
