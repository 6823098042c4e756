"""What files a snapshot has: in which bundle, in which format."""

from __future__ import annotations

from typing import Final

INTERNAL: Final = "internal"
PUBLIC: Final = "public"
FORMATS: Final = ("json", "csv", "xlsx", "docx", "pdf")
