"""A date to keep that goes with a mailing: what is said about it, and its versions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from engage.calendars.rules import Entry

CHANGED, CANCELLED = "mailings.date_changed", "mailings.date_cancelled"
LONGEST_TITLE, LONGEST_PRIVATE, LONGEST_PLACE, LONGEST_ACCESS, LONGEST_LINK = 120, 60, 300, 500, 500
LATEST_DATE = timedelta(days=3 * 366)


@dataclass(frozen=True)
class Said:
    """What is said about a date: day and times as London clocks show them, where it is, and how to join from home."""

    title: str
    private_title: str
    day: date
    starts: time
    ends: time
    place: str = ""
    access: str = ""
    link: str = ""
    phone_in: str = ""


@dataclass(frozen=True)
class Kept:
    """One version of the date of a mailing. `sequence`: rises with every version that somebody may have been sent."""

    mailing_id: UUID
    sequence: int
    written_at: datetime
    said: Said
    cancelled: bool = False

    def entry(self, url: str = "") -> Entry:
        """The same for a calendar; `url`: the page about it."""
        said = self.said
        return Entry(
            seed=f"mailing {self.mailing_id}", title=said.title, private_title=said.private_title, day=said.day,
            starts=said.starts, ends=said.ends, place=said.place, access=said.access, link=said.link, phone_in=said.phone_in,
            url=url, sequence=self.sequence, changed_at=self.written_at, cancelled=self.cancelled,
        )  # fmt: skip

    @property
    def wording(self) -> str:
        """Which version it is, at the end of what is kept beside every message."""
        return f"{WORDING}{self.sequence}"

    def is_over(self, now: datetime) -> bool:
        """Whether it has begun: from then on nothing is said about it any more."""
        return self.entry().begins_at <= now


WORDING = " date "
