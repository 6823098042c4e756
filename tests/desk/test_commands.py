"""`sroki user`: the first administrator is let in at the machine, by an act like any other."""

from __future__ import annotations

from pathlib import Path

from sroki.deploy.cli.failures import Exit
from sroki.deploy.people import People
from sroki.deploy.settings import Settings
from sroki.events.acts.catalogue import from_bytes
from sroki.events.partitions import CONTROL
from sroki.projections import audit
from sroki.projections.opening import open_database
from sroki.projections.store import SqlStore
from sroki.projections.web.people import Signed
from tests.deploy.commands import Said, sroki
from tests.desk.acts import BEGAN
from tests.support.rulebooks import KRSK


def user(name: str, *arguments: object) -> Said:
    return sroki("user", name, *arguments, "--store", "office.db")


def let_in(login: str = "Ivanova", role: str = "administrator", *more: object) -> Said:
    named = ("--name", "Иванова А. П.", "--role", role, "--authority", KRSK)
    return user("add", login, *named, *more)


def test_an_administrator_is_let_in_with_a_password_to_be_changed(tmp_path: Path) -> None:
    said = let_in()
    assert said.code == Exit.DONE
    password = said.out.strip()
    with open_database(Path("office.db")) as database:
        people = People(database, lambda: BEGAN, Settings())
        signed = people.sign_in("ivanova", password, "")
        assert isinstance(signed, Signed)
        visitor = people.visitor(signed.token, acts=True)
        assert visitor is not None
        assert visitor.temporary
        store = SqlStore.view(database)
        (entry,) = store.journal(CONTROL)
        assert from_bytes(entry.body).actor == "console"
        # A name is in no journal, nor is what he signs in with.
        assert "Иванова".encode() not in entry.body
        assert b"ivanova" not in entry.body
        with database.reading() as connection:
            (line,) = audit.recent(connection, None)
            assert (line.deed.what, line.deed.user) == ("sroki user add", "console")


def test_roles_passwords_and_the_door(tmp_path: Path) -> None:
    let_in()
    assert let_in().code == Exit.REFUSED
    assert let_in("petrov", "operator", "--unit", "nowhere").code == Exit.UNUSABLE
    assert let_in("petrov", "operator", "--unit", "sovetsky").code == Exit.DONE
    changed = user("role", "petrov", "--role", "lawyer", "--reason", "Перевод")
    assert changed.code == Exit.DONE
    assert "юрист" in changed.err
    assert len(user("password", "petrov", "--reason", "Забыл").out.strip()) == 23
    assert user("disable", "petrov", "--reason", "Уволен").code == Exit.DONE
    refused = user("disable", "petrov", "--reason", "Уволен")
    assert refused.code == Exit.REFUSED
    assert "отключён" in refused.err
    assert "отключён" in user("list").out
    assert user("enable", "petrov", "--reason", "Вернулся").code == Exit.DONE
    assert user("enable", "nobody", "--reason", "Вернулся").code == Exit.UNUSABLE
    assert user("password", "petrov", "--reason", "а").code == Exit.REFUSED
    assert sroki("verify", "--store", "office.db", "--replay").code == Exit.DONE


def test_verify_finds_a_changed_line_of_the_audit(tmp_path: Path) -> None:
    let_in()
    with open_database(Path("office.db")) as database, database.writing() as connection:
        connection.exec_driver_sql("UPDATE audit SET what = 'nothing'")
    said = sroki("verify", "--store", "office.db")
    assert said.code == Exit.WRONG
    assert "аудита" in said.err
