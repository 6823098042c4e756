"""The page of Kafka for integrators: its program is run, its record of a rejection is one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sroki.deploy.kafka.broker import Brokers
from sroki.events.cloud import read_kafka
from sroki.events.outcomes import Accepted
from sroki.events.rejections import Rejection
from tests.events.office import NOW, intake
from tests.packaging.pages import ROOT, blocks
from tests.support.kafka import made, records_of, settings_of

PAGE = ROOT / "docs" / "kafka.md"


def shown(lang: str) -> list[str]:
    return [block.text for block in blocks(PAGE) if block.lang == lang]


@pytest.mark.real
def test_the_program_of_the_page_sends_what_the_intake_takes(
    brokers: Brokers, topic_prefix: str, tmp_path: Path
) -> None:
    kafka = settings_of(brokers, topic_prefix)
    made(kafka, 1)
    (program,) = shown("python")
    (tmp_path / "send.py").write_text(program, encoding="utf-8")
    environment = {**os.environ, "KAFKA": kafka.bootstrap, "INBOX": kafka.inbox}
    said = subprocess.run(
        [sys.executable, "send.py"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    (record,) = [one for part in records_of(kafka, kafka.inbox).values() for one in part]
    assert said.stdout == f"{kafka.inbox}/{record.partition}/{record.offset}\n"
    items = read_kafka(record.headers, record.value)
    assert isinstance(items, list)
    (outcome,) = intake(directory=None).take_all(items, NOW)
    assert isinstance(outcome, Accepted)
    assert record.key.decode() == outcome.events[0].source


def test_the_rejection_of_the_page_is_one() -> None:
    (told,) = shown("json")
    assert Rejection.model_validate_json(told).model_dump(mode="json") == json.loads(told)
