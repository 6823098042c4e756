"""What is made of the editions is committed as it is made; the schema agrees with the reader."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import jsonschema_rs
import pytest

from sroki.events.yaml_tree import read_yaml
from sroki.workflows import load
from sroki.workflows.checks import CHECKS
from sroki.workflows.load import bundled_names
from sroki.workflows.schema import edition_schema

ROOT = Path(__file__).parents[2]
SMALL = Path(__file__).parent / "editions" / "small.yaml"
EDITIONS = [Path(load.__file__).parent / "editions" / f"{name}.yaml" for name in bundled_names()]


def test_the_pages_are_as_they_would_be_made() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "law_docs.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "", "run python scripts/law_docs.py"
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def validator() -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(edition_schema())


@pytest.mark.parametrize("path", [*EDITIONS, SMALL], ids=lambda path: path.stem)
def test_editions_obey_the_schema(
    path: Path, validator: jsonschema_rs.Draft202012Validator
) -> None:
    data = read_yaml(path.read_bytes(), path.name).data
    assert [error.message for error in validator.iter_errors(data)] == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("format: 1", "format: 2"),
        ("zone: Asia", "zonne: Asia"),
        ('authority: "04701000"', "authority: 04701000"),
        ("unit: working_days", "unit: days"),
        ("length: {reading: days}", "length: {reeding: days}"),
        ("length: 15,", "length: 0,"),
        ("first: 03-15", "first: 3-15"),
        ("  by_site:", "  By-site:"),
        ("id: small", "id: small\nsha256: abc"),
    ],
)
def test_the_schema_refuses_what_types_refuse(
    old: str, new: str, validator: jsonschema_rs.Draft202012Validator
) -> None:
    text = SMALL.read_text(encoding="utf-8").replace(old, new)
    assert not validator.is_valid(read_yaml(text.encode(), "small.yaml").data)


@pytest.fixture(scope="module")
def manual() -> set[str]:
    """Every word that the manual writes as code."""
    text = (ROOT / "docs" / "edition-format.md").read_text(encoding="utf-8")
    code = re.findall(r"```.*?```|`[^`]+`", text, flags=re.DOTALL)
    return {word for piece in code for word in re.findall(r"\w+", piece)}


def test_every_key_of_an_edition_is_documented(manual: set[str]) -> None:
    schema = edition_schema()
    models = [schema, *schema["$defs"].values()]
    keys = {key for model in models for key in model.get("properties", {})}
    assert len(keys) > 60
    assert keys <= manual


def test_every_check_is_documented_with_its_parameters(manual: set[str]) -> None:
    assert CHECKS.keys() <= manual
    assert {param for spec in CHECKS.values() for param in spec.params} <= manual
