"""One source: how fresh it is, what of it waits and why, how to send in its name."""

from __future__ import annotations

import json
from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from sroki.projections.queries import counters, sealed, sources
from sroki.projections.queries.reading import Reading
from sroki.projections.queries.sealed import SealedFilter
from sroki.projections.queries.sources import Heard
from sroki.projections.web.context import Context
from sroki.projections.web.forms import Denied
from sroki.projections.web.page import Page, office_zone
from sroki.projections.web.rejects import known, words_of
from sroki.projections.web.sandbox import EXAMPLE
from sroki.projections.web.sending import ready
from sroki.projections.web.sheets import as_json
from sroki.workflows.duties import REPLAY_REJECTS

# Of what waits so many are shown here; the page of rejects has them all.
_SHOWN: Final = 20


def router(ports: Context) -> APIRouter:
    """`/sources/…`."""
    routes = APIRouter()

    @routes.get(
        "/sources/{source:path}.json",
        summary="One source: when it was heard, what it was answered, what of it waits",
        responses={404: {"description": "No such source"}},
    )
    def data(request: Request, source: str) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            heard = _heard(page, reading, source)
            waiting = sealed.tally(reading, SealedFilter(source=source))
            answers = _answers(reading, source)
            told = _watermarks(reading, heard)
        return as_json(
            {
                "as_of": page.now,
                "source": source,
                "heard": [one._asdict() for one in heard],
                "watermarks": [one._asdict() for one in told],
                "answers": answers,
                "waiting": [
                    {"state": fate, "reason": reason, "count": number}
                    for (fate, _, reason), number in waiting.most_common()
                ],
            }
        )

    @routes.get("/sources/{source:path}", include_in_schema=False)
    def page(request: Request, source: str) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            heard = _heard(page, reading, source)
            wanted = SealedFilter(source=source)
            return page.render(
                "source.html",
                reading,
                office_zone(reading),
                is_data=False,
                source=source,
                heard=heard,
                watermarks=_watermarks(reading, heard),
                answers=_answers(reading, source),
                tally=sealed.tally(reading, wanted).most_common(),
                rows=[(one, known(one)) for one in sealed.waiting(reading, wanted, _SHOWN)],
                words_of=lambda code: words_of(page, code),
                may_replay=page.visitor.has(REPLAY_REJECTS),
                example=_example(reading, source, heard),
                lines=ready(request),
            )

    return routes


def _heard(page: Page, reading: Reading, source: str) -> list[Heard]:
    """What is known of a source by authority. Raises `Denied` where there is no such source."""
    heard = [one for one in sources.heard(reading) if one.source == source]
    if not heard and not sealed.tally(reading, SealedFilter(source=source)):
        raise Denied(page.t("От такого источника ничего не приходило."), 404)
    return heard


def _watermarks(reading: Reading, heard: list[Heard]) -> list[sources.Watermark]:
    of = {one.authority for one in heard}
    return [one for one in sources.watermarks(reading) if one.authority in of]


def _answers(reading: Reading, source: str) -> dict[str, int]:
    found = counters.intake(reading).items()
    return {outcome: number for (one, outcome), number in sorted(found) if one == source}


def _example(reading: Reading, source: str, heard: list[Heard]) -> str:
    """An event such as this source would send, of a unit of its authority."""
    event: dict[str, Any] = json.loads(EXAMPLE)
    event["source"] = source
    if heard:
        authority = heard[0].authority
        event["data"]["authority"] = authority
        units = [unit for of, unit in reading.names.units if of == authority]
        services = [service for of, service in reading.names.services if of == authority]
        event["data"] |= {"unit": units[0]} if units else {}
        event["data"] |= {"service": services[0]} if services else {}
    return json.dumps(event, ensure_ascii=False, indent=2)
