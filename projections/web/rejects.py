"""What was not taken, redacted: why, whose, since when; and the way to send it again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from sroki.events.reasons import SAYS, Reason
from sroki.projections.queries import sealed
from sroki.projections.queries.sealed import Fate, Sealed, SealedFilter
from sroki.projections.web.context import Context
from sroki.projections.web.forms import demand, guard
from sroki.projections.web.page import Page, office_zone
from sroki.projections.web.paging import Paging
from sroki.projections.web.sheets import Cell, Sheet, as_csv, as_json
from sroki.workflows.duties import REPLAY_REJECTS

# One press of a button sends so many at most again; a source's backlog has a command.
MOST = 1000
# Where a code's words have the place of a parameter.
_PARAMETER: Final = re.compile(r"\{[^}]*\}")
_CSV = (
    "id",
    "state",
    "source",
    "authority",
    "unit",
    "reason",
    "what",
    "accepted",
    "bytes",
    "received_at",
    "expires_at",
)


def router(ports: Context) -> APIRouter:
    """The page of what was not taken."""
    routes = APIRouter()

    @routes.get("/rejects", include_in_schema=False)
    def page(request: Request) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            wanted = _wanted(page)
            tally = sealed.tally(reading, wanted)
            paging = Paging.of(page, tally.total())
            return page.render(
                "rejects.html",
                reading,
                office_zone(reading),
                wanted=wanted,
                tally=tally.most_common(),
                fates=list(Fate),
                whole=sealed.tally(reading),
                paging=paging,
                rows=[
                    (one, known(one))
                    for one in sealed.waiting(reading, wanted, paging.size, paging.offset)
                ],
                words_of=lambda code: words_of(page, code),
                replayed=_replayed(page),
                may_replay=page.visitor.has(REPLAY_REJECTS),
            )

    @routes.get("/rejects.json", summary="What was not taken, without what it held")
    def data(request: Request) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            wanted = _wanted(page)
            tally = sealed.tally(reading, wanted)
            paging = Paging.of(page, tally.total())
            rows = sealed.waiting(reading, wanted, paging.size, paging.offset)
        return as_json(
            {
                "as_of": page.now,
                "filter": wanted._asdict(),
                "by_reason": [
                    {"state": fate, "source": source, "reason": reason, "count": number}
                    for (fate, source, reason), number in tally.most_common()
                ],
                **paging.as_json(),
                "rows": [_row(page, one) for one in rows],
            }
        )

    @routes.get("/rejects.csv", summary="What was not taken, as a table")
    def table(request: Request) -> Response:
        page = Page.of(request, ports)
        return as_csv(Sheet("sroki-rejects", _CSV, _rows(page)))

    @routes.post("/rejects/replay", include_in_schema=False, dependencies=[Depends(guard(ports))])
    def replay(request: Request, id: Annotated[list[int] | None, Form()] = None) -> Response:  # noqa: A002 # the form's own name
        page = Page.of(request, ports)
        demand(page, REPLAY_REJECTS)
        with page.reading() as reading:
            mine = {one.id for one in sealed.waiting(reading, SealedFilter())}
        found = ports.replay([one for one in (id or [])[:MOST] if one in mine])
        return RedirectResponse(
            page.link("/rejects", taken=found.taken, still=found.still), status_code=303
        )

    return routes


def known(one: Sealed) -> list[Reason]:
    """Its reasons, but for codes that this program has no words for."""
    return [reason for reason in one.reasons if reason.code in SAYS]


def words_of(page: Page, code: str) -> str:
    """What a code says in general: its words, with the places of parameters left open."""
    return _PARAMETER.sub("…", page.t(SAYS[code][0])) if code in SAYS else code


def _replayed(page: Page) -> tuple[int, int] | None:
    asked = page.request.query_params
    taken, still = asked.get("taken", ""), asked.get("still", "")
    return (int(taken), int(still)) if taken.isdecimal() and still.isdecimal() else None


def _row(page: Page, one: Sealed) -> dict[str, Cell]:
    reasons = known(one)
    return {
        "id": one.id,
        "state": one.state.value,
        "source": one.source,
        "authority": one.authority,
        "unit": one.unit,
        "reason": one.reason,
        "what": "; ".join(reason.words(page.lang) for reason in reasons) or None,
        "accepted": "; ".join(filter(None, (one.accepted(page.lang) for one in reasons))) or None,
        "bytes": one.size,
        "received_at": one.received_at,
        "expires_at": one.expires_at,
    }


def _rows(page: Page) -> Iterator[list[Cell]]:
    with page.reading() as reading:
        for one in sealed.waiting(reading, _wanted(page)):
            yield list(_row(page, one).values())


def _wanted(page: Page) -> SealedFilter:
    asked = page.request.query_params
    state = asked.get("state", "")
    return SealedFilter(
        Fate(state) if state in list(Fate) else None,
        asked.get("source") or None,
        asked.get("reason") or None,
    )
