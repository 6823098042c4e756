"""Snapshots: the same journal gives the same body; what was frozen is found where it is changed."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from sroki.deploy import house
from sroki.deploy.frozen import freeze
from sroki.deploy.issuing import Issuing, done, fresh
from sroki.deploy.minisign import Key, checked, key_at
from sroki.deploy.snapshot_making import Workshop, file_of
from sroki.events.acts.base import HumanAct
from sroki.events.acts.snapshots import SnapshotAnswered, SnapshotFrozen, SnapshotRestated
from sroki.events.errors import Invalid, Refused
from sroki.monitors.engine import Engine
from sroki.projections import moving, rulebooks
from sroki.projections.answering import answer
from sroki.projections.desk import Desk
from sroki.projections.figure_data import counted_data, value_data
from sroki.projections.figures import Asked, figures
from sroki.projections.opening import Target, open_database
from sroki.projections.queries import census, census_rows, checks, standing
from sroki.projections.queries.objections import heard
from sroki.projections.queries.positions import positions_at
from sroki.projections.snapshots import bundle, shelf
from sroki.projections.snapshots.canonical import canonical
from sroki.projections.snapshots.drawing import drawn
from sroki.projections.snapshots.recount import differences
from sroki.projections.web.acting import filled
from sroki.projections.web.issues import Approval
from sroki.workflows.duties import console
from tests.projections.stores import opened
from tests.projections.test_figures import ALL, HALF, Office, audit, life
from tests.support.rulebooks import KRSK, krasnoyarsk_plans
from tests.support.told import Teller, local

AS_OF = local("2025-07-10")
NOW = datetime(2025, 8, 1, tzinfo=UTC)
APPROVAL = Approval(AS_OF, date(2025, 7, 16), "Распоряжение от 16.07.2025 № 12")
ASKED = Asked(HALF, KRSK, (), None, AS_OF)
MUTATIONS = 1000
LATER = NOW + timedelta(days=5)
UNITS = ("sovetsky", "kirovsky")


@pytest.fixture
def office(target: Target) -> Iterator[Office]:
    with opened(target) as store:
        yield lived(Office(store))


def lived(office: Office) -> Office:
    """A half-year: in time, late, open, withdrawn, complained about, audited."""
    for case, unit, notice in (
        ("a", "sovetsky", "2025-04-11"),
        ("b", "kirovsky", "2025-04-26"),
        ("c", "sovetsky", "2025-05-31"),
        ("d", "sovetsky", ""),
    ):
        office.tell(*life(case, "2025-04-01", "2025-04-01", notice, unit=unit))
    office.tell(*life("e", "2025-04-12", "2025-04-14", channel="site"))
    office.tell(
        Teller("b", unit="kirovsky")("complaint_filed", "2025-05-02", complaint="1", ground=1)
    )
    office.tell(audit("site_audited", "2025-06-01", "1", "all", met=ALL[:4], unmet=ALL[4:]))
    for moment in (AS_OF, NOW):
        office.run.tick(moment, always=True)
    return office


def workshop(office: Office, key: Key | None = None) -> Workshop:
    def mark() -> Key:
        assert key is not None
        return key

    return Workshop(database=office.store.database, names=office.names, now=lambda: NOW, key=mark)


def issuing(office: Office, key: Key | None = None) -> Issuing:
    return Issuing(workshop(office, key), console(KRSK))


def told(office: Office, asked: Asked = ASKED) -> bytes:
    """The body of what is asked, as it is written."""
    return b"".join(workshop(office).made(asked).body.text())


def drafted(office: Office, *units: str, answer_by: date | None = None) -> str:
    """A draft of the half-year; its name."""
    return done(issuing(office).draft(fresh(), ASKED, units, answer_by)).dossier


def answered(office: Office, name: str, unit: str, *rows: dict[str, Any]) -> HumanAct:
    """What a unit answers. Raises `Refused`."""
    head = {"kind": "snapshot_answered", "recorded_at": NOW, "snapshot": name, "unit": unit}
    act = filled(console(KRSK), fresh().once, {**head, "rows": rows})
    assert isinstance(act, SnapshotAnswered), act
    seen = issuing(office).dossier(name).version
    return done(answer(Desk(office.store.database), act, console(KRSK), seen))


def froze(office: Office, name: str, key: Key, approval: Approval = APPROVAL) -> int:
    """A draft frozen; its number."""
    made = issuing(office, key)
    act = done(made.freeze(fresh()._replace(seen=made.dossier(name).version), name, approval))
    assert isinstance(act, SnapshotFrozen)
    return act.number


def restated(office: Office, number: int, key: Key, approval: Approval, reason: str) -> int:
    """A snapshot issued anew; the number of the next."""
    made = issuing(office, key)
    seen = made.dossier(str(frozen(office, number).record["dossier"])).version
    act = done(made.restate(fresh()._replace(seen=seen), number, approval, reason))
    assert isinstance(act, SnapshotRestated)
    return act.by


@pytest.fixture
def key(tmp_path: Path) -> Key:
    return key_at(tmp_path / "mark.key")


def frozen(office: Office, number: int = 1) -> shelf.Frozen:
    with office.store.database.reading() as connection:
        found = shelf.taken(connection, number)
    assert found is not None
    return found


def bundled(office: Office, key: Key) -> bytes:
    found = frozen(office)
    rest = bundle.rest_of(found.record, found.hash, found.seal, key.public)
    return b"".join(bundle.text(found.body, rest))


def test_a_body_is_a_function_of_the_journal(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = told(office)
    # However the rows are come by: in other partitions, a case in several portions.
    for module in (census, census_rows, standing):
        monkeypatch.setattr(module, "PORTION", 2)
    with opened(tmp_path / "other.db", partitions=3) as store:
        again = told(lived(Office(store)))
    assert first == again == canonical(json.loads(first))
    assert not list(floats(json.loads(first)))


def test_a_body_outlives_a_move(office: Office, tmp_path: Path) -> None:
    first = told(office)
    source = office.store.database
    with source.writing() as connection:
        rulebooks.keep(connection, office.plans.digest, freeze(office.plans.rulebook))
    with open_database(tmp_path / "moved.db") as database:
        moving.copy_whole(source, database, lambda _done, _whole: None)
        moved = replace(workshop(office), database=database)
        assert b"".join(moved.made(ASKED).body.text()) == first
        house.repartition(database, 3, lambda _done, _whole: None)
        # What was known before it was laid anew nobody can tell any more, and nobody pretends to.
        with pytest.raises(Refused, match="разложили по разделам заново"):
            moved.made(ASKED)


def test_a_body_outlives_a_rebuild(target: Target) -> None:
    with opened(target) as store:
        plans = krasnoyarsk_plans()
        with store.database.writing() as connection:
            rulebooks.keep(connection, plans.digest, freeze(plans.rulebook))
        Engine(store, lambda _digest: plans).activate(0, plans.digest)
        office = lived(Office(store))
        first = told(office)
        assert house.rebuild(store.database, lambda _done, _whole: None) is None
        with office.reading() as reading:
            assert reading.generation == 2
        assert told(office) == first


def floats(value: object) -> Iterator[float]:
    """The numbers that are not exact."""
    if isinstance(value, float):
        yield value
    elif isinstance(value, (dict, list)):
        for one in value.values() if isinstance(value, dict) else value:
            yield from floats(one)


def test_the_figures_of_a_body_follow_from_its_lists(office: Office) -> None:
    body = json.loads(told(office))
    assert differences(body) == []
    values = {one["indicator"]["id"]: one["value"] for one in body["figures"]}
    assert values["p2"] is not None
    for at in range(len(body["rows"])):
        assert differences({**body, "rows": body["rows"][:at] + body["rows"][at + 1 :]}), at
    for at in range(len(body["standing"])):
        assert differences({**body, "standing": body["standing"][:at] + body["standing"][at + 1 :]})
    for name in body["lists"]:
        kinds = [[*one[:-1], [of for of in one[-1] if of != name]] for one in body["kinds"]]
        assert kinds == body["kinds"] or differences({**body, "kinds": kinds}), name


def test_a_census_counts_as_figures_do(office: Office) -> None:
    with office.reading() as reading:
        asked = ASKED._replace(at=positions_at(reading, AS_OF))
        counted = [
            {**value_data(one.value), "counted": counted_data(one.material)}
            for one in figures(reading, asked)
        ]
        made = drawn(reading, asked).body.head["figures"]
    assert [{name: one[name] for name in counted[0]} for one in made] == counted


def test_a_moment_that_has_not_passed_gives_no_snapshot(office: Office) -> None:
    with pytest.raises(Refused, match="ещё не прошёл"):
        issuing(office).draft(fresh(), ASKED._replace(moment=datetime(2026, 1, 1, tzinfo=UTC)))


def test_drafted_answered_frozen_and_sealed(office: Office, key: Key) -> None:
    name = drafted(office, "sovetsky", "kirovsky", answer_by=date(2025, 7, 15))
    noted = {"document": "Записка № 14", "document_on": "2025-07-08"}
    answered(office, name, "sovetsky", {"row": "p2", "answer": "contested", **noted})
    with pytest.raises(Refused, match="ссылка на документ"):
        answered(office, name, "sovetsky", {"row": "p2/c", "answer": "data_error"})
    with pytest.raises(Refused, match="«p2/b» у этого подразделения в проекте нет"):
        answered(office, name, "sovetsky", {"row": "p2/b", "answer": "confirmed"})
    with pytest.raises(Refused, match="подразделения в сверке нет"):
        answered(office, name, "tsentralny", {"row": "p2", "answer": "confirmed"})
    assert froze(office, name, key) == 1
    with pytest.raises(Refused, match="уже утверждён"):
        answered(office, name, "sovetsky", {"row": "p2", "answer": "confirmed"})
    with pytest.raises(Refused, match="уже утверждён"):
        froze(office, name, key)
    record = frozen(office).record
    assert [(one["unit"], one["row"], one["answer"]) for one in record["check"]] == [
        ("sovetsky", "p2", "contested")
    ]
    assert record["silent"] == ["kirovsky"]
    assert record["unanswered"]["sovetsky"] > 0
    assert record["provenance"]["positions"].keys() == {"0"}
    whole = bundled(office, key)
    assert bundle.examined(BytesIO(whole)).faults == []
    assert checked(frozen(office).hash.encode(), frozen(office).seal, key.public)
    with office.store.database.reading() as connection:
        assert shelf.broken(connection, frozen(office).hash) is None
        assert shelf.file_of(connection, 1, "internal", "json") == whole
    for place in product(("internal", "public"), ("json", "csv", "xlsx", "docx", "pdf")):
        made = file_of(office.store.database, office.names, 1, place)
        assert made
        assert made == file_of(office.store.database, office.names, 1, place)


def test_a_unit_is_asked_about_each_finding_once(office: Office) -> None:
    """Measured by an indicator or not; what a figure's list tells already is not asked again."""
    office.tell(*life("f", "2025-04-01", "2025-04-08", "2025-05-06", unit="sovetsky"))
    for moment in (LATER, LATER + timedelta(days=1)):
        office.run.tick(moment, always=True)
    asked_of = ASKED._replace(moment=LATER)
    name = done(issuing(office).draft(fresh(), asked_of, UNITS, None)).dossier
    with office.store.database.reading() as connection:
        asked = {unit: checks.names(connection, KRSK, name, unit) for unit in UNITS}
    found = list(workshop(office).made(asked_of).body.findings())
    late = {(one.subject, one.kind.rule) for one in found if one.kind.kind == "breach"}
    assert {("c", "total_to_notice"), ("f", "registration")} <= late
    assert "rule:registration/f" not in asked["sovetsky"]
    assert any(row.endswith("/f") and not row.startswith("rule:") for row in asked["sovetsky"])
    # It ends with the span and fell due with it; the answer is heard of either.
    assert "p2/c" in asked["sovetsky"]
    assert "rule:total_to_notice/c" not in asked["sovetsky"]
    rules = {"notice_too_early/a", "notice_too_early/c", "procedure_1/f"}
    assert {f"rule:{one}" for one in rules} <= set(asked["sovetsky"])
    assert {"rule:notice_too_early/b", "rule:record_conflict/b"} <= set(asked["kirovsky"])
    assert all(len(set(rows)) == len(rows) for rows in asked.values())
    row = {"row": "rule:notice_too_early/c", "answer": "contested", "document": "Записка № 15"}
    answered(
        office,
        name,
        "sovetsky",
        row | {"document_on": "2025-07-11"},
        {"row": "p2/c", "answer": "confirmed"},
    )
    with office.reading() as reading:
        said = heard(reading, KRSK, HALF.first_on, HALF.last_on, {"c"})
    assert {rule: one.said.answer.value for (_, rule), (one,) in said.items()} == {
        "notice_too_early": "contested",
        "total_to_result": "confirmed",
        "total_to_notice": "confirmed",
    }


