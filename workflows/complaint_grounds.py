"""The grounds of a complaint: 210-ФЗ ст. 11.1, part 1. Seven at first, ten since 18.10.2018."""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple

from sroki.events.i18n import mark


class Ground(NamedTuple):
    """A ground in short; `since` is the day it came into the article, None: from the first."""

    number: int
    title: str
    since: date | None = None


# By 479-ФЗ of 29.12.2017 and 204-ФЗ of 19.07.2018.
_EIGHT_AND_NINE: Final = date(2018, 3, 30)
_TEN: Final = date(2018, 10, 18)

GROUNDS: Final = (
    Ground(1, mark("нарушен срок регистрации запроса")),
    Ground(2, mark("нарушен срок предоставления услуги")),
    Ground(3, mark("потребованы документы, сведения или действия, не предусмотренные актами")),
    Ground(4, mark("отказано в приёме документов")),
    Ground(5, mark("отказано в услуге по основаниям, не предусмотренным актами")),
    Ground(6, mark("затребована плата, не предусмотренная актами")),
    Ground(7, mark("отказано в исправлении опечаток и ошибок или нарушен его срок")),
    Ground(8, mark("нарушен срок или порядок выдачи документов"), _EIGHT_AND_NINE),
    Ground(9, mark("услуга приостановлена по основаниям вне актов"), _EIGHT_AND_NINE),
    Ground(10, mark("потребованы документы, о которых не сказали при первом отказе"), _TEN),
)


def grounds_on(day: date) -> list[Ground]:
    """The grounds that the article has on a day."""
    return [one for one in GROUNDS if one.since is None or one.since <= day]
