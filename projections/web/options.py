"""What the filters of a page offer."""

from __future__ import annotations

from collections.abc import Iterable

from sroki.projections.names import Names
from sroki.projections.queries.due import Place

Options = dict[str, list[tuple[str, str]]]


def options(names: Names, places: Iterable[Place]) -> Options:
    """Codes and words for each part of a place, in the order of the words."""
    found: dict[str, dict[str, str]] = {name: {} for name in Place._fields}
    for authority, service, unit, rule in places:
        found["authority"][authority] = names.authority(authority)
        found["service"][service] = names.service(authority, service)
        found["unit"][unit] = names.unit(authority, unit)
        found["rule"][rule] = names.rule(authority, service, rule)
    return {
        name: sorted(words.items(), key=lambda option: option[1]) for name, words in found.items()
    }
