"""The files that were made of a version of a report: kept as they were made, and given out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from sqlalchemy import ColumnElement, Connection, func, insert, select
from sqlmodel import col

from sroki.projections.report_tables import ReportFileRow as F
from sroki.projections.snapshots.canonical import digest

# What a version has from its making on, what it gets with its approval.
DRAFTS: Final = ("draft.docx", "draft.pdf")
APPROVED: Final = ("report.docx", "report.pdf", "public.zip")


class Version(NamedTuple):
    """Which version of which report."""

    authority: str
    year: int
    number: int


class File(NamedTuple):
    """A file that is kept of a version."""

    name: str
    size: int
    sha256: str


def keep(connection: Connection, version: Version, made: Mapping[str, bytes]) -> None:
    """Keep files of a version, each under its name."""
    rows = [
        {**version._asdict(), "name": name, "content": content, "sha256": digest(content)}
        for name, content in made.items()
    ]
    connection.execute(insert(F), rows)


def content_of(connection: Connection, version: Version, name: str) -> bytes | None:
    """A file of a version."""
    found: bytes | None = connection.scalar(
        select(col(F.content)).where(*_of(version), col(F.name) == name)
    )
    return found


def files(connection: Connection, version: Version) -> dict[str, File]:
    """What is kept of a version, by name."""
    rows = connection.execute(
        select(col(F.name), func.length(col(F.content)), col(F.sha256))
        .where(*_of(version))
        .order_by(col(F.name))
    )
    return {row[0]: File(*row) for row in rows}


def _of(version: Version) -> list[ColumnElement[bool]]:
    return [col(getattr(F, name)) == value for name, value in version._asdict().items()]
