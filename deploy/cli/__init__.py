"""The command line: `sroki …`.

sroki <command> --lang en          language.py   which language
  └─ Root (commands.py)            the tree; a command's module is imported when it is run
       └─ due.py, check.py, …      one command each: read arguments, call a room, show
errors → failures.py               what, where, why, what is accepted; exit codes
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from typing import Annotated

import typer

from sroki.deploy.cli import failures
from sroki.deploy.cli.commands import Entry, Root
from sroki.deploy.cli.failures import Exit
from sroki.deploy.cli.language import choose
from sroki.deploy.cli.terminal import Terminal
from sroki.deploy.collector import relax
from sroki.events.errors import SrokiError
from sroki.events.i18n import DEFAULT, mark

_START = mark("Начать")
_WORK = mark("Вести")
_LOOK = mark("Проверить, не заводя хранилища")
_KEEP = mark("Хранить")

_HERE = "sroki.deploy.cli"


def _entry(module: str, heading: str, says: str) -> Entry:
    return Entry(f"{_HERE}.{module}", heading, says)


ENTRIES: Mapping[str, Entry] = {
    "demo": _entry("demo", _START, mark("Год города за минуту, и живая доска")),
    "demo-cluster": _entry(
        "demo_cluster", _START, mark("Тот же год на Kafka, PostgreSQL и двух воркерах")
    ),
    "simulate": _entry("simulate", _START, mark("Разыграть сезон услуги: события в файл")),
    "serve": _entry("serve", _WORK, mark("Запустить службу: приём, доска, API")),
    "worker": _entry("worker", _WORK, mark("Запустить воркер распределённой службы")),
    "partitions": _entry("partitions", _WORK, mark("Показать разделы: место, передано, тревога")),
    "findings": _entry("findings", _WORK, mark("Читать сказанное из Kafka и проверять счёт")),
    "gate": _entry("gate", _WORK, mark("Приём из Kafka: из inbox в events")),
    "import": _entry("import_", _WORK, mark("Загрузить таблицу или журнал ведомства")),
    "explain": _entry("explain", _WORK, mark("Рассказать дело простыми словами")),
    "indicators": _entry(
        "indicators", _WORK, mark("Показатели за период: значения, нормы, что за ними стоит")
    ),
    "snapshot": _entry(
        "snapshot", _WORK, mark("Снимки показателей: проект, утвердить, проверить, выгрузить")
    ),
    "report": _entry(
        "report", _WORK, mark("Годовой отчёт о мониторинге: составить, утвердить, выгрузить")
    ),
    "due": _entry("due", _LOOK, mark("Посчитать срок: день, последний миг, счёт по дням")),
    "check": _entry("check", _LOOK, mark("Проверить редакцию регламента и показать таблицей")),
    "directory": _entry("directory", _LOOK, mark("Проверить справочник органов и подразделений")),
    "validate": _entry("validate", _LOOK, mark("Проверить события файла, как проверил бы приём")),
    "assess": _entry("assess", _LOOK, mark("Оценить события файла по редакции")),
    "contracts": _entry("contracts", _LOOK, mark("Записать договор с источниками: схемы, API")),
    "topics": _entry("topics", _KEEP, mark("Топики Kafka: создать, сверить, показать, права")),
    "config": _entry("config", _KEEP, mark("Показать настройки и откуда каждая")),
    "user": _entry("user", _KEEP, mark("Пользователи: завести, сменить роль, отключить")),
    "token": _entry("token", _KEEP, mark("Сделать ключ источнику или читателю страниц")),
    "rulebook": _entry("rulebook", _KEEP, mark("Правила: показать, примерить, включить")),
    "rejects": _entry("rejects", _KEEP, mark("Не принятое: показать, принять снова")),
    "live": _entry("live", _KEEP, mark("Объявить, с какого дня источник работает вживую")),
    "backup": _entry("backup", _KEEP, mark("Сделать проверенную копию хранилища, не останавливая")),
    "export": _entry("export", _KEEP, mark("Вывезти хранилище целиком одним файлом")),
    "rebuild": _entry("rebuild", _KEEP, mark("Сделать хранилище заново из журнала, переделить")),
    "restore": _entry("restore", _KEEP, mark("Сделать хранилище из копии")),
    "verify": _entry("verify", _KEEP, mark("Проверить цепочку журнала, проиграть его заново")),
    "verify-evidence": _entry(
        "verify_evidence", _LOOK, mark("Проверить справку по сроку, без сети и хранилища")
    ),
    "forget": _entry("forget", _KEEP, mark("Забыть заявителя: стереть номера дела")),
    "version": _entry("version", _KEEP, mark("Показать версии")),
}


class _Sroki(Root):
    entries = ENTRIES


app = typer.Typer(
    cls=_Sroki, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False
)


@app.callback(
    invoke_without_command=True,
    help=mark(
        "Сроки муниципальных услуг: из событий ведомства — верные даты, живые нарушения и "
        "показатели."
    ),
    epilog=mark(
        "# сезон города, живая доска\n"
        "$ sroki demo\n"
        "# когда истекают 30 дней\n"
        "$ sroki due --from 2017-04-15 --days 30"
    ),
)
def root(
    ctx: typer.Context,
    _lang: Annotated[
        str,
        typer.Option(
            "--lang",
            metavar="ru|en",
            help=mark("Язык; то же — переменная SROKI_LANG"),
            show_default="ru",
        ),
    ] = "ru",
) -> None:
    """Without a command, show the help."""
    if ctx.invoked_subcommand is None:
        ctx.get_help()


def main(arguments: Sequence[str] | None = None) -> None:
    """The `sroki` command: run it and leave the process with its exit code."""
    relax()
    sys.exit(run(sys.argv[1:] if arguments is None else arguments, os.environ))


def run(
    arguments: Sequence[str], environment: Mapping[str, str], ui: Terminal | None = None
) -> int:
    """Run one command; its exit code."""
    lang = DEFAULT
    try:
        lang, rest = choose(arguments, environment)
        if rest == ["--version"]:
            # So every tool of the GNU world is asked.
            rest = ["version"]
        ui = Terminal(lang) if ui is None else ui
        return int(
            typer.main.get_command(app).main(rest, "sroki", standalone_mode=False, obj=ui) or 0
        )
    except SrokiError as error:
        return failures.tell(error, ui or Terminal(lang))
    except typer.TyperException as error:
        return failures.tell_usage(error, ui or Terminal(lang))
    except BrokenPipeError:
        # Whoever read the answer has seen enough: `sroki assess … | head`.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.DONE
    except OSError as error:
        ui = ui or Terminal(lang)
        return failures.tell(failures.os_error(error, ui), ui)
    except (KeyboardInterrupt, typer.Abort):
        return Exit.STOPPED
