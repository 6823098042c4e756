"""Users of Sroki, each from the start of a piece of work to its end: see docs/users.md."""

from __future__ import annotations

from tests.desk.conftest import _no_settings_of_the_machine

__all__ = ["_no_settings_of_the_machine"]
