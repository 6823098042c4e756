"""The form of an audit: its positions, what was counted, its papers; read, and filled in again."""

from __future__ import annotations

from hashlib import sha256
from typing import Any, NamedTuple

from sroki.events.acts.audits import Position
from sroki.events.errors import Invalid
from sroki.projections.web.cycle_forms import Fields
from sroki.projections.web.page import Page
from sroki.projections.web.uploads import content_of
from sroki.projections.words import WORDS
from sroki.workflows.audit_dossier import Audit
from sroki.workflows.requirements import Checklist, Demand, counted


class Marked(NamedTuple):
    """What a form of an audit says, and what is wrong with it. A paper is its title and SHA-256."""

    positions: list[dict[str, Any] | Position]
    papers: list[dict[str, str]]
    faults: list[str]


def marked(page: Page, checklist: Checklist, said: Fields) -> Marked:
    """Read a form. What is written beside a position that nobody marked is a fault, not a loss."""
    faults: list[str] = []
    found = [_position(page, one, said, faults) for one in checklist.positions]
    papers = [*papers_of(said), *_hashed(page, said, faults)]
    return Marked([one for one in found if one is not None], papers, faults)


def papers_of(said: Fields) -> list[dict[str, str]]:
    """Papers by their titles and hashes; a line without both is no paper."""
    pairs = zip(said.all("paper"), said.all("sha256"), strict=False)
    return [{"title": title, "sha256": sha.lower()} for title, sha in pairs if title or sha]


def filled_from(audit: Audit) -> Fields:
    """The form as a recorded audit fills it in."""
    texts: dict[str, list[str]] = {
        "paper": [one.title for one in audit.papers],
        "sha256": [one.sha256 for one in audit.papers],
    }
    for one in audit.positions:
        texts[f"met.{one.code}"] = [one.met.value]
        texts[f"note.{one.code}"] = [one.note]
        texts |= {f"{count.name}.{one.code}": [str(count.number)] for count in one.counts}
    return Fields(texts)


def _position(
    page: Page, demand: Demand, said: Fields, faults: list[str]
) -> dict[str, Any] | Position | None:
    note, met = said.one(f"note.{demand.code}"), said.one(f"met.{demand.code}")
    if demand.share is not None:
        return _counted(page, demand, said, faults)
    if met:
        return {"code": demand.code, "met": met, "note": note}
    if note:
        faults.append(page.t("{what}: есть замечание, а отметки нет", what=demand.title))
    return None


def _counted(page: Page, demand: Demand, said: Fields, faults: list[str]) -> Position | None:
    note = said.one(f"note.{demand.code}")
    numbers = [said.one(f"{part}.{demand.code}") for part in ("of", "part")]
    if not any(numbers) and not note:
        return None
    if not all(one.isascii() and one.isdecimal() and len(one) < 6 for one in numbers):
        faults.append(page.t("{what}: нужны два целых числа", what=demand.title))
        return None
    of, part = map(int, numbers)
    if part > of:
        faults.append(page.t("{what}: часть больше целого", what=demand.title))
        return None
    return counted(demand, of, part, note)


def _hashed(page: Page, said: Fields, faults: list[str]) -> list[dict[str, str]]:
    """Files that were sent, each by its name and hash; they themselves are kept by whoever sent."""
    found = []
    for one in said.files:
        if not one.size:
            continue
        try:
            digest = sha256(content_of(one)).hexdigest()
        except Invalid as error:
            faults.append(error.told(page.lang, WORDS))
            continue
        found.append({"title": one.filename or "?", "sha256": digest})
    return found
