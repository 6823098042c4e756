"""Bring the catalogues of rooms up to their code: `python scripts/words.py events projections`.

Texts new in the code are added untranslated, those no longer in it are removed, what is translated
stays. The files come out the same whenever and wherever they are made.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Final, TypeAlias

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from sroki.events.i18n import DEFAULT, LANGUAGES, Lang

ROOT: Final = Path(__file__).resolve().parent.parent
METHODS: Final = [("**.py", "python"), ("**.html", "jinja2"), ("**.txt", "jinja2")]
KEYWORDS: Final = {"t": None, "mark": None, "say": None, "n": (1, 2)}

MessageId: TypeAlias = "str | tuple[str, str]"


def texts(room: Path) -> Iterator[tuple[str, MessageId]]:
    """Every text for people in the modules and templates of a room, with the file it stands in."""
    for file, _line, message, _comments, _context in extract_from_dir(
        room, METHODS, keywords=KEYWORDS
    ):
        if isinstance(message, str):
            yield file, message
        elif len(message) == 2 and all(isinstance(part, str) for part in message):
            yield file, (str(message[0]), str(message[1]))


def wanted(room: Path, lang: Lang) -> Catalog:
    """What the code asks for in a language; Russian needs entries for plural forms alone."""
    catalog = Catalog(locale=lang, charset="utf-8")
    for file, message in sorted(texts(room), key=lambda found: found[0]):
        if lang != DEFAULT or not isinstance(message, str):
            catalog.add(message, locations=[(file, None)])
    return catalog


def known(room: Path, lang: Lang) -> Catalog:
    """What the committed catalogue of a room says."""
    path = catalogue_path(room, lang)
    return read_po(BytesIO(path.read_bytes()), locale=lang) if path.exists() else Catalog(lang)


def catalogue_path(room: Path, lang: Lang) -> Path:
    return room / "locale" / lang / "LC_MESSAGES" / "sroki.po"


def render(catalog: Catalog) -> str:
    """A `.po` file without dates and names."""
    out = BytesIO()
    write_po(out, catalog, width=96, omit_header=True, include_lineno=False)
    header = (
        'msgid ""\nmsgstr ""\n'
        f'"Language: {catalog.locale}\\n"\n'
        f'"Plural-Forms: {catalog.plural_forms}\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
    )
    return f"{header}\n{out.getvalue().decode()}"


def update(room: Path, lang: Lang) -> str:
    """The catalogue of a room as its code wants it, with what is translated already."""
    catalog, before = wanted(room, lang), known(room, lang)
    for entry in catalog:
        said = before.get(entry.id[0] if isinstance(entry.id, tuple) else entry.id)
        if entry.id and said is not None:
            entry.string = said.string
    return render(catalog)


def main(rooms: list[str]) -> None:
    for room in rooms:
        for lang in LANGUAGES:
            path = catalogue_path(ROOT / room, lang)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(update(ROOT / room, lang), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
