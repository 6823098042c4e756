"""The one intake: cases found, numbers stripped, everything else checked, nothing raised."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sroki.events.aliases import Alias
from sroki.events.catalogue import from_bytes, to_bytes
from sroki.events.contracts.examples import example
from sroki.events.envelope import wrap
from sroki.events.outcomes import Accepted, Held, Outcome, Rejected, Unlinked
from sroki.events.policy import SourcePolicy
from sroki.events.strict import Item, read
from tests.events.office import NOW, PLACE, SOURCE, accepted, codes, intake, number, stored, wire
from tests.events.strategies import sent


def _take(said: dict[str, Any], **more: Any) -> Outcome:
    return intake().take(said, NOW, **more)


def _alias(said: str, year: int = 2026, kind: str = "registration") -> Alias:
    return Alias("04701000", SOURCE, kind, said, year)


class TestCases:
    """How an event finds its case."""

    def test_by_its_id(self) -> None:
        (event,) = accepted(_take(wire("receipt_issued", "1", case_id="A-1"))).events
        assert event.subject == "A-1"
        assert event.received_at == NOW

    @pytest.mark.parametrize("kind", ["submitted", "registered"])
    def test_filing_and_registration_open_one(self, kind: str) -> None:
        more = {"channel": "post"} if kind == "submitted" else {}
        outcome = accepted(_take(wire(kind, "1", reference=number("15"), **more)))
        assert outcome.opened == outcome.events[0].subject == "new-1"
        assert outcome.bound == (_alias("15"),)

    def test_a_known_number_finds_it_again(self) -> None:
        desk = intake()
        first = accepted(desk.take(wire("registered", "1", number="15", year=2026), NOW))
        again = accepted(desk.take(wire("registered", "1", number=" 15 ", year=2026), NOW))
        other = accepted(desk.take(wire("receipt_issued", "2", reference=number("15")), NOW))
        assert again.events == first.events
        assert (again.bound, again.opened) == ((), None)
        assert other.events[0].subject == first.events[0].subject

    def test_the_year_and_the_kind_are_part_of_a_number(self) -> None:
        desk = intake()
        said = [
            number("15"),
            number("15", 2025),
            number("15", None),
            {**number("15"), "kind": "portal"},
        ]
        for place, reference in enumerate(said):
            told = wire("submitted", str(place), channel="post", reference=reference)
            assert accepted(desk.take(told, NOW)).opened == f"new-{place + 1}"

    def test_a_case_of_two_numbers(self) -> None:
        desk = intake()
        portal = {"kind": "portal", "number": "77001"}
        accepted(desk.take(wire("submitted", "1", channel="epgu", reference=portal), NOW))
        registered = wire("registered", "2", reference=portal, number="15", year=2026)
        outcome = accepted(desk.take(registered, NOW))
        assert outcome.events[0].subject == "new-1"
        assert outcome.bound == (_alias("15"),)

    def test_numbers_are_in_no_event(self) -> None:
        desk = intake()
        told = [
            wire(
                "submitted", "1", channel="epgu", reference={"kind": "portal", "number": "770077"}
            ),
            wire("registered", "2", number="880088", year=2026, number_kind="registration.sov"),
            wire(
                "corrected",
                "3",
                target={"source": SOURCE, "id": "2"},
                reference={"kind": "registration.sov", "number": "880088", "year": 2026},
                replacement={
                    "kind": "registered",
                    "occurred_at": "2026-03-20T09:00:00+07:00",
                    "number": "990099",
                    "year": 2026,
                    "number_kind": "registration.sov",
                },
            ),
        ]
        outcomes = [accepted(desk.take(one, NOW)) for one in told]
        said = "".join(stored([event for outcome in outcomes for event in outcome.events]))
        assert not any(secret in said for secret in ("770077", "880088", "990099"))
        assert not any(secret in repr(outcomes) for secret in ("770077", "880088", "990099"))
        # The right number leads to the case as well.
        right = {"kind": "registration.sov", "number": "990099", "year": 2026}
        found = accepted(desk.take(wire("receipt_issued", "4", reference=right), NOW))
        assert found.events[0].subject == outcomes[1].events[0].subject

    def test_an_unknown_number_waits(self) -> None:
        outcome = _take(wire("receipt_issued", "1", reference=number("15")))
        assert isinstance(outcome, Unlinked)
        assert outcome.alias == _alias("15")
        assert codes(outcome) == [("unlinked", "/data/reference")]

    def test_what_waits_for_a_number_of_the_same_batch_is_taken(self) -> None:
        body = [
            wire("file_formed", "3", reference=number("15"), part="paper"),
            wire("receipt_issued", "2", reference={"kind": "portal", "number": "7"}),
            wire(
                "registered",
                "1",
                reference={"kind": "portal", "number": "7"},
                number="15",
                year=2026,
            ),
            wire("receipt_issued", "9", reference=number("99")),
        ]
        items = read(json.dumps(body).encode())
        assert isinstance(items, list)
        outcomes = intake().take_all(items, NOW)
        assert [type(one) for one in outcomes] == [Accepted, Accepted, Accepted, Unlinked]
        assert {accepted(one).events[0].subject for one in outcomes[:3]} == {"new-1"}

    def test_case_id_decides_and_binds(self) -> None:
        desk = intake()
        told = wire("registered", "1", case_id="A-1", number="15", year=2026)
        assert accepted(desk.take(told, NOW)).bound == (_alias("15"),)
        found = accepted(desk.take(wire("receipt_issued", "2", reference=number("15")), NOW))
        assert found.events[0].subject == "A-1"
        again = accepted(desk.take(told, NOW))
        assert (again.bound, again.events[0].subject) == ((), "A-1")

    def test_a_number_of_another_case_is_a_conflict(self) -> None:
        desk = intake()
        accepted(desk.take(wire("registered", "1", case_id="A-1", number="15", year=2026), NOW))
        for told in (
            wire("registered", "2", case_id="A-2", number="15", year=2026),
            wire("receipt_issued", "3", case_id="A-2", reference=number("15")),
        ):
            assert codes(desk.take(told, NOW)) == [("alias_conflict", "/data")]

    def test_a_number_that_another_source_gave(self) -> None:
        desk = intake()
        theirs = number("15", source="urn:asp")
        opening = desk.take(wire("submitted", "1", channel="post", reference=theirs), NOW)
        assert isinstance(opening, Unlinked)
        told = wire("registered", "2", number="15", year=2026) | {"source": "urn:asp"}
        accepted(desk.take(told, NOW))
        ours = accepted(desk.take(wire("submitted", "1", channel="post", reference=theirs), NOW))
        assert (ours.events[0].subject, ours.bound) == ("new-1", ())

    def test_nothing_is_bound_by_what_is_rejected(self) -> None:
        desk = intake()
        assert isinstance(
            desk.take(wire("submitted", "1", channel="by owl", reference=number("15")), NOW),
            Rejected,
        )
        assert isinstance(
            desk.take(wire("receipt_issued", "2", reference=number("15")), NOW), Unlinked
        )

    def test_a_visit_and_an_amendment_of_it_need_no_case(self) -> None:
        desk = intake()
        visit = accepted(desk.take(wire("queue_joined", "1", ticket="А-7"), NOW)).events[0]
        target = {"source": SOURCE, "id": "1"}
        amendment = accepted(desk.take(wire("annulled", "2", ticket="А-7", target=target), NOW))
        assert visit.subject == amendment.events[0].subject == "visit/04701000/sov/А-7"

    @pytest.mark.parametrize(
        ("data", "expected"),
        [
            ({}, ("no_case", "/data")),
            ({"reference": "15"}, ("wrong_type", "/data/reference")),
            ({"reference": {"kind": "registration"}}, ("missing_field", "/data/reference/number")),
            ({"reference": number("")}, ("wrong_length", "/data/reference/number")),
            ({"reference": number("15", 17)}, ("out_of_range", "/data/reference/year")),
            ({"reference": {"number": "1", "fio": "x"}}, ("unknown_field", "/data/reference/fio")),
            ({"case_id": ["A"]}, ("wrong_type", "/data/case_id")),
            ({"case_id": "дело 1"}, ("wrong_form", "/data/case_id")),
        ],
    )
    def test_a_case_badly_named(self, data: dict[str, Any], expected: tuple[str, str]) -> None:
        assert codes(_take(wire("receipt_issued", "1", **data))) == [expected]


class TestFields:
    """What the contract says of fields."""

    def test_what_is_wrong_with_a_number_is_said_whole(self) -> None:
        for said, wanted in (({"number": "x" * 300}, "≤ 200"), ({"number": 15}, "string")):
            outcome = _take(wire("receipt_issued", "1", reference=said))
            assert isinstance(outcome, Rejected)
            assert outcome.reasons[0].accepted().endswith(f": {wanted}")

    @pytest.mark.parametrize("blank", [" ", "\u00a0 ", "\u200b"])
    def test_a_number_of_spaces_is_none(self, blank: str) -> None:
        opened = _take(wire("submitted", "1", channel="post", reference={"number": blank}))
        assert codes(opened) == [("wrong_length", "/data/reference/number")]
        registered = _take(wire("registered", "2", case_id="A", number=blank, year=2026))
        assert codes(registered) == [("wrong_length", "/data/number")]

    def test_a_number_has_no_marks_that_no_eye_sees(self) -> None:
        outcome = _take(wire("receipt_issued", "1", reference=number("15\u200b-\u00adс")))
        assert isinstance(outcome, Unlinked)
        assert outcome.alias == _alias("15-с")

    def test_unknown_fields_are_dropped_and_named(self) -> None:
        told = wire("submitted", "1", case_id="A", channel="post", colour="red", fio="Иванов")
        outcome = accepted(_take({**told, "extension": "x"}))
        assert outcome.dropped == ("/extension", "/data/colour", "/data/fio")
        assert "Иванов" not in stored(outcome.events)[0]

    def test_within_too_and_only_those(self) -> None:
        target = {"source": SOURCE, "id": "0", "why": "x"}
        replacement = {"kind": "withdrawn", "occurred_at": "2026-03-20T11:00:00+07:00", "mood": 1}
        told = wire("corrected", "1", case_id="A", target=target, replacement=replacement)
        outcome = accepted(_take(copy.deepcopy(told)))
        assert outcome.dropped == ("/data/replacement/mood", "/data/target/why")
        del told["data"]["target"]["id"]
        assert ("missing_field", "/data/target/id") in codes(_take(told))

    def test_names_of_dropped_fields_that_are_no_names_are_not_shown(self) -> None:
        told = wire("withdrawn", "1", case_id="A")
        told["data"]["Иванов И. И."] = 1
        outcome = accepted(_take(told))
        assert outcome.dropped == ("/data/?",)

    def test_a_newer_version_is_held(self) -> None:
        told = wire("submitted", "1", case_id="A", novelty=[{}]) | {"type": "ru.sroki.submitted.v2"}
        outcome = _take(told)
        assert isinstance(outcome, Held)
        assert codes(outcome) == [("newer_version", "/type")]

    @pytest.mark.parametrize(
        ("kind", "data", "expected"),
        [
            ("submitted", {"channel": "owl"}, ("wrong_choice", "/data/channel")),
            ("submitted", {}, ("missing_field", "/data/channel")),
            ("asp_checked", {"found": "no"}, ("wrong_type", "/data/found")),
            ("asp_checked", {"found": 1}, ("wrong_type", "/data/found")),
            ("complaint_filed", {"complaint": "1", "ground": 11}, ("out_of_range", "/data/ground")),
            ("complaint_filed", {"complaint": "1", "ground": 2.0}, ("wrong_type", "/data/ground")),
            ("refused", {"ground": "п. 12(1)"}, ("wrong_form", "/data/ground")),
            ("documents_checked", {"missing": "income"}, ("wrong_type", "/data/missing")),
            ("documents_checked", {"missing": [5]}, ("wrong_type", "/data/missing/0")),
            (
                "interagency_reply_received",
                {"request": "x" * 201},
                ("wrong_length", "/data/request"),
            ),
            ("withdrawn", {"precision": "week"}, ("wrong_choice", "/data/precision")),
            ("withdrawn", {"performer": "Иванов И. И."}, ("wrong_form", "/data/performer")),
            ("withdrawn", {"service": None}, ("wrong_type", "/data/service")),
            ("withdrawn", {"recorded_at": "yesterday"}, ("wrong_moment", "/data/recorded_at")),
            (
                "withdrawn",
                {"recorded_at": "0207-01-01T00:00:00Z"},
                ("absurd_moment", "/data/recorded_at"),
            ),
            (
                "withdrawn",
                {"recorded_at": "2017-02-30T00:00:00Z"},
                ("wrong_moment", "/data/recorded_at"),
            ),
            (
                "listed",
                {"period": "2026-H2", "number": "1"},
                ("missing_field", "/data/outcome"),
            ),
        ],
    )
    def test_faults_have_their_place(
        self, kind: str, data: dict[str, Any], expected: tuple[str, str]
    ) -> None:
        assert codes(_take(wire(kind, "1", **{"case_id": "A", **data}))) == [expected]

    def test_all_faults_of_an_event_are_told(self) -> None:
        told = wire("submitted", "", case_id=5, channel="owl", authority="Красноярск")
        assert codes(_take(told)) == [
            ("wrong_length", "/id"),
            ("wrong_form", "/data/authority"),
            ("wrong_type", "/data/case_id"),
            ("wrong_choice", "/data/channel"),
        ]

    def test_but_not_thousands_of_them(self) -> None:
        told = wire("documents_checked", "1", case_id="A", missing=["Я"] * 50)
        assert len(codes(_take(told))) == 21
        told["data"]["missing"] *= 100
        assert codes(_take(told)) == [("too_many_faults", "")]

    def test_absurd_times_and_times_to_come(self) -> None:
        def at(time: str, **data: Any) -> Outcome:
            return _take(wire("withdrawn", "1", case_id="A", time=time, **data))

        assert codes(at("0207-04-15T10:00:00Z")) == [("absurd_moment", "/time")]
        assert codes(at("2200-04-15T10:00:00Z")) == [("absurd_moment", "/time")]
        soon = (NOW + timedelta(minutes=5)).isoformat()
        late = (NOW + timedelta(minutes=5, seconds=1)).isoformat()
        assert isinstance(at(soon), Accepted)
        assert codes(at(late)) == [("in_the_future", "/time")]
        past = (NOW - timedelta(days=1)).isoformat()
        assert codes(at(past, recorded_at=late)) == [("in_the_future", "/data/recorded_at")]

    def test_a_day_may_be_today_where_the_office_is(self) -> None:
        # 05:00 UTC is noon in Krasnoyarsk, 20 March.
        def on(time: str) -> Outcome:
            return _take(wire("withdrawn", "1", case_id="A", precision="day", time=time))

        assert isinstance(on("2026-03-20T23:59:59+07:00"), Accepted)
        assert codes(on("2026-03-21T00:00:00+07:00")) == [("in_the_future", "/time")]

    def test_history_is_stamped_not_said(self) -> None:
        told = wire("withdrawn", "1", case_id="A", historical=True)
        outcome = accepted(_take(told))
        assert outcome.dropped == ("/data/historical",)
        assert not outcome.events[0].historical
        assert accepted(_take(told, historical=True)).events[0].historical


class TestDeclared:
    """Events of the editions' own types."""

    def _take(self, name: str = "04701000.site_inspected", **fields: Any) -> Outcome:
        return _take(wire("declared", "1", case_id="A", name=name, fields=fields))

    def test_taken_as_declared(self) -> None:
        outcome = accepted(
            self._take(accessible=True, visited_on="2026-03-01", rooms=3, area=12.5, extra=1)
        )
        assert outcome.dropped == ("/data/fields/extra",)
        again = from_bytes(to_bytes(outcome.events[0]))
        assert again == outcome.events[0]
        assert getattr(again, "fields", None) == {
            "accessible": True,
            "visited_on": "2026-03-01",
            "rooms": 3,
            "area": 12.5,
        }

    @pytest.mark.parametrize(
        ("fields", "expected"),
        [
            ({}, ("missing_field", "/data/fields/accessible")),
            ({"accessible": "yes"}, ("wrong_type", "/data/fields/accessible")),
            ({"accessible": True, "rooms": True}, ("wrong_type", "/data/fields/rooms")),
            ({"accessible": True, "rooms": 1.5}, ("wrong_type", "/data/fields/rooms")),
            ({"accessible": True, "rooms": 2**60}, ("out_of_range", "/data/fields/rooms")),
            ({"accessible": True, "area": "1"}, ("wrong_type", "/data/fields/area")),
            ({"accessible": True, "remark": 1}, ("wrong_type", "/data/fields/remark")),
            (
                {"accessible": True, "visited_on": "2026-02-30"},
                ("wrong_type", "/data/fields/visited_on"),
            ),
            (
                {"accessible": True, "visited_on": "20260301"},
                ("wrong_type", "/data/fields/visited_on"),
            ),
        ],
    )
    def test_otherwise_rejected(self, fields: dict[str, Any], expected: tuple[str, str]) -> None:
        assert expected in codes(self._take(**fields))

    def test_a_type_that_no_edition_declares_is_held(self) -> None:
        outcome = self._take("04701000.other")
        assert isinstance(outcome, Held)
        assert codes(outcome) == [("undeclared_type", "/data/name")]

    def test_what_is_no_name_of_a_type_is_rejected(self) -> None:
        assert codes(self._take("Иванов")) == [("wrong_form", "/data/name")]
        told = wire("declared", "1", case_id="A")
        assert codes(_take(told)) == [("missing_field", "/data/name")]

    def test_in_a_correction_too(self) -> None:
        replacement = {
            "kind": "declared",
            "occurred_at": "2026-03-01T00:00:00Z",
            "name": "04701000.site_inspected",
            "fields": {"accessible": 0},
        }
        told = wire(
            "corrected",
            "2",
            case_id="A",
            target={"source": SOURCE, "id": "1"},
            replacement=replacement,
        )
        assert codes(_take(told)) == [("wrong_type", "/data/replacement/fields/accessible")]


