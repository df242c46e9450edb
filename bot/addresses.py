"""Addresses that editors give: read without storing anything, and covered once at a time."""

from typing import Protocol

from bot.errors import WrongState
from bot.model import Coverage, CoverageState, Selectors, Snapshot, Source


class Reading(Protocol):
    """What a try of an address gives."""

    @property
    def snapshot(self) -> Snapshot:
        """What it shows."""
        ...


class SourceInspector(Protocol):
    """Reads an address without storing anything."""

    async def inspect(
        self,
        url: str,
        *,
        timezone: str,
        pinned_format: str = "",
        selectors: Selectors | None = None,
    ) -> Reading:
        """Read it once. SourceError, in words an editor can act on, when that fails."""
        ...


class KnownAddresses(Protocol):
    """The coverages, as far as their addresses are concerned."""

    async def get(self, coverage_id: int) -> Coverage:
        """The coverage; NotFound if there is none."""
        ...

    async def source_by_url(self, url: str) -> Source | None:
        """The source with this address that is read, whichever coverage it belongs to."""
        ...


async def refuse_covered(book: KnownAddresses, url: str) -> None:
    """Raise WrongState, naming the coverage, for an address that is covered already.

    An address has one coverage at a time; a concluded one leaves its page to another.
    """
    known = await book.source_by_url(url)
    if known is None:
        return
    coverage = await book.get(known.coverage_id)
    if coverage.state is not CoverageState.CONCLUDED:
        raise WrongState(
            f"That address is covered already: “{coverage.title}” ({coverage.state}). "
            f"See it with /coverage {coverage.id}."
        )
