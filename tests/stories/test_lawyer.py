"""The lawyer who keeps the regulation: a draft of an edition, its faults by line, the act as a
table, who would have been late under it, and a case judged by it."""

from __future__ import annotations

import json
import re
from importlib import resources
from pathlib import Path
from typing import Any, Final

from sroki.projections.dump import ledger_of
from sroki.projections.opening import look_at
from sroki.projections.store import SqlStore
from tests.deploy.commands import sroki
from tests.deploy.conftest import set_clock, shell
from tests.deploy.wires import filed, item, wire

EDITION: Final = "krsk-010121-97r.yaml"
# What the act gives six days for, and the draft five.
TERM: Final = "length: 6\n"
CASE: Final = [
    filed("c1", "2025-04-03 08:00"),
    wire("registered", "2025-04-03 08:10", case_id="c1"),
    wire("receipt_issued", "2025-04-03 08:15", case_id="c1"),
    wire("file_formed", "2025-04-09 11:00", case_id="c1", part="paper"),
    wire("file_formed", "2025-04-09 11:00", case_id="c1", part="asp_card"),
]


def test_a_lawyer_tries_a_draft_before_it_judges(tmp_path: Path) -> None:
    store, draft = tmp_path / "sroki.db", tmp_path / "draft.yaml"
    a_file_formed_on_the_sixth_day(store)
    source = resources.files("sroki.workflows") / "editions" / EDITION
    text = source.read_text("utf-8")

    # 1. A slip of the pen is told by its line, and how to mend it.
    draft.write_text(text.replace(TERM, "length: -5\n", 1), "utf-8")
    said = sroki("check", draft)
    assert said.code == 1
    line = 1 + text[: text.index(TERM)].count("\n")
    assert re.match(rf"{re.escape(str(draft))}:{line}:\d+: .+", said.out)

    # 2. Mended, it is shown as a table with clauses.
    draft.write_text(text.replace(TERM, "length: 5\n", 1), "utf-8")
    said = sroki("check", draft)
    assert said.code == 0
    assert "п. 22" in said.out

    # 3. Who would have been late; nothing of it is written.
    before = told(store)
    tried = sroki("rulebook", "dry-run", draft, "--store", store)
    assert tried.code == 0
    assert "прибавится" in tried.out
    assert "признак нарушения срока: Дело и карточка учёта" in " ".join(tried.out.split())
    assert "c1" in tried.out
    assert told(store) == before

    # 4. The same case, judged by either edition.
    events = tmp_path / "events.jsonl"
    events.write_text("\n".join(json.dumps(one) for one in CASE), "utf-8")
    states = [
        standing["state"]
        for edition in (EDITION.removesuffix(".yaml"), draft)
        for standing in assessed(edition, events)
        if standing["rule"] == "file"
    ]
    assert states == ["met", "late"]


def a_file_formed_on_the_sixth_day(store: Path) -> None:
    """In time by the act, on its last day."""
    with shell(store, "2025-04-03 09:00") as embedded:
        answers = embedded.take([item(one) for one in CASE[:3]])
        set_clock(embedded, "2025-04-09 12:00")
        answers += embedded.take([item(one) for one in CASE[3:]])
        assert all(one.kept for one in answers), answers
        set_clock(embedded, "2025-04-20 08:00")


def assessed(edition: object, events: Path) -> list[dict[str, Any]]:
    """How each deadline stands by an edition."""
    said = sroki(
        *("assess", "--edition", edition, "--events", events),
        *("--as-of", "2025-06-01", "--json"),
    )
    assert said.code == 0
    return [json.loads(line) for line in said.out.splitlines()]


def told(store: Path) -> object:
    with look_at(store) as database:
        return ledger_of(SqlStore.view(database))
