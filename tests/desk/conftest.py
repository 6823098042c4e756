"""A city's service with its users, each of one role, and browsers that may have signed in."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from sroki.deploy.clock import ToldClock
from sroki.deploy.embedded import Embedded
from sroki.deploy.passwords import Passwords
from sroki.deploy.people import People
from sroki.deploy.serve import build
from sroki.deploy.shell import Shell
from sroki.deploy.ticker import Ticker
from sroki.events.acts.users import Role
from sroki.projections.desk import Performed
from sroki.projections.web.people import NewUser
from sroki.workflows.duties import console
from tests.deploy.conftest import shell
from tests.deploy.wires import filed, item
from tests.support.rulebooks import KRSK
from tests.support.told import local
from tests.web.world import CHEAP

PASSWORD = "пятеро ходят лугом 7"
_HIDDEN = re.compile(r'name="(csrf|once|seen)" value="([^"]*)"')


@pytest.fixture(autouse=True)
def _no_settings_of_the_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing of the developer's own configuration is in a test."""
    for name in [name for name in os.environ if name.startswith("SROKI_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


class Town:
    """A running service; `people` are its users, signed in by their login, each with a browser."""

    def __init__(self, embedded: Shell) -> None:
        self.embedded = embedded
        passwords = Passwords(CHEAP)
        self.people = People(embedded.database, embedded.clock.now, embedded.settings, passwords)
        ticker = Ticker(embedded.clock, 1, embedded.tick)
        self.app = build(embedded, ticker, self.people)

    @property
    def clock(self) -> ToldClock:
        assert isinstance(self.embedded.clock, ToldClock)
        return self.embedded.clock

    def let_in(self, login: str, *roles: Role, units: tuple[str, ...] = ()) -> str:
        """A user with a password of his own; his code."""
        new = NewUser(login, f"Имя {login}", roles, units)
        given = self.people.create(console(KRSK), f"form-of-{login}", new)
        assert isinstance(given.outcome, Performed), given
        user = given.outcome.act.dossier
        signed = self.people.sign_in(login, given.password, "")
        assert signed is not None
        visitor = self.people.visitor(signed.token, acts=True)  # type: ignore[union-attr] # signed
        assert visitor is not None
        assert visitor.person is not None
        self.people.choose(visitor.person, f"own-{login}-1", given.password, PASSWORD)
        return user

    @contextmanager
    def browser(self, login: str = "", address: str = "127.0.0.1") -> Iterator[Browser]:
        """Somebody's browser; signed in where a login is given."""
        with TestClient(self.app, client=(address, 40000), follow_redirects=False) as client:
            found = Browser(client)
            if login:
                assert found.sign_in(login).status_code == 303
            yield found


class Browser:
    """A browser: it keeps cookies, and sends forms as they stand on their page."""

    def __init__(self, client: TestClient) -> None:
        self.client = client

    def get(self, path: str) -> Any:
        return self.client.get(path, headers={"accept": "text/html"})

    def form(self, path: str) -> dict[str, str]:
        """The hidden fields of a page's last form."""
        return dict(_HIDDEN.findall(self.get(path).text))

    def send(self, to: str, page: str = "", **fields: Any) -> Any:
        """Send a form of a page to an address."""
        return self.client.post(to, data={**self.form(page or to), **fields})

    def sign_in(self, login: str, password: str = PASSWORD, **fields: Any) -> Any:
        return self.send("/login", login=login, password=password, **fields)


def furnished(embedded: Embedded, at: str) -> Town:
    """A service that knows a case of Sovetsky and one of Kirovsky, as they stand at a moment."""
    other = filed("c2", "2025-04-01 08:00")
    other["data"]["unit"] = "kirovsky"
    embedded.take([item(filed("c1", "2025-04-01 08:00")), item(other)])
    assert isinstance(embedded.clock, ToldClock)
    embedded.clock.at = local(at)
    embedded.tick()
    return Town(embedded)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """A service on the morning of 2 June 2025, two cases overdue; nobody may sign in."""
    with shell(tmp_path / "sroki.db", "2025-04-01 09:00") as embedded:
        yield furnished(embedded, "2025-06-02 09:00")


@pytest.fixture
def staffed(town: Town) -> Town:
    """The same, with an administrator, an auditor and operators of two units."""
    town.let_in("chief", Role.ADMINISTRATOR)
    town.let_in("watch", Role.AUDITOR)
    town.let_in("oper", Role.OPERATOR, units=("sovetsky",))
    town.let_in("other", Role.OPERATOR, units=("kirovsky",))
    return town
