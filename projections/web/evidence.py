"""The evidence pack of a case, to lay before a complaint body or a court."""

from __future__ import annotations

import re

from fastapi import APIRouter, Request
from starlette.responses import Response

from sroki.projections.evidence_pdf import evidence_pdf
from sroki.projections.web.context import Context
from sroki.projections.web.page import Page
from sroki.projections.web.sheets import as_json


def router(ports: Context) -> APIRouter:
    """`/cases/…/evidence.json`, `.pdf`; before the pages of cases, whose keys may hold slashes."""
    routes = APIRouter()

    @routes.get(
        "/cases/{case_id:path}/evidence.json",
        summary="The evidence pack of a case, to be verified offline",
        responses={404: {"description": "No such case, or not yours to see, or not assessed"}},
    )
    def evidence(case_id: str, request: Request) -> Response:
        page = Page.of(request, ports)
        pack = ports.evidence(case_id, ports.scope(request), page.lang)
        if pack is None:
            return as_json({"error": page.t("Такого дела нет.")}, status=404)
        answer = as_json(pack)
        answer.headers["Content-Disposition"] = _as_file(case_id, "json")
        return answer

    @routes.get(
        "/cases/{case_id:path}/evidence.pdf",
        summary="The evidence pack of a case as a document, with the hash of its file",
        responses={
            200: {"content": {"application/pdf": {}}},
            404: {"description": "No such case, or not yours to see, or not assessed"},
        },
        response_class=Response,
    )
    def document(case_id: str, request: Request) -> Response:
        page = Page.of(request, ports)
        pack = ports.evidence(case_id, ports.scope(request), page.lang)
        if pack is None:
            return as_json({"error": page.t("Такого дела нет.")}, status=404)
        made = evidence_pdf(pack, bytes(as_json(pack).body), ports.names())
        answer = Response(made, media_type="application/pdf")
        answer.headers["Content-Disposition"] = _as_file(case_id, "pdf")
        return answer

    return routes


def _as_file(case_id: str, suffix: str) -> str:
    name = re.sub("[^A-Za-z0-9._-]", "-", f"sroki-evidence-{case_id}.{suffix}")
    return f'attachment; filename="{name}"'
