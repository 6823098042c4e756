"""Days as forms send them: from a picker (2025-04-15) or typed (15.04.2025)."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

_TYPED: Final = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")


def day_of(text: str) -> date | None:
    """The day that was meant; None where it is none."""
    said = text.strip()
    typed = _TYPED.fullmatch(said)
    try:
        if typed:
            number, month, year = map(int, typed.groups())
            return date(year, month, number)
        return date.fromisoformat(said) if len(said) == len("2025-04-15") else None
    except ValueError:
        return None
