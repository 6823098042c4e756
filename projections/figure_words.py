"""Figures in words: the value as people read it, and what it hides in a plain sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import Final

from sroki.events import amounts
from sroki.events.i18n import Lang, mark
from sroki.projections.figures import AUDITED
from sroki.projections.names import Names
from sroki.projections.words import n, t
from sroki.workflows.edition import Edition
from sroki.workflows.figure import Figure
from sroki.workflows.figures import Value, Verdict, rounded
from sroki.workflows.hidden import (
    EXCLUDED,
    LATE,
    LAWFUL,
    MASKED,
    OPEN,
    OPEN_OVERDUE,
    TAIL,
    WORST,
)
from sroki.workflows.indicator import Indicator, Norm
from sroki.workflows.period_words import Span

NOT_APPLICABLE: Final = mark("не определяется")
_YES, _NO = mark("да"), mark("нет")
VERDICTS: Final[dict[Verdict, str]] = {
    Verdict.KEPT: mark("норма соблюдена"),
    Verdict.BROKEN: mark("норма нарушена"),
    Verdict.NO_NORM: mark("нормы нет"),
    Verdict.NOT_APPLICABLE: NOT_APPLICABLE,
}
_COMPARED: Final = {
    "exactly": mark("ровно {value}"),
    "at_most": mark("не больше {value}"),
    "at_least": mark("не меньше {value}"),
}
CHANNELS: Final[dict[str, str]] = {
    "": mark("способ не известен"),
    "in_person": mark("лично"),
    "site": mark("через Сайт"),
    "epgu": mark("через единый портал"),
    "regional_portal": mark("через региональный портал"),
    "cabinet": mark("через «Личный кабинет»"),
    "post": mark("по почте"),
    "mfc": mark("через МФЦ"),
}
WHOLE_UNIT: Final = mark("орган в целом")


def period(span: Span, lang: Lang) -> str:
    """The days of a period, both inclusive."""
    first, last = amounts.on(span.first_on, lang), amounts.on(span.last_on, lang)
    return f"{first} – {last}"


def number(value: Fraction, lang: Lang, rounding: str = "half_up_2") -> str:
    """A number as people read it: «83,33»; whole ones without noughts, exact ones as a fraction."""
    if value.denominator == 1:
        return str(value.numerator)
    if rounding == "exact":
        return f"{value.numerator}/{value.denominator}"
    text = f"{rounded(value):f}"
    return text.replace(".", ",") if lang == "ru" else text


def shown(indicator: Indicator, value: Value, lang: Lang) -> str:
    """The value with its unit: «83,33 %», «12 дней», «да»."""
    if value.exact is None:
        return t(NOT_APPLICABLE, lang)
    if indicator.unit == "yes_no":
        return t(_YES if value.exact else _NO, lang)
    if indicator.unit == "days":
        return amounts.days(int(value.exact), lang)
    said = number(value.exact, lang, indicator.rounding)
    return f"{said} %" if indicator.unit == "percent" else said


def fraction(indicator: Indicator, value: Value, lang: Lang) -> str:
    """The parts of the value: «75 / 90»."""
    if value.denominator is None:
        return number(value.numerator, lang)
    if indicator.unit == "days":
        return n("по {n} делу", "по {n} делам", int(value.denominator), lang)
    return f"{number(value.numerator, lang)} / {number(value.denominator, lang)}"


def norm_of(indicator: Indicator, lang: Lang) -> str:
    """What the value must be: «не больше 100 %»."""
    norm: Norm | None = indicator.norm
    if norm is None:
        return "—"
    if indicator.unit == "yes_no":
        return t(_YES if norm.value else _NO, lang)
    value = f"{norm.value} %" if indicator.unit == "percent" else str(norm.value)
    return t(_COMPARED[norm.comparator], lang, value=value)


def channel(code: str, lang: Lang) -> str:
    """A way of filing in words."""
    return t(CHANNELS[code], lang) if code in CHANNELS else code


def unit(names: Names, authority: str, code: str, lang: Lang) -> str:
    """A unit by its title; what is of no one unit is the authority's as a whole."""
    return t(WHOLE_UNIT, lang) if code == "all" else names.unit(authority, code)


def hides(figure: Figure, names: Names, lang: Lang) -> str:
    """What the value does not show, in a sentence or two; empty where it hides nothing."""
    said = (_SAID[note.code](figure, note.params, names, lang) for note in figure.notes)
    return " ".join(said)


