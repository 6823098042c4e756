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
marked where it stands with `mark()`, which gives it back unchanged. What is said where nobody knows
yet who will read it, an error above all, is a phrase: `say("Просрочено: {count}", count=3)` is its
Russian text, and whoever shows it asks his catalogue for it in the reader's language:

    Catalogue("sroki.deploy", "sroki.projections").said(error.what, "en")

What a room lacks is looked up in the catalogues named behind it, then in that of `events`. The
`.po` files are read as they are, once, when the first text of that language is asked for: there is
nothing to compile.

`python scripts/words.py ROOM…` brings the catalogues of a room up to its code; a test fails for a
text without English.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from io import BytesIO
from typing import Final, Literal, Self, TypeAlias

Lang: TypeAlias = Literal["ru", "en"]

LANGUAGES: Final[tuple[Lang, ...]] = ("ru", "en")
DEFAULT: Final[Lang] = "ru"
_SHARED: Final = "sroki.events"


def mark(text: str) -> str:
    """Say that `text` is for people and will be translated when it is shown."""
    return text


class Phrase(str):
    """A text for people in Russian that still knows its message id and what fills it."""

    __slots__ = ("params", "text")

    text: str
    params: Mapping[str, object]

    def __new__(cls, text: str, params: Mapping[str, object]) -> Self:
        """The message `text`, its placeholders filled from `params`."""
        phrase = super().__new__(cls, text.format_map(params) if params else text)
        phrase.text, phrase.params = text, params
        return phrase


def say(text: str, /, **params: object) -> Phrase:
    """A phrase; what fills it may be phrases too."""
    return Phrase(text, params)


class Catalogue:
    """The words of one room, named by its package, and of those `behind` it."""

    def __init__(self, package: str, *behind: str) -> None:
        self._packages = tuple(dict.fromkeys((package, *behind, _SHARED)))

    def t(self, text: str, lang: Lang = DEFAULT, /, **params: object) -> str:
        """`text` in `lang`, its placeholders filled."""
        # Russian without plural forms is the text itself: no catalogue is opened for it.
        said = text if lang == DEFAULT else _open(self._packages, lang).gettext(text)
        return said.format_map(params) if params else said

    def said(self, text: str, lang: Lang = DEFAULT) -> str:
        """A phrase in `lang`; any other text as it is."""
        if not isinstance(text, Phrase) or lang == DEFAULT:
            return str(text)
        filled = {
            name: self.said(value, lang) if isinstance(value, str) else value
            for name, value in text.params.items()
        }
        return self.t(text.text, lang, **filled)

    def n(self, one: str, many: str, n: int, lang: Lang = DEFAULT, /, **params: object) -> str:
        """The form of the text that goes with the number `n`, which fills `{n}`."""
        said = _open(self._packages, lang).ngettext(one, many, n)
        return said.format_map({"n": n, **params})


@cache
def _open(packages: tuple[str, ...], lang: Lang) -> NullTranslations:
    """The catalogue of the first of these rooms, with those of the others behind it."""
    found = NullTranslations()
    for package in reversed(packages):
        compiled = _compiled(package, lang)
        if compiled:
            first = GNUTranslations(BytesIO(compiled))
            first.add_fallback(found)
            found = first
    return found


@cache
def _compiled(package: str, lang: Lang) -> bytes:
    """A room's catalogue as gettext reads it; nothing where the room has none."""
    from babel.messages.mofile import write_mo  # noqa: PLC0415  # slow to import, seldom needed
    from babel.messages.pofile import read_po  # noqa: PLC0415  # the same

    source = files(package) / "locale" / lang / "LC_MESSAGES" / "sroki.po"
    if not source.is_file():
        return b""
    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(source.read_bytes()), locale=lang))
    return compiled.getvalue()


WORDS: Final = Catalogue(_SHARED)
t = WORDS.t
n = WORDS.n
