"""Snapshots for programs and for saving: the list and the files.

What is listed and sent is the internal form, for who may see the authority as a whole; with
`public` in the address the public one. A file was made when the snapshot was frozen and never
changes, so that its hash is its ETag.
"""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from sroki.projections.snapshots import shelf
from sroki.projections.snapshots.canonical import digest
from sroki.projections.snapshots.kinds import FORMATS, INTERNAL, PUBLIC
from sroki.projections.web.context import Context
from sroki.projections.web.page import Page
from sroki.projections.web.sheets import as_json

_TYPES: Final = {
    "json": "application/json",
    "csv": "application/zip",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
_ENDINGS: Final = {"csv": "csv.zip"}


def router(ports: Context) -> APIRouter:
    """The list and the files."""
    found = APIRouter()

    @found.get("/snapshots", summary="Frozen snapshots of the official figures")
    def every(request: Request) -> Response:
        with Page.of(request, ports).reading() as reading:
            rows = [one._asdict() for one in shelf.listed(reading)]
        return as_json({"snapshots": rows})

    @found.get("/snapshots/{number}.{kind}", summary="A file of a snapshot")
    def file(request: Request, number: int, kind: str, public: bool = False) -> Response:
        bundle = PUBLIC if public else INTERNAL
        with Page.of(request, ports).reading() as reading:
            known = {one.number for one in shelf.listed(reading)}
            content = None
            if number in known and kind in FORMATS:
                content = shelf.file_of(reading.connection, number, bundle, kind)
        if content is None:
            return as_json({"error": "not_found"}, status=404)
        name = f"snapshot-{number}-{bundle}.{_ENDINGS.get(kind, kind)}"
        return tagged(request, content, _TYPES[kind], name)

    return found


def tagged(request: Request, content: bytes, kind: str, name: str | None) -> Response:
    """The content under its hash; nothing of it where who asks has it already."""
    tag = f'"{digest(content)}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    if name is not None:
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return Response(content, media_type=kind, headers=headers)
