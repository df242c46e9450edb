"""INSERT that updates instead when the key is taken: the one statement each database spells alone.

The two dialects we mean to run on offer it under the same names, so only the constructor differs.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Dialect, Insert, Table
from sqlalchemy.dialects import postgresql, sqlite


def inserting(dialect: Dialect, table: Table) -> Any:  # noqa: ANN401 -- the types share no parent
    """An INSERT that has `on_conflict_do_update` and `on_conflict_do_nothing`."""
    return postgresql.insert(table) if dialect.name == "postgresql" else sqlite.insert(table)


def upsert(
    dialect: Dialect, table: Table, values: dict[str, Any], *, keys: Sequence[str]
) -> Insert:
    """Insert `values`; where a row with these `keys` exists, set its other columns instead."""
    statement = inserting(dialect, table).values(values)
    changed: Insert = statement.on_conflict_do_update(
        index_elements=list(keys),
        set_={name: statement.excluded[name] for name in values if name not in keys},
    )
    return changed
