"""What people saw at audits, told through the intake like any source's events."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from sroki.deploy.library import requirements_of
from sroki.deploy.logs import log
from sroki.deploy.shell import Shell
from sroki.events.strict import Item
from sroki.projections.queries.dossiers import folded
from sroki.workflows.audit_dossier import AUDIT
from sroki.workflows.audit_events import audit_events

_log = log(__name__)


def tell(shell: Shell, events: Sequence[Mapping[str, object]]) -> None:
    """Send wire events of our own through the intake; what it does not take is logged and sealed
    like anybody's."""
    items = [Item(dict(one), None, json.dumps(one, ensure_ascii=False)) for one in events]
    for one, answer in zip(events, shell.take(items) if items else (), strict=True):
        if answer.kept is None:
            _log.error("own_event_not_taken", id=one["id"], kind=one["type"], outcome=answer.name)


def tell_audits(shell: Shell) -> None:
    """Tell every audit that was recorded. The intake knows for repetition what it has taken; so a
    process that ended between an act and its event makes up for it here."""
    requirements = requirements_of(shell.settings)
    events = []
    with shell.database.reading() as connection:
        reading = shell.reading(connection)
        for _, found in folded(reading, AUDIT):
            if found.state is None:
                continue
            recorded = found.state.recorded
            for edition in shell.names.editions.values():
                if (edition.authority, edition.service) != (recorded.authority, recorded.service):
                    continue
                known = requirements.get(edition.id)
                checklist = None if known is None else known.checklist(recorded.checklist)
                if checklist is not None:
                    zone = shell.names.zone(recorded.authority)
                    events += audit_events(found.acts, checklist, zone)
    tell(shell, list({str(one["id"]): one for one in events}.values()))
