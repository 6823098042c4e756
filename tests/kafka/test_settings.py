"""Settings of Kafka: from any place, whole or refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from sroki.deploy.settings_loading import load
from sroki.events.problems import InvalidFile

FAR = "kafka.office.example:9093"
SASL = 'security = "sasl_ssl"\nsasl_username = "gate"\nsasl_password = "secret"'


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def said(text: str) -> None:
    Path("sroki.toml").write_text(f"[kafka]\n{text}\n", encoding="utf-8")


def test_the_environment_completes_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    said(f'bootstrap = "{FAR}"\nsecurity = "sasl_ssl"\nsasl_username = "gate"')
    monkeypatch.setenv("SROKI_KAFKA_SASL_PASSWORD", "secret")
    found = load()
    kafka = found.settings.kafka
    assert (kafka.addresses, kafka.inbox) == ([FAR], "sroki.inbox")
    assert kafka.sasl_password.get_secret_value() == "secret"
    origins = {one.name: one.origin for one in found.rows()}
    assert origins["kafka.bootstrap"] == "sroki.toml"
    assert origins["kafka.sasl_password"] == "SROKI_KAFKA_SASL_PASSWORD"
    assert origins["kafka.prefix"] == "default"
    client = kafka.client()
    assert client["security_protocol"] == "SASL_SSL"
    assert client["ssl_context"].check_hostname


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (f'bootstrap = "{FAR}"', "allow_plaintext"),
        (f'bootstrap = "{FAR}"\nsecurity = "sasl_plaintext"\n' + SASL[22:], "allow_plaintext"),
        ('bootstrap = "127.0.0.1"', "узел:порт"),
        ('security = "sasl_ssl"\nsasl_username = "gate"', "sasl_password"),
        ('sasl_username = "gate"\nsasl_password = "x"', "security не sasl_"),
        ('ssl_cafile = "ca.pem"', "security не ssl"),
        ('security = "ssl"\nssl_certfile = "own.pem"', "только вместе"),
    ],
)
def test_what_is_set_by_halves_is_refused_with_the_reason(text: str, why: str) -> None:
    said(text)
    with pytest.raises(InvalidFile, match=why) as found:
        load()
    assert "sroki.toml" in str(found.value)


@pytest.mark.parametrize("near", ["127.0.0.1:9092,localhost:9093", "[::1]:9092"])
def test_this_machine_and_a_closed_network_need_no_protection(near: str) -> None:
    said(f'bootstrap = "{near}"')
    assert load().settings.kafka.client() == {
        "bootstrap_servers": near.split(","),
        "security_protocol": "PLAINTEXT",
    }
    said(f'bootstrap = "{FAR}"\nallow_plaintext = true')
    assert load().settings.kafka.on
