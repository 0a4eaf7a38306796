"""What people may choose: purposes with the terms and the wording in force, as versions published one after another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from engage import clock
from engage.consent.models import Notice, Purpose, Terms
from engage.consent.rules import Format, Offer
from engage.consent.rules.variants import STANDARD, VARIANTS, Variant, variant_of
from engage.db import UTCDateTime, db, table

_purpose, _notice, _terms = table(Purpose).c, table(Notice).c, table(Terms).c
_now = sa.bindparam("now", type_=UTCDateTime())
_newest = table(Terms).alias("newest")
NEWEST_TERMS = (
    sa.select(sa.func.max(_newest.c.version))
    .where(_newest.c.purpose == _terms.purpose, _newest.c.in_force_from <= _now)
    .correlate(table(Terms))
    .scalar_subquery()
)
"""The version of a purpose's terms that is in force at the instant `now`; for a select that names the table of terms."""

# Made once: every way in asks this
_IN_FORCE = (
    sa.select(
        _purpose.code, _purpose.title, _notice.text, _notice.id, _notice.sha256, _terms.expires_after_months,
        _notice.version, _terms.channels,
    )
    .join_from(table(Purpose), table(Notice), _notice.purpose == _purpose.code)
    .join(table(Terms), sa.and_(_terms.purpose == _purpose.code, _terms.version == NEWEST_TERMS))
    .where(
        _purpose.essential.is_(False),
        _terms.in_use.is_(True),
        _notice.language == sa.bindparam("language"),
        _notice.format == Format.STANDARD,
        _notice.in_force_from <= _now,
    )
    .order_by(_purpose.position, _purpose.code, _notice.version.desc())
)  # fmt: skip


def offers(*, now: datetime | None = None, language: str = "en") -> list[Offer]:
    """The purposes people may choose, in their order, each with the wording in force now."""
    found = db.session.connection().execute(_IN_FORCE, {"language": language, "now": now or clock.now()})
    newest: dict[str, Offer] = {}
    for code, title, text, notice_id, sha256, months, version, channels in found:
        offer = Offer(code, title, text, notice_id, sha256, months, version, frozenset(channels))
        newest.setdefault(code, offer)
    return list(newest.values())


@dataclass(frozen=True)
class Reading:
    """What people may choose as they asked to read it: what that is called, and what else there is to read it in."""

    shown: Variant
    offers: tuple[Offer, ...]
    others: tuple[Variant, ...]

    def of(self, offer: Offer) -> Offer:
        """The same purpose as it is worded here."""
        return next((each for each in self.offers if each.code == offer.code), offer)


_ALSO_IN = (
    sa.select(_notice.purpose, _notice.version, _notice.language, _notice.format, _notice.id, _notice.text, _notice.sha256)
    .where(sa.or_(_notice.language != STANDARD.language, _notice.format != STANDARD.format), _notice.in_force_from <= _now)
)  # fmt: skip


def reading(offers: Sequence[Offer], key: str | None) -> Reading:
    """The same purposes in Easy Read or another language, where their version is published in it; else as they are."""
    versions = {offer.code: offer.version for offer in offers}
    found: dict[Variant, dict[str, Any]] = {}
    for row in db.session.connection().execute(_ALSO_IN, {"now": clock.now()}):
        if versions.get(row.purpose) == row.version:
            found.setdefault(variant_of(row.language, row.format), {})[row.purpose] = row
    wanted = VARIANTS.get(key or "", STANDARD)
    shown = wanted if wanted in found else STANDARD
    worded = [_worded(offer, found.get(shown, {}).get(offer.code), shown) for offer in offers]
    others = [each for each in VARIANTS.values() if each != shown and (each in found or each == STANDARD)]
    return Reading(shown, tuple(worded), tuple(others))


def _worded(offer: Offer, row: Any, shown: Variant) -> Offer:
    if row is None:
        return offer
    return replace(
        offer, text=row.text, notice_id=row.id, notice_sha256=row.sha256, language=shown.language, direction=shown.direction
    )  # fmt: skip
