"""A token bound to a unit reaches no case of another, whatever unit its events state."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from sroki.deploy.clock import RealClock
from sroki.deploy.embedded import Embedded
from sroki.deploy.settings import Settings
from sroki.deploy.tokens import Sender
from sroki.events.outcomes import Rejected
from sroki.events.policy import SourcePolicy
from sroki.events.strict import Limits, read

KIROVSKY = SourcePolicy(frozenset({"urn:kirovsky"}), "04701000", frozenset({"kirovsky"}))
LENINSKY = SourcePolicy(frozenset({"urn:leninsky"}), "04701000", frozenset({"leninsky"}))


def sent(kind: str, source: str, unit: str, **data: Any) -> bytes:
    event = {
        "specversion": "1.0",
        "type": f"ru.sroki.{kind}.v1",
        "id": f"{kind}-1",
        "source": source,
        "time": "2025-04-10T10:00:00+07:00",
        "data": {
            "authority": "04701000",
            "service": "01/01/021",
            "unit": unit,
            "case_id": "case-1",
            **data,
        },
    }
    return json.dumps(event).encode()


def answer(shell: Embedded, policy: SourcePolicy, body: bytes) -> list[str]:
    items = read(body, Limits())
    assert isinstance(items, list)
    outcome = shell.take(items, policy)[0].outcome
    return [one.code for one in outcome.reasons] if isinstance(outcome, Rejected) else []


def sender(policy: SourcePolicy) -> Sender:
    return Sender(
        name="sender",
        sources=sorted(policy.sources),
        authority=policy.authority,
        units=sorted(policy.units or ()),
        sha256="0" * 64,
    )


def replayed(shell: Embedded) -> tuple[int, int]:
    with shell.database.reading() as connection:
        return shell.replay(connection.scalars(text("SELECT id FROM sealed")).all())


@pytest.fixture
def shell(tmp_path: Path) -> Any:
    senders = [sender(KIROVSKY), sender(LENINSKY)]
    with Embedded(Settings(store=tmp_path / "sroki.db", senders=senders), RealClock()) as shell:
        shell.begin()
        filed = sent("submitted", "urn:kirovsky", "kirovsky", channel="in_person")
        assert answer(shell, KIROVSKY, filed) == []
        yield shell


@pytest.mark.parametrize("kind", ["withdrawn", "receipt_issued"])
def test_a_case_of_another_unit_is_out_of_reach(shell: Embedded, kind: str) -> None:
    theirs = sent(kind, "urn:leninsky", "leninsky")
    assert answer(shell, LENINSKY, theirs) == ["case_not_allowed"]
    assert answer(shell, KIROVSKY, sent(kind, "urn:kirovsky", "kirovsky")) == []


def test_what_another_source_said_is_not_to_be_annulled(shell: Embedded) -> None:
    target = {"source": "urn:kirovsky", "id": "submitted-1"}
    theirs = sent("annulled", "urn:leninsky", "leninsky", target=target)
    assert "target_not_allowed" in answer(shell, LENINSKY, theirs)
    own = sent("annulled", "urn:kirovsky", "kirovsky", target=target)
    assert answer(shell, KIROVSKY, own) == []


def test_a_replay_lends_nobody_the_token_of_another_source(shell: Embedded) -> None:
    theirs = sent("withdrawn", "urn:kirovsky", "kirovsky")
    assert answer(shell, LENINSKY, theirs)[0] == "source_not_allowed"
    # Wrong besides, which is mended one day.
    wrong = sent("registered", "urn:kirovsky", "kirovsky", performer="Ivan Ivanov")
    assert answer(shell, LENINSKY, wrong) == ["source_not_allowed", "wrong_form"]
    assert replayed(shell) == (0, 2)
    assert replayed(shell) == (0, 2), "nor when asked again"


def test_a_replay_reaches_no_case_of_another_unit(shell: Embedded) -> None:
    assert answer(shell, LENINSKY, sent("withdrawn", "urn:leninsky", "leninsky"))
    assert replayed(shell) == (0, 1)


def test_an_event_that_names_no_source_is_told_just_that(shell: Embedded) -> None:
    assert answer(shell, LENINSKY, b"{}")[0] == "missing_field"
