"""What the intake would say of pasted events: the very check of `sroki validate`."""

from __future__ import annotations

from io import StringIO

from sroki.deploy.pile import take_lines
from sroki.deploy.shell import Shell
from sroki.events.outcomes import Accepted, Held, Outcome, Unlinked
from sroki.events.strict import Limits, read_text
from sroki.projections.web.context import Checked
from sroki.workflows.declared import declared_types

_LIMITS = Limits()


def check(shell: Shell, text: str) -> list[Checked]:
    """Each event of a document or of its lines, in their order; nothing is kept."""
    document = read_text(text, _LIMITS)
    # Of a document each event is a line of its own, so that answers come in its order.
    lines = [one.raw for one in document] if isinstance(document, list) else StringIO(text)
    declared = declared_types(shell.rules.current.rulebook.editions)
    found = take_lines(lines, declared, shell.directory.strict, _LIMITS)
    return [_checked(outcome) for _, outcome in sorted(found, key=lambda one: one.line)]


def _checked(outcome: Outcome) -> Checked:
    if isinstance(outcome, Accepted):
        return Checked("accepted", outcome.events[0].kind, (), tuple(outcome.dropped))
    name = (
        "unlinked"
        if isinstance(outcome, Unlinked)
        else "held"
        if isinstance(outcome, Held)
        else "rejected"
    )
    return Checked(name, "", tuple(outcome.reasons), ())
