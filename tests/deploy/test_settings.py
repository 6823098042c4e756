"""Settings: the first place that has one wins, and each tells where it came from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sroki.deploy.settings import variable_of
from sroki.deploy.settings_loading import DEFAULT, described, load
from sroki.events.errors import Invalid
from sroki.events.problems import InvalidFile
from tests.deploy.commands import sroki


def origins() -> dict[str, str]:
    return {one.name: one.origin for one in load().rows()}


def test_every_setting_has_a_default_and_says_what_it_is() -> None:
    rows = load().rows()
    assert {one.name for one in rows} == {name for name, _, _ in described()}
    assert all(one.says for one in rows)
    assert {one.origin for one in rows} == {DEFAULT}


def test_the_command_line_beats_the_environment_beats_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "sroki.toml"
    file.write_text('port = 1\nhost = "::1"\nseal_days = 3\n', encoding="utf-8")
    assert load().settings.port == 1
    monkeypatch.setenv("SROKI_PORT", "2")
    monkeypatch.setenv("SROKI_LANG", "en")
    found = load(port=3, host=None)
    assert (found.settings.port, found.settings.host, found.settings.seal_days) == (3, "::1", 3)
    assert found.origins["port"] == "--port"
    assert origins()["port"] == "SROKI_PORT"
    assert origins()["host"] == "sroki.toml"
    assert origins()["store"] == DEFAULT


def test_paths_of_a_file_are_beside_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = tmp_path / "etc"
    folder.mkdir()
    file = folder / "my.toml"
    file.write_text(
        'store = "s.db"\neditions = ["a.yaml", "/b"]\n[calendars.city]\noverlays = ["c.toml"]\n'
    )
    monkeypatch.setenv("SROKI_CONFIG", str(file))
    found = load().settings
    assert found.store == folder / "s.db"
    assert found.editions == [folder / "a.yaml", Path("/b")]
    assert found.calendars["city"].overlays == [folder / "c.toml"]
    monkeypatch.setenv("SROKI_EDITIONS", "x.yaml:y.yaml")
    assert load().settings.editions == [Path("x.yaml"), Path("y.yaml")]


def test_an_unknown_setting_is_an_error_with_what_was_meant(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "sroki.toml").write_text("prt = 1\n")
    with pytest.raises(Invalid) as in_file:
        load()
    assert (str(in_file.value.place), in_file.value.accepted) == ("sroki.toml", "port")
    (tmp_path / "sroki.toml").unlink()
    monkeypatch.setenv("SROKI_PRT", "1")
    with pytest.raises(Invalid) as in_environment:
        load()
    assert "SROKI_PORT" in str(in_environment.value.accepted)


@pytest.mark.parametrize("said", ["port = 'x'", "port = 99999", "partitions = 0", "log_level = 1"])
def test_a_wrong_value_is_an_error_with_its_place(said: str, tmp_path: Path) -> None:
    (tmp_path / "sroki.toml").write_text(said)
    with pytest.raises(InvalidFile, match=said.partition(" ")[0]) as found:
        load()
    assert "sroki.toml" in str(found.value)


def test_the_token_of_an_import_is_no_unknown_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SROKI_TOKEN", "sroki_x")
    assert set(origins().values()) == {DEFAULT}


def test_a_file_that_is_none_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SROKI_CONFIG", "/nowhere.toml")
    with pytest.raises(Invalid, match="нет"):
        load()
    monkeypatch.delenv("SROKI_CONFIG")
    (tmp_path / "sroki.toml").write_text("port = [")
    with pytest.raises(Invalid, match="TOML"):
        load()


def test_config_shows_them_and_hides_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SROKI_METRICS_TOKEN", "very-secret")
    monkeypatch.setenv("SROKI_KAFKA_SSL_PASSWORD", "very-secret")
    said = sroki("config", "--json")
    found = json.loads(said.out)
    assert set(found) == {name for name, _, _ in described()}
    assert found["metrics_token"]["origin"] == variable_of("metrics_token")
    assert "very-secret" not in said.out + sroki("config").out
