"""The checks: rules of order, content and lawfulness that an edition asks for by name.

Each is a function of a view (of a case) or of a gathering (of a group) and of the edition's item,
and answers with the claims that hold. `CASE` and `GROUP` are the whole list; a test holds them
against `workflows.checks`.
"""

from __future__ import annotations

from sroki.monitors.checks import filing, handling, notices, queue, record, refusals

CASE = {
    "acceptance_refused": filing.forbidden,
    "payment_demanded": filing.forbidden,
    "notice_choice_invalid": filing.notice_choice_invalid,
    "office_document_demanded": filing.office_document_demanded,
    "ground_not_listed": refusals.ground_not_listed,
    "ground_misapplied": refusals.ground_misapplied,
    "out_of_window_included": refusals.out_of_window_included,
    "interagency_request_missing": handling.request_missing,
    "interagency_request_late": handling.request_late,
    "step_without_predecessor": handling.step_without_predecessor,
    "notice_other_channel": notices.other_channel,
    "notice_without_reason": notices.without_reason,
    "notice_without_appeal_order": notices.without_appeal_order,
    "notice_unsigned": notices.unsigned,
    "notice_undated": notices.undated,
    "notice_too_early": notices.too_early,
    "notice_contradicts_list": notices.contradicts_list,
    "record_contradiction": record.contradiction,
}

GROUP = {
    "overtaking": queue.overtaking,
    "overtaking_in_list": queue.overtaking_in_list,
    "quota_passed": queue.quota_passed,
    "quota_ground_misapplied": queue.quota_ground_misapplied,
}
