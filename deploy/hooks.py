"""The thread that tells cabinets of each change of a case: an outbox filled, and emptied over HTTP.

Signed as Standard Webhooks say. A receiver that answers with anything but 2xx is asked again, ever
more slowly; what it had, it can ask for again (`/api/v1/status/replay`). Nothing here ends the
service, and nothing is judged by it.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import new as hmac
from http.client import HTTPException
from typing import Any, Final, Self
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from prometheus_client import CollectorRegistry, Gauge
from pydantic_core import to_json

from sroki import __version__
from sroki.deploy.applicants import status_of
from sroki.deploy.cabinets import Cabinet
from sroki.deploy.logs import log
from sroki.deploy.rounds import Courier
from sroki.deploy.shell import Shell
from sroki.deploy.status_api import moment, told
from sroki.projections import outbox
from sroki.projections.metrics.declared.shell import HOOK_ATTEMPTS, HOOK_OLDEST
from sroki.projections.outbox import DELIVERED, GIVEN_UP, Letter
from sroki.projections.queries import cases
from sroki.projections.queries.touched import touched

_log = log(__name__)
_SECONDS: Final = 2.0
_TIMEOUT: Final = 15
_AT_ONCE: Final = 100
_HOUR: Final = timedelta(hours=1)
TYPE: Final = "case.status"


class _NoRedirects(HTTPRedirectHandler):
    """A secret is shared with one address, and what is signed for it goes nowhere else."""

    def redirect_request(self, *_: Any) -> None:
        return None


_OPENER: Final = build_opener(_NoRedirects)


class Hooks(Courier):
    """Fills and empties the outbox of every cabinet that has an address, within `with`."""

    def __init__(
        self,
        shell: Shell,
        held: Callable[[], bool],
        registry: CollectorRegistry,
        failing: Gauge,
    ) -> None:
        super().__init__("hooks", _SECONDS, failing)
        self._shell = shell
        self._held = held
        self._cabinets = [one for one in shell.settings.cabinets if one.hook]
        self._tried = HOOK_ATTEMPTS.counter(registry)
        self._oldest = HOOK_OLDEST.gauge(registry)
        for one in self._cabinets:
            self._oldest.labels(one.name)
            for outcome in ("delivered", "failed", "given_up"):
                self._tried.labels(one.name, outcome)
        self._expired_at: datetime | None = None

    def __enter__(self) -> Self:
        return super().__enter__() if self._cabinets else self

    def go_round(self) -> None:
        """Tell every cabinet what there is to tell now."""
        if self._held():
            return
        for one in self._cabinets:
            more = True
            while more and not self._stop.is_set():
                more = self._fill(one)
            self._empty(one)
        now = self._shell.clock.now()
        if self._expired_at is None or now - self._expired_at >= _HOUR:
            outbox.expire(self._shell.database, now)
            self._expired_at = now

    def _fill(self, cabinet: Cabinet) -> bool:
        """Put a portion into the outbox; whether there is more."""
        shell = self._shell
        with shell.database.reading() as connection:
            reading = shell.reading(connection)._replace(scope=cabinet.scope)
            seen = outbox.look_of(connection, cabinet.name)
            found = touched(reading, seen)
            if seen is not None and found.look.lengths == seen.lengths:
                return False
            statuses = {}
            for key in found.cases:
                status = status_of(shell, reading, key)
                if status is not None:
                    statuses[key] = json.loads(to_json(told(status)))
        outbox.fill(shell.database, cabinet.name, seen, found.look, statuses)
        return found.more

    def _empty(self, cabinet: Cabinet) -> None:
        """Send what is due; of each case the next one as soon as the one before has arrived."""
        shell, now = self._shell, self._shell.clock.now()
        while not self._stop.is_set():
            with shell.database.reading() as connection:
                letters = outbox.due(connection, cabinet.name, now, _AT_ONCE)
            if not letters:
                break
            for letter in letters:
                if self._stop.is_set():
                    return
                if outbox.claim(shell.database, letter, now):
                    self._send(cabinet, letter, now)
        with shell.database.reading() as connection:
            oldest = outbox.waiting(connection, cabinet.name).oldest
        waited = (now - oldest).total_seconds() if oldest else 0
        self._oldest.labels(cabinet.name).set(max(0, waited))

    def _send(self, cabinet: Cabinet, letter: Letter, now: datetime) -> None:
        body = self._body(letter)
        answer, well = _post(cabinet, letter.id, body, now)
        state = outbox.settle(self._shell.database, letter, now, answer, well=well)
        outcome = state if state in (DELIVERED, GIVEN_UP) else "failed"
        self._tried.labels(cabinet.name, outcome).inc()
        if not well:
            _log.warning("hook_not_taken", hook=cabinet.name, answer=answer, state=state)

    def _body(self, letter: Letter) -> bytes:
        """The letter as it leaves, with the numbers the register has of the case at this moment."""
        with self._shell.database.reading() as connection:
            reading = self._shell.reading(connection)
            numbers = [
                {"source": one.source, "number": one.number, "year": one.year or None}
                for one in cases.aliases(reading, letter.case_id)
                if one.kind == "registration"
            ]
        data = {"case_id": letter.case_id, "numbers": numbers, **json.loads(letter.body)}
        said = {"type": TYPE, "timestamp": moment(letter.made_at), "data": data}
        return json.dumps(said, ensure_ascii=False).encode()


def signature(key: bytes, letter: str, stamp: str, body: bytes) -> str:
    """`v1,…` over id, moment and body, as Standard Webhooks say."""
    signed = f"{letter}.{stamp}.".encode() + body
    return "v1," + b64encode(hmac(key, signed, sha256).digest()).decode()


def _post(cabinet: Cabinet, letter: str, body: bytes, now: datetime) -> tuple[str, bool]:
    """What the receiver answered, and whether it has the letter."""
    stamp = str(int(now.timestamp()))
    request = Request(  # noqa: S310 - the address is https, or this machine: Cabinet sees to it
        cabinet.hook or "",
        data=body,
        method="POST",
        headers={
            "Content-Type": "application/json",
            "User-Agent": f"Sroki/{__version__}",
            "webhook-id": letter,
            "webhook-timestamp": stamp,
            "webhook-signature": signature(cabinet.key, letter, stamp, body),
        },
    )
    try:
        with _OPENER.open(request, timeout=_TIMEOUT) as answer:
            return str(answer.status), 200 <= answer.status < 300
    except HTTPError as refused:
        with refused:
            return str(refused.code), False
    except (OSError, HTTPException) as failure:
        return type(failure).__name__, False
