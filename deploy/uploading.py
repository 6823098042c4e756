"""Handing a file to a running service: `POST /imports`, the file and its mapping as a form."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path
from secrets import token_hex
from typing import Any
from urllib.parse import urlencode, urlsplit

from sroki.events.errors import Invalid, Refused
from sroki.events.i18n import Lang, say
from sroki.events.readers.plan import ImportPlan
from sroki.events.readers.report import ImportReport, Tally

_CHUNK = 1 << 20
_TIMEOUT_SECONDS = 3600


def upload(
    plan: ImportPlan, mapping: Path | None, url: str, token: str | None, lang: Lang
) -> ImportReport:
    """Let the service at `url` import the file; its report. Raises `Invalid`, `Refused`.

    The service says what is wrong with the file in `lang`.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Invalid(say("«{url}» — не адрес службы", url=url), accepted="http://127.0.0.1:8080")
    form = _Form(plan, mapping)
    asked = {"historical": str(int(plan.historical)), "lang": lang}
    if plan.as_at is not None:
        asked["as_at"] = plan.as_at.isoformat()
    headers = {
        "Content-Type": f"multipart/form-data; boundary={form.boundary}",
        "Content-Length": str(form.length),
    }
    if token:
        headers["Authorization"] = f"Bearer {token}"
    make = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = make(parts.hostname, parts.port, timeout=_TIMEOUT_SECONDS)
    try:
        path = f"{parts.path.rstrip('/')}/imports?{urlencode(asked)}"
        connection.request("POST", path, form.body(), headers)
        answer = connection.getresponse()
        return _report(answer.status, answer.read())
    except ConnectionError as error:
        raise Invalid(say("служба по адресу {url} не отвечает", url=url), why=str(error)) from None
    finally:
        connection.close()


class _Form:
    """A multipart form whose file is read while it is sent."""

    def __init__(self, plan: ImportPlan, mapping: Path | None) -> None:
        self.boundary = token_hex(16)
        self._plan = plan
        self._head = b"" if mapping is None else self._part("mapping", mapping.name)
        self._head += b"" if mapping is None else mapping.read_bytes() + b"\r\n"
        self._head += self._part("file", plan.file)
        self._tail = f"\r\n--{self.boundary}--\r\n".encode()
        self._size = plan.path.stat().st_size
        self.length = len(self._head) + self._size + len(self._tail)

    def body(self) -> Iterator[bytes]:
        """The bytes, in order."""
        yield self._head
        done = 0
        with self._plan.path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk
                done += len(chunk)
                if self._plan.progress is not None:
                    self._plan.progress(done, self._size)
        yield self._tail

    def _part(self, name: str, file: str) -> bytes:
        shown = file.replace('"', "'")
        return (
            f"--{self.boundary}\r\n"
            f'Content-Disposition: form-data; name="{name}"; filename="{shown}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        ).encode()


def _report(status: int, body: bytes) -> ImportReport:
    try:
        said: Any = json.loads(body)
    except ValueError:
        said = None
    if status == 200 and isinstance(said, dict):
        return report_from(said)
    if isinstance(said, dict) and isinstance(said.get("problems"), list):
        raise Invalid("\n".join(map(str, said["problems"])))
    if status in (401, 403):
        raise Refused(say("служба не приняла ключ"), accepted=say("--token с ключом источника"))
    raise Invalid(
        say("служба ответила {status}", status=status), why=body[:300].decode("utf-8", "replace")
    )


def report_from(said: dict[str, Any]) -> ImportReport:
    """The inverse of `ImportReport.as_json`, as far as people are shown it."""
    report = ImportReport(said["file"], said["about"])
    for name in ("records", "traces", "blank", "titles", "skipped", "unchanged", "unruled"):
        setattr(report, name, said[name])
    report.default_dates = said["default_dates"]
    report.told.update(said["told"])
    report.settled.update(said["settled"])
    report.unmapped.update(said["unmapped"])
    report.left.update(said["left"])
    report.rejected = {reason: Tally(**one) for reason, one in said["rejected"].items()}
    report.untold, report.vanished = Tally(**said["untold"]), Tally(**said["vanished"])
    report.watermark_withheld = said["watermark_withheld"]
    for name in ("as_at", "watermark"):
        if said[name] is not None:
            setattr(report, name, datetime.fromisoformat(said[name]))
    return report
