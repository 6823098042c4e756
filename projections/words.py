"""The texts of this room, in Russian and English."""

from __future__ import annotations

from typing import Final

from sroki.events.i18n import Catalogue

WORDS: Final = Catalogue("sroki.projections")
t = WORDS.t
n = WORDS.n
