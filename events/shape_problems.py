"""pydantic's errors, said to the one who wrote the file: where, what, why, what is accepted.

The table below holds the error types that models of files raise; a room with error types or
patterns of its own hands in their words beside it. Tests break files at random to see that none
is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, Final, NamedTuple, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from sroki.events.errors import Invalid
from sroki.events.i18n import mark, say
from sroki.events.yaml_tree import Json, Path, Tree


class Found(NamedTuple):
    """A problem and the path it is about."""

    path: Path
    problem: Invalid


class Said(NamedTuple):
    """The words of an error type; placeholders are pydantic's own, and `{name}` of the key."""

    what: str
    accepted: str = ""


_BY_TYPE: Final[Mapping[str, Said]] = {
    "bool_type": Said(mark("здесь нужно да или нет"), "true, false"),
    "date_from_datetime_parsing": Said(mark("это не дата"), mark("дата вида 2017-04-01")),
    "date_parsing": Said(mark("это не дата"), mark("дата вида 2017-04-01")),
    "date_type": Said(mark("это не дата"), mark("дата вида 2017-04-01")),
    "dict_type": Said(mark("здесь нужен словарь"), mark("строки вида «ключ: значение»")),
    "enum": Said(mark("такого значения нет")),
    "extra_forbidden": Said(mark("ключ здесь не известен")),
    "greater_than_equal": Said(mark("число слишком мало"), mark("от {ge}")),
    "int_from_float": Said(mark("здесь нужно целое число"), mark("целое число")),
    "int_type": Said(mark("здесь нужно целое число"), mark("целое число, без кавычек")),
    "less_than_equal": Said(mark("число слишком велико"), mark("до {le}")),
    "list_type": Said(mark("здесь нужен список"), mark("пункты, каждый с «- », или [в, скобках]")),
    "literal_error": Said(mark("такого значения нет")),
    "missing": Said(mark("не хватает ключа «{name}»")),
    "model_type": Said(mark("здесь нужен словарь"), mark("строки вида «ключ: значение»")),
    "string_pattern_mismatch": Said(mark("значение записано неверно")),
    "string_too_long": Said(mark("текст слишком длинный"), mark("не более {max_length} знаков")),
    "string_too_short": Said(mark("текст пуст"), mark("хотя бы один знак")),
    "string_type": Said(
        mark("здесь нужен текст"), mark("текст; число, дату-не-дату, да/нет берут в кавычки")
    ),
    "time_parsing": Said(mark("это не время"), mark("время вида 18:00")),
    "time_type": Said(mark("это не время"), mark("время вида 18:00")),
    "too_short": Said(mark("список пуст"), mark("хотя бы {min_length}")),
}
# Several kinds of value are possible, and it is none of them.
_OTHER: Final = Said(mark("значение не подходит ({kind})"))
_NONE_OF: Final = Said(
    mark("значение другого вида"), mark("текст, целое число, true/false или их список")
)

PATTERNS: Final[Mapping[str, str]] = {
    r"^[a-z][a-z0-9_]{0,59}$": mark("имя: строчные латинские буквы, цифры, «_»; первая — буква"),
    r"^([0-9]{8,11}\.)?[a-z][a-z0-9_]{0,59}$": mark("имя события, например submitted"),
    r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$": mark("месяц и день вида 03-15"),
    r"^([0-9]{8}|[0-9]{11})$": mark("код ОКТМО: 8 или 11 цифр в кавычках"),
    r"^[A-Za-z0-9][A-Za-z0-9./_-]{0,39}$": mark("номер услуги, например 01/01/021"),
    r"^[a-z0-9][a-z0-9_.-]{0,59}$": mark("код: строчные латинские буквы, цифры, «_», «.», «-»"),
    r"^[a-z0-9][a-z0-9._-]{2,79}$": mark("имя редакции, например krsk-010121-97r"),
}


def shape_problems(
    error: ValidationError,
    tree: Tree,
    data: Json,
    model: type[BaseModel],
    words: Mapping[str, Said] | None = None,
) -> list[Found]:
    """Every error of `error` in words, a problem a place.

    `data` is what was validated: the tree's own, or what was made of it. `words` are those of
    error types that only this model has.
    """
    by_path: dict[Path, list[ErrorDetails]] = {}
    for details in error.errors(include_url=False):
        by_path.setdefault(_path(details, data), []).append(details)
    return [
        Found(path, _say(path, several, tree, model, words or {}))
        for path, several in by_path.items()
    ]


