"""Checks of the notice of inclusion or non-inclusion (п. 22 ¶2, п. 23 ¶4, приложение 3).

A content flag that the source does not know (`None`) is not judged.
"""

from __future__ import annotations

from collections.abc import Iterator

from sroki.events.filing import ELECTRONIC, Channel, NoticeChoice, Submitted
from sroki.events.outcome import Listed, NoticeSent, Outcome
from sroki.monitors.checks.claims import deviation, name
from sroki.monitors.view import View
from sroki.workflows.assessment import Claim
from sroki.workflows.edition import Check

# The Личный кабинет is where an electronic notice goes; the portals lead into it.
_ELECTRONIC_NOTICE = ELECTRONIC
_ELECTRONIC = NoticeChoice.ELECTRONIC
_NOT_INCLUDED = Outcome.NOT_INCLUDED


def other_channel(view: View, check: Check) -> Iterator[Claim]:
    """«заявитель выбрал способ получения уведомления»: it went another way than chosen."""
    filed = next(iter(view.of(Submitted)), None)
    if filed is None or filed.notice_choice is None:
        return
    electronic = filed.notice_choice is _ELECTRONIC and filed.channel in ELECTRONIC
    for notice in view.of(NoticeSent):
        if notice.channel is None:
            continue
        kept = notice.channel in _ELECTRONIC_NOTICE if electronic else _on_paper(notice.channel)
        if not kept:
            yield deviation(
                check, notice.id, chosen=filed.notice_choice.value, sent=notice.channel.value
            )


def _on_paper(channel: Channel) -> bool:
    return channel is Channel.POST


def without_reason(view: View, check: Check) -> Iterator[Claim]:
    """«с указанием причины невключения в список»: only for filings outside the windows (п. 22)."""
    if view["out_of_window"] is None:
        return
    for notice in view.of(NoticeSent):
        if notice.outcome is _NOT_INCLUDED and notice.reason_given is False:
            yield deviation(check, notice.id)


def without_appeal_order(view: View, check: Check) -> Iterator[Claim]:
    """«порядок обжалования (в случае невключения в список)»."""
    for notice in view.of(NoticeSent):
        if notice.outcome is _NOT_INCLUDED and notice.appeal_order is False:
            yield deviation(check, notice.id)


def unsigned(view: View, check: Check) -> Iterator[Claim]:
    """«подпись руководителя Управления»."""
    for notice in view.of(NoticeSent):
        if notice.signed is False:
            yield deviation(check, notice.id)


def undated(view: View, check: Check) -> Iterator[Claim]:
    """«дату»."""
    for notice in view.of(NoticeSent):
        if notice.dated is False:
            yield deviation(check, notice.id)


def too_early(view: View, check: Check) -> Iterator[Claim]:
    """«После утверждения списков Управление … уведомляет»: it was sent before that.

    Not judged where the milestone in `unless` is reached: who filed outside the windows is told
    within procedure 2.
    """
    unless = name(check, "unless")
    if unless is not None and view[unless] is not None:
        return
    after = view[name(check, "after") or ""]
    for notice in view.of(NoticeSent):
        mark = view.mark(notice)
        if (
            after is None
            or mark.on < after.on
            or (mark.exact and after.exact and mark.at < after.at)
        ):
            yield deviation(check, notice.id, outcome=notice.outcome.value)


def contradicts_list(view: View, check: Check) -> Iterator[Claim]:
    """The list says one thing, the notice the other."""
    outcomes = {event.outcome for event in view.of(Listed)}
    if len(outcomes) != 1:
        return
    for notice in view.of(NoticeSent):
        if notice.outcome not in outcomes:
            yield deviation(check, notice.id, notice=notice.outcome.value)
