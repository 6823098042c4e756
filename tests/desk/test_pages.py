"""Forms of people who signed in: their own, of their role, of their unit, once, and audited."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import APIRoute

from sroki.deploy.access import CABINETS, INTAKE
from sroki.deploy.embedded import Embedded
from sroki.deploy.tokens import Reader, hashed
from sroki.events.acts.cases import DeadlineAcknowledged
from sroki.events.acts.catalogue import from_bytes
from sroki.events.acts.users import Role
from sroki.events.partitions import CONTROL
from sroki.projections import audit, chain
from sroki.projections.dump import ledger_of, standing_of
from tests.deploy.conftest import shell
from tests.desk.conftest import PASSWORD, Browser, Town, furnished
from tests.support.rulebooks import KRSK

ACK = "/cases/c1/acknowledge"
DEADLINE = f"{ACK}?rule=registration"
SAID = {"rule": "registration", "until": "2025-06-20", "reason": "Ждём ответа архива"}


def lines(town: Town) -> list[audit.Deed]:
    """The audit log, the oldest first."""
    with town.embedded.database.reading() as connection:
        assert audit.broken(connection) is None
        return [one.deed for one in reversed(audit.recent(connection, None))]


def routes_of(app: Any) -> Iterator[APIRoute]:
    """Every route of ours, of included routers too."""
    for route in app.routes:
        if isinstance(route, APIRoute):
            yield route
        elif (inner := getattr(route, "original_router", None)) is not None:
            yield from routes_of(inner)


def control(town: Town) -> int:
    return sum(1 for _ in town.embedded.store.journal(CONTROL))


def test_a_session_is_begun_turned_over_and_ended(staffed: Town) -> None:
    with staffed.browser() as one:
        assert one.get("/").headers["location"] == "/login?next=%2F"
        answer = one.sign_in("chief", next="/users")
        assert (answer.status_code, answer.headers["location"]) == (303, "/users")
        cookie = answer.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert "Secure" not in cookie
        first = one.client.cookies["sroki_session"]
        assert len(first) >= 43
        assert one.get("/users").status_code == 200
        # Whoever signs in again has a new token, and the old one is worth nothing.
        one.sign_in("chief")
        assert one.client.cookies["sroki_session"] != first
        assert staffed.people.visitor(first, acts=True) is None
        assert one.send("/logout", "/account").status_code == 303
        assert one.get("/users").status_code == 303


def test_over_tls_a_cookie_is_for_tls_and_this_host_alone(staffed: Town) -> None:
    with staffed.browser() as one:
        one.client.base_url = "https://testserver"
        cookie = one.sign_in("chief").headers["set-cookie"]
    assert cookie.startswith("__Host-sroki_session=")
    assert "Secure" in cookie
    assert "Path=/" in cookie


def test_what_is_said_over_tls_is_said_over_tls_from_then_on(staffed: Town) -> None:
    with staffed.browser() as one:
        assert "strict-transport-security" not in one.get("/login").headers
        one.client.base_url = "https://testserver"
        assert "max-age=31536000" in one.get("/login").headers["strict-transport-security"]
        one.sign_in("chief")
        answer = one.send("/logout", "/account")
        assert answer.headers["clear-site-data"] == '"cache", "storage"'
        assert answer.headers["cache-control"] == "no-store"


def test_nothing_of_a_session_or_password_is_kept_as_it_is(staffed: Town) -> None:
    with staffed.browser("chief") as one:
        token = one.client.cookies["sroki_session"]
    with staffed.embedded.database.reading() as connection:
        whole = "".join(
            str(row)
            for table in ("account", "session", "journal", "audit", "attempt", "dossier")
            for row in connection.exec_driver_sql(f"SELECT * FROM {table}")  # noqa: S608 # ours
        )
    assert token not in whole
    assert PASSWORD not in whole
    assert "$argon2id$" in whole


def test_the_next_page_is_one_of_ours(staffed: Town) -> None:
    for to in ("https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:1"):
        with staffed.browser() as one:
            assert one.sign_in("chief", next=to).headers["location"] == "/"


def test_a_wrong_password_and_no_such_name_are_told_alike(staffed: Town) -> None:
    answers = []
    for login in ("chief", "nobody"):
        with staffed.browser() as one:
            answer = one.sign_in(login, "не тот пароль вовсе")
            assert answer.status_code == 401
            answers.append(re.sub(r'value="[^"]*"', "", answer.text))
    assert answers[0] == answers[1]


@pytest.mark.parametrize("login", ["chief", "nobody"])
def test_after_failures_one_waits_whether_or_not_the_name_exists(staffed: Town, login: str) -> None:
    with staffed.browser() as one:
        for _ in range(5):
            assert one.sign_in(login, "не тот пароль вовсе").status_code == 401
        # The right password does not help either, from anywhere.
        assert one.sign_in(login).status_code == 429
    with staffed.browser(address="10.0.0.9") as other:
        assert other.sign_in(login).status_code == 429
        assert "Слишком много неудачных попыток" in other.sign_in(login).text
        staffed.clock.at += timedelta(seconds=31)
        assert other.sign_in(login).status_code == (303 if login == "chief" else 401)


def test_an_address_waits_too_whatever_names_it_tries(staffed: Town) -> None:
    with staffed.browser(address="10.0.0.9") as one:
        for number in range(20):
            assert one.sign_in(f"name-{number}", "не тот пароль вовсе").status_code == 401
        assert one.sign_in("chief").status_code == 429
    with staffed.browser(address="10.0.0.10") as other:
        assert other.sign_in("chief").status_code == 303


def test_a_session_ends_by_idleness_and_by_age(staffed: Town) -> None:
    with staffed.browser("chief") as one:
        staffed.clock.at += timedelta(minutes=29)
        assert one.get("/users").status_code == 200
        staffed.clock.at += timedelta(minutes=29)
        # A page that renews itself is no sign of anybody.
        renewing = {"hx-request": "true", "accept": "text/html"}
        assert one.client.get("/", headers=renewing).status_code == 200
        staffed.clock.at += timedelta(minutes=2)
        assert one.get("/users").status_code == 303
        answer = one.client.get("/", headers=renewing)
        assert (answer.status_code, answer.headers["hx-redirect"]) == (401, "/login?next=%2F")
    with staffed.browser("chief") as one:
        for _ in range(24):
            staffed.clock.at += timedelta(minutes=29)
            assert one.get("/users").status_code == 200
        staffed.clock.at += timedelta(minutes=25)
        assert one.get("/users").status_code == 303


# What is asked by a form and changes nothing: a number is no part of an address, a paste too long.
# Having looked at the board is no act of anybody: it moves a mark of that browser alone.
_ASKING = frozenset({"/find", "/sandbox", "/status", "/status.json", "/changes/look"})


def test_every_form_needs_its_token_and_our_page(staffed: Town) -> None:
    """Every address that changes something: without the token, with another's, from elsewhere."""
    changing = {
        re.sub(r"{[^}]*}", "x", re.sub(r"{\w+:int}", "1", route.path))
        for route in routes_of(staffed.app)
        if "POST" in (route.methods or ()) and not route.path.startswith(CABINETS)
    } - {*INTAKE, *_ASKING}
    assert len(changing) >= 10
    with staffed.browser("chief") as one, staffed.browser("watch") as other:
        mine, theirs = one.form("/account"), other.form("/account")
        before = control(staffed)
        for path in sorted(changing):
            own = one.form("/login") if path == "/login" else mine
            for headers, fields in (
                ({}, {}),
                ({}, {**own, "csrf": "0" * 64}),
                ({}, {**own, "csrf": theirs["csrf"]}),
                ({"sec-fetch-site": "cross-site"}, own),
                ({"origin": "https://evil.example"}, own),
            ):
                answer = one.client.post(path, data=fields, headers=headers)
                assert answer.status_code == 403, (path, headers, fields)
        assert control(staffed) == before


