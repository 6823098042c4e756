"""XES logs: traces, nested attributes, defaults, and logs that mean harm."""

from __future__ import annotations

import gzip
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sroki.events.errors import Invalid
from sroki.events.readers.limits import Limits
from sroki.events.readers.table import Broken
from sroki.events.readers.xes_reader import XesLog, XesTrace

LOG = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1.0">
  <extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
  <global scope="trace"><string key="concept:name" value="UNKNOWN"/></global>
  <global scope="event">
    <date key="time:timestamp" value="1970-01-01T00:00:00+01:00"/>
    <string key="concept:name" value="UNKNOWN"/>
  </global>
  <classifier name="Activity" keys="concept:name"/>
  <string key="concept:name" value="the log itself"><int key="inner" value="1"/></string>
  <trace>
    <string key="concept:name" value="дело 1">
      <string key="source" value="a"><int key="n" value="7"/></string>
    </string>
    <boolean key="urgent" value="true"/>
    <event>
      <string key="concept:name" value="подано"/>
      <date key="time:timestamp" value="2017-04-15T09:30:00.000+07:00"/>
      <float key="cost" value="1.5"/>
    </event>
    <event>
      <string key="concept:name" value="UNKNOWN"/>
      <date key="time:timestamp" value="1970-01-01T00:00:00+01:00"/>
      <date key="other" value="1970-01-01T00:00:00+01:00"/>
      <date key="bad" value="вчера"/>
      <float key="nan" value="NaN"/>
      <list key="parts">
        <values><string key="part" value="a"/><string key="part" value="b"/></values>
      </list>
    </event>
  </trace>
  <trace/>
  <event><string key="concept:name" value="ничьё"/></event>
</log>
"""


def _write(path: Path, text: str, *, packed: bool = False) -> Path:
    path.write_bytes(gzip.compress(text.encode()) if packed else text.encode())
    return path


def _traces(path: Path) -> list[XesTrace]:
    return list(XesLog(path).traces())


@pytest.mark.parametrize("packed", [False, True])
def test_a_log_is_its_traces(tmp_path: Path, packed: bool) -> None:
    first, empty, orphan = _traces(_write(tmp_path / "a.xes", LOG, packed=packed))
    assert first.values == {
        "concept:name": "дело 1",
        "concept:name/source": "a",
        "concept:name/source/n": 7,
        "urgent": True,
    }
    assert [event.line for event in first.events] == [16, 21]
    assert first.events[0].values == {
        "concept:name": "подано",
        "time:timestamp": datetime(2017, 4, 15, 2, 30, tzinfo=UTC),
        "cost": 1.5,
    }
    assert (empty.events, orphan.orphan) == ([], True)


def test_a_date_that_only_repeats_its_default_is_absent(tmp_path: Path) -> None:
    log = XesLog(_write(tmp_path / "a.xes", LOG))
    event = next(log.traces()).events[1].values
    assert "time:timestamp" not in event
    # The default is that of one attribute; and words may well be what they say.
    assert event["other"] == datetime(1969, 12, 31, 23, tzinfo=UTC)
    assert event["concept:name"] == "UNKNOWN"
    list(log.traces())
    assert log.defaults == 1


def test_what_cannot_be_read_is_broken_and_repeated_keys_are_kept(tmp_path: Path) -> None:
    event = _traces(_write(tmp_path / "a.xes", LOG))[0].events[1].values
    assert event["bad"] == Broken("not_a_date")
    assert event["nan"] == Broken("not_number")
    assert (event["parts/part"], event["parts/part#2"]) == ("a", "b")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('<!DOCTYPE a [<!ENTITY b "c">]><log/>', "DOCTYPE"),
        ("<html/>", "не журнал XES"),
        ("<log><trace><event></trace></log>", "не читается как XML"),
        ("<log><trace>", "не читается как XML"),
        ("", "не читается как XML"),
        ("<log>" + '<string key="a">' * 40, "глубоко"),
        ("<log><trace><wrong/></trace></log>", "незнакомый тег"),
        ('<log><trace><string key="a" value="' + "x" * 1_200_000 + '"/></trace></log>', "длинная"),
    ],
)
def test_what_is_no_log_is_refused(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(Invalid, match=says):
        _traces(_write(tmp_path / "a.xes", text))


def test_a_trace_without_end_is_refused(tmp_path: Path) -> None:
    attributes = "".join(f'<int key="k{n}" value="1"/>' for n in range(200))
    log = _write(tmp_path / "a.xes", f"<log><trace>{attributes}</trace></log>")
    with pytest.raises(Invalid, match="слишком много"):
        list(XesLog(log, limits=Limits(trace_values=100)).traces())


def test_a_cut_archive_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.xes.gz"
    path.write_bytes(gzip.compress(LOG.encode())[:-20])
    with pytest.raises(Invalid, match="повреждён"):
        _traces(path)


def test_a_long_log_takes_the_memory_of_a_trace(tmp_path: Path) -> None:
    """Twenty times the log, and not twice the memory."""

    def peak(traces: int) -> int:
        event = '<event><string key="concept:name" value="a"/></event>' * 20
        path = tmp_path / f"{traces}.xes"
        path.write_text(f"<log>{f'<trace>{event}</trace>' * traces}</log>")
        tracemalloc.start()
        count = sum(1 for _ in XesLog(path).traces())
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert count == traces
        return most

    assert peak(2000) < 2 * peak(100)
