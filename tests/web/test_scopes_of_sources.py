"""Who sees one unit is told how far the sources have spoken for it, and for all; of no other."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import cast

import pytest

from sroki.projections.queries.reading import Reading
from sroki.projections.queries.sources import watermarks
from sroki.projections.scope import EVERYTHING, Scope

_AT = datetime(2025, 4, 18, tzinfo=UTC)
_PLACES = ("04701000/asp/*", "04701000/edms/kirovsky", "04701000/edms/sovetsky", "52701000/edms/*")


@pytest.mark.parametrize(
    ("scope", "seen"),
    [
        (EVERYTHING, _PLACES),
        (Scope.of(("04701000", None)), _PLACES[:3]),
        (Scope.of(("04701000", "sovetsky")), (_PLACES[0], _PLACES[2])),
        (Scope.of(), ()),
    ],
)
def test_marks_of_what_one_may_see(scope: Scope, seen: tuple[str, ...]) -> None:
    assert tuple("/".join(one[:3]) for one in watermarks(_reading(scope))) == seen


def test_a_role_of_no_edition_is_seen_to_be_one() -> None:
    known = {one.role: one.known for one in watermarks(_reading(EVERYTHING)) if one.unit != "*"}
    assert known == {"edms": True}
    assert [one.role for one in watermarks(_reading(EVERYTHING)) if not one.known] == ["asp"]


def _reading(scope: Scope) -> Reading:
    told = SimpleNamespace(watermarks=dict.fromkeys(_PLACES, _AT))
    edms = SimpleNamespace(role="edms", reports="watermark", title="СЭД")
    editions = {
        authority: SimpleNamespace(authority=authority, sources=[edms])
        for authority in ("04701000", "52701000")
    }
    names = SimpleNamespace(editions=editions)
    return cast("Reading", SimpleNamespace(progress=[told], names=names, scope=scope))
