"""The directory of authorities and their units: one YAML file that every place name comes from.

    format: 1
    authorities:
      - oktmo: "04701000"            # 8 or 11 digits, in quotes
        title: Город Красноярск
        zone: Asia/Krasnoyarsk       # IANA name: civil days are counted in it
        units:
          - code: sov                # short, Latin: it stands in events, addresses and metrics
            title: Управление социальной защиты населения в Советском районе
            address: ул. Мате Залки, 10   # optional; of the office, never of a person

Problems are told all at once, each with its line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Final, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, StringConstraints, ValidationError

from sroki.events.base import Oktmo, Record, UnitCode
from sroki.events.errors import Invalid
from sroki.events.i18n import say
from sroki.events.problems import InvalidFile
from sroki.events.shape_problems import shape_problems
from sroki.events.yaml_tree import Tree, read_yaml

Title = Annotated[str, StringConstraints(min_length=1, max_length=300)]
# Stands for "the authority as a whole", so no unit may be called so.
_TAKEN: Final = "all"


class Unit(Record):
    """A unit (подразделение) of an authority."""

    code: UnitCode
    title: Title
    address: Title | None = None


class Authority(Record):
    """An authority (орган) by its ОКТМО, with its time zone and units."""

    oktmo: Oktmo
    title: Title
    zone: str
    units: Annotated[list[Unit], Field(min_length=1)]

    @cached_property
    def codes(self) -> Mapping[str, Unit]:
        """Units by code."""
        return {unit.code: unit for unit in self.units}

    @cached_property
    def tz(self) -> ZoneInfo:
        """The zone. `read` has made sure that it exists."""
        return ZoneInfo(self.zone)


class _File(Record):
    format: Literal[1]
    authorities: Annotated[list[Authority], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Directory:
    """Authorities by ОКТМО."""

    authorities: Mapping[str, Authority]

    def authority(self, oktmo: str) -> Authority | None:
        """The authority, if it is in the directory."""
        return self.authorities.get(oktmo)

    def knows(self, oktmo: str, unit: str) -> bool:
        """Whether the authority has this unit."""
        authority = self.authorities.get(oktmo)
        return authority is not None and unit in authority.codes


def read_directory(content: bytes, file: str) -> Directory:
    """The directory of a file. Raises `InvalidFile` with every problem found."""
    tree = read_yaml(content, file)
    try:
        found = _File.model_validate(tree.data)
    except ValidationError as error:
        problems = shape_problems(error, tree, tree.data, _File)
        raise InvalidFile([one.problem for one in problems]) from None
    if meaningless := list(_meaning_problems(found, tree)):
        raise InvalidFile(meaningless)
    return Directory({one.oktmo: one for one in found.authorities})


def _meaning_problems(found: _File, tree: Tree) -> Iterator[Invalid]:
    oktmos: set[str] = set()
    for at, authority in enumerate(found.authorities):
        if authority.oktmo in oktmos:
            yield Invalid(
                say("орган {oktmo} описан дважды", oktmo=authority.oktmo),
                place=tree.place(("authorities", at, "oktmo")),
                accepted=say("каждый орган один раз"),
            )
        oktmos.add(authority.oktmo)
        try:
            _ = authority.tz
        except (ZoneInfoNotFoundError, ValueError):
            yield Invalid(
                say("часового пояса «{zone}» нет", zone=authority.zone),
                place=tree.place(("authorities", at, "zone")),
                accepted=say("имя IANA, например Asia/Krasnoyarsk"),
            )
        codes: set[str] = set()
        for number, unit in enumerate(authority.units):
            place = tree.place(("authorities", at, "units", number, "code"))
            if unit.code in codes:
                yield Invalid(
                    say("подразделение «{code}» описано дважды", code=unit.code),
                    place=place,
                    accepted=say("каждый код один раз в органе"),
                )
            if unit.code == _TAKEN:
                yield Invalid(
                    say("код «all» занят"),
                    place=place,
                    why=say("так обозначают орган в целом"),
                    accepted=say("другой код"),
                )
            codes.add(unit.code)
