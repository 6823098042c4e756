"""Where the key of the integrity mark is: by an option, by the settings, or beside the store."""

from __future__ import annotations

from pathlib import Path

from sroki.deploy.minisign import Key, key_at
from sroki.deploy.settings import Settings
from sroki.events.errors import Invalid
from sroki.events.i18n import say


def mark_key(settings: Settings, given: Path | None = None) -> Key:
    """The key; beside a store in a file it is made at first use. Raises `Invalid`."""
    path = given or settings.mark_key
    if path is None and isinstance(settings.store, Path):
        path = settings.store.with_name(f"{settings.store.name}.mark.key")
    if path is None:
        raise Invalid(
            say("не сказано, где ключ контрольной метки"), accepted="--key, SROKI_MARK_KEY"
        )
    return key_at(path)
