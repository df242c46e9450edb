import asyncio
import re
import shutil
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

import storage
from bot.errors import StorageError
from storage import check_writable, migrate, newest_version, schema_version
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
