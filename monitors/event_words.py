"""What happened, in a sentence: the words for every kind of event.

A test fails for a kind of the catalogue that has no words here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import singledispatch
from typing import Final

from sroki.events.appeal import ComplaintDecided, ComplaintFiled, CourtDecided
from sroki.events.audits import Audit, SiteAudited
from sroki.events.base import Event, Precision
from sroki.events.filing import (
    DocumentDemanded,
    DocumentPresented,
    DocumentsChecked,
    NoticeChoice,
    Submitted,
)
from sroki.events.handling import AspChecked, FileFormed, FilePart, InteragencyRequestSent
from sroki.events.i18n import Lang, mark
from sroki.events.outcome import (
    ErrorCorrectionDecided,
    ListApproved,
    Listed,
    NoticeSent,
    Outcome,
    QuotaSet,
    Refused,
)
from sroki.events.record import Annulled, Corrected, Declared, SourceWatermark
from sroki.monitors.words import WORDS, day, moment, quoted, zone_of
from sroki.workflows.edition import Edition

# Kinds that say all there is to say; the others have a function below.
_PLAIN: Final[dict[str, str]] = {
    "queue_joined": mark("заявитель встал в очередь"),
    "queue_served": mark("начат приём заявителя"),
    "acceptance_refused": mark("отказано в приёме документов"),
    "payment_demanded": mark("потребована плата"),
    "receipt_issued": mark("выдана расписка-уведомление"),
    "registered": mark("заявление зарегистрировано"),
    "cabinet_info_sent": mark("номер, дата и срок направлены в «Личный кабинет»"),
    "interagency_reply_received": mark("получен ответ на межведомственный запрос"),
    "withdrawn": mark("заявление отозвано"),
    "error_correction_requested": mark("заявитель просит исправить ошибку в результате"),
    "complaint_registered": mark("жалоба зарегистрирована"),
}

_CODES: Final[dict[str, str]] = {
    "in_person": mark("лично"),
    "site": mark("через Сайт"),
    "epgu": mark("через единый портал"),
    "regional_portal": mark("через региональный портал"),
    "cabinet": mark("через «Личный кабинет»"),
    "post": mark("по почте"),
    "mfc": mark("через МФЦ"),
    "electronic": mark("в электронной форме"),
    "included": mark("включение"),
    "not_included": mark("невключение"),
    "erasure": mark("подчистки"),
    "addition": mark("приписки"),
    "uncertified_correction": mark("незаверенные исправления"),
    "struck_out": mark("зачёркнутые слова"),
    "damage": mark("повреждения"),
}


@dataclass(frozen=True, slots=True)
class Voice:
    """Speaks of an edition's things in a language; `edition` None: codes stay codes."""

    edition: Edition | None
    lang: Lang

    def __call__(self, text: str, **params: object) -> str:
        return WORDS.t(text, self.lang, **params)

    def code(self, code: str) -> str:
        """A code of the catalogue; one without words is shown as it is."""
        words = _CODES.get(code)
        return WORDS.t(words, self.lang) if words else code

    def position(self, code: str) -> str:
        """A position of a checklist by its title in the edition."""
        known = self.edition.measures if self.edition is not None else ()
        return next((one.positions[code] for one in known if code in one.positions), code)

    def document(self, code: str) -> str:
        """A paper by its title in the edition."""
        known = self.edition.documents if self.edition is not None else ()
        return next((quoted(one.title) for one in known if one.code == code), code)

    def documents(self, codes: Iterable[str]) -> str:
        return ", ".join(map(self.document, codes))

    def ground(self, code: str) -> str:
        """A ground of refusal by its clause and words."""
        known = self.edition.grounds if self.edition is not None else ()
        return next(
            (f"{one.clause} {quoted(one.words)}" for one in known if one.code == code), code
        )

    def milestone(self, name: str) -> str:
        """A milestone by its title in the edition."""
        return quoted(self.edition.milestone_title(name) if self.edition is not None else name)

    def moment(self, event: Event) -> str:
        """When an event happened: to the minute, or to the day that its source knows."""
        if self.edition is None:
            return day(event.occurred_at.date(), self.lang)
        zone = zone_of(self.edition.zone)
        if event.precision is Precision.DAY:
            return day(zone.wall(event.occurred_at).date(), self.lang)
        return moment(event.occurred_at, zone, self.lang)


def say_event(event: Event, edition: Edition | None, lang: Lang) -> str:
    """The event in a few words, without its date."""
    return _said(event, Voice(edition, lang))


@singledispatch
def _said(event: Event, say: Voice) -> str:
    return say(_PLAIN[event.kind])


@_said.register
def _submitted(event: Submitted, say: Voice) -> str:
    details = [say.code(event.channel.value)]
    if event.representative:
        details.append(say(mark("подал представитель")))
    if event.notice_choice is NoticeChoice.ELECTRONIC:
        details.append(say(mark("уведомить просит в электронной форме")))
    elif event.notice_choice is NoticeChoice.POST:
        details.append(say(mark("уведомить просит письмом")))
    return say(mark("подано заявление ({details})"), details="; ".join(details))


@_said.register
def _presented(event: DocumentPresented, say: Voice) -> str:
    return say(mark("представлен документ: {document}"), document=say.document(event.document))


@_said.register
def _demanded(event: DocumentDemanded, say: Voice) -> str:
    return say(
        mark("у заявителя потребован документ: {document}"), document=say.document(event.document)
    )