def test_nobody_acts_without_a_session_on_this_machine_either(town: Town) -> None:
    with town.browser() as neighbour:
        # Before there is a first user a neighbour looks freely, as ever.
        assert neighbour.get("/").status_code == 200
        assert neighbour.get(DEADLINE).status_code == 401
        for path in (ACK, "/users", "/rejects/replay", "/account", "/logout"):
            assert neighbour.client.post(path, data=SAID).status_code == 401, path
    assert control(town) == 0


def test_neighbours_look_freely_until_there_is_a_user(staffed: Town) -> None:
    with staffed.browser() as neighbour:
        assert neighbour.get("/").status_code == 303
        assert neighbour.client.get("/.json").status_code == 401
        assert neighbour.client.get("/metrics").status_code == 200
        assert neighbour.client.get("/healthz").status_code == 200


def test_roles_are_kept_apart(staffed: Town) -> None:
    with staffed.browser("oper") as operator:
        for path in ("/users", "/audit", "/audit.json", "/audit.csv"):
            assert operator.get(path).status_code == 403, path
        fields = {**operator.form("/account"), "login": "new", "name": "Новый", "role": "auditor"}
        assert operator.client.post("/users", data=fields).status_code == 422
    with staffed.browser("watch") as auditor:
        assert auditor.get("/users").status_code == 200
        assert auditor.get("/audit").status_code == 200
        assert auditor.get(DEADLINE).status_code == 403
        answer = auditor.client.post(ACK, data={**auditor.form("/account"), **SAID})
        assert answer.status_code in (403, 422)


