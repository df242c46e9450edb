"""What a change of a coverage's state means for its summary's draft, in the same transaction."""

from datetime import datetime

from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import CoverageState, Draft, DraftState
from storage import rows
from storage.schema import drafts


async def follow_state(
    connection: AsyncConnection,
    coverage_id: int,
    state: CoverageState,
    draft: Draft | None,
    now: datetime,
) -> None:
    """Store a conclusion's draft; a coverage that goes on has no use for an open one."""
    if state is not CoverageState.CONCLUDED:
        still_open = (drafts.c.coverage_id == coverage_id, drafts.c.state == DraftState.OPEN.value)
        cancelled = {"state": DraftState.CANCELLED.value, "settled_at": now}
        await connection.execute(
            update(drafts).where(*still_open).values(**cancelled, version=drafts.c.version + 1)
        )
    if draft is not None:
        await connection.execute(insert(drafts).values(rows.draft_values(draft)))
