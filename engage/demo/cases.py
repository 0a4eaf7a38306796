"""The states people are shown in: one person of each comes first, the rest are drawn by weight."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from engage.consent.rules import Route
from engage.people.rules import Kind
from engage.pool.rules import Standing


class Gives(StrEnum):
    """How much somebody said yes to when they joined."""

    SOME = "some"
    ALL = "all"
    NONE = "none"


class OnBreak(StrEnum):
    """Whether somebody is taking a break."""

    NO = "no"
    UNTIL = "until a day"
    OPEN = "until they say"


@dataclass(frozen=True)
class Case:
    """One way to stand in the pool. `ways` empty: drawn; `joined`: how many hours ago at the least and at the most.

    `left_days_ago`: of those who left.
    """

    name: str
    weight: int
    standing: Standing
    joined: tuple[int, int]
    ways: tuple[Kind, ...] = ()
    route: Route = Route.WEB
    confirmed: bool = True
    gives: Gives = Gives.SOME
    on_break: OnBreak = OnBreak.NO
    came_back: bool = False
    withdrew_newsletter: bool = False
    left_days_ago: int = 9

    @property
    def has_run_out(self) -> bool:
        """Whether what they agreed to has to be asked again by now."""
        return self.joined == _LONG_AGO

    @property
    def is_welcomed(self) -> bool:
        """Whether the team has welcomed them."""
        return self.standing in (Standing.ACTIVE, Standing.LEFT)


_YEARS = (24 * 20, 24 * 700)
_MONTHS = (24 * 70, 24 * 700)
_LONG_AGO = (24 * 750, 24 * 900)
_OVER_A_YEAR = (24 * 400, 24 * 700)
_MAIL = (Kind.EMAIL,)
ACTIVE = Case("active", 560, Standing.ACTIVE, _YEARS)
CASES = (
    Case("waiting one day", 10, Standing.APPLIED, (20, 30), (Kind.EMAIL, Kind.PHONE)),
    Case("waiting eight days", 10, Standing.APPLIED, (24 * 8, 24 * 8 + 6), _MAIL),
    Case("in conversation", 12, Standing.IN_CONVERSATION, (24 * 4, 24 * 10), (Kind.EMAIL, Kind.TEXT)),
    ACTIVE,
    Case("on a break until a day", 15, Standing.ACTIVE, _YEARS, _MAIL, gives=Gives.ALL, on_break=OnBreak.UNTIL),
    Case("on a break until they say", 10, Standing.ACTIVE, _YEARS, _MAIL, gives=Gives.ALL, on_break=OnBreak.OPEN),
    Case("unconfirmed since an hour", 6, Standing.APPLIED, (1, 2), _MAIL, confirmed=False),
    Case("unconfirmed since three days", 8, Standing.APPLIED, (24 * 3, 24 * 3 + 6), _MAIL, confirmed=False, gives=Gives.ALL),
    Case("left", 50, Standing.LEFT, _YEARS, _MAIL, gives=Gives.ALL),
    Case("not a real contact", 5, Standing.NOT_REAL, (24 * 10, 24 * 200), _MAIL, gives=Gives.NONE),
    Case("e-mail came back", 12, Standing.ACTIVE, _MONTHS, _MAIL, gives=Gives.ALL, came_back=True),
    Case("phone only", 40, Standing.ACTIVE, _YEARS, (Kind.PHONE,), Route.PHONE),
    Case("post only", 20, Standing.ACTIVE, _YEARS, (Kind.POST,), Route.PAPER),
    Case("no permission", 60, Standing.ACTIVE, _YEARS, gives=Gives.NONE),
    Case("every permission", 150, Standing.ACTIVE, _YEARS, tuple(Kind), gives=Gives.ALL),
    Case("permission has run out", 20, Standing.ACTIVE, _LONG_AGO, _MAIL, gives=Gives.ALL),
    Case("left nearly a year ago", 4, Standing.LEFT, _OVER_A_YEAR, _MAIL, gives=Gives.ALL, left_days_ago=353),
    Case("stopped the newsletter", 32, Standing.ACTIVE, _YEARS, _MAIL, gives=Gives.ALL, withdrew_newsletter=True),
)
WAYS = ((Kind.EMAIL,), (Kind.EMAIL,), (Kind.EMAIL, Kind.PHONE), (Kind.EMAIL, Kind.TEXT), (Kind.EMAIL, Kind.POST))
FIRST_ANSWER = timedelta(hours=30)
