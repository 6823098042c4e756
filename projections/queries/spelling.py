"""How else people type a registration number: another case or alphabet, another dash, other spaces.

The register keeps a number as its source gave it. Whoever copies one from paper cannot tell a
Russian «С» from a Latin one, nor a dash from a hyphen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeVar

from sroki.events.aliases import plain

_RUSSIAN, _LATIN = "АВЕКМНОРСТУХасеорух", "ABEKMHOPCTYXaceopyx"
_ALPHABETS: Final[tuple[dict[int, int], ...]] = (
    {},
    str.maketrans(_LATIN, _RUSSIAN),
    str.maketrans(_RUSSIAN, _LATIN),
)
_CASES: Final[tuple[Callable[[str], str], ...]] = (str, str.upper, str.lower)
# Hyphens, dashes and the sign of minus, with the spaces around them.
_DASH: Final = re.compile(r"\s*[-\u2010-\u2015\u2212]\s*")
_DASHES: Final = ("-", "–", "—", " - ", " – ")
# «№ 15» and «№15» are 15.
_SIGN: Final = re.compile(r"№\s*")

Named = TypeVar("Named")


def spellings(number: str) -> frozenset[str]:
    """Every way to write it that is asked for, itself among them; some hundred at most."""
    said = plain(number)
    found = {said}
    for written in _written(said):
        for alphabet in _ALPHABETS:
            found.update(case(written.translate(alphabet)) for case in _CASES)
    return frozenset(found)


def closest(found: Iterable[Named], number: str, of: Callable[[Named], str]) -> list[Named]:
    """Those whose number is written as it was typed; where there is none, all of them."""
    every = list(found)
    said = plain(number)
    exact = {case(said) for case in _CASES}
    return [one for one in every if of(one) in exact] or every


def _written(said: str) -> Iterator[str]:
    bare = _SIGN.sub("", said, count=1) if said.startswith("№") else said
    for spaced in (said, bare, bare.replace(" ", "")):
        yield spaced
        for dash in _DASHES:
            yield _DASH.sub(dash, spaced)
