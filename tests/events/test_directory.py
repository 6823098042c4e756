"""The directory file: what it says, and how it says what is wrong."""

from __future__ import annotations

import pytest

from sroki.events.directory import read_directory
from sroki.events.problems import InvalidFile
from tests.events.office import DIRECTORY

GOOD = """\
format: 1
authorities:
  - oktmo: "04701000"
    title: Город Красноярск
    zone: Asia/Krasnoyarsk
    units:
      - code: sov
        title: Управление в Советском районе
        address: ул. Ленина, 1
"""


def test_what_it_says() -> None:
    directory = read_directory(GOOD.encode(), "units.yaml")
    authority = directory.authority("04701000")
    assert authority is not None
    assert authority.tz.key == "Asia/Krasnoyarsk"
    assert authority.codes["sov"].address == "ул. Ленина, 1"
    assert directory.knows("04701000", "sov")
    assert not directory.knows("04701000", "len")
    assert not directory.knows("50701000", "sov")
    assert DIRECTORY.knows("04701000", "len")


@pytest.mark.parametrize(
    ("change", "place", "what"),
    [
        (("format: 1", "format: 2"), "units.yaml:1:9", "такого значения нет"),
        (('"04701000"', "04701000"), "units.yaml:3:12", "здесь нужен текст"),
        (('"04701000"', '"0470"'), "units.yaml:3:12", "значение записано неверно"),
        (("Asia/Krasnoyarsk", "Asia/Krasnojarsk"), "units.yaml:5:11", "часового пояса"),
        (("Asia/Krasnoyarsk", "../etc/passwd"), "units.yaml:5:11", "часового пояса"),
        (("code: sov", "code: Советский"), "units.yaml:7:15", "значение записано неверно"),
        (("code: sov", "code: all"), "units.yaml:7:15", "код «all» занят"),
        (("address:", "adress:"), "units.yaml:9:9", "ключ «adress» здесь не известен"),
        (("    zone: Asia/Krasnoyarsk\n", ""), "units.yaml:3:5", "не хватает ключа «zone»"),
        (
            (
                "address: ул. Ленина, 1",
                "address: ул. Ленина, 1\n      - code: sov\n        title: Т",
            ),
            "units.yaml:10:15",
            "описано дважды",
        ),
        (("format: 1", "format: 1\nformat: 1"), "units.yaml:2:1", "повторяется"),
    ],
)
def test_what_is_wrong_has_its_line(change: tuple[str, str], place: str, what: str) -> None:
    assert change[0] in GOOD
    with pytest.raises(InvalidFile) as raised:
        read_directory(GOOD.replace(*change).encode(), "units.yaml")
    assert str(raised.value).startswith(f"{place}: ")
    assert what in str(raised.value)


def test_all_problems_are_told_at_once() -> None:
    twice = GOOD.replace("authorities:\n", "") + GOOD.split("authorities:\n")[1]
    broken = "format: 1\nauthorities:\n" + twice.replace("format: 1\n", "").replace(
        "Asia/Krasnoyarsk", "Mars/Olympus"
    )
    with pytest.raises(InvalidFile) as raised:
        read_directory(broken.encode(), "units.yaml")
    assert [problem.place and problem.place.line for problem in raised.value.problems] == [
        5,
        10,
        12,
    ]
