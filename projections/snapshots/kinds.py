"""What files a snapshot has: in which bundle, in which format."""

from __future__ import annotations

from typing import Final

INTERNAL: Final = "internal"
PUBLIC: Final = "public"
# What pages show of a snapshot, without its lists.
PAGE: Final = "page"
ATTACHED: Final = "attached"
FORMATS: Final = ("json", "csv", "xlsx", "docx", "pdf")
