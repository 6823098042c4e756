"""The words of this room, with those of every room whose errors and texts it shows."""

from __future__ import annotations

from typing import Final

from sroki.events.i18n import Catalogue

WORDS: Final = Catalogue("sroki.deploy", "sroki.projections", "sroki.monitors", "sroki.workflows")
