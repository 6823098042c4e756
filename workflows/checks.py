"""The checks that an edition can ask for: what each is called, needs, and can be produced by.

`monitors` implements every one of them, and only these; an edition names a check, cites the clause
it enforces, and gives its parameters.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

ParamType = Literal["milestone", "limit", "grounds", "categories", "documents", "order"]


class CheckSpec(NamedTuple):
    """What a check is: `kinds` are the event kinds any of which can produce its finding.

    `decides` are further kinds that cannot produce it, but on which it depends; those that reach
    the milestones in its parameters, or decide which edition governs, need not be named.
    `params` maps a parameter to its type; those in `required` must be given. `of` says whether it
    is held against a case or a group.
    """

    title: str
    kinds: frozenset[str]
    of: Literal["case", "group"] = "case"
    params: dict[str, ParamType] = {}
    required: frozenset[str] = frozenset()
    decides: frozenset[str] = frozenset()


def _spec(
    title: str,
    *kinds: str,
    of: Literal["case", "group"] = "case",
    params: dict[str, ParamType] | None = None,
    required: frozenset[str] = frozenset(),
    decides: frozenset[str] = frozenset(),
) -> CheckSpec:
    return CheckSpec(title, frozenset(kinds), of, params or {}, required, decides)


CHECKS: dict[str, CheckSpec] = {
    # An event that the act knows no lawful case of: refusing papers, asking for money.
    "acceptance_refused": _spec("Отказ в приёме документов", "acceptance_refused"),
    "payment_demanded": _spec("Требование платы", "payment_demanded"),
    # The closed list of grounds: outside it, or a ground of it wrongly used. `self_obtained`
    # names the grounds that need a missing paper of the applicant's, `defective` those that need a
    # defect other than damage, `window` those that need a filing outside the windows; `quota`
    # those that need the places to be used up (held against the group).
    "ground_not_listed": _spec("Отказ по основанию вне перечня", "refused", "listed"),
    "ground_misapplied": _spec(
        "Основание отказа применено неверно",
        "refused",
        "listed",
        params={"self_obtained": "grounds", "defective": "grounds", "window": "grounds"},
        decides=frozenset({"documents_checked"}),
    ),
    "quota_ground_misapplied": _spec(
        "Отказ за исчерпанием средств при свободных местах",
        "refused",
        "listed",
        "quota_set",
        "list_approved",
        of="group",
        params={"grounds": "grounds"},
        required=frozenset({"grounds"}),
    ),
    "out_of_window_included": _spec(
        "Включён, хотя обратился вне периода приёма", "listed", "notice_sent"
    ),
    "office_document_demanded": _spec(
        "Потребован документ, который запрашивает само Управление", "document_demanded"
    ),
    # The request that the office owes: `category` names those whose papers it must obtain, unless
    # they brought them; `before` is the milestone by which it must have been sent.
    "interagency_request_missing": _spec(
        "Межведомственный запрос не направлен",
        "submitted",
        "asp_checked",
        "documents_checked",
        params={"categories": "categories", "documents": "documents", "before": "milestone"},
        required=frozenset({"documents", "before"}),
        decides=frozenset({"document_presented", "interagency_request_sent"}),
    ),
    "interagency_request_late": _spec(
        "Межведомственный запрос направлен позже срока процедуры",
        "interagency_request_sent",
        params={"limit": "limit"},
        required=frozenset({"limit"}),
    ),
    # `order` maps a milestone to the milestones that must have been reached not later.
    "step_without_predecessor": _spec(
        "Действие без предшествующего",
        "registered",
        "file_formed",
        "listed",
        "notice_sent",
        "declared",
        params={"order": "order"},
        required=frozenset({"order"}),
    ),
    "notice_other_channel": _spec(
        "Уведомление не тем способом", "notice_sent", decides=frozenset({"submitted"})
    ),
    "notice_without_reason": _spec("Уведомление о невключении без причины", "notice_sent"),
    "notice_without_appeal_order": _spec(
        "Уведомление о невключении без порядка обжалования", "notice_sent"
    ),
    "notice_unsigned": _spec("Уведомление без подписи руководителя", "notice_sent"),
    "notice_undated": _spec("Уведомление без даты", "notice_sent"),
    # `after` is the milestone before which no notice may go, but on the grounds in `except`.
    "notice_too_early": _spec(
        "Уведомление раньше утверждения списка",
        "notice_sent",
        params={"after": "milestone", "unless": "milestone"},
        required=frozenset({"after"}),
    ),
    "notice_contradicts_list": _spec(
        "Уведомление не соответствует списку", "notice_sent", decides=frozenset({"listed"})
    ),
    "notice_choice_invalid": _spec(
        "Электронное уведомление выбрано при подаче на бумаге", "submitted"
    ),
    # Order of the queue: by civil date of filing within unit and period. `grounds` are those of
    # used-up places.
    "overtaking": _spec(
        "Обойдён в очереди: отказано за исчерпанием мест, а подавший позже включён",
        "submitted",
        "listed",
        "refused",
        of="group",
        params={"grounds": "grounds"},
        required=frozenset({"grounds"}),
    ),
    "overtaking_in_list": _spec(
        "Порядок внутри списка не по дате подачи", "submitted", "listed", of="group"
    ),
    "quota_passed": _spec("Включено больше, чем мест", "quota_set", "listed", of="group"),
    # The record itself: what cannot both be true.
    "record_contradiction": _spec(
        "Противоречивая запись", "submitted", "registered", "listed", "refused", "notice_sent"
    ),
}

# Deviations of the record that no edition need ask for.
RECORD_DEVIATIONS: dict[str, str] = {
    "record_missing_target": "Исправление события, которого нет",
    "record_cycle": "Исправления ссылаются друг на друга по кругу",
    "record_conflict": "Другое содержание под тем же номером события",
}
