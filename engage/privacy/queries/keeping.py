"""How long things are kept: the rules in force, what they will dispose of, and what they did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.accounts import queries as accounts
from engage.accounts.models import User
from engage.db import db
from engage.outbox.rules import Answer, Go, Letter, Moments, Reason, Stop
from engage.people import queries as people
from engage.people.models import ContactPoint, Person
from engage.policy import Permission
from engage.pool.models import Member
from engage.pool.rules import Standing
from engage.privacy.models import DataRequest, Disposal, RetentionRule
from engage.privacy.queries.holds import HELD
from engage.privacy.rules.retention import AHEAD, TOLD, What, cut_off
from engage.web.paging import COUNT_UP_TO, ROWS

AT_ONCE = 500


def rules(now: datetime) -> dict[What, RetentionRule]:
    """The version of each rule that is in force."""
    chosen = sa.select(RetentionRule).where(RetentionRule.in_force_from <= now).order_by(RetentionRule.version)
    found = {rule.what: rule for rule in db.session.scalars(chosen)}
    return {what: found[what.value] for what in What if what.value in found}


def versions(what: What) -> list[RetentionRule]:
    """Every version of one rule, newest first."""
    chosen = sa.select(RetentionRule).where(RetentionRule.what == what.value).order_by(RetentionRule.version.desc())
    return list(db.session.scalars(chosen))


def _began_before(what: What, instant: datetime) -> sa.Select[UUID, UUID]:
    """What a rule speaks of whose clock began before an instant: the row's id and the person's."""
    if what is What.WORDS:
        said = sa.or_(
            DataRequest.words.is_not(None), DataRequest.outcome_note.is_not(None), DataRequest.extension_reason.is_not(None)
        )
        return sa.select(DataRequest.id, DataRequest.person_id).where(DataRequest.closed_at < instant, said)
    gone = (
        sa.select(Person.id, Person.id.label("person_id"))
        .join(Member, Member.person_id == Person.id)
        .where(Member.standing == Standing.LEFT, Member.left_at < instant, *people.is_current())
    )
    if what is What.RECORDS:
        return gone
    can_be_reached = sa.exists().where(ContactPoint.person_id == Person.id)
    signs_in = sa.exists().where(User.person_id == Person.id)
    return gone.where(sa.or_(can_be_reached, signs_in))


def due(what: What, instant: datetime, *, only: UUID | None = None) -> list[UUID]:
    """What a rule disposes of that began before an instant and that no hold keeps; some of it, when it is much."""
    found = _began_before(what, instant).subquery()
    chosen = sa.select(found.c.id).where(found.c.person_id.not_in(HELD))
    if only is not None:
        chosen = chosen.where(found.c.id == only)
    return list(db.session.scalars(chosen.order_by(found.c.id).limit(AT_ONCE)))


def held_back(what: What, instant: datetime) -> int:
    """How many a hold keeps."""
    found = _began_before(what, instant).subquery()
    return db.session.scalar(sa.select(sa.func.count()).select_from(found).where(found.c.person_id.in_(HELD))) or 0


@dataclass(frozen=True)
class Coming:
    """What one rule will dispose of in the next 30 days: how many, counted up to one more than a thousand."""

    title: str
    count: int


def coming(now: datetime, in_force: dict[What, RetentionRule]) -> list[Coming]:
    """The list of what falls due, in one statement."""
    counted = []
    for what, rule in in_force.items():
        found = _began_before(what, cut_off(now + AHEAD, rule.months)).subquery()
        some = sa.select(found.c.id).where(found.c.person_id.not_in(HELD)).limit(COUNT_UP_TO + 1).subquery()
        counted.append(sa.select(sa.func.count()).select_from(some).scalar_subquery())
    row = db.session.execute(sa.select(*counted)).one() if counted else ()
    return [Coming(TOLD[what].title, count) for what, count in zip(in_force, row, strict=True)]


def disposals() -> list[tuple[Disposal, str]]:
    """What was disposed of, newest first, with the rule it was done under."""
    rows = db.session.execute(
        sa.select(Disposal, RetentionRule.what)
        .join(RetentionRule, RetentionRule.id == Disposal.rule_id)
        .order_by(Disposal.day.desc(), Disposal.id)
        .limit(ROWS)
    )
    return [(done, TOLD[What(what)].title) for done, what in rows]


# The mail about what falls due


@dataclass(frozen=True)
class ComingFacts:
    """What the mail says: counts, never names."""

    name: str
    to: str
    coming: tuple[Coming, ...]


def may_tell(letter: Letter, now: datetime) -> Answer:
    """Whether the mail may go: to somebody who looks after keeping, while something falls due."""
    user = accounts.user(letter.recipient_id)
    if user is None or user.suspended_at is not None or not accounts.may(user, Permission.RETENTION_KEEP):
        return Stop(Reason.SUSPENDED)
    return Go() if any(each.count for each in coming(now, rules(now))) else Stop(Reason.NOTHING_TO_SAY)


def all_may_tell(letters: Sequence[Letter], at: Moments) -> dict[UUID, Answer]:
    """The same for many; what is there to say is counted once for each moment, and there is one a month."""
    says = {now: any(each.count for each in coming(now, rules(now))) for now in set(at.values())}
    return accounts.all_may_be_told(
        letters, Permission.RETENTION_KEEP, lambda each: None if says[at[each.outgoing_id]] else Reason.NOTHING_TO_SAY
    )


def coming_facts(letter: Letter) -> ComingFacts | None:
    """The facts of that mail."""
    user, now = accounts.user(letter.recipient_id), clock.now()
    found = tuple(each for each in coming(now, rules(now)) if each.count)
    if user is None or user.email is None or user.name is None or not found:
        return None
    return ComingFacts(user.name, user.email, found)
