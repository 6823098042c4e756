"""Snapshots: the list of drafts and of what was frozen, the page of one, its files.

What is listed and sent is the internal form, for who may see the authority as a whole; with
`public` in the address the public one. A file was made when the snapshot was frozen and never
changes, so that its hash is its ETag.
"""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from sroki.events.i18n import mark
from sroki.projections import figure_words
from sroki.projections.queries import checks
from sroki.projections.queries.reading import Reading
from sroki.projections.snapshots import shelf
from sroki.projections.snapshots.archive import archive
from sroki.projections.snapshots.canonical import digest
from sroki.projections.snapshots.kinds import ATTACHED, FORMATS, INTERNAL, PUBLIC
from sroki.projections.snapshots.shelf import Listed
from sroki.projections.web.context import Context
from sroki.projections.web.drafts import may_issue, progress
from sroki.projections.web.page import Page, office_zone
from sroki.projections.web.sheets import DOCX, XLSX, Sheet, as_csv, as_json

_TYPES: Final = {
    "json": "application/json",
    "csv": "application/zip",
    "xlsx": XLSX,
    "docx": DOCX,
    "pdf": "application/pdf",
    "zip": "application/zip",
}
_ENDINGS: Final = {"csv": "csv.zip"}
# Everything of a snapshot in one archive, put together when it is asked for.
WHOLE: Final = "zip"
STANDS: Final = {
    "current": (mark("действует"), "is-met"),
    "outdated": (mark("устарел"), "is-overdue"),
    "restated": (mark("переиздан"), ""),
}


def router(ports: Context) -> APIRouter:
    """The list, the pages and the files."""
    found = APIRouter()

    @found.get("/snapshots", include_in_schema=False)
    def page(request: Request) -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            drafts = [one for one in checks.drafts(reading) if one.notes.frozen is None]
            return page.render(
                "snapshots.html",
                reading,
                office_zone(reading),
                drafts=[(one, progress(reading, one)) for one in drafts],
                rows=shelf.listed(reading),
                stands=stands,
                words=figure_words,
                STANDS=STANDS,
                may_issue=may_issue(page),
            )

    @found.get("/snapshots.json", summary="Frozen snapshots of the official figures")
    def data(request: Request) -> Response:
        with Page.of(request, ports).reading() as reading:
            rows = [one._asdict() for one in shelf.listed(reading)]
        return as_json({"snapshots": rows})

    @found.get("/snapshots.csv", summary="The list of snapshots as a table")
    def table(request: Request) -> Response:
        with Page.of(request, ports).reading() as reading:
            rows = [list(one) for one in shelf.listed(reading)]
        return as_csv(Sheet("sroki-snapshots", Listed._fields, rows))

    @found.get("/snapshots/{number:int}.{kind}", summary="A file of a snapshot")
    def file(request: Request, number: int, kind: str, public: bool = False) -> Response:
        bundle = PUBLIC if public else INTERNAL
        content = _content(Page.of(request, ports), number, bundle, kind)
        if content is None:
            return as_json({"error": "not_found"}, status=404)
        name = f"snapshot-{number}-{bundle}.{_ENDINGS.get(kind, kind)}"
        return tagged(request, content, _TYPES[kind], name)

    @found.get("/snapshots/{number:int}/attached/{name}", include_in_schema=False)
    def attached(request: Request, number: int, name: str) -> Response:
        content = _content(Page.of(request, ports), number, ATTACHED, name)
        if content is None:
            return as_json({"error": "not_found"}, status=404)
        return tagged(request, content, "application/octet-stream", f"snapshot-{number}.sig")

    return found


def stands(one: Listed) -> str:
    """How a snapshot stands: current, outdated, restated."""
    if one.restated_by is not None:
        return "restated"
    return "outdated" if one.outdated else "current"


def tagged(request: Request, content: bytes, kind: str, name: str | None) -> Response:
    """The content under its hash; nothing of it where who asks has it already."""
    tag = f'"{digest(content)}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    if name is not None:
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return Response(content, media_type=kind, headers=headers)


def known(reading: Reading, number: int) -> Listed | None:
    """A snapshot of the list; None where it is not the reader's to see."""
    return next((one for one in shelf.listed(reading) if one.number == number), None)


def _content(page: Page, number: int, bundle: str, name: str) -> bytes | None:
    """A file of a snapshot that the reader may see."""
    with page.reading() as reading:
        if known(reading, number) is None:
            return None
    if name != WHOLE or bundle == ATTACHED:
        return page.ports.snapshot_file(number, bundle, name)
    for kind in FORMATS:
        page.ports.snapshot_file(number, bundle, kind)
    with page.reading() as reading:
        return archive(reading.connection, number, bundle)
