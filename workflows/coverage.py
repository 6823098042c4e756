"""What covers each paragraph of the acts: events, or people with a checklist, or nothing and why.

The files in `coverage/` list every пункт and абзац; `docs/coverage.md` is made of them. A gap in
the numbering, a count that does not add up, or a name that the edition does not have is a problem
of the file, with its place, as in any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints, ValidationError

from sroki.events.base import Record
from sroki.events.errors import Invalid
from sroki.events.i18n import say
from sroki.events.problems import InvalidFile
from sroki.events.shape_problems import closest, shape_problems
from sroki.events.yaml_tree import Path, Tree, read_yaml
from sroki.workflows.edition import BUILT_IN, Edition, Name, Words


class How(StrEnum):
    """What covers a paragraph. All but the first and the last are the work of people."""

    BY_EVENTS = "by_events"
    BY_CASE_FILE_CHECK = "by_case_file_check"
    BY_SITE_AUDIT = "by_site_audit"
    BY_INSPECTION = "by_inspection"
    BY_SURVEY = "by_survey"
    BY_ENTRIES = "by_entries"
    NOT_MODELLED = "not_modelled"


class Paragraph(Record):
    """One абзац, known by its first words. `by` names items of the edition."""

    n: int
    starts: Words
    how: How
    by: list[Name] = Field(default_factory=list)
    because: str = ""


class Point(Record):
    """A пункт, or what stands for one, with its paragraphs."""

    point: Words
    paragraphs: Annotated[list[Paragraph], Field(min_length=1)]


class Part(Record):
    """A part of the act; `points` and `paragraphs` say how many there are, counted in the act."""

    id: Name
    title: Words
    points: int
    paragraphs: int
    items: list[Point]


class Coverage(Record):
    """An act, paragraph by paragraph, and the edition whose items cover it."""

    format: Literal[1]
    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.-]{0,59}$")]
    act: Words
    edition: str
    parts: list[Part]


_NUMBERED: Final = re.compile(r"п\. ([0-9]+)")


def parse_coverage(content: bytes, file: str, editions: Mapping[str, Edition]) -> Coverage:
    """The coverage in a file, held against its edition. Raises `InvalidFile` with every problem."""
    tree = read_yaml(content, file)
    try:
        coverage = Coverage.model_validate(tree.data)
    except ValidationError as error:
        found = shape_problems(error, tree, tree.data, Coverage)
        raise InvalidFile([one.problem for one in found]) from None
    edition = editions.get(coverage.edition)
    if edition is None:
        what = say("редакции «{edition}» нет", edition=coverage.edition)
        raise InvalidFile([_problem(tree, ("edition",), what, ", ".join(editions))])
    problems = [*_count_problems(coverage, tree), *_cover_problems(coverage, edition, tree)]
    if problems:
        raise InvalidFile(problems)
    return coverage


def _problem(
    tree: Tree, path: Path, what: str, accepted: str = "", why: str | None = None
) -> Invalid:
    return Invalid(what, place=tree.place(path), why=why, accepted=accepted or None)


def _count_problems(coverage: Coverage, tree: Tree) -> Iterator[Invalid]:
    """Nothing is left out: the counts add up, and numbers follow one another."""
    for at, part in enumerate(coverage.parts):
        path: Path = ("parts", at)
        if len(part.items) != part.points:
            what = say(
                "пунктов {count}, а должно быть {points}", count=len(part.items), points=part.points
            )
            yield _problem(tree, (*path, "points"), what)
        listed = sum(len(point.paragraphs) for point in part.items)
        if listed != part.paragraphs:
            what = say(
                "абзацев {listed}, а должно быть {paragraphs}",
                listed=listed,
                paragraphs=part.paragraphs,
            )
            yield _problem(tree, (*path, "paragraphs"), what)
        before: int | None = None
        for number, point in enumerate(part.items):
            here: Path = (*path, "items", number)
            for index, paragraph in enumerate(point.paragraphs):
                if paragraph.n != index + 1:
                    what = say("абзац {n} стоит {place}-м", n=paragraph.n, place=index + 1)
                    yield _problem(tree, (*here, "paragraphs", index, "n"), what, str(index + 1))
            numbered = _NUMBERED.fullmatch(point.point)
            if numbered:
                this = int(numbered[1])
                if before is not None and this != before + 1:
                    yield _problem(
                        tree,
                        (*here, "point"),
                        say("после п. {before} стоит п. {this}", before=before, this=this),
                    )
                before = this


def _cover_problems(coverage: Coverage, edition: Edition, tree: Tree) -> Iterator[Invalid]:
    """What is covered by events names what covers it; what is not says why."""
    known = items_of(edition)
    for path, paragraph in _paragraphs(coverage):
        if paragraph.how is How.BY_EVENTS and not paragraph.by:
            yield _problem(
                tree, path, say("не сказано, чем покрыт абзац"), say("by: [имена из редакции]")
            )
        if paragraph.how is not How.BY_EVENTS and paragraph.by:
            yield _problem(tree, (*path, "by"), say("by бывает только у by_events"))
        if paragraph.how is not How.BY_EVENTS and not paragraph.because.strip():
            yield _problem(tree, path, say("не сказано почему"), "because: …")
        for at, name in enumerate(paragraph.by):
            if name not in known:
                what = say("в редакции «{id}» нет «{name}»", id=edition.id, name=name)
                yield _problem(tree, (*path, "by", at), what, why=closest(name, known))


def _paragraphs(coverage: Coverage) -> Iterator[tuple[Path, Paragraph]]:
    for at, part in enumerate(coverage.parts):
        for number, point in enumerate(part.items):
            for index, paragraph in enumerate(point.paragraphs):
                yield ("parts", at, "items", number, "paragraphs", index), paragraph


def items_of(edition: Edition) -> set[str]:
    """The names of everything an edition has that can cover a paragraph."""
    return {
        *BUILT_IN,
        *edition.milestones,
        *(one.id for one in edition.time_limits),
        *(one.id for one in edition.checks),
        *(one.id for one in edition.windows),
        *(one.id for one in edition.readings),
        *(one.id for one in edition.measures),
        *(one.id for one in edition.indicators),
        *(one.code for one in edition.grounds),
        *(one.code for one in edition.documents),
    }
