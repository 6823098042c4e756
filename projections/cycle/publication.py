"""The archive of a report for the city's site: a page, a document, data files; aggregates alone.

The page is static and needs no script. Each statement bears the reference by which the internal
graph follows it back; what it rests on is not in the archive.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from functools import cache
from io import BytesIO
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from sroki.events.i18n import DEFAULT, mark
from sroki.projections.cycle.report_document import ReportDocument
from sroki.projections.cycle.report_public import Shown, public
from sroki.projections.cycle.report_words import ORIGINS
from sroki.projections.names import Names
from sroki.projections.snapshots.canonical import digest
from sroki.projections.web.sheets import Cell, Sheet, lines
from sroki.projections.words import t
from sroki.projections.zips import put
from sroki.workflows.phrases import t as phrase
from sroki.workflows.report_dossier import PARTS, ReportVersion

FORMAT: Final = "sroki.report-public/1"
_COLUMNS: Final[Mapping[str, str]] = {
    mark("Обозначение"): mark("По нему положение находят в Сроках"),
    mark("Раздел"): mark("Раздел отчёта"),
    mark("Услуга"): mark("Номер услуги в реестре; пусто — орган в целом"),
    mark("Подразделение"): mark("Чьё это; пусто — орган в целом"),
    mark("Положение"): mark("О чём сказано"),
    mark("Что установлено"): mark("Словами"),
    mark("Число"): mark("Сколько; пусто — числа нет или оно скрыто"),
    mark("Из скольких"): mark("Целое, частью которого это число"),
    mark("Скрыто"): mark("1 — число людей меньше порога, или по нему нашли бы скрытое"),
    mark("Как получено"): mark("Посчитано или написано человеком"),
}
_READ_ME: Final = mark(
    "{title}\n{authority}\n\n"
    "index.html — страница для сайта: ей не нужны ни скрипты, ни другие файлы, кроме соседних.\n"
    "report.pdf — то же документом.\n"
    "data/statements.csv — положения отчёта таблицей (UTF-8, точка с запятой), "
    "data/dictionary.csv — что в каком столбце, data/report.json — то же для программ.\n\n"
    "Числа людей меньше {threshold} и те, по которым их нашли бы, скрыты. Обозначение положения, "
    "например {ref}, говорит сотрудникам органа, где в Сроках записано то, на чём оно держится.\n"
)


def archive(version: ReportVersion, names: Names, threshold: int) -> bytes:
    """The archive of an approved version; the same bytes whenever it is made."""
    shown = public(version.statements, threshold)
    document = ReportDocument(version, shown, names, inner=False)
    table = Sheet("statements", [t(one) for one in _COLUMNS], _rows(document, shown))
    dictionary = [[t(one), t(means)] for one, means in _COLUMNS.items()]
    headings = [t(mark("Столбец")), t(mark("Что в нём"))]
    made: dict[str, bytes] = {
        "index.html": _page(document, threshold).encode(),
        "report.pdf": document.pdf(),
        "data/statements.csv": "".join(lines(table)).encode(),
        "data/dictionary.csv": "".join(lines(Sheet("", headings, dictionary))).encode(),
        "data/report.json": _json(document, shown, threshold),
        "README.txt": t(
            _READ_ME,
            DEFAULT,
            title=document.fields["title"],
            authority=document.fields["authority"],
            threshold=threshold,
            ref=document.ref(shown[0].one.id),
        ).encode(),
    }
    made["SHA256SUMS"] = "".join(f"{digest(made[one])}  {one}\n" for one in sorted(made)).encode()
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as told:
        for name, content in made.items():
            put(told, name, content, document.dated)
    return out.getvalue()


def _rows(document: ReportDocument, shown: list[Shown]) -> list[list[Cell]]:
    names, authority = document.names, document.authority
    return [
        [
            document.ref(one.one.id),
            phrase(PARTS[one.one.part], DEFAULT),
            one.one.service,
            None if one.one.unit is None else names.unit(authority, one.one.unit),
            one.one.title,
            document.row(one)["says"],
            None if one.withheld else one.one.number,
            None if one.withheld else one.one.whole,
            int(one.withheld),
            t(ORIGINS[one.one.origin]),
        ]
        for one in shown
    ]


def _json(document: ReportDocument, shown: list[Shown], threshold: int) -> bytes:
    approval = document.version.approval
    assert approval is not None  # noqa: S101 - only what is approved is published
    told = {
        "format": FORMAT,
        "authority": document.authority,
        "year": document.year,
        "version": document.version.number,
        "approved": approval.model_dump(mode="json"),
        "as_of": document.version.told.as_of.isoformat(),
        "threshold": threshold,
        "words": document.version.told.words,
        "statements": [
            {
                "ref": document.ref(one.one.id),
                "part": one.one.part.value,
                "service": one.one.service,
                "unit": one.one.unit,
                "title": one.one.title,
                "says": document.row(one)["says"],
                "number": None if one.withheld else one.one.number,
                "whole": None if one.withheld else one.one.whole,
                "withheld": one.withheld,
                "origin": one.one.origin.value,
            }
            for one in shown
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def _page(document: ReportDocument, threshold: int) -> str:
    template = _templates().get_template("publication.html")
    return template.render(document=document, threshold=threshold, t=t, **document.fields)


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("sroki.projections.cycle"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
