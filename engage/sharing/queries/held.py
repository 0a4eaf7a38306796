"""What was decided about sharing with one carer, for a request about what we hold: all of it is about somebody else too."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa

from engage.carers.models import CarerLink
from engage.carers.rules.roof import Fact, Item, Section
from engage.db import db
from engage.sharing.models import SharingOverride, SharingPreference
from engage.sharing.rules import AGREED_WORDS, OVERRIDE_WORDS, TOPIC_WORDS, Topic
from engage.web.filters import day


def held(carer_id: UUID) -> list[Section]:
    """Every decision, and every time something was told without one, oldest first, in one statement."""
    rows = db.session.execute(
        sa.select(SharingPreference, SharingOverride)
        .select_from(CarerLink)
        .outerjoin(SharingPreference, SharingPreference.link_id == CarerLink.id)
        .outerjoin(SharingOverride, SharingOverride.link_id == CarerLink.id)
        .where(CarerLink.carer_id == carer_id)
    ).all()
    decisions = {row.SharingPreference for row in rows if row.SharingPreference}
    overrides = {row.SharingOverride for row in rows if row.SharingOverride}
    return [
        Section(
            "What the person cared for decided",
            [_decision(each) for each in sorted(decisions, key=lambda each: (each.recorded_at, each.id))],
        ),
        Section(
            "Told without an agreement", [_override(each) for each in sorted(overrides, key=lambda each: (each.made_at, each.id))]
        ),
    ]


def _topics(codes: str) -> str:
    return ", ".join(TOPIC_WORDS[Topic(code)] for code in filter(None, codes.split(",")))


def _decision(row: SharingPreference) -> Item:
    said = [
        ("Written down on", day(row.recorded_at)), ("Decided", AGREED_WORDS[row.agreed]),
        ("What may be shared", _topics(row.topics)), ("Said in advance", "Yes" if row.is_advance else None),
        ("Decided in best interests", "Yes" if row.best_interests else None),
        ("Asked on", day(row.discussed_on) if row.discussed_on else None), ("Asked by", row.asked_by),
        ("Who decided that", row.decided_by),
        ("In the patient record", row.in_record), ("To look at again on", day(row.look_again_on) if row.look_again_on else None),
    ]  # fmt: skip
    return _about_others(row.id, said)


def _override(row: SharingOverride) -> Item:
    said = [
        ("Day", day(row.happened_on)), ("Why", OVERRIDE_WORDS[row.why]), ("What it was about", _topics(row.topics)),
        ("What happened", row.reason), ("Who allowed it", ", ".join(filter(None, (row.authorised_by, row.authorised_as)))),
        ("Written by whoever looked at it", row.look_note),
    ]  # fmt: skip
    return _about_others(row.id, said)


def _about_others(row_id: UUID, said: list[tuple[str, str | None]]) -> Item:
    return Item(row_id.hex, [Fact(label, value, is_about_others=True) for label, value in said if value])
