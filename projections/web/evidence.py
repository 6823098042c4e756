"""The evidence pack of a case, to lay before a complaint body or a court."""

from __future__ import annotations

import re

from fastapi import APIRouter, Request
from starlette.responses import Response

from sroki.projections.web.context import Context
from sroki.projections.web.page import Page
from sroki.projections.web.sheets import as_json


def router(ports: Context) -> APIRouter:
    """`/cases/…/evidence.json`; before the pages of cases, whose keys may hold slashes."""
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
        name = re.sub("[^A-Za-z0-9._-]", "-", f"sroki-evidence-{case_id}.json")
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer

    return routes
