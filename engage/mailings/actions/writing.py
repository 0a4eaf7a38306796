"""Writing a mailing: whom it is for, what it is about, its words, a test to oneself. Only while it is a draft."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from uuid import UUID

import sqlalchemy as sa

import engage.outbox.actions
from engage import clock
from engage.audit.actions import record
from engage.db import db
from engage.mailings.models import DateToKeep, Mailing, Named, SavedAudience, Text
from engage.mailings.queries import lists
from engage.mailings.rules import TEST, TEST_LASTS, Audience, NotAllowedNow, State
from engage.mailings.rules.words import Words
from engage.outbox.rules import Category, Due

ABOUT = "mailing"


def begin(audience: Audience, people: Iterable[UUID], *, by: UUID) -> Mailing:
    """Begin to write to people."""
    mailing = Mailing(written_by=by, criteria=audience.kept(), left_out={})
    db.session.add(mailing)
    db.session.flush()
    _name(mailing, people)
    record("began to write", kind=ABOUT, about=mailing.id, by=by)
    return mailing


def choose(mailing: Mailing, audience: Audience, people: Iterable[UUID]) -> None:
    """Say whom it is for. Raises NotAllowedNow."""
    _is_draft(mailing)
    mailing.criteria = audience.kept()
    _name(mailing, people)


def _name(mailing: Mailing, people: Iterable[UUID]) -> None:
    db.session.execute(sa.delete(Named).where(Named.mailing_id == mailing.id))
    db.session.add_all(Named(mailing_id=mailing.id, person_id=person_id) for person_id in dict.fromkeys(people))
    db.session.flush()


def speak_about(mailing: Mailing, purpose: str) -> None:
    """Say what it is about, which decides who may get it. Raises NotAllowedNow."""
    _is_draft(mailing)
    mailing.purpose = purpose


def write(mailing: Mailing, words: Words, *, by: UUID) -> Text:
    """Keep its words as a new version; the same words are not kept twice. Raises NotAllowedNow."""
    _is_draft(mailing)
    newest = lists.text(mailing)
    if newest is not None and newest.words == words:
        return newest
    number = newest.number + 1 if newest is not None else 1
    text = Text(
        mailing_id=mailing.id, number=number, sha256=words.sha256, written_by=by, written_at=clock.now(), **asdict(words)
    )  # fmt: skip
    db.session.add(text)
    db.session.flush()
    return text


def copy(mailing: Mailing, *, by: UUID) -> Mailing:
    """Begin a new one like it: whom it is for, what it is about and its words."""
    people = db.session.scalars(sa.select(Named.person_id).where(Named.mailing_id == mailing.id)).all()
    new, text = begin(mailing.audience, people, by=by), lists.text(mailing)
    new.purpose, new.copied_from = mailing.purpose, mailing.id
    if text is not None:
        write(new, text.words, by=by)
    return new


def throw_away(mailing: Mailing, *, by: UUID) -> None:
    """Delete a draft with everything written for it. Raises NotAllowedNow."""
    _is_draft(mailing)
    for row in (Named, Text, DateToKeep):
        db.session.execute(sa.delete(row).where(row.mailing_id == mailing.id))
    record("threw away", kind=ABOUT, about=mailing.id, by=by)
    db.session.delete(mailing)
    db.session.flush()


def test(text: Text, *, by: UUID) -> None:
    """Send these words to oneself, by the outbox like any message; once a minute."""
    now = clock.now()
    due = Due(
        kind=TEST, about=text.id, recipient_id=by, due_at=now, not_after=now + TEST_LASTS, due_on=clock.day_of(now),
        ordinal=int(now.timestamp()) // 60, category=Category.REMINDER,
    )  # fmt: skip
    engage.outbox.actions.put(due)
    record("sent a test", kind=ABOUT, about=text.mailing_id, by=by, version=text.number)


def save_audience(mailing: Mailing, name: str, *, by: UUID) -> SavedAudience:
    """Keep whom a mailing is for under a name, to use it again."""
    saved = SavedAudience(name=name, criteria=mailing.audience.kept(), saved_by=by)
    db.session.add(saved)
    db.session.flush()
    record("saved an audience", kind=ABOUT, about=saved.id, by=by)
    return saved


def forget_audience(saved: SavedAudience, *, by: UUID) -> None:
    """Forget an audience that was kept."""
    record("forgot an audience", kind=ABOUT, about=saved.id, by=by)
    db.session.delete(saved)
    db.session.flush()


def _is_draft(mailing: Mailing) -> None:
    if mailing.state is not State.DRAFT:
        raise NotAllowedNow("only a draft is written")
