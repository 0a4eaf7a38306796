"""Publishing what people are asked: a wording is drafted and published, terms follow terms, a purpose is given up.

What was published is never changed; the next version follows it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.audit import actions as audit
from engage.consent import queries
from engage.consent.models import Draft, Notice, Purpose, Terms
from engage.consent.rules import Basis, Change, Format, wording_hash
from engage.consent.rules.variants import Variant
from engage.consent.rules.wording import code_for, earliest_renewal
from engage.db import db
from engage.outbox import actions as outbox
from engage.outbox.rules import Reason


class NothingToPublish(ValueError):
    """There is no draft, or it says what people are shown already."""


class TooSoon(ValueError):
    """The day lies in the past, before an earlier wording's day, or leaves people too little time to answer."""


@dataclass(frozen=True)
class Holding:
    """What is to hold for a purpose."""

    lawful_basis: Basis
    needs_explicit_consent: bool
    expires_after_months: int | None
    channels: tuple[str, ...]


def draft(purpose: Purpose, text: str, *, by: UUID, at: datetime) -> None:
    """Keep the words somebody is working on; a purpose has one draft."""
    found = queries.draft_of(purpose.code)
    if found is None:
        found = Draft(purpose=purpose.code)
        db.session.add(found)
    found.text, found.written_by, found.written_at = text, by, at
    db.session.flush()


def withdraw_draft(purpose: Purpose, *, by: UUID) -> bool:
    """Let go of the draft of a purpose; whether there was one."""
    found = queries.draft_of(purpose.code)
    if found is None:
        return False
    db.session.delete(found)
    db.session.flush()
    audit.record("withdrew a draft", kind="purpose", about=purpose.id, by=by)
    return True


def publish(
    purpose: Purpose, *, change: Change, from_day: date, renew_by: date | None, by: UUID, at: datetime
) -> Notice:  # fmt: skip
    """Publish the draft of a purpose, in force from the beginning of a day. Raises NothingToPublish, TooSoon."""
    words, last = queries.draft_of(purpose.code), queries.newest_notice(purpose.code)
    if words is None or (last is not None and words.text == last.text):
        raise NothingToPublish
    today = clock.day_of(at)
    in_force_from = at if from_day == today else clock.at(from_day, time())
    if from_day < today or (last is not None and in_force_from <= last.in_force_from):
        raise TooSoon
    if change is Change.MATERIAL and (renew_by is None or renew_by < earliest_renewal(from_day)):
        raise TooSoon
    notice = Notice(
        purpose=purpose.code, language="en", format=Format.STANDARD, version=1 if last is None else last.version + 1,
        text=words.text, sha256=wording_hash(words.text), change=Change.FIRST if last is None else change,
        renew_by=renew_by if change is Change.MATERIAL and last is not None else None, in_force_from=in_force_from,
        published_at=at, published_by=by,
    )  # fmt: skip
    db.session.add(notice)
    db.session.delete(words)
    db.session.flush()
    audit.record(
        "published a wording", kind="purpose", about=purpose.id, by=by, version=notice.version, change=notice.change.value
    )
    return notice


def publish_also(notice: Notice, variant: Variant, text: str, *, by: UUID, at: datetime) -> Notice:
    """Publish the words of one version in Easy Read or another language, in force as long as that version is."""
    also = Notice(
        purpose=notice.purpose, language=variant.language, format=variant.format, version=notice.version, text=text,
        sha256=wording_hash(text), change=Change.FIRST, renew_by=None, in_force_from=max(at, notice.in_force_from),
        published_at=at, published_by=by,
    )  # fmt: skip
    db.session.add(also)
    db.session.flush()
    purpose = db.session.scalars(sa.select(Purpose.id).where(Purpose.code == notice.purpose)).one()
    audit.record(
        "published a wording", kind="purpose", about=purpose, by=by, version=notice.version, also_in=variant.key
    )  # fmt: skip
    return also


def add_purpose(title: str, holding: Holding, *, by: UUID, at: datetime) -> Purpose:
    """Add something people may be asked about. Nobody is asked before its first wording is published."""
    known = queries.every_purpose()
    purpose = Purpose(
        code=code_for(title, [each.code for each in known]), title=title, essential=False,
        position=max((each.position for each in known), default=0) + 1,
    )  # fmt: skip
    db.session.add(purpose)
    db.session.flush()
    _publish_terms(purpose, holding, in_use=True, by=by, at=at)
    audit.record("added a purpose", kind="purpose", about=purpose.id, by=by)
    return purpose


def change_terms(purpose: Purpose, holding: Holding, *, by: UUID, at: datetime) -> None:
    """Say what holds for a purpose from now on. A yes that was said keeps the day it was told it would run out."""
    _publish_terms(purpose, holding, in_use=True, by=by, at=at)
    audit.record("changed what holds", kind="purpose", about=purpose.id, by=by, months=holding.expires_after_months)


def give_up(purpose: Purpose, *, by: UUID, at: datetime) -> None:
    """Nothing is sent for this purpose any more and nobody is asked about it; what was agreed stays in the ledger."""
    terms = queries.terms_of(purpose.code, now=at)
    holding = Holding(
        terms.lawful_basis, terms.needs_explicit_consent, terms.expires_after_months, tuple(terms.channels)
    )  # fmt: skip
    _publish_terms(purpose, holding, in_use=False, by=by, at=at)
    stopped = outbox.suppress_purpose(purpose.code, reason=Reason.GIVEN_UP)
    audit.record("gave up a purpose", kind="purpose", about=purpose.id, by=by, stopped=stopped)


def _publish_terms(purpose: Purpose, holding: Holding, *, in_use: bool, by: UUID, at: datetime) -> None:
    last = db.session.scalar(sa.select(sa.func.max(Terms.version)).where(Terms.purpose == purpose.code)) or 0
    db.session.add(
        Terms(
            purpose=purpose.code, version=last + 1, lawful_basis=holding.lawful_basis,
            needs_explicit_consent=holding.needs_explicit_consent, expires_after_months=holding.expires_after_months,
            channels=list(holding.channels), in_use=in_use, in_force_from=at, published_at=at, published_by=by,
        )
    )  # fmt: skip
    db.session.flush()
