"""The evidence pack: it stands by itself, and whatever is changed in it is found."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from starlette.testclient import TestClient

from sroki.deploy.embedded import Embedded
from sroki.deploy.evidence import faults
from sroki.deploy.serve import build
from sroki.deploy.ticker import Ticker
from tests.deploy.commands import sroki
from tests.deploy.conftest import set_clock
from tests.deploy.test_status import opened, told
from tests.deploy.wires import wire
from tests.support.pdfa import judged


@pytest.fixture
def pack(embedded: Embedded) -> Any:
    """Of a case whose file was formed late, with a correction in it."""
    opened(embedded)
    set_clock(embedded, "2025-04-09 09:00")
    told(embedded, wire("file_formed", "2025-04-08 10:00", case_id="c1", part="paper", name="f1"))
    told(
        embedded,
        wire(
            "annulled",
            "2025-04-09 08:00",
            case_id="c1",
            target={"source": "urn:krsk:edms", "id": "f1"},
            reason="misprint",
        ),
    )
    set_clock(embedded, "2025-04-10 09:00")
    app = build(embedded, Ticker(embedded.clock, 1, embedded.tick))
    with TestClient(app, client=("127.0.0.1", 1)) as found:
        answer = found.get("/cases/c1/evidence.json")
        assert found.get("/cases/nobody/evidence.json").status_code == 404
        assert "evidence.json" in found.get("/cases/c1").text
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].endswith('"sroki-evidence-c1.json"')
    return answer.json()


def test_the_document_shows_the_pack_and_carries_it(embedded: Embedded) -> None:
    opened(embedded)
    # A real clock has parts of a second.
    set_clock(embedded, "2025-04-10 09:00:00.250001")
    app = build(embedded, Ticker(embedded.clock, 1, embedded.tick))
    with TestClient(app, client=("127.0.0.1", 1)) as found:
        answer = found.get("/cases/c1/evidence.pdf")
        again = found.get("/cases/c1/evidence.pdf").content
        assert found.get("/cases/nobody/evidence.pdf").status_code == 404
        assert found.get("/cases/c1/evidence.pdf?lang=en").status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content == again
    read = PdfReader(BytesIO(answer.content))
    ((name, (attached,)),) = read.attachments.items()
    assert name.endswith(".json")
    assert faults(json.loads(attached)) == []
    text = "".join(page.extract_text() for page in read.pages)
    assert sha256(attached).hexdigest() in text.replace("\n", "")
    assert "07.04.2025" in text
    assert "п. 22 абз. 5" in text
    assert "СП-15" not in text
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"]  # type: ignore[index]
    xmp = read.xmp_metadata
    assert xmp is not None
    assert b"<pdfaid:part>3</pdfaid:part>" in xmp.stream.get_data()


@pytest.mark.real
def test_it_is_kept_as_pdfa_with_what_it_carries(embedded: Embedded, tmp_path: Path) -> None:
    opened(embedded)
    app = build(embedded, Ticker(embedded.clock, 1, embedded.tick))
    with TestClient(app, client=("127.0.0.1", 1)) as found:
        content = found.get("/cases/c1/evidence.pdf").content
    assert judged(content, tmp_path) == ("3a", ())


def test_it_holds_and_holds_no_number(pack: Any) -> None:
    assert faults(pack) == []
    assert len(pack["events"]) == 5
    assert all(one["journal"] for one in pack["events"])
    registered = next(one for one in pack["standing"]["counts"] if one["rule"] == "file")
    assert registered["counting"]["days"][-1]["on"] == "2025-04-07"
    assert pack["ledger"]
    assert "СП-15" not in json.dumps(pack, ensure_ascii=False)


def _event(pack: Any) -> None:
    pack["events"][0]["stored"] = pack["events"][0]["stored"].replace("01:00", "02:00")


def _hash(pack: Any) -> None:
    pack["events"][1]["journal"]["hash"] = "00" * 32


def _deadline(pack: Any) -> None:
    pack["standing"]["deadlines"][0]["due_on"] = "2025-04-30"


def _left_out(pack: Any) -> None:
    del pack["events"][1]


def _rulebook(pack: Any) -> None:
    pack["rulebook"]["body"] = pack["rulebook"]["body"].replace('"length":6', '"length":60', 1)


def _torn(pack: Any) -> None:
    del pack["rulebook"]["body"]


@pytest.mark.parametrize("change", [_event, _hash, _deadline, _left_out, _rulebook, _torn])
def test_a_change_is_found(pack: Any, change: Callable[[Any], None]) -> None:
    change(pack)
    assert faults(pack) != []


@pytest.mark.parametrize("junk", [None, [], {}, {"format": "sroki-evidence/1"}, "x"])
def test_junk_is_no_pack(junk: Any) -> None:
    assert len(faults(junk)) == 1


def test_the_command_says_so(pack: Any, tmp_path: Path) -> None:
    file = tmp_path / "pack.json"
    file.write_text(json.dumps(pack), encoding="utf-8")
    well = sroki("verify-evidence", file)
    assert (well.code, "всё сходится" in well.out) == (0, True), well
    _hash(pack)
    file.write_text(json.dumps(pack), encoding="utf-8")
    ill = sroki("verify-evidence", file, lang="en")
    assert (ill.code, "link of the journal" in ill.err) == (1, True), ill
    file.write_text("{", encoding="utf-8")
    assert sroki("verify-evidence", file).code == 2
