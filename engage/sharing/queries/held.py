"""What was decided about sharing with one carer, for a request about what we hold: all of it is about somebody else too."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa

from engage.carers.models import CarerLink
from engage.carers.rules.roof import Fact, Item, Section
from engage.db import db
from engage.sharing.models import SharingOverride, SharingPreference
from engage.sharing.rules import AGREED_WORDS, TOPIC_WORDS, Topic
from engage.web.filters import day


def held(carer_id: UUID) -> list[Section]:
    """Every decision, and every time something was told without one."""
    theirs = sa.select(CarerLink.id).where(CarerLink.carer_id == carer_id)
    decided = sa.select(SharingPreference).where(SharingPreference.link_id.in_(theirs))
    told = sa.select(SharingOverride).where(SharingOverride.link_id.in_(theirs))
    decisions = db.session.scalars(decided.order_by(SharingPreference.recorded_at, SharingPreference.id))
    overrides = db.session.scalars(told.order_by(SharingOverride.made_at, SharingOverride.id))
    return [
        Section("What the person they care for decided", [_decision(each) for each in decisions]),
        Section("Told without an agreement", [_override(each) for each in overrides]),
    ]


def _decision(row: SharingPreference) -> Item:
    topics = ", ".join(TOPIC_WORDS[Topic(code)] for code in filter(None, row.topics.split(",")))
    said = [
        ("Decided", AGREED_WORDS[row.agreed]), ("What may be shared", topics),
        ("Asked on", day(row.discussed_on) if row.discussed_on else None), ("Asked by", row.asked_by),
        ("Decided in best interests by", row.decided_by),
        ("In the patient record", row.in_record), ("To look at again on", day(row.look_again_on) if row.look_again_on else None),
    ]  # fmt: skip
    return _about_others(row.id, said)


def _override(row: SharingOverride) -> Item:
    said = [
        ("Day", day(row.happened_on)), ("Reason", row.reason), ("Authorised by", row.authorised_by),
        ("What whoever looked at it wrote", row.look_note),
    ]  # fmt: skip
    return _about_others(row.id, said)


def _about_others(row_id: UUID, said: list[tuple[str, str | None]]) -> Item:
    return Item(row_id.hex, [Fact(label, value, is_about_others=True) for label, value in said if value])
