"""Parts of a dashboard, and how Grafana writes them. Sizes are in its grid of 24 columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final, Literal, NamedTuple

# The uid of the datasource that is provisioned; a dashboard takes any by its variable.
DATASOURCE_UID: Final = "sroki-prometheus"
_SOURCE: Final = {"type": "prometheus", "uid": "${datasource}"}
# Colours of the board's own pages: what is late, what is presumed, what is in order.
RED, AMBER, GREEN, BLUE = "#c4314b", "#b26a00", "#2e7d32", "#1f60c4"
_ALL: Final = ".*"
# What the variables choose.
CHOSEN: Final = 'authority=~"$authority",service=~"$service",unit=~"$unit",rule=~"$rule"'

Kind = Literal["stat", "timeseries", "table", "bargauge"]


class Query(NamedTuple):
    """PromQL and its legend; `instant` asks for now alone."""

    expr: str
    legend: str = ""
    instant: bool = False


class Link(NamedTuple):
    """Where a panel leads: to a list of the board, at the chosen place."""

    title: str
    url: str


class Panel(NamedTuple):
    """One panel. `steps` are (from which value on, colour); `columns` rename those of a table."""

    kind: Kind
    title: str
    says: str
    queries: Sequence[Query]
    unit: str = "none"
    width: int = 12
    height: int = 8
    steps: Sequence[tuple[float, str]] = ((0, GREEN),)
    links: Sequence[Link] = ()
    columns: Sequence[tuple[str, str]] = ()
    stack: bool = False
    text: bool = False
    decimals: int | None = None


class Row(NamedTuple):
    """Panels under one heading."""

    title: str
    panels: Sequence[Panel]


class Variable(NamedTuple):
    """A choice of the reader's, kept in the address: the values of a label."""

    name: str
    title: str
    expr: str
    label: str


class Note(NamedTuple):
    """An annotation: where its query is not 0, a mark or a span."""

    name: str
    expr: str
    title: str
    colour: str


class Dashboard(NamedTuple):
    """A page of panels."""

    uid: str
    title: str
    says: str
    rows: Sequence[Row]
    variables: Sequence[Variable] = ()
    notes: Sequence[Note] = ()
    since: str = "now-24h"
    refresh: str = "30s"


PLACES: Final = (
    Variable("authority", "Орган", "authority:sroki_authority_info:held", "authority"),
    Variable(
        "service", "Услуга", 'service:sroki_service_info:held{authority=~"$authority"}', "service"
    ),
    Variable("unit", "Подразделение", 'unit:sroki_unit_info:held{authority=~"$authority"}', "unit"),
    Variable(
        "rule",
        "Срок",
        'rule:sroki_rule_info:held{authority=~"$authority",service=~"$service"}',
        "rule",
    ),
)
_OF_SERVICE: Final = 'authority=~"$authority",service=~"$service"'
NOTES: Final = (
    Note(
        "Редакции",
        f"max by (authority, service, edition) (sroki_edition_in_force{{{_OF_SERVICE}}}) > 0\n"
        "  unless max by (authority, service, edition) "
        f"(sroki_edition_in_force{{{_OF_SERVICE}}} offset 1h) > 0",
        "Вступила в силу редакция {{edition}}",
        BLUE,
    ),
    Note(
        "Периоды приёма",
        f"max by (authority, service, window) (sroki_window_open{{{_OF_SERVICE}}}) > 0",
        "Период приёма {{window}}",
        GREEN,
    ),
)


def short(unit: str) -> str:
    """Units with the last three words of their name as `short`: what tells them apart on a wall.

    «Управление социальной защиты населения в Советском районе» is «в Советском районе».
    """
    return f'label_replace({unit}, "short", "$1", "title", ".*?((?:\\\\S+ ){{0,2}}\\\\S+)")'


def board(what: str, title: str = "Открыть список на доске") -> Link:
    """The board's list of one kind; in a table or a series, of the place that was clicked."""
    where = "&".join(
        f"{name}=${{__field.labels.{name}}}" for name in ("authority", "service", "rule", "unit")
    )
    return Link(title, f"${{board}}/?what={what}&{where}")


