"""Why an act may not be: a value with words for people, never an exception."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from sroki.events.i18n import DEFAULT, Lang, mark
from sroki.workflows.phrases import t


@dataclass(frozen=True, slots=True)
class Refusal:
    """`says` is a marked text; it is translated when shown, its places filled from `params`."""

    says: str
    params: Mapping[str, object] = field(default_factory=dict)

    def words(self, lang: Lang = DEFAULT) -> str:
        return t(self.says, lang, **self.params)


NOT_YOURS: Final = mark("Ваша роль этого не позволяет, или это не ваше подразделение.")
NOTHING_THERE: Final = mark("Этого ещё нет: сначала нужно создать.")
ALREADY_THERE: Final = mark("Это уже есть.")
SENT_OTHERWISE: Final = mark(
    "Эта форма уже отправлена с другим содержанием. Откройте её заново и отправьте ещё раз."
)
