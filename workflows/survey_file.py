"""The form of a survey from a file: every problem at once, each with its line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final, Literal

from pydantic import ValidationError

from sroki.events.acts.surveys import SurveyForm
from sroki.events.errors import Invalid
from sroki.events.i18n import say
from sroki.events.problems import InvalidFile
from sroki.events.shape_problems import shape_problems
from sroki.events.yaml_tree import Path, Tree, read_yaml

# Out of one answer nothing is chosen.
_FEWEST: Final = 2


class SurveyFile(SurveyForm):
    """A form as a file says it."""

    format: Literal[1]


def parse_survey(content: bytes, file: str) -> SurveyForm:
    """The form in a file. Raises `InvalidFile` with every problem."""
    tree = read_yaml(content, file)
    try:
        found = SurveyFile.model_validate(tree.data)
    except ValidationError as error:
        problems = shape_problems(error, tree, tree.data, SurveyFile)
        raise InvalidFile([one.problem for one in problems]) from None
    faults = [*_faults(found, tree)]
    if faults:
        raise InvalidFile(faults)
    return SurveyForm.model_validate(found.model_dump(exclude={"format"}))


def _faults(found: SurveyForm, tree: Tree) -> Iterator[Invalid]:
    """What is named twice could not be told apart when it is counted."""
    names = Counter(one.id for one in found.questions)
    if not found.questions:
        yield Invalid(say("в опросе нет вопросов"), place=tree.place(("questions",)))
    for at, question in enumerate(found.questions):
        path: Path = ("questions", at)
        if names[question.id] > 1:
            what = say("вопрос «{id}» есть дважды", id=question.id)
            yield Invalid(what, place=tree.place((*path, "id")))
        codes = Counter(one.code for one in question.options)
        if len(question.options) < _FEWEST:
            place = tree.place((*path, "options"))
            yield Invalid(say("выбирать не из чего: нужны хотя бы два ответа"), place=place)
        for number, option in enumerate(question.options):
            if codes[option.code] > 1:
                what = say("ответ «{code}» есть дважды", code=option.code)
                yield Invalid(what, place=tree.place((*path, "options", number, "code")))
