import asyncio
import re
import shutil
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

import storage
from bot.deliver import Queue
from bot.errors import StorageError
from bot.model import CoverageState
from storage import Database, Store, check_writable, migrate, newest_version, schema_version
from storage.schema import metadata
from storage.upkeep import _config

STEPS = [
    script.revision
    for script in reversed(list(ScriptDirectory.from_config(_config()).walk_revisions()))
]


def tables_of(file: Path) -> dict[str, list[str]]:
    """Every table and index of a database file with the words of its definition, sorted."""
    with sqlite3.connect(file) as connection:
        found = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'alembic%'"
        ).fetchall()
    connection.close()
    return {name: sorted(re.findall(r"\w+", sql)) for name, sql in found}


@pytest.mark.parametrize("start", ["", *STEPS])
def test_migrating_from_any_version_gives_the_schema_of_the_code(
    start: str, tmp_path: Path
) -> None:
    file = tmp_path / "old.db"
    if start:
        assert migrate(f"sqlite:///{file}", start) == start
    assert migrate(f"sqlite:///{file}") == newest_version()

    engine = create_engine(f"sqlite:///{file}")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()

    fresh = tmp_path / "fresh.db"
    engine = create_engine(f"sqlite:///{fresh}")
    metadata.create_all(engine)
    engine.dispose()
    assert tables_of(file) == tables_of(fresh)


def fill(file: Path) -> None:
    """A database of version 0002 in the middle of an event, in the plainest words."""
    day = "2025-06-02 10:00:00.000000"
    hour = "2025-06-02 11:00:00.000000"
    filled = {
        "coverages": [(1, "Talks", "en", "UTC", "live", day, 2, None, None, None, "", None)],
        "sources": [(1, 1, "https://example.org/live", "jsonld", *(None, None, 0), *("",) * 4)],
        "posts": [
            (
                *(number, 1, 1, f"p{number}", "update", 1, 1024 * number, f"News {number}"),
                *("", "", day, hour, "", 0, 0, number, None, None, 0, "", None, None),
            )
            for number in (1, 2)
        ],
        "changes": [(1, number, "posted", number, day) for number in (1, 2)],
        "chats": [
            (100, "private", "", "", "ru", "", 0, 1, day, None),
            (101, "private", "", "", "", "blocked", 0, 2, day, hour),
            (-1001, "channel", "News", "news", "", "", 1, 3, day, None),
        ],
        "subscriptions": [
            (number, chat_id, 1, 0, "everything", 1, 1, 1, 0, 1, None, "", 1, day)
            for number, chat_id in enumerate((100, 101, -1001), start=1)
        ],
        "deliveries": [(number, 1, 1, "", day, 1, 0, 0) for number in (1, 2, 3)],
    }
    with sqlite3.connect(file) as connection:
        for table, rows in filled.items():
            marks = ", ".join("?" * len(rows[0]))
            connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608 - our own words
    connection.close()


async def test_an_event_goes_on_where_it_was_when_its_database_is_migrated(tmp_path: Path) -> None:
    file = tmp_path / "old.db"
    url = f"sqlite:///{file}"
    await asyncio.to_thread(migrate, url, "0002")
    fill(file)
    await asyncio.to_thread(migrate, url)
    database = Database.open(url)
    store = Store.open(database)
    (coverage,) = await store.coverages.all()
    (page,) = await store.coverages.sources(1)
    posts = await store.coverages.posts(1)
    behind = {queue: await waiting(store, queue) for queue in Queue}
    assert (coverage.state, coverage.head) == (CoverageState.LIVE, 2)
    assert (page.misfits, page.removed_at, page.live) == (0, None, None)
    assert [(post.headline, post.unannounced) for post in posts] == [
        ("News 1", False),
        ("News 2", False),
    ]
    assert behind == {Queue.BREAKING: [], Queue.CHANNELS: [-1001], Queue.OTHERS: [100]}
    assert await store.chats.resume(101, datetime(2025, 6, 2, 12, tzinfo=UTC))
    assert await waiting(store, Queue.OTHERS) == [100, 101]
    await database.close()


async def waiting(store: Store, queue: Queue) -> list[int]:
    """The chats that are behind."""
    now = datetime(2025, 6, 2, 12, tzinfo=UTC)
    found = await store.deliveries.behind(now, skip_chats=(), limit=9, queue=queue)
    return [subscription.chat.id for subscription in found]


