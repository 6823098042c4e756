"""A report as documents: Word by a template that anybody may edit, a tagged PDF."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from typing import Any

from sroki.events import amounts
from sroki.events.i18n import DEFAULT, mark
from sroki.projections import printing
from sroki.projections.cycle.approvals import approved
from sroki.projections.cycle.report_lines import ORDER
from sroki.projections.cycle.report_public import Shown
from sroki.projections.cycle.report_words import ORIGINS, Whose, basis
from sroki.projections.names import Names
from sroki.projections.words import t
from sroki.workflows.dates import civil_date
from sroki.workflows.phrases import t as phrase
from sroki.workflows.report_dossier import PARTS, ReportVersion

WITHHELD = mark("скрыто")


class ReportDocument:
    """A version of a report and what of it is shown; `inner` tells what each statement rests on."""

    def __init__(
        self,
        version: ReportVersion,
        shown: Sequence[Shown],
        names: Names,
        *,
        inner: bool = True,
    ) -> None:
        self.version, self.names = version, names
        told = version.told
        self.authority, self.year = told.authority, told.year
        self._inner = inner
        self._whose = Whose(names, self.authority)
        as_of = civil_date(told.as_of, names.zone(self.authority))
        self.dated = as_of if version.approval is None else version.approval.dated
        self.parts = self._parts(shown)
        self.fields: dict[str, Any] = {
            "title": t(
                mark(
                    "Отчёт о мониторинге качества и доступности муниципальных услуг за {year} год"
                ),
                year=self.year,
            ),
            "authority": names.authority(self.authority),
            "year": str(self.year),
            "number": str(version.number),
            "edition": t(mark("Версия № {number}"), number=version.number),
            "status": self._status(),
            "reason": version.reason or "",
            "as_of": t(mark("По состоянию на {on}"), on=amounts.on(as_of)),
            "words": told.words,
            "concluded": t(mark("Выводы")),
            "headings": [t(one) for one in (_HEADINGS if inner else _HEADINGS[:3])],
            "parts": self.parts,
            "note": t(_NOTE),
        }

    def docx(self, template: bytes | None = None) -> bytes:
        """A document of Word. Raises `Invalid` where the template cannot be filled in."""
        content = template if template is not None else packaged("report.docx")
        return printing.docx(content, self.fields, self.dated)

    def pdf(self) -> bytes:
        """A document to print and to keep."""
        return printing.pdf(packaged("report.typ"), self.fields, self.dated, DEFAULT)

    def _status(self) -> str:
        if self.version.approval is None:
            return t(mark("Проект: не утверждён. Утвердил: ____________ «___» ________ 20__ г."))
        return t(mark("Утверждён: {how}"), how=approved(self.version.approval))

    def _parts(self, shown: Sequence[Shown]) -> list[dict[str, Any]]:
        found = []
        for part, title in PARTS.items():
            rows = [self.row(one) for one in shown if one.one.part is part]
            name = f"{ORDER[part]}. {phrase(title, DEFAULT)}"
            if rows:
                found.append({"id": part.value, "name": name, "rows": rows})
        return found

    def row(self, shown: Shown) -> dict[str, Any]:
        """A statement as it is printed."""
        one = shown.one
        said = t(ORIGINS[one.origin])
        return {
            "id": one.id,
            "title": one.title,
            "says": t(WITHHELD) if shown.withheld else one.says,
            "basis": f"{said}: {basis(one.shown_by, self._whose)}" if one.shown_by else said,
            "withheld": shown.withheld,
        }

    def ref(self, id_: str) -> str:
        """By which a statement of this version is found in the graph."""
        return f"report/{self.year}/{self.version.number}/{id_}"


_HEADINGS = (mark("№"), mark("Положение"), mark("Что установлено"), mark("На чём держится"))
_NOTE = mark(
    "Номер положения — его обозначение: по нему в Сроках находят записи, снимки, дела и события, "
    "на которых оно держится."
)


def packaged(name: str) -> bytes:
    """A template of this room."""
    return files("sroki.projections.cycle").joinpath("templates", name).read_bytes()
