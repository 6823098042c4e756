"""Procedure 2: data in АСП, interagency requests, the file (п. 22 KRSK)."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from sroki.events.base import CaseEvent, Code, EventId, Flag


class AspChecked(CaseEvent):
    """АСП was asked whether it knows the applicant's category."""

    kind: Literal["asp_checked"] = "asp_checked"
    version: Literal[1] = 1
    found: Flag


class InteragencyRequestSent(CaseEvent):
    """The office asked another body for a document."""

    kind: Literal["interagency_request_sent"] = "interagency_request_sent"
    version: Literal[1] = 1
    request: EventId
    document: Code | None = None


class InteragencyReplyReceived(CaseEvent):
    """The other body answered."""

    kind: Literal["interagency_reply_received"] = "interagency_reply_received"
    version: Literal[1] = 1
    request: EventId


class FilePart(StrEnum):
    """The two halves of a file: the bundle of papers, and the card in АСП."""

    PAPER = "paper"
    ASP_CARD = "asp_card"


class FileFormed(CaseEvent):
    """One half of the file is ready."""

    kind: Literal["file_formed"] = "file_formed"
    version: Literal[1] = 1
    part: FilePart
