"""Editors see whether there is something for readers to look up."""

from builders import at, coverage, post, section, seen, seen_section, snapshot
from desk_stage import ANNA, Stage

PAGE = "https://example.org/live"


async def test_the_panel_counts_the_sections_that_stand(stage: Stage) -> None:
    stage.coverages.have(coverage(), post(1))
    await stage.says(ANNA, "/coverage 1")
    assert "of background" not in stage.sees(ANNA)
    gone = section(3, withdrawn_at=at(5))
    stage.coverages.kept_sections[1] = [section(1), section(2), gone]
    await stage.says(ANNA, "/coverage 1")
    assert "0 channels and groups · 2 sections of background" in stage.sees(ANNA)


async def test_a_look_at_a_page_counts_them_too(stage: Stage) -> None:
    stage.pages.shown[PAGE] = snapshot(seen(1), background=(seen_section(1),))
    await stage.says(ANNA, f"/coverage add {PAGE}")
    assert "Live page · 1 post · 1 section of background" in stage.sees(ANNA)
