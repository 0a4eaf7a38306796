"""What one can look for among people, how a welcome is recorded, why somebody is set aside, and what an export may hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from urllib.parse import urlencode

from engage.contacts.rules import CHANNEL_WORDS as CHANNEL_WORDS
from engage.outbox.rules import Channel
from engage.pool.rules import Standing, Tie, Welcome
from engage.reminders.rules import working_days_after, working_days_between

FIRST_REMINDER, SECOND_REMINDER = 3, 7
SEARCH_KEPT = timedelta(hours=12)
UNDO_FOR = timedelta(minutes=10)

# of one person, of several
TIE_WORDS: dict[Tie, tuple[str, str]] = {
    Tie.USES: ("who uses services", "who use services"),
    Tie.USED: ("who used services in the past", "who used services in the past"),
    Tie.CARES: ("who cares for somebody", "who care for somebody"),
    Tie.CARED: ("who cared for somebody in the past", "who cared for somebody in the past"),
    Tie.INTERESTED: ("who is interested", "who are interested"),
}
STANDING_WORDS: dict[Standing, str] = {
    Standing.APPLIED: "Waiting for welcome",
    Standing.IN_CONVERSATION: "In conversation",
    Standing.ACTIVE: "Welcomed",
    Standing.NOT_REAL: "Not a real contact",
    Standing.LEFT: "Left",
}
WELCOME_WORDS: dict[Welcome, str] = {
    Welcome.SPOKE: "We spoke",
    Welcome.LEFT_MESSAGE: "I left a message",
    Welcome.WROTE: "I wrote",
}


@dataclass(frozen=True)
class Looking:
    """What somebody on the team is looking for; empty parts do not narrow the list.

    What is chosen from a list stands in the address. What is typed (`text`, `area`) never does: it is kept under `search`.
    """

    text: str = ""
    tie: Tie | None = None
    area: str = ""
    standing: Standing | None = None
    purpose: str = ""
    channel: Channel | None = None
    on_break: bool = False
    unconfirmed: bool = False
    came_back: bool = False
    search: str = ""

    @property
    def is_everybody(self) -> bool:
        return replace(self, search="") == Looking()

    @property
    def typed(self) -> dict[str, str]:
        """The words that must not stand in an address."""
        return {name: words for name, words in (("text", self.text), ("area", self.area)) if words}

    def in_words(self, purposes: Mapping[str, str], *, one: bool = False) -> list[str]:
        """What narrows the list, as one would say it after "people", or after "one person"."""
        said = [
            f"matching “{self.text}”" if self.text else "",
            TIE_WORDS[self.tie][0 if one else 1] if self.tie else "",
            f"in “{self.area}”" if self.area else "",
            f"with the standing “{STANDING_WORDS[self.standing]}”" if self.standing else "",
            f"who said yes to “{purposes[self.purpose]}”" if self.purpose else "",
            f"who can be reached by {CHANNEL_WORDS[self.channel]}" if self.channel else "",
            "on a break" if self.on_break else "",
            "whose e-mail address is not confirmed" if self.unconfirmed else "",
            "to whom something came back" if self.came_back else "",
        ]
        return [words for words in said if words]

    def as_query(self) -> dict[str, str]:
        """The same as the part of an address behind the question mark, without what was typed."""
        parts = {
            "search": self.search, "tie": self.tie or "", "standing": self.standing or "",
            "purpose": self.purpose, "channel": self.channel or "", "on_break": "yes" if self.on_break else "",
            "unconfirmed": "yes" if self.unconfirmed else "",
            "came_back": "yes" if self.came_back else "",
        }  # fmt: skip
        return {name: str(value) for name, value in parts.items() if value}

    def as_address(self) -> str:
        """The same with its question mark; nothing for everybody."""
        query = self.as_query()
        return "?" + urlencode(query) if query else ""

    def for_the_record(self) -> str:
        """What narrowed a list, for the record of who did what: the choices as they are, of what was typed only that it was."""
        chosen = [f"{name}={value}" for name, value in self.as_query().items() if name != "search"]
        return "; ".join(sorted([*chosen, *self.typed]))


class Why(StrEnum):
    """Why somebody is not a real contact. Nobody is refused for who they are."""

    MACHINE = "filled in by a machine"
    TWICE = "joined twice"
    BY_MISTAKE = "joined by mistake"
    SOMEBODY_ELSE = "somebody else used their name"
    TEST = "our own test"


WHY_WORDS: dict[Why, str] = {
    Why.MACHINE: "A machine filled in the form",
    Why.TWICE: "They joined twice, and this is the second time",
    Why.BY_MISTAKE: "They told us that they joined by mistake",
    Why.SOMEBODY_ELSE: "Somebody else used their name",
    Why.TEST: "It was our own test",
}


class Reason(StrEnum):
    """Why a list is taken out of the system."""

    CONTACT = "to contact people"
    MEETING = "for a meeting"
    REPORT = "for a report"
    CHECK = "to check our records"
    ASKED = "information governance asked"


REASON_WORDS: dict[Reason, str] = {
    Reason.CONTACT: "To write to or call people about something they said yes to",
    Reason.MEETING: "To prepare a meeting or an event",
    Reason.REPORT: "For a report that names nobody",
    Reason.CHECK: "To check that our records are right",
    Reason.ASKED: "Our information governance team asked for it",
}


class Column(StrEnum):
    """What an export may hold, by its heading."""

    NUMBER = "Pool number"
    NAME = "Name"
    TIES = "Ties"
    AREA = "Area"
    STANDING = "Standing"
    JOINED = "Joined"
    SAID_YES = "Said yes to"
    CONTACTS = "E-mail, phone, text and letter"


CONTACT_HEADINGS = ("E-mail", "Phone", "Text message", "Letter")


def headings(columns: list[Column]) -> list[str]:
    """The first line of an export. With ways to reach people always comes what they said yes to, and any break."""
    plain = [column.value for column in columns if column not in (Column.CONTACTS, Column.SAID_YES)]
    if Column.SAID_YES in columns or Column.CONTACTS in columns:
        plain += ["Said yes to", "On a break"]
    return plain + (list(CONTACT_HEADINGS) if Column.CONTACTS in columns else [])


def standing_after(how: Welcome, *, ready: bool) -> Standing:
    """Where a welcome leads: to the pool when they are ready to be invited and we reached them, else to a conversation."""
    return Standing.ACTIVE if ready and how is not Welcome.LEFT_MESSAGE else Standing.IN_CONVERSATION


def days_waiting(since: date, today: date) -> int:
    """Working days since somebody joined."""
    return working_days_between(since, today)


def newest_day_due(day: date, working_days: int) -> date:
    """The last day on which somebody can have joined to have waited so many working days on `day`."""
    joined = day
    while working_days_after(joined, working_days) > day:
        joined -= timedelta(days=1)
    return joined