def row_of_table(what: str, title: str = "Открыть список на доске") -> Link:
    """The same, from the row of a table."""
    where = "&".join(
        f"{name}=${{__data.fields.{name}}}" for name in ("authority", "service", "rule", "unit")
    )
    return Link(title, f"${{board}}/?what={what}&{where}")


def list_of_board(what: str) -> Link:
    """The board's list of one kind, whole."""
    return Link("Открыть список на доске", f"${{board}}/?what={what}")


def as_json(one: Dashboard) -> dict[str, Any]:
    """The dashboard as Grafana keeps it."""
    return {
        "uid": one.uid,
        "title": one.title,
        "description": one.says,
        "tags": ["sroki"],
        "schemaVersion": 41,
        "editable": False,
        "graphTooltip": 1,
        "timezone": "browser",
        "refresh": one.refresh,
        "time": {"from": one.since, "to": "now"},
        "fiscalYearStartMonth": 0,
        "annotations": {"list": [_note(note) for note in one.notes]},
        "templating": {"list": [*_always(), *(_variable(each) for each in one.variables)]},
        "links": [_other_dashboards()],
        "panels": list(_panels(one.rows)),
    }


def _other_dashboards() -> dict[str, Any]:
    return {
        "title": "Сроки",
        "type": "dashboards",
        "tags": ["sroki"],
        "asDropdown": False,
        "icon": "external link",
        "includeVars": True,
        "keepTime": True,
        "targetBlank": False,
        "tooltip": "",
        "url": "",
    }


def _always() -> list[dict[str, Any]]:
    return [
        {
            "name": "datasource",
            "label": "Источник данных",
            "type": "datasource",
            "query": "prometheus",
            "current": {"text": "Prometheus", "value": DATASOURCE_UID, "selected": True},
            "hide": 0,
            "includeAll": False,
            "multi": False,
            "refresh": 1,
            "regex": "",
            "skipUrlSync": False,
        },
        {
            "name": "board",
            "label": "Адрес доски",
            "type": "textbox",
            "query": "http://127.0.0.1:8080",
            "current": {
                "text": "http://127.0.0.1:8080",
                "value": "http://127.0.0.1:8080",
                "selected": True,
            },
            "hide": 0,
            "skipUrlSync": False,
        },
    ]


def _variable(one: Variable) -> dict[str, Any]:
    query = f"label_values({one.expr}, {one.label})"
    return {
        "name": one.name,
        "label": one.title,
        "type": "query",
        "datasource": _SOURCE,
        "query": {"query": query, "refId": f"variable-{one.name}"},
        "current": {"text": ["All"], "value": ["$__all"], "selected": True},
        "allValue": _ALL,
        "includeAll": True,
        "multi": True,
        "refresh": 2,
        "sort": 1,
        "hide": 0,
        "regex": "",
        "skipUrlSync": False,
    }


def _note(one: Note) -> dict[str, Any]:
    return {
        "name": one.name,
        "datasource": _SOURCE,
        "enable": True,
        "hide": False,
        "iconColor": one.colour,
        "expr": one.expr,
        "step": "5m",
        "titleFormat": one.title,
        "textFormat": "{{authority}} · {{service}}",
        "tagKeys": "",
        "useValueForTime": False,
    }


def _panels(rows: Iterable[Row]) -> Iterable[dict[str, Any]]:
    number, top = 1, 0
    for row in rows:
        place = {"x": 0, "y": top, "w": 24, "h": 1}
        head = {"id": number, "type": "row", "title": row.title, "gridPos": place, "panels": []}
        yield head | {"collapsed": False}
        number, top, left, tallest = number + 1, top + 1, 0, 0
        for panel in row.panels:
            if left + panel.width > 24:
                left, top, tallest = 0, top + tallest, 0
            place = {"x": left, "y": top, "w": panel.width, "h": panel.height}
            yield _panel(panel, number, place)
            number, left, tallest = number + 1, left + panel.width, max(tallest, panel.height)
        top += tallest


