"""Registration numbers, and the one register in which they may live.

A source may name a case by a number of its own: `reference` = {kind, number, year}. The number goes
to the alias register and nowhere else: not into an event, not into a log. `kind` says whose number
it is (`registration`, `portal`); where every unit numbers its own journal, the unit belongs into
`kind` (`registration.sov`), or № 15 of one unit is № 15 of another.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Annotated, Any, Final, NamedTuple, Protocol
from unicodedata import category

from pydantic import Field, Strict, ValidationError

from sroki.events.base import Code, EventId, Record, Source
from sroki.events.faults import reasons_of
from sroki.events.reasons import Reason, pointer

Year = Annotated[int, Strict(), Field(ge=1990, le=2100)]
REGISTRATION: Final = "registration"


class Alias(NamedTuple):
    """A number that names a case. `year` is 0 where numbers do not begin anew every year."""

    authority: str
    source: str
    kind: str
    number: str
    year: int = 0

    def __repr__(self) -> str:
        # A repr ends up in logs, and numbers stay in the register.
        return f"Alias({self.authority}, {self.source}, {self.kind}, …)"


def plain(number: str) -> str:
    """A number without needless spaces, and without the marks of formatting that no eye sees."""
    if not number.isprintable():
        number = "".join(letter for letter in number if category(letter) != "Cf")
    return " ".join(number.split())


class Link(NamedTuple):
    """What the register knows of an alias.

    `case_id` is the case it names, None while no event has opened or named one. `member` is the id
    under which lists name it: reserved when a list named it before any event did.
    """

    case_id: str | None
    member: str


class Aliases(Protocol):
    """The alias register. What is written is seen by the next call, within one transaction."""

    def expect(self, aliases: Iterable[Alias]) -> None:
        """A batch is about to ask for these: whoever is far away looks them up at once."""
        ...

    def find(self, alias: Alias) -> Link | None:
        """What is known of `alias`."""
        ...

    def bind(self, alias: Alias, case_id: str) -> None:
        """`alias` names this case from now on; a reserved `member` stays what it was."""
        ...

    def reserve(self, alias: Alias, member: str) -> None:
        """Lists name `alias`, which is not known yet, by this id."""
        ...

    def case_of(self, member: str) -> str | None:
        """The case that lists name by `member`: itself, unless reserved; None while unknown."""
        ...


class Reference(Record):
    """How the wire names a case by a number. `source` where another source gave the number."""

    source: Source | None = None
    kind: Code = REGISTRATION
    number: EventId
    year: Year | None = None


class Claim(NamedTuple):
    """An alias that an event mentions; only a source's own number is bound by its event."""

    alias: Alias
    own: bool


def claims(fields: dict[str, Any], path: tuple[str | int, ...]) -> list[Claim | Reason]:
    """Take the numbers out of an event's fields (they are changed) and say what they claim.

    `reference` may stand on any event of a case, `number` and `year` on `registered` alone.
    """
    authority, source = fields.get("authority"), fields.get("source")
    found = []
    if (said := fields.pop("reference", None)) is not None:
        found.append(claim_of(said, authority, source, (*path, "reference")))
    if fields.get("kind") == "registered":
        own = {key: fields.pop(key, None) for key in ("number", "year", "number_kind")}
        if own["number"] is not None:
            kind = own.pop("number_kind")
            own["kind"] = REGISTRATION if kind is None else kind
            found.append(claim_of(own, authority, source, path))
    return found


def claim_of(said: Any, authority: Any, source: Any, path: tuple[str | int, ...]) -> Claim | Reason:
    """A reference as an alias, its number without needless spaces."""
    try:
        reference = Reference.model_validate(said)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        (reason,) = reasons_of([first])
        return replace(reason, where=pointer(*path, *first["loc"]))
    whose = reference.source or source
    number = plain(reference.number)
    if not number:
        return Reason("wrong_length", pointer(*path, "number"), {"wanted": "≥ 1"})
    alias = Alias(str(authority), str(whose), reference.kind, number, reference.year or 0)
    return Claim(alias, own=whose == source)
