"""What every kind, field and value of the contract means, for the documents made of it.

A test fails for a kind, a field or a value without words here.
"""

from __future__ import annotations

from typing import Final

from sroki.events.i18n import mark

# The chapters of the catalogue, in the order of a case's life.
CHAPTERS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    (
        mark("Подача и регистрация"),
        (
            "queue_joined",
            "queue_served",
            "submitted",
            "acceptance_refused",
            "document_presented",
            "document_demanded",
            "documents_checked",
            "payment_demanded",
            "receipt_issued",
            "registered",
            "cabinet_info_sent",
        ),
    ),
    (
        mark("Рассмотрение"),
        ("asp_checked", "interagency_request_sent", "interagency_reply_received", "file_formed"),
    ),
    (
        mark("Результат"),
        ("refused", "list_approved", "listed", "notice_sent", "quota_set", "withdrawn"),
    ),
    (
        mark("Исправление ошибок в результате"),
        ("error_correction_requested", "error_correction_decided"),
    ),
    (
        mark("Жалобы и суд"),
        ("complaint_filed", "complaint_registered", "complaint_decided", "court_decided"),
    ),
    (mark("Проверки"), ("site_audited", "premises_inspected")),
    (mark("События, которые объявляет редакция"), ("declared",)),
    (mark("О самих записях"), ("corrected", "annulled", "source_watermark")),
)

# kind -> (title, when it is sent)
KINDS: Final[dict[str, tuple[str, str]]] = {
    "queue_joined": (
        mark("Заявитель встал в очередь"),
        mark("Взят талон или иное место в очереди на подачу."),
    ),
    "queue_served": (
        mark("Начат приём заявителя"),
        mark("Специалист начал приём по этому талону."),
    ),
    "submitted": (
        mark("Заявление подано"),
        mark("Открывает дело. По дате подачи судят о периоде приёма и об очереди."),
    ),
    "acceptance_refused": (
        mark("Отказано в приёме документов"),
        mark("Оснований для такого отказа регламент не знает: событие само есть отклонение."),
    ),
    "document_presented": (
        mark("Заявитель представил документ"),
        mark("Документ принят вместе с заявлением или позже."),
    ),
    "document_demanded": (
        mark("У заявителя потребован документ"),
        mark("Специалист попросил заявителя принести документ."),
    ),
    "documents_checked": (
        mark("Документы проверены"),
        mark("Итог проверки: чего не хватает и какие у документов пороки."),
    ),
    "payment_demanded": (
        mark("Потребована плата"),
        mark("С заявителя потребовали деньги за услугу."),
    ),
    "receipt_issued": (
        mark("Выдана расписка-уведомление"),
        mark("Расписка о приёме заявления вручена."),
    ),
    "registered": (
        mark("Заявление зарегистрировано"),
        mark("Номер попадает только в реестр номеров, в событии его не остаётся."),
    ),
    "cabinet_info_sent": (
        mark("Номер, дата и срок направлены в «Личный кабинет»"),
        mark("Для заявлений, поданных в электронной форме."),
    ),
    "asp_checked": (
        mark("Проверены сведения в АСП"),
        mark("Спрошено, известна ли системе АСП льготная категория заявителя."),
    ),
    "interagency_request_sent": (
        mark("Направлен межведомственный запрос"),
        mark("Управление запросило документ у другого органа."),
    ),
    "interagency_reply_received": (
        mark("Получен ответ на межведомственный запрос"),
        mark("Другой орган ответил."),
    ),
    "file_formed": (
        mark("Сформирована часть дела"),
        mark("Готовы комплект документов или карточка учёта; по событию на каждую часть."),
    ),
    "refused": (
        mark("Отказано в услуге"),
        mark("Решение об отказе с основанием."),
    ),
    "list_approved": (
        mark("Утверждён список"),
        mark(
            "Включённые по порядку и рассмотренные, но не включённые. Длинный список передают "
            "частями: у каждой свой id, порядок сквозной через first."
        ),
    ),
    "listed": (
        mark("Сказанное в списке об одном деле"),
        mark(
            "Обычно приём делает это событие сам из list_approved. Источник, который знает итог по "
            "каждому делу, а списка целиком не ведёт, шлёт его напрямую."
        ),
    ),
    "notice_sent": (
        mark("Направлено уведомление"),
        mark("Заявителю сообщено о включении или невключении."),
    ),
    "quota_set": (
        mark("Установлено число мест"),
        mark("Сколько человек бюджет позволяет включить на полугодие."),
    ),
    "withdrawn": (
        mark("Заявление отозвано"),
        mark("По воле заявителя; регламент отзыва не описывает."),
    ),
    "error_correction_requested": (
        mark("Заявитель просит исправить ошибку в результате"),
        mark("Обращение об опечатке или ошибке."),
    ),
    "error_correction_decided": (
        mark("Решено об исправлении ошибки"),
        mark("Ошибка исправлена, или в исправлении отказано."),
    ),
    "complaint_filed": (
        mark("Подана жалоба"),
        mark("Досудебная жалоба с основанием по ст. 11.1 закона 210-ФЗ."),
    ),
    "complaint_registered": (
        mark("Жалоба зарегистрирована"),
        mark("С этого дня идёт срок её рассмотрения."),
    ),
    "complaint_decided": (
        mark("Жалоба рассмотрена"),
        mark("Удовлетворена или в удовлетворении отказано."),
    ),
    "court_decided": (
        mark("Принят судебный акт"),
        mark("Суд оценил действия органа; акт поступил."),
    ),
    "site_audited": (
        mark("Проверен сайт"),
        mark(
            "Сведения об услуге на сайте сверены с действительными: какие позиции актуальны, какие "
            "нет. О позиции, которой нет ни там, ни там, ничего не сказано."
        ),
    ),
    "premises_inspected": (
        mark("Осмотрено помещение"),
        mark("Место приёма сверено с требованиями: что выполнено, что нет."),
    ),
    "declared": (
        mark("Событие, объявленное редакцией"),
        mark(
            "Для услуг, шагов которых нет в этом перечне: вид и поля события описаны в файле "
            "редакции. Неизвестный вид откладывается до редакции, которая его объявит."
        ),
    ),
    "corrected": (
        mark("Запись исправлена"),
        mark(
            "replacement ставится на место события target. Из нескольких исправлений одного "
            "события действует последнее по recorded_at, source, id; аннулирование сильнее."
        ),
    ),
    "annulled": (
        mark("Запись аннулирована"),
        mark("Событие target было ошибкой и в расчёт не идёт."),
    ),
    "source_watermark": (
        mark("Источник сообщил обо всём до этого момента"),
        mark(
            "Слово источника: все действия с time не позже complete_to уже присланы. До него "
            "пропущенный срок считается лишь предполагаемым."
        ),
    ),
}

