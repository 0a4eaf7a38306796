"""The carers of a viewer’s teams: what narrows the list, how many there are, and a page of it, the last contact oldest first.

When a carer was last reached is looked up in an index that holds nothing else, so that it can never differ from the log.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.carer_log.models import REACHED, CarerContact, CarerContactItem, FollowUp
from engage.carer_log.queries.follow_ups import TO_DO
from engage.carer_log.rules import Outcome
from engage.carers.models import Carer, CarerLink
from engage.carers.rules import Relationship
from engage.db import db
from engage.people.rules import comparable_name
from engage.sharing.models import SharingPreference
from engage.sharing.queries.standing import is_last
from engage.sharing.rules import Agreed
from engage.teams.models import Team
from engage.teams.queries import within
from engage.teams.rules import Viewer
from engage.web.paging import COUNT_UP_TO, ROWS, Page, mark, page_of, unmark, unmark_moment

AT_ONCE = 1000
NEVER = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Looking:
    """What somebody looks for among carers; empty parts do not narrow the list. `text` never stands in an address as it is."""

    text: str = ""
    team_id: UUID | None = None
    due: bool = False
    quiet: bool = False
    young: bool = False
    assessment: bool = False
    unasked: bool = False

    @property
    def is_everybody(self) -> bool:
        """Whether nothing narrows the list."""
        return self == Looking()

    def as_query(self) -> dict[str, str]:
        """The same for an address: what was typed is sealed."""
        ticked = {name: "yes" for name in TICKS if getattr(self, name)}
        sealed = {"search": mark(self.text)} if self.text else {}
        return sealed | ({"team": self.team_id.hex} if self.team_id else {}) | ticked

    def for_the_record(self) -> str:
        """What narrowed a list, for the record of who did what; of what was typed only that it was."""
        return "; ".join(sorted(name for name in self.as_query()))


TICKS = ("due", "quiet", "young", "assessment", "unasked")


@dataclass(frozen=True)
class Scope:
    """Who looks, on which day, and after how many days without a contact a carer counts as not heard from."""

    viewer: Viewer
    today: date
    quiet_days: int = 30


@dataclass(frozen=True)
class Line:
    """A carer as one team knows them. `last_at`: when they were last reached, None if never; `due_on`: what is to do next."""

    link_id: UUID
    number: str
    name: str
    is_young: bool
    stopped_on: date | None
    relationship: Relationship
    since: date
    team: str
    last_at: datetime | None
    due_on: date | None


def text_of(sealed: str | None) -> str:
    """What was typed, out of an address."""
    found = unmark(sealed, 1)
    return found[0] if found else ""


def teams(scope: Scope) -> list[tuple[UUID, str]]:
    """The teams one can choose from."""
    chosen = sa.select(Team.id, Team.name).where(within(Team.id, scope.viewer, scope.today)).order_by(Team.name_key, Team.id)
    return [(team_id, name) for team_id, name in db.session.execute(chosen)]


def page(looking: Looking, scope: Scope, *, after: str | None, before: str | None) -> Page[Line]:
    """A page of carers, whom nobody reached for longest first, with how many there are, counted up to a thousand."""
    start = unmark_moment(before or after)
    going_back = before is not None and start is not None
    lines = _lines(looking, scope, start, going_back=going_back, most=ROWS + 1)
    found = page_of(lines, key=_mark, came_after=start is not None, going_back=going_back)
    number = count(looking, scope)
    return Page(found.rows, found.after, found.before, min(number, COUNT_UP_TO), number > COUNT_UP_TO)


def count(looking: Looking, scope: Scope, *, most: int | None = COUNT_UP_TO + 1) -> int:
    """How many fit, counted up to one more than a thousand, or all of them."""
    fitting = _fitting(looking, scope, sa.select(CarerLink.id)).limit(most)
    return db.session.scalar(sa.select(sa.func.count()).select_from(fitting.subquery())) or 0


def everybody(looking: Looking, scope: Scope) -> Iterator[Line]:
    """Every one of them for a file, a thousand at a time; between two thousands no transaction is open."""
    start: tuple[datetime, UUID] | None = None
    while lines := _lines(looking, scope, start, going_back=False, most=AT_ONCE):
        start = lines[-1].last_at or NEVER, lines[-1].link_id
        db.session.rollback()
        yield from lines
        if len(lines) < AT_ONCE:
            return


def _lines(looking: Looking, scope: Scope, start: tuple[datetime, UUID] | None, *, going_back: bool, most: int) -> Sequence[Line]:
    """Which carers stand on the page is found first; what else the page says of them is read for those alone."""
    last = sa.func.coalesce(_last(), sa.literal(NEVER, CarerContact.happened_at.type)).label("last")
    wanted: Any = sa.select(CarerLink.id.label("link_id"), last)
    each = _fitting(looking, scope, wanted).subquery("each")
    chosen: Any = sa.select(each)
    if start is not None:
        key = sa.tuple_(each.c.last, each.c.link_id)
        here = sa.tuple_(sa.literal(start[0], CarerContact.happened_at.type), sa.literal(start[1], sa.Uuid()))
        chosen = chosen.where(key < here if going_back else key > here)
    order = (each.c.last.desc(), each.c.link_id.desc()) if going_back else (each.c.last, each.c.link_id)
    shown = chosen.order_by(*order).limit(most).subquery("shown")
    due = sa.select(sa.func.min(FollowUp.due_on)).where(FollowUp.link_id == shown.c.link_id, TO_DO)
    rows = (
        sa.select(
            CarerLink.id, Carer.number, Carer.name, Carer.is_young, Carer.stopped_on, CarerLink.relationship, CarerLink.since,
            Team.name, shown.c.last, due.correlate(shown).scalar_subquery(),
        )
        .select_from(shown)
        .join(CarerLink, CarerLink.id == shown.c.link_id)
        .join(Carer, Carer.id == CarerLink.carer_id)
        .join(Team, Team.id == CarerLink.team_id)
        .order_by(*((shown.c.last.desc(), shown.c.link_id.desc()) if going_back else (shown.c.last, shown.c.link_id)))
    )  # fmt: skip
    found: Iterable[Any] = db.session.execute(rows)
    return [_line(row) for row in found]


def _line(row: Any) -> Line:
    return Line(row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7], None if row[8] == NEVER else row[8], row[9])


def _fitting(looking: Looking, scope: Scope, chosen: sa.Select[Any]) -> sa.Select[Any]:
    """Ties that hold, of carers who are not forgotten, in the viewer’s teams, as they were looked for."""
    goes_on = sa.or_(CarerLink.ended_on.is_(None), CarerLink.ended_on > scope.today)
    own = within(CarerLink.team_id, scope.viewer, scope.today)
    return (
        chosen.select_from(CarerLink)
        .join(Carer, Carer.id == CarerLink.carer_id)
        .where(own, goes_on, Carer.forgotten_at.is_(None), *_narrowed(looking, scope))
    )


def _narrowed(looking: Looking, scope: Scope) -> list[sa.ColumnElement[bool]]:
    """What was looked for, as conditions."""
    conditions = {
        "due": _due(scope.today),
        "quiet": _quiet(scope),
        "young": Carer.is_young.is_(True),
        "assessment": sa.and_(_came(Outcome.ASSESSMENT_ACCEPTED), ~_came(Outcome.ASSESSMENT_REFERRED)),
        "unasked": ~_asked(scope.today),
    }
    found = [condition for name, condition in conditions.items() if getattr(looking, name)]
    if looking.team_id is not None:
        found.append(CarerLink.team_id == looking.team_id)
    if looking.text:
        by_name = Carer.search_name.contains(comparable_name(looking.text), autoescape=True)
        typed = "".join(looking.text.split()).upper()
        found.append(sa.or_(by_name, Carer.number.in_((typed, f"C-{typed}"))))
    return found


def _last() -> sa.ScalarSelect[datetime]:
    reached = sa.select(sa.func.max(CarerContact.happened_at)).where(CarerContact.link_id == CarerLink.id, REACHED)
    return reached.correlate(CarerLink).scalar_subquery()


def _due(today: date) -> sa.ColumnElement[bool]:
    return sa.select(FollowUp.id).where(FollowUp.link_id == CarerLink.id, TO_DO, FollowUp.due_on <= today).exists()


def _quiet(scope: Scope) -> sa.ColumnElement[bool]:
    """Nobody reached them for so many days, and they have been known for as long."""
    first = scope.today - timedelta(days=scope.quiet_days)
    reached = sa.select(CarerContact.id).where(
        CarerContact.link_id == CarerLink.id, REACHED, CarerContact.happened_at >= clock.at(first, datetime.min.time())
    )
    return sa.and_(CarerLink.since <= first, ~reached.exists())


def _came(outcome: Outcome) -> sa.ColumnElement[bool]:
    """Whether a contact that counts had this outcome."""
    return (
        sa.select(CarerContactItem.id)
        .join(CarerContact, CarerContact.id == CarerContactItem.contact_id)
        .where(
            CarerContactItem.carer_id == CarerLink.carer_id, CarerContactItem.code == outcome.value,
            CarerContact.link_id == CarerLink.id, CarerContact.voided_at.is_(None),
        )
        .exists()
    )  # fmt: skip


def _asked(today: date) -> sa.ColumnElement[bool]:
    """Whether a decision about sharing stands that has not run out."""
    holds = sa.or_(SharingPreference.look_again_on.is_(None), SharingPreference.look_again_on >= today)
    return (
        sa.select(SharingPreference.id)
        .where(
            SharingPreference.link_id == CarerLink.id, SharingPreference.agreed != Agreed.NOT_ASKED, holds,
            is_last(SharingPreference, today),
        )
        .exists()
    )  # fmt: skip


def _mark(line: Line) -> tuple[str, ...]:
    return (line.last_at or NEVER).isoformat(), line.link_id.hex