class TestCorrections:
    """What a correction puts in place."""

    def _take(self, replacement: Any, **data: Any) -> Outcome:
        data = {"case_id": "A", "target": {"source": "urn:other", "id": "7"}, **data}
        return _take(wire("corrected", "1", replacement=replacement, **data))

    def test_the_replacement_inherits(self) -> None:
        said = {"kind": "withdrawn", "occurred_at": "2026-03-01T10:00:00Z"}
        (event,) = accepted(self._take(said)).events
        fact = getattr(event, "replacement", None)
        assert fact is not None
        assert (fact.source, fact.id, fact.case_id) == ("urn:other", "7", "A")
        assert (fact.authority, fact.service, fact.unit) == tuple(PLACE.values())
        assert fact.occurred_at == datetime(2026, 3, 1, 10, tzinfo=UTC)

    def test_by_number(self) -> None:
        desk = intake()
        accepted(desk.take(wire("registered", "1", number="15", year=2026), NOW))
        said = {"kind": "withdrawn", "occurred_at": "2026-03-01T10:00:00Z"}
        target = {"source": SOURCE, "id": "9"}
        told = wire("corrected", "2", reference=number("15"), target=target, replacement=said)
        (event,) = accepted(desk.take(told, NOW)).events
        assert event.subject == getattr(event, "replacement").subject == "new-1"  # noqa: B009  # typed

    def test_of_a_visit_and_of_a_group(self) -> None:
        said = {"kind": "queue_joined", "occurred_at": "2026-03-01T10:00:00Z"}
        (visit,) = accepted(self._take(said, case_id=None, ticket="А-7")).events
        assert visit.subject == "visit/04701000/sov/А-7"
        quota = {"kind": "quota_set", "occurred_at": "2026-03-01T10:00:00Z", "places": 5}
        (group,) = accepted(self._take(quota, case_id=None, period="2026-H2")).events
        assert group.subject == "group/04701000/01/01/021/sov/2026-H2"

    @pytest.mark.parametrize(
        ("replacement", "data", "expected"),
        [
            ({"kind": "withdrawn"}, {}, ("missing_field", "/data/replacement/occurred_at")),
            (
                {"kind": "withdrawn", "occurred_at": 5},
                {},
                ("wrong_moment", "/data/replacement/occurred_at"),
            ),
            (
                {"kind": "withdrawn", "occurred_at": "2027-01-01T00:00:00Z"},
                {},
                ("in_the_future", "/data/replacement/occurred_at"),
            ),
            ({"kind": "corrected"}, {}, ("unknown_kind", "/data/replacement/kind")),
            ({"kind": "nothing"}, {}, ("unknown_kind", "/data/replacement/kind")),
            ({"kind": []}, {}, ("unknown_kind", "/data/replacement/kind")),
            ("text", {}, ("wrong_type", "/data/replacement")),
            (
                {"kind": "withdrawn", "occurred_at": "2026-03-01T10:00:00Z", "case_id": "B"},
                {},
                ("moves_subject", "/data"),
            ),
            (
                {"kind": "withdrawn", "occurred_at": "2026-03-01T10:00:00Z"},
                {"ticket": "А-7"},
                ("one_subject", "/data"),
            ),
            (
                {"kind": "withdrawn", "occurred_at": "2026-03-01T10:00:00Z", "unit": "nowhere"},
                {},
                ("unknown_unit", "/data/replacement/unit"),
            ),
        ],
    )
    def test_rejected(self, replacement: Any, data: Any, expected: tuple[str, str]) -> None:
        assert expected in codes(self._take(replacement, **data))

    def test_a_replacement_of_a_newer_version_is_held(self) -> None:
        outcome = self._take({"kind": "withdrawn", "version": 2, "occurred_at": "?"})
        assert isinstance(outcome, Held)
        assert codes(outcome) == [("newer_version", "/data/replacement/version")]


