"""The gate in front of specific information, and the way past it when somebody’s safety or the law asks for it."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from engage import clock
from engage.accounts.queries import holders_of
from engage.audit.actions import record
from engage.carers.queries import hold_link
from engage.db import db
from engage.outbox.actions import put_many
from engage.outbox.rules import Category, Due
from engage.policy import Permission
from engage.sharing.models import SharingOverride
from engage.sharing.queries.overrides import OVERRIDDEN
from engage.sharing.queries.standing import standing_of
from engage.sharing.rules import LONGEST_REASON, Basis, Override, Topic, Verdict, kept_topics, may_share

_OF_USE = timedelta(days=14)


class NotAgreed(ValueError):
    """The person did not agree that this is told to the carer, and no override was given; `verdict` says why and what to do."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(f"not agreed: {verdict.barrier}")
        self.verdict = verdict


@dataclass(frozen=True)
class Allowed:
    """An override as somebody gives it: why, the reason in words, and the name and role of who allowed it. For one contact."""

    why: Override
    reason: str
    by_name: str
    by_role: str

    def __post_init__(self) -> None:
        if not (self.reason.strip() and self.by_name.strip() and self.by_role.strip()) or len(self.reason) > LONGEST_REASON:
            raise ValueError("an override needs a reason, and the name and role of who allowed it")


def permit(
    link_id: UUID, topics: Collection[Topic], *, contact_id: UUID, on: date, by: UUID, at: datetime,
    override: Allowed | None = None,
) -> Basis:  # fmt: skip
    """Let specific information through for one contact; what to keep in `CarerContact.basis`. Raises NotAgreed.

    Only for the outcome “specific information”: nothing else asks. `topics`: what was told. `contact_id`: of the contact that
    the caller writes in this same transaction. `on`: the London day on which it happened; what stood on that day counts.
    An override is kept, with a mail to those who oversee it, only where the person had not agreed: where they had, it is left
    out. The link is locked until the transaction ends, so that nobody takes an agreement back meanwhile. The caller has found
    the link within the viewer’s teams. Raises LookupError for a link that is not there.
    """
    link = hold_link(link_id)
    if link is None:
        raise LookupError("no such link")
    verdict = may_share(standing_of(link_id, on), topics, on=on)
    if verdict.basis is not None:
        return verdict.basis
    if override is None or verdict.barrier is None:
        raise NotAgreed(verdict)
    made = _kept(override, link_id, topics, contact_id=contact_id, on=on, by=by, at=at)
    _tell(made)
    record(
        "shared without an agreement", kind="carer", about=link.carer_id, by=by, why=override.why.value,
        barrier=verdict.barrier.value, override=made.id.hex,
    )  # fmt: skip
    return Basis(override.why.value)


def _kept(
    override: Allowed, link_id: UUID, topics: Collection[Topic], *, contact_id: UUID, on: date, by: UUID, at: datetime
) -> SharingOverride:
    made = SharingOverride(
        id=uuid.uuid4(), contact_id=contact_id, link_id=link_id, why=override.why, topics=kept_topics(topics),
        reason=override.reason.strip(), authorised_by=override.by_name.strip(), authorised_as=override.by_role.strip(),
        happened_on=on, made_at=at, made_by=by,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made


def _tell(made: SharingOverride) -> None:
    """Those who oversee sharing get a mail at once."""
    put_many(
        Due(OVERRIDDEN, about=made.id, recipient_id=user.id, due_at=made.made_at, due_on=clock.day_of(made.made_at),
            not_after=made.made_at + _OF_USE, category=Category.SECURITY)
        for user in holders_of(Permission.SHARING_OVERSEE)
    )  # fmt: skip
