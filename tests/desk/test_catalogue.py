"""Every kind of act has its words, its example and its golden file, and no way in from outside."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema_rs import validator_for

from sroki.events.acts.base import Amending
from sroki.events.acts.catalogue import (
    ACTS,
    NEWEST,
    TYPE_PREFIX,
    UPCASTERS,
    from_bytes,
    parse,
    to_bytes,
)
from sroki.events.catalogue import KINDS
from sroki.events.contracts.acts import FIELDS, TITLES, act_example, act_schema
from sroki.events.outcomes import Rejected
from tests.desk.make_golden import FOLDER, path
from tests.events.office import NOW, intake


def test_every_kind_and_field_has_words() -> None:
    assert TITLES.keys() == ACTS.keys()
    assert FIELDS.keys() == {name for model in ACTS.values() for name in model.model_fields}


@pytest.mark.parametrize("kind", ACTS)
def test_the_schema_takes_what_the_model_takes(kind: str) -> None:
    check = validator_for(act_schema(kind))
    assert check.is_valid(act_example(kind))
    assert not check.is_valid(act_example(kind) | {"performer": "sp-1"})
    assert not check.is_valid({k: v for k, v in act_example(kind).items() if k != "actor"})


@pytest.mark.parametrize("kind", NEWEST)
def test_every_version_has_a_golden_file_and_a_way_up(kind: str) -> None:
    for version in range(1, NEWEST[kind] + 1):
        assert path(kind, version).exists(), "run python -m tests.desk.make_golden"
        assert version == NEWEST[kind] or (kind, version) in UPCASTERS


@pytest.mark.parametrize("golden", sorted(FOLDER.glob("*.json")), ids=lambda file: file.stem)
def test_what_was_stored_is_read(golden: Any) -> None:
    body = golden.read_bytes().strip()
    act = from_bytes(body)
    assert f"{act.kind}.v{json.loads(body)['version']}" == golden.stem
    if act.version == json.loads(body)["version"]:
        assert to_bytes(act) == body


@pytest.mark.parametrize("kind", ACTS)
def test_no_wire_brings_an_act(kind: str) -> None:
    assert kind not in KINDS
    said = act_example(kind)
    for type_ in (f"{TYPE_PREFIX}{kind}.v1", f"ru.sroki.{kind}.v1"):
        wire = {
            "specversion": "1.0",
            "type": type_,
            "source": "urn:edms:krsk",
            "id": "1",
            "time": said["recorded_at"],
            "data": said,
        }
        outcome = intake().take(wire, NOW)
        assert isinstance(outcome, Rejected)
        assert "unknown_kind" in {reason.code for reason in outcome.reasons}


@pytest.mark.parametrize("kind", [kind for kind, one in ACTS.items() if issubclass(one, Amending)])
@pytest.mark.parametrize("reason", ["", "  ", "\n", "аб"])
def test_what_amends_says_why(kind: str, reason: str) -> None:
    with pytest.raises(ValueError, match="reason"):
        parse(act_example(kind) | {"reason": reason})
