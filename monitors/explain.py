"""The life of a case in plain words: what happened, what each term demands, and why.

Everything told here is read off the same `assess` that judges; nothing is judged again. Where
there is no alert, the reason is told too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from sroki.events.base import Event, Precision
from sroki.events.findings import FindingKind
from sroki.events.i18n import Lang, mark
from sroki.monitors.assess import NO_WATERMARKS, assess
from sroki.monitors.deadline_words import say_deadline, why_no_alert
from sroki.monitors.event_words import WORDS, say_event
from sroki.monitors.plan import Limit, Plan
from sroki.monitors.plans import Plans
from sroki.monitors.record import resolve
from sroki.workflows.assessment import Assessment, Claim, Deadline, State
from sroki.workflows.checks import CHECKS, RECORD_DEVIATIONS
from sroki.workflows.counting import count, count_after
from sroki.workflows.explanation import Chapter, DeadlineStory, Explanation
from sroki.workflows.zones import Zone

_BAD = (State.OVERDUE, State.LATE)


def explain(
    case_id: str,
    events: Sequence[Event],
    plans: Plans,
    as_of: datetime,
    watermarks: Mapping[str, datetime] = NO_WATERMARKS,
    lang: Lang = "ru",
) -> Explanation:
    """The explanation of a case as it stands at `as_of`; `events` are all that are accepted."""
    standing = assess(case_id, events, plans, as_of, watermarks)
    record = resolve(events)
    first = record.effective[0] if record.effective else events[0]
    view = plans.governing(record.effective, first)
    if view is None:
        return _no_edition(case_id, as_of, events, lang)
    teller = _Teller(view.plan, standing, as_of, lang)
    chapters = (
        Chapter(WORDS.t("По какой редакции"), tuple(teller.edition())),
        Chapter(WORDS.t("Что произошло", lang), tuple(teller.events(events, record.replaced))),
        Chapter(WORDS.t("Отклонения от порядка", lang), tuple(teller.deviations())),
        Chapter(WORDS.t("Что поправило бы", lang), tuple(teller.cures())),
        Chapter(WORDS.t("Почему нет сигнала", lang), tuple(teller.silences())),
    )
    stories = tuple(teller.story(one, events) for one in standing.deadlines)
    told = tuple(chapter for chapter in chapters if chapter.says)
    return Explanation(case_id, as_of, teller.summary(), told, stories)


def _no_edition(case_id: str, as_of: datetime, events: Sequence[Event], lang: Lang) -> Explanation:
    why = WORDS.t(
        mark(
            "На день обращения не известна ни одна действующая редакция регламента: сроки не "
            "проверяются, дело учтено отдельно."
        ),
        lang,
    )
    happened = tuple(
        f"{event.occurred_at:%d.%m.%Y}: {say_event(event, None, lang)}" for event in events
    )
    chapters = (Chapter(WORDS.t(mark("Что произошло"), lang), happened),)
    return Explanation(case_id, as_of, why, chapters, ())


class _Teller:
    """One case, its plan and its standing, ready to be told."""

    def __init__(self, plan: Plan, standing: Assessment, as_of: datetime, lang: Lang) -> None:
        self.plan = plan
        self.standing = standing
        self.as_of = as_of
        self.lang = lang
        self.limits: dict[str, Limit] = {
            one.spec.id: one for one in (*plan.limits, *plan.visit_limits)
        }

    def summary(self) -> str:
        """The sentence to read if only one is read."""
        bad = [one for one in self.standing.deadlines if one.state in _BAD]
        deviations = sum(1 for one in self.standing.claims if one.kind is FindingKind.DEVIATION)
        if not bad and not deviations:
            return WORDS.t(mark("Нарушений сроков и отклонений от порядка нет."), self.lang)
        parts = []
        if bad:
            titles = ", ".join(f"«{self.limits[one.rule].spec.title}»" for one in bad)
            parts.append(
                WORDS.t(
                    mark("Признак нарушения срока (расчётный): {titles}."), self.lang, titles=titles
                )
            )
        if deviations:
            parts.append(
                WORDS.n(
                    "Отклонений от порядка: {n}.",
                    "Отклонений от порядка: {n}.",
                    deviations,
                    self.lang,
                )
            )
        return " ".join(parts)

    def edition(self) -> Iterator[str]:
        """Which edition governs the case, and why that one."""
        edition = self.plan.edition
        yield WORDS.t(
            mark("Действует редакция: {kind} {number}, {issuer}. Обращение {on}."),
            self.lang,
            kind=edition.act.kind,
            number=edition.act.number,
            issuer=edition.act.issuer,
            on=_day(self.standing.opened_on),
        )
        if edition.in_force.assumed:
            yield WORDS.t(
                mark("Дата вступления в силу ({on}) — допущение: {why}"),
                self.lang,
                on=_day(edition.in_force.since),
                why=edition.in_force.why,
            )

    def events(
        self, events: Sequence[Event], replaced: Mapping[tuple[str, str], Event]
    ) -> Iterator[str]:
        """Each event, when it happened, and when it became known here."""
        for event in sorted(events, key=lambda one: (one.occurred_at, one.id)):
            sentence = f"{self._moment(event)} — {say_event(event, self.plan.edition, self.lang)}."
            if event.received_at is not None:
                known = _instant(event.received_at, self.plan.zone)
                sentence += " " + WORDS.t(mark("Стало известно {at}."), self.lang, at=known)
            by = replaced.get((event.source, event.id))
            if by is not None:
                sentence += " " + WORDS.t(mark("Заменено записью {id}."), self.lang, id=by.id)
            yield sentence

    def deviations(self) -> Iterator[str]:
        """Every deviation, with its clause and particulars."""
        titles = {check.id: check.title for check in self.plan.edition.checks}
        for claim in self.standing.claims:
            if claim.kind is FindingKind.DEVIATION:
                title = titles.get(claim.rule) or _record_title(claim)
                clause = f" ({claim.clause})" if claim.clause else ""
                details = "; ".join(f"{name}: {value}" for name, value in claim.params)
                yield f"{title}{clause}" + (f" — {details}." if details else ".")

    def cures(self) -> Iterator[str]:
        """What would change the answer: a fact not told yet, or a record mended by its source."""
        for one in self.standing.deadlines:
            title = self.limits[one.rule].spec.title
            if one.state is State.OVERDUE:
                yield WORDS.t(
                    mark(
                        "«{title}»: если действие совершено не позже {due}, источник должен "
                        "передать событие — признак нарушения будет снят с указанием причины."
                    ),
                    self.lang,
                    title=title,
                    due=_day(one.due_on),
                )
            elif one.state is State.LATE:
                yield WORDS.t(
                    mark(
                        "«{title}»: исполнение с опозданием не отменяется. Если неверна дата "
                        "({ended}), источник передаёт исправление записи."
                    ),
                    self.lang,
                    title=title,
                    ended=_day(one.ended_on),
                )

    def silences(self) -> Iterator[str]:
        """Why nothing is said of the terms that are not broken."""
        for one in self.standing.deadlines:
            reason = why_no_alert(one, self.lang)
            if reason:
                yield f"«{self.limits[one.rule].spec.title}»: {reason}"

    def story(self, deadline: Deadline, events: Sequence[Event]) -> DeadlineStory:
        """One term: clause, words, state, and the count day by day."""
        limit = self.limits[deadline.rule]
        spec = limit.spec
        counting = None
        if deadline.started_on is not None and deadline.due_on is not None:
            if spec.unit.elapsed:
                start = next(one for one in events if one.id == deadline.started_by)
                counting = count_after(
                    start.occurred_at, spec.term, limit.calendar, limit.zone, self.lang
                )
            else:
                counting = count(
                    deadline.started_on, spec.term, limit.calendar, limit.zone, self.lang
                )
        return DeadlineStory(
            deadline.rule,
            deadline.instance,
            spec.title,
            spec.clause,
            spec.words,
            tuple(say_deadline(deadline, limit, self.lang)),
            counting,
        )

    def _moment(self, event: Event) -> str:
        if event.precision is Precision.DAY:
            return f"{event.occurred_at.astimezone(self.plan.zone.info):%d.%m.%Y}"
        return _instant(event.occurred_at, self.plan.zone)


def _record_title(claim: Claim) -> str:
    spec = CHECKS.get(claim.rule)
    return spec.title if spec is not None else RECORD_DEVIATIONS.get(claim.rule, claim.rule)


def _day(on: date | None) -> str:
    return "—" if on is None else f"{on:%d.%m.%Y}"


def _instant(at: datetime, zone: Zone) -> str:
    return f"{at.astimezone(zone.info):%d.%m.%Y %H:%M}"
