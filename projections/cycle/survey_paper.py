"""A sheet of a survey to be printed and filled in by hand, at places without a phone."""

from __future__ import annotations

from typing import Final

from sroki.events.acts.surveys import Question, SurveyForm
from sroki.events.i18n import DEFAULT, Lang, mark
from sroki.projections.cycle.document import Part, document
from sroki.projections.words import t

_BOX: Final = "☐"


def paper(form: SurveyForm, lang: Lang = DEFAULT) -> bytes:
    """The document of one sheet. It asks for no name, and has no line to write one on."""
    intro = [form.intro] if form.intro else []
    intro.append(t(mark("Отметьте ответы. Имени, адреса и телефона писать не нужно."), lang))
    parts = [_part(number, one, lang) for number, one in enumerate(form.questions, start=1)]
    return document(form.title, [Part("", intro), *parts], lang)


def _part(number: int, one: Question, lang: Lang) -> Part:
    heading = f"{number}. {one.text}"
    if one.many:
        heading += t(mark(" (можно несколько)"), lang)
    return Part(heading, [f"{_BOX} {option.text}" for option in one.options])
