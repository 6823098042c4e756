"""Recipes of refusals and notices, lawful and not (п. 12, п. 22 ¶2, п. 23 ¶4, Appendix 3)."""

from __future__ import annotations

from collections.abc import Callable

from sroki.deploy.simulate import city
from sroki.deploy.simulate.due import after
from sroki.deploy.simulate.life import Life, Planted
from sroki.deploy.simulate.moments import in_hours, sure
from sroki.deploy.simulate.order import needs_papers
from sroki.deploy.simulate.ordinary import lawful_ground, make_file, withdraw
from sroki.deploy.simulate.settling import notice

Recipe = Callable[[Life], bool]


def lawful(ground: str) -> Recipe:
    """A refusal on a ground of the closed list that the record bears out."""

    def bend(life: Life) -> bool:
        lawful_ground(life, ground)
        return True

    return bend


def withdrawn(life: Life) -> bool:
    """The applicant took the application back."""
    withdraw(life)
    return True


def ground_not_listed(life: Life) -> bool:
    """A ground that п. 12 does not hold."""
    life.ground = city.UNLISTED_GROUND
    life.planted.append(Planted("ground_not_listed"))
    return True


def missing_office_paper(life: Life) -> bool:
    """Ground 3 for a paper that the office must request itself."""
    if not needs_papers(life):
        return False
    life.ground = city.DOCS_MISSING
    life.planted.append(Planted("ground_misapplied"))
    return True


def damage_alone(life: Life) -> bool:
    """Ground 4 for damage, which п. 12(4) does not name."""
    life.ground = city.DOCS_DEFECTIVE
    life.defects = ("damage",)
    life.planted.append(Planted("ground_misapplied"))
    return True


def window_inside(life: Life) -> bool:
    """Ground 5 though filed inside the window."""
    life.ground = city.OUT_OF_WINDOW
    life.planted.append(Planted("ground_misapplied"))
    return True


def included_from_outside(life: Life) -> bool:
    """Filed before the window opened, and included all the same (п. 20)."""
    if life.filed.date() > life.window.first:
        return False
    make_file(life, sure(life.registered))
    life.ground = None
    life.refused = None
    life.on_list = True
    life.notice_after = 1
    life.planted.append(Planted("out_of_window_included"))
    return True


def notice_other_channel(life: Life) -> bool:
    """Sent another way than the applicant chose."""

    def finish(one: Life) -> None:
        sent = one.notices[0]
        sent.channel = "post" if sent.channel == "cabinet" else "in_person"

    life.finish = finish
    life.planted.append(Planted("notice_other_channel"))
    return True


def notice_without_reason(life: Life) -> bool:
    """Turned away for filing outside the windows, without being told why (п. 22 ¶2)."""

    def finish(one: Life) -> None:
        one.notices[0].reason = False

    life.finish = finish
    life.planted.append(Planted("notice_without_reason"))
    return True


def notice_without_appeal_order(life: Life) -> bool:
    """Not included, and not told how to appeal."""
    life.ground = city.NO_RIGHT

    def finish(one: Life) -> None:
        one.notices[0].appeal_order = False

    life.finish = finish
    life.planted.append(Planted("notice_without_appeal_order"))
    return True


def notice_unsigned(life: Life) -> bool:
    """Without the signature of the head of the unit."""

    def finish(one: Life) -> None:
        one.notices[0].signed = False

    life.finish = finish
    life.planted.append(Planted("notice_unsigned"))
    return True


def notice_undated(life: Life) -> bool:
    """Without a date."""

    def finish(one: Life) -> None:
        one.notices[0].dated = False

    life.finish = finish
    life.planted.append(Planted("notice_undated"))
    return True


def notice_contradicts_list(life: Life) -> bool:
    """The list says one thing, the notice the other."""

    def finish(one: Life) -> None:
        one.notices[0] = notice(one, one.notices[0].at, included=not one.included)

    life.finish = finish
    life.planted.append(Planted("notice_contradicts_list"))
    return True


def notice_too_early(life: Life) -> bool:
    """Non-inclusion on another ground, told before the list; told again after it."""
    life.ground = city.NOT_IN_CATEGORY
    early = after(sure(life.file).date(), 1)
    life.listed_on = after(early, 5)

    def finish(one: Life) -> None:
        one.notices.insert(0, notice(one, in_hours(early, one.dice), included=False))

    life.finish = finish
    life.planted.append(Planted("notice_too_early"))
    return True


def notice_choice_invalid(life: Life) -> bool:
    """An electronic notice was ticked on a paper form (Appendix 3); told by post."""
    if life.electronic:
        return False
    life.choice = "electronic"
    life.planted.append(Planted("notice_choice_invalid"))
    return True
