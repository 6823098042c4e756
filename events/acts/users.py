"""Acts about who may do what: people of the office, their roles and units.

A person's name, login and password are in none of them: they stand in the table of accounts.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sroki.events.acts.base import Amending, HumanAct, UserId
from sroki.events.base import UnitCode


class Role(StrEnum):
    """What somebody is here for."""

    OPERATOR = "operator"
    OFFICE = "office"
    LAWYER = "lawyer"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


Roles = Annotated[tuple[Role, ...], Field(min_length=1, max_length=len(Role))]


class AboutUser(HumanAct):
    """An act about a user, whom it names by his code."""

    of: ClassVar[str] = "user"

    user: UserId

    @property
    def dossier(self) -> str:
        return self.user


class UserCreated(AboutUser):
    """Somebody may sign in from now on. No `units`: all units of the authority."""

    kind: Literal["user_created"] = "user_created"
    version: Literal[1] = 1
    roles: Roles
    units: tuple[UnitCode, ...] = ()


class UserRolesChanged(AboutUser, Amending):
    """He has these roles and units now, in the place of those he had."""

    kind: Literal["user_roles_changed"] = "user_roles_changed"
    version: Literal[1] = 1
    roles: Roles
    units: tuple[UnitCode, ...] = ()


class UserDisabled(AboutUser, Amending):
    """He may sign in no more, and is signed out everywhere."""

    kind: Literal["user_disabled"] = "user_disabled"
    version: Literal[1] = 1


class UserEnabled(AboutUser, Amending):
    """He may sign in again."""

    kind: Literal["user_enabled"] = "user_enabled"
    version: Literal[1] = 1


class UserPasswordReset(AboutUser, Amending):
    """He was given a password to be changed when he next signs in."""

    kind: Literal["user_password_reset"] = "user_password_reset"
    version: Literal[1] = 1


class UserPasswordChanged(AboutUser):
    """He chose a password of his own."""

    kind: Literal["user_password_changed"] = "user_password_changed"
    version: Literal[1] = 1
