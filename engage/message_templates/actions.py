"""Writing new words for a message, publishing them, going back to earlier ones, a test to oneself."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa

import engage.outbox.actions
from engage import clock
from engage.audit.actions import record
from engage.db import db, is_sqlite
from engage.mail.templates import Template, Wording
from engage.message_templates import queries
from engage.message_templates.models import Publication, Version
from engage.message_templates.queries import Shown
from engage.message_templates.rules import TEST, TEST_LASTS, NotAllowedNow, fits, test_id
from engage.outbox.rules import Category, Due

ABOUT = "message template"
_ONE_AT_A_TIME = 0x0A0D46


def draft(template: Template, wording: Wording, *, by: UUID) -> int:
    """Keep words as a new version, which goes to nobody; its number. The same words are not kept twice. Raises NotAllowedNow."""
    _one_at_a_time(template)
    last = queries.newest(template)
    if last.wording == wording:
        return last.number
    return _add(template, wording, last.number + 1, is_default=False, by=by)


def go_back(template: Template, to: Shown, *, by: UUID) -> int:
    """Keep the words of an earlier version as a new one, to be looked at and published; its number. Raises NotAllowedNow."""
    _one_at_a_time(template)
    last = queries.newest(template)
    if last.number and last.wording == to.wording and last.is_default == to.is_default:
        return last.number
    return _add(template, to.wording, last.number + 1, is_default=to.is_default, by=by)


def publish(template: Template, number: int, *, ours: str, by: UUID) -> None:
    """From the next message on, these words go out. Raises NotAllowedNow where they do not fit or newer ones go out already."""
    _one_at_a_time(template)
    version, standing = queries.version(template, number), queries.standing_of(template, ours=ours)
    if version is None or version.id is None or number <= standing.reached:
        raise NotAllowedNow("only words newer than those that go out are published")
    if not version.is_default and not fits(template, version.wording, ours=ours):
        raise NotAllowedNow("the words do not fit their message any more")
    db.session.add(Publication(version_id=version.id, published_by=by, published_at=clock.now()))
    db.session.flush()
    _record("published", template, version.id, number, version.wording, by=by)


def test(template: Template, version: Shown, *, by: UUID) -> None:
    """Send these words to oneself with example values, by the outbox like any message; once a minute."""
    now, about = clock.now(), version.id or test_id(template)
    due = Due(
        kind=TEST, about=about, recipient_id=by, due_at=now, not_after=now + TEST_LASTS, due_on=clock.day_of(now),
        ordinal=int(now.timestamp()) // 60, category=Category.REMINDER,
    )  # fmt: skip
    engage.outbox.actions.put(due)
    _record("sent a test", template, about, version.number, version.wording, by=by)


def _add(template: Template, wording: Wording, number: int, *, is_default: bool, by: UUID) -> int:
    version = Version(
        template=template.name, number=number, subject=wording.subject, body=wording.body, sha256=wording.sha256,
        is_default=is_default, written_by=by, written_at=clock.now(),
    )  # fmt: skip
    db.session.add(version)
    db.session.flush()
    _record("wrote", template, version.id, number, wording, by=by)
    return number


def _record(what: str, template: Template, about: UUID, number: int, wording: Wording, *, by: UUID) -> None:
    record(what, kind=ABOUT, about=about, by=by, template=template.name, version=number, sha256=wording.sha256)


def _one_at_a_time(template: Template) -> None:
    """Two people who write at once get two versions. Raises NotAllowedNow for a message whose words are fixed."""
    if template.fixed:
        raise NotAllowedNow("the words of this message are fixed")
    if not is_sqlite():
        db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(_ONE_AT_A_TIME)))
