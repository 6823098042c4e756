"""The report of a year drawn up, amended, approved and placed: acts, and the files made with them.

An act and its files are written in one transaction: nothing is approved whose documents are not
kept, and what was kept is what is given out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from sroki.events.acts.audits import Paper
from sroki.events.acts.base import HumanAct
from sroki.events.acts.reports import ReportAmended, ReportApproved, ReportDrafted
from sroki.projections.cycle import report_files
from sroki.projections.cycle.publication import archive
from sroki.projections.cycle.report import statements
from sroki.projections.cycle.report_document import ReportDocument
from sroki.projections.cycle.report_files import Version
from sroki.projections.cycle.report_public import whole
from sroki.projections.desk import Desk, Outcome
from sroki.projections.names import Names
from sroki.projections.queries.complaints import Effective
from sroki.projections.queries.dossiers import dossier
from sroki.projections.queries.reading import read
from sroki.projections.snapshots.canonical import digest
from sroki.projections.web.acting import filled, not_yet
from sroki.projections.web.issues import Sent
from sroki.workflows.dossiers import Dossier
from sroki.workflows.duties import Person
from sroki.workflows.refusals import NOT_YOURS, Refusal
from sroki.workflows.report_dossier import REPORT, Report, ReportVersion, step
from sroki.workflows.requirements import Requirements


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """What reports are made with: `effective` are the events that stand of those accepted; under
    `threshold` the public form withholds a count."""

    reading: Callable[[], AbstractContextManager[Connection]]
    desk: Desk
    names: Names
    now: Callable[[], datetime]
    requirements: Mapping[str, Requirements]
    effective: Effective
    threshold: int


class Reporting:
    """Reports made by one person."""

    def __init__(self, press: Press, person: Person) -> None:
        self._with, self._person = press, person

    def draw_up(self, form: Sent, year: int, words: str, reason: str | None) -> Outcome:
        """The first version, or with a reason the next: the year as it is known now."""
        again = self._again(form, year)
        if again is not None:
            return again
        # The statements are of the whole authority: who sees a part of it cannot draw them up.
        if self._person.units:
            return Refusal(NOT_YOURS)
        now = self._with.now()
        with self._with.reading() as connection:
            reading = read(connection, now, self._with.names)
            given = (self._with.requirements, self._with.effective)
            told = statements(reading, self._person.authority, year, *given)
        fields: dict[str, Any] = {
            "kind": "report_drafted" if reason is None else "report_amended",
            "recorded_at": now,
            "year": year,
            "as_of": now,
            "words": words,
            "statements": [one.model_dump(mode="json") for one in told],
            "rests_on": [f"dossier/plan/{year}"],
        }
        act = filled(
            self._person, form.once, fields | ({} if reason is None else {"reason": reason})
        )
        if isinstance(act, Refusal):
            return act
        assert isinstance(act, (ReportDrafted, ReportAmended))  # noqa: S101 - there is no other kind
        found = self.dossier(year)
        number = 1 if found is None or found.state is None else found.state.last.number + 1
        files = self._draft(ReportVersion(number, act))
        return self._perform(act, form.seen, Version(act.authority, year, number), files)

    def approve(self, form: Sent, year: int, number: int, approval: Mapping[str, str]) -> Outcome:
        """Approve the last version; its documents and the archive for the site are made."""
        again = self._again(form, year)
        if again is not None:
            return again
        fields = {
            "kind": "report_approved",
            "recorded_at": self._with.now(),
            "year": year,
            "report": number,
            "approval": approval,
        }
        act = filled(self._person, form.once, fields)
        if isinstance(act, Refusal):
            return act
        assert isinstance(act, ReportApproved)  # noqa: S101 - there is no other kind
        early = self._early(act)
        if early is not None:
            return early
        found = self.dossier(year)
        after = step(None if found is None else found.state, act)
        if isinstance(after, Refusal):
            return after
        files = self._approved(after.last)
        papers = tuple(Paper(title=name, sha256=digest(files[name])) for name in files)
        act = act.model_copy(update={"files": papers})
        return self._perform(act, form.seen, Version(act.authority, year, number), files)

    def place(self, form: Sent, year: int, number: int, address: str, on: date | None) -> Outcome:
        """Write down where and when the version in force was placed on the site."""
        fields = {
            "kind": "report_placed",
            "recorded_at": self._with.now(),
            "year": year,
            "report": number,
            "address": address,
            "placed_on": on,
        }
        act = filled(self._person, form.once, fields)
        if isinstance(act, Refusal):
            return act
        return self._early(act) or self._with.desk.perform(act, self._person, form.seen)

    def dossier(self, year: int) -> Dossier[Report] | None:
        """What was done about a year's report."""
        with self._with.reading() as connection:
            reading = read(connection, self._with.now(), self._with.names)
            return dossier(reading, REPORT, self._person.authority, str(year))

    def _early(self, act: HumanAct) -> Refusal | None:
        return not_yet(act, self._with.names.today(act.authority, self._with.now()))

    def _again(self, form: Sent, year: int) -> Outcome | None:
        """What became of a form sent before: its moment is another, the act is the same."""
        found = self.dossier(year)
        acts = () if found is None else found.acts
        before = next((one for one in acts if one.id == form.once), None)
        return None if before is None else self._with.desk.perform(before, self._person, form.seen)

    def _draft(self, version: ReportVersion) -> dict[str, bytes]:
        document = ReportDocument(version, whole(version.statements), self._with.names)
        return dict(zip(report_files.DRAFTS, (document.docx(), document.pdf()), strict=True))

    def _approved(self, version: ReportVersion) -> dict[str, bytes]:
        names = self._with.names
        document = ReportDocument(version, whole(version.statements), names)
        outer = archive(version, names, self._with.threshold)
        return dict(
            zip(report_files.APPROVED, (document.docx(), document.pdf(), outer), strict=True)
        )

    def _perform(
        self, act: HumanAct, seen: int, version: Version, files: Mapping[str, bytes]
    ) -> Outcome:
        def put(connection: Connection) -> None:
            report_files.keep(connection, version, files)

        return self._with.desk.perform(act, self._person, seen, put)
