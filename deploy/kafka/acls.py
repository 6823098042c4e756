"""Who may do what with the topics: as commands for `kafka-acls.sh`, or applied.

Kafka's rules say which principal may write to which *topic*. They do not tell the reader of a
topic who wrote a record, so whoever may write to a shared inbox may speak for anybody: a source
that is to be known writes to a topic of its own, which the gate reads under that source's policy.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from kafka.admin import (
    ACL,
    ACLOperation,
    ACLPermissionType,
    ACLResourcePatternType,
    ResourcePattern,
    ResourceType,
)

from sroki.deploy.kafka.admin import Admin
from sroki.deploy.kafka.settings import KafkaSettings
from sroki.events.errors import Refused
from sroki.events.i18n import say

_FLAGS: Final = {"topic": "topic", "group": "group", "transactional_id": "transactional-id"}


class Grant(NamedTuple):
    """One right. `prefixed`: of everything whose name begins so."""

    principal: str
    operation: str
    resource: str
    name: str
    prefixed: bool = False

    @property
    def command(self) -> str:
        """For `kafka-acls.sh`, without the address of brokers."""
        words = ["--add", "--allow-principal", self.principal, "--operation", self.operation]
        words += [f"--{_FLAGS[self.resource]}", self.name]
        words += ["--resource-pattern-type", "prefixed"] if self.prefixed else []
        return shlex.join(words)


def grants(
    kafka: KafkaSettings, gate: str, worker: str, sources: Mapping[str, str], readers: Iterable[str]
) -> list[Grant]:
    """Every right there is; what is not granted is refused.

    `sources` are principals by the inbox they write to. The gate alone writes events, the worker
    alone writes findings, and reads them back; a source writes to its inbox and reads nothing.
    """
    found = [
        Grant(gate, "Read", "topic", kafka.inbox, prefixed=True),
        Grant(gate, "Read", "group", kafka.gate_group),
        Grant(gate, "Write", "topic", kafka.events),
        Grant(gate, "Write", "topic", kafka.rejected),
        Grant(worker, "Read", "topic", kafka.events),
        Grant(worker, "Read", "group", kafka.worker_group),
        Grant(worker, "Write", "topic", kafka.findings),
        Grant(worker, "Read", "topic", kafka.findings),
        Grant(worker, "Write", "transactional_id", kafka.findings, prefixed=True),
    ]
    found += [Grant(who, "Write", "topic", inbox) for inbox, who in sorted(sources.items())]
    for who in readers:
        found += [
            Grant(who, "Read", "topic", kafka.findings),
            Grant(who, "Read", "group", who.removeprefix("User:"), prefixed=True),
        ]
    return found


def apply(admin: Admin, wanted: Iterable[Grant]) -> int:
    """Give these rights; how many there are. Raises Refused where brokers check no rights."""
    told = admin.create_acls([_acl(one) for one in wanted])
    if told["failed"]:
        raise Refused(
            say("брокеры не приняли прав"),
            why=", ".join(sorted({error.__name__ for error in told["failed"]})),
            accepted=say("authorizer.class.name в настройках брокеров, и права главного у нас"),
        )
    return len(told["succeeded"])


def _acl(grant: Grant) -> ACL:
    kind = ACLResourcePatternType.PREFIXED if grant.prefixed else ACLResourcePatternType.LITERAL
    resource = ResourcePattern(ResourceType[grant.resource.upper()], grant.name, kind)
    operation = ACLOperation[grant.operation.upper()]
    return ACL(grant.principal, "*", operation, ACLPermissionType.ALLOW, resource)
