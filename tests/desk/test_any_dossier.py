"""What holds of every type of dossier, whatever is done with it and in whatever order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sroki.events.acts.base import HumanAct
from sroki.events.acts.catalogue import ACTS
from sroki.events.contracts.acts import act_example
from sroki.workflows.dossier_types import DOSSIERS, type_of
from sroki.workflows.dossiers import Dossier, decide, fold
from sroki.workflows.duties import console
from sroki.workflows.refusals import Refusal
from tests.support.rulebooks import KRSK

# What an act says otherwise than its example, where it says such a thing at all: days that stand
# before and after those of the others, other documents and numbers, nothing at all.
_OTHERWISE: Final[Mapping[str, tuple[Any, ...]]] = {
    "first_on": ("2025-01-01", "2025-07-01"),
    "last_on": ("2025-03-01", "2025-06-30", "2025-12-31"),
    "answer_by": ("2025-01-10", "2026-02-01"),
    "until": ("2025-04-01", "2025-05-10"),
    "done_on": ("2025-01-01", "2025-11-01"),
    "body": ("e3" * 32, "a0" * 32),
    "decision": ("accepted", "declined"),
    "number": (1, 2),
    "by": (1, 2, 3),
    "plan": (1, 2),
    "report": (1, 2),
    "unit": ("sov", "kir", None),
    "units": ([], ["sov"], ["kir", "sov"]),
    "lines": ([],),
    "rests_on": ([],),
    "answers": ([],),
    "roles": (["operator"], ["office", "administrator"]),
}


@st.composite
def _acts(draw: st.DrawFn, kinds: tuple[str, ...]) -> HumanAct:
    """An act of one of some kinds, as its example says it or otherwise."""
    kind = draw(st.sampled_from(kinds))
    told: dict[str, Any] = dict(act_example(kind))
    told["id"] = draw(st.sampled_from("abcdefgh"))
    told["recorded_at"] = f"2025-04-0{draw(st.integers(1, 9))}T09:00:00+07:00"
    for name in draw(st.sets(st.sampled_from(sorted(_OTHERWISE)), max_size=2)):
        if name in told:
            told[name] = draw(st.sampled_from(_OTHERWISE[name]))
    try:
        return ACTS[kind].model_validate(told | {"authority": KRSK})
    except ValueError:
        # An act that cannot be; the example can.
        return ACTS[kind].model_validate(dict(act_example(kind)) | {"authority": KRSK})


def _of(name: str) -> tuple[str, ...]:
    return tuple(kind for kind, model in ACTS.items() if model.of == name)


@pytest.mark.parametrize("name", DOSSIERS)
@settings(max_examples=40)
@given(data=st.data())
def test_a_dossier_is_a_function_of_its_set(name: str, data: st.DataObject) -> None:
    of = DOSSIERS[name]
    acts = data.draw(st.lists(_acts(_of(name)), max_size=8))
    # Who repeats an act repeats it whole.
    acts = list({(one.source, one.id): one for one in acts}.values())
    shuffled = data.draw(st.permutations([*acts, *acts[:3]]))
    found = fold(of, acts)
    assert fold(of, shuffled) == found
    assert found.version == len(acts)
    assert (found.state is None) == (len(found.unheeded) == len(acts))
    for _, refusal in found.unheeded:
        assert refusal.words("ru") != refusal.words("en")


@pytest.mark.parametrize("name", DOSSIERS)
@settings(max_examples=40)
@given(data=st.data())
def test_what_is_decided_is_what_is_folded(name: str, data: st.DataObject) -> None:
    """The one `step` judges an act before it is written, and when it is read again."""
    of = DOSSIERS[name]
    acts = data.draw(st.lists(_acts(_of(name)), max_size=8, unique_by=lambda one: one.id))
    found = fold(of, ())
    for one in sorted(acts, key=lambda one: (one.recorded_at, one.source, one.id)):
        person = console(KRSK)
        judged = decide(found, one.model_copy(update={"actor": person.user}), person, found.version)
        if isinstance(judged, Dossier):
            found = judged
        else:
            assert isinstance(judged, Refusal)
    again = fold(of, found.acts)
    assert again.state == found.state
    assert not again.unheeded


@pytest.mark.parametrize("name", DOSSIERS)
@settings(max_examples=40)
@given(data=st.data())
def test_acts_of_others_change_nothing(name: str, data: st.DataObject) -> None:
    of = DOSSIERS[name]
    state = fold(of, data.draw(st.lists(_acts(_of(name)), max_size=5))).state
    stranger = data.draw(_acts(tuple(kind for kind, model in ACTS.items() if model.of != name)))
    assert isinstance(of.step(state, stranger), Refusal)


@pytest.mark.parametrize("kind", ACTS)
def test_an_act_is_said_in_both_languages(kind: str) -> None:
    act = ACTS[kind].model_validate(act_example(kind))
    ru, en = (type_of(act).say(act, lang) for lang in ("ru", "en"))
    assert kind not in (ru, en)
    assert ru != en
