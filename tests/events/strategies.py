"""Events of every kind at random, made of the models themselves: a new kind needs nothing here."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from enum import Enum
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from hypothesis import strategies as st
from pydantic import AwareDatetime, BaseModel
from pydantic.fields import FieldInfo

from sroki.events.audits import Audit
from sroki.events.base import Event, group_key, visit_key
from sroki.events.catalogue import KINDS
from sroki.events.outcome import Listed
from sroki.events.record import Amendment, Annulled, Corrected

TEXT = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"))
MOMENTS = st.integers(631_152_000_000, 1_767_225_600_000).map(
    lambda milliseconds: datetime.fromtimestamp(milliseconds / 1000, UTC)
)
STANDING = [kind for kind, model in KINDS.items() if not issubclass(model, Amendment)]


@cache
def of_fields(model: type[BaseModel]) -> dict[str, st.SearchStrategy[Any]]:
    """Values that the fields of a model take, by name."""
    return {
        name: of_type(info.annotation, info.metadata) for name, info in model.model_fields.items()
    }


def of_type(annotation: Any, metadata: list[Any] | None = None) -> st.SearchStrategy[Any]:
    """Values of a type, within what is annotated to it."""
    limits = [*(metadata or [])]
    while get_origin(annotation) is Annotated:
        annotation, *more = get_args(annotation)
        limits += more
    limits += [one for info in limits if isinstance(info, FieldInfo) for one in info.metadata]
    origin = get_origin(annotation)
    if origin is Literal:
        return st.sampled_from(get_args(annotation))
    if origin in (Union, UnionType):
        return st.one_of([of_type(one) for one in get_args(annotation)])
    if origin is tuple:
        return st.lists(of_type(get_args(annotation)[0]), max_size=3).map(tuple)
    if origin is dict:
        key, value = get_args(annotation)
        return st.dictionaries(of_type(key), of_type(value), max_size=3)
    return _of_plain(annotation, limits)


def _limit(limits: list[Any], name: str, otherwise: Any) -> Any:
    found = (getattr(one, name, None) for one in limits)
    return next((value for value in found if value is not None), otherwise)


def _of_plain(annotation: Any, limits: list[Any]) -> st.SearchStrategy[Any]:
    if annotation is str:
        pattern, longest = _limit(limits, "pattern", None), _limit(limits, "max_length", 1000)
        if pattern.startswith("^[^"):
            # All but some: most texts will do, and need no regular expression to be made.
            made = st.text(TEXT, min_size=_limit(limits, "min_length", 0), max_size=20)
            return made.filter(re.compile(pattern).fullmatch)
        made = st.from_regex(pattern, fullmatch=True, alphabet=TEXT)
        return made.filter(lambda text: len(text) <= longest)
    if annotation is int:
        return st.integers(_limit(limits, "ge", 0), _limit(limits, "le", 2**31))
    if annotation in _PLAIN:
        return _PLAIN[annotation]
    if issubclass(annotation, Enum):
        return st.sampled_from(list(annotation))
    assert issubclass(annotation, BaseModel), annotation
    return st.builds(annotation, **of_fields(annotation))


_PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    type(None): st.none(),
    bool: st.booleans(),
    float: st.floats(allow_nan=False, allow_infinity=False),
    datetime: MOMENTS,
    AwareDatetime: MOMENTS,
}


@st.composite
def facts(draw: st.DrawFn, /, kinds: list[str] = STANDING) -> Event:
    """An event that stands for itself."""
    model = KINDS[draw(st.sampled_from(kinds))]
    given = {
        name: draw(values)
        for name, values in of_fields(model).items()
        if name not in ("received_at", "historical")
    }
    if model.__name__ == "ListApproved":
        named = {one.case_id for one in given["considered"]}
        given["included"] = tuple(dict.fromkeys(c for c in given["included"] if c not in named))
        given["considered"] = tuple({one.case_id: one for one in given["considered"]}.values())
        given["part"] = min(given["part"], given["parts"])
    if issubclass(model, Audit):
        unmet = given["unmet"] or ("position",)
        given["unmet"] = tuple(dict.fromkeys(unmet))
        given["met"] = tuple(dict.fromkeys(c for c in given["met"] if c not in unmet))
    return model.model_validate(given)


@st.composite
def amendments(draw: st.DrawFn) -> Event:
    """A correction or an annulment of a fact."""
    fact = draw(facts([kind for kind in STANDING if kind != "source_watermark"]))
    model = KINDS[draw(st.sampled_from(["corrected", "annulled"]))]
    subject = {"case_id", "ticket", "period", "audit", "authority", "service", "unit"}
    skipped = {"kind", "received_at", "historical", "target", *subject}
    given = {
        name: draw(values) for name, values in of_fields(Annulled).items() if name not in skipped
    }
    given |= {name: getattr(fact, name) for name in ("authority", "service", "unit")}
    given["target"] = {"source": fact.source, "id": fact.id}
    given["replacement"] = fact
    ticket, period = getattr(fact, "ticket", None), getattr(fact, "period", None)
    if ticket is not None and fact.subject == visit_key(fact.authority, fact.unit, ticket):
        given["ticket"] = ticket
    elif isinstance(fact, Audit):
        given["audit"] = fact.audit
    elif period is not None and fact.subject.startswith("group/"):
        assert fact.subject == group_key(fact.authority, fact.service, fact.unit, period)
        given["period"] = period
    else:
        given["case_id"] = fact.subject
    if model.__name__ == "Annulled":
        del given["replacement"]
    return model.model_validate(given)


def events() -> st.SearchStrategy[Event]:
    """Any event of the catalogue."""
    return st.one_of(facts(), amendments())


def sent() -> st.SearchStrategy[Event]:
    """Any event that a source may send: what a list no longer says of a case only intake tells."""
    return events().filter(lambda event: not _strikes_off(event))


def _strikes_off(event: Event) -> bool:
    fact = event.replacement if isinstance(event, Corrected) else event
    return isinstance(fact, Listed) and fact.outcome is None