class TestPlaces:
    """Who may speak, and of which place."""

    def test_places_that_the_directory_does_not_know(self) -> None:
        told = wire("withdrawn", "1", case_id="A")
        told["data"]["unit"] = "nowhere"
        assert codes(_take(told)) == [("unknown_unit", "/data/unit")]
        told["data"]["authority"] = "50701000"
        assert codes(_take(told)) == [("unknown_authority", "/data/authority")]

    def test_all_is_for_what_concerns_the_whole(self) -> None:
        quota = wire("quota_set", "1", period="2026-H2", places=5, unit="all")
        assert isinstance(_take(quota), Accepted)
        assert codes(_take(wire("withdrawn", "1", case_id="A", unit="all"))) == [
            ("unknown_unit", "/data/unit")
        ]

    @pytest.mark.parametrize(
        ("policy", "expected"),
        [
            (SourcePolicy(frozenset({SOURCE}), "04701000", None), None),
            (SourcePolicy(frozenset({SOURCE}), "04701000", frozenset({"sov"})), None),
            (
                SourcePolicy(frozenset({"urn:other"}), "04701000", None),
                ("source_not_allowed", "/source"),
            ),
            (
                SourcePolicy(frozenset({SOURCE}), "50701000", None),
                ("authority_not_allowed", "/data/authority"),
            ),
            (
                SourcePolicy(frozenset({SOURCE}), "04701000", frozenset({"len"})),
                ("unit_not_allowed", "/data/unit"),
            ),
        ],
    )
    def test_tokens(self, policy: SourcePolicy, expected: tuple[str, str] | None) -> None:
        outcome = _take(wire("withdrawn", "1", case_id="A"), policy=policy)
        if expected is None:
            assert isinstance(outcome, Accepted)
        else:
            assert codes(outcome) == [expected]

    def test_a_replacement_cannot_speak_for_another_unit(self) -> None:
        policy = SourcePolicy(frozenset({SOURCE}), "04701000", frozenset({"sov"}))
        said = {"kind": "withdrawn", "occurred_at": "2026-03-01T10:00:00Z", "unit": "len"}
        told = wire(
            "corrected", "1", case_id="A", target={"source": SOURCE, "id": "7"}, replacement=said
        )
        assert codes(_take(told, policy=policy)) == [("unit_not_allowed", "/data/replacement/unit")]


