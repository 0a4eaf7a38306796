"""What somebody said about taking part, as its owner and the team see it; the team's list of interests."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from engage.accounts.models import User
from engage.accounts.rules import Role
from engage.db import db
from engage.profile import rules
from engage.profile.models import Interest, Profile, Supporter, Topic, Trusted, TrustedWord, Written
from engage.profile.rules import May, Part, Sort, Told, Word

MOST_TOPICS = 200
_later = aliased(TrustedWord)
_LATEST = sa.select(sa.func.max(_later.ordinal)).where(_later.trusted_id == Trusted.id).correlate(Trusted).scalar_subquery()


def profile(person_id: UUID) -> Profile | None:
    """What one person said; None before they said anything."""
    return db.session.scalar(sa.select(Profile).where(Profile.person_id == person_id))


def topics(*, sort: Sort | None = None, retired: bool = False) -> list[Topic]:
    """The team's list: by what they are and their names; `retired`: also those that are offered no more."""
    order = sa.case({each: place for place, each in enumerate(Sort)}, value=Topic.sort)
    chosen = sa.select(Topic).order_by(order, Topic.title, Topic.id).limit(MOST_TOPICS)
    if sort is not None:
        chosen = chosen.where(Topic.sort == sort)
    if not retired:
        chosen = chosen.where(Topic.retired_at.is_(None))
    return list(db.session.scalars(chosen))


def topic(topic_id: UUID) -> Topic | None:
    """One line of the list."""
    return db.session.get(Topic, topic_id)


def interests(person_id: UUID) -> list[Topic]:
    """What somebody ticked, also what was retired since, in the order of the list."""
    order = sa.case({each: place for place, each in enumerate(Sort)}, value=Topic.sort)
    return list(
        db.session.scalars(
            sa.select(Topic)
            .join(Interest, Interest.topic_id == Topic.id)
            .where(Interest.person_id == person_id)
            .order_by(order, Topic.title, Topic.id)
        )
    )


def how_many_chose(topic_ids: Iterable[UUID]) -> dict[UUID, int]:
    """How many people ticked each of these lines."""
    rows = db.session.execute(
        sa.select(Interest.topic_id, sa.func.count()).where(Interest.topic_id.in_(set(topic_ids))).group_by(Interest.topic_id)
    )
    return {row[0]: row[1] for row in rows}


@dataclass(frozen=True)
class Experience:
    """What somebody would bring: services they know, and their own words."""

    areas: tuple[str, ...] = ()
    words: str = ""

    def __bool__(self) -> bool:
        return bool(self.areas or self.words)


def experience(found: Profile | None) -> Experience:
    """What somebody would bring."""
    if found is None or found.experience is None:
        return Experience()
    kept = json.loads(found.experience)
    return Experience(tuple(kept["areas"]), kept["words"])


@dataclass(frozen=True)
class Talk:
    """Somebody we may also talk to, about what, since when, and in which words it was agreed."""

    id: UUID
    name: str
    reach: str
    may: list[May]
    since: datetime
    version: int

    @property
    def wording(self) -> str:
        return rules.WORDINGS[self.version]

    @property
    def about(self) -> list[str]:
        """What we may tell, in words."""
        return [rules.MAY_WORDS[each] for each in self.may]


def talk(person_id: UUID) -> Talk | None:
    """Whom else we may talk to now: the last word about them was yes."""
    found = db.session.execute(
        sa.select(Trusted, TrustedWord)
        .join(TrustedWord, sa.and_(TrustedWord.trusted_id == Trusted.id, TrustedWord.ordinal == _LATEST))
        .where(Trusted.person_id == person_id, TrustedWord.word == Word.GIVEN)
        .order_by(TrustedWord.at.desc(), Trusted.id)
        .limit(1)
    ).first()
    if found is None:
        return None
    somebody, said = found
    return Talk(somebody.id, somebody.name, somebody.reach, rules.unpacked(said.may), said.at, said.version)


def words_about(person_id: UUID) -> list[tuple[Trusted, TrustedWord]]:
    """Everything somebody said about talking to others, oldest first."""
    rows = db.session.execute(
        sa.select(Trusted, TrustedWord)
        .join(TrustedWord, TrustedWord.trusted_id == Trusted.id)
        .where(Trusted.person_id == person_id)
        .order_by(TrustedWord.at, TrustedWord.ordinal, TrustedWord.id)
    )
    return [(somebody, said) for somebody, said in rows]


@dataclass(frozen=True)
class Support:
    """Who of the team somebody can turn to."""

    id: UUID
    account_id: UUID
    name: str
    from_on: date
    until_on: date | None


def supports(person_id: UUID) -> list[Support]:
    """Everybody of the team whom somebody could turn to, the latest first."""
    rows = db.session.execute(
        sa.select(Supporter.id, Supporter.account_id, User.name, Supporter.from_on, Supporter.until_on)
        .outerjoin(User, User.id == Supporter.account_id)
        .where(Supporter.person_id == person_id)
        .order_by(Supporter.from_on.desc(), Supporter.created_at.desc(), Supporter.id)
    )
    return [
        Support(key, account_id, name or "Somebody who has left", since, until) for key, account_id, name, since, until in rows
    ]