def issued(office: Office, key: Key) -> int:
    return froze(office, drafted(office), key)


def test_a_correction_is_restated_and_nothing_is_overwritten(office: Office, key: Key) -> None:
    issued(office, key)
    before = frozen(office)
    # What begins and ends after the period is nothing of it.
    office.tell(*life("z", "2025-07-20", "2025-07-20", "2025-07-25"))
    assert outdated(office) == {KRSK: 0}
    office.tell(
        Teller("d", unit="sovetsky")("notice_sent", "2025-04-20", outcome="included", id="late")
    )
    office.run.tick(datetime(2025, 9, 1, tzinfo=UTC), always=True)
    assert outdated(office) == {KRSK: 1}
    later = APPROVAL._replace(moment=local("2025-08-20"))
    assert restated(office, 1, key, later, "Пришёл ответ по делу d") == 2
    assert frozen(office) == before
    record = frozen(office, 2).record
    assert (record["restates"], record["previous"]) == (1, before.hash)
    changed = {one["indicator"] for one in record["changes"]["figures"]}
    assert "p2" in changed
    rows = [row for one in record["changes"]["rows"] for row in one["is"]]
    assert {row[0] for row in rows} == {"d"}
    # It was answered in time after all: the breach stands no more, and what it shows does.
    told = [
        (side, one[side]["subject"], one[side]["rule"])
        for one in record["changes"]["findings"]
        for side in ("was", "is")
        if one[side]
    ]
    assert ("was", "d", "total_to_notice") in told
    assert ("is", "d", "total_to_notice") not in told
    assert ("is", "d", "notice_too_early") in told
    assert [
        (case, [one["id"] for one in told]) for case, told in record["changes"]["causes"].items()
    ] == [("d", ["late"])]
    with pytest.raises(Refused, match="уже переиздан"):
        restated(office, 1, key, later, "Ещё раз")
    with office.reading() as reading:
        assert [(one.number, one.restated_by) for one in shelf.listed(reading)] == [
            (2, None),
            (1, 2),
        ]
        assert [one.outdated for one in shelf.listed(reading)] == [False, True]
    assert outdated(office) == {KRSK: 0}


