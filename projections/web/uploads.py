"""A file that was sent with a form: whole, or refused with the limit; never cut."""

from __future__ import annotations

from typing import Final

from starlette.datastructures import UploadFile

from sroki.events.errors import Invalid, Place
from sroki.events.i18n import say

_MEGABYTE: Final = 1_000_000
# A form of ours filled in, or a signature, is far smaller.
LARGEST: Final = 20


def content_of(file: UploadFile) -> bytes:
    """The bytes of a file. Raises `Invalid` where it is larger than `LARGEST` megabytes."""
    content = file.file.read(LARGEST * _MEGABYTE + 1)
    if len(content) > LARGEST * _MEGABYTE:
        what = say("файл больше {most} МБ", most=LARGEST)
        raise Invalid(what, place=Place(file.filename or "?"))
    return content