class TestWatermarks:
    """A source's word about what it has sent."""

    def _take(self, *, units: Any = ("sov",), policy: bool = False, **data: Any) -> Outcome:
        told = {"complete_to": "2026-03-20T11:00:00+07:00", "role": "edms", "units": list(units)}
        allowed = SourcePolicy(frozenset({SOURCE}), "04701000", frozenset({"sov"}))
        return _take(
            wire("source_watermark", "w", **{**told, **data}), policy=allowed if policy else None
        )

    def test_passes_as_itself(self) -> None:
        (event,) = accepted(self._take(policy=True)).events
        assert event.subject == f"source/04701000/{SOURCE}"
        assert isinstance(self._take(unit="all", policy=True), Accepted)
        assert isinstance(self._take(units=[]), Accepted)

    def test_a_promise_about_the_future_is_none(self) -> None:
        late = "2026-03-20T13:00:00+07:00"
        assert codes(self._take(complete_to=late)) == [("in_the_future", "/data/complete_to")]

    def test_only_for_units_of_the_token(self) -> None:
        assert codes(self._take(units=["sov", "len"], policy=True)) == [
            ("unit_not_allowed", "/data/units/1")
        ]
        assert codes(self._take(units=[], policy=True)) == [("units_needed", "/data/units")]
        assert codes(self._take(units=["nowhere"])) == [("unknown_unit", "/data/units/0")]


