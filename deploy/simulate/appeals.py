"""Recipes of complaints, courts and misprints (210-ФЗ ст. 11.1–11.2; Appendix 4 of the act)."""

from __future__ import annotations

from sroki.deploy.simulate.due import Term, after, due
from sroki.deploy.simulate.life import Complaint, Extra, Life
from sroki.deploy.simulate.moments import in_hours, later, sure
from sroki.deploy.simulate.truth import SHORT_GROUNDS

_ORDINARY_GROUNDS = (1, 2, 3, 5, 6)


def _complain(life: Life, ground: int, *, upheld: bool = False) -> Complaint:
    """A complaint that is handled in time."""
    dice = life.dice
    filed = later(life.told or life.filed, dice.between(2, 12), dice)
    registered = later(filed, dice.between(0, 1), dice)
    within = 4 if ground in SHORT_GROUNDS else 14
    decided = later(registered, dice.between(1, within), dice)
    complaint = Complaint(ground, filed, registered, decided, upheld)
    life.complaints.append(complaint)
    return complaint


def complaints_in_time(life: Life) -> bool:
    """Two complaints on one application, each decided on its very last day."""
    for ground, term in ((life.dice.pick(_ORDINARY_GROUNDS), Term.W15), (7, Term.W5)):
        complaint = _complain(life, ground, upheld=life.dice.chance(0.4))
        last = due(sure(complaint.registered).date(), term)
        complaint.decided = in_hours(last, life.dice)
    return True


def late_complaint_registration(life: Life) -> bool:
    """Registered later than the next working day."""
    complaint = _complain(life, life.dice.pick(_ORDINARY_GROUNDS))
    late = after(due(complaint.filed.date(), Term.W1), life.dice.between(1, 4))
    complaint.registered = in_hours(late, life.dice)
    complaint.decided = later(complaint.registered, life.dice.between(1, 14), life.dice)
    return True


def complaint_never_registered(life: Life) -> bool:
    """It arrived, and nobody wrote it down."""
    complaint = _complain(life, life.dice.pick(_ORDINARY_GROUNDS))
    complaint.registered = complaint.decided = None
    return True


def late_complaint_decision(life: Life) -> bool:
    """Decided after the fifteen working days."""
    complaint = _complain(life, life.dice.pick(_ORDINARY_GROUNDS), upheld=True)
    late = after(due(sure(complaint.registered).date(), Term.W15), life.dice.between(1, 6))
    complaint.decided = in_hours(late, life.dice)
    return True


def late_short_decision(life: Life) -> bool:
    """Refusal of papers, refusal to mend errors: five working days, and they passed."""
    complaint = _complain(life, life.dice.pick((4, 7)))
    late = after(due(sure(complaint.registered).date(), Term.W5), life.dice.between(1, 6))
    complaint.decided = in_hours(late, life.dice)
    return True


def complaint_never_decided(life: Life) -> bool:
    """Registered, and left."""
    complaint = _complain(life, life.dice.between(1, 7))
    complaint.decided = None
    return True


def court_judged(life: Life) -> bool:
    """A court held the office's action unlawful; its act entered the record."""
    judged = later(life.told or life.filed, 20 + life.dice.below(12), life.dice)
    life.extras.append(Extra("court", "court_decided", judged, {"unlawful": True}))
    return True


def misprint_mended(life: Life) -> bool:
    """The applicant asked to mend a misprint in the result, and it was mended."""

    def finish(one: Life) -> None:
        asked = later(one.notices[0].at, 2, one.dice)
        request = f"{one.number}-misprint"
        decided = later(asked, 2, one.dice)
        one.extras += [
            Extra("misprint", "error_correction_requested", asked, {"request": request}),
            Extra(
                "mended",
                "error_correction_decided",
                decided,
                {"request": request, "corrected": True},
            ),
        ]

    life.finish = finish
    return True
