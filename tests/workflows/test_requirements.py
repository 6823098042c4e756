"""Checklists beside the edition: what they feed, what they count, and how a bad file is told."""

from __future__ import annotations

import pytest

from sroki.events.acts.audits import Met, Position
from sroki.events.problems import InvalidFile
from sroki.workflows.load import bundled, bundled_requirements
from sroki.workflows.requirements import Share, parse_requirements, seen

KRSK = "krsk-010121-97r"


@pytest.mark.parametrize(
    ("places", "disabled", "met"),
    [
        (0, 0, Met.NOT_APPLICABLE),
        (1, 0, Met.NO),
        (1, 1, Met.YES),
        (10, 1, Met.YES),
        (11, 1, Met.NO),
        (25, 2, Met.NO),
        (25, 3, Met.YES),
    ],
)
def test_ten_percent_of_places_and_one_at_least(places: int, disabled: int, met: Met) -> None:
    share = Share(of="мест", part="для инвалидов", percent=10, least=1)
    assert share.met(places, disabled) is met


def test_a_position_of_the_edition_is_met_where_all_that_feed_it_are() -> None:
    site = bundled_requirements()[KRSK].checklist("site")
    assert site is not None
    # The site tells the places, but not that a multifunctional centre does not take applications.
    told = [
        Position(code="places", met=Met.YES),
        Position(code="mfc", met=Met.NO),
        Position(code="hours", met=Met.YES),
        Position(code="progress", met=Met.NO),
    ]
    assert seen(site, told) == (("hours",), ("places",))


def test_a_bad_file_is_told_line_by_line() -> None:
    content = f"""format: 1
edition: {KRSK}
checklists:
  - id: site
    title: Сайт
    tells: site_audited
    positions:
      - {{code: a, title: А, parameter: b, clause: п. 1, words: Слова, feeds: fone}}
      - {{code: a, title: Б, parameter: b, clause: п. 1, words: Слова, feeds: form}}
""".encode()
    with pytest.raises(InvalidFile) as told:
        parse_requirements(content, "r.yaml", {KRSK: bundled(KRSK)})
    assert [line.split(": ")[0] for line in told.value.told().splitlines()] == [
        "r.yaml:4:5",
        "r.yaml:8:16",
        "r.yaml:8:78",
        "r.yaml:9:16",
    ]
