"""The page for integrators, done as it says: every request sent, every answer held to the page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.deploy.commands import sroki
from tests.packaging.curl import ask
from tests.packaging.pages import ROOT, Block, blocks, text
from tests.packaging.service import READER, SENDER, Service, served

PAGE = ROOT / "docs" / "integrator.md"
_FILE = re.compile(r"^Файл `([\w.]+)`:$")
_ANSWER = re.compile(r"^Ответ (\d{3})\b.*:$")
_CLOCK = re.compile(r"^<!-- часы: (\S+) -->$", re.MULTILINE)
_CASE = re.compile(r"\b[0-9a-f]{24}\b")
_LEFT_OUT = "…"
_SHELL = {"SROKI": "http://testserver", "KEY": SENDER, "PASSWORD": READER[1]}


class Reader:
    """Somebody who does what the page says, from its top to its end."""

    def __init__(self, service: Service, folder: Path) -> None:
        self._service = service
        self._folder = folder
        self._cases: dict[str, str] = {}
        self._said: tuple[int, bytes] | None = None
        self.answers = 0

    def goes_through(self, block: Block) -> None:
        """Do what one block of code asks for, or hold what was answered against it."""
        file, answer = _FILE.match(block.before), _ANSWER.match(block.before)
        if file:
            (self._folder / file[1]).write_text(block.text, encoding="utf-8")
        elif answer:
            assert self._said is not None, "an answer to nothing"
            status, body = self._said
            said = json.loads(body)
            assert (status, said) == (int(answer[1]), self._same(json.loads(block.text), said))
            self.answers += 1
        elif block.text.startswith("curl"):
            self._send(block.text)

    def _send(self, line: str) -> None:
        for ours, theirs in self._cases.items():
            line = line.replace(ours, theirs)
        line = re.sub(r"\\\n", " ", line)
        self._said = ask(line, self._service.client, self._folder, _SHELL)
        assert self._said[0] < 300, self._said

    def _same(self, wanted: Any, said: Any) -> Any:
        """What the page says, with what no page can know, or leaves out, taken from the answer."""
        if isinstance(wanted, dict) and isinstance(said, dict):
            return {key: self._same(one, said.get(key)) for key, one in wanted.items()}
        if isinstance(wanted, list) and isinstance(said, list):
            return list(self._items(wanted, said))
        if isinstance(wanted, str) and _CASE.fullmatch(wanted) and isinstance(said, str):
            return self._cases.setdefault(wanted, said)
        return wanted

    def _items(self, wanted: list[Any], said: list[Any]) -> Iterator[Any]:
        """Items in order; in the place of «…» any number of others."""
        left = iter(said)
        skipping = False
        for one in wanted:
            if one == _LEFT_OUT:
                skipping = True
                continue
            item = next(left, None)
            while skipping and item is not None and self._same(one, item) != item:
                yield item
                item = next(left, None)
            yield self._same(one, item)
            skipping = False
        if skipping:
            yield from left


def _clocks() -> list[tuple[int, datetime]]:
    """From which line of the page on it is what time."""
    said = text(PAGE)
    return [
        (said.count("\n", 0, found.start()) + 1, datetime.fromisoformat(found[1]))
        for found in _CLOCK.finditer(said)
    ]


def test_every_request_is_answered_as_the_page_says(tmp_path: Path) -> None:
    clocks = _clocks()
    with served(tmp_path) as service:
        reader = Reader(service, tmp_path)
        for block in blocks(PAGE):
            while clocks and clocks[0][0] < block.line:
                service.clock.at = clocks.pop(0)[1]
                service.embedded.tick()
            reader.goes_through(block)
    assert reader.answers > 10
    assert not clocks


def test_the_file_is_validated_as_the_page_says(tmp_path: Path) -> None:
    shown = blocks(PAGE)
    lines = next(block for block in shown if block.before == "Файл `events.jsonl`:")
    path = tmp_path / "events.jsonl"
    path.write_text(lines.text, encoding="utf-8")
    said = sroki("validate", path)
    assert said.code == 1
    wanted = next(block for block in shown if block.before.endswith("отвечает:"))
    assert said.err.replace(f"{tmp_path}/", "").split() == wanted.text.split()
