"""A case is told with what its own events cannot say: what groups found, what contradicts it."""

from __future__ import annotations

from sroki.deploy.embedded import Embedded
from tests.deploy.conftest import set_clock
from tests.deploy.wires import Wire, filed, item, wire

OVERTAKEN = "Обойдён в очереди"
CONFLICT = "Другое содержание под тем же номером события"


def take(embedded: Embedded, *wires: Wire) -> None:
    embedded.take([item(one) for one in wires])


def deviations(embedded: Embedded, case: str) -> str:
    told = embedded.explain(case, "ru")
    assert told is not None
    return "\n".join(
        line for one in told.chapters if "Отклонения" in one.title for line in one.says
    )


def approved(included: list[str], considered: list[str], name: str) -> Wire:
    return wire(
        "list_approved",
        "2025-05-05 10:00",
        name=name,
        period="2025-H2",
        number=name,
        included=included,
        considered=[{"case_id": one, "ground": "budget_exhausted"} for one in considered],
    )


def test_other_content_under_one_identity_is_told(embedded: Embedded) -> None:
    first = filed("c1", "2025-03-31 09:00", name="f1")
    take(embedded, first)
    assert CONFLICT not in deviations(embedded, "c1")
    take(embedded, filed("c1", "2025-03-31 10:00", name="f1"))
    assert CONFLICT in deviations(embedded, "c1")


def test_who_was_overtaken_is_told_so_until_the_list_is_annulled(embedded: Embedded) -> None:
    take(embedded, filed("early", "2025-03-20 09:00"), filed("late", "2025-03-31 09:00"))
    set_clock(embedded, "2025-05-06 09:00")
    take(embedded, approved(["late"], ["early"], "L"))
    assert OVERTAKEN in deviations(embedded, "early")
    assert OVERTAKEN not in deviations(embedded, "late")
    target = {"source": "urn:krsk:edms", "id": "L"}
    take(embedded, wire("annulled", "2025-05-06 08:00", period="2025-H2", target=target))
    assert OVERTAKEN not in deviations(embedded, "early")