def test_another_units_case_is_not_there(staffed: Town) -> None:
    with staffed.browser("other") as other:
        assert other.get("/cases/c1").status_code == 404
        assert other.get(DEADLINE).status_code == 404
        before = control(staffed)
        answer = other.client.post(ACK, data={**other.form("/account"), **SAID})
        assert answer.status_code == 404
        assert control(staffed) == before
        assert "/cases/c1" not in other.get("/?what=open").text


def test_an_operator_acknowledges_what_is_overdue(staffed: Town) -> None:
    store = staffed.embedded.store
    before = standing_of(store), ledger_of(store)
    with staffed.browser("oper") as operator:
        assert "принять к сведению" in operator.get("/?what=presumed").text
        answer = operator.send(ACK, DEADLINE, **SAID)
        assert (answer.status_code, answer.headers["location"]) == (303, "/cases/c1#deadlines")
        for page in ("/?what=presumed&rule=registration", "/cases/c1"):
            text = operator.get(page).text
            assert "принято к сведению до 20.06.2025: Ждём ответа архива" in text, page
    *_, entry = store.journal(CONTROL)
    act = from_bytes(entry.body)
    assert isinstance(act, DeadlineAcknowledged)
    assert (act.unit, act.case, act.rule) == ("sovetsky", "c1", "registration")
    # Nothing that is judged or counted has moved.
    assert (standing_of(store), ledger_of(store)) == before
    with staffed.browser("watch") as auditor:
        text = auditor.get("/cases/c1").text
        assert "Ждём ответа архива" in text
        assert "изменить отметку" not in text
    staffed.clock.at += timedelta(days=19)
    with staffed.browser("oper") as operator:
        assert "Ждём ответа архива" not in operator.get("/cases/c1").text


def test_an_acknowledgement_is_refused_with_the_reason(staffed: Town) -> None:
    with staffed.browser("oper") as operator:
        for wrong, why in (
            ({"until": "2025-06-01"}, "Выберите день"),
            ({"until": "скоро"}, "Выберите день"),
            ({"until": "2027-01-01"}, "Выберите день"),
            ({"reason": " "}, "Основание"),
        ):
            answer = operator.send(ACK, DEADLINE, **{**SAID, **wrong})
            assert answer.status_code == 422
            assert why in answer.text
            # What was typed is not lost.
            typed = {**SAID, **wrong}
            assert f'value="{typed["until"]}"' in answer.text
        assert operator.send(ACK, DEADLINE, **{**SAID, "rule": "no_such"}).status_code == 404


def test_a_stale_form_is_told_what_changed(staffed: Town) -> None:
    with staffed.browser("oper") as operator:
        early = operator.form(DEADLINE)
        operator.send(ACK, DEADLINE, **SAID)
        answer = operator.client.post(ACK, data={**early, **SAID, "reason": "Другое основание"})
        assert answer.status_code == 409
        assert "Просрочка принята к сведению до 20.06.2025: Ждём ответа архива" in answer.text
        assert "Другое основание" in answer.text
        # The same form again, as a hand that trembles sends it, is one act.
        fields = {**operator.form(DEADLINE), **SAID, "reason": "Другое основание"}
        assert operator.client.post(ACK, data=fields).status_code == 303
        before = control(staffed)
        assert operator.client.post(ACK, data=fields).status_code == 303
        assert control(staffed) == before
        withdrawn = operator.send(
            "/cases/c1/withdraw", DEADLINE, rule="registration", reason="Не то дело"
        )
        assert withdrawn.status_code == 303
        assert "Другое основание" not in operator.get("/cases/c1").text


