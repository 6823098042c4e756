"""The demonstration's users: one a role, on this machine alone, the same at the next start."""

from __future__ import annotations

from pathlib import Path

import pytest

from sroki.deploy.clock import Clock
from sroki.deploy.demo import Home
from sroki.deploy.demo_users import demo_users
from sroki.deploy.embedded import Embedded
from sroki.deploy.people import People
from sroki.deploy.settings import Settings
from sroki.events.acts.users import Role
from sroki.events.errors import Refused
from sroki.projections.database import Database
from sroki.projections.web.people import Signed
from tests.deploy.conftest import shell


def of(embedded: Embedded) -> tuple[Settings, Database, Clock]:
    return embedded.settings, embedded.database, embedded.clock


def test_one_of_each_role_may_sign_in_at_once(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with shell(tmp_path / "sroki.db") as embedded:
        shown = demo_users(home, *of(embedded))
        assert [one.role for one in shown] == list(Role)
        people = People(embedded.database, embedded.clock.now, embedded.settings)
        for one in shown:
            signed = people.sign_in(one.login, one.password, "")
            assert isinstance(signed, Signed)
            visitor = people.visitor(signed.token, acts=True)
            assert visitor is not None
            assert not visitor.temporary
        assert demo_users(home, *of(embedded)) == shown
    assert (tmp_path / "story.users.json").stat().st_mode & 0o077 == 0
    home.forget()
    assert not (tmp_path / "story.users.json").exists()


def test_only_on_this_machine(tmp_path: Path) -> None:
    with shell(tmp_path / "sroki.db", host="0.0.0.0") as embedded, pytest.raises(Refused):  # noqa: S104 # not bound
        demo_users(Home(tmp_path), *of(embedded))
