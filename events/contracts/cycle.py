"""The words and examples of the acts of the monitoring cycle, for `acts.py`."""

from __future__ import annotations

from typing import Any, Final

from sroki.events.i18n import mark

TITLES: Final[dict[str, tuple[str, str]]] = {
    "plan_drafted": (
        mark("Составлен годовой план мониторинга"),
        mark("Первая версия плана; действует после утверждения."),
    ),
    "plan_amended": (
        mark("Составлена новая версия плана"),
        mark("План целиком, с причиной; прежняя версия действует, пока не утверждена эта."),
    ),
    "plan_approved": (
        mark("План утверждён"),
        mark("Кем, каким актом и какого числа; версия названа по номеру."),
    ),
    "information_submitted": (
        mark("Подразделение представило сведения"),
        mark("По каждому требованию редакции: соблюдено ли и чем подтверждается."),
    ),
    "information_amended": (
        mark("Подразделение исправило сведения"),
        mark("Прежние сведения остаются в записи."),
    ),
    "information_returned": (
        mark("Сведения возвращены подразделению"),
        mark("Их нужно представить заново; сказано почему."),
    ),
    "information_accepted": (
        mark("Сведения приняты"),
        mark("Управление делами их рассмотрело."),
    ),
    "survey_opened": (
        mark("Открыт опрос"),
        mark("По этой форме, в местах этих подразделений, с дня по день."),
    ),
    "survey_extended": (mark("Изменён последний день опроса"), mark("Сказано почему.")),
    "survey_closed": (mark("Опрос закрыт"), mark("Раньше последнего дня; сказано почему.")),
    "sheet_answered": (
        mark("Заполнен лист опроса"),
        mark("С телефона, без имени; кто отвечал, не знает никто."),
    ),
    "sheet_entered": (
        mark("Внесён лист опроса"),
        mark("С бумаги или из файла, пользователем."),
    ),
    "sheet_excluded": (mark("Лист опроса не учитывается"), mark("Сказано почему; лист остаётся.")),
    "audit_recorded": (
        mark("Записана проверка"),
        mark("Что увидели по листу проверки: в помещении, на Сайте или в бумагах дела."),
    ),
    "audit_amended": (mark("Проверка исправлена"), mark("Прежняя запись остаётся.")),
    "sample_drawn": (
        mark("Отобраны дела для проверки"),
        mark("Наименьшие по хешу с ключом; по ключу отбор повторит кто угодно."),
    ),
    "parameter_evaluated": (
        mark("Оценён показатель мониторинга"),
        mark("Значения, на чём они держатся, чего не хватает, вывод."),
    ),
    "parameter_reevaluated": (mark("Оценка изменена"), mark("Прежняя остаётся; сказано почему.")),
    "proposal_made": (
        mark("Внесено предложение"),
        mark("Изменить регламент или порядок; названо, какие отклонения это устранит."),
    ),
    "proposal_amended": (mark("Предложение изменено"), mark("Прежнее остаётся.")),
    "proposal_decided": (
        mark("По предложению принято решение"),
        mark("Какое, кем и каким актом."),
    ),
    "proposal_redecided": (
        mark("Решение по предложению изменено"),
        mark("Прежнее остаётся; сказано почему."),
    ),
    "proposal_fulfilled": (
        mark("Предложение исполнено"),
        mark("Что сделано и каким документом подтверждается."),
    ),
    "report_drafted": (
        mark("Составлен годовой отчёт о мониторинге"),
        mark("Первая версия: положения с тем, что их показывает, и вывод; действует утверждённая."),
    ),
    "report_amended": (
        mark("Составлена новая версия отчёта"),
        mark("Отчёт целиком, с причиной; прежняя версия действует, пока не утверждена эта."),
    ),
    "report_approved": (
        mark("Отчёт утверждён"),
        mark("Кем, каким актом и какого числа; файлы названы по SHA-256."),
    ),
    "report_placed": (
        mark("Отчёт размещён на официальном сайте"),
        mark("Какая версия, по какому адресу и когда."),
    ),
}