@_said.register
def _checked(event: DocumentsChecked, say: Voice) -> str:
    found = []
    if event.missing:
        found.append(say(mark("недостаёт: {missing}"), missing=say.documents(event.missing)))
    if event.defects:
        defects = ", ".join(say.code(one.value) for one in event.defects)
        found.append(say(mark("недостатки: {defects}"), defects=defects))
    if not found:
        return say(mark("документы проверены, замечаний не записано"))
    return say(mark("документы проверены; {found}"), found="; ".join(found))


@_said.register
def _asp(event: AspChecked, say: Voice) -> str:
    if event.found:
        return say(mark("проверено в АСП: сведения о заявителе есть"))
    return say(mark("проверено в АСП: сведений о заявителе нет"))


@_said.register
def _requested(event: InteragencyRequestSent, say: Voice) -> str:
    if event.document is None:
        return say(mark("направлен межведомственный запрос"))
    document = say.document(event.document)
    return say(mark("направлен межведомственный запрос: {document}"), document=document)


@_said.register
def _formed(event: FileFormed, say: Voice) -> str:
    if event.part is FilePart.PAPER:
        return say(mark("сформирован комплект документов на бумаге (дело)"))
    return say(mark("заведена карточка учёта в АСП"))


@_said.register
def _refused(event: Refused, say: Voice) -> str:
    return say(mark("отказано в услуге; основание: {ground}"), ground=say.ground(event.ground))


@_said.register
def _approved(event: ListApproved, say: Voice) -> str:
    if event.parts > 1:
        text = mark("утверждён список № {number}, часть {part} из {parts}")
        return say(text, number=event.number, part=event.part, parts=event.parts)
    return say(mark("утверждён список № {number}"), number=event.number)


@_said.register
def _listed(event: Listed, say: Voice) -> str:
    number = event.number
    if event.outcome is None:
        return say(mark("в списке № {number} этого дела нет"), number=number)
    if event.outcome is Outcome.INCLUDED:
        if event.position is None:
            return say(mark("утверждён список № {number}: включён"), number=number)
        text = mark("утверждён список № {number}: включён, место {position}")
        return say(text, number=number, position=event.position)
    if event.ground is None:
        return say(mark("утверждён список № {number}: не включён"), number=number)
    text = mark("утверждён список № {number}: не включён; основание: {ground}")
    return say(text, number=number, ground=say.ground(event.ground))


@_said.register
def _noticed(event: NoticeSent, say: Voice) -> str:
    if event.outcome is Outcome.INCLUDED:
        said = say(mark("направлено уведомление о включении"))
    else:
        said = say(mark("направлено уведомление о невключении"))
    details = [say.code(event.channel.value)] if event.channel is not None else []
    if event.reason_given is False:
        details.append(say(mark("причина не названа")))
    if event.appeal_order is False:
        details.append(say(mark("порядок обжалования не указан")))
    if event.signed is False:
        details.append(say(mark("без подписи")))
    if event.dated is False:
        details.append(say(mark("без даты")))
    return f"{said} ({'; '.join(details)})" if details else said


@_said.register
def _quota(event: QuotaSet, say: Voice) -> str:
    return say(mark("установлено число мест: {places}"), places=event.places)


@_said.register
def _mended(event: ErrorCorrectionDecided, say: Voice) -> str:
    if event.corrected:
        return say(mark("ошибка в результате исправлена"))
    return say(mark("в исправлении ошибки отказано"))


@_said.register
def _complained(event: ComplaintFiled, say: Voice) -> str:
    text = mark("подана жалоба: основание {ground} статьи 11.1 Федерального закона № 210-ФЗ")
    return say(text, ground=event.ground)


@_said.register
def _complaint_decided(event: ComplaintDecided, say: Voice) -> str:
    if event.upheld:
        return say(mark("жалоба рассмотрена: удовлетворена"))
    return say(mark("жалоба рассмотрена: в удовлетворении отказано"))


@_said.register
def _court(event: CourtDecided, say: Voice) -> str:
    if event.unlawful:
        return say(mark("суд признал действия неправомерными"))
    return say(mark("суд признал действия правомерными"))


@_said.register
def _audited(event: Audit, say: Voice) -> str:
    site = isinstance(event, SiteAudited)
    said = say(mark("проверен сайт")) if site else say(mark("осмотрено помещение"))
    for text, codes in (
        (mark("в порядке: {positions}"), event.met),
        (mark("не в порядке: {positions}"), event.unmet),
    ):
        if codes:
            said += "; " + say(text, positions=", ".join(map(say.position, codes)))
    return said


@_said.register
def _declared(event: Declared, say: Voice) -> str:
    known = say.edition.declares if say.edition is not None else ()
    title = next((one.title for one in known if event.name.endswith(f".{one.name}")), event.name)
    if not event.fields:
        return title
    told = "; ".join(f"{name}: {_scalar(value, say)}" for name, value in event.fields.items())
    return f"{title} ({told})"


def _scalar(value: object, say: Voice) -> str:
    if isinstance(value, bool):
        return say(mark("да")) if value else say(mark("нет"))
    return str(value)


@_said.register
def _corrected(event: Corrected, say: Voice) -> str:
    return say(
        mark("источник исправил запись {target}: {replacement} — {moment}"),
        target=event.target.id,
        replacement=_said(event.replacement, say),
        moment=say.moment(event.replacement),
    )


@_said.register
def _annulled(event: Annulled, say: Voice) -> str:
    return say(mark("источник отменил запись {target}"), target=event.target.id)


@_said.register
def _complete(event: SourceWatermark, say: Voice) -> str:
    told = day(event.complete_to.date(), say.lang)
    if say.edition is not None:
        told = moment(event.complete_to, zone_of(say.edition.zone), say.lang)
    return say(mark("источник сообщил обо всём до {complete_to}"), complete_to=told)
