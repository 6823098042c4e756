"""What управление делами and units of the demonstration do about the monitoring of the year told.

The plan is approved in February, people answer a survey in spring, the papers of sampled cases are
looked at in summer, a unit tells how the regulation is kept, another is late with it, a parameter
is evaluated and a proposal made and accepted: whoever opens the pages finds each of them at work.
The report is left to him. All under ids that stay: done again, it is known for done.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any, Final

from sroki.deploy.shell import Shell
from sroki.events.acts.base import CONSOLE
from sroki.events.acts.users import Role
from sroki.events.errors import Refused
from sroki.events.i18n import say
from sroki.projections.desk import Desk, Performed
from sroki.projections.queries.dossiers import dossier
from sroki.projections.queries.observed import Whose
from sroki.projections.queries.samples import frame, ref_of
from sroki.projections.web.acting import filled
from sroki.workflows.audit_dossier import draw
from sroki.workflows.dossier_types import DOSSIERS
from sroki.workflows.duties import Person
from sroki.workflows.load import bundled_surveys
from sroki.workflows.refusals import Refusal

_AUTHORITY: Final = "04701000"
_SERVICE: Final = "01/01/021"
# Noon of Krasnoyarsk, when a half-day ends.
_NOON: Final = time(5)
_MAYOR: Final = "Глава города (показ)"
# What people chose on the sheets of the survey: how long they waited, how they were spoken to.
_SHEETS: Final = (
    *(("sovetsky", one) for one in ("under_15", "under_15", "over_15", "under_15", "online")),
    *(("kirovsky", one) for one in ("under_15", "online", "under_15", "over_15")),
)


class Cycle:
    """The acts of monitoring that fall into a year, over the service that is told it."""

    def __init__(self, shell: Shell, year: int) -> None:
        self._shell, self._year = shell, year
        self._person = Person(CONSOLE, _AUTHORITY, frozenset(), frozenset({Role.OFFICE}))
        self._desk = Desk(shell.database)
        self._days: Mapping[date, Callable[[], None]] = {
            date(year, 2, 12): self._plan,
            date(year, 4, 1): self._survey,
            date(year, 4, 16): self._answers,
            date(year, 7, 4): self._papers,
            date(year, 7, 8): self._information,
            date(year, 9, 2): self._evaluation,
            date(year, 9, 5): self._proposal,
        }

    def at(self, moment: datetime) -> None:
        """Do what falls to the half-day that ends at `moment`, UTC."""
        act = self._days.get(moment.date())
        if act is not None and moment.timetz().replace(tzinfo=None) == _NOON:
            act()

    def _plan(self) -> None:
        about = {
            "year": self._year,
            "basis": "Порядок мониторинга, пункт 5",
            "lines": self._lines(),
        }
        self._do("plan_drafted", "plan", **about)
        on = date(self._year, 2, 12)
        self._do("plan_approved", "plan-approved", year=self._year, plan=1, approval=_act(on, 7))

    def _lines(self) -> list[dict[str, Any]]:
        year = self._year
        return [
            _line("1", "Проверка Сайта", "site", date(year, 6, 1), "bc"),
            _line("2", "Опрос в местах приёма", "survey", date(year, 4, 30), "ace"),
            _line("3", "Проверка дел", "case_files", date(year, 7, 15), "f", "sovetsky"),
            _line("4", "Сведения о соблюдении", "information", date(year, 7, 15), "ad", "sovetsky"),
            _line("5", "Сведения о соблюдении", "information", date(year, 7, 15), "ad", "kirovsky"),
            _line("6", "Осмотр помещений", "premises", date(year, 12, 5), "a", "leninsky"),
            {
                **_line("7", "Показатели за полугодие", "figures", date(year, 7, 25), "d"),
                "period": f"{year}-H1",
            },
            _line("8", "Жалобы и суд", "complaints", date(year + 1, 1, 20), "f"),
        ]

    def _survey(self) -> None:
        self._do(
            "survey_opened",
            "survey",
            survey=self._survey_name,
            form=bundled_surveys()["places"].model_dump(),
            service=_SERVICE,
            units=["sovetsky", "kirovsky"],
            first_on=date(self._year, 4, 1),
            last_on=date(self._year, 4, 30),
            rests_on=[f"dossier/plan/{self._year}"],
        )

    @property
    def _survey_name(self) -> str:
        return f"{self._year}-spring"

    def _answers(self) -> None:
        for number, (unit, waited) in enumerate(_SHEETS, start=1):
            self._do(
                "sheet_entered",
                f"sheet-{number}",
                survey=self._survey_name,
                sheet=f"paper-{number}",
                unit=unit,
                came="paper",
                answers=[{"question": "waiting", "options": [waited]}],
                rests_on=[f"dossier/survey/{self._survey_name}"],
            )

    def _papers(self) -> None:
        """Three cases of spring, and in the last of them something is wrong."""
        first, last = date(self._year, 1, 1), date(self._year, 6, 30)
        with self._shell.database.reading() as connection:
            found = frame(
                self._shell.reading(connection),
                Whose(_AUTHORITY, _SERVICE, "sovetsky"),
                first,
                last,
            )
        if not found:
            return
        name, cases = f"{self._year}-h1", draw(found, "pokaz", 3)
        about: dict[str, Any] = {
            "sample": name,
            "service": _SERVICE,
            "unit": "sovetsky",
            "key": "pokaz",
        }
        about |= {"frame": len(found), "cases": cases, "first_on": first, "last_on": last}
        self._do("sample_drawn", "sample", **about)
        for number, case in enumerate(cases, start=1):
            wrong = number == len(cases)
            self._do(
                "audit_recorded",
                f"papers-{number}",
                audit=f"case-files-{number}",
                checklist="case_files",
                service=_SERVICE,
                unit="sovetsky",
                looked_on=date(self._year, 7, 3),
                case=case,
                positions=[
                    {"code": "certified", "met": "yes"},
                    {
                        "code": "list_signed",
                        "met": "no" if wrong else "yes",
                        "note": "Нет подписи руководителя" if wrong else "",
                    },
                ],
                rests_on=[ref_of(name)],
            )

    def _information(self) -> None:
        """One unit tells; the other has yet to."""
        about = {"year": self._year, "line": "4", "unit": "sovetsky", "service": _SERVICE}
        told = [
            {"row": "registration", "conforms": "no", "evidence": "Журнал регистрации"},
            {"row": "premises.access", "conforms": "yes", "evidence": "Акт обследования № 3"},
        ]
        form = {"edition": "krsk-010121-97r", "typed": told, "as_of": self._shell.clock.now()}
        span = {"first_on": date(self._year, 1, 1), "last_on": date(self._year, 7, 7)}
        self._do("information_submitted", "told", **about, **form, **span)
        self._do("information_accepted", "told-accepted", **about)

    def _evaluation(self) -> None:
        self._do(
            "parameter_evaluated",
            "evaluation",
            year=self._year,
            parameter="d",
            service=_SERVICE,
            conclusion="Сроки соблюдены в большинстве дел; уведомления отправляют с опозданием.",
            rests_on=["snapshot/1", f"dossier/information/{self._year}/4/sovetsky/{_SERVICE}"],
        )

    def _proposal(self) -> None:
        about = {"proposal": f"p-{self._year}-1", "unit": "sovetsky"}
        self._do(
            "proposal_made",
            "proposal",
            **about,
            year=self._year,
            service=_SERVICE,
            clause="п. 23",
            words="Утверждать списки дважды в месяц: уведомления уйдут раньше.",
            rests_on=[f"dossier/evaluation/{self._year}/d/{_SERVICE}"],
        )
        approval = _act(date(self._year, 9, 5), 61)
        self._do("proposal_decided", "decided", **about, decision="accepted", approval=approval)

    def _do(self, kind: str, once: str, **fields: Any) -> None:
        """Do an act, as a form of the page would."""
        now = self._shell.clock.now()
        act = filled(
            self._person, f"demo-cycle-{once}", {"kind": kind, "recorded_at": now, **fields}
        )
        if isinstance(act, Refusal):
            raise Refused(say("в показе не сделано: {kind}", kind=kind), why=act.words())
        with self._shell.database.reading() as connection:
            of = DOSSIERS[act.of]
            found = dossier(self._shell.reading(connection), of, _AUTHORITY, act.dossier)
        outcome = self._desk.perform(act, self._person, 0 if found is None else found.version)
        if isinstance(outcome, Refusal):
            raise Refused(say("в показе не сделано: {kind}", kind=kind), why=outcome.words())
        assert isinstance(outcome, Performed)  # noqa: S101 - nobody else acts on these


def _line(
    line: str, title: str, means: str, due_on: date, parameters: str, unit: str | None = None
) -> dict[str, Any]:
    return {
        "line": line,
        "title": title,
        "services": [_SERVICE],
        "parameters": [*parameters],
        "means": means,
        "unit": unit,
        "due_on": due_on,
    }


def _act(on: date, number: int) -> dict[str, Any]:
    act = f"Постановление от {on:%d.%m.%Y} № {number} (показ)"
    return {"by": _MAYOR, "act": act, "dated": on}
