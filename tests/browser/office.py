"""An office in which every page has something to show, for whoever looks at all of them.

    with offices(folder) as found:
        found.path("/snapshots/drafts/{name}")  ->  "/snapshots/drafts/s-2025…"

The months of two units that `tests/desk/test_checking` tells of, and on the 10th of July a draft
that is being checked, a snapshot, a plan, a survey, an audit, a proposal, events that were not
taken, an application that people ask after.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sroki.events.acts.users import Role
from tests.cycle.conftest import SERVICE, YEAR, faults, with_plan
from tests.deploy.conftest import set_clock, shell
from tests.deploy.wires import filed, item, number, wire
from tests.desk.conftest import Browser, Town
from tests.desk.test_checking import DRAFT, UNITS, drafted, everything, frozen, furnish
from tests.support.rulebooks import KRSK

# Who sees every page, and every form of it.
ALL: Final = (Role.OPERATOR, Role.OFFICE, Role.LAWYER, Role.ADMINISTRATOR)
LOGIN: Final = "everyone"


@contextmanager
def furnished(folder: Path) -> Iterator[tuple[Town, dict[str, str]]]:
    """The office, and by what name each thing of it is found in an address."""
    begins = "2025-04-01 12:00"
    with shell(folder / "sroki.db", begins, status_page=True, survey_page=True) as embedded:
        furnish(embedded)
        town = Town(embedded)
        names = {"user": town.let_in(LOGIN, *ALL)}
        names |= _figures(town)
        with town.browser(LOGIN) as one:
            names |= _cycle(one)
        _asked_after(town)
        _not_taken(town)
        yield town, names


def _figures(town: Town) -> dict[str, str]:
    """A snapshot of one unit, and a draft for both that one of them has checked."""
    with town.browser("office") as office:
        sent = office.send("/snapshots/new", **DRAFT, unit=UNITS[1:])
        assert sent.status_code == 303, sent.text
        frozen(town, str(sent.headers["location"]))
    draft = drafted(town)
    with town.browser("other") as other:
        everything(other, f"{draft}/kirovsky")
    return {"draft": draft.rpartition("/")[2]}


def _cycle(one: Browser) -> dict[str, str]:
    with_plan(one)
    survey = _sent(
        one,
        "/cycle/surveys",
        form="places",
        service=SERVICE,
        unit=["sovetsky", "kirovsky"],
        first_on="2025-07-01",
        last_on="2025-07-31",
    )
    here = f"/cycle/surveys/{survey}"
    sheet = {"unit": "sovetsky", "q.waiting": "over_15"}
    _sent(one, f"{here}/sheet", here, **sheet)
    sample = _sent(
        one,
        "/cycle/samples",
        service=SERVICE,
        first_on="2025-04-01",
        last_on="2025-06-30",
        key="rasp-14",
        size="3",
    )
    audit = _sent(
        one,
        "/cycle/audits/new",
        f"/cycle/audits/new?service={SERVICE}&checklist=premises",
        service=SERVICE,
        checklist="premises",
        unit="sovetsky",
        looked_on="2025-07-09",
        **{"of.parking": "25", "part.parking": "2"},
    )
    proposal = _sent(
        one,
        "/cycle/proposals",
        service=SERVICE,
        clause="п. 15",
        words="Регистрировать в день подачи.",
        unit="sovetsky",
        rests_on="case/late/registration",
    )
    _sent(one, f"/cycle/report/{YEAR}", words="Заявления регистрируют поздно.")
    return {"survey": survey, "sample": sample, "audit": audit, "proposal": proposal}


def _sent(one: Browser, to: str, page: str = "", **fields: object) -> str:
    """Send a form; the last part of the address it leads to."""
    sent = one.send(to, page, **fields)
    assert sent.status_code == 303, faults(sent.text)
    return str(sent.headers["location"]).rpartition("/")[2]


def _asked_after(town: Town) -> None:
    """One application under way, and one late for certain."""
    embedded = town.embedded
    told = [
        filed("waiting", "2025-07-10 08:00", **number("СП-15")),
        filed("forgotten", "2025-07-04 08:00", **number("СП-16")),
        wire("registered", "2025-07-10 08:30", case_id="waiting", number="СП-15", year=2025),
        wire("receipt_issued", "2025-07-10 08:31", case_id="waiting"),
    ]
    mark = wire("source_watermark", "2025-07-10 08:40", role="edms", complete_to=_COMPLETE)
    answers = embedded.take([item(one) for one in (*told, mark)])
    assert all(one.kept for one in answers), answers
    set_clock(embedded, "2025-07-10 09:01")


_COMPLETE: Final = "2025-07-09T23:00:00+07:00"


def _not_taken(town: Town) -> None:
    bad = filed("bad", "2025-07-10 08:00")
    bad["data"]["unit"] = "nowhere"
    newer = filed("newer", "2025-07-10 08:00") | {"type": "ru.sroki.submitted.v9"}
    lost = wire("registered", "2025-07-10 08:30", **number("СП-404"))
    town.embedded.take([item(one) for one in (bad, newer, lost)])


__all__ = ["KRSK", "LOGIN", "furnished"]
