"""What was typed and waits, the editions of the forms on paper, and what a confirmation letter says."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.consent import queries as consent
from engage.consent.models import ConsentEvent, Notice, Purpose
from engage.consent.models import Standing as Consent
from engage.consent.rules import Action, Route
from engage.db import db
from engage.helping.models import Draft
from engage.helping.rules import DRAFT_KEPT, Edition, PaperForm, tidy_code
from engage.needs.models import AccessNeed
from engage.needs.queries import current
from engage.outbox.rules import Channel
from engage.people.models import ContactPoint, Person
from engage.people.queries import contact_points
from engage.pool.models import Member
from engage.web.filters import listed
from engage.welcome.rules import CHANNEL_WORDS


@dataclass(frozen=True)
class Waiting:
    """Something somebody typed and has not decided about."""

    draft: Draft
    fields: dict[str, Any]

    @property
    def name(self) -> str:
        return str(self.fields.get("full_name", ""))


def draft(draft_id: UUID, *, user_id: UUID) -> Waiting | None:
    """What this account typed and has not decided about; nobody else's."""
    found = db.session.get(Draft, draft_id)
    is_theirs = found is not None and found.user_id == user_id and found.kept_at > clock.now() - DRAFT_KEPT
    return Waiting(found, json.loads(found.fields)) if found is not None and is_theirs else None


def drafts(user_id: UUID) -> list[Waiting]:
    """Everything this account typed and has not decided about, newest first."""
    chosen = sa.select(Draft).where(Draft.user_id == user_id, Draft.kept_at > clock.now() - DRAFT_KEPT)
    return [Waiting(found, json.loads(found.fields)) for found in db.session.scalars(chosen.order_by(Draft.kept_at.desc()))]


def in_force(*, language: str = "en") -> Edition:
    """The words the forms are printed with now."""
    return Edition(consent.offers(language=language))


def edition_behind(code: str, form: PaperForm, *, language: str = "en") -> Edition | None:
    """The words a form was printed with, by its code: now or at any time before."""
    now, wanted = clock.now(), tidy_code(code)
    instants = sa.select(Notice.in_force_from).where(Notice.language == language, Notice.in_force_from <= now).distinct()
    for at in db.session.scalars(instants.order_by(Notice.in_force_from.desc())).all():
        edition = Edition(consent.offers(now=at, language=language))
        if wanted and edition.code(form) == wanted:
            return edition
    return None


@dataclass(frozen=True)
class Decided:
    """One kind of message in a letter: the words, what they said, by which ways, when they said it and how."""

    title: str
    wording: str
    is_yes: bool
    channels: tuple[Channel, ...]
    said_at: datetime
    route: Route

    @property
    def ways(self) -> str:
        """By which ways, in words."""
        return listed([CHANNEL_WORDS[channel] for channel in self.channels])


@dataclass(frozen=True)
class Confirmation:
    """What a confirmation letter says."""

    person: Person
    member: Member
    points: list[ContactPoint]
    decided: list[Decided]
    not_asked: list[str]
    needs: list[AccessNeed]


def confirmation(person: Person, member: Member) -> Confirmation:
    """What a confirmation letter says, as it stands now."""
    decided = _decided(person.id)
    asked = {each.title for each in decided}
    titles = db.session.scalars(sa.select(Purpose.title).where(Purpose.essential.is_(False)).order_by(Purpose.position))
    return Confirmation(
        person, member, contact_points(person.id), decided, [title for title in titles if title not in asked], current(person.id)
    )


def _decided(person_id: UUID) -> list[Decided]:
    rows = db.session.execute(
        sa.select(
            Purpose.title, Notice.text, Consent.given, Consent.channel, ConsentEvent.effective_at, ConsentEvent.route,
            ConsentEvent.action,
        )
        .join_from(Consent, ConsentEvent, ConsentEvent.id == Consent.event_id)
        .join(Purpose, Purpose.code == Consent.purpose)
        .join(Notice, Notice.id == ConsentEvent.notice_id)
        .where(Consent.person_id == person_id, Purpose.essential.is_(False), ConsentEvent.action != Action.EXPIRED)
        .order_by(Purpose.position, Consent.channel)
    ).all()  # fmt: skip
    return _by_answer(rows)


def _by_answer(rows: Sequence[Any]) -> list[Decided]:
    """One line a purpose and answer, with every way it holds for."""
    found: dict[tuple[str, str, bool], Decided] = {}
    for title, wording, given, channel, said_at, route, _ in rows:
        key = (title, wording, given)
        ways = (*found[key].channels, channel) if key in found else (channel,)
        found[key] = Decided(title, wording, given, ways, said_at, route)
    return list(found.values())
