"""What people read of a case: golden texts in both languages, and nothing left as a code.

The golden files are read by people before they are committed. After a change of words:

    SROKI_GOLDEN=write pytest tests/monitors/test_explain.py
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sroki.events.catalogue import KINDS, parse
from sroki.events.findings import FindingKind
from sroki.events.i18n import LANGUAGES, Lang
from sroki.monitors.deviation_words import particulars, say_deviation
from sroki.monitors.event_words import say_event
from sroki.monitors.explain import explain
from sroki.monitors.words import quoted
from sroki.workflows.calendars import DayKind
from sroki.workflows.checks import CHECKS, RECORD_DEVIATIONS
from sroki.workflows.explanation import Explanation
from tests.monitors.lives import LIVES
from tests.scenarios.scenario import Scenario, plans_of, scenarios
from tests.support.rulebooks import krasnoyarsk, krasnoyarsk_plans
from tests.support.told import Teller, local

GOLDEN = Path(__file__).parent / "golden"
CODE = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b")
CASES = [one for one in scenarios() if "/" not in one.subject]


def written(told: Explanation) -> str:
    """An explanation as a page of text."""
    return "\n".join(_lines(told)) + "\n"


def _lines(told: Explanation) -> Iterator[str]:
    yield told.summary
    for chapter in told.chapters:
        yield f"\n{chapter.title}"
        yield from (f"- {sentence}" for sentence in chapter.says)
    for one in told.deadlines:
        yield f"\n* {one.title} {one.instance}".rstrip() + f" [{one.clause}]"
        yield f"  «{one.words}»"
        yield from (f"  {sentence}" for sentence in one.says)
        # Of the days counted, those that need a reason; the rest are told by the calendar's tests.
        days = (*one.counting.days, *one.counting.rolled) if one.counting is not None else ()
        for day in days:
            if day.kind is not DayKind.WORKING or day.ordinal is None:
                yield f"    {day.on} {day.ordinal or '—'} {day.reason}"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", LIVES)
def test_a_typical_life_is_told_as_people_agreed(name: str, lang: Lang) -> None:
    told = written(LIVES[name]().explain(lang))
    file = GOLDEN / f"{name}.{lang}.txt"
    if os.environ.get("SROKI_GOLDEN") == "write":
        file.write_text(told, "utf-8")
    assert told == file.read_text("utf-8")


def test_no_golden_file_is_left_over() -> None:
    expected = {f"{name}.{lang}.txt" for name in LIVES for lang in LANGUAGES}
    assert {one.name for one in GOLDEN.iterdir()} == expected


def explained(scenario: Scenario, lang: Lang) -> Explanation:
    events = [one for one in scenario.events() if one.subject == scenario.subject]
    told = {role: local(str(at), scenario.zone) for role, at in scenario.told.items()}
    as_of = local(str(scenario.as_of), scenario.zone)
    return explain(scenario.subject, events, plans_of(scenario.editions), as_of, told, lang)


@pytest.mark.parametrize("scenario", CASES, ids=lambda one: f"{one.file}: {one.it}")
def test_all_that_is_claimed_is_told_and_nothing_as_a_code(scenario: Scenario) -> None:
    """Every finding of every scenario is told by its title; no identifier reaches the reader."""
    standing = scenario.assess()
    titles = {one.id: one.title for edition in scenario.editions for one in edition.time_limits}
    titles |= {one.id: one.title for edition in scenario.editions for one in edition.checks}
    for lang in LANGUAGES:
        told = explained(scenario, lang)
        chapters = [sentence for chapter in told.chapters for sentence in chapter.says]
        for claim in standing.claims:
            title = titles.get(claim.rule)
            if title is not None:
                shown = title if claim.kind is FindingKind.DEVIATION else quoted(title)
                assert any(shown in sentence for sentence in chapters), claim
        texts = [told.summary, *chapters, *(text for one in told.deadlines for text in one.says)]
        assert [text for text in texts if CODE.search(_without_ids(text, scenario))] == []


def _without_ids(text: str, scenario: Scenario) -> str:
    """Ids of records, and what a scenario itself gives as a name, are shown as they are."""
    given = [str(value) for event in scenario.given for value in _values(event)]
    for value in sorted(given, key=len, reverse=True):
        text = text.replace(value, "")
    return text


def _values(event: dict[str, Any]) -> Iterator[object]:
    shown = ("id", "ground", "document", "name")
    yield from (event[name] for name in shown if name in event)
    yield from event.get("fields", {})


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_event_has_words(kind: str, lang: Lang) -> None:
    said = say_event(_sample(kind), krasnoyarsk(), lang)
    assert said
    assert not CODE.search(said)


def _sample(kind: str) -> Any:
    """An event of a kind with the least that it must say."""
    fields: dict[str, dict[str, Any]] = {
        "queue_joined": {"ticket": "t1"},
        "queue_served": {"ticket": "t1"},
        "submitted": {"channel": "epgu", "notice_choice": "electronic", "representative": True},
        "document_presented": {"document": "identity"},
        "document_demanded": {"document": "income_statement"},
        "documents_checked": {"missing": ("identity",), "defects": ("struck_out",)},
        "asp_checked": {"found": False},
        "interagency_request_sent": {"request": "r1", "document": "income_statement"},
        "interagency_reply_received": {"request": "r1"},
        "file_formed": {"part": "asp_card"},
        "refused": {"ground": "docs_missing"},
        "list_approved": {"period": "2025-H2", "number": "1", "part": 1, "parts": 2},
        "listed": {"period": "2025-H2", "number": "1"},
        "notice_sent": {"outcome": "not_included", "channel": "regional_portal", "dated": False},
        "quota_set": {"period": "2025-H2", "places": 3},
        "error_correction_requested": {"request": "r1"},
        "error_correction_decided": {"request": "r1", "corrected": True},
        "complaint_filed": {"complaint": "k1", "ground": 4},
        "complaint_registered": {"complaint": "k1"},
        "complaint_decided": {"complaint": "k1", "upheld": True},
        "court_decided": {"unlawful": True},
        "site_audited": {"audit": "a1", "met": ("places",), "unmet": ("form",)},
        "premises_inspected": {"audit": "a1", "unmet": ("entry",)},
        "declared": {"name": "04701000.inspected"},
        "corrected": {"target": {"source": "/a", "id": "e1"}},
        "annulled": {"target": {"source": "/a", "id": "e1"}},
        "source_watermark": {"role": "edms", "complete_to": local("2025-04-10 10:00")},
    }
    tell = Teller()
    given = dict(fields.get(kind, {}))
    of_no_case = {"list_approved", "quota_set", "source_watermark"}
    if kind in of_no_case or {"ticket", "audit"} & given.keys():
        given["case_id"] = ""
    if kind == "corrected":
        given["replacement"] = tell("registered", "2025-04-10", id="e1", source="/a").model_dump()
    return tell(kind, "2025-04-10", **given)


@pytest.mark.parametrize(
    ("fields", "ru", "en"),
    [
        (
            {"kind": "listed", "number": "7", "outcome": "included", "position": 3},
            "утверждён список № 7: включён, место 3",
            "list No. 7 was approved: included, place 3",
        ),
        (
            {"kind": "listed", "number": "7", "outcome": "not_included"},
            "утверждён список № 7: не включён",
            "list No. 7 was approved: not included",
        ),
        (
            {"kind": "listed", "number": "7"},
            "в списке № 7 этого дела нет",
            "list No. 7 does not name this case",
        ),
        (
            {"kind": "documents_checked"},
            "документы проверены, замечаний не записано",
            "the papers were checked, no remarks are recorded",
        ),
        (
            {"kind": "notice_sent", "outcome": "included", "channel": "post", "signed": False},
            "направлено уведомление о включении (по почте; без подписи)",
            "a notice of inclusion was sent (by post; unsigned)",
        ),
        (
            {"kind": "interagency_request_sent", "request": "r1"},
            "направлен межведомственный запрос",
            "an interagency request was sent",
        ),
        (
            {"kind": "complaint_decided", "complaint": "k1", "upheld": False},
            "жалоба рассмотрена: в удовлетворении отказано",
            "the complaint was decided: dismissed",
        ),
        (
            {"kind": "refused", "ground": "no_right_at_all"},
            "отказано в услуге; основание: no_right_at_all",
            "the service was refused; ground: no_right_at_all",
        ),
    ],
)
def test_events_say_what_they_tell(fields: dict[str, Any], ru: str, en: str) -> None:
    common = {"id": "e1", "source": "/a", "authority": "04701000", "service": "01/01/021"}
    place = {"unit": "kirovsky", "case_id": "case-1", "occurred_at": local("2025-05-06")}
    period = {"period": "2025-H2"} if fields["kind"] == "listed" else {}
    event = parse({**common, **place, **period, **fields})
    assert say_event(event, krasnoyarsk(), "ru") == ru
    assert say_event(event, krasnoyarsk(), "en") == en


def test_an_event_is_told_without_an_edition_too() -> None:
    assert say_event(_sample("document_presented"), None, "ru") == "представлен документ: identity"
    assert say_event(_sample("corrected"), None, "ru").endswith("— 10.04.2025")


def test_deviations_of_groups_about_other_cases_are_not_told() -> None:
    life = LIVES["overtaken"]()
    (claim,) = life.findings()
    assert claim.case_id == "case-1"
    assert "Обойдён в очереди" in written(life.explain("ru"))
    plans, as_of = krasnoyarsk_plans(), local(life.as_of)
    other = explain("case-2", life.others, plans, as_of, findings=[claim])
    assert "Обойдён в очереди" not in written(other)


@pytest.mark.parametrize("scenario", [one for one in scenarios() if "/" in one.subject])
def test_deviations_of_groups_are_told_without_codes(scenario: Scenario) -> None:
    for claim in scenario.assess().claims:
        if claim.kind is FindingKind.DEVIATION:
            for lang in LANGUAGES:
                said = say_deviation(claim, scenario.editions[0], lang)
                assert claim.clause in said
                assert not CODE.search(said)


def test_every_deviation_of_the_record_has_words() -> None:
    for rule in RECORD_DEVIATIONS:
        assert not CODE.search(particulars(rule, {"events": "e1"}, None, "ru"))
    assert set(RECORD_DEVIATIONS).isdisjoint(CHECKS)
