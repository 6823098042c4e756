"""Acts as documents: what each kind means, an example, its JSON Schema, the page of them all.

They are the stored form, for who reads an export of the journal: nobody sends acts. A test fails
for a kind or a field without words here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from sroki.events.acts.catalogue import ACTS, NEWEST
from sroki.events.contracts import cycle
from sroki.events.i18n import mark, t

DRAFT: Final = "http://json-schema.org/draft-07/schema#"

# kind -> (title, what it means)
TITLES: Final[dict[str, tuple[str, str]]] = {
    "user_created": (mark("Создан пользователь"), mark("С этого дня он может входить.")),
    "user_roles_changed": (
        mark("Изменены роли и подразделения"),
        mark("Вместо прежних у пользователя эти."),
    ),
    "user_disabled": (
        mark("Пользователь отключён"),
        mark("Войти он больше не может; сделанное им остаётся."),
    ),
    "user_enabled": (mark("Пользователь снова включён"), mark("Он опять может входить.")),
    "user_password_reset": (
        mark("Выдан временный пароль"),
        mark("Его меняют при первом входе. Самого пароля здесь нет."),
    ),
    "user_password_changed": (
        mark("Пользователь выбрал свой пароль"),
        mark("Самого пароля здесь нет."),
    ),
    "deadline_acknowledged": (
        mark("Просрочка принята к сведению"),
        mark("Оператор знает о ней и говорит, что делается. Находок и показателей не меняет."),
    ),
    "acknowledgement_withdrawn": (
        mark("Отметка о просрочке снята"),
        mark("Прежняя отметка больше не действует."),
    ),
    "snapshot_drafted": (
        mark("Составлен проект снимка показателей"),
        mark("Показатели периода, как было известно к моменту; подразделения их проверяют."),
    ),
    "snapshot_answered": (
        mark("Подразделение ответило по строкам проекта"),
        mark("Ответ находок не снимает и показателей не меняет: ошибку правит событие."),
    ),
    "snapshot_frozen": (
        mark("Снимок показателей утверждён"),
        mark("У него есть номер, день и акт; больше он не меняется."),
    ),
    "snapshot_signature_attached": (
        mark("К снимку приложена УКЭП"),
        mark("Файл подписи должностного лица; сделан его средствами, Сроки его не проверяют."),
    ),
    "snapshot_outdated_noticed": (
        mark("Принято к сведению, что снимок устарел"),
        mark("Запись периода с тех пор изменилась."),
    ),
    "snapshot_restated": (
        mark("Снимок переиздан"),
        mark("Вместо него читают следующий; сам он остаётся как был."),
    ),
    **cycle.TITLES,
}

FIELDS: Final[dict[str, str]] = {
    **cycle.FIELDS,
    "kind": mark("Вид действия."),
    "version": mark("Версия вида."),
    "id": mark("Номер действия; он дан форме, и форма, посланная дважды, — одно действие."),
    "source": mark("Служба, в которой это сделано."),
    "recorded_at": mark("Когда сделано, по часам службы."),
    "actor": mark("Кто: код пользователя. Имён в журнале нет. `console` — команда на сервере."),
    "authority": mark("Орган по ОКТМО."),
    "unit": mark("Подразделение; без него — орган в целом."),
    "user": mark("О ком: код пользователя."),
    "roles": mark("Роли."),
    "units": mark("Чьи строки он видит; без них — всего органа."),
    "reason": mark("Основание, одной строкой, без имён и адресов."),
    "case": mark("Дело, список или посещение."),
    "rule": mark("Какой это срок: имя правила редакции."),
    "instance": mark("Который из сроков одного правила."),
    "until": mark("По какой день включительно отметка действует."),
    "snapshot": mark("Проект снимка или снимок: имя, данное при составлении."),
    "period": mark("Период, как его называют."),
    "first_on": mark("Первый день периода."),
    "last_on": mark("Последний день периода, включительно."),
    "services": mark("Услуги; без них — все услуги органа."),
    "as_of": mark("Как было известно к этому моменту."),
    "body": mark("SHA-256 тела снимка: значений, частей, толкований и списков."),
    "answer_by": mark("По какой день подразделения отвечают."),
    "restates": mark("Номер снимка, вместо которого составлен этот."),
    "rows": mark(
        "Ответы по строкам. `row` — показатель или показатель и дело; `answer`: `confirmed` — "
        "верно, `data_error` — ошибка данных, `contested` — не согласны; `document`, "
        "`document_on`, `document_sha256` — документ, его день и SHA-256; `words` — пояснение."
    ),
    "document": mark("Документ, на который ссылается ответ."),
    "file": mark("Имя файла подписи."),
    "sha256": mark("SHA-256 файла подписи."),
    "signed": mark("SHA-256 подписанного файла снимка."),
    "whose": mark("Чья подпись: должность или орган, без фамилии."),
    "number": mark("Номер снимка."),
    "dated": mark("День утверждения."),
    "act": mark("Акт, которым снимок утверждён."),
    "record": mark("SHA-256 записи снимка в цепочке."),
    "by": mark("Номер снимка, который читают вместо этого."),
}

_DONE: Final = {
    "source": "urn:sroki:04701000",
    "recorded_at": "2025-04-01T09:30:00+07:00",
    "actor": "u-2c41a07d",
    "authority": "04701000",
}
_USER: Final = {"user": "u-5f0c9b1e"}
_DEADLINE: Final = {"unit": "sov", "case": "c-7f3k2m9q", "rule": "registration"}
_SNAPSHOT: Final = {"snapshot": "s-2025-h1-5f0c"}
_SHA: Final = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
_TOLD: Final[dict[str, dict[str, Any]]] = {
    **cycle.EXAMPLES,
    "user_created": {**_USER, "roles": ["operator"], "units": ["sov"], "actor": "console"},
    "user_roles_changed": {**_USER, "roles": ["office", "auditor"], "reason": "Перевод в отдел"},
    "user_disabled": {**_USER, "reason": "Уволен"},
    "user_enabled": {**_USER, "reason": "Вернулся из отпуска"},
    "user_password_reset": {**_USER, "reason": "Забыл пароль"},
    "user_password_changed": {**_USER, "actor": _USER["user"]},
    "deadline_acknowledged": {
        **_DEADLINE,
        "until": "2025-04-10",
        "reason": "Ждём ответа на межведомственный запрос",
    },
    "acknowledgement_withdrawn": {**_DEADLINE, "reason": "Отмечено не то дело"},
    "snapshot_drafted": {
        **_SNAPSHOT,
        "period": "2025-H1",
        "first_on": "2025-01-01",
        "last_on": "2025-06-30",
        "as_of": "2025-07-05T00:00:00+07:00",
        "body": _SHA,
        "units": ["sov"],
        "answer_by": "2025-07-10",
    },
    "snapshot_answered": {
        **_SNAPSHOT,
        "unit": "sov",
        "rows": [
            {"row": "p2", "answer": "confirmed"},
            {
                "row": "p2/c-7f3k2m9q",
                "answer": "data_error",
                "document": "Служебная записка № 14",
                "document_on": "2025-07-08",
                "document_sha256": _SHA,
                "words": "Ответ выдан 12 апреля, в СЭД внесён позже",
            },
        ],
    },
    "snapshot_frozen": {
        **_SNAPSHOT,
        "number": 1,
        "dated": "2025-07-12",
        "act": "Распоряжение от 12.07.2025 № 97-р",
        "as_of": "2025-07-11T00:00:00+07:00",
        "body": _SHA,
        "record": _SHA,
    },
    "snapshot_signature_attached": {
        **_SNAPSHOT,
        "file": "snapshot-1.pdf.sig",
        "sha256": _SHA,
        "signed": _SHA,
        "whose": "Управляющий делами администрации города",
    },
    "snapshot_outdated_noticed": {**_SNAPSHOT, "reason": "Пришло исправление, готовим новый"},
    "snapshot_restated": {**_SNAPSHOT, "reason": "Исправлена дата ответа", "by": 2},
}


def act_example(kind: str) -> dict[str, Any]:
    """An act of this kind, as it is stored."""
    head = {"kind": kind, "version": NEWEST[kind], "id": f"form-{kind}"}
    return head | _DONE | _TOLD[kind]


def act_schema(kind: str) -> dict[str, Any]:
    """The schema of the stored form of a kind."""
    title, about = TITLES[kind]
    schema = ACTS[kind].model_json_schema()
    for name, said in schema["properties"].items():
        said.pop("title", None)
        said["description"] = _both(FIELDS[name])
    return {
        "$schema": DRAFT,
        "$id": f"{kind}.v{NEWEST[kind]}.schema.json",
        **schema,
        "title": title,
        "description": f"{_both(title)}\n\n{_both(about)}",
        "examples": [act_example(kind)],
    }


_OPENING: Final = """\
# Служебные действия

