"""A survey: which sheets may be taken, and what those that count come to."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sroki.events.acts.evidence import Parameter
from sroki.events.acts.surveys import Chosen, Option, Question, SurveyForm
from sroki.workflows.survey_dossier import SURVEY, Sheet, Survey, count, fault
from tests.desk.acts import act

FORM = SurveyForm(
    id="places",
    title="Как вас обслужили",
    questions=(
        Question(
            id="waiting",
            parameter=Parameter.PREMISES,
            text="Сколько вы ждали?",
            options=(Option(code="short", text="До 15 минут"), Option(code="long", text="Дольше")),
        ),
        Question(
            id="lacks",
            parameter=Parameter.ELECTRONIC_FORMS,
            text="Чего не хватило?",
            many=True,
            options=(Option(code="seats", text="Мест"), Option(code="forms", text="Бланков")),
        ),
    ),
)
AT = datetime(2025, 4, 1, tzinfo=UTC)


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    """A sheet as the form allows: any question left out, one option or several."""
    answers = []
    for question in FORM.questions:
        codes = [one.code for one in question.options]
        most = len(codes) if question.many else 1
        chosen = draw(st.lists(st.sampled_from(codes), max_size=most, unique=True))
        if chosen:
            answers.append(Chosen(question=question.id, options=tuple(chosen)))
    excluded = draw(st.sampled_from([None, None, "Внесён дважды"]))
    return Sheet("sov", tuple(answers), AT, excluded=excluded)


@given(st.lists(sheets(), max_size=12))
def test_every_sheet_that_counts_answers_or_leaves_out(found: list[Sheet]) -> None:
    many, questions = count(FORM, found)
    kept = [one for one in found if one.excluded is None]
    assert many == len(kept)
    for question in questions:
        assert question.answered + question.missing == many
        for code, number in question.options:
            chosen = [
                one
                for one in kept
                for said in one.answers
                if said.question == question.question and code in said.options
            ]
            assert number == len(chosen) <= question.answered
    # An excluded sheet is as none at all, in whatever order they came.
    assert count(FORM, reversed([*kept])) == (many, questions)
    assert all(fault(FORM, one.answers) is None for one in found)


@pytest.mark.parametrize(
    ("question", "options"),
    [
        ("waiting", ("short", "long")),
        ("waiting", ("seats",)),
        ("lacks", ("seats", "nothing")),
        ("colour", ("red",)),
    ],
)
def test_what_the_form_does_not_allow_is_named(question: str, options: tuple[str, ...]) -> None:
    assert fault(FORM, (Chosen(question=question, options=options),)) == question


def test_a_question_is_answered_once() -> None:
    twice = Chosen(question="waiting", options=("short",))
    assert fault(FORM, (twice, twice)) == "waiting"


def test_people_may_answer_from_the_first_day_to_the_last_unless_it_is_closed() -> None:
    opened = act(
        "survey_opened",
        survey="2025-spring",
        form=FORM.model_dump(),
        service="01/01/021",
        units=["sov"],
        first_on="2025-03-15",
        last_on="2025-04-15",
    )
    survey = Survey(opened, date(2025, 4, 15))
    days = [date(2025, 3, 14), date(2025, 3, 15), date(2025, 4, 15), date(2025, 4, 16)]
    assert [survey.asks_on(day) for day in days] == [False, True, True, False]
    assert not replace(survey, closed="Ремонт").asks_on(date(2025, 4, 1))
    assert SURVEY.stage(replace(survey, closed="Ремонт")) == "closed"
