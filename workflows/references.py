"""Whether milestones lead somewhere: known events, known fields, known names, no circles.

What is found is a `Trouble`: the path in the file, what is wrong, why, what is accepted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from sroki.events.i18n import say
from sroki.events.shape_problems import closest
from sroki.events.yaml_tree import Path
from sroki.workflows.edition import BUILT_IN, Milestone
from sroki.workflows.known import Known
from sroki.workflows.names import (
    DECLARED,
    FACT_KINDS,
    GROUP_KINDS,
    FieldOf,
    declared_fields,
    fields_of,
)


class Trouble(NamedTuple):
    """Something wrong at a path of the file; `at_key` where the key is at fault, not the value."""

    path: Path
    what: str
    why: str | None = None
    accepted: str | None = None
    at_key: bool = False


def milestone_name(name: str, path: Path, known: Known) -> Iterator[Trouble]:
    """A name of a milestone that must exist."""
    if name not in known.milestones and name not in BUILT_IN:
        names = {*known.milestones, *BUILT_IN}
        yield unknown(say("веха «{name}» не описана", name=name), name, path, names)


def unknown(what: str, name: str, path: Path, names: Collection[str]) -> Trouble:
    """`name` leads nowhere; `names` are those that would lead somewhere."""
    return Trouble(path, what, closest(name, names), ", ".join(sorted(names)) or None)


def milestone_troubles(reached: Milestone | str, path: Path, known: Known) -> Iterator[Trouble]:
    """What is wrong with a milestone, or with a name of one, and with all it is made of."""
    if isinstance(reached, str):
        yield from milestone_name(reached, path, known)
        return
    for key in ("ref", "when", "unless"):
        name = getattr(reached, key)
        if name is not None:
            yield from milestone_name(name, (*path, key), known)
    for key in ("all", "any"):
        for at, part in enumerate(getattr(reached, key) or ()):
            yield from milestone_troubles(part, (*path, key, at), known)
    if reached.event is None:
        if reached.where or reached.pick != "first":
            key = "where" if reached.where else "pick"
            yield Trouble(
                (*path, key), say("«{key}» бывает только у события", key=key), accepted="event: …"
            )
    else:
        yield from _event_troubles(reached, path, known)


def _event_troubles(reached: Milestone, path: Path, known: Known) -> Iterator[Trouble]:
    kind = reached.event or ""
    if kind in GROUP_KINDS:
        yield Trouble(
            (*path, "event"),
            say("событие «{kind}» касается списка, а не дела", kind=kind),
            accepted=say("listed — то, что список говорит о деле"),
        )
        return
    if kind not in FACT_KINDS:
        names = (FACT_KINDS - {DECLARED}) | set(known.declared)
        yield Trouble(
            (*path, "event"),
            say("событие «{kind}» не известно", kind=kind),
            closest(kind, names) or say("его нет ни в словаре событий, ни в declares"),
            ", ".join(sorted(names)),
        )
        return
    fields = _fields(reached, known)
    if fields is None:
        return
    for name, value in reached.where.items():
        if kind == DECLARED and name == "name":
            continue
        if name not in fields:
            yield Trouble(
                (*path, "where", name),
                say("у события «{event}» нет поля «{name}»", event=_shown(reached), name=name),
                closest(name, fields) if fields else say("у него нет своих полей"),
                ", ".join(sorted(fields)) or None,
                at_key=True,
            )
            continue
        several = isinstance(value, list)
        for at, one in enumerate(value if isinstance(value, list) else [value]):
            if not fields[name].takes(one):
                yield Trouble(
                    (*path, "where", name, *((at,) if several else ())),
                    say(
                        "поле «{name}» события «{event}» не бывает «{value}»",
                        name=name,
                        event=_shown(reached),
                        value=_plain(one),
                    ),
                    closest(str(one), fields[name].accepted.split(", ")),
                    fields[name].accepted,
                )


def _fields(reached: Milestone, known: Known) -> Mapping[str, FieldOf] | None:
    """The fields that `where` may ask for; None where the type itself was not understood."""
    if reached.event != DECLARED:
        return fields_of(reached.event or "")
    declared = known.declared.get(_shown(reached))
    return None if declared is None else declared_fields(declared)


def _shown(reached: Milestone) -> str:
    """The event as the file names it."""
    name = reached.where.get("name")
    if reached.event == DECLARED and isinstance(name, str):
        return name.partition(".")[2] or name
    return reached.event or ""


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def kinds_of(
    reached: Milestone | str, known: Known, seen: frozenset[str] = frozenset()
) -> set[str]:
    """Every event kind that can reach the milestone; a declared one by its full name."""
    if isinstance(reached, str):
        inner = known.milestones.get(reached)
        if inner is None or reached in seen:
            return set()
        return kinds_of(inner, known, seen | {reached})
    if reached.event is not None:
        return {str(reached.where.get("name")) if reached.event == DECLARED else reached.event}
    parts = reached.all or reached.any or [reached.ref or ""]
    return set().union(*(kinds_of(part, known, seen) for part in parts))


def circles(known: Known, governed_by: str | None) -> Iterator[tuple[str, ...]]:
    """Milestones that wait for themselves: each circle once, as the names along it.

    The built-in ones rest on the milestone that governs.
    """
    steps = {
        name: set() if one is None else _leads_to(one) for name, one in known.milestones.items()
    }
    steps |= {name: set() if governed_by is None else {governed_by} for name in BUILT_IN}
    done: set[str] = set()
    for start in steps:
        trail: list[str] = []
        yield from _walk(start, steps, trail, done)


def _walk(
    name: str, steps: Mapping[str, set[str]], trail: list[str], done: set[str]
) -> Iterator[tuple[str, ...]]:
    if name in trail:
        yield (*trail[trail.index(name) :], name)
        return
    if name in done or name not in steps:
        return
    trail.append(name)
    for following in sorted(steps[name]):
        yield from _walk(following, steps, trail, done)
    trail.pop()
    done.add(name)


def _leads_to(reached: Milestone | str) -> set[str]:
    if isinstance(reached, str):
        return {reached}
    names = {one for one in (reached.ref, reached.when, reached.unless) if one is not None}
    return names.union(*(_leads_to(part) for part in (reached.all or reached.any or ())))
