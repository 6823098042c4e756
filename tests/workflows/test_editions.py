"""The editions that come with Sroki, and what makes two files the same edition."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sroki.events.base import CaseEvent
from sroki.events.catalogue import KINDS
from sroki.events.declared import FieldSpec
from sroki.events.errors import Invalid
from sroki.events.yaml_tree import Json, read_yaml
from sroki.workflows import load
from sroki.workflows.checks import CHECKS
from sroki.workflows.declared import declared_types
from sroki.workflows.edition import Edition
from sroki.workflows.load import bundled, bundled_directory, bundled_names, federal_rules
from sroki.workflows.reader import parse_edition
from sroki.workflows.rulebook import Rulebook
from sroki.workflows.terms import FirstDay, Roll, Unit

ROOM = Path(load.__file__).parent
SMALL = (Path(__file__).parent / "editions" / "small.yaml").read_text(encoding="utf-8")
NAMES = bundled_names()


def _parse(text: str) -> Edition:
    return parse_edition(text.encode(), "test.yaml", federal=federal_rules())


def _file(name: str) -> str:
    return (ROOM / "editions" / f"{name}.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def krasnoyarsk() -> Edition:
    return bundled("krsk-010121-97r")


def test_those_are_the_editions() -> None:
    assert NAMES == ("example-omsk-archive", "krsk-010121-97r")


@pytest.mark.parametrize("name", NAMES)
def test_it_is_called_as_its_file(name: str) -> None:
    assert bundled(name).id == name


@pytest.mark.parametrize("name", NAMES)
def test_every_item_is_cited(name: str) -> None:
    edition = bundled(name)
    cited = (
        *edition.time_limits,
        *edition.windows,
        *edition.grounds,
        *edition.documents,
        *edition.checks,
    )
    for one in cited:
        assert re.search(r"п\. |пп\. |ст\. |приложение ", one.clause), one.clause
        assert one.words.strip()


@pytest.mark.parametrize("name", NAMES)
def test_its_units_are_in_the_directory(name: str) -> None:
    edition = bundled(name)
    authority = bundled_directory().authority(edition.authority)
    assert authority is not None
    assert authority.zone == edition.zone


def test_the_time_limits_of_97r_are_those_of_the_act(krasnoyarsk: Edition) -> None:
    own = {
        one.id: (one.clause, one.length, one.unit)
        for one in krasnoyarsk.time_limits
        if one.id not in {limit.id for limit in federal_rules()["210-fz"].time_limits}
    }
    assert own == {
        "queue_wait": ("п. 14", 15, Unit.MINUTES),
        "registration": ("п. 15", 1, Unit.CALENDAR_DAYS),
        "procedure_1": ("п. 21 абз. 14", 1, Unit.CALENDAR_DAYS),
        "file": ("п. 22 абз. 5", 6, Unit.CALENDAR_DAYS),
        "list": ("п. 23 абз. 6", 23, Unit.CALENDAR_DAYS),
        "notice": ("п. 23 абз. 4", 5, Unit.CALENDAR_DAYS),
        "total_to_result": ("п. 8", 30, Unit.CALENDAR_DAYS),
        "total_to_notice": ("п. 8", 30, Unit.CALENDAR_DAYS),
    }
    days = [one for one in krasnoyarsk.time_limits if not one.unit.elapsed]
    assert all(one.first_day is FirstDay.NEXT and one.roll is Roll.FOLLOWING for one in days)


def test_the_ladders_of_97r(krasnoyarsk: Edition) -> None:
    ladders = {
        one.id: [rung.days_before or "noon" for rung in one.warn] for one in krasnoyarsk.time_limits
    }
    assert ladders["registration"] == ladders["procedure_1"] == ["noon"]
    assert ladders["file"] == [3, 1]
    assert ladders["list"] == ladders["total_to_result"] == ladders["total_to_notice"] == [7, 3, 1]
    assert ladders["notice"] == [2, 1]


def test_the_closed_list_of_97r(krasnoyarsk: Edition) -> None:
    assert [(one.number, one.code, one.clause) for one in krasnoyarsk.grounds] == [
        (1, "no_right", "п. 12 абз. 2"),
        (2, "not_in_category", "п. 12 абз. 3"),
        (3, "docs_missing", "п. 12 абз. 4"),
        (4, "docs_defective", "п. 12 абз. 5"),
        (5, "out_of_window", "п. 12 абз. 6"),
        (6, "budget_exhausted", "п. 12 абз. 7"),
    ]
    assert [one.code for one in krasnoyarsk.grounds if one.ends_in == "notice"] == ["out_of_window"]


def test_the_office_obtains_the_papers_of_the_seventh_paragraph_only(krasnoyarsk: Edition) -> None:
    obtained = {one.clause for one in krasnoyarsk.documents if one.obtained_by == "office"}
    assert obtained == {"п. 10 абз. 7, 8"}
    assert all(
        one.category == "low_income" for one in krasnoyarsk.documents if one.obtained_by == "office"
    )


def test_every_check_is_asked_for_by_97r(krasnoyarsk: Edition) -> None:
    assert {one.check for one in krasnoyarsk.checks} == set(CHECKS)


def test_every_check_can_be_produced_by_some_event() -> None:
    for name, spec in CHECKS.items():
        assert spec.kinds, name
        assert spec.kinds <= KINDS.keys(), name
        assert spec.required <= spec.params.keys(), name


def test_an_unknown_day_of_force_is_a_marked_assumption(krasnoyarsk: Edition) -> None:
    force = krasnoyarsk.in_force
    assert force.assumed
    assert force.why
    assert force.since == date(2017, 4, 1)
    assert not force.covers(date(2017, 3, 28))


def test_a_source_knows_every_end(krasnoyarsk: Edition) -> None:
    told = {kind for source in krasnoyarsk.sources for kind in source.knows}
    assert {kind for kind, cls in KINDS.items() if issubclass(cls, CaseEvent)} - told == {
        "declared"
    }


def test_included_rules_stand_in_the_edition(krasnoyarsk: Edition) -> None:
    rules = federal_rules()["210-fz"]
    assert {one.id for one in rules.time_limits} <= {one.id for one in krasnoyarsk.time_limits}
    assert rules.milestones.items() <= krasnoyarsk.milestones.items()
    assert {one.id for one in rules.readings} <= {one.id for one in krasnoyarsk.readings}


@pytest.mark.parametrize(
    ("ground", "limit"),
    [(4, "complaint_decision_urgent"), (7, "complaint_decision_urgent"), (2, "complaint_decision")],
)
def test_complaints_have_two_terms(ground: int, limit: str) -> None:
    rules = federal_rules()["210-fz"]
    urgent = rules.milestones["complaint_urgent"].where["ground"]
    assert isinstance(urgent, list)
    chosen = next(one for one in rules.time_limits if one.id == limit)
    assert (chosen.when if ground in urgent else chosen.unless) == "complaint_urgent"
    assert (chosen.length, chosen.unit) == (5 if ground in urgent else 15, Unit.WORKING_DAYS)


def test_the_two_terms_of_a_reply_meet_without_gap_or_overlap() -> None:
    limits = {one.id: one for one in federal_rules()["210-fz"].time_limits}
    days, hours = limits["interagency_reply"], limits["interagency_reply_hours"]
    assert days.in_force is not None
    assert hours.in_force is not None
    assert days.in_force.until == hours.in_force.since
    assert days.in_force.assumed
    assert hours.in_force.assumed
    assert (days.length, days.unit, hours.length, hours.unit) == (
        5,
        Unit.WORKING_DAYS,
        48,
        Unit.HOURS,
    )


def test_a_reading_stands_wherever_it_is_asked_for() -> None:
    three = _parse(SMALL)
    five = _parse(
        SMALL.replace("chosen: 3", "chosen: 5").replace("chosen: registered", "chosen: both")
    )
    assert [(one.length, one.end) for one in three.time_limits[:1]] == [(3, "registered")]
    assert [(one.length, one.end) for one in five.time_limits[:1]] == [(5, "both")]
    assert three.reading("days") == 3
    assert three.reading("nothing") is None


def test_another_reading_of_97r_is_another_edition(krasnoyarsk: Edition) -> None:
    text = _file("krsk-010121-97r")
    other = _parse(text.replace("chosen: calendar_days", "chosen: working_days"))
    limits = {one.id: one.unit for one in other.time_limits}
    assert limits["registration"] is limits["file"] is limits["list"] is Unit.WORKING_DAYS
    assert limits["notice"] is limits["total_to_result"] is Unit.CALENDAR_DAYS
    assert other.sha256 != krasnoyarsk.sha256


def test_own_events_are_named_in_the_stream_by_the_authority() -> None:
    edition = bundled("example-omsk-archive")
    assert edition.milestones["found"].event == "declared"
    assert edition.milestones["found"].where == {"name": "52701000.search_completed", "found": True}
    assert "52701000.search_completed" in edition.sources[1].knows
    assert declared_types([edition])["52701000.search_completed"] == {
        "found": FieldSpec("boolean", required=True),
        "files_searched": FieldSpec("integer"),
    }


def test_a_milestone_is_called_by_its_title(krasnoyarsk: Edition) -> None:
    assert krasnoyarsk.milestone_title("filed") == "подача заявления"
    assert krasnoyarsk.milestone_title("out_of_window") == "подано вне периода приёма"
    assert krasnoyarsk.milestone_title("elsewhere") == "elsewhere"


# -- what makes two files the same edition


def _shuffled(node: Json, order: st.DataObject) -> Json:
    """The same content, keys of every mapping in another order."""
    if isinstance(node, dict):
        keys = order.draw(st.permutations(list(node)))
        return {key: _shuffled(node[key], order) for key in keys}
    if isinstance(node, list):
        return [_shuffled(one, order) for one in node]
    return node


@given(st.data())
def test_comments_layout_and_order_of_keys_do_not_matter(order: st.DataObject) -> None:
    data = read_yaml(SMALL.encode(), "small.yaml").data
    # JSON is YAML in flow style with everything in quotes.
    written = _parse(
        "# иначе записано\n"
        + json.dumps(_shuffled(data, order), ensure_ascii=False)
        + "\n# конец\n"
    )
    assert written.sha256 == _parse(SMALL).sha256


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("length: 15,", "length: 16,"),
        ("words: поздно", "words: рано"),
        ("value: 5", "value: 6"),
        ("first: 03-15", "first: 03-16"),
        ("includes: [210-fz]\n", ""),
    ],
)
def test_content_does_matter(old: str, new: str) -> None:
    text = (
        SMALL
        if "210-fz" not in old
        else SMALL.replace(", complaint_registered, complaint_decided", "")
    )
    assert _parse(text.replace(old, new)).sha256 != _parse(text).sha256


def test_a_value_and_a_reading_that_chose_it_differ_in_the_reading_alone() -> None:
    plain = SMALL.replace("length: {reading: days}", "length: 3").replace(
        "    options: [{value: 3", "    used_by: [registration]\n    options: [{value: 3"
    )
    assert _parse(plain).time_limits == _parse(SMALL).time_limits
    assert _parse(plain).sha256 != _parse(SMALL).sha256


# -- rulebooks


def test_the_rulebook_has_the_calendars_and_zones_that_its_editions_name() -> None:
    book: Rulebook = load.load_rulebook()
    assert {one.calendar_name for one in book.editions} == set(book.calendars)
    assert {one.zone for one in book.editions} == set(book.zones)
    assert load.load_rulebook().digest == book.digest


def test_presidential_days_are_a_calendar_of_their_own(krasnoyarsk: Edition) -> None:
    text = _file("krsk-010121-97r").replace("chosen: count", "chosen: skip")
    other = _parse(text)
    book = load.rulebook_of([other])
    assert other.calendar_name in book.calendars
    assert other.calendar_name != krasnoyarsk.calendar_name
    day = date(2020, 4, 1)
    kept = load.rulebook_of([krasnoyarsk]).calendars[krasnoyarsk.calendar_name]
    skipped = book.calendars[other.calendar_name]
    assert kept.working_through(day) - kept.working_before(day) == 1
    assert skipped.working_through(day) == skipped.working_before(day)


def test_two_editions_of_one_name_are_refused(krasnoyarsk: Edition) -> None:
    with pytest.raises(Invalid, match="две редакции"):
        load.rulebook_of([krasnoyarsk, krasnoyarsk])


def test_an_unknown_edition_is_refused_with_those_there_are() -> None:
    with pytest.raises(Invalid, match="krsk-010121-97r"):
        bundled("krsk")


def test_an_edition_can_be_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(SMALL, encoding="utf-8")
    assert load.load_rulebook([path]).editions[0].id == "small"


_WATCH = """
import sys
opened = []
sys.addaudithook(lambda name, args: opened.append(str(args[0])) if name == "open" else None)
import sroki.workflows.load
print([path for path in opened if path.endswith((".yaml", ".toml", ".po"))])
"""


def test_importing_reads_no_data() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _WATCH], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
