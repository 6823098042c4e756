"""The annual report, as it is approved and kept, is the PDF/A that it says it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cycle.conftest import with_plan
from tests.cycle.test_report import HERE, approved, drawn_up, evaluated
from tests.cycle.test_year import proven
from tests.desk.conftest import Town
from tests.support.pdfa import judged

pytestmark = pytest.mark.real


def test_an_approved_report_is_kept_as_pdfa(office: Town, tmp_path: Path) -> None:
    proven(office)
    with office.browser("office") as one:
        with_plan(one)
        evaluated(one)
        drawn_up(one)
        approved(one)
        content = one.get(f"{HERE}/1/report.pdf").content
    assert judged(content, tmp_path) == ("2a", ())
