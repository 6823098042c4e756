"""Whether measures and indicators lead somewhere: known milestones, events, fields, limits, names.

A formula asks of a measure only what it has: a span starts and ends, an event occurs, an audit has
positions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from sroki.events.i18n import say
from sroki.events.yaml_tree import Path
from sroki.workflows.consistency import repeated
from sroki.workflows.edition import EditionFile
from sroki.workflows.indicator import UNIT_OF, AllMet, Chosen, Followed, Indicator, Measure, Points
from sroki.workflows.known import Known
from sroki.workflows.milestone import Milestone
from sroki.workflows.names import DECLARED, FACT_KINDS, declared_fields, fields_of
from sroki.workflows.references import (
    Trouble,
    kinds_of,
    milestone_name,
    milestone_troubles,
    unknown,
)

_DAYS: Final = {
    "span": ("started", "ended"),
    "event": ("occurred", "application"),
    "audit": (),
}
# Formulas that need to know how long a span may be.
_LIMITED: Final = frozenset({"ratio_of_sums", "timely_share"})


def indicator_troubles(edition: EditionFile, known: Known) -> Iterator[Trouble]:
    """Everything wrong with the sections `measures` and `indicators`."""
    yield from repeated([one.id for one in edition.measures], "measures", "id")
    yield from repeated([one.id for one in edition.indicators], "indicators", "id")
    for at, measure in enumerate(edition.measures):
        yield from _measure(measure, ("measures", at), known)
    measures: Mapping[str, Measure | None] = dict.fromkeys(known.measures) | {
        one.id: one for one in edition.measures
    }
    for at, indicator in enumerate(edition.indicators):
        yield from _indicator(indicator, ("indicators", at), measures)


def _measure(measure: Measure, path: Path, known: Known) -> Iterator[Trouble]:
    yield from _span(measure, path, known)
    if measure.event is not None:
        yield from milestone_troubles(_as_milestone(measure), path, known)
    if measure.followed_by is not None:
        yield from _followed(measure, measure.followed_by, (*path, "followed_by"), known)
    if measure.code is not None:
        yield from _code(measure, measure.code, path, known)


def _span(measure: Measure, path: Path, known: Known) -> Iterator[Trouble]:
    """What only a span has, and whether it leads somewhere."""
    for key in ("start", "end"):
        name = getattr(measure, key)
        if name is not None:
            yield from milestone_name(name, (*path, key), known)
    for at, name in enumerate(measure.cancelled_by):
        yield from milestone_name(name, (*path, "cancelled_by", at), known)
    if measure.limit is not None and measure.limit not in known.limits:
        what = say("срок «{limit}» не описан", limit=measure.limit)
        yield unknown(what, measure.limit, (*path, "limit"), known.limits)
    for key in ("unit", "limit", "cancelled_by"):
        if measure.shape != "span" and key in measure.model_fields_set:
            what = say("«{key}» бывает только у промежутка", key=key)
            yield Trouble((*path, key), what, accepted=say("start и end"), at_key=True)


def _followed(measure: Measure, later: Followed, path: Path, known: Known) -> Iterator[Trouble]:
    milestone = Milestone(event=later.event, where=later.where)
    yield from milestone_troubles(milestone, path, known)
    if measure.event is None:
        yield Trouble(path, say("followed_by бывает только у события"), accepted="event: …")
    elif later.same is not None:
        ours, theirs = _fields(_as_milestone(measure), known), _fields(milestone, known)
        both = ours & theirs
        if ours and theirs and later.same not in both:
            what = say("поля «{same}» нет у обоих событий", same=later.same)
            yield unknown(what, later.same, (*path, "same"), both)


def _as_milestone(measure: Measure) -> Milestone:
    return Milestone(event=measure.event, where=measure.where)


def _code(measure: Measure, code: str, path: Path, known: Known) -> Iterator[Trouble]:
    """The field that `code` names exists in the events that make the observation."""
    kinds: set[str] = set()
    if measure.end is not None:
        kinds = kinds_of(measure.end, known)
    elif measure.event is not None:
        kinds = kinds_of(_as_milestone(measure), known)
    fields = set().union(*(_of_kind(kind, known) for kind in kinds))
    if kinds and code not in fields:
        yield unknown(
            say("поля «{code}» у этих событий нет", code=code), code, (*path, "code"), fields
        )


def _fields(milestone: Milestone, known: Known) -> set[str]:
    return set().union(*(_of_kind(kind, known) for kind in kinds_of(milestone, known)))


def _of_kind(kind: str, known: Known) -> set[str]:
    """The own fields of a kind; of a declared one by its full name."""
    if "." in kind:
        declared = known.declared.get(kind.partition(".")[2])
        return set() if declared is None else set(declared_fields(declared))
    return set(fields_of(kind)) if kind in FACT_KINDS - {DECLARED} else set()


def _indicator(
    indicator: Indicator, path: Path, measures: Mapping[str, Measure | None]
) -> Iterator[Trouble]:
    formula = indicator.formula
    (name,) = formula.given()
    inside: Path = (*path, "formula", name)
    if indicator.unit != UNIT_OF[name]:
        what = say("значение формулы {name} не в «{unit}»", name=name, unit=indicator.unit)
        yield Trouble((*path, "unit"), what, accepted=UNIT_OF[name])
    parts = ("part", "whole") if formula.share_of is not None else ("of",)
    for key, chosen in zip(parts, indicator.chosen, strict=False):
        yield from _chosen(chosen, (*inside, key), measures)
        if name in {"ratio_of_sums", "timely_share", "percentile"}:
            yield from _needs_span(chosen.measure, (*inside, key, "measure"), name, measures)
    if formula.still_open is not None:
        place: Path = (*inside, "measure")
        yield from _named(formula.still_open.measure, place, measures)
        yield from _needs_span(formula.still_open.measure, place, name, measures)
    audit = formula.points or formula.all_met
    if audit is not None:
        yield from _audit(audit, inside, measures)


def _named(name: str, path: Path, measures: Mapping[str, Measure | None]) -> Iterator[Trouble]:
    if name not in measures:
        yield unknown(say("наблюдение «{name}» не описано", name=name), name, path, measures)


def _chosen(
    chosen: Chosen, path: Path, measures: Mapping[str, Measure | None]
) -> Iterator[Trouble]:
    yield from _named(chosen.measure, (*path, "measure"), measures)
    measure = measures.get(chosen.measure)
    if measure is not None and chosen.by not in _DAYS[measure.shape]:
        accepted = ", ".join(_DAYS[measure.shape]) or say("points или all_met")
        what = say("у наблюдения «{id}» нет дня «{by}»", id=measure.id, by=chosen.by)
        yield Trouble((*path, "by"), what, accepted=accepted)


def _needs_span(
    name: str, path: Path, formula: str, measures: Mapping[str, Measure | None]
) -> Iterator[Trouble]:
    measure = measures.get(name)
    if measure is None:
        return
    if measure.shape != "span":
        yield Trouble(
            path,
            say("формуле {formula} нужен промежуток", formula=formula),
            accepted=say("start и end"),
        )
    elif measure.limit is None and formula in _LIMITED:
        what = say("у наблюдения «{name}» нет предельной длины", name=name)
        yield Trouble(
            path,
            what,
            say("её требует {formula}", formula=formula),
            say("limit: срок из time_limits"),
        )


def _audit(
    audit: Points | AllMet, path: Path, measures: Mapping[str, Measure | None]
) -> Iterator[Trouble]:
    yield from _named(audit.audit, (*path, "audit"), measures)
    measure = measures.get(audit.audit)
    if measure is None:
        return
    if measure.shape != "audit":
        yield Trouble(
            (*path, "audit"), say("«{audit}» — не проверка", audit=audit.audit), accepted="audit: …"
        )
        return
    if isinstance(audit, AllMet):
        asked: list[tuple[Path, str]] = [
            ((*path, "positions", at), code) for at, code in enumerate(audit.positions)
        ]
    else:
        asked = [((*path, "weights", code), code) for code in audit.weights]
    for place, code in asked:
        if code not in measure.positions:
            what = say("позиции «{code}» в проверке «{audit}» нет", code=code, audit=audit.audit)
            yield unknown(what, code, place, measure.positions)
