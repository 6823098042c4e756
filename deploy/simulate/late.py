"""Recipes that break a term, or show that its very edge is kept (п. 8, 14, 15, 21–23).

A recipe bends a life and answers True, or answers False where it does not fit this life. What
findings follow is not said here: `truth` looks every term up in the table of due dates.
"""

from __future__ import annotations

from datetime import date, timedelta

from sroki.deploy.simulate.due import Term, after, due
from sroki.deploy.simulate.life import Life
from sroki.deploy.simulate.moments import in_hours, sure
from sroki.deploy.simulate.ordinary import go_on


def late_registration(life: Life) -> bool:
    """Registered some working days after the due day; everything after it shifts."""
    late = after(due(life.filed.date(), Term.C1), life.dice.between(1, 4))
    go_on(life, in_hours(late, life.dice))
    return True


def registration_on_the_last_day(life: Life) -> bool:
    """Registered on the very last day: in time, however many days off lie between."""
    go_on(life, in_hours(due(life.filed.date(), Term.C1), life.dice))
    return True


def never_registered(life: Life) -> bool:
    """Taken, and forgotten: nothing ever happened to it."""
    life.registered = life.told = life.asp_checked = life.paper = life.card = None
    life.refused = None
    life.ground = None
    life.requests = []
    life.on_list = False
    life.notice_after = None
    return True


def late_receipt(life: Life) -> bool:
    """Registered in time; the receipt, or the word to the Личный кабинет, came later."""
    late = after(due(life.filed.date(), Term.C1), life.dice.between(1, 3))
    life.told = in_hours(late, life.dice)
    return True


def no_receipt(life: Life) -> bool:
    """Registered in time; no receipt was ever handed out."""
    life.told = None
    return True


def late_file(life: Life) -> bool:
    """The card in АСП came after the six days."""
    late = after(due(sure(life.registered).date(), Term.C6), life.dice.between(1, 5))
    life.card = in_hours(late, life.dice)
    return True


def file_on_the_last_day(life: Life) -> bool:
    """Both halves on the very last day."""
    last = due(sure(life.registered).date(), Term.C6)
    life.paper = in_hours(last, life.dice)
    life.card = in_hours(last, life.dice)
    return True


def no_card(life: Life) -> bool:
    """The bundle of papers is there, the card never came: the case stands still."""
    life.card = None
    life.on_list = False
    life.notice_after = None
    return True


def late_list(life: Life) -> bool:
    """Left out of the list of his wave; came on one approved after the 23 days."""
    life.listed_on = after(due(_file_on(life), Term.C23), life.dice.between(1, 6))
    return True


def no_list(life: Life) -> bool:
    """The file is ready; no list ever named the applicant."""
    life.on_list = False
    life.notice_after = None
    return True


def late_notice(life: Life) -> bool:
    """The notice went after the five days."""

    def finish(one: Life) -> None:
        late = after(due(sure(one.listed_on), Term.C5), one.dice.between(1, 6))
        one.notices[0].at = in_hours(late, one.dice)

    life.finish = finish
    return True


def notice_on_the_last_day(life: Life) -> bool:
    """The notice went on the very last of the five days, if the thirty allow it."""
    life.listed_on = after(_file_on(life), 3)

    def finish(one: Life) -> None:
        one.notices[0].at = in_hours(due(sure(one.listed_on), Term.C5), one.dice)

    life.finish = finish
    return True


def no_notice(life: Life) -> bool:
    """Decided, and never told."""
    life.notice_after = None
    return True


def rolls_pile_up(life: Life) -> bool:
    """Each step on its own rolled last day, in time; the whole comes after the thirty days."""
    filed = life.filed.date()
    registered = due(filed, Term.C1)
    file = due(registered, Term.C6)
    listed = due(file, Term.C23)
    if listed <= due(filed, Term.C30):
        return False
    go_on(life, in_hours(registered, life.dice))
    life.paper = in_hours(file, life.dice)
    life.card = in_hours(file, life.dice)
    life.listed_on = listed
    return True


def notice_after_the_thirty_days(life: Life) -> bool:
    """List within the thirty days, notice within the five; together past the thirty."""
    filed = life.filed.date()
    listed = min(due(_file_on(life), Term.C23), due(filed, Term.C30))
    notice = due(listed, Term.C5)
    if notice <= due(filed, Term.C30):
        return False
    life.listed_on = listed

    def finish(one: Life) -> None:
        one.notices[0].at = in_hours(notice, one.dice)

    life.finish = finish
    return True


def late_refusal_outside(life: Life) -> bool:
    """Filed outside the windows; told of it after the six days."""
    late = after(due(sure(life.registered).date(), Term.C6), life.dice.between(1, 5))

    def finish(one: Life) -> None:
        one.notices[0].at = in_hours(late, one.dice)

    life.finish = finish
    return True


def slow_queue(life: Life) -> bool:
    """More than fifteen minutes in the queue; once, by a second."""
    if life.visit is None:
        return False
    over = 1 if life.dice.chance(0.2) else life.dice.between(30, 5400)
    life.visit.joined = life.visit.served - timedelta(seconds=900 + over)
    return True


def queue_of_fifteen_minutes(life: Life) -> bool:
    """Exactly fifteen minutes: kept."""
    if life.visit is None:
        return False
    life.visit.joined = life.visit.served - timedelta(seconds=900)
    return True


def _file_on(life: Life) -> date:
    return sure(life.file).date()
