"""Every alert: firing, not firing, resolving, and what it does when data goes missing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest

from sroki.deploy.watching import alerts
from sroki.deploy.watching.alerts import intake, places
from sroki.deploy.watching.alerts.alert import Alert
from tests.watching.promtool import Gone, Said, Timeline, firing, play
from tests.watching.series import (
    CODES,
    RULE,
    SERVICE,
    THE_11TH,
    THE_25TH,
    UNIT,
    city,
    name,
    place,
)

pytestmark = pytest.mark.real
NAN: Final = float("nan")
ALL: Final = {one.name: one for one in (*alerts.OF_PLACES, *alerts.OF_THE_MACHINE)}
OVERDUE, PRESUMED = place("sroki_deadlines_overdue"), place("sroki_deadlines_presumed")
OVERTAKING: Final = {
    name(
        "sroki_rule_info",
        "authority",
        "service",
        rule="overtaking",
        title="Обойдён в очереди",
        clause="п. 23 абз. 2",
        check="overtaking",
    ): [(1, 1.0)],
}


def deviations(rule: str) -> str:
    return name("sroki_findings_total", "authority", "service", "unit", rule=rule, kind="deviation")


BEGINS: Final = 5
ENDS: Final = 80


def states() -> dict[str, Timeline]:
    """Every state begins at minute 5 and ends at minute 80."""
    lasts: Timeline = [(BEGINS, 0), (ENDS - BEGINS, 3), (1, 0)]
    said: Timeline = [(BEGINS, 0), (1, 3)]
    return {
        OVERDUE: lasts,
        place("sroki_findings_total", kind="breach"): said,
        PRESUMED: lasts,
        place("sroki_findings_total", kind="presumed"): said,
        place("sroki_deadlines_approaching", within="0d"): [(5, 9), (75, 10), (1, 9)],
        place("sroki_deadlines_impossible"): lasts,
        name("sroki_source_silent_working_days", "authority", source="/edms/krsk"): lasts,
        name("sroki_source_watermark_working_days", "authority", role="edms", unit="*"): lasts,
        name("sroki_missed_breach"): lasts,
        name("sroki_quarantined_subjects", "authority"): lasts,
        name("sroki_partition_stopped", partition="2", alarm="log_rewritten"): lasts,
        name("sroki_findings_untold", partition="2"): lasts,
        name("sroki_figure_differences"): lasts,
        name("sroki_snapshots_outdated", "authority"): lasts,
        name("sroki_hook_oldest_seconds", hook="lk"): much(3600),
        name("sroki_courier_failed_rounds", courier="hooks"): lasts,
        name("sroki_worker_unread_records", partition="2"): much(1000),
        name("sroki_gate_unread_records", topic="sroki.inbox", partition="0"): much(1000),
    }


def much(edge: float) -> Timeline:
    """As much as is borne, then more, then as much again."""
    return [(BEGINS, edge), (ENDS - BEGINS, edge + 1), (1, edge)]


# From which minute of a state on it must be told: `for`, and what the expression looks back for.
STATES: Final = {
    "SrokiBreach": 0,
    "SrokiPresumed": 30,
    "SrokiApproachingInBulk": 15,
    "SrokiAlreadyImpossible": 15,
    "SrokiSourceSilent": 15,
    "SrokiWatermarkLate": 60,
    "SrokiMissedBreach": 6,
    "SrokiQuarantine": 0,
    "SrokiPartitionStopped": 0,
    "SrokiFigureDifference": 0,
    "SrokiRelayBehind": 10,
    "SrokiSnapshotOutdated": 15,
    "SrokiLogBehind": 5,
    "SrokiInboxBehind": 5,
    "SrokiHookBehind": 5,
    "SrokiCourierFailing": 10,
}
HAPPENINGS: Final = {
    "SrokiNewBreach": place("sroki_findings_total", kind="breach"),
    "SrokiRetraction": place("sroki_retractions_total", kind="breach"),
    "SrokiQueueOrder": deviations("overtaking"),
}


def test_every_alert_is_play() -> None:
    others = {
        "SrokiStandingMismatch",
        "SrokiLogUnread",
        "SrokiRejects",
        "SrokiClockHeld",
        "SrokiDataMissing",
        "SrokiWatchdog",
    }
    assert {*STATES, *HAPPENINGS, *others, "SrokiNonWorkingTime"} == ALL.keys()


def test_states_begin_and_end(tmp_path: Path) -> None:
    checks = []
    for alert, lasting in STATES.items():
        checks += [firing(alert, BEGINS - 0.5, 0), firing(alert, BEGINS + lasting + 0.5, 1)]
        if lasting:
            checks.append(firing(alert, BEGINS + lasting - 0.5, 0))
        checks += [firing(alert, ENDS, 1), firing(alert, ENDS + 16, 0)]
    play(tmp_path, city() | states(), checks)


def test_states_outlast_a_silence(tmp_path: Path) -> None:
    """Nothing answers for longer than anything is remembered, and all was over when that ended."""
    gone = Gone(ENDS - 5, 50)
    ended = gone.since + gone.minutes
    checks = [firing("SrokiDataMissing", gone.since + 2, 1)]
    for alert in STATES:
        checks += [firing(alert, gone.since + minutes, 1) for minutes in (-1, 2, 10, 35, 49)]
        checks.append(firing(alert, ended + 16, 0))
    play(tmp_path, city() | states(), checks, [gone])


def test_a_silence_raises_nothing_itself(tmp_path: Path) -> None:
    quiet = [
        firing(alert, minute, 0) for minute in (4, 15, 50, 75) for alert in (*STATES, *HAPPENINGS)
    ]
    play(tmp_path, city(), quiet, [Gone(10, 50)])


def happening(*steps: tuple[float, float]) -> dict[str, Timeline]:
    """Each counter of a happening goes through the same steps."""
    return city() | OVERTAKING | dict.fromkeys(HAPPENINGS.values(), steps)


@pytest.mark.parametrize(
    ("steps", "silences", "told"),
    [
        # The first step is told at once, and the second, and nothing between.
        ([(5, 0), (20, 1), (1, 3)], [], {4.75: 0, 5.25: 1, 20: 0, 25.25: 1, 40: 0}),
        # What happened while nothing answered is told after it.
        ([(5, 0), (1, 1)], [Gone(3, 50)], {4: 0, 40: 0, 53.25: 1, 65: 0}),
        # A counter that began anew has not grown.
        ([(5, 5), (10, 0), (1, 1)], [], {4: 0, 5.25: 0, 14: 0, 15.25: 1}),
    ],
    ids=["steps", "silence", "reset"],
)
def test_happenings(
    steps: list[tuple[float, float]],
    silences: list[Gone],
    told: dict[float, int],
    tmp_path: Path,
) -> None:
    checks = [
        firing(alert, minute, times) for alert in HAPPENINGS for minute, times in told.items()
    ]
    play(tmp_path, happening(*steps), checks, silences)


def test_one_breach_is_told_by_one_alert(tmp_path: Path) -> None:
    """The first by the state; a later one, while the state lasts, by what happened; so too one
    that was over before it was known."""
    series = city() | {
        OVERDUE: [(5, 0), (20, 1), (5, 2), (1, 0)],
        place("sroki_findings_total", kind="breach"): [(5, 0), (20, 1), (15, 2), (1, 3)],
    }
    checks = [
        firing("SrokiBreach", 5.25, 1),
        firing("SrokiNewBreach", 5.25, 0),
        firing("SrokiNewBreach", 16, 0),
        firing("SrokiBreach", 25.25, 1),
        firing("SrokiNewBreach", 25.25, 1),
        firing("SrokiBreach", 39, 0),
        firing("SrokiNewBreach", 40.25, 1),
    ]
    play(tmp_path, series, checks)


def test_a_breach_that_was_soon_over_is_not_told_twice(tmp_path: Path) -> None:
    """Nor is one lost that came right after it."""
    series = city() | {
        OVERDUE: [(20, 0), (2, 1), (1, 0)],
        place("sroki_findings_total", kind="breach"): [(20, 0), (6, 1), (1, 2)],
    }
    checks = [firing("SrokiNewBreach", minute, 0) for minute in (20.25, 22.25, 26.25, 29.5)]
    play(tmp_path, series, [*checks, firing("SrokiNewBreach", 30.25, 1)])


def test_history_that_was_never_said_raises_nobody(tmp_path: Path) -> None:
    """Open deadlines of long ago stand on the board; nothing was said of them aloud."""
    series = city() | {OVERDUE: [(5, 0), (1, 900)], PRESUMED: [(5, 0), (1, 40)]}
    checks = [firing(alert, 45, 0) for alert in ("SrokiBreach", "SrokiNewBreach", "SrokiPresumed")]
    play(tmp_path, series, checks)


def test_other_deviations_are_not_the_queues(tmp_path: Path) -> None:
    series = city() | OVERTAKING | {deviations("notice_unsigned"): [(5, 0), (1, 1)]}
    play(tmp_path, series, [firing("SrokiQueueOrder", 6, 0)])


def test_two_that_serve_one_store_are_one(tmp_path: Path) -> None:
    """And one of them may go: it is no silence while the other answers."""
    series = city() | {
        OVERDUE: [(5, 0), (1, 2)],
        place("sroki_deadlines_overdue", instance="two"): [(5, 0), (1, 2)],
        place("sroki_findings_total", kind="breach"): [(5, 0), (1, 2)],
    }
    play(tmp_path, series, [firing("SrokiBreach", 6, 1), firing("SrokiDataMissing", 6, 0)])


def test_a_rule_that_is_no_longer_in_the_rulebook_is_over(tmp_path: Path) -> None:
    """What is no longer told, while the rest is, is not held."""
    old = {"rule": "old"}
    series = city() | {
        name("sroki_deadlines_overdue", "authority", "service", "unit", **old): [(5, 1), (1, NAN)],
        name("sroki_findings_total", "authority", "service", "unit", kind="breach", **old): [
            (1, 1)
        ],
    }
    play(tmp_path, series, [firing("SrokiBreach", 4, 1), firing("SrokiBreach", 15, 0)])


def rejects(outcome: str, bad: float, good: float) -> dict[str, Timeline]:
    def of(what: str, number: float) -> dict[str, Timeline]:
        key = name("sroki_intake_events_total", source="/edms/krsk", outcome=what)
        return {key: [(5, 0), (1, number)]}

    return city() | of("taken", good) | of(outcome, bad)


@pytest.mark.parametrize(
    ("outcome", "bad", "good", "fires"),
    [
        ("rejected", 5, 40, 1),
        ("held", 6, 20, 1),
        ("conflict", 5, 0, 1),
        ("rejected", 4, 0, 0),
        ("rejected", 5, 50, 0),
        ("duplicate", 500, 1, 0),
        ("unlinked", 50, 1, 0),
    ],
)
def test_rejects(outcome: str, bad: float, good: float, fires: int, tmp_path: Path) -> None:
    checks = [
        firing("SrokiRejects", 4, 0),
        firing("SrokiRejects", 7, fires),
        firing("SrokiRejects", 85, 0),
    ]
    play(tmp_path, rejects(outcome, bad, good), checks)


def test_rejects_outlast_a_silence(tmp_path: Path) -> None:
    checks = [firing("SrokiRejects", minute, 1) for minute in (7, 12, 55)]
    play(tmp_path, rejects("rejected", 9, 9), checks, [Gone(10, 45)])


def test_what_the_log_does_not_give(tmp_path: Path) -> None:
    """A reason that was never heard of has no 0 before it; it is told all the same, and after a
    start of Prometheus what was long ago is not."""
    old = name("sroki_log_unread_total", reason="not_ours")
    new = name("sroki_log_unread_total", reason="newer_version")
    series = city() | {old: [(70, 3), (1, 4)], new: [(100, NAN), (1, 1)]}
    checks = [
        firing("SrokiLogUnread", 65, 0),
        firing("SrokiLogUnread", 70.25, 1),
        firing("SrokiLogUnread", 100.25, 2),
        firing("SrokiLogUnread", 150, 1),
        firing("SrokiLogUnread", 170, 0),
    ]
    play(tmp_path, series, checks)


def test_a_standing_that_differs(tmp_path: Path) -> None:
    series = city() | {name("sroki_standing_mismatches_total"): [(5, 0), (1, 1)]}
    checks = [
        firing("SrokiStandingMismatch", minute, fires)
        for minute, fires in ((4, 0), (5.25, 1), (60, 1))
    ]
    play(tmp_path, series, checks, [Gone(30, 10)])


def test_the_clock_is_held(tmp_path: Path) -> None:
    series = city() | {name("sroki_clock_held"): [(10, 0), (20, 1), (1, 0)]}
    checks = [
        firing("SrokiClockHeld", 9, 0),
        firing("SrokiClockHeld", 20, 1),
        firing("SrokiClockHeld", 40, 0),
    ]
    play(tmp_path, series, checks)


@pytest.mark.parametrize("minutes", [2, 45])
def test_data_goes_missing(minutes: float, tmp_path: Path) -> None:
    checks = [
        firing("SrokiDataMissing", 19, 0),
        firing("SrokiDataMissing", 20 + minutes - 0.5, 1),
        firing("SrokiDataMissing", 20 + minutes + 5, 0),
    ]
    play(tmp_path, city(), checks, [Gone(20, minutes)])


def test_data_never_came(tmp_path: Path) -> None:
    play(tmp_path, {"up": [(1, 0)]}, [firing("SrokiDataMissing", 5, 1)])


def test_the_watchdog_always_barks(tmp_path: Path) -> None:
    always = [firing("SrokiWatchdog", minute, 1) for minute in (1, 60)]
    play(tmp_path, city(), always, [Gone(30, 60)])
    play(tmp_path, {"up": [(1, 0)]}, always)


# Promtool's clock begins at midnight, seven in the morning in Krasnoyarsk.
def test_non_working_time(tmp_path: Path) -> None:
    """Before eight, after eighteen, on a day off; and none of it changes while nothing answers."""
    hours = city().keys() & {
        name("sroki_calendar_working_day", "authority"),
        name("sroki_utc_offset_seconds", "authority"),
        name("sroki_build_info", version="0.1.0", semantics="1", rulebook="abc"),
    }
    series = {key: city()[key] for key in hours}
    checks = [
        firing("SrokiNonWorkingTime", minute, fires)
        for minute, fires in ((30, 1), (61, 0), (350, 0), (655, 0), (661, 1))
    ]
    play(tmp_path, series, checks, [Gone(300, 400)])
    off = {name("sroki_calendar_working_day", "authority"): [(1.0, 0.0)]}
    play(tmp_path, series | off, [firing("SrokiNonWorkingTime", 80, 1)], [Gone(70, 20)])


def said(alert: Alert, minute: float, codes: Sequence[str], **annotations: str) -> Said:
    """What an alert says, with the labels that all of its kind have."""
    labels = {key: CODES[key] for key in codes}
    labels |= {"severity": alert.severity, "audience": alert.audience}
    labels |= {"quiet": "yes"} if alert.quiet else {}
    labels |= {"happening": "yes"} if alert.happening else {}
    page = f"https://sroki.example.org/runbooks/{alert.name}"
    told = {"runbook_url": page, **annotations}
    if alert.audience == "unit":
        told |= {"unit": UNIT, "service": f"«{SERVICE}»"}
    return Said(minute, alert.name, labels, told)


_OF_PLACE: Final = ("job", "authority", "service", "rule", "unit")
_WHERE: Final = "authority=04701000&service=01%2F01%2F021&rule=registration&unit=sovetsky"


def test_the_words_of_a_breach(tmp_path: Path) -> None:
    series = city() | states()
    series |= {
        place("sroki_due_day_seconds", of="overdue"): [(1, THE_11TH)],
        place("sroki_oldest_overdue_days"): [(1, 13)],
    }
    told = said(
        places.BREACH,
        76,
        _OF_PLACE,
        rule=RULE,
        summary="Просрочено «Регистрация заявления» (п. 15): 3",
        description="Признак нарушения срока «Регистрация заявления» (п. 15). Открытых просрочек: "
        f"3. Самый давний срок истёк 11.04.2025, дней назад: 13. {UNIT}, услуга «{SERVICE}».",
        link=f"https://sroki.example.org/?what=overdue&{_WHERE}",
        over="Открытых просрочек «Регистрация заявления» (п. 15) больше нет: исполнено либо снято "
        "исправлением. Признаки нарушения, о которых сказано, остаются в книге находок.",
    )
    play(tmp_path, series, [told, told._replace(minute=120)], [Gone(77, 50)])


def test_the_words_of_a_presumption(tmp_path: Path) -> None:
    series = city() | states()
    series |= {place("sroki_due_day_seconds", of="presumed"): [(1, THE_25TH)]}
    told = said(
        places.PRESUMED,
        76,
        _OF_PLACE,
        rule=RULE,
        summary="Предположительно просрочено «Регистрация заявления» (п. 15): 3",
        description="Предположительно: срок «Регистрация заявления» (п. 15) истёк, а источник ещё "
        "не отчитался, исполнен ли он. Таких сроков: 3. Самый давний истёк 25.04.2025. "
        f"{UNIT}, услуга «{SERVICE}». Отчитается источник — предположение подтвердится или будет "
        "снято.",
        link=f"https://sroki.example.org/?what=presumed&{_WHERE}",
        over="Предположительных просрочек «Регистрация заявления» (п. 15) больше нет: источник "
        "отчитался. Подтвердившиеся стали просрочками, остальные сняты.",
    )
    play(tmp_path, series, [told])


def test_the_words_of_what_happened(tmp_path: Path) -> None:
    series = city() | {HAPPENINGS["SrokiNewBreach"]: [(12, 0), (1, 2)], OVERDUE: [(1, 5)]}
    new = said(
        places.NEW_BREACH,
        13,
        _OF_PLACE,
        rule=RULE,
        summary="Новые нарушения срока «Регистрация заявления» (п. 15): 2",
        description="За 10 минут сказано новых признаков нарушения срока «Регистрация заявления» "
        f"(п. 15): 2. Открытых просрочек теперь: 5. {UNIT}, услуга «{SERVICE}».",
        link=f"https://sroki.example.org/findings?kind=breach&{_WHERE}",
    )
    new = new._replace(labels={**new.labels, "kind": "breach"})
    back = said(
        places.RETRACTION,
        13,
        _OF_PLACE,
        rule=RULE,
        summary="Снято признаков нарушения срока «Регистрация заявления» (п. 15): 1",
        description="Сказанное раньше снято: исправленные или запоздавшие сведения показали, что "
        f"срок «Регистрация заявления» (п. 15) не нарушен. Снято: 1. {UNIT}, услуга «{SERVICE}».",
        link=f"https://sroki.example.org/findings?kind=retraction&{_WHERE}",
    )
    back = back._replace(labels={**back.labels, "kind": "breach"})
    series |= {HAPPENINGS["SrokiRetraction"]: [(12, 0), (1, 1)]}
    play(tmp_path, series, [new, back])


def test_the_words_of_a_source_that_never_reported(tmp_path: Path) -> None:
    role = name("sroki_source_watermark_working_days", "authority", role="edms", unit="*")
    told = said(
        intake.WATERMARK_LATE,
        63,
        ("job", "authority"),
        summary="Источник edms не отчитался",
        description="Источник edms ни разу не сообщил, что прислал всё. Город Красноярск. До его "
        "слова просрочки остаются предположительными.",
        link="https://sroki.example.org/sources?authority=04701000",
        over="Источник edms отчитался.",
    )
    told = told._replace(labels={**told.labels, "role": "edms", "unit": "*"})
    play(tmp_path, city() | {role: [(1, float("inf"))]}, [told])


def test_codes_stand_in_for_words_that_are_not_known(tmp_path: Path) -> None:
    series = {key: told for key, told in city().items() if "_info" not in key or "build" in key}
    series |= states()
    told = said(
        places.BREACH,
        76,
        _OF_PLACE,
        rule="registration",
        summary="Просрочено registration: 3",
        description="Признак нарушения срока registration. Открытых просрочек: 3., дней назад: 0. "
        "sovetsky, услуга «01/01/021».",
        link=f"https://sroki.example.org/?what=overdue&{_WHERE}",
        over="Открытых просрочек registration больше нет: исполнено либо снято исправлением. "
        "Признаки нарушения, о которых сказано, остаются в книге находок.",
    )
    told = told._replace(
        annotations={**told.annotations, "unit": "sovetsky", "service": "«01/01/021»"}
    )
    play(tmp_path, series, [told])
