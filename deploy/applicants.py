"""The page of applicants, wired: what may be asked by whom, and the answer from the store."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sroki.deploy.clock import Clock
from sroki.deploy.explain import told_of
from sroki.deploy.pacing import Pacing
from sroki.deploy.shell import Shell
from sroki.monitors.applicant import status
from sroki.projections.queries import cases
from sroki.projections.queries.lookup import Asked, case_of
from sroki.projections.queries.reading import Reading
from sroki.workflows.applicant import Progress, Status


def asking(clock: Clock) -> Callable[[str], datetime | None]:
    """When an address may answer a survey again; None where it may now, and that is counted."""
    pacing = Pacing()
    return lambda address: pacing.wait(address, clock.now())


class Applicants:
    """Answers those who know a registration number; they see no more than that of the store."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._pacing = Pacing()

    @property
    def by_day(self) -> bool:
        """Whether the day of filing is asked for beside the number."""
        return self._shell.settings.status_factor == "filing_day"

    def wait(self, address: str) -> datetime | None:
        """When an address may ask again; None where it may now."""
        return self._pacing.wait(address, self._shell.clock.now())

    def status(self, asked: Asked) -> Status | None:
        """How the case stands; None where the number names none of that unit."""
        shell = self._shell
        with shell.database.reading() as connection:
            reading = shell.reading(connection)
            key = case_of(reading, asked)
            return None if key is None else status_of(shell, reading, key)


def status_of(shell: Shell, reading: Reading, key: str) -> Status | None:
    """How a case stands for its applicant; None where the reader may see no such case."""
    found = cases.subject(reading, key)
    if found is None or found.kind != "case" or not found.events:
        return None
    if found.fault is not None:
        return Status(Progress.UNKNOWN)
    told = told_of(reading.progress[reading.home(found.key)], found.authority, found.unit)
    plans = shell.rules.of(found.rulebook)
    return status(found.key, found.events, plans, reading.now, told)
