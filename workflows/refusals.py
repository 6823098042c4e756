"""Why an act may not be: a value with words for people, never an exception."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from sroki.events.i18n import DEFAULT, Lang, mark
from sroki.workflows.phrases import t


@dataclass(frozen=True, slots=True)
class Refusal:
    """`says` is a marked text; it is translated when shown, its places filled from `params`."""

    says: str
    params: Mapping[str, object] = field(default_factory=dict)

    def words(self, lang: Lang = DEFAULT) -> str:
        return t(self.says, lang, **self.params)


def told(what: str) -> Refusal:
    """A refusal whose words are there already, in the reader's language."""
    return Refusal("{what}", {"what": what})


NOT_YOURS: Final = mark("Ваша роль этого не позволяет, или это не ваше подразделение.")
NOTHING_THERE: Final = mark("Этого ещё нет: сначала нужно создать.")
ALREADY_THERE: Final = mark("Это уже есть.")
SENT_OTHERWISE: Final = mark(
    "Эта форма уже отправлена с другим содержанием. Откройте её заново и отправьте ещё раз."
)

NOT_YET: Final = mark("День {on} ещё не наступил: записывают то, что уже было.")

# What is written into a form otherwise than it can be taken, by the field.
BAD_FORM: Final = mark("Форма заполнена не так: {field}.")
BAD_FIELDS: Final[Mapping[str, str]] = {
    "reason": mark("Основание — одной строкой, от 3 до 500 знаков."),
    "until": mark("Выберите день."),
    "roles": mark("Выберите хотя бы одну роль."),
    "units": mark("Такого подразделения нет."),
    "basis": mark("Основание плана — одной строкой, от 3 до 500 знаков."),
    "approval": mark("Скажите, кем утверждено, каким актом и какого числа."),
    "lines": mark("В плане должна быть хотя бы одна строка."),
    "conclusion": mark("Вывод — от 3 до 4000 знаков."),
    "words": mark("Текст — от 3 до 4000 знаков."),
    "clause": mark("Назовите пункт регламента: от 3 до 200 знаков."),
    "document": mark("Назовите документ: от 3 до 200 знаков."),
    "done_on": mark("Выберите день."),
    "positions": mark("Отметьте хотя бы одну позицию."),
    "looked_on": mark("Выберите день проверки."),
    "papers": mark("У бумаги должны быть название и SHA-256 из 64 знаков."),
    "first_on": mark("Выберите первый день."),
    "last_on": mark("Выберите последний день."),
    "placed_on": mark("Выберите день."),
    "address": mark("Назовите адрес на сайте: от 3 до 200 знаков."),
    "service": mark("Выберите услугу."),
    "year": mark("Выберите год."),
    "decision": mark("Выберите решение."),
    "form": mark("Выберите форму опроса."),
    "case": mark("Номер дела не понят."),
    "key": mark("Ключ отбора: до 60 строчных латинских букв, цифр и дефисов."),
    "grade": mark("Оценка — одной строкой, до 500 знаков."),
    "scale": mark("Документ, которым дана шкала, — одной строкой, до 500 знаков."),
    "typed": mark("Ответьте хотя бы на одно требование."),
    "rests_on": mark("Ссылка не понята: нужен адрес страницы дела, снимка или записи мониторинга."),
}
LEADS_NOWHERE: Final = mark("По ссылке {ref} ничего нет, или это не ваше.")

# A form of many rows, whose faults are told beside it.
NOT_WRITTEN: Final = mark("Ничего не записано: в форме есть ошибки.")

BAD_LOGIN: Final = mark("Имя для входа: от 2 до 60 букв, цифр и знаков . _ @ -, без пробелов.")
BAD_NAME: Final = mark("Как зовут: от 2 до 100 знаков.")
LOGIN_TAKEN: Final = mark("Такое имя для входа уже есть.")
WRONG_PASSWORD: Final = mark("Нынешний пароль не тот.")
SAME_PASSWORD: Final = mark("Новый пароль такой же, как нынешний.")
TOO_SHORT: Final = mark("Пароль короче {least} знаков.")
TOO_LONG: Final = mark("Пароль длиннее {most} знаков.")
TOO_PLAIN: Final = mark("Такой пароль легко подобрать: возьмите несколько не связанных слов.")
