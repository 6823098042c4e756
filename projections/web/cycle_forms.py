"""What the pages of the monitoring cycle share: whose cycle it is, and from a form to an act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, NamedTuple, TypeAlias

from fastapi import Depends, Request
from starlette.datastructures import UploadFile

from sroki.events.acts.base import HumanAct
from sroki.events.acts.catalogue import ACTS
from sroki.projections.desk import Outcome
from sroki.projections.queries.reading import Reading
from sroki.projections.web.acting import filled
from sroki.projections.web.days import day_of
from sroki.projections.web.forms import Denied, noted
from sroki.projections.web.issues import Sent
from sroki.projections.web.page import Page
from sroki.projections.web.uploads import content_of
from sroki.projections.web.users import actors
from sroki.workflows.dossier_types import DOSSIERS
from sroki.workflows.dossiers import Dossier
from sroki.workflows.duties import Person, may
from sroki.workflows.edition import Edition
from sroki.workflows.refusals import Refusal


class Fields(NamedTuple):
    """The fields of a form with many of them, and its file; what is too long is no field's business
    to cut: whoever reads it says so."""

    texts: Mapping[str, Sequence[str]]
    sent: UploadFile | None = None

    def one(self, name: str) -> str:
        """The first text under a name; "" where there is none."""
        return self.all(name)[0] if self.all(name) else ""

    def all(self, name: str) -> Sequence[str]:
        return self.texts.get(name, ())

    @property
    def file(self) -> str:
        """What the file is called."""
        return (self.sent and self.sent.filename) or "form.xlsx"

    def content(self) -> bytes:
        """The content of the file. Raises `Invalid` where it is too large."""
        return content_of(self.sent) if self.sent else b""


async def fields(request: Request) -> Fields:
    """What was sent. It has been read already, for the hidden fields."""
    texts: dict[str, list[str]] = {}
    file: UploadFile | None = None
    for key, value in (await request.form()).multi_items():
        if isinstance(value, UploadFile):
            file = value
        else:
            texts.setdefault(key, []).append(value.strip())
    return Fields(texts, file)


FieldsForm: TypeAlias = Annotated[Fields, Depends(fields)]


def approval_of(said: Fields) -> dict[str, str]:
    """By whom, by which act, of which day, as the fields of `cycle_parts.approval` say."""
    on = day_of(said.one("dated"))
    dated = said.one("dated") if on is None else on.isoformat()
    return {"by": said.one("by"), "act": said.one("act"), "dated": dated}


def refs_of(said: Fields) -> list[str]:
    """What the form says it rests on, a reference a line."""
    return [line.strip() for line in said.one("rests_on").splitlines() if line.strip()]


def edition_of(reading: Reading, authority: str, service: str) -> Edition | None:
    """The latest edition of a service."""
    found = [
        one
        for one in reading.names.editions.values()
        if (one.authority, one.service) == (authority, service)
    ]
    return max(found, key=lambda one: one.in_force.since, default=None)


def authority_of(page: Page, reading: Reading) -> str:
    """Whose cycle is looked at: that of who asks, else of the first authority he may see."""
    person = page.visitor.person
    if person is not None:
        return person.authority
    known = sorted({one.authority for one in reading.names.editions.values()})
    wanted = page.request.query_params.get("authority")
    seen = [one for one in known if reading.scope.allows_authority(one)]
    if wanted in seen:
        return str(wanted)
    if not seen:
        raise Denied(page.t("Здесь ничего вашего нет."), 404)
    return seen[0]


def year_of(page: Page, reading: Reading, authority: str) -> int:
    """The year that is asked for; this one unless it is."""
    said = page.request.query_params.get("year", "")
    plain = said.isascii() and said.isdecimal() and len(said) == len("2025")
    return int(said) if plain else reading.names.today(authority, page.now).year


def may_do(page: Page, kind: str, authority: str, unit: str | None = None) -> bool:
    """Whether whoever asks may do an act of a kind there."""
    person = page.visitor.person
    roles = DOSSIERS[ACTS[kind].of].roles[kind]
    return person is not None and may(person, roles, authority, unit)


def do(page: Page, person: Person, form: Sent, fields: Mapping[str, Any]) -> Outcome:
    """Do the act of a form, or say why not; the audit is told."""
    act = filled(person, form.once, {"recorded_at": page.now, **fields})
    if isinstance(act, Refusal):
        noted(page.request, act, f"office/{person.authority}/{ACTS[fields['kind']].of}")
        return act
    outcome = page.ports.desk.perform(act, person, form.seen)
    noted(page.request, outcome, act.subject)
    return outcome


def told(page: Page, reading: Reading, found: Dossier[Any]) -> list[tuple[HumanAct, str, str]]:
    """Every act, newest first: itself, in a sentence, and by whom."""
    names = actors(page, reading, {act.actor for act in found.acts})
    return [(act, found.of.say(act, page.lang), names[act.actor]) for act in reversed(found.acts)]