<!-- Страница сделана из моделей; заново её делает `python -m sroki.events.contracts`. -->

Служебное действие — то, что человек сделал в Сроках: создал пользователя, принял просрочку к
сведению. Это тоже событие и тоже запись журнала, но прислать его нельзя: его делает форма, а кто
его сделал, известно из входа. Ниже — вид, в котором действия хранятся; рядом лежат
[схемы](acts). Имён, паролей и адресов в них нет.
"""


def acts_page() -> str:
    """The page, in Markdown."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield _OPENING
    yield "| поле | что это |"
    yield "|---|---|"
    common = ("kind", "version", "id", "source", "recorded_at", "actor", "authority", "unit")
    for name in common:
        yield f"| `{name}` | {FIELDS[name]} |"
    for kind, model in ACTS.items():
        title, about = TITLES[kind]
        yield f"\n## {title}\n\n`{kind}`, версия {NEWEST[kind]}. {about}\n"
        own = [name for name in model.model_fields if name not in common]
        yield from ("| поле | что это |", "|---|---|")
        yield from (f"| `{name}` | {FIELDS[name]} |" for name in own)
        yield f"\n```json\n{json.dumps(act_example(kind), ensure_ascii=False, indent=2)}\n```"
    yield ""


def _both(text: str) -> str:
    return f"{text} / {t(text, 'en')}"
