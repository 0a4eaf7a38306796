"""Three times something was shared without an agreement with a carer of the invented trust; nobody has looked at the newest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from engage import clock, vault
from engage.accounts.rules import Role
from engage.demo import staff
from engage.demo.bulk import Ids, Load, instant
from engage.demo.carers import Known
from engage.sharing.rules import Override, Topic, kept_topics

_DAYS_AGO = (1, 19, 64)
_TOLD = (
    (Override.RISK_TO_LIFE, (Topic.CRISIS_PLAN,), "The carer had to know whom to call that night.", "Ward manager on duty"),
    (Override.SAFEGUARDING, (Topic.DISCHARGE,), "A child lives in the same home.", "Safeguarding lead"),
    (Override.LAW, (), "The nearest relative has to be told by law.", "Mental Health Act office"),
)
_LOOKED = "Right to share, and no more than was needed."


def add_overrides(load: Load, rng: Random, now: datetime, known: Sequence[Known]) -> None:
    """One with each of the first carers."""
    ids, contacts, lead = Ids(rng), Ids(rng), staff.id_of(Role.CARER_LEAD).hex
    for carer, days, (why, topics, reason, role) in zip(known, _DAYS_AGO, _TOLD, strict=False):
        at = now - timedelta(days=days)
        looked = instant(at + timedelta(days=1)) if days > 1 else None
        load.rows["sharing_override"].append((
            ids(), contacts(), carer.link, why.value, kept_topics(topics), _sealed("reason", reason),
            _sealed("authorised_by", "Sam Example"), _sealed("authorised_as", role), clock.day_of(at).isoformat(), instant(at),
            carer.team.champion, looked, lead if looked else None,
            _sealed("look_note", _LOOKED) if looked else None,
        ))  # fmt: skip


def _sealed(column: str, words: str) -> bytes:
    return vault.seal(words, context=f"sharing_override.{column}")
