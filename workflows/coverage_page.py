"""The page `docs/coverage.md`: every paragraph of the acts and what covers it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from sroki.workflows.coverage import Coverage, How, Paragraph, Part
from sroki.workflows.edition import Edition

_HOW: Final[Mapping[How, str]] = {
    How.BY_EVENTS: "по событиям",
    How.BY_CASE_FILE_CHECK: "проверка дела",
    How.BY_SITE_AUDIT: "проверка Сайта и электронной услуги",
    How.BY_INSPECTION: "проверка помещений",
    How.BY_SURVEY: "опрос",
    How.BY_ENTRIES: "записи мониторинга",
    How.NOT_MODELLED: "не моделируется",
}
_HEAD: Final = """\
# Чем покрыты акты

Страница сделана из `workflows/coverage/`; правьте файлы там и запустите
`python scripts/law_docs.py`.

Каждый пункт и абзац акта либо проверяется по событиям, либо людьми по листу проверки, либо не
моделируется, и сказано почему. Абзац — строка пункта, считая строки перечней. Имена в последнем
столбце — сроки, проверки, вехи, основания, документы, периоды и толкования редакции.

Проверки дела, Сайта и помещений и опрос делают люди: события о таких абзацах ничего не скажут.
Листы проверок лежат в `workflows/requirements_data/`, форма опроса — в `workflows/surveys/`, а
записывают увиденное на страницах «Мониторинг». Записи мониторинга — план, сведения, оценки,
предложения — там же.

Порядок мониторинга и регламент услуги — акты разных городов. Порядок показан на красноярской
услуге: так видно, чем мониторинг был бы обеспечен.
"""


def coverage_page(acts: Iterable[tuple[Coverage, Edition]]) -> str:
    """The page in Markdown; each act with the edition whose items cover it."""
    lines = [_HEAD.rstrip()]
    for coverage, edition in acts:
        lines += ["", f"## {coverage.act}", "", f"Редакция: `{edition.id}`.", ""]
        lines += _summary(coverage)
        for part in coverage.parts:
            lines += ["", f"### {part.title}", "", *_table(part)]
    return "\n".join(lines) + "\n"


def _summary(coverage: Coverage) -> Iterator[str]:
    counted = Counter(one.how for part in coverage.parts for one in _paragraphs(part))
    yield "| чем покрыт | абзацев |"
    yield "| --- | ---: |"
    for how in How:
        if counted[how]:
            yield f"| {_HOW[how]} | {counted[how]} |"
    yield f"| всего | {counted.total()} |"


def _table(part: Part) -> Iterator[str]:
    yield "| пункт | абзац | первые слова | чем покрыт | подробнее |"
    yield "| --- | ---: | --- | --- | --- |"
    for point in part.items:
        for one in point.paragraphs:
            cells = (point.point, str(one.n), one.starts, _HOW[one.how], _details(one))
            yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _details(paragraph: Paragraph) -> str:
    names = ", ".join(f"`{name}`" for name in paragraph.by)
    return "; ".join(one for one in (names, paragraph.because.strip()) if one)


def _paragraphs(part: Part) -> Iterator[Paragraph]:
    for point in part.items:
        yield from point.paragraphs
