"""The dossier of a user: may he sign in, as whom, and for which units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from sroki.events.acts.base import Amending, HumanAct
from sroki.events.acts.users import (
    AboutUser,
    Role,
    UserCreated,
    UserDisabled,
    UserEnabled,
    UserPasswordChanged,
    UserPasswordReset,
    UserRolesChanged,
)
from sroki.events.i18n import Lang, mark
from sroki.workflows.dossiers import DossierType
from sroki.workflows.duties import TITLES, Person
from sroki.workflows.phrases import t
from sroki.workflows.refusals import ALREADY_THERE, NOTHING_THERE, Refusal

NOT_ONESELF: Final = mark(
    "Себя отключить или лишить роли администратора нельзя: это сделает другой."
)
NOT_ANOTHER: Final = mark("Пароль за другого не выбирают: ему выдают временный.")
WHOLE_AUTHORITY: Final = mark("Администратор ведёт весь орган: подразделения ему не назначают.")
DISABLED: Final = mark("Этот пользователь отключён.")
ENABLED: Final = mark("Этот пользователь не отключён.")
UNCHANGED: Final = mark("Роли и подразделения такие и есть.")


@dataclass(frozen=True, slots=True)
class User:
    """A user as his acts made him. `temporary`: his password is to be changed when he signs in."""

    user: str
    authority: str
    roles: frozenset[Role]
    units: frozenset[str]
    enabled: bool = True
    temporary: bool = True

    @property
    def person(self) -> Person:
        return Person(self.user, self.authority, self.units, self.roles)


def step(state: User | None, act: HumanAct) -> User | Refusal:
    """What an act makes of a user."""
    if isinstance(act, UserCreated):
        if state is not None:
            return Refusal(ALREADY_THERE)
        return _checked(
            User(act.user, act.authority, frozenset(act.roles), frozenset(act.units)), act
        )
    if state is None:
        return Refusal(NOTHING_THERE)
    if isinstance(act, UserEnabled):
        return Refusal(ENABLED) if state.enabled else replace(state, enabled=True)
    if not state.enabled:
        return Refusal(DISABLED)
    return _changed(state, act)


def _changed(state: User, act: HumanAct) -> User | Refusal:
    match act:
        case UserRolesChanged():
            after = replace(state, roles=frozenset(act.roles), units=frozenset(act.units))
            return Refusal(UNCHANGED) if after == state else _checked(after, act)
        case UserDisabled():
            own = act.actor == state.user
            return Refusal(NOT_ONESELF) if own else replace(state, enabled=False)
        case UserPasswordReset():
            return replace(state, temporary=True)
        case UserPasswordChanged():
            own = act.actor == state.user
            return replace(state, temporary=False) if own else Refusal(NOT_ANOTHER)
    return Refusal(NOTHING_THERE)


def _checked(after: User, act: AboutUser) -> User | Refusal:
    administers = Role.ADMINISTRATOR in after.roles
    if administers and after.units:
        return Refusal(WHOLE_AUTHORITY)
    if act.actor == after.user and not administers:
        return Refusal(NOT_ONESELF)
    return after


def _stage(user: User) -> str:
    return "enabled" if user.enabled else "disabled"


_SAYS: Final[Mapping[type[HumanAct], str]] = {
    UserDisabled: mark("Отключён: {why}"),
    UserEnabled: mark("Снова включён: {why}"),
    UserPasswordReset: mark("Выдан временный пароль: {why}"),
}


def _say(act: HumanAct, lang: Lang) -> str:
    if isinstance(act, UserCreated):
        return t("Создан: {what}", lang, what=_of(act.roles, act.units, lang))
    if isinstance(act, UserRolesChanged):
        what = _of(act.roles, act.units, lang)
        return t("Теперь {what}: {why}", lang, what=what, why=act.reason)
    if isinstance(act, Amending):
        return t(_SAYS[type(act)], lang, why=act.reason)
    return t("Выбран свой пароль", lang)


def _of(roles: tuple[Role, ...], units: tuple[str, ...], lang: Lang) -> str:
    said = ", ".join(t(TITLES[role], lang) for role in roles)
    return f"{said} ({', '.join(units)})" if units else said


_ADMINISTRATORS: Final = frozenset({Role.ADMINISTRATOR})

USER: Final[DossierType[User]] = DossierType(
    name=AboutUser.of,
    step=step,
    roles={
        "user_created": _ADMINISTRATORS,
        "user_roles_changed": _ADMINISTRATORS,
        "user_disabled": _ADMINISTRATORS,
        "user_enabled": _ADMINISTRATORS,
        "user_password_reset": _ADMINISTRATORS,
    },
    own=frozenset({"user_password_changed"}),
    stage=_stage,
    say=_say,
)
