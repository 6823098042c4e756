"""Statements of a report as they are gathered: each gets its id, and what shows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from sroki.events.acts.proposals import Origin
from sroki.events.acts.reports import Part, Reach, Statement
from sroki.events.i18n import DEFAULT
from sroki.projections.names import Names
from sroki.projections.queries.complaints import Effective
from sroki.projections.queries.reading import Reading
from sroki.projections.words import t
from sroki.workflows.phrases import t as phrase
from sroki.workflows.report_dossier import PARTS

_LONGEST = 1000
# A statement is numbered within its part, a part by its place in the report.
ORDER: Final = {part: number for number, part in enumerate(PARTS, start=1)}


@dataclass(slots=True)
class Lines:
    """The statements of one authority's year. Their words are Russian: the report is a document of
    the office, the same in whatever language its page is read. `effective` are the events that
    stand of those accepted."""

    reading: Reading
    authority: str
    year: int
    effective: Effective
    found: list[Statement] = field(default_factory=list)
    _numbers: Counter[Part] = field(default_factory=Counter)

    @property
    def names(self) -> Names:
        return self.reading.names

    @property
    def span(self) -> tuple[date, date]:
        return date(self.year, 1, 1), date(self.year, 12, 31)

    def add(
        self,
        part: Part,
        title: str,
        says: str,
        refs: Iterable[str] = (),
        *,
        origin: Origin = Origin.COMPUTED,
        reach: Reach = Reach.OPEN,
        **more: Any,
    ) -> None:
        """One more; `more` are its service, unit, number, whole, sums."""
        self._numbers[part] += 1
        self.found.append(
            Statement(
                id=f"{ORDER[part]}.{self._numbers[part]}",
                part=part,
                title=" ".join(title.split())[:_LONGEST],
                says=says,
                origin=origin,
                reach=reach,
                shown_by=tuple(refs),
                **more,
            )
        )

    def count(
        self,
        part: Part,
        title: str,
        words: str,
        of: tuple[int, int],
        refs: Iterable[str],
        **more: Any,
    ) -> None:
        """A number of a whole, in words that say both."""
        says = t(words, DEFAULT, part=of[0], whole=of[1])
        self.add(part, title, says, refs, number=of[0], whole=of[1], **more)

    def nothing(self, part: Part, says: str) -> None:
        """A part of which there is nothing else to tell is told of too."""
        if not self._numbers[part]:
            self.add(part, phrase(PARTS[part], DEFAULT), t(says))

    def in_unit(self, unit: str | None) -> str:
        """The unit's title; of the authority as a whole, its."""
        return (
            self.names.unit(self.authority, unit) if unit else self.names.authority(self.authority)
        )

    def of_service(self, service: str) -> str:
        return self.names.service(self.authority, service)
