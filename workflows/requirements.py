"""What an edition demands that no event can tell: checklists of premises, of the site, of papers.

A file in `requirements_data/` lists the positions of each checklist with their clause and words. A
position may be counted (so many places to park, of which so many for the disabled), and may *feed*
a position of an audit that the edition measures: that one is met where all that feed it are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Literal, NamedTuple

from pydantic import Field, ValidationError

from sroki.events.acts.audits import Count, Met, Position
from sroki.events.acts.evidence import Parameter
from sroki.events.base import Code, Record
from sroki.events.errors import Invalid
from sroki.events.i18n import say
from sroki.events.problems import InvalidFile
from sroki.events.shape_problems import closest, shape_problems
from sroki.events.yaml_tree import Path, Tree, read_yaml
from sroki.workflows.citation import Cited, Name, Words
from sroki.workflows.edition import Edition


class Share(Record):
    """`part` must be `percent` of `of` at least, and `least` at least, where there are any at all.

    What is no whole number is rounded up: ten percent of 25 places are three.
    """

    of: Words
    part: Words
    percent: Annotated[int, Field(ge=1, le=100)]
    least: Annotated[int, Field(ge=0)] = 0

    def needed(self, of: int) -> int:
        return max(self.least, -(-of * self.percent // 100)) if of else 0

    def met(self, of: int, part: int) -> Met:
        if of == 0:
            return Met.NOT_APPLICABLE
        return Met.YES if part >= self.needed(of) else Met.NO


class Demand(Cited):
    """A position of a checklist; `feeds` is a position of the audit that the edition measures."""

    code: Code
    title: Words
    parameter: Parameter
    feeds: Code | None = None
    share: Share | None = None


class Checklist(Record):
    """What is looked at in one go. `tells` is the kind of event that an audit becomes."""

    id: Literal["premises", "site", "case_files"]
    title: Words
    tells: Name | None = None
    whole: bool = False
    positions: Annotated[list[Demand], Field(min_length=1)]

    @property
    def by_code(self) -> dict[str, Demand]:
        return {one.code: one for one in self.positions}


class Requirements(Record):
    """The checklists beside an edition."""

    format: Literal[1]
    edition: str
    checklists: Annotated[list[Checklist], Field(min_length=1)]

    def checklist(self, name: str) -> Checklist | None:
        return next((one for one in self.checklists if one.id == name), None)


class Seen(NamedTuple):
    """What an audit says to an event: positions of the edition's measure."""

    met: tuple[str, ...]
    unmet: tuple[str, ...]


def seen(checklist: Checklist, positions: Iterable[Position]) -> Seen:
    """What an audit fed: a position that nothing looked at feeds is in neither list.

    What is not applicable stands in nobody's way: no places to park, none for the disabled needed.
    """
    found: dict[str, list[Met]] = {}
    for one in positions:
        demand = checklist.by_code.get(one.code)
        if demand is not None and demand.feeds is not None:
            found.setdefault(demand.feeds, []).append(one.met)
    unmet = {name for name, looks in found.items() if Met.NO in looks}
    return Seen(tuple(sorted(found.keys() - unmet)), tuple(sorted(unmet)))


def counted(demand: Demand, of: int, part: int, note: str = "") -> Position:
    """A position that is counted, judged."""
    assert demand.share is not None  # noqa: S101 - the caller has looked
    counts = (Count(name="of", number=of), Count(name="part", number=part))
    return Position(code=demand.code, met=demand.share.met(of, part), note=note, counts=counts)


def parse_requirements(content: bytes, file: str, editions: Mapping[str, Edition]) -> Requirements:
    """The checklists in a file, held against their edition. Raises `InvalidFile` with every
    problem, each with its line."""
    tree = read_yaml(content, file)
    try:
        found = Requirements.model_validate(tree.data)
    except ValidationError as error:
        problems = shape_problems(error, tree, tree.data, Requirements)
        raise InvalidFile([one.problem for one in problems]) from None
    edition = editions.get(found.edition)
    if edition is None:
        what = say("редакции «{edition}» нет", edition=found.edition)
        place = tree.place(("edition",))
        raise InvalidFile([Invalid(what, place=place, accepted=", ".join(editions))])
    problems_ = [*_twice(found, tree), *_fed(found, edition, tree)]
    if problems_:
        raise InvalidFile(problems_)
    return found


def _twice(found: Requirements, tree: Tree) -> Iterator[Invalid]:
    for at, checklist in enumerate(found.checklists):
        codes = Counter(one.code for one in checklist.positions)
        for number, one in enumerate(checklist.positions):
            if codes[one.code] > 1:
                path: Path = ("checklists", at, "positions", number, "code")
                what = say("позиция «{code}» есть дважды", code=one.code)
                yield Invalid(what, place=tree.place(path))


def _fed(found: Requirements, edition: Edition, tree: Tree) -> Iterator[Invalid]:
    """What is fed is there, and all of what the edition measures is fed."""
    audits: dict[str, set[str]] = {
        one.audit: set(one.positions) for one in edition.measures if one.audit
    }
    for at, checklist in enumerate(found.checklists):
        known = audits.get(checklist.tells or "", set())
        fed = set()
        for number, one in enumerate(checklist.positions):
            if one.feeds is None:
                continue
            fed.add(one.feeds)
            if one.feeds not in known:
                path: Path = ("checklists", at, "positions", number, "feeds")
                what = say("в редакции «{id}» нет «{name}»", id=edition.id, name=one.feeds)
                yield Invalid(what, place=tree.place(path), why=closest(one.feeds, known))
        if checklist.tells and known - fed:
            yield Invalid(
                say(
                    "позиций редакции никто не проверяет: {names}",
                    names=", ".join(sorted(known - fed)),
                ),
                place=tree.place(("checklists", at)),
            )
