"""Whether the parts that only an edition has agree with one another and with the world.

Windows, sources, own event types, procedures, zone and calendar; and whether every reading is used.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from typing import Final

from sroki.events.catalogue import KINDS
from sroki.events.errors import Invalid
from sroki.events.i18n import say
from sroki.events.record import Declared
from sroki.events.yaml_tree import Path
from sroki.workflows.consistency import in_force_troubles, repeated, told
from sroki.workflows.edition import BUILT_IN, USERS, EditionFile, Reading, Rules
from sroki.workflows.known import Known
from sroki.workflows.references import Trouble, kinds_of, milestone_name, unknown
from sroki.workflows.zones import load_zone

# A leap year, in which every day of a year exists.
_LEAP: Final = 2024


def edition_troubles(
    edition: EditionFile, known: Known, calendars: Collection[str]
) -> Iterator[Trouble]:
    """Everything wrong with what only an edition has."""
    yield from in_force_troubles(edition.in_force, ("in_force",))
    yield from milestone_name(edition.governed_by, ("governed_by",), known)
    if edition.done_when is not None:
        yield from milestone_name(edition.done_when, ("done_when",), known)
    for at, procedure in enumerate(edition.procedures):
        if procedure.completed_by is not None:
            path: Path = ("procedures", at, "completed_by")
            yield from milestone_name(procedure.completed_by, path, known)
    for code, limit in edition.official.items():
        if limit not in known.limits:
            yield unknown(
                say("срок «{limit}» не описан", limit=limit),
                limit,
                ("official", code),
                known.limits,
            )
    yield from _place_troubles(edition, calendars)
    yield from _procedure_of_limits(edition, known)
    yield from _window_troubles(edition)
    if "windows" not in known.sections:
        yield from _no_windows(edition)
    yield from _source_troubles(edition, known)
    yield from _declared_troubles(edition)
    yield from _repetitions(edition)


def _repetitions(edition: EditionFile) -> Iterator[Trouble]:
    yield from repeated([one.id for one in edition.procedures], "procedures", "id")
    yield from repeated([one.id for one in edition.windows], "windows", "id")
    yield from repeated([one.code for one in edition.grounds], "grounds", "code")
    yield from repeated([one.number for one in edition.grounds], "grounds", "number")
    yield from repeated([one.code for one in edition.documents], "documents", "code")
    yield from repeated([one.role for one in edition.sources], "sources", "role")


def _place_troubles(edition: EditionFile, calendars: Collection[str]) -> Iterator[Trouble]:
    """Zone and calendar exist."""
    try:
        load_zone(edition.zone)
    except Invalid as error:
        yield Trouble(("zone",), error.what, error.why, error.accepted)
    if edition.calendar not in calendars:
        yield unknown(
            say("календарь «{calendar}» не известен", calendar=edition.calendar),
            edition.calendar,
            ("calendar",),
            calendars,
        )


def _procedure_of_limits(edition: EditionFile, known: Known) -> Iterator[Trouble]:
    for at, limit in enumerate(edition.time_limits):
        if limit.procedure is not None and limit.procedure not in known.procedures:
            yield unknown(
                say("процедура «{procedure}» не описана", procedure=limit.procedure),
                limit.procedure,
                ("time_limits", at, "procedure"),
                known.procedures,
            )


def _window_troubles(edition: EditionFile) -> Iterator[Trouble]:
    """Windows are days of every year, and no day lies in two of them."""
    taken: dict[date, str] = {}
    for at, window in enumerate(edition.windows):
        days: list[date] = []
        for key, day in (("first", window.first), ("last", window.last)):
            try:
                days.append(date.fromisoformat(f"{_LEAP}-{day}"))
            except ValueError:
                yield Trouble(
                    ("windows", at, key),
                    say("дня {day} нет", day=day),
                    accepted=say("день и месяц: 03-15"),
                )
                continue
            if day == "02-29":
                yield Trouble(("windows", at, key), say("29 февраля бывает не каждый год"))
        if len(days) < 2:
            continue
        for day_taken in _span(*days):
            if taken.setdefault(day_taken, window.id) != window.id:
                yield Trouble(
                    ("windows", at),
                    say(
                        "период «{id}» пересекается с «{other}»",
                        id=window.id,
                        other=taken[day_taken],
                    ),
                    say("оба содержат {day_taken:%d.%m}", day_taken=day_taken),
                )
                break


def _span(first: date, last: date) -> Iterator[date]:
    """The days from `first` to `last` of a year; over New Year, if `last` comes before `first`."""
    day = first
    while True:
        yield day
        if day == last:
            return
        day += timedelta(days=1)
        day = day.replace(year=_LEAP)


def _no_windows(edition: EditionFile) -> Iterator[Trouble]:
    """Without windows a filing is neither in nor out of them."""
    for at, limit in enumerate(edition.time_limits):
        for key in ("when", "unless"):
            if getattr(limit, key) in BUILT_IN:
                yield Trouble(
                    ("time_limits", at, key),
                    say("веха «{milestone}» без периодов приёма", milestone=getattr(limit, key)),
                    accepted=say("раздел windows в редакции"),
                )


def _source_troubles(edition: EditionFile, known: Known) -> Iterator[Trouble]:
    told_of: set[str] = set()
    for at, source in enumerate(edition.sources):
        for number, kind in enumerate(source.knows):
            yield from told(kind, ("sources", at, "knows", number), known)
        told_of.update(source.knows)
        if source.lag_days and source.reports == "watermark":
            yield Trouble(
                ("sources", at, "lag_days"),
                say("опоздание заявлено у источника, который отчитывается сам"),
                accepted=say("reports: lag или без lag_days"),
            )
    if not edition.sources:
        return
    for at, limit in enumerate(edition.time_limits):
        for kind in sorted(set(limit.knows) or kinds_of(limit.end, known)):
            if known.is_told(kind) and kind not in told_of:
                yield Trouble(
                    ("time_limits", at, "end"),
                    say("о событии «{kind}» не знает ни один источник", kind=kind),
                    say("его отсутствие никогда не будет доказано"),
                    say("событие в sources[].knows"),
                )


def _declared_troubles(edition: EditionFile) -> Iterator[Trouble]:
    yield from repeated([one.name for one in edition.declares], "declares", "name")
    for at, declared in enumerate(edition.declares):
        if declared.name in KINDS:
            yield Trouble(
                ("declares", at, "name"),
                say("событие «{name}» уже есть в словаре", name=declared.name),
                accepted=say("другое имя или событие словаря"),
            )
        names = [field.name for field in declared.fields]
        for number, name in enumerate(names):
            path: Path = ("declares", at, "fields", number, "name")
            if name in names[:number]:
                yield Trouble(path, say("поле «{name}» повторяется", name=name))
            if name in Declared.model_fields:
                yield Trouble(
                    path,
                    say("поле «{name}» есть у каждого события", name=name),
                    accepted=say("другое имя"),
                )


def reading_troubles(rules: Rules, used: Collection[str], known: Known) -> Iterator[Trouble]:
    """A reading that nothing uses decides nothing: choosing otherwise would change nothing."""
    items = {*known.milestones, *known.limits, *USERS, *(one.id for one in rules.checks)}
    if isinstance(rules, EditionFile):
        items |= {window.id for window in rules.windows}
        items |= {ground.code for ground in rules.grounds}
        items |= {one.id for one in rules.measures} | {one.id for one in rules.indicators}
    for at, reading in enumerate(rules.readings):
        yield from _use_troubles(reading, ("readings", at), used, items)


def _use_troubles(
    reading: Reading, path: Path, used: Collection[str], items: Collection[str]
) -> Iterator[Trouble]:
    for number, name in enumerate(reading.used_by):
        if name not in items:
            yield unknown(
                say("«{name}»: такого нет", name=name), name, (*path, "used_by", number), items
            )
    if not reading.used_by and reading.id not in used:
        yield Trouble(
            (*path, "id"),
            say("толкование «{id}» ни на что не влияет", id=reading.id),
            say("на него нет ссылки {reading: …}"),
            say("{{reading: {id}}} на месте значения или used_by", id=reading.id),
        )
