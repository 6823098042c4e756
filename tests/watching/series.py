"""Series of a small city as the engine tells them."""

from __future__ import annotations

from typing import Final

from tests.watching.promtool import Timeline

CODES: Final = {
    "job": "sroki",
    "authority": "04701000",
    "service": "01/01/021",
    "rule": "registration",
    "unit": "sovetsky",
}
UNIT: Final = "Управление социальной защиты населения в Советском районе"
SERVICE: Final = "Оформление бесплатной подписки на газету «Городские новости»"
RULE: Final = "«Регистрация заявления» (п. 15)"
# 11.04.2025 and 25.04.2025 as days since 1970-01-01.
THE_11TH: Final = 20189 * 86400.0
THE_25TH: Final = 20203 * 86400.0


def name(metric: str, *keys: str, instance: str = "one", **labels: str) -> str:
    """A series of the scrape; `keys` are codes of the place."""
    said = {"job": "sroki", "instance": instance}
    said |= {key: CODES[key] for key in keys} | dict(sorted(labels.items()))
    return f"{metric}{{{','.join(f'{key}={value!r}' for key, value in said.items())}}}".replace(
        "'", '"'
    )


PLACE: Final = ("authority", "service", "rule", "unit")


def place(metric: str, instance: str = "one", **labels: str) -> str:
    """A series of the place."""
    return name(metric, *PLACE, instance=instance, **labels)


def city() -> dict[str, Timeline]:
    """What is always told: an ordinary working day, in words."""
    always: Timeline = [(1, 1)]
    return {
        name("sroki_build_info", version="0.1.0", semantics="1", rulebook="abc"): always,
        name("sroki_authority_info", "authority", title="Город Красноярск"): always,
        name("sroki_unit_info", "authority", "unit", title=UNIT): always,
        name("sroki_service_info", "authority", "service", title=SERVICE): always,
        name(
            "sroki_rule_info",
            "authority",
            "service",
            "rule",
            title="Регистрация заявления",
            clause="п. 15",
            check="",
        ): always,
        name("sroki_calendar_working_day", "authority"): always,
        name("sroki_utc_offset_seconds", "authority"): [(1, 7 * 3600)],
        **{
            place("sroki_findings_total", kind=kind): [(1, 0)]
            for kind in ("approaching", "impossible", "presumed", "breach")
        },
        **{
            place("sroki_retractions_total", kind=kind): [(1, 0)] for kind in ("presumed", "breach")
        },
        **{
            place(metric): [(1, 0)]
            for metric in (
                "sroki_deadlines_overdue",
                "sroki_deadlines_presumed",
                "sroki_deadlines_impossible",
                "sroki_oldest_overdue_days",
            )
        },
        **{
            place("sroki_deadlines_approaching", within=within): [(1, 0)]
            for within in ("0d", "3d", "7d")
        },
        name("sroki_missed_breach"): [(1, 0)],
        name("sroki_quarantined_subjects", "authority"): [(1, 0)],
        name("sroki_clock_held"): [(1, 0)],
        name("sroki_source_silent_working_days", "authority", source="/edms/krsk"): [(1, 0)],
        name("sroki_source_watermark_working_days", "authority", role="edms", unit="*"): [(1, 0)],
        **{
            name("sroki_intake_events_total", source="/edms/krsk", outcome=outcome): [(1, 0)]
            for outcome in ("taken", "duplicate", "conflict", "rejected", "held", "unlinked")
        },
    }
