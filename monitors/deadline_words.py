"""How a deadline stands, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sroki.events import amounts
from sroki.events.i18n import Lang, mark
from sroki.monitors.plan import Limit
from sroki.monitors.words import WORDS, day, moment, quoted
from sroki.workflows import dates
from sroki.workflows.assessment import Deadline, Proof, State
from sroki.workflows.edition import Edition, SourceRole
from sroki.workflows.terms import FirstDay, Roll, Unit

_LENGTHS: Final = {
    Unit.CALENDAR_DAYS: amounts.calendar_days,
    Unit.WORKING_DAYS: amounts.working_days,
    Unit.MONTHS: amounts.months,
    Unit.HOURS: amounts.hours,
    Unit.MINUTES: amounts.minutes,
}
_STATES: Final[dict[State, str]] = {
    State.NOT_STARTED: mark("Ещё не начался: нет события, с которого он считается."),
    State.RUNNING: mark("Идёт: исполнить нужно {until}."),
    State.MET: mark("Исполнен в срок: {ended}; можно было {until}."),
    State.LATE: mark("Исполнен с опозданием: {ended}, а нужно было {until}."),
    State.OVERDUE: mark("Истёк: исполнить нужно было {until}, исполнения нет."),
    State.CANCELLED: mark("Прекращён {ended}, до истечения; исполнить можно было {until}."),
    State.NOT_ASSESSABLE: mark(
        "Не проверяется: источник знает только день, а срок измеряется часами или минутами."
    ),
}
_WITHDRAWN_LATE: Final = mark(
    "Прекращён {ended}, но к тому дню уже истёк: исполнить нужно было {until}."
)
_QUIET: Final[dict[State, str]] = {
    State.NOT_STARTED: mark("срок ещё не начался."),
    State.RUNNING: mark("срок ещё идёт, {until}."),
    State.MET: mark("исполнено {ended}, можно было {until}."),
    State.CANCELLED: mark("срок прекращён {ended}, до истечения."),
    State.NOT_ASSESSABLE: mark("время известно лишь с точностью до дня, минут и часов не сверить."),
}


@dataclass(frozen=True, slots=True)
class DeadlineVoice:
    """Speaks of one deadline.

    `withdrawn`: what ended it was no fulfilment, but a withdrawal. `ended_at`: the instant at which
    it ended, where it is known.
    """

    deadline: Deadline
    limit: Limit
    lang: Lang
    withdrawn: bool = False
    ended_at: datetime | None = None

    def t(self, text: str, **params: object) -> str:
        return WORDS.t(text, self.lang, **params)

    @property
    def title(self) -> str:
        """The title of the time limit, in quotes; of several its instance too."""
        said = quoted(self.limit.spec.title)
        return f"{said} ({self.deadline.instance})" if self.deadline.instance else said

    @property
    def until(self) -> str:
        """«до конца 12.05.2025»; to the minute for hours and minutes and for a day that closes."""
        due_at = self.deadline.due_at
        if due_at is not None and self._to_the_minute:
            return self.t(mark("до {moment}"), moment=moment(due_at, self.limit.zone, self.lang))
        return self.t(mark("до конца {day}"), day=self.day(self.deadline.due_on))

    @property
    def ended(self) -> str:
        """When it ended: the day, or the moment where that matters and is known."""
        if self.ended_at is not None and self._to_the_minute:
            return moment(self.ended_at, self.limit.zone, self.lang)
        return self.day(self.deadline.ended_on)

    @property
    def _to_the_minute(self) -> bool:
        return self.limit.elapsed or self.limit.spec.closes is not None

    @property
    def delay(self) -> str:
        """«на 3 дня позже»; for less than a day, «позже в тот же день»."""
        if not self.deadline.delay_days:
            return self.t(mark("позже в тот же день"))
        days = amounts.days(self.deadline.delay_days, self.lang)
        return self.t(mark("на {days} позже"), days=days)

    def day(self, on: date | None) -> str:
        return day(on, self.lang)

    def says(self) -> Iterator[str]:
        """The state of the deadline, its delay, its proof, and what else must be known."""
        one, limit = self.deadline, self.limit
        if one.started_on is not None:
            yield self._length()
        text = _STATES[one.state]
        if one.state is State.LATE and self.withdrawn:
            text = _WITHDRAWN_LATE
        yield self.t(text, until=self.until, ended=self.ended)
        if one.state is State.LATE and not self.withdrawn:
            yield self.t(mark("Это {delay}."), delay=self.delay)
        elif one.state is State.OVERDUE and one.delay_days:
            days = amounts.days(one.delay_days, self.lang)
            yield self.t(mark("Просрочка на сегодня — {days}."), days=days)
        if one.due_raw_on is not None and one.due_raw_on != one.due_on:
            yield self.t(_rolled(limit.spec.roll), raw=self.day(one.due_raw_on))
        if one.preliminary and one.due_on is not None:
            text = mark("День предварительный: производственного календаря на {year} год ещё нет.")
            yield self.t(text, year=one.due_on.year)
        if one.necessary_on is not None:
            yield from self._necessary(one.necessary_on)

    def _length(self) -> str:
        spec = self.limit.spec
        said = _LENGTHS[spec.unit](spec.length, self.lang)
        started = self.day(self.deadline.started_on)
        if spec.unit.elapsed:
            return self.t(mark("Срок — {said}, без перерыва на ночь и выходные."), said=said)
        if spec.first_day is FirstDay.SAME:
            return self.t(mark("Срок — {said}, считая день {on}."), said=said, on=started)
        return self.t(mark("Срок — {said} со следующего дня после {on}."), said=said, on=started)

    def _necessary(self, on: date) -> Iterator[str]:
        text = mark("Чтобы успеть, предыдущее действие нужно не позже {on}.")
        yield self.t(text, on=self.day(on))
        for needs in self.limit.spec.needs[:1]:
            yield needs.why

    def why_no_alert(self) -> str:
        """Why nothing is said of this deadline; empty where its state asks for words."""
        text = _QUIET.get(self.deadline.state)
        if text is None:
            return ""
        return self.t(text, until=self.until, ended=self.ended)

    def how_broken(self) -> str:
        """By when it was owed, and what became of it."""
        text = mark("исполнить нужно было {until}, исполнено {ended}, {delay}.")
        if self.deadline.state is State.OVERDUE:
            text = mark("исполнить нужно было {until}, исполнения нет.")
        elif self.withdrawn:
            text = mark(
                "исполнить нужно было {until}, исполнения не было; {ended} дело прекращено."
            )
        return self.t(text, until=self.until, ended=self.ended, delay=self.delay)

    def impossible(self, needed: str, edition: Edition) -> str:
        """Why it can no longer be kept: a milestone that it needs came too late, or not at all."""
        needs = next((one for one in self.limit.spec.needs if one.until == needed), None)
        if needs is None or self.deadline.due_on is None:
            return self.t(mark("{title}: уже не успеть."), title=self.title)
        text = mark(
            "{title}: уже не успеть {until}. Событие {milestone} нужно было не позже {on}. {why}"
        )
        return self.t(
            text,
            title=self.title,
            until=self.until,
            milestone=quoted(edition.milestone_title(needed)),
            on=self.day(dates.add_days(self.deadline.due_on, -needs.days)),
            why=needs.why,
        )

    def why_presumed(self, as_of: datetime, watermarks: Mapping[str, datetime]) -> Iterator[str]:
        """Which sources could still tell of a fulfilment in time, and until when."""
        if self.deadline.proof is not Proof.PRESUMED or self.deadline.due_at is None:
            return
        for role in self.limit.witnesses:
            if role.reports == "watermark":
                yield from self._unreported(role, watermarks.get(role.role))
            else:
                yield from self._lagging(role, as_of)

    def _unreported(self, role: SourceRole, told: datetime | None) -> Iterator[str]:
        due_at = self.deadline.due_at
        if told is None:
            text = mark("источник {source} ещё ни за один день не отчитался")
            yield self.t(text, source=quoted(role.title))
        elif due_at is not None and told < due_at:
            text = mark("источник {source} отчитался лишь по {told}")
            at = moment(told, self.limit.zone, self.lang)
            yield self.t(text, source=quoted(role.title), told=at)

    def _lagging(self, role: SourceRole, as_of: datetime) -> Iterator[str]:
        if self.deadline.due_on is None:
            return
        until = self.limit.told_on(self.deadline.due_on, role.lag_days)
        if as_of < self.limit.silent_until(self.deadline.due_on, role.lag_days):
            text = mark("источник {source} может сообщить об исполнении до конца {day}")
            yield self.t(text, source=quoted(role.title), day=self.day(until))


def _rolled(roll: Roll) -> str:
    if roll is Roll.PRECEDING:
        return mark("День {raw} нерабочий, поэтому последний день — рабочий перед ним.")
    return mark(
        "День {raw} нерабочий, поэтому срок переходит на следующий рабочий (ГК РФ ст. 193)."
    )
