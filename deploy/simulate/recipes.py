"""The catalogue of pathologies: what each bends, and to which lives it fits.

They are dealt like cards: each deck is shuffled once and dealt round, so that a season of some
hundred bent lives shows every one of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sroki.deploy.simulate import appeals, city, late, order, outcomes, record
from sroki.deploy.simulate.dice import Dice
from sroki.deploy.simulate.due import Term
from sroki.deploy.simulate.life import Life
from sroki.deploy.simulate.record import Retelling

Bend = Callable[[Life], bool]


class Recipe(NamedTuple):
    """A pathology. `bend` acts on the life, `retell` on what is told of it.

    `inside` and `outside` the windows; `by_day` whether it fits a unit that knows only days.
    """

    name: str
    bend: Bend | None = None
    retell: Retelling | None = None
    inside: bool = True
    outside: bool = False
    by_day: bool = True


_TERMS = (
    Recipe("late_registration", late.late_registration, outside=True),
    Recipe("registration_on_the_last_day", late.registration_on_the_last_day, outside=True),
    Recipe("never_registered", late.never_registered, outside=True),
    Recipe("late_receipt", late.late_receipt, outside=True),
    Recipe("no_receipt", late.no_receipt),
    Recipe("late_file", late.late_file),
    Recipe("file_on_the_last_day", late.file_on_the_last_day),
    Recipe("no_card", late.no_card),
    Recipe("late_list", late.late_list),
    Recipe("no_list", late.no_list),
    Recipe("late_notice", late.late_notice),
    Recipe("notice_on_the_last_day", late.notice_on_the_last_day),
    Recipe("no_notice", late.no_notice, outside=True),
    Recipe("rolls_pile_up", late.rolls_pile_up),
    Recipe("notice_after_the_thirty_days", late.notice_after_the_thirty_days),
    Recipe("late_refusal_outside", late.late_refusal_outside, inside=False, outside=True),
    Recipe("slow_queue", late.slow_queue, by_day=False),
    Recipe("queue_of_fifteen_minutes", late.queue_of_fifteen_minutes, by_day=False),
)
_APPEALS = (
    Recipe("complaints_in_time", appeals.complaints_in_time, outside=True),
    Recipe("late_complaint_registration", appeals.late_complaint_registration),
    Recipe("complaint_never_registered", appeals.complaint_never_registered),
    Recipe("late_complaint_decision", appeals.late_complaint_decision),
    Recipe("late_short_decision", appeals.late_short_decision),
    Recipe("complaint_never_decided", appeals.complaint_never_decided),
    Recipe("court_judged", appeals.court_judged, outside=True),
    Recipe("misprint_mended", appeals.misprint_mended),
)
_ORDER = (
    Recipe("acceptance_refused", order.acceptance_refused, outside=True),
    Recipe("acceptance_refused_for_good", order.acceptance_refused_for_good),
    Recipe("payment_demanded", order.payment_demanded, outside=True),
    Recipe("office_paper_demanded", order.office_paper_demanded),
    Recipe("own_paper_demanded", order.own_paper_demanded),
    Recipe("request_missing", order.request_missing),
    Recipe("request_late", order.request_late),
    Recipe("reply_late", order.reply_late),
    Recipe("reply_late_and_awaited", order.reply_late_and_awaited),
    Recipe("reply_never_came", order.reply_never_came),
    Recipe("listed_without_card", order.listed_without_card),
    Recipe("file_without_registration", order.file_without_registration),
    Recipe("file_before_registration", order.file_before_registration),
    Recipe("registered_twice", order.registered_twice),
    Recipe("refused_yet_included", order.refused_yet_included),
)
_OUTCOMES = (
    Recipe("lawful_no_right", outcomes.lawful(city.NO_RIGHT)),
    Recipe("lawful_not_in_category", outcomes.lawful(city.NOT_IN_CATEGORY)),
    Recipe("lawful_docs_missing", outcomes.lawful(city.DOCS_MISSING)),
    Recipe("lawful_docs_defective", outcomes.lawful(city.DOCS_DEFECTIVE)),
    Recipe("withdrawn", outcomes.withdrawn),
    Recipe("ground_not_listed", outcomes.ground_not_listed),
    Recipe("missing_office_paper", outcomes.missing_office_paper),
    Recipe("damage_alone", outcomes.damage_alone),
    Recipe("window_inside", outcomes.window_inside),
    Recipe("included_from_outside", outcomes.included_from_outside, inside=False, outside=True),
    Recipe("notice_other_channel", outcomes.notice_other_channel),
    Recipe("notice_without_reason", outcomes.notice_without_reason, inside=False, outside=True),
    Recipe("notice_without_appeal_order", outcomes.notice_without_appeal_order),
    Recipe("notice_unsigned", outcomes.notice_unsigned),
    Recipe("notice_undated", outcomes.notice_undated),
    Recipe("notice_contradicts_list", outcomes.notice_contradicts_list),
    Recipe("notice_too_early", outcomes.notice_too_early),
    Recipe("notice_choice_invalid", outcomes.notice_choice_invalid, outside=True),
)
_RECORD = (
    Recipe("told_twice", retell=record.told_twice, outside=True),
    Recipe("told_twice_differently", retell=record.told_twice_differently, outside=True),
    Recipe("out_of_order", retell=record.out_of_order, by_day=False),
    Recipe("registration_learnt_late", retell=record.learnt_late("registered", "filed", Term.C1)),
    Recipe("card_learnt_late", retell=record.learnt_late("card", "registered", Term.C6)),
    Recipe("notice_learnt_late", retell=record.learnt_late("notice1", "listed", Term.C5)),
    Recipe("corrected", retell=record.corrected),
    Recipe("corrected_twice", retell=record.corrected_twice),
    Recipe("correction_reveals", late.late_file, record.correction_reveals),
    Recipe("annulled_mistake", retell=record.annulled_mistake),
    Recipe("annulled_annulment", retell=record.annulled_annulment),
    Recipe("annulled_notice", retell=record.annulled_notice),
    Recipe("annuls_nothing", retell=record.annuls_nothing),
    Recipe("corrects_nothing", retell=record.corrects_nothing),
    Recipe("corrections_in_a_circle", retell=record.corrections_in_a_circle),
)
RECIPES = (*_TERMS, *_APPEALS, *_ORDER, *_OUTCOMES, *_RECORD)


class Deck:
    """Recipes for one sort of lives, dealt round in a chance order; what does not fit waits."""

    def __init__(self, cards: list[Recipe]) -> None:
        self._cards = cards

    def deal(self, life: Life) -> Recipe | None:
        """Bend `life` by the next recipe that fits it, and name it; None if none does."""
        for index, recipe in enumerate(self._cards):
            if recipe.bend is None or recipe.bend(life):
                self._cards.append(self._cards.pop(index))
                life.pathology = recipe.name
                return recipe
        return None


def decks(dice: Dice) -> dict[tuple[bool, bool], Deck]:
    """Fresh decks, by (outside the windows, unit that knows only days)."""
    fit = {
        (outside, by_day): [
            recipe
            for recipe in RECIPES
            if (recipe.outside if outside else recipe.inside) and (recipe.by_day or not by_day)
        ]
        for outside in (False, True)
        for by_day in (False, True)
    }
    return {sort: Deck(dice.shuffled(cards)) for sort, cards in fit.items()}
