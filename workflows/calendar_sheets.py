"""What a calendar's TOML may say: holidays, the moved rest days of a year, local days."""

from __future__ import annotations

import tomllib
from datetime import date
from typing import Annotated, TypeVar

from pydantic import Field, ValidationError

from sroki.events.base import Record, Text
from sroki.events.errors import Invalid, Place
from sroki.events.i18n import say

_Sheet = TypeVar("_Sheet", bound=Record)


class Holiday(Record):
    """Non-working holidays of one name. `carried`: a rest day they meet moves on by itself."""

    title: Text
    month: Annotated[int, Field(ge=1, le=12)]
    days: list[Annotated[int, Field(ge=1, le=31)]]
    carried: bool


class Holidays(Record):
    """`holidays.toml`: the list of the Labour Code, and its own rule of moving."""

    cite: Text
    carried_by: Text
    holiday: list[Holiday]


class Move(Record):
    """A rest day goes from one day to another."""

    from_: date = Field(alias="from")
    to: date


class MovingAct(Record):
    """An act and the rest days it moves, in order."""

    cite: Text
    moved: list[Move]


class Decree(Record):
    """Days the President declared non-working, both ends inclusive."""

    cite: Text
    from_: date = Field(alias="from")
    through: date


class Year(Record):
    """`<year>.toml`. `preliminary`: not yet checked against the text of the decree."""

    year: int
    working_days: int
    preliminary: bool = False
    act: list[MovingAct]
    presidential: list[Decree] = Field(default_factory=list)


class LocalDay(Record):
    """A day that a region or a city decides for itself."""

    on: date
    works: bool
    title: Text
    cite: Text


class Overlay(Record):
    """The days in which a region or a city differs from the country."""

    name: Text
    day: list[LocalDay]


def parse(sheet: type[_Sheet], text: str, place: Place) -> _Sheet:
    """Read one sheet. Raises `Invalid` with the place and the first thing that is wrong."""
    try:
        return sheet.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise Invalid(say("это не TOML"), place=place, why=str(error)) from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(step) for step in first["loc"])
        raise Invalid(
            say("ошибка в «{where}»", where=where), place=place, why=first["msg"]
        ) from error
