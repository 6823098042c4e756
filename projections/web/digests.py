"""The digest of a unit: how it will look in the mail of this morning, shown as a page."""

from __future__ import annotations

from datetime import datetime
from typing import Final, NamedTuple

from fastapi import APIRouter, Request
from starlette.responses import Response

from sroki.events import amounts
from sroki.events.i18n import Lang
from sroki.projections import digest_log
from sroki.projections.cycle.stands import STANDS
from sroki.projections.digest import Digest, digest
from sroki.projections.digest_log import Which
from sroki.projections.names import Names
from sroki.projections.queries.deadlines import What
from sroki.projections.queries.reading import Reading
from sroki.projections.web.context import Context
from sroki.projections.web.page import Page, office_zone, templates
from sroki.projections.web.vocabulary import said
from sroki.projections.words import n, t

_STATES: Final = ("sent", "empty", "trying")


class Mail(NamedTuple):
    """A digest as a message: its subject, and its body twice."""

    subject: str
    text: str
    html: str


def router(ports: Context) -> APIRouter:
    """`/digest`."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/digest")
    def page(request: Request) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            units = _units(reading)
            asked = page.request.query_params.get("unit", "")
            place = next((place for place, _ in units if place == asked), None)
            place = place or next((place for place, _ in units), None)
            found = _digest(reading, place) if place else None
            zone = reading.names.zone(found.authority) if found else office_zone(reading)
            which = Which(found.authority, found.unit, found.on) if found else None
            return page.render(
                "digest.html",
                reading,
                zone,
                is_data=False,
                units=units,
                chosen=place,
                digest=found,
                mail=as_mail(found, reading.names, page.lang, reading.now, "") if found else None,
                tried=digest_log.tried(reading.connection, which) if which else None,
                works=found is None or reading.names.works(found.authority)(found.on),
                href=page.link,
                stands=STANDS,
            )

    return routes


def as_mail(found: Digest, names: Names, lang: Lang, now: datetime, site: str) -> Mail:
    """The message. `site` is the address our pages are had at; without it there are no links."""
    values = {
        "digest": found,
        "names": names,
        "lang": lang,
        "zone": names.zone(found.authority),
        "now": now,
        "t": lambda text, **params: t(text, lang, **params),
        "n": lambda one, many, number, **params: n(one, many, number, lang, **params),
        "said": lambda of, code: said(lang, of, code),
        "stands": STANDS,
        "ru": "" if lang == "ru" else ' lang="ru"',
        "href": lambda path, **params: f"{site.rstrip('/')}{path}{_query(params)}" if site else "",
    }
    text, html = (
        templates().get_template(f"digest_mail.{form}").render(values) for form in ("txt", "html")
    )
    return Mail(_subject(found, names, lang), text, html)


def _query(params: dict[str, object]) -> str:
    return "?" + "&".join(f"{key}={value}" for key, value in params.items()) if params else ""


def _subject(found: Digest, names: Names, lang: Lang) -> str:
    counts = [
        n("просрочен {n}", "просрочено {n}", number, lang)
        for number in (found.total(What.OVERDUE) + found.total(What.PRESUMED),)
        if number
    ]
    today = found.total(What.TODAY)
    counts += [n("сегодня {n}", "сегодня {n}", today, lang)] if today else []
    planned = len(found.planned)
    counts += [t("по плану: {n}", lang, n=planned)] if planned else []
    on = amounts.on(found.on, lang)
    unit = names.unit(found.authority, found.unit)
    told = ", ".join(counts) or t("ничего срочного", lang)
    return t("Сроки на {on}: {told} — {unit}", lang, on=on, told=told, unit=unit)


def _digest(reading: Reading, place: str) -> Digest:
    authority, _, unit = place.partition("/")
    on = reading.names.today(authority, reading.now)
    since = digest_log.last_look(reading.connection, Which(authority, unit, on))
    return digest(reading, authority, unit, since)


def _units(reading: Reading) -> list[tuple[str, str]]:
    """The units whose rows the reader may see, by title."""
    found = [
        (f"{authority}/{unit}", title)
        for (authority, unit), title in reading.names.units.items()
        if reading.scope.allows(authority, unit)
    ]
    return sorted(found, key=lambda one: one[1])
