"""Which words go out, every version there was, and what a test of them needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from engage.accounts import queries as accounts
from engage.db import db
from engage.mail.templates import Template, Wording, templates
from engage.message_templates.models import Publication, Version
from engage.message_templates.rules import MadeFrom, fits, test_id
from engage.outbox.rules import Answer, Go, Letter, Reason, Stop
from engage.people.models import Person
from engage.policy import Permission
from engage.web.letters import Changed

MOST_SHOWN = 50
_PUBLISHED = sa.select(Version.template, sa.func.max(Version.number).label("number")).join(
    Publication, Publication.version_id == Version.id
)
_NEWEST = sa.select(Version.template, sa.func.max(Version.number).label("number")).group_by(Version.template).subquery()


@dataclass(frozen=True)
class Shown:
    """One version for a page. number 0: the words that come with the system, which nobody here wrote."""

    number: int
    wording: Wording
    is_default: bool = True
    id: UUID | None = None
    written_by: UUID | None = None
    written_at: datetime | None = None
    published_by: UUID | None = None
    published_at: datetime | None = None

    @property
    def is_published(self) -> bool:
        return self.published_at is not None or self.number == 0


@dataclass(frozen=True)
class Standing:
    """How the words of one message stand: what goes out, what waits to be published, and whether what was published fits.

    outgrown: a published version that no longer fits its message, so that the words that come with the system go out.
    """

    template: Template
    now: Shown
    draft: Shown | None = None
    outgrown: Shown | None = None

    @property
    def reached(self) -> int:
        """The number of what was published last."""
        return max(self.now.number, self.outgrown.number if self.outgrown else 0)


def in_use(*, ours: str) -> Mapping[str, Changed]:
    """The organisation's own versions that go out now, by message: one statement, however many messages there are."""
    return {
        name: Changed(standing.now.wording, standing.now.number)
        for name, standing in standings(ours=ours).items()
        if not standing.now.is_default
    }


def standings(*, ours: str) -> dict[str, Standing]:
    """How the words of every message stand, by its name."""
    published = _PUBLISHED.group_by(Version.template).subquery()
    rows = db.session.execute(
        sa.select(Version, Publication)
        .outerjoin(Publication, Publication.version_id == Version.id)
        .outerjoin(published, sa.and_(published.c.template == Version.template, published.c.number == Version.number))
        .join(_NEWEST, _NEWEST.c.template == Version.template)
        .where(sa.or_(published.c.number.is_not(None), _NEWEST.c.number == Version.number))
        .order_by(Version.template, Version.number)
    ).all()
    found = {name: Standing(template, the_default(template)) for name, template in templates().items()}
    for version, publication in rows:
        if version.template in found:
            found[version.template] = _with(found[version.template], shown(version, publication), ours)
    return found


def _with(standing: Standing, version: Shown, ours: str) -> Standing:
    template = standing.template
    if not version.is_published:
        return Standing(template, standing.now, version, standing.outgrown)
    if version.is_default or fits(template, version.wording, ours=ours):
        return Standing(template, version)
    return Standing(template, standing.now, None, version)


def standing_of(template: Template, *, ours: str) -> Standing:
    """How the words of one message stand."""
    return standings(ours=ours)[template.name]


def the_default(template: Template) -> Shown:
    """The words that come with the system."""
    return Shown(0, template.wording)


def shown(version: Version, publication: Publication | None) -> Shown:
    """A version for a page; one that says "as it comes" shows the words that come with the system today."""
    wording = templates()[version.template].wording if version.is_default else version.wording
    return Shown(
        version.number, wording, version.is_default, version.id, version.written_by, version.written_at,
        publication.published_by if publication else None, publication.published_at if publication else None,
    )  # fmt: skip


def history(template: Template) -> list[Shown]:
    """The latest versions of a message's words, newest first; the words that come with the system are its version 0."""
    rows = db.session.execute(_with_publication(template).order_by(Version.number.desc()).limit(MOST_SHOWN))
    return [shown(written, published) for written, published in rows]


def version(template: Template, number: int) -> Shown | None:
    """One version."""
    if number == 0:
        return the_default(template)
    row = db.session.execute(_with_publication(template).where(Version.number == number)).first()
    return None if row is None else shown(row[0], row[1])


def newest(template: Template) -> Shown:
    """The version with the highest number, published or not."""
    row = db.session.execute(_with_publication(template).order_by(Version.number.desc()).limit(1)).first()
    return the_default(template) if row is None else shown(row[0], row[1])


def published_at(made: MadeFrom) -> datetime | None:
    """When the words that a message was made from were published."""
    chosen = sa.select(Publication.published_at).join(Version, Version.id == Publication.version_id)
    return db.session.scalar(chosen.where(Version.template == made.name, Version.number == made.number))


def _with_publication(template: Template) -> sa.Select[Version, Publication]:
    joined = sa.select(Version, Publication).outerjoin(Publication, Publication.version_id == Version.id)
    return joined.where(Version.template == template.name)


def names_among(names: Sequence[str]) -> set[str]:
    """Which of these comparable names are those of people we know."""
    if not names:
        return set()
    chosen = sa.select(Person.search_name).where(Person.search_name.in_(names), Person.erased_at.is_(None))
    return set(db.session.scalars(chosen.distinct()))


@dataclass(frozen=True)
class TrialFacts:
    """A test of some words: to whom, and which."""

    to: str
    name: str
    template: Template
    wording: Wording
    version: str


def test_facts(letter: Letter) -> TrialFacts | None:
    """What a test says: it is about one version, or about the words that come with the system."""
    user, written = accounts.user(letter.recipient_id), db.session.get(Version, letter.about)
    if user is None or user.email is None:
        return None
    if written is not None:
        template, chosen = templates().get(written.template), written.wording
        version = str(Changed(chosen, written.number))
    else:
        template = next((each for each in templates().values() if test_id(each) == letter.about), None)
        chosen = template.wording if template else Wording("", "")
        version = chosen.sha256[:12]
    return None if template is None else TrialFacts(user.email, user.name or "", template, chosen, version)


def may_test(letter: Letter, now: datetime) -> Answer:
    """May a test go? To whoever may prepare words, whatever the hour: they wait for it."""
    user = accounts.user(letter.recipient_id)
    if user is None or user.suspended_at is not None or not accounts.may(user, Permission.TEMPLATES_PREPARE):
        return Stop(Reason.SUSPENDED)
    return Go()
