"""What a report says of what was counted: deviations, complaints, frozen figures."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from fractions import Fraction
from typing import Any, Final

from sroki.events import amounts
from sroki.events.acts.reports import Part, Reach
from sroki.events.i18n import DEFAULT, mark
from sroki.projections import figure_words
from sroki.projections.cycle.report_lines import Lines
from sroki.projections.queries import complaints
from sroki.projections.queries.kept import Deviation, Where, kept, register
from sroki.projections.snapshots import shelf
from sroki.projections.snapshots.canonical import Json
from sroki.projections.snapshots.kinds import PAGE, PUBLIC
from sroki.projections.snapshots.words import value_in
from sroki.projections.words import t
from sroki.workflows.figures import Verdict
from sroki.workflows.indicator import Indicator

BROKEN: Final = mark("дел с нарушением: {part} из {whole}")
UPHELD: Final = mark("удовлетворено: {part} из {whole}")
OF_COMPLAINTS: Final = mark("жалоб: {part} из {whole} по услуге")
OF_ALL: Final = mark("отклонений: {part} из {whole} по услуге")


def deviations(lines: Lines) -> None:
    """By service: rules that were broken, each with the cases; then units. What a silent source may
    still tell of is no deviation yet."""
    by_service: dict[str, list[Deviation]] = {}
    for one in register(lines.reading, Where(lines.authority), *lines.span):
        by_service.setdefault(one.service, []).append(one)
    for service, every in sorted(by_service.items()):
        _of_service(lines, service, every)


def _of_service(lines: Lines, service: str, every: list[Deviation]) -> None:
    counts = kept(lines.reading, Where(lines.authority, service), *lines.span)
    more: dict[str, Any] = {"service": service, "reach": Reach.COUNTED}
    clauses = {one.rule: one.clause for one in every}
    for rule, clause in sorted(clauses.items()):
        name = lines.names.rule(lines.authority, service, rule)
        title = f"{name}, {clause}" if clause else name
        refs = sorted({_ref(one) for one in every if one.rule == rule})
        of = (counts[rule].broken, counts[rule].cases)
        lines.count(Part.DEVIATIONS, title, BROKEN, of, refs, **more)
    for unit, number in sorted(Counter(one.unit for one in every).items()):
        refs = sorted({_ref(one) for one in every if one.unit == unit})
        title = t(mark("Отклонения, {unit}"), unit=lines.in_unit(unit))
        of = (number, len(every))
        more |= {"unit": unit or None, "sums": f"deviations.{service}"}
        lines.count(Part.DEVIATIONS, title, OF_ALL, of, refs, **more)


def _ref(one: Deviation) -> str:
    return f"case/{one.subject}/{one.rule}" if one.term else f"case/{one.subject}"


def appeals(lines: Lines) -> None:
    """Complaints by the grounds of ст. 11.1, and judgments. How far the engine's own findings agree
    with them is the office's business and is in no report."""
    services = sorted(code for of, code in lines.names.services if of == lines.authority)
    for service in services:
        where = Where(lines.authority, service)
        found = complaints.journal(lines.reading, where, *lines.span, lines.effective)
        cases = complaints.complained(found)
        more: dict[str, Any] = {"service": service, "reach": Reach.COUNTED}
        grounds = complaints.grounds_of(found)
        filed = sum(one.filed for one in grounds)
        for one in grounds:
            title = t(mark("Жалобы по основанию {ground} ст. 11.1 210-ФЗ"), ground=one.ground)
            refs = [f"case/{case}" for case in cases[one.ground]]
            of = (one.filed, filed)
            sums = f"complaints.{service}"
            lines.count(Part.COMPLAINTS, title, OF_COMPLAINTS, of, refs, sums=sums, **more)
            of = (one.upheld, one.filed)
            inner = more | {"reach": Reach.INTERNAL}
            lines.count(Part.COMPLAINTS, title, UPHELD, of, refs, **inner)
        if grounds:
            title = t(mark("Удовлетворено жалоб: {service}"), service=lines.of_service(service))
            of = (sum(one.upheld for one in grounds), filed)
            refs = sorted({f"case/{case}" for some in cases.values() for case in some})
            lines.count(Part.COMPLAINTS, title, UPHELD, of, refs, **more)
        judged = complaints.courts(lines.reading, where, *lines.span)
        if judged:
            title = t(mark("Решения суда, признавшие действия незаконными"))
            refs = [f"case/{case}" for case in judged]
            lines.add(Part.COMPLAINTS, title, str(len(judged)), refs, number=len(judged), **more)


def snapshots(lines: Lines) -> None:
    """The frozen figures of the year's periods; of a restated one its successor."""
    found = [
        one
        for one in reversed(shelf.listed(lines.reading))
        if one.authority == lines.authority
        and one.last_on.year == lines.year
        and one.restated_by is None
    ]
    for one in found:
        connection = lines.reading.connection
        told = json.loads(shelf.file_of(connection, one.number, PAGE, "json") or b"{}")
        outer = json.loads(shelf.file_of(connection, one.number, PUBLIC, "json") or b"{}")
        _snapshot(lines, one, told, outer)


def _snapshot(lines: Lines, one: shelf.Listed, told: Json, outer: Json) -> None:
    record, ref = told["record"], f"snapshot/{one.number}"
    on = amounts.on(date.fromisoformat(record["dated"]))
    says = t(mark("{act}; за {first} – {last}"), act=record["act"], **_days(one))
    if one.outdated:
        says += t(mark("; с тех пор запись этого периода изменилась"))
    title = t(mark("Снимок показателей № {number} от {on}"), number=one.number, on=on)
    lines.add(Part.SNAPSHOTS, title, says, [ref])
    for inner, public in zip(told["body"]["figures"], outer["body"]["figures"], strict=True):
        _figure(lines, inner, ref, withheld=bool(public.get("withheld")))


def _days(one: shelf.Listed) -> dict[str, str]:
    return {"first": amounts.on(one.first_on), "last": amounts.on(one.last_on)}


def _figure(lines: Lines, figure: Json, ref: str, *, withheld: bool) -> None:
    indicator = Indicator.model_validate(figure["indicator"])
    value = value_in(figure)
    shown = figure_words.shown(indicator, value, DEFAULT)
    parts = figure_words.fraction(indicator, value, DEFAULT)
    number = f"{indicator.number}. " if indicator.number else ""
    says = shown if parts in ("", shown) else f"{shown} ({parts})"
    if indicator.norm is not None:
        norm = figure_words.norm_of(indicator, DEFAULT)
        verdict = t(figure_words.VERDICTS[Verdict(figure["verdict"])])
        says = t(mark("{value}; норма: {norm}; {verdict}"), value=says, norm=norm, verdict=verdict)
    lines.add(
        Part.SNAPSHOTS,
        f"{number}{indicator.title}",
        says,
        [f"{ref}/{indicator.id}"],
        service=figure["service"],
        number=_whole(value.numerator),
        whole=_whole(value.denominator),
        reach=Reach.WITHHELD if withheld else Reach.OPEN,
    )


def _whole(value: Fraction | None) -> int | None:
    return None if value is None or value.denominator != 1 else abs(value.numerator)
