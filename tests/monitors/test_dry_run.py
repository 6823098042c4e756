"""«Кто опоздал бы по этому проекту?»: what another rulebook would change, nothing written."""

from __future__ import annotations

from datetime import date, datetime
from importlib import resources

from sroki.events.findings import FindingKind
from sroki.monitors.dry_run import Flip, dry_run
from sroki.monitors.plans import Plans
from sroki.workflows.standing import SubjectState
from tests.monitors.runs import Run
from tests.support.histories import History
from tests.support.rulebooks import krasnoyarsk_plans, plans_from
from tests.support.told import Teller, local

OLD = krasnoyarsk_plans()
TEXT = (resources.files("sroki.workflows") / "editions" / "krsk-010121-97r.yaml").read_text("utf-8")
NOBODY: dict[str, datetime] = {}


def tried(states: list[SubjectState], draft: Plans, at: datetime) -> list[Flip]:
    """What flips where sources have told everything."""
    marks = dict.fromkeys([one.role for one in draft.rulebook.editions[0].sources], at)
    return list(dry_run(states, OLD, draft, at, lambda authority, unit: marks))


def states_of(*runs: Run) -> list[SubjectState]:
    return [state for run in runs for of in run.store.states for state in of.values()]


def one_case() -> SubjectState:
    """Filed on Thursday 10 April; its file was formed on the sixth day."""
    tell, run = Teller(), Run(OLD)
    run.take(
        [
            tell("submitted", "2025-04-10 10:00", channel="in_person"),
            tell("registered", "2025-04-10 11:00"),
            tell("file_formed", "2025-04-16 15:00", part="paper"),
            tell("file_formed", "2025-04-16 15:00", part="asp_card"),
        ]
    )
    (found,) = (state for state in states_of(run) if state.key == "case-1")
    return found


def test_a_shorter_term_says_who_would_have_been_late() -> None:
    draft = plans_from(TEXT.replace("length: 6\n", "length: 5\n"))
    (flip,) = tried([one_case()], draft, local("2025-04-20"))
    assert flip.subject == "case-1"
    assert ("file", date(2025, 4, 16), date(2025, 4, 15)) in flip.moved
    assert {claim.rule for claim in flip.gained} >= {"file"}
    assert not {claim.rule for claim in flip.lost if claim.rule == "file"}


def test_a_longer_one_says_whose_breach_would_not_be() -> None:
    draft = plans_from(TEXT.replace("length: 6\n", "length: 9\n"))
    tell, run = Teller(), Run(OLD)
    run.take(
        [
            tell("submitted", "2025-04-10 10:00", channel="in_person"),
            tell("registered", "2025-04-10 11:00"),
        ]
    )
    (flip,) = tried(states_of(run), draft, local("2025-04-18"))
    # Its source has a day or two yet to tell of it.
    assert [(claim.rule, claim.kind) for claim in flip.lost] == [("file", FindingKind.PRESUMED)]
    assert {claim.kind for claim in flip.gained} <= {FindingKind.APPROACHING}
    assert ("file", date(2025, 4, 16), date(2025, 4, 21)) in flip.moved


def test_the_same_act_changes_nobody() -> None:
    runs = []
    for seed in range(40):
        run = Run(OLD)
        run.take(History(seed, f"/{seed}").events)
        runs.append(run)
    states = states_of(*runs)
    assert len(states) > 100
    assert tried(states, plans_from(TEXT), local("2025-09-01")) == []
    # A subject of facts alone has nothing to be judged by.
    empty = SubjectState(key="group/none")
    assert list(dry_run([empty], OLD, OLD, local("2025-09-01"), lambda *_: NOBODY)) == []
