"""`sroki assess`: the standing of a file, whatever the order of its lines; `sroki validate`."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest

from sroki.deploy.simulate import Truth, over, season
from tests.deploy.commands import sroki
from tests.deploy.wires import filed, number, wire

EDITION = "krsk-010121-97r"
LINE = ("case_id", "rule", "clause", "state", "started_on", "due_on", "ended_on", "delay_days")


def assess(path: Path, as_of: str, *more: str) -> tuple[int, list[dict[str, Any]], str]:
    said = sroki("assess", "--edition", EDITION, "--events", path, "--as-of", as_of, *more)
    return said.code, [json.loads(line) for line in said.out.splitlines()], said.err


def put(path: Path, *wires: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(one) + "\n" for one in wires), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def told() -> tuple[list[str], list[Truth]]:
    """A season with everything in it, and what must be found."""
    truth: list[Truth] = []
    lines = [one.body.decode() for one in season(3, 60, truth=truth.append)]
    return lines, truth


def test_neither_order_nor_repetition_changes_a_line(
    told: tuple[list[str], list[Truth]], tmp_path: Path
) -> None:
    lines, _ = told
    path = tmp_path / "events.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    _, first, _ = assess(path, "2026-02-14", "--json")
    assert first
    assert all(tuple(one)[:9] == (*LINE, "proof") for one in first)
    for seed in range(3):
        dice = Random(seed)
        shuffled = lines + dice.sample(lines, len(lines) // 3)
        dice.shuffle(shuffled)
        path.write_text("\n".join(shuffled), encoding="utf-8")
        assert assess(path, "2026-02-14", "--json")[1] == first


def test_it_finds_what_was_planted_and_nothing_else(
    told: tuple[list[str], list[Truth]], tmp_path: Path
) -> None:
    lines, truth = told
    path = tmp_path / "events.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    _, found, _ = assess(path, over(2025).date().isoformat(), "--findings")
    said = Counter(
        (one.get("case_id") or one["subject"], one["rule"], one["kind"])
        for one in found
        if one["kind"] in ("breach", "deviation")
    )
    planted = Counter(
        (one.case_id or one.subject, one.rule, one.kind) for one in truth if one.kind != "retracted"
    )
    assert said == planted


def test_what_happened_later_is_not_known_yet(tmp_path: Path) -> None:
    path = put(
        tmp_path / "events.jsonl",
        filed("c1", "2025-04-07 10:00"),
        wire("registered", "2025-04-10 10:00", case_id="c1"),
    )
    states = []
    for as_of in ("2025-04-07", "2025-04-08", "2025-04-09", "2025-04-10"):
        _, found, _ = assess(path, as_of, "--json")
        states += [one["state"] for one in found if one["rule"] == "registration"]
    assert states == ["running", "running", "overdue", "late"]


def test_a_case_known_by_number_alone_keeps_its_name(tmp_path: Path) -> None:
    wires = [
        wire("submitted", "2025-04-07 10:00", channel="site", **number("15")),
        wire("registered", "2025-04-07 11:00", **number("15")),
        wire("cabinet_info_sent", "2025-04-07 12:00", **number("15")),
    ]
    names = set()
    for turned in (wires, wires[::-1]):
        code, found, _ = assess(put(tmp_path / "e.jsonl", *turned), "2025-06-01", "--json")
        assert code == 0
        names |= {one["case_id"] for one in found}
    assert len(names) == 1


def test_lines_that_cannot_be_taken_are_named(tmp_path: Path) -> None:
    path = put(tmp_path / "e.jsonl", filed("c1", "2025-04-07 10:00"), {"nothing": 1})
    path.write_text(path.read_text() + "{broken\n\n", encoding="utf-8")
    code, found, err = assess(path, "2025-06-01", "--json")
    assert code == 1
    assert {one["case_id"] for one in found} == {"c1"}
    assert f"{path}:2: " in err
    assert f"{path}:3: " in err


def test_an_edition_not_in_force_is_no_answer(tmp_path: Path) -> None:
    path = put(tmp_path / "e.jsonl", filed("c1", "2016-04-07 10:00"))
    code, found, _ = assess(path, "2016-06-01", "--json")
    assert (code, found) == (0, [])
    said = sroki("assess", "--edition", EDITION, "--events", path, "--as-of", "2016-06-01")
    assert "редакция на их день неизвестна: 1" in said.out


def test_an_own_edition_is_a_file(tmp_path: Path) -> None:
    own = Path(__file__).parents[2] / "workflows/editions/krsk-010121-97r.yaml"
    path = put(tmp_path / "e.jsonl", filed("c1", "2025-04-07 10:00"))
    arguments = ("--events", path, "--as-of", "2025-06-01", "--json")
    one = sroki("assess", "--edition", own, *arguments)
    other = sroki("assess", "--edition", EDITION, *arguments)
    assert one.out == other.out != ""


def test_validate_says_what_the_intake_would(tmp_path: Path) -> None:
    good = put(tmp_path / "good.jsonl", filed("c1", "2025-04-07 10:00"))
    assert sroki("validate", good).code == 0
    bad = put(tmp_path / "bad.jsonl", filed("c1", "2025-04-07 10:00", weight=1), filed("c", "x"))
    said = sroki("validate", bad)
    assert said.code == 1
    assert f"{bad}:2: /time" in said.err
    assert "/data/weight" in said.err
