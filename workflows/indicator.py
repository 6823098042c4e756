"""Indicators of quality, as data: what is observed of cases, and the official figures made of it.

A *measure* says what is observed: a span of a case from one milestone to another, an event of a
case, or the positions of an audit. An *indicator* is a formula over measures, with its clause and
words, its norm and the way to compare, as the method of the act has them. The formulas are few and
each is what it says; `workflows.figures` computes them. What the act leaves open is a
`{reading: …}` in its place, and is printed with the figure.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from sroki.events.base import Code, Record
from sroki.workflows.citation import Cited, Name, Words
from sroki.workflows.milestone import EventName, Matches

AuditKind = Literal["site_audited", "premises_inspected"]
# The day of an observation that places it in a period: of its start, of its end, of the event
# itself, or of the application that it is about.
Day = Literal["started", "ended", "occurred", "application"]
# `electronic` is every channel of the kind.
Through = Literal[
    "any", "electronic", "in_person", "site", "epgu", "regional_portal", "cabinet", "post", "mfc"
]
Weight = Annotated[Decimal, Field(gt=0, le=1)]


class Followed(Record):
    """A later event of the same case that must be there: `where` holds, and `same` is the same."""

    event: EventName
    where: Matches = Field(default_factory=dict)
    same: Name | None = None


class Measure(Record):
    """What is observed of a case, or of an audit.

    Exactly one of: a span (`start` and `end`, milestones), an `event` of a case (with `where`,
    each such event is one observation), an `audit` with the titles of its `positions`.

    Of a span: `unit` is what its length is counted in; `limit` is the time limit that says how
    long it may be and when it is due; `cancelled_by` are milestones after which its end is not
    waited for. `code` is a field of the event that ended it, or of the event itself.
    """

    id: Name
    title: Words
    start: Name | None = None
    end: Name | None = None
    unit: Literal["calendar_days", "working_days"] = "calendar_days"
    limit: Name | None = None
    cancelled_by: list[Name] = Field(default_factory=list)
    event: EventName | None = None
    where: Matches = Field(default_factory=dict)
    followed_by: Followed | None = None
    audit: AuditKind | None = None
    positions: dict[Code, Words] = Field(default_factory=dict)
    code: Name | None = None

    @model_validator(mode="after")
    def _one_of(self) -> Measure:
        span = self.start is not None and self.end is not None
        half = (self.start is None) is not (self.end is None)
        audit = self.audit is not None and bool(self.positions)
        if half or [span, self.event is not None, audit].count(True) != 1:
            raise PydanticCustomError("measure_shape", "a span, an event, or an audit")
        return self

    @property
    def shape(self) -> Literal["span", "event", "audit"]:
        if self.event is not None:
            return "event"
        return "span" if self.audit is None else "audit"


class Chosen(Record):
    """Which observations of a measure count in a period: whose day `by` lies in it.

    `code` keeps those with that code ("any": all), `channel` those of applications filed that way.
    """

    measure: Name
    by: Day
    code: Code = "any"
    channel: Through = "any"


class RatioOfSums(Record):
    """Σ of actual lengths over Σ of the lengths that the act allows them, in percent."""

    of: Chosen


class ShareOf(Record):
    """Different cases of `part` over different cases of `whole`, in percent; never clamped."""

    part: Chosen
    whole: Chosen


class TimelyShare(Record):
    """Spans that ended no later than their due day over those that ended, in percent."""

    of: Chosen


class Percentile(Record):
    """The least length that `percent` of the spans do not exceed, in days (nearest rank)."""

    of: Chosen
    percent: Annotated[int, Field(ge=1, le=100)]


class Count(Record):
    """Different cases."""

    of: Chosen


class StillOpen(Record):
    """Spans not ended by the end of the period; with `overdue`, past their due day by then."""

    measure: Name
    overdue: bool = False
    channel: Through = "any"


class Points(Record):
    """The weights of the positions that an audit found in order, in percent of one."""

    audit: Name
    weights: Annotated[dict[Code, Weight], Field(min_length=1)]
    take: Literal["latest", "worst"] = "latest"


class AllMet(Record):
    """Yes where every one of these positions was found in order, in every unit that was audited."""

    audit: Name
    positions: Annotated[list[Code], Field(min_length=1)]
    take: Literal["latest", "worst"] = "latest"


class Formula(Record):
    """Exactly one of the ways to make a figure."""

    ratio_of_sums: RatioOfSums | None = None
    share_of: ShareOf | None = None
    timely_share: TimelyShare | None = None
    percentile: Percentile | None = None
    count: Count | None = None
    still_open: StillOpen | None = None
    points: Points | None = None
    all_met: AllMet | None = None

    @model_validator(mode="after")
    def _one_of(self) -> Formula:
        if len(self.given()) != 1:
            raise PydanticCustomError("formula_shape", "exactly one formula")
        return self

    def given(self) -> list[str]:
        return [name for name in type(self).model_fields if getattr(self, name) is not None]


Unit = Literal["percent", "days", "cases", "yes_no"]

# What the value of each formula is counted in.
UNIT_OF: dict[str, Unit] = {
    "ratio_of_sums": "percent",
    "share_of": "percent",
    "timely_share": "percent",
    "percentile": "days",
    "count": "cases",
    "still_open": "cases",
    "points": "percent",
    "all_met": "yes_no",
}


class Norm(Record):
    """What the value must be; judged on the exact value, before it is rounded to be shown.

    `better` says which way is better; the norm decides nothing else by it.
    """

    comparator: Literal["exactly", "at_most", "at_least"]
    value: Annotated[int, Field(ge=0, le=100_000)]
    better: Literal["less", "more"]


class Indicator(Cited):
    """An official figure. `number` is what the act calls it, `source` where its data are from.

    `sample`: all cases, or the `sample_size` of them with the least hashes under `sample_seed`, so
    that one case more changes at most one member. `empty` is what a share of nothing is. `beside`
    tells whether single breaches are shown beside an average. `readings` are those that shape the
    figure; the reader finds them.
    """

    id: Name
    number: Annotated[str, Field(max_length=20)] = ""
    title: Words
    formula: Formula
    unit: Unit
    norm: Norm | None = None
    source: Words
    sample: Literal["all", "seeded_sample"] = "all"
    sample_size: Annotated[int, Field(ge=1, le=1_000_000)] = 100
    sample_seed: Annotated[str, Field(min_length=1, max_length=60)] = "sroki"
    rounding: Literal["half_up_2", "exact"] = "half_up_2"
    empty: Literal["not_applicable", "zero"] = "not_applicable"
    beside: Literal["literal", "literal_and_share"] = "literal_and_share"
    readings: list[Name] = Field(default_factory=list)

    @property
    def chosen(self) -> tuple[Chosen, ...]:
        """The observations that the formula takes, by the parts it names."""
        formula = self.formula
        if formula.share_of is not None:
            return formula.share_of.part, formula.share_of.whole
        one = formula.ratio_of_sums or formula.timely_share or formula.percentile or formula.count
        return () if one is None else (one.of,)

    @property
    def measures(self) -> tuple[str, ...]:
        """The measures that the formula rests on."""
        formula = self.formula
        names = [one.measure for one in self.chosen]
        if formula.still_open is not None:
            names.append(formula.still_open.measure)
        audit = formula.points or formula.all_met
        return (*names, audit.audit) if audit is not None else tuple(names)
