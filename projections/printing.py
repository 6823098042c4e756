"""Documents made of a template and of what fills it: Word by docxtpl, PDF by Typst.

Neither reads a clock: a document bears the day that it is given, and comes out the same whenever it
is made.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from io import BytesIO
from typing import Any

import typst
from docxtpl import DocxTemplate
from jinja2 import TemplateError
from jinja2.sandbox import SandboxedEnvironment

from sroki.events.errors import Invalid
from sroki.events.i18n import Lang, say
from sroki.projections.zips import stamped


def docx(template: bytes, fields: Mapping[str, Any], dated: date) -> bytes:
    """A document of Word by a template, which anybody may edit.

    Raises `Invalid` where the template asks for what is not there, or cannot be filled in.
    """
    environment = SandboxedEnvironment(autoescape=True)
    found = BytesIO()
    try:
        document = DocxTemplate(BytesIO(template))
        unknown = document.get_undeclared_template_variables(environment) - fields.keys()
        if unknown:
            raise Invalid(
                say("в шаблоне поля, которых нет: {names}", names=", ".join(sorted(unknown))),
                accepted=", ".join(fields),
            )
        document.render(dict(fields), environment, autoescape=True)
        document.save(found)
    except (TemplateError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise Invalid(say("шаблон не заполняется: {error}", error=str(error))) from None
    return stamped(found.getvalue(), dated)


def pdf(template: bytes, fields: Mapping[str, Any], dated: date, lang: Lang) -> bytes:
    """A document to print and to keep: tagged, PDF/A-2a."""
    made: bytes = typst.compile(
        template,
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps({**fields, "lang": lang}, ensure_ascii=False)},
        pdf_standards=["a-2a"],
        timestamp=datetime.combine(dated, time(), UTC),
    )
    return made