def test_the_comparison_would_notice_a_difference(url: str, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "dateline.db") as connection:
        connection.execute("ALTER TABLE posts ADD COLUMN forgotten TEXT")
    connection.close()
    engine = create_engine(url)
    with engine.connect() as connection_:
        differences = compare_metadata(MigrationContext.configure(connection_), metadata)
    engine.dispose()
    assert [difference[0] for difference in differences] == ["remove_column"]


def test_steps_are_numbered_one_after_the_other() -> None:
    assert [f"{number:04}" for number in range(1, len(STEPS) + 1)] == STEPS
    for script in ScriptDirectory.from_config(_config()).walk_revisions():
        assert script.doc, f"{script.revision} does not say what it does"


def test_migrating_makes_the_folder_and_twice_is_harmless(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/deep/er/dateline.db"
    assert schema_version(url) == ""
    assert migrate(url) == newest_version()
    assert migrate(url) == newest_version()
    assert schema_version(url) == newest_version()


def test_a_step_that_fails_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied = Path(shutil.copytree(Path(storage.__file__).parent / "migrations", tmp_path / "steps"))
    (copied / "versions" / "v9999_breaks.py").write_text(
        "import sqlalchemy as sa\n"
        "from alembic import op\n"
        f"revision, down_revision = '9999', '{newest_version()}'\n"
        "def upgrade():\n"
        "    op.create_table('half', sa.Column('id', sa.Integer))\n"
        "    raise RuntimeError('in the middle')\n"
    )
    monkeypatch.setattr("storage.upkeep._SCRIPTS", str(copied))
    file = tmp_path / "dateline.db"
    with pytest.raises(RuntimeError, match="in the middle"):
        migrate(f"sqlite:///{file}")
    assert schema_version(f"sqlite:///{file}") == STEPS[-1], "the good steps before it stay"
    assert "half" not in tables_of(file)


def test_a_database_of_a_newer_version_is_refused(url: str, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "dateline.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0999'")
    connection.close()
    with pytest.raises(StorageError, match=r"newer Dateline: its schema is 0999.*Install"):
        migrate(url)
    assert schema_version(url) == "0999"


async def test_the_check_refuses_a_newer_version_too(url: str, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "dateline.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0999'")
    connection.close()
    with pytest.raises(StorageError, match="newer Dateline"):
        await check_writable(url)


async def test_the_check_describes_a_database(url: str) -> None:
    said = await check_writable(url)
    assert re.fullmatch(
        rf"SQLite, .*/dateline\.db, \d\.\d MB, schema {newest_version()}, up to date", said
    )


def test_the_check_makes_nothing(tmp_path: Path) -> None:
    said = asyncio.run(check_writable(f"sqlite:///{tmp_path}/new/dateline.db"))
    assert said.endswith("will be made at the first start")
    assert not schema_version(f"sqlite:///{tmp_path}/new/dateline.db")
    assert list(tmp_path.iterdir()) == []


async def test_the_check_tells_what_an_empty_file_will_become(tmp_path: Path) -> None:
    (tmp_path / "dateline.db").touch()
    said = await check_writable(f"sqlite:///{tmp_path}/dateline.db")
    assert f"schema empty, will be brought to {newest_version()} at the next start" in said


async def test_a_folder_that_is_a_file_is_refused_with_the_mend(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file, not a folder")
    url = f"sqlite:///{tmp_path}/taken/dateline.db"
    with pytest.raises(StorageError, match=r"cannot be used: .*DATELINE_DATABASE_URL"):
        migrate(url)
    with pytest.raises(StorageError, match=r"is no folder that this user may write to"):
        await check_writable(url)


async def test_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8" * 4096)
    url = f"sqlite:///{tmp_path}/photo.jpg"
    with pytest.raises(StorageError, match=r"not a database\. It is some other file"):
        migrate(url)
    with pytest.raises(StorageError, match="not a database"):
        await check_writable(url)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("dateline.db", "is not a database address"),
        ("", "is not a database address"),
        ("postgresql://localhost/dateline", "names a postgresql database"),
        ("mysql+pymysql://root:secret@localhost/dateline", "supports SQLite only"),
        ("sqlite://", "must name a file"),
        ("sqlite:///:memory:", "must name a file"),
        ("sqlite:////tmp/x.db?mode=ro", "must name a file and nothing else"),
    ],
)
def test_other_addresses_are_refused_in_words(url: str, said: str) -> None:
    with pytest.raises(StorageError, match=said) as refusal:
        migrate(url)
    assert "DATELINE_DATABASE_URL" in str(refusal.value)
    assert "secret" not in str(refusal.value)
