"""A YAML file as plain data, with the place of every value in it.

Only what JSON can say is taken: mappings with text keys, lists, text, numbers, true/false, null.
Scalars follow the core schema of YAML 1.2, so `no` and `12:30` stay text, and so do dates. Anchors
and aliases are refused (a reader of the act must find each value where it stands, and they make
small files huge), as are duplicate keys, tags, several documents, deep nesting and great length.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, StreamMark, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    ScalarEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from sroki.events.errors import Invalid, Place
from sroki.events.i18n import Phrase, mark, say
from sroki.events.problems import InvalidFile

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
Path: TypeAlias = "tuple[str | int, ...]"

MOST_BYTES: Final = 1_000_000
MOST_DEPTH: Final = 50
MOST_DIGITS: Final = 15

_NULL: Final = re.compile(r"(null|Null|NULL|~)?")
_TRUE: Final = re.compile(r"true|True|TRUE")
_FALSE: Final = re.compile(r"false|False|FALSE")
_INTEGER: Final = re.compile(r"[-+]?[0-9]+")
_REAL: Final = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")

# What the parser says, and how to say it to the one who wrote the file.
_SYNTAX: Final = (
    ("found character '\\t'", mark("отступ сделан табуляцией; в YAML отступают пробелами")),
    (
        "mapping values are not allowed",
        mark("двоеточие не на месте; текст с двоеточием берут в кавычки"),
    ),
    ("could not find expected ':'", mark("после ключа нет двоеточия")),
    ("expected <block end>", mark("отступ не совпадает с соседними строками")),
    ("did not find expected", mark("скобка или запятая не на месте")),
    ("expected ',' or", mark("в скобках не хватает запятой или закрывающей скобки")),
    ("while scanning a quoted scalar", mark("кавычка не закрыта")),
    ("found unexpected end of stream", mark("кавычка не закрыта")),
    ("cannot start any token", mark("с этого знака значение не начинают; возьмите его в кавычки")),
)


class Tree(NamedTuple):
    """A file that was read. `values` and `keys` give the place of each value and of its key."""

    file: str
    data: Json
    values: dict[Path, Place]
    keys: dict[Path, Place]

    def place(self, path: Path) -> Place:
        """Where `path` stands, or the nearest thing around it that does."""
        while path and path not in self.values:
            path = path[:-1]
        return self.values.get(path, Place(self.file, 1, 1))

    def key(self, path: Path) -> Place:
        """Where the key of `path` stands; for an item of a list, the item."""
        return self.keys.get(path) or self.place(path)


def read_yaml(content: bytes, file: str) -> Tree:
    """Read the bytes of a YAML file. Raises `InvalidFile` with every problem found."""
    text = _decode(content, file)
    builder = _Builder(file)
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            builder.take(event)
    except MarkedYAMLError as error:
        builder.refuse(
            _place(file, error.problem_mark or error.context_mark),
            say("файл не читается как YAML"),
            why=_syntax(error),
        )
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        builder.refuse(
            Place(file, line),
            say("в файле недопустимый знак"),
            why=say("код U+{code:04X} — управляющий", code=ord(text[error.position])),
            accepted=say("печатные знаки, пробел, перевод строки"),
        )
    except (YAMLError, ValueError, AttributeError, IndexError) as error:
        # The parser is not ours and trips over some nonsense; the file is at fault all the same.
        builder.refuse(Place(file, 1, 1), say("файл не читается как YAML"), why=str(error))
    if builder.problems:
        raise InvalidFile(builder.problems)
    return Tree(file, builder.data, builder.values, builder.keys)


def _decode(content: bytes, file: str) -> str:
    if len(content) > MOST_BYTES:
        raise InvalidFile(
            [
                Invalid(
                    say("файл слишком велик"),
                    place=Place(file),
                    why=say("в нём {length} байт", length=len(content)),
                    accepted=say("не более {most_bytes} байт", most_bytes=MOST_BYTES),
                )
            ]
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InvalidFile(
            [
                Invalid(
                    say("файл не в кодировке UTF-8"),
                    place=Place(file, line),
                    why=say("байт {at} не читается", at=error.start + 1),
                    accepted="UTF-8",
                )
            ]
        ) from None


@dataclass(slots=True)
class _Frame:
    """A mapping or list being filled; `key` is the key that waits for its value."""

    into: dict[str, Json] | list[Json]
    path: Path
    key: str | None = None


@dataclass(slots=True)
class _Builder:
    """Makes data of the parser's events, one after another: no recursion, so no depth can hurt."""

    file: str
    data: Json = None
    values: dict[Path, Place] = field(default_factory=dict)
    keys: dict[Path, Place] = field(default_factory=dict)
    problems: list[Invalid] = field(default_factory=list)
    documents: int = 0
    frames: list[_Frame] = field(default_factory=list)

    def refuse(self, place: Place, what: str, *, why: str = "", accepted: str = "") -> None:
        self.problems.append(Invalid(what, place=place, why=why or None, accepted=accepted or None))

    def take(self, event: Event) -> None:
        if isinstance(event, DocumentStartEvent):
            self.documents += 1
            if self.documents == 2:
                self.refuse(
                    _place(self.file, event.start_mark),
                    say("в файле несколько документов"),
                    accepted=say("один документ, без разделителей «---» внутри"),
                )
        elif isinstance(event, AliasEvent):
            self._no_anchors(event)
            self._put(event, None)
        elif isinstance(event, ScalarEvent):
            self._no_anchors(event)
            self._scalar(event)
        elif isinstance(event, MappingStartEvent):
            self._open(event, {})
        elif isinstance(event, SequenceStartEvent):
            self._open(event, [])
        elif type(event).__name__ in {"MappingEndEvent", "SequenceEndEvent"}:
            self.frames.pop()

    def _open(self, event: Event, into: dict[str, Json] | list[Json]) -> None:
        self._no_anchors(event)
        place = _place(self.file, event.start_mark)
        if len(self.frames) >= MOST_DEPTH:
            raise MarkedYAMLError(
                problem=say("вложенность больше {most_depth}", most_depth=MOST_DEPTH),
                problem_mark=event.start_mark,
            )
        frame = self.frames[-1] if self.frames else None
        if frame is not None and isinstance(frame.into, dict) and frame.key is None:
            self.refuse(place, say("ключ — список или словарь"), accepted=say("ключ-текст"))
            frame.key = ""
        self.frames.append(_Frame(into, self._put(event, into)))

    def _scalar(self, event: ScalarEvent) -> None:
        place = _place(self.file, event.start_mark)
        if event.tag is not None and str(event.tag) != "!":
            self.refuse(
                place, say("тег «{tag}» не нужен", tag=event.tag), accepted=say("значение без тега")
            )
        if _SURROGATE.search(event.value):
            self.refuse(
                place, say("в тексте половина суррогатной пары"), accepted=say("знаки Юникода")
            )
        plain = event.style is None
        frame = self.frames[-1] if self.frames else None
        if frame is not None and isinstance(frame.into, dict) and frame.key is None:
            frame.key = self._key(frame, event.value, place, plain=plain)
        else:
            self._put(event, self._value(event.value, place) if plain else event.value)

    def _key(self, frame: _Frame, key: str, place: Place, *, plain: bool) -> str:
        path = (*frame.path, key)
        if plain and not isinstance(self._value(key, place), str):
            self.refuse(
                place,
                say("ключ «{key}» — не текст", key=key),
                why=say("без кавычек он читается как число, да/нет или пустое значение"),
                accepted=say("ключ-текст"),
            )
        if path in self.keys:
            self.refuse(
                place,
                say("ключ «{key}» повторяется", key=key),
                why=say("он уже есть в строке {line}", line=self.keys[path].line),
                accepted=say("каждый ключ один раз"),
            )
        self.keys.setdefault(path, place)
        return key

    def _put(self, event: Event, value: Json) -> Path:
        """Set a value where it belongs; its path."""
        if not self.frames:
            if self.documents == 1:
                self.data = value
            path: Path = ()
        else:
            frame = self.frames[-1]
            if isinstance(frame.into, list):
                path = (*frame.path, len(frame.into))
                frame.into.append(value)
            else:
                path = (*frame.path, frame.key or "")
                frame.into[frame.key or ""] = value
                frame.key = None
        self.values[path] = _place(self.file, event.start_mark)
        return path

    def _value(self, text: str, place: Place) -> Json:
        """A plain scalar by the core schema (YAML 1.2, 10.3.2), without octal, hex, inf, nan."""
        if _NULL.fullmatch(text):
            return None
        if _TRUE.fullmatch(text):
            return True
        if _FALSE.fullmatch(text):
            return False
        if _INTEGER.fullmatch(text) or _REAL.fullmatch(text):
            if len(text) <= MOST_DIGITS:
                return int(text) if _INTEGER.fullmatch(text) else float(text)
            self.refuse(
                place,
                say("число слишком длинное"),
                why=say("в нём {length} знаков", length=len(text)),
                accepted=say(
                    "не более {most_digits}; номер пишут в кавычках", most_digits=MOST_DIGITS
                ),
            )
        return text

    def _no_anchors(self, event: Event) -> None:
        if getattr(event, "anchor", None) is not None:
            self.refuse(
                _place(self.file, event.start_mark),
                say("якоря и ссылки YAML (& и *) не принимаются"),
                why=say("каждое значение должно стоять там, где его читают"),
                accepted=say("значение целиком или {reading: …}"),
            )


def _place(file: str, mark: StreamMark | None) -> Place:
    return Place(file) if mark is None else Place(file, mark.line + 1, mark.column + 1)


def _syntax(error: MarkedYAMLError) -> str:
    if isinstance(error.problem, Phrase):
        return error.problem
    said = f"{error.context or ''} {error.problem or ''}".strip()
    return next((say(words) for sign, words in _SYNTAX if sign in said), said)
