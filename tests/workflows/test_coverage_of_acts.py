"""Every paragraph of both acts is covered or it is said why not, and the list has no gap."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from sroki.events.problems import InvalidFile
from sroki.workflows import load
from sroki.workflows.coverage import Coverage, How, Paragraph, parse_coverage
from sroki.workflows.edition import Cited, Edition
from sroki.workflows.load import bundled, bundled_coverage, federal_rules

FOLDER = Path(load.__file__).parent / "coverage"
KRSK = (FOLDER / "krsk-97r.yaml").read_text(encoding="utf-8")
CITED = re.compile(r"п\. ([0-9]+) абз\. ([0-9]+(?:(?:, |–)[0-9]+)*)")


@pytest.fixture(scope="module")
def krasnoyarsk() -> Edition:
    return bundled("krsk-010121-97r")


@pytest.fixture(scope="module")
def acts() -> dict[str, Coverage]:
    return {coverage.id: coverage for coverage, _edition in bundled_coverage()}


def _paragraphs(coverage: Coverage) -> Iterator[tuple[str, Paragraph]]:
    for part in coverage.parts:
        for point in part.items:
            for one in point.paragraphs:
                yield f"{point.point} абз. {one.n}", one


def test_both_acts_are_there_whole(acts: dict[str, Coverage]) -> None:
    # Counted in the acts by hand; a paragraph is a line of a пункт, lines of lists included.
    counts = {
        name: [(part.points, part.paragraphs) for part in coverage.parts]
        for name, coverage in acts.items()
    }
    assert counts == {
        "krsk-97r": [(9, 17), (15, 82), (4, 31), (1, 3), (5, 65)],
        "omsk-monitoring": [(4, 4), (9, 22)],
    }


def test_the_numbers_of_97r_run_from_5_to_23(acts: dict[str, Coverage]) -> None:
    sections = [part for part in acts["krsk-97r"].parts if part.id.startswith("section")]
    points = [point.point for part in sections for point in part.items]
    assert points == [f"п. {number}" for number in range(5, 24)]


def _own(edition: Edition) -> Iterator[tuple[str, Cited]]:
    included = {one.id for rules in federal_rules().values() for one in rules.time_limits}
    yield from ((one.id, one) for one in edition.time_limits if one.id not in included)
    yield from ((one.id, one) for one in edition.checks)
    yield from ((one.code, one) for one in edition.grounds)
    yield from ((one.id, one) for one in edition.windows)


def test_every_rule_of_97r_covers_the_paragraphs_it_cites(
    krasnoyarsk: Edition, acts: dict[str, Coverage]
) -> None:
    covered = dict(_paragraphs(acts["krsk-97r"]))
    checked = 0
    for name, one in _own(krasnoyarsk):
        for point, numbers in CITED.findall(one.clause):
            for number in _numbers(numbers):
                assert name in covered[f"п. {point} абз. {number}"].by, (name, point, number)
                checked += 1
    assert checked > 30


def _numbers(text: str) -> Iterator[int]:
    """«4–6» and «3, 4» as numbers."""
    for piece in text.split(", "):
        first, _, last = piece.partition("–")
        yield from range(int(first), int(last or first) + 1)


def test_every_rule_of_97r_is_asked_for_by_some_paragraph(
    krasnoyarsk: Edition, acts: dict[str, Coverage]
) -> None:
    named = {name for _where, one in _paragraphs(acts["krsk-97r"]) for name in one.by}
    assert {name for name, _one in _own(krasnoyarsk)} <= named


def test_the_words_of_a_ground_begin_as_its_paragraph_does(
    krasnoyarsk: Edition, acts: dict[str, Coverage]
) -> None:
    covered = dict(_paragraphs(acts["krsk-97r"]))
    for one in krasnoyarsk.grounds:
        assert one.words.startswith(covered[one.clause].starts.removesuffix(" …"))


def test_people_check_what_events_cannot(acts: dict[str, Coverage]) -> None:
    found = {one.how for coverage in acts.values() for _where, one in _paragraphs(coverage)}
    assert found == set(How)


def _problems(text: str) -> list[str]:
    editions = {"krsk-010121-97r": bundled("krsk-010121-97r")}
    with pytest.raises(InvalidFile) as refused:
        parse_coverage(text.encode(), "act.yaml", editions)
    return [str(problem) for problem in refused.value.problems]


def test_a_paragraph_left_out_is_a_gap() -> None:
    at = KRSK.index("          - n: 2\n            starts: В соответствии с Разделом реестра")
    end = KRSK.index("      - point: п. 6\n")
    said = _problems(KRSK[:at] + KRSK[end:])
    assert any("абзацев 81, а должно быть 82" in line for line in said)


def test_a_paragraph_left_out_in_the_middle_is_a_gap() -> None:
    at = KRSK.index("          - n: 3\n            starts: копия паспорта")
    end = KRSK.index("          - n: 4\n            starts: копия документа, удостоверяющего")
    said = _problems(KRSK[:at] + KRSK[end:])
    assert any("абзац 4 стоит 3-м" in line for line in said)


def test_a_point_left_out_is_a_gap() -> None:
    at = KRSK.index("      - point: п. 14\n")
    said = _problems(KRSK[:at] + KRSK[KRSK.index("      - point: п. 15\n") :])
    assert any("пунктов 14, а должно быть 15" in line for line in said)
    assert any("после п. 13 стоит п. 15" in line for line in said)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("by: [queue_wait]", "by: [queue_weight]", "нет «queue_weight» — похоже на «queue_wait»"),
        ("by: [queue_wait]", "by: []", "не сказано, чем покрыт абзац"),
        ("because: правовые основания", 'because: ""', "не сказано почему"),
        (
            "because: правовые основания",
            "because: так\n            by: [file]",
            "by бывает только у by_events",
        ),
        ("how: by_survey", "how: by_guess", "такого значения нет"),
        ("edition: krsk-010121-97r", "edition: krsk", "редакции «krsk» нет"),
    ],
)
def test_a_slip_is_told_with_its_place(old: str, new: str, says: str) -> None:
    said = _problems(KRSK.replace(old, new, 1))
    assert len(said) == 1
    assert re.match(r"act\.yaml:\d+:\d+: ", said[0])
    assert says in said[0]
