"""Every page there is, by its route; a page that is not here has not been looked at.

`CITY` are read in the small city of `tests/web`, which has a case of each kind and is open; all
others in the office of `office`, signed in.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from tests.cycle.conftest import SERVICE, YEAR
from tests.support.rulebooks import KRSK

_INFORMATION: Final = f"/cycle/information/{YEAR}/1/sovetsky/{SERVICE}"


class Look(NamedTuple):
    """One page as it is looked at. `status` is what it answers."""

    path: str
    city: bool = False
    status: int = 200


def _city(*paths: str) -> tuple[Look, ...]:
    return tuple(Look(path, city=True) for path in paths)


PAGES: Final[dict[str, tuple[Look, ...]]] = {
    "/": (
        *_city("/", "/?lang=en", "/?what=open&size=10&page=2", "/?what=attention&group=unit"),
        Look("/?what=presumed"),
    ),
    "/changes": _city("/changes"),
    "/findings": _city("/findings"),
    "/cases/{case_id:path}": (
        *_city("/cases/listed-late", "/cases/corrected", "/cases/old-edition"),
        Look("/cases/nobody", city=True, status=404),
        Look("/cases/late"),
    ),
    "/cases/{case_id:path}/acknowledge": (Look("/cases/open/acknowledge?rule=registration"),),
    "/digest": _city(f"/digest?unit={KRSK}/sovetsky"),
    "/indicators": (*_city("/indicators?period=2025-H1"), Look("/indicators?period=2025-H1")),
    "/indicators/{name}": _city("/indicators/registration_timely_share?period=2025-H1"),
    "/snapshots": (Look("/snapshots"),),
    "/snapshots/new": (Look("/snapshots/new"),),
    "/snapshots/drafts/{name}": (Look("/snapshots/drafts/{draft}"),),
    "/snapshots/drafts/{name}/{unit}": (
        Look("/snapshots/drafts/{draft}/sovetsky"),
        Look("/snapshots/drafts/{draft}/kirovsky?show=confirmed"),
    ),
    "/snapshots/{number:int}": (Look("/snapshots/1"),),
    "/cycle": (Look("/cycle"), Look("/cycle?lang=en")),
    "/cycle/plan/{year}": (Look(f"/cycle/plan/{YEAR}"),),
    "/cycle/information/{year}/{line}/{unit}/{service:path}": (Look(_INFORMATION),),
    "/cycle/surveys": (Look("/cycle/surveys"),),
    "/cycle/surveys/{name}": (Look("/cycle/surveys/{survey}"),),
    "/cycle/surveys/{name}/sheets": (Look("/cycle/surveys/{survey}/sheets"),),
    "/cycle/samples": (Look("/cycle/samples"),),
    "/cycle/samples/{name}": (Look("/cycle/samples/{sample}"),),
    "/cycle/audits": (Look("/cycle/audits"),),
    "/cycle/audits/new": (
        Look(f"/cycle/audits/new?service={SERVICE}&checklist=site"),
        Look(f"/cycle/audits/new?service={SERVICE}&checklist=case_files&case=late"),
    ),
    "/cycle/audits/{audit}": (Look("/cycle/audits/{audit}"),),
    "/cycle/deviations": (Look(f"/cycle/deviations?year={YEAR}"),),
    "/cycle/complaints": (Look("/cycle/complaints"),),
    "/cycle/evaluation": (Look("/cycle/evaluation"),),
    "/cycle/evaluation/{year}/{parameter}/{service:path}": (
        Look(f"/cycle/evaluation/{YEAR}/d/{SERVICE}"),
    ),
    "/cycle/proposals": (Look("/cycle/proposals"),),
    "/cycle/proposals/{name}": (Look("/cycle/proposals/{proposal}"),),
    "/cycle/report/{year}": (Look(f"/cycle/report/{YEAR}"),),
    "/cycle/graph": (Look(f"/cycle/graph?of=dossier/plan/{YEAR}"),),
    "/sources": _city("/sources"),
    "/sources/{source:path}": _city("/sources//edms/krsk"),
    "/rejects": (*_city("/rejects"), Look("/rejects")),
    "/quarantine": _city("/quarantine?stage=no_edition"),
    "/sandbox": (Look("/sandbox"),),
    "/account": (Look("/account"),),
    "/users": (Look("/users"),),
    "/users/{user}": (Look("/users/{user}"),),
    "/audit": (Look("/audit"),),
    "/login": (Look("/login"),),
    "/status": (Look("/status"), Look("/status?lang=en")),
    "/survey/{authority}/{name}/{unit}": (Look(f"/survey/{KRSK}/{{survey}}/sovetsky"),),
    "/runbooks/": (Look("/runbooks/"),),
    "/runbooks/{name}": (Look("/runbooks/SrokiBreach"), Look("/runbooks/none", status=404)),
}
# What is read by a program, or saved.
ENDINGS: Final = (".json", ".csv", ".xlsx", ".docx", ".pdf", ".svg", ".{kind}")
NO_PAGES: Final = frozenset(
    {
        "/healthz",
        "/readyz",
        "/metrics",
        "/events/{inquiry}",
        "/cases/{case_id:path}/deadlines",
        "/cycle/report/{year}/public.zip",
        "/cycle/report/{year}/{number}/{name}",
        "/snapshots/{number:int}/attached/{name}",
        "/api/v1/status/{case_id}",
    }
)
