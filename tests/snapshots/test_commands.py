"""`sroki snapshot`, from the draft to a file that verifies without the store."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from sroki.deploy.cli.failures import Exit
from sroki.projections.scope import Scope
from tests.deploy.commands import Said, sroki
from tests.projections.stores import opened
from tests.projections.test_figures import Office
from tests.snapshots.test_snapshots import lived
from tests.support.rulebooks import KRSK
from tests.web.world import World

HALF = ("--period", "2025-H1", "--as-of", "2025-07-10", "--authority", KRSK)
APPROVED = ("--act", "Распоряжение № 12", "--dated", "2025-07-16", "--authority", KRSK)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    with opened(tmp_path / "office.db") as made:
        lived(Office(made))
    return tmp_path / "office.db"


def snapshot(store: Path, name: str, *arguments: object) -> Said:
    return sroki("snapshot", name, *arguments, "--store", store)


def done(said: Said) -> str:
    assert said.code == Exit.DONE, said.err
    return said.out.strip()


def issue(store: Path) -> str:
    """Freeze the half-year; the number and the hash, as printed."""
    name = done(snapshot(store, "draft", *HALF, "--unit", "sovetsky"))
    answer = ("--unit", "sovetsky", "--row", "p2", "--answer", "confirmed", "--authority", KRSK)
    done(snapshot(store, "answer", name, *answer))
    return done(snapshot(store, "create", name, *APPROVED))


def test_from_a_draft_to_a_file_that_verifies(store: Path, tmp_path: Path) -> None:
    number, anchor = issue(store).split()
    assert number == "1"
    for name in ("s.json", "s.csv.zip", "s.xlsx", "s.docx", "s.pdf"):
        done(snapshot(store, "export", 1, "--to", tmp_path / name))
        done(snapshot(store, "export", 1, "--to", tmp_path / f"public-{name}", "--public"))
    assert "105,56 %" in done(snapshot(store, "show", 1))
    assert anchor in done(snapshot(store, "list")).replace("\n", "")
    assert anchor in done(snapshot(store, "verify", "--anchor", anchor))
    public = store.with_name("office.db.mark.pub")
    file = tmp_path / "s.json"
    store.unlink()
    done(snapshot(store, "verify", file, "--public", public, "--anchor", anchor))
    file.write_bytes(file.read_bytes()[:-1])
    assert snapshot(store, "verify", file).code == Exit.UNUSABLE


def test_snapshots_over_http(store: Path) -> None:
    issue(store)
    world = World(store)
    try:
        client = TestClient(world.app())
        (row,) = client.get("/snapshots.json").json()["snapshots"]
        assert row["number"] == 1
        for kind in ("json", "csv", "xlsx", "docx", "pdf"):
            found = client.get(f"/snapshots/1.{kind}")
            assert found.status_code == 200
            tag = {"If-None-Match": found.headers["etag"]}
            assert client.get(f"/snapshots/1.{kind}", headers=tag).status_code == 304
        assert "rows" not in client.get("/snapshots/1.json?public=1").json()["body"]
        assert client.get("/snapshots/2.pdf").status_code == 404
        asked = {"period": "2025-H1", "authority": KRSK}
        figures = client.get("/indicators.json", params=asked)
        assert {one["number"] for one in figures.json()["figures"]} >= {
            "П1",
            "П2",
            "П3",
            "П4",
            "П5",
        }
        assert client.get("/indicators.json", params={**asked, "period": "?"}).status_code == 422
        # Who sees one unit alone sees no list of the cases of others.
        world.scope = Scope.of((KRSK, "sovetsky"))
        assert client.get("/snapshots.json").json()["snapshots"] == []
        assert client.get("/snapshots/1.json").status_code == 404
    finally:
        world.close()
