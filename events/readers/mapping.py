"""The mapping file: which column of a table, or attribute of an XES log, becomes which event.

A mapping is data that an office's integrator writes once, in YAML; `docs/mapping.md` is its manual.
These are the shapes; `mapping_file` reads them and `mapping_check` holds them against the
catalogue of events, so that a mapping that loads cannot make an event that is none.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Final, Literal, LiteralString

from pydantic import (
    BeforeValidator,
    Field,
    GetJsonSchemaHandler,
    StringConstraints,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from sroki.events.base import Code, Oktmo, Precision, Record, ServiceCode, Source, UnitCode

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
Words = Annotated[str, StringConstraints(min_length=1, max_length=500)]
Letters = Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,3}$")]
CellAddress = Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,3}[1-9][0-9]{0,6}$")]
Clock = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Scalar = bool | int | float | Words

_PLACES: Final = ("constant", "column", "letter", "event", "trace", "item", "join", "year_of")


def _one_of(given: list[str], code: LiteralString) -> None:
    if len(given) != 1:
        raise PydanticCustomError(code, "exactly one")


class Take(Record):
    """A value: where it comes from (exactly one place) and what is made of it.

    Written as a bare word or number, it is that constant.
    """

    constant: Scalar | None = None
    column: Words | None = Field(default=None, description="имя столбца, как в заголовке")
    letter: Letters | None = Field(default=None, description="буква столбца")
    event: Words | None = Field(default=None, description="атрибут события журнала XES")
    trace: Words | None = Field(default=None, description="атрибут дела журнала XES")
    item: Literal[True] | None = Field(default=None, description="очередное значение из each")
    join: list[Value] | None = Field(default=None, min_length=1, max_length=20)
    separator: str = Field(default="", max_length=10, description="что ставить между частями join")
    year_of: Value | None = Field(default=None, description="год даты")
    table: Name | None = Field(default=None, description="таблица значений из tables")
    matches: Words | None = Field(default=None, description="регулярное выражение; берётся группа")
    split: str | None = Field(default=None, min_length=1, max_length=5)
    default: Scalar | None = Field(default=None, description="если ячейка пуста")
    dates: list[Words] | None = Field(default=None, min_length=1)
    type: Literal["text", "integer", "number", "boolean", "date"] | None = None

    @model_validator(mode="after")
    def _one_place(self) -> Take:
        _one_of([one for one in _PLACES if getattr(self, one) is not None], "take_shape")
        return self

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"anyOf": [{"type": ["string", "number", "boolean"]}, handler(core_schema)]}


def _as_take(value: Any) -> Any:
    return {"constant": value} if isinstance(value, str | int | float) else value


Value = Annotated[Take, BeforeValidator(_as_take)]


class At(Take):
    """The moment of an event: a date, and where the file keeps it apart, the time of day.

    `untimed` says what a date without its time is: an event of that day, no event (the date is
    shared by several times), or something to be asked about.
    """

    time: Value | None = None
    times: list[Words] | None = Field(default=None, min_length=1)
    untimed: Literal["day", "nothing", "reject"] = "reject"


class Condition(Record):
    """Something a cell must be. Words are compared without regard to case and spaces."""

    column: Words | None = None
    letter: Letters | None = None
    event: Words | None = None
    trace: Words | None = None
    filled: bool | None = None
    equals: Scalar | None = None
    one_of: list[Scalar] | None = Field(default=None, min_length=1)
    matches: Words | None = None

    @model_validator(mode="after")
    def _shape(self) -> Condition:
        places = ("column", "letter", "event", "trace")
        _one_of([one for one in places if getattr(self, one) is not None], "condition_shape")
        tests = ("filled", "equals", "one_of", "matches")
        _one_of([one for one in tests if getattr(self, one) is not None], "condition_shape")
        return self


class EventRule(Record):
    """One kind of event that a row (or an event or a trace of a log) may tell.

    It is told when `at` is filled and every condition of `when` holds. `slot` names the rule where
    two rules tell one kind.
    """

    event: Name
    name: Value | None = Field(default=None, description="для declared: имя типа из редакции")
    slot: Name | None = None
    of: Literal["event", "trace"] = "event"
    at: At
    precision: Precision | None = None
    when: list[Condition] = Field(default_factory=list)
    each: Take | None = None
    key: Value | None = Field(default=None, description="для журналов: номер события в источнике")
    unit: Value | None = None
    performer: Value | None = None
    fields: dict[Code, Value] = Field(default_factory=dict)


class Reference(Record):
    """How a case is found in the alias register: by kind, number and year.

    Where every unit numbers its own journal, the unit belongs into `kind`; where numbers do not
    begin anew every year, `year` is left out.
    """

    kind: Value = Take(constant="registration")
    number: Value
    year: Value | None = None


class CaseRule(Record):
    """Whose fact it is: a number in the alias register, or an opaque name made of a value."""

    reference: Reference | None = None
    hash: Value | None = None
    case_id: Value | None = None

    @model_validator(mode="after")
    def _one_way(self) -> CaseRule:
        ways = ("reference", "hash", "case_id")
        _one_of([one for one in ways if getattr(self, one) is not None], "case_shape")
        return self


class Header(Record):
    """Where the names of columns stand. Without `row`, the first row that holds all that are used.

    Of a header of several `rows` the names are joined: «Уведомление / дата».
    """

    row: Annotated[int, Field(ge=1, le=1000)] | None = None
    rows: Annotated[int, Field(ge=1, le=5)] = 1
    absent: bool = False


class AsAt(Record):
    """The moment for which the file speaks. An option of the import goes before all of these.

    `cell` and `file_name` find a date by `text`, where the format stands in braces:
    «по состоянию на {дд.мм.гггг}». A date without a time means the end of that day, or `time`.
    """

    on: date | None = None
    cell: CellAddress | None = None
    file_name: bool = False
    text: Words | None = None
    time: Clock | None = None

    @model_validator(mode="after")
    def _shape(self) -> AsAt:
        given = [
            one
            for one, is_given in (
                ("on", self.on is not None),
                ("cell", self.cell is not None),
                ("file_name", self.file_name),
            )
            if is_given
        ]
        _one_of(given, "as_at_shape")
        if self.file_name and self.text is None:
            raise PydanticCustomError("as_at_text", "text is missing")
        return self


class Watermark(Record):
    """In whose name the file says «всё до этой даты»: the role of the source in the edition."""

    role: Code
    units: list[UnitCode] = Field(default_factory=list)
    given: Literal["always", "when_clean"] = "always"


class Mapping(Record):
    """A mapping file."""

    format: Literal[1]
    title: Words
    reads: Literal["table", "xes"]
    keeps: Literal["state", "log"]
    source: Source
    authority: Oktmo
    service: ServiceCode
    unit: Value
    performer: Value | None = None
    zone: Words
    precision: Precision = Precision.DAY
    dates: list[Words] = Field(default_factory=lambda: ["дд.мм.гггг"], min_length=1)
    times: list[Words] = Field(default_factory=lambda: ["чч:мм", "чч:мм:сс"], min_length=1)
    sheet: int | Words | None = None
    header: Header = Header()
    encoding: Literal["utf-8", "cp1251", "utf-16"] | None = None
    delimiter: Literal[";", ",", "\t"] | None = None
    as_at: AsAt | None = None
    watermark: Watermark | None = None
    case: CaseRule | None = None
    row_key: list[Value] = Field(default_factory=list)
    tables: dict[Name, dict[Words, Scalar | None]] = Field(default_factory=dict)
    empty: list[Words] = Field(default_factory=lambda: ["-", "—", "–"])
    skip: list[Condition] = Field(default_factory=list)
    leaves: list[Words] = Field(default_factory=list)
    events: list[EventRule] = Field(min_length=1)
    sha256: str = ""

    @property
    def is_state(self) -> bool:
        """Whether the file is a register: the same table again, with more cells filled."""
        return self.keeps == "state"
