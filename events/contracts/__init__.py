"""The contract as documents: a JSON Schema for each kind, AsyncAPI, the catalogue of events; and
the acts of people, which nobody sends.

They are made of the models and committed, and a test compares: what the documents promise is what
the intake does. `python -m sroki.events.contracts [FOLDER]` makes them anew.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sroki.events.acts.catalogue import NEWEST as NEWEST_ACTS
from sroki.events.catalogue import KINDS, NEWEST
from sroki.events.contracts.acts import act_schema, acts_page
from sroki.events.contracts.asyncapi import asyncapi
from sroki.events.contracts.page import page
from sroki.events.contracts.schema import wire_schema


def documents() -> dict[str, str]:
    """Every document: its path within the folder of contracts, and its text."""
    schemas = {
        f"schemas/{kind}.v{NEWEST[kind]}.schema.json": _json(wire_schema(kind)) for kind in KINDS
    }
    acts = {
        f"acts/{kind}.v{version}.schema.json": _json(act_schema(kind))
        for kind, version in NEWEST_ACTS.items()
    }
    pages = {"events.md": page(), "acts.md": acts_page()}
    return {**schemas, **acts, "asyncapi.json": _json(asyncapi()), **pages}


def write(folder: Path) -> list[Path]:
    """Write every document under `folder`; the paths written."""
    written = []
    for name, text in documents().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return written


def _json(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
