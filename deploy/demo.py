"""The demonstration: a year of a city's service told to a running Sroki, half a day at a time.

Every event goes through the real HTTP intake. The clock stands at the end of a half-day while its
events are sent, then time acts up to it; so the year is true however fast it passes. How far it has
come is remembered beside the store: a second start goes on from there, and what was being sent when
the first one ended is sent again and known for repetition. What people do with the figures of the
year is told in its place too.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from heapq import merge
from http.client import HTTPConnection
from itertools import groupby
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from sroki.deploy.clock import ToldClock, monotonic
from sroki.deploy.demo_cycle import Cycle
from sroki.deploy.demo_snapshots import Figures
from sroki.deploy.serve import Running
from sroki.deploy.settings import Settings
from sroki.deploy.simulate import SimEvent, over, season
from sroki.deploy.simulate.audits import audits
from sroki.events.errors import Invalid, Refused
from sroki.events.i18n import say

_BATCH: Final = 500
_HALF_A_DAY: Final = timedelta(hours=12)
# Krasnoyarsk's noon and midnight, the moments at which warnings are due and days end.
_EDGE: Final = datetime(2000, 1, 1, 5, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Story:
    """Which year is told."""

    seed: int = 1
    applications: int = 2000
    year: int = 2025

    def events(self) -> Iterator[SimEvent]:
        """Its events in the order of arrival."""
        told = season(self.seed, self.applications, self.year)
        return merge(told, audits(self.year), key=lambda one: one.received_at)

    def ends(self) -> datetime:
        """When everything of it has happened and is proven, UTC."""
        return over(self.year).astimezone(UTC)


class Part(NamedTuple):
    """Half a day: what arrived in it, and when it ends."""

    until: datetime
    bodies: Sequence[bytes]


class Home:
    """The folder of a demonstration: its store, and how far its story was told."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._file = folder / "story.json"
        self._passwords = folder / "story.users.json"

    def settings(self, port: int, lang: str) -> Settings:
        """Settings of its own; nothing of the machine's configuration is taken."""
        return Settings.model_validate(
            {
                "store": self.folder / "sroki.db",
                "port": port,
                "lang": lang,
                "office": "Красноярск (показ: все люди и события вымышлены)",
                "log_level": "warning",
                "log_format": "console",
                "tick_seconds": 0.5,
                # Users are for trying the roles; the board stays open as it was.
                "require_login": False,
                "survey_page": True,
            }
        )

    def told_until(self, story: Story) -> datetime | None:
        """How far the story was told; None at its beginning. Raises `Refused` for another one."""
        if not self._file.exists():
            return None
        try:
            said = json.loads(self._file.read_text(encoding="utf-8"))
            told = Story(**said["story"]), datetime.fromisoformat(said["until"])
        except (ValueError, KeyError, TypeError):
            raise Invalid(
                say("{file} не читается", file=self._file), accepted="sroki demo --reset"
            ) from None
        if told[0] != story:
            raise Refused(
                say("в папке {folder} начат другой год", folder=self.folder),
                why=", ".join(f"{name} {value}" for name, value in asdict(told[0]).items()),
                accepted=say("те же параметры, или --reset: начать заново"),
            )
        return told[1]

    def remember(self, story: Story, until: datetime) -> None:
        """The story was told, and time has acted, up to here."""
        part = self._file.with_suffix(".part")
        said = {"story": asdict(story), "until": until.isoformat()}
        part.write_text(json.dumps(said), encoding="utf-8")
        part.replace(self._file)

    def passwords(self) -> dict[str, str]:
        """The passwords of the demonstration's users, by login."""
        if not self._passwords.exists():
            return {}
        return dict(json.loads(self._passwords.read_text(encoding="utf-8")))

    def keep_passwords(self, kept: dict[str, str]) -> None:
        """Keep them, for the eyes of whoever runs the demonstration."""
        self._passwords.touch(mode=0o600)
        self._passwords.write_text(json.dumps(kept, indent=1), encoding="utf-8")

    def forget(self) -> None:
        """Begin anew: remove what a demonstration keeps, and nothing else."""
        if self.folder.is_dir():
            for file in (*self.folder.glob("sroki.db*"), *self.folder.glob("story.*")):
                file.unlink()


def parts(story: Story, after: datetime | None, until: datetime) -> Iterator[Part]:
    """The half-days of a story that end after `after`, the empty ones too, up to `until`."""
    edge: datetime | None = after
    for end, events in groupby(story.events(), lambda one: _edge(one.received_at)):
        if after is not None and end <= after:
            continue
        if end > until:
            break
        yield from _empty(edge, end)
        yield Part(end, [one.body for one in events])
        edge = end
    yield from _empty(edge, _edge(until))


def _empty(after: datetime | None, before: datetime) -> Iterator[Part]:
    """The half-days that end between two edges."""
    end = before if after is None else after + _HALF_A_DAY
    while end < before:
        yield Part(end, ())
        end += _HALF_A_DAY


def _edge(at: datetime) -> datetime:
    """The end of the half-day in which `at` lies."""
    passed = (at.astimezone(UTC) - _EDGE) // _HALF_A_DAY
    return _EDGE + (passed + 1) * _HALF_A_DAY


def tell(
    story: Story,
    home: Home,
    clock: ToldClock,
    running: Running,
    until: datetime,
    pace: Pace,
    watch: Callable[[datetime, int], None],
) -> bool:
    """Tell the story from where it was left up to `until`; False where the service ended first.

    `watch` is told how far it has come and how many events that took.
    """
    sender, figures = Sender(running.address), Figures(running.shell, story.year)
    cycle = Cycle(running.shell, story.year)
    for part in parts(story, home.told_until(story), until):
        if running.over.is_set():
            return False
        clock.at = part.until
        sender.send(part.bodies)
        running.shell.tick()
        figures.at(part.until)
        cycle.at(part.until)
        home.remember(story, part.until)
        watch(part.until, len(part.bodies))
        running.over.wait(pace.wait(part.until))
    sender.close()
    return not running.over.is_set()


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a story may go: from one moment to another in so many seconds, not faster."""

    since: datetime
    until: datetime
    seconds: float
    steady: Callable[[], float] = monotonic
    began: float = field(default_factory=monotonic)

    def wait(self, at: datetime) -> float:
        """How many seconds to wait at `at`."""
        whole = (self.until - self.since).total_seconds()
        if whole <= 0:
            return 0.0
        share = (at - self.since).total_seconds() / whole
        return max(0.0, self.began + share * self.seconds - self.steady())


class Sender:
    """Sends events to the intake, as any source would."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._connection = HTTPConnection(parts.hostname or "", parts.port, timeout=120)

    def send(self, bodies: Sequence[bytes]) -> None:
        """Send them in batches. Raises `Refused` where the intake does not answer as it should."""
        for start in range(0, len(bodies), _BATCH):
            self._post(b"[" + b",".join(bodies[start : start + _BATCH]) + b"]")

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def _post(self, body: bytes) -> None:
        headers = {"Content-Type": "application/cloudevents-batch+json"}
        self._connection.request("POST", "/events", body, headers)
        response = self._connection.getresponse()
        said = response.read()
        if response.status not in (200, 207):
            raise Refused(
                say("приём ответил {status}", status=response.status), why=said[:200].decode()
            )
