"""Whether a file looks like a detached signature: CMS SignedData (RFC 5652), in DER or Base64.

Nothing of it is verified: an electronic signature is checked with the means it was made for.
"""

from __future__ import annotations

import re
from base64 import b64decode
from typing import Final

# ContentInfo: SEQUENCE { OBJECT IDENTIFIER 1.2.840.113549.1.7.2 (signedData), …
_SIGNED_DATA: Final = bytes.fromhex("06092a864886f70d010702")
_SEQUENCE: Final = 0x30
_ARMOUR: Final = re.compile(rb"-----[A-Z0-9 #]+-----")
LARGEST: Final = 1_000_000


def is_signature(content: bytes) -> bool:
    """Whether it is one by its beginning, and of a size that one has."""
    if not 0 < len(content) <= LARGEST:
        return False
    if content[0] != _SEQUENCE:
        try:
            content = b64decode(b"".join(_ARMOUR.sub(b"", content).split()), validate=True)
        except ValueError:
            return False
    return content[:1] == bytes([_SEQUENCE]) and _SIGNED_DATA in content[1:24]
