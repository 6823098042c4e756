"""Problems of a file that people write: all of them at once, each with its place.

A problem is an `Invalid`: what, where, why, what is accepted. A file with problems is an
`InvalidFile`, which prints a line for each.
"""

from __future__ import annotations

from collections.abc import Iterable

from sroki.events.errors import Invalid, Place
from sroki.events.i18n import DEFAULT, WORDS, Catalogue, Lang


class InvalidFile(Invalid):
    """A file that cannot be used, with every problem found in it, in order of place."""

    def __init__(self, problems: Iterable[Invalid]) -> None:
        self.problems = tuple(sorted(problems, key=_order))
        super().__init__(self.problems[0].what, place=self.problems[0].place)

    def told(self, lang: Lang = DEFAULT, words: Catalogue = WORDS) -> str:
        """A line for each problem."""
        return "\n".join(problem.told(lang, words) for problem in self.problems)


def _order(problem: Invalid) -> tuple[str, int, int, str]:
    place = problem.place or Place("")
    return (place.file, place.line or 0, place.column or 0, problem.what)
