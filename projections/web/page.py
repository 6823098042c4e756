"""One request for a page: its language, its links, its way from values to HTML, JSON or CSV."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any, Final
from urllib.parse import quote, urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context as Scope
from starlette.requests import Request
from starlette.responses import HTMLResponse

from sroki.events import amounts
from sroki.events.acts.evidence import Approval
from sroki.events.i18n import LANGUAGES, Lang
from sroki.projections.cycle.approvals import approved
from sroki.projections.queries.ledger import Said
from sroki.projections.queries.reading import Reading, read
from sroki.projections.queries.subjects import stages
from sroki.projections.web.acting import once
from sroki.projections.web.context import Context
from sroki.projections.web.people import Visitor
from sroki.projections.web.vocabulary import TONES, because, particulars, said
from sroki.projections.words import n, t
from sroki.workflows.period_names import in_words
from sroki.workflows.zones import Zone

PAGE_SIZE: Final = 50
_SHORT: Final[dict[Lang, str]] = {"ru": "%d.%m", "en": "%d %b"}


@dataclass(frozen=True, slots=True)
class Page:
    """A request, the ports, and the moment it is answered at.

    `path` is the address the page can be had at again: its own, but for what answers a form.
    """

    request: Request
    ports: Context
    now: datetime
    lang: Lang
    path: str

    @classmethod
    def of(cls, request: Request, ports: Context) -> Page:
        wanted = request.query_params.get("lang")
        lang = wanted if wanted in LANGUAGES else ports.lang
        return cls(request, ports, ports.now(), lang, strip_suffix(request.url.path))

    def at(self, path: str) -> Page:
        """This page, to be had again at another address."""
        return replace(self, path=path)

    @property
    def visitor(self) -> Visitor:
        """Who asks."""
        return self.ports.visitor(self.request)

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """One snapshot, in the scope of who asks."""
        with self.ports.reading() as connection:
            scope = self.ports.scope(self.request)
            yield read(connection, self.now, self.ports.names(), scope)

    def t(self, text: str, /, **params: object) -> str:
        return t(text, self.lang, **params)

    def n(self, one: str, many: str, number: int, /, **params: object) -> str:
        return n(one, many, number, self.lang, **params)

    def said(self, of: str, code: str) -> str:
        """The words for a code of the store."""
        return said(self.lang, of, code)

    def because(self, reason: str) -> str:
        """Why something was taken back."""
        return because(self.lang, reason)

    def particulars(self, one: Said) -> str:
        """What a line of the ledger says beyond its rule."""
        return particulars(self.lang, one)

    def link(self, path: str, **params: object) -> str:
        """An address of ours that keeps the language; empty parameters are left out."""
        said = {key: str(value) for key, value in params.items() if value not in (None, "")}
        if self.lang != self.ports.lang:
            said["lang"] = self.lang
        return quote(path) + (f"?{urlencode(said)}" if said else "")

    def here(self, **changes: object) -> str:
        """This very page under other parameters."""
        said = {key: value for key, value in self.request.query_params.items() if key != "lang"}
        return self.link(self.path, **(said | changes))

    def in_language(self, lang: Lang) -> str:
        """This very page in a language."""
        return replace(self, lang=lang).here()

    def as_file(self, suffix: str, **changes: object) -> str:
        """This very page as a table or as data, under the same filters."""
        said = {key: value for key, value in self.request.query_params.items() if key != "lang"}
        return self.link(self.path + suffix, **(said | changes))

    def render(
        self,
        template: str,
        reading: Reading,
        zone: Zone,
        *,
        status: int = 200,
        is_data: bool = True,
        **values: Any,
    ) -> HTMLResponse:
        """The page as HTML; `zone` is the one its clocks show. `is_data`: it has a JSON, a CSV."""
        common = {
            "page": self,
            "ports": self.ports,
            "visitor": self.visitor,
            "once": once,
            "names": reading.names,
            "zone": zone,
            "lang": self.lang,
            "t": self.t,
            "n": self.n,
            "link": self.link,
            "said": self.said,
            "tones": TONES,
            # Acts and names of offices are Russian on an English page too (WCAG 3.1.2).
            "ru": "" if self.lang == "ru" else ' lang="ru"',
            "now": self.now,
            "is_data": is_data and status == 200,
            "live": is_data and self.request.query_params.get("live") != "0",
        }
        html = templates().get_template(template).render(common | values)
        return HTMLResponse(html, status_code=status)


def office_zone(reading: Reading) -> Zone:
    """The zone a page of several authorities shows: of the one with most subjects."""
    names, weights = reading.names, Counter[str]()
    for one in stages(reading):
        weights[one.authority] += one.subjects
    known = [one for one, _ in weights.most_common() if one in names.zones] or list(names.zones)
    return names.zones[known[0]] if known else names.elsewhere


def strip_suffix(path: str) -> str:
    """A page's own address, whatever form of it was asked for."""
    for suffix in (".json", ".csv"):
        if path.endswith(suffix):
            return path.removesuffix(suffix) or "/"
    return path


def static_digest(name: str) -> str:
    """Part of the address of a static file, so that a new version is fetched at once."""
    body = files("sroki.projections.web").joinpath("static", name).read_bytes()
    return sha256(body).hexdigest()[:12]


@cache
def templates() -> Environment:
    """Every template there is, with the filters that put values into words."""
    env = Environment(
        loader=PackageLoader("sroki.projections.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters |= {
        "day": _day,
        "short_day": _short_day,
        "moment": _moment,
        "local_day": _local_day,
        "clock": _clock,
        "ago": _ago,
        "in_words": _in_words,
        "approved": _approved,
        "capitalize_first": lambda text: text[:1].upper() + text[1:],
    }
    env.globals["static"] = cache(lambda name: f"/static/{name}?v={static_digest(name)}")
    return env


@pass_context
def _day(scope: Scope, on: date | None) -> str:
    return amounts.on(on, scope["lang"]) if on else ""


@pass_context
def _in_words(scope: Scope, period: str) -> str:
    return in_words(period, scope["lang"])


@pass_context
def _approved(scope: Scope, one: Approval) -> str:
    return approved(one, scope["lang"])


@pass_context
def _short_day(scope: Scope, on: date) -> str:
    return on.strftime(_SHORT[scope["lang"]])


@pass_context
def _moment(scope: Scope, at: datetime | None) -> str:
    """Date and time of the zone the page shows."""
    if at is None:
        return ""
    local = at.astimezone(scope["zone"].info)
    return f"{amounts.on(local, scope['lang'])} {local:%H:%M}"


@pass_context
def _local_day(scope: Scope, at: datetime) -> str:
    """The civil day of the zone the page shows."""
    return amounts.on(at.astimezone(scope["zone"].info), scope["lang"])


@pass_context
def _clock(scope: Scope, at: datetime) -> str:
    return f"{at.astimezone(scope['zone'].info):%H:%M:%S}"


@pass_context
def _ago(scope: Scope, at: datetime) -> str:
    """How long before the page's moment, in the unit that says it best."""
    minutes = max(0, int((scope["now"] - at).total_seconds() // 60))
    lang = scope["lang"]
    if minutes == 0:
        return t("только что", lang)
    if minutes < 60:
        said = amounts.minutes(minutes, lang)
    elif minutes < 48 * 60:
        said = amounts.hours(minutes // 60, lang)
    else:
        said = amounts.days(minutes // (24 * 60), lang)
    return t("{time} назад", lang, time=said)
