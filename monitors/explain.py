"""The life of a case in plain words: what happened, what each term demands, and why.

Everything told here is read off the same `assess` that judges; nothing is judged again. Where
there is no alert, the reason is told too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime

from sroki.events.base import Event, Precision
from sroki.events.findings import FindingKind
from sroki.events.i18n import Lang, mark
from sroki.events.record import Annulled
from sroki.monitors.assess import NO_WATERMARKS, assess
from sroki.monitors.deadline_chapters import DeadlineChapters
from sroki.monitors.deadline_words import DeadlineVoice
from sroki.monitors.deviation_words import say_deviation
from sroki.monitors.event_words import say_event
from sroki.monitors.plan import Limit
from sroki.monitors.plans import Plans
from sroki.monitors.record import Resolved, resolve
from sroki.monitors.view import View
from sroki.monitors.words import WORDS, day, moment, quoted
from sroki.workflows import dates
from sroki.workflows.assessment import Assessment, Claim, Deadline
from sroki.workflows.counting import Counting, count, count_after
from sroki.workflows.explanation import Chapter, DeadlineStory, Explanation
from sroki.workflows.zones import Zone


def explain(
    case_id: str,
    events: Sequence[Event],
    plans: Plans,
    as_of: datetime,
    watermarks: Mapping[str, datetime] = NO_WATERMARKS,
    lang: Lang = "ru",
    findings: Iterable[Claim] = (),
) -> Explanation:
    """The explanation of a case as it stands at `as_of`; `events` are all that are accepted.

    `findings` are the claims of the groups that it belongs to: those about this case are told, as
    that it was overtaken.
    """
    standing = assess(case_id, events, plans, as_of, watermarks)
    record = resolve(events)
    first = record.effective[0] if record.effective else min(events, key=lambda one: one.id)
    view = plans.governing(record.effective, first)
    if view is None:
        known = plans.of(first.authority, first.service)
        return _no_edition(case_id, as_of, events, known[-1].zone if known else None, lang)
    of_groups = tuple(one for one in findings if one.case_id == case_id)
    standing = standing._replace(claims=standing.claims + of_groups)
    return _Teller(view, standing, record, as_of, lang).explain(events, watermarks)


def _no_edition(
    case_id: str, as_of: datetime, events: Sequence[Event], zone: Zone | None, lang: Lang
) -> Explanation:
    why = mark(
        "Ни одна известная редакция регламента в день обращения не действовала. Сроки и порядок не "
        "проверяются; дело учтено отдельно."
    )
    happened = []
    for event in _in_order(events):
        on = dates.civil_date(event.occurred_at, zone) if zone else event.occurred_at.date()
        happened.append(f"{day(on, lang)} — {say_event(event, None, lang)}.")
    chapter = Chapter(WORDS.t(mark("Что произошло"), lang), tuple(happened))
    return Explanation(case_id, as_of, WORDS.t(why, lang), (chapter,), ())


def _in_order(events: Sequence[Event]) -> list[Event]:
    """Each event once, as they happened."""
    return sorted(
        {(one.source, one.id): one for one in events}.values(),
        key=lambda one: (one.occurred_at, one.id),
    )


class _Teller:
    """One case under its plan, ready to be told."""

    def __init__(
        self, view: View, standing: Assessment, record: Resolved, as_of: datetime, lang: Lang
    ) -> None:
        self.view = view
        self.plan = view.plan
        self.standing = standing
        self.record = record
        self.lang = lang
        # Two sources may use one id; hardly on one day of one case.
        self.facts = {(event.id, view.on(event)): event for event in record.effective}
        limits = (*self.plan.limits, *self.plan.visit_limits)
        self.limits: dict[str, Limit] = {one.spec.id: one for one in limits}
        self.voices = [self._voice(one) for one in standing.deadlines]
        self.deadlines = DeadlineChapters(self.plan.edition, standing, self.voices, as_of, lang)

    def _voice(self, deadline: Deadline) -> DeadlineVoice:
        limit = self.limits[deadline.rule]
        stop = None if limit.cancel is None else self.view[limit.cancel]
        withdrawn = stop is not None and stop.by == deadline.ended_by
        end = self._fact(deadline.ended_by, deadline.ended_on)
        exact = end is not None and end.precision is Precision.INSTANT
        ended_at = end.occurred_at if end is not None and exact else None
        return DeadlineVoice(deadline, limit, self.lang, withdrawn, ended_at)

    def _fact(self, by: str | None, on: date | None) -> Event | None:
        return None if by is None or on is None else self.facts.get((by, on))

    def t(self, text: str, **params: object) -> str:
        return WORDS.t(text, self.lang, **params)

    def explain(self, events: Sequence[Event], watermarks: Mapping[str, datetime]) -> Explanation:
        """The sentences to read first, the chapters, and each deadline."""
        of = self.deadlines
        chapters = (
            (mark("По какой редакции"), self.edition()),
            (mark("Что произошло"), self.events(events)),
            (mark("Нарушения сроков"), of.breaches(watermarks)),
            (mark("Отклонения от порядка"), self.deviations()),
            (mark("На что обратить внимание"), of.signals()),
            (mark("Что можно поправить"), of.cures()),
            (mark("Почему об остальных сроках нет сигнала"), of.silences()),
        )
        told = [Chapter(self.t(title), tuple(says)) for title, says in chapters]
        return Explanation(
            self.standing.subject,
            of.as_of,
            of.summary(),
            tuple(chapter for chapter in told if chapter.says),
            tuple(map(self.story, self.voices)),
        )

    def edition(self) -> Iterator[str]:
        """Which edition governs the case, and why that one."""
        edition, opened = self.plan.edition, self.standing.opened_on
        act, force = edition.act, edition.in_force
        named = act.kind
        if act.dated is not None:
            named += " " + self.t(mark("от {on}"), on=day(act.dated, self.lang))
        yield f"{named} № {act.number} ({act.issuer})."
        milestone = quoted(edition.milestone_title(edition.governed_by))
        if opened is not None:
            text = mark("Какая редакция действует, решает день события {milestone} — {on}.")
            yield self.t(text, milestone=milestone, on=day(opened, self.lang))
        else:
            text = mark(
                "Какая редакция действует, решает день события {milestone}; его ещё нет, и взят "
                "день первого события."
            )
            yield self.t(text, milestone=milestone)
        if force.assumed:
            text = mark("Редакция действует с {on}; этот день принят условно. {why}")
            yield self.t(text, on=day(force.since, self.lang), why=force.why)
        if self.view["out_of_window"] is not None:
            yield self.t(mark("Подано вне периода приёма."))

    def events(self, events: Sequence[Event]) -> Iterator[str]:
        """Each event, when it happened, and when it became known here."""
        for event in _in_order(events):
            said = say_event(event, self.plan.edition, self.lang)
            sentence = f"{self._moment(event)} — {said}."
            if event.received_at is not None:
                known = moment(event.received_at, self.plan.zone, self.lang)
                sentence += " " + self.t(mark("Стало известно {at}."), at=known)
            by = self.record.replaced.get((event.source, event.id))
            if by is not None:
                text = mark("Исправлено записью {id}.")
                if isinstance(by, Annulled):
                    text = mark("Отменено записью {id}.")
                sentence += " " + self.t(text, id=by.id)
            yield sentence

    def deviations(self) -> Iterator[str]:
        """Every deviation, with its clause and particulars."""
        for claim in self.deadlines.claims(FindingKind.DEVIATION):
            yield say_deviation(claim, self.plan.edition, self.lang)

    def story(self, voice: DeadlineVoice) -> DeadlineStory:
        """One term: clause, words, state, and the count day by day."""
        one, spec = voice.deadline, voice.limit.spec
        says, counting = tuple(voice.says()), self._counting(one, voice.limit)
        return DeadlineStory(
            one.rule, one.instance, spec.title, spec.clause, spec.words, says, counting
        )

    def _counting(self, deadline: Deadline, limit: Limit) -> Counting | None:
        start = self._fact(deadline.started_by, deadline.started_on)
        if start is None or deadline.started_on is None or deadline.due_on is None:
            return None
        term, calendar, zone = limit.spec.term, limit.calendar, limit.zone
        if limit.elapsed:
            return count_after(start.occurred_at, term, calendar, zone, self.lang)
        return count(deadline.started_on, term, calendar, zone, self.lang)

    def _moment(self, event: Event) -> str:
        if event.precision is Precision.DAY:
            return day(self.view.on(event), self.lang)
        return moment(event.occurred_at, self.plan.zone, self.lang)
