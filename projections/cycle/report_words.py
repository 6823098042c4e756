"""What shows a statement, in words: references as people read them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sroki.events.acts.proposals import Origin
from sroki.events.i18n import DEFAULT, Lang, mark
from sroki.projections.words import n, t

ORIGINS: Final[dict[Origin, str]] = {
    Origin.COMPUTED: mark("посчитано"),
    Origin.TYPED: mark("написано"),
}
_DOSSIERS: Final[dict[str, str]] = {
    "plan": mark("план {name}"),
    "information": mark("сведения {name}"),
    "survey": mark("опрос {name}"),
    "audit": mark("проверка {name}"),
    "sample": mark("отбор {name}"),
    "evaluation": mark("оценка {name}"),
    "proposal": mark("предложение {name}"),
}
# So many references are told one by one; more are told of by their number.
_FEW: Final = 3


def basis(refs: Iterable[str], lang: Lang = DEFAULT) -> str:
    """«план 2025; снимок № 1, timely_share; дел: 12»."""
    every = list(refs)
    cases = {one.split("/")[1] for one in every if one.startswith("case/")}
    others = [told(one, lang) for one in every if not one.startswith("case/")]
    if len(others) > _FEW:
        more = len(others) - _FEW
        others = [*others[:_FEW], n("и ещё {n} запись", "и ещё {n} записей", more, lang)]
    if cases:
        others.append(n("{n} дело", "{n} дел", len(cases), lang))
    return "; ".join(others)


def told(ref: str, lang: Lang = DEFAULT) -> str:
    """A reference in words; one of another kind as it is."""
    kind, _, name = ref.partition("/")
    if kind == "snapshot":
        number, _, figure = name.partition("/")
        said = t(mark("снимок № {number}"), lang, number=number)
        return f"{said}, {figure}" if figure else said
    if kind == "dossier":
        of, _, which = name.partition("/")
        if of in _DOSSIERS:
            return t(_DOSSIERS[of], lang, name=which)
    return ref
