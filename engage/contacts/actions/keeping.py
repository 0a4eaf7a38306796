"""What becomes of the log when somebody is erased, or when two records are joined."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa

from engage.contacts.models import Contact
from engage.db import db
from engage.people.models import NewAddress


def forget(person_id: UUID) -> None:
    """Nothing of what was noted about somebody stays."""
    for kept in (Contact, NewAddress):
        db.session.execute(sa.delete(kept).where(kept.person_id == person_id))


def move(*, of: UUID, into: UUID) -> list[UUID]:
    """The contacts of a record belong to another one from now on; their ids, so that it can be undone."""
    moved = db.session.scalars(
        sa.update(Contact).where(Contact.person_id == of).values(person_id=into).returning(Contact.id)
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    db.session.execute(sa.delete(NewAddress).where(NewAddress.person_id == of))
    return list(moved)
