"""A mapping held against the catalogue and against itself: every name in it leads somewhere.

What can be wrong before any file is seen is found here: a field that the event does not have, a
word of a table that the field does not take, a format that names no date, two rules for one slot.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from pydantic import ValidationError

from sroki.events.errors import Invalid
from sroki.events.i18n import say
from sroki.events.readers.formats import compile_format
from sroki.events.readers.kinds import TELLABLE, OwnField, is_of_a_case, own_fields
from sroki.events.readers.mapping import AsAt, Condition, EventRule, Mapping, Take
from sroki.events.readers.mapping_walk import conditions, places, takes
from sroki.events.readers.moments import zone_info
from sroki.events.shape_problems import closest
from sroki.events.yaml_tree import Path, Tree

_TABLE_PLACES: Final = ("column", "letter")
_LOG_PLACES: Final = ("event", "trace")


def check(mapping: Mapping, tree: Tree) -> list[Invalid]:
    """Every problem found, with its place in the file; one that two rules share, once."""
    return list({str(problem): problem for problem in _Check(mapping, tree).all()}.values())


def slot_of(rule: EventRule) -> str:
    """What a rule is called: its `slot`, the name of a declared type, or the kind."""
    if rule.slot is not None:
        return rule.slot
    name = rule.name.constant if rule.event == "declared" and rule.name else None
    return str(name).rpartition(".")[2] if name is not None else rule.event


class _Check:
    def __init__(self, mapping: Mapping, tree: Tree) -> None:
        self.mapping = mapping
        self.tree = tree

    def all(self) -> Iterator[Invalid]:
        yield from self._whole()
        for index, rule in enumerate(self.mapping.events):
            yield from self._rule(rule, ("events", index))
        for path, take in takes(self.mapping):
            yield from self._take(take, path)
        for path, condition in conditions(self.mapping):
            yield from self._place_fits(condition, path)
            yield from self._pattern(condition.matches, path)

    def _whole(self) -> Iterator[Invalid]:
        mapping = self.mapping
        yield from self._try(lambda: zone_info(mapping.zone), ("zone",))
        for key in ("dates", "times"):
            for index, text in enumerate(getattr(mapping, key)):
                yield from self._try(partial(compile_format, text), (key, index))
        if mapping.reads == "xes" and mapping.is_state:
            yield self._say(("keeps",), say("журнал XES — не реестр"), "keeps: log")
        if mapping.is_state and mapping.case is None and not mapping.row_key:
            yield self._say(
                (), say("не видно, чем строка отличается от других"), say("case или row_key")
            )
        has_names = any(one.column for one in places(mapping))
        no_header = mapping.header.row is None and not mapping.header.absent
        if mapping.reads == "table" and no_header and not has_names:
            yield self._say(
                (),
                say("столбцы названы буквами, и не видно, где заголовок"),
                say("header: {row: номер строки} или header: {absent: true}"),
            )
        if mapping.case is None and any(self._needs_case(rule) for rule in mapping.events):
            yield self._say((), say("не сказано, о каком деле события"), "case")
        yield from self._slots()
        yield from self._as_at(mapping.as_at)

    def _as_at(self, as_at: AsAt | None) -> Iterator[Invalid]:
        if as_at is None or as_at.text is None:
            return
        braces = re.findall(r"\{([^{}]+)\}", as_at.text)
        if len(braces) != 1:
            yield self._say(
                ("as_at", "text"), say("формат даты не выделен"), say("один, в {скобках}")
            )
        for one in braces:
            yield from self._try(partial(compile_format, one), ("as_at", "text"))

    def _needs_case(self, rule: EventRule) -> bool:
        return rule.event in TELLABLE and is_of_a_case(rule.event)

    def _slots(self) -> Iterator[Invalid]:
        seen: set[str] = set()
        for index, rule in enumerate(self.mapping.events):
            slot = slot_of(rule)
            if slot in seen:
                yield self._say(
                    ("events", index),
                    say("второе правило с именем «{slot}»", slot=slot),
                    say("slot: своё имя у каждого правила; его потом не меняют"),
                )
            seen.add(slot)

    def _rule(self, rule: EventRule, path: Path) -> Iterator[Invalid]:
        if rule.event not in TELLABLE:
            near = closest(rule.event, TELLABLE)
            yield self._say(
                (*path, "event"),
                say("событие «{event}» из строки не получить", event=rule.event),
                ", ".join(sorted(TELLABLE)),
                near,
            )
            return
        if (rule.name is not None) != (rule.event == "declared"):
            yield self._say(
                path, say("name нужно для declared и только для него"), say("name: имя типа")
            )
        if rule.key is not None and self.mapping.is_state:
            yield self._say((*path, "key"), say("key — для журналов"), say("в реестре: row_key"))
        if rule.of == "trace" and self.mapping.reads == "table":
            yield self._say(
                (*path, "of"), say("у таблицы нет дел"), say("of только для reads: xes")
            )
        if rule.each is not None and rule.each.split is None:
            yield self._say(
                (*path, "each"), say("не сказано, чем разделены значения"), "split: «;»"
            )
        if rule.event != "declared":
            yield from self._fields(rule, path)

    def _fields(self, rule: EventRule, path: Path) -> Iterator[Invalid]:
        known = own_fields(rule.event)
        for name, field in known.items():
            if field.required and name not in rule.fields:
                yield self._say(
                    path,
                    say("не заполнено обязательное поле «{name}»", name=name),
                    say("{name} в fields", name=name),
                )
        for name, take in rule.fields.items():
            at = (*path, "fields", name)
            if name not in known:
                accepted = ", ".join(known) or say("своих полей у него нет")
                near = closest(name, known)
                yield self._say(
                    at,
                    say("у события «{event}» нет поля «{name}»", event=rule.event, name=name),
                    accepted,
                    near,
                )
            else:
                yield from self._constants(take, known[name], at)

    def _constants(self, take: Take, field: OwnField, path: Path) -> Iterator[Invalid]:
        table = self.mapping.tables.get(take.table or "", {})
        for place, value in (
            ((*path, "constant") if take.constant is not None else path, take.constant),
            ((*path, "default"), take.default),
            *((("tables", take.table or "", word), value) for word, value in table.items()),
        ):
            if value is None:
                continue
            if take.constant is not None and take.table and place[0] != "tables":
                continue
            try:
                field.check.validate_python([value] if field.many else value)
            except ValidationError as error:
                context = error.errors()[0].get("ctx", {})
                accepted = str(context.get("expected") or context.get("pattern") or field.shape)
                accepted = accepted.replace("'", "").replace(" or ", ", ")
                yield self._say(
                    place, say("значение «{value}» полю не подходит", value=value), accepted
                )

    def _take(self, take: Take, path: Path) -> Iterator[Invalid]:
        yield from self._place_fits(take, path)
        yield from self._pattern(take.matches, path)
        if take.table is not None and take.table not in self.mapping.tables:
            near = closest(take.table, self.mapping.tables)
            accepted = ", ".join(self.mapping.tables) or say("раздел tables")
            yield self._say(
                (*path, "table"), say("таблицы «{table}» нет", table=take.table), accepted, near
            )
        for index, text in enumerate(take.dates or ()):
            yield from self._try(partial(compile_format, text), (*path, "dates", index))
        if take.item and not self._has_each(path):
            yield self._say(
                (*path, "item"), say("item без each не имеет смысла"), say("each у правила")
            )

    def _has_each(self, path: Path) -> bool:
        index = path[1] if len(path) > 1 and path[0] == "events" else None
        return isinstance(index, int) and self.mapping.events[index].each is not None

    def _place_fits(self, one: Take | Condition, path: Path) -> Iterator[Invalid]:
        is_log = self.mapping.reads == "xes"
        for name in _TABLE_PLACES if is_log else _LOG_PLACES:
            if getattr(one, name) is not None:
                accepted = ", ".join(_LOG_PLACES if is_log else _TABLE_PLACES)
                yield self._say(
                    (*path, name), say("«{name}» здесь нет: reads другое", name=name), accepted
                )

    def _pattern(self, text: str | None, path: Path) -> Iterator[Invalid]:
        if text is None:
            return
        try:
            groups = re.compile(text).groups
        except re.error as error:
            yield self._say(
                (*path, "matches"), say("выражение не читается"), say("синтаксис re"), str(error)
            )
            return
        if groups > 1:
            yield self._say(
                (*path, "matches"), say("в выражении несколько групп"), say("не больше одной")
            )

    def _try(self, action: Callable[[], object], path: Path) -> Iterator[Invalid]:
        try:
            action()
        except Invalid as error:
            yield self._say(path, error.what, error.accepted or "", error.why)

    def _say(self, path: Path, what: str, accepted: str, why: str | None = None) -> Invalid:
        return Invalid(what, place=self.tree.place(path), why=why, accepted=accepted or None)
