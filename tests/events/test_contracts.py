"""The documents of the contract say what the intake does."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from enum import Enum, EnumType
from functools import cache
from pathlib import Path
from typing import Any, get_args

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sroki.events.base import Event
from sroki.events.catalogue import KINDS
from sroki.events.contracts import documents, write
from sroki.events.contracts.asyncapi import asyncapi
from sroki.events.contracts.examples import example
from sroki.events.contracts.schema import wire_schema
from sroki.events.contracts.words import CHAPTERS, FIELDS, VALUES
from sroki.events.contracts.words import KINDS as TITLES
from sroki.events.envelope import wrap
from sroki.events.outcomes import Rejected
from tests.events.asyncapi_subset import DOCUMENT
from tests.events.office import NOW, intake
from tests.events.strategies import sent

ROOT = Path(__file__).parents[2]
COMMITTED = ROOT / "docs" / "contracts"
# Of the specification itself, where somebody has put it: npm install --prefix .cache/asyncapi
# @asyncapi/specs
SPECIFICATION = ROOT / ".cache/asyncapi/node_modules/@asyncapi/specs/schemas/3.0.0.json"


@cache
def _validator(kind: str) -> jsonschema_rs.Draft7Validator:
    return jsonschema_rs.Draft7Validator(wire_schema(kind), validate_formats=True)


def test_what_is_committed_is_what_is_made() -> None:
    made = documents()
    found = {name: COMMITTED / name for name in made if (COMMITTED / name).exists()}
    committed = {name: path.read_text(encoding="utf-8") for name, path in found.items()}
    assert committed == made, "run python -m sroki.events.contracts"
    assert {f"schemas/{path.name}" for path in (COMMITTED / "schemas").iterdir()} <= made.keys()


def test_they_are_written_where_one_says(tmp_path: Path) -> None:
    assert {str(path.relative_to(tmp_path)) for path in write(tmp_path)} == documents().keys()


def test_every_kind_field_and_value_has_words() -> None:
    assert [kind for _, kinds in CHAPTERS for kind in kinds] == list(TITLES)
    assert set(TITLES) == set(KINDS)
    documents()  # raises where a field or a value of a page has none
    own = {name for model in KINDS.values() for name in model.model_fields}
    for said in FIELDS:
        kind, _, field = said.rpartition(".")
        assert kind not in KINDS or field in KINDS[kind].model_fields, f"{said} is no field"
        assert kind or field in own | _ON_THE_WIRE, f"{said} is no field"
    values = {one.value for model in KINDS.values() for one in _enums(model)}
    assert set(VALUES) == values


_ON_THE_WIRE = {
    *("specversion", "type", "time", "subject", "datacontenttype", "dataschema", "data"),
    *("reference", "number", "number_kind", "year"),
}


def _enums(annotation: Any) -> Iterator[Enum]:
    if isinstance(annotation, EnumType):
        yield from annotation.__members__.values()
    elif isinstance(annotation, type) and hasattr(annotation, "model_fields"):
        for info in annotation.model_fields.values():
            yield from _enums(info.annotation)
    for inner in get_args(annotation):
        yield from _enums(inner)


@pytest.mark.parametrize("kind", KINDS)
def test_the_example_is_valid_and_not_rejected(kind: str) -> None:
    _validator(kind).validate(example(kind))
    assert not isinstance(intake().take(example(kind), NOW), Rejected)


@given(sent())
def test_what_the_models_allow_the_schemas_allow(event: Event) -> None:
    _validator(event.kind).validate(wrap(event))


@pytest.mark.parametrize("kind", KINDS)
def test_what_the_schemas_require_the_intake_requires(kind: str) -> None:
    schema = wire_schema(kind)
    for way in (("required",), ("properties", "data", "required")):
        names: Any = schema
        for step in way:
            names = names[step]
        for name in names:
            told = copy.deepcopy(example(kind))
            del (told if len(way) == 1 else told["data"])[name]
            assert not _validator(kind).is_valid(told), name
            assert isinstance(intake().take(told, NOW), Rejected), name


WRONG = st.sampled_from([5, 1.5, True, "", "x y", "Я" * 300, [], [5], {}, {"x": 1}])


@given(st.sampled_from(sorted(KINDS)), st.data())
def test_what_the_intake_takes_the_schemas_take(kind: str, data: st.DataObject) -> None:
    told = copy.deepcopy(example(kind))
    name = data.draw(st.sampled_from(sorted(told["data"])))
    told["data"][name] = copy.deepcopy(data.draw(WRONG))
    if not _validator(kind).is_valid(told):
        # Places, numbers and declared types are beyond a schema; a held event is not refused.
        assert isinstance(intake(directory=None).take(told, NOW), Rejected), told["data"][name]


def test_asyncapi_is_of_the_form_it_must_have() -> None:
    document = asyncapi()
    jsonschema_rs.Draft7Validator(DOCUMENT).validate(document)
    dangling = [ref for ref in _refs(document) if not _resolves(document, ref)]
    assert dangling == []
    json.dumps(document, allow_nan=False)


@pytest.mark.skipif(not SPECIFICATION.exists(), reason="the specification's schema is not here")
def test_asyncapi_is_valid_by_the_specification() -> None:
    specification = json.loads(SPECIFICATION.read_text(encoding="utf-8"))
    jsonschema_rs.validator_for(specification).validate(asyncapi())


def _refs(document: Any) -> Iterator[str]:
    if isinstance(document, dict):
        if isinstance(document.get("$ref"), str):
            yield document["$ref"]
        for value in document.values():
            yield from _refs(value)
    elif isinstance(document, list):
        for value in document:
            yield from _refs(value)


def _resolves(document: Any, ref: str) -> bool:
    for step in ref.removeprefix("#/").split("/"):
        if not isinstance(document, dict) or step not in document:
            return False
        document = document[step]
    return True


BREAKAGES = [
    lambda d: d.pop("info"),
    lambda d: d.update(asyncapi="2.6.0"),
    lambda d: d.update(unknown=1),
    lambda d: d["info"].pop("version"),
    lambda d: d["channels"]["inbox"].update(adress="x"),
    lambda d: d["channels"]["inbox"].update(messages=["submitted.v1"]),
    lambda d: d["operations"]["sendFindings"].update(action="publish"),
    lambda d: d["operations"]["sendFindings"].pop("channel"),
    lambda d: d["operations"]["sendFindings"].update(channel="findings"),
    lambda d: d["components"]["messages"]["finding"].update(payload=5),
    lambda d: d["components"]["schemas"]["finding"].update(type="objekt"),
    lambda d: d["components"]["schemas"]["finding"]["properties"].update(x={"minLength": -1}),
    lambda d: d["components"]["schemas"]["finding"].update(discriminator={"propertyName": "kind"}),
]


@pytest.mark.parametrize("place", range(len(BREAKAGES)))
def test_the_form_notices_what_the_specification_would(place: int) -> None:
    document = copy.deepcopy(asyncapi())
    BREAKAGES[place](document)
    assert not jsonschema_rs.Draft7Validator(DOCUMENT).is_valid(document)
    if SPECIFICATION.exists():
        specification = json.loads(SPECIFICATION.read_text(encoding="utf-8"))
        assert not jsonschema_rs.validator_for(specification).is_valid(document)
