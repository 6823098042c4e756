"""The thread that sends each unit its digest: once a working day, from a set hour of its own zone.

Nothing else sends cases to people: Alertmanager speaks of sums. What cannot be sent is tried again
the same day, ever more slowly, and told in the log and in a metric; it never ends the service.
"""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage
from smtplib import SMTPException
from typing import Final, Self

from prometheus_client import CollectorRegistry, Gauge

from sroki.deploy.logs import log
from sroki.deploy.mail import DigestTo, PartlyRefused, send
from sroki.deploy.rounds import Courier
from sroki.deploy.shell import Shell
from sroki.projections import digest_log
from sroki.projections.digest import Digest, digest
from sroki.projections.digest_log import Which
from sroki.projections.metrics.declared.shell import DIGESTS
from sroki.projections.queries.reading import Reading
from sroki.projections.web.digests import as_mail

_log = log(__name__)
_SECONDS: Final = 30.0
_OUTCOMES: Final = ("sent", "empty", "failed")


class Postman(Courier):
    """Sends what is due, every so often, within `with`; not while the clock is `held`."""

    def __init__(
        self,
        shell: Shell,
        held: Callable[[], bool],
        registry: CollectorRegistry,
        failing: Gauge,
    ) -> None:
        super().__init__("postman", _SECONDS, failing)
        self._shell = shell
        self._held = held
        self._sent = DIGESTS.counter(registry)
        for outcome in _OUTCOMES:
            self._sent.labels(outcome)

    def __enter__(self) -> Self:
        return super().__enter__() if self._shell.settings.mail.digests else self

    def go_round(self) -> None:
        """Send whatever is due now."""
        for one in self._shell.settings.mail.digests:
            if self._stop.is_set() or self._held():
                return
            try:
                self._deliver(one)
            except (OSError, SMTPException) as failure:
                self._sent.labels("failed").inc()
                _log.error("digest_not_sent", unit=one.unit, why=type(failure).__name__)

    def _deliver(self, to: DigestTo) -> None:
        shell = self._shell
        with shell.database.reading() as connection:
            reading = shell.reading(connection)
            which = self._due(reading, to)
            if which is None:
                return
            since = digest_log.last_look(connection, which)
            found = digest(reading, to.authority, to.unit, since)
        if not digest_log.claim(shell.database, which, found.look, reading.now):
            return
        if found.empty:
            digest_log.settle(shell.database, which, "empty")
            self._sent.labels("empty").inc()
            return
        try:
            send(shell.settings.mail, self._message(to, found, reading))
        except PartlyRefused as refused:
            _log.error("digest_refused_by_some", unit=to.unit, addresses=len(refused.addresses))
        digest_log.settle(shell.database, which, "sent")
        self._sent.labels("sent").inc()
        _log.info("digest_sent", unit=to.unit, on=str(which.on))

    def _due(self, reading: Reading, to: DigestTo) -> Which | None:
        """The digest that is to be sent now, if one is."""
        names = reading.names
        local = reading.now.astimezone(names.zone(to.authority).info)
        on = names.today(to.authority, reading.now)
        if local.hour < self._shell.settings.mail.hour or not names.works(to.authority)(on):
            return None
        which = Which(to.authority, to.unit, on)
        return which if digest_log.is_due(reading.connection, which, reading.now) else None

    def _message(self, to: DigestTo, found: Digest, reading: Reading) -> EmailMessage:
        settings = self._shell.settings
        mail = as_mail(found, reading.names, settings.lang, reading.now, settings.mail.site)
        sender = settings.mail.sender or ""
        message = EmailMessage()
        message["From"] = sender
        message["To"] = ", ".join(to.to)
        message["Subject"] = mail.subject
        message["Date"] = reading.now
        # The same for every attempt: a repetition is known by it.
        name = f"digest.{found.authority}.{found.unit}.{found.on}"
        message["Message-ID"] = f"<{name}@{sender.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(mail.text)
        message.add_alternative(mail.html, subtype="html")
        return message
