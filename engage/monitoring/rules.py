"""What is watched, in the words of the page and in the names a watching machine knows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from engage.outbox.rules import LINE, SETTLED, TEXTS, Category, Reason, State

# what has not come to its end: these are counted as they are, whatever their age
OPEN = (State.PLANNED, State.QUEUED, State.CLAIMED, State.SENDING, State.UNCERTAIN)
ENDED = tuple(state for state in State if state in SETTLED)
LATELY = timedelta(hours=1)

CATEGORY_WORDS: dict[Category, str] = {
    Category.SECURITY: "To sign in or confirm something",
    Category.CHANGE: "News of a change",
    Category.REMINDER: "Reminders and answers",
    Category.NEWS: "News and other messages to many",
}


LABELS = {LINE: "email", TEXTS: "text"}
"""What a watching machine calls each line that messages leave by, and is left alone after a fault."""


@dataclass(frozen=True)
class Rests:
    """A line by which messages leave: its faults in a row, and until when it is left alone (UTC)."""

    name: str
    faults: int
    until: datetime | None

    def is_resting(self, at: datetime) -> bool:
        """Whether it is left alone just now."""
        return self.until is not None and self.until > at


@dataclass(frozen=True)
class Line:
    """Messages of one category that have not come to their end: how many in each state."""

    category: Category
    counts: Mapping[State, int]
    oldest_due: datetime | None

    @property
    def words(self) -> str:
        return CATEGORY_WORDS[self.category]


@dataclass(frozen=True)
class Ran:
    """A daily job: when it last began and ended."""

    job: str
    began_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class Figures:
    """Everything watched, as it was at one instant (UTC).

    lines: what is open, by category. lately: of what fell due in the last hour, how many came to which end and why.
    breakers: the lines messages leave by. ticked_at, tick_took: the last round of the worker. ran: the daily jobs.
    """

    at: datetime
    lines: list[Line]
    lately: dict[tuple[State, Reason | None], int]
    breakers: list[Rests]
    ticked_at: datetime | None
    tick_took: timedelta | None
    ran: dict[str, Ran]

    def waited(self, line: Line) -> timedelta:
        """How long the message that waits longest has been due."""
        return timedelta() if line.oldest_due is None else max(self.at - line.oldest_due, timedelta())


@dataclass(frozen=True)
class Sample:
    """One measured value under its labels."""

    labels: tuple[str, ...]
    value: float


@dataclass(frozen=True)
class Metric:
    """A gauge as Prometheus knows it: a name, what it is, the names of its labels."""

    name: str
    help: str
    labels: tuple[str, ...]
    samples: list[Sample]


def metrics(figures: Figures) -> Iterator[Metric]:
    """The figures as gauges; docs/operations.md says at which of them somebody should be woken."""
    yield from _of_messages(figures)
    faults = [Sample((LABELS[each.name],), each.faults) for each in figures.breakers]
    yield Metric("engage_mail_line_faults", "Faults in a row of a line by which messages leave.", ("line",), faults)
    resting = [Sample((LABELS[each.name],), each.is_resting(figures.at)) for each in figures.breakers]
    yield Metric("engage_mail_line_resting", "1 while that line is left alone after a fault.", ("line",), resting)
    ticked = [] if figures.ticked_at is None else [Sample((), figures.ticked_at.timestamp())]
    yield Metric("engage_last_tick_timestamp_seconds", "When the worker last came to the end of a round.", (), ticked)
    took = [] if figures.tick_took is None else [Sample((), figures.tick_took.total_seconds())]
    yield Metric("engage_tick_seconds", "How long that round took.", (), took)
    ended = [Sample((ran.job,), ran.ended_at.timestamp()) for ran in figures.ran.values() if ran.ended_at is not None]
    yield Metric("engage_job_ended_timestamp_seconds", "When each daily job last came to its end.", ("job",), ended)


def _of_messages(figures: Figures) -> Iterator[Metric]:
    still = [Sample((line.category, state), line.counts.get(state, 0)) for line in figures.lines for state in OPEN]
    yield Metric("engage_messages_open", "Messages that have not come to their end.", ("category", "state"), still)
    waits = [Sample((line.category,), figures.waited(line).total_seconds()) for line in figures.lines]
    words = "For how long the message that waits longest has been due."
    yield Metric("engage_oldest_message_seconds", words, ("category",), waits)
    lately = [Sample((state, reason or ""), count) for (state, reason), count in sorted(figures.lately.items(), key=str)]
    words = "Messages that fell due in the last hour and came to an end, by the end and its reason."
    yield Metric("engage_messages_due_last_hour", words, ("state", "reason"), lately)
