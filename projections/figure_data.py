"""Figures as data: for a program, for an API, for the body of a snapshot."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from sroki.events.i18n import DEFAULT, Lang
from sroki.projections import figure_words as words
from sroki.projections.names import Names
from sroki.projections.queries.observed import Member
from sroki.workflows.figure import Figure
from sroki.workflows.figures import Material, Value
from sroki.workflows.hidden import Note, Slice


def data_of(figure: Figure, lang: Lang = DEFAULT, names: Names | None = None) -> dict[str, Any]:
    """A figure with all it rests on. Numbers are exact: "250/3"; `shown` is for people."""
    indicator, span = figure.indicator, figure.span
    return {
        "indicator": indicator.id,
        "number": indicator.number,
        "title": indicator.title,
        "clause": indicator.clause,
        "words": indicator.words,
        "formula": indicator.formula.given()[0],
        "source": indicator.source,
        "authority": figure.authority,
        "service": figure.service,
        "unit": figure.unit,
        "period": {
            "name": span.name,
            "first_on": span.first_on.isoformat(),
            "last_on": span.last_on.isoformat(),
        },
        "editions": list(figure.editions),
        **value_data(figure.value),
        "value_unit": indicator.unit,
        "shown": words.shown(indicator, figure.value, lang),
        "norm": None if indicator.norm is None else indicator.norm.model_dump(mode="json"),
        "readings": [
            {
                "reading": one.reading.id,
                "question": one.reading.question,
                "chosen": one.reading.chosen,
                "means": one.chosen.means,
                "why": one.reading.why,
            }
            for one in figure.readings
        ],
        "hides": [note_data(one) for one in figure.notes],
        "hides_in_words": "" if names is None else words.hides(figure, names, lang),
        "counted": counted_data(figure.material),
        "by": [_slice(one) for one in figure.slices],
        "services": [data_of(one, lang, names) for one in figure.services],
    }


def member_data(figure: Figure, member: Member) -> dict[str, Any]:
    """One observation behind a figure."""
    found = {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in member._asdict().items()
    }
    return {"indicator": figure.indicator.id, "service": figure.service, **found}


def value_data(value: Value) -> dict[str, Any]:
    """The parts of a value, exact."""
    return {
        "value": exact(value.exact),
        "numerator": exact(value.numerator),
        "denominator": exact(value.denominator),
        "verdict": value.verdict.value,
    }


def exact(number: Fraction | None) -> str | None:
    """A number as text: `250/3`."""
    return None if number is None else str(number)


def note_data(note: Note) -> dict[str, Any]:
    """A note by its code."""
    params = {
        name: exact(one) if isinstance(one, Fraction) else one for name, one in note.params.items()
    }
    return {"code": note.code, **params}


def counted_data(material: Material) -> dict[str, int | None]:
    """How many observations stand behind a figure."""
    return {
        "spans": material.spans,
        "late": material.late,
        "open": material.open,
        "open_overdue": material.overdue,
        "withdrawn": material.withdrawn,
        "reversed": material.reversed,
        "sampled_from": material.sampled_from,
    }


def _slice(one: Slice) -> dict[str, Any]:
    return {"dimension": one.dimension, "code": one.code, **value_data(one.value)}
