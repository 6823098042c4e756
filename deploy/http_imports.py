"""`POST /imports`: a register handed to the running service, which holds the store."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

from fastapi import APIRouter, File, Query, Request, UploadFile
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from sroki.deploy.access import sender_of
from sroki.deploy.importing import import_file, naming_key
from sroki.deploy.logs import log
from sroki.deploy.shell import Shell
from sroki.deploy.tokens import Tokens
from sroki.deploy.words import WORDS
from sroki.events.errors import SrokiError
from sroki.events.i18n import Lang
from sroki.events.log import LogLost
from sroki.events.policy import SourcePolicy
from sroki.events.readers.mapping_file import parse_mapping
from sroki.events.readers.plan import ImportPlan
from sroki.events.readers.report import ImportReport

_log = log(__name__)


def router(shell: Shell) -> APIRouter:
    """`POST /imports`."""
    tokens = Tokens.of(shell.settings.senders, shell.settings.readers)
    routes = APIRouter(tags=["intake"])

    @routes.post("/imports", summary="Import a file of an office", response_model=None)
    async def take(
        request: Request,
        file: Annotated[UploadFile, File(description="XLSX, CSV, XES or JSON Lines")],
        mapping: Annotated[UploadFile | None, File(description="What it means, YAML")] = None,
        as_at: Annotated[date | datetime | None, Query(description="Which day it states")] = None,
        lang: Annotated[Lang | None, Query(description="The language of problems")] = None,
        historical: Annotated[bool, Query(description="No counters, alerts or messages")] = False,
    ) -> Response:
        """Take a file through its mapping; the answer is the report of the import."""
        policy: SourcePolicy | None = None
        if tokens.senders:
            sender = sender_of(request.headers.get("authorization", ""), tokens)
            if sender is None:
                return JSONResponse({"problems": ["Bearer token"]}, 401)
            policy = sender.policy
        said = None if mapping is None else await mapping.read()
        said_in = lang or shell.settings.lang
        name = Path(file.filename or "file").name
        with TemporaryDirectory(prefix="sroki-import-") as folder:
            copy = Path(folder) / "file"
            with copy.open("wb") as out:
                await run_in_threadpool(shutil.copyfileobj, file.file, out)
            plan = ImportPlan(
                path=copy,
                mapping=None,
                now=shell.clock.now(),
                name=name,
                as_at=as_at,
                historical=historical,
                key=naming_key(shell.database),
            )
            try:
                report = await run_in_threadpool(_import, shell, plan, said, policy)
            except LogLost as lost:
                return JSONResponse(
                    {"problems": [lost.told(said_in, WORDS)]}, 503, headers={"Retry-After": "5"}
                )
            except SrokiError as error:
                problems = getattr(error, "problems", None) or (error,)
                return JSONResponse(
                    {"problems": [one.told(said_in, WORDS) for one in problems]}, 422
                )
        return JSONResponse(report.as_json() | {"about": WORDS.said(report.about, said_in)})

    return routes


def _import(
    shell: Shell, plan: ImportPlan, mapping: bytes | None, policy: SourcePolicy | None
) -> ImportReport:
    if mapping is not None:
        plan = replace(plan, mapping=parse_mapping(mapping, "mapping"))
    report = import_file(shell, plan, policy)
    _log.info("imported", events=report.events, settled=dict(report.settled))
    return report
