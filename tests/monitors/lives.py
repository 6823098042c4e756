"""Typical lives of a case, each told whole, for the golden explanations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sroki.events.base import group_key
from sroki.events.catalogue import AnyEvent
from sroki.monitors.assess import assess
from sroki.monitors.explain import explain
from sroki.workflows.assessment import Claim
from sroki.workflows.explanation import Explanation
from tests.support.rulebooks import KRSK, SERVICE, krasnoyarsk_plans
from tests.support.told import Teller, local


@dataclass
class Life:
    """Events of case-1, and of others that stand in the same list; as it stands at `as_of`."""

    events: list[AnyEvent]
    as_of: str
    told: dict[str, str] = field(default_factory=dict)
    others: list[AnyEvent] = field(default_factory=list)

    def explain(self, lang: Any) -> Explanation:
        """What is told of case-1 under the edition of 97-р."""
        return explain(
            "case-1",
            self.events,
            krasnoyarsk_plans(),
            local(self.as_of),
            {role: local(at) for role, at in self.told.items()},
            lang,
            self.findings(),
        )

    def findings(self) -> tuple[Claim, ...]:
        """What is said of the group that the case belongs to."""
        if not self.others:
            return ()
        group = group_key(KRSK, SERVICE, "zheleznodorozhny", "2025-H2")
        told = [*self.events, *self.others]
        return assess(group, told, krasnoyarsk_plans(), local(self.as_of)).claims


class Case:
    """Tells events, each known to the intake in the evening of its day, unless said otherwise."""

    def __init__(self, name: str = "case-1") -> None:
        self.teller = Teller(name)

    def __call__(self, kind: str, at: str, known: str | None = None, **fields: Any) -> AnyEvent:
        if len(at) == len("2025-04-10"):
            fields.setdefault("precision", "day")
        fields["received_at"] = local(known or f"{at[:10]} 20:00")
        return self.teller(kind, at, **fields)


def good() -> Life:
    tell = Case()
    return Life(
        [
            tell("submitted", "2025-03-17 10:20", channel="site", notice_choice="electronic"),
            tell("registered", "2025-03-17 11:00"),
            tell("cabinet_info_sent", "2025-03-17 11:01"),
            tell("asp_checked", "2025-03-18 09:30", found=True),
            tell("documents_checked", "2025-03-18 10:00"),
            tell("file_formed", "2025-03-21", part="paper"),
            tell("file_formed", "2025-03-21", part="asp_card"),
            tell("listed", "2025-04-08", **_listed("included", position=14)),
            tell("notice_sent", "2025-04-10 15:00", outcome="included", channel="cabinet"),
        ],
        "2025-05-01",
        {"edms": "2025-05-01"},
    )


def late() -> Life:
    tell = Case()
    return Life(
        [
            tell(
                "submitted",
                "2017-04-15 23:59:59",
                known="2017-04-16 00:05",
                channel="site",
                category="low_income",
            ),
            tell("registered", "2017-04-18 09:00"),
            tell("cabinet_info_sent", "2017-04-18 09:05"),
            tell("asp_checked", "2017-04-18 10:00", found=False),
            tell(
                "interagency_request_sent",
                "2017-04-18 11:00",
                request="r1",
                document="income_statement",
            ),
            tell("interagency_reply_received", "2017-04-26 10:00", request="r1"),
            tell("file_formed", "2017-04-27", part="paper"),
            tell("file_formed", "2017-04-27", part="asp_card"),
            tell("listed", "2017-05-17", **_listed("included")),
        ],
        "2017-05-19 09:00",
        {"edms": "2017-05-19"},
    )


def presumed() -> Life:
    tell = Case()
    return Life(
        [
            tell("submitted", "2025-03-17 10:20", channel="in_person", representative=True),
            tell("registered", "2025-03-17 10:40"),
            tell("receipt_issued", "2025-03-17 10:45"),
            tell("file_formed", "2025-03-20", part="paper"),
        ],
        "2025-04-12 09:00",
        {"edms": "2025-03-24 08:00"},
    )


def out_of_window() -> Life:
    tell = Case()
    return Life(
        [
            tell("submitted", "2025-05-12 10:20", channel="in_person", notice_choice="post"),
            tell("registered", "2025-05-13 09:10"),
            tell("receipt_issued", "2025-05-13 09:15"),
            tell("refused", "2025-05-15", ground="out_of_window"),
            tell(
                "notice_sent",
                "2025-05-16",
                outcome="not_included",
                channel="post",
                reason_given=False,
                appeal_order=True,
                signed=True,
                dated=True,
            ),
        ],
        "2025-06-30",
        {"edms": "2025-06-30"},
    )


def overtaken() -> Life:
    tell, other = Case(), Case("case-2")
    ground = _listed("not_included", ground="budget_exhausted")
    return Life(
        [
            tell("submitted", "2025-04-10 10:20", channel="in_person"),
            tell("registered", "2025-04-10 10:40"),
            tell("receipt_issued", "2025-04-10 10:45"),
            tell("file_formed", "2025-04-14", part="paper"),
            tell("file_formed", "2025-04-14", part="asp_card"),
            tell("listed", "2025-05-06", **ground),
        ],
        "2025-05-07 10:00",
        {"edms": "2025-05-07"},
        [
            other("submitted", "2025-04-14 09:00", channel="in_person"),
            other("listed", "2025-05-06", **_listed("included", position=1)),
        ],
    )


def corrected() -> Life:
    tell = Case()
    wrong = tell("registered", "2025-04-14 10:00", known="2025-04-14 18:00")
    right = wrong.model_copy(update={"occurred_at": local("2025-04-11 16:00"), "received_at": None})
    target = {"source": wrong.source, "id": wrong.id}
    return Life(
        [
            tell("submitted", "2025-04-10 10:20", channel="in_person"),
            wrong,
            tell(
                "corrected",
                "2025-04-15 09:00",
                target=target,
                replacement=right.model_dump(),
                recorded_at=local("2025-04-15 09:00"),
            ),
            tell("receipt_issued", "2025-04-11 16:05"),
        ],
        "2025-04-16 09:00",
        {"edms": "2025-04-16"},
    )


def withdrawn() -> Life:
    tell = Case()
    return Life(
        [
            tell("submitted", "2025-04-10 10:20", channel="in_person"),
            tell("withdrawn", "2025-04-14 09:00"),
        ],
        "2025-04-20",
    )


def no_edition() -> Life:
    tell = Case()
    return Life(
        [
            tell("submitted", "2017-03-20 10:20", channel="in_person"),
            tell("registered", "2017-03-27"),
        ],
        "2017-06-01",
    )


def _listed(outcome: str, **fields: Any) -> dict[str, Any]:
    return {"period": "2025-H2", "number": "7", "outcome": outcome, **fields}


LIVES: dict[str, Callable[[], Life]] = {
    one.__name__: one
    for one in (good, late, presumed, out_of_window, overtaken, corrected, withdrawn, no_edition)
}
