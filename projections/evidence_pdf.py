"""The evidence pack of a case as a document for a table: tagged PDF/A-3, made of the pack alone.

It carries the pack's own file as an attachment and bears its hash, so that paper and what can be
verified are held against each other. It is made of nothing else: no store, no clock.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from importlib.resources import files
from typing import Any

import typst

from sroki.events import amounts
from sroki.events.i18n import Lang
from sroki.projections.names import Names
from sroki.projections.web.vocabulary import said
from sroki.projections.words import n, t


def evidence_pdf(pack: Mapping[str, Any], pack_bytes: bytes, names: Names) -> bytes:
    """The document of a pack; `pack_bytes` is the file that is verified, whose hash it bears."""
    lang: Lang = pack["lang"]
    first = json.loads(pack["events"][0]["stored"])
    zone = names.zone(first["authority"]).info
    as_of = datetime.fromisoformat(pack["as_of"])
    at = f"{amounts.on(as_of.astimezone(zone), lang)} {as_of.astimezone(zone):%H:%M}"
    standing = pack["standing"]
    data = {
        "lang": lang,
        "title": t("Справка по срокам дела {case}", lang, case=pack["case_id"]),
        "authority": names.authority(first["authority"]),
        "unit": names.unit(first["authority"], first["unit"]),
        "service": names.service(first["authority"], first["service"]),
        "as_of": t("По состоянию на {at} ({zone})", lang, at=at, zone=str(zone)),
        "summary": standing["summary"],
        "states": _table(
            [t("Срок", lang), t("Последний день", lang), t("Состояние", lang)],
            [_state(one, standing["counts"], lang) for one in standing["deadlines"]],
            t("Сроки", lang),
        ),
        "deadlines": [_deadline(one, lang) for one in standing["counts"]],
        "chapters": standing["chapters"],
        "events": _table(
            [t("Событие", lang), t("Когда было", lang), t("Место в журнале", lang), "SHA-256"],
            [_event(one, lang, zone) for one in pack["events"]],
            t("Принятые события", lang),
        ),
        "ledger": _table(
            [t("Когда стало известно", lang), t("Что сказано", lang), t("Пункт", lang)],
            [_said(one, standing["counts"], lang, zone) for one in pack["ledger"]],
            t("Что и когда было сказано", lang),
        ),
        "pack": pack_bytes.decode(),
        "file": f"sroki-evidence-{sha256(pack['case_id'].encode()).hexdigest()[:12]}.json",
        "attached": t("Справка для проверки: приложена к этому файлу", lang),
        "rulebook": t("Отпечаток правил: {digest}", lang, digest=pack["rulebook"]["digest"]),
        "hash": t("SHA-256 приложенного файла: {hash}", lang, hash=sha256(pack_bytes).hexdigest()),
        "verify": t(
            "Файл справки приложен к этому документу и проверяется без сети командой "
            "sroki verify-evidence: отпечатки событий, звенья журнала, правила и вывод "
            "пересчитываются заново. Номеров и личных данных здесь нет.",
            lang,
        ),
    }
    made: bytes = typst.compile(
        files("sroki.projections").joinpath("snapshots/templates/evidence.typ").read_bytes(),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=["a-3a"],
        # Typst takes whole seconds.
        timestamp=as_of.replace(microsecond=0),
    )
    return made


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]], name: str) -> dict[str, Any]:
    return {"name": name, "columns": columns, "rows": rows}


def _state(one: Mapping[str, Any], told: Sequence[Mapping[str, Any]], lang: Lang) -> list[str]:
    proof = f", {said(lang, 'proof', one['proof'])}" if one["state"] == "overdue" else ""
    return [
        _title(one["rule"], told),
        _day(one["due_on"], lang),
        said(lang, "state", one["state"]) + proof,
    ]


def _title(rule: str, told: Sequence[Mapping[str, Any]]) -> str:
    return next((one["title"] for one in told if one["rule"] == rule), rule)


def _deadline(one: Mapping[str, Any], lang: Lang) -> dict[str, Any]:
    counting = one["counting"]
    days = [*counting["days"], *counting["rolled"]] if counting else []
    return {
        "title": one["title"],
        "clause": one["clause"],
        "words": one["words"],
        "says": one["says"],
        "days": _table(
            [t("День", lang), t("Счёт", lang)],
            [[_day(day["on"], lang), _counted(day, lang)] for day in days],
            n("Счёт по дням: {n} день", "Счёт по дням: {n} дней", len(days), lang),
        ),
    }


def _counted(day: Mapping[str, Any], lang: Lang) -> str:
    number = t("{number}-й", lang, number=day["ordinal"]) if day["ordinal"] else "—"
    return f"{number}: {day['reason']}"


def _event(one: Mapping[str, Any], lang: Lang, zone: Any) -> list[str]:
    event, place = json.loads(one["stored"]), one["journal"]
    where = f"{place['partition']}/{place['seq']}" if place else "—"
    return [
        f"{event['kind']} ({event['id']})",
        _moment(event["occurred_at"], lang, zone),
        where,
        one["content"][:16] + "…",
    ]


def _said(
    one: Mapping[str, Any], told: Sequence[Mapping[str, Any]], lang: Lang, zone: Any
) -> list[str]:
    due = f", {_day(one['due_on'], lang)}" if one["due_on"] else ""
    return [
        _moment(one["as_of"], lang, zone),
        f"{said(lang, 'kind', one['kind'])}: {_title(one['rule'], told)}{due}",
        one["clause"],
    ]


def _day(on: str | None, lang: Lang) -> str:
    return amounts.on(date.fromisoformat(on), lang) if on else "—"


def _moment(at: str, lang: Lang, zone: Any) -> str:
    local = datetime.fromisoformat(at).astimezone(zone)
    return f"{amounts.on(local, lang)} {local:%H:%M}"
