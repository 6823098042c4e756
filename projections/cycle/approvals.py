"""By whom, by which act and of which day something was approved, in words."""

from __future__ import annotations

from sroki.events import amounts
from sroki.events.acts.evidence import Approval
from sroki.events.i18n import DEFAULT, Lang, mark
from sroki.projections.words import t


def approved(one: Approval, lang: Lang = DEFAULT) -> str:
    """«Мэр города, постановление № 14-п от 20.01.2025»: the day is said once, though the act's
    name may hold it already."""
    on = amounts.on(one.dated, lang)
    if amounts.on(one.dated) in one.act:
        return f"{one.by}, {one.act}"
    return t(mark("{by}, {act} от {on}"), lang, by=one.by, act=one.act, on=on)
