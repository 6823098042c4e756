"""Checks of what happens at the counter: acceptance, payment, papers demanded, the form."""

from __future__ import annotations

from collections.abc import Iterator

from sroki.events.filing import ELECTRONIC, DocumentDemanded, NoticeChoice, Submitted
from sroki.monitors.checks.claims import deviation
from sroki.monitors.view import View
from sroki.workflows.assessment import Claim
from sroki.workflows.edition import Check

_ELECTRONIC = NoticeChoice.ELECTRONIC


def forbidden(view: View, check: Check) -> Iterator[Claim]:
    """The act knows no lawful case of this event (п. 11: no ground to refuse acceptance; п. 13)."""
    for event in view.by_kind.get(check.check, ()):
        yield deviation(check, event.id)


def office_document_demanded(view: View, check: Check) -> Iterator[Claim]:
    """«запрашиваются Управлением самостоятельно»: such a paper may not be demanded (п. 10)."""
    office = {one.code for one in view.plan.edition.documents if one.obtained_by == "office"}
    for event in view.of(DocumentDemanded):
        if event.document in office:
            yield deviation(check, event.id, document=event.document)


def notice_choice_invalid(view: View, check: Check) -> Iterator[Claim]:
    """«в электронной форме (в случае подачи заявления в электронной форме)» (приложение 3)."""
    for event in view.of(Submitted):
        if event.notice_choice is _ELECTRONIC and event.channel not in ELECTRONIC:
            yield deviation(check, event.id, channel=event.channel.value)