def _path(details: ErrorDetails, data: Json) -> Path:
    """The path in the file: pydantic's location without the names of branches of unions."""
    path: list[int | str] = []
    for step in details["loc"]:
        inner = _inside(data, step)
        if inner:
            data = inner[0]
            path.append(step)
    return (*path, details["loc"][-1]) if details["type"] == "missing" else tuple(path)


def _inside(data: Json, step: int | str) -> tuple[Json] | None:
    """What stands at `step` of `data`, if anything does."""
    if isinstance(data, dict) and isinstance(step, str) and step in data:
        return (data[step],)
    if isinstance(data, list) and isinstance(step, int) and step < len(data):
        return (data[step],)
    return None


def _say(
    path: Path,
    several: list[ErrorDetails],
    tree: Tree,
    model: type[BaseModel],
    words: Mapping[str, Said],
) -> Invalid:
    details = several[0]
    kind = details["type"]
    said = words.get(kind) or _BY_TYPE.get(kind, _OTHER) if len(several) == 1 else _NONE_OF
    context = details.get("ctx", {})
    name = str(path[-1]) if path else ""
    filled = {"kind": kind, "name": name, **context}
    what = say(said.what, **filled)
    accepted = say(said.accepted, **filled) if said.accepted else ""
    if kind in {"extra_forbidden", "missing"}:
        known = sorted(_fields(model, path[:-1]))
        place = tree.key(path) if kind == "extra_forbidden" else tree.place(path[:-1])
        if kind == "missing":
            return Invalid(
                what, place=place, why=say("без него {path} не понять", path=_called(path[:-1]))
            )
        return Invalid(
            say("ключ «{name}» здесь не известен", name=name),
            place=place,
            why=closest(name, known),
            accepted=", ".join(known),
        )
    if kind in {"literal_error", "enum"} and len(several) == 1:
        accepted = _plain(str(context["expected"]))
    if kind == "string_pattern_mismatch" and len(several) == 1:
        accepted = _pattern(str(context["pattern"]))
    place = tree.key(path) if str(details["loc"][-1]) == "[key]" else tree.place(path)
    return Invalid(what, place=place, why=_given(path, details), accepted=accepted or None)


def closest(name: str, known: Iterable[str]) -> str | None:
    """«похоже на …», where something known is spelt like `name`."""
    near = get_close_matches(name, list(known), n=1)
    return say("похоже на «{known}»", known=near[0]) if near else None


def _given(path: Path, details: ErrorDetails) -> str:
    return say("{path}: дано {given}", path=_called(path), given=_shown(details["input"]))


def _shown(value: Any) -> str:
    """A value as the file has it, cut to a length that a line can bear."""
    if isinstance(value, bool):
        return f"«{str(value).lower()}»"
    if isinstance(value, str | int | float):
        text = str(value)
        return f"«{text}»" if len(text) <= _LONGEST_SHOWN else f"«{text[:_LONGEST_SHOWN]}…»"
    return say(_KINDS.get(type(value), mark("другое")))


_LONGEST_SHOWN: Final = 60
_KINDS: Final[Mapping[type, str]] = {
    type(None): mark("пустое значение"),
    list: mark("список"),
    dict: mark("словарь"),
}


def _called(path: Path) -> str:
    """A path as people read it: time_limits[3].start."""
    parts = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(parts).lstrip(".") or say("файл")


def _plain(expected: str) -> str:
    """pydantic's «'a', 'b' or 'c'» as «a, b, c»."""
    return expected.replace("'", "").replace(" or ", ", ")


def _fields(model: type[BaseModel], path: Path) -> set[str]:
    """The keys that are known at `path` of a file of this model."""
    models = {model}
    for step in path:
        if isinstance(step, int):
            continue
        inner = {
            found
            for one in models
            for name, field in one.model_fields.items()
            if name == step
            for found in _models(field.annotation)
        }
        # A step that is no field is a key of a dictionary of models: the models stay.
        models = inner or models
    return {name for one in models for name in one.model_fields}


def _models(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models(argument)


def _pattern(pattern: str) -> str:
    return say(PATTERNS[pattern]) if pattern in PATTERNS else pattern
