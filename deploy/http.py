"""The intake over HTTP: `POST /events`, one event or a thousand, an answer for each.

CloudEvents 1.0 in structured, batched or binary mode. What is answered *accepted* is durable.
"""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Any, Final

from fastapi import APIRouter, HTTPException, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from sroki.deploy.access import sender_of
from sroki.deploy.answers import (
    BatchAnswer,
    DeadlineAnswer,
    EventAnswer,
    Refusal,
    ResultAnswer,
    batch_answer,
    case_of,
    event_answer,
    reason_answer,
    running,
)
from sroki.deploy.logs import log
from sroki.deploy.shell import Shell
from sroki.deploy.taking import Answer
from sroki.deploy.tokens import Tokens
from sroki.deploy.words import WORDS
from sroki.events.cloud import read_http
from sroki.events.i18n import Lang
from sroki.events.inquiries import Inquiry
from sroki.events.log import LogLost
from sroki.events.outcomes import Accepted
from sroki.events.policy import SourcePolicy
from sroki.events.reasons import Reason
from sroki.events.strict import Item, Limits
from sroki.projections.queries import cases
from sroki.projections.queries.inquiries import fate

_log = log(__name__)

# What is wrong with a body as a whole, and how HTTP calls it.
_STATUS: Final = {"body_too_large": 413, "batch_too_long": 413, "compressed": 415}
_RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    200: {"model": EventAnswer | BatchAnswer, "description": "Everything was accepted"},
    202: {
        "model": EventAnswer | BatchAnswer,
        "description": "Everything is kept in the log; `result` tells later what it came to",
    },
    207: {"model": BatchAnswer, "description": "Of a batch something was rejected"},
    400: {"model": Refusal, "description": "The body is not JSON"},
    401: {"description": "No token, or nobody's"},
    413: {"model": Refusal, "description": "The body or the batch is too large"},
    415: {"model": Refusal, "description": "The body is compressed"},
    422: {"model": EventAnswer, "description": "The event was rejected"},
    503: {"description": "The log or the store did not confirm: send it again"},
}
_BODY: Final = {
    "requestBody": {
        "required": True,
        "content": {
            "application/cloudevents+json": {"schema": {"type": "object"}},
            "application/cloudevents-batch+json": {
                "schema": {"type": "array", "items": {"type": "object"}}
            },
            "application/json": {"schema": {"type": "object"}},
        },
    }
}


def router(shell: Shell) -> APIRouter:
    """`POST /events`, `GET /events/…`."""
    settings = shell.settings
    tokens = Tokens.of(settings.senders, settings.readers)
    limits = Limits(body=settings.body_bytes, batch=settings.batch_events)
    routes = APIRouter(tags=["intake"])

    @routes.post(
        "/events",
        summary="Take events",
        response_model=None,
        responses=_RESPONSES,
        openapi_extra=_BODY,
    )
    async def take(
        request: Request,
        deadlines: Annotated[
            bool, Query(description="Answer with the deadlines that run for each case")
        ] = False,
        lang: Annotated[Lang | None, Query(description="The language of reasons")] = None,
    ) -> Response:
        """Take one CloudEvent, or a batch of up to a thousand."""
        speaks = lang or settings.lang
        policy: SourcePolicy | None = None
        if tokens.senders:
            sender = sender_of(request.headers.get("authorization", ""), tokens)
            if sender is None:
                return JSONResponse(
                    {"detail": "Bearer token"}, 401, headers={"WWW-Authenticate": "Bearer"}
                )
            policy = sender.policy
        body = await _body(request, limits.body)
        if body is None:
            return _refused(Reason("body_too_large", params={"limit": limits.body}), speaks)
        items = read_http(request.headers, body, limits)
        if isinstance(items, Reason):
            return _refused(items, speaks)
        try:
            taken = await run_in_threadpool(_take, shell, items, policy, speaks, deadlines)
        except LogLost as lost:
            _log.error("log_lost", why=lost.why)
            why = {"detail": lost.told(speaks, WORDS)}
            return JSONResponse(why, 503, headers={"Retry-After": "5"})
        return _answered(taken, single=not body.lstrip().startswith(b"["))

    @routes.get(
        "/events/{inquiry}",
        summary="What the journal made of an event",
        responses={404: {"description": "No inquiry of ours"}},
    )
    def result(inquiry: str) -> ResultAnswer:
        """Ask with the `result` of an answer. `pending` until a worker has come to the event."""
        found = Inquiry.of(inquiry)
        if found is None:
            raise HTTPException(404)
        with shell.database.reading() as connection:
            return ResultAnswer(outcome=fate(shell.reading(connection), found) or "pending")

    return routes


async def _body(request: Request, limit: int) -> bytes | None:
    """The body, or None as soon as it is larger than the limit."""
    length = request.headers.get("content-length", "0")
    if length.isdecimal() and int(length) > limit:
        return None
    found = bytearray()
    async for chunk in request.stream():
        found += chunk
        if len(found) > limit:
            return None
    return bytes(found)


def _take(
    shell: Shell,
    items: list[Item],
    policy: SourcePolicy | None,
    lang: Lang,
    wanted: bool,
) -> list[EventAnswer]:
    answers = shell.take(items, policy)
    _log.info("events_sent", outcomes=dict(Counter(answer.name for answer in answers)))
    running_by_case = _deadlines(shell, answers) if wanted else None
    return [
        event_answer(item, answer, lang, running_by_case)
        for item, answer in zip(items, answers, strict=True)
    ]


def _deadlines(shell: Shell, answers: list[Answer]) -> dict[str, list[DeadlineAnswer]]:
    """What runs now for each case of a batch, by the case."""
    found: dict[str, list[DeadlineAnswer]] = {}
    with shell.database.reading() as connection:
        reading = shell.reading(connection)
        for answer in answers:
            case = case_of(answer)
            if case is None or case in found or not isinstance(answer.outcome, Accepted):
                continue
            event = answer.outcome.events[0]
            found[case] = []
            for one in cases.deadlines(reading, case):
                rule = shell.names.rules.get((event.authority, event.service, one.rule))
                runs = running(one, rule)
                if runs is not None:
                    found[case].append(runs)
    return found


def _answered(taken: list[EventAnswer], *, single: bool) -> Response:
    """One event is answered for itself, a batch event by event."""
    if single and len(taken) == 1:
        status = {"rejected": 422, "accepted": 202}.get(taken[0].outcome, 200)
        return JSONResponse(taken[0].model_dump(mode="json", exclude_none=True), status)
    batch = batch_answer(taken)
    later = any(one.outcome == "accepted" for one in taken)
    status = 207 if batch.rejected else 202 if later else 200
    return JSONResponse(batch.model_dump(mode="json", exclude_none=True), status)


def _refused(reason: Reason, lang: Lang) -> Response:
    _log.warning("body_refused", reason=reason.code)
    answer = Refusal(error=reason_answer(reason, lang))
    return JSONResponse(answer.model_dump(mode="json"), _STATUS.get(reason.code, 400))
