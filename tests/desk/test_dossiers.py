"""A dossier is a function of the set of its acts; what may not be is refused with the reason."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sroki.events.acts.base import HumanAct
from sroki.events.acts.catalogue import ACTS
from sroki.events.acts.users import Role
from sroki.events.contracts.acts import act_example
from sroki.workflows import user_dossier
from sroki.workflows.case_dossier import CASE, NOT_ACKNOWLEDGED
from sroki.workflows.dossier_types import CYCLE, DOSSIERS, type_of
from sroki.workflows.dossiers import Dossier, Stale, decide, fold
from sroki.workflows.duties import RIGHTS, Person, has_right
from sroki.workflows.refusals import ALREADY_THERE, NOT_YOURS, NOTHING_THERE, Refusal
from sroki.workflows.report_dossier import REPORT
from sroki.workflows.snapshot_dossier import SNAPSHOT
from sroki.workflows.user_dossier import USER, User
from tests.desk.acts import (
    ADMIN,
    AUDITOR,
    CHIEF,
    OPERATOR,
    a_users_life,
    acknowledged,
    act,
    created,
)
from tests.support.rulebooks import KRSK

LIFE = a_users_life()


@given(st.permutations(LIFE), st.lists(st.sampled_from(LIFE), max_size=4))
def test_order_and_repetition_do_not_matter(acts: list[HumanAct], again: list[HumanAct]) -> None:
    found = fold(USER, [*acts, *again])
    assert found == fold(USER, LIFE)
    assert found.version == len(LIFE)
    assert found.state == User("u-oper", KRSK, frozenset({Role.OFFICE}), frozenset())
    assert [(one.kind, why.says) for one, why in found.unheeded] == [
        ("user_created", ALREADY_THERE),
        ("user_password_reset", user_dossier.DISABLED),
    ]


def test_of_acts_of_one_moment_source_and_id_decide() -> None:
    first = act("user_roles_changed", 5, user="u-oper", roles=["office"], reason="Так", name="a")
    second = act("user_roles_changed", 5, user="u-oper", roles=["auditor"], reason="Так", name="b")
    for acts in ([created(), first, second], [second, created(), first]):
        state = fold(USER, acts).state
        assert state is not None
        assert state.roles == {Role.AUDITOR}


def test_every_kind_of_act_has_its_dossier_and_somebody_who_may() -> None:
    named = {kind for of in DOSSIERS.values() for kind in of.roles.keys() | of.own | of.open}
    assert named == set(ACTS)
    for kind, model in ACTS.items():
        of = DOSSIERS[model.of]
        assert of.roles.get(kind) or kind in of.own | of.open, kind


@pytest.mark.parametrize("role", Role)
def test_a_role_may_what_its_table_says(role: Role) -> None:
    person = Person("u-1", KRSK, frozenset(), frozenset({role}))
    allowed = {
        kind
        for of in DOSSIERS.values()
        for kind in of.roles
        if of.allows(person, _any(kind, actor="u-1"))
    }
    assert allowed == {
        Role.OPERATOR: {
            "deadline_acknowledged",
            "acknowledgement_withdrawn",
            "snapshot_answered",
            "information_submitted",
            "information_amended",
            "sheet_entered",
            "audit_recorded",
            "audit_amended",
            "proposal_fulfilled",
        },
        Role.OFFICE: {*SNAPSHOT.roles, *(kind for of in CYCLE for kind in of.roles)},
        Role.ADMINISTRATOR: {*USER.roles, *SNAPSHOT.roles, *REPORT.roles},
    }.get(role, set())
    assert {right for right in RIGHTS if has_right(person, right)} == {
        Role.OPERATOR: {"replay_rejects"},
        Role.OFFICE: {"replay_rejects"},
        Role.ADMINISTRATOR: {"replay_rejects", "see_users", "see_audit"},
        Role.AUDITOR: {"see_users", "see_audit"},
    }.get(role, set())


def _any(kind: str, actor: str) -> HumanAct:
    model = ACTS[kind]
    given: dict[str, object] = {"user": "u-2", "roles": ["operator"], "reason": "Надо"}
    given |= {"case": "c1", "rule": "registration", "until": "2025-05-10"}
    given |= act_example(kind) if model.of not in (USER.name, CASE.name) else {}
    for name in ("kind", "version", "id", "source", "recorded_at", "actor", "authority"):
        given.pop(name, None)
    said: Any = {name: given[name] for name in given if name in model.model_fields}
    found: HumanAct = act(kind, actor=actor, **said)
    return found


def test_who_may_not_is_told_so() -> None:
    none = fold(CASE, [])
    assert decide(none, acknowledged(), AUDITOR._replace(user="u-oper"), 0) == Refusal(NOT_YOURS)
    elsewhere = OPERATOR._replace(units=frozenset({"kirovsky"}))
    assert decide(none, acknowledged(), elsewhere, 0) == Refusal(NOT_YOURS)
    another_town = OPERATOR._replace(authority="52701000")
    assert decide(none, acknowledged(), another_town, 0) == Refusal(NOT_YOURS)
    # What concerns the whole authority is not for an operator of one unit.
    assert decide(none, acknowledged(unit=None), OPERATOR, 0) == Refusal(NOT_YOURS)
    # Nobody acts under another name.
    assert decide(none, acknowledged(actor="u-else"), OPERATOR, 0) == Refusal(NOT_YOURS)


def test_whoever_looked_too_early_is_told_what_changed() -> None:
    found = fold(USER, LIFE[:3])
    change = act("user_disabled", 60, user="u-oper", reason="Уволен")
    assert decide(found, change, CHIEF, 2) == Stale((LIFE[2],))
    assert decide(found, change, CHIEF, 99) == Stale(tuple(LIFE[:3]))
    after = decide(found, change, CHIEF, 3)
    assert isinstance(after, Dossier)
    assert (after.version, after.stage) == (4, "disabled")


@pytest.mark.parametrize(
    ("acts", "then", "why"),
    [
        ([], act("user_disabled", user="u-oper", reason="Надо"), NOTHING_THERE),
        ([created()], created(minute=1), ALREADY_THERE),
        (
            [created("u-admin", roles=["administrator"])],
            act("user_disabled", actor="u-admin", user="u-admin", reason="Надо"),
            user_dossier.NOT_ONESELF,
        ),
        (
            [created("u-admin", roles=["administrator"])],
            act(
                "user_roles_changed",
                actor="u-admin",
                user="u-admin",
                roles=["office"],
                reason="Надо",
            ),
            user_dossier.NOT_ONESELF,
        ),
        (
            [created()],
            act("user_password_changed", actor="u-admin", user="u-oper"),
            user_dossier.NOT_ANOTHER,
        ),
        (
            [created()],
            act("user_roles_changed", user="u-oper", roles=["operator"], reason="Надо"),
            user_dossier.UNCHANGED,
        ),
        ([created()], act("user_enabled", user="u-oper", reason="Надо"), user_dossier.ENABLED),
        (
            [],
            created("u-2", roles=["administrator"], units=["sovetsky"]),
            user_dossier.WHOLE_AUTHORITY,
        ),
    ],
)
def test_what_may_not_be_is_refused_with_the_reason(
    acts: list[HumanAct], then: HumanAct, why: str
) -> None:
    found = fold(USER, acts)
    person = ADMIN if then.actor == "u-admin" else CHIEF
    refused = decide(found, then, person, found.version)
    assert isinstance(refused, Refusal)
    assert refused.says == why
    assert refused.words("en") != refused.words("ru")


def test_an_acknowledgement_counts_through_its_day_and_is_replaced_by_a_later_one() -> None:
    later = acknowledged(9, until="2025-06-01", reason="Ответ обещан")
    other = acknowledged(3, rule="total_to_notice")
    state = fold(CASE, [later, acknowledged(), other]).state
    assert state is not None
    assert {which: said.reason for which, said in state.acknowledged.items()} == {
        ("registration", ""): "Ответ обещан",
        ("total_to_notice", ""): "Ждём ответа архива",
    }
    said = state.acknowledged["registration", ""]
    assert said.counts_on(date(2025, 6, 1))
    assert not said.counts_on(date(2025, 6, 2))


def test_an_acknowledgement_is_withdrawn_with_a_reason() -> None:
    gone = act(
        "acknowledgement_withdrawn",
        5,
        actor="u-oper",
        unit="sovetsky",
        case="c1",
        rule="registration",
        reason="Ошибся делом",
    )
    found = fold(CASE, [gone, acknowledged()])
    assert (found.stage, found.version) == ("plain", 2)
    assert decide(found, gone.model_copy(update={"id": "again"}), OPERATOR, 2) == Refusal(
        NOT_ACKNOWLEDGED
    )


def test_acts_are_said_in_both_languages() -> None:
    for one in (*LIFE, acknowledged()):
        ru, en = (type_of(one).say(one, lang) for lang in ("ru", "en"))
        assert ru != en, one.kind
