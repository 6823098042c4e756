"""The ordinary life of an application: everything lawful, everything in time.

Also the lawful variety of outcomes: the six grounds of п. 12, withdrawals, filings outside the
windows (told so within procedure 2, п. 22 ¶2).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sroki.deploy.simulate import city
from sroki.deploy.simulate.city import Unit, Window
from sroki.deploy.simulate.dice import Dice
from sroki.deploy.simulate.due import Term, due
from sroki.deploy.simulate.filing import Slot
from sroki.deploy.simulate.life import Life, Request, Visit
from sroki.deploy.simulate.moments import later, sure

WITHDRAWN = "withdrawn"
# How often, of 1000 lawful lives inside a window, each other outcome is meant.
_VARIETY: tuple[tuple[str, int], ...] = (
    ("", 900),
    (city.NO_RIGHT, 18),
    (city.NOT_IN_CATEGORY, 18),
    (city.DOCS_MISSING, 22),
    (city.DOCS_DEFECTIVE, 18),
    (WITHDRAWN, 24),
)
# Other bodies answer by machine, within two days, whatever the day of the week.
REPLIES = timedelta(hours=1)
_DEFECTS = ("erasure", "addition", "uncertified_correction", "struck_out")


def ordinary(n: int, case_id: str, unit: Unit, window: Window, slot: Slot, dice: Dice) -> Life:
    """A life in which nobody broke anything, up to the outcome (`settle` decides that)."""
    filed, channel = slot
    category = dice.weighted([(one, one.weight) for one in city.CATEGORIES])
    electronic = channel != "in_person"
    life = Life(
        n=n,
        case_id=case_id,
        number=f"{unit.digit}-{n}",
        unit=unit,
        window=window,
        dice=dice,
        filed=filed,
        channel=channel,
        category=category,
        choice=("electronic" if dice.chance(0.7) else "post") if electronic else "post",
        representative=dice.chance(0.06),
        asp_found=dice.chance(0.7),
        performer=f"p{unit.digit}{dice.between(1, unit.performers):02d}",
        outside=not window.holds(filed.date()),
        by_number=dice.chance(0.25),
    )
    _visit(life)
    go_on(life, later(filed, 0 if dice.chance(0.85) else 1, dice))
    return life


def go_on(life: Life, registered: datetime) -> None:
    """Everything from the registration to the file, in time; the receipt follows at once (п. 21).

    Who filed outside the windows is refused instead of getting a file (п. 22 ¶2).
    """
    life.registered = registered
    life.told = registered + timedelta(seconds=life.dice.between(60, 900))
    if life.outside:
        refuse_outside(life)
    else:
        make_file(life, registered)


def make_file(life: Life, registered: datetime) -> None:
    """Procedure 2: what АСП knows, what is asked of other bodies, the two halves of the file."""
    _papers(life, registered)
    _procedure_2(life, registered)


def _visit(life: Life) -> None:
    """The queue before filing: at most 15 minutes, sometimes exactly 15."""
    if life.electronic or life.unit.by_day or not life.dice.chance(0.8):
        return
    served = life.filed - timedelta(seconds=life.dice.between(120, 600))
    waited = 900 if life.dice.chance(0.03) else life.dice.between(20, 899)
    joined = served - timedelta(seconds=waited)
    life.visit = Visit(joined, served, linked=life.dice.chance(0.5))


def _papers(life: Life, registered: datetime) -> None:
    """АСП knows most; the others bring what proves their category, or the office asks (п. 10)."""
    dice = life.dice
    life.asp_checked = later(registered, dice.between(0, 1), dice)
    if life.asp_found:
        return
    if life.category.code == city.LOW_INCOME and not dice.chance(0.35):
        life.brought = (city.IDENTITY,)
        life.missing = life.category.papers[: dice.between(1, len(life.category.papers))]
    else:
        life.brought = (city.IDENTITY, *life.category.papers)
        life.missing = ()


def _procedure_2(life: Life, registered: datetime) -> None:
    """Requests first, then the file: the bundle of papers and the card in АСП (п. 22)."""
    dice = life.dice
    checked = then = sure(life.asp_checked)
    life.requests = []
    for paper in life.missing:
        sent = later(checked, 0, dice)
        replied = sent + REPLIES * dice.between(1, 40)
        life.requests.append(Request(sent, paper, replied))
        then = max(then, replied)
    life.paper = later(then, dice.between(0, 2), dice)
    life.card = later(then, dice.between(0, 2), dice)
    if max(life.paper, life.card).date() > due(registered.date(), Term.C6):
        life.paper = later(checked, 0, dice)
        life.card = later(checked, 0, dice)


def vary(life: Life) -> None:
    """Some lives end lawfully otherwise than on the list as included."""
    if life.outside:
        return
    variety = life.dice.weighted(_VARIETY)
    if variety == WITHDRAWN:
        withdraw(life)
    elif variety:
        lawful_ground(life, variety)


def withdraw(life: Life) -> None:
    """The applicant took it back soon after the registration; nothing more is done."""
    gone = life.withdrawn = later(sure(life.told), 1, life.dice)
    if any(request.sent >= gone for request in life.requests):
        life.paper = life.card = None
    life.requests = [request for request in life.requests if request.sent < gone]
    for request in life.requests:
        request.replied = min(request.replied or gone, gone)
    life.paper = _before(life.paper, gone)
    life.card = _before(life.card, gone)
    life.asp_checked = _before(life.asp_checked, gone)
    life.on_list = False
    life.notice_after = None


def _before(moment: datetime | None, limit: datetime) -> datetime | None:
    return moment if moment is not None and moment < limit else None


def lawful_ground(life: Life, ground: str) -> None:
    """Non-inclusion on a ground of п. 12 that the record bears out."""
    life.ground = ground
    if ground == city.DOCS_MISSING:
        life.asp_found = False
        if life.category.code == city.LOW_INCOME:
            life.missing = (city.IDENTITY, *life.missing)
            life.brought = () if life.requests else life.category.papers
        else:
            life.missing = life.category.papers
            life.brought = (city.IDENTITY,)
    elif ground == city.DOCS_DEFECTIVE:
        damage = ("damage",) if life.dice.chance(0.3) else ()
        life.defects = (life.dice.pick(_DEFECTS), *damage)


def refuse_outside(life: Life) -> None:
    """Filed outside the windows: told so, with the reason, within procedure 2; no list (п. 22)."""
    life.ground = city.OUT_OF_WINDOW
    life.on_list = False
    life.notice_after = life.dice.between(0, 2)
    life.refused = later(sure(life.registered), 0, life.dice)
