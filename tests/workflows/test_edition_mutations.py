"""Whatever is done to an edition's file, it is an edition or it is refused with its problems."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from sroki.events.problems import InvalidFile
from sroki.events.yaml_tree import Json, read_yaml
from sroki.workflows.edition import Edition
from sroki.workflows.load import federal_rules
from sroki.workflows.reader import parse_edition

SMALL = (Path(__file__).parent / "editions" / "small.yaml").read_bytes()
DATA = read_yaml(SMALL, "small.yaml").data

# What pydantic says where nobody has found words yet.
UNSAID = "значение не подходит ("

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 5000),
    st.sampled_from(
        [
            "filed",
            "registered",
            "out_of_window",
            "03-15",
            "2020-01-01",
            "",
            "18:00",
            "210-fz",
            "п. 1",
        ]
    ),
    st.text(max_size=8),
    st.floats(-2, 2),
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                ["reading", "event", "where", "all", "any", "ref", "when", "name", "id", "channel"]
            ),
            inner,
            max_size=3,
        ),
    ),
    max_leaves=5,
)


def _check(content: bytes) -> None:
    """It is an edition, or every problem is told: where, what, and in words."""
    outcome = _outcome(content)
    if isinstance(outcome, Edition):
        assert len(outcome.sha256) == 64
        return
    assert outcome.problems
    for problem in outcome.problems:
        assert problem.what.strip()
        assert problem.place is not None
        assert problem.place.file == "small.yaml"
        assert UNSAID not in str(problem)
    assert len(set(map(str, outcome.problems))) == len(outcome.problems)


def _outcome(content: bytes) -> Edition | InvalidFile:
    try:
        return parse_edition(content, "small.yaml", federal=federal_rules())
    except InvalidFile as refused:
        return refused


def _mutated(node: Json, draw: st.DrawFn) -> Json:
    """`node` with one thing in it replaced, dropped, doubled or renamed."""
    if isinstance(node, dict) and node and draw(st.integers(0, 5)):
        return _mutated_dict(node, draw)
    if isinstance(node, list) and node and draw(st.integers(0, 5)):
        return _mutated_list(node, draw)
    replaced: Json = draw(values)
    return replaced


def _mutated_dict(node: dict[str, Json], draw: st.DrawFn) -> Json:
    key = draw(st.sampled_from(sorted(node)))
    match draw(st.integers(0, 9)):
        case 0:
            return {name: one for name, one in node.items() if name != key}
        case 1:
            renamed = draw(st.sampled_from([key + "x", key.upper(), "reading", "sha256", ""]))
            return {renamed if name == key else name: one for name, one in node.items()}
    return {**node, key: _mutated(node[key], draw)}


def _mutated_list(node: list[Json], draw: st.DrawFn) -> Json:
    at = draw(st.integers(0, len(node) - 1))
    match draw(st.integers(0, 5)):
        case 0:
            return node[:at] + node[at + 1 :]
        case 1:
            return [*node, node[at]]
    return [*node[:at], _mutated(node[at], draw), *node[at + 1 :]]


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """The small edition with up to three mutations, as JSON, which is YAML too."""
    data = DATA
    for _ in range(draw(st.integers(1, 3))):
        data = _mutated(data, draw)
    return json.dumps(data, ensure_ascii=False).encode()


@given(mutated())
def test_mutations_of_the_content(content: bytes) -> None:
    _check(content)


@given(
    st.integers(0, len(SMALL)),
    st.integers(0, 12),
    st.one_of(
        st.binary(max_size=6),
        st.text(max_size=6).map(lambda text: text.encode("utf-8", "surrogatepass")),
        st.sampled_from(
            [b"&a ", b"*a", b"!!set ", b"? ", b"---\n", b"{", b"]", b"\t", b"%YAML 9.9\n"]
        ),
    ),
)
def test_mutations_of_the_bytes(at: int, length: int, put: bytes) -> None:
    _check(SMALL[:at] + put + SMALL[at + length :])


@given(st.binary(max_size=200))
def test_any_bytes(content: bytes) -> None:
    _check(content)
