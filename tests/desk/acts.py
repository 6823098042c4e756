"""Acts for tests, told briefly."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sroki.events.acts.base import CONSOLE, HumanAct
from sroki.events.acts.catalogue import ACTS
from sroki.events.acts.users import Role
from sroki.workflows.duties import Person, console
from tests.support.rulebooks import KRSK

SOURCE = "urn:sroki:test"
BEGAN = datetime(2025, 4, 1, 2, tzinfo=UTC)
_IDS = count(1)

CHIEF = console(KRSK)
ADMIN = Person("u-admin", KRSK, frozenset(), frozenset({Role.ADMINISTRATOR}))
OPERATOR = Person("u-oper", KRSK, frozenset({"sovetsky"}), frozenset({Role.OPERATOR}))
AUDITOR = Person("u-audit", KRSK, frozenset(), frozenset({Role.AUDITOR}))


def act(kind: str, minute: float = 0, *, actor: str = CONSOLE, name: str = "", **said: Any) -> Any:
    """An act, done so many minutes after nine in the morning of 1 April 2025 in Krasnoyarsk."""
    return ACTS[kind].model_validate(
        {
            "id": name or f"a-{next(_IDS)}",
            "source": SOURCE,
            "recorded_at": BEGAN + timedelta(minutes=minute),
            "actor": actor,
            "authority": KRSK,
            **said,
        }
    )


def created(user: str = "u-oper", minute: float = 0, **said: Any) -> HumanAct:
    """A user is created."""
    found: HumanAct = act("user_created", minute, user=user, **{"roles": ["operator"], **said})
    return found


def acknowledged(minute: float = 0, **said: Any) -> HumanAct:
    """An operator knows of an overdue deadline."""
    known = {
        "actor": "u-oper",
        "unit": "sovetsky",
        "case": "c1",
        "rule": "registration",
        "until": "2025-05-10",
        "reason": "Ждём ответа архива",
    }
    found: HumanAct = act("deadline_acknowledged", minute, **(known | said))
    return found


def a_users_life() -> Sequence[HumanAct]:
    """Everything that can befall a user, and something that cannot."""
    return (
        created(),
        act("user_password_changed", 5, actor="u-oper", user="u-oper"),
        act("user_roles_changed", 9, user="u-oper", roles=["office"], reason="Переведён"),
        created("u-oper", 12, roles=["auditor"]),
        act("user_disabled", 20, user="u-oper", reason="Уволен"),
        act("user_password_reset", 25, user="u-oper", reason="Забыл"),
        act("user_enabled", 30, user="u-oper", reason="Вернулся"),
        act("user_password_reset", 35, user="u-oper", reason="Забыл"),
    )