@given(sent())
def test_what_was_taken_is_what_was_said(event: Any) -> None:
    outcome = intake(directory=None).take(json.loads(json.dumps(wrap(event))), NOW)
    if isinstance(outcome, Accepted):
        assert outcome.events[0].model_copy(update={"received_at": None}) == event
    else:
        # Random events name no type that is declared.
        assert [code for code, _ in codes(outcome)] == ["undeclared_type"]


@given(sent())
def test_repeating_tells_the_same(event: Any) -> None:
    desk = intake(directory=None)
    first = desk.take(wrap(event), NOW)
    again = desk.take(wrap(event), NOW)
    assert type(first) is type(again)
    if isinstance(first, Accepted) and isinstance(again, Accepted):
        assert stored(first.events) == stored(again.events)


ODD: st.SearchStrategy[Any] = st.sampled_from(
    [
        None,
        True,
        0,
        -1,
        1.5,
        10**15,
        "",
        "x",
        "А" * 201,
        [],
        [[]],
        {},
        {"a": {}},
        [{"reference": 1}],
    ]
)


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a tree that something else can be put in."""
    if isinstance(value, dict):
        return [path, *(p for key, one in value.items() for p in _places(one, (*path, key)))]
    if isinstance(value, list):
        return [path, *(p for at, one in enumerate(value) for p in _places(one, (*path, at)))]
    return [path]


KIND_NAMES = st.sampled_from(
    [
        "registered",
        "list_approved",
        "corrected",
        "annulled",
        "declared",
        "source_watermark",
        "listed",
    ]
)


@given(KIND_NAMES, st.data(), st.integers(1, 3))
def test_nothing_that_is_sent_raises(kind: str, data: st.DataObject, changes: int) -> None:
    told: Any = {"wire": copy.deepcopy(example(kind))}
    for _ in range(changes):
        place = ("wire", *data.draw(st.sampled_from(_places(told["wire"]))))
        within = told
        for step in place[:-1]:
            within = within[step]
        within[place[-1]] = copy.deepcopy(data.draw(ODD))
    if isinstance(told["wire"], dict):
        outcome = intake().take(told["wire"], NOW)
        assert isinstance(outcome, Accepted) or codes(outcome)


def test_an_item_that_cannot_be_read_is_rejected_in_its_place() -> None:
    items = read(b'[{"a": 1, "a": 2}, {}]')
    assert isinstance(items, list)
    outcomes = intake().take_all([*items, Item({}, None, "{}")], NOW)
    assert codes(outcomes[0]) == [("duplicate_key", "")]
    assert all(isinstance(one, Rejected) for one in outcomes)
