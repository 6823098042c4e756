"""The moment for which a file speaks: given by hand, or found in the file or its name.

A date alone means the whole of that day. While the day is still running, the file cannot speak for
what is left of it: its events are recorded as of now, and a register that knows only days promises
nothing of today.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Final, NamedTuple

from sroki.events.base import Precision
from sroki.events.errors import Invalid, Place
from sroki.events.i18n import say
from sroki.events.readers import cells
from sroki.events.readers.formats import NotADate, civil, compile_format, pattern
from sroki.events.readers.mapping import AsAt, Mapping
from sroki.events.readers.moments import Clock
from sroki.events.readers.rejects import Fault, reason_phrase
from sroki.events.readers.table import Row, place_of, tidy

_MIDNIGHT: Final = time(0)
_BRACES: Final = re.compile(r"\{([^{}]+)\}")


class Stated(NamedTuple):
    """What a file speaks for, all in UTC.

    `nominal` orders the exports of a source; `recorded_at` is the same, but never in the future;
    `complete_to` is how far the promise of completeness goes.
    """

    nominal: datetime
    recorded_at: datetime
    complete_to: datetime


def find(
    mapping: Mapping, given: date | datetime | None, head: Sequence[Row], file: str
) -> date | datetime | None:
    """The date or local moment, by the option or by the mapping. Raises `Invalid`."""
    said = mapping.as_at
    if given is not None or said is None:
        return given
    if said.on is not None:
        found: date | datetime = said.on
    elif said.file_name:
        found = _in_text(file, said, say("имя файла «{file}»", file=file), file)
    else:
        found = _in_cell(mapping, said, head, file)
    if said.time is not None and not isinstance(found, datetime):
        found = datetime.combine(found, time.fromisoformat(said.time))
    return found


def state(
    said: date | datetime, mapping: Mapping, clock: Clock, now: datetime, file: str
) -> Stated:
    """What the file speaks for, seen at `now` (aware). Raises `Invalid` for a day yet to come."""
    try:
        whole_day = not isinstance(said, datetime)
        nominal = clock.end_of(said) if whole_day else clock.instant(_moment(said))
        begun = clock.start_of(nominal.astimezone(clock.zone).date())
    except Fault as fault:
        raise Invalid(
            say("дата «по состоянию на» невозможна"),
            place=Place(file),
            why=reason_phrase(fault.reason),
        ) from None
    if (begun if whole_day else nominal) > now:
        raise Invalid(
            say("дата «по состоянию на» ещё не наступила"),
            place=Place(file),
            why=say("файл говорит о {said}", said=said),
            accepted=say(
                "дата не позже сегодняшней; проверьте её в файле или задайте при загрузке"
            ),
        )
    recorded_at = min(nominal, now)
    day_is_over = nominal == clock.end_of(nominal.astimezone(clock.zone).date()) <= now
    if mapping.precision is Precision.DAY and not day_is_over:
        return Stated(nominal, recorded_at, begun)
    return Stated(nominal, recorded_at, recorded_at)


def _moment(said: date | datetime) -> datetime:
    return said if isinstance(said, datetime) else datetime.combine(said, _MIDNIGHT)


def _in_cell(mapping: Mapping, said: AsAt, head: Sequence[Row], file: str) -> date | datetime:
    place = place_of(said.cell or "")
    row = next((row for row in head if place and row.number == place[0]), None)
    cell = row.cells[place[1]] if row and place and place[1] < len(row.cells) else None
    if said.text is not None and isinstance(cell, str):
        return _in_text(cell, said, say("ячейка {cell}", cell=said.cell), file)
    try:
        return cells.moment(cell, [compile_format(one) for one in mapping.dates])
    except Fault as fault:
        raise Invalid(
            say("в ячейке {cell} не найдена дата «по состоянию на»", cell=said.cell),
            place=Place(file, cell=said.cell),
            why=reason_phrase(fault.reason),
            accepted=say("ячейка над таблицей, с датой; или дата при загрузке"),
        ) from None


def _in_text(text: str, said: AsAt, where: str, file: str) -> date | datetime:
    wanted = tidy(said.text or "")
    braces = _BRACES.search(wanted)
    assert braces is not None  # noqa: S101 - the mapping was checked
    before, after = (re.escape(part) for part in (wanted[: braces.start()], wanted[braces.end() :]))
    match = re.search(before + pattern(braces[1]) + after, tidy(text), re.IGNORECASE)
    try:
        if match is not None and (found := civil(match)).on is not None:
            return found.on if found.at is None else datetime.combine(found.on, found.at)
    except NotADate:
        pass
    raise Invalid(
        say("{where}: не найдена дата «по состоянию на»", where=where),
        place=Place(file),
        accepted=say("{text}; или дата при загрузке", text=said.text),
    )