def test_an_administrator_lets_people_in_and_out(staffed: Town) -> None:
    with staffed.browser("chief") as chief, staffed.browser() as novice:
        answer = chief.send(
            "/users", login="Novice", name="Новенькая Н. Н.", role="operator", unit="sovetsky"
        )
        assert answer.status_code == 200
        password = re.search(r'id="given">([^<]+)<', answer.text)
        assert password is not None
        user = re.search(r"/users/(u-[0-9a-f]+)/roles", answer.text)
        assert user is not None
        assert novice.sign_in("novice", password[1]).status_code == 303
        # Nothing is open under a password that somebody else knows.
        assert novice.get("/").headers["location"] == "/account"
        own = {"old": password[1], "new": PASSWORD + "!", "again": PASSWORD + "!"}
        for wrong, why in (
            ({"again": "иначе"}, "по-разному"),
            ({"old": "не тот"}, "Нынешний пароль не тот"),
            ({"new": "short", "again": "short"}, "короче 12"),
            ({"new": "password1234", "again": "password1234"}, "легко подобрать"),
            ({"new": password[1], "again": password[1]}, "такой же"),
        ):
            refused = novice.send("/account", **{**own, **wrong})
            assert refused.status_code == 422
            assert why in refused.text
        old_token = novice.client.cookies["sroki_session"]
        assert novice.send("/account", **own).status_code == 303
        assert staffed.people.visitor(old_token, acts=True) is None
        assert novice.get("/").status_code == 200
        path = f"/users/{user[1]}"
        changed = chief.send(f"{path}/roles", path, role=["auditor"], reason="Переведена")
        assert changed.status_code == 303
        # What a role gives is looked up with every request.
        assert novice.get("/audit").status_code == 200
        assert chief.send(f"{path}/disable", path, reason="Уволена").status_code == 303
        assert novice.get("/audit").status_code == 303
        assert novice.sign_in("novice", PASSWORD + "!").status_code == 401
        assert chief.send(f"{path}/enable", path, reason="Вернулась").status_code == 303
        assert novice.sign_in("novice", PASSWORD + "!").status_code == 303
        reset = chief.send(f"{path}/password", path, reason="Забыла")
        assert 'id="given"' in reset.text
        assert novice.get("/audit").status_code == 303
        text = chief.get(path).text
        for said in ("Переведена", "Уволена", "Вернулась", "Забыла", "Выбран свой пароль"):
            assert said in text


def test_a_user_is_refused_with_the_reason(staffed: Town) -> None:
    good = {"login": "novice", "name": "Новенькая", "role": "operator"}
    with staffed.browser("chief") as chief:
        for wrong, why in (
            ({"login": "chief"}, "уже есть"),
            ({"login": "ch ief"}, "без пробелов"),
            ({"name": " "}, "Как зовут"),
            ({"role": "king"}, "хотя бы одну роль"),
            ({"unit": "atlantis"}, "Такого подразделения нет"),
            ({"role": "administrator", "unit": "sovetsky"}, "ведёт весь орган"),
        ):
            answer = chief.send("/users", **{**good, **wrong})
            assert answer.status_code == 422, wrong
            assert why in answer.text
        assert chief.get("/users/u-nobody").status_code == 404


def test_every_request_that_would_change_something_leaves_one_line(staffed: Town) -> None:
    def told(send: Any) -> audit.Deed:
        before = lines(staffed)
        send()
        after = lines(staffed)
        assert len(after) == len(before) + 1
        return after[-1]

    with staffed.browser() as stranger:
        line = told(lambda: stranger.client.post("/users", data={}))
        assert (line.user, line.what, line.outcome) == ("", "POST /users", "denied")
        form = stranger.form("/login")
        line = told(
            lambda: stranger.client.post("/login", data={**form, "login": "chief", "password": "x"})
        )
        assert (line.user, line.outcome, line.status) == ("", "denied", 401)
        line = told(lambda: stranger.client.delete("/cases/c1"))
        assert line.outcome == "denied"
    with staffed.browser() as chief:
        form = chief.form("/login")
        good = {**form, "login": "chief", "password": PASSWORD}
        line = told(lambda: chief.client.post("/login", data=good))
        assert line.outcome == "done"
        assert line.user.startswith("u-")
        me = line.user
        one = {**chief.form("/users"), "login": "n2", "name": "Эн Два", "role": "lawyer"}
        line = told(lambda: chief.client.post("/users", data=one))
        assert (line.user, line.outcome) == (me, "done")
        assert line.about.startswith("office/04701000/user/u-")
        assert line.seq == control(staffed)
        line = told(lambda: chief.client.post("/users", data={**one, "once": "another-form"}))
        assert (line.outcome, line.status, line.seq) == ("refused", 422, None)
        line = told(lambda: chief.client.post("/users", data={**one, "csrf": ""}))
        assert (line.user, line.outcome, line.status) == (me, "denied", 403)
        replay = chief.form("/account")
        line = told(lambda: chief.client.post("/rejects/replay", data=replay))
        assert (line.what, line.outcome) == ("POST /rejects/replay", "done")
        before = len(lines(staffed))
        chief.client.post("/find", data={"number": "7"})
        assert len(lines(staffed)) == before
        page = chief.get("/audit").text
        assert "POST /rejects/replay" in page
        assert chief.client.get("/audit.csv").text.count("\n") >= before


