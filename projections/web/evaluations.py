"""The evaluation of the six parameters: what each rests on, what lacks, and what is concluded."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from sroki.events import amounts
from sroki.events.acts.evidence import Parameter
from sroki.events.i18n import mark
from sroki.projections.desk import Performed
from sroki.projections.queries.basis import Basis, Fact, basis
from sroki.projections.queries.dossiers import dossier, dossiers
from sroki.projections.queries.reading import Reading
from sroki.projections.web.context import Context
from sroki.projections.web.cycle_forms import (
    Fields,
    FieldsForm,
    authority_of,
    do,
    edition_of,
    may_do,
    refs_of,
    told,
    year_links,
    year_of,
)
from sroki.projections.web.forms import (
    Denied,
    SentForm,
    guard,
    person_of,
    status_of,
    why_not,
)
from sroki.projections.web.page import Page
from sroki.workflows.period_names import in_words
from sroki.workflows.phrases import t as phrase
from sroki.workflows.plan_dossier import PARAMETERS
from sroki.workflows.proposal_dossier import EVALUATION

FACTS: Final[dict[str, str]] = {
    "audit": mark("выполнено: {part} из {whole}"),
    "sample": mark("проверенных дел без замечаний: {part} из {whole}"),
    "survey": mark("ответивших листов: {part} из {whole}"),
    "information": mark("не соблюдается требований: {part} из {whole}"),
    "rule": mark("дел с нарушением: {part} из {whole}"),
    "complaint": mark("удовлетворено: {part} из {whole}"),
    "snapshot": mark("снимок показателей"),
    "source": mark("сообщил всё по {on}"),
    "silent": mark("ни разу не сказал, что сообщил всё: пропущенные сроки не доказаны"),
}
_TITLES: Final[dict[str, str]] = {
    "complaint": mark("Жалобы по основанию {title}"),
    "information": mark("Сведения: {title}"),
    "snapshot": mark("Показатели за {title}"),
    "source": mark("Источник событий: {title}"),
    "silent": mark("Источник событий: {title}"),
}


def router(ports: Context) -> APIRouter:
    """`/cycle/evaluation`."""
    routes = APIRouter(include_in_schema=False)
    ours = [Depends(guard(ports))]

    @routes.get("/cycle/evaluation")
    def every(request: Request) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            return _list(page, reading)

    @routes.get("/cycle/evaluation/{year}/{parameter}/{service:path}")
    def look(request: Request, year: int, parameter: Parameter, service: str) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            return _page(page, reading, year, parameter, service)

    @routes.post("/cycle/evaluation/{year}/{parameter}/{service:path}", dependencies=ours)
    def evaluate(
        request: Request,
        year: int,
        parameter: Parameter,
        service: str,
        form: SentForm,
        said: FieldsForm,
    ) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            found = _basis(page, reading, year, parameter, service)
        refs, lost = refs_of(page, said)
        fields: dict[str, Any] = {
            "kind": "parameter_reevaluated" if form.seen else "parameter_evaluated",
            "year": year,
            "parameter": parameter,
            "service": service,
            "values": [_value(page, one) for one in found.facts],
            "missing": [one[:200] for one in found.missing][:50],
            "conclusion": said.one("conclusion").replace("\r\n", "\n"),
            "grade": said.one("grade"),
            "scale": said.one("scale"),
            "rests_on": [*found.refs, *refs],
        }
        if form.seen:
            fields["reason"] = said.one("reason")
        outcome = lost or do(page, person_of(page), form, fields)
        here = f"/cycle/evaluation/{year}/{parameter.value}/{service}"
        if isinstance(outcome, Performed):
            return RedirectResponse(page.link(here), 303)
        with page.reading() as reading:
            values = {"said": said, **why_not(page, outcome)}
            shown = page.at(here)
            status = status_of(outcome)
            return _page(shown, reading, year, parameter, service, status=status, **values)

    return routes


def _title(page: Page, one: Fact) -> str:
    return (
        page.t(_TITLES[one.what], title=in_words(one.title, page.lang))
        if one.what in _TITLES
        else one.title
    )


def _worth(page: Page, one: Fact) -> str:
    on = "" if one.on is None else amounts.on(one.on, page.lang)
    return page.t(FACTS[one.what], part=one.part, whole=one.whole, on=on)


def _value(page: Page, one: Fact) -> dict[str, Any]:
    """A fact as the act keeps it: computed, with what shows it."""
    return {
        "title": _title(page, one)[:200],
        "value": _worth(page, one),
        "origin": "computed",
        "shown_by": one.ref,
    }


def _basis(page: Page, reading: Reading, year: int, parameter: Parameter, service: str) -> Basis:
    authority = authority_of(page, reading)
    edition = edition_of(reading, authority, service)
    if edition is None or not 2000 <= year < 2100:
        raise Denied(page.t("Такой услуги нет."), 404)
    known = page.ports.requirements.get(edition.id)
    whose, record = (authority, service), page.ports.effective
    return basis(reading, whose, year, parameter, known, record)


def _list(page: Page, reading: Reading) -> Response:
    authority = authority_of(page, reading)
    year = year_of(page, reading, authority)
    services = sorted(code for of, code in reading.names.services if of == authority)
    names = [f"{year}/{one.value}/{service}" for service in services for one in Parameter]
    found = dossiers(reading, EVALUATION, authority, names)
    return page.render(
        "evaluations.html",
        reading,
        reading.names.zone(authority),
        is_data=False,
        year=year,
        years=year_links(page, reading, authority, year, "/cycle/evaluation"),
        authority=authority,
        services=services,
        parameters=[(one, phrase(words, page.lang)) for one, words in PARAMETERS.items()],
        found={name: one.state.found for name, one in found.items() if one.state is not None},
    )


def _page(
    page: Page,
    reading: Reading,
    year: int,
    parameter: Parameter,
    service: str,
    *,
    status: int = 200,
    **values: Any,
) -> Response:
    authority = authority_of(page, reading)
    facts = _basis(page, reading, year, parameter, service)
    name = f"{year}/{parameter.value}/{service}"
    found = dossier(reading, EVALUATION, authority, name)
    if found is None:
        raise Denied(page.t("Такой страницы нет."), 404)
    return page.render(
        "evaluation.html",
        reading,
        reading.names.zone(authority),
        status=status,
        is_data=False,
        year=year,
        name=name,
        service=service,
        title=phrase(PARAMETERS[parameter], page.lang),
        facts=[(one, _title(page, one), _worth(page, one)) for one in facts.facts],
        missing=facts.missing,
        dossier=found,
        state=None if found.state is None else found.state.found,
        acts=told(page, reading, found),
        may_write=may_do(page, "parameter_evaluated", authority),
        **{"refused": None, "changed": (), "said": Fields({})} | values,
    )
