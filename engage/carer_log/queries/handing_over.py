"""What a team has to do with carers: in numbers before it is closed, and each of it on its handover sheet."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engage.carer_log.models import CarerContact, FollowUp
from engage.carer_log.queries.follow_ups import TO_DO, items, read_items
from engage.carer_log.rules import ABOUT_WORDS
from engage.carers.models import Carer, CarerLink
from engage.db import db
from engage.sharing.models import SharingPreference
from engage.sharing.queries.standing import is_last
from engage.teams.rules import Left, Sheet, Waiting
from engage.web.paging import ROWS

WEEK, SOON = timedelta(days=7), timedelta(days=28)


def left(team_id: UUID, today: date) -> Left:
    """Carers, follow-ups and agreements to look at again, in one statement. Whoever asks has found the team within their own."""
    link, promise, decision = _links(team_id), _promises(team_id), _decisions(team_id, today)
    row: Any = db.session.execute(
        sa.select(
            _count(link),
            _count(promise.where(FollowUp.due_on < today)),
            _count(promise.where(FollowUp.due_on >= today, FollowUp.due_on < today + WEEK)),
            _count(promise.where(FollowUp.due_on >= today + WEEK)),
            _count(decision.where(SharingPreference.look_again_on <= today)),
            _count(decision.where(SharingPreference.look_again_on > today, SharingPreference.look_again_on <= today + SOON)),
        )
    ).one()
    return Left(*row)


def waiting(team_id: UUID, today: date) -> Sheet:
    """Each promise still to do, and each agreement to look at again within 28 days: what is due first at the top.

    Two statements. Whoever asks has found the team within their own. Of either no more than one page holds. What was agreed
    does not stand on paper.
    """
    topics = items()
    promised = (
        sa.select(Carer.number, topics, FollowUp.due_on)
        .join(CarerLink, CarerLink.id == FollowUp.link_id)
        .join(Carer, Carer.id == CarerLink.carer_id)
        .join(CarerContact, CarerContact.id == FollowUp.made_by_contact_id)
        .where(FollowUp.team_id == team_id, TO_DO)
        .order_by(FollowUp.due_on, FollowUp.id)
    )
    again = SharingPreference.look_again_on
    soon = _decisions(team_id, today).with_only_columns(Carer.number, again).where(again <= today + SOON)
    looked_at: Any = db.session.execute(soon.order_by(again, CarerLink.id).limit(ROWS))
    return Sheet(
        tuple(Waiting(number, _about(codes), due_on) for number, codes, due_on in db.session.execute(promised.limit(ROWS))),
        tuple(Waiting(number, "", day) for number, day in looked_at),
    )


def _about(codes: str | None) -> str:
    return ", ".join(ABOUT_WORDS[each] for each in read_items(codes))


def _links(team_id: UUID) -> sa.Select[Any]:
    chosen: sa.Select[Any] = sa.select(CarerLink.id).join(Carer, Carer.id == CarerLink.carer_id)
    return chosen.where(CarerLink.team_id == team_id, CarerLink.ended_on.is_(None), Carer.forgotten_at.is_(None))


def _promises(team_id: UUID) -> sa.Select[Any]:
    return sa.select(FollowUp.id).where(FollowUp.team_id == team_id, TO_DO)


def _decisions(team_id: UUID, today: date) -> sa.Select[Any]:
    """The agreement that stands about each open link of the team."""
    return _links(team_id).join(SharingPreference, SharingPreference.link_id == CarerLink.id).where(
        is_last(SharingPreference, today)
    )  # fmt: skip


def _count(chosen: sa.Select[Any]) -> sa.ScalarSelect[int]:
    return sa.select(sa.func.count()).select_from(chosen.subquery()).scalar_subquery()
