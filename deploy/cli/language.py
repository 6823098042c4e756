"""In which language the command line speaks: `--lang`, else SROKI_LANG, else Russian."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sroki.events.errors import Invalid
from sroki.events.i18n import DEFAULT, LANGUAGES, Lang, say

_FLAG = "--lang"
VARIABLE = "SROKI_LANG"


def choose(arguments: Sequence[str], environment: Mapping[str, str]) -> tuple[Lang, list[str]]:
    """The language, and the arguments without `--lang`, which may stand anywhere.

    Raises `Invalid` for a language that Sroki does not speak.
    """
    rest: list[str] = []
    said = environment.get(VARIABLE, "")
    waiting = iter(arguments)
    for one in waiting:
        if one == "--":
            rest += [one, *waiting]
        elif one == _FLAG:
            said = next(waiting, "?")
        elif one.startswith(f"{_FLAG}="):
            said = one.removeprefix(f"{_FLAG}=")
        else:
            rest.append(one)
    return _language(said), rest


def _language(said: str) -> Lang:
    # ru_RU.UTF-8 and en-US are how systems spell a language.
    code = said.replace("-", "_").partition("_")[0].lower() or DEFAULT
    for lang in LANGUAGES:
        if lang == code:
            return lang
    raise Invalid(say("язык «{said}» неизвестен", said=said), accepted=", ".join(LANGUAGES))
