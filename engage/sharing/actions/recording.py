"""Writing down what was decided about sharing, and that somebody looked at an override."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa

from engage.audit.actions import record
from engage.carers.queries import hold_link
from engage.db import db
from engage.sharing.models import SharingOverride, SharingPreference
from engage.sharing.rules import Agreed, Topic, kept_topics


class LinkHasEnded(LookupError):
    """The carer is no longer linked to the person in this team."""


@dataclass(frozen=True)
class Decision:
    """What the person decided, as somebody writes it down. `decided_by`: who decided in their best interests, if anybody did."""

    agreed: Agreed
    topics: tuple[Topic, ...] = ()
    discussed_on: date | None = None
    asked_by: str = ""
    in_record: str = ""
    decided_by: str = ""
    is_advance: bool = False
    look_again_on: date | None = None


def write_down(link_id: UUID, decision: Decision, *, by: UUID, at: datetime) -> SharingPreference:
    """From now on this stands; what stood before stays to be read. Raises LinkHasEnded."""
    link = hold_link(link_id)
    if link is None or link.ended_on is not None:
        raise LinkHasEnded
    last = sa.select(sa.func.max(SharingPreference.ordinal)).where(SharingPreference.link_id == link_id)
    made = SharingPreference(
        link_id=link_id, ordinal=(db.session.scalar(last) or 0) + 1, agreed=decision.agreed, topics=kept_topics(decision.topics),
        best_interests=bool(decision.decided_by), discussed_on=decision.discussed_on, asked_by=decision.asked_by or None,
        decided_by=decision.decided_by or None, in_record=decision.in_record or None, is_advance=decision.is_advance,
        look_again_on=decision.look_again_on, recorded_by=by, recorded_at=at,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    record(
        "wrote down what may be shared", kind="carer", about=link.carer_id, by=by, agreed=decision.agreed.value,
        topics=made.topics, best_interests=made.best_interests,
    )  # fmt: skip
    return made


def mark_looked_at(override: SharingOverride, *, note: str, by: UUID, at: datetime) -> None:
    """Somebody who oversees sharing has looked; the first one counts. The caller holds the override."""
    if override.looked_at is not None:
        return
    override.looked_at, override.looked_by, override.look_note = at, by, note or None
    record("looked at sharing without an agreement", kind="sharing", about=override.id, by=by, why=override.why.value)
