"""Asking brokers what they have, and making what they lack."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final, NamedTuple, Self

from kafka import KafkaAdminClient
from kafka.admin import ACL, ConfigResource
from kafka.errors import KafkaError, TopicAlreadyExistsError

from sroki.deploy.kafka.settings import KafkaSettings
from sroki.deploy.kafka.topics import Found, Topic
from sroki.events.errors import Invalid, SrokiError
from sroki.events.i18n import say

_PATIENCE_MS: Final = 15_000


class NoAnswer(SrokiError):
    """Brokers do not answer, or not so."""


class Replica(NamedTuple):
    """One partition of a topic: who leads it, who has a copy, who of them is in step."""

    partition: int
    leader: int
    copies: tuple[int, ...]
    in_step: tuple[int, ...]


class Admin:
    """A connection for administration; close it when done. Its calls raise NoAnswer."""

    def __init__(self, kafka: KafkaSettings) -> None:
        if not kafka.on:
            raise Invalid(say("не сказано, где Kafka"), accepted=say("kafka.bootstrap = узел:порт"))
        with _said():
            self._client = KafkaAdminClient(
                **kafka.client(), bootstrap_timeout_ms=_PATIENCE_MS, request_timeout_ms=_PATIENCE_MS
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def brokers(self) -> int:
        """How many there are."""
        with _said():
            return len(self._client.describe_cluster()["brokers"])

    def replicas(self, names: Iterable[str]) -> dict[str, list[Replica]]:
        """The partitions of those topics that there are."""
        with _said():
            told = self._client.describe_topics(None)
        wanted = set(names)
        return {
            one["name"]: sorted(
                Replica(
                    part["partition_index"],
                    part["leader_id"],
                    tuple(part["replica_nodes"]),
                    tuple(part["isr_nodes"]),
                )
                for part in one["partitions"]
            )
            for one in told
            if one["name"] in wanted
        }

    def find(self, names: Iterable[str]) -> dict[str, Found]:
        """Those topics that there are, with every property in force."""
        replicas = self.replicas(names)
        asked = [ConfigResource("topic", name) for name in replicas]
        with _said():
            told: dict[str, Any] = (
                self._client.describe_configs(asked, config_filter="all") if asked else {}
            )
        configs: dict[str, Any] = next(iter(told.values()), {})
        return {
            name: Found(
                len(parts),
                min(len(part.copies) for part in parts),
                {key: str(one["value"]) for key, one in configs.get(name, {}).items()},
            )
            for name, parts in replicas.items()
        }

    def create(self, topics: Sequence[Topic]) -> None:
        """Make topics; one that there is already stays as it is."""
        for topic in topics:
            asked = {
                "num_partitions": topic.partitions,
                "replication_factor": topic.replication,
                "configs": topic.configs,
            }
            with _said():
                try:
                    self._client.create_topics({topic.name: asked}, wait_for_metadata=True)
                except TopicAlreadyExistsError:
                    continue

    def create_acls(self, acls: Sequence[ACL]) -> dict[str, Any]:
        """Give rights; which of them brokers took, and which not with the error."""
        with _said():
            told: dict[str, Any] = self._client.create_acls(acls)
            return told


@contextmanager
def _said() -> Iterator[None]:
    """What the library raises, as an error of ours."""
    try:
        yield
    except (KafkaError, OSError) as error:
        raise NoAnswer(
            say("брокеры Kafka не ответили как надо"), why=f"{type(error).__name__}: {error}"
        ) from error
