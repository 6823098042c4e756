"""What the pages are given: everything they need of the world, and nothing global."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, Protocol

from sqlalchemy import Connection
from starlette.requests import Request

from sroki.events.acts.surveys import SurveyForm
from sroki.events.base import Event
from sroki.events.i18n import DEFAULT, Lang
from sroki.events.reasons import Reason
from sroki.projections.desk import Desk
from sroki.projections.names import Names
from sroki.projections.queries.lookup import Asked
from sroki.projections.scope import EVERYTHING, Scope
from sroki.projections.snapshots.public import THRESHOLD
from sroki.projections.web.issues import Issues
from sroki.projections.web.people import People, Visitor
from sroki.workflows.applicant import Status
from sroki.workflows.duties import Person
from sroki.workflows.explanation import Explanation
from sroki.workflows.requirements import Requirements


class Check(NamedTuple):
    """One thing that must be well before the service is; `detail` is for whoever runs it."""

    name: str
    well: bool
    detail: str = ""


class Replayed(NamedTuple):
    """What became of sealed events sent through the intake again."""

    taken: int
    still: int


class Checked(NamedTuple):
    """What the intake would answer to an event: accepted, rejected, held or unlinked, and why."""

    name: str
    kind: str
    reasons: tuple[Reason, ...]
    dropped: tuple[str, ...]


class Applicants(Protocol):
    """How the page of applicants asks.

    `by_day`: beside the number one has to know the day the application was filed.
    """

    @property
    def by_day(self) -> bool: ...

    def wait(self, address: str) -> datetime | None:
        """When an address may ask again; None where it may now, and the question is counted."""
        ...

    def status(self, asked: Asked) -> Status | None:
        """How the case stands; None where the number names none of that unit."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The ports of the pages. `deploy` fills them.

    `reading` gives a connection that sees one snapshot and cannot write; `now` reads the clock;
    `names` the words for codes under the rulebook in use; `scope` whose rows a request may see.
    `explain` tells a case in a language, None where it cannot; `evidence` is its
    pack for those who verify, of what a reader may see; `say` an event in a sentence, under
    the words of an edition (its id); `check` says what the intake would of a text;
    `replay` sends sealed events (by
    their ids) through the intake again; `ready` are the checks behind `/readyz`; `scrape` the text
    of `/metrics`. `requirements` are the checklists beside an edition, by its id; `tell` sends wire
    events of our own through the intake; `surveys` are forms to choose from; under
    `public_threshold` a count of people is in no public form; `public_surveys` says
    when an address may answer one again, and without it nobody answers by phone. `visitor` is who
    asks, `people` are those who sign in, `desk` is where acts are done, `issues` makes snapshots
    for a person, `snapshot_file` gives a file of one by number, bundle and format, made when it is
    first asked for where it is long, `effective` the events that stand of those accepted.
    `applicants` answers those who ask after their own case;
    without it there is no such page. `office` is written at the top of every page,
    `refresh_seconds` is how often a page renews itself.
    """

    reading: Callable[[], AbstractContextManager[Connection]]
    now: Callable[[], datetime]
    names: Callable[[], Names]
    explain: Callable[[str, Lang], Explanation | None]
    evidence: Callable[[str, Scope, Lang], Mapping[str, object] | None]
    say: Callable[[Event, str | None, Lang], str]
    check: Callable[[str], list[Checked]]
    replay: Callable[[list[int]], Replayed]
    ready: Callable[[], list[Check]]
    scrape: Callable[[], bytes]
    people: People
    desk: Desk
    issues: Callable[[Person], Issues]
    snapshot_file: Callable[[int, str, str], bytes | None]
    effective: Callable[[Sequence[Event]], Sequence[Event]]
    requirements: Mapping[str, Requirements] = field(default_factory=dict)
    tell: Callable[[Sequence[Mapping[str, object]]], None] = lambda _events: None
    surveys: Mapping[str, SurveyForm] = field(default_factory=dict)
    public_threshold: int = THRESHOLD
    public_surveys: Callable[[str], datetime | None] | None = None
    applicants: Applicants | None = None
    visitor: Callable[[Request], Visitor] = lambda _request: Visitor()
    scope: Callable[[Request], Scope] = lambda _request: EVERYTHING
    office: str = ""
    lang: Lang = DEFAULT
    refresh_seconds: int = 20
