"""What the form of an audit says: its positions, what was counted, its papers."""

from __future__ import annotations

from typing import Any

from sroki.events.acts.audits import Position
from sroki.projections.web.cycle_forms import Fields
from sroki.projections.web.page import Page
from sroki.workflows.requirements import Checklist, counted


def positions_of(
    page: Page, checklist: Checklist, said: Fields
) -> tuple[list[dict[str, Any] | Position], list[str]]:
    """What was marked on the form, and what is wrong with it."""
    found: list[dict[str, Any] | Position] = []
    faults: list[str] = []
    for demand in checklist.positions:
        note, met = said.one(f"note.{demand.code}"), said.one(f"met.{demand.code}")
        if demand.share is None:
            if met:
                found.append({"code": demand.code, "met": met, "note": note})
            continue
        numbers = [said.one(f"{part}.{demand.code}") for part in ("of", "part")]
        if not any(numbers):
            continue
        if all(one.isascii() and one.isdecimal() and len(one) < 6 for one in numbers):
            found.append(counted(demand, int(numbers[0]), int(numbers[1]), note))
        else:
            faults.append(page.t("{what}: нужны два целых числа", what=demand.title))
    return found, faults


def papers_of(said: Fields) -> list[dict[str, str]]:
    """Papers by their titles and hashes; a line without both is no paper."""
    pairs = zip(said.all("paper"), said.all("sha256"), strict=False)
    return [{"title": title, "sha256": sha.lower()} for title, sha in pairs if title or sha]
