"""The files made of annual reports. They belong to no generation; rows are only ever added."""

from __future__ import annotations

from sqlalchemy import LargeBinary
from sqlmodel import Field

from sroki.projections.tables import Table


class ReportFileRow(Table, table=True):
    """A file of version `number` of a year's report, made once; `name` is as it is sent."""

    __tablename__ = "report_file"

    authority: str = Field(primary_key=True)
    year: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    name: str = Field(primary_key=True)
    content: bytes = Field(sa_type=LargeBinary)
    sha256: str
