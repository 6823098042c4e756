"""Whether the rules of a file agree with one another: milestones, time limits, checks, readings.

This is what an edition and a federal file have in common; `edition_consistency` has the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from sroki.events.errors import Invalid
from sroki.events.i18n import say
from sroki.events.shape_problems import closest
from sroki.events.yaml_tree import Path
from sroki.workflows.checks import CHECKS, RECORD_DEVIATIONS, CheckSpec, ParamType
from sroki.workflows.edition import (
    BUILT_IN,
    Check,
    EditionFile,
    InForce,
    Milestone,
    Rules,
    TimeLimit,
)
from sroki.workflows.known import Known
from sroki.workflows.names import CASE_KINDS, DECLARED, VISIT_KINDS, fields_of
from sroki.workflows.references import (
    Trouble,
    circles,
    kinds_of,
    milestone_name,
    milestone_troubles,
    unknown,
)

# Units in which a rung of a ladder, which is in days, can be longer than the term itself.
_DAYS: Final = frozenset({"calendar_days", "working_days"})


def rules_troubles(rules: Rules, known: Known) -> Iterator[Trouble]:
    """Everything wrong between the rules of a file."""
    governed_by = rules.governed_by if isinstance(rules, EditionFile) else None
    for name, milestone in rules.milestones.items():
        path: Path = ("milestones", name)
        if name in BUILT_IN:
            yield Trouble(
                path,
                say("веха «{name}» встроенная", name=name),
                accepted=say("другое имя"),
                at_key=True,
            )
        yield from milestone_troubles(milestone, path, known)
    for circle in circles(known, governed_by):
        yield Trouble(
            ("milestones", circle[0]),
            say("вехи ждут друг друга по кругу"),
            " → ".join(circle),
            at_key=True,
        )
    for at, limit in enumerate(rules.time_limits):
        yield from _limit_troubles(limit, ("time_limits", at), known)
    for at, check in enumerate(rules.checks):
        yield from _check_troubles(check, ("checks", at), known)
    yield from _rule_ids(rules)
    yield from repeated([one.id for one in rules.readings], "readings", "id")
    for at, reading in enumerate(rules.readings):
        values = [(type(one.value).__name__, str(one.value)) for one in reading.options]
        if len(set(values)) < len(values):
            yield Trouble(("readings", at, "options"), say("варианты толкования повторяются"))


def _rule_ids(rules: Rules) -> Iterator[Trouble]:
    """A finding is known by its rule: one name for one time limit or check."""
    seen: dict[str, str] = dict.fromkeys(RECORD_DEVIATIONS, say("отклонений записи"))
    sections = (
        ("time_limits", [one.id for one in rules.time_limits]),
        ("checks", [one.id for one in rules.checks]),
    )
    for section, ids in sections:
        for at, name in enumerate(ids):
            if name in seen:
                yield Trouble(
                    (section, at, "id"),
                    say("имя «{name}» уже занято", name=name),
                    say("оно есть среди {others}", others=seen[name]),
                    say("у каждого срока и каждой проверки своё имя"),
                )
            seen.setdefault(
                name, {"time_limits": say("сроков"), "checks": say("проверок")}[section]
            )


def repeated(values: Iterable[object], section: str, key: str) -> Iterator[Trouble]:
    """Values of a list's `key` that stand there twice."""
    seen: set[object] = set()
    for at, value in enumerate(values):
        if value in seen:
            yield Trouble(
                (section, at, key),
                say("«{value}» повторяется", value=value),
                accepted=say("каждое значение один раз"),
            )
        seen.add(value)


def in_force_troubles(in_force: InForce, path: Path) -> Iterator[Trouble]:
    """Of a time of force: its end lies after its beginning, an assumption gives its reason."""
    if in_force.until is not None and in_force.until <= in_force.since:
        yield Trouble(
            (*path, "until"),
            say("действие кончается раньше, чем началось"),
            f"since: {in_force.since}, until: {in_force.until}",
            say("until — первый день, когда уже не действует"),
        )
    if in_force.assumed and not in_force.why.strip():
        yield Trouble(
            (*path, "assumed"), say("предположение без причины"), accepted=say("why: почему")
        )


def _limit_troubles(limit: TimeLimit, path: Path, known: Known) -> Iterator[Trouble]:
    ends: list[tuple[str, Milestone | str]] = [("start", limit.start), ("end", limit.end)]
    for key, end in ends:
        yield from milestone_troubles(end, (*path, key), known)
        yield from _of_subject(limit, end, (*path, key), known)
        if limit.per is not None:
            yield from _counted_by(limit.per, key, end, path, known)
    for at, cancel in enumerate(limit.cancelled_by):
        yield from milestone_troubles(cancel, (*path, "cancelled_by", at), known)
    for key in ("when", "unless", "cause_when_waiting"):
        name = getattr(limit, key)
        if name is not None:
            yield from milestone_name(name, (*path, key), known)
    for at, kind in enumerate(limit.knows):
        yield from told(kind, (*path, "knows", at), known)
    if limit.in_force is not None:
        yield from in_force_troubles(limit.in_force, (*path, "in_force"))
    try:
        _ = limit.term
    except Invalid as error:
        yield Trouble((*path, "length"), error.what, error.why, error.accepted)
    yield from _ahead_troubles(limit, path, known)


