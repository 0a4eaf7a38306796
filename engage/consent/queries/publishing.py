"""Purposes as whoever publishes them sees them: every version of every wording, what holds, and what is being drafted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.accounts import queries as accounts
from engage.consent.models import Draft, Notice, Purpose, Terms
from engage.consent.rules import Format
from engage.consent.rules.variants import Variant, variant_of
from engage.db import db


@dataclass(frozen=True)
class Published:
    """One version of a wording: `stands` is "in force", "to come" or "earlier"; `by`: who published it, if a person did."""

    notice: Notice
    stands: str
    by: str | None


@dataclass(frozen=True)
class Held:
    """One version of what holds for a purpose."""

    terms: Terms
    by: str | None


@dataclass(frozen=True)
class Topic:
    """A purpose with what holds now, the wording in force if there is one, and the draft if there is one."""

    purpose: Purpose
    terms: Terms
    wording: Notice | None
    to_come: Notice | None
    draft: Draft | None


def every_purpose() -> list[Purpose]:
    """Every purpose, in the order people are asked."""
    return list(db.session.scalars(sa.select(Purpose).order_by(Purpose.position, Purpose.code)))


def purpose_of(code: str) -> Purpose | None:
    """A purpose that people may choose."""
    return db.session.scalar(sa.select(Purpose).where(Purpose.code == code, Purpose.essential.is_(False)))


def draft_of(code: str) -> Draft | None:
    """What is being drafted for a purpose."""
    return db.session.scalar(sa.select(Draft).where(Draft.purpose == code))


def newest_notice(code: str) -> Notice | None:
    """The wording published last, whether it is in force or to come."""
    return db.session.scalar(_standard().where(Notice.purpose == code).order_by(Notice.version.desc()).limit(1))


def terms_of(code: str, *, now: datetime) -> Terms:
    """What holds for a purpose."""
    chosen = sa.select(Terms).where(Terms.purpose == code, Terms.in_force_from <= now).order_by(Terms.version.desc())
    return db.session.scalars(chosen.limit(1)).one()


def topics(now: datetime | None = None) -> list[Topic]:
    """Every purpose with how it stands: four statements for any number."""
    now = now or clock.now()
    terms = {
        each.purpose: each
        for each in db.session.scalars(sa.select(Terms).where(Terms.in_force_from <= now).order_by(Terms.version))
    }
    drafts = {each.purpose: each for each in db.session.scalars(sa.select(Draft))}
    wordings: dict[str, Notice] = {}
    to_come: dict[str, Notice] = {}
    for notice in db.session.scalars(_standard().order_by(Notice.version)):
        (wordings if notice.in_force_from <= now else to_come)[notice.purpose] = notice
    return [
        Topic(each, terms[each.code], wordings.get(each.code), to_come.get(each.code), drafts.get(each.code))
        for each in every_purpose()
    ]


def topic(code: str, now: datetime | None = None) -> Topic | None:
    """One purpose with how it stands, when there is one with this code."""
    return next((each for each in topics(now) if each.purpose.code == code), None)


def history_of(code: str, now: datetime) -> tuple[list[Published], list[Held]]:
    """Every wording and every terms of a purpose, newest first."""
    notices = list(db.session.scalars(_standard().where(Notice.purpose == code).order_by(Notice.version.desc())))
    terms = list(db.session.scalars(sa.select(Terms).where(Terms.purpose == code).order_by(Terms.version.desc())))
    publishers = [*(each.published_by for each in notices), *(each.published_by for each in terms)]
    wrote = {user_id for user_id in publishers if user_id is not None}
    names = accounts.staff_names(wrote)
    in_force = next((each.version for each in notices if each.in_force_from <= now), 0)
    stands = {each.version: "to come" if each.version > in_force else "in force" if each.version == in_force else "earlier"
              for each in notices}  # fmt: skip
    return (
        [Published(each, stands[each.version], _by(each.published_by, names)) for each in notices],
        [Held(each, _by(each.published_by, names)) for each in terms],
    )


@dataclass(frozen=True)
class AlsoIn:
    """A wording in Easy Read or another language."""

    notice: Notice
    variant: Variant
    by: str | None


def also_in(code: str) -> list[AlsoIn]:
    """The words of a purpose in Easy Read and other languages, newest version first."""
    other = sa.or_(Notice.language != "en", Notice.format != Format.STANDARD)
    chosen = (
        sa.select(Notice).where(Notice.purpose == code, other).order_by(Notice.version.desc(), Notice.format, Notice.language)
    )
    notices = list(db.session.scalars(chosen))
    names = accounts.staff_names({each.published_by for each in notices if each.published_by is not None})
    return [AlsoIn(each, variant_of(each.language, each.format), _by(each.published_by, names)) for each in notices]


def _by(user_id: UUID | None, names: dict[UUID, str]) -> str | None:
    return None if user_id is None else names.get(user_id, "somebody who has left")


def _standard() -> sa.Select[Notice]:
    return sa.select(Notice).where(Notice.language == "en", Notice.format == Format.STANDARD)
