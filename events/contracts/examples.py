"""An example of every kind, as a source sends it. They stand in the documents and in the tests."""

from __future__ import annotations

from typing import Any, Final

from sroki.events.catalogue import NEWEST, TYPE_PREFIX

_PLACE: Final = {"authority": "04701000", "service": "01/01/021", "unit": "sov"}
_CASE: Final = {**_PLACE, "case_id": "c-7f3k2m9q"}
_VISIT: Final = {**_PLACE, "ticket": "А-117"}
_GROUP: Final = {**_PLACE, "period": "2017-H2"}

# kind -> (time, data)
_TOLD: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "queue_joined": ("2017-04-10T10:02:00+07:00", _VISIT),
    "queue_served": ("2017-04-10T10:14:30+07:00", {**_VISIT, "performer": "sp-04"}),
    "submitted": (
        "2017-04-10T21:47:05+07:00",
        {
            **_PLACE,
            "reference": {"kind": "portal", "number": "1203344551"},
            "channel": "site",
            "category": "pensioner",
            "representative": False,
            "notice_choice": "electronic",
        },
    ),
    "acceptance_refused": ("2017-04-10T10:20:00+07:00", {**_CASE, "reason": "no_copies"}),
    "document_presented": ("2017-04-10T10:21:00+07:00", {**_CASE, "document": "passport_copy"}),
    "document_demanded": ("2017-04-10T10:22:00+07:00", {**_CASE, "document": "income"}),
    "documents_checked": (
        "2017-04-10T10:25:00+07:00",
        {**_CASE, "missing": ["income"], "defects": ["damage"], "performer": "sp-04"},
    ),
    "payment_demanded": ("2017-04-10T10:26:00+07:00", _CASE),
    "receipt_issued": ("2017-04-11T09:40:00+07:00", _CASE),
    "registered": (
        "2017-04-11T09:32:00+07:00",
        {
            **_PLACE,
            "reference": {"kind": "portal", "number": "1203344551"},
            "number": "214-с",
            "year": 2017,
            "performer": "sp-04",
            "recorded_at": "2017-04-11T09:33:10+07:00",
        },
    ),
    "cabinet_info_sent": ("2017-04-11T09:35:00+07:00", _CASE),
    "asp_checked": ("2017-04-11T11:00:00+07:00", {**_CASE, "found": False}),
    "interagency_request_sent": (
        "2017-04-12T12:00:00+07:00",
        {**_CASE, "request": "МВ-5512", "document": "income"},
    ),
    "interagency_reply_received": (
        "2017-04-14T15:10:00+07:00",
        {**_CASE, "request": "МВ-5512"},
    ),
    "file_formed": (
        "2017-04-17T12:00:00+07:00",
        {**_CASE, "precision": "day", "part": "asp_card"},
    ),
    "refused": ("2017-05-04T12:00:00+07:00", {**_CASE, "ground": "docs_missing"}),
    "list_approved": (
        "2017-05-05T16:00:00+07:00",
        {
            **_GROUP,
            "number": "3",
            "included": [
                "c-7f3k2m9q",
                {"reference": {"kind": "registration", "number": "215-с", "year": 2017}},
            ],
            "considered": [{"case_id": "c-1b8x5v0d", "ground": "docs_missing"}],
            "signed": True,
            "sealed": True,
        },
    ),
    "listed": (
        "2017-05-05T16:00:00+07:00",
        {**_CASE, "period": "2017-H2", "number": "3", "outcome": "included", "position": 1},
    ),
    "notice_sent": (
        "2017-05-10T10:00:00+07:00",
        {
            **_CASE,
            "outcome": "included",
            "channel": "cabinet",
            "reason_given": None,
            "appeal_order": True,
            "signed": True,
            "dated": True,
        },
    ),
    "quota_set": ("2017-02-15T12:00:00+07:00", {**_GROUP, "places": 120}),
    "withdrawn": ("2017-04-20T12:00:00+07:00", _CASE),
    "error_correction_requested": ("2017-05-15T12:00:00+07:00", {**_CASE, "request": "И-17"}),
    "error_correction_decided": (
        "2017-05-17T12:00:00+07:00",
        {**_CASE, "request": "И-17", "corrected": True},
    ),
    "complaint_filed": (
        "2017-05-20T12:00:00+07:00",
        {**_CASE, "complaint": "Ж-8", "ground": 2},
    ),
    "complaint_registered": ("2017-05-22T12:00:00+07:00", {**_CASE, "complaint": "Ж-8"}),
    "complaint_decided": (
        "2017-06-09T12:00:00+07:00",
        {**_CASE, "complaint": "Ж-8", "upheld": True},
    ),
    "court_decided": ("2017-09-01T12:00:00+07:00", {**_CASE, "unlawful": False}),
    "site_audited": (
        "2017-06-20T12:00:00+07:00",
        {
            **_PLACE,
            "unit": "all",
            "precision": "day",
            "audit": "С-2017-2",
            "met": ["places", "hours", "phones", "regulation"],
            "unmet": ["form"],
        },
    ),
    "premises_inspected": (
        "2017-06-21T12:00:00+07:00",
        {**_PLACE, "precision": "day", "audit": "П-2017-5", "met": ["entry", "signs", "parking"]},
    ),
    "declared": (
        "2017-06-01T12:00:00+07:00",
        {
            **_CASE,
            "service": "02/03/007",
            "name": "04701000.site_inspected",
            "fields": {"accessible": True, "visited_on": "2017-06-01", "rooms": 3},
        },
    ),
    "corrected": (
        "2017-04-12T09:00:00+07:00",
        {
            **_CASE,
            "recorded_at": "2017-04-12T09:00:00+07:00",
            "target": {"source": "urn:edms:krsk", "id": "2017-000421-reg"},
            "reason": "typing_error",
            "replacement": {
                "kind": "registered",
                "occurred_at": "2017-04-11T09:32:00+07:00",
                "number": "214-с",
                "year": 2017,
            },
        },
    ),
    "annulled": (
        "2017-04-12T09:05:00+07:00",
        {**_CASE, "target": {"source": "urn:edms:krsk", "id": "2017-000421-doc"}},
    ),
    "source_watermark": (
        "2017-04-12T21:00:00+07:00",
        {
            **_PLACE,
            "complete_to": "2017-04-12T20:00:00+07:00",
            "role": "edms",
            "units": ["sov", "len"],
        },
    ),
}


def example(kind: str) -> dict[str, Any]:
    """A CloudEvent of this kind."""
    time, data = _TOLD[kind]
    return {
        "specversion": "1.0",
        "type": f"{TYPE_PREFIX}{kind}.v{NEWEST[kind]}",
        "source": "urn:edms:krsk",
        "id": f"2017-000421-{kind}",
        "time": time,
        "data": {key: value for key, value in data.items() if value is not None},
    }
