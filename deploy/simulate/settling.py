"""From the file to the end: the list, the outcome, the notice (п. 23)."""

from __future__ import annotations

from datetime import datetime

from sroki.deploy.simulate import city
from sroki.deploy.simulate.life import Life, Notice
from sroki.deploy.simulate.moments import OPENS, in_hours, later
from sroki.deploy.simulate.office import Office

AFTERNOON = 14 * 3600


def settle(life: Life, office: Office) -> None:
    """Decide the outcome and date the list and the notice, as far as the life goes on so far."""
    if life.on_list:
        _list(life, office)
    elif life.outside and life.registered is not None and life.notice_after is not None:
        told = later(life.refused or life.registered, life.notice_after, life.dice)
        life.notices = [notice(life, told, included=False)]


def _list(life: Life, office: Office) -> None:
    file = life.file
    if life.listed_on is None:
        if file is None:
            return
        life.listed_on = office.list_day(life.filed.date(), file.date())
    office.place(life)
    office.enter(life, life.listed_on)
    if life.notice_after is not None:
        approved = office.approved_at(life.listed_on)
        life.notices = [notice(life, _after_list(life, approved), included=life.included)]


def _after_list(life: Life, approved: datetime) -> datetime:
    if life.notice_after:
        return later(approved, life.notice_after, life.dice)
    return in_hours(approved.date(), life.dice, AFTERNOON)


def notice(life: Life, sent: datetime, *, included: bool) -> Notice:
    """A notice that says everything it must, by the channel that was chosen (п. 22 ¶2, 23 ¶4)."""
    electronic = life.electronic and life.choice == "electronic"
    return Notice(
        at=sent,
        included=included,
        channel="cabinet" if electronic else "post",
        reason=None if included else True,
        appeal_order=None if included else True,
    )


def refused_at(life: Life) -> None:
    """Record the refusal on the morning of the list; or, sometimes, in the list alone."""
    if life.included or life.ground is None or life.listed_on is None:
        return
    if life.ground == city.BUDGET_EXHAUSTED or life.dice.chance(0.5):
        life.refused = in_hours(life.listed_on, life.dice, OPENS, OPENS + 3600)