FIELDS: Final[dict[str, str]] = {
    "rests_on": mark("На чём это держится: действия, досье, снимки, дела, находки, события."),
    "year": mark("Год плана."),
    "basis": mark("Основание плана."),
    "lines": mark("Строки: объект, показатели а)–е), чем смотрят, кто и к какому дню."),
    "plan": mark("Номер версии плана."),
    "approval": mark("Кем утверждено, каким актом, какого числа."),
    "line": mark("Строка плана."),
    "service": mark("Услуга по реестру."),
    "edition": mark("Редакция, чьи требования в форме."),
    "typed": mark("Что написало подразделение: требование, соблюдено ли, чем подтверждается."),
    "computed": mark("Что посчитано по событиям: сколько дел и в скольких нарушено."),
    "survey": mark("Опрос: имя, данное при открытии."),
    "form": mark("Вопросы, как их видели люди."),
    "sheet": mark("Лист: имя, данное с формой."),
    "answers": mark("Выбранные ответы; пропущенного вопроса здесь нет."),
    "came": mark("`paper` — с бумаги, `file` — из файла."),
    "audit": mark("Проверка: имя, данное при записи."),
    "checklist": mark("Лист проверки."),
    "looked_on": mark("Когда смотрели."),
    "positions": mark("Что увидели; чего не смотрели, здесь нет."),
    "papers": mark("Фотографии и бумаги по их SHA-256; сами они хранятся отдельно."),
    "sample": mark("Отбор: имя, данное при составлении."),
    "key": mark("Ключ отбора."),
    "frame": mark("Из скольких дел отобрано."),
    "cases": mark("Отобранные дела."),
    "parameter": mark("Показатель а)–е) пункта 6 Порядка."),
    "values": mark("Значения; посчитанные и написанные различены."),
    "missing": mark("Чего не хватает."),
    "conclusion": mark("Вывод."),
    "grade": mark("Оценка по шкале, если шкала есть."),
    "scale": mark("Документ, которым дана шкала."),
    "proposal": mark("Предложение: имя, данное при составлении."),
    "clause": mark("Пункт регламента."),
    "words": mark("Текст."),
    "decision": mark("`accepted` — принято, `partly` — частью, `rejected` — отклонено."),
    "done_on": mark("Когда сделано."),
    "statements": mark(
        "Положения отчёта: что сказано, число, на чём держится и кому видно. `open` — всем, "
        "`counted` — всем, кроме малых чисел людей, `withheld` — скрыто, `internal` — внутри."
    ),
    "report": mark("Номер версии отчёта."),
    "files": mark("Файлы, сделанные при утверждении, по SHA-256."),
    "address": mark("Адрес на сайте."),
    "placed_on": mark("Когда размещено."),
}

_SERVICE: Final = "01/01/021"
_SHA: Final = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
_LINES: Final = [
    {
        "line": "1",
        "title": "Сведения о соответствии регламенту",
        "services": [_SERVICE],
        "parameters": ["a", "d"],
        "means": "information",
        "unit": "sov",
        "due_on": "2025-07-10",
    }
]
_PLAN: Final[dict[str, Any]] = {"year": 2025}
_APPROVAL: Final = {
    "by": "Мэр города",
    "act": "Постановление от 20.01.2025 № 14-п",
    "dated": "2025-01-20",
}
_INFORMATION: Final[dict[str, Any]] = {
    "year": 2025,
    "line": "1",
    "service": _SERVICE,
    "unit": "sov",
}
_FORM: Final[dict[str, Any]] = {
    **_INFORMATION,
    "edition": "krsk-010121-97r",
    "first_on": "2025-01-01",
    "last_on": "2025-06-30",
    "typed": [
        {"row": "registration", "conforms": "no", "evidence": "Журнал регистрации, два дела"},
        {"row": "premises.parking", "conforms": "not_applicable"},
    ],
    "computed": [{"row": "registration", "cases": 48, "broken": 2}],
    "as_of": "2025-07-08T00:00:00+07:00",
    "rests_on": ["dossier/plan/2025"],
}
_SURVEY: Final[dict[str, Any]] = {"survey": "2025-spring"}
_SHEET: Final[dict[str, Any]] = {
    **_SURVEY,
    "sheet": "5f0c9b1e",
    "unit": "sov",
    "answers": [{"question": "waiting", "options": ["under-15"]}],
}
_AUDIT: Final[dict[str, Any]] = {"audit": "premises-5f0c", "unit": "sov"}
_POSITIONS: Final = [
    {"code": "entry", "met": "yes"},
    {
        "code": "parking",
        "met": "no",
        "note": "Нужно три места",
        "counts": [{"name": "places", "number": 25}, {"name": "disabled", "number": 2}],
    },
]
_PAPERS: Final = [{"title": "Фотография стоянки", "sha256": _SHA}]
_EVALUATION: Final[dict[str, Any]] = {
    "year": 2025,
    "parameter": "d",
    "service": _SERVICE,
    "values": [
        {
            "title": "Доля услуг, оказанных в срок",
            "value": "96,3 %",
            "origin": "computed",
            "shown_by": "snapshot/1/timely_share",
        }
    ],
    "missing": ["Сведения Кировского района"],
    "conclusion": "Сроки в основном соблюдены; опаздывает утверждение списков.",
    "rests_on": ["snapshot/1", "dossier/information/2025/1/sov/01/01/021"],
}
_PROPOSAL: Final[dict[str, Any]] = {"proposal": "p-5f0c"}
_REPORT: Final[dict[str, Any]] = {
    "year": 2025,
    "as_of": "2026-01-20T09:00:00+07:00",
    "words": "Сроки в основном соблюдены; опаздывает утверждение списков.",
    "statements": [
        {
            "id": "6.1",
            "part": "deviations",
            "service": _SERVICE,
            "title": "Регистрация заявления, п. 15",
            "says": "дел с нарушением: 2 из 48",
            "number": 2,
            "whole": 48,
            "origin": "computed",
            "reach": "counted",
            "shown_by": ["case/c-7f3k2m9q/registration", "case/c-8h2m4n6p/registration"],
        }
    ],
    "rests_on": ["dossier/plan/2025"],
}

