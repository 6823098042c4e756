"""`sroki indicators`, as people call it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sroki.projections.opening import open_database
from sroki.projections.store import SqlStore
from tests.deploy.commands import Said, sroki
from tests.projections.test_figures import Office, life
from tests.support.rulebooks import KRSK


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("figures") / "store.db"
    with open_database(path) as database:
        office = Office(SqlStore.open(database, partitions=1))
        for case, notice in (("a", "2025-04-11"), ("b", "2025-04-26"), ("c", "2025-05-11")):
            office.tell(*life(case, "2025-04-01", "2025-04-01", notice))
        office.run.tick(datetime(2025, 8, 1, tzinfo=UTC), always=True)
    return path


def ask(store: Path, *more: str) -> Said:
    return sroki("indicators", "--store", store, "--authority", KRSK, "--period", *more)


def test_it_tells_value_fraction_norm_and_what_the_average_hides(store: Path) -> None:
    found = ask(store, "2025-H1")
    assert found.code == 0, found.err
    for line in (
        "П2. Соблюдение срока предоставления услуги",
        "83,33 %",
        "75 / 90; норма: не больше 100 % — норма соблюдена",
        "Среднее в норме, но с опозданием — 1 из 3, самое долгое — 40 дней",
        "По какому дню обращение относится к периоду?",
    ):
        assert line in found.out


def test_it_breaks_down_by_unit_and_speaks_english(store: Path) -> None:
    found = sroki(
        *("indicators", "--store", store, "--authority", KRSK),
        *("--period", "2025-Q2", "--by", "unit"),
        lang="en",
    )
    assert "Советском" in found.out
    assert "norm kept" in found.out


def test_a_number_opens_its_cases(store: Path) -> None:
    found = ask(store, "весна 2025", "--cases", "П2")
    assert "3 строки" not in found.out
    assert "1 строка" in found.out
    assert "11.04.2025" in found.out


def test_it_answers_a_program_exactly(store: Path) -> None:
    told = json.loads(ask(store, "2025-H1", "--json").out)
    p2 = next(one for one in told if one["number"] == "П2")
    assert (p2["value"], p2["numerator"], p2["denominator"]) == ("250/3", "75", "90")
    assert p2["verdict"] == "kept"
    assert p2["hides"][0]["code"] == "masked"
    line = ask(store, "2025-H1", "--cases", "П2", "--json").out.splitlines()[0]
    assert json.loads(line)["case_id"] == "c"


def test_as_of_a_moment_that_has_not_passed_there_is_no_answer(store: Path) -> None:
    assert ask(store, "2025-H1", "--as-of", "2030-01-01").code != 0
    early = json.loads(ask(store, "2025-H1", "--as-of", "2020-01-01", "--json").out)
    assert {one["value"] for one in early if one["value_unit"] == "percent"} == {None}


@pytest.mark.parametrize(
    ("arguments", "accepted"),
    [
        (("когда-нибудь",), "I полугодие 2026"),
        (("2025-H1", "--unit", "nowhere"), "sovetsky"),
        (("2025-H1", "--service", "1"), "01/01/021"),
        (("2025-H1", "--cases", "П9"), "П5"),
    ],
)
def test_a_slip_is_told_with_what_is_accepted(
    store: Path, arguments: tuple[str, ...], accepted: str
) -> None:
    found = ask(store, *arguments)
    assert found.code != 0
    assert accepted in found.err
