"""What a champion learns, for how long it counts, and when training is in date."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

FOR_GOOD = date.max


class Course(StrEnum):
    """What a champion learns."""

    AWARENESS = "carer awareness"
    INDUCTION = "champion induction"
    SHARING = "information sharing"


COURSE_WORDS: dict[Course, str] = {
    Course.AWARENESS: "Carer awareness",
    Course.INDUCTION: "Champion induction",
    Course.SHARING: "Sharing information",
}
RUNS_OUT = frozenset({Course.AWARENESS})


def valid_until(course: Course, done_on: date, months: int) -> date | None:
    """The last day on which a training counts; None for what counts for good. `months`: the organisation's setting.

    >>> valid_until(Course.AWARENESS, date(2028, 2, 29), 24), valid_until(Course.INDUCTION, date(2028, 2, 29), 24)
    (datetime.date(2030, 2, 28), None)
    """
    if course not in RUNS_OUT:
        return None
    year, month = divmod(done_on.year * 12 + done_on.month - 1 + months, 12)
    return date(year, month + 1, min(done_on.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True)
class Standing:
    """How somebody's training stands on a day: of each course they did the last day it counts, `FOR_GOOD` where it does."""

    day: date
    until: Mapping[Course, date]

    @property
    def missing(self) -> list[Course]:
        """What they have not done."""
        return [course for course in Course if course not in self.until]

    @property
    def run_out(self) -> list[Course]:
        """What they did and does not count any more."""
        return [course for course in Course if course in self.until and self.until[course] < self.day]

    @property
    def is_in_date(self) -> bool:
        """Whether every course is done and counts; the same as the statement in `queries.training.is_in_date`."""
        return not self.missing and not self.run_out

    @property
    def runs_out_on(self) -> date | None:
        """The last day on which all of it counts, where there is one."""
        ends = [last for last in self.until.values() if last != FOR_GOOD]
        return min(ends, default=None) if self.is_in_date else None

    @property
    def words(self) -> str:
        """How it stands, in a few words.

        >>> Standing(date(2028, 1, 1), {Course.AWARENESS: date(2027, 1, 1), Course.INDUCTION: FOR_GOOD}).words
        'Sharing information not done, carer awareness run out'
        """
        if self.is_in_date:
            return "In date"
        if not self.until:
            return "Nothing is written down"
        not_done = [f"{COURSE_WORDS[course].lower()} not done" for course in self.missing]
        words = ", ".join(not_done + [f"{COURSE_WORDS[course].lower()} run out" for course in self.run_out])
        return words[:1].upper() + words[1:]
