"""The AsyncAPI 3.0 document: what travels over which topic of the distributed shell.

Outsiders write CloudEvents to the inbox; the gate writes canonical events for the workers, and what
it does not take to the rejected; findings leave. The HTTP intake takes the same CloudEvents; its
document is OpenAPI.
"""

from __future__ import annotations

from typing import Any, Final

from pydantic import TypeAdapter

from sroki.events.catalogue import KINDS, NEWEST, AnyEvent
from sroki.events.contracts.examples import example
from sroki.events.contracts.schema import both, wire_schema
from sroki.events.contracts.words import KINDS as TITLES
from sroki.events.findings import Finding
from sroki.events.i18n import mark
from sroki.events.log import RECORD_TYPE
from sroki.events.rejections import Rejection

INBOX: Final = "sroki.inbox"
EVENTS: Final = "sroki.events"
FINDINGS: Final = "sroki.findings"
REJECTED: Final = "sroki.rejected"
OWN_INBOX: Final = f"{INBOX}.{{sender}}"

_ABOUT: Final = mark(
    "Сроки муниципальных услуг: события систем-источников, канонические события и выводы."
)
_CHANNELS: Final = {
    INBOX: mark(
        "Сюда пишут источники: CloudEvents 1.0, структурный или двоичный вид, событие или пакет в "
        "записи. Ключ — source: события источника остаются в его порядке."
    ),
    OWN_INBOX: mark("То же для источника со своим топиком: по нему приём знает, кто говорит."),
    EVENTS: mark("Проверенные события без номеров; ключ — субъект (дело, список, посещение)."),
    FINDINGS: mark("Выводы: приближение срока, нарушение, отклонение, отзыв; ключ — субъект."),
    REJECTED: mark("Что из inbox не принято, где оно лежит и почему; присланного здесь нет."),
}
_KEYS: Final = {
    "source": mark("Источник, как в поле source"),
    "subject": mark("Субъект: код дела, группы или посещения"),
}
_SENDER: Final = mark("Имя источника: inbox в настройке senders")
_HISTORICAL: Final = mark("true: рассказ о времени до того, как источник заработал; без сигналов")
_TYPE: Final = mark("Вид и версия события, как type в CloudEvents")
_REJECTION: Final = mark("Не принятое, без самого присланного")
_CANONICAL: Final = mark("Каноническое событие, как его хранят")
_FINDING: Final = mark("Вывод о субъекте")
_CLOUD: Final = "application/cloudevents+json"
_JSON: Final = "application/json"


# Of the contract, not of the product: raised when a document of it changes its meaning.
VERSION: Final = "1.0.0"


def asyncapi() -> dict[str, Any]:
    """The document."""
    wire = {f"{kind}.v{NEWEST[kind]}": _wire_message(kind) for kind in KINDS}
    messages = {
        **wire,
        "canonical": _message(_CANONICAL, RECORD_TYPE, "canonical")
        | _keyed("subject")
        | _headers({"type": _TYPE}),
        "finding": _message(_FINDING, _JSON, "finding") | _keyed("subject"),
        "rejection": _message(_REJECTION, _JSON, "rejection") | _keyed("source"),
    }
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Sroki",
            "version": VERSION,
            "description": both(_ABOUT),
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": _JSON,
        "channels": {
            "inbox": _channel(INBOX, wire),
            "ownInbox": _channel(OWN_INBOX, wire)
            | {"parameters": {"sender": {"description": both(_SENDER)}}},
            "events": _channel(EVENTS, ["canonical"]),
            "findings": _channel(FINDINGS, ["finding"]),
            "rejected": _channel(REJECTED, ["rejection"]),
        },
        "operations": {
            "takeFromSources": _operation("receive", "inbox"),
            "takeFromOneSource": _operation("receive", "ownInbox"),
            "tellWhatIsNotTaken": _operation("send", "rejected"),
            "sendCanonical": _operation("send", "events"),
            "takeCanonical": _operation("receive", "events"),
            "sendFindings": _operation("send", "findings"),
        },
        "components": {"messages": messages, "schemas": _schemas()},
    }


def _wire_message(kind: str) -> dict[str, Any]:
    title, about = TITLES[kind]
    name = f"{kind}.v{NEWEST[kind]}"
    return {
        **_message(title, _CLOUD, name),
        **_keyed("source"),
        **_headers({"sroki-historical": _HISTORICAL}),
        "description": both(about),
        "examples": [{"payload": example(kind)}],
    }


def _keyed(by: str) -> dict[str, Any]:
    """What the key of a record is."""
    key = {"type": "string", "description": both(_KEYS[by])}
    return {"bindings": {"kafka": {"key": key, "bindingVersion": "0.5.0"}}}


def _headers(said: dict[str, str]) -> dict[str, Any]:
    """Headers of a record beside `content-type`."""
    properties = {
        name: {"type": "string", "description": both(about)} for name, about in said.items()
    }
    return {"headers": {"type": "object", "properties": properties}}


def _message(title: str, content_type: str, schema: str) -> dict[str, Any]:
    return {
        "name": schema,
        "title": title,
        "summary": both(title),
        "contentType": content_type,
        "payload": {"$ref": f"#/components/schemas/{schema}"},
    }


def _channel(address: str, messages: Any) -> dict[str, Any]:
    return {
        "address": address,
        "description": both(_CHANNELS[address]),
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in messages},
    }


def _operation(action: str, channel: str) -> dict[str, Any]:
    return {"action": action, "channel": {"$ref": f"#/channels/{channel}"}}


def _schemas() -> dict[str, Any]:
    schemas: dict[str, Any] = {}
    for kind in KINDS:
        schema = wire_schema(kind)
        for noise in ("$schema", "$id", "examples"):
            del schema[noise]
        schemas[f"{kind}.v{NEWEST[kind]}"] = schema
    stored = TypeAdapter(AnyEvent).json_schema(ref_template="#/components/schemas/stored.{model}")
    told = Finding.model_json_schema(ref_template="#/components/schemas/stored.{model}")
    refused = Rejection.model_json_schema(ref_template="#/components/schemas/stored.{model}")
    for schema in (stored, told, refused):
        schemas |= {f"stored.{name}": one for name, one in schema.pop("$defs", {}).items()}
    schemas |= {"canonical": {"title": _CANONICAL, **stored}, "finding": told}
    schemas["rejection"] = refused
    return {name: _without_discriminators(schema) for name, schema in schemas.items()}


def _without_discriminators(schema: Any) -> Any:
    """OpenAPI's discriminators are objects, AsyncAPI's are names; neither is needed."""
    if isinstance(schema, list):
        return [_without_discriminators(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: _without_discriminators(value)
        for key, value in schema.items()
        if key != "discriminator"
    }
