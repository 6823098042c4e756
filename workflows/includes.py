"""Taking the rules of federal acts into an edition.

An edition names the files (`includes: [210-fz]`) and gets their milestones, time limits, checks and
readings as if they stood in it. Nothing is overridden: a name that both have is a problem.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sroki.events.i18n import say
from sroki.events.yaml_tree import Path
from sroki.workflows.edition import EditionFile, FederalRules, Rules
from sroki.workflows.references import Trouble, unknown


def merge(edition: EditionFile, federal: Sequence[FederalRules]) -> EditionFile:
    """The edition with the rules it includes."""
    merged = edition
    for rules in federal:
        merged = merged.model_copy(
            update={
                "milestones": merged.milestones | rules.milestones,
                "time_limits": [*merged.time_limits, *rules.time_limits],
                "checks": [*merged.checks, *rules.checks],
                "readings": [*merged.readings, *rules.readings],
                "complaint": [*merged.complaint, *rules.complaint],
            }
        )
    return merged


def include_troubles(
    edition: EditionFile, federal: Mapping[str, FederalRules]
) -> Iterator[Trouble]:
    """Files that are not there or named twice, and names that both have."""
    for at, name in enumerate(edition.includes):
        path: Path = ("includes", at)
        if name in edition.includes[:at]:
            yield Trouble(path, say("«{name}» включается дважды", name=name))
        elif name not in federal:
            yield unknown(say("федеральных правил «{name}» нет", name=name), name, path, federal)
        else:
            yield from _collisions(edition, federal[name])


def _collisions(edition: EditionFile, rules: FederalRules) -> Iterator[Trouble]:
    theirs = _named(rules)
    for path, kind, name in _paths(edition):
        if name in theirs[kind]:
            yield Trouble(
                path,
                say("имя «{name}» уже занято", name=name),
                say("оно есть во включённом файле «{id}»", id=rules.id),
                say("другое имя"),
                at_key=kind == "milestones",
            )


def _named(rules: Rules) -> dict[str, set[str]]:
    return {
        "milestones": set(rules.milestones),
        "rules": {one.id for one in rules.time_limits} | {one.id for one in rules.checks},
        "readings": {one.id for one in rules.readings},
    }


def _paths(edition: EditionFile) -> Iterator[tuple[Path, str, str]]:
    for name in edition.milestones:
        yield ("milestones", name), "milestones", name
    for at, limit in enumerate(edition.time_limits):
        yield ("time_limits", at, "id"), "rules", limit.id
    for at, check in enumerate(edition.checks):
        yield ("checks", at, "id"), "rules", check.id
    for at, reading in enumerate(edition.readings):
        yield ("readings", at, "id"), "readings", reading.id
