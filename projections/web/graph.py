"""What a published sentence rests on, down to the events; and what rests on it."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from sroki.events.acts.base import HumanAct
from sroki.projections.cycle.report_words import Whose, told
from sroki.projections.queries.evidence import Graph, Node
from sroki.projections.web.context import Context
from sroki.projections.web.cycle_forms import authority_of, year_of
from sroki.projections.web.page import Page
from sroki.workflows.dossier_types import type_of

_LATEST: Final = 50
# So many of what a node rests on are told of on a page.
_SHOWN: Final = 200


def router(ports: Context) -> APIRouter:
    """`/cycle/graph`."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/cycle/graph")
    def look(request: Request, of: str = "") -> Response:
        page = Page.of(request, ports)
        with page.reading() as reading:
            authority = authority_of(page, reading)
            graph = Graph(reading)
            node = graph.node(of) if of else None
            return page.render(
                "graph.html",
                reading,
                reading.names.zone(authority),
                status=200 if node is None or node.there else 404,
                is_data=False,
                year=year_of(page, reading, authority),
                of=of,
                node=node,
                tree=_tree(graph, node, set()) if node else [],
                more=max(0, len(node.rests_on) - _SHOWN) if node else 0,
                above=graph.above(of) if of else [],
                latest=graph.latest(_LATEST),
                say=lambda act: _say(page, act),
                told=lambda ref: told(ref, Whose(reading.names, authority, page.lang)),
                link_to=lambda path: _link(page, path),
            )

    return routes


def _tree(graph: Graph, node: Node, seen: set[str]) -> list[tuple[Node, Any]]:
    """What a node rests on, and each of those in turn; each is opened once."""
    seen.add(node.ref)
    found = []
    for ref in node.rests_on[:_SHOWN]:
        one = graph.leaf(ref)
        found.append((one, [] if ref in seen else _tree(graph, one, seen)))
    return found


def _link(page: Page, path: str) -> str:
    """A page, at a place of it."""
    where, _, place = path.partition("#")
    return page.link(where) + (f"#{place}" if place else "")


def _say(page: Page, act: HumanAct) -> str:
    return type_of(act).say(act, page.lang)
