"""What was written on a phone without a line arrives: a letter that only this installation opens, kept for who wrote it."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from engage import clock, vault
from engage.carer_log.actions import drafts
from engage.carer_log.actions.logging import with_press
from engage.carer_log.rules import is_showing

CONTEXT = "engage log without a line"
_OWNER = "owner of a phone"
_DAYS = {"tomorrow": 1, "week": 7, "fortnight": 14}

Pairs = list[tuple[str, str]]


class NotOurs(ValueError):
    """No letter of this installation, or one that was changed."""


def owner(user_id: UUID) -> str:
    """What a phone keeps of whoever signed in: nothing that anybody else can read."""
    return base64.b64encode(vault.seal(user_id.hex, context=_OWNER)).decode()


def arrive(letter: str, *, at: datetime) -> None:
    """Keep what a letter says for whoever wrote it, whoever is signed in on the phone by now. Raises NotOurs.

    Anybody can seal a letter to us, so it is never a contact by itself: its owner looks at it and saves it.
    """
    try:
        said = json.loads(vault.open_letter(base64.b64decode(letter, validate=True), context=CONTEXT))
        by = UUID(hex=vault.unseal(base64.b64decode(said["owner"], validate=True), context=_OWNER))
        fields = [(str(name), str(value)) for name, value in said["fields"]]
        written_at = min(datetime.fromtimestamp(said["at"] / 1000, UTC), at)
    except (vault.WrongKey, binascii.Error, ValueError, KeyError, TypeError, OverflowError, OSError, RecursionError) as error:
        raise NotOurs from error
    once = dict(fields).get("once", "")
    if is_showing(once) and with_press(once, by=by) is not None:
        return
    if drafts.keep(as_written(fields, written_at), by=by, at=at, from_phone=True) is None:
        raise NotOurs


def as_written(fields: Pairs, at: datetime) -> Pairs:
    """The same form for somebody who opens it later: when it was, and days counted from then."""
    told: dict[str, Any] = dict(fields)
    rest = [(name, value) for name, value in fields if name != "follow_up"]
    if not told.get("earlier") and not told.get("on[day]"):
        local = clock.london(at)
        rest = [pair for pair in rest if pair[0] not in ("at", "on[day]", "on[month]", "on[year]")]
        rest += [("earlier", "yes"), ("at", f"{local:%H:%M}"), *_in_boxes("on", local.date())]
    if told.get("looked_for") and not told.get("who"):
        rest.append(("who", "another"))
    follow_up = told.get("follow_up") or "no"
    if follow_up in _DAYS:
        due = clock.day_of(at) + timedelta(days=_DAYS[follow_up])
        rest = [pair for pair in rest if not pair[0].startswith("follow_up_on")] + _in_boxes("follow_up_on", due)
        follow_up = "other"
    return [*rest, ("follow_up", follow_up)]


def _in_boxes(name: str, day: date) -> Pairs:
    return [(f"{name}[day]", str(day.day)), (f"{name}[month]", str(day.month)), (f"{name}[year]", str(day.year))]
