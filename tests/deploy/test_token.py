"""`sroki token` prints lines of settings that the program reads as they are."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from sroki.deploy.settings import Settings
from sroki.deploy.tokens import hashed
from tests.deploy.commands import sroki

AUTHORITY = ("--authority", "04701000")


def made(*options: str) -> tuple[str, dict[str, Any]]:
    """The key, and what its lines say in a file of settings."""
    said = sroki("token", "lk", *AUTHORITY, *options)
    assert said.code == 0, said.err
    return said.out.strip(), tomllib.loads(said.err[said.err.index("[[") :])


@pytest.mark.parametrize(
    ("options", "table"),
    [
        (("--source", "urn:krsk:edms", "--unit", "sovetsky", "--unit", "kirovsky"), "senders"),
        ((), "readers"),
        (("--cabinet", "--unit", "sovetsky"), "cabinets"),
        (("--hook", "https://lk.krsk.example/sroki"), "cabinets"),
    ],
)
def test_its_lines_are_settings(options: tuple[str, ...], table: str) -> None:
    key, lines = made(*options)
    (read,) = getattr(Settings.model_validate(lines), table)
    assert read.sha256 == hashed(key)
    assert len(read.units) == options.count("--unit")
    assert key not in str(lines)


def test_each_hook_has_a_secret_of_its_own() -> None:
    hook = ("--hook", "https://lk.krsk.example/sroki")
    (first,), (second,) = (made(*hook)[1]["cabinets"] for _ in range(2))
    assert first["secret"] != second["secret"]


def test_what_no_settings_would_read_is_refused() -> None:
    wrong = sroki("token", "lk", *AUTHORITY, "--hook", "http://lk.krsk.example/sroki")
    assert wrong.code == 2
    assert "не годится для hook" in wrong.err
    assert "whsec_" not in wrong.err
    both = sroki("token", "lk", *AUTHORITY, "--cabinet", "--source", "urn:krsk:edms")
    assert both.code == 3
