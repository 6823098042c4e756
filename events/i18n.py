"""Words for people: Russian in the code, English in the catalogues, plural forms in both.

A message id *is* the Russian text, so a page or an error reads in the code as people will see it,
and a missing translation shows Russian, never a code. Each room keeps its catalogues beside its
modules and asks for its words through its own `Catalogue`:

    words = Catalogue("sroki.projections")
    words.t("Просрочено: {count}", "en", count=3)
    words.n("{n} рабочий день", "{n} рабочих дней", 5, "ru")     # «5 рабочих дней»

- `locale/en/LC_MESSAGES/sroki.po` holds the English of every text;
- `locale/ru/LC_MESSAGES/sroki.po` holds only the texts with plural forms: Russian has three, the
  code names the first and the last.

Placeholders are those of `str.format`, by name. A text that is kept in a table and shown later is
marked where it stands with `mark()`, which gives it back unchanged. What a room lacks is looked up
in the catalogue of `events`. The `.po` files are read as they are, once, when the first text of
that language is asked for: there is nothing to compile.

`python scripts/words.py ROOM…` brings the catalogues of a room up to its code; a test fails for a
text without English.
"""

from __future__ import annotations

from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from io import BytesIO
from typing import Final, Literal, TypeAlias

Lang: TypeAlias = Literal["ru", "en"]

LANGUAGES: Final[tuple[Lang, ...]] = ("ru", "en")
DEFAULT: Final[Lang] = "ru"
_SHARED: Final = "sroki.events"


def mark(text: str) -> str:
    """Say that `text` is for people and will be translated when it is shown."""
    return text


class Catalogue:
    """The words of one room, named by its package."""

    def __init__(self, package: str) -> None:
        self.package = package

    def t(self, text: str, lang: Lang = DEFAULT, /, **params: object) -> str:
        """`text` in `lang`, its placeholders filled."""
        # Russian without plural forms is the text itself: no catalogue is opened for it.
        said = text if lang == DEFAULT else _open(self.package, lang).gettext(text)
        return said.format_map(params) if params else said

    def n(self, one: str, many: str, n: int, lang: Lang = DEFAULT, /, **params: object) -> str:
        """The form of the text that goes with the number `n`, which fills `{n}`."""
        said = _open(self.package, lang).ngettext(one, many, n)
        return said.format_map({"n": n, **params})


@cache
def _open(package: str, lang: Lang) -> NullTranslations:
    """The catalogue of a room, with that of `events` behind it."""
    from babel.messages.mofile import write_mo  # noqa: PLC0415  # slow to import, seldom needed
    from babel.messages.pofile import read_po  # noqa: PLC0415  # the same

    found = NullTranslations()
    source = files(package) / "locale" / lang / "LC_MESSAGES" / "sroki.po"
    if source.is_file():
        compiled = BytesIO()
        write_mo(compiled, read_po(BytesIO(source.read_bytes()), locale=lang))
        compiled.seek(0)
        found = GNUTranslations(compiled)
    if package != _SHARED:
        found.add_fallback(_open(_SHARED, lang))
    return found


WORDS: Final = Catalogue(_SHARED)
t = WORDS.t
n = WORDS.n
