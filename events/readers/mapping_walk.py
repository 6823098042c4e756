"""Every value and every condition of a mapping, with its path in the file."""

from __future__ import annotations

from collections.abc import Iterator

from sroki.events.readers.mapping import Condition, Mapping, Take
from sroki.events.yaml_tree import Path

_OF_A_RULE = ("at", "name", "each", "key", "unit", "performer")


def takes(mapping: Mapping) -> Iterator[tuple[Path, Take]]:
    """All values, those inside others too."""
    for path, take in _roots(mapping):
        if take is not None:
            yield from _inside(path, take)


def conditions(mapping: Mapping) -> Iterator[tuple[Path, Condition]]:
    """All conditions."""
    for index, condition in enumerate(mapping.skip):
        yield ("skip", index), condition
    for number, rule in enumerate(mapping.events):
        for index, condition in enumerate(rule.when):
            yield ("events", number, "when", index), condition


def places(mapping: Mapping) -> Iterator[Take | Condition]:
    """All that names a column or an attribute, or may."""
    for _, take in takes(mapping):
        yield take
    for _, condition in conditions(mapping):
        yield condition


def _roots(mapping: Mapping) -> Iterator[tuple[Path, Take | None]]:
    yield ("unit",), mapping.unit
    yield ("performer",), mapping.performer
    for index, take in enumerate(mapping.row_key):
        yield ("row_key", index), take
    if mapping.case is not None:
        yield ("case", "hash"), mapping.case.hash
        yield ("case", "case_id"), mapping.case.case_id
        if mapping.case.reference is not None:
            for name in type(mapping.case.reference).model_fields:
                yield ("case", "reference", name), getattr(mapping.case.reference, name)
    for index, rule in enumerate(mapping.events):
        for name in _OF_A_RULE:
            yield ("events", index, name), getattr(rule, name)
        for name, take in rule.fields.items():
            yield ("events", index, "fields", name), take


def _inside(path: Path, take: Take) -> Iterator[tuple[Path, Take]]:
    yield path, take
    for index, part in enumerate(take.join or ()):
        yield from _inside((*path, "join", index), part)
    for name in ("year_of", "time"):
        inner = getattr(take, name, None)
        if inner is not None:
            yield from _inside((*path, name), inner)
