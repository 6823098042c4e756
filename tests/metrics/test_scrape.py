"""A scrape: true at its moment, born at 0, bounded, in step with the board and the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from prometheus_client import Metric as Family
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from sroki.projections.metrics import METRICS, Gauged, registry_of, scrape
from sroki.projections.metrics.page import page
from sroki.projections.sources import answered
from sroki.projections.statements import Statements
from sroki.workflows.checks import RECORD_DEVIATIONS
from tests.support.prometheus import run
from tests.support.told import Teller, local
from tests.web.world import UNITS, World, city

ROOT = Path(__file__).parents[2]
Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path / "empty.db")
    yield world
    world.close()


@pytest.fixture
def full(tmp_path: Path) -> Iterator[World]:
    with city(tmp_path / "full.db") as found:
        yield found


def text_of(world: World) -> bytes:
    ports = Gauged(
        reading=world.database.reading,
        now=lambda: world.now,
        names=lambda: world.names,
        version="1.2.3",
    )
    return scrape(registry_of(ports))


def families(world: World) -> list[Family]:
    return list(text_string_to_metric_families(text_of(world).decode()))


def samples(world: World) -> Samples:
    return {
        (one.name, frozenset(one.labels.items())): one.value
        for family in families(world)
        for one in family.samples
        if not one.name.endswith("_created")
    }


def total(found: Samples, name: str, **labels: str) -> float:
    """The sum of the samples of a name that have these labels."""
    return sum(
        value for (one, has), value in found.items() if one == name and labels.items() <= has
    )


def test_gauges_say_what_the_board_says(full: World) -> None:
    counts = TestClient(full.app()).get("/.json").json()["counts"]
    found = samples(full)
    assert total(found, "sroki_deadlines_overdue") == counts["overdue"] > 0
    assert total(found, "sroki_deadlines_presumed") == counts["presumed"] > 0
    for within, name in (("0d", "today"), ("3d", "in_3"), ("7d", "in_7")):
        told = total(found, "sroki_deadlines_approaching", within=within)
        assert told == counts[name] > 0
    assert total(found, "sroki_deadlines_impossible") == counts["impossible"] > 0
    open_cases = TestClient(full.app()).get("/.json").json()["open_cases"]
    assert total(found, "sroki_open_cases") == open_cases
    assert total(found, "sroki_open_cases", stage="no_edition") == 1
    oldest = {"unit": "sovetsky", "rule": "registration"}
    assert total(found, "sroki_oldest_overdue_days", **oldest) == 13  # due on 11.04


def test_due_days_are_told_as_the_authority_counts_them(full: World) -> None:
    found = samples(full)
    place = {"unit": "sovetsky", "rule": "registration"}
    assert _day(total(found, "sroki_due_day_seconds", **place, of="overdue")) == date(2025, 4, 11)
    silent = {"unit": "kirovsky", "rule": "file"}
    assert _day(total(found, "sroki_due_day_seconds", **silent, of="presumed")) == date(2025, 4, 21)
    today = {"unit": "tsentralny", "rule": "file"}
    assert _day(total(found, "sroki_due_day_seconds", **today, of="next")) == date(2025, 4, 24)
    next_at = total(found, "sroki_next_deadline_timestamp_seconds", **today)
    assert datetime.fromtimestamp(next_at, UTC).date() == date(2025, 4, 24)
    assert next_at < local("2025-04-25 00:00").timestamp()
    full.now = local("2025-04-25 00:00")
    assert _day(total(samples(full), "sroki_due_day_seconds", **today, of="presumed")) == date(
        2025, 4, 24
    )


def _day(seconds: float) -> date:
    return datetime.fromtimestamp(seconds, UTC).date()


def test_gauges_do_not_wait_for_the_sweep(full: World) -> None:
    before = samples(full)
    assert total(before, "sroki_missed_breach") == 0
    full.now = local("2025-04-25 00:00")
    after = samples(full)
    assert total(after, "sroki_deadlines_presumed") == total(before, "sroki_deadlines_presumed") + 1
    assert total(after, "sroki_missed_breach") == 1
    assert total(after, "sroki_oldest_overdue_days", unit="sovetsky", rule="registration") == 14
    full.on(full.now)
    assert total(samples(full), "sroki_missed_breach") == 0


def test_counters_repeat_the_ledger(full: World) -> None:
    found = samples(full)
    rows = TestClient(full.app()).get("/findings.json?size=1000").json()["rows"]
    kinds = Counter(row["kind"] for row in rows if not row["silent"])
    taken_back = kinds.pop("retraction")
    assert total(found, "sroki_retractions_total") == taken_back > 0
    corrected = {"kind": "breach", "rule": "registration"}
    assert total(found, "sroki_retractions_total", **corrected) == 1
    for kind, number in kinds.items():
        assert total(found, "sroki_findings_total", kind=kind) == number


def test_every_series_of_the_rulebook_is_born_at_zero(empty: World) -> None:
    found = samples(empty)
    limits = [key for key, name in empty.names.rules.items() if name.limit]
    assert len(limits) > 5
    for authority, service, rule in limits:
        for whose, unit in empty.names.units:
            if whose != authority:
                continue
            labels = {"authority": authority, "service": service, "rule": rule, "unit": unit}
            for kind in ("approaching", "impossible", "presumed", "breach"):
                key = frozenset({**labels, "kind": kind}.items())
                assert found["sroki_findings_total", key] == 0
            for kind in ("presumed", "breach"):
                key = frozenset({**labels, "kind": kind}.items())
                assert found["sroki_retractions_total", key] == 0
            assert found["sroki_deadlines_overdue", frozenset(labels.items())] == 0
    checks = [key for key, name in empty.names.rules.items() if not name.limit]
    assert checks
    for rule in {*(rule for _, _, rule in checks), *RECORD_DEVIATIONS}:
        assert ("sroki_findings_total", "deviation", rule) in {
            (name, dict(labels).get("kind"), dict(labels).get("rule")) for name, labels in found
        }
    assert found["sroki_missed_breach", frozenset()] == 0
    assert found["sroki_assessment_crashes_total", frozenset()] == 0


def test_many_applications_make_no_more_series_than_few(empty: World) -> None:
    def tell(numbers: range) -> None:
        for number in numbers:
            case = Teller(f"case-{number}", unit=UNITS[number % 3])
            event = case("submitted", "2025-03-20 10:00", channel="site")
            empty.tell(event.model_copy(update={"received_at": event.occurred_at}))

    tell(range(3))
    empty.on(local("2025-03-28 10:00"))
    few = samples(empty)
    tell(range(3, 60))
    empty.on(local("2025-03-28 11:00"))
    many = samples(empty)
    assert many.keys() == few.keys()
    assert total(many, "sroki_deadlines_presumed") == 20 * total(few, "sroki_deadlines_presumed")


def test_no_label_holds_a_case_or_a_number(full: World) -> None:
    values = {value for _, labels in samples(full) for _, value in labels}
    whole = TestClient(full.app()).get("/.json?what=open&size=1000").json()
    assert values.isdisjoint({row["case_id"] for row in whole["rows"]})
    assert not [value for value in values if "СП-" in value]
    labels = {name for metric in METRICS for name in metric.labels}
    assert labels <= {
        "authority", "service", "unit", "stage", "rule", "within", "kind", "source", "outcome",
        "state", "role", "version", "semantics", "rulebook", "partition", "of", "title", "clause",
        "check", "alarm", "reason", "edition", "window", "indicator",
    }  # fmt: skip


def test_durations_are_counted_once_each(full: World) -> None:
    found = samples(full)
    rule = {"rule": "registration"}
    count = total(found, "sroki_step_duration_days_count", **rule)
    assert count == total(found, "sroki_step_duration_days_bucket", **rule, le="+Inf") > 8
    assert total(found, "sroki_step_duration_days_bucket", **rule, le="0") <= count
    # Two registrations took a day (one of them was corrected to it), the rest none or two.
    assert total(found, "sroki_step_duration_days_sum", **rule) >= 2


def test_sources_age_with_the_clock(full: World) -> None:
    lag = total(samples(full), "sroki_source_lag_seconds", source="/edms/krsk")
    assert lag == 19 * 60
    age = total(samples(full), "sroki_source_watermark_age_seconds", role="edms", unit="*")
    assert age == (5 * 24 + 11) * 3600
    days = total(samples(full), "sroki_source_watermark_working_days", role="edms", unit="*")
    assert days == 3  # of the 18th, a Friday, it has told; then Monday to Wednesday went by


def test_a_weekend_is_no_silence(full: World) -> None:
    full.now = local("2025-04-28 12:00")  # last heard on Thursday; Friday went by
    assert total(samples(full), "sroki_source_silent_working_days", source="/edms/krsk") == 1
    full.now = local("2025-04-25 23:59")
    assert total(samples(full), "sroki_source_silent_working_days", source="/edms/krsk") == 0


def test_a_role_that_never_reported_is_infinitely_old(empty: World) -> None:
    age = total(samples(empty), "sroki_source_watermark_age_seconds", role="edms")
    assert age == float("inf")
    silent = total(samples(empty), "sroki_source_watermark_working_days", role="edms")
    assert silent == float("inf")


def test_a_crowd_of_sources_does_not_make_a_crowd_of_series(full: World) -> None:
    with full.database.writing() as connection:
        statements = Statements(connection.dialect)
        answers = {(f"/source/{number:03}", "taken"): 2 for number in range(200)}
        answered(connection, statements, answers)
        answered(connection, statements, {("/source/000", "taken"): 5})
    found = samples(full)
    told = {key for key in found if key[0] == "sroki_intake_events_total"}
    assert len(told) == 51 * 6
    assert total(found, "sroki_intake_events_total", outcome="taken") == 405
    assert total(found, "sroki_intake_events_total", source="/source/000", outcome="taken") == 7
    assert total(found, "sroki_intake_events_total", source="other", outcome="held") == 0


def test_a_saturday_that_works_is_a_working_day(empty: World) -> None:
    days = {"2024-12-28": 1, "2024-12-30": 0, "2025-11-01": 1, "2025-11-03": 0}
    for on, works in days.items():
        empty.now = local(on)
        told = total(samples(empty), "sroki_calendar_working_day", authority="04701000")
        assert told == works, on


def test_the_hour_is_that_of_the_authority(full: World) -> None:
    assert total(samples(full), "sroki_utc_offset_seconds", authority="04701000") == 7 * 3600
    assert total(samples(full), "sroki_utc_offset_seconds", authority="52701000") == 6 * 3600


def test_codes_have_their_words(full: World) -> None:
    found = {name: dict(labels) for name, labels in samples(full) if name.endswith("_info")}
    assert found.keys() >= {"sroki_unit_info", "sroki_service_info", "sroki_authority_info"}
    rules = [dict(labels) for name, labels in samples(full) if name == "sroki_rule_info"]
    (registration,) = [one for one in rules if one["rule"] == "registration"]
    assert registration["title"] == "Регистрация заявления"
    assert (registration["clause"], registration["check"]) == ("п. 15", "")
    assert "overtaking" in {one["check"] for one in rules}


def test_the_edition_in_force_and_its_periods(full: World) -> None:
    for on, window in (("2025-04-15 23:59", 1), ("2025-04-16 00:00", 0)):
        full.now = local(on)
        found = samples(full)
        assert total(found, "sroki_window_open", window="spring") == window
        assert total(found, "sroki_window_open", window="autumn") == 0
        assert total(found, "sroki_edition_in_force", edition="krsk-010121-97r") == 1
    full.now = local("2017-01-01 10:00")
    assert total(samples(full), "sroki_edition_in_force") == 0


def test_four_partitions_are_added_up(tmp_path: Path, full: World) -> None:
    with city(tmp_path / "four.db", partitions=4) as four:
        many = samples(four)
    one = samples(full)
    for metric in METRICS:
        if metric.name.startswith(("sroki_deadlines", "sroki_open", "sroki_findings")):
            assert total(one, metric.name) == total(many, metric.name)
    entries = [key for key in many if key[0] == "sroki_journal_entries_total"]
    assert len(entries) == 4


def test_what_is_declared_is_what_is_told(full: World) -> None:
    told = {family.name: family for family in families(full)}
    for metric in METRICS:
        family = told[metric.name.removesuffix("_total")]
        assert family.type == metric.kind
        for sample in family.samples:
            assert set(sample.labels) - {"le"} == set(metric.labels)
    assert len(told) == len(METRICS)


def test_the_page_of_metrics_is_made_of_the_declarations() -> None:
    committed = (ROOT / "docs" / "metrics.md").read_text("utf-8")
    assert committed == page(), "run `python -m sroki.projections.metrics`"


@pytest.mark.real
def test_promtool_has_one_complaint_only(full: World) -> None:
    """Civil days are the unit of the law: turning them into seconds would invent precision."""
    answer = run("promtool", "check", "metrics", told=text_of(full))
    complaint = 'use base unit "seconds" instead of "days"'
    assert sorted(answer.stdout.decode().splitlines()) == [
        f"sroki_oldest_overdue_days {complaint}",
        f"sroki_source_silent_working_days {complaint}",
        f"sroki_source_watermark_working_days {complaint}",
        f"sroki_step_duration_days {complaint}",
    ]


def test_indicators_of_the_half_year_are_the_parts_of_their_fractions(full: World) -> None:
    found = samples(full)
    place = {"authority": "04701000", "service": "01/01/021"}
    for name in ("p2", "p3", "p5", "timely_share"):
        of = {**place, "indicator": name}
        above, below = (
            sum(
                found[f"sroki_indicator_{part}", frozenset({**of, "unit": unit}.items())]
                for unit in UNITS
            )
            for part in ("numerator", "denominator")
        )
        ratio = found.get(("sroki_indicator_ratio", frozenset(of.items())))
        assert ratio == (pytest.approx(above / below) if below else None)
    assert found["sroki_figure_differences", frozenset()] == 0
