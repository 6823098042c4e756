"""Asking a service as a `curl` line of a page would."""

from __future__ import annotations

import shlex
from base64 import b64encode
from collections.abc import Iterator, Mapping
from pathlib import Path

from starlette.testclient import TestClient

_WITH_VALUE = {"-H", "-d", "-u", "-X"}


def ask(line: str, client: TestClient, folder: Path, known: Mapping[str, str]) -> tuple[int, bytes]:
    """Status and body. `known` are the variables of the shell; files are read from `folder`."""
    url, options = "", []
    words = iter(shlex.split(_filled(line, known)))
    assert next(words) == "curl"
    for word in words:
        if word in _WITH_VALUE:
            options.append((word, next(words)))
        elif word.startswith("-"):
            assert word == "-s", f"{word}: teach it to tests/packaging/curl.py"
        else:
            url = word
    headers = dict(_headers(options))
    body = next((_body(said, folder) for option, said in options if option == "-d"), None)
    method = "GET" if body is None else "POST"
    answer = client.request(method, url, headers=headers, content=body)
    return answer.status_code, answer.content


def _filled(line: str, known: Mapping[str, str]) -> str:
    for name, value in known.items():
        line = line.replace(f"${name}", value)
    return line


def _headers(options: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for option, said in options:
        if option == "-H":
            name, _, value = said.partition(": ")
            yield name, value
        elif option == "-u":
            yield "Authorization", f"Basic {b64encode(said.encode()).decode()}"


def _body(said: str, folder: Path) -> bytes:
    """As `-d` sends it: of a file, without its line breaks."""
    if said.startswith("@"):
        said = (folder / said[1:]).read_text(encoding="utf-8").replace("\n", "")
    return said.encode()
