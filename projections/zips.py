"""Archives that are the same bytes whenever they are made: their files bear a day that is given."""

from __future__ import annotations

import zipfile
from datetime import date
from io import BytesIO


def put(made: zipfile.ZipFile, name: str, content: bytes | str, on: date) -> None:
    """Add a file, compressed, with the stamp of midnight of a day."""
    info = zipfile.ZipInfo(name, (on.year, on.month, on.day, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    made.writestr(info, content)


def stamped(content: bytes, on: date) -> bytes:
    """The same archive with the stamps of one day."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as told, zipfile.ZipFile(out, "w") as made:
        for one in told.infolist():
            put(made, one.filename, told.read(one), on)
    return out.getvalue()
