"""The figures of Appendix 4 counted anew from raw events, in plain Python, for no other use.

It shares nothing with what it checks: no view, no milestones, no editions, no SQL, no formulas.
Which event stands after corrections and annulments, civil days, due days (of a frozen table) and
sums are all worked out here, slowly and in the words of the act.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sroki.deploy.simulate.due import Term, due

KRASNOYARSK = ZoneInfo("Asia/Krasnoyarsk")
ELECTRONIC = {"site", "epgu", "regional_portal", "cabinet"}
Told = Mapping[str, Any]


class Life(NamedTuple):
    """What the figures ask of one application, as civil days."""

    unit: str
    channel: str
    filed: date
    registered: date | None
    notice: date | None
    given_up: date | None
    given_up_unregistered: date | None
    complaints: tuple[tuple[date, int, bool], ...]
    courts: tuple[date, ...]

    @property
    def s2(self) -> int | None:
        """Sᵢ of indicator 2: from registration to the answer."""
        if self.given_up or self.registered is None or self.notice is None:
            return None
        days = (self.notice - self.registered).days
        return days if days >= 0 else None

    @property
    def s5(self) -> int | None:
        """Sᵢ of indicator 5: from arrival to registration."""
        if self.given_up_unregistered or self.registered is None:
            return None
        days = (self.registered - self.filed).days
        return days if days >= 0 else None


def lives(events: Iterable[Told]) -> list[Life]:
    """The applications that the stored events tell of."""
    by_case: dict[str, list[Told]] = {}
    for event in events:
        if event.get("case_id"):
            by_case.setdefault(event["case_id"], []).append(event)
    found = (_life(_standing(told)) for told in by_case.values())
    return [life for life in found if life is not None]


def _standing(told: Sequence[Told]) -> list[Told]:
    """The facts that stand, each once, in order of their moments."""
    unique = {(one["source"], one["id"]): one for one in reversed(told)}
    about: dict[tuple[str, str], list[Told]] = {}
    for one in unique.values():
        if one["kind"] in ("corrected", "annulled"):
            about.setdefault((one["target"]["source"], one["target"]["id"]), []).append(one)

    def annulled(key: tuple[str, str]) -> bool:
        return any(
            one["kind"] == "annulled" and not annulled((one["source"], one["id"]))
            for one in about.get(key, ())
        )

    def stands(one: Told) -> Told | None:
        key = (one["source"], one["id"])
        if annulled(key):
            return None
        better = [
            other
            for other in about.get(key, ())
            if other["kind"] == "corrected" and not annulled((other["source"], other["id"]))
        ]
        if better:
            return stands(max(better, key=_rank))
        return one["replacement"] if one["kind"] == "corrected" else one

    roots = [one for one in unique.values() if one["kind"] not in ("corrected", "annulled")]
    for key, others in about.items():
        live = [one for one in others if not annulled((one["source"], one["id"]))]
        if key not in unique and live and not annulled(key):
            corrections = [one for one in live if one["kind"] == "corrected"]
            roots += [max(corrections, key=_rank)] if corrections else []
    facts = [fact for fact in map(stands, roots) if fact is not None]
    return sorted(facts, key=lambda one: (one["occurred_at"], one["source"], one["id"]))


def _rank(one: Told) -> tuple[Any, str, str]:
    return (one.get("recorded_at") or one["occurred_at"], one["source"], one["id"])


def _life(facts: Sequence[Told]) -> Life | None:
    def every(kind: str) -> list[Told]:
        return [one for one in facts if one["kind"] == kind]

    def first(kind: str) -> Told | None:
        return next(iter(every(kind)), None)

    filed = first("submitted")
    if filed is None:
        return None
    registered, notice, withdrawn = first("registered"), first("notice_sent"), first("withdrawn")

    def gave_up_before(end: Told | None) -> date | None:
        if withdrawn is None or (end is not None and _moment(end) <= _moment(withdrawn)):
            return None
        return _on(withdrawn)

    upheld = {one["complaint"] for one in every("complaint_decided") if one["upheld"]}
    return Life(
        filed["unit"],
        filed["channel"],
        _on(filed),
        None if registered is None else _on(registered),
        None if notice is None else _on(notice),
        gave_up_before(notice),
        gave_up_before(registered),
        tuple(
            (_on(one), one["ground"], one["complaint"] in upheld)
            for one in every("complaint_filed")
        ),
        tuple(_on(one) for one in every("court_decided") if one["unlawful"]),
    )


def _on(one: Told) -> date:
    found: date = one["occurred_at"].astimezone(KRASNOYARSK).date()
    return found


def _moment(one: Told) -> tuple[Any, ...]:
    return (_on(one), one["occurred_at"], one["id"])


class Counted(NamedTuple):
    """A figure: its exact value (None: not applicable), and the parts of its fraction."""

    value: Fraction | None
    above: Fraction
    below: Fraction | None


def figures(
    every: Sequence[Life], first: date, last: date, unit: str | None, today: date
) -> dict[str, Counted]:
    """The figures of a period that a KRSK edition defines over cases, by id."""
    mine = [life for life in every if unit in (None, life.unit)]

    def within(on: date | None) -> bool:
        return on is not None and first <= on <= last

    executed = [life for life in mine if life.s2 is not None and within(life.notice)]
    arrived = [life for life in mine if life.s5 is not None and within(life.filed)]
    by_net = [life for life in arrived if life.channel in ELECTRONIC]
    filed = [life for life in mine if within(life.filed)]
    lengths = sorted(life.s2 for life in executed if life.s2 is not None)
    complaining = [
        life
        for life in mine
        if any(within(on) and ground <= 7 for on, ground, _ in life.complaints)
    ]
    beyond = [
        life for life in mine if any(within(on) and ground > 7 for on, ground, _ in life.complaints)
    ]
    upheld = [
        life
        for life in mine
        if any(within(on) and ground <= 7 and won for on, ground, won in life.complaints)
    ]
    in_court = [life for life in mine if any(map(within, life.courts))]
    overdue = [
        life
        for life in mine
        if life.registered is not None
        and life.registered <= last
        and (life.notice is None or life.notice > last)
        and (life.given_up is None or life.given_up > last)
        and due(life.filed, Term.C30) <= last
        and due(life.filed, Term.C30) < today
        and not (life.notice is not None and life.notice < life.registered)
    ]
    in_time = [life for life in executed if life.notice <= due(life.filed, Term.C30)]  # type: ignore[operator] # executed
    quick = [life for life in arrived if life.registered <= due(life.filed, Term.C1)]  # type: ignore[operator] # arrived
    return {
        "p2": _share(sum(lengths), 30 * len(executed)),
        "p3": _share(len(complaining), len(filed)),
        "p4": _share(len(in_court), len(filed)),
        "p5": _share(sum(life.s5 or 0 for life in by_net), len(by_net)),
        "timely_share": _share(len(in_time), len(executed)),
        "registration_timely_share": _share(len(quick), len(arrived)),
        "median_days": _nearest(lengths, 50),
        "p90_days": _nearest(lengths, 90),
        "open_overdue": _number(len(overdue)),
        "complaints_upheld": _number(len(upheld)),
        "complaints_beyond": _number(len(beyond)),
    }


def _share(above: int, below: int) -> Counted:
    value = Fraction(above * 100, below) if below else None
    return Counted(value, Fraction(above), Fraction(below))


def _number(count: int) -> Counted:
    return Counted(Fraction(count), Fraction(count), None)


def _nearest(lengths: Sequence[int], percent: int) -> Counted:
    if not lengths:
        return Counted(None, Fraction(0), Fraction(0))

    # The least of them that so many do not exceed: tried one after another.
    def enough(days: int) -> bool:
        return sum(other <= days for other in lengths) * 100 >= percent * len(lengths)

    value = next(one for one in lengths if enough(one))
    return Counted(Fraction(value), Fraction(value), Fraction(len(lengths)))
