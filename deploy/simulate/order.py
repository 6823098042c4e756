"""Recipes against the order of steps, and of what may be asked of an applicant (п. 10–13, 22)."""

from __future__ import annotations

from datetime import timedelta

from sroki.deploy.simulate import city
from sroki.deploy.simulate.due import Term, after, due
from sroki.deploy.simulate.late import never_registered
from sroki.deploy.simulate.life import Extra, Life, Planted, Request, Value
from sroki.deploy.simulate.moments import in_hours, later, sure
from sroki.deploy.simulate.ordinary import REPLIES, make_file
from sroki.deploy.simulate.truth import REPLY


def needs_papers(life: Life) -> bool:
    """Make it a low-income applicant whose papers the office must ask for (п. 10 ¶8)."""
    if life.registered is None:
        return False
    life.category = next(one for one in city.CATEGORIES if one.code == city.LOW_INCOME)
    life.asp_found = False
    for _ in range(50):
        make_file(life, life.registered)
        if life.requests:
            return True
    return False


def acceptance_refused(life: Life) -> bool:
    """Sent away at first, taken and registered all the same (п. 11)."""
    life.extras.append(Extra("sent_away", "acceptance_refused", life.filed, {"reason": "form"}))
    life.planted.append(Planted("acceptance_refused"))
    return True


def acceptance_refused_for_good(life: Life) -> bool:
    """Sent away; nothing was ever registered."""
    return acceptance_refused(life) and never_registered(life)


def payment_demanded(life: Life) -> bool:
    """Money was asked for a free service (п. 13)."""
    asked = life.filed + timedelta(minutes=2)
    life.extras.append(Extra("payment", "payment_demanded", asked))
    life.planted.append(Planted("payment_demanded"))
    return True


def office_paper_demanded(life: Life) -> bool:
    """A paper was demanded that the office must request itself (п. 10 ¶8)."""
    paper = life.dice.pick(city.OFFICE_PAPERS)
    asked = life.told or life.filed
    life.extras.append(Extra("demanded", "document_demanded", asked, {"document": paper}))
    life.planted.append(Planted("office_document_demanded"))
    return True


def own_paper_demanded(life: Life) -> bool:
    """The applicant's own paper was asked for: lawful."""
    asked = life.told or life.filed
    paper: dict[str, Value] = {"document": city.IDENTITY}
    life.extras.append(Extra("demanded", "document_demanded", asked, paper))
    return True


def request_missing(life: Life) -> bool:
    """Papers of п. 10 ¶7 lacked, and nobody asked for them (п. 22 ¶3)."""
    if not needs_papers(life):
        return False
    life.requests = []
    life.planted.append(Planted("interagency_request_missing"))
    return True


def request_late(life: Life) -> bool:
    """The file was closed in time, the papers were asked for after the six days."""
    if not needs_papers(life):
        return False
    sent = in_hours(
        after(due(sure(life.registered).date(), Term.C6), life.dice.between(1, 3)), life.dice
    )
    life.requests = [Request(sent, life.missing[0], sent + REPLIES * 20)]
    life.planted.append(Planted("interagency_request_late"))
    return True


def reply_late(life: Life) -> bool:
    """The other body answered after its 48 hours; the file did not wait."""
    if not needs_papers(life):
        return False
    for request in life.requests:
        late = after((request.sent + REPLY).date(), life.dice.between(1, 4))
        request.replied = in_hours(late, life.dice)
    return True


def reply_late_and_awaited(life: Life) -> bool:
    """The other body answered late, and the file waited for it past the six days."""
    if not reply_late(life):
        return False
    replied = max(request.replied for request in life.requests if request.replied is not None)
    life.paper = later(replied, 0, life.dice)
    life.card = later(replied, 1, life.dice)
    return True


def reply_never_came(life: Life) -> bool:
    """The other body never answered."""
    if not needs_papers(life):
        return False
    life.requests[0].replied = None
    return True


def listed_without_card(life: Life) -> bool:
    """On the list although the file was never complete (п. 23 ¶1)."""
    life.card = None
    life.listed_on = after(sure(life.registered).date(), 9)
    life.planted.append(Planted("step_without_predecessor"))
    return True


def file_without_registration(life: Life) -> bool:
    """A file was made of what nobody had registered (п. 22 ¶1)."""
    life.registered = None
    life.planted.append(Planted("step_without_predecessor"))
    return True


def file_before_registration(life: Life) -> bool:
    """The file was ready on the day of filing, the registration came on a later one, in time."""
    registered = after(life.filed.date(), 1)
    if life.electronic or life.filed.hour >= 16 or after(life.filed.date(), 0) != life.filed.date():
        return False
    make_file(life, later(life.filed, 0, life.dice))
    life.asp_checked = later(life.filed, 0, life.dice)
    life.paper = life.card = later(life.asp_checked, 0, life.dice)
    life.registered = in_hours(registered, life.dice)
    life.told = life.registered
    life.planted.append(Planted("step_without_predecessor"))
    return True


def registered_twice(life: Life) -> bool:
    """Two registrations of one application: a person must say which is true."""
    again = later(sure(life.registered), 1, life.dice)
    life.extras.append(Extra("registered_again", "registered", again))
    life.planted.append(Planted("record_contradiction"))
    return True


def refused_yet_included(life: Life) -> bool:
    """A refusal is on record, and the list includes."""
    refused = later(sure(life.file), 1, life.dice)

    def finish(one: Life) -> None:
        if one.included:
            ground: dict[str, Value] = {"ground": city.NO_RIGHT}
            one.extras.append(Extra("refusal", "refused", refused, ground))
            one.planted.append(Planted("record_contradiction"))

    life.finish = finish
    return True
