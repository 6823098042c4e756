"""Reading a mapping file: every problem of it at once, each with its line and column."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from sroki.events.i18n import mark
from sroki.events.problems import InvalidFile
from sroki.events.readers.mapping import Mapping
from sroki.events.readers.mapping_check import check
from sroki.events.shape_problems import Said, shape_problems
from sroki.events.yaml_tree import read_yaml

_SAYS: Final = {
    "take_shape": Said(
        mark("не видно, откуда брать значение"),
        mark("ровно одно из: column, letter, event, trace, item, join, year_of, constant"),
    ),
    "condition_shape": Said(
        mark("условие задано неверно"),
        mark("одно из column, letter, event, trace и одно из filled, equals, one_of, matches"),
    ),
    "case_shape": Said(
        mark("дело задано неверно"), mark("ровно одно из: reference, hash, case_id")
    ),
    "as_at_shape": Said(
        mark("дата файла задана неверно"), mark("ровно одно из: on, cell, file_name: true")
    ),
    "as_at_text": Said(
        mark("не видно, где дата в имени файла"), mark("text: реестр_{{гггг-мм-дд}}")
    ),
}


def read_mapping(path: Path) -> Mapping:
    """The mapping in the file at `path`. Raises `InvalidFile`, and OSError where there is none."""
    return parse_mapping(path.read_bytes(), path.name)


def parse_mapping(content: bytes, file: str) -> Mapping:
    """The mapping that `content` is; `file` is what messages call it. Raises `InvalidFile`."""
    tree = read_yaml(content, file)
    said = json.dumps(tree.data, ensure_ascii=False, sort_keys=True)
    try:
        mapping = Mapping.model_validate_json(said, strict=True)
    except ValidationError as error:
        found = shape_problems(error, tree, tree.data, Mapping, _SAYS)
        raise InvalidFile([one.problem for one in found]) from None
    problems = check(mapping, tree)
    if problems:
        raise InvalidFile(problems)
    return mapping.model_copy(update={"sha256": sha256(said.encode()).hexdigest()})


def mapping_schema() -> dict[str, Any]:
    """The JSON Schema of a mapping file, for editors."""
    schema = Mapping.model_json_schema(by_alias=True)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    del schema["properties"]["sha256"]
    return schema
