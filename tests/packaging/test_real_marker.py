"""A test marked `real` may skip on a laptop; in the build its skip is a failure."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

CONFTEST = Path(__file__).parents[1] / "support" / "real.py"


@pytest.mark.parametrize(
    ("ci", "expected"),
    [("true", {"failed": 1, "errors": 1, "skipped": 1}), ("", {"skipped": 3})],
)
def test_skipping_a_real_test(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    ci: str,
    expected: dict[str, int],
) -> None:
    monkeypatch.setenv("CI", ci)
    pytester.makeini("[pytest]\nmarkers = real: needs a real thing")
    pytester.makeconftest(CONFTEST.read_text(encoding="utf-8"))
    pytester.makepyfile(
        """
        import pytest

        @pytest.mark.real
        def test_skips_within():
            pytest.skip("no browser")

        @pytest.mark.real
        @pytest.mark.skipif(True, reason="no broker")
        def test_skips_before(): ...

        def test_needs_nothing_real():
            pytest.skip("not here")
        """
    )
    outcomes = pytester.runpytest_subprocess("-p", "no:cacheprovider").parseoutcomes()
    assert outcomes == expected