# field, or kind.field where the same name means another thing
FIELDS: Final[dict[str, str]] = {
    "specversion": mark("Версия CloudEvents."),
    "type": mark("Вид события и версия его схемы."),
    "source": mark("Источник: одно имя на всю систему, из которой пришло событие."),
    "id": mark("Номер события в источнике. Повтор с тем же содержанием ничего не меняет."),
    "time": mark("Юридический момент действия, со смещением от UTC."),
    "subject": mark("Можно указать; не хранится."),
    "datacontenttype": mark("Можно указать: application/json."),
    "dataschema": mark("Можно указать адрес схемы; не хранится."),
    "data": mark("Что произошло."),
    "authority": mark("Орган: код ОКТМО, 8 или 11 цифр."),
    "service": mark("Услуга: реестровый номер."),
    "unit": mark("Подразделение: код из справочника; all — орган в целом."),
    "precision": mark(
        "Насколько точно известно time: момент (instant) или только день (day); у дня годится "
        "любой момент этого дня, например полдень."
    ),
    "recorded_at": mark("Когда запись внесена в систему-источник."),
    "performer": mark("Код исполнителя, без фамилии."),
    "case_id": mark("Дело: постоянный код без персональных данных."),
    "reference": mark("Дело по номеру, если case_id не известен: вид номера, номер, год."),
    "reference.source": mark("Чей это номер, если его дал другой источник."),
    "reference.kind": mark(
        "Какой это номер. Где журнал свой у каждого подразделения — с его кодом."
    ),
    "reference.number": mark("Сам номер. Хранится только в реестре номеров."),
    "reference.year": mark("Год, если нумерация каждый год начинается заново."),
    "number": mark("Регистрационный номер. Хранится только в реестре номеров."),
    "number_kind": mark("Какой это номер, если номеров несколько видов."),
    "year": mark("Год регистрационного номера."),
    "ticket": mark("Номер талона в очереди."),
    "channel": mark("Как подано или направлено."),
    "category": mark("Категория заявителя: код из редакции."),
    "representative": mark("Подал ли представитель."),
    "notice_choice": mark("Как заявитель просил уведомить."),
    "reason": mark("Причина: код источника."),
    "document": mark("Документ: код из редакции."),
    "missing": mark("Чего не хватает: коды документов из редакции."),
    "defects": mark("Пороки документов."),
    "found": mark("Есть ли сведения."),
    "request": mark("Номер запроса или обращения в источнике: по нему находят ответ."),
    "part": mark("Какая часть дела готова."),
    "list_approved.part": mark("Номер этой части списка."),
    "list_approved.parts": mark("Сколько всего частей."),
    "list_approved.number": mark("Номер списка."),
    "list_approved.included": mark("Включённые по порядку: case_id или объект с reference."),
    "list_approved.considered": mark("Рассмотренные, но не включённые, с основанием."),
    "list_approved.first": mark("Место первого из included этой части в списке целиком."),
    "list_approved.signed": mark("Подписан ли руководителем; не указывают, если не известно."),
    "list_approved.sealed": mark("Есть ли печать; не указывают, если не известно."),
    "period": mark("Полугодие или иной период, на который список: 2017-H2."),
    "ground": mark("Основание отказа: код из редакции."),
    "complaint_filed.ground": mark("Основание жалобы: номер в ст. 11.1 закона 210-ФЗ."),
    "listed.number": mark("Номер списка."),
    "outcome": mark("Итог для заявителя."),
    "position": mark("Место в списке."),
    "reason_given": mark("Указана ли причина невключения."),
    "appeal_order": mark("Указан ли порядок обжалования."),
    "signed": mark("Подписано ли руководителем."),
    "dated": mark("Есть ли дата."),
    "places": mark("Число мест."),
    "error_correction_decided.corrected": mark("Исправлено ли."),
    "complaint": mark("Номер жалобы в источнике."),
    "upheld": mark("Удовлетворена ли жалоба."),
    "unlawful": mark("Признаны ли действия неправомерными."),
    "audit": mark("Номер проверки в подразделении (акта, листа)."),
    "met": mark("Что в порядке: коды позиций из редакции."),
    "unmet": mark("Что не в порядке: коды позиций из редакции."),
    "name": mark("Вид события: ОКТМО органа, точка, имя из редакции."),
    "fields": mark("Поля, объявленные редакцией; дата — текстом 2017-04-15."),
    "target": mark("О каком событии речь: его source и id."),
    "target.source": mark("Источник того события."),
    "target.id": mark("Номер того события."),
    "replacement": mark(
        "Событие, как оно должно было быть: kind, occurred_at и свои поля. Прочее (source, id, "
        "орган, услугу, подразделение, дело) оно берёт у исправления и у исправляемого события."
    ),
    "replacement.kind": mark("Вид события."),
    "replacement.version": mark("Версия схемы; если не указана, 1."),
    "replacement.occurred_at": mark("Юридический момент."),
    "complete_to": mark("По какой момент включительно присланы все действия."),
    "role": mark("Роль источника, как она названа в редакции."),
    "units": mark("За какие подразделения; если не указаны — за все."),
}

VALUES: Final[dict[str, str]] = {
    "instant": mark("известен момент"),
    "day": mark("известен только день"),
    "in_person": mark("лично"),
    "site": mark("через Сайт"),
    "epgu": mark("через единый портал"),
    "regional_portal": mark("через региональный портал"),
    "cabinet": mark("через «Личный кабинет»"),
    "post": mark("по почте"),
    "mfc": mark("через МФЦ"),
    "electronic": mark("в электронной форме"),
    "erasure": mark("подчистки"),
    "addition": mark("приписки"),
    "uncertified_correction": mark("незаверенные исправления"),
    "struck_out": mark("зачёркнутые слова"),
    "damage": mark("повреждения"),
    "paper": mark("комплект документов на бумаге (дело)"),
    "asp_card": mark("карточка учёта в АСП"),
    "included": mark("включён"),
    "not_included": mark("не включён"),
}


def of_field(kind: str, field: str) -> str:
    """What a field of a kind means."""
    return FIELDS.get(f"{kind}.{field}") or FIELDS[field]
