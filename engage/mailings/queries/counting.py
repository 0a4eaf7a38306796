"""How many people a mailing would reach now and why it would not reach others: the numbers of `audience`, set-wise.

Nearly everybody has an e-mail address that works and is on no break: what they are told hangs on what they said about the
purpose and on nothing else, and that is counted where it stands. The few others are asked about one by one, as for the
pages with their names. A test holds the sums against these pages.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import sqlalchemy as sa

from engage.consent.models import Break
from engage.consent.queries import as_it_stands
from engage.db import db
from engage.mailings.models import Mailing
from engage.mailings.queries.audience import chosen_members, verdicts_of
from engage.mailings.rules import Count, counted
from engage.needs.models import AccessNeed
from engage.needs.rules import AboutEmail
from engage.outbox.rules import Channel, Reason
from engage.people.models import ContactPoint, Person
from engage.people.rules import Kind
from engage.pool.models import Member
from engage.pool.rules import Standing

_EVERYBODY = "everybody"


def count(mailing: Mailing) -> Count:
    """How many would get it now, and how many would not and why."""
    apart = _apart()
    others = sa.select(Member.person_id).where(sa.not_(sa.and_(*chosen_members(mailing))))
    left_out = sa.union_all(*apart, others).cte("left_out")
    stand = (
        as_it_stands(mailing.purpose or "", Channel.EMAIL, but=sa.select(left_out.c[0])).cte("stand").prefix_with("MATERIALIZED")
    )
    everybody = (
        sa.select(sa.literal(_EVERYBODY), sa.func.count())
        .select_from(Member)
        .where(Member.person_id.not_in(sa.select(left_out.c[0])))
    )
    asked = verdicts_of(mailing, Person.id.in_(sa.union_all(*apart)), all_of_them=True)
    answers = sa.select(stand.c.said, sa.func.count()).group_by(stand.c.said)
    said = {row[0]: row[1] for row in db.session.execute(sa.union_all(everybody, answers))}
    one_by_one = db.session.execute(sa.select(asked.c.verdict, sa.func.count()).group_by(asked.c.verdict)).all()
    never_answered = said.pop(_EVERYBODY) - sum(said.values())
    found = Counter(said) + Counter({Reason.NO_CONSENT.value: never_answered})
    for verdict, people in one_by_one:
        found[verdict] += people
    return counted({verdict: people for verdict, people in found.items() if people})


def _apart() -> list[sa.Select[Any]]:
    """Whoever something else may be said of than what they answered about a purpose by e-mail."""
    email = sa.select(ContactPoint.person_id).where(ContactPoint.kind == Kind.EMAIL)
    troubled = sa.or_(ContactPoint.verified_at.is_(None), ContactPoint.came_back_at.is_not(None))
    gone = (Person.erased_at, Person.merged_into, Person.died_on, Person.restricted_at)
    return [
        sa.select(Person.id).where(sa.or_(*(column.is_not(None) for column in gone))),
        sa.select(Member.person_id).where(Member.standing.in_((Standing.LEFT, Standing.NOT_REAL))),
        sa.select(Break.person_id).where(Break.ended_at.is_(None)),
        sa.select(AccessNeed.person_id).where(AccessNeed.ended_at.is_(None), AccessNeed.about_email == AboutEmail.INSTEAD),
        email.where(troubled),
        sa.select(Member.person_id).where(Member.person_id.not_in(email)),
    ]
