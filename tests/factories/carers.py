"""Teams, who serves them, carers and what is known about them."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import date, datetime, timedelta
from itertools import count
from uuid import UUID

from engage import clock
from engage.carers.models import Carer, CarerLink
from engage.carers.rules import Relationship, new_number
from engage.db import db
from engage.sharing.models import SharingPreference
from engage.sharing.rules import Agreed, Topic, kept_topics
from engage.teams.models import Appointment, Team
from engage.teams.rules import STAGE_OF, Part, TeamKind
from tests.factories import saves

_numbers = count(1)


@saves
def a_team(
    *, name: str | None = None, kind: TeamKind = TeamKind.COMMUNITY, manager_id: UUID | None = None, closed_on: date | None = None
) -> Team:
    """A team that is open."""
    name = name or f"Example team {next(_numbers)}"
    made = Team(
        id=uuid.uuid4(), name=name, name_key=name.casefold(), kind=kind, care_group="Community recovery", area="Swale",
        stage=STAGE_OF[kind], manager_id=manager_id, opened_on=date(2020, 4, 1),
        closed_on=closed_on,
    )  # fmt: skip
    db.session.add(made)
    return made


@saves
def an_appointment(
    team: Team,
    account_id: UUID,
    *,
    part: Part = Part.CHAMPION,
    starts_on: date | None = None,
    last_day: date | None = None,
    ended_at: datetime | None = None,
) -> Appointment:
    """Somebody is champion or deputy of a team, since last year if nothing else is said."""
    made = Appointment(
        team_id=team.id, account_id=account_id, part=part, starts_on=starts_on or clock.today() - timedelta(days=365),
        last_day=last_day, appointed_by=uuid.uuid4(),
        ended_at=ended_at, ended_by=uuid.uuid4() if ended_at else None,
    )  # fmt: skip
    db.session.add(made)
    return made


@saves
def a_carer(
    team: Team, *, name: str = "Jo Example", relationship: Relationship = Relationship.PARENT, cared_for: str | None = None
) -> CarerLink:
    """A carer known to a team: the link, whose `carer_id` is the carer."""
    today = clock.today()
    carer = Carer(
        id=uuid.uuid4(), number=new_number(), name=name, search_name=name.casefold(), agreed_on=today, identified_on=today,
        identified_by=uuid.uuid4(), is_young=relationship is Relationship.YOUNG_CARER,
    )  # fmt: skip
    db.session.add(carer)
    db.session.flush()
    link = CarerLink(
        id=uuid.uuid4(), carer_id=carer.id, team_id=team.id, relationship=relationship, cared_for=cared_for, since=today
    )
    db.session.add(link)
    return link


@saves
def a_tie(link: CarerLink, team: Team) -> CarerLink:
    """The carer of a tie is known to another team too, since today."""
    made = CarerLink(
        id=uuid.uuid4(), carer_id=link.carer_id, team_id=team.id, relationship=link.relationship, since=clock.today()
    )
    db.session.add(made)
    return made


_decisions = count(1)


@saves
def a_preference(
    link: CarerLink,
    agreed: Agreed = Agreed.FULL,
    *,
    topics: Collection[Topic] = (),
    best_interests: bool = False,
    discussed_on: date | None = None,
    look_again_on: date | None = None,
) -> SharingPreference:
    """What the person a carer cares for decided, today if nothing else is said; the newest one holds."""
    made = SharingPreference(
        link_id=link.id, ordinal=next(_decisions), agreed=agreed, topics=kept_topics(topics), best_interests=best_interests,
        decided_by="Dr Example, consultant" if best_interests else None, asked_by="Sam Example, nurse",
        discussed_on=discussed_on or clock.today(), look_again_on=look_again_on, is_advance=False, recorded_by=uuid.uuid4(),
        recorded_at=clock.now(),
    )  # fmt: skip
    db.session.add(made)
    return made
