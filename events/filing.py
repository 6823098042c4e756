"""Procedure 1: the visit, the filing, its acceptance and registration (п. 10–15, 20–21 KRSK)."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from sroki.events.base import CaseEvent, CaseId, Code, Event, EventId, Flag, visit_key


class Channel(StrEnum):
    """How an application, or a notice, travels."""

    IN_PERSON = "in_person"
    SITE = "site"
    EPGU = "epgu"
    REGIONAL_PORTAL = "regional_portal"
    CABINET = "cabinet"
    POST = "post"
    MFC = "mfc"


ELECTRONIC = frozenset({Channel.SITE, Channel.EPGU, Channel.REGIONAL_PORTAL, Channel.CABINET})


class NoticeChoice(StrEnum):
    """What the applicant ticked in the form: how to be told of the outcome (Appendix 3)."""

    ELECTRONIC = "electronic"
    POST = "post"


class Visit(Event):
    """A fact about one visit to the queue; linked to a case where the source knows it."""

    ticket: EventId
    case_id: CaseId | None = None

    @property
    def subject(self) -> str:
        return visit_key(self.authority, self.unit, self.ticket)


class QueueJoined(Visit):
    """The applicant took a place in the queue to file."""

    kind: Literal["queue_joined"] = "queue_joined"
    version: Literal[1] = 1


class QueueServed(Visit):
    """The specialist began to serve the ticket."""

    kind: Literal["queue_served"] = "queue_served"
    version: Literal[1] = 1


class Submitted(CaseEvent):
    """The application was filed: the moment that opens a case and decides window and queue."""

    kind: Literal["submitted"] = "submitted"
    version: Literal[1] = 1
    channel: Channel
    category: Code | None = None
    representative: Flag | None = None
    notice_choice: NoticeChoice | None = None


class AcceptanceRefused(CaseEvent):
    """The office would not take the papers."""

    kind: Literal["acceptance_refused"] = "acceptance_refused"
    version: Literal[1] = 1
    reason: Code | None = None


class DocumentPresented(CaseEvent):
    """The applicant brought a document."""

    kind: Literal["document_presented"] = "document_presented"
    version: Literal[1] = 1
    document: Code


class DocumentDemanded(CaseEvent):
    """The office asked the applicant for a document."""

    kind: Literal["document_demanded"] = "document_demanded"
    version: Literal[1] = 1
    document: Code


class Defect(StrEnum):
    """What a check of papers may find; `damage` is no ground of refusal (п. 12(4), п. 21)."""

    ERASURE = "erasure"
    ADDITION = "addition"
    UNCERTIFIED_CORRECTION = "uncertified_correction"
    STRUCK_OUT = "struck_out"
    DAMAGE = "damage"


class DocumentsChecked(CaseEvent):
    """The papers were checked; what is missing and what is defective, by code."""

    kind: Literal["documents_checked"] = "documents_checked"
    version: Literal[1] = 1
    missing: tuple[Code, ...] = ()
    defects: tuple[Defect, ...] = ()


class PaymentDemanded(CaseEvent):
    """Money was asked for."""

    kind: Literal["payment_demanded"] = "payment_demanded"
    version: Literal[1] = 1


class ReceiptIssued(CaseEvent):
    """The расписка-уведомление was handed out."""

    kind: Literal["receipt_issued"] = "receipt_issued"
    version: Literal[1] = 1


class Registered(CaseEvent):
    """The application got its number. The number itself stays in the alias register."""

    kind: Literal["registered"] = "registered"
    version: Literal[1] = 1


class CabinetInfoSent(CaseEvent):
    """Number, date and term were sent to the Личный кабинет."""

    kind: Literal["cabinet_info_sent"] = "cabinet_info_sent"
    version: Literal[1] = 1
