"""What an edition says, in phrases: milestones, time limits, times of force."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from sroki.events import amounts
from sroki.events.i18n import DEFAULT, Catalogue, Lang, mark
from sroki.workflows.edition import Edition, InForce, Milestone, Rung, TimeLimit
from sroki.workflows.terms import FirstDay, Roll, Unit

WORDS: Final = Catalogue("sroki.workflows")
t = WORDS.t
n = WORDS.n

_LENGTHS: Final[Mapping[Unit, Callable[[int, Lang], str]]] = {
    Unit.CALENDAR_DAYS: amounts.calendar_days,
    Unit.WORKING_DAYS: amounts.working_days,
    Unit.MONTHS: amounts.months,
    Unit.HOURS: amounts.hours,
    Unit.MINUTES: amounts.minutes,
}
_ROLLS: Final[Mapping[Roll, str]] = {
    Roll.FOLLOWING: mark("с нерабочего дня на следующий рабочий"),
    Roll.PRECEDING: mark("с нерабочего дня на предшествующий рабочий"),
    Roll.NONE: mark("без переноса с нерабочего дня"),
}
_FIRST_DAYS: Final[Mapping[FirstDay, str]] = {
    FirstDay.NEXT: mark("считая со следующего дня"),
    FirstDay.SAME: mark("считая с того же дня"),
}


def in_force(in_force: InForce, lang: Lang = DEFAULT) -> str:
    """«с 01.04.2017 — предположение: …»."""
    said = t("с {day}", lang, day=amounts.on(in_force.since, lang))
    if in_force.until is not None:
        said += " " + t("до {day}", lang, day=amounts.on(in_force.until, lang))
    if in_force.assumed:
        said += f" — {t('предположение', lang)}: {in_force.why}"
    return said


def length(limit: TimeLimit, edition: Edition, lang: Lang = DEFAULT) -> str:
    """«30 календарных дней, считая со следующего дня, …; предупреждения за 7, 3 и 1 день»."""
    parts = [_LENGTHS[limit.unit](limit.length, lang)]
    if not limit.unit.elapsed:
        parts += [t(_FIRST_DAYS[limit.first_day], lang), t(_ROLLS[limit.roll], lang)]
    if limit.closes is not None:
        parts.append(t("до {hour}", lang, hour=f"{limit.closes:%H:%M}"))
    parts += _conditions(limit.when, limit.unless, edition, lang)
    if limit.per is not None:
        parts.append(t("каждый раз свой ({field})", lang, field=limit.per))
    if limit.in_force is not None:
        parts.append(in_force(limit.in_force, lang))
    if limit.warn:
        rungs = ", ".join(_rung(rung, lang) for rung in limit.warn)
        parts.append(f"{t('предупреждения', lang)}: {rungs}")
    return "; ".join(parts)


def _rung(rung: Rung, lang: Lang) -> str:
    if rung.days_before is None:
        return t("в полдень последнего рабочего дня", lang)
    return n("за {n} день", "за {n} дней", rung.days_before, lang)


def reached(milestone: Milestone | str, edition: Edition, lang: Lang = DEFAULT) -> str:
    """A milestone as a phrase: «submitted (channel: site, epgu)», «всё: регистрация; расписка»."""
    if isinstance(milestone, str):
        return edition.milestone_title(milestone)
    if milestone.event is not None:
        said = _event(milestone, lang)
    elif milestone.ref is not None:
        said = edition.milestone_title(milestone.ref)
    else:
        word = t("всё", lang) if milestone.all is not None else t("одно", lang)
        parts = milestone.all or milestone.any or []
        said = f"{word}: " + "; ".join(reached(part, edition, lang) for part in parts)
    return ", ".join([said, *_conditions(milestone.when, milestone.unless, edition, lang)])


def _conditions(when: str | None, unless: str | None, edition: Edition, lang: Lang) -> list[str]:
    said: list[str] = []
    if when is not None:
        said.append(t("если «{milestone}»", lang, milestone=edition.milestone_title(when)))
    if unless is not None:
        said.append(t("если не «{milestone}»", lang, milestone=edition.milestone_title(unless)))
    return said


def _event(milestone: Milestone, lang: Lang) -> str:
    where = dict(milestone.where)
    name = str(where.pop("name")) if milestone.event == "declared" else milestone.event or ""
    asked = ", ".join(f"{field}: {_values(value)}" for field, value in where.items())
    said = f"{name} ({asked})" if asked else name
    return said if milestone.pick == "first" else f"{t('последнее', lang)} {said}"


def _values(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(_values, value))
    return str(value).lower() if isinstance(value, bool) else str(value)
