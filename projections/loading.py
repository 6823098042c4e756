"""Reading subjects back from their rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, Final

from pydantic_core import from_json
from sqlalchemy import Connection

from sroki.events.base import Event
from sroki.events.catalogue import parse_many
from sroki.projections.figure_tables import ObservationRow, StandingFindingRow
from sroki.projections.known import (
    Board,
    DeadlineKey,
    FindingKey,
    Known,
    ObservationKey,
    decompress,
    unpack_memory,
)
from sroki.projections.statements import Row, Statements, columns_of
from sroki.projections.tables import ArchiveRow, DeadlineRow, SubjectPageRow, SubjectRow
from sroki.workflows.standing import SubjectState

_COLUMNS: Final = columns_of(SubjectRow)[2:]
_SIZE: Final = _COLUMNS.index("size")
_DEADLINE: Final = columns_of(DeadlineRow)
_OBSERVATION: Final = columns_of(ObservationRow)
_STANDING: Final = columns_of(StandingFindingRow)
_OF, _MEASURE, _EACH = (_OBSERVATION.index(name) for name in ("subject", "measure", "instance"))
_SUBJECT, _RULE, _INSTANCE = (_DEADLINE.index(name) for name in ("subject", "rule", "instance"))


class Loader:
    """Reads the subjects of one partition."""

    def __init__(
        self, connection: Connection, statements: Statements, generation: int, partition: int
    ) -> None:
        self._connection = connection
        self._statements = statements
        self._place = (generation, partition)

    def subjects(self, keys: Iterable[str]) -> dict[str, Known]:
        """Those that exist, by key; all their events are parsed in one call."""
        rows = self._pick(SubjectRow, "key", _COLUMNS, keys)
        loaded = {row[0]: self._known(row) for row in rows}
        bodies = self._bodies(loaded)
        flat = iter(parse_many([body for found in bodies.values() for body in found if body]))
        sizes = {row[0]: row[_SIZE] for row in rows}
        for key, known in loaded.items():
            known.taken = list[Event](islice(flat, sizes[key]))
            known.state.events = known.taken.copy()
        return loaded

    def deadlines(self, keys: Iterable[str]) -> dict[str, dict[DeadlineKey, Row]]:
        """The deadline rows of subjects, as the database keeps them."""
        wanted = list(keys)
        found: dict[str, dict[DeadlineKey, Row]] = {key: {} for key in wanted}
        for row in self._pick(DeadlineRow, "subject", _DEADLINE, wanted):
            found[row[_SUBJECT]][row[_RULE], row[_INSTANCE]] = row
        return found

    def observations(self, keys: Iterable[str]) -> dict[str, dict[ObservationKey, Row]]:
        """What was observed of subjects, as the database keeps it."""
        wanted = list(keys)
        found: dict[str, dict[ObservationKey, Row]] = {key: {} for key in wanted}
        for row in self._pick(ObservationRow, "subject", _OBSERVATION, wanted):
            found[row[_OF]][row[_MEASURE], row[_EACH]] = row
        return found

    def standing(self, keys: Iterable[str]) -> dict[str, dict[FindingKey, Row]]:
        """The findings that stand of subjects, as the database keeps them."""
        wanted = list(keys)
        found: dict[str, dict[FindingKey, Row]] = {key: {} for key in wanted}
        for row in self._pick(StandingFindingRow, "subject", _STANDING, wanted):
            found[row[_SUBJECT]][row[_RULE], row[_INSTANCE]] = row
        return found

    def _known(self, row: Sequence[Any]) -> Known:
        value = dict(zip(_COLUMNS, row, strict=True))
        moment = self._statements.moment
        state = SubjectState(
            value["key"],
            spoken_to=moment(value["spoken_to"]),
            rulebook=value["rulebook"],
            next_change_at=moment(value["next_change_at"]),
            fault=value["fault"],
            crashes=value["crashes"],
        )
        unpack_memory(state, value["memory"])
        awaits = {} if value["awaits"] == "{}" else from_json(value["awaits"])
        return Known(
            state,
            Board(*(value[name] for name in Board._fields)),
            tail=value["events"] or b"",
            pages=value["pages"],
            archived=value["events"] is None,
            next_change_at=state.next_change_at,
            rulebook=state.rulebook,
            awaits={role: datetime.fromisoformat(at) for role, at in awaits.items()},
        )

    def _bodies(self, loaded: dict[str, Known]) -> dict[str, list[bytes]]:
        """The packed events of each subject, earliest pages first."""
        found: dict[str, list[bytes]] = {key: [] for key in loaded}
        paged = [key for key, known in loaded.items() if known.pages]
        pages = self._pick(SubjectPageRow, "subject", ("subject", "page", "events"), paged)
        for key, _, events in sorted(pages):
            found[key].append(events)
        archived = [key for key, known in loaded.items() if known.archived]
        for key, packed in self._pick(ArchiveRow, "subject", ("subject", "packed"), archived):
            loaded[key].tail = decompress(packed)
        for key, known in loaded.items():
            found[key].append(known.tail)
        return found

    def _pick(
        self, model: Any, column: str, columns: tuple[str, ...], keys: Iterable[str]
    ) -> list[Row]:
        return self._statements.pick(self._connection, model, column, columns, self._place, keys)