def _panel(one: Panel, number: int, place: dict[str, int]) -> dict[str, Any]:
    panel: dict[str, Any] = {
        "id": number,
        "type": one.kind,
        "title": one.title,
        "description": one.says,
        "datasource": _SOURCE,
        "gridPos": place,
        "targets": [
            _target(query, chr(ord("A") + n), one.kind) for n, query in enumerate(one.queries)
        ],
        "fieldConfig": {"defaults": _defaults(one), "overrides": list(_overrides(one))},
        "options": _options(one),
    }
    if one.kind == "table":
        panel["transformations"] = [_organised(one)]
    return panel


def _target(query: Query, ref: str, kind: Kind) -> dict[str, Any]:
    instant = query.instant or kind in {"table", "bargauge"}
    return {
        "refId": ref,
        "datasource": _SOURCE,
        "editorMode": "code",
        "expr": query.expr,
        "legendFormat": query.legend or "__auto",
        "instant": instant,
        "range": not instant,
        "format": "table" if kind == "table" else "time_series",
    }


def _defaults(one: Panel) -> dict[str, Any]:
    first, *others = one.steps
    steps: list[dict[str, Any]] = [{"color": first[1], "value": None}]
    steps += [{"color": colour, "value": value} for value, colour in others]
    colour = "palette-classic" if one.kind == "timeseries" else "thresholds"
    defaults: dict[str, Any] = {
        "unit": one.unit,
        "color": {"mode": colour},
        "thresholds": {"mode": "absolute", "steps": steps},
        "links": [
            {"title": link.title, "url": link.url, "targetBlank": True} for link in one.links
        ],
        "mappings": [],
    }
    if one.kind == "timeseries":
        defaults["custom"] = {
            "lineWidth": 2,
            "fillOpacity": 30 if one.stack else 8,
            "stacking": {"mode": "normal" if one.stack else "none", "group": "A"},
            "showPoints": "never",
            "spanNulls": False,
        }
        defaults["min"] = 0
    return defaults | ({} if one.decimals is None else {"decimals": one.decimals})


def _overrides(one: Panel) -> Iterable[dict[str, Any]]:
    """A table links each row, from every cell of it, and hides the codes it links by."""
    if one.kind != "table":
        return
    for name, title in one.columns:
        if not title:
            yield {
                "matcher": {"id": "byName", "options": name},
                "properties": [{"id": "custom.hidden", "value": True}],
            }
        elif name == "Value":
            yield {
                "matcher": {"id": "byName", "options": title},
                "properties": [
                    {"id": "custom.cellOptions", "value": {"type": "color-text"}},
                    {"id": "custom.width", "value": 110},
                ],
            }


def _organised(one: Panel) -> dict[str, Any]:
    return {
        "id": "organize",
        "options": {
            "excludeByName": {"Time": True, "job": True},
            "indexByName": {name: place for place, (name, _) in enumerate(one.columns)},
            "renameByName": {name: title for name, title in one.columns if title},
        },
    }


def _options(one: Panel) -> dict[str, Any]:
    last = {"calcs": ["lastNotNull"], "fields": "", "values": False}
    if one.kind == "stat":
        return {
            "reduceOptions": last,
            "colorMode": "background",
            "graphMode": "none" if one.text else "area",
            "justifyMode": "center",
            "orientation": "auto",
            "textMode": "name" if one.text else "value",
        }
    if one.kind == "bargauge":
        return {
            "reduceOptions": last,
            "displayMode": "basic",
            "orientation": "horizontal",
            "showUnfilled": True,
        }
    if one.kind == "table":
        return {"showHeader": True, "cellHeight": "md", "sortBy": []}
    return {
        "legend": {
            "displayMode": "list",
            "placement": "bottom",
            "showLegend": True,
            "calcs": [],
        },
        "tooltip": {"mode": "multi", "sort": "desc"},
    }
