"""A carer about whom every column that may say something says something, and where each stands in what they are given."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from engage.carer_log.models import CarerContact, CarerLogDraft, FollowUp
from engage.carer_log.rules import How
from engage.carers.models import Carer, CarerHold, CarerLink, Search
from engage.carers.rules import Prefers, Relationship, WhyAsked, WhyEnded
from engage.carers.rules.keeping import WhyHeld
from engage.carers.rules.needs import as_text
from engage.db import Row, db
from engage.sharing.models import SharingOverride, SharingPreference
from engage.sharing.rules import Agreed, Override
from tests.factories import saves
from tests.factories.follow_ups import a_follow_up

NAME = "Samphire Quincetree"
SHOWN = {
    "carer.address": "7 Quince Lane", "carer.agreed_on": "1 February 2020", "carer.circumstances": "Has paid work",
    "carer.email": "quince@example.org", "carer.identified_on": "2 February 2020", "carer.is_young": "Young carer Yes",
    "carer.language": "Quince language", "carer.leave_message": "A message may be left Yes", "carer.name": NAME,
    "carer.needs": "Quince needs", "carer.number": "Number C-", "carer.phone": "01632 960 001",
    "carer.prefers": "Preferred way Letter",
    "carer.reach_note": "Quince reach", "carer.stopped_on": "3 February 2020", "carer.young_since": "4 February 2020",
    "carer_contact.basis": "in their best interests", "carer_contact.by_carer": "Who got in touch The team",
    "carer_contact.happened_at": "5 February 2020 at 10:30am", "carer_contact.happened_on": "5 February 2020",
    "carer_contact.how": "How Video", "carer_contact.minutes": "37 minutes", "carer_contact.note": "Quince note",
    "carer_contact_item.code": "Listening and support", "carer_contact_item.is_outcome": "About Listening",
    "carer_contact_item.happened_on": "5 February 2020", "carer_follow_up.due_on": "7 February 2020",
    "carer_follow_up.promised_on": "6 February 2020", "carer_hold.lifted_at": "9 February 2020", "carer_hold.note": "Quince case",
    "carer_hold.placed_at": "8 February 2020", "carer_hold.reason": "Legal claim", "carer_link.cared_for": "Quince reference",
    "carer_link.ended_on": "11 February 2020", "carer_link.ended_why": "The person or the carer has died",
    "carer_link.lives_with": "Live together Yes", "carer_link.relationship": "Relationship Neighbour",
    "carer_link.since": "10 February 2020", "sharing_override.happened_on": "12 February 2020",
    "sharing_override.look_note": "Quince look", "sharing_override.reason": "Quince reason",
    "sharing_override.topics": "What it was about Appointments", "sharing_override.why": "The law requires it",
    "sharing_preference.agreed": "Could not decide at the time",
    "sharing_preference.best_interests": "Decided in best interests Yes",
    "sharing_preference.discussed_on": "13 February 2020", "sharing_preference.in_record": "Quince place",
    "sharing_preference.is_advance": "Said in advance Yes", "sharing_preference.look_again_on": "14 February 2020",
    "sharing_preference.topics": "What may be shared Leaving hospital",
    "sharing_override.authorised_by": "Dr Quince", "sharing_override.authorised_as": "Quince consultant",
    "sharing_preference.asked_by": "Asker Quince", "sharing_preference.decided_by": "Decider Quince",
}  # fmt: skip
"""Where each personal column of the register stands in the answer; the last four are about staff, and typed."""


AT = datetime(2020, 2, 5, 10, 30, tzinfo=UTC)


@saves
def fill(link: CarerLink, priya: UUID, office: UUID) -> None:
    """Everything about one carer, and what two members of staff have begun to write and to look for."""
    promise = a_follow_up(link, priya)
    contact_id = promise.made_by_contact_id
    _set(
        Carer, name=NAME, search_name=NAME.casefold(), circumstances="works", phone="01632 960 001", email="quince@example.org",
        address="7 Quince Lane", reach_note="Quince reach", leave_message=True, prefers=Prefers.POST, language="Quince language",
        needs=as_text({"another": "Quince needs"}), is_young=True, young_since=date(2020, 2, 4), stopped_on=date(2020, 2, 3),
        agreed_on=date(2020, 2, 1), identified_on=date(2020, 2, 2),
    )  # fmt: skip
    _set(
        CarerLink, cared_for="Quince reference", lives_with=True, relationship=Relationship.NEIGHBOUR, since=date(2020, 2, 10),
        ended_on=date(2020, 2, 11), ended_why=WhyEnded.DIED, ended_by=priya,
    )  # fmt: skip
    _set(
        CarerContact, happened_at=AT, happened_on=date(2020, 2, 5), how=How.VIDEO, minutes=37, note="Quince note",
        basis="best interests",
    )  # fmt: skip
    _set(FollowUp, promised_on=date(2020, 2, 6), due_on=date(2020, 2, 7))
    db.session.add_all([*_decided(link, priya), _told(link, contact_id, priya), _held(link, office)])
    db.session.add(Search(words="samphire", why=WhyAsked.ACCESS, searched_by=office))
    for once, fields in enumerate(([["who", link.id.hex], ["note", "Quince draft"]], [["note", f"Rang {NAME}. Quince."]])):
        db.session.add(CarerLogDraft(user_id=priya, once=str(once), fields=json.dumps(fields), from_phone=False, kept_at=AT))


def _set(kind: type[Row], **values: object) -> None:
    db.session.execute(sa.update(kind).values(**values))


def _decided(link: CarerLink, by: UUID) -> list[SharingPreference]:
    same = {"link_id": link.id, "recorded_by": by, "recorded_at": AT, "discussed_on": date(2020, 2, 13), "is_advance": True}
    said = {"asked_by": "Asker Quince", "in_record": "Quince place", "look_again_on": date(2020, 2, 14)}
    unable = SharingPreference(
        **same, **said, ordinal=1, agreed=Agreed.COULD_NOT_DECIDE, topics="", best_interests=True, decided_by="Decider Quince"
    )
    return [unable, SharingPreference(**same, ordinal=2, agreed=Agreed.LIMITED, topics="discharge", best_interests=False)]


def _told(link: CarerLink, contact_id: UUID, by: UUID) -> SharingOverride:
    return SharingOverride(
        contact_id=contact_id, link_id=link.id, why=Override.LAW, topics="appointments", reason="Quince reason",
        authorised_by="Dr Quince", authorised_as="Quince consultant", happened_on=date(2020, 2, 12), made_at=AT, made_by=by,
        looked_at=AT, looked_by=by, look_note="Quince look",
    )  # fmt: skip


def _held(link: CarerLink, by: UUID) -> CarerHold:
    placed_at, lifted_at = AT + timedelta(days=3), AT + timedelta(days=4)
    return CarerHold(
        carer_id=link.carer_id, reason=WhyHeld.CLAIM, note="Quince case", placed_at=placed_at, placed_by=by, lifted_at=lifted_at,
        lifted_by=by,
    )  # fmt: skip
