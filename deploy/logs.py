"""Logs: one JSON object a line on standard error, or readable lines for a person.

A log line holds codes, counts, case ids and nothing that an outsider wrote: no registration
number, no name, no text of an event. `DENIED` keys are masked wherever they come from, as a last
resort; no code of ours passes them. Until `configure` is called only warnings are heard.
"""

from __future__ import annotations

import logging
import sys
from typing import Any, Final, Literal

import structlog
from structlog.typing import EventDict, WrappedLogger

DENIED: Final = frozenset(
    {"number", "reference", "raw", "alias", "token", "authorization", "password"}
)

Format = Literal["json", "console"]
Level = Literal["debug", "info", "warning", "error"]


def mask(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    """Put `***` in the place of what no log may hold."""
    for key in DENIED & line.keys():
        line[key] = "***"
    return line


_SHARED: Final[list[Any]] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    mask,
]


def log(name: str) -> structlog.stdlib.BoundLogger:
    """The logger of a module."""
    found: structlog.stdlib.BoundLogger = structlog.wrap_logger(
        logging.getLogger(name),
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return found


def configure(form: Format, level: Level) -> None:
    """Set the process's logging up, for our own lines and for those of the libraries."""
    last: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_SHARED,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                last,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    # The address of a page may hold a number that was searched for: no access log.
    logging.getLogger("uvicorn.access").disabled = True
    if level != "debug":
        for chatty in ("aiokafka", "alembic", "faust", "kafka", "mode", "uvicorn"):
            logging.getLogger(chatty).setLevel(logging.WARNING)
        # It warns of every tenth of a second that a busy machine took from it.
        logging.getLogger("kafka.net.selector").setLevel(logging.ERROR)