def outdated(office: Office) -> dict[str, int]:
    with office.store.database.reading() as connection:
        return shelf.outdated(connection)


def test_what_changed_between_the_moment_and_the_freezing_is_marked(
    sqlite_office: Office, key: Key
) -> None:
    sqlite_office.tell(
        Teller("d", unit="sovetsky")("notice_sent", "2025-04-20", outcome="included", id="late")
    )
    issued(sqlite_office, key)
    assert outdated(sqlite_office) == {KRSK: 1}


@pytest.mark.parametrize("before", [True, False])
def test_a_finding_that_no_figure_counts_makes_a_snapshot_outdated(
    sqlite_office: Office, key: Key, *, before: bool
) -> None:
    """The file of `d` was ready in time: told between the moment and the freezing, or after."""
    office = sqlite_office

    def told_now() -> None:
        tell = Teller("d", unit="sovetsky")
        for number, part in enumerate(("paper", "asp_card")):
            office.tell(tell("file_formed", "2025-04-04", part=part, id=f"file-{number}"))

    name = drafted(office)
    if before:
        told_now()
    froze(office, name, key)
    if not before:
        assert outdated(office) == {KRSK: 0}
        told_now()
    assert outdated(office) == {KRSK: 1}
    with office.store.database.reading() as connection:
        change = shelf.change(connection, 1)
    assert change is not None
    # The term of the list begins with the file.
    assert change.what in {"file", "list"}
    rows = {(one.subject, one.kind.rule) for one in frozen(office).body.findings()}
    assert ("d", "file") in rows


