"""Complaints (210-ФЗ ст. 11.1–11.2) and courts."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, Strict

from sroki.events.base import CaseEvent, EventId, Flag

# 210-ФЗ ст. 11.1: seven grounds in 2017, ten since 18.10.2018; which are known is the edition's.
ComplaintGround = Annotated[int, Strict(), Field(ge=1, le=10)]


class ComplaintFiled(CaseEvent):
    """A complaint arrived, on a ground of ст. 11.1 by its number there.

    `performer` is whose action it is about.
    """

    kind: Literal["complaint_filed"] = "complaint_filed"
    version: Literal[1] = 1
    complaint: EventId
    ground: ComplaintGround


class ComplaintRegistered(CaseEvent):
    """The complaint got its number in the body that decides it."""

    kind: Literal["complaint_registered"] = "complaint_registered"
    version: Literal[1] = 1
    complaint: EventId


class ComplaintDecided(CaseEvent):
    """The complaint was decided."""

    kind: Literal["complaint_decided"] = "complaint_decided"
    version: Literal[1] = 1
    complaint: EventId
    upheld: Flag


class CourtDecided(CaseEvent):
    """A court judged the office's action; its act entered our record."""

    kind: Literal["court_decided"] = "court_decided"
    version: Literal[1] = 1
    unlawful: Flag