_Params = Mapping[str, int | str | Fraction]


def _late(figure: Figure, p: _Params, lang: Lang, text: str) -> str:
    return t(
        text,
        lang,
        late=p["late"],
        of=p["of"],
        longest=amounts.days(int(p["longest"]), lang),
        timely=number(Fraction(p["timely"]), lang, figure.indicator.rounding),
    )


def _masked(figure: Figure, p: _Params, _names: Names, lang: Lang) -> str:
    text = mark(
        "Среднее в норме, но с опозданием — {late} из {of}, самое долгое — {longest}; в срок "
        "{timely} %."
    )
    return _late(figure, p, lang, text)


def _with_late(figure: Figure, p: _Params, _names: Names, lang: Lang) -> str:
    text = mark("С опозданием — {late} из {of}, самое долгое — {longest}; в срок {timely} %.")
    return _late(figure, p, lang, text)


def _lawful(_figure: Figure, p: _Params, _names: Names, lang: Lang) -> str:
    text = mark(
        "По закону в срок все {of}: показатель считает буквально, а последний день, если он "
        "нерабочий, переносится (ГК РФ ст. 193)."
    )
    return t(text, lang, of=p["of"])


def _overdue(_figure: Figure, p: _Params, _names: Names, lang: Lang) -> str:
    text = mark("Ещё не окончены {open}, из них с истёкшим сроком {overdue}: в среднем их нет.")
    return t(text, lang, open=p["open"], overdue=p["overdue"])


def _still_open(_figure: Figure, p: _Params, _names: Names, lang: Lang) -> str:
    return t(mark("Ещё не окончены, срок не истёк: {open}."), lang, open=p["open"])


def _tail(_figure: Figure, p: _Params, _names: Names, lang: Lang) -> str:
    text = mark(
        "Половина заняла {median} или меньше, девять из десяти — {p90} или меньше, самое долгое — "
        "{longest}."
    )
    told = {name: amounts.days(int(p[name]), lang) for name in ("median", "p90", "longest")}
    return t(text, lang, **told)


def _worst(figure: Figure, p: _Params, names: Names, lang: Lang) -> str:
    code = str(p["code"])
    if p["dimension"] == "unit":
        who = unit(names, figure.authority, code, lang)
    else:
        who = channel(code, lang)
    value = number(Fraction(p["value"]), lang, figure.indicator.rounding)
    return t(mark("Больше всего — {who}: {value} %."), lang, who=who, value=value)


def _excluded(_figure: Figure, p: _Params, _names: Names, lang: Lang) -> str:
    parts = []
    if p["withdrawn"]:
        parts.append(t(mark("отозваны — {n}"), lang, n=p["withdrawn"]))
    if p["reversed"]:
        parts.append(t(mark("конец записан раньше начала — {n}"), lang, n=p["reversed"]))
    return t(mark("Не вошли: {parts}."), lang, parts=", ".join(parts))


def _audited(figure: Figure, p: _Params, names: Names, lang: Lang) -> str:
    said = t(
        mark("{unit}: проверка № {audit} от {on}"),
        lang,
        unit=unit(names, figure.authority, str(p["unit"]), lang),
        audit=p["audit"],
        on=amounts.on(date.fromisoformat(str(p["on"])), lang),
    )
    known = (names.editions.get(one) for one in figure.editions)
    edition = next((one for one in known if one is not None), None)
    for text, key in (
        (mark("не в порядке: {what}"), "unmet"),
        (mark("не проверено: {what}"), "unseen"),
    ):
        if p[key]:
            titles = [position(edition, code) for code in str(p[key]).split(", ")]
            said += "; " + t(text, lang, what=", ".join(titles))
    return f"{said}."


def position(edition: Edition | None, code: str) -> str:
    """A position of a checklist by its title."""
    known = edition.measures if edition is not None else ()
    return next((one.positions[code] for one in known if code in one.positions), code)


_SAID: Final[Mapping[str, Callable[[Figure, _Params, Names, Lang], str]]] = {
    MASKED: _masked,
    LATE: _with_late,
    LAWFUL: _lawful,
    OPEN_OVERDUE: _overdue,
    OPEN: _still_open,
    TAIL: _tail,
    WORST: _worst,
    EXCLUDED: _excluded,
    AUDITED: _audited,
}
