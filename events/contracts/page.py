"""The catalogue of events as a page for integrators, in Russian."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from sroki.events.catalogue import NEWEST, TYPE_PREFIX
from sroki.events.contracts.examples import example
from sroki.events.contracts.schema import data_schema
from sroki.events.contracts.words import CHAPTERS, FIELDS, KINDS, VALUES, of_field

# Described once at the top, for they are the same in every event.
_COMMON: Final = ("authority", "service", "unit", "precision", "recorded_at", "performer")
_REFERENCE: Final = ("kind", "number", "year", "source")

_OPENING: Final = """\
# События

<!-- Страница сделана из моделей; заново её делает `python -m sroki.events.contracts`. -->

Событие — один факт: кто-то что-то сделал, и система-источник об этом сообщает. На проводе это
[CloudEvents 1.0](https://cloudevents.io) в JSON; одно событие или массив до 1 000 событий. Ниже
сказано, что стоит в `data`; рядом лежат [схемы](schemas) каждого вида и [AsyncAPI](asyncapi.json).

Повторять отправку можно сколько угодно: событие узнают по паре (`source`, `id`). Порядок отправки
не важен. Ошибочную запись исправляют событием `corrected` или снимают событием `annulled`.

Имён, адресов и документов людей в событиях нет. Дело называют постоянным кодом `case_id` либо
номером в `reference`; номера хранятся только в реестре номеров. Событие о номере, которого ещё
никто не называл, ждёт; `submitted` и `registered` открывают под ним дело.

Лишние поля не мешают: их имена возвращаются в ответе. Событие более новой версии откладывается.
"""


def page() -> str:
    """The page, in Markdown."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield _OPENING
    yield from _envelope()
    for chapter, kinds in CHAPTERS:
        yield f"## {chapter}\n"
        for kind in kinds:
            yield from _kind(kind)


def _envelope() -> Iterator[str]:
    yield "## Что есть у каждого события\n"
    yield "| поле | обязательно | что это |"
    yield "|---|---|---|"
    for name in ("specversion", "type", "source", "id", "time", "data"):
        yield f"| `{name}` | да | {FIELDS[name]} |"
    for name in ("subject", "datacontenttype", "dataschema"):
        yield f"| `{name}` | | {FIELDS[name]} |"
    said = data_schema("withdrawn")
    for name in _COMMON:
        wanted = "да" if name in said["required"] else ""
        yield f"| `data.{name}` | {wanted} | {FIELDS[name]}{_values(said['properties'][name])} |"
    yield f"| `data.case_id` | или `reference` | {FIELDS['case_id']} |"
    yield f"| `data.reference` | или `case_id` | {FIELDS['reference']} |"
    for name in _REFERENCE:
        wanted = "да" if name == "number" else ""
        yield f"| `data.reference.{name}` | {wanted} | {FIELDS[f'reference.{name}']} |"
    yield ""


def _kind(kind: str) -> Iterator[str]:
    title, about = KINDS[kind]
    yield f"### {title}\n"
    yield f"`{TYPE_PREFIX}{kind}.v{NEWEST[kind]}`\n"
    yield f"{about}\n"
    schema = data_schema(kind)
    own = [name for name in schema["properties"] if name not in (*_COMMON, "case_id", "reference")]
    if own:
        yield "| поле | вид | обязательно | что это |"
        yield "|---|---|---|---|"
    for name in own:
        said = schema["properties"][name]
        wanted = "да" if name in schema["required"] else ""
        means = f"{of_field(kind, name)}{_values(said)}"
        yield f"| `{name}` | {_type(said)} | {wanted} | {means} |"
    yield f"\n```json\n{json.dumps(example(kind), ensure_ascii=False, indent=2)}\n```\n"


_TYPES: Final = {
    "string": "текст",
    "integer": "целое",
    "number": "число",
    "boolean": "да/нет",
    "array": "список",
    "object": "объект",
}


def _type(schema: dict[str, Any]) -> str:
    if schema.get("format") == "date-time":
        return "момент"
    return _TYPES[schema.get("type", "object")]


def _values(schema: dict[str, Any]) -> str:
    choices = schema.get("enum") or schema.get("items", {}).get("enum") or ()
    said = "; ".join(f"`{value}` — {VALUES[value]}" for value in choices)
    return f" {said}." if said else ""
