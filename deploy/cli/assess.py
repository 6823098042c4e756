"""`sroki assess`: the events of a file held against editions, without a store."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Annotated

import typer

from sroki.deploy.cli.arguments import end_of
from sroki.deploy.cli.commands import command, tool
from sroki.deploy.cli.failures import Exit
from sroki.deploy.cli.files import lines_of
from sroki.deploy.cli.refusals import show_refusals
from sroki.deploy.cli.terminal import Terminal, terminal
from sroki.deploy.library import find_edition
from sroki.deploy.offline import Offline, Reading
from sroki.events.i18n import mark
from sroki.monitors.difference import Cause, difference
from sroki.monitors.plans import Plans
from sroki.workflows.assessment import Assessment, Deadline, State
from sroki.workflows.load import rulebook_of
from sroki.workflows.standing import SubjectState

app = tool()


@command(
    app,
    mark(
        "Оценивает события файла по редакции на заданный момент. Хранилище не нужно; порядок "
        "строк и повторы ничего не меняют. С --json — по строке JSON на каждую пару «дело, срок»."
    ),
    mark(
        "# сводка по срокам\n"
        "$ sroki assess --edition krsk-010121-97r --events season.jsonl --as-of 2025-09-01\n"
        "# каждая пара «дело, срок» строкой JSON\n"
        "$ sroki assess --edition my.yaml --events season.jsonl --as-of 2025-09-01 --json\n"
        "# что сказано о делах: нарушения, отклонения, предупреждения\n"
        "$ cat season.jsonl | sroki assess --edition my.yaml --events - --as-of "
        "2025-09-01T12:00:00+07:00 --findings"
    ),
)
def assess(
    ctx: typer.Context,
    edition: Annotated[
        list[str],
        typer.Option(
            metavar=mark("РЕДАКЦИЯ"), help=mark("Файл YAML или имя редакции из комплекта")
        ),
    ],
    events: Annotated[
        str,
        typer.Option(metavar=mark("ФАЙЛ"), help=mark("События CloudEvents, JSON Lines; - ввод")),
    ],
    as_of: Annotated[
        str,
        typer.Option(metavar=mark("МОМЕНТ"), help=mark("На какой момент; день — до его конца")),
    ],
    as_json: Annotated[
        bool, typer.Option("--json", help=mark("По строке JSON на каждый срок каждого дела"))
    ] = False,
    findings: Annotated[
        bool, typer.Option(help=mark("По строке JSON на каждый вывод: нарушение, отклонение"))
    ] = False,
) -> None:
    """Assess every subject of a file."""
    ui = terminal(ctx)
    plans = Plans(rulebook_of([find_edition(one) for one in edition]))
    first = plans.rulebook.editions[0]
    moment = end_of(as_of, plans.rulebook.zones[first.zone], "--as-of")
    with Offline(plans, moment) as offline, lines_of(events) as lines:
        offline.read(lines)
        if findings:
            _print_findings(ui, offline.assessed(), moment)
        elif as_json:
            _print_deadlines(ui, offline.assessed())
        else:
            _print_summary(ui, offline.assessed(), plans)
        _report(ui, offline.reading, events)
    if offline.reading.refused:
        raise typer.Exit(Exit.WRONG)


def _print_deadlines(ui: Terminal, assessed: Iterable[Assessment]) -> None:
    for one in assessed:
        for deadline in one.deadlines:
            ui.line(json.dumps(_data(one.subject, deadline), ensure_ascii=False))


def _data(subject: str, deadline: Deadline) -> dict[str, object]:
    """The line of a deadline; days are ISO, those not known null."""
    line: dict[str, object] = {
        "case_id": subject,
        "rule": deadline.rule,
        "clause": deadline.clause,
        "state": deadline.state.value,
        "started_on": _iso(deadline.started_on),
        "due_on": _iso(deadline.due_on),
        "ended_on": _iso(deadline.ended_on),
        "delay_days": deadline.delay_days,
        "proof": deadline.proof.value,
    }
    if deadline.instance:
        line["instance"] = deadline.instance
    if deadline.preliminary:
        line["preliminary"] = True
    return line


def _iso(on: object) -> str | None:
    return None if on is None else str(on)


def _print_findings(ui: Terminal, assessed: Iterable[Assessment], moment: datetime) -> None:
    for one in assessed:
        nothing_said, cause = SubjectState(one.subject), Cause("assess", moment)
        for finding in difference(nothing_said, one, one.claims, cause):
            ui.line(finding.model_dump_json(exclude_none=True))


def _print_summary(ui: Terminal, assessed: Iterable[Assessment], plans: Plans) -> None:
    states: Counter[tuple[str, State]] = Counter()
    subjects = nowhere = 0
    for one in assessed:
        subjects += 1
        nowhere += one.edition is None
        states.update((deadline.rule, deadline.state) for deadline in one.deadlines)
    columns = [state for state in State if any(states[rule, state] for rule, _ in states)]
    titles = {
        limit.id: limit.title
        for edition in plans.rulebook.editions
        for limit in edition.time_limits
    }
    rules = [rule for rule in titles if any((rule, state) in states for state in State)]
    ui.table(
        (ui.t("Срок"), *(ui.t(_STATES[state]) for state in columns)),
        ((titles[rule], *(str(states[rule, state] or "") for state in columns)) for rule in rules),
    )
    ui.print(ui.t("Дел, посещений и списков: {count}", count=subjects))
    if nowhere:
        ui.print(ui.t("Не рассужено, редакция на их день неизвестна: {count}", count=nowhere))


_STATES = {
    State.NOT_STARTED: mark("не начался"),
    State.RUNNING: mark("идёт"),
    State.MET: mark("исполнен"),
    State.LATE: mark("исполнен с опозданием"),
    State.OVERDUE: mark("просрочен"),
    State.CANCELLED: mark("отпал"),
    State.NOT_ASSESSABLE: mark("не оценить"),
}


def _report(ui: Terminal, reading: Reading, path: str) -> None:
    """What became of the lines, beside the answer."""
    said = {
        mark("повторов: {count}"): reading.repeated,
        mark("противоречий (другое содержание под тем же id): {count}"): reading.conflicts,
        mark("позже заданного момента: {count}"): reading.later,
        mark("не принято: {count}"): len(reading.refused),
    }
    parts = [ui.t("событий: {count}", count=reading.taken)]
    parts += [ui.t(text, count=count) for text, count in said.items() if count]
    ui.note(", ".join(parts))
    show_refusals(ui, path, reading.refused)
