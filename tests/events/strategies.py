"""Events of every kind at random, made of the models themselves: a new kind needs nothing here."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import Enum
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from hypothesis import strategies as st
from pydantic import AwareDatetime, BaseModel
from pydantic.fields import FieldInfo

from sroki.events.base import Event, group_key, visit_key
from sroki.events.catalogue import KINDS, parse
from sroki.events.record import Amendment

TEXT = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"))
MOMENTS = st.integers(631_152_000_000, 1_767_225_600_000).map(
    lambda milliseconds: datetime.fromtimestamp(milliseconds / 1000, UTC)
)
STANDING = [kind for kind, model in KINDS.items() if not issubclass(model, Amendment)]


def of_field(info: FieldInfo) -> st.SearchStrategy[Any]:
    """Values that a field takes."""
    return of_type(info.annotation, info.metadata)


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
        made = st.from_regex(pattern, fullmatch=True, alphabet=TEXT)
        return made.filter(lambda text: len(text) <= longest)
    if annotation is int:
        return st.integers(_limit(limits, "ge", 0), _limit(limits, "le", 2**31))
    if annotation in _PLAIN:
        return _PLAIN[annotation]
    if issubclass(annotation, Enum):
        return st.sampled_from(list(annotation))
    assert issubclass(annotation, BaseModel), annotation
    fields = {name: of_field(info) for name, info in annotation.model_fields.items()}
    return st.builds(annotation, **fields)


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
        name: draw(of_field(info))
        for name, info in model.model_fields.items()
        if name not in ("received_at", "historical")
    }
    if model.__name__ == "ListApproved":
        named = {one.case_id for one in given["considered"]}
        given["included"] = tuple(dict.fromkeys(c for c in given["included"] if c not in named))
        given["considered"] = tuple({one.case_id: one for one in given["considered"]}.values())
        given["part"] = min(given["part"], given["parts"])
    return model.model_validate(given)


@st.composite
def amendments(draw: st.DrawFn) -> Event:
    """A correction or an annulment of a fact."""
    fact = draw(facts([kind for kind in STANDING if kind != "source_watermark"]))
    model = KINDS[draw(st.sampled_from(["corrected", "annulled"]))]
    skipped = {"received_at", "historical", "target", "case_id", "ticket", "period", "replacement"}
    given = {
        name: draw(of_field(info))
        for name, info in model.model_fields.items()
        if name not in skipped
    }
    given |= {name: getattr(fact, name) for name in ("authority", "service", "unit")}
    given["target"] = {"source": fact.source, "id": fact.id}
    given["replacement"] = fact
    ticket, period = getattr(fact, "ticket", None), getattr(fact, "period", None)
    if ticket is not None and fact.subject == visit_key(fact.authority, fact.unit, ticket):
        given["ticket"] = ticket
    elif period is not None and fact.subject.startswith("group/"):
        assert fact.subject == group_key(fact.authority, fact.service, fact.unit, period)
        given["period"] = period
    else:
        given["case_id"] = fact.subject
    if model.__name__ == "Annulled":
        del given["replacement"]
    return parse({**given, "kind": given["kind"]})


def events() -> st.SearchStrategy[Event]:
    """Any event of the catalogue."""
    return st.one_of(facts(), amendments())
