"""What the pages of the monitoring cycle share: whose cycle it is, and from a form to an act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final, NamedTuple, TypeAlias

from fastapi import Depends, Request
from starlette.datastructures import UploadFile

from sroki.events.acts.base import HumanAct
from sroki.events.acts.catalogue import ACTS
from sroki.events.acts.evidence import KINDS_OF_REF
from sroki.projections.desk import Outcome
from sroki.projections.names import Names
from sroki.projections.queries.cycle import years
from sroki.projections.queries.evidence import Graph, ref_of
from sroki.projections.queries.reading import Reading
from sroki.projections.web.acting import filled, not_yet
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
from sroki.workflows.refusals import BAD_FIELDS, LEADS_NOWHERE, Refusal


class Fields(NamedTuple):
    """The fields of a form with many of them, and its files; what is too long is no field's
    business to cut: whoever reads it says so."""

    texts: Mapping[str, Sequence[str]]
    files: Sequence[UploadFile] = ()

    def one(self, name: str) -> str:
        """The first text under a name; "" where there is none."""
        return self.all(name)[0] if self.all(name) else ""

    def all(self, name: str) -> Sequence[str]:
        return self.texts.get(name, ())

    @property
    def sent(self) -> UploadFile | None:
        """The file of a form that takes one."""
        return self.files[-1] if self.files else None

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
    files: list[UploadFile] = []
    for key, value in (await request.form()).multi_items():
        if isinstance(value, UploadFile):
            files.append(value)
        else:
            texts.setdefault(key, []).append(value.strip())
    return Fields(texts, files)


FieldsForm: TypeAlias = Annotated[Fields, Depends(fields)]


def approval_of(said: Fields) -> dict[str, str]:
    """By whom, by which act, of which day, as the fields of `cycle_parts.approval` say."""
    on = day_of(said.one("dated"))
    dated = said.one("dated") if on is None else on.isoformat()
    return {"by": said.one("by"), "act": said.one("act"), "dated": dated}


def refs_of(page: Page, said: Fields) -> tuple[list[str], Refusal | None]:
    """What the form says it rests on, a reference or the address of a page a line; and why not,
    where one leads nowhere."""
    refs = [ref_of(line) for line in said.one("rests_on").splitlines() if line.strip()]
    with page.reading() as reading:
        graph = Graph(reading)
        # What is no reference at all is refused by the act itself.
        known = (one for one in refs if one.partition("/")[0] in KINDS_OF_REF)
        lost = next((one for one in known if not graph.leaf(one).there), None)
    return refs, None if lost is None else Refusal(LEADS_NOWHERE, {"ref": lost})


def edition_of(reading: Reading, authority: str, service: str) -> Edition | None:
    """The latest edition of a service."""
    found = [
        one
        for one in reading.names.editions.values()
        if (one.authority, one.service) == (authority, service)
    ]
    return max(found, key=lambda one: one.in_force.since, default=None)


def services_of(reading: Reading, authority: str) -> list[tuple[str, str]]:
    """The services of an authority: number and title, in order."""
    names = reading.names.services
    return sorted((code, title) for (of, code), title in names.items() if of == authority)


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
    return int(said) if said in _YEARS else reading.names.today(authority, page.now).year


_YEARS: Final = frozenset(map(str, range(2000, 2100)))


def year_links(
    page: Page, reading: Reading, authority: str, year: int, path: str
) -> list[tuple[int, str]]:
    """The years there is something to do in, and a page of each: the last, this, the next, those
    that have a plan. Without a place for the year in `path` it is a parameter."""
    this = reading.names.today(authority, page.now).year
    every = {this - 1, this, this + 1, year, *years(reading, authority)}
    return [
        (one, page.link(path.format(year=one)) if "{" in path else page.link(path, year=one))
        for one in sorted(every, reverse=True)
    ]


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
    names = page.ports.names()
    today = names.today(person.authority, page.now)
    outcome = (
        _unknown(act, names)
        or not_yet(act, today)
        or page.ports.desk.perform(act, person, form.seen)
    )
    noted(page.request, outcome, act.subject)
    return outcome


def _unknown(act: HumanAct, names: Names) -> Refusal | None:
    """Why an act may not be: its service or a unit is none of the authority's."""
    service = getattr(act, "service", None)
    if service is not None and (act.authority, service) not in names.services:
        return Refusal(BAD_FIELDS["service"])
    units = [*getattr(act, "units", ()), *([act.unit] if act.unit else [])]
    if any((act.authority, one) not in names.units for one in units):
        return Refusal(BAD_FIELDS["units"])
    return None


def told(page: Page, reading: Reading, found: Dossier[Any]) -> list[tuple[HumanAct, str, str]]:
    """Every act, newest first: itself, in a sentence, and by whom."""
    names = actors(page, reading, {act.actor for act in found.acts})
    return [(act, found.of.say(act, page.lang), names[act.actor]) for act in reversed(found.acts)]
