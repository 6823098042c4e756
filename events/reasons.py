"""Why something was not taken: a code, its parameters, the place, what is accepted.

Reasons are values. They travel and are stored as codes; words are made when they are shown. They
hold nothing that an outsider wrote but field names, and of those only such as look like names:
what is refused may hold anything, and a reason is shown on pages and in logs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from sroki.events.i18n import DEFAULT, Lang, mark, t

Param: TypeAlias = str | int
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,59}")


@dataclass(frozen=True, slots=True)
class Reason:
    """`code` is one of `SAYS`; `where` a JSON pointer (RFC 6901) into what was sent."""

    code: str
    where: str = ""
    params: Mapping[str, Param] = field(default_factory=dict)

    def words(self, lang: Lang = DEFAULT) -> str:
        """What is wrong and why."""
        return t(SAYS[self.code][0], lang, **self.params)

    def accepted(self, lang: Lang = DEFAULT) -> str:
        """What would be taken; empty where nothing would."""
        return t(SAYS[self.code][1], lang, **self.params) if SAYS[self.code][1] else ""

    def line(self, lang: Lang = DEFAULT) -> str:
        """All of it in one line: where, what, what is accepted."""
        accepted = self.accepted(lang)
        where = f"{self.where}: " if self.where else ""
        return f"{where}{self.words(lang)}" + (f". {accepted}" if accepted else "")

    def as_json(self, lang: Lang = DEFAULT) -> dict[str, object]:
        """For an answer to the sender."""
        return {
            "code": self.code,
            "where": self.where,
            "params": dict(self.params),
            "what": self.words(lang),
            "accepted": self.accepted(lang),
        }


def name_of(key: object) -> str:
    """A field's name as it may be shown: itself if it looks like a name, else `?`."""
    if isinstance(key, int):
        return str(key)
    return key if isinstance(key, str) and _NAME.fullmatch(key) else "?"


def pointer(*path: object) -> str:
    """A JSON pointer of keys and indexes, fit to be shown."""
    return "".join(f"/{name_of(key)}" for key in path)


def codes(reasons: Iterable[Reason]) -> str:
    """The codes, for a log line."""
    return ",".join(sorted({reason.code for reason in reasons}))


