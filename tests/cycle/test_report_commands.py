"""`sroki report`: from a year with a frozen snapshot to the archive for the city's site."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZipFile

from docx import Document as Word

from sroki.deploy.cli.failures import Exit
from sroki.projections.names import Names
from sroki.projections.opening import look_at
from sroki.projections.queries.evidence import Graph
from sroki.projections.queries.reading import read
from tests.deploy.commands import Said, sroki
from tests.desk.acts import BEGAN
from tests.snapshots.test_commands import done, issue, store
from tests.support.rulebooks import KRSK

__all__ = ["store"]


def report(store: Path, name: str, *arguments: object) -> Said:
    return sroki("report", name, *arguments, "--store", store, "--authority", KRSK)


def test_a_report_is_approved_and_its_archive_taken_out(store: Path, tmp_path: Path) -> None:
    issue(store)
    site, word = tmp_path / "site.zip", tmp_path / "report.docx"
    assert report(store, "show", 2025).code == Exit.UNUSABLE
    done(report(store, "draft", 2025, "--words", "Сроки не соблюдены."))
    refused = report(store, "export", 2025, "--to", site)
    assert refused.code == Exit.REFUSED
    assert "Отчёт не утверждён" in refused.err
    told = done(report(store, "show", 2025))
    assert "105,56 %" in told
    assert "[снимок № 1, П2]" in told.replace("\n", " ")

    with look_at(store) as database, database.reading() as connection:
        graph = Graph(read(connection, BEGAN, Names()))
        assert "snapshot/1/p2" in graph.node("snapshot/1").rests_on
        late = graph.node("snapshot/1/p2").rests_on
        assert {"case/c", "case/d"} <= set(late)
        begun = graph.node("case/c/total_to_notice").rests_on
        assert begun
        assert all(graph.node(one).there for one in begun)

    approval = ("--by", "Мэр города", "--act", "Постановление № 14-п", "--dated", "2026-01-20")
    done(report(store, "approve", 2025, *approval))
    done(report(store, "export", 2025, "--to", site))
    text = ZipFile(BytesIO(site.read_bytes())).read("data/statements.csv").decode("utf-8-sig")
    rows = list(csv.DictReader(StringIO(text), delimiter=";"))
    figures = [row for row in rows if row["Раздел"] == "Утверждённые показатели"]
    # What the public form of the snapshot withholds, this one does too.
    assert {row["Скрыто"] for row in figures} == {"0", "1"}

    own = Word()
    own.add_paragraph("{{ title }} — {{ chief }}")
    own.save(str(word))
    bad = report(store, "export", 2025, "--to", tmp_path / "x.docx", "--template", word)
    assert "в шаблоне поля, которых нет: chief" in bad.err
    assert "authority" in bad.err
    done(report(store, "draft", 2025, "--words", "Иначе.", "--reason", "Так надо"))
    done(report(store, "place", 2025, "--address", "https://city.example", "--on", "2026-02-02"))
    assert "новая версия" in done(sroki("report", "list", "--store", store)).replace("\n", " ")
