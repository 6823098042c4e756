"""Where an applicant looks up his own case by its number, without a name and without JavaScript.

A number goes by POST, so that it stands in no address, no history and no log of a proxy. Whether
it is unknown, another unit's or of another year, the answer is one and the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from sroki.events import amounts
from sroki.projections.names import Names
from sroki.projections.queries.lookup import Asked
from sroki.projections.queries.reading import Reading
from sroki.projections.scope import EVERYTHING
from sroki.projections.web.context import Applicants, Context
from sroki.projections.web.page import Page, office_zone
from sroki.projections.web.sheets import as_json
from sroki.workflows.applicant import Due, Progress, Status
from sroki.workflows.zones import Zone

_MOST_BYTES: Final = 4_096
_MOST_LETTERS: Final = 200
_FORM: Final = {
    "requestBody": {
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": {
                    "type": "object",
                    "required": ["number", "unit"],
                    "properties": {
                        "number": {"type": "string"},
                        "unit": {"type": "string", "description": "<authority>/<unit>"},
                        "year": {"type": "integer"},
                        "filed_on": {
                            "type": "string",
                            "format": "date",
                            "description": "The day of filing, where `status_factor` asks for it",
                        },
                    },
                }
            }
        },
    }
}


class Sent(NamedTuple):
    """The form as it was filled in; `asked` is None where it cannot be a question."""

    number: str = ""
    unit: str = ""
    year: str = ""
    filed: str = ""
    asked: Asked | None = None


def router(ports: Context) -> APIRouter:
    """`/status`, where it is switched on."""
    routes = APIRouter()
    applicants = ports.applicants
    if applicants is None:
        return routes

    @routes.get("/status", include_in_schema=False)
    def ask(request: Request) -> Response:
        return _page(Page.of(request, ports), Sent())

    @routes.post("/status", include_in_schema=False)
    async def answer(request: Request) -> Response:
        sent = _sent(await _body(request), by_day=applicants.by_day)
        return await run_in_threadpool(_answer, Page.of(request, ports), applicants, sent)

    @routes.post(
        "/status.json",
        summary="How an application goes, by its registration number",
        openapi_extra=_FORM,
        responses={
            404: {"description": "No such number in that unit, or not one only"},
            429: {"description": "Asked too often; Retry-After says when to come back"},
        },
    )
    async def data(request: Request) -> Response:
        sent = _sent(await _body(request), by_day=applicants.by_day)
        return await run_in_threadpool(_data, Page.of(request, ports), applicants, sent)

    return routes


async def _body(request: Request) -> bytes:
    """The form; empty where it is larger than any form of ours."""
    found = b""
    async for chunk in request.stream():
        found += chunk
        if len(found) > _MOST_BYTES:
            return b""
    return found


def _sent(body: bytes, *, by_day: bool) -> Sent:
    said = parse_qs(body.decode("utf-8", "replace"))
    names = ("number", "unit", "year", "filed_on")
    number, unit, year, filed = (said.get(name, [""])[0].strip()[:_MOST_LETTERS] for name in names)
    filed_on = _day(filed) if by_day else None
    authority, _, code = unit.partition("/")
    dated = year.isdecimal() and len(year) == len("2025")
    wrong = not number or not code or not (dated or not year) or (by_day and filed_on is None)
    if wrong:
        return Sent(number, unit, year, filed)
    asked = Asked(number, authority, code, int(year) if dated else None, filed_on)
    return Sent(number, unit, year, filed, asked)


def _day(said: str) -> date | None:
    """A day as a browser sends it, or as people write it; None for anything else."""
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        with suppress(ValueError):
            return datetime.strptime(said, form).date()  # noqa: DTZ007 - a civil day has no zone
    return None


def _answer(page: Page, applicants: Applicants, sent: Sent) -> Response:
    until = applicants.wait(_address(page.request))
    if until is not None:
        return _page(page, sent, until=until)
    found = applicants.status(sent.asked) if sent.asked else None
    return _page(page, sent, found=found, missing=found is None)


def _data(page: Page, applicants: Applicants, sent: Sent) -> Response:
    until = applicants.wait(_address(page.request))
    if until is not None:
        answer = as_json({"error": page.t("Слишком много запросов."), "until": until}, status=429)
        answer.headers["Retry-After"] = str(_seconds(page, until))
        return answer
    found = applicants.status(sent.asked) if sent.asked else None
    if found is None:
        return as_json({"error": page.t("Под этим номером ничего не найдено.")}, status=404)
    return as_json({"as_of": page.now, "says": list(says(page, found)), **_plain(found)})


def _plain(found: Status) -> dict[str, Any]:
    return {
        "progress": found.progress.value,
        "known_on": found.known_on,
        "step": found.step,
        "next_due": found.next_due._asdict() if found.next_due else None,
        "missed": found.missed._asdict() if found.missed else None,
        "notified_on": found.notified_on,
        "appeal": [one.model_dump() for one in found.appeal] if may_appeal(found) else [],
    }


def _page(
    page: Page,
    sent: Sent,
    *,
    found: Status | None = None,
    missing: bool = False,
    until: datetime | None = None,
) -> Response:
    with page.reading() as reading:
        answer = page.render(
            "status.html",
            reading,
            _zone(reading, sent),
            status=429 if until else 404 if missing else 200,
            is_data=False,
            sent=sent,
            units=_units(reading.names),
            by_day=page.ports.applicants is not None and page.ports.applicants.by_day,
            found=found,
            says=list(says(page, found)) if found else [],
            appeal=found.appeal if found and may_appeal(found) else (),
            missing=missing,
            minutes=-(-_seconds(page, until) // 60) if until else 0,
        )
    if until:
        answer.headers["Retry-After"] = str(_seconds(page, until))
    return answer


def _zone(reading: Reading, sent: Sent) -> Zone:
    """The zone of the authority that is asked; before anything is asked, of the office."""
    if sent.asked is not None and sent.asked.authority in reading.names.zones:
        return reading.names.zone(sent.asked.authority)
    return office_zone(reading._replace(scope=EVERYTHING))


def _units(names: Names) -> list[tuple[str, list[tuple[str, str]]]]:
    """The units of each authority, in the order of their titles, for a list to choose from."""
    found: dict[str, list[tuple[str, str]]] = {}
    for (authority, unit), title in names.units.items():
        found.setdefault(authority, []).append((f"{authority}/{unit}", title))
    return sorted((names.authority(one), sorted(of, key=_title)) for one, of in found.items())


def _title(option: tuple[str, str]) -> str:
    return option[1]


def may_appeal(found: Status) -> bool:
    """Whether a term was missed for certain."""
    return found.missed is not None and found.progress is not Progress.UNHEARD


def says(page: Page, found: Status) -> Iterator[str]:
    """The status in plain sentences, the most wanted first."""
    if found.progress is Progress.UNKNOWN:
        yield page.t("Сведений о сроках по этому заявлению здесь нет. Спросите в подразделении.")
        return
    if found.missed is not None and found.progress is Progress.OVERDUE:
        yield _missed(page, found, found.missed)
    if found.progress is Progress.NOTIFIED and found.notified_on is not None:
        on = amounts.on(found.notified_on, page.lang)
        yield page.t("Решение принято, уведомление направлено {on}.", on=on)
    elif found.progress is Progress.ENDED:
        yield page.t("Рассмотрение заявления закончено.")
    elif found.step:
        yield page.t("Сейчас идёт: {step}.", step=f"«{found.step}»")
    else:
        yield page.t("Заявление рассматривается.")
    if found.missed is not None and found.progress is not Progress.OVERDUE:
        yield _missed(page, found, found.missed)
    if found.next_due is not None:
        on = amounts.on(found.next_due.due_on, page.lang)
        title = f"«{found.next_due.title}»"
        yield page.t("Ближайший срок — по {on} включительно: {title}.", on=on, title=title)
        if found.next_due.preliminary:
            yield page.t("День срока предварительный: календарь на этот год ещё не утверждён.")


def _missed(page: Page, found: Status, missed: Due) -> str:
    on, title = amounts.on(missed.due_on, page.lang), f"«{missed.title}»"
    if found.progress is Progress.UNHEARD:
        known = amounts.on(found.known_on, page.lang) if found.known_on else "—"
        return page.t(
            "Срок {title} был по {on}. Сделано ли это, здесь ещё не известно: данные на {known}.",
            title=title,
            on=on,
            known=known,
        )
    if found.progress is Progress.NOTIFIED:
        return page.t("Срок истёк {on}, уведомление направлено позже.", on=on)
    return page.t("Срок истёк {on}: {title}.", on=on, title=title)


def _seconds(page: Page, until: datetime) -> int:
    """How long to wait, in whole seconds, at least one."""
    return max(1, int((until - page.now).total_seconds()) + 1)


def _address(request: Request) -> str:
    return request.client.host if request.client else ""
