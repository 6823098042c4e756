"""What happened, in a sentence: the words for every kind of event.

A test fails for a kind of the catalogue that has no words here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from sroki.events.base import Event
from sroki.events.i18n import Catalogue, Lang, mark
from sroki.events.record import Amendment
from sroki.workflows.edition import Edition

WORDS: Final = Catalogue("sroki.monitors")

_SAID: Final[dict[str, str]] = {
    "queue_joined": mark("заявитель встал в очередь"),
    "queue_served": mark("начат приём заявителя"),
    "submitted": mark("подано заявление ({channel})"),
    "acceptance_refused": mark("отказано в приёме документов"),
    "document_presented": mark("представлен документ: {document}"),
    "document_demanded": mark("у заявителя потребован документ: {document}"),
    "documents_checked": mark("документы проверены; недостаёт: {missing}; пороки: {defects}"),
    "payment_demanded": mark("потребована плата"),
    "receipt_issued": mark("выдана расписка-уведомление"),
    "registered": mark("заявление зарегистрировано"),
    "cabinet_info_sent": mark("номер, дата и срок направлены в «Личный кабинет»"),
    "asp_checked": mark("проверены сведения в АСП: {found}"),
    "interagency_request_sent": mark("направлен межведомственный запрос"),
    "interagency_reply_received": mark("получен ответ на межведомственный запрос"),
    "file_formed": mark("сформировано: {part}"),
    "refused": mark("отказано в услуге; основание: {ground}"),
    "list_approved": mark("утверждён список № {number}"),
    "listed": mark("утверждён список № {number}: {outcome}"),
    "notice_sent": mark("направлено уведомление: {outcome} ({channel})"),
    "quota_set": mark("установлено число мест: {places}"),
    "withdrawn": mark("заявление отозвано"),
    "error_correction_requested": mark("заявитель просит исправить ошибку в результате"),
    "error_correction_decided": mark("решено об исправлении ошибки: {corrected}"),
    "complaint_filed": mark("подана жалоба по основанию {ground} ст. 11.1"),
    "complaint_registered": mark("жалоба зарегистрирована"),
    "complaint_decided": mark("жалоба рассмотрена: {upheld}"),
    "court_decided": mark("судебный акт: {unlawful}"),
    "declared": mark("{name}"),
    "corrected": mark("источник исправил запись {target}: {replacement}"),
    "annulled": mark("источник отменил запись {target}"),
    "source_watermark": mark("источник сообщил обо всём до {complete_to}"),
}

_VALUES: Final[dict[str, str]] = {
    "in_person": mark("лично"),
    "site": mark("через Сайт"),
    "epgu": mark("через единый портал"),
    "regional_portal": mark("через региональный портал"),
    "cabinet": mark("через «Личный кабинет»"),
    "post": mark("по почте"),
    "mfc": mark("через МФЦ"),
    "paper": mark("комплект документов на бумаге (дело)"),
    "asp_card": mark("карточка учёта в АСП"),
    "included": mark("включён"),
    "not_included": mark("не включён"),
    "erasure": mark("подчистки"),
    "addition": mark("приписки"),
    "uncertified_correction": mark("незаверенные исправления"),
    "struck_out": mark("зачёркнутые слова"),
    "damage": mark("повреждения"),
}
_YES_NO: Final[dict[tuple[str, bool], str]] = {
    ("found", True): mark("сведения есть"),
    ("found", False): mark("сведений нет"),
    ("corrected", True): mark("исправлено"),
    ("corrected", False): mark("отказано"),
    ("upheld", True): mark("удовлетворена"),
    ("upheld", False): mark("отказано"),
    ("unlawful", True): mark("действия признаны неправомерными"),
    ("unlawful", False): mark("действия признаны правомерными"),
}
_NOTHING: Final = mark("не указано")


def say_event(event: Event, edition: Edition | None, lang: Lang) -> str:
    """The event in a few words, without its date."""
    template = _SAID[event.kind]
    if isinstance(event, Amendment):
        replacement = getattr(event, "replacement", None)
        return WORDS.t(
            template,
            lang,
            target=event.target.id,
            replacement="" if replacement is None else say_event(replacement, edition, lang),
        )
    fields = {name: getattr(event, name) for name in type(event).model_fields}
    if event.kind == "declared":
        return _declared(event, edition)
    value = _reader(edition, lang)
    return WORDS.t(template, lang, **{name: value(name, one) for name, one in fields.items()})


def _declared(event: Event, edition: Edition | None) -> str:
    name = str(getattr(event, "name", ""))
    for one in edition.declares if edition is not None else ():
        if name.endswith(f".{one.name}"):
            return one.title
    return name


def _reader(edition: Edition | None, lang: Lang) -> Callable[[str, object], str]:
    """How a field's value is written: by its words, or by its title in the edition."""
    titles: dict[str, str] = {}
    if edition is not None:
        titles |= {one.code: one.title for one in edition.documents}
        titles |= {one.code: f"{one.clause}: {one.words}" for one in edition.grounds}

    def value(name: str, given: object) -> str:
        if given is None or given == ():
            return WORDS.t(_NOTHING, lang)
        if isinstance(given, bool):
            return WORDS.t(_YES_NO.get((name, given), str(given)), lang)
        if isinstance(given, tuple):
            return ", ".join(value(name, one) for one in given)
        if str(given) in _VALUES:
            return WORDS.t(_VALUES[str(given)], lang)
        return (
            titles.get(str(given), str(given))
            if name in ("document", "missing", "ground")
            else str(given)
        )

    return value
