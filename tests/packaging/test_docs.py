"""What the pages promise: every link leads somewhere, every command they show exists, everything
that can be set, called or watched is told of, and nothing tells of a machine."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from sroki.deploy.cli import ENTRIES
from sroki.deploy.openapi import openapi
from sroki.deploy.settings import CalendarSetting
from sroki.deploy.settings_loading import described, load
from sroki.deploy.tokens import Reader, Sender
from tests.packaging.command_lines import commands, fault
from tests.packaging.pages import ROOT, anchors, blocks, files, links, name, pages, text, texts
from tests.packaging.service import METRICS, served

DOCS = ROOT / "docs"
_TARGETS = set(re.findall(r"^([a-z-]+):.*##", text(ROOT / "Makefile"), re.MULTILINE))

# A path of somebody's machine, the address of a package index.
TELLTALE = re.compile(
    r"(?<![\w.])/(?:work|root|home/\w+|Users/\w+|mnt|workspace)/"
    r"|--(?:extra-)?index-url[= ]https?:|https?://[^\s\"'>)]+/simple\b|pypi\.org/simple"
)
# Documents are named as they stand in the project: README.md, docs/cli.md.
DOCUMENT = re.compile(
    r"(?<![\w/.<*{}])((?:docs|examples)/[\w./-]+\.(?:md|json|yaml)|[A-Z]{3,}\.md)\b"
)


@pytest.mark.parametrize("page", pages(), ids=name)
def test_every_link_leads_somewhere(page: Path) -> None:
    lost = []
    for link in links(page):
        target, _, anchor = link.partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        path = (page.parent / target).resolve() if target else page
        inside = path.is_relative_to(ROOT)
        if not inside or not path.exists() or (anchor and anchor not in anchors(path)):
            lost.append(link)
    assert lost == []


@pytest.mark.parametrize("page", pages(), ids=name)
def test_every_command_shown_is_one_that_sroki_takes(page: Path) -> None:
    faults = [
        f"{line.place}: {' '.join(line.words)}: {said}"
        for line in commands(page)
        if Path(line.words[0]).name == "sroki" and (said := fault(line))
    ]
    assert faults == []


@pytest.mark.parametrize("page", pages(), ids=name)
def test_every_make_target_shown_exists(page: Path) -> None:
    shown = {
        word
        for line in commands(page)
        if line.words[0] == "make"
        for word in line.words[1:]
        if not word.startswith("-") and "=" not in word
    }
    assert shown <= _TARGETS


def test_commands_are_looked_for_where_they_stand() -> None:
    found = {(name(page), line.words[0]) for page in pages() for line in commands(page)}
    for wanted in ("README.md", "docs/operations.md", "docs/integrator.md", "docs/cli.md"):
        assert (wanted, "sroki") in found


@pytest.mark.parametrize(
    ("said", "because"),
    [
        ("sroki nosuch", "no command"),
        ("sroki due --from 2017-04-15 --days 30 --nosuch", "--nosuch"),
        ("sroki due --days 30", "--from"),
        ("sroki rejects nosuch", "no command"),
        ("sroki serve --port many", "--port"),
    ],
)
def test_a_wrong_command_would_be_seen(said: str, because: str, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"```sh\n{said}\n```\n", encoding="utf-8")
    (line,) = commands(page)
    assert because in (fault(line) or "").lower()


def test_the_reference_is_as_the_commands_would_make_it() -> None:
    made = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "cli_docs.py"), "--check"], check=False
    )
    assert made.returncode == 0, "run python scripts/cli_docs.py"


def test_the_description_of_http_is_as_the_routes_would_make_it() -> None:
    committed = text(DOCS / "contracts" / "openapi.json")
    assert committed == openapi(), "run python -m sroki.deploy.openapi"
    paths = json.loads(committed)["paths"]
    assert {"/events", "/imports", "/cases/{case_id}/deadlines"} <= paths.keys()


def test_every_command_is_in_the_reference_with_its_examples() -> None:
    examples = "\n".join(block.text for block in blocks(DOCS / "cli.md") if block.lang == "sh")
    for command in ENTRIES:
        assert f"sroki-{command}" in anchors(DOCS / "cli.md")
        assert f"sroki {command}" in examples


def test_every_setting_is_told_of() -> None:
    reference = text(DOCS / "cli.md")
    guide = text(DOCS / "operations.md") + text(DOCS / "kafka.md")
    for setting, _, _ in described():
        assert f"| `{setting}` |" in reference
    for model in (Sender, Reader, CalendarSetting):
        for field in model.model_fields:
            assert re.search(rf"\b{field} = ", guide), field


def test_the_file_of_settings_shown_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = [block.text for block in blocks(DOCS / "operations.md") if block.lang == "toml"]
    shown.append(text(ROOT / "deploy" / "systemd" / "sroki.toml"))
    assert len(shown) > 1
    for said in shown:
        path = tmp_path / "sroki.toml"
        # What is shown apart is a part of the file that is shown first.
        whole = said if "store =" in said else f'store = "/var/lib/sroki/sroki.db"\n{said}'
        path.write_text(whole, encoding="utf-8")
        monkeypatch.setenv("SROKI_CONFIG", str(path))
        assert load().settings.store == Path("/var/lib/sroki/sroki.db")


def test_every_metric_is_told_of(tmp_path: Path) -> None:
    told = text(DOCS / "metrics.md") + text(DOCS / "operations.md")
    with served(tmp_path) as service:
        key = {"Authorization": f"Bearer {METRICS}"}
        answer = service.client.get("/metrics", headers=key).raise_for_status().text
    families = {family.name for family in text_string_to_metric_families(answer)}
    assert len(families) > 15
    untold = {one for one in families if f"`{one}`" not in told and f"`{one}_total`" not in told}
    assert untold == set()


def test_nothing_tells_of_a_machine() -> None:
    assert [
        f"{name(path)}: {found.group()}"
        for path in texts()
        if path != Path(__file__)
        for found in TELLTALE.finditer(text(path))
    ] == []


def test_documents_that_are_named_are_here() -> None:
    here = {said for path in files() for said in (name(path), path.name)}
    assert [
        f"{name(path)}: {found.group(1)}"
        for path in texts()
        for found in DOCUMENT.finditer(text(path))
        if found.group(1) not in here
    ] == []


@pytest.mark.parametrize(
    "said",
    ["/root/project/x.py", "pip install --index-url https://a.b/c", "https://a.b/c/simple/"],
)
def test_what_tells_of_a_machine_would_be_seen(said: str) -> None:
    assert TELLTALE.search(said)
