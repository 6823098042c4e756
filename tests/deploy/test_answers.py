"""What a sender is told can always be sent: whatever it called its event."""

import pytest

from sroki.deploy.answers import batch_answer, event_answer
from sroki.deploy.taking import Answer
from sroki.events.outcomes import Rejected
from sroki.events.strict import Item, read


def answered(raw: bytes) -> tuple[Item, str]:
    """The one event of a body, and the answer to its batch as it goes over the wire."""
    items = read(raw)
    assert isinstance(items, list)
    (item,) = items
    assert item.reason is not None
    one = event_answer(item, Answer(Rejected((item.reason,))), "ru", None)
    return item, batch_answer([one]).model_dump_json()


@pytest.mark.parametrize("field", ["id", "source"])
def test_half_a_surrogate_pair_in_a_name_does_not_cost_the_batch_its_answer(field: str) -> None:
    item, answer = answered(b'{"%s": "\\ud800"}' % field.encode())
    assert item.fields[field] == "\ud800"
    assert '"lone_surrogate"' in answer
    assert f'"{field}":null' in answer


def test_a_name_that_can_be_read_is_told_back() -> None:
    _, answer = answered('{"id": "дело-1", "source": "urn:a", "x": NaN}'.encode())
    assert '"id":"дело-1"' in answer
    assert '"source":"urn:a"' in answer
