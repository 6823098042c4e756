"""From a YAML file to an edition: every problem of the file at once, each with its place.

    text -> tree with places -> readings put in -> types -> names lead somewhere -> Edition

What is wrong with the types of one item does not hide what is wrong with the others: items that
cannot be understood are set aside, and the rest is held against the checks of names all the same.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter, ValidationError

from sroki.events.errors import Invalid
from sroki.workflows.edition import Edition, Reading
from sroki.workflows.problems import InvalidFile
from sroki.workflows.readings import Substitution, substitute
from sroki.workflows.shape_problems import Found, closest, shape_problems
from sroki.workflows.yaml_tree import Json, Steps, Tree, read_yaml


def read_edition(path: Path) -> Edition:
    """Read the edition in the file at `path`. Raises `InvalidFile`."""
    return parse_edition(path.read_bytes(), path.name)


def parse_edition(content: bytes, file: str) -> Edition:
    """The edition that `content` is; `file` is what messages call it. Raises `InvalidFile`."""
    tree = read_yaml(content, file)
    chosen = {one["id"]: one["chosen"] for one in tree.data.get("readings", [])}
    data = substitute(tree.data, chosen).data
    try:
        edition = Edition.model_validate_json(json.dumps(data), strict=True)
    except ValidationError as error:
        raise InvalidFile([one.problem for one in shape_problems(error, tree, data, Edition)]) from None
    return edition.model_copy(update={"sha256": content_hash(edition)})


def content_hash(edition: Edition) -> str:
    """SHA-256 over what the edition says; what it leaves to defaults is not said."""
    said = edition.model_dump(mode="json", exclude_defaults=True, exclude={"sha256"})
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()