def supporter(person_id: UUID) -> Support | None:
    """Who of the team somebody can turn to now."""
    return next((each for each in supports(person_id) if each.until_on is None), None)


def who_may_support() -> list[tuple[UUID, str]]:
    """Everybody of the team who can be named, by name."""
    rows = db.session.execute(
        sa.select(User.id, User.name)
        .where(User.role.in_((Role.OFFICER, Role.LEAD)), User.accepted_at.is_not(None), User.suspended_at.is_(None))
        .order_by(User.name, User.id)
        .limit(MOST_TOPICS)
    )
    return [(key, name or "") for key, name in rows]


@dataclass(frozen=True)
class WrittenDown:
    """One part that the team wrote down: how and when it was told, and by whom it was written."""

    part: Part
    told: Told
    said_on: date
    name: str

    @property
    def title(self) -> str:
        return rules.PART_WORDS[self.part]


def written_down(person_id: UUID) -> list[WrittenDown]:
    """Which parts stand as the team wrote them down."""
    return _said_and_written(person_id)[1]


def _said_and_written(person_id: UUID) -> tuple[Profile | None, list[WrittenDown]]:
    """What one person said, and which parts of it stand as the team wrote them down: in one statement."""
    rows = db.session.execute(
        sa.select(Profile, Written.part, Written.told, Written.said_on, User.name)
        .outerjoin(Written, Written.person_id == Profile.person_id)
        .outerjoin(User, User.id == Written.recorded_by)
        .where(Profile.person_id == person_id)
        .order_by(Written.part)
    ).all()
    parts = [WrittenDown(*row[1:4], row[4] or "somebody who has left") for row in rows if row[1] is not None]
    return (rows[0][0] if rows else None), parts


@dataclass(frozen=True)
class Summary:
    """Everything on one page: for the team, and for what is filled in."""

    profile: Profile | None
    interests: list[Topic]
    experience: Experience
    talk: Talk | None
    supporter: Support | None
    written_down: list[WrittenDown]

    @property
    def often(self) -> str:
        found = self.profile
        return rules.OFTEN_WORDS[found.often] if found is not None and found.often is not None else ""

    @property
    def payment(self) -> str:
        found = self.profile
        return rules.PAYMENT_WORDS[found.payment] if found is not None and found.payment is not None else ""

    @property
    def is_not_sure(self) -> bool:
        return self.profile is not None and self.profile.is_not_sure


def summary(person_id: UUID) -> Summary:
    """What somebody said about taking part, and who supports them."""
    found, written = _said_and_written(person_id)
    return Summary(found, interests(person_id), experience(found), talk(person_id), supporter(person_id), written)


def filled_by(person_id: UUID) -> dict[str, sa.ColumnElement[bool]]:
    """Which parts somebody filled in, each as a column, so that a page asks for all of them in one statement."""
    mine = Profile.person_id == person_id
    said = sa.exists().where(mine, sa.or_(Profile.often.is_not(None), Profile.is_not_sure.is_(True)))
    yes = (
        sa.select(Trusted.id)
        .join(TrustedWord, sa.and_(TrustedWord.trusted_id == Trusted.id, TrustedWord.ordinal == _LATEST))
        .where(Trusted.person_id == person_id, TrustedWord.word == Word.GIVEN)
    )
    return {
        "interests": sa.or_(sa.exists().where(Interest.person_id == person_id), said),
        "experience": sa.exists().where(mine, Profile.experience.is_not(None)),
        "payment": sa.exists().where(mine, Profile.payment.is_not(None)),
        "trusted": yes.exists(),
    }


def everything(person_id: UUID) -> dict[str, Any]:
    """All of it as plain values, for the person's own download."""
    found = summary(person_id)
    return {
        "interests": [each.title for each in found.interests],
        "not_sure_yet": found.is_not_sure,
        "how_much_time": found.often or None,
        "services_known": list(found.experience.areas),
        "experience": found.experience.words or None,
        "payment": found.payment or None,
        "someone_we_may_also_talk_to": [_word(somebody, said) for somebody, said in words_about(person_id)],
        "who_supports_you": [
            {"name": each.name, "from": each.from_on.isoformat(), "until": each.until_on and each.until_on.isoformat()}
            for each in supports(person_id)
        ],
    }


def _word(somebody: Trusted, said: TrustedWord) -> dict[str, Any]:
    return {
        "name": somebody.name, "how_to_reach_them": somebody.reach, "decision": said.word.value,
        "what_we_may_tell": [rules.MAY_WORDS[each] for each in rules.unpacked(said.may)],
        "wording": rules.WORDINGS[said.version], "at": said.at.isoformat(),
    }  # fmt: skip