# code -> (what is wrong and why, what is accepted)
SAYS: Final[dict[str, tuple[str, str]]] = {
    # The bytes and the JSON in them
    "body_too_large": (
        mark("тело больше {limit} байт"),
        mark("Разделите пакет на несколько запросов"),
    ),
    "event_too_large": (
        mark("событие больше {limit} байт"),
        mark("Длинный список передают частями: part и parts"),
    ),
    "batch_too_long": (mark("в пакете больше {limit} событий"), mark("Не более {limit} за раз")),
    "compressed": (
        mark("тело сжато (Content-Encoding)"),
        mark("JSON как есть, без Content-Encoding"),
    ),
    "not_utf8": (mark("байт {at} не читается как UTF-8"), mark("JSON в кодировке UTF-8")),
    "not_json": (
        mark("это не JSON: строка {line}, знак {column}"),
        mark("JSON по RFC 8259"),
    ),
    "not_an_object": (
        mark("здесь должен быть объект JSON"),
        mark("Одно событие — объект, пакет — массив объектов"),
    ),
    "too_deep": (mark("вложенность больше {limit}"), ""),
    "duplicate_key": (mark("ключ «{key}» повторяется"), mark("Каждый ключ один раз")),
    "not_a_number": (
        mark("NaN, Infinity и числа больше допустимых не принимаются"),
        mark("Конечное число"),
    ),
    "control_character": (
        mark("в тексте управляющий знак {code}"),
        mark("Печатные знаки и пробел, одной строкой"),
    ),
    "lone_surrogate": (mark("в тексте половина суррогатной пары"), mark("Знаки Юникода")),
    # The envelope
    "not_cloudevents": (mark("версия CloudEvents не та"), mark("specversion «1.0»")),
    "binary_data": (mark("данные переданы в двоичном виде"), mark("data — объект JSON")),
    "unknown_kind": (
        mark("такого вида событий нет"),
        mark("type вида ru.sroki.ВИД.vN из перечня событий"),
    ),
    "newer_version": (
        mark("версия {version} события «{kind}» новее известной ({known})"),
        mark("Событие отложено и будет прочитано после обновления"),
    ),
    # Fields
    "missing_field": (mark("поле обязательно, но его нет"), ""),
    "wrong_type": (mark("значение не того типа"), mark("Нужно: {wanted}")),
    "wrong_form": (mark("значение записано не по форме"), mark("Форма: {wanted}")),
    "wrong_length": (mark("длина не та"), mark("Нужно: {wanted}")),
    "wrong_choice": (mark("такого значения нет в перечне"), mark("Одно из: {wanted}")),
    "out_of_range": (mark("число вне пределов"), mark("Нужно: {wanted}")),
    "unknown_field": (mark("такого поля нет"), ""),
    "wrong_value": (mark("значение не годится"), ""),
    "too_many_faults": (mark("ошибок больше {limit}, остальные не показаны"), ""),
    # Times
    "wrong_moment": (
        mark("это не момент времени"),
        mark("Дата и время со смещением: 2017-04-15T23:59:59+07:00"),
    ),
    "absurd_moment": (mark("момент вне 1990–2099 годов"), mark("Проверьте год")),
    "in_the_future": (
        mark("момент ещё не наступил по часам приёма"),
        mark("Не позже времени приёма, с допуском {minutes} мин"),
    ),
    # Meaning
    "one_subject": (
        mark("не ясно, о чём поправка"),
        mark("Ровно одно из: case_id (или reference), ticket, audit, period"),
    ),
    "moves_subject": (
        mark("поправка переносит событие в другое дело"),
        mark("Аннулируйте событие здесь и пришлите новое там"),
    ),
    "listed_twice": (mark("одно дело названо в списке дважды"), ""),
    "nothing_audited": (
        mark("в проверке не названо ни одной позиции"),
        mark("met — что в порядке, unmet — что нет: коды позиций из редакции"),
    ),
    "audited_twice": (mark("одна позиция названа в проверке дважды"), ""),
    "part_of_parts": (mark("номер части больше числа частей"), ""),
    "first_missing": (
        mark("в части списка не сказано, с какого места она начинается"),
        mark("first — место первого из included этой части"),
    ),
    "no_case": (
        mark("не сказано, о каком деле событие"),
        mark("case_id или reference с видом, номером и годом"),
    ),
    "alias_conflict": (
        mark("этот номер уже у другого дела"),
        mark("Проверьте номер; чужой номер сначала исправляют"),
    ),
    "unlinked": (
        mark("дело с таким номером ещё не известно"),
        mark("Событие ждёт: оно будет принято, когда номер станет известен"),
    ),
    "undeclared_type": (
        mark("ни одна редакция не объявляет события «{name}»"),
        mark("Событие отложено до редакции, которая его объявит"),
    ),
    "wrong_partition": (
        mark("запись лежит не в том разделе журнала, где её дело"),
        mark("В журнал событий пишет только приём"),
    ),
    # Who may say it
    "unknown_authority": (mark("органа {authority} нет в справочнике"), ""),
    "unknown_unit": (
        mark("подразделения «{unit}» нет в справочнике органа {authority}"),
        mark("Известны: {wanted}"),
    ),
    "source_not_allowed": (mark("этот ключ выдан другому источнику"), ""),
    "authority_not_allowed": (mark("этот ключ не даёт говорить за орган {authority}"), ""),
    "unit_not_allowed": (mark("этот ключ не даёт говорить за подразделение «{unit}»"), ""),
    "case_not_allowed": (mark("этот ключ не даёт говорить о деле другого подразделения"), ""),
    "target_not_allowed": (mark("этот ключ не даёт исправлять сказанное другим источником"), ""),
    "units_needed": (
        mark("ключ выдан не на все подразделения, а отметка говорит обо всех"),
        mark("units — подразделения, за которые источник отвечает"),
    ),
}
