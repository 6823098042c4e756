"""What exactly a deviation consists in: the words for the particulars of every check.

Particulars are the `params` of a claim or of a finding, its detail among them. A test fails for a
check whose particulars would be shown as codes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final, TypeAlias

from sroki.events.i18n import Lang, mark
from sroki.monitors.event_words import Voice
from sroki.monitors.words import WORDS, day, quoted
from sroki.workflows.assessment import Claim, Param
from sroki.workflows.edition import Check, Edition

Params: TypeAlias = Mapping[str, Param]
Told: TypeAlias = Callable[[Params, Voice], str]

# Particulars that depend on what was found, by the claim's detail.
_DETAILS: Final[dict[str, str]] = {
    "office_obtains": mark("недостаёт лишь того, что запрашивает само Управление"),
    "damage_only": mark(
        "в документах отмечены только повреждения, а такого основания в перечне нет"
    ),
    "inside_window": mark("заявление подано в период приёма"),
    "submitted_twice": mark("подача записана второй раз"),
    "registered_twice": mark("регистрация записана второй раз"),
    "listed_both_ways": mark("по одному списку включён, по другому нет"),
    "refused_yet_included": mark("в услуге отказано, а в список включён"),
}
_OF_RECORD: Final[dict[str, str]] = {
    "record_missing_target": mark("Исправление события, которого нет"),
    "record_cycle": mark("Исправления ссылаются друг на друга по кругу"),
    "record_conflict": mark("Другое содержание под тем же номером события"),
}
_EARLIER: Final[dict[str, str]] = {
    "registered": mark("зарегистрировано раньше, чем подано"),
    "listed": mark("список утверждён раньше, чем подано заявление"),
    "notice_sent": mark("уведомление направлено раньше, чем подано заявление"),
}


def say_deviation(claim: Claim, edition: Edition | None, lang: Lang) -> str:
    """«Обойдён в очереди (п. 23 абз. 2): подал 10.04.2025, …»."""
    check = _check(claim.rule, edition)
    if check is not None:
        title = check.title
    else:
        title = WORDS.t(_OF_RECORD.get(claim.rule, claim.rule), lang)
    said = f"{title} ({claim.clause})" if claim.clause else title
    params = {**dict(claim.params), "detail": claim.detail}
    told = particulars(claim.rule, params, edition, lang)
    return f"{said}: {told}." if told else f"{said}."


def particulars(rule: str, params: Params, edition: Edition | None, lang: Lang) -> str:
    """What a deviation of `rule` consists in; empty where its title says all of it."""
    check = _check(rule, edition)
    name = check.check if check is not None else rule
    told = _TOLD.get(name)
    return "" if told is None else told(params, Voice(edition, lang))


def _check(rule: str, edition: Edition | None) -> Check | None:
    return next((one for one in edition.checks if one.id == rule), None) if edition else None


def _text(params: Params, name: str) -> str:
    return str(params.get(name) or "")


def _on(params: Params, name: str, say: Voice) -> str:
    return day(date.fromisoformat(_text(params, name)), say.lang)


def _detail(params: Params, say: Voice) -> str:
    words = _DETAILS.get(_text(params, "detail"))
    return say(words) if words else ""


def _contradiction(params: Params, say: Voice) -> str:
    earlier = _EARLIER.get(_text(params, "event"))
    return say(earlier) if earlier else _detail(params, say)


def _document(params: Params, say: Voice) -> str:
    return say(mark("потребовано: {document}"), document=say.document(_text(params, "document")))


def _choice(params: Params, say: Voice) -> str:
    return say(mark("заявление подано {channel}"), channel=say.code(_text(params, "channel")))


def _not_listed(params: Params, say: Voice) -> str:
    return say(mark("названо основание {ground}"), ground=quoted(_text(params, "ground")))


def _arguable(params: Params, say: Voice) -> str:
    if not params.get("arguable"):
        return ""
    return say(
        mark(
            "период кончился в нерабочий день, подано в следующий рабочий: на ст. 193 ГК РФ "
            "могут сослаться"
        )
    )


def _not_requested(params: Params, say: Voice) -> str:
    documents = say.documents(_text(params, "documents").split(", "))
    return say(mark("не запрошено: {documents}"), documents=documents)


def _requested_late(params: Params, say: Voice) -> str:
    return say(
        mark("направлен {sent}, последний день был {due}"),
        sent=_on(params, "sent_on", say),
        due=_on(params, "due_on", say),
    )


def _order(params: Params, say: Voice) -> str:
    return say(
        mark("{step} отмечено, а {lacks} — нет или позже"),
        step=say.milestone(_text(params, "step")),
        lacks=say.milestone(_text(params, "lacks")),
    )


def _channel(params: Params, say: Voice) -> str:
    chosen = _text(params, "chosen")
    return say(
        mark("заявитель просил уведомить {chosen}, уведомление отправлено {sent}"),
        chosen=say.code(chosen),
        sent=say.code(_text(params, "sent")),
    )


def _early(params: Params, say: Voice) -> str:
    return say(mark("сообщено: {outcome}"), outcome=say.code(_text(params, "outcome")))


def _contradicts(params: Params, say: Voice) -> str:
    outcome = say.code(_text(params, "notice"))
    return say(mark("в уведомлении — {outcome}, в списке иначе"), outcome=outcome)


def _overtaken(params: Params, say: Voice) -> str:
    return say(
        mark(
            "подал {filed}, мест не хватило; включено подавших позже: {later}, последний из них "
            "подал {last}"
        ),
        filed=_on(params, "filed_on", say),
        later=params.get("included_later"),
        last=_on(params, "last_included_filed_on", say),
    )


def _behind(params: Params, say: Voice) -> str:
    return say(
        mark("в списке № {list} место {position}, подал {filed}; выше стоит подавший {behind}"),
        list=_text(params, "list"),
        position=params.get("position"),
        filed=_on(params, "filed_on", say),
        behind=_on(params, "behind_filed_on", say),
    )


def _passed(params: Params, say: Voice) -> str:
    places, included = params.get("places"), params.get("included")
    return say(mark("мест {places}, включено {included}"), places=places, included=included)


def _places_left(params: Params, say: Voice) -> str:
    return say(mark("свободных мест: {places}"), places=params.get("places_left"))


def _records(params: Params, say: Voice) -> str:
    return say(mark("записи {events}"), events=_text(params, "events"))


_TOLD: Final[dict[str, Told]] = {
    "office_document_demanded": _document,
    "notice_choice_invalid": _choice,
    "ground_not_listed": _not_listed,
    "ground_misapplied": _detail,
    "out_of_window_included": _arguable,
    "interagency_request_missing": _not_requested,
    "interagency_request_late": _requested_late,
    "step_without_predecessor": _order,
    "notice_other_channel": _channel,
    "notice_too_early": _early,
    "notice_contradicts_list": _contradicts,
    "overtaking": _overtaken,
    "overtaking_in_list": _behind,
    "quota_passed": _passed,
    "quota_ground_misapplied": _places_left,
    "record_contradiction": _contradiction,
    "record_missing_target": _records,
    "record_cycle": _records,
}
