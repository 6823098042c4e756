"""Recipes of the record: what is true is told late, twice, wrongly, or taken back.

They act on the tale, after the life is settled: an amendment names its target by key. Only the
source that told an event amends it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from sroki.deploy.simulate import city
from sroki.deploy.simulate.due import Term, after, due
from sroki.deploy.simulate.life import Planted
from sroki.deploy.simulate.moments import DAY, in_hours, later, sure
from sroki.deploy.simulate.telling import Act, Tale

Retelling = Callable[[Tale], None]

PAYMENT = "payment"


def told_twice(tale: Tale) -> None:
    """The source sent everything again after a failure of its own."""
    for act in list(tale.acts):
        tale.acts.append(replace(act, arrives=act.arrives + DAY * 2, expect="duplicate"))


def told_twice_differently(tale: Tale) -> None:
    """Another content under an identity already taken: the first stands, the other is shown."""
    told = tale.act("told")
    other = "p" + str(int(tale.life.performer[1:]) + 50)
    conflict = replace(told, performer=other, arrives=told.arrives + DAY, expect="conflict")
    tale.acts.append(conflict)
    tale.life.planted.append(Planted("record_conflict"))


def out_of_order(tale: Tale) -> None:
    """The receipt overtook the registration on the wire, the card the paper file."""
    tale.late("registered", tale.act("told").arrives + timedelta(seconds=20))
    earlier, later_done = sorted((tale.act("paper"), tale.act("card")), key=lambda act: act.at)
    if earlier.at.date() == later_done.at.date():
        tale.late(earlier.key, later_done.arrives + timedelta(seconds=20))


def learnt_late(key: str, start: str, term: Term) -> Retelling:
    """Done in time, but we hear of it days after the due day: said, then taken back."""

    def retell(tale: Tale) -> None:
        life = tale.life
        begun = life.listed_on if start == "listed" else tale.act(start).at.date()
        heard = after(due(sure(begun), term), life.dice.between(2, 6))
        tale.late(key, tale.arrival(in_hours(heard, life.dice), tale.act(key).source))

    return retell


def _amend(tale: Tale, key: str, target: str, when: datetime, true: Act | None = None) -> Act:
    """An amendment of `target` by its own source."""
    source = tale.act(target).source
    kind = "annulled" if true is None else "corrected"
    arrives = tale.arrival(when, source)
    amendment = Act(
        f"{target}.{key}", kind, when, source, {}, arrives, when, amends=target, replaces=true
    )
    tale.acts.append(amendment)
    return amendment


def _slipped(tale: Tale) -> tuple[Act, Act]:
    """The card told with a day after its due day; what is true of it; both as acts."""
    card = tale.act("card")
    registered = tale.act("registered")
    true = replace(card, key="card.true")
    wrong = in_hours(after(due(registered.at.date(), Term.C6), 2), tale.life.dice)
    card.at = wrong
    card.arrives = tale.arrival(wrong, card.source)
    return card, true


def corrected(tale: Tale) -> None:
    """A slip of the pen made the card late; the correction takes the breach back."""
    card, true = _slipped(tale)
    amendment = _amend(tale, "corrected", "card", later(card.at, 1, tale.life.dice), true)
    tale.known_at["card"] = amendment.arrives


def corrected_twice(tale: Tale) -> None:
    """The first correction was wrong as well; a correction of the correction told the truth."""
    card, true = _slipped(tale)
    dice = tale.life.dice
    wrong = replace(card, key="card.wrong", at=in_hours(after(card.at.date(), 1), dice))
    first = _amend(tale, "corrected", "card", later(wrong.at, 1, dice), wrong)
    second = _amend(tale, "again", first.key, later(first.at, 1, dice), true)
    tale.known_at["card"] = second.arrives


def correction_reveals(tale: Tale) -> None:
    """The card was truly late, told as in time; the correction uncovered the breach."""
    card, registered = tale.act("card"), tale.act("registered")
    true = replace(card, key="card.true")
    told_as = in_hours(due(registered.at.date(), Term.C6), tale.life.dice)
    amendment = _amend(tale, "corrected", "card", later(card.at, 2, tale.life.dice), true)
    card.at = told_as
    tale.known_at["card"] = amendment.arrives


def annulled_mistake(tale: Tale) -> None:
    """A demand of payment entered on the wrong line, and struck out."""
    _pay(tale)
    _amend(tale, "annulled", PAYMENT, later(tale.act(PAYMENT).at, 1, tale.life.dice))
    tale.life.planted.append(Planted("payment_demanded", "retracted"))


def annulled_annulment(tale: Tale) -> None:
    """It was struck out, and the striking out was struck out: it stands."""
    _pay(tale)
    dice = tale.life.dice
    struck = _amend(tale, "annulled", PAYMENT, later(tale.act(PAYMENT).at, 1, dice))
    _amend(tale, "again", struck.key, later(struck.at, 1, dice))
    tale.life.planted.append(Planted("payment_demanded"))


def _pay(tale: Tale) -> None:
    asked = tale.life.registered or tale.life.filed
    tale.tell(PAYMENT, "payment_demanded", asked, city.SED, {})


def annulled_notice(tale: Tale) -> None:
    """The notice entered was never sent: struck out, and so the applicant was not told."""
    sent = tale.act("notice1")
    _amend(tale, "annulled", "notice1", later(sent.at, 1, tale.life.dice))
    tale.life.notices = []


def annuls_nothing(tale: Tale) -> None:
    """An annulment of an event that was never told."""
    told = tale.act("told")
    lost = _amend(tale, "annulled", "told", later(told.at, 1, tale.life.dice))
    lost.key, lost.amends = "told2.annulled", "told2"
    tale.life.planted.append(Planted("record_missing_target"))


def corrects_nothing(tale: Tale) -> None:
    """A correction of an event that was never told: what it says stands, the gap is shown."""
    told = tale.act("told")
    true = _paper(told, "lost.true")
    lost = _amend(tale, "corrected", "told", later(told.at, 1, tale.life.dice), true)
    lost.key, lost.amends = "lost.corrected", "lost"
    tale.life.planted.append(Planted("record_missing_target"))


def corrections_in_a_circle(tale: Tale) -> None:
    """Two corrections that name each other: neither stands."""
    told = tale.act("told")
    true = _paper(told, "circle.true")
    when = later(told.at, 1, tale.life.dice)
    for key, target in (("circle1", "circle2"), ("circle2", "circle1")):
        one = _amend(tale, key, "told", when, true)
        one.key, one.amends = key, target
    tale.life.planted.append(Planted("record_cycle"))


def _paper(like: Act, key: str) -> Act:
    """A harmless fact: the applicant brought the identity paper."""
    return replace(like, key=key, kind="document_presented", fields={"document": city.IDENTITY})
