"""What shows a statement, in words: references as people read them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from sroki.events.acts.evidence import Parameter
from sroki.events.acts.proposals import Origin
from sroki.events.i18n import DEFAULT, Lang, mark
from sroki.projections.names import Names
from sroki.projections.words import n, t
from sroki.workflows.plan_dossier import LETTERS

ORIGINS: Final[dict[Origin, str]] = {
    Origin.COMPUTED: mark("посчитано"),
    Origin.TYPED: mark("написано"),
}
_DOSSIERS: Final[dict[str, str]] = {
    "plan": mark("план на {name} год"),
    "survey": mark("опрос {name}"),
    "sample": mark("выборка {name}"),
    "proposal": mark("предложение {name}"),
    "report": mark("отчёт за {name} год"),
}
# By what the name of an audit begins with.
_AUDITS: Final[dict[str, str]] = {
    "premises": mark("осмотр помещений {name}"),
    "site": mark("проверка Сайта {name}"),
    "case-files": mark("проверка дела {name}"),
}
# So many references are told one by one; more are told of by their number.
_FEW: Final = 3


class Whose(NamedTuple):
    """By whose names references are told."""

    names: Names
    authority: str
    lang: Lang = DEFAULT


def basis(refs: Iterable[str], whose: Whose) -> str:
    """«план на 2025 год; снимок № 1, П2; 12 дел»."""
    every = list(refs)
    cases = {one.split("/")[1] for one in every if one.startswith("case/")}
    others = [told(one, whose) for one in every if not one.startswith("case/")]
    if len(others) > _FEW:
        more = len(others) - _FEW
        others = [*others[:_FEW], n("и ещё {n} запись", "и ещё {n} записей", more, whose.lang)]
    if cases:
        others.append(n("{n} дело", "{n} дел", len(cases), whose.lang))
    return "; ".join(others)


def told(ref: str, whose: Whose) -> str:
    """A reference in words; one of another kind as it is."""
    kind, _, name = ref.partition("/")
    tell = _KINDS.get(kind)
    return ref if tell is None else tell(name, whose) or ref


def _snapshot(name: str, whose: Whose) -> str:
    number, _, figure = name.partition("/")
    said = t(mark("снимок № {number}"), whose.lang, number=number)
    return f"{said}, {_figure(figure, whose)}" if figure else said


def _figure(id_: str, whose: Whose) -> str:
    """What the newest edition that has an indicator calls it."""
    editions = sorted(whose.names.editions.values(), key=lambda one: one.in_force.since)
    for edition in reversed(editions):
        if edition.authority == whose.authority:
            for one in edition.indicators:
                if one.id == id_:
                    return one.number or f"«{one.title}»"
    return id_


def _case(name: str, whose: Whose) -> str:
    case, _, rule = name.partition("/")
    said = t(mark("дело {case}"), whose.lang, case=case)
    return f"{said}, «{_rule(rule, whose)}»" if rule else said


def _rule(rule: str, whose: Whose) -> str:
    services = (service for of, service, id_ in whose.names.rules if id_ == rule)
    return whose.names.rule(whose.authority, next(services, ""), rule)


def _report(name: str, whose: Whose) -> str:
    year, _, rest = name.partition("/")
    number, _, which = rest.partition("/")
    said = t(mark("отчёт за {year} год, версия № {number}"), whose.lang, year=year, number=number)
    return said + (t(mark(", положение {id}"), whose.lang, id=which) if which else "")


def _dossier(name: str, whose: Whose) -> str:
    of, _, which = name.partition("/")
    if of in _DOSSIERS:
        return t(_DOSSIERS[of], whose.lang, name=which)
    tell = _ENTRIES.get(of)
    return "" if tell is None else tell(which, whose)


def _audit(name: str, whose: Whose) -> str:
    what, _, number = name.rpartition("-")
    return t(_AUDITS[what], whose.lang, name=number) if what in _AUDITS else ""


def _information(name: str, whose: Whose) -> str:
    year, line, unit, service = [*name.split("/", 3), "", "", ""][:4]
    words = mark("сведения, {unit}, строка {line} плана на {year} год, услуга {service}")
    unit = whose.names.unit(whose.authority, unit)
    return t(words, whose.lang, unit=unit, line=line, year=year, service=service)


def _evaluation(name: str, whose: Whose) -> str:
    year, code, service = [*name.split("/", 2), "", ""][:3]
    letters = {one.value: letter for one, letter in LETTERS.items()}
    if code not in set(Parameter):
        return ""
    words = mark("оценка показателя {letter}) за {year} год, услуга {service}")
    return t(words, whose.lang, letter=letters[code], year=year, service=service)


_ENTRIES: Final[dict[str, Callable[[str, Whose], str]]] = {
    "audit": _audit,
    "information": _information,
    "evaluation": _evaluation,
}
_KINDS: Final[dict[str, Callable[[str, Whose], str]]] = {
    "snapshot": _snapshot,
    "case": _case,
    "report": _report,
    "dossier": _dossier,
}