def test_a_changed_line_of_the_audit_is_found(staffed: Town) -> None:
    with staffed.browser("chief"), staffed.embedded.database.writing() as connection:
        connection.exec_driver_sql("UPDATE audit SET outcome = 'denied' WHERE no = 1")
        assert audit.broken(connection) == 1


@pytest.mark.real
def test_people_work_on_postgresql_as_on_a_file(postgres_url: str) -> None:
    with (
        shell(postgres_url, "2025-04-01 09:00") as embedded,
        signed_in(embedded, "2025-06-02 09:00") as operator,
    ):
        assert operator.send(ACK, DEADLINE, **SAID).status_code == 303
        assert "Ждём ответа архива" in operator.get("/cases/c1").text
        with embedded.database.reading() as connection:
            assert audit.broken(connection) is None
            assert chain.verify(connection) is None


@contextmanager
def signed_in(embedded: Embedded, at: str) -> Iterator[Browser]:
    """An operator's browser, the service's cases overdue by then."""
    town = furnished(embedded, at)
    town.let_in("oper", Role.OPERATOR, units=("sovetsky",))
    with town.browser("oper") as found:
        yield found


@pytest.mark.parametrize(
    ("wanted", "users", "status"),
    [(True, False, 401), (True, True, 303), (False, True, 200), (None, False, 200)],
)
def test_whether_neighbours_sign_in_is_a_setting(
    tmp_path: Path, wanted: bool | None, users: bool, status: int
) -> None:
    with shell(tmp_path / "own.db", require_login=wanted) as embedded:
        town = furnished(embedded, "2025-04-02 09:00")
        if users:
            town.let_in("chief", Role.ADMINISTRATOR)
        with town.browser() as neighbour:
            assert neighbour.get("/").status_code == status
            # Looking freely is not acting freely.
            assert neighbour.client.post("/rejects/replay", data={"id": "1"}).status_code == 401


def test_tokens_of_machines_work_as_before_and_act_for_nobody(tmp_path: Path) -> None:
    reader = Reader(name="wall", authority=KRSK, units=["kirovsky"], sha256=hashed("wall-token"))
    with shell(tmp_path / "own.db", readers=[reader]) as embedded:
        town = furnished(embedded, "2025-06-02 09:00")
        town.let_in("chief", Role.ADMINISTRATOR)
        with town.browser(address="10.0.0.9") as wall:
            wall.client.auth = ("wall", "wall-token")
            assert wall.get("/cases/c2").status_code == 200
            assert wall.get("/cases/c1").status_code == 404
            for path in ("/users", "/audit", "/account", "/cases/c2/acknowledge?rule=registration"):
                assert wall.get(path).status_code == 401, path


def test_what_people_wrote_is_text_on_every_page(staffed: Town) -> None:
    """Payloads are refused where they cannot be meant, and shown as they were written elsewhere."""
    payload = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    with staffed.browser("chief") as chief:
        text = chief.send(
            "/users", login="xss", name=payload, role="operator", unit="sovetsky"
        ).text
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert(1)" in text
        for page in ("/users", "/audit"):
            assert "<script>alert" not in chief.get(page).text
    with staffed.browser("oper") as operator:
        operator.send(ACK, DEADLINE, **{**SAID, "reason": payload})
        for page in ("/?what=presumed", "/cases/c1", DEADLINE):
            text = operator.get(page).text
            assert "&lt;script&gt;alert(1)" in text
            assert "<script>alert" not in text
