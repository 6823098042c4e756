"""Figures of a store: small lives told by hand, and what must be counted of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from sroki.events.base import Event
from sroki.events.catalogue import parse
from sroki.events.errors import Invalid, Refused
from sroki.monitors.plans import Plans
from sroki.projections import figure_check, tallies
from sroki.projections.figure_data import data_of
from sroki.projections.figure_lists import Window, count_members, members
from sroki.projections.figure_words import hides, shown
from sroki.projections.figures import Asked, figures, find
from sroki.projections.names import Names, names_of
from sroki.projections.queries.live_figures import by_unit
from sroki.projections.queries.positions import positions_at
from sroki.projections.queries.reading import Reading, read
from sroki.projections.scope import Scope
from sroki.projections.store import SqlStore
from sroki.workflows import hidden
from sroki.workflows.edition import Edition
from sroki.workflows.figure import Figure
from sroki.workflows.figures import Verdict, value_of
from sroki.workflows.load import bundled, bundled_directory, rulebook_of
from sroki.workflows.period_words import parse_span
from tests.monitors.runs import Run
from tests.projections.stores import opened
from tests.support.rulebooks import KRSK, SERVICE, krasnoyarsk
from tests.support.told import Teller, local

LATER = datetime(2026, 2, 1, tzinfo=UTC)
HALF = parse_span("2025-H1", date(2025, 7, 1))


class Office:
    """A store under the edition of Krasnoyarsk, or a reading of it otherwise."""

    def __init__(self, store: SqlStore, *editions: Edition) -> None:
        self.plans = Plans(rulebook_of(editions or [krasnoyarsk()]))
        self.store = store
        self.run = Run(self.plans, store.partitions, store=store)
        self.run.engine.activate(0, self.plans.digest)
        self.names: Names = names_of(self.plans.rulebook, bundled_directory())

    def tell(self, *events: Event) -> None:
        self.run.take(list(events))

    def asked(self, **more: Any) -> Asked:
        return Asked(HALF, KRSK)._replace(**more)

    def reading(self, scope: Scope | None = None) -> Any:
        connection = self.store.database.reading()
        return _Read(connection, self.names, scope)

    def figure(self, named: str, scope: Scope | None = None, **more: Any) -> Figure:
        with self.reading(scope) as reading:
            return find(figures(reading, self.asked(**more)), named)


class _Read:
    def __init__(self, connection: Any, names: Names, scope: Scope | None) -> None:
        self._connection, self._names, self._scope = connection, names, scope

    def __enter__(self) -> Reading:
        found = read(self._connection.__enter__(), LATER, self._names)
        return found if self._scope is None else found._replace(scope=self._scope)

    def __exit__(self, *error: object) -> None:
        self._connection.__exit__(*error)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    with opened(tmp_path / "store.db") as store:
        yield store


@pytest.fixture
def office(store: SqlStore) -> Office:
    return Office(store)


def life(case: str, filed: str, registered: str = "", notice: str = "", **more: Any) -> list[Event]:
    """An application from filing to its answer."""
    tell = Teller(case, unit=more.pop("unit", "sovetsky"))
    found: list[Event] = [tell("submitted", filed, channel=more.pop("channel", "in_person"))]
    if registered:
        found.append(tell("registered", registered))
    if notice:
        found.append(tell("notice_sent", notice, outcome=more.pop("outcome", "included")))
    return found


def audit(kind: str, on: str, number: str, unit: str, **found: Any) -> Event:
    return parse(
        {
            "kind": kind,
            "id": f"{kind} {number}",
            "source": "/audits",
            "occurred_at": local(on),
            "authority": KRSK,
            "service": SERVICE,
            "unit": unit,
            "audit": number,
            **found,
        }
    )


ALL = ("places", "hours", "phones", "regulation", "form")


def test_spans_of_ten_twenty_five_and_forty_days(office: Office) -> None:
    for case, notice in (("a", "2025-04-11"), ("b", "2025-04-26"), ("c", "2025-05-11")):
        office.tell(*life(case, "2025-04-01", "2025-04-01", notice))
    found = office.figure("П2")
    assert found.value.exact == Fraction(250, 3)
    assert shown(found.indicator, found.value, "ru") == "83,33 %"
    assert found.value.numerator == 75
    assert found.value.denominator == 90
    assert found.value.verdict is Verdict.KEPT
    assert office.figure("timely_share").value.exact == Fraction(200, 3)
    assert [note.code for note in found.notes][:1] == [hidden.MASKED]
    assert hides(found, office.names, "ru").startswith(
        "Среднее в норме, но с опозданием — 1 из 3, самое долгое — 40 дней; в срок 66,67 %."
    )


def test_e_filed_on_saturday_registered_on_monday(office: Office) -> None:
    # 12.04.2025 is a Saturday; the last day of the term moves to Monday the 14th (ст. 193).
    office.tell(*life("a", "2025-04-12", "2025-04-14", channel="site"))
    office.tell(*life("b", "2025-04-12", "2025-04-16"))
    found = office.figure("П5")
    assert found.value.exact == 200
    assert found.value.verdict is Verdict.BROKEN
    assert found.notes[0].code == hidden.LAWFUL
    # On paper it was late, and the literal indicator does not speak of paper at all.
    assert office.figure("registration_timely_share").value.exact == 50


def test_read_otherwise_days_off_do_not_count(store: SqlStore) -> None:
    read_so = krasnoyarsk().model_copy(deep=True)
    measures = [
        one.model_copy(update={"unit": "working_days"}) if one.id == "registration" else one
        for one in read_so.measures
    ]
    office = Office(store, read_so.model_copy(update={"measures": measures}))
    office.tell(*life("a", "2025-04-12", "2025-04-14", channel="site"))
    assert office.figure("П5").value.exact == 100


def test_complaints_are_counted_as_different_applications(office: Office) -> None:
    for number in range(10):
        office.tell(*life(f"c{number}", "2025-04-01", "2025-04-01"))
    tell = Teller("c1", unit="sovetsky")
    office.tell(
        tell("complaint_filed", "2025-04-05", complaint="k1", ground=2, id="k1"),
        tell("complaint_filed", "2025-06-05", complaint="k2", ground=1, id="k2"),
        tell("complaint_filed", "2025-06-06", complaint="k3", ground=9, id="k3"),
        tell("complaint_decided", "2025-06-20", complaint="k2", upheld=True, id="d2"),
    )
    assert office.figure("П3").value.exact == 10
    assert office.figure("complaints_upheld").value.exact == 1
    assert office.figure("complaints_beyond").value.exact == 1
    with office.reading() as reading:
        for said, part in (("2025-M04", 1), ("2025-M05", 0), ("2025-M06", 1), ("2025-H1", 1)):
            span = parse_span(said, date(2025, 7, 1))
            p3 = office.figure("П3", span=span)
            assert p3.value.numerator == part
            live = by_unit(reading, KRSK, SERVICE, p3.indicator, span)
            assert sum(one.part for one in live.values()) == part


def test_complaints_about_earlier_applications_may_pass_a_hundred_percent(office: Office) -> None:
    for case in ("a", "b"):
        office.tell(*life(case, "2025-04-01", "2025-04-01"))
        tell = Teller(case, unit="sovetsky")
        office.tell(tell("complaint_filed", "2025-10-20", complaint=case, ground=2, id=f"k{case}"))
    office.tell(*life("c", "2025-10-16", "2025-10-16"))
    autumn = parse_span("2025-H2", date(2025, 7, 1))
    assert office.figure("П3", span=autumn).value.exact == 200
    found = office.figure("П3", span=autumn)
    with office.reading() as reading:
        every = members(reading, office.asked(span=autumn), found)
    assert sorted(one.case_id for one in every) == ["a", "b"]


def test_the_withdrawn_are_left_out_and_counted(office: Office) -> None:
    office.tell(*life("a", "2025-04-01", "2025-04-01", "2025-04-21"))
    office.tell(*life("b", "2025-04-01", "2025-04-01"))
    office.tell(Teller("b", unit="sovetsky")("withdrawn", "2025-04-10", id="w"))
    # Given its answer before it was taken back: the service was provided.
    office.tell(*life("c", "2025-04-01", "2025-04-01", "2025-04-11"))
    office.tell(Teller("c", unit="sovetsky")("withdrawn", "2025-04-12", id="w2"))
    found = office.figure("П2")
    assert found.value.exact == Fraction(30 * 100, 60)
    assert found.material.withdrawn == 1


def test_what_is_not_finished_has_no_length_and_is_told(office: Office) -> None:
    office.tell(*life("a", "2025-04-01", "2025-04-01", "2025-04-11"))
    office.tell(*life("b", "2025-04-01", "2025-04-01"))
    office.tell(*life("c", "2025-06-25", "2025-06-25", "2025-07-20"))
    found = office.figure("П2")
    assert (found.material.spans, found.material.open, found.material.overdue) == (1, 2, 1)
    assert office.figure("open_overdue").value.exact == 1
    with office.reading() as reading:
        every = members(reading, office.asked(), office.figure("open_overdue"))
    assert [one.case_id for one in every] == ["b"]


def test_of_audits_the_latest_counts(office: Office) -> None:
    assert office.figure("П1").value.verdict is Verdict.NOT_APPLICABLE
    office.tell(audit("site_audited", "2025-02-10", "1", "all", met=ALL[:3], unmet=ALL[3:]))
    assert office.figure("П1").value.exact == 60
    office.tell(audit("site_audited", "2025-05-10", "2", "all", met=ALL[:4], unmet=ALL[4:]))
    found = office.figure("П1")
    assert found.value.exact == 80
    assert found.value.verdict is Verdict.BROKEN
    assert hides(found, office.names, "ru") == (
        "орган в целом: проверка № 2 от 10.05.2025; не в порядке: "
        "действующая форма заявления (АФЗ)."
    )
    # An audit after the period does not speak of it.
    office.tell(audit("site_audited", "2025-08-10", "3", "all", met=ALL))
    assert office.figure("П1").value.exact == 80
    assert office.figure("П1", unit="kirovsky").value.exact == 80
    with office.reading() as reading:
        positions = members(reading, office.asked(), office.figure("П1"))
    assert [(one.instance, one.code) for one in positions] == [
        (code, "unmet" if code == "form" else "met") for code in sorted(ALL)
    ]
    # Nobody looked whether one can file electronically.
    assert office.figure("Д2").value.exact == 0
    assert "не проверено" in hides(office.figure("Д2"), office.names, "ru")


def test_an_audit_can_be_corrected_and_annulled(office: Office) -> None:
    first = audit("site_audited", "2025-05-10", "2", "all", met=ALL[:4], unmet=ALL[4:])
    office.tell(first)
    common = {"authority": KRSK, "service": SERVICE, "unit": "all", "audit": "2"}
    target = {"source": "/audits", "id": "site_audited 2"}
    mended = audit("site_audited", "2025-05-10", "2", "all", met=ALL)
    moment = local("2025-05-12")
    office.tell(
        parse(
            {"kind": "corrected", "id": "m", "source": "/audits", "occurred_at": moment}
            | {"target": target, "replacement": mended.model_dump(), **common}
        )
    )
    assert office.figure("П1").value.exact == 100
    assert office.figure("П1").value.verdict is Verdict.KEPT
    office.tell(
        parse(
            {"kind": "annulled", "id": "n", "source": "/audits", "occurred_at": moment}
            | {"target": target, **common}
        )
    )
    assert office.figure("П1").value.exact is None


def test_access_is_given_where_every_unit_that_was_seen_gives_it(office: Office) -> None:
    needed = ("entry", "movement", "help", "signs", "parking", "interpreter", "guide_dog")
    office.tell(audit("premises_inspected", "2025-03-01", "1", "sovetsky", met=needed))
    assert office.figure("Д1").value.exact == 1
    office.tell(
        audit("premises_inspected", "2025-03-02", "1", "kirovsky", met=needed[:6], unmet=needed[6:])
    )
    found = office.figure("Д1")
    assert found.value.exact == 0
    assert found.value.numerator == 1
    assert found.value.denominator == 2
    assert office.figure("Д1", unit="sovetsky").value.exact == 1


def test_a_correction_moves_a_figure_and_what_was_known_before_stays(office: Office) -> None:
    office.tell(*life("a", "2025-04-01", "2025-04-01", "2025-04-11"))
    office.run.tick(local("2025-05-01"), always=True)
    office.run.tick(local("2025-05-02"), always=True)
    tell = Teller("a", unit="sovetsky")
    mended = tell("notice_sent", "2025-05-11", outcome="included", id="a-3").model_dump()
    target = {"source": "/edms/krsk", "id": "a-3"}
    office.tell(tell("corrected", "2025-05-12", id="m", target=target, replacement=mended))
    office.run.tick(local("2025-06-01"), always=True)
    assert office.figure("П2").value.exact == Fraction(400, 3)
    with office.reading() as reading:
        at = positions_at(reading, local("2025-05-01"))
        early = positions_at(reading, datetime(2024, 1, 1, tzinfo=UTC))
        with pytest.raises(Refused, match="ещё не прошёл"):
            positions_at(reading, LATER)
    assert office.figure("П2", moment=LATER, at=at).value.exact == Fraction(100, 3)
    assert office.figure("П2", moment=LATER, at=early).value.exact is None
    assert office.figure("П3", moment=LATER, at=early).value.exact is None


def test_a_sample_is_drawn_of_the_cohort_and_says_of_how_many(store: SqlStore) -> None:
    drawn = [
        one.model_copy(update={"sample": "seeded_sample", "sample_size": 3})
        if one.id == "p2"
        else one
        for one in krasnoyarsk().indicators
    ]
    office = Office(store, krasnoyarsk().model_copy(update={"indicators": drawn}))
    for number in range(8):
        office.tell(*life(f"c{number}", "2025-04-01", "2025-04-01", f"2025-04-{11 + number}"))
    found = office.figure("П2")
    assert (found.material.spans, found.material.sampled_from) == (3, 8)
    with office.reading() as reading:
        every = members(reading, office.asked(), found)
    assert sum(one.days or 0 for one in every) == found.value.numerator
    assert len(every) == 3


def test_the_pages_of_a_list_are_its_parts_in_order(office: Office) -> None:
    for number in range(7):
        case, notice = f"c{number}", f"2025-04-{11 + number // 2}"
        office.tell(*life(case, "2025-04-01", "2025-04-01", notice if number else ""))
        tell = Teller(case, unit="sovetsky")
        office.tell(
            *(
                tell("complaint_filed", "2025-05-02", complaint=name, ground=1, id=name)
                for name in ("first", "second")[: number % 3]
            )
        )
    with office.reading() as reading:
        asked, lists = office.asked(), {}
        for one in figures(reading, asked):
            whole = members(reading, asked, one)
            pages = [members(reading, asked, one, Window(2, at)) for at in range(0, len(whole), 2)]
            assert [row for page in pages for row in page] == whole
            assert count_members(reading, asked, one) == len(whole)
            lists[one.indicator.id] = len(whole)
    assert (lists["p2"], lists["p3"], lists["open_overdue"]) == (6, 6, 1)


def test_a_reader_counts_only_what_is_his_to_see(office: Office) -> None:
    office.tell(*life("a", "2025-04-01", "2025-04-01", "2025-04-11"))
    office.tell(*life("b", "2025-04-01", "2025-04-01", "2025-05-01", unit="kirovsky"))
    his = Scope.of((KRSK, "kirovsky"))
    assert office.figure("П2").value.exact == Fraction(4000, 60)
    assert office.figure("П2", scope=his).value.exact == 100
    assert office.figure("П2", unit="sovetsky", scope=his).value.exact is None
    assert {one.code for one in office.figure("П2").slices if one.dimension == "unit"} == {
        "sovetsky",
        "kirovsky",
    }


def test_readings_are_printed_with_the_figure(office: Office) -> None:
    said = data_of(office.figure("П2"))
    chosen = {one["reading"]: one["chosen"] for one in said["readings"]}
    assert chosen["p2_period"] == "ended"
    assert chosen["p2_ends"] == "notice"
    assert chosen["p2_sample"] == "all"
    assert chosen["official_term"] == "total_to_result"
    assert "p5_weekend" not in chosen


def test_an_unknown_name_is_told_with_those_there_are(office: Office) -> None:
    with pytest.raises(Invalid) as caught, office.reading() as reading:
        find(figures(reading, office.asked()), "П9")
    assert "П5" in str(caught.value.accepted)
    with pytest.raises(Invalid) as caught, office.reading() as reading:
        figures(reading, office.asked(services=("01/01/022",)))
    assert SERVICE in str(caught.value.accepted)


def test_another_regulation_needs_no_code(store: SqlStore) -> None:
    omsk = bundled("example-omsk-archive")
    office = Office(store, krasnoyarsk(), omsk)
    place = {"authority": omsk.authority, "service": omsk.service, "unit": "reading-room"}

    def told(case: str, kind: str, on: str, **fields: Any) -> Event:
        own = {"kind": kind, "id": f"{case} {kind} {on}", "source": "/omsk", "case_id": case}
        return parse({**own, **place, "occurred_at": local(on), **fields})

    def declared(case: str, name: str, on: str, **fields: Any) -> Event:
        return told(case, "declared", on, name=f"{omsk.authority}.{name}", fields=fields)

    for case, handed, found in (("o1", "2025-04-08", True), ("o2", "2025-05-05", False)):
        office.tell(
            told(case, "submitted", "2025-04-01", channel="post"),
            told(case, "registered", "2025-04-01"),
            declared(case, "search_completed", "2025-04-04", found=found),
            declared(case, "certificate_handed", handed),
        )
    office.tell(
        parse(
            {
                "kind": "site_audited",
                "id": "s",
                "source": "/omsk",
                "occurred_at": local("2025-03-01"),
            }
            | {**place, "audit": "1", "met": ("hours",), "unmet": ("prices",)}
        )
    )
    with office.reading() as reading:
        asked = Asked(HALF, omsk.authority)
        value = {one.indicator.id: one.value for one in figures(reading, asked)}
    # Working days after 01.04 up to 08.04, and up to 05.05 past 1 and 2 May; 30 are allowed each.
    assert value["speed"].numerator == 5 + 22
    assert value["speed"].denominator == 60
    assert value["found_share"].exact == 50
    assert value["found_share"].verdict is Verdict.KEPT
    assert value["longest"].exact == 22
    assert value["page"].exact == 70


def test_of_several_services_sums_are_divided_and_each_stands_beside(store: SqlStore) -> None:
    other = krasnoyarsk().model_copy(update={"id": "other", "service": "01/01/022"})
    office = Office(store, krasnoyarsk(), other)
    office.tell(*life("a", "2025-04-01", "2025-04-01", "2025-04-11"))
    tell = Teller("z", unit="sovetsky", service="01/01/022")
    office.tell(
        tell("submitted", "2025-04-01", channel="site"),
        tell("registered", "2025-04-01"),
        tell("notice_sent", "2025-05-21", outcome="included"),
    )
    found = office.figure("П2")
    assert found.service is None
    assert found.value.numerator == found.value.denominator == 60
    assert [one.value.numerator for one in found.services] == [10, 50]
    assert office.figure("П2", services=("01/01/022",)).value.exact == Fraction(5000, 30)


def test_live_figures_are_those_recounted_and_a_difference_is_found(office: Office) -> None:
    office.tell(*life("a", "2025-04-01", "2025-04-02", "2025-04-11", channel="site"))
    office.tell(*life("b", "2025-04-01", "2025-04-01", unit="kirovsky"))
    with office.reading() as reading:
        for named in ("П2", "П3", "П5", "timely_share"):
            figure = office.figure(named)
            live = by_unit(reading, KRSK, SERVICE, figure.indicator, HALF)
            whole = value_of(figure.indicator, sum(live.values(), type(figure.material)()))
            assert whole == figure.value, named
        assert figure_check.differences(reading.connection, reading.generation) == 0
    with office.store.database.writing() as connection:
        connection.exec_driver_sql("UPDATE figure_tally SET days = days + 1 WHERE days > 0")
    with office.store.database.writing() as connection:
        found = figure_check.differences(connection, office.store.generation)
        assert found > 0
        assert tallies.recount(connection, office.store.generation).keys() == {"figure_tally"}
        figure_check.keep(connection, found)
        assert figure_check.kept(connection) == found
