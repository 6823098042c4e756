"""Any ten exports of a register, whatever people do to its cells, equal the true history."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sroki.monitors.record import resolve
from tests.readers.keeping import mapping_of, take
from tests.readers.office import IMPORTED, Fact, Office, noon
from tests.readers.sheets import write_csv
from tests.readers.test_register import DOCUMENTS, HEADER, MAPPING

CHANGES = st.sampled_from(["keep", "fill", "empty", "change", "spoil"])


@st.composite
def histories(draw: st.DrawFn) -> list[list[dict[str, str]]]:
    """Ten states of a small table: cells filled, changed, emptied, spoilt; lines come and go."""
    days = [f"{day:02}.04.2017" for day in range(1, 29)]
    pools = {
        "Подано": days,
        "Способ": ["лично", "сайт"],
        "Зарегистрировано": days,
        "Документы": ["a", "b", "a;b", "b;c", "c;a;b"],
    }
    table: dict[str, dict[str, str]] = {}
    exports = []
    for _ in range(10):
        for number in draw(st.sets(st.sampled_from("123"))):
            row = table.setdefault(number, dict.fromkeys(HEADER, "") | {"Номер": number})
            row["Отдел"] = draw(st.sampled_from(["Советский", "Кировский"]))
            for column, pool in pools.items():
                change = draw(CHANGES)
                if (change == "fill" and row[column] == "") or change == "change":
                    row[column] = draw(st.sampled_from(pool))
                elif change == "empty":
                    row[column] = ""
                elif change == "spoil":
                    row[column] = "?"
        lost = draw(st.sets(st.sampled_from("123"), max_size=1))
        exports.append([dict(row) for number, row in table.items() if number not in lost])
    return exports


class Truth:
    """What a person reading the exports one after another would say stands."""

    def __init__(self) -> None:
        self.rules: dict[tuple[str, str], list[Fact]] = {}

    def read(self, rows: list[dict[str, str]]) -> None:
        for row in rows:
            number, unit = row["Номер"], {"Советский": "sov", "Кировский": "kir"}[row["Отдел"]]
            filed, registered = row["Подано"], row["Зарегистрировано"]
            channel = {"лично": "in_person", "сайт": "site", "": None}.get(row["Способ"], "?")
            documents = [one for one in row["Документы"].split(";") if one]
            self._say(number, "registered", registered == "?", registered, [()], unit)
            bad = filed == "?" or channel in {"?", None}
            self._say(number, "submitted", bad, filed, [(channel,)], unit)
            bad = filed == "?" or "?" in documents
            fields = [(one,) for one in documents]
            self._say(number, "document_presented", bad, filed, fields, unit)

    def _say(
        self, number: str, kind: str, bad: bool, day: str, fields: list[Fact], unit: str
    ) -> None:
        if day == "":
            self.rules[number, kind] = []
        elif not bad:
            at = noon(datetime.strptime(day, "%d.%m.%Y").date())  # noqa: DTZ007 - a civil day
            self.rules[number, kind] = [(number, kind, at, *one, unit) for one in fields]

    def facts(self) -> Counter[Fact]:
        return Counter(fact for facts in self.rules.values() for fact in facts)


@settings(max_examples=60)
@given(histories())
def test_any_ten_exports_equal_the_true_history(
    tmp_path_factory: pytest.TempPathFactory, exports: list[list[dict[str, str]]]
) -> None:
    text = MAPPING.format(more=DOCUMENTS).replace(
        "reference: {number: {column: Номер}, year: {year_of: {column: Подано}}}",
        "case_id: {column: Номер}",
    )
    mapping = mapping_of(text)
    path = tmp_path_factory.mktemp("exports") / "register.csv"
    office, truth = Office(), Truth()
    day, stands = date(2017, 5, 1), office.stands()
    for rows in exports:
        write_csv(path, [HEADER, *([row[name] for name in HEADER] for row in rows)])
        office.take(take(path, mapping, office.memory, as_at=day, now=IMPORTED).wires)
        truth.read(rows)
        day += timedelta(days=1)
        stands = office.stands()
        facts = Counter(
            (
                event.subject,
                event.kind,
                event.occurred_at,
                *(getattr(event, name) for name in ("channel", "document") if hasattr(event, name)),
                event.unit,
            )
            for event in stands
        )
        assert facts == truth.facts()
    # The order in which the events arrive is nothing to the engine.
    office.events.reverse()
    for subject in {event.subject for event in office.events}:
        resolved = resolve([event for event in office.events if event.subject == subject])
        assert len(resolved.effective) == sum(one.subject == subject for one in stands)
