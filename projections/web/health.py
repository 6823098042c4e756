"""For those who run it: is it alive, can it work, and its metrics."""

from __future__ import annotations

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.responses import JSONResponse, PlainTextResponse, Response

from sroki.projections.web.context import Context


def router(ports: Context) -> APIRouter:
    """`/healthz`, `/readyz`, `/metrics`."""
    routes = APIRouter(tags=["operation"])

    @routes.get("/healthz", summary="The process answers", response_class=PlainTextResponse)
    def alive() -> str:
        return "ok\n"

    @routes.get("/readyz", summary="The store can be read and the clock goes on")
    def ready() -> Response:
        checks = ports.ready()
        well = all(check.well for check in checks)
        body = {"ready": well, "checks": [check._asdict() for check in checks]}
        return JSONResponse(body, status_code=200 if well else 503)

    @routes.get("/metrics", summary="Prometheus metrics, true at the moment of the scrape")
    def metrics() -> Response:
        return Response(ports.scrape(), media_type=CONTENT_TYPE_LATEST)

    return routes
