"""The one root of every error that Sroki raises on purpose.

Errors are public: they say *what* is wrong, *where*, *why*, and *what is accepted*. What is an
expected outcome of the work (a breach, a rejected event) is a value and never comes through here.
"""

from __future__ import annotations

from dataclasses import dataclass

from sroki.events.i18n import DEFAULT, WORDS, Catalogue, Lang, mark

_ACCEPTED = mark("Принимается: {accepted}")


@dataclass(frozen=True, slots=True)
class Place:
    """Where in somebody's file an error stands: a line and column, or a cell, or a path."""

    file: str
    line: int | None = None
    column: int | None = None
    cell: str | None = None

    def __str__(self) -> str:
        if self.cell is not None:
            return f"{self.file}!{self.cell}"
        parts = [self.file]
        if self.line is not None:
            parts.append(str(self.line))
            if self.column is not None:
                parts.append(str(self.column))
        return ":".join(parts)


class SrokiError(Exception):
    """Base of all errors raised by Sroki.

    `what` is the sentence for people; `place`, `why` and `accepted` complete it where known. Each
    is a phrase (`events.i18n.say`), or text that is no language's.
    """

    def __init__(
        self,
        what: str,
        *,
        place: Place | None = None,
        why: str | None = None,
        accepted: str | None = None,
    ) -> None:
        super().__init__(what)
        self.what = what
        self.place = place
        self.why = why
        self.accepted = accepted

    def __str__(self) -> str:
        return self.told()

    def told(self, lang: Lang = DEFAULT, words: Catalogue = WORDS) -> str:
        """All of it in one line, in a language, by the catalogues of whoever shows it."""
        what = words.said(self.what, lang)
        text = f"{self.place}: {what}" if self.place else what
        if self.why:
            text += f" — {words.said(self.why, lang)}"
        if self.accepted:
            text += f". {words.t(_ACCEPTED, lang, accepted=words.said(self.accepted, lang))}"
        return text


class Invalid(SrokiError):
    """Input that cannot be used: an edition, a mapping, a setting, a command's argument."""


class Refused(SrokiError):
    """An operation that would break an invariant: a locked store, a wrong version, a fork."""
