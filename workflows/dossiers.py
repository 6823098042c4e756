"""A dossier is the set of its acts: what it has come to, and what may be done with it next.

As a case is to its events, so is a dossier to what people did: its state is a pure, total function
of the set, whatever the order and however often an act is repeated. Acts are taken in the order of
`recorded_at`, then source and id. `step` says what an act makes of the state, or why it may not be;
that one function judges an act before it is journalled, and every act that is.

    SNAPSHOT = DossierType("snapshot", step, ROLES, ...)        # a module of its own
    found = fold(SNAPSHOT, acts)                                # its state
    outcome = decide(SNAPSHOT, found, act, person, seen)        # may this be done, by him, now?
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar

from sroki.events.acts.base import HumanAct
from sroki.events.acts.users import Role
from sroki.events.i18n import Lang
from sroki.workflows.duties import Person, anybody, may
from sroki.workflows.refusals import NOT_YOURS, Refusal

S = TypeVar("S")

Roles: TypeAlias = Mapping[str, frozenset[Role]]


@dataclass(frozen=True, slots=True)
class DossierType(Generic[S]):
    """A type of dossier: `name` is in its keys and in `HumanAct.of` of its acts.

    `step` is given the state, None before the first act, and an act of any kind; it is pure and
    total. `roles` says for each kind of act who may do it; kinds of `own` are everybody's about
    himself, and `step` holds them to it. `stage` is a code of where the dossier stands, kept beside
    it to look for; `say` an act in a sentence. Kinds of `open` are anybody's, who need not sign in.
    `shared`: everybody of the authority sees such a dossier, whatever his units.
    """

    name: str
    step: Callable[[S | None, HumanAct], S | Refusal]
    roles: Roles
    stage: Callable[[S], str]
    say: Callable[[HumanAct, Lang], str]
    own: frozenset[str] = frozenset()
    open: frozenset[str] = frozenset()
    shared: bool = False

    def allows(self, person: Person, act: HumanAct) -> bool:
        """Whether this person may do such a thing in such a place."""
        if act.actor != person.user:
            return False
        if act.kind in self.open:
            return person == anybody(act.authority)
        roles = self.roles.get(act.kind, frozenset())
        return act.kind in self.own or may(person, roles, act.authority, act.unit)


@dataclass(frozen=True, slots=True)
class Dossier(Generic[S]):
    """A folded dossier. `state` is None while nothing was done.

    `acts` are all of them in order; `unheeded` those that the state they met does not allow, with
    the reason. One made through the service never is; two stores brought together may have some.
    """

    of: DossierType[S]
    state: S | None
    acts: tuple[HumanAct, ...]
    unheeded: tuple[tuple[HumanAct, Refusal], ...]

    @property
    def version(self) -> int:
        """How many acts it has: what a form says it has seen."""
        return len(self.acts)

    @property
    def stage(self) -> str:
        return "" if self.state is None else self.of.stage(self.state)


class Stale(NamedTuple):
    """Somebody was quicker: what was done since the form was made, in order."""

    since: tuple[HumanAct, ...]


def order(act: HumanAct) -> tuple[Any, ...]:
    """Where an act stands among those of its dossier."""
    return (act.recorded_at, act.source, act.id)


def fold(of: DossierType[S], acts: Iterable[HumanAct]) -> Dossier[S]:
    """The dossier of a set of acts."""
    ordered = sorted({(act.source, act.id): act for act in acts}.values(), key=order)
    state: S | None = None
    unheeded: list[tuple[HumanAct, Refusal]] = []
    for act in ordered:
        after = of.step(state, act)
        if isinstance(after, Refusal):
            unheeded.append((act, after))
        else:
            state = after
    return Dossier(of, state, tuple(ordered), tuple(unheeded))


def decide(
    found: Dossier[S], act: HumanAct, person: Person, seen: int
) -> Dossier[S] | Refusal | Stale:
    """The dossier with one more act, or why it is not to be.

    `seen` is the version that the person had before his eyes. The act is taken for later than all
    that there are.
    """
    if not found.of.allows(person, act):
        return Refusal(NOT_YOURS)
    if seen != found.version:
        return Stale(found.acts[seen:] if 0 <= seen < found.version else found.acts)
    after = found.of.step(found.state, act)
    if isinstance(after, Refusal):
        return after
    return Dossier(found.of, after, (*found.acts, act), found.unheeded)