def _ahead_troubles(limit: TimeLimit, path: Path, known: Known) -> Iterator[Trouble]:
    """Of what is said ahead: the rungs of the ladder and what must still fit."""
    for at, need in enumerate(limit.needs):
        yield from milestone_name(need.until, (*path, "needs", at, "until"), known)
        if limit.unit in _DAYS and need.days >= limit.length:
            yield Trouble(
                (*path, "needs", at, "days"),
                say("нужно столько же или больше дней, чем во всём сроке"),
                accepted=say("меньше {length}", length=limit.length),
            )
    for at, rung in enumerate(limit.warn):
        if rung in limit.warn[:at]:
            yield Trouble((*path, "warn", at), say("ступень предупреждения повторяется"))
        elif limit.unit in _DAYS and (rung.days_before or 0) >= limit.length:
            yield Trouble(
                (*path, "warn", at, "days_before"),
                say("предупреждение раньше, чем начался срок"),
                accepted=say("меньше {length}", length=limit.length),
            )


def _of_subject(
    limit: TimeLimit, end: Milestone | str, path: Path, known: Known
) -> Iterator[Trouble]:
    """A term of a visit runs between events of the visit, a term of a case between the case's."""
    visit = limit.subject == "visit"
    strange = kinds_of(end, known) & (CASE_KINDS if visit else VISIT_KINDS)
    for kind in sorted(strange):
        yield Trouble(
            path,
            say("событие «{kind}» — не посещения", kind=kind)
            if visit
            else say("событие «{kind}» — не дела", kind=kind),
            say("срок считается по посещению (subject: visit)")
            if visit
            else say("срок считается по делу (subject: case)"),
            ", ".join(sorted(VISIT_KINDS)) if visit else say("события дела"),
        )


def _counted_by(
    field: str, key: str, end: Milestone | str, path: Path, known: Known
) -> Iterator[Trouble]:
    """The field that tells several terms apart must be there at both ends."""
    for kind in sorted(kinds_of(end, known) & (CASE_KINDS | VISIT_KINDS) - {DECLARED}):
        if field not in fields_of(kind):
            yield Trouble(
                (*path, "per"),
                say("у события «{kind}» нет поля «{field}»", kind=kind, field=field),
                say("по нему нельзя узнать, чей это срок ({key})", key=key),
                ", ".join(fields_of(kind)) or None,
            )


def told(kind: str, path: Path, known: Known) -> Iterator[Trouble]:
    """An event that a source can tell of."""
    if not known.is_told(kind):
        names = {*CASE_KINDS, *VISIT_KINDS, *known.declared} - {DECLARED}
        yield unknown(say("событие «{kind}» не известно", kind=kind), kind, path, names)


def _check_troubles(check: Check, path: Path, known: Known) -> Iterator[Trouble]:
    spec = CHECKS.get(check.check)
    if spec is None:
        yield unknown(
            say("проверки «{check}» нет", check=check.check), check.check, (*path, "check"), CHECKS
        )
        return
    if spec.of == "group" and "queue" not in known.sections:
        yield Trouble(
            (*path, "check"),
            say("проверка очереди без очереди"),
            accepted=say("раздел queue в редакции"),
        )
    for name in sorted(spec.required - check.params.keys()):
        yield Trouble(
            path,
            say("проверке «{check}» не хватает параметра «{name}»", check=check.check, name=name),
            accepted=f"params: {{{name}: …}}",
        )
    for name, value in check.params.items():
        where: Path = (*path, "params", name)
        if name in spec.params:
            yield from _param_troubles(spec.params[name], value, where, known)
        else:
            yield _no_param(check, spec, name, where)


def _no_param(check: Check, spec: CheckSpec, name: str, path: Path) -> Trouble:
    return Trouble(
        path,
        say("у проверки «{check}» нет параметра «{name}»", check=check.check, name=name),
        closest(name, spec.params) if spec.params else say("у неё нет параметров"),
        ", ".join(spec.params) or None,
        at_key=True,
    )


def _param_troubles(kind: ParamType, value: object, path: Path, known: Known) -> Iterator[Trouble]:
    if kind == "order":
        yield from _order_troubles(value, path, known)
    elif kind == "milestone":
        if isinstance(value, str):
            yield from milestone_name(value, path, known)
        else:
            yield Trouble(path, say("здесь нужна веха"), accepted=say("имя вехи"))
    elif kind == "limit":
        if value not in known.limits:
            yield unknown(
                say("срок «{value}» не описан", value=value), str(value), path, known.limits
            )
    elif isinstance(value, list):
        known_codes = {"grounds": known.grounds, "documents": known.documents}.get(kind)
        for at, code in enumerate(value):
            if known_codes is not None and code not in known_codes:
                what = {"grounds": say("основание"), "documents": say("документ")}.get(
                    kind, say("код")
                )
                yield unknown(
                    say("{what} «{code}»: такого нет", what=what, code=code),
                    code,
                    (*path, at),
                    known_codes,
                )
    else:
        yield Trouble(path, say("здесь нужен список кодов"), accepted=say("[код, код]"))


def _order_troubles(value: object, path: Path, known: Known) -> Iterator[Trouble]:
    """`order`: for each milestone the milestones that must have come before it."""
    if not isinstance(value, Mapping):
        yield Trouble(path, say("здесь нужен порядок вех"), accepted=say("веха: [что до неё]"))
        return
    for step, before in value.items():
        for trouble in milestone_name(step, (*path, step), known):
            yield trouble._replace(at_key=True)
        for at, name in enumerate(before):
            yield from milestone_name(name, (*path, step, at), known)
