"""A snapshot as tables: what every export is made of, so that all of them say the same.

Each table has a name, columns (a heading and what it means), and rows of text, whole numbers,
decimals and days.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Sized
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, NamedTuple, Protocol, TypeAlias

from sroki.events.acts.snapshots import Answer
from sroki.events.findings import FindingKind
from sroki.events.i18n import Lang, mark
from sroki.projections import figure_words
from sroki.projections.names import Names
from sroki.projections.queries.observed import Member
from sroki.projections.queries.standing import Stood
from sroki.projections.snapshots.body import Body, is_late
from sroki.projections.snapshots.canonical import Json
from sroki.projections.snapshots.words import value_in
from sroki.projections.words import t
from sroki.workflows.assessment import Proof
from sroki.workflows.figures import Verdict, rounded
from sroki.workflows.indicator import Indicator
from sroki.workflows.phrases import t as phrase
from sroki.workflows.snapshot_dossier import ANSWERS

Cell: TypeAlias = str | int | Decimal | date | None


class Column(NamedTuple):
    """A column: its heading and what stands in it, marked texts; its width in characters.

    `coded`: it holds names for machines, and is not printed.
    """

    heading: str
    means: str
    width: int = 16
    coded: bool = False


class Rows(Sized, Iterable[Sequence[Cell]], Protocol):
    """Rows of a table: how many there are, and each in its turn."""


class Table(NamedTuple):
    """Rows under columns; `name` is what the file or the sheet is called.

    `of` tells which list of the body it is: service, measure, day, code, way of filing.
    """

    name: str
    columns: Sequence[Column]
    rows: Rows
    of: str = ""


UNANSWERED: Final = mark("без ответа, строк: {n}")
WITHHELD: Final = mark("скрыто")
_DIMENSIONS: Final = {"unit": mark("подразделение"), "channel": mark("способ подачи")}

_FIGURE: Final = (
    Column(mark("Номер"), mark("Номер в акте; пусто — акт такого показателя не называет"), 8),
    Column(mark("Название"), mark("Как называет его акт"), 44),
    Column(mark("Услуга"), mark("Услуга; пусто — все вместе"), 40),
    Column(mark("Значение"), mark("До сотых, половина вверх; пусто — не определяется")),
    Column(mark("Словами"), mark("Значение с единицей")),
    Column(mark("Числитель"), mark("Верх дроби")),
    Column(mark("Знаменатель"), mark("Низ дроби")),
    Column(mark("Норма"), mark("Чему значение должно быть равно")),
    Column(mark("Оценка"), mark("Соблюдена ли норма, по точной дроби")),
    Column(mark("Пункт"), mark("Пункт акта"), 28),
)
_PART: Final = (
    Column(mark("Показатель"), mark("Номер в акте; у прочих — название"), 24),
    Column(mark("Услуга"), mark("Услуга; пусто — все вместе"), 40),
    Column(mark("Разрез"), mark("Подразделение или способ подачи")),
    Column(mark("Часть"), mark("Какое подразделение, какой способ"), 44),
    Column(mark("Значение"), mark("До сотых, половина вверх; пусто — не определяется")),
    Column(mark("Числитель"), mark("Верх дроби")),
    Column(mark("Знаменатель"), mark("Низ дроби")),
    Column(mark("Оценка"), mark("Соблюдена ли норма, по точной дроби")),
)
_READING: Final = (
    Column(mark("Толкование"), mark("Имя толкования в редакции"), 24, coded=True),
    Column(mark("Вопрос"), mark("Что акт оставил открытым"), 44),
    Column(mark("Выбрано"), mark("Что выбрано и что это значит"), 44),
    Column(mark("Почему"), mark("Основание выбора"), 60),
)
_CLAUSE: Final = (
    Column(mark("Услуга"), mark("Услуга"), 40),
    Column(mark("Что нарушено"), mark("Срок или правило, как его называет редакция"), 44),
    Column(mark("Пункт"), mark("Пункт акта"), 20),
    Column(mark("Вид"), mark("Срок или порядок")),
    Column(mark("Подразделение"), mark("Чьи дела; пусто — все вместе"), 40),
    Column(mark("Признаков"), mark("Сколько признаков нарушения за период")),
    Column(mark("Из них предположительно"), mark("Пока источник молчит и не доказано")),
)
FINDING: Final = (
    Column(mark("Дело"), mark("Обозначение дела; номера заявления здесь нет")),
    Column(mark("Что нарушено"), mark("Срок или правило, как его называет редакция"), 44),
    Column(mark("Пункт"), mark("Пункт акта"), 20),
    Column(mark("Вид"), mark("Срок или порядок")),
    Column(mark("День"), mark("К которому надо было; отклонения — когда случилось")),
    Column(mark("Сделано"), mark("День, когда срок всё же исполнен; пусто — не исполнен")),
    Column(mark("Дней просрочки"), mark("На сколько опоздали; пусто — ещё не исполнено")),
    Column(mark("Доказано"), mark("Нет — пока предположительно: источник молчит")),
    Column(mark("Подразделение"), mark("Чьё дело"), 40),
    Column(mark("Услуга"), mark("Услуга"), 40),
    Column(mark("Причина"), mark("Чего ждали, по имени в редакции")),
    Column(mark("Правило"), mark("Имя срока или правила в редакции"), 24),
    Column(mark("Редакция"), mark("По какой редакции судили"), 24),
    Column(mark("Группа"), mark("Список или период, о котором сказано; пусто — о деле")),
    Column(mark("Случай"), mark("Который из случаев правила"), 24),
)
_KINDS: Final = {
    FindingKind.BREACH.value: mark("срок"),
    FindingKind.DEVIATION.value: mark("порядок"),
}
_ANSWER: Final = (
    Column(mark("Подразделение"), mark("Кто отвечал"), 40),
    Column(mark("Строка"), mark("Показатель или показатель/дело"), 30),
    Column(mark("Ответ"), mark("Верно, ошибка данных или не согласны")),
    Column(mark("Документ"), mark("На что ссылается ответ"), 24),
    Column(mark("Дата документа"), mark("День документа")),
    Column(mark("Пояснение"), mark("Слова подразделения"), 44),
    Column(mark("SHA-256 документа"), mark("Контрольная сумма файла документа, если он назван")),
)
MEMBER: Final = (
    Column(mark("Дело"), mark("Обозначение дела; номера заявления здесь нет")),
    Column(mark("Мера"), mark("Что наблюдалось, по имени в редакции")),
    Column(mark("Случай"), mark("Который из случаев меры")),
    Column(mark("Подразделение"), mark("Код подразделения")),
    Column(mark("Способ подачи"), mark("Код способа")),
    Column(mark("Подано"), mark("День заявления")),
    Column(mark("Состояние"), mark("open, done, cancelled, reversed")),
    Column(mark("Начало"), mark("Первый день")),
    Column(mark("Конец"), mark("Последний день")),
    Column(mark("Дней"), mark("Сколько прошло")),
    Column(mark("Дано дней"), mark("Сколько дано актом")),
    Column(mark("Срок"), mark("День, к которому надо было")),
    Column(mark("Код"), mark("Исход или основание")),
)
_DATED: Final = frozenset({"application_on", "started_on", "ended_on", "due_on"})


def tables(
    record: Mapping[str, Json],
    body: Mapping[str, Json],
    names: Names,
    lang: Lang,
    cases: Body | None = None,
) -> list[Table]:
    """The tables of a snapshot; without those of cases, unless its body is given whole.

    `body` is the head of it, or its public form.
    """
    figures = list(_every(body["figures"]))
    found = [
        Table(
            t(mark("Показатели"), lang),
            _FIGURE,
            [_figure(one, body, names, lang) for one in figures],
        ),
        Table(t(mark("Части"), lang), _PART, list(_parts(figures, body, names, lang))),
        Table(t(mark("Толкования"), lang), _READING, list(_readings(figures))),
        Table(t(mark("Нарушения по пунктам"), lang), _CLAUSE, list(_clauses(body, names, lang))),
    ]
    if cases is None:
        return found
    answers: list[Sequence[Cell]] = [
        (
            names.unit(body["authority"], one["unit"]),
            one["row"],
            phrase(ANSWERS[Answer(one["answer"])], lang),
            one["document"],
            None if one["document_on"] is None else date.fromisoformat(one["document_on"]),
            one["words"],
            one["document_sha256"],
        )
        for one in record["check"]
    ]
    answers += [
        (
            names.unit(body["authority"], unit),
            None,
            t(UNANSWERED, lang, n=n),
            None,
            None,
            None,
            None,
        )
        for unit, n in record["unanswered"].items()
        if n
    ]
    found.append(Table(t(mark("Ответы"), lang), _ANSWER, answers))
    stand = _Standing(cases, names, lang)
    found.append(Table(t(mark("Признаки нарушения"), lang), FINDING, stand))
    found.append(Table(t(mark("С опозданием"), lang), MEMBER, _late(cases)))
    sizes = {name: len(rows) for name, rows in body["audits"].items()} | body["lists"]
    found += [
        Table(t(mark("Данные {n}"), lang, n=n), MEMBER, _Listed(cases, name, size), name)
        for n, (name, size) in enumerate(sorted(sizes.items()), start=1)
    ]
    return found


class _Listed:
    """The observations of one list, read from a body each time they are gone through."""

    def __init__(self, body: Body, name: str, size: int) -> None:
        self._body, self._name, self._size = body, name, size

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[Sequence[Cell]]:
        rows = self._body.listed(self._name) if self._size else iter(())
        return map(_member, rows)


class _Standing:
    """The findings of a body, read from it each time they are gone through."""

    def __init__(self, body: Body, names: Names, lang: Lang) -> None:
        self._body, self._names, self._lang = body, names, lang

    def __len__(self) -> int:
        return sum(one["found"] for one in self._body.head["clauses"])

    def __iter__(self) -> Iterator[Sequence[Cell]]:
        return map(self._cells, self._body.findings())

    def _cells(self, one: Stood) -> Sequence[Cell]:
        kind, lang = one.kind, self._lang
        authority = self._body.head["authority"]
        proven = mark("да") if kind.proof == Proof.PROVEN else mark("ещё нет")
        return (
            one.case_id or (None if "/" in one.subject else one.subject),
            self._names.rule(authority, kind.service, kind.rule),
            kind.clause,
            t(_KINDS[kind.kind], lang),
            date.fromisoformat(one.on),
            None if one.ended_on is None else date.fromisoformat(one.ended_on),
            one.days,
            t(proven, lang),
            self._names.unit(authority, kind.unit),
            self._names.service(authority, kind.service),
            kind.cause or None,
            kind.rule,
            kind.edition,
            one.subject if "/" in one.subject else None,
            one.instance or None,
        )


def _clauses(body: Mapping[str, Json], names: Names, lang: Lang) -> Iterator[Sequence[Cell]]:
    authority = body["authority"]
    for one in body["clauses"]:
        hidden = one.get("withheld")
        unit = one.get("unit")
        named = _KINDS[one["kind"]]
        yield (
            names.service(authority, one["service"]),
            names.rule(authority, one["service"], one["rule"]),
            one["clause"],
            t(named, lang),
            None if unit is None else names.unit(authority, unit),
            t(WITHHELD, lang) if hidden else one["found"],
            one.get("presumed"),
        )


def _every(figures: Iterable[Any]) -> Iterator[Any]:
    for one in figures:
        yield one
        yield from _every(one["services"])


def _figure(figure: Any, body: Mapping[str, Json], names: Names, lang: Lang) -> Sequence[Cell]:
    indicator = Indicator.model_validate(figure["indicator"])
    service = (
        "" if figure["service"] is None else names.service(body["authority"], figure["service"])
    )
    head = (indicator.number, indicator.title, service)
    norm = figure_words.norm_of(indicator, lang)
    verdict = t(figure_words.VERDICTS[Verdict(figure["verdict"])], lang)
    if figure.get("withheld"):
        return (*head, None, t(WITHHELD, lang), None, None, norm, verdict, indicator.clause)
    shown = figure_words.shown(indicator, value_in(figure), lang)
    return (
        *head,
        decimal(figure["value"]),
        shown,
        *_fraction(figure),
        norm,
        verdict,
        indicator.clause,
    )


def _parts(
    figures: Iterable[Any], body: Mapping[str, Json], names: Names, lang: Lang
) -> Iterator[Sequence[Cell]]:
    for figure in figures:
        indicator = figure["indicator"]
        service = (
            "" if figure["service"] is None else names.service(body["authority"], figure["service"])
        )
        for one in figure["by"]:
            code = one["code"]
            if one["dimension"] == "unit":
                called = figure_words.unit(names, body["authority"], code, lang)
            else:
                called = figure_words.channel(code, lang)
            told = one.get("withheld")
            verdict = t(WITHHELD if told else figure_words.VERDICTS[Verdict(one["verdict"])], lang)
            parts = (None, None, None) if told else (decimal(one["value"]), *_fraction(one))
            named = _DIMENSIONS[one["dimension"]]
            dimension = t(named, lang)
            yield (
                indicator["number"] or indicator["title"],
                service,
                dimension,
                called,
                *parts,
                verdict,
            )


def _fraction(told: Any) -> tuple[Cell, Cell]:
    return decimal(told["numerator"]), decimal(told["denominator"])


def decimal(text: str | None) -> int | Decimal | None:
    """An exact number as a cell: whole, or half up to two digits."""
    if text is None:
        return None
    exact = Fraction(text)
    return exact.numerator if exact.denominator == 1 else rounded(exact)


def _readings(figures: Iterable[Any]) -> Iterator[Sequence[Cell]]:
    known = {one["reading"]: one for figure in figures for one in figure["readings"]}
    for name, one in sorted(known.items()):
        yield name, one["question"], one["means"], one["why"]


def _member(row: Member) -> Sequence[Cell]:
    return [
        date.fromisoformat(str(value)) if name in _DATED and value is not None else value
        for name, value in zip(Member._fields, row, strict=True)
    ]


def _late(body: Body) -> list[Sequence[Cell]]:
    """Each span once that ended past its due day, or is open past it."""
    past = str(body.head["past"])
    late = [row for _, row in body.observations() if is_late(row, past)]
    late.sort(key=lambda row: (row.measure, row.case_id, row.instance))
    return [_member(row) for row in late]