EXAMPLES: Final[dict[str, dict[str, Any]]] = {
    "plan_drafted": {**_PLAN, "basis": "Порядок мониторинга, пункт 5", "lines": _LINES},
    "plan_amended": {
        **_PLAN,
        "basis": "Порядок мониторинга, пункт 5",
        "lines": _LINES,
        "reason": "Перенесён срок сведений",
    },
    "plan_approved": {**_PLAN, "plan": 1, "approval": _APPROVAL},
    "information_submitted": _FORM,
    "information_amended": {**_FORM, "reason": "Найдено ещё одно дело"},
    "information_returned": {**_INFORMATION, "reason": "Не сказано, чем подтверждается"},
    "information_accepted": _INFORMATION,
    "survey_opened": {
        **_SURVEY,
        "form": {
            "id": "places",
            "title": "Как вас обслужили",
            "questions": [
                {
                    "id": "waiting",
                    "parameter": "a",
                    "text": "Сколько вы ждали в очереди?",
                    "options": [
                        {"code": "under-15", "text": "До 15 минут"},
                        {"code": "over-15", "text": "Дольше"},
                    ],
                }
            ],
        },
        "service": _SERVICE,
        "units": ["sov"],
        "first_on": "2025-03-15",
        "last_on": "2025-04-15",
        "rests_on": ["dossier/plan/2025"],
    },
    "survey_extended": {**_SURVEY, "last_on": "2025-04-30", "reason": "Мало ответов"},
    "survey_closed": {**_SURVEY, "reason": "Место приёма закрыто на ремонт"},
    "sheet_answered": {**_SHEET, "actor": "public"},
    "sheet_entered": {**_SHEET, "came": "paper"},
    "sheet_excluded": {
        **{name: said for name, said in _SHEET.items() if name != "answers"},
        "reason": "Внесён дважды",
    },
    "audit_recorded": {
        **_AUDIT,
        "checklist": "premises",
        "service": _SERVICE,
        "looked_on": "2025-05-20",
        "positions": _POSITIONS,
        "papers": _PAPERS,
        "rests_on": ["dossier/plan/2025"],
    },
    "audit_amended": {
        **_AUDIT,
        "positions": _POSITIONS,
        "papers": _PAPERS,
        "reason": "Пересчитаны места стоянки",
    },
    "sample_drawn": {
        "sample": "files-2025-h1",
        "unit": "sov",
        "service": _SERVICE,
        "first_on": "2025-01-01",
        "last_on": "2025-06-30",
        "key": "5f0c9b1e",
        "frame": 312,
        "cases": ["c-7f3k2m9q"],
    },
    "parameter_evaluated": _EVALUATION,
    "parameter_reevaluated": {**_EVALUATION, "missing": [], "reason": "Пришли сведения"},
    "proposal_made": {
        **_PROPOSAL,
        "year": 2025,
        "service": _SERVICE,
        "clause": "п. 23",
        "words": "Утверждать списки дважды в месяц.",
        "rests_on": ["case/c-7f3k2m9q/list"],
    },
    "proposal_amended": {
        **_PROPOSAL,
        "clause": "п. 23",
        "words": "Утверждать списки каждую неделю.",
        "reason": "Двух раз не хватит",
    },
    "proposal_decided": {**_PROPOSAL, "decision": "accepted", "approval": _APPROVAL},
    "proposal_redecided": {
        **_PROPOSAL,
        "decision": "partly",
        "approval": _APPROVAL,
        "reason": "Номер акта записан с ошибкой",
    },
    "proposal_fulfilled": {
        **_PROPOSAL,
        "done_on": "2025-11-01",
        "document": "Проект изменений в регламент",
        "words": "Проект внесён на согласование.",
    },
    "report_drafted": _REPORT,
    "report_amended": {**_REPORT, "reason": "Исправлена опечатка"},
    "report_approved": {
        "year": 2025,
        "report": 1,
        "approval": _APPROVAL,
        "files": [{"title": "report.pdf", "sha256": _SHA}],
    },
    "report_placed": {
        "year": 2025,
        "report": 1,
        "address": "https://city.example/monitoring/2025",
        "placed_on": "2026-02-02",
    },
}
