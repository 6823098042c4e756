"""An edition as a table with clauses, for the lawyer to hold against the act.

`edition_table` lays it out; `table_text` writes a page of it, `sroki check` shows it. Titles are
translated, what the act says is not.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple, TypeAlias

from sroki.events import amounts
from sroki.events.i18n import DEFAULT, Catalogue, Lang, mark
from sroki.workflows import phrases
from sroki.workflows.edition import Cited, Edition, SourceRole

Row: TypeAlias = "tuple[str, ...]"

WORDS: Final = Catalogue("sroki.workflows")
t = WORDS.t
n = WORDS.n

_OBTAINED: Final = {"applicant": mark("заявитель"), "office": mark("орган запрашивает сам")}
_ENDS_IN: Final = {"list": mark("вместе со списком"), "notice": mark("уведомлением")}

_CITED: Final = (mark("пункт"), mark("слова акта"))


class Section(NamedTuple):
    """A part of the table: a title, the titles of columns, the rows."""

    title: str
    columns: Row
    rows: tuple[Row, ...]


class Table(NamedTuple):
    """An edition laid out."""

    title: str
    sections: tuple[Section, ...]


def edition_table(edition: Edition, lang: Lang = DEFAULT) -> Table:
    """The edition by sections; one of which the edition says nothing is left out."""
    sections = (
        (mark("Редакция"), (mark("что"), mark("значение")), _identity(edition, lang)),
        (
            mark("Сроки"),
            (mark("имя"), mark("срок"), mark("от чего"), mark("до чего"), mark("сколько")),
            _limits(edition, lang),
        ),
        (mark("Периоды приёма"), (mark("имя"), mark("с"), mark("по")), _windows(edition)),
        (
            mark("Основания отказа"),
            (mark("№"), mark("имя"), mark("чем кончается")),
            _grounds(edition, lang),
        ),
        (
            mark("Документы"),
            (mark("имя"), mark("документ"), mark("кто получает")),
            _documents(edition, lang),
        ),
        (mark("Как пожаловаться"), (mark("№"),), _complaint(edition)),
        (mark("Проверки"), (mark("имя"), mark("что проверяется")), _checks(edition)),
        (
            mark("Вехи"),
            (mark("имя"), mark("веха"), mark("когда достигнута")),
            _milestones(edition, lang),
        ),
        (
            mark("Источники"),
            (mark("имя"), mark("источник"), mark("когда молчание доказано"), mark("события")),
            _sources(edition, lang),
        ),
        (
            mark("Толкования"),
            (mark("имя"), mark("вопрос"), mark("выбрано"), mark("почему"), mark("иначе")),
            _readings(edition),
        ),
        (
            mark("Подтвердить юристу"),
            (mark("где"), mark("что")),
            _to_confirm(edition, lang),
        ),
    )
    return Table(
        f"{edition.title} ({edition.id})",
        tuple(
            _section(title, columns, tuple(rows), lang) for title, columns, rows in sections if rows
        ),
    )


def _section(title: str, columns: Row, rows: tuple[Row, ...], lang: Lang) -> Section:
    """A section with its titles in words; rows longer than `columns` end in clause and words."""
    cited = _CITED if len(rows[0]) > len(columns) else ()
    return Section(t(title, lang), tuple(t(one, lang) for one in (*columns, *cited)), rows)


def _cite(one: Cited) -> Row:
    return (one.clause, one.words)


def _identity(edition: Edition, lang: Lang) -> list[Row]:
    act = edition.act
    dated = f" {t('от {day}', lang, day=amounts.on(act.dated, lang))}" if act.dated else ""
    official = ", ".join(f"{name}: {limit}" for name, limit in edition.official.items())
    named = (
        (mark("акт"), f"{act.kind} № {act.number}{dated}. {act.title}"),
        (mark("кто издал"), act.issuer),
        (mark("услуга"), edition.service),
        (mark("орган (ОКТМО)"), edition.authority),
        (mark("действует"), phrases.in_force(edition.in_force, lang)),
        (mark("редакцию решает"), edition.milestone_title(edition.governed_by)),
        (mark("часовой пояс"), edition.zone),
        (mark("календарь"), edition.calendar_name),
        (mark("включает"), ", ".join(edition.includes)),
        (mark("официальный срок"), official),
        (mark("отпечаток"), edition.sha256),
    )
    return [(t(what, lang), value) for what, value in named if value]


def _limits(edition: Edition, lang: Lang) -> list[Row]:
    return [
        (
            one.id,
            one.title,
            phrases.reached(one.start, edition, lang),
            phrases.reached(one.end, edition, lang),
            phrases.length(one, edition, lang),
            *_cite(one),
        )
        for one in edition.time_limits
    ]


def _windows(edition: Edition) -> list[Row]:
    return [(one.id, _day(one.first), _day(one.last), *_cite(one)) for one in edition.windows]


def _day(month_day: str) -> str:
    """«15.03» of "03-15"."""
    return f"{month_day[3:]}.{month_day[:2]}"


def _grounds(edition: Edition, lang: Lang) -> list[Row]:
    return [
        (str(one.number), one.code, t(_ENDS_IN[one.ends_in], lang), *_cite(one))
        for one in edition.grounds
    ]


def _complaint(edition: Edition) -> list[Row]:
    return [(str(number), *_cite(one)) for number, one in enumerate(edition.complaint, start=1)]


def _documents(edition: Edition, lang: Lang) -> list[Row]:
    return [
        (one.code, one.title, t(_OBTAINED[one.obtained_by], lang), *_cite(one))
        for one in edition.documents
    ]


def _checks(edition: Edition) -> list[Row]:
    return [(one.id, one.title, *_cite(one)) for one in edition.checks]


def _milestones(edition: Edition, lang: Lang) -> list[Row]:
    return [
        (name, one.title, phrases.reached(one, edition, lang))
        for name, one in edition.milestones.items()
    ]


def _sources(edition: Edition, lang: Lang) -> list[Row]:
    return [
        (one.role, one.title, _silence(one, lang), ", ".join(one.knows)) for one in edition.sources
    ]


def _silence(source: SourceRole, lang: Lang) -> str:
    if source.reports == "watermark":
        return t("когда источник отчитался за день", lang)
    return n("через {n} день", "через {n} дней", source.lag_days, lang)


def _readings(edition: Edition) -> list[Row]:
    return [
        (
            one.id,
            f"{one.question} ({one.clause})" if one.clause else one.question,
            next(way.means for way in one.options if way.value == one.chosen),
            one.why,
            "; ".join(way.means for way in one.options if way.value != one.chosen),
        )
        for one in edition.readings
    ]


def _to_confirm(edition: Edition, lang: Lang) -> list[Row]:
    """What is assumed or not yet confirmed, wherever it stands."""
    found: list[Row] = []
    if edition.in_force.assumed:
        found.append((t("действует", lang), edition.in_force.why))
    cited: Iterable[Cited] = (
        *edition.time_limits,
        *edition.windows,
        *edition.grounds,
        *edition.documents,
        *edition.checks,
        *edition.complaint,
    )
    found += [(one.clause, one.to_confirm) for one in cited if one.to_confirm]
    found += [
        (one.clause, one.in_force.why)
        for one in edition.time_limits
        if one.in_force is not None and one.in_force.assumed
    ]
    return found
