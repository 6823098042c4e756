"""A snapshot in words: what it is, its figures, what units answered, what it changes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any

from sroki.events import amounts
from sroki.events.acts.snapshots import Answer
from sroki.events.i18n import Lang, mark
from sroki.projections import figure_words
from sroki.projections.names import Names
from sroki.projections.snapshots.canonical import Json
from sroki.projections.snapshots.shelf import Frozen
from sroki.projections.words import t
from sroki.workflows.figures import Value, Verdict
from sroki.workflows.indicator import Indicator
from sroki.workflows.phrases import t as phrase
from sroki.workflows.snapshot_dossier import ANSWERS


def value_in(told: Json) -> Value:
    """The value that a figure or a part of it says."""
    exact, below = told["value"], told["denominator"]
    return Value(
        None if exact is None else Fraction(exact),
        Fraction(told["numerator"]),
        None if below is None else Fraction(below),
        Verdict(told["verdict"]),
    )


def heading(frozen: Frozen, lang: Lang) -> str:
    """«Снимок показателей № 1 от 16 июля 2026 г.»."""
    on = amounts.on(date.fromisoformat(frozen.record["dated"]), lang)
    return t(mark("Снимок показателей № {number} от {on}"), lang, number=frozen.number, on=on)


def lines(frozen: Frozen, names: Names, lang: Lang) -> Iterator[str]:
    """All of it, a line at a time."""
    record, body = frozen.record, frozen.body.head
    yield heading(frozen, lang)
    yield f"{names.authority(body['authority'])}; {body['period']['name']}; {record['act']}"
    for figure in body["figures"]:
        yield from _figure(figure, names, body["authority"], lang)
    for one in record["check"]:
        said = phrase(ANSWERS[Answer(one["answer"])], lang)
        unit = names.unit(body["authority"], one["unit"])
        yield f"{unit}, {one['row']}: {said}" + (f" ({one['document']})" if one["document"] else "")
    for code, n in record["unanswered"].items():
        if n:
            unit = names.unit(body["authority"], code)
            yield t(mark("{unit}: без ответа, строк: {n}"), lang, unit=unit, n=n)
    if record["silent"]:
        units = ", ".join(names.unit(body["authority"], code) for code in record["silent"])
        yield t(mark("Не ответили: {units}"), lang, units=units)
    if record["restates"] is not None:
        yield t(
            mark("Вместо снимка № {number}: {why}"),
            lang,
            number=record["restates"],
            why=record["reason"],
        )
        yield from _changes(record["changes"])
    yield t(mark("Контрольная сумма: {hash}"), lang, hash=frozen.hash)


def _figure(figure: Any, names: Names, authority: str, lang: Lang) -> Iterator[str]:
    indicator = Indicator.model_validate(figure["indicator"])
    value = value_in(figure)
    shown = figure_words.shown(indicator, value, lang)
    verdict = t(figure_words.VERDICTS[value.verdict], lang)
    number = f"{indicator.number}. " if indicator.number else ""
    parts = figure_words.fraction(indicator, value, lang)
    norm = figure_words.norm_of(indicator, lang)
    yield f"{number}{indicator.title}: {shown} ({parts}; {norm}; {verdict})"
    for one in figure["services"]:
        yield f"  {names.service(authority, one['service'])}: {one['value']}"


def _changes(changes: Any) -> Iterator[str]:
    for one in changes["figures"]:
        was, now = (one[name] and one[name]["value"] for name in ("was", "is"))
        yield f"  {one['indicator']}: {was} → {now}"
