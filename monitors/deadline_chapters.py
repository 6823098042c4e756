"""What is told of all the deadlines of a case together: which are broken, near, curable, quiet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from sroki.events.findings import FindingKind
from sroki.events.i18n import Lang, mark
from sroki.monitors.deadline_words import DeadlineVoice
from sroki.monitors.words import WORDS, quoted
from sroki.workflows.assessment import Assessment, Claim, Deadline, Proof, State
from sroki.workflows.edition import Edition

_BROKEN: Final = frozenset({State.OVERDUE, State.LATE})


class DeadlineChapters:
    """The deadlines of one standing, each with its voice."""

    def __init__(
        self,
        edition: Edition,
        standing: Assessment,
        voices: Sequence[DeadlineVoice],
        as_of: datetime,
        lang: Lang,
    ) -> None:
        self.edition = edition
        self.standing = standing
        self.voices = voices
        self.as_of = as_of
        self.lang = lang
        self.broken = [one for one in voices if one.deadline.state in _BROKEN]

    def t(self, text: str, **params: object) -> str:
        return WORDS.t(text, self.lang, **params)

    def claims(self, kind: FindingKind) -> list[Claim]:
        """The claims of one kind."""
        return [one for one in self.standing.claims if one.kind is kind]

    def summary(self) -> str:
        """The sentences to read if nothing else is read."""
        said = list(self._broken_titles())
        impossible = {one.rule for one in self.claims(FindingKind.IMPOSSIBLE)}
        if impossible:
            late = (one for one in self.voices if one.deadline.rule in impossible)
            titles = ", ".join(quoted(one.limit.spec.title) for one in late)
            said.append(self.t(mark("Уже не успеть: {titles}."), titles=titles))
        deviations = len(self.claims(FindingKind.DEVIATION))
        if deviations:
            text = mark("Отклонений от порядка: {count}.")
            said.append(self.t(text, count=deviations))
        if not said:
            said.append(self.t(mark("Нарушений сроков и отклонений от порядка нет.")))
        if self.standing.closed:
            said.append(self.t(mark("Дело окончено.")))
        return " ".join([*said, *self._next()])

    def _broken_titles(self) -> Iterator[str]:
        proven = [one.title for one in self.broken if one.deadline.proof is Proof.PROVEN]
        if proven:
            yield WORDS.n(
                "Признак нарушения срока (расчётный): {titles}.",
                "Признаки нарушения срока (расчётные): {titles}.",
                len(proven),
                self.lang,
                titles=", ".join(proven),
            )
        presumed = [one.title for one in self.broken if one.deadline.proof is Proof.PRESUMED]
        if presumed:
            yield WORDS.n(
                "Вероятно, нарушен срок, но источник ещё не отчитался: {titles}.",
                "Вероятно, нарушены сроки, но источник ещё не отчитался: {titles}.",
                len(presumed),
                self.lang,
                titles=", ".join(presumed),
            )

    def _next(self) -> Iterator[str]:
        running = [one for one in self.voices if one.deadline.state is State.RUNNING]
        if running:
            first = min(running, key=lambda one: one.deadline.due_at or self.as_of)
            text = mark("Ближайший срок — {until}: {title}.")
            yield self.t(text, until=first.until, title=first.title)

    def breaches(self, watermarks: Mapping[str, datetime]) -> Iterator[str]:
        """Every term that was not kept: by how much, why, and how sure that is."""
        for voice in self.broken:
            sentence = f"{voice.title} ({voice.limit.spec.clause}): {voice.how_broken()}"
            cause = self._cause(voice.deadline)
            if cause:
                sentence += " " + self.t(mark("Причина: {cause}."), cause=cause)
            presumed = "; ".join(voice.why_presumed(self.as_of, watermarks))
            if presumed:
                sentence += " " + self.t(mark("Пока это предположение: {why}."), why=presumed)
            yield sentence

    def _cause(self, deadline: Deadline) -> str:
        for claim in self.standing.claims:
            if claim.rule == deadline.rule and claim.started_by == deadline.started_by:
                cause = dict(claim.params).get("cause")
                if isinstance(cause, str):
                    return self.edition.milestone_title(cause)
        return ""

    def signals(self) -> Iterator[str]:
        """Terms about to run out, and terms that can no longer be kept."""
        needed = {
            (one.rule, one.started_by): one.detail for one in self.claims(FindingKind.IMPOSSIBLE)
        }
        near = {(one.rule, one.started_by) for one in self.claims(FindingKind.APPROACHING)}
        for voice in self.voices:
            started = voice.deadline.rule, voice.deadline.started_by or ""
            if started in needed:
                yield voice.impossible(needed[started], self.edition)
            elif started in near:
                text = mark("{title}: срок подходит, исполнить нужно {until}.")
                yield self.t(text, title=voice.title, until=voice.until)

    def cures(self) -> Iterator[str]:
        """What would change the answer: a fact not told yet, or a record mended by its source."""
        overdue = [one for one in self.broken if one.deadline.state is State.OVERDUE]
        withdrawn = [one for one in self.broken if one.withdrawn]
        if overdue or withdrawn:
            text = mark(
                "Если действие совершено в срок, а сведений о нём нет, источник передаёт событие: "
                "признак нарушения снимается с указанием причины."
            )
            yield self.t(text)
        if overdue:
            text = mark(
                "Если действие не совершено, его нужно совершить: просрочка перестанет расти, но "
                "признак нарушения останется."
            )
            yield self.t(text)
        if len(self.broken) > len(overdue) + len(withdrawn):
            text = mark(
                "Опоздание исполнением не снимается; если день исполнения записан неверно, "
                "источник передаёт исправление записи."
            )
            yield self.t(text)
        if self.claims(FindingKind.DEVIATION):
            text = mark(
                "Если отклонение — ошибка записи, источник передаёт её исправление или отмену, и "
                "отклонение снимается."
            )
            yield self.t(text)

    def silences(self) -> Iterator[str]:
        """Why nothing is said of the other terms."""
        told = {(one.rule, one.started_by) for one in self.standing.claims}
        quiet: dict[str, list[str]] = {}
        for voice in self.voices:
            reason = voice.why_no_alert()
            if reason and (voice.deadline.rule, voice.deadline.started_by) not in told:
                quiet.setdefault(reason, []).append(voice.title)
        for reason, titles in quiet.items():
            yield f"{', '.join(titles)}: {reason}"