@pytest.fixture
def sqlite_office(tmp_path: Path) -> Iterator[Office]:
    with opened(tmp_path / "plain.db") as store:
        yield lived(Office(store))


def test_every_mutation_of_a_bundle_is_found(sqlite_office: Office, key: Key) -> None:
    issued(sqlite_office, key)
    whole = bundled(sqlite_office, key)
    dice = random.Random(1)
    for _ in range(MUTATIONS):
        changed = bytearray(whole)
        at = dice.randrange(len(changed))
        if dice.random() < 0.2:
            del changed[at : at + dice.randint(1, 40)]
        else:
            changed[at] ^= 1 << dice.randrange(8)
        assert not holds(bytes(changed), key)
    assert holds(whole, key)


def holds(content: bytes, key: Key) -> bool:
    """Whether a file is taken for a snapshot of the holder of this key."""
    try:
        found = bundle.examined(BytesIO(content))
    except Invalid:
        return False
    sealed = checked(found.hash.encode(), found.seal, key.public)
    return found.key == key.public and sealed and not found.faults


def test_a_chain_that_was_touched_is_found(sqlite_office: Office, key: Key) -> None:
    office = sqlite_office
    for _ in range(3):
        issued(office, key)
    last = frozen(office, 3).hash
    database = office.store.database
    with database.writing() as connection:
        connection.execute(text("DELETE FROM snapshot WHERE number = 3"))
    with database.reading() as connection:
        assert shelf.broken(connection) is None
        assert shelf.broken(connection, last) == "3: cut"
    with database.writing() as connection:
        connection.execute(
            text(
                "UPDATE snapshot SET record = CAST(replace(record, '№ 12', '№ 13') AS BLOB) "
                "WHERE number = 1"
            )
        )
    with database.reading() as connection:
        assert shelf.broken(connection) == "1: changed"


def test_a_key_is_kept_and_is_the_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "mark.key"
    assert key_at(path).public == key_at(path).public
    assert path.stat().st_mode & 0o077 == 0
    path.write_text(path.read_text()[:-9])
    with pytest.raises(Invalid, match="не ключ"):
        key_at(path)
