"""From a YAML file to an edition: every problem of the file at once, each with its place.

    bytes -> tree with places -> readings put in -> types -> names lead somewhere -> Edition

What is wrong with one item does not hide what is wrong with the others: items that cannot be
understood are set aside (`salvage`), and the rest is held against the checks of names all the same.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, Generic

from pydantic import ValidationError

from sroki.events.errors import Invalid
from sroki.events.i18n import mark, say
from sroki.events.problems import InvalidFile
from sroki.events.shape_problems import Said, shape_problems
from sroki.events.yaml_tree import Json, Tree, read_yaml
from sroki.events.yaml_tree import Path as Steps
from sroki.workflows.consistency import rules_troubles
from sroki.workflows.declared import write_out
from sroki.workflows.edition import Edition, EditionFile, FederalRules
from sroki.workflows.edition_consistency import edition_troubles, reading_troubles
from sroki.workflows.includes import include_troubles, merge
from sroki.workflows.indicator_consistency import indicator_troubles
from sroki.workflows.known import Known, known_in
from sroki.workflows.reading_uses import note_readings
from sroki.workflows.readings import Substitution, chosen_in, substitute
from sroki.workflows.references import Trouble, unknown
from sroki.workflows.salvage import R, Salvaged, salvage

CALENDARS: Final = frozenset({"ru", "weekends_only", "every_day"})
NO_FEDERAL: Final[Mapping[str, FederalRules]] = {}

# The words of the error types that only editions raise.
WORDS: Final[Mapping[str, Said]] = {
    "milestone_shape": Said(
        mark("веха задана неверно"), mark("ровно одно из: event, all, any, ref")
    ),
    "reading_chosen": Said(mark("выбранного нет среди вариантов"), mark("одно из options[].value")),
    "reading_unavailable": Said(
        mark("следовать выбранному толкованию Сроки не умеют"), mark("вариант без available: false")
    ),
    "measure_shape": Said(
        mark("наблюдение задано неверно"),
        mark(
            "ровно одно из: start и end (промежуток), event (событие), audit и positions (проверка)"
        ),
    ),
    "formula_shape": Said(
        mark("формула задана неверно"),
        mark(
            "ровно одна из: ratio_of_sums, share_of, timely_share, percentile, count, still_open, "
            "points, all_met"
        ),
    ),
    "rung_shape": Said(
        mark("ступень предупреждения задана неверно"),
        mark("либо days_before: число, либо noon_of_last_working_day: true"),
    ),
    "too_long": Said(mark("слишком много пунктов"), mark("не больше {max_length}")),
}


def parse_edition(
    content: bytes,
    file: str,
    *,
    federal: Mapping[str, FederalRules] = NO_FEDERAL,
    calendars: Collection[str] = CALENDARS,
) -> Edition:
    """The edition that the bytes of a file are; `file` is what messages call it.

    `federal` are the rules that `includes` may name, `calendars` the names of known calendars.
    Raises `InvalidFile` with every problem.
    """
    draft = _draft(read_yaml(content, file), EditionFile, federal)
    if draft.left is not None:
        edition = draft.left.rules
        draft.tell(edition_troubles(edition, draft.known, calendars))
        draft.tell(indicator_troubles(edition, draft.known))
        draft.tell(include_troubles(edition, federal))
    read = draft.finished()
    merged = merge(read, [federal[name] for name in read.includes])
    # Each part has been validated; to build it anew would only do so again.
    return Edition.model_construct(**dict(merged), sha256=content_hash(merged))


def parse_federal(content: bytes, file: str) -> FederalRules:
    """The federal rules that the bytes of a file are. Raises `InvalidFile` with every problem."""
    return _draft(read_yaml(content, file), FederalRules, NO_FEDERAL).finished()


def content_hash(edition: EditionFile) -> str:
    """SHA-256 over what the edition says; what it leaves to defaults is not said."""
    said = edition.model_dump(mode="json", exclude_defaults=True)
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


@dataclass(slots=True)
class _Draft(Generic[R]):
    """A file on its way to rules: what could be understood so far, and every problem."""

    tree: Tree
    left: Salvaged[R] | None
    known: Known
    problems: list[Invalid]

    def tell(self, troubles: Iterable[Trouble]) -> None:
        """Give troubles their places; say nothing more of what was set aside."""
        if self.left is None:
            return
        for one in troubles:
            if one.path[0] not in self.left.aside:
                self.problems.append(_placed(one, self.left.original(one.path), self.tree))

    def finished(self) -> R:
        """The rules, if the file had no problem."""
        if self.problems or self.left is None:
            raise InvalidFile(self.problems)
        return self.left.rules


def _placed(trouble: Trouble, path: Steps, tree: Tree) -> Invalid:
    place = tree.key(path) if trouble.at_key else tree.place(path)
    return Invalid(trouble.what, place=place, why=trouble.why, accepted=trouble.accepted)


def _draft(tree: Tree, model: type[R], federal: Mapping[str, FederalRules]) -> _Draft[R]:
    """Read a tree as rules of `model` as far as it goes."""
    if not isinstance(tree.data, dict):
        what = Trouble((), say("файл пуст") if tree.data is None else say("файл — не словарь"))
        raise InvalidFile(
            [_placed(what._replace(accepted=say("строки «ключ: значение»")), (), tree)]
        )
    put = substitute(tree.data, chosen_in(tree.data))
    problems = _unknown_readings(put, tree.data, tree)
    data = write_out(note_readings(put.data, tree.data))
    left, shapes = _validated(model, data, put.unknown, tree)
    problems += shapes
    known = known_in(data, None if left is None else left.rules, federal)
    draft = _Draft(tree, left, known, problems)
    if left is not None:
        draft.tell(rules_troubles(left.rules, draft.known))
        draft.tell(reading_troubles(left.rules, put.used, draft.known))
    return draft


def _unknown_readings(put: Substitution, raw: dict[str, Json], tree: Tree) -> list[Invalid]:
    section = raw.get("readings")
    items = section if isinstance(section, list) else []
    ids = {str(one["id"]) for one in items if isinstance(one, dict) and "id" in one}
    found: list[Invalid] = []
    for path, name in put.unknown.items():
        # One that is there but says nothing is told of where it stands.
        if name not in ids:
            trouble = unknown(say("толкование «{name}» не описано", name=name), name, path, ids)
            found.append(_placed(trouble, path, tree))
    return found


def _validated(
    model: type[R], data: dict[str, Json], unresolved: Collection[Steps], tree: Tree
) -> tuple[Salvaged[R] | None, list[Invalid]]:
    """The rules and what is wrong with the types; `unresolved` readings are told of elsewhere."""
    try:
        rules = model.model_validate_json(json.dumps(data), strict=True)
    except ValidationError as error:
        found = shape_problems(error, tree, data, model, WORDS)
        left = salvage(model, data, [one.path for one in found])
        # Of a value that may be of several kinds, what each kind lacks inside says nothing.
        outer = {one.path for one in found}
        return left, [
            one.problem
            for one in found
            if not _starts(one.path[:-1], outer - {one.path}) and not _starts(one.path, unresolved)
        ]
    return Salvaged(rules, frozenset(), {}), []


def _starts(path: Steps, others: Collection[Steps]) -> bool:
    """Whether `path` is one of the others, or lies inside one."""
    return any(path[:depth] in others for depth in range(len(path) + 1))
